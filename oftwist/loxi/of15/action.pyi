"""OpenFlow 1.5: action. Written by ``python -m oftwist.loxi.stubs``; do not edit."""

from collections.abc import Sequence
from typing import ClassVar
import oftwist.loxi.of15.oxm as _oxm
import oftwist.loxi.of15.common as _common
import oftwist.loxi.of15.bsn_tlv as _bsn_tlv
from oftwist.loxi import forms as _f
from oftwist.wire.codec.objects import OFObject

class action(OFObject):
    subtypes: ClassVar[_f.Subtypes]
    type: int
    __match_args__ = ('type',)
    def __init__(self, type: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class experimenter(action):
    subtypes: ClassVar[_f.Subtypes]
    experimenter: int
    __match_args__ = ('experimenter',)
    def __init__(self, experimenter: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class output(action):
    port: int
    max_len: int
    __match_args__ = ('port', 'max_len')
    def __init__(self, port: int | None = ..., max_len: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class set_queue(action):
    queue_id: int
    __match_args__ = ('queue_id',)
    def __init__(self, queue_id: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class group(action):
    group_id: int
    __match_args__ = ('group_id',)
    def __init__(self, group_id: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class meter(action):
    meter_id: int
    __match_args__ = ('meter_id',)
    def __init__(self, meter_id: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class push_vlan(action):
    ethertype: int
    __match_args__ = ('ethertype',)
    def __init__(self, ethertype: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class pop_vlan(action):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class push_mpls(action):
    ethertype: int
    __match_args__ = ('ethertype',)
    def __init__(self, ethertype: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class pop_mpls(action):
    ethertype: int
    __match_args__ = ('ethertype',)
    def __init__(self, ethertype: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class push_pbb(action):
    ethertype: int
    __match_args__ = ('ethertype',)
    def __init__(self, ethertype: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class pop_pbb(action):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class set_nw_ttl(action):
    nw_ttl: int
    __match_args__ = ('nw_ttl',)
    def __init__(self, nw_ttl: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class dec_nw_ttl(action):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class set_mpls_ttl(action):
    mpls_ttl: int
    __match_args__ = ('mpls_ttl',)
    def __init__(self, mpls_ttl: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class dec_mpls_ttl(action):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class copy_ttl_out(action):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class copy_ttl_in(action):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class set_field(action):
    field: _oxm.oxm | None
    __match_args__ = ('field',)
    def __init__(self, field: _oxm.oxm | None = ..., *, extra: bytes | None = ...) -> None: ...
    @classmethod
    def build(cls, *, in_port: _f.IntField = ..., in_phy_port: _f.IntField = ..., metadata: _f.IntField = ..., eth_dst: _f.MacField = ..., eth_src: _f.MacField = ..., eth_type: _f.IntField = ..., vlan_vid: _f.IntField = ..., vlan_pcp: _f.IntField = ..., ip_dscp: _f.IntField = ..., ip_ecn: _f.IntField = ..., ip_proto: _f.IntField = ..., ipv4_src: _f.IPv4Field = ..., ipv4_dst: _f.IPv4Field = ..., tcp_src: _f.IntField = ..., tcp_dst: _f.IntField = ..., udp_src: _f.IntField = ..., udp_dst: _f.IntField = ..., sctp_src: _f.IntField = ..., sctp_dst: _f.IntField = ..., icmpv4_type: _f.IntField = ..., icmpv4_code: _f.IntField = ..., arp_op: _f.IntField = ..., arp_spa: _f.IntField = ..., arp_tpa: _f.IntField = ..., arp_sha: _f.MacField = ..., arp_tha: _f.MacField = ..., ipv6_src: _f.IPv6Field = ..., ipv6_dst: _f.IPv6Field = ..., ipv6_flabel: _f.IntField = ..., icmpv6_type: _f.IntField = ..., icmpv6_code: _f.IntField = ..., ipv6_nd_target: _f.IPv6Field = ..., ipv6_nd_sll: _f.MacField = ..., ipv6_nd_tll: _f.MacField = ..., mpls_label: _f.IntField = ..., mpls_tc: _f.IntField = ..., mpls_bos: _f.IntField = ..., pbb_isid: _f.IntField = ..., tunnel_id: _f.IntField = ..., ipv6_exthdr: _f.IntField = ..., pbb_uca: _f.IntField = ..., tcp_flags: _f.IntField = ..., actset_output: _f.IntField = ..., packet_type: _f.IntField = ..., xreg0: _f.IntField = ..., xreg1: _f.IntField = ..., xreg2: _f.IntField = ..., xreg3: _f.IntField = ..., xreg4: _f.IntField = ..., xreg5: _f.IntField = ..., xreg6: _f.IntField = ..., xreg7: _f.IntField = ..., xreg8: _f.IntField = ..., xreg9: _f.IntField = ..., xreg10: _f.IntField = ..., xreg11: _f.IntField = ..., xreg12: _f.IntField = ..., xreg13: _f.IntField = ..., xreg14: _f.IntField = ..., xreg15: _f.IntField = ..., tunnel_ipv4_src: _f.IPv4Field = ..., tunnel_ipv4_dst: _f.IPv4Field = ..., conn_tracking_state: _f.IntField = ..., conn_tracking_zone: _f.IntField = ..., conn_tracking_mark: _f.IntField = ..., conn_tracking_label: _f.IntField = ..., conn_tracking_nw_proto: _f.IntField = ..., conn_tracking_nw_src: _f.IntField = ..., conn_tracking_nw_dst: _f.IntField = ..., conn_tracking_ipv6_src: _f.IPv6Field = ..., conn_tracking_ipv6_dst: _f.IPv6Field = ..., conn_tracking_tp_src: _f.IntField = ..., conn_tracking_tp_dst: _f.IntField = ..., ovs_tcp_flags: _f.IntField = ..., bsn_in_ports_128: _f.BitsField = ..., bsn_lag_id: _f.IntField = ..., bsn_vrf: _f.IntField = ..., bsn_l3_interface_class_id: _f.IntField = ..., bsn_l3_src_class_id: _f.IntField = ..., bsn_egr_port_group_id: _f.IntField = ..., bsn_udf0: _f.IntField = ..., bsn_udf1: _f.IntField = ..., bsn_udf2: _f.IntField = ..., bsn_udf3: _f.IntField = ..., bsn_udf4: _f.IntField = ..., bsn_udf5: _f.IntField = ..., bsn_udf6: _f.IntField = ..., bsn_udf7: _f.IntField = ..., bsn_tcp_flags: _f.IntField = ..., bsn_vlan_xlate_port_group_id: _f.IntField = ..., bsn_l2_cache_hit: _f.IntField = ..., bsn_in_ports_512: _f.BitsField = ..., bsn_ingress_port_group_id: _f.IntField = ..., bsn_vxlan_network_id: _f.IntField = ..., bsn_inner_eth_dst: _f.MacField = ..., bsn_inner_eth_src: _f.MacField = ..., bsn_inner_vlan_vid: _f.IntField = ..., bsn_vfi: _f.IntField = ..., bsn_ip_fragmentation: _f.IntField = ..., bsn_ifp_class_id: _f.IntField = ..., packet_reg0: _f.IntField = ..., packet_reg1: _f.IntField = ..., packet_reg2: _f.IntField = ..., packet_reg3: _f.IntField = ..., packet_reg4: _f.IntField = ..., packet_reg5: _f.IntField = ..., packet_reg6: _f.IntField = ..., packet_reg7: _f.IntField = ..., packet_reg8: _f.IntField = ..., packet_reg9: _f.IntField = ..., packet_reg10: _f.IntField = ..., packet_reg11: _f.IntField = ..., packet_reg12: _f.IntField = ..., packet_reg13: _f.IntField = ..., packet_reg14: _f.IntField = ..., packet_reg15: _f.IntField = ...) -> set_field: ...
class copy_field(action):
    n_bits: int
    src_offset: int
    dst_offset: int
    oxm_ids: list[_common.uint32]
    __match_args__ = ('n_bits', 'src_offset', 'dst_offset', 'oxm_ids')
    def __init__(self, n_bits: int | None = ..., src_offset: int | None = ..., dst_offset: int | None = ..., oxm_ids: Sequence[_common.uint32] | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira(experimenter):
    subtypes: ClassVar[_f.Subtypes]
    subtype: int
    __match_args__ = ('subtype',)
    def __init__(self, subtype: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_dec_ttl(nicira):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class bsn(experimenter):
    subtypes: ClassVar[_f.Subtypes]
    subtype: int
    __match_args__ = ('subtype',)
    def __init__(self, subtype: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_mirror(bsn):
    dest_port: int
    vlan_tag: int
    copy_stage: int
    __match_args__ = ('dest_port', 'vlan_tag', 'copy_stage')
    def __init__(self, dest_port: int | None = ..., vlan_tag: int | None = ..., copy_stage: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_set_tunnel_dst(bsn):
    dst: int
    __match_args__ = ('dst',)
    def __init__(self, dst: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_checksum(bsn):
    checksum: int
    __match_args__ = ('checksum',)
    def __init__(self, checksum: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_gentable(bsn):
    table_id: int
    key: list[_bsn_tlv.bsn_tlv]
    __match_args__ = ('table_id', 'key')
    def __init__(self, table_id: int | None = ..., key: Sequence[_bsn_tlv.bsn_tlv] | None = ..., *, extra: bytes | None = ...) -> None: ...
