"""What one class looks like in one version of OpenFlow: plain data between the tables and the codec.

``spec/`` declares classes once for all versions; resolving a declaration for a version gives a
`Layout`; ``codec.py`` turns a `Layout` into source. Knows nothing of either.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

# Kinds of members that are attributes of an object and arguments of its constructor.
VALUES = ("data", "key", "attr")


@dataclass(frozen=True)
class Member:
    """One member of a class, in wire order.

    Attributes:
        kind: ``const`` (fixed on the wire, a class attribute), ``key`` (the discriminator of a virtual
            class), ``data``, ``length`` (of the whole object), ``length_of`` (of the member ``of``), ``pad``,
            ``attr`` (attribute and constructor argument like ``data``, but nothing on the wire).
        name: attribute name; "" for padding.
        codec: ``uint``, ``mac``, ``ipv4``, ``ipv6``, ``bytes``, ``octets``, ``text``, ``bitset``, ``struct`` or ``list``.
        size: bytes on the wire; 0 = variable. A list with a size has exactly that many bytes. A pad of size 0
            fills up to a multiple of 8 from the start of the member ``of``; it is left out when nothing follows.
        value: of a ``const``; of a ``length_of``: bytes it counts besides the member itself.
        of: "module.name" of the class of a struct or list; the member measured by a ``length_of``.
        default: value when the constructor argument is left out (``()`` = an empty list or set, six zeros for a
            mac); for ``struct`` "instance" or None.
        enum: group of constants that names the values, or "".
        show: how `show()` prints it: hex, enum, flags, mac, ipv4, ipv6, port, wildcards, repr, pp.
    """

    kind: str
    name: str = ""
    codec: str = "uint"
    size: int = 0
    value: int = 0
    of: str = ""
    default: Any = 0
    enum: str = ""
    show: str = "hex"


@dataclass(frozen=True)
class Layout:
    """One class of one version.

    Attributes:
        module, name: ``oftwist.loxi.ofXX.<module>.<name>``.
        parent: "module.name" of the base class, or "".
        key: the value under which the parent's dispatch finds this class, or None.
        by: ``(member name, byte offset, size)`` of the discriminator of a virtual class, or None.
        members: in wire order, the inherited ones first.
        size: least length, bytes.
        fixed: every object has exactly ``size`` bytes.
        align: "" | ``inside`` (zero padding to a multiple of 8, counted in the length) | ``after`` (not counted).
        origin: standard, nicira, bsn, ovs, intel or "user".
        rest: of a virtual class: how many members at the end its children do not inherit.
    """

    module: str
    name: str
    parent: str = ""
    key: int | None = None
    by: tuple[str, int, int] | None = None
    members: tuple[Member, ...] = ()
    size: int = 0
    fixed: bool = False
    align: str = ""
    origin: str = "standard"
    rest: int = 0

    @property
    def qualname(self) -> str:
        """``module.name``, the key of this class within its version."""
        return f"{self.module}.{self.name}"
