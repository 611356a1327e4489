"""Queues of ports: which there are, what they count, and packets that are sent by them."""

from __future__ import annotations

from typing import Any

import pytest

from oftwist.conformance import case
from oftwist.conformance.lacking import lacks
from oftwist.conformance.suite import frames as f
from oftwist.conformance.suite.bench import Bench

CONFIG = "1.0 5.3.4, 1.1 A.3.5, 1.2 A.3.6, 1.3 7.3.6"
STATS = "1.0 5.3.5, 1.1 A.3.6, 1.2 A.3.5.9, 1.3 7.3.5.8, 1.4 7.3.5.9, 1.5 7.3.5.10"
ALL = 0xFFFFFFFF
NOWHERE = 0xFE00


def any_port(bench: Bench) -> int:
    """The number that stands for every port in a request about queues."""
    return int(bench.ofp.OFPP_ALL if bench.version == 1 else bench.ofp.OFPP_ANY)


def stats(bench: Bench, port: int | None = None, queue: int = ALL) -> list[Any]:
    """Statistics of queues."""
    number = any_port(bench) if port is None else port
    return bench.switch.stats(bench.ofp.message.queue_stats_request(port_no=number, queue_id=queue))


def a_queue(bench: Bench, port: int) -> Any:
    """A queue of a port, with what it has counted; skipped if it has none."""
    found = stats(bench, port)
    return found[0] if found else lacks("queues", f"port {port} has none")


def by_queue(bench: Bench, queue: int) -> str:
    """Actions that send by a queue of port 2."""
    return f"enqueue:{{2}}:{queue}" if bench.version == 1 else f"set_queue:{queue},output:{{2}}"


@case("1.0-1.3", section=CONFIG, needs="queues")
def test_the_queues_of_a_port(bench: Bench) -> None:
    """The queues of a port are told for that port, each once, and are those there are statistics of."""
    for port in bench.ports:
        reply = bench.switch.request(bench.ofp.message.queue_get_config_request(port=port))
        ids = [queue.queue_id for queue in reply.queues]
        assert reply.port == port and len(set(ids)) == len(ids)
        assert sorted(ids) == sorted(entry.queue_id for entry in stats(bench, port))


@case("1.3", section=CONFIG, needs="queues")
def test_the_queues_of_all_ports(bench: Bench) -> None:
    """Asked for any port, a switch tells the queues of every port."""
    reply = bench.switch.request(bench.ofp.message.queue_get_config_request(port=bench.ofp.OFPP_ANY))
    told = {(queue.port, queue.queue_id) for queue in reply.queues}
    assert told >= {(entry.port_no, entry.queue_id) for entry in stats(bench) if entry.port_no in bench.ports}


@case("1.0-1.3", section=CONFIG, needs="queues")
def test_queues_of_ports_that_are_not_there(bench: Bench) -> None:
    """Who asks for the queues of a port that is not there is refused."""
    bench.refuses(bench.ofp.message.queue_get_config_request(port=NOWHERE), "QUEUE_OP_FAILED", "BAD_PORT")


@case(section=STATS, needs="queues")
def test_statistics_of_each(bench: Bench) -> None:
    """Statistics of all queues are those of the queues of each port."""
    one_by_one = [(port, entry.queue_id) for port in bench.ports for entry in stats(bench, port)]
    assert sorted(one_by_one) == sorted(
        (entry.port_no, entry.queue_id) for entry in stats(bench) if entry.port_no in bench.ports
    )


@case(section=STATS, needs="queues")
def test_statistics_of_one(bench: Bench) -> None:
    """Asked for one queue of one port a switch tells of that one."""
    queue = a_queue(bench, bench.ports[0])
    found = stats(bench, bench.ports[0], queue.queue_id)
    assert [(entry.port_no, entry.queue_id) for entry in found] == [(bench.ports[0], queue.queue_id)]


@case(section=STATS, needs="queues")
def test_statistics_of_ports_that_are_not_there(bench: Bench) -> None:
    """Who asks for statistics of queues of a port that is not there is refused."""
    msg = bench.ofp.message.queue_stats_request(port_no=NOWHERE, queue_id=ALL)
    bench.refuses(msg, "QUEUE_OP_FAILED", "BAD_PORT")


