"""OpenFlow 1.5: common. Written by ``python -m oftwist.loxi.stubs``; do not edit."""

from collections.abc import Sequence
from typing import ClassVar
import oftwist.loxi.of15.action as _action
import oftwist.loxi.of15.action_id as _action_id
import oftwist.loxi.of15.oxm as _oxm
import oftwist.loxi.of15.common as _common
import oftwist.loxi.of15.bsn_tlv as _bsn_tlv
import oftwist.loxi.of15.instruction as _instruction
import oftwist.loxi.of15.instruction_id as _instruction_id
import oftwist.loxi.of15.meter_band as _meter_band
import oftwist.loxi.of15.port_desc_prop as _port_desc_prop
import oftwist.loxi.of15.port_stats_prop as _port_stats_prop
import oftwist.loxi.of15.queue_desc_prop as _queue_desc_prop
import oftwist.loxi.of15.queue_stats_prop as _queue_stats_prop
import oftwist.loxi.of15.table_mod_prop as _table_mod_prop
from oftwist.loxi import forms as _f
from oftwist.wire.codec.objects import OFObject

class hello_elem(OFObject):
    subtypes: ClassVar[_f.Subtypes]
    type: int
    __match_args__ = ('type',)
    def __init__(self, type: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class hello_elem_versionbitmap(hello_elem):
    bitmaps: list[_common.uint32]
    __match_args__ = ('bitmaps',)
    def __init__(self, bitmaps: Sequence[_common.uint32] | None = ..., *, extra: bytes | None = ...) -> None: ...
class port_desc(OFObject):
    port_no: int
    hw_addr: _f.MacMember
    name: str
    config: int
    state: int
    properties: list[_port_desc_prop.port_desc_prop]
    __match_args__ = ('port_no', 'hw_addr', 'name', 'config', 'state', 'properties')
    def __init__(self, port_no: int | None = ..., hw_addr: _f.Mac | None = ..., name: str | None = ..., config: int | None = ..., state: int | None = ..., properties: Sequence[_port_desc_prop.port_desc_prop] | None = ..., *, extra: bytes | None = ...) -> None: ...
class bucket(OFObject):
    bucket_id: int
    actions: list[_action.action]
    properties: list[_common.group_bucket_prop]
    __match_args__ = ('bucket_id', 'actions', 'properties')
    def __init__(self, bucket_id: int | None = ..., actions: Sequence[_action.action] | None = ..., properties: Sequence[_common.group_bucket_prop] | None = ..., *, extra: bytes | None = ...) -> None: ...
class controller_status_entry(OFObject):
    short_id: int
    role: int
    reason: int
    channel_status: int
    properties: list[_common.controller_status_prop]
    __match_args__ = ('short_id', 'role', 'reason', 'channel_status', 'properties')
    def __init__(self, short_id: int | None = ..., role: int | None = ..., reason: int | None = ..., channel_status: int | None = ..., properties: Sequence[_common.controller_status_prop] | None = ..., *, extra: bytes | None = ...) -> None: ...
class time(OFObject):
    seconds: int
    nanoseconds: int
    __match_args__ = ('seconds', 'nanoseconds')
    def __init__(self, seconds: int | None = ..., nanoseconds: int | None = ..., *, extra: bytes | None = ...) -> None: ...
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
class uint8(OFObject):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class uint32(OFObject):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class uint64(OFObject):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class header_type(OFObject):
    subtypes: ClassVar[_f.Subtypes]
    namespace: int
    ns_type: int
    __match_args__ = ('namespace', 'ns_type')
    def __init__(self, namespace: int | None = ..., ns_type: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class flow_stats_entry(OFObject):
    table_id: int
    priority: int
    idle_timeout: int
    hard_timeout: int
    flags: int
    importance: int
    cookie: int
    match: _common.match_v3
    stats: _common.stat_v6
    instructions: list[_instruction.instruction]
    __match_args__ = ('table_id', 'priority', 'idle_timeout', 'hard_timeout', 'flags', 'importance', 'cookie', 'match', 'stats', 'instructions')
    def __init__(self, table_id: int | None = ..., priority: int | None = ..., idle_timeout: int | None = ..., hard_timeout: int | None = ..., flags: int | None = ..., importance: int | None = ..., cookie: int | None = ..., match: _common.match_v3 | None = ..., stats: _common.stat_v6 | None = ..., instructions: Sequence[_instruction.instruction] | None = ..., *, extra: bytes | None = ...) -> None: ...
class flow_lightweight_stats_entry(OFObject):
    table_id: int
    reason: int
    priority: int
    match: _common.match_v3
    stats: _common.stat_v6
    __match_args__ = ('table_id', 'reason', 'priority', 'match', 'stats')
    def __init__(self, table_id: int | None = ..., reason: int | None = ..., priority: int | None = ..., match: _common.match_v3 | None = ..., stats: _common.stat_v6 | None = ..., *, extra: bytes | None = ...) -> None: ...
class flow_monitor_entry(OFObject):
    monitor_id: int
    out_port: int
    out_group: int
    flags: int
    table_id: int
    command: int
    match: _common.match_v3
    __match_args__ = ('monitor_id', 'out_port', 'out_group', 'flags', 'table_id', 'command', 'match')
    def __init__(self, monitor_id: int | None = ..., out_port: int | None = ..., out_group: int | None = ..., flags: int | None = ..., table_id: int | None = ..., command: int | None = ..., match: _common.match_v3 | None = ..., *, extra: bytes | None = ...) -> None: ...
class flow_monitor_reply_entry(OFObject):
    subtypes: ClassVar[_f.Subtypes]
    event: int
    __match_args__ = ('event',)
    def __init__(self, event: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class flow_update_initial(flow_monitor_reply_entry):
    table_id: int
    reason: int
    idle_timeout: int
    hard_timeout: int
    priority: int
    cookie: int
    match: _common.match_v3
    instructions: list[_instruction.instruction]
    __match_args__ = ('table_id', 'reason', 'idle_timeout', 'hard_timeout', 'priority', 'cookie', 'match', 'instructions')
    def __init__(self, table_id: int | None = ..., reason: int | None = ..., idle_timeout: int | None = ..., hard_timeout: int | None = ..., priority: int | None = ..., cookie: int | None = ..., match: _common.match_v3 | None = ..., instructions: Sequence[_instruction.instruction] | None = ..., *, extra: bytes | None = ...) -> None: ...
class flow_update_added(flow_monitor_reply_entry):
    table_id: int
    reason: int
    idle_timeout: int
    hard_timeout: int
    priority: int
    cookie: int
    match: _common.match_v3
    instructions: list[_instruction.instruction]
    __match_args__ = ('table_id', 'reason', 'idle_timeout', 'hard_timeout', 'priority', 'cookie', 'match', 'instructions')
    def __init__(self, table_id: int | None = ..., reason: int | None = ..., idle_timeout: int | None = ..., hard_timeout: int | None = ..., priority: int | None = ..., cookie: int | None = ..., match: _common.match_v3 | None = ..., instructions: Sequence[_instruction.instruction] | None = ..., *, extra: bytes | None = ...) -> None: ...
class flow_update_removed(flow_monitor_reply_entry):
    table_id: int
    reason: int
    idle_timeout: int
    hard_timeout: int
    priority: int
    cookie: int
    match: _common.match_v3
    instructions: list[_instruction.instruction]
    __match_args__ = ('table_id', 'reason', 'idle_timeout', 'hard_timeout', 'priority', 'cookie', 'match', 'instructions')
    def __init__(self, table_id: int | None = ..., reason: int | None = ..., idle_timeout: int | None = ..., hard_timeout: int | None = ..., priority: int | None = ..., cookie: int | None = ..., match: _common.match_v3 | None = ..., instructions: Sequence[_instruction.instruction] | None = ..., *, extra: bytes | None = ...) -> None: ...
class flow_update_modified(flow_monitor_reply_entry):
    table_id: int
    reason: int
    idle_timeout: int
    hard_timeout: int
    priority: int
    cookie: int
    match: _common.match_v3
    instructions: list[_instruction.instruction]
    __match_args__ = ('table_id', 'reason', 'idle_timeout', 'hard_timeout', 'priority', 'cookie', 'match', 'instructions')
    def __init__(self, table_id: int | None = ..., reason: int | None = ..., idle_timeout: int | None = ..., hard_timeout: int | None = ..., priority: int | None = ..., cookie: int | None = ..., match: _common.match_v3 | None = ..., instructions: Sequence[_instruction.instruction] | None = ..., *, extra: bytes | None = ...) -> None: ...
class flow_update_abbrev(flow_monitor_reply_entry):
    xid: int | None
    __match_args__ = ('xid',)
    def __init__(self, xid: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class flow_update_paused(flow_monitor_reply_entry):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class flow_update_resumed(flow_monitor_reply_entry):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class table_stats_entry(OFObject):
    table_id: int
    active_count: int
    lookup_count: int
    matched_count: int
    __match_args__ = ('table_id', 'active_count', 'lookup_count', 'matched_count')
    def __init__(self, table_id: int | None = ..., active_count: int | None = ..., lookup_count: int | None = ..., matched_count: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class table_features(OFObject):
    table_id: int
    command: int
    features: int
    name: str
    metadata_match: int
    metadata_write: int
    capabilities: int
    max_entries: int
    properties: list[_common.table_feature_prop]
    __match_args__ = ('table_id', 'command', 'features', 'name', 'metadata_match', 'metadata_write', 'capabilities', 'max_entries', 'properties')
    def __init__(self, table_id: int | None = ..., command: int | None = ..., features: int | None = ..., name: str | None = ..., metadata_match: int | None = ..., metadata_write: int | None = ..., capabilities: int | None = ..., max_entries: int | None = ..., properties: Sequence[_common.table_feature_prop] | None = ..., *, extra: bytes | None = ...) -> None: ...
class table_desc(OFObject):
    table_id: int
    config: int
    properties: list[_table_mod_prop.table_mod_prop]
    __match_args__ = ('table_id', 'config', 'properties')
    def __init__(self, table_id: int | None = ..., config: int | None = ..., properties: Sequence[_table_mod_prop.table_mod_prop] | None = ..., *, extra: bytes | None = ...) -> None: ...
class port_stats_entry(OFObject):
    port_no: int
    duration_sec: int
    duration_nsec: int
    rx_packets: int
    tx_packets: int
    rx_bytes: int
    tx_bytes: int
    rx_dropped: int
    tx_dropped: int
    rx_errors: int
    tx_errors: int
    properties: list[_port_stats_prop.port_stats_prop]
    __match_args__ = ('port_no', 'duration_sec', 'duration_nsec', 'rx_packets', 'tx_packets', 'rx_bytes', 'tx_bytes', 'rx_dropped', 'tx_dropped', 'rx_errors', 'tx_errors', 'properties')
    def __init__(self, port_no: int | None = ..., duration_sec: int | None = ..., duration_nsec: int | None = ..., rx_packets: int | None = ..., tx_packets: int | None = ..., rx_bytes: int | None = ..., tx_bytes: int | None = ..., rx_dropped: int | None = ..., tx_dropped: int | None = ..., rx_errors: int | None = ..., tx_errors: int | None = ..., properties: Sequence[_port_stats_prop.port_stats_prop] | None = ..., *, extra: bytes | None = ...) -> None: ...
class queue_stats_entry(OFObject):
    port_no: int
    queue_id: int
    tx_bytes: int
    tx_packets: int
    tx_errors: int
    duration_sec: int
    duration_nsec: int
    properties: list[_queue_stats_prop.queue_stats_prop]
    __match_args__ = ('port_no', 'queue_id', 'tx_bytes', 'tx_packets', 'tx_errors', 'duration_sec', 'duration_nsec', 'properties')
    def __init__(self, port_no: int | None = ..., queue_id: int | None = ..., tx_bytes: int | None = ..., tx_packets: int | None = ..., tx_errors: int | None = ..., duration_sec: int | None = ..., duration_nsec: int | None = ..., properties: Sequence[_queue_stats_prop.queue_stats_prop] | None = ..., *, extra: bytes | None = ...) -> None: ...
class queue_desc(OFObject):
    port_no: int
    queue_id: int
    properties: list[_queue_desc_prop.queue_desc_prop]
    __match_args__ = ('port_no', 'queue_id', 'properties')
    def __init__(self, port_no: int | None = ..., queue_id: int | None = ..., properties: Sequence[_queue_desc_prop.queue_desc_prop] | None = ..., *, extra: bytes | None = ...) -> None: ...
class group_stats_entry(OFObject):
    group_id: int
    ref_count: int
    packet_count: int
    byte_count: int
    duration_sec: int
    duration_nsec: int
    bucket_stats: list[_common.bucket_counter]
    __match_args__ = ('group_id', 'ref_count', 'packet_count', 'byte_count', 'duration_sec', 'duration_nsec', 'bucket_stats')
    def __init__(self, group_id: int | None = ..., ref_count: int | None = ..., packet_count: int | None = ..., byte_count: int | None = ..., duration_sec: int | None = ..., duration_nsec: int | None = ..., bucket_stats: Sequence[_common.bucket_counter] | None = ..., *, extra: bytes | None = ...) -> None: ...
class bucket_counter(OFObject):
    packet_count: int
    byte_count: int
    __match_args__ = ('packet_count', 'byte_count')
    def __init__(self, packet_count: int | None = ..., byte_count: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class group_desc_stats_entry(OFObject):
    group_type: int
    group_id: int
    buckets: list[_common.bucket]
    properties: list[_common.group_prop]
    __match_args__ = ('group_type', 'group_id', 'buckets', 'properties')
    def __init__(self, group_type: int | None = ..., group_id: int | None = ..., buckets: Sequence[_common.bucket] | None = ..., properties: Sequence[_common.group_prop] | None = ..., *, extra: bytes | None = ...) -> None: ...
class meter_stats(OFObject):
    meter_id: int
    ref_count: int
    packet_in_count: int
    byte_in_count: int
    duration_sec: int
    duration_nsec: int
    band_stats: list[_common.meter_band_stats]
    __match_args__ = ('meter_id', 'ref_count', 'packet_in_count', 'byte_in_count', 'duration_sec', 'duration_nsec', 'band_stats')
    def __init__(self, meter_id: int | None = ..., ref_count: int | None = ..., packet_in_count: int | None = ..., byte_in_count: int | None = ..., duration_sec: int | None = ..., duration_nsec: int | None = ..., band_stats: Sequence[_common.meter_band_stats] | None = ..., *, extra: bytes | None = ...) -> None: ...
class meter_band_stats(OFObject):
    packet_band_count: int
    byte_band_count: int
    __match_args__ = ('packet_band_count', 'byte_band_count')
    def __init__(self, packet_band_count: int | None = ..., byte_band_count: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class meter_config(OFObject):
    flags: int
    meter_id: int
    entries: list[_meter_band.meter_band]
    __match_args__ = ('flags', 'meter_id', 'entries')
    def __init__(self, flags: int | None = ..., meter_id: int | None = ..., entries: Sequence[_meter_band.meter_band] | None = ..., *, extra: bytes | None = ...) -> None: ...
class meter_features(OFObject):
    max_meter: int
    band_types: int
    capabilities: int
    max_bands: int
    max_color: int
    features: int
    __match_args__ = ('max_meter', 'band_types', 'capabilities', 'max_bands', 'max_color', 'features')
    def __init__(self, max_meter: int | None = ..., band_types: int | None = ..., capabilities: int | None = ..., max_bands: int | None = ..., max_color: int | None = ..., features: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class match_v3(OFObject, _f.MatchFields):
    type: int
    oxm_list: list[_oxm.oxm]
    __match_args__ = ('oxm_list',)
    def __init__(self, oxm_list: Sequence[_oxm.oxm] | None = ..., *, extra: bytes | None = ...) -> None: ...
    @classmethod
    def build(cls, *, in_port: _f.IntField = ..., in_phy_port: _f.IntField = ..., metadata: _f.IntField = ..., eth_dst: _f.MacField = ..., eth_src: _f.MacField = ..., eth_type: _f.IntField = ..., vlan_vid: _f.IntField = ..., vlan_pcp: _f.IntField = ..., ip_dscp: _f.IntField = ..., ip_ecn: _f.IntField = ..., ip_proto: _f.IntField = ..., ipv4_src: _f.IPv4Field = ..., ipv4_dst: _f.IPv4Field = ..., tcp_src: _f.IntField = ..., tcp_dst: _f.IntField = ..., udp_src: _f.IntField = ..., udp_dst: _f.IntField = ..., sctp_src: _f.IntField = ..., sctp_dst: _f.IntField = ..., icmpv4_type: _f.IntField = ..., icmpv4_code: _f.IntField = ..., arp_op: _f.IntField = ..., arp_spa: _f.IntField = ..., arp_tpa: _f.IntField = ..., arp_sha: _f.MacField = ..., arp_tha: _f.MacField = ..., ipv6_src: _f.IPv6Field = ..., ipv6_dst: _f.IPv6Field = ..., ipv6_flabel: _f.IntField = ..., icmpv6_type: _f.IntField = ..., icmpv6_code: _f.IntField = ..., ipv6_nd_target: _f.IPv6Field = ..., ipv6_nd_sll: _f.MacField = ..., ipv6_nd_tll: _f.MacField = ..., mpls_label: _f.IntField = ..., mpls_tc: _f.IntField = ..., mpls_bos: _f.IntField = ..., pbb_isid: _f.IntField = ..., tunnel_id: _f.IntField = ..., ipv6_exthdr: _f.IntField = ..., pbb_uca: _f.IntField = ..., tcp_flags: _f.IntField = ..., actset_output: _f.IntField = ..., packet_type: _f.IntField = ..., xreg0: _f.IntField = ..., xreg1: _f.IntField = ..., xreg2: _f.IntField = ..., xreg3: _f.IntField = ..., xreg4: _f.IntField = ..., xreg5: _f.IntField = ..., xreg6: _f.IntField = ..., xreg7: _f.IntField = ..., xreg8: _f.IntField = ..., xreg9: _f.IntField = ..., xreg10: _f.IntField = ..., xreg11: _f.IntField = ..., xreg12: _f.IntField = ..., xreg13: _f.IntField = ..., xreg14: _f.IntField = ..., xreg15: _f.IntField = ..., tunnel_ipv4_src: _f.IPv4Field = ..., tunnel_ipv4_dst: _f.IPv4Field = ..., conn_tracking_state: _f.IntField = ..., conn_tracking_zone: _f.IntField = ..., conn_tracking_mark: _f.IntField = ..., conn_tracking_label: _f.IntField = ..., conn_tracking_nw_proto: _f.IntField = ..., conn_tracking_nw_src: _f.IntField = ..., conn_tracking_nw_dst: _f.IntField = ..., conn_tracking_ipv6_src: _f.IPv6Field = ..., conn_tracking_ipv6_dst: _f.IPv6Field = ..., conn_tracking_tp_src: _f.IntField = ..., conn_tracking_tp_dst: _f.IntField = ..., ovs_tcp_flags: _f.IntField = ..., bsn_in_ports_128: _f.BitsField = ..., bsn_lag_id: _f.IntField = ..., bsn_vrf: _f.IntField = ..., bsn_l3_interface_class_id: _f.IntField = ..., bsn_l3_src_class_id: _f.IntField = ..., bsn_egr_port_group_id: _f.IntField = ..., bsn_udf0: _f.IntField = ..., bsn_udf1: _f.IntField = ..., bsn_udf2: _f.IntField = ..., bsn_udf3: _f.IntField = ..., bsn_udf4: _f.IntField = ..., bsn_udf5: _f.IntField = ..., bsn_udf6: _f.IntField = ..., bsn_udf7: _f.IntField = ..., bsn_tcp_flags: _f.IntField = ..., bsn_vlan_xlate_port_group_id: _f.IntField = ..., bsn_l2_cache_hit: _f.IntField = ..., bsn_in_ports_512: _f.BitsField = ..., bsn_ingress_port_group_id: _f.IntField = ..., bsn_vxlan_network_id: _f.IntField = ..., bsn_inner_eth_dst: _f.MacField = ..., bsn_inner_eth_src: _f.MacField = ..., bsn_inner_vlan_vid: _f.IntField = ..., bsn_vfi: _f.IntField = ..., bsn_ip_fragmentation: _f.IntField = ..., bsn_ifp_class_id: _f.IntField = ..., onfoxm_actset_output: _f.IntField = ..., nxm_in_port: _f.IntField = ..., nxm_eth_dst: _f.MacField = ..., nxm_eth_src: _f.MacField = ..., nxm_eth_type: _f.IntField = ..., vlan_tci: _f.IntField = ..., nw_tos: _f.IntField = ..., nxm_ip_proto: _f.IntField = ..., nxm_ip_src: _f.IPv4Field = ..., nxm_ip_dst: _f.IPv4Field = ..., nxm_tcp_src: _f.IntField = ..., nxm_tcp_dst: _f.IntField = ..., nxm_udp_src: _f.IntField = ..., nxm_udp_dst: _f.IntField = ..., nxm_icmp_type: _f.IntField = ..., nxm_icmp_code: _f.IntField = ..., nxm_arp_op: _f.IntField = ..., nxm_arp_spa: _f.IntField = ..., nxm_arp_tpa: _f.IntField = ..., reg0: _f.IntField = ..., reg1: _f.IntField = ..., reg2: _f.IntField = ..., reg3: _f.IntField = ..., reg4: _f.IntField = ..., reg5: _f.IntField = ..., reg6: _f.IntField = ..., reg7: _f.IntField = ..., reg8: _f.IntField = ..., reg9: _f.IntField = ..., reg10: _f.IntField = ..., reg11: _f.IntField = ..., reg12: _f.IntField = ..., reg13: _f.IntField = ..., reg14: _f.IntField = ..., reg15: _f.IntField = ..., nxm_tun_id: _f.IntField = ..., nxm_arp_sha: _f.MacField = ..., nxm_arp_tha: _f.MacField = ..., nxm_ipv6_src: _f.IPv6Field = ..., nxm_ipv6_dst: _f.IPv6Field = ..., nxm_icmpv6_type: _f.IntField = ..., nxm_icmpv6_code: _f.IntField = ..., nxm_nd_target: _f.IPv6Field = ..., nxm_nd_sll: _f.MacField = ..., nxm_nd_tll: _f.MacField = ..., ip_frag: _f.IntField = ..., nxm_ipv6_label: _f.IntField = ..., nxm_ip_ecn: _f.IntField = ..., nw_ttl: _f.IntField = ..., mpls_ttl: _f.IntField = ..., cookie: _f.IntField = ..., pkt_mark: _f.IntField = ..., nxm_tcp_flags: _f.IntField = ..., dp_hash: _f.IntField = ..., recirc_id: _f.IntField = ..., conj_id: _f.IntField = ..., tun_gbp_id: _f.IntField = ..., tun_gbp_flags: _f.IntField = ..., tun_metadata0: _f.OctetsField = ..., tun_metadata1: _f.OctetsField = ..., tun_metadata2: _f.OctetsField = ..., tun_metadata3: _f.OctetsField = ..., tun_metadata4: _f.OctetsField = ..., tun_metadata5: _f.OctetsField = ..., tun_metadata6: _f.OctetsField = ..., tun_metadata7: _f.OctetsField = ..., tun_metadata8: _f.OctetsField = ..., tun_metadata9: _f.OctetsField = ..., tun_metadata10: _f.OctetsField = ..., tun_metadata11: _f.OctetsField = ..., tun_metadata12: _f.OctetsField = ..., tun_metadata13: _f.OctetsField = ..., tun_metadata14: _f.OctetsField = ..., tun_metadata15: _f.OctetsField = ..., tun_metadata16: _f.OctetsField = ..., tun_metadata17: _f.OctetsField = ..., tun_metadata18: _f.OctetsField = ..., tun_metadata19: _f.OctetsField = ..., tun_metadata20: _f.OctetsField = ..., tun_metadata21: _f.OctetsField = ..., tun_metadata22: _f.OctetsField = ..., tun_metadata23: _f.OctetsField = ..., tun_metadata24: _f.OctetsField = ..., tun_metadata25: _f.OctetsField = ..., tun_metadata26: _f.OctetsField = ..., tun_metadata27: _f.OctetsField = ..., tun_metadata28: _f.OctetsField = ..., tun_metadata29: _f.OctetsField = ..., tun_metadata30: _f.OctetsField = ..., tun_metadata31: _f.OctetsField = ..., tun_metadata32: _f.OctetsField = ..., tun_metadata33: _f.OctetsField = ..., tun_metadata34: _f.OctetsField = ..., tun_metadata35: _f.OctetsField = ..., tun_metadata36: _f.OctetsField = ..., tun_metadata37: _f.OctetsField = ..., tun_metadata38: _f.OctetsField = ..., tun_metadata39: _f.OctetsField = ..., tun_metadata40: _f.OctetsField = ..., tun_metadata41: _f.OctetsField = ..., tun_metadata42: _f.OctetsField = ..., tun_metadata43: _f.OctetsField = ..., tun_metadata44: _f.OctetsField = ..., tun_metadata45: _f.OctetsField = ..., tun_metadata46: _f.OctetsField = ..., tun_metadata47: _f.OctetsField = ..., tun_metadata48: _f.OctetsField = ..., tun_metadata49: _f.OctetsField = ..., tun_metadata50: _f.OctetsField = ..., tun_metadata51: _f.OctetsField = ..., tun_metadata52: _f.OctetsField = ..., tun_metadata53: _f.OctetsField = ..., tun_metadata54: _f.OctetsField = ..., tun_metadata55: _f.OctetsField = ..., tun_metadata56: _f.OctetsField = ..., tun_metadata57: _f.OctetsField = ..., tun_metadata58: _f.OctetsField = ..., tun_metadata59: _f.OctetsField = ..., tun_metadata60: _f.OctetsField = ..., tun_metadata61: _f.OctetsField = ..., tun_metadata62: _f.OctetsField = ..., tun_metadata63: _f.OctetsField = ..., tun_flags: _f.IntField = ..., tun_ipv6_src: _f.IPv6Field = ..., tun_ipv6_dst: _f.IPv6Field = ..., xxreg0: _f.IntField = ..., xxreg1: _f.IntField = ..., xxreg2: _f.IntField = ..., xxreg3: _f.IntField = ..., nxoxm_dp_hash: _f.IntField = ..., tun_erspan_idx: _f.IntField = ..., tun_erspan_ver: _f.IntField = ..., tun_erspan_dir: _f.IntField = ..., tun_erspan_hwid: _f.IntField = ..., tun_gtpu_flags: _f.IntField = ..., tun_gtpu_msgtype: _f.IntField = ..., reg16: _f.IntField = ..., reg17: _f.IntField = ..., reg18: _f.IntField = ..., reg19: _f.IntField = ..., reg20: _f.IntField = ..., reg21: _f.IntField = ..., reg22: _f.IntField = ..., reg23: _f.IntField = ..., reg24: _f.IntField = ..., reg25: _f.IntField = ..., reg26: _f.IntField = ..., reg27: _f.IntField = ..., reg28: _f.IntField = ..., reg29: _f.IntField = ..., reg30: _f.IntField = ..., reg31: _f.IntField = ..., xxreg4: _f.IntField = ..., xxreg5: _f.IntField = ..., xxreg6: _f.IntField = ..., xxreg7: _f.IntField = ..., nsh_flags: _f.IntField = ..., nsh_mdtype: _f.IntField = ..., nsh_np: _f.IntField = ..., nsh_spi: _f.IntField = ..., nsh_si: _f.IntField = ..., nsh_c1: _f.IntField = ..., nsh_c2: _f.IntField = ..., nsh_c3: _f.IntField = ..., nsh_c4: _f.IntField = ..., nsh_ttl: _f.IntField = ..., nd_reserved: _f.IntField = ..., nd_options_type: _f.IntField = ..., packet_reg0: _f.IntField = ..., packet_reg1: _f.IntField = ..., packet_reg2: _f.IntField = ..., packet_reg3: _f.IntField = ..., packet_reg4: _f.IntField = ..., packet_reg5: _f.IntField = ..., packet_reg6: _f.IntField = ..., packet_reg7: _f.IntField = ..., packet_reg8: _f.IntField = ..., packet_reg9: _f.IntField = ..., packet_reg10: _f.IntField = ..., packet_reg11: _f.IntField = ..., packet_reg12: _f.IntField = ..., packet_reg13: _f.IntField = ..., packet_reg14: _f.IntField = ..., packet_reg15: _f.IntField = ..., dl_src: _f.MacField = ..., dl_dst: _f.MacField = ..., dl_type: _f.IntField = ..., dl_vlan: _f.IntField = ..., dl_vlan_pcp: _f.IntField = ..., ip_src: _f.IPv4Field = ..., nw_src: _f.IPv4Field = ..., ip_dst: _f.IPv4Field = ..., nw_dst: _f.IPv4Field = ..., nw_proto: _f.IntField = ..., nw_ecn: _f.IntField = ..., nw_frag: _f.IntField = ..., tp_src: _f.IntField = ..., tp_dst: _f.IntField = ..., icmp_type: _f.IntField = ..., icmp_code: _f.IntField = ..., nd_target: _f.IPv6Field = ..., nd_sll: _f.MacField = ..., nd_tll: _f.MacField = ..., ipv6_label: _f.IntField = ..., tun_id: _f.IntField = ..., tun_src: _f.IPv4Field = ..., tun_dst: _f.IPv4Field = ..., in_port_oxm: _f.IntField = ..., ct_state: _f.IntField = ..., ct_zone: _f.IntField = ..., ct_mark: _f.IntField = ..., ct_label: _f.IntField = ..., ct_nw_proto: _f.IntField = ..., ct_nw_src: _f.IntField = ..., ct_nw_dst: _f.IntField = ..., ct_ipv6_src: _f.IPv6Field = ..., ct_ipv6_dst: _f.IPv6Field = ..., ct_tp_src: _f.IntField = ..., ct_tp_dst: _f.IntField = ..., nsp: _f.IntField = ..., nsi: _f.IntField = ..., nshc1: _f.IntField = ..., nshc2: _f.IntField = ..., nshc3: _f.IntField = ..., nshc4: _f.IntField = ..., oxm_of_tcp_flags: _f.IntField = ..., oxm_of_actset_output: _f.IntField = ...) -> match_v3: ...
    @classmethod
    def parse(cls, text: str, *, ports: _f.Names = ...) -> match_v3: ...
class stat_v6(OFObject):
    oxs_fields: list[_common.oxs]
    __match_args__ = ('oxs_fields',)
    def __init__(self, oxs_fields: Sequence[_common.oxs] | None = ..., *, extra: bytes | None = ...) -> None: ...
class oxs(OFObject):
    subtypes: ClassVar[_f.Subtypes]
    type_len: int
    __match_args__ = ('type_len',)
    def __init__(self, type_len: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class oxs_duration(oxs):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class oxs_idle_time(oxs):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class oxs_flow_count(oxs):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class oxs_packet_count(oxs):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class oxs_byte_count(oxs):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class table_feature_prop(OFObject):
    subtypes: ClassVar[_f.Subtypes]
    type: int
    __match_args__ = ('type',)
    def __init__(self, type: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class table_feature_prop_instructions(table_feature_prop):
    instruction_ids: list[_instruction_id.instruction_id]
    __match_args__ = ('instruction_ids',)
    def __init__(self, instruction_ids: Sequence[_instruction_id.instruction_id] | None = ..., *, extra: bytes | None = ...) -> None: ...
class table_feature_prop_instructions_miss(table_feature_prop):
    instruction_ids: list[_instruction_id.instruction_id]
    __match_args__ = ('instruction_ids',)
    def __init__(self, instruction_ids: Sequence[_instruction_id.instruction_id] | None = ..., *, extra: bytes | None = ...) -> None: ...
class table_feature_prop_next_tables(table_feature_prop):
    next_table_ids: list[_common.uint8]
    __match_args__ = ('next_table_ids',)
    def __init__(self, next_table_ids: Sequence[_common.uint8] | None = ..., *, extra: bytes | None = ...) -> None: ...
class table_feature_prop_next_tables_miss(table_feature_prop):
    next_table_ids: list[_common.uint8]
    __match_args__ = ('next_table_ids',)
    def __init__(self, next_table_ids: Sequence[_common.uint8] | None = ..., *, extra: bytes | None = ...) -> None: ...
class table_feature_prop_write_actions(table_feature_prop):
    action_ids: list[_action_id.action_id]
    __match_args__ = ('action_ids',)
    def __init__(self, action_ids: Sequence[_action_id.action_id] | None = ..., *, extra: bytes | None = ...) -> None: ...
class table_feature_prop_write_actions_miss(table_feature_prop):
    action_ids: list[_action_id.action_id]
    __match_args__ = ('action_ids',)
    def __init__(self, action_ids: Sequence[_action_id.action_id] | None = ..., *, extra: bytes | None = ...) -> None: ...
class table_feature_prop_apply_actions(table_feature_prop):
    action_ids: list[_action_id.action_id]
    __match_args__ = ('action_ids',)
    def __init__(self, action_ids: Sequence[_action_id.action_id] | None = ..., *, extra: bytes | None = ...) -> None: ...
class table_feature_prop_apply_actions_miss(table_feature_prop):
    action_ids: list[_action_id.action_id]
    __match_args__ = ('action_ids',)
    def __init__(self, action_ids: Sequence[_action_id.action_id] | None = ..., *, extra: bytes | None = ...) -> None: ...
class table_feature_prop_match(table_feature_prop):
    oxm_ids: list[_common.uint32]
    __match_args__ = ('oxm_ids',)
    def __init__(self, oxm_ids: Sequence[_common.uint32] | None = ..., *, extra: bytes | None = ...) -> None: ...
class table_feature_prop_wildcards(table_feature_prop):
    oxm_ids: list[_common.uint32]
    __match_args__ = ('oxm_ids',)
    def __init__(self, oxm_ids: Sequence[_common.uint32] | None = ..., *, extra: bytes | None = ...) -> None: ...
class table_feature_prop_write_setfield(table_feature_prop):
    oxm_ids: list[_common.uint32]
    __match_args__ = ('oxm_ids',)
    def __init__(self, oxm_ids: Sequence[_common.uint32] | None = ..., *, extra: bytes | None = ...) -> None: ...
class table_feature_prop_write_setfield_miss(table_feature_prop):
    oxm_ids: list[_common.uint32]
    __match_args__ = ('oxm_ids',)
    def __init__(self, oxm_ids: Sequence[_common.uint32] | None = ..., *, extra: bytes | None = ...) -> None: ...
class table_feature_prop_apply_setfield(table_feature_prop):
    oxm_ids: list[_common.uint32]
    __match_args__ = ('oxm_ids',)
    def __init__(self, oxm_ids: Sequence[_common.uint32] | None = ..., *, extra: bytes | None = ...) -> None: ...
class table_feature_prop_apply_setfield_miss(table_feature_prop):
    oxm_ids: list[_common.uint32]
    __match_args__ = ('oxm_ids',)
    def __init__(self, oxm_ids: Sequence[_common.uint32] | None = ..., *, extra: bytes | None = ...) -> None: ...
class table_feature_prop_table_sync_from(table_feature_prop):
    table_ids: list[_common.uint8]
    __match_args__ = ('table_ids',)
    def __init__(self, table_ids: Sequence[_common.uint8] | None = ..., *, extra: bytes | None = ...) -> None: ...
class table_feature_prop_write_copyfield(table_feature_prop):
    oxm_ids: list[_common.uint32]
    __match_args__ = ('oxm_ids',)
    def __init__(self, oxm_ids: Sequence[_common.uint32] | None = ..., *, extra: bytes | None = ...) -> None: ...
class table_feature_prop_write_copyfield_miss(table_feature_prop):
    oxm_ids: list[_common.uint32]
    __match_args__ = ('oxm_ids',)
    def __init__(self, oxm_ids: Sequence[_common.uint32] | None = ..., *, extra: bytes | None = ...) -> None: ...
class table_feature_prop_apply_copyfield(table_feature_prop):
    oxm_ids: list[_common.uint32]
    __match_args__ = ('oxm_ids',)
    def __init__(self, oxm_ids: Sequence[_common.uint32] | None = ..., *, extra: bytes | None = ...) -> None: ...
class table_feature_prop_apply_copyfield_miss(table_feature_prop):
    oxm_ids: list[_common.uint32]
    __match_args__ = ('oxm_ids',)
    def __init__(self, oxm_ids: Sequence[_common.uint32] | None = ..., *, extra: bytes | None = ...) -> None: ...
class table_feature_prop_oxm_values(table_feature_prop):
    oxm_values: bytes
    __match_args__ = ('oxm_values',)
    def __init__(self, oxm_values: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class table_feature_prop_experimenter(table_feature_prop):
    subtypes: ClassVar[_f.Subtypes]
    experimenter: int
    subtype: int
    __match_args__ = ('experimenter', 'subtype')
    def __init__(self, experimenter: int | None = ..., subtype: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class table_feature_prop_experimenter_miss(table_feature_prop):
    subtypes: ClassVar[_f.Subtypes]
    experimenter: int
    subtype: int
    __match_args__ = ('experimenter', 'subtype')
    def __init__(self, experimenter: int | None = ..., subtype: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class controller_status_prop(OFObject):
    subtypes: ClassVar[_f.Subtypes]
    type: int
    __match_args__ = ('type',)
    def __init__(self, type: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class controller_status_prop_uri(controller_status_prop):
    uri: str
    __match_args__ = ('uri',)
    def __init__(self, uri: str | None = ..., *, extra: bytes | None = ...) -> None: ...
class controller_status_prop_experimenter(controller_status_prop):
    subtypes: ClassVar[_f.Subtypes]
    experimenter: int
    exp_type: int
    __match_args__ = ('experimenter', 'exp_type')
    def __init__(self, experimenter: int | None = ..., exp_type: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bundle_features_prop(OFObject):
    subtypes: ClassVar[_f.Subtypes]
    type: int
    __match_args__ = ('type',)
    def __init__(self, type: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bundle_features_prop_time(bundle_features_prop):
    sched_accuracy: _common.time
    sched_max_future: _common.time
    sched_max_past: _common.time
    timestamp: _common.time
    __match_args__ = ('sched_accuracy', 'sched_max_future', 'sched_max_past', 'timestamp')
    def __init__(self, sched_accuracy: _common.time | None = ..., sched_max_future: _common.time | None = ..., sched_max_past: _common.time | None = ..., timestamp: _common.time | None = ..., *, extra: bytes | None = ...) -> None: ...
class bundle_features_prop_experimenter(bundle_features_prop):
    subtypes: ClassVar[_f.Subtypes]
    experimenter: int
    exp_type: int
    __match_args__ = ('experimenter', 'exp_type')
    def __init__(self, experimenter: int | None = ..., exp_type: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class group_prop(OFObject):
    subtypes: ClassVar[_f.Subtypes]
    type: int
    __match_args__ = ('type',)
    def __init__(self, type: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class group_prop_experimenter(group_prop):
    subtypes: ClassVar[_f.Subtypes]
    experimenter: int
    exp_type: int
    __match_args__ = ('experimenter', 'exp_type')
    def __init__(self, experimenter: int | None = ..., exp_type: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class group_bucket_prop(OFObject):
    subtypes: ClassVar[_f.Subtypes]
    type: int
    __match_args__ = ('type',)
    def __init__(self, type: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class group_bucket_prop_weight(group_bucket_prop):
    weight: int
    __match_args__ = ('weight',)
    def __init__(self, weight: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class group_bucket_prop_watch_port(group_bucket_prop):
    watch: int
    __match_args__ = ('watch',)
    def __init__(self, watch: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class group_bucket_prop_watch_group(group_bucket_prop):
    watch: int
    __match_args__ = ('watch',)
    def __init__(self, watch: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class group_bucket_prop_experimenter(group_bucket_prop):
    subtypes: ClassVar[_f.Subtypes]
    experimenter: int
    exp_type: int
    __match_args__ = ('experimenter', 'exp_type')
    def __init__(self, experimenter: int | None = ..., exp_type: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_lacp_stats_entry(OFObject):
    port_no: int
    actor_sys_priority: int
    actor_sys_mac: _f.MacMember
    actor_port_priority: int
    actor_port_num: int
    actor_key: int
    convergence_status: int
    partner_sys_priority: int
    partner_sys_mac: _f.MacMember
    partner_port_priority: int
    partner_port_num: int
    partner_key: int
    __match_args__ = ('port_no', 'actor_sys_priority', 'actor_sys_mac', 'actor_port_priority', 'actor_port_num', 'actor_key', 'convergence_status', 'partner_sys_priority', 'partner_sys_mac', 'partner_port_priority', 'partner_port_num', 'partner_key')
    def __init__(self, port_no: int | None = ..., actor_sys_priority: int | None = ..., actor_sys_mac: _f.Mac | None = ..., actor_port_priority: int | None = ..., actor_port_num: int | None = ..., actor_key: int | None = ..., convergence_status: int | None = ..., partner_sys_priority: int | None = ..., partner_sys_mac: _f.Mac | None = ..., partner_port_priority: int | None = ..., partner_port_num: int | None = ..., partner_key: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_gentable_entry_desc_stats_entry(OFObject):
    checksum: int
    key: list[_bsn_tlv.bsn_tlv]
    value: list[_bsn_tlv.bsn_tlv]
    __match_args__ = ('checksum', 'key', 'value')
    def __init__(self, checksum: int | None = ..., key: Sequence[_bsn_tlv.bsn_tlv] | None = ..., value: Sequence[_bsn_tlv.bsn_tlv] | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_gentable_entry_stats_entry(OFObject):
    key: list[_bsn_tlv.bsn_tlv]
    stats: list[_bsn_tlv.bsn_tlv]
    __match_args__ = ('key', 'stats')
    def __init__(self, key: Sequence[_bsn_tlv.bsn_tlv] | None = ..., stats: Sequence[_bsn_tlv.bsn_tlv] | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_gentable_desc_stats_entry(OFObject):
    table_id: int
    name: str
    buckets_size: int
    max_entries: int
    __match_args__ = ('table_id', 'name', 'buckets_size', 'max_entries')
    def __init__(self, table_id: int | None = ..., name: str | None = ..., buckets_size: int | None = ..., max_entries: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_gentable_bucket_stats_entry(OFObject):
    checksum: int
    __match_args__ = ('checksum',)
    def __init__(self, checksum: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_switch_pipeline_stats_entry(OFObject):
    pipeline: str
    __match_args__ = ('pipeline',)
    def __init__(self, pipeline: str | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_gentable_stats_entry(OFObject):
    table_id: int
    entry_count: int
    checksum: int
    __match_args__ = ('table_id', 'entry_count', 'checksum')
    def __init__(self, table_id: int | None = ..., entry_count: int | None = ..., checksum: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_port_counter_stats_entry(OFObject):
    port_no: int
    values: list[_common.uint64]
    __match_args__ = ('port_no', 'values')
    def __init__(self, port_no: int | None = ..., values: Sequence[_common.uint64] | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_vlan_counter_stats_entry(OFObject):
    vlan_vid: int
    values: list[_common.uint64]
    __match_args__ = ('vlan_vid', 'values')
    def __init__(self, vlan_vid: int | None = ..., values: Sequence[_common.uint64] | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_flow_checksum_bucket_stats_entry(OFObject):
    checksum: int
    __match_args__ = ('checksum',)
    def __init__(self, checksum: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_table_checksum_stats_entry(OFObject):
    table_id: int
    checksum: int
    __match_args__ = ('table_id', 'checksum')
    def __init__(self, table_id: int | None = ..., checksum: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_debug_counter_stats_entry(OFObject):
    counter_id: int
    value: int
    __match_args__ = ('counter_id', 'value')
    def __init__(self, counter_id: int | None = ..., value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_debug_counter_desc_stats_entry(OFObject):
    counter_id: int
    name: str
    description: str
    __match_args__ = ('counter_id', 'name', 'description')
    def __init__(self, counter_id: int | None = ..., name: str | None = ..., description: str | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_vrf_counter_stats_entry(OFObject):
    vrf: int
    values: list[_common.uint64]
    __match_args__ = ('vrf', 'values')
    def __init__(self, vrf: int | None = ..., values: Sequence[_common.uint64] | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_generic_stats_entry(OFObject):
    tlvs: list[_bsn_tlv.bsn_tlv]
    __match_args__ = ('tlvs',)
    def __init__(self, tlvs: Sequence[_bsn_tlv.bsn_tlv] | None = ..., *, extra: bytes | None = ...) -> None: ...
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
class bsn_controller_connection(OFObject):
    state: int
    auxiliary_id: int
    role: int
    uri: str
    __match_args__ = ('state', 'auxiliary_id', 'role', 'uri')
    def __init__(self, state: int | None = ..., auxiliary_id: int | None = ..., role: int | None = ..., uri: str | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_vlan_mac(OFObject):
    vlan_vid: int
    mac: _f.MacMember
    __match_args__ = ('vlan_vid', 'mac')
    def __init__(self, vlan_vid: int | None = ..., mac: _f.Mac | None = ..., *, extra: bytes | None = ...) -> None: ...
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
class nx_match(OFObject, _f.MatchFields):
    oxm_list: list[_oxm.oxm]
    __match_args__ = ('oxm_list',)
    def __init__(self, oxm_list: Sequence[_oxm.oxm] | None = ..., *, extra: bytes | None = ...) -> None: ...
    @classmethod
    def build(cls, **given: _f.AnyField) -> nx_match: ...
    @classmethod
    def parse(cls, text: str, *, ports: _f.Names = ...) -> nx_match: ...
class nicira_encap_prop(OFObject):
    subtypes: ClassVar[_f.Subtypes]
    prop_class: int
    prop_type: int
    __match_args__ = ('prop_class', 'prop_type')
    def __init__(self, prop_class: int | None = ..., prop_type: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_encap_prop_nsh(nicira_encap_prop):
    subtypes: ClassVar[_f.Subtypes]
    __match_args__ = ('prop_type',)
    def __init__(self, prop_type: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_encap_prop_nsh_md_type(nicira_encap_prop_nsh):
    md_type: int
    __match_args__ = ('md_type',)
    def __init__(self, md_type: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_encap_prop_nsh_tlv(nicira_encap_prop_nsh):
    tlv_class: int
    tlv_type: int
    data: bytes
    __match_args__ = ('tlv_class', 'tlv_type', 'data')
    def __init__(self, tlv_class: int | None = ..., tlv_type: int | None = ..., data: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_controller2_prop(OFObject):
    subtypes: ClassVar[_f.Subtypes]
    type: int
    __match_args__ = ('type',)
    def __init__(self, type: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_controller2_prop_max_len(nicira_controller2_prop):
    max_len: int
    __match_args__ = ('max_len',)
    def __init__(self, max_len: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_controller2_prop_controller_id(nicira_controller2_prop):
    controller_id: int
    __match_args__ = ('controller_id',)
    def __init__(self, controller_id: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_controller2_prop_reason(nicira_controller2_prop):
    reason: int
    __match_args__ = ('reason',)
    def __init__(self, reason: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_controller2_prop_userdata(nicira_controller2_prop):
    userdata: bytes
    __match_args__ = ('userdata',)
    def __init__(self, userdata: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_controller2_prop_pause(nicira_controller2_prop):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class nicira_controller2_prop_meter_id(nicira_controller2_prop):
    meter_id: int
    __match_args__ = ('meter_id',)
    def __init__(self, meter_id: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_learn_spec(OFObject):
    dst_type: int
    n_bits: int
    src: int | None
    src_ofs: int
    value: int | None
    dst: int | None
    dst_ofs: int
    __match_args__ = ('dst_type', 'n_bits', 'src', 'src_ofs', 'value', 'dst', 'dst_ofs')
    def __init__(self, dst_type: int | None = ..., n_bits: int | None = ..., src: int | None = ..., src_ofs: int | None = ..., value: int | None = ..., dst: int | None = ..., dst_ofs: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class ntr_group_prop_selection_method(group_prop_experimenter):
    selection_method: str
    selection_method_param: int
    fields: list[_oxm.oxm]
    __match_args__ = ('selection_method', 'selection_method_param', 'fields')
    def __init__(self, selection_method: str | None = ..., selection_method_param: int | None = ..., fields: Sequence[_oxm.oxm] | None = ..., *, extra: bytes | None = ...) -> None: ...
class intel_port_counter(OFObject):
    name: str
    value: int
    __match_args__ = ('name', 'value')
    def __init__(self, name: str | None = ..., value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_ipfix_stats_entry(OFObject):
    total_flows: int
    current_flows: int
    pkts: int
    ipv4_pkts: int
    ipv6_pkts: int
    error_pkts: int
    ipv4_error_pkts: int
    ipv6_error_pkts: int
    tx_pkts: int
    tx_errors: int
    collector_set_id: int
    __match_args__ = ('total_flows', 'current_flows', 'pkts', 'ipv4_pkts', 'ipv6_pkts', 'error_pkts', 'ipv4_error_pkts', 'ipv6_error_pkts', 'tx_pkts', 'tx_errors', 'collector_set_id')
    def __init__(self, total_flows: int | None = ..., current_flows: int | None = ..., pkts: int | None = ..., ipv4_pkts: int | None = ..., ipv6_pkts: int | None = ..., error_pkts: int | None = ..., ipv4_error_pkts: int | None = ..., ipv6_error_pkts: int | None = ..., tx_pkts: int | None = ..., tx_errors: int | None = ..., collector_set_id: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_packet_in_prop(OFObject):
    subtypes: ClassVar[_f.Subtypes]
    type: int
    __match_args__ = ('type',)
    def __init__(self, type: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_packet_in_prop_packet(nicira_packet_in_prop):
    data: bytes
    __match_args__ = ('data',)
    def __init__(self, data: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_packet_in_prop_full_len(nicira_packet_in_prop):
    full_len: int
    __match_args__ = ('full_len',)
    def __init__(self, full_len: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_packet_in_prop_buffer_id(nicira_packet_in_prop):
    buffer_id: int
    __match_args__ = ('buffer_id',)
    def __init__(self, buffer_id: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_packet_in_prop_table_id(nicira_packet_in_prop):
    table_id: int
    __match_args__ = ('table_id',)
    def __init__(self, table_id: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_packet_in_prop_cookie(nicira_packet_in_prop):
    cookie: int
    __match_args__ = ('cookie',)
    def __init__(self, cookie: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_packet_in_prop_reason(nicira_packet_in_prop):
    reason: int
    __match_args__ = ('reason',)
    def __init__(self, reason: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_packet_in_prop_metadata(nicira_packet_in_prop):
    oxm_list: list[_oxm.oxm]
    __match_args__ = ('oxm_list',)
    def __init__(self, oxm_list: Sequence[_oxm.oxm] | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_packet_in_prop_userdata(nicira_packet_in_prop):
    userdata: bytes
    __match_args__ = ('userdata',)
    def __init__(self, userdata: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_packet_in_prop_continuation(nicira_packet_in_prop):
    data: bytes
    __match_args__ = ('data',)
    def __init__(self, data: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_continuation_prop(OFObject):
    subtypes: ClassVar[_f.Subtypes]
    type: int
    __match_args__ = ('type',)
    def __init__(self, type: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_continuation_prop_bridge(nicira_continuation_prop):
    uuid: bytes
    __match_args__ = ('uuid',)
    def __init__(self, uuid: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_continuation_prop_stack(nicira_continuation_prop):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_continuation_prop_mirrors(nicira_continuation_prop):
    mirrors: int
    __match_args__ = ('mirrors',)
    def __init__(self, mirrors: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_continuation_prop_conntracked(nicira_continuation_prop):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class nicira_continuation_prop_table_id(nicira_continuation_prop):
    table_id: int
    __match_args__ = ('table_id',)
    def __init__(self, table_id: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_continuation_prop_cookie(nicira_continuation_prop):
    cookie: int
    __match_args__ = ('cookie',)
    def __init__(self, cookie: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_continuation_prop_actions(nicira_continuation_prop):
    actions: list[_action.action]
    __match_args__ = ('actions',)
    def __init__(self, actions: Sequence[_action.action] | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_continuation_prop_action_set(nicira_continuation_prop):
    actions: list[_action.action]
    __match_args__ = ('actions',)
    def __init__(self, actions: Sequence[_action.action] | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_continuation_prop_odp_port(nicira_continuation_prop):
    odp_port: int
    __match_args__ = ('odp_port',)
    def __init__(self, odp_port: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_tlv_map(OFObject):
    option_class: int
    option_type: int
    option_len: int
    index: int
    __match_args__ = ('option_class', 'option_type', 'option_len', 'index')
    def __init__(self, option_class: int | None = ..., option_type: int | None = ..., option_len: int | None = ..., index: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_ct_flush_prop(OFObject):
    subtypes: ClassVar[_f.Subtypes]
    type: int
    __match_args__ = ('type',)
    def __init__(self, type: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_ct_flush_prop_orig_tuple(nicira_ct_flush_prop):
    properties: list[_common.nicira_ct_tuple_prop]
    __match_args__ = ('properties',)
    def __init__(self, properties: Sequence[_common.nicira_ct_tuple_prop] | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_ct_flush_prop_reply_tuple(nicira_ct_flush_prop):
    properties: list[_common.nicira_ct_tuple_prop]
    __match_args__ = ('properties',)
    def __init__(self, properties: Sequence[_common.nicira_ct_tuple_prop] | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_ct_flush_prop_zone_id(nicira_ct_flush_prop):
    zone_id: int
    __match_args__ = ('zone_id',)
    def __init__(self, zone_id: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_ct_flush_prop_mark(nicira_ct_flush_prop):
    mark: int
    __match_args__ = ('mark',)
    def __init__(self, mark: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_ct_flush_prop_mark_mask(nicira_ct_flush_prop):
    mark_mask: int
    __match_args__ = ('mark_mask',)
    def __init__(self, mark_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_ct_flush_prop_labels(nicira_ct_flush_prop):
    labels: int
    __match_args__ = ('labels',)
    def __init__(self, labels: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_ct_flush_prop_labels_mask(nicira_ct_flush_prop):
    labels_mask: int
    __match_args__ = ('labels_mask',)
    def __init__(self, labels_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_ct_tuple_prop(OFObject):
    subtypes: ClassVar[_f.Subtypes]
    type: int
    __match_args__ = ('type',)
    def __init__(self, type: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_ct_tuple_prop_src(nicira_ct_tuple_prop):
    src: _f.IPv6Member
    __match_args__ = ('src',)
    def __init__(self, src: _f.IPv6 | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_ct_tuple_prop_dst(nicira_ct_tuple_prop):
    dst: _f.IPv6Member
    __match_args__ = ('dst',)
    def __init__(self, dst: _f.IPv6 | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_ct_tuple_prop_src_port(nicira_ct_tuple_prop):
    src_port: int
    __match_args__ = ('src_port',)
    def __init__(self, src_port: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_ct_tuple_prop_dst_port(nicira_ct_tuple_prop):
    dst_port: int
    __match_args__ = ('dst_port',)
    def __init__(self, dst_port: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_ct_tuple_prop_icmp_id(nicira_ct_tuple_prop):
    icmp_id: int
    __match_args__ = ('icmp_id',)
    def __init__(self, icmp_id: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_ct_tuple_prop_icmp_type(nicira_ct_tuple_prop):
    icmp_type: int
    __match_args__ = ('icmp_type',)
    def __init__(self, icmp_type: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_ct_tuple_prop_icmp_code(nicira_ct_tuple_prop):
    icmp_code: int
    __match_args__ = ('icmp_code',)
    def __init__(self, icmp_code: int | None = ..., *, extra: bytes | None = ...) -> None: ...
match = match_v3
stat = stat_v6
_action_copy_field = _action.copy_field
port_desc_prop_ingress = _port_desc_prop.ingress
port_desc_prop_egress = _port_desc_prop.egress
_port_desc_prop_recirculate = _port_desc_prop.recirculate
table_feature_prop_packet_types = table_feature_prop_oxm_values
_controller_status_prop_uri = controller_status_prop_uri
_controller_status_prop_experimenter = controller_status_prop_experimenter
