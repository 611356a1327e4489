"""Two workers against one: answers a second with 64 simulated switches, in turn, the best of some rounds.

    python benchmarks/workers.py [--rounds 5] [--switches 64] [--seconds 5] [--generators 1]

On a machine of two cores the generator shares them with the workers, so its part is told too: processor time of
workers, supervisor and generator for each answer. From those follows what two cores can give at most: with workers that
need c and a generator that needs g for an answer, one worker gives 1/c (the generator has the other core), two give
2/(c + g). Other programs on the machine make every figure worse, but hardly those processor times.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

ROOT = Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK")


class Figures(NamedTuple):
    """One measurement: answers a second, and processor microseconds of each for an answer."""

    rate: float
    workers: float
    supervisor: float
    generators: float
    load: float


def spent(pid: int) -> float:
    """Processor seconds that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def measure(workers: int, options: argparse.Namespace, folder: Path) -> Figures:
    """Start a controller with so many workers, load it, end it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = folder / f"{workers}.log"
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    words = ["twistd", "-n", "--pidfile=", "oftwist", "--port", str(port), "--interface", "127.0.0.1"]
    with log.open("w") as file:
        words += ["--workers", str(workers)]
        daemon = subprocess.Popen(words, env=environ, stdout=file, stderr=file, cwd=folder)
    try:
        pids: set[int] = set()
        for _ in range(600):
            pids = {int(pid) for pid in re.findall(r"is ready \(process (\d+)\)", log.read_text())}
            if len(pids) == workers:
                break
            time.sleep(0.1)
        assert len(pids) == workers, log.read_text()
        load = os.getloadavg()[0]
        before = sum(map(spent, pids)), spent(daemon.pid)
        told = generate(port, options, environ)
        after = sum(map(spent, pids)), spent(daemon.pid)
    finally:
        daemon.send_signal(signal.SIGTERM)
        daemon.wait(30)
    each = 1e6 / sum(one["answered_in_all"] for one in told)
    busy = sum(one["generator_busy"] * one["seconds"] for one in told) * 1e6 / sum(one["replies"] for one in told)
    rate = sum(one["replies_per_second"] for one in told)
    return Figures(rate, (after[0] - before[0]) * each, (after[1] - before[1]) * each, busy, load)


def generate(port: int, options: argparse.Namespace, environ: dict[str, str]) -> list[dict[str, Any]]:
    """Run the generators at once, and return what they say."""
    switches = options.switches // options.generators
    words = [sys.executable, "-m", "oftwist", "bench", "--json", "--duration", str(options.seconds), "--warm-up", "2"]
    words += ["--switches", str(switches), "--window", str(options.window), f"127.0.0.1:{port}"]
    firsts = [str(1 + n * switches) for n in range(options.generators)]
    pipe = subprocess.PIPE
    running = [subprocess.Popen([*words, "--first-dpid", one], env=environ, stdout=pipe, text=True) for one in firsts]
    return [json.loads(one.communicate()[0]) for one in running]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--switches", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--generators", type=int, default=1)
    parser.add_argument("--window", type=int, default=16, help="packet-ins outstanding per switch")
    options = parser.parse_args()
    found: dict[int, list[Figures]] = {1: [], 2: []}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(options.rounds):
            for workers in found:
                one = measure(workers, options, Path(folder))
                found[workers].append(one)
                print(
                    f"{workers} workers: {one.rate:9,.0f} answers a second; processor time for each: "
                    f"{one.workers:.1f} us in workers, {one.generators:.1f} us in the generator "
                    f"(load average before: {one.load:.1f})",
                    flush=True,
                )
    best = {workers: max(figures) for workers, figures in found.items()}
    print(f"best of {options.rounds}: {best[2].rate / best[1].rate:.2f} times as many with two workers")
    costs = min(one.workers for one in found[2]), min(one.generators for one in found[2])
    print(
        f"what {os.cpu_count()} cores can give: {2 * costs[0] / (costs[0] + costs[1]):.2f} times, as an answer costs "
        f"{costs[0]:.1f} us in workers and {costs[1]:.1f} us in the generator"
    )


if __name__ == "__main__":
    main()
