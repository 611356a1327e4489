"""OpenFlow 1.4: port mod prop. Written by ``python -m oftwist.loxi.stubs``; do not edit."""

from typing import ClassVar
from oftwist.loxi import forms as _f
from oftwist.wire.codec.objects import OFObject

class port_mod_prop(OFObject):
    subtypes: ClassVar[_f.Subtypes]
    type: int
    __match_args__ = ('type',)
    def __init__(self, type: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class ethernet(port_mod_prop):
    advertise: int
    __match_args__ = ('advertise',)
    def __init__(self, advertise: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class optical(port_mod_prop):
    configure: int
    freq_ldma: int
    fl_offset: int
    grid_span: int
    tx_pwr: int
    __match_args__ = ('configure', 'freq_ldma', 'fl_offset', 'grid_span', 'tx_pwr')
    def __init__(self, configure: int | None = ..., freq_ldma: int | None = ..., fl_offset: int | None = ..., grid_span: int | None = ..., tx_pwr: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class experimenter(port_mod_prop):
    subtypes: ClassVar[_f.Subtypes]
    experimenter: int
    exp_type: int
    __match_args__ = ('experimenter', 'exp_type')
    def __init__(self, experimenter: int | None = ..., exp_type: int | None = ..., *, extra: bytes | None = ...) -> None: ...
