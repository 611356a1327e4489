"""A peer that decodes nothing: every packet-in is answered at once with a packed FLOW_MOD.

It shows what the load generator itself can do. Usage: trivial.py PORT [MACS [PAYLOAD]], OpenFlow 1.3 only.
"""

from __future__ import annotations

import select
import socket
import struct
import sys

HELLO = bytes.fromhex("0400000800000001")
FEATURES_REQUEST = bytes.fromhex("0405000800000002")


def replies(macs: int) -> bytes:
    """All answers, packed: a FLOW_MOD of 104 bytes (3 match fields, one output action) for each buffer."""
    head = struct.pack(">BBHIQQBBHHHIIIHH", 4, 14, 104, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0xFFFFFFFF, 0xFFFFFFFF, 0, 0)
    match = struct.pack(">HHII", 1, 32, 0x80000004, 1) + bytes.fromhex("8000060602000000000080000806020000000001")
    action = struct.pack(">HH4xHHIH6x", 4, 24, 0, 16, 1, 0)
    whole = (head + match).ljust(80, b"\0") + action
    assert len(whole) == 104
    return b"".join(whole[:32] + struct.pack(">I", 0x10000 + i) + whole[36:] for i in range(macs))


def main() -> None:
    """Serve until killed."""
    port = int(sys.argv[1])
    macs = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    size = 42 + (int(sys.argv[3]) if len(sys.argv) > 3 else 64)
    ring = memoryview(replies(macs) * 2)
    listener = socket.create_server(("127.0.0.1", port), backlog=1024)
    epoll = select.epoll()
    epoll.register(listener.fileno(), select.EPOLLIN)
    socks: dict[int, socket.socket] = {}
    state: dict[int, list[int]] = {}
    while True:
        for fd, _ in epoll.poll():
            if fd == listener.fileno():
                sock, _address = listener.accept()
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                socks[sock.fileno()] = sock
                state[sock.fileno()] = [0, 0, 0]
                epoll.register(sock.fileno(), select.EPOLLIN)
                sock.sendall(HELLO + FEATURES_REQUEST)
                continue
            data = socks[fd].recv(1 << 18)
            if not data:
                epoll.unregister(fd)
                socks.pop(fd).close()
                continue
            mine = state[fd]
            if mine[2] < 48:
                # The hello (16 bytes) and the features reply (32 bytes) come first.
                skip = min(48 - mine[2], len(data))
                mine[2] += skip
                data = data[skip:]
            number, mine[1] = divmod(mine[1] + len(data), size)
            if number:
                first = mine[0]
                mine[0] = (first + number) % macs
                socks[fd].sendall(ring[first * 104 : (first + number) * 104])


if __name__ == "__main__":
    main()
