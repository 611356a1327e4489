"""Can one switch harm the others? oftwist, os-ken and c65of under the same abuse.

    python benchmarks/abuse.py                       # everything; about 10 minutes
    python benchmarks/abuse.py --only hostile --kinds packet_in_flood giant_frames --seconds 3
    python benchmarks/abuse.py --controllers oftwist --only silent reconnects

hostile     One switch at a time does its worst (see rogues.py) beside 100 quiet ones, which measure how long their echo
            requests take: median, 99th percentile and maximum in milliseconds, how many were not answered within
            5 seconds, how many of the quiet ones were disconnected, and how the memory of the controller grew.
silent      5,000 clients connect and say nothing, while one switch after another does a proper handshake; afterwards
            the descriptors that are left.
reconnects  50 switches reconnect 10,000 times in all; descriptors, threads and memory afterwards, for oftwist also
            the Deferreds, protocols and switches that are left.
idle        1,000 switches connect at once and stay: until the last handshake is done, and memory for each switch.

Each part starts a fresh controller. A controller that hangs is shown as such, and ended. The exit status is 1 if
oftwist misses one of its goals (GOALS below). On a machine with other work, --realtime gives the controller and the
quiet switches precedence over everything else, the hostile switch included (needs root).
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import random
import resource
import select
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import rogues
import soak
from controllers import DEFAULT_CACHE, HERE, Recipe, Running, recipe, running

from oftwist.tools.bench.frames import Answerer, frame

Figures = dict[str, Any]
HOSTILE = ("packet_in_flood", "giant_frames", "malformed", "hello_loop", "echo_flood", "endless_multipart")
PATIENCE = 5.0

#: What oftwist must not exceed.
GOALS: dict[str, dict[str, float]] = {
    "hostile": {"p99_ms": 50, "unanswered": 0, "disconnected": 0, "grown_mib": 60, "tracebacks": 0},
    "silent": {"refused": 0, "handshakes_failed": 0, "handshake_max_ms": 5000, "left_descriptors": 0, "tracebacks": 0},
    "reconnects": {
        "failed": 0,
        "left_descriptors": 0,
        "left_deferreds": 0,
        "left_protocols": 0,
        "left_switches": 0,
        "grown_mib": 20,
        "tracebacks": 0,
    },
    "idle": {"missing": 0, "seconds": 5, "kib_each": 25, "tracebacks": 0},
}


class Crowd:
    """Quiet switches in one thread: they answer what they are asked, and send echo requests.

    Args:
        port: Where the controller listens.
        number: How many.
        first_dpid: Datapath id of the first.
    """

    def __init__(self, port: int, number: int, first_dpid: int = 0x1000) -> None:
        self.port = port
        self.epoll = select.epoll()
        self.socks: dict[int, socket.socket] = {}
        self.answerers: dict[int, Answerer] = {}
        self.rest: dict[int, bytes] = {}
        self.waiting: dict[tuple[int, int], float] = {}
        self.times: list[float] = []
        self.disconnected = 0
        self.xid = 0x40000000
        self.asked_for_ports = 0
        for index in range(number):
            sock = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            fd = sock.fileno()
            self.socks[fd], self.rest[fd] = sock, b""
            self.answerers[fd] = Answerer(rogues.VERSION, first_dpid + index)
            self.epoll.register(fd, select.EPOLLIN)
            sock.sendall(self.answerers[fd].hello())
            self.turn(0.0)

    @property
    def up(self) -> int:
        """How many are connected and have told their datapath id."""
        return sum(self.answerers[fd].features_sent for fd in self.socks)

    def turn(self, wait: float) -> None:
        """Read and answer."""
        for fd, _ in self.epoll.poll(wait):
            now = time.perf_counter()
            try:
                data = self.socks[fd].recv(65536)
            except OSError:
                data = b""
            if not data:
                self.epoll.unregister(fd)
                self.socks.pop(fd).close()
                self.disconnected += 1
                continue
            rest = self.rest[fd] + data
            while len(rest) >= 8 and len(rest) >= (size := int.from_bytes(rest[2:4], "big")) >= 8:
                message, rest = rest[:size], rest[size:]
                if message[1] == 3:
                    sent = self.waiting.pop((fd, int.from_bytes(message[4:8], "big")), None)
                    if sent is not None:
                        self.times.append(now - sent)
                else:
                    self.asked_for_ports += message[1] == 18 and message[8:10] == b"\0\x0d"
                    reply = self.answerers[fd].answer(message)
                    if reply:
                        self.socks[fd].sendall(reply)
            self.rest[fd] = rest

    def settle(self, seconds: float) -> None:
        """Answer until all have told their datapath id, and a bit longer."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end and self.up < len(self.socks):
            self.turn(0.05)
        end = time.perf_counter() + 0.3
        while time.perf_counter() < end:
            self.turn(0.05)

    def measure(self, seconds: float, interval: float) -> Figures:
        """Send an echo request from each switch every `interval` seconds, evenly spread; return the times in ms."""
        self.times, lost_before = [], self.disconnected
        self.waiting.clear()
        order = list(self.socks)
        pause = interval / max(1, len(order))
        start = time.perf_counter()
        due, index, sent = start, 0, 0
        while time.perf_counter() < start + seconds:
            while due <= time.perf_counter():
                fd = order[index % len(order)]
                index, due = index + 1, due + pause
                if fd in self.socks:
                    self.xid += 1
                    self.waiting[fd, self.xid] = time.perf_counter()
                    try:
                        self.socks[fd].sendall(frame(rogues.VERSION, 2, self.xid))
                    except OSError:
                        continue
                    sent += 1
            self.turn(max(0.0, due - time.perf_counter()))
        end = time.perf_counter() + PATIENCE
        while self.waiting and time.perf_counter() < end and self.socks:
            self.turn(0.05)
        times = sorted(self.times) or [float("nan")]
        return {
            "p50_ms": 1e3 * times[len(times) // 2],
            "p99_ms": 1e3 * times[int(0.99 * (len(times) - 1))],
            "max_ms": 1e3 * times[-1],
            "sent": sent,
            "unanswered": len(self.waiting),
            "disconnected": self.disconnected - lost_before,
        }

    def close(self) -> None:
        """Disconnect all."""
        for sock in self.socks.values():
            sock.close()
        self.epoll.close()


def run_hostile(made: Recipe, options: argparse.Namespace) -> Figures:
    """One hostile switch beside quiet ones, kind by kind."""
    results: Figures = {}
    for kind in ("nobody", *options.kinds):
        with running(made, options.controller_cpu) as controller:
            crowd = Crowd(controller.port, options.quiet)
            hostile = None
            try:
                crowd.settle(30)
                before = controller.status("VmRSS")
                if kind != "nobody":
                    command = [sys.executable, str(HERE / "rogues.py"), kind, str(controller.port)]
                    command = ["nice", *command, str(options.seconds)]
                    hostile = subprocess.Popen(command, preexec_fn=ordinary if options.realtime else None)
                    time.sleep(0.3)
                used = controller.cpu_ticks()
                figures = crowd.measure(options.seconds, options.interval)
                figures["cpu_percent"] = 100 * (controller.cpu_ticks() - used) / options.seconds
                figures["grown_mib"] = (controller.status("VmHWM") - before) / 1024
                figures["tracebacks"] = controller.errors().count("Traceback (most recent")
            except OSError as error:
                figures = {"failed": f"{type(error).__name__}: {error}"}
            finally:
                if hostile is not None:
                    hostile.kill()
                    hostile.wait()
                crowd.close()
        results[kind] = figures
        note(f"{made.name} {kind}: {one_line(figures)}")
    return results


def ordinary() -> None:
    """Give precedence up again."""
    os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))


