"""OpenFlow 1.4: table mod prop. Written by ``python -m oftwist.loxi.stubs``; do not edit."""

from typing import ClassVar
from oftwist.loxi import forms as _f
from oftwist.wire.codec.objects import OFObject

class table_mod_prop(OFObject):
    subtypes: ClassVar[_f.Subtypes]
    type: int
    __match_args__ = ('type',)
    def __init__(self, type: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class eviction(table_mod_prop):
    flags: int
    __match_args__ = ('flags',)
    def __init__(self, flags: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class vacancy(table_mod_prop):
    vacancy_down: int
    vacancy_up: int
    vacancy: int
    __match_args__ = ('vacancy_down', 'vacancy_up', 'vacancy')
    def __init__(self, vacancy_down: int | None = ..., vacancy_up: int | None = ..., vacancy: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class experimenter(table_mod_prop):
    subtypes: ClassVar[_f.Subtypes]
    experimenter: int
    exp_type: int
    __match_args__ = ('experimenter', 'exp_type')
    def __init__(self, experimenter: int | None = ..., exp_type: int | None = ..., *, extra: bytes | None = ...) -> None: ...
