"""Connections as conversations of TCP: their addresses. Knows connections and `oftwist.pcap`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from twisted.internet.address import IPv4Address, IPv6Address

from oftwist.pcap import pcapng

if TYPE_CHECKING:
    from oftwist.connection.protocol import OFProtocol


def head() -> bytes:
    """What every file begins with."""
    name = "OpenFlow control channel"
    return pcapng.section() + pcapng.interface(pcapng.RAW, name, "made of what oftwist read and wrote")


class Ends(NamedTuple):
    """Who talks with whom: what a `Conversation` is made with."""

    here: tuple[str, int]
    there: tuple[str, int]
    client: bool


def ends(connection: OFProtocol) -> Ends:
    """The ends of a connection; one without addresses (a Unix socket) gets loopback's and ports of its own."""
    transport = connection.transport
    assert transport is not None
    here, there = transport.getHost(), transport.getPeer()
    client = any(hasattr(one, "connector") for one in (transport, getattr(transport, "transport", None)))
    if not isinstance(here, (IPv4Address, IPv6Address)) or not isinstance(there, (IPv4Address, IPv6Address)):
        number = 32768 + id(connection) // 64 % 28000
        ours, theirs = (number, 6653) if client else (6653, number)
        return Ends(("127.0.0.1", ours), ("127.0.0.1", theirs), client)
    return Ends((here.host.partition("%")[0], here.port), (there.host.partition("%")[0], there.port), client)
