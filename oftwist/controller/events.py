"""Events: what happened, for whoever wants to know later. A ring of the last ones, and who listens. No connection.

Handlers are for apps that act; events are for people and programs that watch: the HTTP API, its event stream, a log.
`KINDS` is a contract: it names every kind and its fields, and docs/events.rst says the same (a test compares them).
Everything runs in the reactor thread.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping
from itertools import islice
from typing import NamedTuple, Union

from twisted.logger import Logger
from twisted.python.failure import Failure

log = Logger()

#: What a field may hold: what JSON has.
Value = Union[str, int, float, bool, None, list["Value"], dict[str, "Value"]]  # noqa: UP007 (evaluated at run time)

#: Every kind of event, and the fields it may have.
KINDS: dict[str, tuple[str, ...]] = {
    "switch_up": ("peer", "version", "ports"),
    "switch_down": ("peer", "reason"),
    "switch_refused": ("peer", "reason"),
    "port_added": ("port", "name", "up", "peer", "suppressed"),
    "port_removed": ("port", "name", "peer"),
    "port_up": ("port", "name", "peer", "suppressed"),
    "port_down": ("port", "name", "reason", "peer", "suppressed"),
    "port_changed": ("port", "name", "up", "peer", "suppressed"),
    "error": ("name", "request", "xid", "peer", "suppressed"),
    "app_failed": ("app", "error", "message", "peer", "suppressed"),
    "packet_ins_dropped": ("reason", "dropped", "peer"),
    "link_up": ("src", "dst", "delay"),
    "link_down": ("src", "dst", "reason"),
    "host_up": ("mac", "vlan", "ipv4", "ipv6", "port"),
    "host_moved": ("mac", "vlan", "port", "from_dpid", "from_port"),
    "host_down": ("mac", "vlan", "port", "reason"),
    "topology_warning": ("port", "reason"),
    "mastership_gained": ("reason",),
    "mastership_lost": ("reason",),
    "maintenance": ("on", "reason"),
    "change": ("who", "peer", "what", "outcome", "detail"),
    "reload": ("outcome", "changed", "kept"),
    "capture_started": ("capture", "file"),
    "capture_stopped": ("capture", "file", "reason"),
}


class Event(NamedTuple):
    """Something that happened.

    Attributes:
        id: rises by one from event to event.
        time: seconds since 1970.
        kind: a name of `KINDS`.
        dpid: the datapath id of the switch it is about, or None.
        fields: what else is to say, JSON values.
    """

    id: int
    time: float
    kind: str
    dpid: int | None
    fields: Mapping[str, Value]


Listener = Callable[[Event], object]


class Events:
    """The last events of one controller.

    Args:
        size: how many are kept; older ones are forgotten.
        seconds: the time, seconds since 1970.

    Attributes:
        boot: a text that no other run of the program has: ids begin anew with each.
    """

    def __init__(self, size: int = 10_000, seconds: Callable[[], float] = time.time) -> None:
        self._ring: deque[Event] = deque(maxlen=size)
        self._seconds = seconds
        self.boot = f"{int(seconds() * 1000):x}"
        self._listeners: tuple[Listener, ...] = ()
        self._last = 0

    def __len__(self) -> int:
        return len(self._ring)

    @property
    def last(self) -> int:
        """The id of the last event; 0 before the first."""
        return self._last

    @property
    def oldest(self) -> int:
        """The id of the oldest event that is kept; of the next one if none is."""
        return self._ring[0].id if self._ring else self._last + 1

    def add(self, kind: str, dpid: int | None = None, **fields: Value) -> Event:
        """Note an event, and tell who listens.

        Args:
            kind: what happened, a name of `KINDS` (or a name of an app's own).
            dpid: the switch it is about.
            fields: what else is to say.

        What a listener raises is logged.
        """
        self._last += 1
        event = Event(self._last, self._seconds(), kind, dpid, fields)
        self._ring.append(event)
        for listener in self._listeners:
            try:
                listener(event)
            except Exception:
                log.failure("a listener failed at event {kind}", Failure(), kind=kind, event="listener_failed")
        return event

    def since(self, id: int = 0) -> list[Event]:
        """Return the events after this id, oldest first; fewer than there were if ``id + 1 < oldest``."""
        missing = self._last - max(id, 0)
        if missing <= 0:
            return []
        events = list(islice(reversed(self._ring), missing))  # costs what it returns, not what is kept
        events.reverse()
        return events

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Have ``listener(event)`` called for each event from now on; returns what to call to end that."""
        self._listeners += (listener,)

        def unsubscribe() -> None:
            left = list(self._listeners)
            if listener in left:
                left.remove(listener)
                self._listeners = tuple(left)

        return unsubscribe
