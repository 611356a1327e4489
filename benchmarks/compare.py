"""How fast is oftwist's learning switch next to other controllers, on this machine, now?

Starts each controller on one processor and the load generator on another, measures them in turn, round
after round (the order turns around each time, so that a drift of the processor's speed hits all alike),
and prints the medians and the ratios, each ratio taken within a round.

    python benchmarks/compare.py                    # everything; about 15 minutes
    python benchmarks/compare.py --only throughput16 one16 --rounds 3 --seconds 2
    python benchmarks/compare.py --controllers oftwist ovs-testcontroller --json
    python benchmarks/compare.py --extra old="twistd -n ... oftwist --port {port}"

The controllers on PyPI get virtual environments of their own in a cache folder; ovs-testcontroller is
taken from the system. Everybody runs the same learning switch: learn the source, install a flow for a
known destination (naming the buffer, so one FLOW_MOD answers), flood otherwise. CPU microseconds per
reply are the controller's own use and the figure to trust when the machine is busy.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import shlex
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import controllers
from controllers import DEFAULT_CACHE, PEERS, ROOT, Recipe, Running, recipe, running

Figures = dict[str, float]

#: Name -> arguments of the generator, and the figure that is compared (True: more is better).
LOADS: dict[str, tuple[list[str], str, bool]] = {
    "throughput16": (["--switches", "16", "--window", "64"], "replies_per_second", True),
    "throughput64": (["--switches", "64", "--window", "64"], "replies_per_second", True),
    "one16": (["--mode", "latency", "--switches", "16"], "replies_per_second", True),
    "latency1": (["--mode", "latency", "--switches", "1"], "p50_us", False),
}
PARTS = (*LOADS, "idle1000", "startup", "flowstats")
FLOWS = (1_000, 10_000, 100_000)


def bench(port: int, options: argparse.Namespace, arguments: Sequence[str]) -> dict[str, Any]:
    """Run the generator in a process of its own and return its figures."""
    command = [sys.executable, "-m", "oftwist", "bench", f"127.0.0.1:{port}", "--json"]
    command += ["--pin", str(options.bench_cpu), *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=600)
    if done.returncode:
        raise RuntimeError(done.stderr.strip())
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def measure_load(controller: Running, options: argparse.Namespace, name: str) -> Figures:
    """Measure one load, and the controller's processor time for it."""
    arguments, _, _ = LOADS[name]
    arguments = [*arguments, "--duration", str(options.seconds), "--warm-up", str(options.warm_up)]
    if options.unbuffered:
        arguments.append("--unbuffered")
    if options.payload:
        arguments += ["--payload", str(options.payload)]
    before = controller.cpu_ticks()
    figures = bench(controller.port, options, arguments)
    used = controller.cpu_ticks() - before
    replies = figures["answered_in_all"]
    figures["cpu_us"] = 1e6 * used / replies if replies else float("nan")
    return figures


def run_loads(names: Sequence[str], recipes: list[Recipe], options: argparse.Namespace) -> dict[str, Any]:
    """Measure the loads in paired rounds; all controllers run all the time, one at a time has work."""
    started = [Running(made, options.controller_cpu) for made in recipes]
    results: dict[str, dict[str, list[Figures]]] = {name: {} for name in names}
    try:
        for name in names:
            switches = int(LOADS[name][0][LOADS[name][0].index("--switches") + 1])
            for turn in range(options.rounds):
                for controller in started if turn % 2 == 0 else started[::-1]:
                    made = controller.recipe
                    if made.most_switches and switches > made.most_switches:
                        continue
                    figures = measure_load(controller, options, name)
                    results[name].setdefault(made.name, []).append(figures)
                    note(f"{name} round {turn + 1} {made.name}: {one_line(figures)}")
    finally:
        for controller in started:
            controller.stop()
    return results


