"""OpenFlow 1.4: instruction id. Written by ``python -m oftwist.loxi.stubs``; do not edit."""

from typing import ClassVar
from oftwist.loxi import forms as _f
from oftwist.wire.codec.objects import OFObject

class instruction_id(OFObject):
    subtypes: ClassVar[_f.Subtypes]
    type: int
    __match_args__ = ('type',)
    def __init__(self, type: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class goto_table(instruction_id):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class write_metadata(instruction_id):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class write_actions(instruction_id):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class apply_actions(instruction_id):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class clear_actions(instruction_id):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class meter(instruction_id):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class experimenter(instruction_id):
    subtypes: ClassVar[_f.Subtypes]
    experimenter: int
    __match_args__ = ('experimenter',)
    def __init__(self, experimenter: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn(experimenter):
    subtypes: ClassVar[_f.Subtypes]
    subtype: int
    __match_args__ = ('subtype',)
    def __init__(self, subtype: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_disable_src_mac_check(bsn):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class bsn_arp_offload(bsn):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class bsn_dhcp_offload(bsn):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class bsn_permit(bsn):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class bsn_deny(bsn):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class bsn_packet_of_death(bsn):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class bsn_prioritize_pdus(bsn):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class bsn_require_vlan_xlate(bsn):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class bsn_disable_vlan_counters(bsn):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class bsn_span_destination(bsn):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class bsn_auto_negotiation(bsn):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class bsn_internal_priority(bsn):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class bsn_disable_l3(bsn):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class bsn_ndp_offload(bsn):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class bsn_hash_select(bsn):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class bsn_directed_broadcast(bsn):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
