"""Instructions (1.3.5 §7.2.4) and meter bands (§7.3.4.4).

From 1.3 on each instruction has a twin in ``instruction_id``, its bare header, made without being declared.
"""

# fmt: off
from __future__ import annotations

from oftwist.wire.fields import (
    OF11,
    OF12,
    OF13,
    OF14,
    OF15,
    family,
    length,
    length_of,
    list_of,
    octets,
    pad,
    u8,
    u16,
    u32,
    u64,
)

ORIGIN = "standard"

instruction = family("instruction")
meter_band = family("meter_band")

CLASSES = (
    instruction("instruction", [u16("type"), length("len")], rest=[pad(4, until=OF12)], by="type", since=OF11,
                multiple_of=8),
    instruction("goto_table", 1, [u8("table_id"), pad(3)]),
    instruction("write_metadata", 2, [pad(4), u64("metadata"), u64("metadata_mask")]),
    instruction("write_actions", 3, [pad(4), list_of("actions", "action")]),
    instruction("apply_actions", 4, [pad(4), list_of("actions", "action")]),
    instruction("clear_actions", 5, [pad(4)]),
    instruction("meter", 6, [u32("meter_id")], since=OF13, until=OF14),
    instruction("stat_trigger", 7, [
        u32("flags", "ofp_stat_trigger_flags"),
        # 1.5.1 §7.2.5.2: an ofp_stats, whose length counts its 4-byte header and not the padding at the end.
        pad(2), length_of("", "thresholds", plus=4), list_of("thresholds", "oxs"),
    ], align="inside", only=OF15),
    instruction("experimenter", 0xffff, [u32("experimenter")], rest=[octets("data")], by="experimenter"),

    # --- meter bands ----------------------------------------------------------------------------------------

    meter_band("meter_band", [u16("type"), length("len")], by="type", since=OF13),
    meter_band("drop", 1, [u32("rate"), u32("burst_size"), pad(4)]),
    meter_band("dscp_remark", 2, [u32("rate"), u32("burst_size"), u8("prec_level"), pad(3)]),
    meter_band("experimenter", 0xffff, [u32("rate"), u32("burst_size"), u32("experimenter")]),
)
