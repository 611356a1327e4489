"""Names for what went over the wire: kinds of messages, errors, hex dumps, and the trace.

May know: the messages. Knows no sockets, no threads, no Twisted.
"""

from __future__ import annotations

import weakref
from collections import Counter, deque
from collections.abc import Iterator
from time import monotonic, time
from typing import Any

from oftwist import loxi, text, wire
from oftwist.errors import ProtocolError
from oftwist.wire import kinds, naming

__all__ = [
    "FILTER",
    "Rarely",
    "Trace",
    "describe_error",
    "error_names",
    "hex_dump_buffer",
    "live_traces",
]

#: What a hex dump shows for each of 256 bytes: the character, or a dot.
FILTER = "".join(chr(code) if 0x20 <= code < 0x7F and code != 0x5C else "." for code in range(256))
_ERROR = 1  # in every version


def error_names(version: int, err_type: int, code: int) -> tuple[str, str]:
    """Names of an error's type and code, ``("OFPET_BAD_MATCH", "OFPBMC_BAD_TYPE")``, or "unknown".

    Not kept in a cache: a peer chooses both numbers.
    """
    if version not in loxi.version_names:
        return "unknown", "unknown"
    ofp = loxi.protocol(version)
    type_text = getattr(ofp, "ofp_error_type_map", {}).get(err_type)
    if type_text is None:
        return "unknown", "unknown"
    codes = getattr(ofp, f"ofp_{type_text.removeprefix('OFPET_').lower()}_code_map", {})
    return type_text, codes.get(code, "unknown")


def request_in_error(error: Any) -> str | None:
    """What the message is that an error carries back in its data, or None. Its header is enough to tell its name."""
    data = kinds.request_in(error)
    if not data or data[0] not in loxi.version_names:
        return None
    try:
        return text.describe(wire.decode(data))
    except ProtocolError:
        return kinds.frame_title(data)


def title_of(frame: bytes) -> str:
    """What a message of at least 8 bytes is, whole or cut short: its class, and whose it is if it is an extension."""
    try:
        return kinds.title(wire.decode(frame))
    except ProtocolError:
        return kinds.frame_title(frame)


def describe_error(error: Any, request: Any = None) -> str:
    """One line about an error message: xid, type and code by name and number, and the request it answers, as text.

    Args:
        error: a decoded ``error_msg``.
        request: the message it answers, if known; otherwise the error's own data may tell.
    """
    name = text.describe(request) if request is not None else request_in_error(error)
    return error_line(error) + (f" answers {name}" if name else " answers an unknown request")


def error_line(error: Any) -> str:
    """The same without the request."""
    code = getattr(error, "code", None)
    type_text, code_text = error_names(error.version, error.err_type, -1 if code is None else code)
    line = f"xid={error.xid} type={type_text} ({error.err_type})"
    whose, own = kinds.error_names(error)
    if whose in ("nicira", "onf"):
        line += f" {whose} {own}"
    elif code is not None:
        line += f" code={code_text} ({code})"
    elif hasattr(error, "experimenter"):
        line += f" experimenter={naming.experimenter(error.experimenter)}" + _experimenter_code(error)
    return line


def refusal(error: Any, request: Any) -> str:
    """One line about a request that was refused: what it asked for, and the error."""
    asked = "" if request is None else f"{text.describe(request)} "
    return f"{asked}refused: {error_line(error)}"


def _experimenter_code(error: Any) -> str:
    """Of an experimenter's error that we know the layout of: its code, by name where there are names."""
    number = getattr(error, "error_code", None)
    if number is None:
        return ""
    names = getattr(loxi.protocol(error.version), "of_bsn_gentable_error_code_map", {})
    return f" code={names.get(number, 'unknown')} ({number})"


def hex_dump_buffer(data: bytes, length: int = 16) -> str:
    """A dump of a buffer, ``length`` bytes a line: offset, hexadecimal, text. It begins with a newline."""
    lines = ["\n"]
    for start in range(0, len(data), length):
        piece = bytes(data[start : start + length])
        shown = "".join([FILTER[c] for c in piece])
        lines.append(f"{start:04x} {piece.hex(' '):<{length * 3}} {shown}\n")
    return "".join(lines)


