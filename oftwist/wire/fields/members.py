"""The members of a class: numbers, addresses, objects, padding, lengths, and what is read and written by hand."""

from __future__ import annotations

from oftwist.wire.numbers import OF10, OF15

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Protocol

    class Hand(Protocol):
        """Reads and writes a member by hand. It has no state: one serves all objects, in any thread."""

        def read(self, raw: bytes, obj: Any) -> tuple[Any, int]:
            """The value, and how many bytes of ``raw`` it took.

            Args:
                raw: what is left of the object.
                obj: the object; the members before this one are set.

            Raises:
                ProtocolError, LookupError, ValueError, ArithmeticError, struct.error: it is not there.
            """

        def write(self, value: Any, obj: Any) -> bytes:
            """The bytes of a value.

            Raises:
                MessageError, or anything else: it cannot be written.
            """

    Extent = Callable[[bytes, int, int], int]

# The modules whose classes share one root class, named like the module.
FAMILIES = frozenset((
    "message", "action", "action_id", "instruction", "instruction_id", "oxm", "meter_band", "bsn_tlv",
    "async_config_prop", "bundle_prop", "port_desc_prop", "port_mod_prop", "port_stats_prop",
    "queue_desc_prop", "queue_stats_prop", "role_prop", "table_mod_prop",
))  # fmt: skip


def qualify(name: str) -> str:
    """``module.name`` of a name in a table: "action" -> "action.action", "bucket" -> "common.bucket"."""
    if "." in name:
        return name
    return f"{name}.{name}" if name in FAMILIES else f"common.{name}"


class Field:
    """One member of a class, and the versions that have it. Attributes as in `oftwist.wire.codec.layout.Member`."""

    __slots__ = (
        "kind", "name", "codec", "size", "of", "default", "enum", "show", "value", "since", "until", "hand", "padded",
    )  # fmt: skip

    def __init__(
        self,
        kind: str,
        name: str,
        codec: str,
        size: int,
        since: int = OF10,
        until: int = OF15,
        only: int = 0,
        default: Any = 0,
        enum: str = "",
        show: str = "",
        of: str = "",
        value: int | None = 0,
    ) -> None:
        self.kind = kind
        self.name = name
        self.codec = codec
        self.size = size
        self.of = of
        self.default = default
        self.enum = enum
        self.show = show
        self.value = value
        self.since = only or since
        self.until = only or until
        self.hand: Hand | None = None
        self.padded = True


# --- numbers; enum is the group of constants that names the values ------------------------------------------


def u8(
    name: str,
    enum: str = "",
    since: int = OF10,
    until: int = OF15,
    only: int = 0,
    default: int = 0,
    show: str = "",
) -> Field:
    """Unsigned, 1 byte."""
    return Field("data", name, "uint", 1, since, until, only, default, enum, show)


def u16(
    name: str,
    enum: str = "",
    since: int = OF10,
    until: int = OF15,
    only: int = 0,
    default: int = 0,
    show: str = "",
) -> Field:
    """Unsigned, 2 bytes."""
    return Field("data", name, "uint", 2, since, until, only, default, enum, show)


def u24(name: str, since: int = OF10, until: int = OF15, only: int = 0) -> Field:
    """Unsigned, 3 bytes."""
    return Field("data", name, "uint", 3, since, until, only)


def u32(
    name: str,
    enum: str = "",
    since: int = OF10,
    until: int = OF15,
    only: int = 0,
    default: int = 0,
    show: str = "",
) -> Field:
    """Unsigned, 4 bytes."""
    return Field("data", name, "uint", 4, since, until, only, default, enum, show)


def u64(
    name: str,
    enum: str = "",
    since: int = OF10,
    until: int = OF15,
    only: int = 0,
    default: int = 0,
    show: str = "",
) -> Field:
    """Unsigned, 8 bytes."""
    return Field("data", name, "uint", 8, since, until, only, default, enum, show)


def u128(name: str, since: int = OF10, until: int = OF15, only: int = 0) -> Field:
    """Unsigned, 16 bytes."""
    return Field("data", name, "uint", 16, since, until, only)


def checksum(name: str, since: int = OF10, until: int = OF15, only: int = 0) -> Field:
    """Unsigned, 16 bytes, shown as a plain number."""
    return Field("data", name, "uint", 16, since, until, only, 0, "", "repr")


def port(name: str, since: int = OF10, until: int = OF15, only: int = 0) -> Field:
    """A port number: 2 bytes in 1.0, 4 from 1.1 on."""
    return Field("data", name, "port", 4, since, until, only, 0, "", "port")


def nx_port(name: str, default: int = 0) -> Field:
    """A port number of 1.0, 2 bytes, in every version: as Open vSwitch has them in its extensions."""
    return Field("data", name, "uint", 2, default=default, show="nx_port")


# --- addresses, text, bytes ---------------------------------------------------------------------------------


def mac(name: str, since: int = OF10, until: int = OF15, only: int = 0) -> Field:
    """An Ethernet address, 6 bytes."""
    return Field("data", name, "mac", 6, since, until, only, (0, 0, 0, 0, 0, 0), "", "mac")


def ipv4(name: str, since: int = OF10, until: int = OF15, only: int = 0) -> Field:
    """An IPv4 address, 4 bytes, read as a number."""
    return Field("data", name, "ipv4", 4, since, until, only, 0, "", "ipv4")


def ipv6(name: str, since: int = OF10, until: int = OF15, only: int = 0) -> Field:
    """An IPv6 address, 16 bytes."""
    return Field("data", name, "ipv6", 16, since, until, only, bytes(16), "", "ipv6")


