"""What of a message cannot be decoded, as the error a switch answers with. Pure."""

from __future__ import annotations

from types import ModuleType
from typing import Final

from oftwist.errors import ProtocolError

#: (submodule of a version with the classes, or beginning of a class's name) -> error; the first that fits.
_MODULES: Final = (("action", "bad_action"), ("instruction", "bad_instruction"))


def refusal_of(ofp: ModuleType, error: ProtocolError) -> tuple[str, str]:
    """Class and code of the error, as in `oftwist.testing.Refused` (OpenFlow 1.3.5 §7.4.4).

    Args:
        ofp: the ``oftwist.loxi`` module of the version.
        error: what decoding said.
    """
    cls = error.cls or ""
    if ofp.OFP_VERSION > 1 and (cls.startswith("match") or error.field == "match"):  # 1.0 has no such errors
        if error.field == "type":
            return "bad_match", "BAD_TYPE"
        return "bad_match", "BAD_LEN"
    if cls in ("bucket", "group_bucket_prop") or error.field == "buckets":
        return "group_mod_failed", "BAD_BUCKET"
    for module, kind in _MODULES:
        if hasattr(getattr(ofp, module, None), cls):
            # 1.1 has no error for the length of an instruction (A.4.4).
            return ("bad_request" if kind == "bad_instruction" and ofp.OFP_VERSION == 2 else kind), "BAD_LEN"
    if "_prop" in cls and ofp.OFP_VERSION >= 5:
        return "bad_property", "BAD_LEN"
    return "bad_request", "BAD_LEN"
