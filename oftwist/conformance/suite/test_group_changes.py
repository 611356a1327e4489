"""Groups that are added, modified, deleted, described and counted, alone and while they are in use."""

from __future__ import annotations

from typing import Any

import pytest

from oftwist.conformance import case
from oftwist.conformance.suite import frames as f
from oftwist.conformance.suite.bench import Bench
from oftwist.errors import RequestFailed

MODS = "1.1 4.6.1, 1.2 6.5, 1.3 6.7"
GROUPS = "1.1 4.2, 1.2 5.6, 1.3 5.6"
STATS = "1.1 A.3.5, 1.2 A.3.5, 1.3 7.3.5.9"


def add(bench: Bench, *texts: str) -> None:
    """Add groups, ports put in."""
    for text in texts:
        bench.switch.add_group(bench.put(text))


def group_stats(bench: Bench, number: int) -> Any:
    """What a group has counted."""
    (entry,) = bench.switch.stats(bench.ofp.message.group_stats_request(group_id=number))
    return entry


@case("1.1-1.5", section=MODS, needs=("three ports", "groups"))
def test_modify_the_type(bench: Bench) -> None:
    """MODIFY changes the type of a group with its buckets: from all to indirect."""
    add(bench, "group_id=1,type=all,bucket=output:{2},bucket=output:{3}")
    bench.flows("actions=group:1")
    bench.forwards(1, f.UDP, 2, 3)
    bench.switch.modify_group(bench.put("group_id=1,type=indirect,bucket=output:{3}"))
    bench.forwards(1, f.UDP, 3)
    (entry,) = bench.switch.groups()
    assert (entry.group_type, len(entry.buckets)) == (bench.ofp.OFPGT_INDIRECT, 1)


@case("1.1-1.5", section=MODS, needs=("two ports", "groups"))
def test_modify_keeps_the_flows(bench: Bench) -> None:
    """Flows that send to a group stay when it is modified, even if it has no buckets for a while."""
    add(bench, "group_id=1,type=all,bucket=output:{2}")
    bench.flows("actions=group:1")
    bench.switch.modify_group("group_id=1,type=all")
    bench.drops(1, f.UDP)
    bench.switch.modify_group(bench.put("group_id=1,type=all,bucket=output:{2}"))
    bench.forwards(1, f.UDP, 2)


@case("1.3-1.5", section="1.3 6.7", optional=True, needs=("two ports", "groups"))
def test_modify_and_counters(bench: Bench) -> None:
    """What a group has counted stays when it is modified; what its buckets have counted begins again."""
    add(bench, "group_id=1,type=all,bucket=output:{2}")
    bench.flows("actions=group:1")
    bench.forwards(1, f.UDP, 2)
    bench.switch.modify_group(bench.put("group_id=1,type=indirect,bucket=output:{2}"))
    entry = group_stats(bench, 1)
    assert (entry.packet_count, entry.byte_count) == (1, len(f.UDP))
    assert [bucket.packet_count for bucket in entry.bucket_stats] == [0]


@case("1.1-1.5", section=MODS, needs=("two ports", "groups"))
@pytest.mark.parametrize("command", ["add", "modify"])
def test_what_is_refused_is_not_done(bench: Bench, command: str) -> None:
    """A group mod with a bucket that cannot be is refused, and changes nothing."""
    number = 1
    if command == "modify":
        add(bench, "group_id=1,type=all,bucket=output:{2}")
        bench.flows("actions=group:1")
    msg = bench.ofp.group(bench.put(f"group_id={number},type=all,bucket=output:{{2}}"), command)
    msg.buckets[0].actions[0].port = 0xFFFFFF55
    bench.refuses(msg, "BAD_ACTION", "BAD_OUT_PORT")
    if command == "modify":
        bench.forwards(1, f.UDP, 2)
    else:
        assert bench.switch.groups() == []


@case("1.1-1.5", section=MODS, needs=("two ports", "groups"))
def test_delete_one_of_many(bench: Bench) -> None:
    """Deleting a group leaves the others, with their flows."""
    add(bench, *(f"group_id={number},type=all,bucket=output:{{2}}" for number in (1, 2, 3)))
    bench.flows("udp,actions=group:1", "tcp,actions=group:2")
    bench.switch.delete_groups("group_id=2")
    assert sorted(entry.group_id for entry in bench.switch.groups()) == [1, 3]
    bench.forwards(1, f.UDP, 2)
    assert len(bench.switch.flows()) == 1


@case("1.1-1.5", section=MODS, needs=("two ports", "two tables", "groups"))
def test_deleting_all_leaves_other_flows(bench: Bench) -> None:
    """With all groups go the flows of every table that use one, however they do; the others stay."""
    add(bench, "group_id=1,type=all,bucket=output:{2}", "group_id=2,type=all,bucket=output:{2}")
    bench.flows(
        "table=0,udp,actions=write_actions(group:1)", "table=1,tcp,actions=output:{2},group:2",
        "table=0,priority=1,actions=output:{2}",
    )  # fmt: skip
    bench.switch.delete_groups()
    (entry,) = bench.switch.flows()
    assert entry.priority == 1
    bench.forwards(1, f.UDP, 2)


