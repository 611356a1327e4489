"""Messages that must be refused as a whole: lengths, ports, tables, buffers; and what an error says of its cause."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from oftwist.conformance import case
from oftwist.conformance.lacking import lacks
from oftwist.conformance.suite import raw
from oftwist.conformance.suite.bench import Bench

BAD = "1.0 5.4.4, 1.1 A.4.4, 1.2 A.4.4.2, 1.3 7.4.4.2, 1.5 7.5.4.2"

#: Messages of one size.
FIXED = ("features_request", "get_config_request", "set_config", "barrier_request")
STATISTICS = {"flow": 1, "aggregate": 2, "port": 4}


@case(section=BAD)
@pytest.mark.parametrize("more", [1, 8])
@pytest.mark.parametrize("name", FIXED)
def test_messages_that_are_too_long(bench: Bench, name: str, more: int) -> None:
    """A message that is longer than those of its type are is refused."""
    msg = raw.resized(getattr(bench.ofp.message, name)(), more)
    error = bench.switch.transact(msg)
    assert type(error).__name__ in ("bad_request_error_msg", "switch_config_failed_error_msg"), f"it says {error}"
    assert error.code in (bench.ofp.OFPBRC_BAD_LEN, 1), error.show()


@case(section=BAD)
@pytest.mark.parametrize("less", [-4, -2, -1])
def test_configurations_that_are_too_short(bench: Bench, less: int) -> None:
    """A configuration that is cut off is refused, and changes nothing."""
    bench.switch.send(bench.ofp.message.set_config(miss_send_len=100))
    bench.switch.confirm([])
    error = bench.switch.transact(raw.resized(bench.ofp.message.set_config(miss_send_len=200), less), timeout=2)
    assert type(error).__name__ in ("bad_request_error_msg", "switch_config_failed_error_msg"), f"it says {error}"
    assert bench.switch.request(bench.ofp.message.get_config_request()).miss_send_len == 100


@case(section=BAD)
@pytest.mark.parametrize("less", [-1, -8, -24])
def test_port_mods_that_are_too_short(bench: Bench, less: int) -> None:
    """A port mod that is cut off is refused."""
    bench.refuses(raw.resized(bench.ofp.message.port_mod(port_no=bench.ports[0]), less), "BAD_REQUEST", "BAD_LEN")


@case(section=BAD)
@pytest.mark.parametrize("size", [8, 16, 40])
def test_flow_mods_that_are_too_short(bench: Bench, size: int) -> None:
    """A flow mod that ends in its fixed part is refused."""
    data = raw.packed(raw.flow(bench.version))
    bench.refuses(raw.resized(raw.flow(bench.version), size - len(data)), "BAD_REQUEST", "BAD_LEN")
    assert bench.switch.flows() == []


@case(section=BAD)
@pytest.mark.parametrize("size", [8, 12])
def test_packet_outs_that_are_too_short(bench: Bench, size: int) -> None:
    """A packet-out that ends in its fixed part is refused."""
    bench.refuses(raw.message(bench.version, 13, bytes(size - 8), "a short packet-out"), "BAD_REQUEST", "BAD_LEN")


@case(section=BAD, needs="two ports")
@pytest.mark.parametrize("length", [0x100, 0xFFFF])
def test_packet_outs_with_more_actions_than_there_are(bench: Bench, length: int) -> None:
    """A packet-out that says it has more bytes of actions than it has is refused."""
    fixed = {1: 14, 6: 12}.get(bench.version, 16)
    out: dict[str, object] = {"data": bytes(60), "actions": bench.put("output:{2}")}
    msg = raw.patched(bench.switch.operations.packet_out_message(None, out), fixed, length.to_bytes(2, "big"))
    bench.refuses(msg, "BAD_REQUEST", "BAD_LEN")
    bench.plane.expect_nothing(seconds=bench.quiet)


@case(section=BAD)
@pytest.mark.parametrize("size", [0, 2, 3])
def test_statistics_without_a_header(bench: Bench, size: int) -> None:
    """A request for statistics that ends in its header is refused."""
    kind = 16 if bench.version == 1 else 18
    bench.refuses(raw.message(bench.version, kind, bytes(size), "a short request"), "BAD_REQUEST", "BAD_LEN")


@case(section=BAD)
@pytest.mark.parametrize("kind", STATISTICS)
@pytest.mark.parametrize("size", [1, 4])
def test_statistics_that_are_too_short(bench: Bench, kind: str, size: int) -> None:
    """A request for statistics whose body is cut off is refused."""
    head = STATISTICS[kind].to_bytes(2, "big") + bytes(2 if bench.version == 1 else 6)
    number = 16 if bench.version == 1 else 18
    bench.refuses(raw.message(bench.version, number, head + bytes(size), f"short {kind}"), "BAD_REQUEST", "BAD_LEN")


@case(section=BAD)
def test_statistics_that_are_too_long(bench: Bench) -> None:
    """A request for a description with a body is refused."""
    bench.refuses(raw.resized(bench.ofp.message.desc_stats_request(), 8), "BAD_REQUEST", "BAD_LEN")


@case("1.1-1.5", section=BAD)
def test_experimenters_statistics(bench: Bench) -> None:
    """A request for statistics of an experimenter that nobody knows is refused."""
    body = b"\xff\xff" + bytes(6) + b"\x00\xbe\xef\x01" + bytes(4)
    codes = ("BAD_EXPERIMENTER", "BAD_EXPERIMENTER_TYPE", "BAD_EXP_TYPE")
    bench.refuses(raw.message(bench.version, 18, body, "statistics of 0xbeef01"), "BAD_REQUEST", *codes)


@case("1.1-1.5", section=BAD)
@pytest.mark.parametrize("name", ["flow", "aggregate"])
def test_statistics_of_tables_that_are_not_there(bench: Bench, name: str) -> None:
    """A request for the flows of a table that the switch does not have is refused."""
    count = bench.switch.features.n_tables
    if count >= 254:
        lacks("n_tables", "it has every table there is")
    msg = getattr(bench.ofp.message, f"{name}_stats_request")(table_id=count, out_port=bench.ofp.OFPP_ANY)
    bench.refuses(msg, "BAD_REQUEST", "BAD_TABLE_ID")


@case("1.2-1.5", section=BAD)
@pytest.mark.parametrize("port", [0xFFFFFF55, 0xFFFFFFFB])
def test_packets_from_no_port(bench: Bench, port: int) -> None:
    """A packet-out that says it came in by a number that no packet comes in by is refused."""
    msg: Any = bench.switch.operations.packet_out_message(None, {"data": bytes(60), "actions": "drop"})
    if bench.version == 6:
        msg.match = bench.ofp.match([bench.ofp.oxm.in_port(port)])
    else:
        msg.in_port = port
    bench.refuses(msg, "BAD_REQUEST", "BAD_PORT")


@case("1.5", section="7.3.6")
def test_packets_with_fields_that_are_their_own(bench: Bench) -> None:
    """A packet-out whose match has a field of the packet itself is refused."""
    msg: Any = bench.switch.operations.packet_out_message(None, {"data": bytes(60), "actions": "drop"})
    oxm = bench.ofp.oxm
    msg.match = bench.ofp.match([oxm.in_port(bench.ports[0]), oxm.eth_type(0x0800)])
    bench.refuses(msg, "BAD_REQUEST", "PIPELINE_FIELDS_ONLY")


@case(section=BAD)
def test_buffers_of_flows(bench: Bench) -> None:
    """A flow mod for a packet in a buffer that is not used is refused."""
    flow = bench.flow("actions=drop")
    flow.buffer_id = 0x7FFFFFFF
    bench.refuses(flow, "BAD_REQUEST", "BUFFER_UNKNOWN", "BUFFER_EMPTY")


CAUSES: dict[str, Callable[[Bench], Any]] = {
    "action": lambda bench: raw.flow(bench.version, raw.tlv(0x7777, bytes(4))),
    "many actions": lambda bench: raw.flow(bench.version, raw.tlv(0x7777, bytes(4)) * 40),
    "statistics": lambda bench: raw.message(
        bench.version, 16 if bench.version == 1 else 18, b"\x7f\xff" + bytes(2 if bench.version == 1 else 6)
    ),
    "port mod": lambda bench: bench.ofp.message.port_mod(port_no=0xFE00),
    "type": lambda bench: raw.message(bench.version, 0x63, bytes(200)),
}


@case(section=BAD)
@pytest.mark.parametrize("cause", CAUSES)
def test_what_an_error_has_of_its_cause(bench: Bench, cause: str) -> None:
    """An error has the transaction id of its cause, and of its bytes the first 64 or more, or all."""
    msg = CAUSES[cause](bench)
    error = bench.switch.transact(msg)
    assert error is not None and error.xid == msg.xid
    data = bytes(getattr(error.data, "raw", error.data))
    wanted = msg.pack()
    assert data[:64] == wanted[:64] and wanted.startswith(data), f"it has {data.hex()} of {wanted.hex()}"


@case("1.1-1.5", section="1.1 A.4.4, 1.3 6.2")
def test_one_error_for_a_message(bench: Bench) -> None:
    """A message with several faults is answered with one error."""
    bad = raw.tlv(0x7777, bytes(4)) + raw.output(bench.version, 0xFFFFFF55)
    msg = raw.flow(bench.version, bad)
    bench.switch.send(msg)
    bench.switch.barrier()
    assert len(bench.switch.controller.errors) == 1
