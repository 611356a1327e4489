"""What do people who watch cost the switches? Event streams and requests beside busy simulated switches.

    python benchmarks/http_api.py
    python benchmarks/http_api.py --streams 1000 --requests 200 --switches 16 --rounds 5 --json

A controller with the learning switch and its HTTP API is one process, the load generator this one, the clients of the
API a third. Counted are packet-ins answered in a second of the controller's processor time, of which other programs
take little away. Rounds without and with the clients take turns; the figure is the median of their ratios. It fails if
the packet path loses more than 10 %, or if a stream or a request is lost.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

GOAL = 0.10
PATHS = ("/api/v1/switches/1", "/api/v1/switches/2/ports", "/api/v1", "/api/v1/events?limit=20", "/api/v1/counters")


def serve() -> None:
    """The controller: prints the ports of OpenFlow and of HTTP."""
    from twisted.internet import reactor

    from oftwist import Controller
    from oftwist.apps.learning_switch import LearningSwitch
    from oftwist.http import HttpApp, HttpService, HttpSettings

    loop: Any = reactor
    controller = Controller()
    controller.add_app(LearningSwitch())
    listener = controller.listen("tcp:0:interface=127.0.0.1")
    service = HttpService(HttpApp(controller), HttpSettings(listen="tcp:0:interface=127.0.0.1"))
    controller.startService()
    service.startService()
    ports: list[Any] = [listener.port, service.port]
    print(*(port.getHost().port for port in ports), flush=True)
    loop.run()


class Clients:
    """Everybody who watches: streams that are idle, and connections that ask at a steady rate, each in a thread."""

    THREADS = 20

    def __init__(self, port: int, streams: int, rate: float) -> None:
        self.address = ("127.0.0.1", port)
        self.streams = [self.open(b"/api/v1/events", b"Accept: text/event-stream\r\n") for _ in range(streams)]
        for stream in self.streams:
            assert stream.recv(4096).startswith(b"HTTP/1.1 200")
        self.pause = self.THREADS / rate
        self.wrong: list[str] = []
        self.took: list[float] = []
        self.over = threading.Event()

    def open(self, path: bytes, more: bytes = b"") -> socket.socket:
        """One connection with one request on it."""
        made = socket.create_connection(self.address)
        made.sendall(b"GET %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n" % (path, more))
        return made

    def run(self) -> None:
        """Ask until the standard input ends; then tell how it went."""
        threads = [threading.Thread(target=self.ask, args=(number,)) for number in range(self.THREADS)]
        for thread in threads:
            thread.start()
        print("ready", flush=True)
        sys.stdin.read()
        self.over.set()
        for thread in threads:
            thread.join()
        lost = len(self.wrong) + sum(map(self.is_closed, self.streams))
        told = {"requests": len(self.took), "lost": lost, "worst": max(self.took), "wrong": self.wrong[:3]}
        print(json.dumps(told))

    def is_closed(self, stream: socket.socket) -> bool:
        """Whether the server has ended a stream."""
        stream.setblocking(False)
        try:
            while stream.recv(65536):
                pass
        except BlockingIOError:
            return False
        return True

    def ask(self, number: int) -> None:
        """Ask at a steady pace, on one connection."""
        connection = http.client.HTTPConnection(*self.address)
        following = time.monotonic() + number * self.pause / self.THREADS
        while not self.over.wait(max(0.0, following - time.monotonic())):
            path = PATHS[number % len(PATHS)]
            number += 1
            began = time.monotonic()
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            if answer.status not in (200, 503):  # before the switches have connected
                self.wrong.append(f"{path}: {answer.status}")
            self.took.append(time.monotonic() - began)
            following += self.pause


class Server(NamedTuple):
    """The controller."""

    pid: int
    openflow: int
    http: int

    def spent(self) -> float:
        """Seconds of processor time it has taken so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def round_of(options: argparse.Namespace, server: Server, watched: bool) -> tuple[float, dict[str, Any]]:
    """Packet-ins answered in a second of processor time, without or with clients; and what became of those."""
    from oftwist.tools.bench.generator import Generator, Load

    clients = None
    if watched:
        command = [sys.executable, __file__, "--clients", str(server.http), str(options.streams), str(options.requests)]
        clients = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert clients.stdout is not None and clients.stdout.readline() == "ready\n"
    load = Load(port=server.openflow, switches=options.switches, duration=options.duration, warm_up=1.0)
    before = server.spent()
    result = Generator(load).run()
    spent = server.spent() - before
    told = {}
    if clients is not None:
        told = json.loads(clients.communicate("")[0])
    return result.answered_in_all / spent, told


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--streams", type=int, default=1000)
    add("--requests", type=float, default=200, help="a second")
    add("--switches", type=int, default=16)
    add("--rounds", type=int, default=5)
    add("--duration", type=float, default=4.0, help="seconds of one round")
    add("--json", action="store_true")
    add("--clients", nargs=3, help=argparse.SUPPRESS)
    add("--serve", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve()
        return 0
    if options.clients:
        port, streams, rate = options.clients
        Clients(int(port), int(streams), float(rate)).run()
        return 0
    with subprocess.Popen([sys.executable, __file__, "--serve"], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        first, second = map(int, server.stdout.readline().split())
        try:
            found = [measure(options, Server(server.pid, first, second)) for _ in range(options.rounds)]
        finally:
            server.kill()
    loss = 1 - statistics.median(with_them / without for without, with_them, _ in found)
    lost = sum(int(told["lost"]) for *_, told in found)
    wrong = [each for *_, told in found for each in told["wrong"]]
    answer = {
        "loss": loss,
        "lost": lost,
        "quiet": statistics.median(without for without, *_ in found),
        "watched": statistics.median(with_them for _, with_them, _ in found),
        "requests": sum(told["requests"] for *_, told in found),
        "worst": max(told["worst"] for *_, told in found),
    }
    if options.json:
        print(json.dumps(answer))
    else:
        print(
            f"{options.streams} streams and {options.requests:g} requests/s cost the packet path {loss:.1%} "
            f"({answer['quiet']:.0f} to {answer['watched']:.0f} packet-ins per second of its processor, median of "
            f"{options.rounds} pairs of rounds); {answer['requests']:.0f} requests answered, "
            f"the slowest in {answer['worst'] * 1000:.0f} ms; "
            f"{lost} streams or requests lost {wrong or ''}"
        )
    return int(loss > GOAL or lost > 0)


def measure(options: argparse.Namespace, server: Server) -> tuple[float, float, dict[str, Any]]:
    """One pair of rounds."""
    without, _ = round_of(options, server, watched=False)
    with_them, told = round_of(options, server, watched=True)
    return without, with_them, told


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    sys.exit(main())
