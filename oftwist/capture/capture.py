"""Capture: what the control channels carry, as a pcapng file that every reader of captures opens.

An observer of connections: TLS is shown decrypted, both directions as TCP packets with their addresses, ports, sequence
numbers and times. What is seen goes to a thread that makes packets of it and writes them; when it cannot keep up, what
comes is dropped and counted, and the switches never wait. Each number is changed by one of the two threads only.
"""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from twisted.logger import Logger
from twisted.python.failure import Failure

from oftwist.capture.talk import ends, head
from oftwist.capture.wanted import Wanted
from oftwist.errors import ConfigurationError
from oftwist.pcap import pcapng
from oftwist.pcap.conversation import Conversation
from oftwist.wire import kinds

if TYPE_CHECKING:
    from oftwist.connection.interfaces import Decoded
    from oftwist.connection.protocol import OFProtocol

log = Logger()

#: Bytes that may wait to be written; what comes beyond is dropped.
LIMIT = 64 * 1024 * 1024
_type_name = cache(kinds.type_name)
_RECEIVED, _SENT, _CLOSED = range(3)
#: Things seen that are written at a time.
_BATCH = 1000


class _Seen(NamedTuple):
    """What one thread hands to the other."""

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
    """An observer that writes what it sees to a file. Use `start` and `end` in the reactor thread.

    Args:
        wanted: what, and where.
        limit: bytes that may wait to be written.
        over: called in the writing thread when it has written everything, or can write no more.

    Attributes:
        id: what it is called, for whoever has several.
        messages: messages that were wanted.
        since: when it was started, in seconds since 1970.
        trouble: why nothing is written any more, or "".
    """

    def __init__(self, wanted: Wanted, limit: int = LIMIT, over: Callable[[], object] = lambda: None) -> None:
        self.wanted = wanted
        self.id = ""
        self.messages = 0
        self.since = 0.0
        self.trouble = ""
        self._limit = limit
        self._over = over
        self._talks: dict[OFProtocol, _Talk] = {}
        self._queue: deque[_Seen] = deque()
        self._queued = self._taken = 0  # bytes
        self._refused = self._written = 0  # messages
        self._more = threading.Condition()
        self._ending = False
        self._file: BinaryIO | None = None
        self._size = 0
        self._thread = threading.Thread(target=self._run, name="oftwist capture", daemon=True)

    @property
    def file(self) -> str:
        """Where it is written."""
        return self.wanted.path

    @property
    def dropped(self) -> int:
        """Messages that were wanted and are missing in the file: writing was too slow, or failed."""
        return self.messages - self._written if self.trouble else self._refused

    @property
    def waiting(self) -> int:
        """Bytes that are not written yet."""
        return self._queued - self._taken

    @property
    def running(self) -> bool:
        """Whether the file is still written."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Open the file and begin to write.

        Raises:
            ConfigurationError: it cannot be written.
        """
        try:
            self._open()
        except OSError as error:
            raise ConfigurationError(f"cannot write {self.wanted.path}: {error.strerror}") from None
        self.since = time.time()
        self._thread.start()

    def end(self) -> None:
        """Have what waits written, and the counts; ``over`` is called when that is done."""
        with self._more:
            self._ending = True
            self._more.notify()

    def join(self) -> None:
        """Wait until all is written."""
        self._thread.join()

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
            talk = self._talks[connection] = _Talk(Conversation(*ends(connection)))
            connection.when_disconnected().addCallback(lambda _: self._closed(connection))
        types = self.wanted.types
        if talk.out or (types and (len(raw) < 2 or _type_name(raw[0], raw[1]) not in types)):
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
                self.messages += 1
                if self._queued - self._taken > self._limit:
                    self._refused += 1
                    continue
            self._queued += len(one.raw)
            if not self.trouble:
                self._queue.append(one)
        if self._queue and self._more.acquire(blocking=False):  # it holds this for a moment only: soon enough is enough
            self._more.notify()
            self._more.release()

    # --- in the thread that writes -------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            while self._write_some():
                pass
            assert self._file is not None
            self._file.write(pcapng.statistics(0, time.time_ns(), self.messages, self._refused))
            self._file.close()
        except Exception as error:
            self.trouble = getattr(error, "strerror", None) or f"{type(error).__name__}: {error}"
            self._queue.clear()
            with suppress(OSError, AttributeError):
                self._file.close()  # type: ignore[union-attr]
            log.error(
                "{path}: nothing more is captured: {why}",
                path=self.wanted.path, why=self.trouble, event="capture_failed",
            )
            if not isinstance(error, OSError):
                log.failure("a capture", Failure(), event="capture_failed")
        else:
            if self._refused:
                log.warn(
                    "{path}: {count} messages are missing",
                    path=self.wanted.path, count=self._refused, event="capture_incomplete",
                )
        self._over()

    def _write_some(self) -> bool:
        """Write what waits; False when that was all there will ever be."""
        if not self._queue:
            with self._more:
                if self._ending and not self._queue:
                    return False
                self._more.wait(0.2)
            return True
        blocks: list[bytes] = []
        messages = size = 0
        while self._queue and messages < _BATCH:
            seen = self._queue.popleft()
            size += len(seen.raw)
            messages += seen.what != _CLOSED
            blocks += [pcapng.packet(0, seen.nanoseconds, data) for data in _packets(seen)]
        assert self._file is not None
        data = b"".join(blocks)
        self._file.write(data)
        self._file.flush()  # so that what is counted as written is, and a disk that is full is known
        self._taken += size
        self._written += messages
        self._size += len(data)
        if self.wanted.size and self._size >= self.wanted.size:
            self._rotate()
        return True

    def _open(self) -> None:
        self._file = open(self.wanted.path, "wb")  # noqa: SIM115 (closed by the thread)
        self._file.write(head())
        self._file.flush()
        self._size = 0

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


def _packets(seen: _Seen) -> list[bytes]:
    """The packets of one thing seen; the first of a connection has its handshake before it."""
    talk = seen.talk.conversation
    packets = [] if talk.opened else talk.opening()
    if seen.what == _CLOSED:
        return [*packets, *talk.closing(by_us=False)]
    return [*packets, *talk.said(seen.what == _SENT, seen.raw)]
