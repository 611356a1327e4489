"""Switches that behave badly, on plain blocking sockets: each function is one way to trouble a controller.

Every function connects, does its worst, and returns; what should stay open is returned as a socket. They are
used by abuse.py and soak.py, and as a program: rogues.py KIND PORT SECONDS repeats one kind at full speed.
"""

from __future__ import annotations

import contextlib
import random
import select
import socket
import struct
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from oftwist.tools.bench.frames import Answerer, Ring, frame

VERSION = 4
Rogue = Callable[[int, random.Random, float], "socket.socket | None"]


def open_socket(port: int) -> socket.socket:
    """Return a connection to the controller that gives up after some seconds."""
    sock = socket.create_connection(("127.0.0.1", port), timeout=5.0)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return sock


def handshake(sock: socket.socket, dpid: int, timeout: float = 5.0) -> bool:
    """Say hello and answer until features and ports were asked for; True when that came to an end."""
    answerer = Answerer(VERSION, dpid)
    sock.sendall(answerer.hello())
    rest, end, seen = b"", time.monotonic() + timeout, False
    while time.monotonic() < end:
        try:
            data = sock.recv(65536)
        except TimeoutError:
            return answerer.features_sent
        if not data:
            return False
        rest += data
        while len(rest) >= 8 and len(rest) >= (size := int.from_bytes(rest[2:4], "big")) >= 8:
            message, rest = rest[:size], rest[size:]
            reply = answerer.answer(message)
            if reply:
                sock.sendall(reply)
            if message[1] == 18 and message[8:10] == b"\0\x0d":
                seen = True
        if seen:
            return True
        if answerer.features_sent:
            # A controller that never asks for ports is done after the features.
            sock.settimeout(min(2.0, timeout))
    return seen


def ready(port: int, dpid: int) -> socket.socket:
    """Return a connection with its handshake done."""
    sock = open_socket(port)
    handshake(sock, dpid)
    sock.settimeout(5.0)
    return sock


def some_dpid(rng: random.Random) -> int:
    return 0xBAD0000 + rng.randrange(1 << 16)


def repeat(sock: socket.socket, data: bytes, seconds: float) -> None:
    """Send the same bytes for some time, reading what comes so that nothing blocks for ever."""
    end = time.monotonic() + seconds
    sock.setblocking(False)
    view = memoryview(data)
    at = 0
    while time.monotonic() < end:
        try:
            at += sock.send(view[at:])
        except BlockingIOError:
            select.select([sock], [sock], [], 0.05)
        if at >= len(view):
            at = 0
        with contextlib.suppress(BlockingIOError):
            while True:
                if not sock.recv(1 << 18):
                    return


def leave(port: int, rng: random.Random, seconds: float) -> None:
    """Connect properly, stay for a moment, and go."""
    with ready(port, some_dpid(rng)):
        time.sleep(rng.uniform(0, 0.1))


def reset(port: int, rng: random.Random, seconds: float) -> None:
    """End the connection with a reset."""
    with ready(port, some_dpid(rng)) as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def silent(port: int, rng: random.Random, seconds: float) -> socket.socket:
    """Connect and say nothing."""
    return open_socket(port)


def half_frame(port: int, rng: random.Random, seconds: float) -> socket.socket:
    """Send half a message, and wait."""
    sock = ready(port, some_dpid(rng))
    sock.sendall(frame(VERSION, 10, 1, b"\0" * 100)[: rng.randrange(1, 100)])
    return sock


def garbage(port: int, rng: random.Random, seconds: float) -> None:
    """Send random bytes, at once or after the handshake."""
    with ready(port, some_dpid(rng)) if rng.random() < 0.5 else open_socket(port) as sock:
        sock.sendall(rng.randbytes(rng.randrange(1, 4000)))
        time.sleep(0.02)


def short_header(port: int, rng: random.Random, seconds: float) -> None:
    """Send a header whose length does not even cover the header."""
    with ready(port, some_dpid(rng)) as sock:
        sock.sendall(struct.pack(">BBHI", VERSION, 10, rng.randrange(8), 1) + b"\0" * 64)
        with contextlib.suppress(OSError):
            sock.recv(4096)


def web_browser(port: int, rng: random.Random, seconds: float) -> None:
    """Speak another protocol."""
    with open_socket(port) as sock:
        sock.sendall(b"GET / HTTP/1.1\r\nHost: controller\r\n\r\n")
        with contextlib.suppress(OSError):
            sock.recv(4096)


