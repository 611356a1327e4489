"""The constants of Open vSwitch's extensions, under its names.

What 1.0 and 1.3 have by extension of later versions (groups, bundles) has the names that it has there.
"""

# fmt: off
from __future__ import annotations

from oftwist.wire.fields import OF10, OF13, enum, flags


def numbered(prefix: str, *names: str) -> list[tuple[str, int]]:
    """Values from 0 on."""
    return [(prefix + name, value) for value, name in enumerate(names)]


def bits(prefix: str, *names: str) -> list[tuple[str, int]]:
    """Flags from bit 0 on."""
    return [(prefix + name, 1 << bit) for bit, name in enumerate(names)]


GROUPS = (
    # --- actions ----------------------------------------------------------------------------------------------

    enum("nx_hash_fields", numbered(
        "NX_HASH_FIELDS_", "ETH_SRC", "SYMMETRIC_L4", "SYMMETRIC_L3L4", "SYMMETRIC_L3L4_UDP", "NW_SRC", "NW_DST",
        "SYMMETRIC_L3",
    )),
    enum("nx_mp_algorithm", numbered("NX_MP_ALG_", "MODULO_N", "HASH_THRESHOLD", "HRW", "ITER_HASH")),
    enum("nx_bd_algorithm", numbered("NX_BD_ALG_", "ACTIVE_BACKUP", "HRW")),
    flags("nx_learn_flags", bits("NX_LEARN_F_", "SEND_FLOW_REM", "DELETE_LEARNED", "WRITE_RESULT")),
    enum("nx_learn_spec_dst", numbered("NX_LEARN_SPEC_", "MATCH", "LOAD", "OUTPUT")),
    flags("nx_ct_flags", bits("NX_CT_F_", "COMMIT", "FORCE")),
    flags("nx_ct_state", bits("NX_CT_STATE_", "NEW", "EST", "REL", "RPL", "INV", "TRK", "SNAT", "DNAT")),
    flags("nx_nat_flags", bits("NX_NAT_F_", "SRC", "DST", "PERSISTENT", "PROTO_HASH", "PROTO_RANDOM")),
    enum("nx_action_sample_direction", numbered("NX_ACTION_SAMPLE_", "DEFAULT", "INGRESS", "EGRESS")),

    # --- messages ---------------------------------------------------------------------------------------------

    enum("nx_flow_format", [("NXFF_OPENFLOW10", 0), ("NXFF_NXM", 2)], only=OF10),
    enum("nx_packet_in_format", numbered("NXPIF_", "STANDARD", "NXT_PACKET_IN", "NXT_PACKET_IN2")),
    flags("nx_flow_monitor_flags", bits("NXFMF_", "INITIAL", "ADD", "DELETE", "MODIFY", "ACTIONS", "OWN"),
          until=OF13),
    enum("nx_flow_update_event", numbered("NXFME_", "ADDED", "DELETED", "MODIFIED", "ABBREV"), until=OF13),
    enum("nx_tlv_table_mod_command", numbered("NXTTMC_", "ADD", "DELETE", "CLEAR")),
    enum("nx_group_mod_command", [
        ("OFPGC_ADD", 0), ("OFPGC_MODIFY", 1), ("OFPGC_DELETE", 2), ("OFPGC_INSERT_BUCKET", 3),
        ("OFPGC_REMOVE_BUCKET", 5),
    ], only=OF10),
    enum("nx_group_type", numbered("OFPGT_", "ALL", "SELECT", "INDIRECT", "FF"), only=OF10),
    enum("onf_bundle_ctrl_type", numbered(
        "OFPBCT_", "OPEN_REQUEST", "OPEN_REPLY", "CLOSE_REQUEST", "CLOSE_REPLY", "COMMIT_REQUEST", "COMMIT_REPLY",
        "DISCARD_REQUEST", "DISCARD_REPLY",
    ), only=OF13),
    flags("onf_bundle_flags", bits("OFPBF_", "ATOMIC", "ORDERED"), only=OF13),
)
