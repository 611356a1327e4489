"""Error messages: logged by name with the request they answer, and found again by xid."""

from __future__ import annotations

import logging
import re
import struct
from typing import Any

import pytest

from oftwist import loxi
from oftwist.blocking import Controller, helpers
from oftwist.errors import RequestFailed, RequestTimeout
from tests.support.blocking_support import PATIENCE, Peer, connected, eventually


@pytest.mark.parametrize("wire_version", sorted(loxi.version_names))
def test_every_error_type_and_code_has_its_name_in_the_log(wire_version: int, caplog: pytest.LogCaptureFixture) -> None:
    ofp = loxi.protocol(wire_version)
    expected = []
    with connected(version=wire_version, max_pkts=None) as (controller, peer):
        request = ofp.message.echo_request(xid=5)
        for err_type, type_name in ofp.ofp_error_type_map.items():
            codes = getattr(ofp, f"ofp_{type_name[6:].lower()}_code_map", {})
            for code, code_name in codes.items():
                expected.append(
                    f"Received error message: xid=5 type={type_name} ({err_type}) "
                    f"code={code_name} ({code}) answers echo_request"
                )
                header = struct.pack("!BBHLHH", wire_version, 1, 12 + len(request.pack()), 5, err_type, code)
                peer.sock.sendall(header + request.pack())
        with caplog.at_level(logging.WARNING, "controller"):
            assert eventually(lambda: controller.packets_total == len(expected))
        assert len(expected) > 20
        logged = [record.getMessage() for record in caplog.records]
        assert [line for line in expected if line not in logged] == []
        assert "unknown" not in caplog.text


def test_an_unknown_error_is_logged_too(pair: tuple[Controller, Peer], caplog: pytest.LogCaptureFixture) -> None:
    controller, peer = pair
    with caplog.at_level(logging.WARNING, "controller"):
        peer.sock.sendall(struct.pack("!BBHLHH", peer.version, 1, 12, 9, 0x7777, 3))
        assert controller.poll(peer.ofp.OFPT_ERROR, PATIENCE)[0] is not None
    assert "xid=9 type=unknown (30583)" in caplog.text


def test_errors_are_tied_to_their_requests(version: int, caplog: pytest.LogCaptureFixture) -> None:
    def refuse(msg: Any) -> list[Any]:
        ofp = loxi.protocol(version)
        # Without the request in its data, so that only our own memory can tell.
        return [ofp.message.flow_mod_failed_error_msg(xid=msg.xid, code=0)]

    with connected(refuse, version=version) as (controller, _):
        first = controller.ofp.message.flow_add()
        second = controller.ofp.message.flow_delete()
        with caplog.at_level(logging.WARNING, "controller"):
            controller.message_send(first)
            assert controller.transact(second, PATIENCE)[0] is not None
        assert [error.xid for error in controller.errors_for(first.xid)] == [first.xid]
        assert [error.xid for error in controller.errors_for(second.xid)] == [second.xid]
        assert controller.errors_for(12345) == []
        assert "answers flow_add" in caplog.text
        assert "answers flow_delete" in caplog.text
        controller.clear_errors()
        assert controller.errors == []


def test_what_was_asked_is_told_as_text(version: int, caplog: pytest.LogCaptureFixture) -> None:
    """The log, what is raised when a request is refused or not answered, and what a trace shows."""

    def refuse(msg: Any) -> list[Any]:
        ofp = loxi.protocol(version)
        silent = type(msg).__name__ == "flow_stats_request"
        return [] if silent else [ofp.message.flow_mod_failed_error_msg(xid=msg.xid, code=0)]

    with connected(refuse, version=version, trace=10) as (controller, _):
        flow = controller.ofp.flow("in_port=1,actions=output:2")
        asked = controller.ofp.flow("ip,in_port=3,actions=drop").match
        with caplog.at_level(logging.WARNING, "controller"):
            with pytest.raises(RequestFailed, match=r"^flow_add ADD in_port=1 actions=output:2 refused: .*FLOW_MOD"):
                helpers.request(controller, flow, PATIENCE)
            with pytest.raises(RequestTimeout, match=r"no answer to flow_stats_request .*ip,in_port=3"):
                everywhere = {"table_id": 0xFF, "out_port": 0xFFFF if version == 1 else 0xFFFFFFFF}
                message = controller.ofp.message.flow_stats_request(match=asked, **everywhere)
                helpers.request(controller, message, 0.01)
        assert "answers flow_add ADD in_port=1 actions=output:2" in caplog.text
        assert re.search(r"No response for xid \d+ \(flow_stats_request .*ip,in_port=3", caplog.text)
        assert "ADD in_port=1 actions=output:2" in controller.trace.dump()
