"""OpenFlow 1.5: bundle prop. Written by ``python -m oftwist.loxi.stubs``; do not edit."""

from collections.abc import Sequence
from typing import ClassVar
import oftwist.loxi.of15.common as _common
from oftwist.loxi import forms as _f
from oftwist.wire.codec.objects import OFObject

class bundle_prop(OFObject):
    subtypes: ClassVar[_f.Subtypes]
    type: int
    __match_args__ = ('type',)
    def __init__(self, type: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class time(bundle_prop):
    scheduled_time: list[_common.time]
    __match_args__ = ('scheduled_time',)
    def __init__(self, scheduled_time: Sequence[_common.time] | None = ..., *, extra: bytes | None = ...) -> None: ...
class experimenter(bundle_prop):
    subtypes: ClassVar[_f.Subtypes]
    experimenter: int
    exp_type: int
    __match_args__ = ('experimenter', 'exp_type')
    def __init__(self, experimenter: int | None = ..., exp_type: int | None = ..., *, extra: bytes | None = ...) -> None: ...
