"""What a switch tells its controllers of each other: roles that were taken, changes of groups and meters, channels."""

from __future__ import annotations

from typing import Any

import pytest

from oftwist.conformance import case
from oftwist.conformance.lacking import lacks
from oftwist.conformance.suite.bench import Bench
from oftwist.conformance.suite.connections import Connections
from oftwist.conformance.suite.test_async import want
from oftwist.conformance.suite.test_controllers import told
from oftwist.conformance.suite.test_roles import ask, newest, role_request
from oftwist.errors import RequestFailed

ROLE = "1.4 7.4.4, 1.5 7.4.4"
FORWARD = "1.4 7.4.6, 1.5 7.4.6"
CHANNEL = "7.4.7"


@case("1.4-1.5", section=ROLE)
def test_a_master_that_is_replaced_is_told(bench: Bench, second: Bench) -> None:
    """Who was MASTER is told that it is SLAVE now, why, and by which generation."""
    ask(second, "MASTER")
    ask(bench, "MASTER")
    (msg,) = told(second, name="role_status", but_not=(bench,))
    assert msg.role == second.ofp.OFPCR_ROLE_SLAVE and msg.reason == second.ofp.OFPCRR_MASTER_REQUEST
    assert msg.generation_id == newest(bench)


@case("1.4-1.5", section=ROLE)
@pytest.mark.parametrize("role", ["EQUAL", "SLAVE"])
def test_others_are_not_told(bench: Bench, second: Bench, role: str) -> None:
    """Who was not MASTER is not told that another is."""
    ask(second, role)
    ask(bench, "MASTER")
    told(name="role_status", but_not=(bench, second))


@case("1.4-1.5", section=ROLE)
def test_who_gives_a_role_back_is_not_told(bench: Bench, second: Bench) -> None:
    """A MASTER that asks for another role itself is answered, and told nothing beside."""
    ask(second, "MASTER")
    ask(second, "EQUAL")
    ask(bench, "MASTER")
    told(name="role_status", but_not=(bench, second))


@case("1.4-1.5", section=ROLE)
def test_a_stale_request_is_not_told(bench: Bench, second: Bench) -> None:
    """A request for MASTER that is refused is told nobody."""
    ask(second, "MASTER")
    with pytest.raises(RequestFailed):
        bench.switch.request(role_request(bench, "MASTER", newest(bench) - 1))
    told(name="role_status", but_not=(bench, second))


@case("1.4-1.5", section=ROLE)
def test_a_master_that_does_not_want_to_know(bench: Bench, second: Bench) -> None:
    """A MASTER that wants no role status is not told."""
    for whose in ("master", "slave"):
        want(second, "role_status", whose, 0)
    ask(second, "MASTER")
    ask(bench, "MASTER")
    told(name="role_status", but_not=(bench, second))


def group(bench: Bench, command: str = "add") -> Any:
    """A group mod."""
    return bench.ofp.group(bench.put("group_id=7" + ",type=all,bucket=output:{2}" * (command != "delete")), command)


def forwarded(bench: Bench, second: Bench, request: Any) -> None:
    """The second controller must be told of a request of the first, which must not be told itself."""
    bench.switch.confirm([request])
    (msg,) = told(second, name="requestforward", but_not=(bench,))
    inside, wanted = msg.pack()[8:], request.pack()  # its type, command and number, the rest may be put otherwise
    assert (inside[1], inside[8:16]) == (wanted[1], wanted[8:16]), f"{inside.hex()} is not {wanted.hex()}"


@case("1.4-1.5", section=FORWARD, needs=("two ports", "groups"))
@pytest.mark.parametrize("command", ["add", "modify", "delete"])
def test_group_mods_are_forwarded(bench: Bench, second: Bench, command: str) -> None:
    """A group mod of one controller is told to another that wants to know, as it was."""
    if command != "add":
        bench.switch.confirm([group(bench)])
    want(second, "requestforward", "master", 1 << bench.ofp.OFPRFR_GROUP_MOD)
    forwarded(bench, second, group(bench, command))


@case("1.4-1.5", section=FORWARD, needs="meters")
@pytest.mark.parametrize("command", ["add", "delete"])
def test_meter_mods_are_forwarded(bench: Bench, second: Bench, command: str) -> None:
    """A meter mod of one controller is told to another that wants to know, as it was."""
    text = "meter=7,kbps,bands=type=drop,rate=1000"
    if command != "add":
        bench.switch.confirm([bench.ofp.meter(text)])
    want(second, "requestforward", "master", 1 << bench.ofp.OFPRFR_METER_MOD)
    forwarded(bench, second, bench.ofp.meter(text if command == "add" else "meter=7", command))


