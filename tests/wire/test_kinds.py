"""Kinds of messages, derived from names."""

from __future__ import annotations

from typing import Any

import pytest

from oftwist import loxi, wire
from oftwist.wire import kinds
from oftwist.wire.kinds import Kind

VERSIONS = range(1, 7)


@pytest.mark.parametrize("version", VERSIONS)
def test_every_type_has_its_kind(version: int) -> None:
    message: Any = loxi.protocol(version).message
    expected = {
        Kind.HELLO: {"hello"},
        Kind.ECHO_REQUEST: {"echo_request"},
        Kind.ASYNC: {
            "packet_in",
            "flow_removed",
            "port_status",
            "role_status",
            "table_status",
            "requestforward",
            "controller_status",
        },
    }
    for cls in message.message.subtypes.values():
        kind = kinds.kind_of(cls)
        name = cls.__name__
        for wanted, names in expected.items():
            assert (kind is wanted) == (name in names), name
        if name.endswith("_reply") or name in ("error_msg", "experimenter", "bundle_ctrl_msg"):
            assert kind is Kind.REPLY, name
        assert kinds.version_of(cls) == version
    assert kinds.kind_of(message.message) is Kind.UNKNOWN
    assert kinds.kind_of(message.flow_add) is Kind.REQUEST
    assert kinds.kind_of(message.flow_stats_reply) is Kind.REPLY
    assert kinds.kind_of(message.bad_request_error_msg) is Kind.REPLY


@pytest.mark.parametrize("version", VERSIONS)
def test_types_of_replies_by_number(version: int) -> None:
    types = {cls.type: cls for cls in loxi.protocol(version).message.message.subtypes.values()}
    for number in range(256):
        expected = number in types and kinds.kind_of(types[number]) is Kind.REPLY
        assert kinds.is_reply_type(version, number) is expected, number
    assert kinds.is_reply_type(version, 1) and not kinds.is_reply_type(version, 10)


@pytest.mark.parametrize("version", [0, 7, 127, 128, 255])
def test_a_version_nobody_has_has_no_replies(version: int) -> None:
    assert not any(kinds.is_reply_type(version, number) for number in range(256))


@pytest.mark.parametrize("version", VERSIONS)
def test_replies(version: int) -> None:
    message: Any = loxi.protocol(version).message
    pairs = [("features_request", "features_reply"), ("barrier_request", "barrier_reply")]
    pairs += [("flow_stats_request", "flow_stats_reply"), ("stats_request", "stats_reply")]
    pairs += [("echo_request", "echo_reply"), ("get_config_request", "get_config_reply")]
    if version >= 3:
        pairs.append(("role_request", "role_reply"))
    if version >= 4:
        pairs += [("async_get_request", "async_get_reply"), ("meter_stats_request", "meter_stats_reply")]
    if version >= 5:
        pairs.append(("bundle_ctrl_msg", "bundle_ctrl_msg"))
    for request, reply in pairs:
        assert kinds.reply_class(getattr(message, request)) is getattr(message, reply)
    for name in ("flow_add", "packet_out", "port_mod", "set_config", "hello"):
        assert kinds.reply_class(getattr(message, name)) is None
    assert kinds.reply_class(message.experimenter) is message.message
    assert kinds.is_multipart(message.desc_stats_reply)
    assert not kinds.is_multipart(message.barrier_reply)


def test_error_text() -> None:
    for version in VERSIONS:
        ofp: Any = loxi.protocol(version)
        request = ofp.message.flow_add(xid=77).pack()
        error = ofp.message.flow_mod_failed_error_msg(xid=77, code=ofp.OFPFMFC_OVERLAP, data=request[:64])
        assert kinds.error_text(error) == "flow_mod_failed/OFPFMFC_OVERLAP for flow_mod xid 77"
        hello = ofp.message.hello_failed_error_msg(xid=1, code=0, data=b"no \xff\n")
        assert kinds.error_text(hello) == "hello_failed/OFPHFC_INCOMPATIBLE: no \\xff\\x0a"
        strange = ofp.message.bad_request_error_msg(xid=1, code=999, data=b"\x04")
        assert kinds.error_text(strange) == "bad_request/code 999"


def test_unknown_errors_and_types() -> None:
    error = wire.decode(bytes.fromhex("0401000c00000001fffefffd"))
    assert "65534" in kinds.error_text(error)
    assert kinds.type_name(4, 14) == "flow_mod"
    assert kinds.type_name(4, 217) == "type 217"
    assert kinds.type_name(99, 0) == "type 0"
    experimenter = wire.decode(bytes.fromhex("0401001000000001ffff000100002320"))
    assert kinds.error_text(experimenter)


def test_names() -> None:
    assert kinds.is_message_name("packet_in")
    assert kinds.is_message_name("role_status")
    assert not kinds.is_message_name("packetin")
    assert {"packet_in", "flow_add"} <= kinds.message_names()


def test_what_the_tables_say_of_messages_that_others_added() -> None:
    message: Any = loxi.protocol(4).message
    for name in ("nicira_packet_in", "nicira_packet_in2", "nicira_flow_removed", "onf_flow_monitor_paused"):
        assert kinds.kind_of(getattr(message, name)) is kinds.Kind.ASYNC, name
    for name in ("nicira_tlv_table_reply", "onf_bundle_ctrl_msg", "experimenter"):
        assert kinds.kind_of(getattr(message, name)) is kinds.Kind.REPLY, name
    assert kinds.reply_class(message.onf_bundle_ctrl_msg) is message.onf_bundle_ctrl_msg
    message = loxi.protocol(5).message
    assert kinds.reply_class(message.bundle_ctrl_msg) is message.bundle_ctrl_msg
