"""A flight recorder: the last messages of each connection, in memory, until somebody wants to see them.

It keeps what a read or a write was made of, undecoded: per read that is one entry. When a connection ends by a fault,
its last messages go to a file whose name is in the log. Knows connections, and the controller as what can be recorded.
Everything runs in the reactor thread.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Sequence
from itertools import count
from pathlib import Path
from time import time_ns
from typing import TYPE_CHECKING

from twisted.application import service
from twisted.logger import Logger

from oftwist.capture.talk import ends, head
from oftwist.connection.limits import LogLimiter
from oftwist.dpid import format_dpid
from oftwist.pcap import pcapng
from oftwist.pcap.conversation import Conversation

if TYPE_CHECKING:
    from oftwist.connection.protocol import OFProtocol
    from oftwist.controller import Controller

log = Logger()

#: Messages, and bytes, of each connection that are kept.
MESSAGES, BYTES = 200, 256 * 1024
#: Connections that ended by a fault whose last messages are kept; files that are.
GONE, FILES = 32, 100
#: Seconds in which one host leaves one file for one reason.
AGAIN = 600.0
_PREFIX = "oftwist-last-"


#: A read or a write: nanoseconds since 1970, whether we sent it, its messages, their bytes.
_Entry = tuple[int, bool, Sequence[bytes], int]


class Recording:
    """The last messages of one connection: a `oftwist.connection.interfaces.Recorder`.

    Args:
        connection: which.
        messages: how many are kept, at most; at least the last read or write is.
        bytes: the same in bytes.

    Attributes:
        ends: who talks with whom.
        ended: when it ended, in nanoseconds since 1970, and why; or None.
    """

    def __init__(self, connection: OFProtocol, messages: int = MESSAGES, bytes: int = BYTES) -> None:
        self.ends = ends(connection)
        self.ended: tuple[int, str] | None = None
        self._connection: OFProtocol | None = connection
        self._datapath_id: int | None = None
        self._most, self._most_bytes = messages, bytes
        self._entries: deque[_Entry] = deque()
        self._size = 0

    @property
    def datapath_id(self) -> int | None:
        """Of the switch; None as long as it has not told it."""
        features = None if self._connection is None else self._connection.features
        return self._datapath_id if features is None else int(features.datapath_id)

    def end(self, reason: str) -> None:
        """The connection is down."""
        self._datapath_id = self.datapath_id
        self._connection = None
        self.ended = time_ns(), reason

    # These two are called for each read and write: plain tuples, no further call.

    def received(self, frames: Sequence[bytes]) -> None:
        """Messages came."""
        size = len(frames[0]) if len(frames) == 1 else sum(map(len, frames))
        self._entries.append((time_ns(), False, frames, size))
        self._size += size
        if self._size > self._most_bytes or len(self._entries) > self._most:
            self._trim()

    def sent(self, pieces: Sequence[bytes]) -> None:
        """Messages were sent."""
        size = len(pieces[0]) if len(pieces) == 1 else sum(map(len, pieces))
        self._entries.append((time_ns(), True, pieces, size))
        self._size += size
        if self._size > self._most_bytes or len(self._entries) > self._most:
            self._trim()

    def _trim(self) -> None:
        entries = self._entries
        while (self._size > self._most_bytes or len(entries) > self._most) and len(entries) > 1:
            self._size -= entries.popleft()[3]

    def rest(self, held: bytes) -> None:
        """The end of what came is no whole message."""
        last = next((frames[-1] for _, sent, frames, _ in reversed(self._entries) if not sent), b"")
        if held and held != last:
            self.received((held,))

    @property
    def size(self) -> int:
        """Bytes that are kept."""
        return self._size

    def messages(self) -> list[tuple[int, bool, bytes]]:
        """Return the last messages, oldest first: nanoseconds since 1970, whether we sent it, its bytes."""
        found = [(when, sent, frame) for when, sent, frames, _ in self._entries for frame in frames]
        return found[-self._most :]


def file_of(recordings: Iterable[Recording]) -> bytes:
    """Return the messages of some connections as a pcapng file.

    Each begins with a handshake of TCP, so that readers know who called whom; the end of one has its reason beside it.
    """
    packets: list[tuple[int, bytes, str]] = []
    for recording in recordings:
        talk = Conversation(*recording.ends)
        messages = recording.messages()
        first = messages[0][0] if messages else time_ns()
        packets += [(first, data, "") for data in talk.opening()]
        for when, sent, frame in messages:
            packets += [(when, data, "") for data in talk.said(sent, frame)]
        if recording.ended is not None:
            when, why = recording.ended
            packets += [(when, data, "" if n else why) for n, data in enumerate(talk.closing(by_us=False))]
    packets.sort(key=lambda one: one[0])  # stable: what has the same time stays in order
    return head() + b"".join(pcapng.packet(0, *one) for one in packets)


class Recorder(service.Service):
    """Records all connections of a controller while it runs.

    Args:
        controller: whose.
        messages: messages of each connection that are kept.
        bytes: the same in bytes.
        folder: where the last messages of a connection go that ends by a fault; "" writes no files.
    """

    def __init__(self, controller: Controller, messages: int = MESSAGES, bytes: int = BYTES, folder: str = "") -> None:
        self._controller = controller
        self._messages, self._bytes = messages, bytes
        self._folder = folder
        self._here: dict[OFProtocol, Recording] = {}
        self._gone: deque[Recording] = deque(maxlen=GONE)
        self._limiter = LogLimiter(AGAIN)

    def startService(self) -> None:
        """Begin, with the connections that there are."""
        super().startService()  # type: ignore[no-untyped-call]
        self._controller.record(self._record)

    def stopService(self) -> None:
        """End it; what was kept is forgotten."""
        super().stopService()  # type: ignore[no-untyped-call]
        self._controller.record(None)
        self._here.clear()
        self._gone.clear()

    def recordings(self, datapath_id: int) -> list[Recording]:
        """Return what there is of a switch: connections that ended by a fault, oldest first, then those there are."""
        return [one for one in (*self._gone, *self._here.values()) if one.datapath_id == datapath_id]

    def dump(self, datapath_id: int) -> bytes | None:
        """Return the last messages of a switch as a pcapng file; None if there are none."""
        found = self.recordings(datapath_id)
        return file_of(found) if found else None

    def _record(self, connection: OFProtocol) -> Recording:
        recording = self._here[connection] = Recording(connection, self._messages, self._bytes)
        connection.when_disconnected().addCallback(self._ended, connection)
        return recording

    def _ended(self, reason: str, connection: OFProtocol) -> None:
        recording = self._here.pop(connection, None)
        if recording is None or not connection.failed:
            return
        recording.rest(connection.incomplete)
        recording.end(reason)
        self._gone.append(recording)
        now = self._controller.clock.seconds()
        host = connection.peer.rpartition(":")[0] or connection.peer
        if not self._folder or self._limiter.check(host, reason.partition(":")[0][:40], now) is None:
            return
        try:
            path = self._write(recording)
        except OSError as error:
            log.error(
                "{folder}: the last messages cannot be written: {why}",
                folder=self._folder, why=error.strerror, event="recorder_failed",
            )
            return
        number = recording.datapath_id
        who = "{peer}" if number is None else "{peer} {dpid}"
        log.warn(
            f"{who}: {{reason}}: its last {{count}} messages are in {{path}}",
            peer=connection.peer,
            dpid=None if number is None else format_dpid(number),
            reason=reason,
            count=len(recording.messages()),
            path=path,
            event="recorder_written",
        )

    def _write(self, recording: Recording) -> Path:
        """Write a file, and take the place of the oldest if there are too many."""
        folder = Path(self._folder)
        who = "unknown" if recording.datapath_id is None else format_dpid(recording.datapath_id)
        when = time.strftime("%Y%m%dT%H%M%S", time.gmtime())
        names = (f"{_PREFIX}{when}-{who}{f'-{n}' if n else ''}.pcapng" for n in count())
        path = next(path for path in (folder / name for name in names) if not path.exists())
        path.write_bytes(file_of([recording]))
        old = sorted(folder.glob(f"{_PREFIX}*.pcapng"))
        for one in old[:-FILES]:
            one.unlink(missing_ok=True)
        return path
