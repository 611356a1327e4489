"""Every exception oftwist raises. Imports nothing of ours.

The class says whose fault it is:

- ``ProtocolError``: the bytes a peer sent.
- ``MessageError``: a message we were asked to build or send; ``TextError``: the words it was to be made of.
- ``RequestFailed``: the switch refused a request with an OpenFlow error.
- ``RequestTimeout``: nobody answered in time.
- ``Disconnected``: the connection ended first.
- ``UnexpectedReply``: an answer came, of the wrong kind.
- ``FellBehind``: we did not read what comes as fast as it comes.
- ``NotMaster``: this node may not write to the switch (of a cluster of controllers).
- ``NegotiationFailed``: it ended before it was usable: no common version, a handshake that broke, a refusal.
- ``ConfigurationError``: a setting that cannot be used, such as an endpoint string or a certificate file.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any


class OFTwistError(Exception):
    """The root of every exception oftwist raises on purpose."""


class ProtocolError(OFTwistError):
    """Bytes from a peer that are not what the specification says.

    Args:
        message: what is wrong.
        cls: name of the class being decoded, e.g. ``"packet_in"``, or None.
        field: name of the member at fault, or None.
        offset: bytes from the start of the message, or None.
    """

    def __init__(
        self,
        message: str = "",
        *,
        cls: str | None = None,
        field: str | None = None,
        offset: int | None = None,
    ) -> None:
        self.message = message
        self.cls = cls
        self.field = field
        self.offset = offset
        super().__init__(message)

    def __str__(self) -> str:
        where = ".".join(part for part in (self.cls, self.field) if part)
        at = f" at offset {self.offset}" if self.offset is not None else ""
        return f"{where}{at}: {self.message}" if where else f"{self.message}{at}"


class MessageError(OFTwistError, ValueError):
    """A message we were asked to build or send cannot be put on the wire.

    Args:
        message: what is wrong, with class, field, value and allowed range.
        cls: name of the class, or None.
        field: name of the member at fault, or None.
    """

    def __init__(self, message: str = "", *, cls: str | None = None, field: str | None = None) -> None:
        self.cls = cls
        self.field = field
        where = ".".join(part for part in (cls, field) if part)
        super().__init__(f"{where}: {message}" if where else message)


class TextError(MessageError):
    """A text in the language of ovs-ofctl cannot be read: a flow, a match, actions, a group, a meter, a packet-out.

    Attributes:
        column: where in the line the word begins that is wrong, from 0.
        word: it, as written; "" where something is missing.
        expected: what could stand there.
        line: number of the line in a file, from 1; 0 for a text that is not from one.
    """

    def __init__(self, expected: str, word: str = "", column: int = 0, line: int = 0) -> None:
        super().__init__(expected)
        self.expected = expected
        self.word = word
        self.column = column
        self.line = line

    def shifted(self, columns: int) -> TextError:
        """The same error, seen in a text in which the one it is about begins at this column."""
        self.column += columns
        return self

    def __str__(self) -> str:
        line = f"line {self.line}, " if self.line else ""
        # A word can be a whole nested list: what is wrong is at its beginning.
        word = self.word if len(self.word) <= 60 else self.word[:57] + "..."
        found = f"{word!r} is not right: " if word else ""
        return f"{line}column {self.column}: {found}expected {self.expected}"


class RequestFailed(OFTwistError):
    """The switch answered a request, or some of a batch of changes, with OpenFlow errors.

    Attributes:
        errors: the decoded ``error_msg`` objects, in the order they arrived.
        requests: for each error the message that caused it, or None where that is unknown.
    """

    def __init__(self, message: str, errors: Sequence[Any] = (), requests: Sequence[Any] = ()) -> None:
        super().__init__(message)
        self.errors = list(errors)
        self.requests = list(requests)


class RequestTimeout(OFTwistError, TimeoutError):
    """No answer within the time the caller allowed."""


class Disconnected(OFTwistError, ConnectionError):
    """The connection to the switch ended before the operation did.

    Attributes:
        reason: why, as one line a person understands.
    """

    def __init__(self, reason: str = "disconnected") -> None:
        super().__init__(reason)
        self.reason = reason


class FellBehind(OFTwistError):
    """What comes is not read as fast as it comes, and dropping some of it would make the rest worthless."""


class NotMaster(OFTwistError):
    """A write to a switch that another node of the cluster is master of, or may be by now; nothing was sent."""


class UnexpectedReply(OFTwistError):
    """An answer with the right xid that no such request can have.

    Attributes:
        reply: the decoded message.
    """

    def __init__(self, message: str, reply: Any = None) -> None:
        super().__init__(message)
        self.reply = reply


class NegotiationFailed(Disconnected):
    """The connection ended before the handshake got as far as a usable switch."""


class ConfigurationError(OFTwistError, ValueError):
    """A setting that cannot be used: an endpoint string, a certificate file, a command line option."""


class WrongThread(OFTwistError, RuntimeError):
    """A call that waits was made in the reactor thread, where waiting would stop everything."""
