"""Group mods that must be refused, beside those of groups that are there or not."""

from __future__ import annotations

import pytest

from oftwist.conformance import case
from oftwist.conformance.suite import raw
from oftwist.conformance.suite.bench import Bench

BAD = "1.1 A.4.4, 1.2 A.4.4.7, 1.3 7.4.4.7, 1.5 7.5.4.7"
MODS = "1.1 A.3.4.2, 1.2 6.5, 1.3 6.5"
ANY = 0xFFFFFFFF
KINDS = {"all": 0, "select": 1, "indirect": 2, "ff": 3}


def bucket(bench: Bench, weight: int = 0, watch: int = ANY, actions: bytes = b"", number: int = 0) -> bytes:
    """A bucket as bytes: that sends to port 2, or does these actions."""
    actions = actions or raw.output(bench.version, bench.ports[1])
    if bench.version < 6:
        head = weight.to_bytes(2, "big") + watch.to_bytes(4, "big") + b"\xff" * 4 + bytes(4)
        return (2 + len(head) + len(actions)).to_bytes(2, "big") + head + actions
    props = b"" if watch == ANY else raw.tlv(1, watch.to_bytes(4, "big"))
    props += raw.tlv(0, weight.to_bytes(2, "big") + bytes(2)) if weight else b""
    body = len(actions).to_bytes(2, "big") + number.to_bytes(4, "big") + actions + props
    return (2 + len(body)).to_bytes(2, "big") + body


def mod(bench: Bench, kind: int, *buckets: bytes, command: int = 0, number: int = 1) -> raw.Raw:
    """A group mod as bytes."""
    head = command.to_bytes(2, "big") + bytes([kind, 0]) + number.to_bytes(4, "big")
    data = b"".join(buckets)
    if bench.version == 6:
        head += len(data).to_bytes(2, "big") + bytes(2) + b"\xff" * 4
    return raw.message(bench.version, 15, head + data, "a group mod")


def refused(bench: Bench, msg: raw.Raw, *codes: str) -> None:
    """A group mod must be refused, and no group be there."""
    bench.refuses(msg, "GROUP_MOD_FAILED", *codes)
    assert bench.switch.groups() == []


@case("1.1-1.5", section=BAD, needs=("two ports", "groups"))
def test_as_it_should_be(bench: Bench) -> None:
    """A group mod put together as those that follow, but right, is taken."""
    bench.switch.confirm([mod(bench, 0, bucket(bench), bucket(bench, number=1))])
    assert len(bench.switch.groups()) == 1


@case("1.1-1.5", section=BAD, needs=("two ports", "groups"))
@pytest.mark.parametrize("kind", [4, 77, 127])
def test_types_that_are_none(bench: Bench, kind: int) -> None:
    """A group of a type that nobody knows is refused."""
    refused(bench, mod(bench, kind, bucket(bench)), "INVALID_GROUP" if bench.version == 2 else "BAD_TYPE")


@case("1.2-1.5", section=BAD, needs=("two ports", "groups"))
@pytest.mark.parametrize("command", [6, 77, 0x7FFF])
def test_commands_that_are_none(bench: Bench, command: int) -> None:
    """A group mod with a command that nobody knows is refused."""
    refused(bench, mod(bench, 0, bucket(bench), command=command), "BAD_COMMAND")


@case("1.1-1.5", section=MODS, needs=("two ports", "groups"))
@pytest.mark.parametrize("count", [0, 2])
def test_indirect_groups_of_none_or_two(bench: Bench, count: int) -> None:
    """An indirect group that has not got one bucket is refused."""
    refused(bench, mod(bench, 2, *(bucket(bench, number=n) for n in range(count))), "INVALID_GROUP", "BAD_BUCKET")


