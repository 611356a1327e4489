"""OpenFlow 1.1: instruction. Written by ``python -m oftwist.loxi.stubs``; do not edit."""

from collections.abc import Sequence
from typing import ClassVar
import oftwist.loxi.of11.action as _action
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
class experimenter(instruction):
    subtypes: ClassVar[_f.Subtypes]
    experimenter: int
    data: bytes
    __match_args__ = ('experimenter', 'data')
    def __init__(self, experimenter: int | None = ..., data: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
