"""OpenFlow 1.2: action. Written by ``python -m oftwist.loxi.stubs``; do not edit."""

from collections.abc import Sequence
from typing import ClassVar
import oftwist.loxi.of12.action as _action
import oftwist.loxi.of12.oxm as _oxm
import oftwist.loxi.of12.common as _common
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
    data: bytes
    __match_args__ = ('experimenter', 'data')
    def __init__(self, experimenter: int | None = ..., data: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
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
    def build(cls, *, in_port: _f.IntField = ..., in_phy_port: _f.IntField = ..., metadata: _f.IntField = ..., eth_dst: _f.MacField = ..., eth_src: _f.MacField = ..., eth_type: _f.IntField = ..., vlan_vid: _f.IntField = ..., vlan_pcp: _f.IntField = ..., ip_dscp: _f.IntField = ..., ip_ecn: _f.IntField = ..., ip_proto: _f.IntField = ..., ipv4_src: _f.IPv4Field = ..., ipv4_dst: _f.IPv4Field = ..., tcp_src: _f.IntField = ..., tcp_dst: _f.IntField = ..., udp_src: _f.IntField = ..., udp_dst: _f.IntField = ..., sctp_src: _f.IntField = ..., sctp_dst: _f.IntField = ..., icmpv4_type: _f.IntField = ..., icmpv4_code: _f.IntField = ..., arp_op: _f.IntField = ..., arp_spa: _f.IntField = ..., arp_tpa: _f.IntField = ..., arp_sha: _f.MacField = ..., arp_tha: _f.MacField = ..., ipv6_src: _f.IPv6Field = ..., ipv6_dst: _f.IPv6Field = ..., ipv6_flabel: _f.IntField = ..., icmpv6_type: _f.IntField = ..., icmpv6_code: _f.IntField = ..., ipv6_nd_target: _f.IPv6Field = ..., ipv6_nd_sll: _f.MacField = ..., ipv6_nd_tll: _f.MacField = ..., mpls_label: _f.IntField = ..., mpls_tc: _f.IntField = ..., actset_output: _f.IntField = ..., xreg0: _f.IntField = ..., xreg1: _f.IntField = ..., xreg2: _f.IntField = ..., xreg3: _f.IntField = ..., xreg4: _f.IntField = ..., xreg5: _f.IntField = ..., xreg6: _f.IntField = ..., xreg7: _f.IntField = ..., xreg8: _f.IntField = ..., xreg9: _f.IntField = ..., xreg10: _f.IntField = ..., xreg11: _f.IntField = ..., xreg12: _f.IntField = ..., xreg13: _f.IntField = ..., xreg14: _f.IntField = ..., xreg15: _f.IntField = ..., tunnel_ipv4_src: _f.IPv4Field = ..., tunnel_ipv4_dst: _f.IPv4Field = ..., conn_tracking_state: _f.IntField = ..., conn_tracking_zone: _f.IntField = ..., conn_tracking_mark: _f.IntField = ..., conn_tracking_label: _f.IntField = ..., conn_tracking_nw_proto: _f.IntField = ..., conn_tracking_nw_src: _f.IntField = ..., conn_tracking_nw_dst: _f.IntField = ..., conn_tracking_ipv6_src: _f.IPv6Field = ..., conn_tracking_ipv6_dst: _f.IPv6Field = ..., conn_tracking_tp_src: _f.IntField = ..., conn_tracking_tp_dst: _f.IntField = ..., ovs_tcp_flags: _f.IntField = ..., bsn_in_ports_128: _f.BitsField = ..., bsn_lag_id: _f.IntField = ..., bsn_vrf: _f.IntField = ..., bsn_global_vrf_allowed: _f.IntField = ..., bsn_l3_interface_class_id: _f.IntField = ..., bsn_l3_src_class_id: _f.IntField = ..., bsn_l3_dst_class_id: _f.IntField = ..., bsn_egr_port_group_id: _f.IntField = ..., bsn_udf0: _f.IntField = ..., bsn_udf1: _f.IntField = ..., bsn_udf2: _f.IntField = ..., bsn_udf3: _f.IntField = ..., bsn_udf4: _f.IntField = ..., bsn_udf5: _f.IntField = ..., bsn_udf6: _f.IntField = ..., bsn_udf7: _f.IntField = ..., bsn_tcp_flags: _f.IntField = ..., bsn_vlan_xlate_port_group_id: _f.IntField = ..., bsn_l2_cache_hit: _f.IntField = ..., bsn_in_ports_512: _f.BitsField = ..., bsn_ingress_port_group_id: _f.IntField = ..., bsn_ip_fragmentation: _f.IntField = ..., mpls_bos: _f.IntField = ..., pbb_isid: _f.IntField = ..., tunnel_id: _f.IntField = ..., ipv6_exthdr: _f.IntField = ..., pbb_uca: _f.IntField = ..., packet_type: _f.IntField = ..., oxm_of_actset_output: _f.IntField = ..., oxm_of_tcp_flags: _f.IntField = ..., nxm_in_port: _f.IntField = ..., nxm_eth_dst: _f.MacField = ..., nxm_eth_src: _f.MacField = ..., nxm_eth_type: _f.IntField = ..., vlan_tci: _f.IntField = ..., nw_tos: _f.IntField = ..., nxm_ip_proto: _f.IntField = ..., nxm_ip_src: _f.IPv4Field = ..., nxm_ip_dst: _f.IPv4Field = ..., nxm_tcp_src: _f.IntField = ..., nxm_tcp_dst: _f.IntField = ..., nxm_udp_src: _f.IntField = ..., nxm_udp_dst: _f.IntField = ..., nxm_icmp_type: _f.IntField = ..., nxm_icmp_code: _f.IntField = ..., nxm_arp_op: _f.IntField = ..., nxm_arp_spa: _f.IntField = ..., nxm_arp_tpa: _f.IntField = ..., reg0: _f.IntField = ..., reg1: _f.IntField = ..., reg2: _f.IntField = ..., reg3: _f.IntField = ..., reg4: _f.IntField = ..., reg5: _f.IntField = ..., reg6: _f.IntField = ..., reg7: _f.IntField = ..., reg8: _f.IntField = ..., reg9: _f.IntField = ..., reg10: _f.IntField = ..., reg11: _f.IntField = ..., reg12: _f.IntField = ..., reg13: _f.IntField = ..., reg14: _f.IntField = ..., reg15: _f.IntField = ..., nxm_tun_id: _f.IntField = ..., nxm_arp_sha: _f.MacField = ..., nxm_arp_tha: _f.MacField = ..., nxm_ipv6_src: _f.IPv6Field = ..., nxm_ipv6_dst: _f.IPv6Field = ..., nxm_icmpv6_type: _f.IntField = ..., nxm_icmpv6_code: _f.IntField = ..., nxm_nd_target: _f.IPv6Field = ..., nxm_nd_sll: _f.MacField = ..., nxm_nd_tll: _f.MacField = ..., ip_frag: _f.IntField = ..., nxm_ipv6_label: _f.IntField = ..., nxm_ip_ecn: _f.IntField = ..., nw_ttl: _f.IntField = ..., mpls_ttl: _f.IntField = ..., cookie: _f.IntField = ..., pkt_mark: _f.IntField = ..., nxm_tcp_flags: _f.IntField = ..., dp_hash: _f.IntField = ..., recirc_id: _f.IntField = ..., conj_id: _f.IntField = ..., tun_gbp_id: _f.IntField = ..., tun_gbp_flags: _f.IntField = ..., tun_metadata0: _f.OctetsField = ..., tun_metadata1: _f.OctetsField = ..., tun_metadata2: _f.OctetsField = ..., tun_metadata3: _f.OctetsField = ..., tun_metadata4: _f.OctetsField = ..., tun_metadata5: _f.OctetsField = ..., tun_metadata6: _f.OctetsField = ..., tun_metadata7: _f.OctetsField = ..., tun_metadata8: _f.OctetsField = ..., tun_metadata9: _f.OctetsField = ..., tun_metadata10: _f.OctetsField = ..., tun_metadata11: _f.OctetsField = ..., tun_metadata12: _f.OctetsField = ..., tun_metadata13: _f.OctetsField = ..., tun_metadata14: _f.OctetsField = ..., tun_metadata15: _f.OctetsField = ..., tun_metadata16: _f.OctetsField = ..., tun_metadata17: _f.OctetsField = ..., tun_metadata18: _f.OctetsField = ..., tun_metadata19: _f.OctetsField = ..., tun_metadata20: _f.OctetsField = ..., tun_metadata21: _f.OctetsField = ..., tun_metadata22: _f.OctetsField = ..., tun_metadata23: _f.OctetsField = ..., tun_metadata24: _f.OctetsField = ..., tun_metadata25: _f.OctetsField = ..., tun_metadata26: _f.OctetsField = ..., tun_metadata27: _f.OctetsField = ..., tun_metadata28: _f.OctetsField = ..., tun_metadata29: _f.OctetsField = ..., tun_metadata30: _f.OctetsField = ..., tun_metadata31: _f.OctetsField = ..., tun_metadata32: _f.OctetsField = ..., tun_metadata33: _f.OctetsField = ..., tun_metadata34: _f.OctetsField = ..., tun_metadata35: _f.OctetsField = ..., tun_metadata36: _f.OctetsField = ..., tun_metadata37: _f.OctetsField = ..., tun_metadata38: _f.OctetsField = ..., tun_metadata39: _f.OctetsField = ..., tun_metadata40: _f.OctetsField = ..., tun_metadata41: _f.OctetsField = ..., tun_metadata42: _f.OctetsField = ..., tun_metadata43: _f.OctetsField = ..., tun_metadata44: _f.OctetsField = ..., tun_metadata45: _f.OctetsField = ..., tun_metadata46: _f.OctetsField = ..., tun_metadata47: _f.OctetsField = ..., tun_metadata48: _f.OctetsField = ..., tun_metadata49: _f.OctetsField = ..., tun_metadata50: _f.OctetsField = ..., tun_metadata51: _f.OctetsField = ..., tun_metadata52: _f.OctetsField = ..., tun_metadata53: _f.OctetsField = ..., tun_metadata54: _f.OctetsField = ..., tun_metadata55: _f.OctetsField = ..., tun_metadata56: _f.OctetsField = ..., tun_metadata57: _f.OctetsField = ..., tun_metadata58: _f.OctetsField = ..., tun_metadata59: _f.OctetsField = ..., tun_metadata60: _f.OctetsField = ..., tun_metadata61: _f.OctetsField = ..., tun_metadata62: _f.OctetsField = ..., tun_metadata63: _f.OctetsField = ..., tun_flags: _f.IntField = ..., tun_ipv6_src: _f.IPv6Field = ..., tun_ipv6_dst: _f.IPv6Field = ..., xxreg0: _f.IntField = ..., xxreg1: _f.IntField = ..., xxreg2: _f.IntField = ..., xxreg3: _f.IntField = ..., nxoxm_dp_hash: _f.IntField = ..., tun_erspan_idx: _f.IntField = ..., tun_erspan_ver: _f.IntField = ..., tun_erspan_dir: _f.IntField = ..., tun_erspan_hwid: _f.IntField = ..., tun_gtpu_flags: _f.IntField = ..., tun_gtpu_msgtype: _f.IntField = ..., reg16: _f.IntField = ..., reg17: _f.IntField = ..., reg18: _f.IntField = ..., reg19: _f.IntField = ..., reg20: _f.IntField = ..., reg21: _f.IntField = ..., reg22: _f.IntField = ..., reg23: _f.IntField = ..., reg24: _f.IntField = ..., reg25: _f.IntField = ..., reg26: _f.IntField = ..., reg27: _f.IntField = ..., reg28: _f.IntField = ..., reg29: _f.IntField = ..., reg30: _f.IntField = ..., reg31: _f.IntField = ..., xxreg4: _f.IntField = ..., xxreg5: _f.IntField = ..., xxreg6: _f.IntField = ..., xxreg7: _f.IntField = ..., nsh_flags: _f.IntField = ..., nsh_mdtype: _f.IntField = ..., nsh_np: _f.IntField = ..., nsh_spi: _f.IntField = ..., nsh_si: _f.IntField = ..., nsh_c1: _f.IntField = ..., nsh_c2: _f.IntField = ..., nsh_c3: _f.IntField = ..., nsh_c4: _f.IntField = ..., nsh_ttl: _f.IntField = ..., nd_reserved: _f.IntField = ..., nd_options_type: _f.IntField = ..., tcp_flags: _f.IntField = ..., packet_reg0: _f.IntField = ..., packet_reg1: _f.IntField = ..., packet_reg2: _f.IntField = ..., packet_reg3: _f.IntField = ..., packet_reg4: _f.IntField = ..., packet_reg5: _f.IntField = ..., packet_reg6: _f.IntField = ..., packet_reg7: _f.IntField = ..., packet_reg8: _f.IntField = ..., packet_reg9: _f.IntField = ..., packet_reg10: _f.IntField = ..., packet_reg11: _f.IntField = ..., packet_reg12: _f.IntField = ..., packet_reg13: _f.IntField = ..., packet_reg14: _f.IntField = ..., packet_reg15: _f.IntField = ..., dl_src: _f.MacField = ..., dl_dst: _f.MacField = ..., dl_type: _f.IntField = ..., dl_vlan: _f.IntField = ..., dl_vlan_pcp: _f.IntField = ..., ip_src: _f.IPv4Field = ..., nw_src: _f.IPv4Field = ..., ip_dst: _f.IPv4Field = ..., nw_dst: _f.IPv4Field = ..., nw_proto: _f.IntField = ..., nw_ecn: _f.IntField = ..., nw_frag: _f.IntField = ..., tp_src: _f.IntField = ..., tp_dst: _f.IntField = ..., icmp_type: _f.IntField = ..., icmp_code: _f.IntField = ..., nd_target: _f.IPv6Field = ..., nd_sll: _f.MacField = ..., nd_tll: _f.MacField = ..., ipv6_label: _f.IntField = ..., tun_id: _f.IntField = ..., tun_src: _f.IPv4Field = ..., tun_dst: _f.IPv4Field = ..., in_port_oxm: _f.IntField = ..., ct_state: _f.IntField = ..., ct_zone: _f.IntField = ..., ct_mark: _f.IntField = ..., ct_label: _f.IntField = ..., ct_nw_proto: _f.IntField = ..., ct_nw_src: _f.IntField = ..., ct_nw_dst: _f.IntField = ..., ct_ipv6_src: _f.IPv6Field = ..., ct_ipv6_dst: _f.IPv6Field = ..., ct_tp_src: _f.IntField = ..., ct_tp_dst: _f.IntField = ..., nsp: _f.IntField = ..., nsi: _f.IntField = ..., nshc1: _f.IntField = ..., nshc2: _f.IntField = ..., nshc3: _f.IntField = ..., nshc4: _f.IntField = ..., onfoxm_actset_output: _f.IntField = ...) -> set_field: ...
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
class nicira_reg_move(nicira):
    n_bits: int
    src_ofs: int
    dst_ofs: int
    src: int
    dst: int
    __match_args__ = ('n_bits', 'src_ofs', 'dst_ofs', 'src', 'dst')
    def __init__(self, n_bits: int | None = ..., src_ofs: int | None = ..., dst_ofs: int | None = ..., src: int | None = ..., dst: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_reg_load(nicira):
    ofs_nbits: int
    dst: int
    value: int
    __match_args__ = ('ofs_nbits', 'dst', 'value')
    def __init__(self, ofs_nbits: int | None = ..., dst: int | None = ..., value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_reg_load2(nicira):
    field: _oxm.oxm | None
    __match_args__ = ('field',)
    def __init__(self, field: _oxm.oxm | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_delete_field(nicira):
    field: int
    __match_args__ = ('field',)
    def __init__(self, field: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_stack_push(nicira):
    offset: int
    field: int
    n_bits: int
    __match_args__ = ('offset', 'field', 'n_bits')
    def __init__(self, offset: int | None = ..., field: int | None = ..., n_bits: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_stack_pop(nicira):
    offset: int
    field: int
    n_bits: int
    __match_args__ = ('offset', 'field', 'n_bits')
    def __init__(self, offset: int | None = ..., field: int | None = ..., n_bits: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_write_metadata(nicira):
    metadata: int
    mask: int
    __match_args__ = ('metadata', 'mask')
    def __init__(self, metadata: int | None = ..., mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_set_tunnel(nicira):
    tun_id: int
    __match_args__ = ('tun_id',)
    def __init__(self, tun_id: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_set_tunnel64(nicira):
    tun_id: int
    __match_args__ = ('tun_id',)
    def __init__(self, tun_id: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_check_pkt_larger(nicira):
    pkt_len: int
    offset: int
    dst: int
    __match_args__ = ('pkt_len', 'offset', 'dst')
    def __init__(self, pkt_len: int | None = ..., offset: int | None = ..., dst: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_resubmit(nicira):
    in_port: int
    __match_args__ = ('in_port',)
    def __init__(self, in_port: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_resubmit_table(nicira):
    in_port: int
    table: int
    __match_args__ = ('in_port', 'table')
    def __init__(self, in_port: int | None = ..., table: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_resubmit_table_ct(nicira):
    in_port: int
    table: int
    __match_args__ = ('in_port', 'table')
    def __init__(self, in_port: int | None = ..., table: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_output_reg(nicira):
    ofs_nbits: int
    src: int
    max_len: int
    __match_args__ = ('ofs_nbits', 'src', 'max_len')
    def __init__(self, ofs_nbits: int | None = ..., src: int | None = ..., max_len: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_output_reg2(nicira):
    ofs_nbits: int
    max_len: int
    src: int
    __match_args__ = ('ofs_nbits', 'max_len', 'src')
    def __init__(self, ofs_nbits: int | None = ..., max_len: int | None = ..., src: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_output_trunc(nicira):
    port: int
    max_len: int
    __match_args__ = ('port', 'max_len')
    def __init__(self, port: int | None = ..., max_len: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_controller(nicira):
    max_len: int
    controller_id: int
    reason: int
    __match_args__ = ('max_len', 'controller_id', 'reason')
    def __init__(self, max_len: int | None = ..., controller_id: int | None = ..., reason: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_controller2(nicira):
    properties: list[_common.nicira_controller2_prop]
    __match_args__ = ('properties',)
    def __init__(self, properties: Sequence[_common.nicira_controller2_prop] | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_multipath(nicira):
    fields: int
    basis: int
    algorithm: int
    max_link: int
    arg: int
    ofs_nbits: int
    dst: int
    __match_args__ = ('fields', 'basis', 'algorithm', 'max_link', 'arg', 'ofs_nbits', 'dst')
    def __init__(self, fields: int | None = ..., basis: int | None = ..., algorithm: int | None = ..., max_link: int | None = ..., arg: int | None = ..., ofs_nbits: int | None = ..., dst: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_bundle(nicira):
    algorithm: int
    fields: int
    basis: int
    member_type: int
    ofs_nbits: int
    dst: int
    members: list[int]
    __match_args__ = ('algorithm', 'fields', 'basis', 'member_type', 'ofs_nbits', 'dst', 'members')
    def __init__(self, algorithm: int | None = ..., fields: int | None = ..., basis: int | None = ..., member_type: int | None = ..., ofs_nbits: int | None = ..., dst: int | None = ..., members: Sequence[int] | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_bundle_load(nicira):
    algorithm: int
    fields: int
    basis: int
    member_type: int
    ofs_nbits: int
    dst: int
    members: list[int]
    __match_args__ = ('algorithm', 'fields', 'basis', 'member_type', 'ofs_nbits', 'dst', 'members')
    def __init__(self, algorithm: int | None = ..., fields: int | None = ..., basis: int | None = ..., member_type: int | None = ..., ofs_nbits: int | None = ..., dst: int | None = ..., members: Sequence[int] | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_pop_queue(nicira):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class nicira_exit(nicira):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class nicira_clone(nicira):
    actions: list[_action.action]
    __match_args__ = ('actions',)
    def __init__(self, actions: Sequence[_action.action] | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_conjunction(nicira):
    clause: int
    n_clauses: int
    id: int
    __match_args__ = ('clause', 'n_clauses', 'id')
    def __init__(self, clause: int | None = ..., n_clauses: int | None = ..., id: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_learn(nicira):
    idle_timeout: int
    hard_timeout: int
    priority: int
    cookie: int
    flags: int
    table_id: int
    fin_idle_timeout: int
    fin_hard_timeout: int
    specs: list[_common.nicira_learn_spec]
    __match_args__ = ('idle_timeout', 'hard_timeout', 'priority', 'cookie', 'flags', 'table_id', 'fin_idle_timeout', 'fin_hard_timeout', 'specs')
    def __init__(self, idle_timeout: int | None = ..., hard_timeout: int | None = ..., priority: int | None = ..., cookie: int | None = ..., flags: int | None = ..., table_id: int | None = ..., fin_idle_timeout: int | None = ..., fin_hard_timeout: int | None = ..., specs: Sequence[_common.nicira_learn_spec] | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_learn2(nicira):
    idle_timeout: int
    hard_timeout: int
    priority: int
    cookie: int
    flags: int
    table_id: int
    fin_idle_timeout: int
    fin_hard_timeout: int
    limit: int
    result_dst_ofs: int
    result_dst: int | None
    specs: list[_common.nicira_learn_spec]
    __match_args__ = ('idle_timeout', 'hard_timeout', 'priority', 'cookie', 'flags', 'table_id', 'fin_idle_timeout', 'fin_hard_timeout', 'limit', 'result_dst_ofs', 'result_dst', 'specs')
    def __init__(self, idle_timeout: int | None = ..., hard_timeout: int | None = ..., priority: int | None = ..., cookie: int | None = ..., flags: int | None = ..., table_id: int | None = ..., fin_idle_timeout: int | None = ..., fin_hard_timeout: int | None = ..., limit: int | None = ..., result_dst_ofs: int | None = ..., result_dst: int | None = ..., specs: Sequence[_common.nicira_learn_spec] | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_fin_timeout(nicira):
    fin_idle_timeout: int
    fin_hard_timeout: int
    __match_args__ = ('fin_idle_timeout', 'fin_hard_timeout')
    def __init__(self, fin_idle_timeout: int | None = ..., fin_hard_timeout: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_dec_ttl_cnt_ids(nicira):
    cnt_ids: list[int]
    __match_args__ = ('cnt_ids',)
    def __init__(self, cnt_ids: Sequence[int] | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_note(nicira):
    note: bytes
    __match_args__ = ('note',)
    def __init__(self, note: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_sample(nicira):
    probability: int
    collector_set_id: int
    obs_domain_id: int
    obs_point_id: int
    __match_args__ = ('probability', 'collector_set_id', 'obs_domain_id', 'obs_point_id')
    def __init__(self, probability: int | None = ..., collector_set_id: int | None = ..., obs_domain_id: int | None = ..., obs_point_id: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_sample2(nicira):
    probability: int
    collector_set_id: int
    obs_domain_id: int
    obs_point_id: int
    sampling_port: int
    direction: int
    __match_args__ = ('probability', 'collector_set_id', 'obs_domain_id', 'obs_point_id', 'sampling_port', 'direction')
    def __init__(self, probability: int | None = ..., collector_set_id: int | None = ..., obs_domain_id: int | None = ..., obs_point_id: int | None = ..., sampling_port: int | None = ..., direction: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_sample3(nicira):
    probability: int
    collector_set_id: int
    obs_domain_id: int
    obs_point_id: int
    sampling_port: int
    direction: int
    __match_args__ = ('probability', 'collector_set_id', 'obs_domain_id', 'obs_point_id', 'sampling_port', 'direction')
    def __init__(self, probability: int | None = ..., collector_set_id: int | None = ..., obs_domain_id: int | None = ..., obs_point_id: int | None = ..., sampling_port: int | None = ..., direction: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_sample4(nicira):
    probability: int
    collector_set_id: int
    obs_domain_src: int
    obs_domain: int
    obs_point_src: int
    obs_point: int
    sampling_port: int
    direction: int
    __match_args__ = ('probability', 'collector_set_id', 'obs_domain_src', 'obs_domain', 'obs_point_src', 'obs_point', 'sampling_port', 'direction')
    def __init__(self, probability: int | None = ..., collector_set_id: int | None = ..., obs_domain_src: int | None = ..., obs_domain: int | None = ..., obs_point_src: int | None = ..., obs_point: int | None = ..., sampling_port: int | None = ..., direction: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_ct(nicira):
    flags: int
    zone_src: int
    zone: int
    recirc_table: int
    alg: int
    actions: list[_action.action]
    __match_args__ = ('flags', 'zone_src', 'zone', 'recirc_table', 'alg', 'actions')
    def __init__(self, flags: int | None = ..., zone_src: int | None = ..., zone: int | None = ..., recirc_table: int | None = ..., alg: int | None = ..., actions: Sequence[_action.action] | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_ct_clear(nicira):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class nicira_nat(nicira):
    flags: int
    ipv4_min: _f.IPv4Member
    ipv4_max: _f.IPv4Member
    ipv6_min: _f.IPv6Member
    ipv6_max: _f.IPv6Member
    proto_min: int | None
    proto_max: int | None
    __match_args__ = ('flags', 'ipv4_min', 'ipv4_max', 'ipv6_min', 'ipv6_max', 'proto_min', 'proto_max')
    def __init__(self, flags: int | None = ..., ipv4_min: _f.IPv4 | None = ..., ipv4_max: _f.IPv4 | None = ..., ipv6_min: _f.IPv6 | None = ..., ipv6_max: _f.IPv6 | None = ..., proto_min: int | None = ..., proto_max: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_debug_slow(nicira):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class nicira_debug_recirc(nicira):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
