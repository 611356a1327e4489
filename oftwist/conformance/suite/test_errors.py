"""What a switch must refuse, with which error: requests, actions, instructions, groups, ports, tables."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from oftwist.conformance import case
from oftwist.conformance.lacking import lacks
from oftwist.conformance.suite.bench import Bench

ERRORS = "1.0 5.4.4, 1.1 A.4.4, 1.2 A.4.4, 1.3 7.4.4, 1.5 7.5.4"


class Bad(NamedTuple):
    """A flow that must be refused: its text, and the error."""

    versions: tuple[int, int]
    text: str
    kind: str
    codes: tuple[str, ...]

    def fits(self, version: int) -> bool:
        """Whether a version has it."""
        return self.versions[0] <= version <= self.versions[1]


FLOWS = {
    "output to port 0": Bad((1, 6), "actions=output:0", "BAD_ACTION", ("BAD_OUT_PORT",)),
    "output to no port": Bad((1, 6), "actions=output:{2}", "BAD_ACTION", ("BAD_OUT_PORT",)),
    "no such group": Bad((2, 6), "actions=group:77", "BAD_ACTION", ("BAD_OUT_GROUP",)),
    "no such meter": Bad((4, 5), "actions=meter:77,drop", "METER_MOD_FAILED", ("UNKNOWN_METER",)),
    "goto the same table": Bad((2, 6), "table=1,actions=goto_table:1", "BAD_INSTRUCTION", ("BAD_TABLE_ID",)),
    "goto a table before": Bad((2, 6), "table=2,actions=goto_table:1", "BAD_INSTRUCTION", ("BAD_TABLE_ID",)),
    "push of no tag": Bad((2, 6), "actions=push_vlan:0x1234,output:{2}", "BAD_ACTION", ("BAD_ARGUMENT",)),
}


@case(section=ERRORS, needs=("two ports", "three tables"))
@pytest.mark.parametrize("bad", FLOWS.values(), ids=FLOWS)
def test_flows_that_cannot_be(bench: Bench, bad: Bad) -> None:
    """A flow that cannot be is refused with the error that says why, and is not added."""
    if bad.kind == "METER_MOD_FAILED":
        flow = bench.flow("actions=output:{2}")
        flow.instructions.insert(0, bench.ofp.instruction.meter(meter_id=77))
    elif "push" in bad.text or "goto" in bad.text:
        flow = odd(bench, bad.text)
    elif bad.text == "actions=output:{2}":
        flow = bench.nowhere(bench.flow(bad.text))
    else:
        flow = bench.flow(bad.text)
    bench.refuses(flow, bad.kind, *bad.codes)
    assert bench.switch.flows() == []


def odd(bench: Bench, text: str) -> Any:
    """A flow mod that our own parser would refuse as well."""
    ofp = bench.ofp
    table = int(text.partition("table=")[2].partition(",")[0]) if text.startswith("table=") else 0
    flow = bench.flow(f"table={table},actions=output:{{2}}")
    if "goto" in text:
        flow.instructions = [ofp.instruction.goto_table(table_id=1)]
    else:
        flow.instructions[0].actions.insert(0, ofp.action.push_vlan(ethertype=0x1234))
    return flow


@case(section=ERRORS, needs="two ports")
@pytest.mark.parametrize("number", [0xFF, 0x55])
def test_unknown_messages(bench: Bench, number: int) -> None:
    """A message of a type that nobody knows is refused, and its beginning comes back with the error."""
    xid = bench.switch.controller.next_xid()
    data = bytes([bench.version, number, 0, 8]) + xid.to_bytes(4, "big")
    error = answer(bench, data, xid)
    assert (error.err_type, error.code) == (bench.ofp.OFPET_BAD_REQUEST, bench.ofp.OFPBRC_BAD_TYPE), error.show()
    assert bytes(getattr(error.data, "raw", error.data))[:8] == data


def answer(bench: Bench, data: bytes, xid: int) -> Any:
    """The one error that comes of some bytes."""
    bench.switch.controller.message_send(data)
    bench.switch.barrier()
    errors = bench.switch.controller.errors_for(xid)
    assert len(errors) == 1, f"{len(errors)} errors"
    return errors[0]


@case(section=ERRORS)
def test_messages_that_are_too_short(bench: Bench) -> None:
    """A message that is shorter than its type demands is refused."""
    xid = bench.switch.controller.next_xid()
    data = bytes([bench.version, 14, 0, 16]) + xid.to_bytes(4, "big") + bytes(8)
    error = answer(bench, data, xid)
    assert (error.err_type, error.code) == (bench.ofp.OFPET_BAD_REQUEST, bench.ofp.OFPBRC_BAD_LEN), error.show()


@case(section=ERRORS)
def test_unknown_statistics(bench: Bench) -> None:
    """A request for statistics of a type that nobody knows is refused."""
    xid = bench.switch.controller.next_xid()
    kind = 16 if bench.version == 1 else 18
    body = b"\x7f\xff\x00\x00" + (b"" if bench.version == 1 else bytes(4))
    data = bytes([bench.version, kind, 0, 8 + len(body)]) + xid.to_bytes(4, "big") + body
    error = answer(bench, data, xid)
    code = getattr(bench.ofp, "OFPBRC_BAD_STAT", None) or bench.ofp.OFPBRC_BAD_MULTIPART
    assert (error.err_type, error.code) == (bench.ofp.OFPET_BAD_REQUEST, code), error.show()


@case(section=ERRORS)
@pytest.mark.parametrize("more", [0, 8], ids=["short", "long"])
def test_unknown_experimenters(bench: Bench, more: int) -> None:
    """A message of an experimenter that nobody knows is refused."""
    xid = bench.switch.controller.next_xid()
    body = b"\x00\xbe\xef\x01" + bytes(more if bench.version == 1 else 4 + more)
    data = bytes([bench.version, 4, 0, 8 + len(body)]) + xid.to_bytes(4, "big") + body
    error = answer(bench, data, xid)
    names = ("OFPBRC_BAD_VENDOR", "OFPBRC_BAD_EXPERIMENTER", "OFPBRC_BAD_EXPERIMENTER_TYPE", "OFPBRC_BAD_EXP_TYPE")
    codes = [getattr(bench.ofp, name) for name in names if hasattr(bench.ofp, name)]
    assert error.err_type == bench.ofp.OFPET_BAD_REQUEST and error.code in codes, error.show()


@case(section=ERRORS, needs="two ports")
def test_unknown_actions(bench: Bench) -> None:
    """A flow with an action of a type that nobody knows is refused."""
    flow = bench.flow("actions=output:{2}")
    flow.xid = bench.switch.controller.next_xid()
    data = flow.pack()
    size = 8 if bench.version == 1 else 16
    at = data.rindex(size.to_bytes(2, "big")) - 2
    error = answer(bench, data[:at] + b"\x7f\x77" + data[at + 2 :], flow.xid)
    assert (error.err_type, error.code) == (bench.ofp.OFPET_BAD_ACTION, bench.ofp.OFPBAC_BAD_TYPE), error.show()


@case("1.1-1.5", section=ERRORS, needs="two ports")
def test_unknown_instructions(bench: Bench) -> None:
    """A flow with an instruction of a type that nobody knows is refused."""
    flow = bench.flow("actions=output:{2}")
    flow.xid = bench.switch.controller.next_xid()
    data = flow.pack()
    at = data.rindex(b"\x00\x04\x00\x18")
    error = answer(bench, data[:at] + b"\x7f\x77" + data[at + 2 :], flow.xid)
    names = ("OFPBIC_UNKNOWN_INST", "OFPBIC_UNSUP_INST")
    codes = [getattr(bench.ofp, name) for name in names]
    assert error.err_type == bench.ofp.OFPET_BAD_INSTRUCTION and error.code in codes, error.show()


@case(section=ERRORS)
@pytest.mark.parametrize("command", [9, 255])
def test_unknown_commands(bench: Bench, command: int) -> None:
    """A flow mod with a command that nobody knows is refused."""
    flow = bench.flow("actions=drop")
    flow.xid = bench.switch.controller.next_xid()
    data = bytearray(flow.pack())
    at = 56 if bench.version == 1 else 25
    data[at : at + (2 if bench.version == 1 else 1)] = command.to_bytes(2 if bench.version == 1 else 1, "big")
    error = answer(bench, bytes(data), flow.xid)
    assert (error.err_type, error.code) == (bench.ofp.OFPET_FLOW_MOD_FAILED, bench.ofp.OFPFMFC_BAD_COMMAND), (
        error.show()
    )


@case(section=ERRORS)
def test_port_mods_of_ports_that_are_not_there(bench: Bench) -> None:
    """A port mod of a port that the switch does not have is refused."""
    msg = bench.ofp.message.port_mod(port_no=0xFE00)
    bench.refuses(msg, "PORT_MOD_FAILED", "BAD_PORT")


@case(section=ERRORS, needs="two ports")
def test_port_mods_with_a_wrong_address(bench: Bench) -> None:
    """A port mod whose address is not that of the port is refused."""
    msg = bench.ofp.message.port_mod(port_no=bench.ports[0], hw_addr=[2, 0, 0, 0, 0, 0x77])
    bench.refuses(msg, "PORT_MOD_FAILED", "BAD_HW_ADDR")


@case(section=ERRORS, needs="two ports")
@pytest.mark.parametrize("port", [0, None], ids=["port 0", "a reserved number"])
def test_packets_out_of_no_port(bench: Bench, port: int | None) -> None:
    """A packet-out to a port that is no port is refused."""
    msg = bench.switch.operations.packet_out_message(None, {"data": bytes(60), "actions": "output:0"})
    if port is None:
        bench.nowhere(msg)
    bench.refuses(msg, "BAD_ACTION", "BAD_OUT_PORT")


@case(section=ERRORS, needs="two ports")
def test_packets_that_are_not_buffered(bench: Bench) -> None:
    """A packet-out of a buffer that is not used is refused."""
    msg: Any = bench.switch.operations.packet_out_message(None, {"actions": bench.put("output:{2}")})
    msg.buffer_id = 0x7FFFFFFF
    bench.refuses(msg, "BAD_REQUEST", "BUFFER_UNKNOWN", "BUFFER_EMPTY")


@case("1.1-1.5", section=ERRORS, needs="two ports")
def test_tables_that_are_not_there(bench: Bench) -> None:
    """A flow for a table that the switch does not have is refused."""
    count = bench.switch.features.n_tables
    if count > 254:
        lacks("n_tables", "it has every table there is")
    flow = bench.flow("actions=drop")
    flow.table_id = count
    bench.refuses(flow, "FLOW_MOD_FAILED", "BAD_TABLE_ID")


@case(section=ERRORS, needs="two ports")
def test_the_connection_stands_all_that(bench: Bench) -> None:
    """After errors the switch goes on as before."""
    for _ in range(5):
        bench.refuses(bench.nowhere(bench.flow("actions=output:{2}")), "BAD_ACTION", "BAD_OUT_PORT")
    bench.flows("actions=output:{2}")
    from oftwist.conformance.suite import frames

    bench.forwards(1, frames.UDP, 2)