@case("1.1-1.5", section=MODS, optional=True, needs=("two ports", "groups"))
def test_deleting_a_group_of_a_chain(bench: Bench) -> None:
    """A group that another one sends to is deleted, and then gets nothing; or the switch says that it is chained."""
    bench.offered(
        bench.switch.add_group, "group_id=2,type=all,bucket=output:{2}", "group_id=1,type=all,bucket=group:2"
    )
    bench.flows("actions=group:1")
    try:
        bench.switch.delete_groups("group_id=2")
    except RequestFailed as failed:
        error = failed.errors[0]
        assert error.err_type == bench.ofp.OFPET_GROUP_MOD_FAILED, error.show()
        assert error.code == getattr(bench.ofp, "OFPGMFC_CHAINED_GROUP", None), error.show()
        bench.switch.controller.clear_errors()
        bench.forwards(1, f.UDP, 2)
    else:
        bench.drops(1, f.UDP)


@case("1.2-1.5", section=GROUPS, optional=True, needs=("two ports", "groups"))
def test_loops_of_several_groups(bench: Bench) -> None:
    """A change by which a group would get its own packets through others is refused."""
    bench.offered(
        bench.switch.add_group,
        "group_id=1,type=indirect,bucket=output:{2}",
        "group_id=2,type=indirect,bucket=group:1",
        "group_id=3,type=indirect,bucket=group:2",
    )
    msg = bench.ofp.group("group_id=1,type=indirect,bucket=group:3", "modify")
    bench.refuses(msg, "GROUP_MOD_FAILED", "LOOP", "CHAINING_UNSUPPORTED")


@case("1.1-1.5", section=GROUPS, needs=("two ports", "groups"))
@pytest.mark.parametrize("number", [0, 0x7FFFFFFF, 0x80000000, 0xFFFFFF00])
def test_numbers_of_groups(bench: Bench, number: int) -> None:
    """Every number up to OFPG_MAX is one for a group."""
    add(bench, f"group_id={number},type=all,bucket=output:{{2}}")
    bench.flows(f"actions=group:{number}")
    bench.forwards(1, f.UDP, 2)
    assert [entry.group_id for entry in bench.switch.groups()] == [number]


@case("1.1-1.5", section=GROUPS, optional=True, needs=("three ports", "groups"))
def test_many_buckets(bench: Bench) -> None:
    """A group has as many buckets as it was given, and sends by every one of them."""
    add(bench, "group_id=1,type=all," + ",".join(["bucket=output:{2}"] * 20))
    bench.flows("actions=group:1")
    bench.plane.send(bench.ports[0], f.UDP)
    for _ in range(20):
        bench.plane.expect(bench.ports[1], f.UDP)
    bench.plane.expect_nothing(seconds=bench.quiet)


@case("1.1-1.5", section=GROUPS, needs=("three ports", "groups"))
def test_not_back_to_where_it_came_from(bench: Bench) -> None:
    """A bucket that names the port a packet came in by sends nothing there; one that says IN_PORT does."""
    add(bench, "group_id=1,type=all,bucket=output:{1},bucket=output:{2}", "group_id=2,type=all,bucket=in_port")
    bench.flows("udp,actions=group:1", "tcp,actions=group:2")
    bench.forwards(1, f.UDP, 2)
    bench.forwards(1, f.TCP, 1)


@case("1.1-1.5", section=GROUPS, needs=("three ports", "groups"))
def test_two_groups_in_one_list(bench: Bench) -> None:
    """A list of actions may name several groups: each gets the packet."""
    add(bench, "group_id=1,type=all,bucket=output:{2}", "group_id=2,type=all,bucket=output:{3}")
    bench.flows("actions=group:1,group:2")
    bench.forwards(1, f.UDP, 2, 3)


@case("1.1-1.5", section="1.1 A.4.1, 1.4 7.4.1", optional=True, needs=("two ports", "groups"))
def test_a_bucket_that_sends_to_the_controller(bench: Bench) -> None:
    """A packet-in out of a bucket has a reason of its own from 1.4 on; before, it is that of an action."""
    add(bench, "group_id=1,type=all,bucket=controller")
    bench.flows("actions=group:1")
    msg = bench.packet_in(1, f.UDP)
    reason = bench.ofp.OFPR_GROUP if bench.version >= 5 else bench.ofp.OFPR_ACTION
    assert (bytes(msg.data), msg.reason) == (f.UDP, reason)


