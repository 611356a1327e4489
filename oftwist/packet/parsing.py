"""A frame with its headers, which are read when somebody asks for them."""

from __future__ import annotations

from typing import TypeVar

from oftwist.packet.fields import fields_of
from oftwist.packet.header import Header
from oftwist.packet.link_layer import Arp, Ethernet, Mpls, Vlan
from oftwist.packet.network_layer import IPv4, IPv6
from oftwist.packet.spans import Span, walk
from oftwist.packet.transport_layer import Icmp, Icmpv6, Sctp, Tcp, Udp

H = TypeVar("H", bound=Header)


class Packet:
    """A parsed frame.

    Attributes:
        data: the frame, from the destination address on and without frame check sequence.
        spans: where its whole headers are, outermost first.
        cut: where a header begins that is not whole or says what cannot be; None at a good end.
        behind: the first byte behind the last whole header.
        end: where the payload ends, by the lengths in the headers; what is behind that is padding.
    """

    __slots__ = ("_fields", "behind", "cut", "data", "end", "spans")

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.spans, self.cut, self.behind, self.end = walk(data)
        self._fields: dict[str, int] | None = None

    def __repr__(self) -> str:
        names = " ".join(span.kind.__name__ for span in self.spans)
        broken = f", {self.cut.kind.__name__} broken at byte {self.cut.at}" if self.cut else ""
        return f"Packet({len(self.data)} bytes: {names}{broken})"

    @property
    def headers(self) -> list[Header]:
        """The whole headers, outermost first: new objects each time, the caller's to change."""
        return [self.read(span) for span in self.spans]

    @property
    def payload(self) -> bytes:
        """What follows the last whole header, without padding."""
        return self.data[self.behind : self.end]

    @property
    def fields(self) -> dict[str, int]:
        """OXM name -> value of every field, as a switch sees the frame; made once."""
        if self._fields is None:
            self._fields = fields_of(self.data, self.spans, self.cut)
        return self._fields

    def get(self, kind: type[H], index: int = 0) -> H | None:
        """A header of a class (or a base of it), counted from the outside.

        Args:
            kind: its class.
            index: 0 for the outermost of them, -1 for the innermost.
        Returns:
            the header, None if there are not so many.
        """
        found = [span for span in self.spans if issubclass(span.kind, kind)]
        if not -len(found) <= index < len(found):
            return None
        header = self.read(found[index])
        assert isinstance(header, kind)
        return header

    def read(self, span: Span) -> Header:
        """The header of one of the :attr:`spans`."""
        return span.kind.read(self.data, span.at, span.behind, span.link)

    @property
    def at(self) -> dict[str, int]:
        """Where things begin in ``data``: "eth", "type", "vlan", "l3" and "l4", as far as they are there."""
        places = {"eth": 0}
        for kind, _, at, behind in self.spans:
            if kind in (Ethernet, Vlan):
                places["type"], places["l3"] = behind - 2, behind
            if kind is Vlan:
                places.setdefault("vlan", at - 2)
            elif kind in (IPv4, IPv6, Arp, Mpls):
                places["l3"] = at
            elif kind in (Tcp, Udp, Sctp, Icmp, Icmpv6):
                places["l4"] = at
        return places


def parse(data: bytes) -> Packet:
    """Find the headers of a frame: Ethernet, LLC and SNAP, VLAN tags, MPLS labels, PBB, ARP, IPv4, IPv6 with its
    extension headers, TCP, UDP, SCTP, ICMP, ICMPv6 with neighbour discovery, LLDP.

    Args:
        data: a frame, any bytes at all.

    Returns:
        what could be read; never raises.
    """
    return Packet(bytes(data))