def good_handshake(port: int, dpid: int) -> float:
    """Return the seconds a proper switch needs from connect to the end of its handshake; nan: it did not end."""
    start = time.perf_counter()
    try:
        with rogues.open_socket(port) as sock:
            done = rogues.handshake(sock, dpid)
    except OSError:
        return float("nan")
    return time.perf_counter() - start if done else float("nan")


def run_silent(made: Recipe, options: argparse.Namespace) -> Figures:
    """Thousands of clients that say nothing."""
    with running(made, options.controller_cpu) as controller:
        good_handshake(controller.port, 0x2000)
        time.sleep(0.5)
        before, memory = controller.descriptors(), controller.status("VmRSS")
        socks: list[socket.socket] = []
        refused = 0
        handshakes: list[float] = []
        start = time.perf_counter()
        for index in range(options.silent):
            sock = socket.socket()
            sock.settimeout(PATIENCE)
            try:
                sock.connect(("127.0.0.1", controller.port))
                socks.append(sock)
            except OSError:
                refused += 1
                sock.close()
                if refused > 20:
                    break
            if index % (options.silent // 10) == 0:
                handshakes.append(good_handshake(controller.port, 0x3000 + index))
        took = time.perf_counter() - start
        most = controller.descriptors()
        for sock in socks:
            sock.close()
        left = after(controller, before)
        good = sorted(seconds for seconds in handshakes if seconds == seconds)
        return {
            "connected": len(socks),
            "refused": refused,
            "seconds": took,
            "handshakes_ok": f"{len(good)}/{len(handshakes)}",
            "handshakes_failed": len(handshakes) - len(good),
            "handshake_max_ms": 1e3 * good[-1] if good else float("nan"),
            "most_descriptors": most,
            "left_descriptors": left - before,
            "grown_mib": (controller.status("VmRSS") - memory) / 1024,
            "threads": controller.status("Threads"),
            "tracebacks": controller.errors().count("Traceback (most recent"),
        }


def after(controller: Running, before: int, seconds: float = 20.0) -> int:
    """Return the open descriptors once they are as few as before, or after some time."""
    end = time.monotonic() + seconds
    while controller.descriptors() > before and time.monotonic() < end:
        time.sleep(0.2)
    return controller.descriptors()


def run_reconnects(made: Recipe, options: argparse.Namespace) -> Figures:
    """Switches that reconnect all the time."""
    workers = 50
    each = options.reconnects // workers
    failures = [0] * workers

    def reconnect(number: int, port: int) -> None:
        rng = random.Random(number)
        for turn in range(each):
            try:
                with rogues.open_socket(port) as sock:
                    if not rogues.handshake(sock, 0x4000 + number):
                        failures[number] += 1
                    if rng.random() < 0.3:
                        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            except OSError:
                failures[number] += 1
            if failures[number] > 20 or time.monotonic() > deadline:
                failures[number] += each - turn - 1
                return

    probed = made.name == "oftwist"
    with running(soak.PROBED if probed else made, options.controller_cpu) as controller:
        good_handshake(controller.port, 0x2000)
        time.sleep(0.5)
        objects = soak.ask(controller) if probed else {}
        before, memory = controller.descriptors(), controller.status("VmRSS")
        start = time.perf_counter()
        deadline = time.monotonic() + options.reconnects_timeout
        threads = [threading.Thread(target=reconnect, args=(n, controller.port)) for n in range(workers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took = time.perf_counter() - start
        left = after(controller, before)
        last = good_handshake(controller.port, 0x2000)
        time.sleep(0.2)
        now = soak.ask(controller) if probed else {}
        leaks = {f"left_{key}": now[key] - objects[key] for key in ("deferreds", "protocols", "switches") if probed}
        return {
            "reconnects": workers * each,
            "failed": sum(failures),
            "seconds": took,
            "cpu_seconds": controller.cpu_ticks(),
            "left_descriptors": left - before,
            "grown_mib": (controller.status("VmRSS") - memory) / 1024,
            "threads": controller.status("Threads"),
            "handshake_after_ms": 1e3 * last,
            "tracebacks": controller.errors().count("Traceback (most recent"),
        } | leaks


def run_idle(made: Recipe, options: argparse.Namespace) -> Figures:
    """Many switches that have nothing to say."""
    with running(made, options.controller_cpu) as controller:
        good_handshake(controller.port, 0x2000)
        time.sleep(0.5)
        before, used = controller.status("VmRSS"), controller.cpu_ticks()
        start = time.perf_counter()
        crowd = Crowd(controller.port, options.idle)
        while crowd.asked_for_ports < options.idle and crowd.socks and time.perf_counter() < start + 60:
            crowd.turn(0.05)
        took = time.perf_counter() - start
        crowd.settle(1)
        figures = {
            "switches": options.idle,
            "missing": options.idle - crowd.asked_for_ports + crowd.disconnected,
            "seconds": took,
            "cpu_seconds": controller.cpu_ticks() - used,
            "kib_each": (controller.status("VmRSS") - before) / options.idle,
            "tracebacks": controller.errors().count("Traceback (most recent"),
        }
        crowd.close()
        return figures


def missed(part: str, figures: Figures) -> list[str]:
    """Return the goals of a part that these figures miss."""
    if "failed" in figures and isinstance(figures["failed"], str):
        return [figures["failed"]]
    return [
        f"{key} is {figures[key]:.4g}, more than {most:g}"
        for key, most in GOALS[part].items()
        if not figures[key] <= most  # nan misses too
    ]


PARTS: dict[str, Callable[[Recipe, argparse.Namespace], Figures]] = {
    "hostile": run_hostile,
    "silent": run_silent,
    "reconnects": run_reconnects,
    "idle": run_idle,
}


def note(text: str) -> None:
    """Tell how far it is, apart from the result."""
    print(f"{datetime.datetime.now():%H:%M:%S} {text}", file=sys.stderr, flush=True)


def one_line(figures: Figures) -> str:
    return ", ".join(f"{k} {v:,.4g}" if isinstance(v, float) else f"{k} {v}" for k, v in figures.items())


def table(rows: dict[str, Figures]) -> list[str]:
    """Lay out rows with the same keys."""
    keys: list[str] = []
    for figures in rows.values():
        keys += [key for key in figures if key not in keys]
    widths = [max(len(key), 9) + 2 for key in keys]
    lines = [f"{'':<34}" + "".join(f"{key:>{width}}" for key, width in zip(keys, widths, strict=True))]
    for name, figures in rows.items():
        cells = []
        for key, width in zip(keys, widths, strict=True):
            value = figures.get(key, "-")
            text = f"{value:,.4g}" if isinstance(value, float) else str(value)
            cells.append(f"{text:>{width}}")
        lines.append(f"{name:<34}" + "".join(cells))
    return lines


def parse(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--only", nargs="+", choices=list(PARTS), default=list(PARTS))
    add("--controllers", nargs="+", default=["oftwist", "os-ken", "c65of"], metavar="NAME")
    add("--kinds", nargs="*", choices=list(rogues.KINDS), default=list(HOSTILE), metavar="KIND")
    add("--seconds", type=float, default=8.0, help="of each hostile kind (default 8)")
    add("--quiet", type=int, default=100, help="quiet switches (default 100)")
    add("--interval", type=float, default=0.5, help="seconds between echo requests of one quiet switch")
    add("--silent", type=int, default=5000, help="silent clients (default 5000)")
    add("--reconnects", type=int, default=10000)
    add("--idle", type=int, default=1000, help="switches with nothing to say (default 1000)")
    add("--realtime", action="store_true", help="precedence over everything else on this machine")
    add("--reconnects-timeout", type=float, default=180.0)
    add("--controller-cpu", type=int, default=0)
    add("--bench-cpu", type=int, default=1 if (os.cpu_count() or 1) > 1 else 0)
    add("--cache", type=Path, default=DEFAULT_CACHE, help="folder of virtual environments")
    add("--json", action="store_true")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; returns the exit status."""
    options = parse(argv)
    os.sched_setaffinity(0, {options.bench_cpu})
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    if options.realtime:
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
    results: dict[str, dict[str, Figures]] = {part: {} for part in options.only}
    misses: list[str] = []
    for name in options.controllers:
        try:
            made = recipe(name, options.cache)
        except LookupError as error:
            note(f"without {name}: {error}")
            continue
        for part in options.only:
            figures = PARTS[part](made, options)
            if part == "hostile":
                rows = {f"{name}, {kind}": row for kind, row in figures.items()}
            else:
                note(f"{name} {part}: {one_line(figures)}")
                rows = {name: figures}
            results[part] |= rows
            if name == "oftwist":
                misses += [f"{part} {row}: {text}" for row, some in rows.items() for text in missed(part, some)]
    if options.json:
        print(json.dumps({"when": f"{datetime.datetime.now():%Y-%m-%d %H:%M}", "results": results}))
    else:
        for part, rows in results.items():
            print("\n".join(["", part, *table(rows)]))
    for text in misses:
        print(f"MISSED: {text}", file=sys.stderr)
    return 1 if misses else 0


if __name__ == "__main__":
    sys.exit(main())
