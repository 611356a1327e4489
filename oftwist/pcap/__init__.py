"""Capture files and TCP streams: packets in, streams of bytes out. Knows no OpenFlow, no Twisted."""
