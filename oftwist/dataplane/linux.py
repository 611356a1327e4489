"""Ports that Linux knows: network interfaces by AF_PACKET sockets, and tap devices. Needs CAP_NET_RAW, CAP_NET_ADMIN.

Of an interface all is read, whoever it is for (promiscuous), but for what is sent by it. The kernel takes the VLAN tag
out of a frame and tells it beside (PACKET_AUXDATA): it is put back, with the tag type that was on the wire. Times are
those at which the kernel took the frame (SO_TIMESTAMPNS). See packet(7).
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import os
import socket
import struct
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from twisted.internet.error import ConnectionDone
from twisted.internet.interfaces import IReadDescriptor
from twisted.logger import Logger
from twisted.python.failure import Failure
from zope.interface import implementer

from oftwist.errors import ConfigurationError

if TYPE_CHECKING:
    from twisted.internet.interfaces import IReactorFDSet

    from oftwist.dataplane.interfaces import Deliver

# What the socket module has no names for: <linux/if_packet.h>, <asm/socket.h>, <linux/if_tun.h>.
SOL_PACKET, PACKET_ADD_MEMBERSHIP, PACKET_AUXDATA, PACKET_IGNORE_OUTGOING = 263, 1, 8, 23
PACKET_MR_PROMISC = 1
SO_TIMESTAMPNS, SO_RCVBUFFORCE = 35, 33
TP_STATUS_VLAN_VALID, TP_STATUS_VLAN_TPID_VALID = 1 << 4, 1 << 6
TUNSETIFF, IFF_TAP, IFF_NO_PI = 0x400454CA, 0x0002, 0x1000
SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP, IFF_RUNNING = 0x8913, 0x8914, 0x1, 0x40
ETH_P_ALL = 0x0003
CLONE_NEWNET = 0x40000000
_AUXDATA = struct.Struct("=IIIHHHH")  # status, len, snaplen, mac, net, vlan_tci, vlan_tpid
_TIMESPEC = struct.Struct("@ll")
_IFREQ = struct.Struct("16sh22x")
#: The longest frame (what a virtual interface may put together) and its tag.
_LONGEST = 65536 + 4
#: Bytes of frames that wait to be read, and frames read before others have their turn.
_BUFFER, _AT_ONCE = 8 << 20, 64

log = Logger()


@implementer(IReadDescriptor)
class _Reader:
    """One port that the reactor reads.

    Args:
        descriptor: of the socket or device.
        name: of the port, for the log.
        read: returns one frame and when it came.
        deliver: is called with them.
        reactor: reads.
    """

    def __init__(
        self,
        descriptor: int,
        name: str,
        read: Callable[[], tuple[bytes, float]],
        deliver: Callable[[bytes, float], object],
        reactor: IReactorFDSet,
    ) -> None:
        self._descriptor = descriptor
        self._name = name
        self._read = read
        self._deliver = deliver
        self._reactor = reactor
        reactor.addReader(self)

    def fileno(self) -> int:
        return self._descriptor

    def doRead(self) -> None:
        """Read what is there."""
        for _ in range(_AT_ONCE):
            try:
                frame, when = self._read()
            except BlockingIOError:
                return
            except OSError as error:
                if error.errno != errno.ENETDOWN:  # the link went down: it may come back
                    log.warn("{name}: {error}", name=self._name, error=error.strerror, event="interface_failed")
                    self.stop()
                return
            self._deliver(frame, when)

    def stop(self) -> None:
        """Read no more."""
        self._reactor.removeReader(self)

    def logPrefix(self) -> str:
        return f"oftwist {self._name}"

    def connectionLost(self, reason: Failure) -> None:
        """The reactor stops; or it takes an error for the end, such as that of a link that went down, and is wrong."""
        if reason.check(ConnectionDone):
            self._reactor.addReader(self)
            self.doRead()


def _read_socket(sock: socket.socket) -> tuple[bytes, float]:
    """A frame from an AF_PACKET socket, its tag put back."""
    frame, ancillary, _, _ = sock.recvmsg(_LONGEST, 256)
    when = 0.0
    for level, kind, data in ancillary:
        if level == SOL_PACKET and kind == PACKET_AUXDATA:
            status, *_, tci, tpid = _AUXDATA.unpack_from(data)
            if status & TP_STATUS_VLAN_VALID:
                tag = tpid if status & TP_STATUS_VLAN_TPID_VALID else 0x8100
                frame = frame[:12] + struct.pack("!HH", tag, tci) + frame[12:]
        elif level == socket.SOL_SOCKET and kind == SO_TIMESTAMPNS:
            seconds, nanoseconds = _TIMESPEC.unpack_from(data)
            when = seconds + nanoseconds / 1e9
    return frame, when or time.time()


class _Opened(NamedTuple):
    """An open port."""

    reader: _Reader
    send: Callable[[bytes], object]
    close: Callable[[], object]


class _Linux:
    """What both kinds have in common.

    Args:
        names: by the number of the port at the device the name of the interface it is connected to.
        reactor: reads them.
        namespace: the network namespace they are in, as ``ip netns`` calls it; "" for that of this process.
    """

    def __init__(self, names: Mapping[int, str], reactor: IReactorFDSet, namespace: str = "") -> None:
        self._names = dict(names)
        self._reactor = reactor
        self._namespace = namespace
        self._open: dict[int, _Opened] = {}

    @property
    def numbers(self) -> Collection[int]:
        """The ports."""
        return self._names.keys()

    def start(self, deliver: Deliver) -> None:
        """Open all of them.

        Raises:
            ConfigurationError: there is no such interface, or it may not be opened.
        """
        for number, name in self._names.items():
            try:
                with inside(self._namespace):
                    self._open[number] = self.open(name, partial(deliver, number), self._reactor)
            except OSError as error:
                self.stop()
                why = error.strerror or str(error)
                raise ConfigurationError(f"port {number}: cannot open {name}: {why}") from None

    def open(self, name: str, deliver: Callable[[bytes, float], object], reactor: IReactorFDSet) -> _Opened:
        """Open one; raises OSError."""
        raise NotImplementedError

    def stop(self) -> None:
        """Close them."""
        for opened in self._open.values():
            opened.reader.stop()
            opened.close()
        self._open = {}

    def send(self, port: int, frame: bytes) -> None:
        """Put a frame on the wire to the device."""
        self._open[port].send(frame)

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time()

    def describe(self, port: int) -> str:
        """The name of the interface."""
        return self._names[port]

    def is_up(self, port: int) -> bool:
        """Whether the interface is up and its link is there."""
        try:
            with inside(self._namespace):
                return flags(self._names[port]) & (IFF_UP | IFF_RUNNING) == IFF_UP | IFF_RUNNING
        except OSError:
            return False


class Interfaces(_Linux):
    """Network interfaces (physical, veth, ...) that lead to the ports of a device."""

    def open(self, name: str, deliver: Callable[[bytes, float], object], reactor: IReactorFDSet) -> _Opened:
        """Open one; raises OSError."""
        sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW | socket.SOCK_NONBLOCK, 0)  # nothing before it is bound
        try:
            sock.setsockopt(SOL_PACKET, PACKET_AUXDATA, 1)
            sock.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
            sock.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
            sock.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, _BUFFER)
            index = socket.if_nametoindex(name)
            sock.setsockopt(SOL_PACKET, PACKET_ADD_MEMBERSHIP, struct.pack("=iHH8x", index, PACKET_MR_PROMISC, 0))
            sock.bind((name, ETH_P_ALL))
        except BaseException:
            sock.close()
            raise
        reader = _Reader(sock.fileno(), name, partial(_read_socket, sock), deliver, reactor)
        return _Opened(reader, sock.send, sock.close)

    def set_link(self, port: int, up: bool) -> None:
        """Switch our end off or on: the other end of the cable, of a veth pair as well, has no link then."""
        with inside(self._namespace):
            set_up(self._names[port], up)


class Taps(_Linux):
    """Tap devices, made at ``start`` if they are not there: the device under test has the other side as interface."""

    def open(self, name: str, deliver: Callable[[bytes, float], object], reactor: IReactorFDSet) -> _Opened:
        """Open one; raises OSError."""
        tap = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            fcntl.ioctl(tap, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TAP | IFF_NO_PI))
            set_up(name)
        except BaseException:
            os.close(tap)
            raise
        reader = _Reader(tap, name, lambda: (os.read(tap, _LONGEST), time.time()), deliver, reactor)
        return _Opened(reader, partial(os.write, tap), partial(os.close, tap))


@contextlib.contextmanager
def inside(namespace: str) -> Iterator[None]:
    """What this thread opens is of that network namespace; "" changes nothing. Raises OSError."""
    if not namespace:
        yield
        return
    system = ctypes.CDLL(None, use_errno=True)  # os.setns is there from Python 3.12 on

    def enter(descriptor: int) -> None:
        if system.setns(descriptor, CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))

    with open("/proc/thread-self/ns/net") as here, open(f"/run/netns/{namespace}") as there:
        enter(there.fileno())
        try:
            yield
        finally:
            enter(here.fileno())


def flags(name: str) -> int:
    """The flags of an interface (netdevice(7)). Raises OSError if there is none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        _, value = _IFREQ.unpack(fcntl.ioctl(sock, SIOCGIFFLAGS, _IFREQ.pack(name.encode(), 0)))
    return int(value) & 0xFFFF


def set_up(name: str, up: bool = True) -> None:
    """Switch an interface on or off. Raises OSError."""
    wanted = flags(name) | IFF_UP if up else flags(name) & ~IFF_UP
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        fcntl.ioctl(sock, SIOCSIFFLAGS, struct.pack("16sH22x", name.encode(), wanted))


def interfaces(texts: Iterable[str]) -> dict[int, str]:
    """Which interface leads to which port, from texts ``NUMBER=INTERFACE``.

    Raises:
        ValueError: not such texts.
    """
    found: dict[int, str] = {}
    for text in texts:
        number, equals, name = text.partition("=")
        if not equals or not name or not (number.isascii() and number.isdecimal()):
            raise ValueError(f"{text!r} is not NUMBER=INTERFACE")
        if int(number) in found or name in found.values():
            raise ValueError(f"{text!r}: that port or interface has been given already")
        found[int(number)] = name
    return found
