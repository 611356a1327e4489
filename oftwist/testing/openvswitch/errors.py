"""The errors that Open vSwitch sends where the version has no number for what is wrong."""

from __future__ import annotations

import struct
from typing import Final, NamedTuple

NICIRA, ONF = 0x00002320, 0x4F4E4600


class Numbers(NamedTuple):
    """An error's numbers: (type, code) in 1.0 and 1.1 within 0xb0c2, and from 1.2 on the experimenter and its type."""

    early: tuple[int, int]
    experimenter: int = NICIRA
    late: int = 0


#: (error class, code) as in ``Refused`` -> numbers, where a version lacks the standard one.
ERRORS: Final[dict[tuple[str, str], Numbers]] = {
    ("bad_request", "NXM_INVALID"): Numbers((1, 256), late=2),
    ("bad_request", "STALE"): Numbers((1, 534), late=35),
    ("bad_match", "BAD_VALUE"): Numbers((1, 258)),
    ("bad_match", "BAD_MASK"): Numbers((1, 259)),
    ("bad_match", "BAD_PREREQ"): Numbers((1, 260)),
    ("bad_match", "DUP_FIELD"): Numbers((1, 261)),
    ("bad_match", "BAD_WILDCARDS"): Numbers((1, 262)),
    ("bad_match", "BAD_FIELD"): Numbers((0, 263)),
    ("bad_action", "MATCH_INCONSISTENT"): Numbers((1, 522)),
    ("bad_action", "BAD_SET_TYPE"): Numbers((1, 523)),
    ("bad_action", "BAD_SET_LEN"): Numbers((1, 524)),
    ("bad_action", "BAD_SET_ARGUMENT"): Numbers((1, 525)),
    ("bad_action", "BAD_CONJUNCTION"): Numbers((2, 526), late=15),
    ("bad_action", "BAD_OUT_GROUP"): Numbers((2, 9)),
    ("flow_mod_failed", "BAD_TABLE_ID"): Numbers((5, 257), late=13),
    ("flow_mod_failed", "INVALID_TLV_FIELD"): Numbers((1, 536), late=37),
    ("flow_monitor_failed", "MONITOR_EXISTS"): Numbers((1, 517), late=6),
    ("flow_monitor_failed", "BAD_FLAGS"): Numbers((1, 518), late=7),
    ("flow_monitor_failed", "UNKNOWN_MONITOR"): Numbers((1, 519), late=8),
    ("bad_property", "BAD_TYPE"): Numbers((13, 2), late=25),
    ("role_request_failed", "BAD_ROLE"): Numbers((1, 513)),
    **{
        ("bundle_failed", code): Numbers((0, 0), ONF, 2300 + number)
        for number, code in enumerate(
            ("UNKNOWN", "EPERM", "BAD_ID", "BUNDLE_EXIST", "BUNDLE_CLOSED", "OUT_OF_BUNDLES", "BAD_TYPE", "BAD_FLAGS",
             "MSG_BAD_LEN", "MSG_BAD_XID", "MSG_UNSUP", "MSG_CONFLICT", "MSG_TOO_MANY", "MSG_FAILED", "TIMEOUT",
             "BUNDLE_IN_PROGRESS")
        )
    },
}  # fmt: skip


def extended_error(version: int, xid: int, kind: str, code: str, data: bytes) -> bytes | None:
    """The bytes of an error that only extensions have, None if they have none either."""
    numbers = ERRORS.get((kind, code))
    if numbers is None:
        return None
    if version <= 2:
        if not any(numbers.early):
            return None
        body = struct.pack("!HHLHH", 0xB0C2, 0, NICIRA, *numbers.early)
    elif numbers.late:
        body = struct.pack("!HHL", 0xFFFF, numbers.late, numbers.experimenter)
    else:
        return None
    body += data[: 65535 - 8 - len(body)]
    return struct.pack("!BBHL", version, 1, 8 + len(body), xid) + body
