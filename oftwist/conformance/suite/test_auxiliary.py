"""Auxiliary connections: a switch that opens them takes and answers messages there, and tells each thing once."""

from __future__ import annotations

import pytest

from oftwist.conformance import case
from oftwist.conformance.suite import frames as f
from oftwist.conformance.suite.bench import Bench
from oftwist.conformance.suite.connections import Connections
from oftwist.conformance.suite.test_roles import ask

AUXILIARY = "1.3 6.3.6, 1.4 6.3.7, 1.5 6.3.8"


def came(name: str, *by: Bench) -> list[int]:
    """How many messages of a class came by each connection."""
    by[0].plane.expect_nothing(seconds=by[0].quiet)
    counts = []
    for each in by:
        each.switch.barrier()
        count = 0
        while each.switch.poll(name, timeout=0) is not None:
            count += 1
        counts.append(count)
    return counts


@case("1.3-1.5", section=AUXILIARY)
def test_its_number(bench: Bench, auxiliary: Bench) -> None:
    """An auxiliary connection has a number, the main one has 0, and both are of one datapath."""
    assert bench.switch.features.auxiliary_id == 0 != auxiliary.switch.features.auxiliary_id
    assert bench.switch.features.datapath_id == auxiliary.switch.features.datapath_id


@case("1.3-1.5", section=AUXILIARY)
def test_each_has_its_own_number(bench: Bench, connections: Connections) -> None:
    """Two auxiliary connections have two numbers."""
    one, two = connections.auxiliary(), connections.auxiliary()
    assert one.switch.features.auxiliary_id != two.switch.features.auxiliary_id


@case("1.3-1.5", section=AUXILIARY)
@pytest.mark.parametrize("name", ["echo_request", "barrier_request", "get_config_request", "desc_stats_request"])
def test_answers_come_by_it(bench: Bench, auxiliary: Bench, name: str) -> None:
    """What is asked by an auxiliary connection is answered there, and there only."""
    bench.switch.controller.clear_queue()
    msg = getattr(auxiliary.ofp.message, name)()
    reply = auxiliary.switch.request(msg)
    assert reply.xid == msg.xid
    bench.switch.barrier()
    assert bench.switch.poll(timeout=0) is None, "an answer came by the main connection"


@case("1.3-1.5", section=AUXILIARY)
def test_errors_come_by_it(bench: Bench, auxiliary: Bench) -> None:
    """An error comes by the connection by which its cause went."""
    auxiliary.refuses(auxiliary.nowhere(auxiliary.flow("actions=output:1")), "BAD_ACTION", "BAD_OUT_PORT")
    bench.switch.barrier()
    assert bench.switch.controller.errors == []


@case("1.3-1.5", section=AUXILIARY, needs="two ports")
def test_flows_by_it(bench: Bench, auxiliary: Bench) -> None:
    """Flows may be added by an auxiliary connection."""
    auxiliary.flows("udp,actions=output:{2}")
    bench.forwards(1, f.UDP, 2)
    assert len(bench.switch.flows()) == 1


@case("1.3-1.5", section=AUXILIARY, needs="two ports")
def test_packets_out_by_it(bench: Bench, auxiliary: Bench) -> None:
    """Packets may be sent out by an auxiliary connection."""
    out: dict[str, object] = {"data": f.UDP, "actions": bench.put("output:{2}")}
    auxiliary.switch.confirm([auxiliary.switch.operations.packet_out_message(None, out)])
    bench.plane.expect(bench.ports[1], f.UDP)
    bench.plane.expect_nothing(seconds=bench.quiet)


@case("1.3-1.5", section=AUXILIARY, needs="two ports")
def test_packets_come_once(bench: Bench, auxiliary: Bench) -> None:
    """A packet comes to a controller once, by whichever of its connections."""
    bench.flows("actions=controller")
    for each in (bench, auxiliary):
        each.switch.controller.clear_queue()
    for _ in range(3):
        bench.plane.send(bench.ports[0], f.UDP)
    assert sum(came("packet_in", bench, auxiliary)) == 3


@case("1.3-1.5", section=AUXILIARY)
def test_the_main_connection_tells_what_changed(bench: Bench, auxiliary: Bench) -> None:
    """That a flow is gone is told by the main connection, whichever its deletion came by."""
    bench.flows("send_flow_rem,udp,actions=drop")
    auxiliary.switch.delete_flows()
    assert bench.switch.poll("flow_removed") is not None
    assert came("flow_removed", bench, auxiliary) == [0, 0]


@case("1.3-1.5", section=AUXILIARY)
def test_it_ends_with_the_main_connection(bench: Bench, auxiliary: Bench) -> None:
    """When the main connection ends, the switch closes its auxiliary ones."""
    bench.switch.controller.disconnect()
    assert auxiliary.switch.controller.wait_disconnected(), "the switch does not close it"


@case("1.3-1.5", section=AUXILIARY)
def test_it_ends_alone(bench: Bench, connections: Connections) -> None:
    """When an auxiliary connection ends, the main one and the others go on."""
    one, two = connections.auxiliary(), connections.auxiliary()
    one.switch.controller.disconnect()
    bench.flows("actions=drop")
    assert len(two.switch.flows()) == 1


@case("1.3-1.5", section=AUXILIARY)
def test_it_has_the_role_of_the_main_connection(bench: Bench, auxiliary: Bench) -> None:
    """The role that is asked for by the main connection counts for an auxiliary one, too."""
    ask(bench, "SLAVE")
    auxiliary.refuses(auxiliary.flow("actions=drop"), "BAD_REQUEST", "IS_SLAVE")
    ask(bench, "MASTER")
    auxiliary.flows("actions=drop")
