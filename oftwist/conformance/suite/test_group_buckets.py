"""Buckets that are put into groups and taken out one by one, as 1.5 can."""

from __future__ import annotations

import pytest

from oftwist.conformance import case
from oftwist.conformance.suite import frames as f
from oftwist.conformance.suite.bench import Bench

SECTION = "1.5 7.3.4.3"
NEEDS = ("four ports", "groups")


def group(bench: Bench) -> None:
    """A group of buckets 10 and 20, which send to the second and the third port."""
    text = "group_id=1,type=all,bucket=bucket_id:10,output:{2},bucket=bucket_id:20,output:{3}"
    bench.switch.add_group(bench.put(text))
    bench.flows("in_port={1},actions=group:1")


def order(bench: Bench) -> list[int]:
    """The numbers of the buckets, in the order they have."""
    (entry,) = bench.switch.groups()
    return [bucket.bucket_id for bucket in entry.buckets]


@case("1.5", section=SECTION, needs=NEEDS)
@pytest.mark.parametrize(("which", "then"), [("first", [20]), ("last", [10]), ("10", [20]), ("20", [10]), ("all", [])])
def test_removing_which(bench: Bench, which: str, then: list[int]) -> None:
    """The first bucket is removed, the last, one that is named, or all; the others go on."""
    group(bench)
    bench.switch.confirm([bench.ofp.group(f"group_id=1,command_bucket_id={which}", "remove_bucket")])
    assert order(bench) == then
    bench.forwards(1, f.UDP, *({10: 2, 20: 3}[number] for number in then))


@case("1.5", section=SECTION, needs=NEEDS)
def test_inserting_several(bench: Bench) -> None:
    """Several buckets that are inserted at once keep their order."""
    group(bench)
    text = "group_id=1,command_bucket_id=10,bucket=bucket_id:30,output:{4},bucket=bucket_id:5,output:{4}"
    bench.switch.confirm([bench.ofp.group(bench.put(text), "insert_bucket")])
    assert order(bench) == [10, 30, 5, 20]


@case("1.5", section="1.5 7.5.4.7", needs=NEEDS)
def test_a_bucket_that_is_there_already(bench: Bench) -> None:
    """A bucket whose number is taken is not inserted."""
    group(bench)
    text = bench.put("group_id=1,command_bucket_id=last,bucket=bucket_id:20,output:{4}")
    bench.refuses(bench.ofp.group(text, "insert_bucket"), "GROUP_MOD_FAILED", "BUCKET_EXISTS")
    bench.forwards(1, f.UDP, 2, 3)


@case("1.5", section="1.5 7.5.4.7", needs=NEEDS)
@pytest.mark.parametrize("command", ["insert_bucket", "remove_bucket"])
def test_a_bucket_that_is_not_there(bench: Bench, command: str) -> None:
    """A bucket that is not there cannot be removed, nor another be inserted behind it."""
    group(bench)
    more = ",bucket=bucket_id:30,output:{4}" if command == "insert_bucket" else ""
    msg = bench.ofp.group(bench.put(f"group_id=1,command_bucket_id=77{more}"), command)
    bench.refuses(msg, "GROUP_MOD_FAILED", "UNKNOWN_BUCKET")
    bench.forwards(1, f.UDP, 2, 3)


@case("1.5", section="1.5 7.5.4.7", needs=NEEDS)
@pytest.mark.parametrize("command", ["insert_bucket", "remove_bucket"])
def test_buckets_of_no_group(bench: Bench, command: str) -> None:
    """Of a group that is not there no bucket is inserted or removed."""
    more = ",bucket=bucket_id:30,output:{4}" if command == "insert_bucket" else ""
    msg = bench.ofp.group(bench.put(f"group_id=77,command_bucket_id=last{more}"), command)
    bench.refuses(msg, "GROUP_MOD_FAILED", "UNKNOWN_GROUP")


@case("1.5", section="1.5 7.3.5.10", optional=True, needs=NEEDS)
def test_the_description_of_one_group(bench: Bench) -> None:
    """The description of one group can be asked for alone."""
    group(bench)
    bench.switch.add_group(bench.put("group_id=2,type=all,bucket=output:{4}"))
    entries = bench.switch.stats(bench.ofp.message.group_desc_stats_request(group_id=2))
    assert [entry.group_id for entry in entries] == [2]
