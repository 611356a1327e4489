"""What an OpenFlow connection does not put up with, sans-IO: bad bytes in, actions out, as the session does.

Malformed, misplaced and wrong-version messages, broken streams, other protocols. No Twisted, no clock, no transport.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oftwist import loxi
from oftwist.connection import session
from oftwist.connection.limits import TokenBucket
from oftwist.connection.session import Action, Close, Fail, Note, Send, State
from oftwist.errors import ProtocolError
from oftwist.wire import kinds

if TYPE_CHECKING:
    from oftwist.connection.counters import Counters
    from oftwist.connection.interfaces import Decoded
    from oftwist.connection.options import Options
    from oftwist.connection.session import Session

#: OpenFlow errors a second that answer bad messages.
_ERROR_RATE = 100


class Rules:
    """The rules of one connection.

    Args:
        options: whether to answer errors, raw mode.
        session: where the handshake is, and the version.
        counters: what was refused is counted there.
    """

    def __init__(self, options: Options, session: Session, counters: Counters) -> None:
        self._options = options
        self._session = session
        self._counters = counters
        self._answers = TokenBucket(_ERROR_RATE)
        self._told: set[str] = set()  # what was set aside once already

    def wrong_version(self, frame: bytes, now: float) -> list[Action]:
        """A message of another version than the one that was agreed on."""
        self._counters.bad_version += 1
        agreed = self._session.version
        text = f"a message of OpenFlow wire version {frame[0]} came after version {agreed} was negotiated"
        return [*self._refuse(frame, ProtocolError("wrong version"), now), Note("version", text)]

    def misplaced(self, msg: Decoded, frame: bytes, now: float) -> list[Action]:
        """A type nobody knows, or one that only controllers send, and no handler took it."""
        name = kinds.type_name(frame[0], frame[1])
        text = f"a switch has no business sending {kinds.frame_title(frame)} (xid {msg.xid})"
        return [*self._refuse(frame, None, now), Note("type " + name, text)]

    def malformed(self, frame: bytes, error: ProtocolError, now: float) -> list[Action]:
        """A well-framed message that cannot be decoded: noted, answered, and whoever waits for it is told."""
        self._counters.malformed += 1
        xid = int.from_bytes(frame[4:8], "big")
        is_reply = kinds.is_reply_type(frame[0], frame[1])
        if not self._options.handshake:
            return [Fail(xid, error)] if is_reply else []
        if frame[1] == 0:
            return self._session.receive(None, frame)  # a HELLO: its header is enough
        if self._session.state is State.HELLO:
            other = session.foreign(frame)
            return [Close(f"the peer speaks {other}, not OpenFlow" if other else f"no HELLO but {error}")]
        version = self._session.version
        if frame[0] != version:
            self._counters.bad_version += 1
        name, told = kinds.type_name(version, frame[1]), kinds.frame_title(frame)
        actions: list[Action] = [Note("malformed " + name, f"malformed {told} (xid {xid}): {error}", xid)]
        is_reply = is_reply and frame[0] == version
        if is_reply:
            actions.append(Fail(xid, error))
        if name != "error_msg":
            actions += self._refuse(frame, error, now)
        if is_reply:
            actions += self._session.undecodable(xid, str(error))
        return actions

    def set_aside(self, frame: bytes, errors: list[ProtocolError]) -> list[Action]:
        """A message with parts that cannot be read, each kept as a `Malformed`: counted, and told once."""
        self._counters.set_aside += len(errors)
        error = errors[0]
        part = f"{error.cls}.{error.field}"
        if part in self._told:
            return []
        self._told.add(part)
        name, xid = kinds.frame_title(frame), int.from_bytes(frame[4:8], "big")
        text = f"set aside a part of {name} (xid {xid}) that cannot be read: {error}"
        return [Note("set aside " + part, text, xid)]

    def broken(self, held: bytes, error: ProtocolError, now: float) -> list[Action]:
        """The stream cannot be cut into messages any more.

        Args:
            held: what is left of it.
            error: why.
            now: seconds.
        """
        self._counters.malformed += 1
        foreign = self.foreign(held)
        if foreign:
            return foreign
        answers = self._refuse(held, error, now) if self._options.handshake else []
        return [*answers, Close(str(error))]

    def foreign(self, held: bytes) -> list[Action]:
        """Close the connection of a peer that speaks something else, by its first bytes."""
        other = session.foreign(held) if self._session.state is State.HELLO else None
        return [] if other is None else [Close(f"the peer speaks {other}, not OpenFlow")]

    def _refuse(self, frame: bytes, error: ProtocolError | None, now: float) -> list[Action]:
        """Answer with an OpenFlow error, if that is wanted and not done too often."""
        if not self._options.answer_errors or not self._answers.take(now):
            return []
        ofp = self._session.ofp
        if self._session.state is State.HELLO and frame[0] in self._options.versions:
            ofp = loxi.protocol(frame[0])  # nothing is agreed on yet: speak as we were spoken to
        return [Send(session.bad_request(ofp, error, frame))]
