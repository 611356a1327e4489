"""OpenFlow 1.5: action id. Written by ``python -m oftwist.loxi.stubs``; do not edit."""

from typing import ClassVar
from oftwist.loxi import forms as _f
from oftwist.wire.codec.objects import OFObject

class action_id(OFObject):
    subtypes: ClassVar[_f.Subtypes]
    type: int
    __match_args__ = ('type',)
    def __init__(self, type: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class experimenter(action_id):
    subtypes: ClassVar[_f.Subtypes]
    experimenter: int
    __match_args__ = ('experimenter',)
    def __init__(self, experimenter: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class output(action_id):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class set_queue(action_id):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class group(action_id):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class meter(action_id):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class push_vlan(action_id):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class pop_vlan(action_id):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class push_mpls(action_id):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class pop_mpls(action_id):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class push_pbb(action_id):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class pop_pbb(action_id):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class set_nw_ttl(action_id):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class dec_nw_ttl(action_id):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class set_mpls_ttl(action_id):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class dec_mpls_ttl(action_id):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class copy_ttl_out(action_id):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class copy_ttl_in(action_id):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class set_field(action_id):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class copy_field(action_id):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
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
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class bsn_set_tunnel_dst(bsn):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class bsn_checksum(bsn):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class bsn_gentable(bsn):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
