"""Who gets which message: the ``on`` mark, the table of handlers, and how a handler is called.

Knows the kinds of messages; no connection, no reactor.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, TypeVar

from twisted.internet.defer import Deferred, ensureDeferred
from twisted.logger import Logger
from twisted.python.failure import Failure

from oftwist.errors import Disconnected, ProtocolError, RequestFailed, RequestTimeout, UnexpectedReply
from oftwist.wire import kinds

log = Logger()

#: ``handler(switch, msg)`` for messages; see ``EVENTS`` for the others.
Handler = Callable[..., Any]
F = TypeVar("F", bound=Handler)

#: Events beside messages, with what their handlers are called with.
EVENTS = {
    "switch_up": "(switch)",
    "switch_down": "(switch, reason)",
    "switch_refused": "(datapath_id, peer, reason)",
}
#: Matches every message (not the events).
ALL = "all"


class Mark(NamedTuple):
    """What ``on`` leaves on a function."""

    what: Any
    dpid: int | str | None
    priority: int


def on(what: Any, dpid: int | str | None = None, priority: int = 0) -> Callable[[F], F]:
    """Mark a function or method of an app as a handler; ``Controller.add_app`` finds it.

    Args:
        what: name of a message or one of its bases (``"packet_in"``, ``"flow_mod"``, ``"stats_reply"``), a
            message class, ``"all"``, or an event: ``"switch_up"``, ``"switch_down"``, ``"switch_refused"``.
        dpid: only from this switch, in any spelling.
        priority: handlers with a higher one are called first, equal ones in order of registration.

    The handler is called as ``handler(switch, msg)``. Returning True consumes the message: no later handler
    sees it. A coroutine or Deferred counts as consuming too. Marks can be stacked.
    """
    check(what)

    def mark(handler: F) -> F:
        marks = getattr(handler, "__oftwist_on__", ())
        handler.__oftwist_on__ = (Mark(what, dpid, priority), *marks)  # type: ignore[attr-defined]
        return handler

    return mark


def marked(app: Any) -> Iterator[tuple[Mark, Handler]]:
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


def check(what: Any) -> None:
    """Raise ValueError for a ``what`` that no message or event can match."""
    if isinstance(what, type):
        if not hasattr(what, "pack"):
            raise ValueError(f"{what.__name__} is not a message class")
        return
    if not isinstance(what, str):
        raise ValueError(f"a handler is for a message name, a message class or an event, not {what!r}")
    if what == ALL or what in EVENTS or kinds.is_message_name(what):
        return
    import difflib  # only for those who mistype

    near = difflib.get_close_matches(what, [*kinds.message_names(), *EVENTS, ALL], n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    raise ValueError(f"no message or event is called {what!r}{hint}")


class _Entry(NamedTuple):
    what: Any
    dpid: int | None
    priority: int
    handler: Handler


class HandlerTable:
    """Handlers by what they are for. Connections resolve it once per message class and keep the result.

    Attributes:
        watchers: called without arguments whenever the table changes, to forget what was resolved.
    """

    def __init__(self) -> None:
        self._entries: list[_Entry] = []
        self.watchers: set[Callable[[], Any]] = set()

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, what: Any, handler: Handler, dpid: int | None = None, priority: int = 0) -> None:
        """Add a handler; ValueError if nothing can ever match ``what``."""
        check(what)
        if not callable(handler):
            raise TypeError(f"handler {handler!r} cannot be called")
        entries = self._entries
        place = len(entries)
        while place and entries[place - 1].priority < priority:
            place -= 1
        entries.insert(place, _Entry(what, dpid, priority, handler))
        self.changed()

    def remove(self, what: Any, handler: Handler, dpid: int | None = None) -> None:
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
        names = (*kinds.lineage(cls), ALL)
        return tuple(
            entry.handler
            for entry in self._entries
            if (entry.dpid is None or entry.dpid == dpid)
            and (issubclass(cls, entry.what) if isinstance(entry.what, type) else entry.what in names)
        )

    def for_event(self, event: str, dpid: int | None = None) -> tuple[Handler, ...]:
        """Return the handlers of an event, in the order to call them."""
        return tuple(
            entry.handler
            for entry in self._entries
            if entry.what == event and (entry.dpid is None or entry.dpid == dpid)
        )


def name_of(handler: Handler) -> str:
    """Return the name of a handler as a person would look for it."""
    while hasattr(handler, "func"):  # functools.partial
        handler = handler.func
    module = getattr(handler, "__module__", None) or type(handler).__module__
    return f"{module}.{getattr(handler, '__qualname__', type(handler).__qualname__)}"


def is_async(handler: Handler) -> bool:
    """Tell whether calling this handler surely gives a coroutine."""
    return inspect.iscoroutinefunction(handler) or inspect.iscoroutinefunction(
        getattr(handler, "__call__", None)  # noqa: B004 (an object with an async __call__)
    )


def log_failure(failure: Failure, /, handler: Handler, **where: Any) -> None:
    """Log what a handler raised, with where it happened.

    A lost connection is no fault of the handler. What the switch answered (an OpenFlow error, nothing, nonsense)
    is a line; anything else comes with its traceback.
    """
    if failure.check(Disconnected):
        log.debug("{handler} lost its switch: {why}", handler=name_of(handler), why=failure.value, **where)
        return
    text = "handler {handler} failed (" + " ".join(f"{key}={{{key}}}" for key in where) + ")"
    if failure.check(RequestFailed, RequestTimeout, UnexpectedReply, ProtocolError):
        log.error(text + ": {why}", handler=name_of(handler), why=failure.value, **where)
        return
    log.failure(text, failure, handler=name_of(handler), **where)


def settle(result: Any) -> Deferred[Any] | None:
    """Return the Deferred of what a handler returned, or None if that was nothing to wait for."""
    if isinstance(result, Deferred):
        return result
    if inspect.iscoroutine(result):
        return ensureDeferred(result)
    return None


def emit(handlers: tuple[Handler, ...], *args: Any, **where: Any) -> None:
    """Call the handlers of an event; whatever they raise is logged with ``where`` and costs nothing else."""
    for handler in handlers:
        try:
            waiting = settle(handler(*args))
        except Exception:
            log_failure(Failure(), handler, **where)
        else:
            if waiting is not None:
                waiting.addErrback(log_failure, handler, **where)
