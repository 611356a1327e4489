"""Roles and what is told to whom, with one connection."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from oftwist.conformance import case
from oftwist.conformance.suite import frames as f
from oftwist.conformance.suite.bench import Bench

ROLES = "1.2 6.3, 1.3 6.3.4"


def role_request(bench: Bench, role: str, generation_id: int) -> Any:
    """A message that asks for a role."""
    number = getattr(bench.ofp, f"OFPCR_ROLE_{role}")
    return bench.ofp.message.role_request(role=number, generation_id=generation_id % (1 << 64))


def newest(bench: Bench) -> int:
    """The generation that the switch knows; -1 if none."""
    known = bench.switch.request(role_request(bench, "NOCHANGE", 0)).generation_id
    return -1 if known == 0xFFFFFFFFFFFFFFFF else int(known)


def ask(bench: Bench, role: str, generation_id: int | None = None) -> Any:
    """Ask for a role, and return the answer; without a generation with a newer one than the switch knows."""
    return bench.switch.request(
        role_request(bench, role, newest(bench) + 1 if generation_id is None else generation_id)
    )


def climb(bench: Bench, generation_id: int) -> None:
    """Be MASTER with this generation, whichever the switch knows: none of the steps is older than the one before."""
    far = 1 << 63
    known = newest(bench)
    while (generation_id - known) % (1 << 64) >= far:
        known += far - 1
        ask(bench, "MASTER", known)
    ask(bench, "MASTER", generation_id)


@case("1.2-1.5", section=ROLES, needs="two ports")
@pytest.mark.parametrize("role", ["MASTER", "SLAVE", "EQUAL"])
def test_it_is_given(bench: Bench, role: str) -> None:
    """A role that is asked for is given, and told when asked without change."""
    number = getattr(bench.ofp, f"OFPCR_ROLE_{role}")
    assert ask(bench, role).role == number
    assert ask(bench, "NOCHANGE").role == number


@case("1.2-1.5", section=ROLES)
def test_equal_at_first(bench: Bench) -> None:
    """A controller that has asked for no role is EQUAL."""
    assert ask(bench, "NOCHANGE").role == bench.ofp.OFPCR_ROLE_EQUAL


@case("1.2-1.5", section=ROLES)
@pytest.mark.parametrize(("first", "then"), [(5, 4), (0x8000000000000001, 0x8000000000000000), (0, 0xFFFFFFFFFFFFFFFF)])
def test_stale_generations(bench: Bench, first: int, then: int) -> None:
    """A role that is asked for with an older generation is refused; numbers wrap around."""
    climb(bench, first)
    bench.refuses(role_request(bench, "SLAVE", then), "ROLE_REQUEST_FAILED", "STALE")


@case("1.2-1.5", section=ROLES)
@pytest.mark.parametrize(
    ("first", "then"), [(5, 5), (5, 6), (0x7FFFFFFFFFFFFFFF, 0x8000000000000000), (0xFFFFFFFFFFFFFFFF, 0)]
)
def test_newer_generations(bench: Bench, first: int, then: int) -> None:
    """A role that is asked for with the same or a newer generation is given; numbers wrap around."""
    climb(bench, first)
    assert ask(bench, "MASTER", then).role == bench.ofp.OFPCR_ROLE_MASTER


@case("1.2-1.5", section=ROLES, needs="two ports")
@pytest.mark.parametrize("what", ["flow", "packet-out", "group", "port"])
def test_a_slave_changes_nothing(bench: Bench, what: str) -> None:
    """What would change the switch is refused to a SLAVE."""
    ask(bench, "SLAVE")
    ofp = bench.ofp
    made: dict[str, Callable[[], Any]] = {
        "flow": lambda: bench.flow("actions=output:{2}"),
        "packet-out": lambda: bench.switch.operations.packet_out_message(None, {"data": f.UDP, "actions": "all"}),
        "group": lambda: ofp.group(bench.put("group_id=1,type=all,bucket=output:{2}")),
        "port": lambda: ofp.message.port_mod(port_no=bench.ports[0]),
    }
    bench.refuses(made[what](), "BAD_REQUEST", "IS_SLAVE")
    bench.plane.expect_nothing(seconds=bench.quiet)


@case("1.2-1.5", section=ROLES)
def test_a_slave_may_ask(bench: Bench) -> None:
    """A SLAVE may read."""
    ask(bench, "SLAVE")
    assert bench.switch.flows() == []
    bench.switch.request(bench.ofp.message.features_request())


@case("1.2-1.5", section=ROLES, needs="two ports")
def test_a_slave_gets_no_packet_ins(bench: Bench) -> None:
    """Packet-ins do not go to a SLAVE."""
    bench.flows("actions=controller")
    ask(bench, "SLAVE")
    bench.no_packet_in(1, f.UDP)
    ask(bench, "EQUAL")
    bench.packet_in(1, f.UDP)


@case("1.2-1.5", section=ROLES)
def test_roles_that_are_none(bench: Bench) -> None:
    """A role that nobody knows is refused."""
    msg = bench.ofp.message.role_request(role=77, generation_id=1)
    bench.refuses(msg, "ROLE_REQUEST_FAILED", "BAD_ROLE")
