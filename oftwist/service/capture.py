"""Capture: what the control channels carry, as a pcapng file that every reader of captures opens.

An observer of connections: TLS is shown decrypted, both directions as TCP packets with their addresses, ports, sequence
numbers and times. What is seen goes to a thread that makes packets of it and writes them; when it cannot keep up, what
comes is dropped and counted, and the switches never wait. May know connections and `oftwist.pcap`; of a controller only
that it can be observed.
"""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from twisted.application import service
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.logger import Logger

from oftwist.dpid import parse_dpid
from oftwist.errors import ConfigurationError
from oftwist.pcap import pcapng
from oftwist.pcap.conversation import Conversation
from oftwist.wire import kinds

if TYPE_CHECKING:
    from oftwist.connection.interfaces import Decoded
    from oftwist.connection.protocol import OFProtocol
    from oftwist.controller import Controller

log = Logger()

#: Bytes that may wait to be written; what comes beyond is dropped.
LIMIT = 64 * 1024 * 1024
_type_name = cache(kinds.type_name)
#: Names of types of messages, of all versions.
TYPES = frozenset(kinds.type_name(version, number) for version in range(1, 7) for number in range(36))
_UNITS = {"K": 1 << 10, "M": 1 << 20, "G": 1 << 30}
_RECEIVED, _SENT, _CLOSED = range(3)


@dataclass(frozen=True)
class Wanted:
    """What goes into a capture, and where: ``FILE[:dpid=...][:types=...][:rotate=100M,10]``.

    Attributes:
        path: the file.
        dpids: only these datapaths; none means all.
        types: only these types of messages, such as ``"packet_in"``, ``"flow_mod"``; none means all.
        size: bytes after which a new file is begun; 0 never does that.
        files: how many old ones are kept, as ``FILE.1`` (the youngest) and so on.
    """

    path: str
    dpids: frozenset[int] = frozenset()
    types: frozenset[str] = frozenset()
    size: int = 0
    files: int = 0

    @classmethod
    def parse(cls, text: str) -> Wanted:
        """Read the spelling of the command line; several ids and names are separated by commas.

        Raises:
            ConfigurationError: something in it is not understood; it says what.
        """
        path, *settings = text.split(":")
        if not path:
            raise ConfigurationError(f"{text}: a capture needs a file")
        found: dict[str, str] = {}
        for setting in settings:
            name, equals, value = setting.partition("=")
            if name not in ("dpid", "types", "rotate") or not equals or not value:
                raise ConfigurationError(f"{text}: {setting!r} is none of dpid=..., types=..., rotate=SIZE,FILES")
            found[name] = value
        try:
            dpids = frozenset(map(parse_dpid, found["dpid"].split(","))) if "dpid" in found else frozenset()
        except ValueError as error:
            raise ConfigurationError(f"{text}: {error}") from None
        types = frozenset(filter(None, found.get("types", "").split(",")))
        for name in types:
            if name not in TYPES:
                raise ConfigurationError(f"{text}: no type of message is called {name!r}: {', '.join(sorted(TYPES))}")
        size, files = _rotation(text, found["rotate"]) if "rotate" in found else (0, 0)
        return cls(path, dpids, types, size, files)


def _rotation(text: str, value: str) -> tuple[int, int]:
    size, _, files = value.partition(",")
    unit = _UNITS.get(size[-1:].upper(), 1)
    digits = size[:-1] if size[-1:].upper() in _UNITS else size
    if not (digits.isdecimal() and int(digits) and (files or "1").isdecimal()):
        raise ConfigurationError(f"{text}: rotate={value} is not SIZE,FILES such as 100M,10")
    return int(digits) * unit, int(files or "1")


class _Seen(NamedTuple):
    """What a thread hands to the other."""

    what: int
    nanoseconds: int
    talk: _Talk
    raw: bytes


@dataclass(eq=False)
class _Talk:
    """One connection in the capture; ``conversation`` belongs to the writing thread.

    Attributes:
        held: what was seen before its datapath was known, when only some are wanted.
        out: it is not among those.
    """

    conversation: Conversation
    held: list[_Seen] = field(default_factory=list)
    out: bool = False
    begun: bool = False


