"""Frames that ``oftwist.packet`` builds and changes, as Wireshark's decoder sees them: headers, checksums, fields."""

from __future__ import annotations

import struct
import subprocess
from pathlib import Path

from oftwist import packet as pk
from oftwist.packet import (
    Arp,
    Authentication,
    Ethernet,
    Icmp,
    Icmpv6,
    IPv4,
    IPv6,
    IPv6Extension,
    Lldp,
    Mpls,
    Nd,
    Pbb,
    Sctp,
    Tcp,
    Udp,
    Vlan,
)
from tests.live.test_decoders import need

A, B = 0x020000000001, 0x020000000002
SIX_A, SIX_B = pk.ipv6("2001:db8::1"), pk.ipv6("2001:db8::2")
DATA = bytes(range(33))
#: frame -> what tshark calls its protocols.
FRAMES = {
    "eth:ethertype:arp": pk.build(Ethernet(pk.BROADCAST, A), Arp(1, A, 1, 0, 2)),
    "eth:ethertype:ip:tcp": pk.build(Ethernet(B, A), IPv4(1, 2), Tcp(9999, 9998, options=b"\2\4\5\xb4")),
    "eth:ethertype:vlan:ethertype:ip:udp:data": pk.build(Ethernet(B, A), Vlan(7, 3), IPv4(1, 2), Udp(9999, 9998), DATA),
    "eth:ethertype:ieee8021ad:ethertype:vlan:ethertype:ip:icmp:data": pk.build(
        Ethernet(B, A), Vlan(8, tpid=0x88A8), Vlan(9), IPv4(1, 2), Icmp(8, 0, 0x00010002), DATA
    ),
    "eth:ethertype:ip:sctp": pk.build(Ethernet(B, A), IPv4(1, 2), Sctp(9999, 9998, 7), b"\x0b\0\0\4"),
    "eth:ethertype:ipv6:udp:data": pk.build(Ethernet(B, A), IPv6(SIX_A, SIX_B, label=5), Udp(9999, 9998), DATA),
    "eth:ethertype:ipv6:ipv6.hopopts:ah:tcp": pk.build(
        Ethernet(B, A), IPv6(SIX_A, SIX_B), IPv6Extension(0, b"\1\4\0\0\0\0"), Authentication(), Tcp(9999, 9998)
    ),
    "eth:ethertype:ipv6:icmpv6": pk.build(
        Ethernet(B, A), IPv6(SIX_A, SIX_B, ttl=255), Icmpv6(135), Nd(SIX_B, [(1, A.to_bytes(6, "big"))])
    ),
    "eth:ethertype:mpls:ip:udp:data": pk.build(
        Ethernet(B, A), Mpls(1000), Mpls(2000), IPv4(1, 2), Udp(9999, 9998), DATA
    ),
    "eth:ethertype:ieee8021ah:ethertype:ip:udp:data": pk.build(
        Ethernet(B, A), Pbb(0x123456), Ethernet(B, A), IPv4(1, 2), Udp(9999, 9998), DATA
    ),
    "eth:ethertype:lldp": pk.build(
        Ethernet(0x0180C200000E, A), Lldp([(1, b"\4" + A.to_bytes(6, "big")), (2, b"\7p1"), (3, b"\0\x78")])
    ),
}
CHANGES = {"ipv4_src": 0x0A0B0C0D, "ipv6_dst": SIX_A + 77, "ip_ttl": 9, "tcp_dst": 77, "udp_src": 78, "sctp_src": 79}


def tshark(folder: Path, frames: list[bytes], *arguments: str) -> list[str]:
    """What tshark prints about frames, one line each."""
    records = b"".join(struct.pack("<4L", 0, 0, len(frame), len(frame)) + frame for frame in frames)
    file = folder / "frames.pcap"
    file.write_bytes(struct.pack("<LHHlLLL", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1) + records)
    checks = [f"-o{name}.check_checksum:TRUE" for name in ("ip", "tcp", "udp")]
    done = subprocess.run(
        ["tshark", "-r", str(file), *checks, "-osctp.checksum:TRUE", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout.splitlines()


def test_wireshark_reads_what_is_built(tmp_path: Path) -> None:
    need("tshark", "tshark")
    frames = list(FRAMES.values())
    assert tshark(tmp_path, frames, "-Tfields", "-eframe.protocols") == list(FRAMES)
    changed = [pk.set_field(frame, name, value) for frame in frames for name, value in CHANGES.items()]
    assert len({*frames, *changed}) > 25
    # 0 is bad, 1 good, 2 not checked.
    status = [f"-e{name}.checksum.status" for name in ("ip", "tcp", "udp", "icmp", "icmpv6", "sctp")]
    lines = tshark(tmp_path, [*frames, *changed], "-Tfields", *status)
    assert len(lines) == len(frames) + len(changed)
    assert not [line for line in lines if "0" in line]
    assert sum("1" in line for line in lines) > 50
    broken = pk.build(Ethernet(B, A), IPv4(1, 2), Udp(9999, 9998, checksum=7), DATA, exact=True)
    assert "0" in tshark(tmp_path, [broken], "-Tfields", *status)[0]  # or the above would say nothing
