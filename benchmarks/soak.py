"""Minutes of churn against oftwist's learning switch: is it as slim and as quick afterwards as before?

    python benchmarks/soak.py --minutes 10 [--seed 1] [--json]

Each cycle (10 seconds by default) runs the load generator with well-behaved switches, and beside it a random mix of
switches that come and go, reset, stall, send garbage, malformed or giant messages, never finish a reply or
claim another's datapath id, while the app keeps requests open on all of them. Then everybody leaves, and the
controller reports: memory (what the process takes, what of it is in use in malloc, and Python's blocks in use),
descriptors, Deferreds, protocols, switches, delayed calls, reactor lag, errors.

The first cycles warm up. After that these figures must stay flat, but for what the process takes: what its allocators
keep depends on the worst moment so far, which is random. The well-behaved switches must lose nothing, and no
error may be logged; otherwise the exit status is 1.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from typing import Any

import rogues
from controllers import PEERS, ROOT, Recipe, Running, running

_PROBE = [sys.executable, str(PEERS / "oftwist_probe.py"), "{port}"]
#: oftwist with a learning switch, that reports; and the same with an app that keeps requests open.
PROBED = Recipe("oftwist", [*_PROBE, "--quiet"], environment={"PYTHONPATH": str(ROOT)})
BUSY = Recipe("oftwist", _PROBE, environment={"PYTHONPATH": str(ROOT)})

COLUMNS = {
    "rss_kib": "RSS KiB",
    "malloc_kib": "malloc KiB",
    "blocks": "blocks",
    "descriptors": "fds",
    "deferreds": "Deferreds",
    "protocols": "protocols",
    "switches": "switches",
    "delayed_calls": "delayed",
    "objects": "objects",
    "lag_p99_ms": "lag p99",
    "lag_max_ms": "lag max",
    "errors": "errors",
    "connections": "connects",
    "replies": "replies",
    "lost": "lost",
}


def ask(controller: Running) -> dict[str, Any]:
    """Let the controller report, and return that."""
    before = len(controller.output.read_text().splitlines())
    os.kill(controller.process.pid, signal.SIGUSR1)
    end = time.monotonic() + 30
    while time.monotonic() < end:
        text = controller.output.read_text()
        if text.endswith("\n") and len(text.splitlines()) > before:
            figures: dict[str, Any] = json.loads(text.splitlines()[-1])
            return figures
        if controller.process.poll() is not None:
            break
        time.sleep(0.02)
    raise RuntimeError("the controller does not report any more: " + controller.errors()[-2000:])


def churn(port: int, seconds: float, seed: str, counted: list[int]) -> None:
    """Be one bad switch after another for some time."""
    rng = random.Random(seed)
    end = time.monotonic() + seconds
    kept = []
    names = sorted(rogues.KINDS)
    while (left := end - time.monotonic()) > 0:
        counted[0] += 1
        try:
            sock = rogues.KINDS[rng.choice(names)](port, rng, min(left, rng.uniform(0.05, 0.5)))
        except OSError:
            continue
        if sock is not None:
            kept.append(sock)
    for sock in kept:
        sock.close()


def cycle(controller: Running, options: argparse.Namespace, number: int) -> dict[str, Any]:
    """Run one cycle and return what the controller and the well-behaved switches say after it."""
    command = [sys.executable, "-m", "oftwist", "bench", f"127.0.0.1:{controller.port}", "--json"]
    command += ["--switches", "8", "--window", "16", "--warm-up", "0.5", "--duration", str(options.cycle - 2)]
    command += ["--first-dpid", "0x100", "--connect-timeout", "30"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    good = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
    counted = [0]
    threads = []
    for index in range(options.rogues):
        arguments = (controller.port, options.cycle - 1, f"{options.seed} {number} {index}", counted)
        threads.append(threading.Thread(target=churn, args=arguments, daemon=True))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    out, err = good.communicate(timeout=60)
    if good.returncode:
        raise RuntimeError(f"the well-behaved switches failed: {err.strip()}")
    end = time.monotonic() + 20
    figures = ask(controller)
    peak = figures
    while (figures["up"] or figures["protocols"]) and time.monotonic() < end:
        time.sleep(0.5)
        figures = ask(controller)
        for key in ("lag_p99_ms", "lag_max_ms", "errors"):
            figures[key] = max(figures[key], peak[key])
        figures["first_error"] = peak["first_error"] or figures["first_error"]
        peak = figures
    load = json.loads(out)
    figures |= {key: load[key] for key in ("replies", "lost", "disconnected")}
    figures["connections"] = counted[0]
    return figures


def verdict(cycles: Sequence[dict[str, Any]], options: argparse.Namespace) -> list[str]:
    """Return what is not flat, compared with the first cycle after the warm-up."""
    measured = cycles[options.warm_up :]
    if len(measured) < 2:
        return ["too short to tell: at least two cycles after the warm-up are needed"]
    first, last, troubles = measured[0], measured[-1], []
    slack = {
        "descriptors": 1,
        "deferreds": 20,
        "protocols": 0,
        "switches": 0,
        "delayed_calls": 5,
        "objects": max(2000, first["objects"] // 50),
        "malloc_kib": options.memory,
        "blocks": first["blocks"] // 20,
    }
    for key, most in slack.items():
        if last[key] > first[key] + most:
            troubles.append(f"{key} grew from {first[key]} to {last[key]} in {len(measured)} cycles")
    for number, figures in enumerate(cycles):
        if figures["up"] or figures["protocols"]:
            troubles.append(f"cycle {number}: {figures['up']} switches, {figures['protocols']} protocols were left")
        if figures["errors"]:
            troubles.append(f"cycle {number}: {figures['errors']} errors, first: {figures['first_error']}")
        if figures["lost"] or figures["disconnected"]:
            troubles.append(f"cycle {number}: {figures['lost']} lost, {figures['disconnected']} disconnected")
        if figures["lag_max_ms"] > options.lag:
            troubles.append(f"cycle {number}: the reactor was {figures['lag_max_ms']:.0f} ms late")
    return troubles


def main(argv: Sequence[str] | None = None) -> int:
    """Run the cycles and print; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--cycle", type=float, default=10.0, help="seconds of one cycle (default 10)")
    parser.add_argument("--warm-up", type=int, default=2, help="cycles that are not judged (default 2)")
    parser.add_argument("--rogues", type=int, default=6, help="bad switches at a time (default 6)")
    parser.add_argument("--memory", type=int, default=6144, help="KiB its memory in use may grow (default 6144)")
    parser.add_argument("--lag", type=float, default=1000.0, help="ms the reactor may be late (default 1000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cpu", type=int, help="processor of the controller")
    parser.add_argument("--realtime", action="store_true", help="give the controller precedence (needs root)")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    cycles: list[dict[str, Any]] = []
    end = time.monotonic() + 60 * options.minutes
    if not options.json:
        print("cycle" + "".join(f"{title:>11}" for title in COLUMNS.values()))
    with running(BUSY, options.cpu) as controller:
        if options.realtime:
            os.sched_setscheduler(controller.process.pid, os.SCHED_RR, os.sched_param(1))
        while time.monotonic() < end or len(cycles) < options.warm_up + 2:
            figures = cycle(controller, options, len(cycles))
            cycles.append(figures)
            if not options.json:
                print(f"{len(cycles):>5}" + "".join(f"{figures[key]:>11.6g}" for key in COLUMNS), flush=True)
    troubles = verdict(cycles, options)
    if options.json:
        print(json.dumps({"cycles": cycles, "troubles": troubles}))
    else:
        print("\n".join(troubles) if troubles else "flat")
    return 1 if troubles else 0


if __name__ == "__main__":
    sys.exit(main())
