"""Errors as messages: from the words of `oftwist.testing.flow_table.Refused` to the numbers of a version."""

from __future__ import annotations

from typing import Any, Final

#: error class -> prefix of its codes.
_PREFIX: Final = {
    "hello_failed": "OFPHFC_",
    "bad_request": "OFPBRC_",
    "bad_action": "OFPBAC_",
    "bad_instruction": "OFPBIC_",
    "bad_match": "OFPBMC_",
    "flow_mod_failed": "OFPFMFC_",
    "group_mod_failed": "OFPGMFC_",
    "port_mod_failed": "OFPPMFC_",
    "table_mod_failed": "OFPTMFC_",
    "queue_op_failed": "OFPQOFC_",
    "switch_config_failed": "OFPSCFC_",
    "role_request_failed": "OFPRRFC_",
    "meter_mod_failed": "OFPMMFC_",
    "table_features_failed": "OFPTFFC_",
    "bad_property": "OFPBPC_",
    "async_config_failed": "OFPACFC_",
    "flow_monitor_failed": "OFPMOFC_",
    "bundle_failed": "OFPBFC_",
}
#: What a code is called, or what comes nearest, in versions that lack the name.
_OLDER: Final = {
    "TABLE_FULL": "ALL_TABLES_FULL",
    "IS_SLAVE": "EPERM",
    "BAD_TABLE_ID": "BAD_TYPE",
    "BAD_EXPERIMENTER": "UNSUP_EXP_INST",
    "BAD_EXPERIMENTER_TYPE": "BAD_SUBTYPE",
    "BAD_PORT": "BAD_TYPE",
}


def exact_error(ofp: Any, xid: int, kind: str, code: str, data: bytes) -> bytes | None:
    """The bytes of an error, None if the version has no such error.

    Args:
        ofp: the ``oftwist.loxi`` module of the version.
        xid: of the message it is about.
        kind, code: as in :class:`oftwist.testing.Refused`.
        data: of the message it is about.
    """
    cls = getattr(ofp.message, kind + "_error_msg", None)
    value = None if cls is None else getattr(ofp, _PREFIX[kind] + code, None)
    return None if cls is None or value is None else cls(xid=xid, code=value, data=data).pack()


def nearest_error(ofp: Any, xid: int, kind: str, code: str, data: bytes) -> bytes:
    """The bytes of what comes nearest to an error that the version does not have; arguments as above."""
    if not hasattr(ofp.message, kind + "_error_msg"):
        kind, code = "bad_request", "BAD_TYPE"
    cls = getattr(ofp.message, kind + "_error_msg")
    value = getattr(ofp, _PREFIX[kind] + code, None)
    if value is None:
        value = getattr(ofp, _PREFIX[kind] + _OLDER.get(code, ""), 0)
    return bytes(cls(xid=xid, code=value, data=data).pack())
