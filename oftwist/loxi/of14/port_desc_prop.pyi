"""OpenFlow 1.4: port desc prop. Written by ``python -m oftwist.loxi.stubs``; do not edit."""

from typing import ClassVar
from oftwist.loxi import forms as _f
from oftwist.wire.codec.objects import OFObject

class port_desc_prop(OFObject):
    subtypes: ClassVar[_f.Subtypes]
    type: int
    __match_args__ = ('type',)
    def __init__(self, type: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class ethernet(port_desc_prop):
    curr: int
    advertised: int
    supported: int
    peer: int
    curr_speed: int
    max_speed: int
    __match_args__ = ('curr', 'advertised', 'supported', 'peer', 'curr_speed', 'max_speed')
    def __init__(self, curr: int | None = ..., advertised: int | None = ..., supported: int | None = ..., peer: int | None = ..., curr_speed: int | None = ..., max_speed: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class optical(port_desc_prop):
    supported: int
    tx_min_freq_lmda: int
    tx_max_freq_lmda: int
    tx_grid_freq_lmda: int
    rx_min_freq_lmda: int
    rx_max_freq_lmda: int
    rx_grid_freq_lmda: int
    tx_pwr_min: int
    tx_pwr_max: int
    __match_args__ = ('supported', 'tx_min_freq_lmda', 'tx_max_freq_lmda', 'tx_grid_freq_lmda', 'rx_min_freq_lmda', 'rx_max_freq_lmda', 'rx_grid_freq_lmda', 'tx_pwr_min', 'tx_pwr_max')
    def __init__(self, supported: int | None = ..., tx_min_freq_lmda: int | None = ..., tx_max_freq_lmda: int | None = ..., tx_grid_freq_lmda: int | None = ..., rx_min_freq_lmda: int | None = ..., rx_max_freq_lmda: int | None = ..., rx_grid_freq_lmda: int | None = ..., tx_pwr_min: int | None = ..., tx_pwr_max: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class experimenter(port_desc_prop):
    subtypes: ClassVar[_f.Subtypes]
    experimenter: int
    exp_type: int
    __match_args__ = ('experimenter', 'exp_type')
    def __init__(self, experimenter: int | None = ..., exp_type: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn(experimenter):
    subtypes: ClassVar[_f.Subtypes]
    __match_args__ = ('exp_type',)
    def __init__(self, exp_type: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_uplink(bsn):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class bsn_generation_id(bsn):
    generation_id: int
    __match_args__ = ('generation_id',)
    def __init__(self, generation_id: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_forward_error_correction(bsn):
    configured: int
    enabled: int
    __match_args__ = ('configured', 'enabled')
    def __init__(self, configured: int | None = ..., enabled: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_breakout(bsn):
    sub_interface_count: int
    sub_interface_speed_gbps: int
    __match_args__ = ('sub_interface_count', 'sub_interface_speed_gbps')
    def __init__(self, sub_interface_count: int | None = ..., sub_interface_speed_gbps: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_speed_capabilities(bsn):
    current: int
    available: int
    supported: int
    __match_args__ = ('current', 'available', 'supported')
    def __init__(self, current: int | None = ..., available: int | None = ..., supported: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_misc_capabilities(bsn):
    current: int
    available: int
    supported: int
    __match_args__ = ('current', 'available', 'supported')
    def __init__(self, current: int | None = ..., available: int | None = ..., supported: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_sff_json(bsn):
    data_json: bytes
    __match_args__ = ('data_json',)
    def __init__(self, data_json: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_driver_info_json(bsn):
    driver_info_json: bytes
    __match_args__ = ('driver_info_json',)
    def __init__(self, driver_info_json: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_extended_capabilities(bsn):
    configurability: int
    conflict: int
    reserved1: int
    reserved2: int
    __match_args__ = ('configurability', 'conflict', 'reserved1', 'reserved2')
    def __init__(self, configurability: int | None = ..., conflict: int | None = ..., reserved1: int | None = ..., reserved2: int | None = ..., *, extra: bytes | None = ...) -> None: ...
