"""OpenFlow 1.1: action. Written by ``python -m oftwist.loxi.stubs``; do not edit."""

from typing import ClassVar
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
class set_vlan_vid(action):
    vlan_vid: int
    __match_args__ = ('vlan_vid',)
    def __init__(self, vlan_vid: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class set_vlan_pcp(action):
    vlan_pcp: int
    __match_args__ = ('vlan_pcp',)
    def __init__(self, vlan_pcp: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class set_dl_src(action):
    dl_addr: _f.MacMember
    __match_args__ = ('dl_addr',)
    def __init__(self, dl_addr: _f.Mac | None = ..., *, extra: bytes | None = ...) -> None: ...
class set_dl_dst(action):
    dl_addr: _f.MacMember
    __match_args__ = ('dl_addr',)
    def __init__(self, dl_addr: _f.Mac | None = ..., *, extra: bytes | None = ...) -> None: ...
class set_nw_src(action):
    nw_addr: int
    __match_args__ = ('nw_addr',)
    def __init__(self, nw_addr: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class set_nw_dst(action):
    nw_addr: int
    __match_args__ = ('nw_addr',)
    def __init__(self, nw_addr: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class set_nw_tos(action):
    nw_tos: int
    __match_args__ = ('nw_tos',)
    def __init__(self, nw_tos: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class set_nw_ecn(action):
    nw_ecn: int
    __match_args__ = ('nw_ecn',)
    def __init__(self, nw_ecn: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class set_tp_src(action):
    tp_port: int
    __match_args__ = ('tp_port',)
    def __init__(self, tp_port: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class set_tp_dst(action):
    tp_port: int
    __match_args__ = ('tp_port',)
    def __init__(self, tp_port: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class set_mpls_label(action):
    mpls_label: int
    __match_args__ = ('mpls_label',)
    def __init__(self, mpls_label: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class set_mpls_tc(action):
    mpls_tc: int
    __match_args__ = ('mpls_tc',)
    def __init__(self, mpls_tc: int | None = ..., *, extra: bytes | None = ...) -> None: ...
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