@case(section=STATS, needs="queues")
def test_statistics_of_queues_that_are_not_there(bench: Bench) -> None:
    """Who asks for statistics of a queue that is not there is refused."""
    msg = bench.ofp.message.queue_stats_request(port_no=bench.ports[0], queue_id=0x7777)
    bench.refuses(msg, "QUEUE_OP_FAILED", "BAD_QUEUE")


@case(section="1.0 5.2.4, 1.1 A.2.5, 1.2 A.2.5, 1.3 7.2.5", needs=("two ports", "queues"))
def test_packets_by_a_queue(bench: Bench) -> None:
    """A packet that is sent by a queue of a port comes out of that port, as it is."""
    queue = a_queue(bench, bench.ports[1])
    bench.flows(f"actions={by_queue(bench, queue.queue_id)}")
    bench.forwards(1, f.UDP, 2)


@case(section=STATS, needs=("two ports", "queues"))
@pytest.mark.parametrize("count", [1, 5])
def test_it_counts(bench: Bench, count: int) -> None:
    """A queue counts the packets that are sent by it, and their bytes."""
    before = a_queue(bench, bench.ports[1])
    bench.flows(f"actions={by_queue(bench, before.queue_id)}")
    for _ in range(count):
        bench.forwards(1, f.UDP, 2)
    (after,) = stats(bench, bench.ports[1], before.queue_id)
    assert after.tx_packets - before.tx_packets == count
    assert after.tx_bytes - before.tx_bytes == count * len(f.UDP)


@case("1.1-1.5", section="1.1 A.2.5, 1.2 A.2.5, 1.3 7.2.5", needs=("two ports", "queues"))
def test_packets_out_by_a_queue(bench: Bench) -> None:
    """A packet-out by a queue of a port comes out of that port, and is counted there."""
    before = a_queue(bench, bench.ports[1])
    actions = bench.put(by_queue(bench, before.queue_id))
    out: dict[str, object] = {"data": f.UDP, "actions": actions}
    bench.switch.confirm([bench.switch.operations.packet_out_message(None, out)])
    bench.plane.expect(bench.ports[1], f.UDP)
    (after,) = stats(bench, bench.ports[1], before.queue_id)
    assert after.tx_packets == before.tx_packets + 1


@case("1.0", section="5.2.4", needs="two ports")
@pytest.mark.parametrize("port", [0xFF55, 0xFFFF])
def test_queues_of_no_port(bench: Bench, port: int) -> None:
    """A flow that sends by a queue of a number that is no port is refused."""
    flow = bench.flow("actions=enqueue:{2}:0")
    flow.actions[0].port = port
    bench.refuses(flow, "BAD_ACTION", "BAD_OUT_PORT")


@case("1.4-1.5", section="1.4 7.3.5.8, 1.5 7.3.5.9", needs="queues")
def test_descriptions(bench: Bench) -> None:
    """Queues are described, each once, and are those there are statistics of."""
    request = bench.ofp.message.queue_desc_stats_request
    for port in bench.ports:
        described = bench.switch.stats(request(port_no=port, queue_id=ALL))
        ids = [entry.queue_id for entry in described]
        assert {entry.port_no for entry in described} <= {port} and len(set(ids)) == len(ids)
        assert sorted(ids) == sorted(entry.queue_id for entry in stats(bench, port))


@case("1.4-1.5", section="1.4 7.3.5.8, 1.5 7.3.5.9", needs="queues")
def test_the_description_of_one(bench: Bench) -> None:
    """Asked for one queue of one port a switch describes that one."""
    queue = a_queue(bench, bench.ports[0])
    msg = bench.ofp.message.queue_desc_stats_request(port_no=bench.ports[0], queue_id=queue.queue_id)
    assert [(entry.port_no, entry.queue_id) for entry in bench.switch.stats(msg)] == [(bench.ports[0], queue.queue_id)]


@case("1.4-1.5", section="1.4 7.3.5.8, 1.5 7.3.5.9", needs="queues")
@pytest.mark.parametrize("what", ["port", "queue"])
def test_descriptions_of_what_is_not_there(bench: Bench, what: str) -> None:
    """Who asks for the description of a queue, or of queues of a port, that is not there is refused."""
    port, queue = (NOWHERE, ALL) if what == "port" else (bench.ports[0], 0x7777)
    msg = bench.ofp.message.queue_desc_stats_request(port_no=port, queue_id=queue)
    bench.refuses(msg, "QUEUE_OP_FAILED", f"BAD_{what.upper()}")
