"""OpenFlow 1.5: instruction. Written by ``python -m oftwist.loxi.stubs``; do not edit."""

from collections.abc import Sequence
from typing import ClassVar
import oftwist.loxi.of15.action as _action
import oftwist.loxi.of15.common as _common
from oftwist.loxi import forms as _f
from oftwist.wire.codec.objects import OFObject

class instruction(OFObject):
    subtypes: ClassVar[_f.Subtypes]
    type: int
    __match_args__ = ('type',)
    def __init__(self, type: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class goto_table(instruction):
    table_id: int
    __match_args__ = ('table_id',)
    def __init__(self, table_id: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class write_metadata(instruction):
    metadata: int
    metadata_mask: int
    __match_args__ = ('metadata', 'metadata_mask')
    def __init__(self, metadata: int | None = ..., metadata_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class write_actions(instruction):
    actions: list[_action.action]
    __match_args__ = ('actions',)
    def __init__(self, actions: Sequence[_action.action] | None = ..., *, extra: bytes | None = ...) -> None: ...
class apply_actions(instruction):
    actions: list[_action.action]
    __match_args__ = ('actions',)
    def __init__(self, actions: Sequence[_action.action] | None = ..., *, extra: bytes | None = ...) -> None: ...
class clear_actions(instruction):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class stat_trigger(instruction):
    flags: int
    thresholds: list[_common.oxs]
    __match_args__ = ('flags', 'thresholds')
    def __init__(self, flags: int | None = ..., thresholds: Sequence[_common.oxs] | None = ..., *, extra: bytes | None = ...) -> None: ...
class experimenter(instruction):
    subtypes: ClassVar[_f.Subtypes]
    experimenter: int
    data: bytes
    __match_args__ = ('experimenter', 'data')
    def __init__(self, experimenter: int | None = ..., data: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
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
    value: int
    __match_args__ = ('value',)
    def __init__(self, value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_disable_l3(bsn):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class bsn_ndp_offload(bsn):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class bsn_hash_select(bsn):
    flags: int
    __match_args__ = ('flags',)
    def __init__(self, flags: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_directed_broadcast(bsn):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
