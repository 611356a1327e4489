"""Listening and connecting in the thread that asks: errors come at once, and every wait has an end.

May know: sockets. Knows no OpenFlow and no Twisted; the reactor adopts the sockets made here.
"""

from __future__ import annotations

import errno
import os
import select
import socket
import stat
import threading
from collections.abc import Callable
from time import monotonic
from typing import Any

__all__ = ["BACKLOG", "connect", "is_unix", "listen", "unix_path"]

# Seconds between two attempts to connect.
_RETRY = 0.05
#: Connections that may wait to be accepted.
BACKLOG = 16


def is_unix(where: str) -> bool:
    """Whether a host is the path of a unix socket: ``unix:/run/x.sock``, or a path with a slash."""
    return where.startswith("unix:") or "/" in where


def unix_path(where: str) -> str:
    return where.removeprefix("unix:")


def listen(host: str, port: int) -> socket.socket:
    """A listening socket, IPv4, IPv6 or unix.

    Args:
        host: an address or name of this machine ("" = all IPv4 addresses), or a path (see `is_unix`).
        port: 0 lets the system choose; ignored for a path.

    Raises:
        OSError: the port or path is taken, or the address is not ours.
    """
    if is_unix(host):
        path = unix_path(host)
        _remove_stale(path)
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        address: Any = path
    else:
        found = socket.getaddrinfo(host or "0.0.0.0", port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, proto, _, address = found[0]
        sock = socket.socket(family, kind, proto)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind(address)
        sock.listen(BACKLOG)
        sock.setblocking(False)
    except BaseException:
        sock.close()
        raise
    return sock


def _remove_stale(path: str) -> None:
    """Remove a socket file that nobody listens on any more; leave everything else in place."""
    try:
        if not stat.S_ISSOCK(os.stat(path).st_mode):
            return
    except OSError:
        return
    # A datagram socket cannot connect to a listening stream socket, but finds out whether there is one; a real
    # connection would be taken for the switch.
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(path)
        except ConnectionRefusedError:
            os.unlink(path)
        except OSError:
            pass


def connect(host: str, port: int, timeout: float, stop: threading.Event) -> socket.socket:
    """Connect, trying every address again and again until one answers or the time is over.

    Args:
        host: IPv4 or IPv6 address, name, or a path (see `is_unix`).
        port: ignored for a path.
        timeout: seconds; at 0 every address is tried once.
        stop: set by another thread to give up early.

    Returns:
        a connected, non-blocking socket.

    Raises:
        OSError: the last failure.
    """
    deadline = monotonic() + timeout
    # A single look must still give the other side the time to answer.
    patience = timeout if timeout > 0 else 1.0
    while True:
        error: OSError = TimeoutError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT))
        for family, address in _addresses(host, port):
            left = deadline - monotonic() if timeout > 0 else patience
            try:
                return _connect_one(family, address, max(left, 0.0), stop)
            except OSError as why:
                error = why
        if monotonic() + _RETRY >= deadline or stop.wait(_RETRY):
            raise error


def _addresses(host: str, port: int) -> list[tuple[int, Any]]:
    if is_unix(host):
        return [(socket.AF_UNIX, unix_path(host))]
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [(family, address) for family, _, _, _, address in found]


def _connect_one(family: int, address: Any, timeout: float, stop: threading.Event) -> socket.socket:
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setblocking(False)
        number = sock.connect_ex(address)
        if number in (errno.EINPROGRESS, errno.EALREADY, errno.EWOULDBLOCK):
            if not _writable(sock, timeout, stop):
                raise TimeoutError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT))
            number = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if number:
            raise OSError(number, os.strerror(number))
        return sock
    except BaseException:
        sock.close()
        raise


def _writable(sock: socket.socket, timeout: float, stop: threading.Event) -> bool:
    """Wait in short pieces, to notice ``stop``."""
    deadline = monotonic() + timeout
    ready = _poller(sock)
    while not stop.is_set():
        left = deadline - monotonic()
        if ready(max(0.0, min(left, 0.1))):
            return True
        if left <= 0:
            return False
    return False


def _poller(sock: socket.socket) -> Callable[[float], bool]:
    """``select.poll`` where there is one: ``select.select`` knows only descriptors below 1024."""
    if hasattr(select, "poll"):
        poll = select.poll()
        poll.register(sock, select.POLLOUT)
        return lambda seconds: bool(poll.poll(seconds * 1000))
    return lambda seconds: bool(select.select([], [sock], [], seconds)[1])
