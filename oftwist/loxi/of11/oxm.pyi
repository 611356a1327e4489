"""OpenFlow 1.1: oxm. Written by ``python -m oftwist.loxi.stubs``; do not edit."""

from typing import ClassVar
from oftwist.loxi import forms as _f
from oftwist.wire.codec.objects import OFObject

class oxm(OFObject):
    subtypes: ClassVar[_f.Subtypes]
    type_len: int
    __match_args__ = ('type_len',)
    def __init__(self, type_len: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class in_port(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class in_port_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class in_phy_port(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class in_phy_port_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class metadata(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class metadata_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class eth_dst(oxm):
    value: _f.MacMember
    __match_args__ = ('value',)
    def __init__(self, value: _f.Mac | None = ..., *, extra: bytes | None = ...) -> None: ...
class eth_dst_masked(oxm):
    value: _f.MacMember
    value_mask: _f.MacMember
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Mac | None = ..., value_mask: _f.Mac | None = ..., *, extra: bytes | None = ...) -> None: ...
class eth_src(oxm):
    value: _f.MacMember
    __match_args__ = ('value',)
    def __init__(self, value: _f.Mac | None = ..., *, extra: bytes | None = ...) -> None: ...
class eth_src_masked(oxm):
    value: _f.MacMember
    value_mask: _f.MacMember
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Mac | None = ..., value_mask: _f.Mac | None = ..., *, extra: bytes | None = ...) -> None: ...
class eth_type(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class eth_type_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class vlan_vid(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class vlan_vid_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class vlan_pcp(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class vlan_pcp_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class ip_dscp(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class ip_dscp_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class ip_ecn(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class ip_ecn_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class ip_proto(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class ip_proto_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class ipv4_src(oxm):
    value: _f.IPv4Member
    __match_args__ = ('value',)
    def __init__(self, value: _f.IPv4 | None = ..., *, extra: bytes | None = ...) -> None: ...
class ipv4_src_masked(oxm):
    value: _f.IPv4Member
    value_mask: _f.IPv4Member
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.IPv4 | None = ..., value_mask: _f.IPv4 | None = ..., *, extra: bytes | None = ...) -> None: ...
class ipv4_dst(oxm):
    value: _f.IPv4Member
    __match_args__ = ('value',)
    def __init__(self, value: _f.IPv4 | None = ..., *, extra: bytes | None = ...) -> None: ...
class ipv4_dst_masked(oxm):
    value: _f.IPv4Member
    value_mask: _f.IPv4Member
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.IPv4 | None = ..., value_mask: _f.IPv4 | None = ..., *, extra: bytes | None = ...) -> None: ...
class tcp_src(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class tcp_src_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class tcp_dst(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class tcp_dst_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class udp_src(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class udp_src_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class udp_dst(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class udp_dst_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class sctp_src(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class sctp_src_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class sctp_dst(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class sctp_dst_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class icmpv4_type(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class icmpv4_type_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class icmpv4_code(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class icmpv4_code_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class arp_op(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class arp_op_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class arp_spa(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class arp_spa_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class arp_tpa(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class arp_tpa_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class arp_sha(oxm):
    value: _f.MacMember
    __match_args__ = ('value',)
    def __init__(self, value: _f.Mac | None = ..., *, extra: bytes | None = ...) -> None: ...
class arp_sha_masked(oxm):
    value: _f.MacMember
    value_mask: _f.MacMember
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Mac | None = ..., value_mask: _f.Mac | None = ..., *, extra: bytes | None = ...) -> None: ...
class arp_tha(oxm):
    value: _f.MacMember
    __match_args__ = ('value',)
    def __init__(self, value: _f.Mac | None = ..., *, extra: bytes | None = ...) -> None: ...
class arp_tha_masked(oxm):
    value: _f.MacMember
    value_mask: _f.MacMember
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Mac | None = ..., value_mask: _f.Mac | None = ..., *, extra: bytes | None = ...) -> None: ...
class ipv6_src(oxm):
    value: _f.IPv6Member
    __match_args__ = ('value',)
    def __init__(self, value: _f.IPv6 | None = ..., *, extra: bytes | None = ...) -> None: ...
class ipv6_src_masked(oxm):
    value: _f.IPv6Member
    value_mask: _f.IPv6Member
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.IPv6 | None = ..., value_mask: _f.IPv6 | None = ..., *, extra: bytes | None = ...) -> None: ...
class ipv6_dst(oxm):
    value: _f.IPv6Member
    __match_args__ = ('value',)
    def __init__(self, value: _f.IPv6 | None = ..., *, extra: bytes | None = ...) -> None: ...
class ipv6_dst_masked(oxm):
    value: _f.IPv6Member
    value_mask: _f.IPv6Member
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.IPv6 | None = ..., value_mask: _f.IPv6 | None = ..., *, extra: bytes | None = ...) -> None: ...
class ipv6_flabel(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class ipv6_flabel_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class icmpv6_type(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class icmpv6_type_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class icmpv6_code(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class icmpv6_code_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class ipv6_nd_target(oxm):
    value: _f.IPv6Member
    __match_args__ = ('value',)
    def __init__(self, value: _f.IPv6 | None = ..., *, extra: bytes | None = ...) -> None: ...
class ipv6_nd_target_masked(oxm):
    value: _f.IPv6Member
    value_mask: _f.IPv6Member
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.IPv6 | None = ..., value_mask: _f.IPv6 | None = ..., *, extra: bytes | None = ...) -> None: ...
class ipv6_nd_sll(oxm):
    value: _f.MacMember
    __match_args__ = ('value',)
    def __init__(self, value: _f.Mac | None = ..., *, extra: bytes | None = ...) -> None: ...
class ipv6_nd_sll_masked(oxm):
    value: _f.MacMember
    value_mask: _f.MacMember
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Mac | None = ..., value_mask: _f.Mac | None = ..., *, extra: bytes | None = ...) -> None: ...
class ipv6_nd_tll(oxm):
    value: _f.MacMember
    __match_args__ = ('value',)
    def __init__(self, value: _f.Mac | None = ..., *, extra: bytes | None = ...) -> None: ...
class ipv6_nd_tll_masked(oxm):
    value: _f.MacMember
    value_mask: _f.MacMember
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Mac | None = ..., value_mask: _f.Mac | None = ..., *, extra: bytes | None = ...) -> None: ...
class mpls_label(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class mpls_label_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class mpls_tc(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class mpls_tc_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class mpls_bos(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class mpls_bos_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class pbb_isid(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class pbb_isid_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class tunnel_id(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class tunnel_id_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class ipv6_exthdr(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class ipv6_exthdr_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class pbb_uca(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class pbb_uca_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class packet_type(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class packet_type_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class xreg0(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class xreg0_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class xreg1(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class xreg1_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class xreg2(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class xreg2_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class xreg3(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class xreg3_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class xreg4(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class xreg4_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class xreg5(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class xreg5_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class xreg6(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class xreg6_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class xreg7(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class xreg7_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class xreg8(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class xreg8_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class xreg9(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class xreg9_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class xreg10(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class xreg10_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class xreg11(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class xreg11_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class xreg12(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class xreg12_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class xreg13(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class xreg13_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class xreg14(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class xreg14_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class xreg15(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class xreg15_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class tunnel_ipv4_src(oxm):
    value: _f.IPv4Member
    __match_args__ = ('value',)
    def __init__(self, value: _f.IPv4 | None = ..., *, extra: bytes | None = ...) -> None: ...
class tunnel_ipv4_src_masked(oxm):
    value: _f.IPv4Member
    value_mask: _f.IPv4Member
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.IPv4 | None = ..., value_mask: _f.IPv4 | None = ..., *, extra: bytes | None = ...) -> None: ...
class tunnel_ipv4_dst(oxm):
    value: _f.IPv4Member
    __match_args__ = ('value',)
    def __init__(self, value: _f.IPv4 | None = ..., *, extra: bytes | None = ...) -> None: ...
class tunnel_ipv4_dst_masked(oxm):
    value: _f.IPv4Member
    value_mask: _f.IPv4Member
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.IPv4 | None = ..., value_mask: _f.IPv4 | None = ..., *, extra: bytes | None = ...) -> None: ...
class conn_tracking_state(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class conn_tracking_state_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class conn_tracking_zone(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class conn_tracking_zone_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class conn_tracking_mark(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class conn_tracking_mark_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class conn_tracking_label(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class conn_tracking_label_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class conn_tracking_nw_proto(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class conn_tracking_nw_proto_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class conn_tracking_nw_src(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class conn_tracking_nw_src_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class conn_tracking_nw_dst(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class conn_tracking_nw_dst_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class conn_tracking_ipv6_src(oxm):
    value: _f.IPv6Member
    __match_args__ = ('value',)
    def __init__(self, value: _f.IPv6 | None = ..., *, extra: bytes | None = ...) -> None: ...
class conn_tracking_ipv6_src_masked(oxm):
    value: _f.IPv6Member
    value_mask: _f.IPv6Member
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.IPv6 | None = ..., value_mask: _f.IPv6 | None = ..., *, extra: bytes | None = ...) -> None: ...
class conn_tracking_ipv6_dst(oxm):
    value: _f.IPv6Member
    __match_args__ = ('value',)
    def __init__(self, value: _f.IPv6 | None = ..., *, extra: bytes | None = ...) -> None: ...
class conn_tracking_ipv6_dst_masked(oxm):
    value: _f.IPv6Member
    value_mask: _f.IPv6Member
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.IPv6 | None = ..., value_mask: _f.IPv6 | None = ..., *, extra: bytes | None = ...) -> None: ...
class conn_tracking_tp_src(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class conn_tracking_tp_src_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class conn_tracking_tp_dst(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class conn_tracking_tp_dst_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class ovs_tcp_flags(oxm):
    experimenter_id: int
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class ovs_tcp_flags_masked(oxm):
    experimenter_id: int
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class actset_output(oxm):
    experimenter_id: int
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class oxm_of_actset_output(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class oxm_of_tcp_flags(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class oxm_of_tcp_flags_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nxm_in_port(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nxm_eth_dst(oxm):
    value: _f.MacMember
    __match_args__ = ('value',)
    def __init__(self, value: _f.Mac | None = ..., *, extra: bytes | None = ...) -> None: ...
class nxm_eth_dst_masked(oxm):
    value: _f.MacMember
    value_mask: _f.MacMember
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Mac | None = ..., value_mask: _f.Mac | None = ..., *, extra: bytes | None = ...) -> None: ...
class nxm_eth_src(oxm):
    value: _f.MacMember
    __match_args__ = ('value',)
    def __init__(self, value: _f.Mac | None = ..., *, extra: bytes | None = ...) -> None: ...
class nxm_eth_src_masked(oxm):
    value: _f.MacMember
    value_mask: _f.MacMember
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Mac | None = ..., value_mask: _f.Mac | None = ..., *, extra: bytes | None = ...) -> None: ...
class nxm_eth_type(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class vlan_tci(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class vlan_tci_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nw_tos(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nxm_ip_proto(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nxm_ip_src(oxm):
    value: _f.IPv4Member
    __match_args__ = ('value',)
    def __init__(self, value: _f.IPv4 | None = ..., *, extra: bytes | None = ...) -> None: ...
class nxm_ip_src_masked(oxm):
    value: _f.IPv4Member
    value_mask: _f.IPv4Member
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.IPv4 | None = ..., value_mask: _f.IPv4 | None = ..., *, extra: bytes | None = ...) -> None: ...
class nxm_ip_dst(oxm):
    value: _f.IPv4Member
    __match_args__ = ('value',)
    def __init__(self, value: _f.IPv4 | None = ..., *, extra: bytes | None = ...) -> None: ...
class nxm_ip_dst_masked(oxm):
    value: _f.IPv4Member
    value_mask: _f.IPv4Member
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.IPv4 | None = ..., value_mask: _f.IPv4 | None = ..., *, extra: bytes | None = ...) -> None: ...
class nxm_tcp_src(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nxm_tcp_src_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nxm_tcp_dst(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nxm_tcp_dst_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nxm_udp_src(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nxm_udp_src_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nxm_udp_dst(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nxm_udp_dst_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nxm_icmp_type(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nxm_icmp_code(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nxm_arp_op(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nxm_arp_spa(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nxm_arp_spa_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nxm_arp_tpa(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nxm_arp_tpa_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg0(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg0_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg1(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg1_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg2(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg2_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg3(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg3_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg4(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg4_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg5(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg5_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg6(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg6_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg7(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg7_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg8(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg8_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg9(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg9_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg10(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg10_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg11(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg11_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg12(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg12_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg13(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg13_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg14(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg14_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg15(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg15_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nxm_tun_id(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nxm_tun_id_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nxm_arp_sha(oxm):
    value: _f.MacMember
    __match_args__ = ('value',)
    def __init__(self, value: _f.Mac | None = ..., *, extra: bytes | None = ...) -> None: ...
class nxm_arp_sha_masked(oxm):
    value: _f.MacMember
    value_mask: _f.MacMember
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Mac | None = ..., value_mask: _f.Mac | None = ..., *, extra: bytes | None = ...) -> None: ...
class nxm_arp_tha(oxm):
    value: _f.MacMember
    __match_args__ = ('value',)
    def __init__(self, value: _f.Mac | None = ..., *, extra: bytes | None = ...) -> None: ...
class nxm_arp_tha_masked(oxm):
    value: _f.MacMember
    value_mask: _f.MacMember
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Mac | None = ..., value_mask: _f.Mac | None = ..., *, extra: bytes | None = ...) -> None: ...
class nxm_ipv6_src(oxm):
    value: _f.IPv6Member
    __match_args__ = ('value',)
    def __init__(self, value: _f.IPv6 | None = ..., *, extra: bytes | None = ...) -> None: ...
class nxm_ipv6_src_masked(oxm):
    value: _f.IPv6Member
    value_mask: _f.IPv6Member
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.IPv6 | None = ..., value_mask: _f.IPv6 | None = ..., *, extra: bytes | None = ...) -> None: ...
class nxm_ipv6_dst(oxm):
    value: _f.IPv6Member
    __match_args__ = ('value',)
    def __init__(self, value: _f.IPv6 | None = ..., *, extra: bytes | None = ...) -> None: ...
class nxm_ipv6_dst_masked(oxm):
    value: _f.IPv6Member
    value_mask: _f.IPv6Member
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.IPv6 | None = ..., value_mask: _f.IPv6 | None = ..., *, extra: bytes | None = ...) -> None: ...
class nxm_icmpv6_type(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nxm_icmpv6_code(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nxm_nd_target(oxm):
    value: _f.IPv6Member
    __match_args__ = ('value',)
    def __init__(self, value: _f.IPv6 | None = ..., *, extra: bytes | None = ...) -> None: ...
class nxm_nd_target_masked(oxm):
    value: _f.IPv6Member
    value_mask: _f.IPv6Member
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.IPv6 | None = ..., value_mask: _f.IPv6 | None = ..., *, extra: bytes | None = ...) -> None: ...
class nxm_nd_sll(oxm):
    value: _f.MacMember
    __match_args__ = ('value',)
    def __init__(self, value: _f.Mac | None = ..., *, extra: bytes | None = ...) -> None: ...
class nxm_nd_sll_masked(oxm):
    value: _f.MacMember
    value_mask: _f.MacMember
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Mac | None = ..., value_mask: _f.Mac | None = ..., *, extra: bytes | None = ...) -> None: ...
class nxm_nd_tll(oxm):
    value: _f.MacMember
    __match_args__ = ('value',)
    def __init__(self, value: _f.Mac | None = ..., *, extra: bytes | None = ...) -> None: ...
class nxm_nd_tll_masked(oxm):
    value: _f.MacMember
    value_mask: _f.MacMember
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Mac | None = ..., value_mask: _f.Mac | None = ..., *, extra: bytes | None = ...) -> None: ...
class ip_frag(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class ip_frag_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nxm_ipv6_label(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nxm_ipv6_label_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nxm_ip_ecn(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nw_ttl(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class mpls_ttl(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class cookie(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class cookie_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class pkt_mark(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class pkt_mark_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nxm_tcp_flags(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nxm_tcp_flags_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class dp_hash(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class dp_hash_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class recirc_id(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class conj_id(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_gbp_id(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_gbp_id_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_gbp_flags(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_gbp_flags_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata0(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata0_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata1(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata1_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata2(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata2_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata3(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata3_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata4(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata4_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata5(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata5_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata6(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata6_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata7(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata7_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata8(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata8_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata9(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata9_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata10(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata10_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata11(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata11_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata12(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata12_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata13(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata13_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata14(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata14_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata15(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata15_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata16(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata16_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata17(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata17_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata18(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata18_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata19(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata19_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata20(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata20_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata21(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata21_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata22(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata22_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata23(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata23_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata24(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata24_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata25(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata25_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata26(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata26_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata27(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata27_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata28(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata28_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata29(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata29_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata30(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata30_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata31(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata31_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata32(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata32_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata33(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata33_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata34(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata34_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata35(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata35_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata36(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata36_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata37(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata37_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata38(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata38_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata39(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata39_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata40(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata40_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata41(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata41_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata42(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata42_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata43(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata43_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata44(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata44_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata45(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata45_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata46(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata46_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata47(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata47_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata48(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata48_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata49(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata49_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata50(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata50_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata51(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata51_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata52(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata52_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata53(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata53_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata54(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata54_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata55(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata55_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata56(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata56_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata57(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata57_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata58(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata58_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata59(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata59_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata60(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata60_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata61(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata61_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata62(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata62_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata63(oxm):
    value: bytes
    __match_args__ = ('value',)
    def __init__(self, value: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_metadata63_masked(oxm):
    value: bytes
    value_mask: bytes
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Octets | None = ..., value_mask: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_flags(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_flags_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_ipv6_src(oxm):
    value: _f.IPv6Member
    __match_args__ = ('value',)
    def __init__(self, value: _f.IPv6 | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_ipv6_src_masked(oxm):
    value: _f.IPv6Member
    value_mask: _f.IPv6Member
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.IPv6 | None = ..., value_mask: _f.IPv6 | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_ipv6_dst(oxm):
    value: _f.IPv6Member
    __match_args__ = ('value',)
    def __init__(self, value: _f.IPv6 | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_ipv6_dst_masked(oxm):
    value: _f.IPv6Member
    value_mask: _f.IPv6Member
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.IPv6 | None = ..., value_mask: _f.IPv6 | None = ..., *, extra: bytes | None = ...) -> None: ...
class xxreg0(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class xxreg0_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class xxreg1(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class xxreg1_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class xxreg2(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class xxreg2_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class xxreg3(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class xxreg3_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nxoxm_dp_hash(oxm):
    experimenter_id: int
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nxoxm_dp_hash_masked(oxm):
    experimenter_id: int
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_erspan_idx(oxm):
    experimenter_id: int
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_erspan_idx_masked(oxm):
    experimenter_id: int
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_erspan_ver(oxm):
    experimenter_id: int
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_erspan_ver_masked(oxm):
    experimenter_id: int
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_erspan_dir(oxm):
    experimenter_id: int
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_erspan_dir_masked(oxm):
    experimenter_id: int
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_erspan_hwid(oxm):
    experimenter_id: int
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_erspan_hwid_masked(oxm):
    experimenter_id: int
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_gtpu_flags(oxm):
    experimenter_id: int
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_gtpu_flags_masked(oxm):
    experimenter_id: int
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_gtpu_msgtype(oxm):
    experimenter_id: int
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class tun_gtpu_msgtype_masked(oxm):
    experimenter_id: int
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg16(oxm):
    experimenter_id: int
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg16_masked(oxm):
    experimenter_id: int
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg17(oxm):
    experimenter_id: int
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg17_masked(oxm):
    experimenter_id: int
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg18(oxm):
    experimenter_id: int
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg18_masked(oxm):
    experimenter_id: int
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg19(oxm):
    experimenter_id: int
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg19_masked(oxm):
    experimenter_id: int
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg20(oxm):
    experimenter_id: int
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg20_masked(oxm):
    experimenter_id: int
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg21(oxm):
    experimenter_id: int
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg21_masked(oxm):
    experimenter_id: int
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg22(oxm):
    experimenter_id: int
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg22_masked(oxm):
    experimenter_id: int
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg23(oxm):
    experimenter_id: int
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg23_masked(oxm):
    experimenter_id: int
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg24(oxm):
    experimenter_id: int
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg24_masked(oxm):
    experimenter_id: int
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg25(oxm):
    experimenter_id: int
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg25_masked(oxm):
    experimenter_id: int
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg26(oxm):
    experimenter_id: int
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg26_masked(oxm):
    experimenter_id: int
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg27(oxm):
    experimenter_id: int
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg27_masked(oxm):
    experimenter_id: int
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg28(oxm):
    experimenter_id: int
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg28_masked(oxm):
    experimenter_id: int
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg29(oxm):
    experimenter_id: int
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg29_masked(oxm):
    experimenter_id: int
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg30(oxm):
    experimenter_id: int
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg30_masked(oxm):
    experimenter_id: int
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg31(oxm):
    experimenter_id: int
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class reg31_masked(oxm):
    experimenter_id: int
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class xxreg4(oxm):
    experimenter_id: int
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class xxreg4_masked(oxm):
    experimenter_id: int
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class xxreg5(oxm):
    experimenter_id: int
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class xxreg5_masked(oxm):
    experimenter_id: int
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class xxreg6(oxm):
    experimenter_id: int
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class xxreg6_masked(oxm):
    experimenter_id: int
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class xxreg7(oxm):
    experimenter_id: int
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class xxreg7_masked(oxm):
    experimenter_id: int
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nsh_flags(oxm):
    experimenter_id: int
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nsh_flags_masked(oxm):
    experimenter_id: int
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nsh_mdtype(oxm):
    experimenter_id: int
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nsh_np(oxm):
    experimenter_id: int
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nsh_spi(oxm):
    experimenter_id: int
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nsh_si(oxm):
    experimenter_id: int
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nsh_c1(oxm):
    experimenter_id: int
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nsh_c1_masked(oxm):
    experimenter_id: int
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nsh_c2(oxm):
    experimenter_id: int
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nsh_c2_masked(oxm):
    experimenter_id: int
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nsh_c3(oxm):
    experimenter_id: int
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nsh_c3_masked(oxm):
    experimenter_id: int
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nsh_c4(oxm):
    experimenter_id: int
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nsh_c4_masked(oxm):
    experimenter_id: int
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nsh_ttl(oxm):
    experimenter_id: int
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nd_reserved(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nd_options_type(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_in_ports_128(oxm):
    value: set[int]
    __match_args__ = ('value',)
    def __init__(self, value: _f.Bits | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_in_ports_128_masked(oxm):
    value: set[int]
    value_mask: set[int]
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Bits | None = ..., value_mask: _f.Bits | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_lag_id(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_lag_id_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_vrf(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_vrf_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_global_vrf_allowed(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_global_vrf_allowed_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_l3_interface_class_id(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_l3_interface_class_id_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_l3_src_class_id(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_l3_src_class_id_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_l3_dst_class_id(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_l3_dst_class_id_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_egr_port_group_id(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_egr_port_group_id_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_udf0(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_udf0_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_udf1(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_udf1_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_udf2(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_udf2_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_udf3(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_udf3_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_udf4(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_udf4_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_udf5(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_udf5_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_udf6(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_udf6_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_udf7(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_udf7_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_tcp_flags(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_tcp_flags_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_vlan_xlate_port_group_id(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_vlan_xlate_port_group_id_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_l2_cache_hit(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_l2_cache_hit_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_in_ports_512(oxm):
    value: set[int]
    __match_args__ = ('value',)
    def __init__(self, value: _f.Bits | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_in_ports_512_masked(oxm):
    value: set[int]
    value_mask: set[int]
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Bits | None = ..., value_mask: _f.Bits | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_ingress_port_group_id(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_ingress_port_group_id_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_ip_fragmentation(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_ip_fragmentation_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
