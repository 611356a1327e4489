"""The versions of OpenFlow, and numbers that mean the same in all of them, also where one has no name for it."""

from __future__ import annotations

#: The versions, as they stand on the wire.
OF10, OF11, OF12, OF13, OF14, OF15 = VERSIONS = 1, 2, 3, 4, 5, 6
#: What people call them.
VERSION_NAMES = {1: "1.0", 2: "1.1", 3: "1.2", 4: "1.3", 5: "1.4", 6: "1.5"}
#: No buffer: a switch has not kept the packet, or a message is about none (OFP_NO_BUFFER from 1.2 on).
NO_BUFFER = 0xFFFFFFFF


def is_stale(generation_id: int, known: int | None) -> bool:
    """Tell whether a switch that has seen ``known`` refuses ``generation_id``.

    The difference counts as a signed 64-bit number, so the ids may wrap (OpenFlow 1.3.5 §6.3.5).

    Args:
        generation_id: of a role request, 64 bits.
        known: the last one that the switch has taken; None: it has seen none, and takes any.
    """
    return known is not None and bool((generation_id - known) >> 63 & 1)
