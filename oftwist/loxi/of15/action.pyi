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
