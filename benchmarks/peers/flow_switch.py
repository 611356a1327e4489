"""A switch with many flows, which it reports when asked. Usage: flow_switch.py PORT FLOWS."""

from __future__ import annotations

import socket
import struct
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from oftwist.tools.bench.frames import Answerer, frame

VERSION = 4
MULTIPART_REQUEST, MULTIPART_REPLY, FLOW, MORE = 18, 19, 1, 1


def entry(index: int) -> bytes:
    """One flow_stats_entry: three match fields, apply_actions with one output; 104 bytes."""
    head = struct.pack(
        ">HBxIIHHHH4xQQQ",
        104,
        0,
        100,
        index % 10**9,
        1000 + index % 1000,
        60,
        0,
        0,
        index,
        index * 3,
        index * 300,
    )
    match = struct.pack(">HHII", 1, 32, 0x80000004, 1 + index % 48)
    match += struct.pack(">IHI", 0x80000606, 0x0200, index) + struct.pack(">IHI", 0x80000806, 0x0201, index)
    return head + match + struct.pack(">HH4xHHIH6x", 4, 24, 0, 16, 1 + index % 48, 128)


def parts(flows: int, xid: int) -> bytes:
    """All parts of the reply, each as large as fits in 64 KiB."""
    size = (65535 - 16) // 104
    frames = []
    for start in range(0, flows, size):
        body = b"".join(entry(i) for i in range(start, min(flows, start + size)))
        more = MORE if start + size < flows else 0
        frames.append(frame(VERSION, MULTIPART_REPLY, xid, struct.pack(">HH4x", FLOW, more) + body))
    return b"".join(frames)


def main() -> None:
    """Serve one controller until it closes."""
    port, flows = int(sys.argv[1]), int(sys.argv[2])
    prepared = parts(flows, 0)
    answerer = Answerer(VERSION, 1)
    with socket.create_connection(("127.0.0.1", port)) as sock:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.sendall(answerer.hello())
        rest = b""
        while data := sock.recv(65536):
            rest += data
            while len(rest) >= 8 and len(rest) >= (size := int.from_bytes(rest[2:4], "big")):
                message, rest = rest[:size], rest[size:]
                if message[1] == MULTIPART_REQUEST and message[8:10] == b"\0\1":
                    sock.sendall(with_xid(prepared, message[4:8]))
                else:
                    sock.sendall(answerer.answer(message))


def with_xid(frames: bytes, xid: bytes) -> bytes:
    """The same frames with another transaction id."""
    out, at = bytearray(frames), 0
    while at < len(out):
        out[at + 4 : at + 8] = xid
        at += int.from_bytes(out[at + 2 : at + 4], "big")
    return bytes(out)


if __name__ == "__main__":
    main()
