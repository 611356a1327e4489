"""What do imports cost? Time and memory of `import oftwist...` in fresh processes, with compiled bytecode.

    python benchmarks/imports.py [--runs 15] [--json]

The time is processor time, the minimum over the runs, standard library modules that the import pulls in
included. Memory is the resident memory that the import added. Exit status 1 when a limit is exceeded.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence

from controllers import ROOT

#: Module -> most milliseconds and most MiB, None: no limit.
LIMITS: dict[str, tuple[float | None, float | None]] = {
    "oftwist": (None, None),
    "oftwist.loxi": (5.0, 8.0),
    "oftwist.loxi.of10": (20.0, 3.5),
    "oftwist.loxi.of13": (20.0, 3.5),
    "oftwist.loxi.of15": (20.0, 3.5),
    "oftwist.service.tap": (None, None),
}

CODE = """
import sys, time, resource
def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize()
before = resident()
start = time.process_time()
import {module}
took = time.process_time() - start
added = resident() - before
print(took, added, len(sys.modules), "twisted" in sys.modules)
"""


def measure(module: str, runs: int) -> dict[str, float | bool]:
    """Import a module in fresh processes; milliseconds, MiB and what else came with it."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    times, sizes, words = [], [], [""]
    for turn in range(runs + 1):
        command = [sys.executable, "-c", CODE.format(module=module)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        words = done.stdout.split()
        if turn:  # the first one may have had to compile
            times.append(float(words[0]) * 1e3)
            sizes.append(int(words[1]) / 2**20)
    return {"ms": min(times), "mib": min(sizes), "modules": int(words[2]), "twisted": words[3] == "True"}


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    results = {module: measure(module, options.runs) for module in LIMITS}
    failed = []
    for module, figures in results.items():
        for key, limit in zip(("ms", "mib"), LIMITS[module], strict=True):
            if limit is not None and figures[key] > limit:
                failed.append(f"{module}: {figures[key]:.2f} {key}, the limit is {limit:g}")
    if options.json:
        print(json.dumps(results))
    else:
        print(f"{'import':<22}{'ms':>8}{'MiB':>8}{'modules':>9}  Twisted")
        for module, figures in results.items():
            print(
                f"{module:<22}{figures['ms']:>8.2f}{figures['mib']:>8.2f}{figures['modules']:>9}  "
                + ("yes" if figures["twisted"] else "no")
            )
    print("\n".join(failed), end="\n" if failed else "", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
