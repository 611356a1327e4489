"""A simple connection tracker: what ``ct`` needs to know of connections (ovs-actions(7), "The ct Action").

It knows TCP, UDP and SCTP by their ports and ICMP and ICMPv6 by the identifier of an echo. A connection is established
when a packet of the other direction was seen. There are no timeouts, no helpers and no related connections.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from oftwist import packet as pk

NEW, ESTABLISHED, RELATED, REPLY, INVALID, TRACKED, SOURCE_NAT, DESTINATION_NAT = (1 << bit for bit in range(8))
#: Connections that fit; the oldest is forgotten.
MAX_CONNECTIONS: Final = 65536
_PORTS: Final = {pk.PROTO_TCP: "tcp", pk.PROTO_UDP: "udp", pk.PROTO_SCTP: "sctp"}
_ECHOS: Final = {(pk.PROTO_ICMP, 8): 0, (pk.PROTO_ICMP, 0): 8, (pk.PROTO_ICMPV6, 128): 129, (pk.PROTO_ICMPV6, 129): 128}
_FIN, _SYN, _RST, _PSH, _ACK, _URG = (1 << bit for bit in range(6))


class Tuple(NamedTuple):
    """One direction of a connection. For an echo the ports are its identifier and its ICMP type."""

    family: int
    proto: int
    src: int
    dst: int
    src_port: int
    dst_port: int

    def turned(self) -> Tuple:
        """The other direction."""
        ports = (self.dst_port, self.src_port)
        if self.proto in (pk.PROTO_ICMP, pk.PROTO_ICMPV6):
            ports = (self.src_port, _ECHOS[(self.proto, self.dst_port)])
        return Tuple(self.family, self.proto, self.dst, self.src, *ports)


@dataclass
class Nat:
    """What to translate a new connection to; where nothing is given, only known ones are translated.

    Attributes:
        source: whether its source is translated, or its destination.
        addresses, ports: first and last, None for the packet's own.
    """

    source: bool = True
    addresses: tuple[int, int] | None = None
    ports: tuple[int, int] | None = None
    new: bool = True

    def choices(self, own: Tuple) -> Iterator[tuple[int, int]]:
        """The addresses and ports to try, in order."""
        address, port = (own.src, own.src_port) if self.source else (own.dst, own.dst_port)
        first, last = self.addresses or (address, address)
        if self.ports is not None:
            ports = range(self.ports[0], self.ports[1] + 1)
        elif own.proto in _PORTS and self.source:
            ports = range(1024, 65536)
        else:
            ports = range(port, port + 1)
        for each in range(first, min(last, first + 255) + 1):
            if self.ports is None:
                yield each, port
            for number in ports:
                yield each, number


@dataclass
class Entry:
    """A connection: both directions as packets have them when they come, and what was noted of it."""

    zone: int
    original: Tuple
    reply: Tuple
    translated: int = 0
    mark: int = 0
    label: int = 0
    answered: bool = False


@dataclass
class Seen:
    """What the tracker says of a packet."""

    state: int
    entry: Entry | None = None
    frame: bytes = b""


def tuple_of(fields: dict[str, int], frame: bytes) -> Tuple | None:
    """The connection a packet belongs to, None if it cannot be told."""
    proto = fields.get("ip_proto", -1)
    family = 4 if "ipv4_src" in fields else 6
    src, dst = fields.get(f"ipv{family}_src"), fields.get(f"ipv{family}_dst")
    if src is None or dst is None:
        return None
    if proto in _PORTS:
        ports = fields.get(f"{_PORTS[proto]}_src"), fields.get(f"{_PORTS[proto]}_dst")
    elif proto in (pk.PROTO_ICMP, pk.PROTO_ICMPV6):
        icmp = pk.parse(frame).get(pk.Icmp)
        ports = (None, None) if icmp is None or (proto, icmp.type) not in _ECHOS else (icmp.ident, icmp.type)
    else:
        return None
    if ports[0] is None or ports[1] is None:
        return None
    return Tuple(family, proto, src, dst, ports[0], ports[1])


def _may_begin(key: Tuple, fields: dict[str, int]) -> bool:
    """Whether a packet may be the first that is seen of a connection."""
    if key.proto in (pk.PROTO_ICMP, pk.PROTO_ICMPV6):
        return key.dst_port in (8, 128)
    if key.proto != pk.PROTO_TCP:
        return True
    flags = fields.get("tcp_flags", 0)
    if flags & _SYN:
        return not flags & (_RST | _FIN | _ACK)
    return bool(flags & (_ACK | _RST)) and (bool(flags & _ACK) or not flags & (_FIN | _PSH | _URG))


class Tracker:
    """The connections a switch knows, by zone."""

    def __init__(self) -> None:
        self.entries: OrderedDict[int, Entry] = OrderedDict()
        self._known: dict[tuple[int, Tuple], tuple[Entry, bool]] = {}

    def __len__(self) -> int:
        return len(self.entries)

    def track(
        self, frame: bytes, zone: int, *, commit: bool = False, force: bool = False, nat: Nat | None = None
    ) -> Seen:
        """Look a packet up, note its connection if asked, translate it if asked.

        Args:
            frame: the packet.
            zone: 16 bits.
            commit: note a new connection.
            force: begin anew where the packet is of the other direction.
            nat: how to translate; None not at all.
        Returns:
            its state, its connection, and the packet as it is now.
        """
        fields = pk.parse(frame).fields
        key = tuple_of(fields, frame)
        if key is None:
            return Seen(TRACKED | INVALID, None, frame)
        entry, reply = self._known.get((zone, key), (None, False))
        if entry is not None and reply and force:
            self._forget(entry)
            entry, reply = None, False
        if entry is None:
            if not _may_begin(key, fields):
                return Seen(TRACKED | INVALID, None, frame)
            state = TRACKED | NEW
            entry = Entry(zone, key, key.turned())
            if nat is not None and nat.new and not self._translate(entry, nat):
                return Seen(TRACKED | INVALID, None, frame)
            if commit:
                self._note(entry)
        else:
            entry.answered |= reply
            state = TRACKED | (ESTABLISHED if entry.answered else NEW) | (REPLY if reply else 0)
        if nat is not None and entry.translated:
            frame = _translated(frame, key, (entry.original if reply else entry.reply).turned())
            state |= entry.translated
        return Seen(state, entry, frame)

    def _translate(self, entry: Entry, nat: Nat) -> bool:
        """Choose what a new connection is translated to; False if nothing is free."""
        family, proto, src, dst, src_port, dst_port = entry.reply
        echo = proto in (pk.PROTO_ICMP, pk.PROTO_ICMPV6)  # its identifier stays
        for address, port in nat.choices(entry.original):
            if nat.source:
                chosen = Tuple(family, proto, src, address, src_port, dst_port if echo else port)
            else:
                chosen = Tuple(family, proto, address, dst, src_port if echo else port, dst_port)
            if (entry.zone, chosen) not in self._known:
                entry.reply = chosen
                entry.translated = SOURCE_NAT if nat.source else DESTINATION_NAT
                return True
        return False

    def _note(self, entry: Entry) -> None:
        self.entries[id(entry)] = entry
        self._known[(entry.zone, entry.original)] = (entry, False)
        self._known[(entry.zone, entry.reply)] = (entry, True)
        if len(self.entries) > MAX_CONNECTIONS:
            self._forget(next(iter(self.entries.values())))

    def _forget(self, entry: Entry) -> None:
        self.entries.pop(id(entry), None)
        for key in (entry.original, entry.reply):
            self._known.pop((entry.zone, key), None)

    def flush(self, zone: int | None = None) -> None:
        """Forget the connections of a zone, or all."""
        for entry in [entry for entry in self.entries.values() if zone in (None, entry.zone)]:
            self._forget(entry)


def _translated(frame: bytes, key: Tuple, wanted: Tuple) -> bytes:
    """A packet with the addresses and ports it is to have, its checksums adjusted."""
    names = {"src": f"ipv{key.family}_src", "dst": f"ipv{key.family}_dst"}
    if key.proto in _PORTS:
        names.update(src_port=f"{_PORTS[key.proto]}_src", dst_port=f"{_PORTS[key.proto]}_dst")
    for member, name in names.items():
        value = getattr(wanted, member)
        if value != getattr(key, member):
            frame = pk.set_field(frame, name, value)
    return frame
