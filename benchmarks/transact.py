"""Sending and asking from a foreign thread: the blocking controller against the plain design.

Run it: ``python benchmarks/transact.py [--rounds N] [--bulk N] [--check]``.

Three controllers talk to the same kind of peer, a process of its own that answers barriers:

- ``plain``: the design of old: a thread in ``select`` that parses and wakes a condition variable, senders
  that write to the socket themselves;
- ``blocking``: `oftwist.blocking.Controller`;
- ``one call each``: an `OFProtocol` in a background reactor, one blocking call through the bridge per
  message.

All three build and decode messages with the same code. Rounds are taken in turns, so that a busy machine is
equally bad for all.
"""

from __future__ import annotations

import argparse
import multiprocessing
import select
import socket
import statistics
import threading
import time
from typing import Any

import oftwist.loxi.of13 as ofp
from oftwist import wire
from oftwist.blocking import Bridge, Controller


def serve(port: int) -> None:
    """The peer: answers every barrier request, ignores everything else. Runs in its own process."""
    sock = socket.create_connection(("127.0.0.1", port))
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    buffer = b""
    while data := sock.recv(262144):
        buffer += data
        offset, out = 0, []
        while len(buffer) - offset >= 8:
            size = int.from_bytes(buffer[offset + 2 : offset + 4], "big")
            if len(buffer) - offset < size:
                break
            if buffer[offset + 1] == ofp.OFPT_BARRIER_REQUEST:
                reply = bytes((4, ofp.OFPT_BARRIER_REPLY, 0, 8))
                out.append(reply + buffer[offset + 4 : offset + 8])
            offset += size
        buffer = buffer[offset:]
        if out:
            sock.sendall(b"".join(out))


def peer_for(port: int) -> Any:
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(port,), daemon=True)
    process.start()
    return process


class Plain:
    """Select loop, condition variable, ``sendall`` in the calling thread."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.cv = threading.Condition()
        self.tx_lock = threading.Lock()
        self.waiting: int | None = None
        self.answer: Any = None

    def start(self) -> None:
        self.sock, _ = self.listener.accept()
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=self.run, daemon=True).start()

    def run(self) -> None:
        buffer = b""
        while True:
            readable, _, _ = select.select([self.sock], [], [self.sock], 1)
            if not readable:
                continue
            data = self.sock.recv(32768)
            if not data:
                return
            buffer += data
            offset = 0
            while len(buffer) - offset >= 8:
                size = int.from_bytes(buffer[offset + 2 : offset + 4], "big")
                if len(buffer) - offset < size:
                    break
                raw = buffer[offset : offset + size]
                offset += size
                msg = wire.decode(raw)
                with self.cv:
                    if self.waiting == msg.xid:
                        self.waiting = None
                        self.answer = (msg, raw)
                        self.cv.notify()
            buffer = buffer[offset:]

    def message_send(self, msg: Any) -> int:
        data = msg.pack()
        with self.tx_lock:
            self.sock.sendall(data)
        return 0

    def transact(self, msg: Any, timeout: float = 2.0) -> Any:
        with self.cv:
            self.waiting, self.answer = msg.xid, None
            self.message_send(msg)
            deadline = time.monotonic() + timeout
            while self.answer is None:
                left = deadline - time.monotonic()
                if left <= 0:
                    return (None, None)
                self.cv.wait(left)
            return self.answer


class OneCallEach:
    """An OFProtocol behind the bridge, every operation a call that waits for the reactor thread."""

    def __init__(self) -> None:
        from oftwist.blocking.lifecycle import RAW
        from oftwist.connection.factory import OFServerFactory

        self.bridge = Bridge()
        self.connected = threading.Event()
        factory = OFServerFactory(None, RAW, clock=self.bridge.reactor, connected=self.made)
        self.listening = self.bridge.call(lambda: self.bridge.reactor.listenTCP(0, factory, interface="127.0.0.1"))
        self.port = self.listening.getHost().port

    def made(self, protocol: Any) -> None:
        self.protocol = protocol
        self.connected.set()

    def start(self) -> None:
        self.connected.wait(10)

    def message_send(self, msg: Any) -> Any:
        return self.bridge.call(self.protocol.send, msg)

    def transact(self, msg: Any) -> Any:
        return self.bridge.call(self.protocol.transact, msg)


def microseconds(values: list[float]) -> str:
    values = sorted(values)
    p50, p99 = values[len(values) // 2], values[int(len(values) * 0.99)]
    mean = statistics.fmean(values)
    return f"p50 {p50 * 1e6:7.1f} us   p99 {p99 * 1e6:7.1f} us   mean {mean * 1e6:7.1f} us"


def measure(rounds: int, bulk: int) -> dict[str, tuple[float, float]]:
    """``name -> (p50 of a transact in seconds, seconds for the bulk of messages and a barrier)``."""
    blocking = Controller(port=0)
    blocking.initial_hello = False
    subjects: dict[str, Any] = {"plain": Plain(), "blocking": blocking, "one call each": OneCallEach()}
    peers = [peer_for(subject.port) for subject in subjects.values()]
    for subject in subjects.values():
        subject.start()
    assert blocking.connect(20)
    xid = 0
    times: dict[str, list[float]] = {name: [] for name in subjects}
    for number in range(rounds + 50):
        for name, subject in subjects.items():
            xid += 1
            msg = ofp.message.barrier_request(xid=xid)
            begin = time.perf_counter()
            reply, _ = subject.transact(msg) if name != "one call each" else (subject.transact(msg), None)
            spent = time.perf_counter() - begin
            assert reply.xid == xid
            if number >= 50:
                times[name].append(spent)
    result: dict[str, tuple[float, float]] = {}
    for name, subject in subjects.items():
        messages = [ofp.message.echo_request(xid=0, data=b"x" * 64) for _ in range(bulk)]
        begin = time.perf_counter()
        for msg in messages:
            subject.message_send(msg)
        handed_over = time.perf_counter() - begin
        xid += 1
        subject.transact(ofp.message.barrier_request(xid=xid))
        spent = time.perf_counter() - begin
        p50 = sorted(times[name])[len(times[name]) // 2]
        result[name] = (p50, spent)
        print(
            f"{name:14} transact {microseconds(times[name])}   "
            f"{bulk} sends {handed_over * 1e3:8.1f} ms, arrived {spent * 1e3:8.1f} ms"
        )
    blocking.shutdown()
    for peer in peers:
        peer.terminate()
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description="The blocking controller against the plain design.")
    parser.add_argument("--rounds", type=int, default=2000)
    parser.add_argument("--bulk", type=int, default=10000)
    parser.add_argument("--check", action="store_true", help="fail if the figures are not as wanted")
    options = parser.parse_args()
    result = measure(options.rounds, options.bulk)
    ratio = result["blocking"][0] / result["plain"][0]
    speedup = result["one call each"][1] / result["blocking"][1]
    print(f"transact p50: {ratio:.2f} times the plain design (at most 2 wanted)")
    print(f"bulk sends: {speedup:.1f} times as fast as one call each (at least 5 wanted)")
    if options.check and (ratio > 2 or speedup < 5):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
