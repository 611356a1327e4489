"""OpenFlow 1.2: common. Written by ``python -m oftwist.loxi.stubs``; do not edit."""

from collections.abc import Sequence
from typing import ClassVar
import oftwist.loxi.of12.action as _action
import oftwist.loxi.of12.oxm as _oxm
import oftwist.loxi.of12.common as _common
import oftwist.loxi.of12.instruction as _instruction
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
    curr_speed: int
    max_speed: int
    __match_args__ = ('port_no', 'hw_addr', 'name', 'config', 'state', 'curr', 'advertised', 'supported', 'peer', 'curr_speed', 'max_speed')
    def __init__(self, port_no: int | None = ..., hw_addr: _f.Mac | None = ..., name: str | None = ..., config: int | None = ..., state: int | None = ..., curr: int | None = ..., advertised: int | None = ..., supported: int | None = ..., peer: int | None = ..., curr_speed: int | None = ..., max_speed: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bucket(OFObject):
    weight: int
    watch_port: int
    watch_group: int
    actions: list[_action.action]
    __match_args__ = ('weight', 'watch_port', 'watch_group', 'actions')
    def __init__(self, weight: int | None = ..., watch_port: int | None = ..., watch_group: int | None = ..., actions: Sequence[_action.action] | None = ..., *, extra: bytes | None = ...) -> None: ...
class packet_queue(OFObject):
    queue_id: int
    port: int
    properties: list[_common.queue_prop]
    __match_args__ = ('queue_id', 'port', 'properties')
    def __init__(self, queue_id: int | None = ..., port: int | None = ..., properties: Sequence[_common.queue_prop] | None = ..., *, extra: bytes | None = ...) -> None: ...
class queue_prop(OFObject):
    subtypes: ClassVar[_f.Subtypes]
    type: int
    __match_args__ = ('type',)
    def __init__(self, type: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class queue_prop_min_rate(queue_prop):
    rate: int
    __match_args__ = ('rate',)
    def __init__(self, rate: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class queue_prop_max_rate(queue_prop):
    rate: int
    __match_args__ = ('rate',)
    def __init__(self, rate: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class queue_prop_experimenter(queue_prop):
    subtypes: ClassVar[_f.Subtypes]
    experimenter: int
    data: bytes
    __match_args__ = ('experimenter', 'data')
    def __init__(self, experimenter: int | None = ..., data: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class flow_stats_entry(OFObject):
    table_id: int
    duration_sec: int
    duration_nsec: int
    priority: int
    idle_timeout: int
    hard_timeout: int
    cookie: int
    packet_count: int
    byte_count: int
    match: _common.match_v3
    instructions: list[_instruction.instruction]
    __match_args__ = ('table_id', 'duration_sec', 'duration_nsec', 'priority', 'idle_timeout', 'hard_timeout', 'cookie', 'packet_count', 'byte_count', 'match', 'instructions')
    def __init__(self, table_id: int | None = ..., duration_sec: int | None = ..., duration_nsec: int | None = ..., priority: int | None = ..., idle_timeout: int | None = ..., hard_timeout: int | None = ..., cookie: int | None = ..., packet_count: int | None = ..., byte_count: int | None = ..., match: _common.match_v3 | None = ..., instructions: Sequence[_instruction.instruction] | None = ..., *, extra: bytes | None = ...) -> None: ...
class table_stats_entry(OFObject):
    table_id: int
    name: str
    match: int
    wildcards: int
    write_actions: int
    apply_actions: int
    write_setfields: int
    apply_setfields: int
    metadata_match: int
    metadata_write: int
    instructions: int
    config: int
    max_entries: int
    active_count: int
    lookup_count: int
    matched_count: int
    __match_args__ = ('table_id', 'name', 'match', 'wildcards', 'write_actions', 'apply_actions', 'write_setfields', 'apply_setfields', 'metadata_match', 'metadata_write', 'instructions', 'config', 'max_entries', 'active_count', 'lookup_count', 'matched_count')
    def __init__(self, table_id: int | None = ..., name: str | None = ..., match: int | None = ..., wildcards: int | None = ..., write_actions: int | None = ..., apply_actions: int | None = ..., write_setfields: int | None = ..., apply_setfields: int | None = ..., metadata_match: int | None = ..., metadata_write: int | None = ..., instructions: int | None = ..., config: int | None = ..., max_entries: int | None = ..., active_count: int | None = ..., lookup_count: int | None = ..., matched_count: int | None = ..., *, extra: bytes | None = ...) -> None: ...
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
class group_stats_entry(OFObject):
    group_id: int
    ref_count: int
    packet_count: int
    byte_count: int
    bucket_stats: list[_common.bucket_counter]
    __match_args__ = ('group_id', 'ref_count', 'packet_count', 'byte_count', 'bucket_stats')
    def __init__(self, group_id: int | None = ..., ref_count: int | None = ..., packet_count: int | None = ..., byte_count: int | None = ..., bucket_stats: Sequence[_common.bucket_counter] | None = ..., *, extra: bytes | None = ...) -> None: ...
class bucket_counter(OFObject):
    packet_count: int
    byte_count: int
    __match_args__ = ('packet_count', 'byte_count')
    def __init__(self, packet_count: int | None = ..., byte_count: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class group_desc_stats_entry(OFObject):
    group_type: int
    group_id: int
    buckets: list[_common.bucket]
    __match_args__ = ('group_type', 'group_id', 'buckets')
    def __init__(self, group_type: int | None = ..., group_id: int | None = ..., buckets: Sequence[_common.bucket] | None = ..., *, extra: bytes | None = ...) -> None: ...
class match_v3(OFObject, _f.MatchFields):
    type: int
    oxm_list: list[_oxm.oxm]
    __match_args__ = ('oxm_list',)
    def __init__(self, oxm_list: Sequence[_oxm.oxm] | None = ..., *, extra: bytes | None = ...) -> None: ...
    @classmethod
    def build(cls, *, in_port: _f.IntField = ..., in_phy_port: _f.IntField = ..., metadata: _f.IntField = ..., eth_dst: _f.MacField = ..., eth_src: _f.MacField = ..., eth_type: _f.IntField = ..., vlan_vid: _f.IntField = ..., vlan_pcp: _f.IntField = ..., ip_dscp: _f.IntField = ..., ip_ecn: _f.IntField = ..., ip_proto: _f.IntField = ..., ipv4_src: _f.IPv4Field = ..., ipv4_dst: _f.IPv4Field = ..., tcp_src: _f.IntField = ..., tcp_dst: _f.IntField = ..., udp_src: _f.IntField = ..., udp_dst: _f.IntField = ..., sctp_src: _f.IntField = ..., sctp_dst: _f.IntField = ..., icmpv4_type: _f.IntField = ..., icmpv4_code: _f.IntField = ..., arp_op: _f.IntField = ..., arp_spa: _f.IntField = ..., arp_tpa: _f.IntField = ..., arp_sha: _f.MacField = ..., arp_tha: _f.MacField = ..., ipv6_src: _f.IPv6Field = ..., ipv6_dst: _f.IPv6Field = ..., ipv6_flabel: _f.IntField = ..., icmpv6_type: _f.IntField = ..., icmpv6_code: _f.IntField = ..., ipv6_nd_target: _f.IPv6Field = ..., ipv6_nd_sll: _f.MacField = ..., ipv6_nd_tll: _f.MacField = ..., mpls_label: _f.IntField = ..., mpls_tc: _f.IntField = ..., actset_output: _f.IntField = ..., xreg0: _f.IntField = ..., xreg1: _f.IntField = ..., xreg2: _f.IntField = ..., xreg3: _f.IntField = ..., xreg4: _f.IntField = ..., xreg5: _f.IntField = ..., xreg6: _f.IntField = ..., xreg7: _f.IntField = ..., xreg8: _f.IntField = ..., xreg9: _f.IntField = ..., xreg10: _f.IntField = ..., xreg11: _f.IntField = ..., xreg12: _f.IntField = ..., xreg13: _f.IntField = ..., xreg14: _f.IntField = ..., xreg15: _f.IntField = ..., tunnel_ipv4_src: _f.IPv4Field = ..., tunnel_ipv4_dst: _f.IPv4Field = ..., conn_tracking_state: _f.IntField = ..., conn_tracking_zone: _f.IntField = ..., conn_tracking_mark: _f.IntField = ..., conn_tracking_label: _f.IntField = ..., conn_tracking_nw_proto: _f.IntField = ..., conn_tracking_nw_src: _f.IntField = ..., conn_tracking_nw_dst: _f.IntField = ..., conn_tracking_ipv6_src: _f.IPv6Field = ..., conn_tracking_ipv6_dst: _f.IPv6Field = ..., conn_tracking_tp_src: _f.IntField = ..., conn_tracking_tp_dst: _f.IntField = ..., ovs_tcp_flags: _f.IntField = ..., bsn_in_ports_128: _f.BitsField = ..., bsn_lag_id: _f.IntField = ..., bsn_vrf: _f.IntField = ..., bsn_global_vrf_allowed: _f.IntField = ..., bsn_l3_interface_class_id: _f.IntField = ..., bsn_l3_src_class_id: _f.IntField = ..., bsn_l3_dst_class_id: _f.IntField = ..., bsn_egr_port_group_id: _f.IntField = ..., bsn_udf0: _f.IntField = ..., bsn_udf1: _f.IntField = ..., bsn_udf2: _f.IntField = ..., bsn_udf3: _f.IntField = ..., bsn_udf4: _f.IntField = ..., bsn_udf5: _f.IntField = ..., bsn_udf6: _f.IntField = ..., bsn_udf7: _f.IntField = ..., bsn_tcp_flags: _f.IntField = ..., bsn_vlan_xlate_port_group_id: _f.IntField = ..., bsn_l2_cache_hit: _f.IntField = ..., bsn_in_ports_512: _f.BitsField = ..., bsn_ingress_port_group_id: _f.IntField = ..., bsn_ip_fragmentation: _f.IntField = ..., tcp_flags: _f.IntField = ..., packet_reg0: _f.IntField = ..., packet_reg1: _f.IntField = ..., packet_reg2: _f.IntField = ..., packet_reg3: _f.IntField = ..., packet_reg4: _f.IntField = ..., packet_reg5: _f.IntField = ..., packet_reg6: _f.IntField = ..., packet_reg7: _f.IntField = ..., packet_reg8: _f.IntField = ..., packet_reg9: _f.IntField = ..., packet_reg10: _f.IntField = ..., packet_reg11: _f.IntField = ..., packet_reg12: _f.IntField = ..., packet_reg13: _f.IntField = ..., packet_reg14: _f.IntField = ..., packet_reg15: _f.IntField = ...) -> match_v3: ...
    @classmethod
    def parse(cls, text: str, *, ports: _f.Names = ...) -> match_v3: ...
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
match = match_v3