def text(name: str, size: int, since: int = OF10, until: int = OF15, only: int = 0) -> Field:
    """Text of a fixed size, padded with NULs; of size 0: all that is left."""
    return Field("data", name, "text", size, since, until, only, "", "", "repr")


def bitset(name: str, size: int, since: int = OF10, until: int = OF15, only: int = 0) -> Field:
    """A bitmap of ``size`` bytes, read as the set of its bit numbers."""
    return Field("data", name, "bitset", size, since, until, only, (), "", "repr")


def octets(name: str, since: int = OF10, until: int = OF15, only: int = 0) -> Field:
    """All bytes that are left, or as many as a `length_of` says."""
    return Field("data", name, "octets", 0, since, until, only, b"", "", "repr")


def numbers(name: str) -> Field:
    """A list of plain numbers: of a member that is `handled`."""
    return Field("data", name, "numbers", 0, default=(), show="repr")


# --- other objects ------------------------------------------------------------------------------------------


def struct(
    name: str,
    of: str,
    since: int = OF10,
    until: int = OF15,
    only: int = 0,
    default: str | None = "instance",
) -> Field:
    """One object of class ``of``; a fresh one when left out, unless the default is None."""
    return Field("data", name, "struct", 0, since, until, only, default, "", "pp", qualify(of))


def match(since: int = OF10, until: int = OF15, only: int = 0) -> Field:
    """The ``match``: a ``common.match_v1`` in 1.0, ``match_v2`` in 1.1, ``match_v3`` from 1.2 on."""
    return Field("data", "match", "struct", 0, since, until, only, "instance", "", "pp", "common.match")


def list_of(name: str, of: str, size: int = 0, since: int = OF10, until: int = OF15, only: int = 0) -> Field:
    """Objects of class ``of`` up to the end, or as far as a `length_of` says, or ``size`` bytes of them."""
    return Field("data", name, "list", size, since, until, only, (), "", "pp", qualify(of))


# --- what has no value of its own ---------------------------------------------------------------------------


def pad(size: int, since: int = OF10, until: int = OF15, only: int = 0) -> Field:
    """Zero bytes; others that come there stay with the object."""
    return Field("pad", "", "bytes", size, since, until, only)


def pad_after(of: str, since: int = OF10, until: int = OF15, only: int = 0) -> Field:
    """Zero bytes up to a multiple of 8 from the start of member ``of``; left out when nothing follows."""
    return Field("pad", "", "bytes", 0, since, until, only, of=of)


def length(name: str = "length", since: int = OF10, until: int = OF15, only: int = 0, size: int = 2) -> Field:
    """The bytes of the whole object, in ``size`` bytes."""
    return Field("length", name, "uint", size, since, until, only)


def length_of(
    name: str, of: str, plus: int = 0, since: int = OF10, until: int = OF15, only: int = 0, padded: bool = True
) -> Field:
    """The bytes of member ``of``, and ``plus`` more, in 2 bytes.

    Args:
        name: for errors; the member is computed.
        of: the member.
        plus: what is counted besides it.
        since, until, only: the versions.
        padded: whether the padding counts that stands behind a match of OXM fields.
    """
    field = Field("length_of", name, "uint", 2, since, until, only, of=of, value=plus)
    field.padded = padded
    return field


def const(name: str, value: int | None, size: int, since: int = OF10, until: int = OF15, only: int = 0) -> Field:
    """A number that is always the same; None: the wire number of the version."""
    return Field("const", name, "uint", size, since, until, only, value=value)


def attr(name: str, since: int = OF10, until: int = OF15, only: int = 0) -> Field:
    """An established constructor argument that the wire format has no place for."""
    return Field("attr", name, "uint", 0, since, until, only)


# --- by hand ------------------------------------------------------------------------------------------------


def by_hand(field: Field | None, hand: Hand, since: int = OF10, until: int = OF15, only: int = 0) -> Field:
    """Bytes that no other field can tell, read and written by a `Hand`: see `oftwist.wire.fields`.

    Args:
        field: the member, a number, text, octets or bitset: its name, default, and how it is shown; None: the
            members are `handled`.
        hand: reads and writes the bytes.
        since, until, only: where there is no field, the versions.
    """
    if field is None:
        field = Field("hand", "", "hand", 0, since, until, only)
    field.codec, field.of, field.size = "hand", field.codec, 0
    field.hand = hand
    return field


def handled(field: Field, default: Any = None) -> Field:
    """A member that a nameless `by_hand` reads and writes; until it is set it has the default."""
    field.kind = "attr"
    field.size = 0
    field.default = default
    return field


class _Header:
    """The header of a field of a match, as a number: of 4 bytes, or of 8 with the experimenter behind class 0xffff."""

    def read(self, raw: bytes, obj: Any) -> tuple[int, int]:
        size = 8 if raw[:2] == b"\xff\xff" else 4
        if len(raw) < size:
            raise ValueError(f"a header of {size} bytes, {len(raw)} left")
        return int.from_bytes(raw[:size], "big"), size

    def write(self, value: Any, obj: Any) -> bytes:
        return int(value).to_bytes(8 if value >> 48 == 0xFFFF else 4, "big")


_HEADER = _Header()


def field_header(name: str, since: int = OF10, until: int = OF15, only: int = 0) -> Field:
    """The header of an OXM or NXM field, which takes 4 bytes, or 8 if the field is an experimenter's.

    The value is one number: ``0x00010004`` (NXM reg2, 4 bytes), ``0xffff0a06_00acce55`` (8 bytes).
    """
    return by_hand(u32(name, since=since, until=until, only=only), _HEADER)
