"""Runs patterns: sends what they want before, then their frames, and looks at what becomes of these."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from random import Random
from typing import TYPE_CHECKING

import pytest

from oftwist import packet as pk
from oftwist.conformance import case
from oftwist.conformance.patterns import running
from oftwist.conformance.patterns.messages import Maker
from oftwist.conformance.patterns.packets import frame
from oftwist.conformance.patterns.reading import Check, Pattern
from oftwist.conformance.patterns.streams import stream
from oftwist.conformance.suite.bench import Bench

if TYPE_CHECKING:
    from oftwist.wire.interfaces import Part

_SHORTEST = 60


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test for each pattern that the command was told of."""
    if "pattern" in metafunc.fixturenames:
        metafunc.parametrize("pattern", running.PATTERNS, ids=[pattern.identity for pattern in running.PATTERNS])


@case(section="-", optional=True, needs="two ports")
def test_pattern(bench: Bench, pattern: Pattern) -> None:
    """What a pattern wants."""
    assert not pattern.trouble, f"it cannot be read: {pattern.trouble}"
    maker, random = Maker(bench.ofp, bench.ports[:3]), Random(pattern.identity)
    for told in pattern.prerequisite:
        install(bench, maker.message(told))
    for check in pattern.checks:
        run(bench, maker, pattern, check, random)


def install(bench: Bench, message: Part) -> None:
    """Send it, confirmed; what the switch has then must be what was sent."""
    bench.offers(message)
    name = type(message).__name__
    if name.startswith("flow_"):
        there = [_flow(entry) for entry in bench.switch.flows()]
        assert _flow(message) in there, f"it has {there}, not {_flow(message)}"
    elif name.startswith("group_"):
        described = bench.switch.stats(bench.ofp.message.group_desc_stats_request())
        assert _group(message) in [_group(entry) for entry in described], f"it has {described}, not {message}"


def _flow(entry: Part) -> tuple[object, ...]:
    """What must be the same of a flow in a message and in statistics."""
    done = entry.actions if hasattr(entry, "actions") else entry.instructions
    numbers = (entry.cookie, entry.priority, entry.idle_timeout, entry.hard_timeout, getattr(entry, "table_id", 0))
    return (*numbers, str(entry.match), *sorted(one.pack() for one in done))


def _group(entry: Part) -> tuple[object, ...]:
    buckets = [(one.weight, [action.pack() for action in one.actions]) for one in entry.buckets]
    return entry.group_type, entry.group_id, buckets


def run(bench: Bench, maker: Maker, pattern: Pattern, check: Check, random: Random) -> None:
    """Send the frames of one check, and look."""
    if check.rates:
        stream(bench, maker, pattern, check, random)
        return
    sent = frame(check.ingress, random)
    if check.misses:
        _misses(bench, sent, check.misses)
    elif check.packet_in:
        bench.switch.controller.clear_queue()
        bench.plane.send(bench.ports[0], sent)
        came = bench.switch.poll("packet_in")
        assert came is not None, "no packet-in came"
        wrong = [getattr(bench.ofp, name, None) for name in ("OFPR_NO_MATCH", "OFPR_TABLE_MISS", "OFPR_INVALID_TTL")]
        assert came.reason not in wrong, f"reason {came.reason}"
        wanted = frame(check.packet_in, random)
        assert _same(wanted)(bytes(came.data)), f"{pk.parse(bytes(came.data)).fields}, not {pk.parse(wanted).fields}"
    else:
        wanted = frame(check.egress, random)
        bench.plane.send(bench.ports[0], sent)
        bench.plane.expect(bench.ports[1], wanted if len(wanted) > _SHORTEST else _same(wanted))


def _same(wanted: bytes) -> Callable[[bytes], bool]:
    """Whether a frame is this one. Patterns have frames as on a wire; nobody fills up what leaves a virtual port."""
    return lambda came: came.ljust(_SHORTEST, b"\0") == wanted


def _misses(bench: Bench, sent: bytes, tables: Iterable[int]) -> None:
    """The tables must look the frame up, and must not match it."""
    before = _lookups(bench)
    bench.plane.send(bench.ports[0], sent)
    for _ in range(100):
        after = _lookups(bench)
        if any(after[table][0] > before[table][0] for table in tables):
            break
        bench.plane.expect_nothing(seconds=0.02)  # a switch may count later
    else:
        raise AssertionError("no table looks it up")
    for table in tables:
        assert after[table][0] == before[table][0] or after[table][1] == before[table][1], f"table {table} matches it"


def _lookups(bench: Bench) -> dict[int, tuple[int, int]]:
    """By table how much it has looked up and matched."""
    entries = bench.switch.stats(bench.ofp.message.table_stats_request())
    return {entry.table_id: (entry.lookup_count, entry.matched_count) for entry in entries}