class Rarely:
    """Lets the first lines of each kind into the log, and then only some, so that a flood costs no time of its own.

    Args:
        lines: of a kind; after so many every so many-th.
        kinds: told apart; those after them count as one.
    """

    def __init__(self, lines: int = 1000, kinds: int = 1000) -> None:
        self._lines = lines
        self._kinds = kinds
        self._counts: Counter[object] = Counter()

    def more(self, kind: object) -> str | None:
        """What to add to a line of this kind, mostly nothing; None if it is not to be written."""
        counts = self._counts
        if len(counts) >= self._kinds and kind not in counts:
            kind = None
        counts[kind] += 1
        count, lines = counts[kind], self._lines
        if count < lines:
            return ""
        return None if count % lines else f" (the {count}th such line; every {lines}th is written)"

    def clear(self) -> None:
        """Begin again."""
        self._counts.clear()


_live: weakref.WeakSet[Trace] = weakref.WeakSet()


class Trace:
    """The last messages of one control channel, kept in memory until somebody wants to see them.

    Costs one append per message; nothing is formatted before `dump`.

    Args:
        name: what to call the channel in a dump.
        limit: messages kept.
    """

    def __init__(self, name: str = "", limit: int = 1000) -> None:
        self.name = name
        self._entries: deque[tuple[float, str, bytes | str]] = deque(maxlen=limit)
        self.began = monotonic()
        self._epoch = time() - self.began
        _live.add(self)

    def sent(self, data: bytes) -> None:
        self._entries.append((monotonic(), "->", data))

    def received(self, data: bytes) -> None:
        self._entries.append((monotonic(), "<-", data))

    def note(self, text: str) -> None:
        """Connected, disconnected and the like."""
        self._entries.append((monotonic(), "--", text))

    def clear(self) -> None:
        self._entries.clear()

    def __len__(self) -> int:
        return len(self._entries)

    def events(self) -> list[tuple[float, str, bytes | str]]:
        """All of it: seconds since 1970; ``->`` sent, ``<-`` received, ``--`` a note; bytes, or the text of a note."""
        return [(self._epoch + moment, way, data) for moment, way, data in list(self._entries)]

    def lines(self, hex_bytes: int = 64, limit: int | None = None) -> Iterator[str]:
        """One line per message, and a hex dump of its first ``hex_bytes`` bytes (0: none); the last ``limit``."""
        entries = list(self._entries)
        for moment, way, data in entries if limit is None else entries[max(len(entries) - limit, 0) :]:
            at = f"{moment - self.began:12.6f} {way} "
            if isinstance(data, str):
                yield at + data
                continue
            for frame in _frames(data):
                yield at + _summary(frame)
                if hex_bytes:
                    yield from (f"{'':16}{line}" for line in hex_dump_buffer(frame[:hex_bytes]).split("\n") if line)

    def dump(self, hex_bytes: int = 64, limit: int | None = None) -> str:
        """The whole trace as text, or the last ``limit`` events of it."""
        count = len(self) if limit is None else min(len(self), limit)
        head = f"control channel {self.name}: the last {count} events (seconds since the trace began)"
        return "\n".join([head, *self.lines(hex_bytes, limit)])


def live_traces() -> list[Trace]:
    """All traces that have something to tell, oldest first."""
    while True:
        try:
            return sorted((trace for trace in _live if len(trace)), key=lambda trace: trace.began)
        except RuntimeError:  # another thread has just made one
            continue


def _frames(data: bytes) -> Iterator[bytes]:
    """Raw bytes may be several messages, or no message at all."""
    while len(data) >= 8:
        size = int.from_bytes(data[2:4], "big")
        if size < 8 or size > len(data):
            break
        yield data[:size]
        data = data[size:]
    if data:
        yield data


def _summary(frame: bytes) -> str:
    if len(frame) < 8:
        return f"{len(frame)} bytes {frame.hex(' ')}"
    version = loxi.version_names.get(frame[0], f"version {frame[0]}")
    xid = int.from_bytes(frame[4:8], "big")
    line = f"{version} {title_of(frame)} xid={xid} len={len(frame)}"
    try:
        msg = wire.decode(frame)
    except ProtocolError:
        return line
    return f"{line} {describe_error(msg) if frame[1] == _ERROR else text.words_of(msg)}".rstrip()