@case("1.4-1.5", section=FORWARD, needs=("two ports", "groups"))
def test_what_is_refused_is_not_forwarded(bench: Bench, second: Bench) -> None:
    """A group mod that is refused is told nobody else."""
    want(second, "requestforward", "master", 1 << bench.ofp.OFPRFR_GROUP_MOD)
    bench.refuses(group(bench, "modify"), "GROUP_MOD_FAILED", "UNKNOWN_GROUP")
    told(name="requestforward", but_not=(bench, second))


@case("1.4-1.5", section=FORWARD, needs=("two ports", "groups", "meters"))
def test_what_is_not_wanted_is_not_forwarded(bench: Bench, second: Bench) -> None:
    """A controller that wants meter mods only is not told of a group mod, and one that wants none of neither."""
    want(second, "requestforward", "master", 1 << bench.ofp.OFPRFR_METER_MOD)
    want(bench, "requestforward", "master", 0)
    bench.switch.confirm([group(bench)])
    second.switch.confirm([bench.ofp.meter("meter=7,kbps,bands=type=drop,rate=1000")])
    told(name="requestforward", but_not=(bench, second))


@case("1.4-1.5", section=FORWARD, needs=("two ports", "groups"))
def test_flow_mods_are_not_forwarded(bench: Bench, second: Bench) -> None:
    """Flow mods are told nobody as requests, whatever is wanted."""
    want(second, "requestforward", "master", 3)
    bench.flows("actions=drop")
    told(name="requestforward", but_not=(bench, second))


def want_status(bench: Bench) -> None:
    """Want to know of the channels of all controllers; skipped if the switch does not tell."""
    try:
        want(bench, "cont_status", "master", 0x7F)
    except RequestFailed as failed:
        lacks("OFPACPT_CONT_STATUS_MASTER", str(failed))
    bench.switch.controller.clear_queue()


def statuses(bench: Bench) -> list[Any]:
    """What the switch says of its controllers; skipped if it does not."""
    try:
        reply: Any = bench.switch.request(bench.ofp.message.controller_status_stats_request())
    except RequestFailed as failed:
        lacks("OFPMP_CONTROLLER_STATUS", str(failed))
    return list(reply.controller_status)


@case("1.5", section="7.3.5.20", optional=True)
def test_the_channels_there_are(bench: Bench, second: Bench) -> None:
    """Each controller is listed, with its role and a channel that is up."""
    ask(bench, "MASTER")
    ask(second, "SLAVE")
    listed = statuses(bench)
    up = [entry.role for entry in listed if entry.channel_status == bench.ofp.OFPCT_STATUS_UP]
    assert sorted(up) == [bench.ofp.OFPCR_ROLE_MASTER, bench.ofp.OFPCR_ROLE_SLAVE]
    assert {entry.reason for entry in listed} == {bench.ofp.OFPCSR_REQUEST}


@case("1.5", section=CHANNEL, optional=True)
@pytest.mark.parametrize("role", ["MASTER", "SLAVE"])
def test_roles_are_told(bench: Bench, second: Bench, role: str) -> None:
    """That a controller has another role those are told that want to know."""
    want_status(second)
    ask(bench, role)
    (msg,) = told(second, name="controller_status")
    assert (msg.entry.role, msg.entry.reason) == (getattr(bench.ofp, f"OFPCR_ROLE_{role}"), bench.ofp.OFPCSR_ROLE)


@case("1.5", section=CHANNEL, optional=True)
def test_channels_that_end_are_told(bench: Bench, connections: Connections) -> None:
    """That the channel of a controller is down those are told that want to know."""
    other = connections.second()
    want_status(bench)
    other.switch.controller.disconnect()
    (msg,) = told(bench, name="controller_status")
    assert msg.entry.channel_status == bench.ofp.OFPCT_STATUS_DOWN


@case("1.5", section=CHANNEL, optional=True)
def test_channels_that_begin_are_told(bench: Bench, connections: Connections) -> None:
    """That the channel of a controller is up those are told that want to know."""
    want_status(bench)
    connections.second()
    (msg,) = told(bench, name="controller_status")
    assert msg.entry.channel_status == bench.ofp.OFPCT_STATUS_UP
