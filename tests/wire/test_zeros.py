"""The zeros of constructors that surprise: found in bytes, in every version, and told where they are made."""

from __future__ import annotations

import inspect
import random
from typing import Any

import pytest

from oftwist import loxi
from oftwist.controller.operations import Operations
from oftwist.wire import spec, zeros
from tests.support.making import VERSIONS, make

#: Class -> kind of its zeros; in those versions that have it.
SURPRISING = {
    "flow_add": "flow_add", "flow_modify": "flow_add", "flow_modify_strict": "flow_add",
    "flow_delete": "flow_delete", "flow_delete_strict": "flow_delete", "flow_stats_request": "flow_stats_request",
    "aggregate_stats_request": "flow_stats_request", "port_stats_request": "port_stats_request",
    "meter_config_stats_request": "meter_config_stats_request", "meter_stats_request": "meter_config_stats_request",
}  # fmt: skip
every_version = pytest.mark.parametrize("version", VERSIONS)


@every_version
def test_messages_made_with_nothing_said(version: int) -> None:
    ofp: Any = loxi.protocol(version)
    found = {}
    for name in spec.names(version, "message"):
        msg = getattr(ofp.message, name)()
        msg.xid = 7
        if name.endswith(("bundle_add_msg", "requestforward")):  # there must be a message in it
            continue
        kind = zeros.surprise(msg.pack())
        if kind is not None:
            found[name] = kind
    expected = {name: kind for name, kind in SURPRISING.items() if name in spec.names(version, "message")}
    assert {name: found.get(name) for name in expected} == expected
    others = set(found) - set(expected)
    assert all(found[name] == "flow_add" and name == "flow_mod" for name in others), others


@every_version
def test_a_packet_out_whose_data_would_not_be_looked_at(version: int) -> None:
    message = loxi.protocol(version).message
    assert zeros.surprise(message.packet_out(xid=1, data=b"x" * 14).pack()) == "packet_out"
    assert zeros.surprise(message.packet_out(xid=1).pack()) is None, "buffer 0 may be meant"
    assert zeros.surprise(message.packet_out(xid=1, data=b"x" * 14, buffer_id=0xFFFFFFFF).pack()) is None


@every_version
def test_what_the_door_sends_does_not_surprise(version: int) -> None:
    operations = Operations(loxi.protocol(version))
    made = [operations.flow_mod(command, None, {}) for command in ("add", "modify", "modify_strict")]
    made += [operations.flow_mod(command, None, {}) for command in ("delete", "delete_strict")]
    made += [operations.flow_stats_request({}, kind) for kind in ("flow", "aggregate")]
    made.append(operations.packet_out_message(None, {"data": bytes(14)}))
    made.append(next(operations.port_stats(None)).request)
    if version >= 4:
        made.append(next(operations.meters()).request)
    for msg in made:
        msg.xid = 1
        assert zeros.surprise(msg.pack()) is None, msg


@every_version
def test_any_bytes(version: int) -> None:
    """It never fails, whatever it is shown; and only what can surprise does."""
    rnd = random.Random(version)
    for name in spec.names(version, "message"):
        msg = make(rnd, version, f"message.{name}")
        msg.xid = 1
        raw = msg.pack()
        assert zeros.surprise(raw) in (None, *zeros.HINTS)
        for end in range(len(raw)):
            zeros.surprise(raw[:end])


@every_version
def test_constructors_say_so(version: int) -> None:
    message = loxi.protocol(version).message
    for name in SURPRISING:
        if name in spec.names(version, "message"):
            assert "not given are 0" in (inspect.getdoc(getattr(message, name)) or "")
    assert message.hello.__doc__ is None
