"""Hex dumps and the trace of a control channel."""

from __future__ import annotations

from pathlib import Path

from oftwist import loxi
from oftwist.blocking import Controller, Trace, hex_dump_buffer
from tests.support.blocking_support import PATIENCE, connected, eventually

ROOT = Path(__file__).resolve().parents[2]


def test_hex_dump_buffer() -> None:
    assert hex_dump_buffer(b"") == "\n"
    data = bytes(range(0x3C, 0x4E)) + b"\\\x7f\xff"
    assert hex_dump_buffer(data) == (
        "\n"
        "0000 3c 3d 3e 3f 40 41 42 43 44 45 46 47 48 49 4a 4b  <=>?@ABCDEFGHIJK\n"
        "0010 4c 4d 5c 7f ff                                   LM...\n"
    )
    assert hex_dump_buffer(b"abc", length=2) == "\n0000 61 62  ab\n0002 63     c\n"


def test_trace(version: int) -> None:
    with connected(version=version, trace=100) as (controller, peer):
        trace = controller.trace
        assert isinstance(trace, Trace)
        controller.message_send(controller.ofp.message.echo_request(xid=5, data=b"abc"))
        peer.send(peer.ofp.message.bad_request_error_msg(xid=6, code=1))
        controller.message_send(b"xy")
        assert controller.poll("error_msg", PATIENCE)[0] is not None
        peer.close()
        assert controller.wait_disconnected(PATIENCE)
        text = trace.dump()
        name = loxi.version_names[version]
        for part in (
            "-- connected to 127.0.0.1:",
            f"-> {name} hello xid=",
            f"-> {name} echo_request xid=5 len=11",
            f"<- {name} bad_request_error_msg xid=6",
            "OFPBRC_BAD_TYPE",
            "-> 2 bytes 78 79",
            "-- disconnected: closed by the switch",
            "61 62 63",
        ):
            assert part in text, text
        assert "61 62 63" not in trace.dump(hex_bytes=0)
        trace.clear()
        assert len(trace) == 0


def test_a_trace_is_bounded(version: int) -> None:
    with connected(version=version, trace=10) as (controller, peer):
        for number in range(50):
            peer.send(peer.packet_in(xid=number))
        assert eventually(lambda: controller.packets_total == 50)
        assert controller.trace is not None
        assert len(controller.trace) == 10
        assert "xid=49 " in controller.trace.dump()


def test_no_trace_by_default() -> None:
    controller = Controller(port=0)
    controller.shutdown()
    assert controller.trace is None