@case("1.1-1.5", section=STATS, optional=True, needs=("two ports", "groups"))
def test_users_are_counted(bench: Bench) -> None:
    """A group tells how many flows, and how many other groups, send to it."""
    bench.offered(
        bench.switch.add_group, "group_id=2,type=all,bucket=output:{2}", "group_id=1,type=all,bucket=group:2"
    )
    bench.flows("udp,actions=group:2", "tcp,actions=group:2", "arp,actions=group:1")
    assert [group_stats(bench, number).ref_count for number in (1, 2)] == [1, 3]
    bench.switch.delete_flows("udp")
    assert group_stats(bench, 2).ref_count == 2


@case("1.1-1.5", section=STATS, needs=("two ports", "groups"))
def test_statistics_of_all(bench: Bench) -> None:
    """OFPG_ALL asks for the statistics of every group, each with a counter for each bucket."""
    add(bench, "group_id=1,type=all", *(f"group_id={n},type=all{',bucket=output:{2}' * n}" for n in (2, 3)))
    entries = bench.switch.stats(bench.ofp.message.group_stats_request(group_id=bench.ofp.OFPG_ALL))
    assert sorted((entry.group_id, len(entry.bucket_stats)) for entry in entries) == [(1, 0), (2, 2), (3, 3)]


@case("1.1-1.5", section=STATS, optional=True, needs=("two ports", "groups"))
def test_packet_outs_count(bench: Bench) -> None:
    """A packet-out may send to a group, which counts it."""
    add(bench, "group_id=1,type=all,bucket=output:{2}")
    bench.switch.packet_out(data=f.UDP, actions="group:1")
    bench.plane.expect(bench.ports[1], f.UDP)
    assert group_stats(bench, 1).packet_count == 1


@case("1.3-1.5", section=STATS, optional=True, needs="groups")
def test_for_how_long(bench: Bench) -> None:
    """A group tells how long it has been there."""
    add(bench, "group_id=1,type=all")
    bench.let_pass(1.2)
    entry = group_stats(bench, 1)
    assert 1 <= entry.duration_sec + entry.duration_nsec / 1e9 < 60


DESCRIBED = [
    "type=all,bucket=output:{2},bucket=output:{3}", "type=indirect,bucket=output:{3}",
    "type=select,bucket=weight:3,output:{2},bucket=weight:250,output:{3}",
    "type=ff,bucket=watch_port:{3},output:{3},bucket=watch_port:{2},output:{2}",
]  # fmt: skip


@case("1.1-1.5", section="1.1 A.3.5, 1.3 7.3.5.10", needs=("three ports", "groups"))
@pytest.mark.parametrize("text", DESCRIBED, ids=lambda text: text.partition(",")[0])
def test_descriptions(bench: Bench, text: str) -> None:
    """A group is described with its type, and its buckets with their order, weights and what they watch."""
    bench.offered(bench.switch.add_group, f"group_id=1,{text}")
    (entry,) = bench.switch.groups()
    added = bench.ofp.group(bench.put(f"group_id=1,{text}"))
    assert entry.group_type == added.group_type
    for number, (got, wanted) in enumerate(zip(entry.buckets, added.buckets, strict=True)):
        if bench.version == 6:
            wanted.bucket_id = got.bucket_id  # its own to give
        assert got == wanted, f"bucket {number} is {got}, not {wanted}"


@case("1.2-1.5", section="1.2 A.3.5, 1.3 7.3.5.11", optional=True, needs="groups")
def test_features(bench: Bench) -> None:
    """The switch has the types that a switch must have, and room for groups of each type it says it has."""
    ofp = bench.ofp
    told: Any = bench.switch.request(ofp.message.group_features_stats_request())
    for name, most in (("ALL", "all"), ("SELECT", "select"), ("INDIRECT", "indirect"), ("FF", "ff")):
        there = bool(told.types >> getattr(ofp, f"OFPGT_{name}") & 1)
        assert there or name in ("SELECT", "FF"), f"it lacks groups of type {name.lower()}"
        assert bool(getattr(told, f"max_groups_{most}")) == there


@case("1.1-1.5", section=GROUPS, optional=True, needs=("three ports", "groups"))
def test_weights(bench: Bench) -> None:
    """A bucket of much more weight gets more of the traffic."""
    bench.offered(
        bench.switch.add_group, "group_id=1,type=select,bucket=weight:1,output:{2},bucket=weight:30,output:{3}"
    )
    bench.flows("actions=group:1")
    came = dict.fromkeys(bench.ports, 0)
    for n in range(40):
        frame = f.with_field(f.UDP, udp_src=1000 + 7 * n * n, ipv4_src=f.IP_A ^ n * 13)
        bench.plane.send(bench.ports[0], frame)
        came[bench.plane.poll(match=frame).port] += 1
    assert came[bench.ports[2]] > came[bench.ports[1]], "the light bucket got more"
    assert sum(bucket.packet_count for bucket in group_stats(bench, 1).bucket_stats) == 40
