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

Three files: `members`, `declarations` (classes) and `groups` (constants). They know nothing of layouts, codecs and the
tables themselves; ``spec.py`` reads a declaration for one version. Everything here is light, because all tables are
built when the first version is imported.
"""

from oftwist.wire.fields.declarations import (
    Declaration,
    Facts,
    as_in,
    common,
    family,
    message,
    oxm,
    oxm_field,
    stats,
)
from oftwist.wire.fields.groups import (
    Group,
    enum,
    flags,
)
from oftwist.wire.fields.members import (
    FAMILIES,
    Field,
    attr,
    bitset,
    by_hand,
    checksum,
    const,
    field_header,
    handled,
    ipv4,
    ipv6,
    length,
    length_of,
    list_of,
    mac,
    match,
    numbers,
    nx_port,
    octets,
    pad,
    pad_after,
    port,
    qualify,
    struct,
    text,
    u8,
    u16,
    u24,
    u32,
    u64,
    u128,
)
from oftwist.wire.numbers import OF10, OF11, OF12, OF13, OF14, OF15, VERSIONS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oftwist.wire.fields.members import Extent as Extent
    from oftwist.wire.fields.members import Hand as Hand

__all__ = [
    "FAMILIES",
    "OF10",
    "OF11",
    "OF12",
    "OF13",
    "OF14",
    "OF15",
    "VERSIONS",
    "Declaration",
    "Facts",
    "Field",
    "Group",
    "as_in",
    "attr",
    "bitset",
    "by_hand",
    "checksum",
    "common",
    "const",
    "enum",
    "family",
    "field_header",
    "flags",
    "handled",
    "ipv4",
    "ipv6",
    "length",
    "length_of",
    "list_of",
    "mac",
    "match",
    "message",
    "numbers",
    "nx_port",
    "octets",
    "oxm",
    "oxm_field",
    "pad",
    "pad_after",
    "port",
    "qualify",
    "stats",
    "struct",
    "text",
    "u128",
    "u16",
    "u24",
    "u32",
    "u64",
    "u8",
]
