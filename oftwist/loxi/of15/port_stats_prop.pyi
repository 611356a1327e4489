"""OpenFlow 1.5: port stats prop. Written by ``python -m oftwist.loxi.stubs``; do not edit."""

from collections.abc import Sequence
from typing import ClassVar
import oftwist.loxi.of15.common as _common
from oftwist.loxi import forms as _f
from oftwist.wire.codec.objects import OFObject

class port_stats_prop(OFObject):
    subtypes: ClassVar[_f.Subtypes]
    type: int
    __match_args__ = ('type',)
    def __init__(self, type: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class ethernet(port_stats_prop):
    rx_frame_err: int
    rx_over_err: int
    rx_crc_err: int
    collisions: int
    __match_args__ = ('rx_frame_err', 'rx_over_err', 'rx_crc_err', 'collisions')
    def __init__(self, rx_frame_err: int | None = ..., rx_over_err: int | None = ..., rx_crc_err: int | None = ..., collisions: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class optical(port_stats_prop):
    flags: int
    tx_freq_lmda: int
    tx_offset: int
    tx_grid_span: int
    rx_freq_lmda: int
    rx_offset: int
    rx_grid_span: int
    tx_pwr: int
    rx_pwr: int
    bias_current: int
    temperature: int
    __match_args__ = ('flags', 'tx_freq_lmda', 'tx_offset', 'tx_grid_span', 'rx_freq_lmda', 'rx_offset', 'rx_grid_span', 'tx_pwr', 'rx_pwr', 'bias_current', 'temperature')
    def __init__(self, flags: int | None = ..., tx_freq_lmda: int | None = ..., tx_offset: int | None = ..., tx_grid_span: int | None = ..., rx_freq_lmda: int | None = ..., rx_offset: int | None = ..., rx_grid_span: int | None = ..., tx_pwr: int | None = ..., rx_pwr: int | None = ..., bias_current: int | None = ..., temperature: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class experimenter(port_stats_prop):
    subtypes: ClassVar[_f.Subtypes]
    experimenter: int
    exp_type: int
    __match_args__ = ('experimenter', 'exp_type')
    def __init__(self, experimenter: int | None = ..., exp_type: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class experimenter_intel(experimenter):
    rx_1_to_64_packets: int
    rx_65_to_127_packets: int
    rx_128_to_255_packets: int
    rx_256_to_511_packets: int
    rx_512_to_1023_packets: int
    rx_1024_to_1522_packets: int
    rx_1523_to_max_packets: int
    tx_1_to_64_packets: int
    tx_65_to_127_packets: int
    tx_128_to_255_packets: int
    tx_256_to_511_packets: int
    tx_512_to_1023_packets: int
    tx_1024_to_1522_packets: int
    tx_1523_to_max_packets: int
    tx_multicast_packets: int
    rx_broadcast_packets: int
    tx_broadcast_packets: int
    rx_undersized_errors: int
    rx_oversize_errors: int
    rx_fragmented_errors: int
    rx_jabber_errors: int
    __match_args__ = ('rx_1_to_64_packets', 'rx_65_to_127_packets', 'rx_128_to_255_packets', 'rx_256_to_511_packets', 'rx_512_to_1023_packets', 'rx_1024_to_1522_packets', 'rx_1523_to_max_packets', 'tx_1_to_64_packets', 'tx_65_to_127_packets', 'tx_128_to_255_packets', 'tx_256_to_511_packets', 'tx_512_to_1023_packets', 'tx_1024_to_1522_packets', 'tx_1523_to_max_packets', 'tx_multicast_packets', 'rx_broadcast_packets', 'tx_broadcast_packets', 'rx_undersized_errors', 'rx_oversize_errors', 'rx_fragmented_errors', 'rx_jabber_errors')
    def __init__(self, rx_1_to_64_packets: int | None = ..., rx_65_to_127_packets: int | None = ..., rx_128_to_255_packets: int | None = ..., rx_256_to_511_packets: int | None = ..., rx_512_to_1023_packets: int | None = ..., rx_1024_to_1522_packets: int | None = ..., rx_1523_to_max_packets: int | None = ..., tx_1_to_64_packets: int | None = ..., tx_65_to_127_packets: int | None = ..., tx_128_to_255_packets: int | None = ..., tx_256_to_511_packets: int | None = ..., tx_512_to_1023_packets: int | None = ..., tx_1024_to_1522_packets: int | None = ..., tx_1523_to_max_packets: int | None = ..., tx_multicast_packets: int | None = ..., rx_broadcast_packets: int | None = ..., tx_broadcast_packets: int | None = ..., rx_undersized_errors: int | None = ..., rx_oversize_errors: int | None = ..., rx_fragmented_errors: int | None = ..., rx_jabber_errors: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class experimenter_intel_custom(experimenter):
    counters: list[_common.intel_port_counter]
    __match_args__ = ('counters',)
    def __init__(self, counters: Sequence[_common.intel_port_counter] | None = ..., *, extra: bytes | None = ...) -> None: ...
