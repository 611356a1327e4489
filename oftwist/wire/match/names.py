"""What a match field is called besides the name of its class. Plain facts; knows nothing.

A field that both NXM (of Nicira, the form of Open vSwitch in OpenFlow 1.0) and OXM have is two classes; one name
means both.
"""

from __future__ import annotations

#: Name -> (class of its NXM number, class of its OXM number, others).
NAMES: dict[str, tuple[str, ...]] = {
    "in_port": ("nxm_in_port", "in_port"),
    "eth_dst": ("nxm_eth_dst", "eth_dst"),
    "eth_src": ("nxm_eth_src", "eth_src"),
    "eth_type": ("nxm_eth_type", "eth_type"),
    "ip_proto": ("nxm_ip_proto", "ip_proto"),
    "ipv4_src": ("nxm_ip_src", "ipv4_src"),
    "ipv4_dst": ("nxm_ip_dst", "ipv4_dst"),
    "tcp_src": ("nxm_tcp_src", "tcp_src"),
    "tcp_dst": ("nxm_tcp_dst", "tcp_dst"),
    "udp_src": ("nxm_udp_src", "udp_src"),
    "udp_dst": ("nxm_udp_dst", "udp_dst"),
    "icmpv4_type": ("nxm_icmp_type", "icmpv4_type"),
    "icmpv4_code": ("nxm_icmp_code", "icmpv4_code"),
    "arp_op": ("nxm_arp_op", "arp_op"),
    "arp_spa": ("nxm_arp_spa", "arp_spa"),
    "arp_tpa": ("nxm_arp_tpa", "arp_tpa"),
    "arp_sha": ("nxm_arp_sha", "arp_sha"),
    "arp_tha": ("nxm_arp_tha", "arp_tha"),
    "ipv6_src": ("nxm_ipv6_src", "ipv6_src"),
    "ipv6_dst": ("nxm_ipv6_dst", "ipv6_dst"),
    "ipv6_flabel": ("nxm_ipv6_label", "ipv6_flabel"),
    "ip_ecn": ("nxm_ip_ecn", "ip_ecn"),
    "icmpv6_type": ("nxm_icmpv6_type", "icmpv6_type"),
    "icmpv6_code": ("nxm_icmpv6_code", "icmpv6_code"),
    "ipv6_nd_target": ("nxm_nd_target", "ipv6_nd_target"),
    "ipv6_nd_sll": ("nxm_nd_sll", "ipv6_nd_sll"),
    "ipv6_nd_tll": ("nxm_nd_tll", "ipv6_nd_tll"),
    "tunnel_id": ("nxm_tun_id", "tunnel_id"),
    "tcp_flags": ("nxm_tcp_flags", "tcp_flags", "ovs_tcp_flags", "oxm_of_tcp_flags"),
    "ovs_tcp_flags": ("nxm_tcp_flags", "ovs_tcp_flags", "tcp_flags", "oxm_of_tcp_flags"),
}

#: Further names, Open vSwitch's mostly -> the name that classes and other versions have.
ALIASES: dict[str, str] = {
    "dl_src": "eth_src", "dl_dst": "eth_dst", "dl_type": "eth_type", "dl_vlan": "vlan_vid", "dl_vlan_pcp": "vlan_pcp",
    "ip_src": "ipv4_src", "nw_src": "ipv4_src", "ip_dst": "ipv4_dst", "nw_dst": "ipv4_dst", "nw_proto": "ip_proto",
    "nw_ecn": "ip_ecn", "nw_frag": "ip_frag", "tp_src": "tcp_src", "tp_dst": "tcp_dst", "icmp_type": "icmpv4_type",
    "icmp_code": "icmpv4_code", "nd_target": "ipv6_nd_target", "nd_sll": "ipv6_nd_sll", "nd_tll": "ipv6_nd_tll",
    "ipv6_label": "ipv6_flabel", "tun_id": "tunnel_id", "tun_src": "tunnel_ipv4_src", "tun_dst": "tunnel_ipv4_dst",
    "in_port_oxm": "in_port", "ct_state": "conn_tracking_state", "ct_zone": "conn_tracking_zone",
    "ct_mark": "conn_tracking_mark", "ct_label": "conn_tracking_label", "ct_nw_proto": "conn_tracking_nw_proto",
    "ct_nw_src": "conn_tracking_nw_src", "ct_nw_dst": "conn_tracking_nw_dst",
    "ct_ipv6_src": "conn_tracking_ipv6_src", "ct_ipv6_dst": "conn_tracking_ipv6_dst",
    "ct_tp_src": "conn_tracking_tp_src", "ct_tp_dst": "conn_tracking_tp_dst",
    "nsp": "nsh_spi", "nsi": "nsh_si", "nshc1": "nsh_c1", "nshc2": "nsh_c2", "nshc3": "nsh_c3", "nshc4": "nsh_c4",
    **{f"packet_reg{n}": f"xreg{n}" for n in range(16)},
}

#: Fields of Open vSwitch that have fewer bits than their bytes on the wire.
BITS = {
    "nxm_ipv6_label": 20, "nxm_ip_ecn": 2, "ip_frag": 2, "nxm_tcp_flags": 12, "ovs_tcp_flags": 12,
    "oxm_of_tcp_flags": 12, "tun_erspan_idx": 20, "tun_erspan_ver": 4, "tun_erspan_dir": 1, "tun_erspan_hwid": 6,
    "nsh_spi": 24,
    "nsh_ttl": 6,
}
