"""What a connection, its owner and its observers know of each other: types only. Imports nothing of ours.

An *owner* decides about connections and has the handlers of their messages: the registry of a Controller, an object of
your own. An *observer* sees what is received and sent: a trace, a capture, a meter. Everything is
called in the reactor thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar, Union

if TYPE_CHECKING:
    from twisted.internet.defer import Deferred

_C = TypeVar("_C", contravariant=True)  # the kind of connection somebody knows


class Message(Protocol):
    """What can be sent: the message objects of every version, and whatever packs itself as they do.

    Attributes:
        xid: transaction id, 32 bits; None until it is sent.
    """

    xid: int | None

    def pack(self) -> bytes:
        """Return the bytes of the whole message, header included."""


class Decoded(Protocol):
    """What was received: a message object, with the members its class says.

    Attributes:
        xid: transaction id, 32 bits.
        version: wire version, of the header.
        type: message type, of the header.
    """

    xid: int
    version: int
    type: int

    def pack(self) -> bytes:
        """Return the bytes of the whole message, as they came."""

    def __getattr__(self, name: str) -> Any:
        """The members of its class: type checkers know no more than its name."""

    def __setattr__(self, name: str, value: object) -> None:
        """The same; an object that was received may be changed and sent."""


class Handler(Protocol):
    """``handler(subject, msg)`` of messages, and what events call: see ``oftwist.on``.

    Returning True consumes the message: no later handler sees it. A coroutine or a Deferred consumes it too, and what
    it fails with is logged.
    """

    def __call__(self, *args: Any, **kwargs: Any) -> object: ...


class Connection(Protocol):
    """What owners and observers know of a connection: see ``OFProtocol``, which is the one there is."""

    @property
    def disconnect_reason(self) -> str | None: ...
    @property
    def peer(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def features(self) -> Decoded | None: ...
    @property
    def subject(self) -> object: ...
    def send(self, msg: Message) -> int: ...
    def send_raw(self, data: bytes) -> None: ...
    def disconnect(self, reason: str = ..., *, fault: bool = ...) -> Deferred[str]: ...
    def abort(self, reason: str) -> None: ...
    def registered_for(self, cls: type) -> Iterator[Handler]: ...
    def decide(self, verdict: Verdict) -> None: ...
    def note(self, key: str, text: str, xid: int | None = None) -> None: ...
    def report(self, kind: str, **fields: str | int) -> None: ...


class Up(NamedTuple):
    """Let its messages through to the handlers.

    Attributes:
        subject: what handlers get as their first argument; None is the connection itself.
    """

    subject: object = None


class Join(NamedTuple):
    """The same for one more connection of a subject that is up."""

    subject: object


class Refuse(NamedTuple):
    """Close it.

    Attributes:
        reason: why, one line.
    """

    reason: str


class Wait(NamedTuple):
    """Neither yet: messages are kept until ``connection.decide()`` is called with one of the others."""


Verdict = Union[Up, Join, Refuse, Wait]  # noqa: UP007 (evaluated at run time on Python 3.10)


class Owner(Protocol[_C]):
    """Who has connections: decides about them, and has the handlers of their messages."""

    def arrived(self, connection: _C) -> Verdict:
        """The handshake is done (in raw mode: the connection is made, ``connection.features`` is None)."""

    def handlers_for(self, cls: type, connection: _C) -> Iterable[Handler]:
        """Return who is called with the messages of a class, in order.

        Asked once for each class until ``watch``'s callback is called. ``connection.registered_for(cls)`` are the
        handlers set on the connection itself; the owner says where they come.
        """

    def departed(self, connection: _C, reason: str) -> None:
        """The connection is down. Called once, also for those that never arrived."""

    def watch(self, changed: Callable[[], object]) -> Callable[[], object]:
        """Have ``changed`` called whenever ``handlers_for`` may return something else.

        Returns:
            what to call to end that.
        """


class Recorder(Protocol):
    """Who keeps what was received and sent lately: ``connection.record(recorder)``.

    Called once for each read and write with all that was in it, undecoded: it costs less than an `Observer`, which is
    called for each message. What it is given is not to be changed, and may be kept.
    """

    def received(self, frames: Sequence[bytes]) -> object:
        """Messages came; called before anything is done about them. Bytes that are no message come by themselves."""

    def sent(self, pieces: Sequence[bytes]) -> object:
        """Bytes are put on the wire."""


class Observer(Protocol[_C]):
    """Who sees all messages of a connection: ``connection.observe(observer)``."""

    def received(self, connection: _C, msg: Decoded | None, raw: bytes, error: Exception | None) -> object:
        """A message came; called before anything else is done about it.

        Args:
            connection: where.
            msg: the decoded message; None when it could not be decoded.
            raw: its bytes.
            error: the ProtocolError that says why, or None.

        Returns:
            True takes the message: nothing else is done about it. Anything else lets it go on.
        """

    def sent(self, connection: _C, raw: bytes) -> object:
        """Bytes are put on the wire: what one call of ``send`` or ``send_raw`` was given."""
