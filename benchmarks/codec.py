"""How fast are the codecs? oftwist beside os-ken, c65of and python-openflow, in one run.

Each library runs in its own virtual environment as a worker process that waits most of the time; they take
turns in short slices, case by case, so that a drift of the processor's speed hits all alike. The figure is
the minimum over all turns. Every worker first shows that its cases return the same bytes and values.

    python benchmarks/codec.py [--rounds 9] [--slice 0.05] [--only "1.3 packet_in parse"] [--json]
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from controllers import DEFAULT_CACHE, PEERS, ROOT, package_version, venv_python

LIBRARIES = ("oftwist", "os-ken", "c65of", "python-openflow")


class Worker:
    """One library, in a process that answers when asked.

    Args:
        name: One of `LIBRARIES`.
        cache: Folder of the virtual environments.
        cpu: Processor to run on, or None.
    """

    def __init__(self, name: str, cache: Path, cpu: int | None) -> None:
        self.name = name
        python = sys.executable if name == "oftwist" else str(venv_python(name, cache))
        self.version = "" if name == "oftwist" else package_version(name, cache)
        command = [python, str(PEERS / "codec_worker.py"), f"codec_{name.replace('-', '')}"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT) if name == "oftwist" else ""}
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )
        if cpu is not None:
            os.sched_setaffinity(self.process.pid, {cpu})
        self.checks: dict[str, str] = json.loads(self._line())
        for case, trouble in self.checks.items():
            if trouble:
                print(f"{name}: {case}: {trouble}", file=sys.stderr)

    def _line(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the worker of {self.name} ended")
        return line

    def measure(self, case: str, seconds: float) -> float:
        """Return microseconds per call, the best of what fits in the seconds."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{seconds} {case}\n")
        self.process.stdin.flush()
        return float(self._line())

    def stop(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.communicate()


def measure(workers: Sequence[Worker], options: argparse.Namespace) -> dict[str, dict[str, float]]:
    """Return case -> library -> microseconds."""
    cases = [case for case in workers[0].checks if not options.only or case in options.only]
    results: dict[str, dict[str, float]] = {case: {} for case in cases}
    for turn in range(options.rounds):
        for case in cases:
            # What is only another spelling of ours has nothing to compare with, but is shown.
            for worker in workers if turn % 2 == 0 else workers[::-1]:
                if worker.checks.get(case) == "":
                    took = worker.measure(case, options.slice)
                    results[case][worker.name] = min(took, results[case].get(worker.name, took))
    return results


def table(results: dict[str, dict[str, float]], names: Sequence[str]) -> str:
    """Lay out microseconds, and how often faster the first library is."""
    lines = [f"{'microseconds':<28}" + "".join(f"{name:>24}" for name in names)]
    for case, by_name in results.items():
        row = f"{case:<28}"
        mine = by_name.get(names[0])
        for name in names:
            if name not in by_name:
                row += f"{'-':>24}"
            elif name == names[0] or mine is None:
                row += f"{by_name[name]:>24.2f}"
            else:
                ratio = f"({by_name[name] / mine:.1f}x)"
                row += f"{by_name[name]:>15.2f}{ratio:>9}"
        lines.append(row)
    return "\n".join(lines)


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--libraries", nargs="+", default=list(LIBRARIES), choices=LIBRARIES)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--slice", type=float, default=0.05, help="seconds of one turn (default 0.05)")
    parser.add_argument("--only", nargs="+", metavar="CASE")
    parser.add_argument("--cpu", type=int, help="run all workers on this processor")
    parser.add_argument("--cache", type=Path, default=DEFAULT_CACHE, help="folder of virtual environments")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    workers = [Worker(name, options.cache, options.cpu) for name in options.libraries]
    try:
        results = measure(workers, options)
    finally:
        for worker in workers:
            worker.stop()
    head = {
        "when": f"{datetime.datetime.now():%Y-%m-%d %H:%M}",
        "python": platform.python_version(),
        "libraries": {worker.name: worker.version for worker in workers},
    }
    if options.json:
        print(json.dumps({**head, "microseconds": results}))
    else:
        print("  ".join(f"{key}: {value}" for key, value in head.items()))
        print(f"minimum over {options.rounds} turns of {options.slice:g} s")
        print(table(results, options.libraries))
    return 0


if __name__ == "__main__":
    sys.exit(main())
