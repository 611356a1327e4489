"""What stands in a list for an element that cannot be read, so that its neighbours can.

A list of properties, entries, actions, ... is cut into its elements by their lengths. Where those are sound and one
element is not what it should be, a `Malformed` object takes its place: it keeps the bytes, says why, and packs back
to what came. Where the lengths are not sound, what holds the list cannot be read; it may be an element itself.

Each one is noted in the `Notes` of the thread that reads. Whoever reads frames compares ``notes.count`` before and
after each, which costs next to nothing, and asks `Notes.since` where it has grown. Knows no class, no version.
"""

from __future__ import annotations

from _thread import _local as local  # threading.local, without importing threading for it

from oftwist.errors import ProtocolError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, ClassVar, NoReturn

    from oftwist.wire.codec.layout import Layout

#: A list with more bad elements than this is none.
MOST = 64


class Malformed:
    """An element of a list that could not be read. Beside the bytes it has only the discriminator of its family.

    It is an object of the family (or class) that the list is of, so that it can stand in any list of them;
    ``isinstance(entry, loxi.Malformed)`` tells it from the others. Other members raise AttributeError.

    Attributes:
        raw: its bytes, with the padding behind it; `pack` gives them back.
        reason: why it could not be read, with class, member, and offset in the message.
    """

    __slots__ = ()
    _ext: tuple[bytes, str]
    _layout: ClassVar[Layout]

    @property
    def raw(self) -> bytes:
        return self._ext[0]

    @property
    def reason(self) -> str:
        return self._ext[1]

    def pack(self) -> bytes:
        """The bytes as they came."""
        return self._ext[0]

    def carried(self) -> dict[str, Any]:
        """It has nothing but its bytes."""
        return {}

    def pretty_print(self, q: Any) -> None:
        """Write ``malformed name { reason = ..., raw = ... }`` to a printer."""
        q.text(f"malformed {self._layout.name} {{ reason = {self.reason!r}, raw = {self.raw!r} }}")

    def shadow(self, **constants: Any) -> NoReturn:
        """It cannot be changed."""
        raise AttributeError(f"a malformed {self._layout.name} cannot be changed")

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"a malformed {self._layout.name} cannot be changed")

    def __getattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"this {self._layout.name} is malformed and has no {name}: {self.reason}")

    def __eq__(self, other: object) -> Any:
        return self.raw == other.raw if type(self) is type(other) else NotImplemented

    def __ne__(self, other: object) -> Any:
        equal = self.__eq__(other)
        return equal if equal is NotImplemented else not equal

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[Any, ...]:
        return stand_in, (type(self).__mro__[2], *self._ext)

    def __repr__(self) -> str:
        return f"<malformed {self._layout.name} {self.raw.hex()}: {self.reason}>"


_CLASSES: dict[type[Any], type[Any]] = {}


def stand_in(cls: type[Any], raw: bytes, reason: str) -> Any:
    """A `Malformed` that is an object of ``cls`` as well."""
    made = _CLASSES.get(cls)
    if made is None:
        body = {"__slots__": (), "__module__": cls.__module__, "__qualname__": cls.__qualname__, "__doc__": cls.__doc__}
        made = _CLASSES[cls] = type(cls.__name__, (Malformed, cls), body)
    obj = object.__new__(made)
    put = object.__setattr__
    put(obj, "_ext", (raw, reason))
    by = made._layout.by
    if by is not None:
        name, offset, size = by
        put(obj, name, int.from_bytes(raw[offset : offset + size], "big"))
    return obj


class Notes:
    """What has been set aside in one thread.

    Attributes:
        count: how many elements so far.
        recent: why, since `since` was called last: at most `MOST`, the last ones.
    """

    __slots__ = ("count", "recent")

    def __init__(self) -> None:
        self.count = 0
        self.recent: list[ProtocolError] = []

    def add(self, error: ProtocolError) -> None:
        self.count += 1
        if len(self.recent) == MOST:
            del self.recent[0]
        self.recent.append(error.with_traceback(None))

    def since(self, count: int) -> list[ProtocolError]:
        """What was set aside since an earlier count, the last ones of it; nothing is remembered afterwards."""
        taken, self.recent = self.recent, []
        return taken[count - self.count :] if self.count > count else []

    def forget(self, count: int) -> None:
        """Go back to an earlier count: what was set aside since is read in another way."""
        if self.count > count:
            del self.recent[max(len(self.recent) - (self.count - count), 0) :]
            self.count = count


class _Threads(local):
    def __init__(self) -> None:
        self.notes = Notes()


_THREADS = _Threads()


def notes() -> Notes:
    """The notes of this thread, always the same object."""
    return _THREADS.notes


def set_aside(cls: type[Any], raw: bytes, error: ProtocolError, bad: int) -> Any:
    """What takes the place of an element that could not be read.

    Args:
        cls: of the elements of the list.
        raw: the bytes of the element and of the padding behind it.
        error: why.
        bad: how many there are in this list, with this one.

    Raises:
        ProtocolError: too many.
    """
    if bad > MOST:
        raise error
    notes().add(error)
    return stand_in(cls, raw, str(error))


def whole(parts: Iterable[Any]) -> list[Any]:
    """Those parts of a list that could be read; the others are counted, and told in the log, where they came in.

    Args:
        parts: entries, buckets, actions, ... of which some may be `Malformed`.
    """
    return [part for part in parts if not isinstance(part, Malformed)]
