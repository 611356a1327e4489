"""Lists that are packed once and go into many messages: the instructions of every flow to one port, say."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, NoReturn


class Prepared(list):  # type: ignore[type-arg]
    """A list of objects (actions, instructions, buckets, ...) for many messages, packed when it is made.

    ``flow.instructions = Prepared([ofp.instruction.apply_actions(...)])``. It reads and compares like any list.
    It cannot be changed, and what is changed later in its objects does not reach the wire.

    Args:
        objs: of one version, in order.

    Attributes:
        packed: the bytes of all objects.

    Raises:
        MessageError: one of them cannot be packed.
        TypeError: at any attempt to change the list.
    """

    __slots__ = ("packed",)

    def __init__(self, objs: Iterable[Any]) -> None:
        super().__init__(objs)
        self.packed = b"".join([obj.pack() for obj in self])

    def __reduce__(self) -> tuple[Any, ...]:
        return Prepared, (list(self),)

    def _fixed(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("a prepared list cannot be changed: make a new one")

    __setitem__ = __delitem__ = __iadd__ = __imul__ = _fixed
    append = extend = insert = remove = pop = clear = sort = reverse = _fixed
