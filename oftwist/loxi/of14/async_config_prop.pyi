"""OpenFlow 1.4: async config prop. Written by ``python -m oftwist.loxi.stubs``; do not edit."""

from typing import ClassVar
from oftwist.loxi import forms as _f
from oftwist.wire.codec.objects import OFObject

class async_config_prop(OFObject):
    subtypes: ClassVar[_f.Subtypes]
    type: int
    __match_args__ = ('type',)
    def __init__(self, type: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class packet_in_slave(async_config_prop):
    mask: int
    __match_args__ = ('mask',)
    def __init__(self, mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class packet_in_master(async_config_prop):
    mask: int
    __match_args__ = ('mask',)
    def __init__(self, mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class port_status_slave(async_config_prop):
    mask: int
    __match_args__ = ('mask',)
    def __init__(self, mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class port_status_master(async_config_prop):
    mask: int
    __match_args__ = ('mask',)
    def __init__(self, mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class flow_removed_slave(async_config_prop):
    mask: int
    __match_args__ = ('mask',)
    def __init__(self, mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class flow_removed_master(async_config_prop):
    mask: int
    __match_args__ = ('mask',)
    def __init__(self, mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class role_status_slave(async_config_prop):
    mask: int
    __match_args__ = ('mask',)
    def __init__(self, mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class role_status_master(async_config_prop):
    mask: int
    __match_args__ = ('mask',)
    def __init__(self, mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class table_status_slave(async_config_prop):
    mask: int
    __match_args__ = ('mask',)
    def __init__(self, mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class table_status_master(async_config_prop):
    mask: int
    __match_args__ = ('mask',)
    def __init__(self, mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class requestforward_slave(async_config_prop):
    mask: int
    __match_args__ = ('mask',)
    def __init__(self, mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class requestforward_master(async_config_prop):
    mask: int
    __match_args__ = ('mask',)
    def __init__(self, mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class experimenter_slave(async_config_prop):
    subtypes: ClassVar[_f.Subtypes]
    experimenter: int
    exp_type: int
    __match_args__ = ('experimenter', 'exp_type')
    def __init__(self, experimenter: int | None = ..., exp_type: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class experimenter_master(async_config_prop):
    subtypes: ClassVar[_f.Subtypes]
    experimenter: int
    exp_type: int
    __match_args__ = ('experimenter', 'exp_type')
    def __init__(self, experimenter: int | None = ..., exp_type: int | None = ..., *, extra: bytes | None = ...) -> None: ...
