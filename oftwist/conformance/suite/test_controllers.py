"""Several controllers of one switch: roles, generations, and what is told to whom."""

from __future__ import annotations

from typing import Any

import pytest

from oftwist.conformance import case
from oftwist.conformance.suite import frames as f
from oftwist.conformance.suite.bench import Bench
from oftwist.conformance.suite.connections import Connections
from oftwist.conformance.suite.test_roles import ROLES, ask, climb, newest, role_request
from oftwist.errors import RequestFailed

SEVERAL = "1.0 4.5, 1.2 6.3, 1.3 6.3.4"


def packet(*to: Bench, but_not: tuple[Bench, ...] = ()) -> None:
    """Send a packet for the controller into port 1: these controllers must get it, once each, and those not."""
    for each in (*to, *but_not):
        each.switch.controller.clear_queue()
    to[0].plane.send(to[0].ports[0], f.UDP)
    told(*to, name="packet_in", but_not=but_not)


def told(*to: Bench, name: str, but_not: tuple[Bench, ...] = ()) -> list[Any]:
    """These controllers must be told, once each, in a message of this class, and those must not.

    Returns:
        the messages.
    """
    got = [each.switch.poll(name) for each in to]
    assert all(got), f"{name} came to {sum(msg is not None for msg in got)} of {len(to)} controllers"
    some = (*to, *but_not)[0]
    some.plane.expect_nothing(seconds=some.quiet)
    for each in (*to, *but_not):
        each.switch.barrier()
        assert each.switch.poll(name, timeout=0) is None, f"{name} came " + (
            "twice" if each in to else "to a wrong one"
        )
    return got


def is_role(bench: Bench, role: str) -> bool:
    """Whether the switch says that this is the role of a controller."""
    return bool(ask(bench, "NOCHANGE").role == getattr(bench.ofp, f"OFPCR_ROLE_{role}"))


@case(section=SEVERAL)
def test_both_see_the_same_switch(bench: Bench, second: Bench) -> None:
    """Two controllers see one switch: the same datapath, and what one adds the other reads."""
    assert second.switch.features.datapath_id == bench.switch.features.datapath_id
    bench.flows("priority=5,udp,actions=drop")
    second.flows("priority=6,tcp,actions=drop")
    priorities = [sorted(entry.priority for entry in each.switch.flows()) for each in (bench, second)]
    assert priorities == [[5, 6], [5, 6]]


@case(section=SEVERAL)
def test_answers_go_where_the_request_came_from(bench: Bench, second: Bench) -> None:
    """An answer goes to the controller that asked, with its transaction id, and to no other."""
    for each in (bench, second):
        each.switch.controller.clear_queue()
    for each, data in ((bench, b"first"), (second, b"other")):
        each.switch.send(each.ofp.message.echo_request(xid=0x4242, data=data))
    for each, data in ((bench, b"first"), (second, b"other")):
        reply = each.switch.poll("echo_reply")
        assert reply is not None and bytes(reply.data) == data
        each.switch.barrier()
        assert each.switch.poll("echo_reply", timeout=0) is None


@case(section=SEVERAL)
def test_errors_go_where_the_fault_came_from(bench: Bench, second: Bench) -> None:
    """An error goes to the controller whose message it is about, and to no other."""
    second.refuses(second.nowhere(second.flow("actions=output:1")), "BAD_ACTION", "BAD_OUT_PORT")
    bench.switch.barrier()
    assert bench.switch.controller.errors == []


@case(section=SEVERAL)
def test_each_has_its_own_configuration(bench: Bench, second: Bench) -> None:
    """How much of a packet is sent each controller sets for itself."""
    bench.switch.send(bench.ofp.message.set_config(miss_send_len=100))
    second.switch.send(second.ofp.message.set_config(miss_send_len=200))
    for each in (bench, second):  # both have been done before either is asked
        each.switch.barrier()
    lengths = [
        each.switch.request(each.ofp.message.get_config_request()).miss_send_len for each in (bench, second)
    ]  # fmt: skip
    assert lengths == [100, 200]


