"""A network of its own for each process that runs tests, where that is possible: Linux, root.

Two real Open vSwitches cannot share one (each wants the device ``ovs-netdev``), and no port that a test holds is in
the way of another process. What needs the outside, such as a package index, is run there: `outside`.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

_CLONE_NEWNET = 0x40000000
#: A descriptor of the network that this process began in, or None while it is still there.
_began_in: int | None = None


def leave() -> bool:
    """Go to a network of one's own, with nothing but loopback; before any thread is started.

    Returns:
        whether that was possible.
    """
    global _began_in
    if _began_in is not None or sys.platform != "linux" or os.geteuid() != 0:
        return _began_in is not None
    before = os.open("/proc/self/ns/net", os.O_RDONLY)
    if ctypes.CDLL(None, use_errno=True).unshare(_CLONE_NEWNET):
        os.close(before)
        return False
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    _began_in = before
    return True


@contextmanager
def small_buffers() -> Iterator[None]:
    """The kernel holds little of what is written to new TCP connections, 128 KiB for each: what is not read shows soon.
    In this process's own network only; elsewhere nothing is changed."""
    files = [Path("/proc/sys/net/ipv4", name) for name in ("tcp_wmem", "tcp_rmem")] if _began_in is not None else []
    before = [file.read_text() for file in files]
    for file in files:
        file.write_text("4096 16384 65536")
    try:
        yield
    finally:
        for file, text in zip(files, before, strict=True):
            file.write_text(text)


def outside(command: Sequence[str]) -> list[str]:
    """A command that runs in the network this process began in."""
    if _began_in is None:
        return list(command)
    return ["nsenter", f"--net=/proc/{os.getpid()}/fd/{_began_in}", *command]
