"""Properties (1.4 and later) that must be refused: of asynchronous configuration, ports and tables."""

from __future__ import annotations

from typing import Any

import pytest

from oftwist.conformance import case
from oftwist.conformance.lacking import lacks
from oftwist.conformance.suite import raw
from oftwist.conformance.suite.bench import Bench

BAD = "1.4 7.4.4.15, 1.5 7.5.4.15"
ASYNC = "1.4 7.4.4.16, 1.5 7.5.4.16"
SET_ASYNC, PORT_MOD, TABLE_MOD = 28, 16, 17
PACKET_IN_SLAVE = 0


def asynchronous(bench: Bench, *properties: bytes) -> raw.Raw:
    """An asynchronous configuration as bytes."""
    return raw.message(bench.version, SET_ASYNC, b"".join(properties), "an asynchronous configuration")


def port_mod(bench: Bench, prop: bytes) -> raw.Raw:
    """A port mod as bytes that changes nothing, with a property."""
    port: Any = next(port for port in bench.described() if port.port_no == bench.ports[0])
    body = port.port_no.to_bytes(4, "big") + bytes(4) + bytes(port.hw_addr) + bytes(2) + bytes(8) + prop
    return raw.message(bench.version, PORT_MOD, body, "a port mod")


def table_mod(bench: Bench, prop: bytes) -> raw.Raw:
    """A table mod as bytes, with a property."""
    return raw.message(bench.version, TABLE_MOD, bytes(8) + prop, "a table mod")


@case("1.4-1.5", section=ASYNC)
@pytest.mark.parametrize("kind", [0x20, 0x7777])
def test_kinds_of_messages_that_are_none(bench: Bench, kind: int) -> None:
    """An asynchronous configuration of a kind of message that nobody knows is refused."""
    error = bench.switch.transact(asynchronous(bench, raw.tlv(kind, bytes(4))))
    names = ("bad_property_error_msg", "async_config_failed_error_msg")
    assert type(error).__name__ in names, f"it says {error}"
    known = {names[0]: bench.ofp.OFPBPC_BAD_TYPE, names[1]: bench.ofp.OFPACFC_UNSUPPORTED}
    assert error.code == known[type(error).__name__], error.show()


@case("1.4-1.5", section=ASYNC)
@pytest.mark.parametrize("bit", [10, 31])
def test_reasons_that_are_none(bench: Bench, bit: int) -> None:
    """An asynchronous configuration with a reason that nobody knows is refused."""
    msg = asynchronous(bench, raw.tlv(PACKET_IN_SLAVE, (1 << bit).to_bytes(4, "big")))
    bench.refuses(msg, "ASYNC_CONFIG_FAILED", "INVALID")


@case("1.4-1.5", section=BAD)
@pytest.mark.parametrize("length", [0, 3, 0x100])
def test_lengths_that_cannot_be(bench: Bench, length: int) -> None:
    """A property whose length is less than that of its header, or more than there is, is refused."""
    bench.refuses(asynchronous(bench, raw.tlv(PACKET_IN_SLAVE, bytes(4), length)), "BAD_PROPERTY", "BAD_LEN")


@case("1.4-1.5", section=BAD)
@pytest.mark.parametrize("size", [0, 12])
def test_lengths_that_are_not_its_own(bench: Bench, size: int) -> None:
    """A property of another length than those of its type have is refused."""
    bench.refuses(asynchronous(bench, raw.tlv(PACKET_IN_SLAVE, bytes(size))), "BAD_PROPERTY", "BAD_LEN")


@case("1.4-1.5", section=BAD)
@pytest.mark.parametrize("kind", [0x20, 0x7777])
def test_properties_of_ports_that_are_none(bench: Bench, kind: int) -> None:
    """A port mod with a property that nobody knows is refused."""
    bench.refuses(port_mod(bench, raw.tlv(kind, bytes(4))), "BAD_PROPERTY", "BAD_TYPE")


@case("1.4-1.5", section=BAD)
def test_properties_of_ports_of_experimenters(bench: Bench) -> None:
    """A port mod with a property of an experimenter that nobody knows is refused."""
    prop = raw.tlv(0xFFFF, b"\x00\xbe\xef\x01" + bytes(8))
    bench.refuses(port_mod(bench, prop), "BAD_PROPERTY", "BAD_EXPERIMENTER", "BAD_EXP_TYPE", "BAD_TYPE")


@case("1.4-1.5", section=BAD)
@pytest.mark.parametrize("kind", [0x20, 0x7777])
def test_properties_of_tables_that_are_none(bench: Bench, kind: int) -> None:
    """A table mod with a property that nobody knows is refused."""
    bench.refuses(table_mod(bench, raw.tlv(kind, bytes(4))), "BAD_PROPERTY", "BAD_TYPE")


@case("1.1-1.5", section="1.1 A.4.4, 1.2 A.4.4.9, 1.3 7.4.4.9, 1.5 7.5.4.9")
def test_tables_that_are_not_there(bench: Bench) -> None:
    """A table mod of a table that the switch does not have is refused."""
    number = bench.switch.features.n_tables
    if number >= 254:
        lacks("n_tables", "it has every table there is")
    bench.refuses(raw.message(bench.version, TABLE_MOD, bytes([number]) + bytes(7)), "TABLE_MOD_FAILED", "BAD_TABLE")


@case("1.2-1.5", section="1.2 A.3.4.1, 1.3 7.3.4.1")
@pytest.mark.parametrize("flags", [0x8000, 0x40])
def test_flags_of_flows_that_are_none(bench: Bench, flags: int) -> None:
    """A flow mod with flags that nobody knows is refused."""
    msg = raw.patched(raw.flow(bench.version), 44, flags.to_bytes(2, "big"))
    bench.refuses(msg, "FLOW_MOD_FAILED", "BAD_FLAGS")
    assert bench.switch.flows() == []
