"""Packets: Ethernet and what it carries, parsed and built. Knows no OpenFlow, no Twisted."""
