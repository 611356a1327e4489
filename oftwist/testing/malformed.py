"""What of a message cannot be decoded, as the error a switch answers with. Pure."""

from __future__ import annotations

from types import ModuleType
from typing import Final

from oftwist.errors import ProtocolError
from oftwist.wire.interfaces import Part

#: (submodule of a version with the classes, or beginning of a class's name) -> error; the first that fits.
_MODULES: Final = (("action", "bad_action"), ("instruction", "bad_instruction"))
#: How the names of messages begin that are not OpenFlow's own.
_OTHERS: Final = ("experimenter", "nicira", "onf", "bsn")


def refusal_of(ofp: ModuleType, error: ProtocolError) -> tuple[str, str]:
    """Class and code of the error, as in `oftwist.testing.Refused` (OpenFlow 1.3.5 §7.4.4).

    Args:
        ofp: the ``oftwist.loxi`` module of the version.
        error: what decoding said.
    """
    cls, version = error.cls or "", ofp.OFP_VERSION
    if version == 1 and (cls.startswith("match") or error.field == "match"):
        return "bad_request", "BAD_LEN"
    if cls.startswith("match") or error.field == "match":
        if error.field == "type":
            return "bad_match", "BAD_TYPE"
        return "bad_match", "BAD_LEN"
    if cls in ("bucket", "group_bucket_prop") or error.field == "buckets":
        return ("bad_request", "BAD_LEN") if version == 2 else ("group_mod_failed", "BAD_BUCKET")
    for module, kind in _MODULES:
        if hasattr(getattr(ofp, module, None), cls):
            # 1.1 has no error for the length of an instruction (A.4.4).
            return ("bad_request" if kind == "bad_instruction" and version == 2 else kind), "BAD_LEN"
    if "_prop" in cls and version >= 5:
        return "bad_property", "BAD_LEN"
    return "bad_request", "BAD_LEN"


def is_too_long(msg: Part) -> bool:
    """Whether a message of a known type has more bytes than those of its type have."""
    name = type(msg).__name__
    if name in ("message", "hello", "stats_request") or name.startswith(_OTHERS) or name.endswith("error_msg"):
        return False
    return bool(getattr(msg, "extra", None))
