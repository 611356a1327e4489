"""The channel: features, configuration, echoes, barriers, descriptions, and what is asked in parts."""

from __future__ import annotations

import pytest

from oftwist.conformance import case
from oftwist.conformance.suite import frames as f
from oftwist.conformance.suite.bench import Bench


@case(section="1.0 5.5.2, 1.1 A.5.2, 1.2 A.5.2, 1.3 7.5.2, 1.5 7.5.2")
@pytest.mark.parametrize("size", [0, 1, 8, 100, 1000])
def test_echo(bench: Bench, size: int) -> None:
    """An echo request is answered with the same data and the same transaction id."""
    data = bytes(n & 255 for n in range(size))
    msg = bench.ofp.message.echo_request(data=data)
    reply = bench.switch.request(msg)
    assert (type(reply).__name__, reply.xid, bytes(reply.data)) == ("echo_reply", msg.xid, data)


@case(section="1.0 5.3.1, 1.1 A.3.1, 1.2 A.3.1, 1.3 7.3.1")
def test_features(bench: Bench) -> None:
    """Asked twice, a switch has the same features; it has tables and a datapath id."""
    one, other = (bench.switch.request(bench.ofp.message.features_request()) for _ in range(2))
    assert one.datapath_id == other.datapath_id and one.datapath_id != 0
    assert one.n_tables >= 1 and (one.n_tables, one.capabilities) == (other.n_tables, other.capabilities)


@case(section="1.0 5.3.2, 1.1 A.3.2, 1.2 A.3.2, 1.3 7.3.2")
@pytest.mark.parametrize("length", [0, 64, 128, 1500, 0xFFE5])
def test_configuration(bench: Bench, length: int) -> None:
    """What is set of the configuration is what is read."""
    bench.switch.send(bench.ofp.message.set_config(miss_send_len=length))
    reply = bench.switch.request(bench.ofp.message.get_config_request())
    assert reply.miss_send_len == length


@case(section="1.0 5.3.5, 1.1 A.3.6, 1.2 A.3.6, 1.3 7.3.5.1")
def test_description(bench: Bench) -> None:
    """A switch describes itself, in texts that end."""
    told = bench.switch.request(bench.ofp.message.desc_stats_request())
    for name in ("mfr_desc", "hw_desc", "sw_desc", "serial_num", "dp_desc"):
        assert "\0" not in getattr(told, name)
    assert told.mfr_desc or told.hw_desc or told.sw_desc


@case(section="1.0 5.3.7, 1.1 A.3.8, 1.2 A.3.8, 1.3 7.3.8", needs="two ports")
def test_barriers_wait(bench: Bench) -> None:
    """A barrier is answered when all that came before it is done."""
    for n in range(100):
        bench.switch.send(bench.flow(f"priority={n},udp,udp_src={n + 1},actions=output:{{2}}"))
    bench.switch.barrier()
    bench.forwards(1, f.with_field(f.UDP, udp_src=100), 2)
    assert len(bench.switch.flows()) == 100


@case(section="1.0 5.3.7, 1.1 A.3.8, 1.2 A.3.8, 1.3 7.3.8")
def test_errors_before_a_barrier_come_before_its_answer(bench: Bench) -> None:
    """The error of a message comes before the answer of the barrier behind it."""
    bad = bench.nowhere(bench.flow("actions=output:{2}"))
    xid = bench.switch.send(bad)
    barrier = bench.switch.send(bench.ofp.message.barrier_request())
    got = [bench.switch.poll() for _ in range(2)]
    assert [msg.xid for msg in got] == [xid, barrier]


@case(section="1.0 5.1, 1.1 A.1, 1.2 A.1, 1.3 7.1")
@pytest.mark.parametrize("xid", [0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF])
def test_transaction_ids(bench: Bench, xid: int) -> None:
    """Every transaction id comes back as it was."""
    bench.switch.controller.clear_queue()
    bench.switch.send(bench.ofp.message.echo_request(xid=xid, data=b"x"))
    reply = bench.switch.poll("echo_reply")
    assert reply is not None and reply.xid == xid


@case(section="1.0 5.1, 1.1 A.1, 1.2 A.1, 1.3 7.1")
def test_many_requests_at_once(bench: Bench) -> None:
    """Requests that are sent one behind the other are all answered."""
    bench.switch.controller.clear_queue()
    for n in range(200):
        bench.switch.send(bench.ofp.message.echo_request(xid=1000 + n, data=bytes([n])))
    got = [bench.switch.poll("echo_reply") for _ in range(200)]
    assert sorted(msg.xid for msg in got if msg) == list(range(1000, 1200))


@case(section="1.0 5.3.5, 1.1 A.3.6, 1.2 A.3.6, 1.3 7.3.5", needs="two ports")
def test_an_answer_in_parts(bench: Bench) -> None:
    """What does not fit in one message comes in parts, each but the last of which says that more come; none is lost."""
    count = 1500
    bench.switch.confirm(
        [bench.flow(f"priority=5,ip,nw_src=10.0.{n >> 8}.{n & 255},actions=output:{{2}}") for n in range(count)]
    )
    entries = bench.switch.flows()
    assert len({str(entry) for entry in entries}) == count
    assert bench.switch.aggregate().flow_count == count


@case("1.1-1.5", section="1.1 A.5.1, 1.3 6.3.1")
def test_hello_again(bench: Bench) -> None:
    """A HELLO that comes later does no harm."""
    bench.switch.send(bench.ofp.message.hello())
    bench.switch.barrier()
