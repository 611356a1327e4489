"""Which messages a test means: a type number, a class, a name or a function. Knows the kinds of messages only.

As `oftwist.connection.selecting`, but for suites that count types as the version they are written for does: a number
means that kind of message in every version.
"""

from __future__ import annotations

from functools import cache

from oftwist.blocking.waiting import Match
from oftwist.connection.interfaces import Decoded
from oftwist.connection.selecting import ALL, What
from oftwist.connection.selecting import check as check_name
from oftwist.wire import kinds
from oftwist.wire.kinds import Kind

__all__ = ["check", "is_answer", "is_spare", "matcher"]

_NO_ANSWER = frozenset((Kind.HELLO, Kind.ECHO_REQUEST, Kind.ASYNC))
_SPARE = frozenset((Kind.ECHO_REQUEST, Kind.ASYNC))


def is_answer(msg: Decoded) -> bool:
    """Whether a message may answer a request: no HELLO, no echo request, nothing a switch sends by itself."""
    return kinds.kind_of(msg.__class__) not in _NO_ANSWER


def is_spare(msg: Decoded) -> bool:
    """Whether a full queue may drop a message to keep others: what a switch sends by itself, and echo requests."""
    return kinds.kind_of(msg.__class__) in _SPARE


def matcher(wanted: What, version: int) -> Match | None:
    """A function that tells whether a message is of the wanted kind, whatever its version; None for any message.

    The same function for the same kind, so that it is asked once for all who wait for that.

    Args:
        wanted: a message type number as ``version`` counts them, a message class (of any version; also a virtual one
            such as ``stats_reply``), or the name of one. A function is returned as it is. None is any message.
        version: the configured wire version.

    Raises:
        TypeError: it is none of these. (A name that no message has matches as soon as one is registered; see `check`.)
    """
    if wanted is None or wanted == ALL:
        return None
    if isinstance(wanted, int):
        return _of_number(wanted, version)
    if isinstance(wanted, type):
        return _of_class(wanted)
    if isinstance(wanted, str):
        return _of_name(wanted)
    if callable(wanted):
        return wanted
    raise TypeError(f"expected a message type number, class, name or function, not {wanted!r}")


def check(wanted: What) -> None:
    """Raise ValueError for a name that no message has, now."""
    if isinstance(wanted, str):
        check_name(wanted)


@cache
def _of_number(number: int, version: int) -> Match:
    name = kinds.type_name(version, number)
    if kinds.is_message_name(name):
        return _of_name(name)
    return lambda msg: msg.type == number


@cache
def _of_name(name: str) -> Match:
    return lambda msg: name in kinds.meanings(msg.__class__)


@cache
def _of_class(cls: type) -> Match:
    name = cls.__name__
    return lambda msg: isinstance(msg, cls) or name in kinds.meanings(msg.__class__)