class Capture:
    """An observer that writes what it sees to a file. Use `start` and `close`; both in the reactor thread.

    Args:
        wanted: what, and where.
        limit: bytes that may wait to be written.

    Attributes:
        seen: messages that were wanted.
        dropped: those of them that are missing in the file, because writing was too slow.
        trouble: why nothing is written any more, or "".
    """

    def __init__(self, wanted: Wanted, limit: int = LIMIT) -> None:
        self.wanted = wanted
        self.seen = 0
        self.dropped = 0
        self.trouble = ""
        self._limit = limit
        self._talks: dict[OFProtocol, _Talk] = {}
        self._queue: deque[_Seen] = deque()
        self._waiting = 0
        self._told = 0
        self._more = threading.Condition()
        self._ending = False
        self._file: BinaryIO | None = None
        self._written = 0
        self._thread = threading.Thread(target=self._write_all, name="oftwist capture", daemon=True)

    def start(self) -> None:
        """Open the file and begin to write.

        Raises:
            ConfigurationError: it cannot be written.
        """
        try:
            self._open()
        except OSError as error:
            raise ConfigurationError(f"cannot write {self.wanted.path}: {error.strerror}") from None
        self._thread.start()

    def close(self) -> None:
        """Write what waits, and the counts; returns when that is done."""
        with self._more:
            self._ending = True
            self._more.notify()
        self._thread.join()
        if self.dropped:
            log.warn("{path}: {count} messages are missing", path=self.wanted.path, count=self.dropped)

    # --- in the reactor thread: the Observer ---------------------------------------------------------------------

    def received(self, connection: OFProtocol, msg: Decoded | None, raw: bytes, error: Exception | None) -> None:
        """A message came."""
        self._see(connection, _RECEIVED, raw)

    def sent(self, connection: OFProtocol, raw: bytes) -> None:
        """Bytes were sent."""
        self._see(connection, _SENT, raw)

    def _see(self, connection: OFProtocol, what: int, raw: bytes) -> None:
        talk = self._talks.get(connection)
        if talk is None:
            talk = self._talks[connection] = _Talk(_conversation(connection))
            connection.when_disconnected().addCallback(lambda _: self._closed(connection))
        if talk.out or (self.wanted.types and _type_name(raw[0], raw[1]) not in self.wanted.types):
            return
        seen = _Seen(what, time.time_ns(), talk, raw)
        if self.wanted.dpids and not talk.begun:
            features = connection.features
            talk.held.append(seen)
            if features is not None:
                talk.out = features.datapath_id not in self.wanted.dpids
                held, talk.held, talk.begun = talk.held, [], True
                self._put([] if talk.out else held)
            return
        talk.begun = True
        self._put((seen,))

    def _closed(self, connection: OFProtocol) -> None:
        talk = self._talks.pop(connection, None)
        if talk is not None and talk.begun and not talk.out:
            self._put((_Seen(_CLOSED, time.time_ns(), talk, b""),))

    def _put(self, seen: Iterable[_Seen]) -> None:
        for one in seen:
            if one.what != _CLOSED:
                self.seen += 1
                if self._waiting > self._limit or self.trouble:
                    self.dropped += 1
                    continue
            self._waiting += len(one.raw)
            self._queue.append(one)
        if self._queue and self._more.acquire(blocking=False):  # it holds this for a moment only: soon enough is enough
            self._more.notify()
            self._more.release()

    # --- in the thread that writes -------------------------------------------------------------------------------

    def _write_all(self) -> None:
        try:
            while self._write_some():
                pass
            assert self._file is not None
            self._file.write(pcapng.statistics(0, time.time_ns(), self.seen, self.dropped))
            self._file.close()
        except OSError as error:
            self.trouble = error.strerror or str(error)
            self.dropped += len(self._queue)
            self._queue.clear()
            log.error("{path}: nothing more is captured: {why}", path=self.wanted.path, why=self.trouble)

    def _write_some(self) -> bool:
        """Write what waits; False when that was all there will ever be."""
        if not self._queue:
            with self._more:
                if self._ending and not self._queue:
                    return False
                if self._file is not None:
                    self._file.flush()
                self._more.wait(0.2)
            return True
        blocks: list[bytes] = []
        while self._queue and len(blocks) < 1000:
            seen = self._queue.popleft()
            self._waiting -= len(seen.raw)
            blocks += [pcapng.packet(0, seen.nanoseconds, data) for data in _packets(seen)]
        assert self._file is not None
        data = b"".join(blocks)
        self._file.write(data)
        self._written += len(data)
        if self.wanted.size and self._written >= self.wanted.size:
            self._rotate()
        return True

    def _open(self) -> None:
        self._file = open(self.wanted.path, "wb")  # noqa: SIM115 (closed by the thread)
        name = "OpenFlow control channel"
        self._file.write(pcapng.section() + pcapng.interface(pcapng.RAW, name, "made of what oftwist read and wrote"))
        self._written = 0

    def _rotate(self) -> None:
        assert self._file is not None
        self._file.close()
        path, files = self.wanted.path, self.wanted.files
        for number in range(files - 1, 0, -1):
            if os.path.exists(f"{path}.{number}"):
                os.replace(f"{path}.{number}", f"{path}.{number + 1}")
        if files:
            os.replace(path, f"{path}.1")
        self._open()


class CaptureService(service.Service):
    """A capture of all connections of a controller, from its start to its end."""

    def __init__(self, capture: Capture, controller: Controller) -> None:
        self.capture = capture
        self.controller = controller

    def startService(self) -> None:
        """Open the file and begin; it is there before the first connection."""
        super().startService()  # type: ignore[no-untyped-call]
        self.capture.start()
        self.controller.observe(self.capture)

    def stopService(self) -> None:
        """Write what waits."""
        super().stopService()  # type: ignore[no-untyped-call]
        self.controller.unobserve(self.capture)
        self.capture.close()


def _packets(seen: _Seen) -> list[bytes]:
    """The packets of one thing seen; the first of a connection has its handshake before it."""
    conversation = seen.talk.conversation
    packets = [] if conversation.opened else conversation.opening()
    if seen.what == _CLOSED:
        return [*packets, *conversation.closing(by_us=False)]
    return [*packets, *conversation.said(seen.what == _SENT, seen.raw)]


def _conversation(connection: OFProtocol) -> Conversation:
    """The conversation of a connection; one without addresses (a Unix socket) gets loopback's and ports of its own."""
    transport = connection.transport
    assert transport is not None
    here, there = transport.getHost(), transport.getPeer()
    client = any(hasattr(one, "connector") for one in (transport, getattr(transport, "transport", None)))
    if not isinstance(here, (IPv4Address, IPv6Address)) or not isinstance(there, (IPv4Address, IPv6Address)):
        number = 32768 + id(connection) // 64 % 28000
        ours, theirs = (number, 6653) if client else (6653, number)
        return Conversation(("127.0.0.1", ours), ("127.0.0.1", theirs), client)
    return Conversation((here.host.partition("%")[0], here.port), (there.host.partition("%")[0], there.port), client)