@case(section=SEVERAL, needs="two ports")
def test_packet_ins_go_to_all(bench: Bench, second: Bench) -> None:
    """A packet for the controller goes to each controller, once."""
    bench.flows("actions=controller")
    packet(bench, second)


@case("1.2-1.5", section=ROLES, needs="two ports")
def test_a_slave_gets_no_packet(bench: Bench, second: Bench) -> None:
    """Of an EQUAL and a SLAVE the first alone gets packets."""
    bench.flows("actions=controller")
    ask(second, "SLAVE")
    packet(bench, but_not=(second,))
    ask(second, "EQUAL")
    packet(bench, second)


@case("1.2-1.5", section=ROLES, needs="two ports")
def test_a_master_and_an_equal(bench: Bench, second: Bench) -> None:
    """MASTER and EQUAL get packets, both."""
    bench.flows("actions=controller")
    ask(bench, "MASTER")
    packet(bench, second)


@case("1.2-1.5", section=ROLES)
def test_one_master(bench: Bench, second: Bench) -> None:
    """There is one MASTER: who becomes it makes the one before a SLAVE."""
    ask(bench, "MASTER")
    ask(second, "MASTER")
    assert is_role(bench, "SLAVE") and is_role(second, "MASTER")
    ask(bench, "MASTER")
    assert is_role(bench, "MASTER") and is_role(second, "SLAVE")


@case("1.2-1.5", section=ROLES)
@pytest.mark.parametrize("role", ["EQUAL", "SLAVE"])
def test_a_master_changes_no_other_roles(bench: Bench, connections: Connections, role: str) -> None:
    """A new MASTER changes nothing about those that were not MASTER."""
    one, two = connections.second(), connections.second()
    ask(one, role)
    ask(two, "MASTER")
    assert is_role(one, role)
    ask(bench, "MASTER")
    assert is_role(one, role) and is_role(two, "SLAVE")


@case("1.2-1.5", section=ROLES, needs="two ports")
def test_who_was_master_changes_nothing(bench: Bench, second: Bench) -> None:
    """Who was MASTER and is not any more has its changes refused; the new MASTER has them made."""
    ask(bench, "MASTER")
    bench.flows("udp,actions=output:{2}")
    ask(second, "MASTER")
    bench.refuses(bench.flow("tcp,actions=output:{2}"), "BAD_REQUEST", "IS_SLAVE")
    second.flows("sctp,actions=output:{2}")
    assert len(bench.texts()) == 2


@case("1.2-1.5", section=ROLES)
@pytest.mark.parametrize("role", ["MASTER", "SLAVE"])
def test_generations_are_the_switchs(bench: Bench, second: Bench, role: str) -> None:
    """The generation that one controller has told makes that of another stale."""
    ask(bench, "MASTER")
    second.refuses(role_request(second, role, newest(bench) - 1), "ROLE_REQUEST_FAILED", "STALE")
    assert is_role(bench, "MASTER") and is_role(second, "EQUAL")


@case("1.2-1.5", section=ROLES)
def test_a_refused_role_changes_nothing(bench: Bench, second: Bench) -> None:
    """A stale request for MASTER neither gives the role nor takes it from the one that has it."""
    ask(bench, "MASTER")
    with pytest.raises(RequestFailed):
        ask(second, "MASTER", newest(bench) - 1)
    bench.flows("actions=drop")
    assert is_role(bench, "MASTER")


@case("1.2-1.5", section=ROLES)
def test_equal_needs_no_generation(bench: Bench, second: Bench) -> None:
    """EQUAL and NOCHANGE are given whatever generation they are asked with, and set none."""
    ask(bench, "MASTER")
    known = newest(bench)
    assert ask(second, "EQUAL", known - 99).role == second.ofp.OFPCR_ROLE_EQUAL
    assert ask(second, "NOCHANGE", known - 98).role == second.ofp.OFPCR_ROLE_EQUAL
    ask(second, "EQUAL", known + 500)
    assert newest(bench) == known
    assert ask(bench, "MASTER", known + 1).role == bench.ofp.OFPCR_ROLE_MASTER


