"""The language of the tables in ``tables/``: how classes, members, constants are declared for all versions.

::

    message("packet_in", 10, [
        u32("buffer_id"),
        port("in_port", only=OF11), port("in_phy_port", only=OF11),
        u16("total_len"),
        port("in_port", only=OF10),
        u8("reason"),
        pad(1, only=OF10), u8("table_id", since=OF11),
        u64("cookie", since=OF13),
        match(since=OF12), pad(2, since=OF12),
        octets("data"),
    ]),

Reading it takes four rules:

1. The version range stands on the field: ``since=``, ``until=`` (inclusive) or ``only=``. No range: all
   versions that have the class. A class has its range after its fields, within that of its parent.
2. A class begins with the fields of its parent, the discriminator fixed to the class's own key (10 above).
   What a parent has for itself alone, padding mostly, is its ``rest``.
3. A number that moved between versions is written ``{OF10: 18, OF11: 20}``: from that version on.
4. A class name without a dot names a class of ``common``, or the root of the module of that name:
   ``list_of("actions", "action")`` is a list of ``action.action``, ``struct("desc", "port_desc")`` is one
   ``common.port_desc``.

**Told apart by all their numbers.** A class is read where its parent's discriminator has its key *and* all other
constants that are its own (``fix=``, a `const` of its own) have their values; two classes may have one key if their
constants differ. All else is read as the parent, with all bytes kept. So an experimenter's property is declared as
``port_stats_prop("acme", 0xacce55, [...], parent="port_stats_prop.experimenter", fix={"exp_type": 7})``, and an
experimenter's field as ``oxm_field("acme_color", 5, u16, oxm_class=0xffff, experimenter=0xacce55)``. What has a
parent that inherits padding it does not want puts that padding into the parent's ``rest``.

**Fields of any length** are ``oxm_field("tun_metadata0", 40, octets, oxm_class=1)``: the length in the header is
computed; a class has the header with length 0 as its ``type_len``, and ``_masked`` has value and mask of half each.

**By hand.** What no field here can say is read and written by a `Hand`, an object with two functions, that is
declared on the field: ``by_hand(u32("src"), HEADER)``. The field tells the name, how the value is shown, and its
default; the hand has the bytes. One that serves several members, or none, has no field of its own: the members are
`handled`, and the hand sets and reads them on the object (members before it in the table are set when it reads)::

    class NatRange:
        def read(self, raw: bytes, obj: Any) -> tuple[None, int]:
            ...                                  # obj.range_present says what is there; sets obj.ipv4_min, ...
            return None, used                    # the value (here of nothing), and how many bytes of raw it took
        def write(self, value: None, obj: Any) -> bytes: ...

    action("nicira_nat", 36, [
        pad(2), u16("flags"), u16("range_present"),
        handled(ipv4("ipv4_min"), default=None), ..., by_hand(None, NatRange()),
    ], parent="action.nicira", align="inside")

``raw`` is all that is left of the object (or as much as a `length_of` says, which must then be taken whole), never
more: a hand cannot read past its end. What it raises (IndexError, ValueError, struct.error, ...) becomes a
ProtocolError that names class, member and place; so does taking more than there is. What is left belongs to the
members that follow, then to padding, then to ``extra``.

Objects in a list that have no length of their own (the specs of ``learn``) are a class with an ``extent``: a function
``(buf, o, e) -> bytes of the object that begins at o``, 0 where the list ends before e. The engine sees to it that
``[o, e)`` is kept and that each one has at least one byte; what is left behind the list is as above.

``length(size=1)`` is a length of 8 bits. Lists nest as tables say (``list_of("actions", "action")`` in an action);
the depth is capped by the engine. `as_in` makes a class of one version out of the fields of another.

Knows nothing of layouts, codecs and the tables themselves; ``spec.py`` reads a declaration for one
version. Everything here is light, because all tables are built when the first version is imported.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
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

OF10, OF11, OF12, OF13, OF14, OF15 = VERSIONS = 1, 2, 3, 4, 5, 6

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
    """Zero bytes, not looked at when read."""
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
    """Bytes that no other field can tell, read and written by a `Hand`: see the head of this file.

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


class _Halves:
    """Value and mask of a field of any length: the value is the first half of what is there."""

    def read(self, raw: bytes, obj: Any) -> tuple[bytes, int]:
        half = len(raw) // 2
        return raw[:half], half

    def write(self, value: Any, obj: Any) -> bytes:
        return bytes(value)


_HALVES = _Halves()


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


# --- classes ------------------------------------------------------------------------------------------------


