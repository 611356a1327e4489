"""What one class looks like in one version of OpenFlow: plain data between the tables and the codec.

``tables/`` declare classes once for all versions; ``spec.py`` makes a `Layout` of a declaration for a version,
``plan.py`` and the emitters turn that into source. Knows nothing of either. Plain classes with slots: they
are made by the hundred while somebody waits for an import, and the dataclass module alone would cost more.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class _Plain:
    """Equal when all attributes are; never changed after construction."""

    __slots__: tuple[str, ...] = ()

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self.__slots__)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name in self.__slots__)})"


# Kinds of members that are attributes of an object and arguments of its constructor.
VALUES = ("data", "key", "attr")


class Member(_Plain):
    """One member of a class, in wire order.

    Attributes:
        kind: ``const`` (fixed on the wire, a class attribute), ``key`` (the discriminator of a virtual
            class), ``data``, ``length`` (of the whole object), ``length_of`` (of the member ``of``), ``pad``,
            ``attr`` (attribute and constructor argument like ``data``, but nothing on the wire).
        name: attribute name; "" for padding.
        codec: ``uint``, ``mac``, ``ipv4``, ``ipv6``, ``bytes``, ``octets``, ``text``, ``bitset``, ``struct``,
            ``list``, or ``hand``: what ``hand`` reads and writes.
        size: bytes on the wire; 0 = variable. A list with a size has exactly that many bytes. A pad of size 0
            fills up to a multiple of 8 from the start of the member ``of``; it is left out when nothing follows.
        value: of a ``const``; of a ``length_of``: bytes it counts besides the member itself.
        of: "module.name" of the class of a struct or list; the member measured by a ``length_of``; of a ``hand``
            the codec its value would have otherwise.
        default: value when the constructor argument is left out (``()`` = an empty list or set, six zeros for a
            mac); for ``struct`` "instance" or None.
        enum: group of constants that names the values, or "".
        show: how `show()` prints it: hex, enum, flags, mac, ipv4, ipv6, port, wildcards, repr, pp.
        hand: the `oftwist.wire.fields.Hand` of a ``hand``, or None.
        padded: of a ``length_of``: whether it counts the padding behind a match.
        slot: where an object stores it: behind a property (``_name``) if it is kept in another form than it is read
            in. Addresses are: they take any common form, and an Ethernet address stays bytes until it is read. Lists of
            match fields are: they stay bytes too.
    """

    __slots__ = ("kind", "name", "codec", "size", "value", "of", "default", "enum", "show", "hand", "padded", "slot")

    def __init__(
        self,
        kind: str,
        name: str = "",
        codec: str = "uint",
        size: int = 0,
        value: int = 0,
        of: str = "",
        default: Any = 0,
        enum: str = "",
        show: str = "hex",
        hand: Any = None,
        padded: bool = True,
        as_bytes: bool = False,
    ) -> None:
        self.kind = kind
        self.name = name
        self.codec = codec
        self.size = size
        self.value = value
        self.of = of
        self.default = default
        self.enum = enum
        self.show = show
        self.hand = hand
        self.padded = padded
        self.slot = "_" + name if as_bytes or codec in ("mac", "ipv4", "ipv6") else name


class Layout(_Plain):
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
        marks: constants that tell the class from others of its parent and key: ``(offset, size, value)``.
        extent: how many bytes an object takes, where no member says it, as in `oftwist.wire.fields.Facts`.
        short_header: whether it begins with 4 bytes the last of which counts what follows, as match fields do.
        tolerant, multiple_of, may_lack, or_as, methods, kind, answered_by, stands_for, bits, needs: as in
            `oftwist.wire.fields.Facts`, for this version.
    """

    __slots__ = (
        "module", "name", "parent", "key", "by", "members", "size", "fixed", "align", "origin", "rest", "marks",
        "extent", "short_header", "tolerant", "multiple_of", "may_lack", "or_as", "methods", "kind", "answered_by",
        "stands_for", "bits", "needs",
    )  # fmt: skip

    def __init__(
        self,
        module: str,
        name: str,
        parent: str = "",
        key: int | None = None,
        by: tuple[str, int, int] | None = None,
        members: tuple[Member, ...] = (),
        size: int = 0,
        fixed: bool = False,
        align: str = "",
        origin: str = "standard",
        rest: int = 0,
    ) -> None:
        self.module = module
        self.name = name
        self.parent = parent
        self.key = key
        self.by = by
        self.members = members
        self.size = size
        self.fixed = fixed
        self.align = align
        self.origin = origin
        self.rest = rest
        # What few classes have.
        self.marks: tuple[tuple[int, int, int], ...] = ()
        self.extent: Any = None
        self.short_header = False
        self.tolerant = False
        self.multiple_of = 1
        self.may_lack = 0
        self.or_as = ""
        self.methods = ""
        self.kind = ""
        self.answered_by = ""
        self.stands_for = ""
        self.bits = 0
        self.needs: tuple[str, ...] = ()

    @property
    def qualname(self) -> str:
        """``module.name``, the key of this class within its version."""
        return f"{self.module}.{self.name}"

    @property
    def of_experimenters(self) -> bool:
        """Whether its children are told apart by the experimenter they are of."""
        return self.by is not None and self.by[0] == "experimenter"

    @property
    def loose(self) -> int:
        """How many members at the end are padding in whose place an object may have nothing, or other bytes.

        Those of a class that stands for what nobody knows; and of a property, because the specification counts the
        padding behind a number of 16 bits (length 8), and some who send one do not (length 6).
        """
        members = self.members
        if self.rest:
            return self.rest if all(m.kind == "pad" for m in members[-self.rest :]) else 0
        if self.align != "after" or self.by is not None:
            return 0
        return len(members) - max(i for i, m in enumerate(members, 1) if m.kind != "pad" or not m.size)
