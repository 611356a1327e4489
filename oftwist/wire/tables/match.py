"""Match structures (1.0 §5.2.3, 1.3.5 §7.2.3), the OXM fields of a match, the OXS fields of statistics.

An OXM field begins with ``class << 16 | field << 9 | has_mask << 8 | bytes of payload``; a row of the table
makes two classes, ``eth_dst`` and ``eth_dst_masked``.
"""

# fmt: off
from __future__ import annotations

from oftwist.wire.fields import (
    OF10,
    OF11,
    OF12,
    OF13,
    OF14,
    OF15,
    common,
    const,
    ipv4,
    ipv6,
    length,
    list_of,
    mac,
    oxm,
    oxm_field,
    pad,
    port,
    u8,
    u16,
    u24,
    u32,
    u64,
)

ORIGIN = "standard"

PACKET_REGISTERS = 16

# What must stand before a field (1.3.5 §7.2.3.6), where it is matched at all.
PORT = ("in_port",)
ETHERNET = ("packet_type",)
TAGGED = ("vlan_vid",)
NETWORK = ("eth_type",)
TRANSPORT = ("eth_type", "ip_proto")
DISCOVERY = ("eth_type", "ip_proto", "icmpv6_type")

CLASSES = (
    # --- a match; ``common.match`` is that of the version ---------------------------------------------------

    common("match_v1", [
        u32("wildcards", default=0x3fffff, show="wildcards"), port("in_port"),
        mac("eth_src"), mac("eth_dst"), u16("vlan_vid"), u8("vlan_pcp"), pad(1), u16("eth_type"),
        u8("ip_dscp"), u8("ip_proto"), pad(2), ipv4("ipv4_src"), ipv4("ipv4_dst"),
        u16("tcp_src"), u16("tcp_dst"),
    ], only=OF10, methods="fixed_match"),
    common("match_v2", [
        const("type", 0, 2), length(),
        port("in_port"), u32("wildcards", default=0x3ff, show="wildcards"),
        mac("eth_src"), mac("eth_src_mask"), mac("eth_dst"), mac("eth_dst_mask"),
        u16("vlan_vid"), u8("vlan_pcp"), pad(1), u16("eth_type"), u8("ip_dscp"), u8("ip_proto"),
        ipv4("ipv4_src"), ipv4("ipv4_src_mask"), ipv4("ipv4_dst"), ipv4("ipv4_dst_mask"),
        u16("tcp_src"), u16("tcp_dst"), u32("mpls_label"), u8("mpls_tc"), pad(3),
        u64("metadata"), u64("metadata_mask"),
    ], only=OF11, methods="fixed_match"),
    common("match_v3", [const("type", 1, 2), length(), list_of("oxm_list", "oxm")],
           align="after", since=OF12, methods="oxm_match"),

    # --- OXM fields (§7.2.3.7) ------------------------------------------------------------------------------

    oxm("oxm", [u32("type_len")], by="type_len", since=OF12, short_header=True),
    *oxm_field("in_port", 0, port),
    *oxm_field("in_phy_port", 1, port, needs=PORT),
    *oxm_field("metadata", 2, u64),
    *oxm_field("eth_dst", 3, mac, needs=ETHERNET),
    *oxm_field("eth_src", 4, mac, needs=ETHERNET),
    *oxm_field("eth_type", 5, u16, needs=ETHERNET),
    *oxm_field("vlan_vid", 6, u16, bits=13, needs=ETHERNET),
    *oxm_field("vlan_pcp", 7, u8, bits=3, needs=TAGGED),
    *oxm_field("ip_dscp", 8, u8, bits=6, needs=NETWORK),
    *oxm_field("ip_ecn", 9, u8, bits=2, needs=NETWORK),
    *oxm_field("ip_proto", 10, u8, needs=NETWORK),
    *oxm_field("ipv4_src", 11, ipv4, needs=NETWORK),
    *oxm_field("ipv4_dst", 12, ipv4, needs=NETWORK),
    *oxm_field("tcp_src", 13, u16, needs=TRANSPORT),
    *oxm_field("tcp_dst", 14, u16, needs=TRANSPORT),
    *oxm_field("udp_src", 15, u16, needs=TRANSPORT),
    *oxm_field("udp_dst", 16, u16, needs=TRANSPORT),
    *oxm_field("sctp_src", 17, u16, needs=TRANSPORT),
    *oxm_field("sctp_dst", 18, u16, needs=TRANSPORT),
    *oxm_field("icmpv4_type", 19, u8, needs=TRANSPORT),
    *oxm_field("icmpv4_code", 20, u8, needs=TRANSPORT),
    *oxm_field("arp_op", 21, u16, needs=NETWORK),
    *oxm_field("arp_spa", 22, u32, needs=NETWORK),
    *oxm_field("arp_tpa", 23, u32, needs=NETWORK),
    *oxm_field("arp_sha", 24, mac, needs=NETWORK),
    *oxm_field("arp_tha", 25, mac, needs=NETWORK),
    *oxm_field("ipv6_src", 26, ipv6, needs=NETWORK),
    *oxm_field("ipv6_dst", 27, ipv6, needs=NETWORK),
    *oxm_field("ipv6_flabel", 28, u32, bits=20, needs=NETWORK),
    *oxm_field("icmpv6_type", 29, u8, needs=TRANSPORT),
    *oxm_field("icmpv6_code", 30, u8, needs=TRANSPORT),
    *oxm_field("ipv6_nd_target", 31, ipv6, needs=DISCOVERY),
    *oxm_field("ipv6_nd_sll", 32, mac, needs=DISCOVERY),
    *oxm_field("ipv6_nd_tll", 33, mac, needs=DISCOVERY),
    *oxm_field("mpls_label", 34, u32, bits=20, needs=NETWORK),
    *oxm_field("mpls_tc", 35, u8, bits=3, needs=NETWORK),
    *oxm_field("mpls_bos", 36, u8, since=OF13, bits=1, needs=NETWORK),
    *oxm_field("pbb_isid", 37, u24, since=OF13, needs=NETWORK),
    *oxm_field("tunnel_id", 38, u64, since=OF13),
    *oxm_field("ipv6_exthdr", 39, u16, since=OF13, bits=9, needs=NETWORK),
    *oxm_field("pbb_uca", 41, u8, since=OF14, bits=1, needs=NETWORK),
    # 1.5.1 §7.2.3.8 gives the next three 16, 32 and 32 bits.
    *oxm_field("tcp_flags", 42, u16, only=OF15, bits=12, needs=TRANSPORT),
    *oxm_field("actset_output", 43, port, only=OF15),
    *oxm_field("packet_type", 44, u32, only=OF15),
    # Before 1.5 these two are extensions of ONF (EXT-109, EXT-233); ``tcp_flags`` is ``ovs_tcp_flags`` there.
    *oxm_field("actset_output", 43, port, oxm_class=0xffff, experimenter=0x4f4e4600, since=OF12, until=OF14),
    # The packet registers (1.5.1 §7.2.3.10), by the names that switches have for them; ``packet_reg0`` is ``xreg0``.
    *(d for n in range(PACKET_REGISTERS) for d in oxm_field(f"xreg{n}", n, u64, oxm_class=0x8001, since=OF12)),

    # --- OXS fields (1.5.1 §7.2.4) and what holds them; ``common.stat`` is ``stat_v6`` ----------------------

    common("stat_v6", [pad(2), length(), list_of("oxs_fields", "oxs")], align="after", only=OF15),
    common("oxs", [u32("type_len")], by="type_len", only=OF15, short_header=True),
    common("oxs_duration", 0x80020008, [u64("value")], parent="oxs"),
    common("oxs_idle_time", 0x80020208, [u64("value")], parent="oxs"),
    # 1.5.1 §7.2.4.2: there is no field 2.
    common("oxs_flow_count", 0x80020604, [u32("value")], parent="oxs"),
    common("oxs_packet_count", 0x80020808, [u64("value")], parent="oxs"),
    common("oxs_byte_count", 0x80020a08, [u64("value")], parent="oxs"),
)
