"""Meter mods that must be refused, and other messages about meters that are not there."""

from __future__ import annotations

import pytest

from oftwist.conformance import case
from oftwist.conformance.suite import raw
from oftwist.conformance.suite.bench import Bench

BAD = "1.3 7.4.4.13, 1.5 7.5.4.13"
KBPS, PKTPS, BURST = 1, 2, 4


def band(kind: int = 1, rate: int = 1000, burst: int = 0, last: bytes = bytes(4)) -> bytes:
    """A band: what drops if nothing else is said."""
    return raw.tlv(kind, rate.to_bytes(4, "big") + burst.to_bytes(4, "big") + last)


def mod(bench: Bench, *bands: bytes, command: int = 0, flags: int = KBPS, number: int = 1) -> raw.Raw:
    """A meter mod as bytes."""
    head = command.to_bytes(2, "big") + flags.to_bytes(2, "big") + number.to_bytes(4, "big")
    return raw.message(bench.version, 29, head + b"".join(bands), "a meter mod")


def refused(bench: Bench, msg: raw.Raw, *codes: str) -> None:
    """A meter mod must be refused, and no meter be there."""
    bench.refuses(msg, "METER_MOD_FAILED", *codes)
    assert bench.switch.meters() == []


@case("1.3-1.5", section=BAD, needs="meters")
def test_as_it_should_be(bench: Bench) -> None:
    """A meter mod put together as those that follow, but right, is taken."""
    bench.switch.confirm([mod(bench, band())])
    assert len(bench.switch.meters()) == 1


@case("1.3-1.5", section=BAD, needs="meters")
@pytest.mark.parametrize("command", [3, 77])
def test_commands_that_are_none(bench: Bench, command: int) -> None:
    """A meter mod with a command that nobody knows is refused."""
    refused(bench, mod(bench, band(), command=command), "BAD_COMMAND")


@case("1.3-1.5", section=BAD, needs="meters")
@pytest.mark.parametrize("number", [0, 0xFFFF0001, 0xFFFFFFFF])
def test_numbers_that_cannot_be(bench: Bench, number: int) -> None:
    """A meter whose number is 0, reserved, or that for all, is refused."""
    refused(bench, mod(bench, band(), number=number), "INVALID_METER")


@case("1.3-1.5", section=BAD, needs="meters")
@pytest.mark.parametrize("flags", [0x10, 0x8001])
def test_flags_that_are_none(bench: Bench, flags: int) -> None:
    """A meter with flags that nobody knows is refused."""
    refused(bench, mod(bench, band(), flags=flags), "BAD_FLAGS")


@case("1.3-1.5", section=BAD, needs="meters")
def test_two_units(bench: Bench) -> None:
    """A meter that counts kilobits as well as packets is refused."""
    refused(bench, mod(bench, band(), flags=KBPS | PKTPS), "BAD_FLAGS")


@case("1.3-1.5", section=BAD, needs="meters")
@pytest.mark.parametrize("kind", [0, 3, 0x7777])
def test_bands_that_are_none(bench: Bench, kind: int) -> None:
    """A meter with a band of a type that nobody knows is refused."""
    refused(bench, mod(bench, band(kind)), "BAD_BAND")


@case("1.3-1.5", section=BAD, needs="meters")
@pytest.mark.parametrize("length", [0, 8, 0x100])
def test_lengths_of_bands(bench: Bench, length: int) -> None:
    """A meter with a band whose length cannot be is refused."""
    data = band()[:2] + length.to_bytes(2, "big") + band()[4:]
    error = bench.switch.transact(mod(bench, data))
    assert error is not None and type(error).__name__ in ("bad_request_error_msg", "meter_mod_failed_error_msg"), error
    if type(error).__name__ == "bad_request_error_msg":
        assert error.code == bench.ofp.OFPBRC_BAD_LEN, error.show()
    else:
        assert error.code == bench.ofp.OFPMMFC_BAD_BAND, error.show()
    assert bench.switch.meters() == []


@case("1.3-1.5", section=BAD, needs="meters")
def test_more_bands_than_it_can(bench: Bench) -> None:
    """A meter with more bands than the switch says it can have is refused."""
    most = bench.switch.request(bench.ofp.message.meter_features_stats_request()).features.max_bands
    refused(bench, mod(bench, *(band(rate=1000 + n) for n in range(most + 1))), "OUT_OF_BANDS")


@case("1.3-1.5", section=BAD, needs="meters")
def test_bad_modifications_change_nothing(bench: Bench) -> None:
    """A modification that is refused leaves the meter as it was."""
    bench.switch.confirm([mod(bench, band())])
    before = [str(meter) for meter in bench.switch.meters()]
    bench.refuses(mod(bench, band(0x7777), command=1), "METER_MOD_FAILED", "BAD_BAND")
    assert [str(meter) for meter in bench.switch.meters()] == before


@case("1.3-1.5", section=BAD, needs="meters")
@pytest.mark.parametrize("name", ["meter", "meter_config"])
def test_statistics_of_meters_that_are_not_there(bench: Bench, name: str) -> None:
    """A request for statistics of a meter that is not there is refused."""
    bench.refuses(getattr(bench.ofp.message, f"{name}_stats_request")(meter_id=77), "METER_MOD_FAILED", "UNKNOWN_METER")
