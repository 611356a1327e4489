"""What is counted about connections: messages by type, what was dropped and refused, and how long things took.

Plain numbers, read by whoever shows them. No Twisted, no clock.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import NamedTuple

#: Upper bounds in seconds of the classes of a `Distribution`; the last class has none.
BOUNDS = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
#: Names of errors that are told apart; what a peer invents beyond is counted together.
_MOST_ERRORS = 128
#: Functions of handlers whose times are found without asking for their names.
_MOST_FUNCTIONS = 1024


class Distribution:
    """How long something took, each time: a histogram of seconds.

    Attributes:
        counts: how often, for each of `BOUNDS` and above them.
        seconds: the sum.
    """

    __slots__ = ("counts", "seconds")

    def __init__(self) -> None:
        self.counts = [0] * (len(BOUNDS) + 1)
        self.seconds = 0.0

    @property
    def count(self) -> int:
        """How often."""
        return sum(self.counts)

    def add(self, seconds: float, times: int = 1) -> None:
        """It took so long, so many times."""
        self.counts[bisect_left(BOUNDS, seconds)] += times
        self.seconds += seconds * times

    def __iadd__(self, other: Distribution) -> Distribution:
        for place, count in enumerate(other.counts):
            self.counts[place] += count
        self.seconds += other.seconds
        return self


def _types() -> list[int]:
    return [0] * 256


@dataclass
class Counters:
    """What one connection received, sent, dropped and refused, since it was made.

    Attributes:
        received: messages received, by the type number in their header.
        sent: messages sent, the same way.
        bytes_received: bytes received.
        bytes_sent: bytes given to the transport.
        paced: messages that had to wait for ``flow_mod_rate`` before they were sent.
        packet_ins_dropped: packet-ins dropped for overload, whatever the reason.
        packet_ins_unread: those of them that were because the switch does not read what is sent.
        packet_ins_early: those of them that came before the switch was up, too many of them.
        packet_ins_limited: packet-ins above ``packet_in_rate``, dropped.
        malformed: well-framed messages that could not be decoded.
        set_aside: parts of messages that could not be, while the rest was: `oftwist.loxi.Malformed`.
        bad_version: messages of another version than the negotiated one, dropped.
        bad_type: messages of unknown types, or that a switch has no business sending.
        errors: OpenFlow errors received.
        error_names: the same by name, such as ``"bad_request/bad_len"``.
        handler_failures: exceptions raised by handlers.
        late_replies: replies to requests that had timed out or been cancelled.
        unexpected_replies: replies of the wrong class.
        inbox_dropped: messages dropped by the full inbox.
        requests: how long the switch took to answer requests.
        echoes: how long it took to answer echo requests.
    """

    received: list[int] = field(default_factory=_types)
    sent: list[int] = field(default_factory=_types)
    bytes_received: int = 0
    bytes_sent: int = 0
    paced: int = 0
    packet_ins_dropped: int = 0
    packet_ins_unread: int = 0
    packet_ins_early: int = 0
    packet_ins_limited: int = 0
    malformed: int = 0
    set_aside: int = 0
    bad_version: int = 0
    bad_type: int = 0
    errors: int = 0
    error_names: dict[str, int] = field(default_factory=dict)
    handler_failures: int = 0
    late_replies: int = 0
    unexpected_replies: int = 0
    inbox_dropped: int = 0
    requests: Distribution = field(default_factory=Distribution)
    echoes: Distribution = field(default_factory=Distribution)

    @property
    def messages(self) -> int:
        """Messages received."""
        return sum(self.received)

    def error(self, name: str) -> None:
        """An OpenFlow error of this name has come."""
        self.errors += 1
        names = self.error_names
        if name not in names and len(names) >= _MOST_ERRORS:
            name = "other"
        names[name] = names.get(name, 0) + 1

    def __iadd__(self, other: Counters) -> Counters:
        for one in fields(self):
            ours, theirs = getattr(self, one.name), getattr(other, one.name)
            if isinstance(theirs, list):
                setattr(self, one.name, [a + b for a, b in zip(ours, theirs, strict=True)])
            elif isinstance(theirs, dict):
                for name, count in theirs.items():
                    ours[name] = ours.get(name, 0) + count
            else:
                setattr(self, one.name, ours + theirs if isinstance(theirs, int) else ours.__iadd__(theirs))
        return self


class Waiting(NamedTuple):
    """What waits in one connection.

    Attributes:
        requests: requests and changes for their answers.
        bytes: for the wire.
        messages: in the inbox.
        handlers: coroutines and Deferreds that are not done.
    """

    requests: int
    bytes: int
    messages: int
    handlers: int


class HandlerTimes:
    """How long handlers take, by name: a sample, each call of it standing for many.

    Args:
        name_of: returns the name of a handler.

    Attributes:
        by_name: ``package.module.Class.method`` -> how long.
    """

    def __init__(self, name_of: Callable[[Callable[..., object]], str]) -> None:
        self.by_name: dict[str, Distribution] = {}
        self._name_of = name_of
        self._found: dict[object, Distribution] = {}  # by function: a bound method would keep its app alive

    def of(self, handler: Callable[..., object]) -> Distribution:
        """Return where to add the times of a handler."""
        handler = getattr(handler, "func", handler)  # within `Calls.stopwatch`
        function = getattr(handler, "__func__", handler)
        found = self._found.get(function)
        if found is None:
            if len(self._found) >= _MOST_FUNCTIONS:
                self._found.clear()
            found = self.by_name.setdefault(self._name_of(handler), Distribution())
            self._found[function] = found
        return found
