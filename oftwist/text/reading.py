"""What reading actions needs to know and keeps: version, names, and what the packet looks like so far.

An action can need what the match says (``dec_ttl`` needs IP) and change it (``push_mpls`` makes it MPLS): the match
here is a copy that the actions read so far have changed. 1.0 lets a switch ignore an action that does not fit; later
versions refuse it, and so does this.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from oftwist.errors import TextError
from oftwist.text import lexer
from oftwist.text.fields import Field
from oftwist.text.model import IP, IPV6, MPLS, MPLS_MULTICAST, NEEDS, VLAN_PRESENT, Match
from oftwist.text.names import NO_NAMES, Names
from oftwist.text.subfields import Subfield
from oftwist.wire.codec import classes
from oftwist.wire.codec.malformed import Malformed
from oftwist.wire.interfaces import Part
from oftwist.wire.numbers import OF10, OF11


class Reading:
    """One reading of actions.

    Attributes:
        version: that the objects are made for, 1 (1.0) to 6 (1.5).
        ports, tables: the names that may be used.
        match: what is known of the packet at this action.
        table: of the flow, 255 where it is not said.
        depth: how many lists of actions this one stands in.
        tracking: whether these are the actions on a connection, which set its mark and its label and nothing else.
        plain: whether nothing so far needs more than the plain messages of 1.0.
        lenient: whether what the packet is need not be known, as in an action set.
        unchecked: whether fields need nothing of the packet either, as in the buckets of a group.
    """

    __slots__ = (
        "version", "ports", "tables", "match", "table", "depth", "lenient", "unchecked", "plain", "home", "tags",
        "tracking",
    )  # fmt: skip

    def __init__(
        self, version: int, ports: Names = NO_NAMES, tables: Names = NO_NAMES, match: Match | None = None
    ) -> None:
        self.version = version
        self.ports = ports
        self.tables = tables
        self.match = match if match is not None else Match()
        self.table = 255
        self.depth = 0
        self.lenient = version == OF10
        self.unchecked = False
        self.plain = True
        self.tracking = False
        self.home = classes.of(version)
        self.tags = 1 if self.tagged else 0

    def make(self, name: str, **members: Any) -> Any:
        """A new action of the version."""
        return self.home.cls(f"action.{name}")(**members)

    def made(self, number: int, value: bytes) -> Any:
        """An action that the version does not have and Open vSwitch reads in it, by its number and what follows."""
        raw = number.to_bytes(2, "big") + (4 + len(value)).to_bytes(2, "big") + value
        return self.home.decoder("action.action")(raw, 0, len(raw))

    def has(self, name: str) -> bool:
        """Whether the version has such an action."""
        try:
            self.home.layout(f"action.{name}")
        except KeyError:
            return False
        return True

    def nested(self, text: str) -> Reading:
        """The reading of a list of actions in this one."""
        inner = Reading(self.version, self.ports, self.tables, self.copied())
        inner.table = self.table
        inner.depth = lexer.deeper(self.depth, text)
        inner.lenient = self.lenient
        inner.unchecked = self.unchecked
        inner.tags = self.tags
        return inner

    def begin(self, table: int) -> None:
        """The match is read: what follows are the actions of a flow in a table, which may change a copy of it."""
        self.match = self.copied()
        self.table = table
        self.tags = 1 if self.tagged else 0

    def copied(self) -> Match:
        match = Match()
        match.update(self.match)
        return match

    def restrict(self, fixed: str) -> None:
        """An action names a field, which the plain messages of 1.0 must know, and those of 1.1.

        Raises:
            TextError: 1.1 does not.
        """
        if fixed[0] == "-":
            self.plain = False
        if self.version == OF11 and fixed[1] == "-":
            raise TextError("a field that OpenFlow 1.1 has")

    def since(self, version: int) -> None:
        """An action that came with a later version.

        Raises:
            TextError: this version does not have it.
        """
        if self.version < version:
            raise TextError(f"an action that OpenFlow 1.{self.version - 1} has: this came with 1.{version - 1}")

    # -- what an action needs --

    def need(self, has: bool, what: str, word: str = "") -> None:
        """An action needs something of the packet.

        Raises:
            TextError: the match does not say so, in a version where that matters.
        """
        if not has and not self.lenient:
            raise TextError(f"{what} in the match for this action", word)

    def insist(self, has: bool, what: str) -> None:
        """As `need`, of an action that ovs-ofctl refuses in every version.

        Raises:
            TextError: the match does not say so.
        """
        if not has and not self.unchecked:
            raise TextError(f"{what} in the match for this action")

    def need_ip(self) -> None:
        self.need(self.match.frame in (IP, IPV6), "ip or ipv6")

    def need_mpls(self) -> None:
        self.need(self.match.frame in (MPLS, MPLS_MULTICAST), "mpls or mplsm")

    @property
    def tagged(self) -> bool:
        """Whether the packet has a VLAN tag."""
        return "vlan_tci" in self.match and bool(self.match["vlan_tci"][0] & VLAN_PRESENT)

    def tag(self, tci: int = VLAN_PRESENT) -> None:
        """The packet has this tag from here on."""
        self.match["vlan_tci"] = tci, 0xFFFF
        if tci & VLAN_PRESENT:
            self.tags = max(self.tags, 1)

    def need_for(self, field: Field, name: str) -> None:
        """What a field, by the name it was given by, needs to be read or set by an action, in every version.

        Raises:
            TextError: the match does not say so.
        """
        if not self.unchecked and not NEEDS[field.needs](self.match):
            raise TextError(f"{_NEEDED[field.needs]} in the match to use {field.name}", name)

    def need_tag(self, field: Field, name: str) -> None:
        """The VID can only be set in a tag that is there.

        Raises:
            TextError: there is none.
        """
        if field.name == "vlan_vid" and not self.tagged and not self.unchecked:
            raise TextError("a VLAN tag in the match to use vlan_vid", name)

    def check_tracking(self, field: Field, name: str) -> None:
        """The mark and the label of a connection are set by the actions on it, and by no others.

        Raises:
            TextError: the field is not to be set here.
        """
        if (field.name in ("ct_mark", "ct_label")) != self.tracking:
            where = "ct_mark or ct_label in ct(exec())" if self.tracking else "ct(exec()) around what sets this field"
            raise TextError(where, name)

    def source(self, part: Subfield) -> Subfield:
        """A part of a field that an action reads."""
        self.need_for(part.field, part.name)
        return part

    def target(self, part: Subfield) -> Subfield:
        """A part of a field that an action writes."""
        if not part.field.writable:
            raise TextError("a field that can be written", part.name)
        self.need_for(part.field, part.name)
        return part


def version_of(obj: Part) -> int:
    """The version of an object of the message library: 1 (1.0) to 6 (1.5)."""
    return int(type(obj).__module__.split(".")[2][3:]) + 1


_NEEDED = {
    "ethernet": "an Ethernet header", "vlan": "a VLAN tag", "mpls": "mpls or mplsm", "ipv4": "ip", "ipv6": "ipv6",
    "ip": "ip or ipv6", "arp": "arp or rarp", "nsh": "dl_type=0x894f", "tcp": "tcp or tcp6", "udp": "udp or udp6",
    "sctp": "sctp or sctp6", "icmp4": "icmp", "icmp6": "icmp6", "nd": "icmp6,icmp_type=135 or 136",
    "nd_solicit": "icmp6,icmp_type=135", "nd_advert": "icmp6,icmp_type=136", "ct": "a tracked connection (ct_state)",
}  # fmt: skip

Read = Callable[[str, Reading], list[Any]]


class Telling(NamedTuple):
    """What printing actions needs to know.

    Attributes:
        ports, tables: the names that numbers have.
        actions: prints a list of them, for those that stand in others.
    """

    ports: Names
    tables: Names
    actions: Callable[[Any, Telling], str]


Tell = Callable[[Any, Telling], str]

#: The word that begins an action -> what reads the rest of it.
READ: dict[str, Read] = {}
#: The name of a class of actions -> what prints its objects.
TELL: dict[str, Tell] = {}


def row(words: str, read: Read, **tell: Tell) -> None:
    """One action of the language: its words, how the rest is read, and how each class it can become is printed."""
    for word in words.split():
        READ[word] = read
    TELL.update(tell)


def odd_text(obj: Part) -> str:
    """What cannot be told: its bytes, and whether that is because it is malformed or not known."""
    return f"{'malformed' if isinstance(obj, Malformed) else 'unknown'}({bytes(obj.pack()).hex()})"


def only(what: Any, word: str, text: str) -> None:
    """Refuse a value behind a word that takes none.

    Raises:
        TextError: there is one.
    """
    if text:
        raise TextError(f"nothing behind {word}", text)
