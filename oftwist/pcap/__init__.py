"""Capture files and TCP streams: packets and segments of what was on the wire.

In: the bytes of a pcap or pcapng file. Out: `packets`, each of them as a segment of TCP (`tcp`), or an error that says
what is wrong with the file. May know bytes and headers; nothing of OpenFlow, Twisted or the file system.
"""

from __future__ import annotations

from oftwist.pcap.capture import CaptureError, Packet, is_capture, packets
from oftwist.pcap.segments import Address, Segment, tcp

__all__ = ["Address", "CaptureError", "Packet", "Segment", "is_capture", "packets", "tcp"]