def malformed_frames(rng: random.Random, number: int) -> bytes:
    """Frames with right headers and wrong insides, of every type."""
    frames = []
    packet_ins = Ring(VERSION, 7, 8).data[:106]
    for _ in range(number):
        kind = rng.randrange(40)
        body = bytearray(packet_ins[8:] if rng.random() < 0.5 else rng.randbytes(rng.randrange(200)))
        for _ in range(rng.randrange(1, 6)):
            if body:
                body[rng.randrange(len(body))] = rng.choice((0, 1, 4, 255, rng.randrange(256)))
        frames.append(frame(VERSION, kind, rng.randrange(1 << 32), bytes(body)))
    return b"".join(frames)


def malformed(port: int, rng: random.Random, seconds: float) -> None:
    """Send malformed messages in right frames."""
    with ready(port, some_dpid(rng)) as sock:
        repeat(sock, malformed_frames(rng, 300), seconds)


def packet_in_flood(port: int, rng: random.Random, seconds: float) -> None:
    """Send packet-ins as fast as they are taken."""
    dpid = some_dpid(rng)
    with ready(port, dpid) as sock:
        repeat(sock, Ring(VERSION, dpid & 0xFFFF, 500).data, seconds)


def giant_frames(port: int, rng: random.Random, seconds: float) -> None:
    """Send valid messages of 64 KiB, one behind the other: flow statistics that nobody asked for."""
    entry = struct.pack(">HBxIIHHHH4xQQQ", 104, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0)
    entry += struct.pack(">HHII", 1, 32, 0x80000004, 1) + struct.pack(">I6sI6s", 0x80000606, b"", 0x80000806, b"")
    entry += struct.pack(">HH4xHHIH6x", 4, 24, 0, 16, 1, 0)
    stats = frame(VERSION, 19, 9, struct.pack(">HH4x", 1, 1) + entry * 629)
    packet_in = struct.pack(">IHBBQHHII6x", 0xFFFFFFFF, 65000, 0, 0, 0, 1, 12, 0x80000004, 1)
    with ready(port, some_dpid(rng)) as sock:
        repeat(sock, (stats + frame(VERSION, 10, 1, packet_in + b"\0" * 65000)) * 4, seconds)


def hello_loop(port: int, rng: random.Random, seconds: float) -> None:
    """Send hello after hello with an element of length zero, before any login."""
    with open_socket(port) as sock:
        repeat(sock, bytes.fromhex("04000010000000130001000000000010") * 500, seconds)


def echo_flood(port: int, rng: random.Random, seconds: float) -> None:
    """Ask for large echoes and never read the answers."""
    with ready(port, some_dpid(rng)) as sock:
        end = time.monotonic() + seconds
        data = frame(VERSION, 2, 1, b"\0" * 60000)
        sock.settimeout(0.2)
        while time.monotonic() < end:
            with contextlib.suppress(TimeoutError):
                sock.sendall(data)


def endless_multipart(port: int, rng: random.Random, seconds: float) -> None:
    """Answer every multipart request with a part after which more is promised, and never the last."""
    with ready(port, some_dpid(rng)) as sock:
        sock.settimeout(0.2)
        end, rest = time.monotonic() + seconds, b""
        while time.monotonic() < end:
            with contextlib.suppress(TimeoutError):
                data = sock.recv(65536)
                if not data:
                    return
                rest += data
            while len(rest) >= 8 and len(rest) >= (size := int.from_bytes(rest[2:4], "big")) >= 8:
                message, rest = rest[:size], rest[size:]
                if message[1] == 18:
                    part = frame(VERSION, 19, int.from_bytes(message[4:8], "big"), message[8:10] + b"\0\1\0\0\0\0")
                    sock.sendall(part * 20)


def same_dpid(port: int, rng: random.Random, seconds: float) -> None:
    """Claim the datapath id of another switch (those of the load generator begin at 1)."""
    with ready(port, rng.randrange(1, 5)) as sock:
        sock.settimeout(0.5)
        with contextlib.suppress(TimeoutError):
            sock.recv(4096)


KINDS: dict[str, Rogue] = {
    "leave": leave,
    "reset": reset,
    "silent": silent,
    "half_frame": half_frame,
    "garbage": garbage,
    "short_header": short_header,
    "web_browser": web_browser,
    "malformed": malformed,
    "packet_in_flood": packet_in_flood,
    "giant_frames": giant_frames,
    "hello_loop": hello_loop,
    "echo_flood": echo_flood,
    "endless_multipart": endless_multipart,
    "same_dpid": same_dpid,
}


def main() -> None:
    """Repeat one kind until the time is over; connections that break are opened again."""
    kind, port, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    rng = random.Random(kind)
    end = time.monotonic() + seconds
    kept = []
    while (left := end - time.monotonic()) > 0:
        try:
            kept.append(KINDS[kind](port, rng, left))
        except OSError:
            time.sleep(0.01)
    for sock in kept:
        if sock is not None:
            sock.close()


if __name__ == "__main__":
    main()
