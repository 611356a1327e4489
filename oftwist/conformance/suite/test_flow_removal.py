"""How flows end: by time, by command, with a group or a meter; and what is told of it."""

from __future__ import annotations

from typing import Any

import pytest

from oftwist.conformance import case
from oftwist.conformance.suite import frames as f
from oftwist.conformance.suite.bench import Bench

REMOVED = "1.0 4.6, 1.1 4.7, 1.2 5.6, 1.3 6.5"
TIMES = "1.0 3.3, 1.1 4.7, 1.2 5.6, 1.3 5.5"


def removed(bench: Bench, cookie: int, timeout: float = -1) -> Any:
    """What is told of the removal of a flow, or None. Of flows of the case before it may be told late."""
    return bench.switch.poll(lambda msg: type(msg).__name__ == "flow_removed" and msg.cookie == cookie, timeout=timeout)


def ended(bench: Bench, cookie: int) -> Any:
    """What is told of a flow that ends by its time: it must be told."""
    msg = removed(bench, cookie, 6)
    assert msg is not None, "it is not told"
    return msg


def counts(msg: Any) -> tuple[int, int, int]:
    """Packets, bytes and whole seconds of a message that tells of the end of a flow."""
    if not hasattr(msg, "stats"):
        return msg.packet_count, msg.byte_count, msg.duration_sec
    found = {type(oxs).__name__: oxs.value for oxs in msg.stats.oxs_fields}
    return found["oxs_packet_count"], found["oxs_byte_count"], found["oxs_duration"] >> 32


@case(section=REMOVED, needs="two ports")
def test_what_it_has_counted(bench: Bench) -> None:
    """The end of a flow is told with the packets and bytes that it took."""
    bench.flows("send_flow_rem,cookie=0xa1,udp,actions=output:{2}")
    for _ in range(3):
        bench.forwards(1, f.UDP, 2)
    bench.switch.delete_flows()
    msg = removed(bench, 0xA1)
    assert msg is not None and counts(msg)[:2] == (3, 3 * len(f.UDP))


@case(section=REMOVED, needs="two ports")
def test_for_how_long(bench: Bench) -> None:
    """The end of a flow is told with the seconds for which it was there."""
    bench.flows("send_flow_rem,cookie=0xa2,hard_timeout=1,udp,actions=output:{2}")
    bench.let_pass(1)
    assert counts(ended(bench, 0xA2))[2] in (1, 2)


@case(section=REMOVED, needs="two ports")
@pytest.mark.parametrize(
    "text", ["", "udp", "udp,nw_src=192.0.2.0/24,udp_dst=7", "arp,nw_src=192.0.2.1", "in_port={1}"]
)
def test_what_it_matched(bench: Bench, text: str) -> None:
    """The end of a flow is told with the match that it was added with."""
    comma = "," if text else ""
    bench.flows(f"send_flow_rem,cookie=0xa3,priority=9{comma}{text},actions=output:{{2}}")
    bench.switch.delete_flows()
    msg = removed(bench, 0xA3)
    assert msg is not None and msg.match == bench.ofp.match.parse(bench.put(text)) and msg.priority == 9


@case("1.1-1.5", section=REMOVED, needs=("two ports", "two tables"))
def test_which_table_it_was_in(bench: Bench) -> None:
    """The end of a flow is told with its table."""
    bench.flows("table=1,send_flow_rem,cookie=0xa4,udp,actions=output:{2}")
    bench.switch.delete_flows("table=1")
    msg = removed(bench, 0xA4)
    assert msg is not None and msg.table_id == 1


@case("1.2-1.5", section=REMOVED, needs="two ports")
def test_its_timeouts(bench: Bench) -> None:
    """The end of a flow is told with both of its time-outs."""
    bench.flows("send_flow_rem,cookie=0xa5,idle_timeout=300,hard_timeout=700,udp,actions=output:{2}")
    bench.switch.delete_flows()
    msg = removed(bench, 0xA5)
    assert msg is not None and (msg.idle_timeout, msg.hard_timeout) == (300, 700)


@case(section=REMOVED, needs="two ports")
def test_each_is_told(bench: Bench) -> None:
    """When a deletion takes several flows, each of those that ask for it is told once, no other."""
    for n in range(10):
        flag = "" if n % 2 else "send_flow_rem,"
        bench.flows(f"{flag}cookie={0x100 + n},priority={n + 1},udp,actions=output:{{2}}")
    bench.switch.controller.clear_queue()
    bench.switch.delete_flows("udp")
    told = []
    while (msg := bench.switch.poll("flow_removed", timeout=bench.quiet)) is not None:
        told.append(msg.cookie)
    assert sorted(told) == [0x100, 0x102, 0x104, 0x106, 0x108]


@case(section=REMOVED, needs="two ports")
def test_deleted_strictly(bench: Bench) -> None:
    """A strict deletion is told as a deletion."""
    bench.flows("send_flow_rem,cookie=0xa6,priority=5,udp,actions=output:{2}")
    bench.switch.delete_flows("priority=5,udp", strict=True)
    msg = removed(bench, 0xA6)
    assert msg is not None and msg.reason == bench.ofp.OFPRR_DELETE


@case("1.1-1.5", section="1.1 4.6, 1.2 5.6, 1.3 6.5", optional=True, needs=("two ports", "groups"))
def test_gone_with_a_group(bench: Bench) -> None:
    """A flow that goes because its group is deleted is told with that reason."""
    bench.switch.add_group(bench.put("group_id=1,type=indirect,bucket=output:{2}"))
    bench.flows("send_flow_rem,cookie=0xa7,udp,actions=group:1", "cookie=0xa8,send_flow_rem,tcp,actions=output:{2}")
    bench.switch.delete_groups("group_id=1")
    msg = removed(bench, 0xA7)
    assert msg is not None and msg.reason == bench.ofp.OFPRR_GROUP_DELETE
    assert removed(bench, 0xA8, bench.quiet) is None


