"""Who gets which message: the ``on`` mark and the table of handlers. Knows the kinds of messages; no reactor."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeVar

from oftwist.connection.interfaces import Handler
from oftwist.connection.selecting import Subject, check, matches

F = TypeVar("F", bound=Handler)
#: Tells whether an app is for the switch with this datapath id.
Wanted = Callable[[int], bool]

#: Events beside messages, with what their handlers are called with.
EVENTS = {
    "switch_up": "(switch)",
    "switch_down": "(switch, reason)",
    "switch_refused": "(datapath_id, peer, reason)",
    "mastership": "(switch, what, reason)",  # of a cluster: "gained" or "lost"
    # of a topology: see ``oftwist.net``
    "link_up": "(link)",
    "link_down": "(link, reason)",
    "host_up": "(host)",
    "host_moved": "(host, place it was at)",
    "host_down": "(host, reason)",
    "port_role": "(place, role)",
}


class Mark(NamedTuple):
    """What ``on`` leaves on a function."""

    what: Subject
    dpid: int | str | None
    priority: int


def on(what: Subject, dpid: int | str | None = None, priority: int = 0) -> Callable[[F], F]:
    """Mark a function or method of an app as a handler; ``Controller.add_app`` finds it.

    Args:
        what: name of a message or one of its bases (``"packet_in"``, ``"flow_mod"``, ``"stats_reply"``), which stands
            for Open vSwitch's forms of that message too (``nicira_packet_in2``, ``onf_role_status``); a message class,
            which is that class only; ``"all"``, or an event: ``"switch_up"``, ``"switch_down"``, ``"switch_refused"``.
        dpid: only from this switch, in any spelling.
        priority: handlers with a higher one are called first, equal ones in order of registration.

    The handler is called as ``handler(switch, msg)``. Returning True consumes the message: no later handler
    sees it. A coroutine or Deferred counts as consuming too. Marks can be stacked.
    """
    check(what, EVENTS)

    def mark(handler: F) -> F:
        marks = getattr(handler, "__oftwist_on__", ())
        handler.__oftwist_on__ = (Mark(what, dpid, priority), *marks)  # type: ignore[attr-defined]
        return handler

    return mark


def marked(app: object) -> Iterator[tuple[Mark, Handler]]:
    """Find the marked methods of an object, or functions of a module, in the order they were written."""
    names: dict[str, None] = {}
    if inspect.ismodule(app):
        names.update(dict.fromkeys(vars(app)))
    else:
        for cls in reversed(type(app).__mro__):
            names.update(dict.fromkeys(vars(cls)))
        names.update(dict.fromkeys(getattr(app, "__dict__", ())))
    for name in names:
        if name.startswith("__"):
            continue
        static = inspect.getattr_static(app, name, None)  # a property must not run here
        marks = getattr(getattr(static, "__func__", static), "__oftwist_on__", ())
        if marks:
            handler = getattr(app, name)
            for mark in marks:
                yield mark, handler


class _Entry(NamedTuple):
    what: Subject
    dpid: int | None
    priority: int
    handler: Handler
    wanted: Wanted | None

    def is_for(self, dpid: int | None) -> bool:
        if self.dpid is not None and self.dpid != dpid:
            return False
        return self.wanted is None or dpid is None or self.wanted(dpid)


class HandlerTable:
    """Handlers by what they are for. Connections resolve it once per message class and keep the result.

    Attributes:
        watchers: called without arguments whenever the table changes, to forget what was resolved.
    """

    def __init__(self) -> None:
        self._entries: list[_Entry] = []
        self.watchers: set[Callable[[], object]] = set()

    def __len__(self) -> int:
        return len(self._entries)

    def add(
        self,
        what: Subject,
        handler: Handler,
        dpid: int | None = None,
        priority: int = 0,
        wanted: Wanted | None = None,
    ) -> None:
        """Add a handler; ValueError if nothing can ever match ``what``.

        ``wanted`` tells for which switches, besides ``dpid``; call ``changed`` when it changes its mind.
        """
        check(what, EVENTS)
        if not callable(handler):
            raise TypeError(f"handler {handler!r} cannot be called")
        entries = self._entries
        place = len(entries)
        while place and entries[place - 1].priority < priority:
            place -= 1
        entries.insert(place, _Entry(what, dpid, priority, handler, wanted))
        self.changed()

    def remove(self, what: Subject, handler: Handler, dpid: int | None = None) -> None:
        """Remove a handler added with the same arguments; ValueError if there is none."""
        for index, entry in enumerate(self._entries):
            if entry.what == what and entry.handler == handler and entry.dpid == dpid:
                del self._entries[index]
                self.changed()
                return
        raise ValueError(f"no such handler for {what!r}: {handler!r}")

    def changed(self) -> None:
        """Tell everybody who resolved something to do it again."""
        for watcher in tuple(self.watchers):
            watcher()

    def resolve(self, cls: type, dpid: int | None = None) -> tuple[Handler, ...]:
        """Return the handlers of a message class from a switch, in the order to call them."""
        return tuple(entry.handler for entry in self._entries if entry.is_for(dpid) and matches(entry.what, cls))

    def for_event(self, event: str, dpid: int | None = None) -> tuple[Handler, ...]:
        """Return the handlers of an event, in the order to call them."""
        return tuple(entry.handler for entry in self._entries if entry.what == event and entry.is_for(dpid))
