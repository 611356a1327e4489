"""A network of its own for each process that runs tests, where that is possible: Linux, root.

Two real Open vSwitches cannot share one (each wants the device ``ovs-netdev``), and no port that a test holds is in
the way of another process. What needs the outside, such as a package index, is run there: `outside`.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from collections.abc import Sequence

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


def outside(command: Sequence[str]) -> list[str]:
    """A command that runs in the network this process began in."""
    if _began_in is None:
        return list(command)
    return ["nsenter", f"--net=/proc/{os.getpid()}/fd/{_began_in}", *command]
