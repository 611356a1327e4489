"""OpenFlow 1.5: queue desc prop. Written by ``python -m oftwist.loxi.stubs``; do not edit."""

from typing import ClassVar
from oftwist.loxi import forms as _f
from oftwist.wire.codec.objects import OFObject

class queue_desc_prop(OFObject):
    subtypes: ClassVar[_f.Subtypes]
    type: int
    __match_args__ = ('type',)
    def __init__(self, type: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class min_rate(queue_desc_prop):
    rate: int
    __match_args__ = ('rate',)
    def __init__(self, rate: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class max_rate(queue_desc_prop):
    rate: int
    __match_args__ = ('rate',)
    def __init__(self, rate: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class experimenter(queue_desc_prop):
    subtypes: ClassVar[_f.Subtypes]
    experimenter: int
    exp_type: int
    __match_args__ = ('experimenter', 'exp_type')
    def __init__(self, experimenter: int | None = ..., exp_type: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn(experimenter):
    subtypes: ClassVar[_f.Subtypes]
    __match_args__ = ('exp_type',)
    def __init__(self, exp_type: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_queue_name(bsn):
    name: bytes
    __match_args__ = ('name',)
    def __init__(self, name: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