@case("1.1-1.4", section=MODS, needs=("two ports", "groups"))
@pytest.mark.parametrize("kind", ["all", "indirect", "ff"])
def test_weights_of_others_than_select(bench: Bench, kind: str) -> None:
    """A group that does not select, with a weight in its bucket, is refused."""
    watch = bench.ports[1] if kind == "ff" else ANY
    refused(bench, mod(bench, KINDS[kind], bucket(bench, 5, watch)), "INVALID_GROUP", "BAD_BUCKET")


@case("1.2-1.5", section=BAD, needs=("two ports", "groups"))
def test_failover_that_watches_nothing(bench: Bench) -> None:
    """A bucket of a fast failover group that watches neither a port nor a group is refused."""
    refused(bench, mod(bench, 3, bucket(bench)), "BAD_WATCH", "INVALID_GROUP", "BAD_BUCKET")


@case("1.1-1.5", section=BAD, needs=("two ports", "groups"))
@pytest.mark.parametrize("length", [0, 4, 12, 0x100])
def test_lengths_of_buckets(bench: Bench, length: int) -> None:
    """A group with a bucket whose length cannot be is refused."""
    msg = mod(bench, 0, length.to_bytes(2, "big") + bucket(bench)[2:])
    error = bench.switch.transact(msg)
    assert error is not None and error.err_type in (bench.ofp.OFPET_BAD_REQUEST, bench.ofp.OFPET_GROUP_MOD_FAILED)
    if error.err_type == bench.ofp.OFPET_BAD_REQUEST:
        assert error.code == bench.ofp.OFPBRC_BAD_LEN, error.show()
    else:
        assert error.code == getattr(bench.ofp, "OFPGMFC_BAD_BUCKET", bench.ofp.OFPGMFC_INVALID_GROUP), error.show()
    assert bench.switch.groups() == []


@case("1.1-1.5", section=BAD, needs=("two ports", "groups"))
def test_unknown_actions_of_buckets(bench: Bench) -> None:
    """A group with an action in a bucket that nobody knows is refused."""
    bad = mod(bench, 0, bucket(bench), bucket(bench, number=1, actions=raw.tlv(0x7777, bytes(4))))
    bench.refuses(bad, "BAD_ACTION", "BAD_TYPE")
    assert bench.switch.groups() == []


@case("1.1-1.5", section=BAD, needs=("two ports", "groups"))
def test_groups_that_are_not_there_in_buckets(bench: Bench) -> None:
    """A group that sends to a group which is not there is refused."""
    group = raw.tlv(22, (77).to_bytes(4, "big"))
    bench.refuses(mod(bench, 0, bucket(bench, actions=group)), "BAD_ACTION", "BAD_OUT_GROUP")
    assert bench.switch.groups() == []


@case("1.1-1.5", section=BAD, needs=("two ports", "groups"))
def test_bad_modifications_change_nothing(bench: Bench) -> None:
    """A modification that is refused leaves the group as it was."""
    bench.switch.confirm([mod(bench, 0, bucket(bench))])
    before = [str(group) for group in bench.switch.groups()]
    bad = mod(bench, 0, bucket(bench, actions=raw.tlv(0x7777, bytes(4))), command=1)
    bench.refuses(bad, "BAD_ACTION", "BAD_TYPE")
    assert [str(group) for group in bench.switch.groups()] == before


@case("1.5", section="7.3.4.2", needs=("two ports", "groups"))
def test_two_buckets_with_one_number(bench: Bench) -> None:
    """A group with two buckets of one number is refused."""
    refused(bench, mod(bench, 0, bucket(bench, number=5), bucket(bench, number=5)), "BUCKET_EXISTS", "BAD_BUCKET")


@case("1.5", section="7.3.4.2", needs=("two ports", "groups"))
@pytest.mark.parametrize("number", [0xFFFFFF01, 0xFFFFFFFF])
def test_reserved_numbers_of_buckets(bench: Bench, number: int) -> None:
    """A group with a bucket whose number is reserved is refused."""
    refused(bench, mod(bench, 0, bucket(bench, number=number)), "BAD_BUCKET", "UNKNOWN_BUCKET")
