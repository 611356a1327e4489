"""OpenFlow 1.3: meter band. Written by ``python -m oftwist.loxi.stubs``; do not edit."""

from typing import ClassVar
from oftwist.loxi import forms as _f
from oftwist.wire.codec.objects import OFObject

class meter_band(OFObject):
    subtypes: ClassVar[_f.Subtypes]
    type: int
    __match_args__ = ('type',)
    def __init__(self, type: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class drop(meter_band):
    rate: int
    burst_size: int
    __match_args__ = ('rate', 'burst_size')
    def __init__(self, rate: int | None = ..., burst_size: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class dscp_remark(meter_band):
    rate: int
    burst_size: int
    prec_level: int
    __match_args__ = ('rate', 'burst_size', 'prec_level')
    def __init__(self, rate: int | None = ..., burst_size: int | None = ..., prec_level: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class experimenter(meter_band):
    rate: int
    burst_size: int
    experimenter: int
    __match_args__ = ('rate', 'burst_size', 'experimenter')
    def __init__(self, rate: int | None = ..., burst_size: int | None = ..., experimenter: int | None = ..., *, extra: bytes | None = ...) -> None: ...
