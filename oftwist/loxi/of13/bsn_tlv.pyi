"""OpenFlow 1.3: bsn tlv. Written by ``python -m oftwist.loxi.stubs``; do not edit."""

from collections.abc import Sequence
from typing import ClassVar
import oftwist.loxi.of13.common as _common
import oftwist.loxi.of13.bsn_tlv as _bsn_tlv
from oftwist.loxi import forms as _f
from oftwist.wire.codec.objects import OFObject

class bsn_tlv(OFObject):
    subtypes: ClassVar[_f.Subtypes]
    type: int
    __match_args__ = ('type',)
    def __init__(self, type: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class port(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class mac(bsn_tlv):
    value: _f.MacMember
    __match_args__ = ('value',)
    def __init__(self, value: _f.Mac | None = ..., *, extra: bytes | None = ...) -> None: ...
class rx_packets(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class tx_packets(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class ipv4(bsn_tlv):
    value: _f.IPv4Member
    __match_args__ = ('value',)
    def __init__(self, value: _f.IPv4 | None = ..., *, extra: bytes | None = ...) -> None: ...
class idle_time(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class vlan_vid(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class idle_notification(bsn_tlv):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class idle_timeout(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class unicast_query_timeout(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class broadcast_query_timeout(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class request_packets(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reply_packets(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class miss_packets(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class circuit_id(bsn_tlv):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class udf_id(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class udf_anchor(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class udf_offset(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class udf_length(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class vrf(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class queue_id(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class queue_weight(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class crc_enabled(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class external_ip(bsn_tlv):
    value: _f.IPv4Member
    __match_args__ = ('value',)
    def __init__(self, value: _f.IPv4 | None = ..., *, extra: bytes | None = ...) -> None: ...
class external_mac(bsn_tlv):
    value: _f.MacMember
    __match_args__ = ('value',)
    def __init__(self, value: _f.Mac | None = ..., *, extra: bytes | None = ...) -> None: ...
class external_netmask(bsn_tlv):
    value: _f.IPv4Member
    __match_args__ = ('value',)
    def __init__(self, value: _f.IPv4 | None = ..., *, extra: bytes | None = ...) -> None: ...
class external_gateway_ip(bsn_tlv):
    value: _f.IPv4Member
    __match_args__ = ('value',)
    def __init__(self, value: _f.IPv4 | None = ..., *, extra: bytes | None = ...) -> None: ...
class internal_mac(bsn_tlv):
    value: _f.MacMember
    __match_args__ = ('value',)
    def __init__(self, value: _f.Mac | None = ..., *, extra: bytes | None = ...) -> None: ...
class internal_gateway_mac(bsn_tlv):
    value: _f.MacMember
    __match_args__ = ('value',)
    def __init__(self, value: _f.Mac | None = ..., *, extra: bytes | None = ...) -> None: ...
class external_gateway_mac(bsn_tlv):
    value: _f.MacMember
    __match_args__ = ('value',)
    def __init__(self, value: _f.Mac | None = ..., *, extra: bytes | None = ...) -> None: ...
class sampling_rate(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class header_size(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class eth_src(bsn_tlv):
    value: _f.MacMember
    __match_args__ = ('value',)
    def __init__(self, value: _f.Mac | None = ..., *, extra: bytes | None = ...) -> None: ...
class eth_dst(bsn_tlv):
    value: _f.MacMember
    __match_args__ = ('value',)
    def __init__(self, value: _f.Mac | None = ..., *, extra: bytes | None = ...) -> None: ...
class ipv4_src(bsn_tlv):
    value: _f.IPv4Member
    __match_args__ = ('value',)
    def __init__(self, value: _f.IPv4 | None = ..., *, extra: bytes | None = ...) -> None: ...
class ipv4_dst(bsn_tlv):
    value: _f.IPv4Member
    __match_args__ = ('value',)
    def __init__(self, value: _f.IPv4 | None = ..., *, extra: bytes | None = ...) -> None: ...
class udp_src(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class udp_dst(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class sub_agent_id(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class tx_bytes(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class actor_system_priority(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class actor_system_mac(bsn_tlv):
    value: _f.MacMember
    __match_args__ = ('value',)
    def __init__(self, value: _f.Mac | None = ..., *, extra: bytes | None = ...) -> None: ...
class actor_port_priority(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class actor_port_num(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class actor_key(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class convergence_status(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class partner_system_priority(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class partner_system_mac(bsn_tlv):
    value: _f.MacMember
    __match_args__ = ('value',)
    def __init__(self, value: _f.Mac | None = ..., *, extra: bytes | None = ...) -> None: ...
class partner_port_priority(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class partner_port_num(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class partner_key(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class name(bsn_tlv):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class actor_state(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class partner_state(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class data(bsn_tlv):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class mac_mask(bsn_tlv):
    value: _f.MacMember
    __match_args__ = ('value',)
    def __init__(self, value: _f.Mac | None = ..., *, extra: bytes | None = ...) -> None: ...
class priority(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class interval(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reference(bsn_tlv):
    table_id: int
    key: list[_bsn_tlv.bsn_tlv]
    __match_args__ = ('table_id', 'key')
    def __init__(self, table_id: int | None = ..., key: Sequence[_bsn_tlv.bsn_tlv] | None = ..., *, extra: bytes | None = ...) -> None: ...
class ipv4_netmask(bsn_tlv):
    value: _f.IPv4Member
    __match_args__ = ('value',)
    def __init__(self, value: _f.IPv4 | None = ..., *, extra: bytes | None = ...) -> None: ...
class mpls_label(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class mpls_control_word(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class mpls_sequenced(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bucket(bsn_tlv):
    value: list[_bsn_tlv.bsn_tlv]
    __match_args__ = ('value',)
    def __init__(self, value: Sequence[_bsn_tlv.bsn_tlv] | None = ..., *, extra: bytes | None = ...) -> None: ...
class tcp_src(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class tcp_dst(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class ip_proto(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class icmp_type(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class icmp_code(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class icmp_id(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class rx_bytes(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class vlan_pcp(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class strip_vlan_on_egress(bsn_tlv):
    flags: int
    __match_args__ = ('flags',)
    def __init__(self, flags: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class set_loopback_mode(bsn_tlv):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class strip_mpls_l2_on_ingress(bsn_tlv):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class strip_mpls_l3_on_ingress(bsn_tlv):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class vlan_vid_mask(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class igmp_snooping(bsn_tlv):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class l2_multicast_lookup(bsn_tlv):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class generation_id(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class anchor(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class offset(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class negate(bsn_tlv):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class ipv6(bsn_tlv):
    value: _f.IPv6Member
    __match_args__ = ('value',)
    def __init__(self, value: _f.IPv6 | None = ..., *, extra: bytes | None = ...) -> None: ...
class decap(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class vni(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class mcg_type_vxlan(bsn_tlv):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class port_vxlan_mode(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class rate_unit(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class broadcast_rate(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class known_multicast_rate(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class unknown_multicast_rate(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class unicast_rate(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nexthop_type_vxlan(bsn_tlv):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class multicast_interface_id(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class use_packet_state(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class status(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class vlan_mac_list(bsn_tlv):
    key: list[_common.bsn_vlan_mac]
    __match_args__ = ('key',)
    def __init__(self, key: Sequence[_common.bsn_vlan_mac] | None = ..., *, extra: bytes | None = ...) -> None: ...
class vfi(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class hash_seed(bsn_tlv):
    seed1: int
    seed2: int
    __match_args__ = ('seed1', 'seed2')
    def __init__(self, seed1: int | None = ..., seed2: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class hash_type(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class hash_packet_type(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class hash_packet_field(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class hash_gtp_header_match(bsn_tlv):
    first_header_byte: int
    first_header_mask: int
    __match_args__ = ('first_header_byte', 'first_header_mask')
    def __init__(self, first_header_byte: int | None = ..., first_header_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class hash_gtp_port_match(bsn_tlv):
    match: int
    src_port: int
    dst_port: int
    __match_args__ = ('match', 'src_port', 'dst_port')
    def __init__(self, match: int | None = ..., src_port: int | None = ..., dst_port: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class untagged(bsn_tlv):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class vfp_class_id(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class qos_priority(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class parent_port(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class loopback_port(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class vpn_key(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class dscp(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class ttl(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class next_hop_mac(bsn_tlv):
    value: _f.MacMember
    __match_args__ = ('value',)
    def __init__(self, value: _f.Mac | None = ..., *, extra: bytes | None = ...) -> None: ...
class next_hop_ipv4(bsn_tlv):
    value: _f.IPv4Member
    __match_args__ = ('value',)
    def __init__(self, value: _f.IPv4 | None = ..., *, extra: bytes | None = ...) -> None: ...
class rate_limit(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class vxlan_egress_lag(bsn_tlv):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class cpu_lag(bsn_tlv):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class uint64_list(bsn_tlv):
    value: list[_common.uint64]
    __match_args__ = ('value',)
    def __init__(self, value: Sequence[_common.uint64] | None = ..., *, extra: bytes | None = ...) -> None: ...
class disable_src_mac_check(bsn_tlv):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class drop(bsn_tlv):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class ipv6_prefix(bsn_tlv):
    value: _f.IPv6Member
    prefix_length: int
    __match_args__ = ('value', 'prefix_length')
    def __init__(self, value: _f.IPv6 | None = ..., prefix_length: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class ndp_offload(bsn_tlv):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class ndp_static(bsn_tlv):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class icmpv6_chksum(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class ipv6_src(bsn_tlv):
    value: _f.IPv6Member
    __match_args__ = ('value',)
    def __init__(self, value: _f.IPv6 | None = ..., *, extra: bytes | None = ...) -> None: ...
class ipv6_dst(bsn_tlv):
    value: _f.IPv6Member
    __match_args__ = ('value',)
    def __init__(self, value: _f.IPv6 | None = ..., *, extra: bytes | None = ...) -> None: ...
class push_vlan_on_ingress(bsn_tlv):
    flags: int
    __match_args__ = ('flags',)
    def __init__(self, flags: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class apply_packets(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class apply_bytes(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class eth_type(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class ecn(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class tcp_flags(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class l3_interface_class_id(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class l3_src_class_id(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class l3_dst_class_id(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class egress_only(bsn_tlv):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class ingress_port_group_id(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class egress_port_group_id(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class data_mask(bsn_tlv):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class port_usage(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class tunnel_capability(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class enhanced_hash_capability(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class auto_negotiation(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class hash_algorithm(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class loopback_mode(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class no_arp_response(bsn_tlv):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class no_ns_response(bsn_tlv):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class forward_error_correction(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class optics_always_enabled(bsn_tlv):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class force_link_up(bsn_tlv):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class rest_server(bsn_tlv):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class uri_scheme(bsn_tlv):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class timestamp(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class record_packets(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class port_speed_gbps(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class outer_src_mac(bsn_tlv):
    value: _f.MacMember
    __match_args__ = ('value',)
    def __init__(self, value: _f.Mac | None = ..., *, extra: bytes | None = ...) -> None: ...
class virtual(bsn_tlv):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class pdua_rx_instance(bsn_tlv):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class lag_options(bsn_tlv):
    flags: int
    __match_args__ = ('flags',)
    def __init__(self, flags: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class routing_param(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class push_vlan_on_egress(bsn_tlv):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class flood(bsn_tlv):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class upgrade(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class fabric_port_role(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class user_configured(bsn_tlv):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class uint32(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class l3(bsn_tlv):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class ip_tunnel_type(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class multicast_packet(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class pim_dr(bsn_tlv):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class passive(bsn_tlv):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class identifier(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class multiplier(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class encap(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bfd_endpoint(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bfd_state(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class lr_all_enabled(bsn_tlv):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class port_mode(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class udf_capability(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class pim_hello_flood(bsn_tlv):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class flow_classify(bsn_tlv):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class flow_identifier(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class flow_classifier(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class disable_xmit(bsn_tlv):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class preserve_vlan(bsn_tlv):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class drop_control(bsn_tlv):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class lossless(bsn_tlv):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class redundant_mgmt(bsn_tlv):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class dns_analytics(bsn_tlv):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class src_mac_cml(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class active(bsn_tlv):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class link_up(bsn_tlv):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class fail_count(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class egress_sampling_rate(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class l2_cache_hit(bsn_tlv):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class inner_vlan_vid(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class arp_tpa(bsn_tlv):
    value: _f.IPv4Member
    __match_args__ = ('value',)
    def __init__(self, value: _f.IPv4 | None = ..., *, extra: bytes | None = ...) -> None: ...
class arp_spa(bsn_tlv):
    value: _f.IPv4Member
    __match_args__ = ('value',)
    def __init__(self, value: _f.IPv4 | None = ..., *, extra: bytes | None = ...) -> None: ...
class ifp_class_id(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class ip_fragmentation(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class sctp_src(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class sctp_dst(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class icmpv6_type(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class icmpv6_code(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class analytics(bsn_tlv):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class udf_data(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class mgmt_reselect_on_failure(bsn_tlv):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class lcore(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class thread(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class mgmt(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class socket(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class load(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class max_count(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class free_count(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class admin_state(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class matched_count(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class lookup_count(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class push_two_tags_capability(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class push_two_per_policy(bsn_tlv):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class metadata(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class packet_field(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class no_drop(bsn_tlv):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class remote_id(bsn_tlv):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class client_ll_addr(bsn_tlv):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class action_state(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class lag_type(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class swl_feature(bsn_tlv):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
