"""Groups of every type: where packets go, what they become, what is counted, what is refused."""

from __future__ import annotations

from collections import Counter

import pytest

from oftwist.conformance import case
from oftwist.conformance.suite import frames as f
from oftwist.conformance.suite.bench import Bench
from oftwist.conformance.suite.frames import with_field

GROUPS = "1.1 4.2, 1.2 5.6, 1.3 5.6"
MODS = "1.1 4.6.1, 1.2 6.5, 1.3 6.7"


def group(bench: Bench, text: str) -> None:
    """Add a group, and a flow that sends everything to it."""
    bench.switch.add_group(bench.put(f"group_id=1,{text}"))
    bench.flows("actions=group:1")


@case("1.1-1.5", section=GROUPS, needs=("three ports", "groups"))
def test_all(bench: Bench) -> None:
    """A group of type all sends a packet by every bucket."""
    group(bench, "type=all,bucket=output:{2},bucket=output:{3}")
    bench.forwards(1, f.UDP, 2, 3)


@case("1.1-1.5", section=GROUPS, needs=("three ports", "groups"))
def test_each_bucket_has_a_packet_of_its_own(bench: Bench) -> None:
    """What one bucket changes, the others do not see."""
    change = "mod_dl_src:02:00:00:00:00:0c" if bench.version == 2 else "set_field:02:00:00:00:00:0c->eth_src"
    group(bench, f"type=all,bucket={change},output:{{2}},bucket=output:{{3}}")
    bench.plane.send(bench.ports[0], f.PLAIN)
    bench.plane.expect(bench.ports[1], with_field(f.PLAIN, eth_src=f.C))
    bench.plane.expect(bench.ports[2], f.PLAIN)


@case("1.1-1.5", section=GROUPS, needs=("two ports", "groups"))
def test_indirect(bench: Bench) -> None:
    """A group of type indirect sends a packet by its one bucket."""
    group(bench, "type=indirect,bucket=output:{2}")
    bench.forwards(1, f.UDP, 2)


@case("1.1-1.5", section=GROUPS, optional=True, needs=("three ports", "groups"))
def test_select_sends_once(bench: Bench) -> None:
    """A group of type select sends each packet by one bucket, and packets of one flow by the same."""
    group(bench, "type=select,bucket=weight:1,output:{2},bucket=weight:1,output:{3}")
    came: Counter[int] = Counter()
    for n in range(64):
        frame = with_field(f.UDP, udp_src=1000 + 7 * n * n, ipv4_src=f.IP_A ^ n * 13)
        for _ in range(2):
            bench.plane.send(bench.ports[0], frame)
            got = bench.plane.poll(match=frame)
            came[got.port] += 1
            bench.plane.expect_nothing(seconds=0)
    assert set(came) == {bench.ports[1], bench.ports[2]}, "one bucket is never chosen"


@case("1.1-1.5", section=GROUPS, optional=True, needs=("three ports", "groups"))
def test_select_leaves_buckets_without_weight(bench: Bench) -> None:
    """A bucket of weight 0 is never chosen."""
    group(bench, "type=select,bucket=weight:0,output:{2},bucket=weight:7,output:{3}")
    for n in range(16):
        frame = with_field(f.UDP, udp_src=n + 1)
        bench.forwards(1, frame, 3)


@case("1.1-1.5", section=GROUPS, needs=("three ports", "groups"))
def test_an_empty_group_drops(bench: Bench) -> None:
    """A group without buckets drops."""
    group(bench, "type=all")
    bench.drops(1, f.UDP)


@case("1.1-1.5", section=GROUPS, optional=True, needs=("three ports", "groups"))
def test_chains(bench: Bench) -> None:
    """A bucket may send to another group."""
    bench.switch.add_group(bench.put("group_id=2,type=all,bucket=output:{2},bucket=output:{3}"))
    group(bench, "type=indirect,bucket=group:2")
    bench.forwards(1, f.UDP, 2, 3)


@case("1.1-1.5", section=MODS, needs=("three ports", "groups"))
def test_modify(bench: Bench) -> None:
    """MODIFY replaces the buckets of a group; flows that send there follow."""
    group(bench, "type=all,bucket=output:{2}")
    bench.switch.modify_group(bench.put("group_id=1,type=all,bucket=output:{3}"))
    bench.forwards(1, f.UDP, 3)


@case("1.1-1.5", section=MODS, needs=("two ports", "groups"))
def test_deleting_a_group_deletes_its_flows(bench: Bench) -> None:
    """With a group go the flows that send there."""
    group(bench, "type=all,bucket=output:{2}")
    bench.switch.delete_groups("group_id=1")
    assert bench.switch.flows() == []
    assert bench.switch.groups() == []


@case("1.1-1.5", section=MODS, needs=("two ports", "groups"))
def test_delete_all(bench: Bench) -> None:
    """All groups are deleted at once."""
    for number in (1, 2, 3):
        bench.switch.add_group(bench.put(f"group_id={number},type=all,bucket=output:{{2}}"))
    bench.switch.delete_groups()
    assert bench.switch.groups() == []