@case("1.2-1.5", section=ROLES)
def test_the_generation_is_told(bench: Bench, second: Bench) -> None:
    """A role reply tells the generation that the switch knows, whoever told it."""
    climb(bench, 0x1122334455667788)
    assert newest(second) == 0x1122334455667788


@case("1.2-1.5", section=ROLES)
def test_generations_outlive_their_master(bench: Bench, second: Bench) -> None:
    """The generation stays known when the controller that told it has gone."""
    ask(second, "MASTER")
    known = newest(bench)
    second.switch.controller.disconnect()
    with pytest.raises(RequestFailed) as failed:
        ask(bench, "MASTER", known - 1)
    error: Any = failed.value.errors[0]
    assert error.code == bench.ofp.OFPRRFC_STALE


@case("1.2-1.5", section=ROLES)
def test_a_new_connection_is_equal(bench: Bench, connections: Connections) -> None:
    """The role of a connection ends with it: the next one is EQUAL."""
    other = connections.second()
    ask(other, "MASTER")
    other.switch.controller.disconnect()
    bench.switch.barrier()
    assert is_role(connections.second(), "EQUAL") and is_role(bench, "EQUAL")


@case("1.2-1.5", section=ROLES)
@pytest.mark.parametrize("name", ["features_request", "get_config_request", "barrier_request", "desc_stats_request"])
def test_what_a_slave_may_ask(bench: Bench, second: Bench, name: str) -> None:
    """Beside a MASTER a SLAVE may still ask for what changes nothing."""
    ask(bench, "MASTER")
    ask(second, "SLAVE")
    second.switch.request(getattr(second.ofp.message, name)())


@case("1.2-1.5", section=ROLES, needs="two ports")
@pytest.mark.parametrize("role", ["MASTER", "SLAVE", "EQUAL"])
def test_port_status_goes_to_all(bench: Bench, second: Bench, role: str) -> None:
    """That one controller has changed a port the others are told, a SLAVE too."""
    ask(second, role)
    if role == "MASTER":
        ask(bench, "EQUAL")
    second.switch.controller.clear_queue()
    port = next(port for port in bench.described() if port.port_no == bench.ports[1])
    bench.configure(port, bench.ofp.OFPPC_NO_FWD, bench.ofp.OFPPC_NO_FWD)
    assert told(second, name="port_status")[0].desc.port_no == port.port_no


@case("1.5", section="7.4.3", needs="two ports")
def test_port_status_goes_to_who_changed_it(bench: Bench, second: Bench) -> None:
    """That a port was changed the controller that did it is told, too."""
    for each in (bench, second):
        each.switch.controller.clear_queue()
    port = next(port for port in bench.described() if port.port_no == bench.ports[1])
    bench.configure(port, bench.ofp.OFPPC_NO_FWD, bench.ofp.OFPPC_NO_FWD)
    told(bench, second, name="port_status")


@case(section="1.0 4.6, 1.2 6.3, 1.3 6.3.4")
def test_flow_removed_goes_to_all(bench: Bench, second: Bench) -> None:
    """That a flow is gone every controller is told that is no SLAVE, whoever deleted it."""
    bench.flows("send_flow_rem,udp,actions=drop")
    second.switch.delete_flows("udp")
    told(bench, second, name="flow_removed")


@case("1.2-1.5", section=ROLES)
def test_flow_removed_goes_to_no_slave(bench: Bench, second: Bench) -> None:
    """That a flow is gone a SLAVE is not told."""
    bench.flows("send_flow_rem,udp,actions=drop")
    ask(second, "SLAVE")
    bench.switch.delete_flows("udp")
    told(bench, name="flow_removed", but_not=(second,))


@case(section="1.0 5.3.7, 1.1 A.3.8, 1.2 A.3.8, 1.3 7.3.8")
def test_barriers_are_each_ones_own(bench: Bench, second: Bench) -> None:
    """The barrier of one controller is answered to it, whatever the other sends."""
    for n in range(20):
        second.switch.send(second.flow(f"priority={n + 1},actions=drop"))
        bench.switch.barrier()
    second.switch.barrier()
    assert len(bench.switch.flows()) == 20