class Facts:
    """What few classes have, given to `Declaration` by name. Tables say it, so that the engine knows no class by name.

    Attributes:
        extent: of a class in lists that has no length: ``(buf, o, e) -> bytes of the object at o``, 0 = no more.
        keeps_padding: padding that is not zero stays with the object, here and in all classes below. Where it is
            not, it is lost. (A class that stands for a child nobody knows keeps it in any case.)
        short_header: it, and all below it, begins with 4 bytes of which the last is the number of bytes that follow
            (1.3.5 §7.2.3.2, 1.5.1 §7.2.4.2).
        tolerant: a list of them is read as far as it goes, each with or without padding to 8 bytes that its length
            does not count, which is packed; what is left stays with what holds the list (a HELLO, 1.3.5 §7.5.1).
        multiple_of: what their lengths in a list are a multiple of, experimenters' excepted.
        may_lack: bytes that may be missing at the end, because switches in use send it so; by version.
        or_as: "module.name" of the class that a list may have instead, because switches in use send it so; by version.
        methods: what it has besides its members: "oxm_match", "nxm_match", "fixed_match" (fields by name), "set_field"
            (built from a field by name), "in_port", "packet", "packet_views" (read from the match or properties); a
            dict says from which version on.
        kind: what a message, and all below it, is to a connection, where its name does not say it (``x_reply`` is a
            reply, all else a request): "hello", "echo request", "asynchronous" or "reply".
        answered_by: "module.name" of the message that answers this one, where the names do not say it (``x_request`` is
            answered by ``x_reply``).
    """

    extent: Extent | None = None
    keeps_padding = False
    short_header = False
    tolerant = False
    multiple_of = 1
    may_lack: dict[int, int] = {}
    or_as: dict[int, str] = {}
    methods: str | dict[int, str] = ""
    kind = ""
    answered_by = ""

    def __init__(self, given: dict[str, Any]) -> None:
        for name, value in given.items():
            if not hasattr(Facts, name):
                raise TypeError(f"a declaration has no {name!r}")
            if value is not None:
                setattr(self, name, value)


NO_FACTS = Facts({})


class Declaration:
    """One class, in all versions that have it.

    Attributes:
        module, name: as in ``oftwist.loxi.ofXX.<module>.<name>``.
        qualname: "module.name".
        key: value of the parent's discriminator; a dict says from which version on.
        parent: "module.name", or "".
        fields: own members, after those of the parent; subclasses have them too.
        rest: members after them that subclasses do not have.
        by: the member whose value selects the subclass, own or inherited; makes the class virtual.
        fix: fields of the parent that have one value only here, by name.
        align: "", "inside" or "after", as in `oftwist.wire.codec.layout.Layout`; a dict says from which version on.
        since, until: the versions that have the class, within those of the parent.
        origin: who defined it; "" = who defined the table.
        facts: what few classes have.
        as_of: the version whose fields and key it has, whatever version it is in; 0: those of its own. See `as_in`.
    """

    __slots__ = (
        "module", "name", "qualname", "key", "parent", "fields", "rest", "by", "fix", "align", "since", "until",
        "origin", "facts", "as_of",
    )  # fmt: skip

    def __init__(
        self,
        module: str,
        name: str,
        key: int | dict[int, int] | None = None,
        fields: Sequence[Field] = (),
        parent: str = "",
        rest: Sequence[Field] = (),
        by: str = "",
        fix: dict[str, int] | None = None,
        align: str | dict[int, str] = "",
        since: int = OF10,
        until: int = OF15,
        only: int = 0,
        origin: str = "",
        **facts: Any,
    ) -> None:
        self.module = module
        self.name = name
        self.qualname = f"{module}.{name}"
        self.key = key
        self.parent = parent if not parent or "." in parent else qualify(parent)
        self.fields = fields
        self.rest = rest
        self.by = by
        self.fix = fix
        self.align = align
        self.since = only or since
        self.until = only or until
        self.origin = origin
        self.facts = Facts(facts) if facts else NO_FACTS
        self.as_of = 0

    def __repr__(self) -> str:
        return f"<declaration of {self.qualname}>"


def family(module: str, parent: str = "", align: str = "") -> Any:
    """The function that declares the classes of one module, or of one branch of them.

    ``action = family("action")``; then ``action("output", 0, [port("port"), ...])``: name, key, fields (the
    last two left out where there are none), and by name what else `Declaration` takes.

    Args:
        module: where the classes live.
        parent: of those that do not say; usually the root class of the module, in ``common`` none.
        align: of those that do not say.
    """
    usual = qualify(parent or module) if parent or module in FAMILIES else ""
    root = parent or module

    def declare(name: str, key: Any = None, fields: Any = (), **more: Any) -> Declaration:
        if type(key) is list:
            key, fields = None, key
        if not more:
            return Declaration(module, name, key, fields, usual, align=align)
        if "parent" not in more and name != root:
            more["parent"] = usual
        if "align" not in more:
            more["align"] = align
        return Declaration(module, name, key, fields, **more)

    return declare