@case("1.1-1.5", section=MODS, needs=("two ports", "groups"))
def test_groups_that_are_there_already(bench: Bench) -> None:
    """A group that is there already is not added again."""
    group(bench, "type=all,bucket=output:{2}")
    bench.refuses(
        bench.ofp.group(bench.put("group_id=1,type=all,bucket=output:{2}")), "GROUP_MOD_FAILED", "GROUP_EXISTS"
    )


@case("1.1-1.5", section=MODS, needs=("two ports", "groups"))
def test_groups_that_are_not_there(bench: Bench) -> None:
    """A group that is not there cannot be modified."""
    msg = bench.ofp.group(bench.put("group_id=1,type=all,bucket=output:{2}"), "modify")
    bench.refuses(msg, "GROUP_MOD_FAILED", "UNKNOWN_GROUP")


@case("1.1-1.5", section=MODS, needs="groups")
def test_deleting_what_is_not_there(bench: Bench) -> None:
    """Deleting a group that is not there is no error."""
    bench.switch.delete_groups("group_id=77")


@case("1.1-1.5", section=MODS, needs=("two ports", "groups"))
def test_numbers_that_are_reserved(bench: Bench) -> None:
    """A group cannot have a reserved number."""
    msg = bench.ofp.group(bench.put("group_id=1,type=all,bucket=output:{2}"))
    msg.group_id = 0xFFFFFF77
    bench.refuses(msg, "GROUP_MOD_FAILED", "INVALID_GROUP")


@case("1.2-1.5", section=MODS, optional=True, needs=("two ports", "groups"))
def test_loops(bench: Bench) -> None:
    """A group that would send to itself is refused."""
    bench.switch.add_group(bench.put("group_id=1,type=indirect,bucket=output:{2}"))
    msg = bench.ofp.group("group_id=1,type=indirect,bucket=group:1", "modify")
    bench.refuses(msg, "GROUP_MOD_FAILED", "LOOP", "CHAINING_UNSUPPORTED")


@case("1.1-1.5", section="1.1 A.3.5, 1.3 7.3.5.9", optional=True, needs=("three ports", "groups"))
def test_counters(bench: Bench) -> None:
    """A group counts packets and bytes, and so do its buckets."""
    group(bench, "type=all,bucket=output:{2},bucket=output:{3}")
    bench.forwards(1, f.UDP, 2, 3)
    bench.forwards(1, f.TCP, 2, 3)
    (entry,) = bench.switch.stats(bench.ofp.message.group_stats_request(group_id=1))
    assert (entry.group_id, entry.packet_count, entry.byte_count) == (1, 2, len(f.UDP) + len(f.TCP))
    assert [bucket.packet_count for bucket in entry.bucket_stats] == [2, 2]
    assert entry.ref_count == 1


@case("1.1-1.5", section="1.1 A.3.5, 1.3 7.3.5.10", needs=("three ports", "groups"))
def test_descriptions(bench: Bench) -> None:
    """A group is described as it was added."""
    group(bench, "type=all,bucket=output:{2},bucket=output:{3}")
    (entry,) = bench.switch.groups()
    assert (entry.group_id, entry.group_type, len(entry.buckets)) == (1, bench.ofp.OFPGT_ALL, 2)
    out = [bucket.actions[0].port for bucket in entry.buckets]
    assert out == [bench.ports[1], bench.ports[2]]


@case("1.5", section="7.3.4.6", needs=("three ports", "groups"))
def test_inserting_buckets(bench: Bench) -> None:
    """A bucket can be put into a group that is there, and taken out again."""
    group(bench, "type=all,bucket=bucket_id=5,output:{2}")
    bench.switch.confirm(
        [bench.ofp.group(bench.put("group_id=1,command_bucket_id=last,bucket=bucket_id=6,output:{3}"), "insert_bucket")]
    )
    bench.forwards(1, f.UDP, 2, 3)
    bench.switch.confirm([bench.ofp.group("group_id=1,command_bucket_id=5", "remove_bucket")])
    bench.forwards(1, f.UDP, 3)


@case("1.5", section="7.3.4.6", needs=("four ports", "groups"))
@pytest.mark.parametrize(("where", "order"), [("first", [7, 5, 6]), ("last", [5, 6, 7]), ("5", [5, 7, 6])])
def test_where_buckets_are_inserted(bench: Bench, where: str, order: list[int]) -> None:
    """A bucket is put before all others, behind all others, or behind the one that is named."""
    group(bench, "type=all,bucket=bucket_id=5,output:{2},bucket=bucket_id=6,output:{3}")
    text = f"group_id=1,command_bucket_id={where},bucket=bucket_id=7,output:{{4}}"
    bench.switch.confirm([bench.ofp.group(bench.put(text), "insert_bucket")])
    (entry,) = bench.switch.groups()
    assert [bucket.bucket_id for bucket in entry.buckets] == order
