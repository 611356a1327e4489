"""The match fields of Open vSwitch: NXM (classes 0 and 1), its experimenter OXM fields, NSH, tunnel options.

Open vSwitch reads every number of a field in every version, in a match of NXM fields (``common.nx_match``) as in one of
OXM fields; so 1.0 and 1.1 have the OXM fields of later versions here, too. A class is called as the field is in
Open vSwitch, where it is not known by another name already (``conn_tracking_state``); the NXM number of a field that
also is an OXM field has ``nxm_`` before its name. What else a field is called, ``oftwist.wire.match.names`` says.
"""

# fmt: off
from __future__ import annotations

from oftwist.wire.fields import (
    OF11,
    OF12,
    OF14,
    OF15,
    Declaration,
    as_in,
    common,
    const,
    ipv4,
    ipv6,
    length,
    list_of,
    mac,
    nx_port,
    octets,
    oxm,
    oxm_field,
    u8,
    u16,
    u32,
    u64,
    u128,
)
from oftwist.wire.tables import match, nicira
from oftwist.wire.tables.match import DISCOVERY, ETHERNET, NETWORK, TRANSPORT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

ORIGIN = "ovs"

NICIRA, ONF, NSH = 0x00002320, 0x4f4e4600, 0x005ad650


def nxm(
    name: str, number: int, kind: Any, nxm_class: int = 1, mask: bool = True, **facts: Any
) -> tuple[Declaration, ...]:
    """A field of NXM; ``mask``: whether it can be matched in part."""
    return oxm_field(name, number, kind, oxm_class=nxm_class, **facts)[: 1 + mask]


def experimenter(
    name: str, number: int, kind: Any, owner: int = NICIRA, mask: bool = True, **facts: Any
) -> tuple[Declaration, ...]:
    """A field of class 0xffff."""
    return oxm_field(name, number, kind, oxm_class=0xffff, experimenter=owner, **facts)[: 1 + mask]


def earlier() -> Iterator[Declaration]:
    """The fields of other tables, in the versions before they came."""
    yield oxm("oxm", [u32("type_len")], by="type_len", until=OF11, short_header=True)
    for table in (match, nicira):
        for d in table.CLASSES:
            first = max(d.since, OF12)
            # What was another number before has that one.
            if d.module == "oxm" and d.parent and d.name.removesuffix("_masked") not in ("tcp_flags", "actset_output"):
                made = as_in(max(d.since, OF12), d, until=first - 1)
                made.origin = ORIGIN
                yield made


