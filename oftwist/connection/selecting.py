"""Which messages a caller means: type number, name, class or predicate. Knows the kinds of messages; no connection."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Union

from oftwist.connection.interfaces import Decoded
from oftwist.wire import kinds

#: Matches every message.
ALL = "all"

Predicate = Callable[[Decoded], object]
#: What a handler is for: a message class or name (or a name of one of its bases), a type number, ``"all"``.
Subject = Union[int, str, type]  # noqa: UP007 (evaluated at run time on Python 3.10)
#: What a caller waits for: the same, a predicate, or None for any message.
What = Union[int, str, type, Predicate, None]  # noqa: UP007


def check(what: object, others: Collection[str] = ()) -> None:
    """Raise ValueError for a class or name that no message can match.

    Args:
        what: a message class, a message name, or ``"all"``.
        others: further names that are right.
    """
    if isinstance(what, type):
        if not hasattr(what, "pack"):
            raise ValueError(f"{what.__name__} is not a message class")
        return
    if not isinstance(what, str):
        raise ValueError(f"a handler is for a message name, a message class or an event, not {what!r}")
    if what == ALL or what in others or kinds.is_message_name(what):
        return
    import difflib  # only for those who mistype

    near = difflib.get_close_matches(what, [*kinds.message_names(), *others, ALL], n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    raise ValueError(f"no message{' or event' if others else ''} is called {what!r}{hint}")


def matches(what: Subject, cls: type) -> bool:
    """Tell whether a handler for ``what`` is one for messages of a class."""
    if isinstance(what, type):
        return issubclass(cls, what)
    return what in kinds.meanings(cls) or what == ALL or what == getattr(cls, "type", None)


def keys_of(msg: Decoded) -> tuple[int | str, ...]:
    """Return all keys that match a message: see ``key_of``."""
    return (ALL, msg.type, *kinds.meanings(type(msg)))


def key_of(what: What) -> int | str | None:
    """Return the key of what a caller waits for, one of the ``keys_of`` each message that matches.

    Args:
        what: None for any message, a message type number, a class, a name, or a predicate. A class or a name
            matches that kind of message whatever its version, whatever is derived from it, and what stands for it:
            "packet_in" the packet-ins of Open vSwitch too.

    Returns:
        None for a predicate, which has to be asked.

    Raises:
        ValueError: it is none of these, or no message is called so.
    """
    if what is None:
        return ALL
    if isinstance(what, type):
        what = what.__name__
        if what == "message":
            return ALL
    if isinstance(what, str):
        if not kinds.is_message_name(what):
            raise ValueError(f"no message is called {what!r}")
        return what
    if isinstance(what, int):
        return what
    if callable(what):
        return None
    raise ValueError(f"cannot wait for {what!r}: a type number, class, name, predicate or None")


def matcher(what: What) -> Predicate | None:
    """Turn what a caller waits for into a predicate of messages; None for any message. As ``key_of``."""
    key = key_of(what)
    if key == ALL:
        return None
    if key is None:
        return what  # type: ignore[return-value]
    return lambda msg: key in keys_of(msg)


def called(what: What) -> str:
    """Return how to speak of what a caller waits for."""
    return "message" if what is None else str(getattr(what, "__name__", what))