@case("1.4-1.5", section="6.5", optional=True, needs=("two ports", "meters"))
def test_gone_with_a_meter(bench: Bench) -> None:
    """A flow that goes because its meter is deleted is told with that reason."""
    bench.switch.add_meter("meter=1,kbps,band=type=drop,rate=100000")
    bench.flows("send_flow_rem,cookie=0xa9,udp,actions=meter:1,output:{2}")
    bench.switch.delete_meters("meter=1")
    msg = removed(bench, 0xA9)
    assert msg is not None and msg.reason == bench.ofp.OFPRR_METER_DELETE


@case(section=TIMES, needs="two ports")
def test_a_hard_timeout(bench: Bench) -> None:
    """A flow ends after its hard time-out, whether it is used or not, and that is told; one without any stays."""
    bench.flows("cookie=0x9c,send_flow_rem,hard_timeout=1,priority=5,udp,actions=output:{2}",
                "priority=4,tcp,actions=output:{2}")  # fmt: skip
    bench.forwards(1, f.UDP, 2)
    bench.let_pass(1)
    assert ended(bench, 0x9C).reason == bench.ofp.OFPRR_HARD_TIMEOUT
    assert [entry.priority for entry in bench.switch.flows()] == [4]
    bench.drops(1, f.UDP)


@case(section=TIMES, needs="two ports")
def test_an_idle_timeout(bench: Bench) -> None:
    """A flow that no packet uses ends after its idle time-out, and that is told."""
    bench.flows("cookie=0x9d,send_flow_rem,idle_timeout=1,priority=5,udp,actions=output:{2}")
    bench.let_pass(1)
    assert ended(bench, 0x9D).reason == bench.ofp.OFPRR_IDLE_TIMEOUT
    assert bench.switch.flows() == []


@case(section=TIMES, needs="two ports")
@pytest.mark.parametrize(("idle", "hard"), [(1, 30), (30, 1)], ids=["idle first", "hard first"])
def test_the_shorter_timeout(bench: Bench, idle: int, hard: int) -> None:
    """Of two time-outs the one that comes first ends the flow, and is the reason that is told."""
    bench.flows(f"cookie=0xaa,send_flow_rem,idle_timeout={idle},hard_timeout={hard},udp,actions=output:{{2}}")
    bench.let_pass(1)
    wanted = bench.ofp.OFPRR_IDLE_TIMEOUT if idle < hard else bench.ofp.OFPRR_HARD_TIMEOUT
    assert ended(bench, 0xAA).reason == wanted


@case(section=TIMES, needs="two ports")
def test_a_flow_in_use_is_not_idle(bench: Bench) -> None:
    """Each packet that a flow takes begins its idle time anew; one without is gone by then."""
    bench.flows("priority=5,idle_timeout=2,udp,actions=output:{2}",
                "priority=6,cookie=0xab,send_flow_rem,idle_timeout=2,tcp,actions=output:{2}")  # fmt: skip
    for _ in range(3):
        bench.let_pass(0.8)
        bench.forwards(1, f.UDP, 2)
    assert ended(bench, 0xAB).reason == bench.ofp.OFPRR_IDLE_TIMEOUT
    assert [entry.priority for entry in bench.switch.flows()] == [5]


@case(section=TIMES, needs="two ports")
def test_use_does_not_put_a_hard_timeout_off(bench: Bench) -> None:
    """Packets do not begin the hard time-out anew."""
    bench.flows("cookie=0xac,send_flow_rem,hard_timeout=3,udp,actions=output:{2}")
    bench.let_pass(2.5)
    bench.forwards(1, f.UDP, 2)
    bench.let_pass(0.5)
    assert counts(ended(bench, 0xAC))[2] in (3, 4), "it would be 5 if the packet counted"


@case("1.2-1.5", section="1.2 5.5, 1.3 6.4", needs="three ports")
def test_a_modified_flow_keeps_its_end(bench: Bench) -> None:
    """A modification leaves time-outs, flags and cookie as they are: the flow ends and is told as it would have."""
    bench.flows("cookie=0xae,send_flow_rem,hard_timeout=1,udp,actions=output:{2}")
    bench.switch.modify_flows(bench.put("cookie=0/0,idle_timeout=0,hard_timeout=0,udp,actions=output:{3}"))
    (entry,) = bench.switch.flows()
    assert (entry.cookie, entry.hard_timeout) == (0xAE, 1)
    bench.let_pass(1)
    assert ended(bench, 0xAE).reason == bench.ofp.OFPRR_HARD_TIMEOUT


@case(section="1.0 4.6, 1.1 4.6, 1.2 5.5, 1.3 6.4", needs="two ports")
def test_a_flow_that_is_replaced_begins_anew(bench: Bench) -> None:
    """The time-out of a flow that takes the place of another begins when it is added."""
    bench.flows("cookie=0xaf,send_flow_rem,hard_timeout=2,udp,actions=output:{2}")
    bench.let_pass(1.2)
    bench.flows("cookie=0xb0,send_flow_rem,hard_timeout=2,udp,actions=output:{2}")
    bench.let_pass(1)
    assert [entry.cookie for entry in bench.switch.flows()] == [0xB0]
    bench.let_pass(1)
    ended(bench, 0xB0)
    assert removed(bench, 0xAF, bench.quiet) is None
