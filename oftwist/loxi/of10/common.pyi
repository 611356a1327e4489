"""OpenFlow 1.0: common. Written by ``python -m oftwist.loxi.stubs``; do not edit."""

from collections.abc import Sequence
from typing import ClassVar
import oftwist.loxi.of10.action as _action
import oftwist.loxi.of10.common as _common
from oftwist.loxi import forms as _f
from oftwist.wire.codec.objects import OFObject

class port_desc(OFObject):
    port_no: int
    hw_addr: _f.MacMember
    name: str
    config: int
    state: int
    curr: int
    advertised: int
    supported: int
    peer: int
    __match_args__ = ('port_no', 'hw_addr', 'name', 'config', 'state', 'curr', 'advertised', 'supported', 'peer')
    def __init__(self, port_no: int | None = ..., hw_addr: _f.Mac | None = ..., name: str | None = ..., config: int | None = ..., state: int | None = ..., curr: int | None = ..., advertised: int | None = ..., supported: int | None = ..., peer: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class packet_queue(OFObject):
    queue_id: int
    properties: list[_common.queue_prop]
    __match_args__ = ('queue_id', 'properties')
    def __init__(self, queue_id: int | None = ..., properties: Sequence[_common.queue_prop] | None = ..., *, extra: bytes | None = ...) -> None: ...
class queue_prop(OFObject):
    subtypes: ClassVar[_f.Subtypes]
    type: int
    __match_args__ = ('type',)
    def __init__(self, type: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class queue_prop_min_rate(queue_prop):
    rate: int
    __match_args__ = ('rate',)
    def __init__(self, rate: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class flow_stats_entry(OFObject):
    table_id: int
    match: _common.match_v1
    duration_sec: int
    duration_nsec: int
    priority: int
    idle_timeout: int
    hard_timeout: int
    cookie: int
    packet_count: int
    byte_count: int
    actions: list[_action.action]
    __match_args__ = ('table_id', 'match', 'duration_sec', 'duration_nsec', 'priority', 'idle_timeout', 'hard_timeout', 'cookie', 'packet_count', 'byte_count', 'actions')
    def __init__(self, table_id: int | None = ..., match: _common.match_v1 | None = ..., duration_sec: int | None = ..., duration_nsec: int | None = ..., priority: int | None = ..., idle_timeout: int | None = ..., hard_timeout: int | None = ..., cookie: int | None = ..., packet_count: int | None = ..., byte_count: int | None = ..., actions: Sequence[_action.action] | None = ..., *, extra: bytes | None = ...) -> None: ...
class table_stats_entry(OFObject):
    table_id: int
    name: str
    wildcards: int
    max_entries: int
    active_count: int
    lookup_count: int
    matched_count: int
    __match_args__ = ('table_id', 'name', 'wildcards', 'max_entries', 'active_count', 'lookup_count', 'matched_count')
    def __init__(self, table_id: int | None = ..., name: str | None = ..., wildcards: int | None = ..., max_entries: int | None = ..., active_count: int | None = ..., lookup_count: int | None = ..., matched_count: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class port_stats_entry(OFObject):
    port_no: int
    rx_packets: int
    tx_packets: int
    rx_bytes: int
    tx_bytes: int
    rx_dropped: int
    tx_dropped: int
    rx_errors: int
    tx_errors: int
    rx_frame_err: int
    rx_over_err: int
    rx_crc_err: int
    collisions: int
    __match_args__ = ('port_no', 'rx_packets', 'tx_packets', 'rx_bytes', 'tx_bytes', 'rx_dropped', 'tx_dropped', 'rx_errors', 'tx_errors', 'rx_frame_err', 'rx_over_err', 'rx_crc_err', 'collisions')
    def __init__(self, port_no: int | None = ..., rx_packets: int | None = ..., tx_packets: int | None = ..., rx_bytes: int | None = ..., tx_bytes: int | None = ..., rx_dropped: int | None = ..., tx_dropped: int | None = ..., rx_errors: int | None = ..., tx_errors: int | None = ..., rx_frame_err: int | None = ..., rx_over_err: int | None = ..., rx_crc_err: int | None = ..., collisions: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class queue_stats_entry(OFObject):
    port_no: int
    queue_id: int
    tx_bytes: int
    tx_packets: int
    tx_errors: int
    __match_args__ = ('port_no', 'queue_id', 'tx_bytes', 'tx_packets', 'tx_errors')
    def __init__(self, port_no: int | None = ..., queue_id: int | None = ..., tx_bytes: int | None = ..., tx_packets: int | None = ..., tx_errors: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class match_v1(OFObject, _f.MatchFields):
    wildcards: int
    in_port: int
    eth_src: _f.MacMember
    eth_dst: _f.MacMember
    vlan_vid: int
    vlan_pcp: int
    eth_type: int
    ip_dscp: int
    ip_proto: int
    ipv4_src: _f.IPv4Member
    ipv4_dst: _f.IPv4Member
    tcp_src: int
    tcp_dst: int
    __match_args__ = ('wildcards', 'in_port', 'eth_src', 'eth_dst', 'vlan_vid', 'vlan_pcp', 'eth_type', 'ip_dscp', 'ip_proto', 'ipv4_src', 'ipv4_dst', 'tcp_src', 'tcp_dst')
    def __init__(self, wildcards: int | None = ..., in_port: int | None = ..., eth_src: _f.Mac | None = ..., eth_dst: _f.Mac | None = ..., vlan_vid: int | None = ..., vlan_pcp: int | None = ..., eth_type: int | None = ..., ip_dscp: int | None = ..., ip_proto: int | None = ..., ipv4_src: _f.IPv4 | None = ..., ipv4_dst: _f.IPv4 | None = ..., tcp_src: int | None = ..., tcp_dst: int | None = ..., *, extra: bytes | None = ...) -> None: ...
    @classmethod
    def build(cls, *, in_port: _f.IntField = ..., eth_src: _f.MacField = ..., eth_dst: _f.MacField = ..., vlan_vid: _f.IntField = ..., vlan_pcp: _f.IntField = ..., eth_type: _f.IntField = ..., ip_dscp: _f.IntField = ..., ip_proto: _f.IntField = ..., ipv4_src: _f.IPv4Field = ..., ipv4_dst: _f.IPv4Field = ..., tcp_src: _f.IntField = ..., tcp_dst: _f.IntField = ..., udp_src: _f.IntField = ..., udp_dst: _f.IntField = ..., sctp_src: _f.IntField = ..., sctp_dst: _f.IntField = ..., icmpv4_type: _f.IntField = ..., icmpv4_code: _f.IntField = ..., arp_op: _f.IntField = ..., arp_spa: _f.IPv4Field = ..., arp_tpa: _f.IPv4Field = ...) -> match_v1: ...
    @classmethod
    def parse(cls, text: str, *, ports: _f.Names = ...) -> match_v1: ...
class bsn_interface(OFObject):
    hw_addr: _f.MacMember
    name: str
    ipv4_addr: _f.IPv4Member
    ipv4_netmask: _f.IPv4Member
    __match_args__ = ('hw_addr', 'name', 'ipv4_addr', 'ipv4_netmask')
    def __init__(self, hw_addr: _f.Mac | None = ..., name: str | None = ..., ipv4_addr: _f.IPv4 | None = ..., ipv4_netmask: _f.IPv4 | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_vport(OFObject):
    subtypes: ClassVar[_f.Subtypes]
    type: int
    __match_args__ = ('type',)
    def __init__(self, type: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_vport_q_in_q(bsn_vport):
    port_no: int
    ingress_tpid: int
    ingress_vlan_id: int
    egress_tpid: int
    egress_vlan_id: int
    if_name: str
    __match_args__ = ('port_no', 'ingress_tpid', 'ingress_vlan_id', 'egress_tpid', 'egress_vlan_id', 'if_name')
    def __init__(self, port_no: int | None = ..., ingress_tpid: int | None = ..., ingress_vlan_id: int | None = ..., egress_tpid: int | None = ..., egress_vlan_id: int | None = ..., if_name: str | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_vport_l2gre(bsn_vport):
    flags: int
    port_no: int
    loopback_port_no: int
    local_mac: _f.MacMember
    nh_mac: _f.MacMember
    src_ip: _f.IPv4Member
    dst_ip: _f.IPv4Member
    dscp: int
    ttl: int
    vpn: int
    rate_limit: int
    if_name: str
    __match_args__ = ('flags', 'port_no', 'loopback_port_no', 'local_mac', 'nh_mac', 'src_ip', 'dst_ip', 'dscp', 'ttl', 'vpn', 'rate_limit', 'if_name')
    def __init__(self, flags: int | None = ..., port_no: int | None = ..., loopback_port_no: int | None = ..., local_mac: _f.Mac | None = ..., nh_mac: _f.Mac | None = ..., src_ip: _f.IPv4 | None = ..., dst_ip: _f.IPv4 | None = ..., dscp: int | None = ..., ttl: int | None = ..., vpn: int | None = ..., rate_limit: int | None = ..., if_name: str | None = ..., *, extra: bytes | None = ...) -> None: ...
match = match_v1
