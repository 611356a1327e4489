"""When a flow of a simulated switch tells what it has counted: the stat trigger (OpenFlow 1.5.1 §7.2.5.2). Pure."""

from __future__ import annotations

from typing import Final

from oftwist.testing.flow_table import Flow
from oftwist.wire.interfaces import Part

_PERIODIC, _ONLY_FIRST = 1, 2
_COUNTED: Final = {"oxs_packet_count": "packets", "oxs_byte_count": "bytes"}


def crosses(trigger: Part, flow: Flow, size: int) -> bool:
    """Whether a flow has come to a threshold by the packet it counted last.

    Args:
        trigger: the instruction.
        flow: has counted the packet.
        size: bytes of the packet.
    """
    told = False
    for threshold in trigger.thresholds:
        what = _COUNTED.get(type(threshold).__name__)
        if what is None or not threshold.value:
            continue
        after: int = getattr(flow, what)
        before = after - (1 if what == "packets" else size)
        if trigger.flags & _ONLY_FIRST and before >= threshold.value:
            return False  # it, or one before, was the first
        if trigger.flags & _PERIODIC:
            told = told or after // threshold.value > before // threshold.value
        else:
            told = told or before < threshold.value <= after
    return told
