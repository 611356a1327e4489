"""Instructions that must be refused."""

from __future__ import annotations

import pytest

from oftwist.conformance import case
from oftwist.conformance.lacking import lacks
from oftwist.conformance.suite import raw
from oftwist.conformance.suite.bench import Bench

BAD = "1.1 A.4.4, 1.2 A.4.4.4, 1.3 7.4.4.4, 1.5 7.5.4.4"
GOTO, METADATA, WRITE, APPLY, CLEAR, EXPERIMENTER = 1, 2, 3, 4, 5, 0xFFFF


def refused(bench: Bench, instructions: bytes, *codes: str) -> None:
    """A flow with these instructions must be refused with BAD_INSTRUCTION, and not be added."""
    bench.refuses(raw.flow(bench.version, instructions=instructions), "BAD_INSTRUCTION", *codes)
    assert bench.switch.flows() == []


@case("1.2-1.5", section=BAD, needs="two ports")
@pytest.mark.parametrize("length", [0, 4, 12, 0x88, 0xFFF8])
def test_lengths_that_cannot_be(bench: Bench, length: int) -> None:
    """An instruction whose length is too small, no multiple of 8, or more than there is, is refused."""
    body = bytes(4) + raw.output(bench.version, bench.ports[1])
    refused(bench, raw.tlv(APPLY, body, length), "BAD_LEN")


@case("1.2-1.5", section=BAD, needs="two tables")
@pytest.mark.parametrize("kind", [GOTO, METADATA, CLEAR], ids=["goto", "metadata", "clear"])
def test_lengths_that_are_not_its_own(bench: Bench, kind: int) -> None:
    """An instruction that is longer than those of its type are is refused."""
    size = {GOTO: 12, METADATA: 28, CLEAR: 12}[kind]
    refused(bench, raw.tlv(kind, (b"\1" if kind == GOTO else b"\0") + bytes(size - 1)), "BAD_LEN")


@case("1.1-1.5", section=BAD)
@pytest.mark.parametrize("number", [0x00BEEF01, 0xFFFFFFFF])
def test_experimenters(bench: Bench, number: int) -> None:
    """An instruction of an experimenter that nobody knows is refused."""
    instruction = raw.tlv(EXPERIMENTER, number.to_bytes(4, "big") + bytes(8))
    refused(bench, instruction, "UNSUP_EXP_INST" if bench.version == 2 else "BAD_EXPERIMENTER", "BAD_EXP_TYPE")


@case("1.1-1.5", section=BAD)
@pytest.mark.parametrize("kind", [0, 8, 0x100])
def test_types_that_are_none(bench: Bench, kind: int) -> None:
    """An instruction of a number that is no type is refused."""
    refused(bench, raw.tlv(kind, bytes(4)), "UNKNOWN_INST", "UNSUP_INST")


@case("1.1-1.5", section=BAD)
@pytest.mark.parametrize("number", [None, 0xFF], ids=["one too high", "all"])
def test_tables_that_are_not_there(bench: Bench, number: int | None) -> None:
    """GOTO_TABLE to a table that the switch does not have, or to the number for all, is refused."""
    number = bench.switch.features.n_tables if number is None else number
    if number == 254:
        lacks("n_tables", "it has every table there is")
    refused(bench, raw.tlv(GOTO, bytes([number, 0, 0, 0])), "BAD_TABLE_ID")


@case("1.1-1.5", section=BAD)
def test_the_table_it_is_in(bench: Bench) -> None:
    """GOTO_TABLE to the table of the flow itself is refused."""
    refused(bench, raw.tlv(GOTO, bytes(4)), "BAD_TABLE_ID")


@case("1.4-1.5", section="1.4 7.4.4.4, 1.5 7.5.4.4")
@pytest.mark.parametrize("kind", [GOTO, WRITE, APPLY, CLEAR], ids=["goto", "write", "apply", "clear"])
def test_the_same_twice(bench: Bench, kind: int) -> None:
    """Two instructions of one type in a flow are refused."""
    refused(bench, raw.tlv(kind, b"\1\0\0\0" if kind == GOTO else bytes(4)) * 2, "DUP_INST")


@case("1.1-1.5", section=BAD, needs="two ports")
def test_one_bad_one_of_many(bench: Bench) -> None:
    """A bad instruction behind good ones makes the whole flow refused."""
    good = raw.tlv(APPLY, bytes(4) + raw.output(bench.version, bench.ports[1]))
    refused(bench, good + raw.tlv(0x7777, bytes(4)), "UNKNOWN_INST", "UNSUP_INST")


@case("1.1-1.5", section=BAD, needs="two ports")
@pytest.mark.parametrize("command", [1, 2], ids=["modify", "modify strict"])
def test_bad_ones_change_no_flow(bench: Bench, command: int) -> None:
    """A modification with a bad instruction is refused, and changes no flow."""
    bench.flows("actions=output:{2}")
    msg = raw.flow(bench.version, instructions=raw.tlv(0x7777, bytes(4)), command=command)
    bench.refuses(msg, "BAD_INSTRUCTION", "UNKNOWN_INST", "UNSUP_INST")
    assert [str(entry).partition("actions=")[2] for entry in bench.switch.flows()] == [f"output:{bench.ports[1]}"]
