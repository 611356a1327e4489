"""Routes: what is done about each class of messages in the situation a connection is in, resolved once.

Knows the kinds of messages; no transport, no clock. What the ways mean is the affair of ``delivery``.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from oftwist.connection import selecting
from oftwist.wire import kinds
from oftwist.wire.kinds import Kind

if TYPE_CHECKING:
    from oftwist.connection.interfaces import Decoded, Handler
    from oftwist.connection.options import Options
    from oftwist.connection.selecting import Subject
    from oftwist.connection.session import Session


#: The type number of packet-ins, in all versions.
PACKET_IN = 10


class Way(enum.Enum):
    """What is done about a class of messages."""

    HANDLERS = "the handlers of its class, then the inbox"
    LIMITED = "the same, as often as the rate allows"
    DROPPED = "nothing: there is more than can be handled"
    EARLY = "kept until the switch is up"
    SESSION = "the handshake and its rules"
    REPLY = "whoever waits for it, then as HANDLERS"
    ERROR = "the same, with a line in the log if nobody waits for it"
    FEATURES = "the same, and the rules of the handshake"
    MISPLACED = "an error, unless a handler takes it"
    WRONG_VERSION = "an error"
    IGNORED = "nothing: we are closing"


#: Replies that go a way of their own.
_REPLIES = {"error_msg": Way.ERROR, "features_reply": Way.FEATURES}


@dataclass(frozen=True)
class Situation:
    """What the ways depend on, besides the options.

    Attributes:
        closing: we have closed the connection.
        ready: the handshake is done (in raw mode: there is none).
        up: messages go to handlers.
        crowded: too many coroutines of handlers are running.
        full: the peer does not read what we send.
        timed: calls of handlers are timed.
    """

    closing: bool = False
    ready: bool = False
    up: bool = False
    crowded: bool = False
    full: bool = False
    timed: bool = False


class Routes:
    """The ways and the handlers of one connection.

    Args:
        options: raw mode, echo answers, the rate of packet-ins.
        session: the version that was agreed on.
        handlers_of: called with a class: its handlers in order.

    Attributes:
        situation: what it all depends on; ``change`` it.
        direct: class to handlers, of packet-ins that have no other way.
        others: the same of other messages.
        ways: what is called with a message, and its bytes, that goes this way.
    """

    def __init__(self, options: Options, session: Session, handlers_of: Callable[[type], Iterable[Handler]]) -> None:
        self.situation = Situation()
        self.direct: dict[type, tuple[Handler, ...]] = {}
        self.others: dict[type, tuple[Handler, ...]] = {}
        self.ways: dict[Way, Callable[[Decoded, bytes], object]] = {}
        self.options = options
        self._session = session
        self._handlers_of = handlers_of
        self._registered: dict[Subject, Handler] = {}
        self._actions: dict[type, Callable[[Decoded, bytes], object]] = {}
        self._handlers: dict[type, tuple[Handler, ...]] = {}

    def change(self, **facts: bool) -> None:
        """Be in another situation: the one place where it changes."""
        situation = replace(self.situation, **facts)
        if situation != self.situation:
            self.situation = situation
            self.forget()

    def forget(self) -> None:
        """Resolve everything anew: the situation is another one, or handlers came or went."""
        self.direct.clear()
        self.others.clear()
        self._actions.clear()
        self._handlers.clear()

    def action(self, cls: type) -> Callable[[Decoded, bytes], object]:
        """Return what is to be called with messages of a class now."""
        action = self._actions.get(cls)
        if action is None:
            way = self.way(cls)
            action = self._actions[cls] = self.ways[way]
            if way is Way.HANDLERS:
                straight = self.direct if getattr(cls, "type", None) == PACKET_IN else self.others
                straight[cls] = self.handlers(cls)
        return action

    def handlers(self, cls: type) -> tuple[Handler, ...]:
        """Return the handlers of a class, in the order to call them."""
        found = self._handlers.get(cls)
        if found is None:
            found = self._handlers[cls] = tuple(self._handlers_of(cls))
        return found

    def register(self, what: Subject, handler: Handler | None) -> None:
        """Set, replace or (None) remove the one handler of the connection for a kind of message."""
        if not isinstance(what, int):
            selecting.check(what)
        if handler is None:
            self._registered.pop(what, None)
        else:
            self._registered[what] = handler
        self.forget()

    def registered_for(self, cls: type) -> Iterator[Handler]:
        """The handlers registered for a class; the one for ``"all"`` comes last."""
        for what, handler in self._registered.items():
            if what != selecting.ALL and selecting.matches(what, cls):
                yield handler
        if selecting.ALL in self._registered:
            yield self._registered[selecting.ALL]

    def way(self, cls: type) -> Way:
        """Return what is done about a class in this situation."""
        now, options = self.situation, self.options
        if now.closing:
            return Way.IGNORED
        kind = kinds.kind_of(cls)
        reply = kind is Kind.REPLY and _REPLIES.get(kinds.lineage(cls)[-1], Way.REPLY)
        if not options.handshake:
            return reply or Way.HANDLERS
        if not now.ready:
            return Way.SESSION
        if kinds.version_of(cls) != self._session.version and kind is not Kind.HELLO:
            return Way.WRONG_VERSION
        if reply:
            return reply
        if kind is Kind.HELLO or (kind is Kind.ECHO_REQUEST and options.answer_echo):
            return Way.SESSION
        if kind is Kind.REQUEST or kind is Kind.UNKNOWN:
            return Way.MISPLACED
        if not now.up:
            return Way.EARLY
        if kinds.is_packet_in(cls):
            if now.crowded or now.full:
                return Way.DROPPED
            if options.packet_in_rate:
                return Way.LIMITED
        return Way.HANDLERS
