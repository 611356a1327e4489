"""OpenFlow 1.3: oxm. Written by ``python -m oftwist.loxi.stubs``; do not edit."""

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
class actset_output(oxm):
    experimenter_id: int
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class actset_output_masked(oxm):
    experimenter_id: int
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
class bsn_vxlan_network_id(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_vxlan_network_id_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_inner_eth_dst(oxm):
    value: _f.MacMember
    __match_args__ = ('value',)
    def __init__(self, value: _f.Mac | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_inner_eth_dst_masked(oxm):
    value: _f.MacMember
    value_mask: _f.MacMember
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Mac | None = ..., value_mask: _f.Mac | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_inner_eth_src(oxm):
    value: _f.MacMember
    __match_args__ = ('value',)
    def __init__(self, value: _f.Mac | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_inner_eth_src_masked(oxm):
    value: _f.MacMember
    value_mask: _f.MacMember
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: _f.Mac | None = ..., value_mask: _f.Mac | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_inner_vlan_vid(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_inner_vlan_vid_masked(oxm):
    value: int
    value_mask: int
    __match_args__ = ('value', 'value_mask')
    def __init__(self, value: int | None = ..., value_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_vfi(oxm):
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_vfi_masked(oxm):
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
tcp_flags = ovs_tcp_flags
tcp_flags_masked = ovs_tcp_flags_masked
packet_reg0 = xreg0
packet_reg1 = xreg1
packet_reg2 = xreg2
packet_reg3 = xreg3
packet_reg4 = xreg4
packet_reg5 = xreg5
packet_reg6 = xreg6
packet_reg7 = xreg7
packet_reg8 = xreg8
packet_reg9 = xreg9
packet_reg10 = xreg10
packet_reg11 = xreg11
packet_reg12 = xreg12
packet_reg13 = xreg13
packet_reg14 = xreg14
packet_reg15 = xreg15
packet_reg0_masked = xreg0_masked
packet_reg1_masked = xreg1_masked
packet_reg2_masked = xreg2_masked
packet_reg3_masked = xreg3_masked
packet_reg4_masked = xreg4_masked
packet_reg5_masked = xreg5_masked
packet_reg6_masked = xreg6_masked
packet_reg7_masked = xreg7_masked
packet_reg8_masked = xreg8_masked
packet_reg9_masked = xreg9_masked
packet_reg10_masked = xreg10_masked
packet_reg11_masked = xreg11_masked
packet_reg12_masked = xreg12_masked
packet_reg13_masked = xreg13_masked
packet_reg14_masked = xreg14_masked
packet_reg15_masked = xreg15_masked