def run_idle(recipes: list[Recipe], options: argparse.Namespace) -> dict[str, Any]:
    """Measure memory of 1,000 switches that only connect."""
    results: dict[str, list[Figures]] = {}
    number = options.idle_switches
    for turn in range(max(1, options.rounds // 2)):
        for made in recipes if turn % 2 == 0 else recipes[::-1]:
            if made.most_switches:
                continue
            with running(made, options.controller_cpu) as controller:
                before = controller.status("VmRSS")
                command = ["--mode", "idle", "--switches", str(number), "--duration", "3"]
                used = controller.cpu_ticks()
                with subprocess.Popen(
                    [sys.executable, "-m", "oftwist", "bench", f"127.0.0.1:{controller.port}", "--json"]
                    + ["--pin", str(options.bench_cpu), "--connect-timeout", "60", *command],
                    stdout=subprocess.PIPE,
                    text=True,
                    env={**os.environ, "PYTHONPATH": str(ROOT)},
                ) as process:
                    most = 0
                    while process.poll() is None:
                        most = max(most, controller.status("VmRSS"))
                        time.sleep(0.1)
                    assert process.stdout is not None
                    text = process.stdout.read()
                if not text:
                    note(f"idle {made.name}: the generator failed")
                    continue
                figures = {
                    "handshake_seconds": json.loads(text)["handshake_seconds"],
                    "added_kib": most - before,
                    "kib_per_switch": (most - before) / number,
                    "rss_kib": most,
                    "cpu_seconds": controller.cpu_ticks() - used,
                }
            results.setdefault(made.name, []).append(figures)
            note(f"idle {made.name}: {one_line(figures)}")
    return {"idle1000": results}


def run_startup(recipes: list[Recipe], options: argparse.Namespace) -> dict[str, Any]:
    """Measure processor time from the start to listening."""
    results: dict[str, list[Figures]] = {}
    for turn in range(options.rounds):
        for made in recipes if turn % 2 == 0 else recipes[::-1]:
            with running(made, options.controller_cpu) as controller:
                figures: Figures = {
                    "cpu_seconds": controller.startup_cpu,
                    "seconds": controller.startup,
                    "rss_kib": controller.status("VmRSS"),
                }
            results.setdefault(made.name, []).append(figures)
    return {"startup": results}


def stats_recipe(name: str, options: argparse.Namespace) -> Recipe | None:
    """Return how to run the collector of flow statistics of a controller, if there is one."""
    if name == "oftwist":
        command = [sys.executable, str(PEERS / "oftwist_stats.py"), "{port}"]
        return Recipe(name, command, environment={"PYTHONPATH": str(ROOT)})
    if name in ("os-ken", "c65of"):
        return controllers.peer_app(name, f"{name.replace('-', '')}_stats", options.cache)
    return None


def run_flowstats(recipes: list[Recipe], options: argparse.Namespace) -> dict[str, Any]:
    """Measure the collection of all flows of a switch as their number grows."""
    results: dict[str, dict[str, list[Figures]]] = {f"flowstats {n}": {} for n in FLOWS}
    made_all = [made for made in (stats_recipe(r.name, options) for r in recipes) if made]
    for flows in FLOWS:
        for turn in range(1 if flows > 10_000 else max(1, options.rounds // 2)):
            for made in made_all if turn % 2 == 0 else made_all[::-1]:
                figures = collect(made, flows, options)
                if figures:
                    results[f"flowstats {flows}"].setdefault(made.name, []).append(figures)
                    note(f"{flows} flow stats, {made.name}: {one_line(figures)}")
    return results


def collect(made: Recipe, flows: int, options: argparse.Namespace) -> Figures | None:
    """Let one collector read the flows of one switch; None when it does not finish."""
    with running(made, options.controller_cpu) as controller:
        command = [sys.executable, str(PEERS / "flow_switch.py"), str(controller.port), str(flows)]
        with subprocess.Popen(command) as switch:
            deadline = time.monotonic() + options.flowstats_timeout
            text = ""
            while not text.endswith("\n") and time.monotonic() < deadline and controller.process.poll() is None:
                time.sleep(0.02)
                text = controller.output.read_text()
            switch.kill()
        if not text.endswith("\n"):
            note(f"{flows} flow stats, {made.name}: not done; {controller.errors()[-500:]}")
            return None
    figures: Figures = json.loads(text)
    if figures["flows"] != flows:
        raise RuntimeError(f"{made.name} collected {figures['flows']} of {flows} flows")
    figures["us_per_flow"] = 1e6 * figures["cpu"] / flows
    return figures


def note(text: str) -> None:
    """Tell how far it is, apart from the result."""
    print(f"{datetime.datetime.now():%H:%M:%S} {text}", file=sys.stderr, flush=True)


def one_line(figures: dict[str, Any]) -> str:
    """Show the main figures of one measurement."""
    keys = ("replies_per_second", "p50_us", "p99_us", "cpu_us", "jain", "lost", "generator_busy")
    shown = [key for key in keys if key in figures] or list(figures)
    return ", ".join(f"{key} {figures[key]:,.6g}" for key in shown)


def median(values: list[Figures], key: str) -> float:
    """Return the median of one figure; nan when it was never measured."""
    known = [value[key] for value in values if key in value]
    return statistics.median(known) if known else float("nan")


def ratios(mine: list[Figures], other: list[Figures], key: str, more_is_better: bool) -> float:
    """Median of the ratios within the rounds; over 1: the first is better."""
    pairs = [(a.get(key), b.get(key)) for a, b in zip(mine, other, strict=False)]
    pairs = [(a, b) for a, b in pairs if a and b]
    if not pairs:
        return float("nan")
    return statistics.median(a / b if more_is_better else b / a for a, b in pairs)


def table(results: dict[str, dict[str, list[Figures]]], subject: str) -> str:
    """Lay out everything measured."""
    lines = []
    shown: dict[str, list[tuple[str, str]]] = {
        **{name: [(load[1], ""), ("cpu_us", ""), ("p99_us", "")] for name, load in LOADS.items()},
        "idle1000": [("kib_per_switch", ""), ("handshake_seconds", ""), ("cpu_seconds", "")],
        "startup": [("cpu_seconds", ""), ("rss_kib", "")],
        **{f"flowstats {n}": [("us_per_flow", ""), ("seconds", ""), ("added_kib", "")] for n in FLOWS},
    }
    for name, by_controller in results.items():
        keys = [key for key, _ in shown[name]]
        better = LOADS[name][2] if name in LOADS else False
        lines += ["", f"{name:<22}" + "".join(f"{key:>20}" for key in keys) + f"{subject + ' is':>18}"]
        for controller, values in by_controller.items():
            row = f"  {controller:<20}" + "".join(f"{median(values, key):>20,.5g}" for key in keys)
            mine = by_controller.get(subject, [])
            if mine and controller != subject:
                ratio = ratios(mine, values, keys[0], better)
                row += f"{ratio:>13.2f}x" + (" faster" if name in LOADS else " less")
            lines.append(row)
    return "\n".join(lines)


def machine() -> dict[str, str]:
    """Say where and when this was measured."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.split(":")[1] for line in lines if "model name" in line), "?")
    return {
        "when": f"{datetime.datetime.now():%Y-%m-%d %H:%M}",
        "processor": f"{os.cpu_count()} x {model.strip()}",
        "load": " ".join(f"{n:.2f}" for n in os.getloadavg()),
        "python": platform.python_version(),
        "kernel": platform.release(),
    }


def parse(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--only", nargs="+", choices=PARTS, default=list(PARTS), metavar="PART", help=", ".join(PARTS))
    add(
        "--controllers",
        nargs="+",
        default=["oftwist", "ovs-testcontroller", "os-ken", "c65of"],
        metavar="NAME",
    )
    add(
        "--extra",
        action="append",
        default=[],
        metavar="NAME=COMMAND",
        help="one more, with {port} in its words",
    )
    add("--subject", default="oftwist", help="the one that ratios are about")
    add("--rounds", type=int, default=5)
    add("--seconds", type=float, default=3.0, help="measured time of each run (default 3)")
    add("--warm-up", type=float, default=1.0)
    add("--unbuffered", action="store_true", help="packet-ins without a buffer, as real switches send them")
    add("--payload", type=int, help="bytes of Ethernet frame in a packet-in")
    add("--idle-switches", type=int, default=1000)
    add("--flowstats-timeout", type=float, default=300.0)
    add("--controller-cpu", type=int, default=0)
    add("--bench-cpu", type=int, default=1 if (os.cpu_count() or 1) > 1 else 0)
    add("--cache", type=Path, default=DEFAULT_CACHE, help=f"folder of virtual environments ({DEFAULT_CACHE})")
    add("--json", action="store_true", help="print everything measured as one JSON object")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; returns the exit status."""
    options = parse(argv)
    recipes = []
    for name in options.controllers:
        try:
            recipes.append(recipe(name, options.cache))
        except LookupError as error:
            note(f"without {name}: {error}")
    for text in options.extra:
        name, _, command = text.partition("=")
        recipes.append(Recipe(name, shlex.split(command), environment={"PYTHONPATH": str(ROOT)}))
    results: dict[str, Any] = {}
    loads = [name for name in options.only if name in LOADS]
    if loads:
        results |= run_loads(loads, recipes, options)
    others: dict[str, Callable[[list[Recipe], argparse.Namespace], dict[str, Any]]] = {
        "idle1000": run_idle,
        "startup": run_startup,
        "flowstats": run_flowstats,
    }
    for name, run in others.items():
        if name in options.only:
            results |= run(recipes, options)
    head: dict[str, Any] = machine()
    head["controllers"] = {made.name: made.version for made in recipes}
    if options.json:
        print(json.dumps({"machine": head, "results": results}))
    else:
        print("  ".join(f"{key}: {value}" for key, value in head.items()))
        print(f"medians of {options.rounds} rounds, {options.seconds:g} s each" + table(results, options.subject))
    return 0


if __name__ == "__main__":
    sys.exit(main())
