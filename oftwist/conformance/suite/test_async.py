"""Which asynchronous messages a controller wants: by kind, reason and role."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from oftwist.conformance import case
from oftwist.conformance.suite import frames as f
from oftwist.conformance.suite.bench import Bench
from oftwist.conformance.suite.connections import Connections
from oftwist.conformance.suite.test_controllers import told
from oftwist.conformance.suite.test_roles import ask

ASYNC = "1.3 7.3.10, 1.5 7.3.10"
KINDS = ("packet_in", "port_status", "flow_removed")
WHOSE = ("master", "slave")


def masks(bench: Bench) -> dict[tuple[str, str], int]:
    """What the switch says it tells us: kind and role -> reasons."""
    reply = bench.switch.request(bench.ofp.message.async_get_request())
    if bench.version == 4:
        members = {"master": "mask_equal_master", "slave": "mask_slave"}
        return {(kind, whose): getattr(reply, f"{kind}_{members[whose]}") for kind in KINDS for whose in WHOSE}
    found = {}
    for prop in reply.properties:
        kind, _, whose = type(prop).__name__.rpartition("_")
        found[kind, whose] = getattr(prop, "mask", 0)
    return found


def want(bench: Bench, kind: str, whose: str, mask: int) -> None:
    """Want these reasons of a kind of message, and of the others what we have wanted so far."""
    message = bench.ofp.message
    if bench.version == 4:
        wanted = {**masks(bench), (kind, whose): mask}
        members = {"master": "mask_equal_master", "slave": "mask_slave"}
        msg = message.async_set(**{f"{one}_{members[other]}": value for (one, other), value in wanted.items()})
    else:
        msg = message.async_set(properties=[getattr(bench.ofp.async_config_prop, f"{kind}_{whose}")(mask=mask)])
    bench.switch.confirm([msg])


def reason(bench: Bench, name: str) -> int:
    """The bit of a reason: ``"OFPR_ACTION"``."""
    number: int = getattr(bench.ofp, name)
    return 1 << number


def change_port(bench: Bench) -> None:
    """The configuration of port 2 is changed."""
    port = next(port for port in bench.described() if port.port_no == bench.ports[1])
    bench.configure(port, port.config ^ bench.ofp.OFPPC_NO_FWD, bench.ofp.OFPPC_NO_FWD)


def remove_flow(bench: Bench) -> None:
    """A flow is deleted."""
    bench.flows("send_flow_rem,udp,actions=drop")
    bench.switch.delete_flows("udp")


def packet_comes(bench: Bench) -> None:
    """A packet comes that a flow sends to the controller."""
    bench.plane.send(bench.ports[0], f.UDP)


#: kind -> what makes the switch tell it, and the bits of the reason (1.3, from 1.4 on).
CAUSES: dict[str, tuple[Callable[[Bench], None], tuple[str, ...]]] = {
    "packet_in": (packet_comes, ("OFPR_ACTION", "OFPR_APPLY_ACTION")),
    "port_status": (change_port, ("OFPPR_MODIFY",)),
    "flow_removed": (remove_flow, ("OFPRR_DELETE",)),
}


def caused(bench: Bench, kind: str) -> tuple[Callable[[Bench], None], int]:
    """What makes the switch tell a kind of message, and the bit of its reason."""
    cause, names = CAUSES[kind]
    if kind == "packet_in":
        bench.flows("priority=9,in_port={1},actions=controller")
    return cause, reason(bench, names[-1] if bench.version >= 5 else names[0])


@case("1.3-1.5", section=ASYNC)
@pytest.mark.parametrize("whose", WHOSE)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("mask", [0, 1, 0b110, 0b111])
def test_what_is_set_is_read(bench: Bench, kind: str, whose: str, mask: int) -> None:
    """What is set of the asynchronous configuration is read, and nothing else has changed."""
    before = masks(bench)
    want(bench, kind, whose, mask)
    assert masks(bench) == {**before, (kind, whose): mask}


@case("1.3-1.5", section="1.3 6.3.4")
def test_at_first(bench: Bench) -> None:
    """At first MASTER and EQUAL want all packets but those whose life is over, a SLAVE what becomes of ports only."""
    told_at_first = masks(bench)
    wanted = reason(bench, "OFPR_NO_MATCH") | reason(bench, "OFPR_ACTION")
    assert told_at_first["packet_in", "master"] & (wanted | reason(bench, "OFPR_INVALID_TTL")) == wanted
    assert told_at_first["port_status", "master"] & 7 == told_at_first["port_status", "slave"] & 7 == 7
    assert told_at_first["flow_removed", "master"] & 7 == 7
    assert told_at_first["packet_in", "slave"] == told_at_first["flow_removed", "slave"] == 0


@case("1.3-1.5", section=ASYNC, needs="two ports")
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_wanted(bench: Bench, second: Bench, kind: str) -> None:
    """What a controller does not want it is not told; the other one is told as before."""
    cause, bit = caused(bench, kind)
    known = {"packet_in": 7 if bench.version == 4 else 0x3F, "port_status": 7, "flow_removed": 0xF}[kind]
    want(second, kind, "master", known & ~bit)
    _quiet(bench, second)
    cause(bench)
    if kind == "port_status":  # who changes a port need not be told
        told(name=kind, but_not=(second,))
    else:
        told(bench, name=kind, but_not=(second,))


@case("1.3-1.5", section=ASYNC, needs="two ports")
@pytest.mark.parametrize("kind", KINDS)
def test_the_one_reason_that_is_wanted(bench: Bench, second: Bench, kind: str) -> None:
    """A controller that wants one reason only is told of it."""
    cause, bit = caused(bench, kind)
    want(second, kind, "master", bit)
    _quiet(bench, second)
    cause(bench)
    assert told(second, name=kind)[0].reason == bit.bit_length() - 1


@case("1.3-1.5", section=ASYNC, needs="two ports")
@pytest.mark.parametrize("kind", KINDS)
def test_what_a_slave_wants(bench: Bench, second: Bench, kind: str) -> None:
    """A SLAVE is told what it wants as SLAVE."""
    cause, bit = caused(bench, kind)
    want(second, kind, "slave", bit)
    ask(second, "SLAVE")
    _quiet(bench, second)
    cause(bench)
    told(second, name=kind)


@case("1.3-1.5", section=ASYNC, needs="two ports")
@pytest.mark.parametrize("kind", KINDS)
def test_what_a_slave_does_not_want(bench: Bench, second: Bench, kind: str) -> None:
    """A SLAVE is not told what it wants as EQUAL only, and is told again when it is EQUAL."""
    cause, bit = caused(bench, kind)
    want(second, kind, "slave", 0)
    want(second, kind, "master", bit)
    ask(second, "SLAVE")
    _quiet(bench, second)
    cause(bench)
    told(name=kind, but_not=(second,))
    ask(second, "EQUAL")
    cause(bench)
    told(second, name=kind)


@case("1.3-1.5", section=ASYNC, needs="two ports")
@pytest.mark.parametrize("kind", KINDS)
def test_a_master_is_as_an_equal(bench: Bench, second: Bench, kind: str) -> None:
    """What is wanted as MASTER or EQUAL counts for both roles."""
    cause, _ = caused(bench, kind)
    want(second, kind, "master", 0)
    ask(second, "MASTER")
    ask(bench, "EQUAL")
    _quiet(bench, second)
    cause(bench)
    told(name=kind, but_not=(second,))


@case("1.3-1.5", section=ASYNC)
def test_table_misses(bench: Bench, second: Bench) -> None:
    """Packets of a table miss and of actions are wanted and not wanted by themselves."""
    bench.flows("priority=0,actions=controller", "priority=9,udp,actions=controller")
    want(second, "packet_in", "master", reason(bench, "OFPR_NO_MATCH"))
    _quiet(bench, second)
    bench.plane.send(bench.ports[0], f.UDP)
    told(bench, name="packet_in", but_not=(second,))
    bench.plane.send(bench.ports[0], f.TCP)
    told(bench, second, name="packet_in")


@case("1.3-1.5", section=ASYNC, needs="two ports")
def test_lives_that_are_over(bench: Bench, second: Bench) -> None:
    """A packet whose life is over is told to a controller that wants that, and to no other."""
    bench.flows("ip,actions=dec_ttl,output:{2}")
    want(second, "packet_in", "master", reason(bench, "OFPR_INVALID_TTL"))
    _quiet(bench, second)
    bench.plane.send(bench.ports[0], f.with_field(f.UDP, ip_ttl=1))
    assert told(second, name="packet_in", but_not=(bench,))[0].reason == bench.ofp.OFPR_INVALID_TTL


@case("1.3-1.5", section=ASYNC, needs=("two ports", "groups"))
def test_flows_of_groups(bench: Bench, second: Bench) -> None:
    """That a flow went with its group is wanted and not wanted by itself."""
    for wanted in (False, True):
        bench.switch.add_group(bench.put("group_id=1,type=all,bucket=output:{2}"))
        bench.flows("send_flow_rem,udp,actions=group:1")
        bit = reason(bench, "OFPRR_GROUP_DELETE")
        want(second, "flow_removed", "master", bit if wanted else 0xF & ~bit)
        bench.switch.delete_groups()
        told(bench, *([second] if wanted else []), name="flow_removed", but_not=() if wanted else (second,))


@case("1.3-1.5", section=ASYNC)
def test_each_controller_has_its_own(bench: Bench, second: Bench) -> None:
    """What one controller wants changes nothing for another."""
    before = masks(bench)
    for kind in KINDS:
        want(second, kind, "master", 0)
    assert masks(bench) == before


@case("1.3-1.5", section=ASYNC)
def test_it_ends_with_its_connection(bench: Bench, connections: Connections) -> None:
    """What was wanted by a connection that ended counts for no other."""
    before = masks(bench)
    other = connections.second()
    want(other, "packet_in", "master", 0)
    other.switch.controller.disconnect()
    assert masks(connections.second()) == before


@case("1.3-1.5", section=ASYNC)
def test_answers_and_errors_come_anyway(bench: Bench) -> None:
    """Who wants nothing is answered and told errors all the same."""
    for kind in KINDS:
        want(bench, kind, "master", 0)
    bench.refuses(bench.nowhere(bench.flow("actions=output:1")), "BAD_ACTION", "BAD_OUT_PORT")
    assert bench.switch.flows() == []


def _quiet(*benches: Bench) -> None:
    """Forget what came so far."""
    for each in benches:
        each.switch.barrier()
        each.switch.controller.clear_queue()
