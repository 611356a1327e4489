"""From headers to the bytes of a frame: lengths, checksums and what follows what are filled in."""

from __future__ import annotations

from oftwist.packet.header import Header
from oftwist.packet.link_layer import Ethernet
from oftwist.packet.network_layer import IPv4, IPv6

#: The shortest frame on a wire, without its check sequence (IEEE 802.3).
SHORTEST = 60


def build(*layers: Header | bytes, pad: bool = True, exact: bool = False) -> bytes:
    """A frame from its headers, outermost first, and its payload.

    Args:
        layers: headers and bytes, in the order in which they stand in the frame.
        pad: fill a frame that begins with Ethernet up to 60 bytes, as on a wire.
        exact: take lengths and checksums (and MPLS's bottom of stack) from the headers where they are given, wrong
            ones too; else they are always computed.

    Returns:
        the bytes.
    Raises:
        OverflowError, ValueError: a value does not fit its place.
    """
    addresses = b""
    known = []
    for layer in layers:
        if isinstance(layer, (IPv4, IPv6)):
            addresses = layer.addresses()
        known.append(addresses)
    payload, link = b"", None
    for index in range(len(layers) - 1, -1, -1):
        layer = layers[index]
        if isinstance(layer, Header):
            payload = layer.write(payload, link, known[index], exact) + payload
            link = layer.link()
        else:
            payload, link = bytes(layer) + payload, None
    if pad and layers and isinstance(layers[0], Ethernet):
        return payload.ljust(SHORTEST, b"\0")
    return payload
