"""Reading: when, and many plain TCP connections behind one descriptor of the reactor. Knows transports; no OpenFlow.

Twisted's reactor spends some microseconds around each event of each connection (the logging context, looking whether
the descriptor is still valid, reading or writing). For a switch that waits for the answer to each packet-in, that is
a good part of what an answer costs. `Readers` is one reader for the reactor, with an epoll of its own for
the connections behind it: what the reactor does for each event, it does once for all that are ready.

Only reading moves: writing, closing, timers and everything else stay with the transport and its reactor, and a
transport that pauses or resumes does so as ever. The reactor goes on reading itself where this is not possible or
does not pay: as few connections as `FIRST`, every transport but plain TCP, every reactor but epoll, and all
with ``Options(direct_read=False)``. Everything runs in the reactor thread.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary, ref

from twisted.internet import main, tcp
from twisted.internet.interfaces import IReadDescriptor
from twisted.logger import Logger
from twisted.python.failure import Failure
from zope.interface import implementer

if TYPE_CHECKING:
    from twisted.internet.interfaces import IReactorFDSet

try:
    from select import EPOLLIN, epoll

    from twisted.internet.epollreactor import EPollReactor
except ImportError:  # not Linux
    EPollReactor = None  # type: ignore[assignment, misc]

log = Logger()

#: Why nothing is read for now: what was read is not handled yet, others shake hands, our answers are not read.
BACKLOG, IN_LINE, UNREAD = 1, 2, 4

#: So many connections at most are read by the reactor: for few it is faster than looking at two epolls.
FIRST = 3
#: Connections served between two looks at everything else there is to do.
_EVENTS = 64


class Valve:
    """Whether a connection is read: not while there is a reason against it.

    Attributes:
        closed: the reasons, 0 for none.
    """

    def __init__(self) -> None:
        self.closed = 0
        self._transport: Any = None

    def attach(self, transport: Any) -> None:
        """Govern this transport, which is being read."""
        self._transport = transport

    def detach(self) -> None:
        """The connection is down."""
        self._transport = None

    def close(self, why: int) -> None:
        """Read nothing until ``open`` takes this reason, and every other one, back."""
        if not self.closed and self._transport is not None:
            self._transport.pauseProducing()
        self.closed |= why

    def open(self, why: int) -> None:
        """Take a reason back."""
        if self.closed & why:
            self.closed &= ~why
            if not self.closed and self._transport is not None:
                self._transport.resumeProducing()


_readers: WeakKeyDictionary[Any, Readers] = WeakKeyDictionary()


def read_directly(transport: Any) -> bool:
    """Let a transport be read together with others, from now on.

    Args:
        transport: a connected one, that is being read.

    Returns:
        False if that cannot be done, and the reactor reads it as ever.
    """
    if EPollReactor is None or type(transport) not in (tcp.Server, tcp.Client) or transport.TLS:
        return False
    reactor = transport.reactor
    if type(reactor) is not EPollReactor:
        return False
    readers = _readers.get(reactor)
    if readers is None:
        readers = _readers[reactor] = Readers(reactor)
    return readers.adopt(transport)


@implementer(IReadDescriptor)
class Readers:
    """Reads its transports when the reactor says that some are ready."""

    def __init__(self, reactor: IReactorFDSet) -> None:
        self._reactor: Callable[[], Any] = ref(reactor)
        self._epoll: Any = None
        self._reading: dict[int, tuple[Any, Callable[[int], bytes]]] = {}
        self._first: list[Any] = []  # transports left to the reactor

    def adopt(self, transport: Any) -> bool:
        """Take over the reading of a transport, until its connection is lost; False if it is one of the first."""
        if not self._reading:
            self._first = [other for other in self._first if other.connected]
            if len(self._first) < FIRST:
                self._first.append(transport)
                return False
            first, self._first = self._first, []
            read = self._reactor().getReaders()
            for other in first:
                self._take(other, other in read)  # those that are paused stay so
        self._take(transport, True)
        return True

    def _take(self, transport: Any, reading: bool) -> None:
        """Read a transport from now on; at once, if it is not paused."""
        number: int = transport.fileno()
        entry = transport, transport.socket.recv

        def start() -> None:
            if number not in self._reading:
                self._open()
                self._epoll.register(number, EPOLLIN)
                self._reading[number] = entry

        def stop() -> None:
            if self._reading.get(number) is entry:
                del self._reading[number]
                self._epoll.unregister(number)
                self._close()

        transport.stopReading()
        transport.startReading = start
        transport.stopReading = stop
        if reading:
            start()

    def _open(self) -> None:
        if self._epoll is None:
            self._epoll = epoll()
            self._reactor().addReader(self)

    def _close(self) -> None:
        """Leave nothing behind in a reactor that has no connections to read."""
        if not self._reading:
            self._reactor().removeReader(self)
            self._epoll.close()
            self._epoll = None

    def doRead(self) -> None:
        """Read every transport that is ready, once."""
        reading = self._reading
        for number, _ in self._epoll.poll(0, _EVENTS):
            entry = reading.get(number)
            if entry is None:
                continue  # stopped by one that was read before it
            transport, receive = entry
            try:
                data = receive(65536)
            except BlockingIOError:
                continue
            except OSError:
                transport.connectionLost(Failure(main.CONNECTION_LOST))
                continue
            if not data:
                transport.readConnectionLost(Failure(main.CONNECTION_DONE))
                continue
            try:
                transport.protocol.dataReceived(data)
            except BaseException:  # as the reactor does: it costs this connection only
                log.failure("reading {peer}", peer=transport.getPeer(), event="reading_failed")
                transport.connectionLost(Failure())

    def fileno(self) -> int:
        return -1 if self._epoll is None else int(self._epoll.fileno())

    def logPrefix(self) -> str:
        return "oftwist"

    def connectionLost(self, reason: Failure) -> None:
        """The reactor stops: so do the connections."""
        for transport, _ in list(self._reading.values()):
            transport.connectionLost(reason)


def close_descriptors(reactor: Any) -> None:
    """Close what a stopped reactor keeps, its waker and its epoll descriptor, if it is never run again."""
    for reader in list(reactor._internalReaders):
        reactor._removeInternalReader(reader)
        reader.connectionLost(None)
    poller: Any = getattr(reactor, "_poller", None)
    if hasattr(poller, "close"):
        poller.close()