def as_in(version: int, declaration: Declaration, since: int = OF10, until: int = OF15, only: int = 0) -> Declaration:
    """The same class in other versions, with the fields and the key that it has in ``version``.

    The classes of its members are those of the version it is in: ``as_in(OF15, bucket, only=OF10)`` is a bucket laid
    out as in 1.5 that holds actions of 1.0, as messages of an extension to 1.0 have it.
    """
    d = declaration
    made = Declaration(
        d.module, d.name, d.key, d.fields, d.parent, d.rest, d.by, d.fix, d.align, since, until, only, d.origin,
    )  # fmt: skip
    made.facts = d.facts
    made.as_of = version
    return made


common = family("common")
message = family("message")
oxm = family("oxm")


def stats(
    name: str,
    key: int,
    *,
    request: Sequence[Field] = (),
    reply: Sequence[Field] = (),
    branch: str = "stats",
    reply_may_lack: dict[int, int] | None = None,
    **more: Any,
) -> tuple[Declaration, Declaration]:
    """A pair of messages: ``stats("flow_stats", 1, ...)`` is flow_stats_request and flow_stats_reply.

    Args:
        name: of both, without the ending.
        key: of both.
        request: what the request has after the header.
        reply: what the reply has after the header.
        branch: "stats", or what an experimenter's own pair of headers is called.
        reply_may_lack: ``may_lack`` of the reply.
        more: as in `Declaration`, for both.
    """
    return (
        Declaration("message", f"{name}_request", key, request, f"message.{branch}_request", **more),
        Declaration("message", f"{name}_reply", key, reply, f"message.{branch}_reply", may_lack=reply_may_lack, **more),
    )


def oxm_field(
    name: str,
    number: int,
    kind: Any,
    size: int = 0,
    *,
    oxm_class: int = 0x8000,
    experimenter: int | None = None,
    **more: Any,
) -> tuple[Declaration, Declaration]:
    """An OXM field: a plain class with ``value`` and a ``_masked`` one with ``value`` and ``value_mask``.

    Args:
        name: e.g. "eth_dst".
        number: within its class of fields.
        kind: what makes the value: `u16`, `mac`, ..., `octets` where it may have any length.
        size: of the value in bytes, where the kind wants one.
        oxm_class: 0x8000 = the specification's own, 0xffff = experimenter.
        experimenter: id that stands before the value when the class is 0xffff; it tells fields of one number apart.
        more: as in `Declaration`, for both.
    """
    own = [] if experimenter is None else [const("experimenter_id", experimenter, 4)]
    value = kind("value", size) if size else kind("value")
    mask = kind("value_mask", size) if size else kind("value_mask")
    half = value if value.size else by_hand(kind("value"), _HALVES)
    header = oxm_class << 16 | number << 9 | (len(own) * 4 if value.size else 0)  # of any length: 0
    masked = header + 0x100 + 2 * value.size
    return (
        Declaration("oxm", name, header + value.size, [*own, value], "oxm.oxm", **more),
        Declaration("oxm", f"{name}_masked", masked, [*own, half, mask], "oxm.oxm", **more),
    )


# --- constants ----------------------------------------------------------------------------------------------


class Group:
    """One group of constants, in all versions that have it.

    Attributes:
        name: e.g. "ofp_port_reason"; the dict value -> name in ``const`` is called ``<name>_map``.
        values: ``(name, value)``, ``(name, value, since)`` or ``(name, value, since, until)``; a value that
            moved is ``{OF10: 18, OF11: 20}``.
        listed: whether they keep the order of the table; else they are sorted by value in each version.
        bitmask: whether the values are flags, which a member may combine.
        mapped: whether there is such a dict.
        not_in_map: names it leaves out.
        spec: rows with the specification's names, where the established ones differ: not in that dict, but what is
            told of a value.
        since, until: the versions that have the group.
    """

    __slots__ = ("name", "values", "bitmask", "listed", "mapped", "not_in_map", "since", "until")

    def __init__(
        self,
        name: str,
        values: Sequence[tuple[Any, ...]],
        bitmask: bool = False,
        listed: bool = False,
        mapped: bool = True,
        not_in_map: Sequence[str] = (),
        spec: Sequence[tuple[Any, ...]] = (),
        since: int = OF10,
        until: int = OF15,
        only: int = 0,
    ) -> None:
        self.name = name
        self.values = [*values, *spec] if spec else values
        self.bitmask = bitmask
        self.listed = listed
        self.mapped = mapped
        self.not_in_map = [*not_in_map, *(row[0] for row in spec)] if spec else not_in_map
        self.since = only or since
        self.until = only or until


def enum(name: str, values: Sequence[tuple[Any, ...]], **more: Any) -> Group:
    """A group of values of which a member has exactly one."""
    return Group(name, values, False, **more)


def flags(name: str, values: Sequence[tuple[Any, ...]], **more: Any) -> Group:
    """A group of bits that a member may combine."""
    return Group(name, values, True, **more)