CLASSES = (
    *earlier(),
    # Of two fields the standard number was an extension's at first: here the other one of each version.
    *oxm_field("actset_output", 43, u32, oxm_class=0xffff, experimenter=ONF, until=OF11)[:1],
    *oxm_field("onfoxm_actset_output", 43, u32, oxm_class=0xffff, experimenter=ONF, only=OF15)[:1],
    *oxm_field("oxm_of_actset_output", 43, u32, until=OF14)[:1],
    *oxm_field("oxm_of_tcp_flags", 42, u16, until=OF14, bits=12, needs=TRANSPORT),

    # --- a match of NXM fields, whose length stands elsewhere -------------------------------------------------

    common("nx_match", [list_of("oxm_list", "oxm")], align="after", methods="nxm_match"),
    # What Open vSwitch answers with in 1.1: the match of 1.2, of fields of both numberings.
    common("match_v3", [const("type", 1, 2), length(), list_of("oxm_list", "oxm")],
           align="after", only=OF11, methods="oxm_match"),

    # --- NXM_OF (class 0): what OpenFlow 1.0 has ----------------------------------------------------------------

    *nxm("nxm_in_port", 0, nx_port, 0, mask=False),
    *nxm("nxm_eth_dst", 1, mac, 0, needs=ETHERNET),
    *nxm("nxm_eth_src", 2, mac, 0, needs=ETHERNET),
    *nxm("nxm_eth_type", 3, u16, 0, mask=False, needs=ETHERNET),
    *nxm("vlan_tci", 4, u16, 0),
    *nxm("nw_tos", 5, u8, 0, mask=False, needs=NETWORK),
    *nxm("nxm_ip_proto", 6, u8, 0, mask=False, needs=NETWORK),
    *nxm("nxm_ip_src", 7, ipv4, 0, needs=NETWORK),
    *nxm("nxm_ip_dst", 8, ipv4, 0, needs=NETWORK),
    *nxm("nxm_tcp_src", 9, u16, 0, needs=TRANSPORT),
    *nxm("nxm_tcp_dst", 10, u16, 0, needs=TRANSPORT),
    *nxm("nxm_udp_src", 11, u16, 0, needs=TRANSPORT),
    *nxm("nxm_udp_dst", 12, u16, 0, needs=TRANSPORT),
    *nxm("nxm_icmp_type", 13, u8, 0, mask=False, needs=TRANSPORT),
    *nxm("nxm_icmp_code", 14, u8, 0, mask=False, needs=TRANSPORT),
    *nxm("nxm_arp_op", 15, u16, 0, mask=False, needs=NETWORK),
    *nxm("nxm_arp_spa", 16, u32, 0, needs=NETWORK),
    *nxm("nxm_arp_tpa", 17, u32, 0, needs=NETWORK),

    # --- NXM_NX (class 1) -------------------------------------------------------------------------------------

    *(d for n in range(16) for d in nxm(f"reg{n}", n, u32)),
    *nxm("nxm_tun_id", 16, u64),
    *nxm("nxm_arp_sha", 17, mac, needs=NETWORK),
    *nxm("nxm_arp_tha", 18, mac, needs=NETWORK),
    *nxm("nxm_ipv6_src", 19, ipv6, needs=NETWORK),
    *nxm("nxm_ipv6_dst", 20, ipv6, needs=NETWORK),
    *nxm("nxm_icmpv6_type", 21, u8, mask=False, needs=TRANSPORT),
    *nxm("nxm_icmpv6_code", 22, u8, mask=False, needs=TRANSPORT),
    *nxm("nxm_nd_target", 23, ipv6, needs=DISCOVERY),
    *nxm("nxm_nd_sll", 24, mac, needs=DISCOVERY),
    *nxm("nxm_nd_tll", 25, mac, needs=DISCOVERY),
    *nxm("ip_frag", 26, u8, bits=2, needs=NETWORK),
    *nxm("nxm_ipv6_label", 27, u32, bits=20, needs=NETWORK),
    *nxm("nxm_ip_ecn", 28, u8, mask=False, bits=2, needs=NETWORK),
    *nxm("nw_ttl", 29, u8, mask=False, needs=NETWORK),
    *nxm("mpls_ttl", 30, u8, mask=False, needs=NETWORK),
    *nxm("cookie", 30, u64),  # no field of packets: at the end of the match of a request
    *nxm("pkt_mark", 33, u32),
    *nxm("nxm_tcp_flags", 34, u16, bits=12, needs=TRANSPORT),
    *nxm("dp_hash", 35, u32),
    *nxm("recirc_id", 36, u32, mask=False),
    *nxm("conj_id", 37, u32, mask=False),
    *nxm("tun_gbp_id", 38, u16),
    *nxm("tun_gbp_flags", 39, u8),
    *(d for n in range(64) for d in nxm(f"tun_metadata{n}", 40 + n, octets)),
    *nxm("tun_flags", 104, u16),
    *nxm("tun_ipv6_src", 109, ipv6),
    *nxm("tun_ipv6_dst", 110, ipv6),
    *(d for n in range(4) for d in nxm(f"xxreg{n}", 111 + n, u128)),

    # --- class 0xffff, experimenter 0x2320 ----------------------------------------------------------------------

    *experimenter("nxoxm_dp_hash", 0, u32),
    *experimenter("tun_erspan_idx", 11, u32, bits=20),
    *experimenter("tun_erspan_ver", 12, u8, bits=4),
    *experimenter("tun_erspan_dir", 13, u8, bits=1),
    *experimenter("tun_erspan_hwid", 14, u8, bits=6),
    *experimenter("tun_gtpu_flags", 15, u8),
    *experimenter("tun_gtpu_msgtype", 16, u8),
    *(d for n in range(16, 32) for d in experimenter(f"reg{n}", 1 + n, u32)),
    *(d for n in range(4, 8) for d in experimenter(f"xxreg{n}", 29 + n, u128)),

    # --- class 0xffff, experimenter 0x5ad650: the network service header ----------------------------------------

    *experimenter("nsh_flags", 1, u8, NSH, needs=NETWORK),
    *experimenter("nsh_mdtype", 2, u8, NSH, mask=False, needs=NETWORK),
    *experimenter("nsh_np", 3, u8, NSH, mask=False, needs=NETWORK),
    *experimenter("nsh_spi", 4, u32, NSH, mask=False, bits=24, needs=NETWORK),
    *experimenter("nsh_si", 5, u8, NSH, mask=False, needs=NETWORK),
    *(d for n in range(1, 5) for d in experimenter(f"nsh_c{n}", 5 + n, u32, NSH, needs=NETWORK)),
    *experimenter("nsh_ttl", 10, u8, NSH, mask=False, bits=6, needs=NETWORK),

    # --- class 0x1000: fields of Ericsson ------------------------------------------------------------------------

    *nxm("nd_reserved", 1, u32, 0x1000, mask=False, needs=DISCOVERY),
    *nxm("nd_options_type", 2, u8, 0x1000, mask=False, needs=DISCOVERY),
)
