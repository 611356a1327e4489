"""Bundles: changes that take effect together or not at all, and what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oftwist.conformance import case
from oftwist.conformance.suite import frames as f
from oftwist.conformance.suite.bench import Bench

if TYPE_CHECKING:
    from oftwist.connection.interfaces import Message

BUNDLES = "7.3.9"
#: Wants its messages done together, in their order.
ATOMIC, ORDERED = 1, 2


def control(bench: Bench, kind: str | int, bundle_id: int = 1, flags: int = ATOMIC | ORDERED) -> Message:
    """A message that opens, closes, commits or discards a bundle."""
    number = kind if isinstance(kind, int) else getattr(bench.ofp, f"OFPBCT_{kind}_REQUEST")
    msg: Message = bench.ofp.message.bundle_ctrl_msg(bundle_id=bundle_id, bundle_ctrl_type=number, flags=flags)
    return msg


def do(bench: Bench, *kinds: str, bundle_id: int = 1) -> None:
    """Open, close, commit or discard a bundle: it must be answered."""
    for kind in kinds:
        reply = bench.switch.request(control(bench, kind, bundle_id))
        assert reply.bundle_ctrl_type == getattr(bench.ofp, f"OFPBCT_{kind}_REPLY")
        assert reply.bundle_id == bundle_id


def inside(bench: Bench, msg: Message, bundle_id: int = 1, flags: int = ATOMIC | ORDERED, xid: int = 0) -> Message:
    """The message that puts another one into a bundle; both have the same transaction id, or that of ``xid``."""
    outer: int = bench.switch.controller.next_xid()
    msg.xid = xid or outer
    what = {"message": msg} if bench.version == 6 else {"data": msg.pack()}
    added: Message = bench.ofp.message.bundle_add_msg(xid=outer, bundle_id=bundle_id, flags=flags, **what)
    return added


def put(bench: Bench, *msgs: Message, bundle_id: int = 1) -> None:
    """Put messages into a bundle, which are taken."""
    bench.switch.confirm([inside(bench, msg, bundle_id) for msg in msgs])


@case("1.4-1.5", section=BUNDLES, optional=True, needs=("two ports", "bundles"))
@pytest.mark.parametrize("close", [True, False], ids=["closed before", "not closed before"])
def test_committed(bench: Bench, close: bool) -> None:
    """What is in a bundle takes effect when it is committed, and not before."""
    do(bench, "OPEN")
    put(bench, bench.flow("udp,actions=output:{2}"), bench.flow("tcp,actions=output:{2}"))
    if close:
        do(bench, "CLOSE")
    bench.drops(1, f.UDP)
    assert bench.switch.flows() == []
    do(bench, "COMMIT")
    bench.forwards(1, f.UDP, 2)
    bench.forwards(1, f.TCP, 2)


@case("1.4-1.5", section=BUNDLES, optional=True, needs=("two ports", "bundles"))
@pytest.mark.parametrize("close", [True, False], ids=["closed before", "not closed before"])
def test_discarded(bench: Bench, close: bool) -> None:
    """Nothing of a bundle that is discarded takes effect."""
    do(bench, "OPEN")
    put(bench, bench.flow("udp,actions=output:{2}"))
    if close:
        do(bench, "CLOSE")
    do(bench, "DISCARD")
    bench.drops(1, f.UDP)
    assert bench.switch.flows() == []


@case("1.4-1.5", section=BUNDLES, optional=True, needs="bundles")
def test_nothing_in_it(bench: Bench) -> None:
    """An empty bundle is committed without harm."""
    do(bench, "OPEN", "CLOSE", "COMMIT")


@case("1.4-1.5", section=BUNDLES, optional=True, needs=("three ports", "bundles"))
def test_in_their_order(bench: Bench) -> None:
    """The messages of an ordered bundle are done in their order."""
    do(bench, "OPEN")
    put(
        bench,
        bench.flow("udp,actions=output:{2}"),
        bench.flow("tcp,actions=output:{2}"),
        bench.flow("udp,actions=output:{3}", "modify"),
        bench.flow("tcp", "delete"),
    )
    do(bench, "CLOSE", "COMMIT")
    bench.forwards(1, f.UDP, 3)
    bench.drops(1, f.TCP)


@case("1.4-1.5", section=BUNDLES, optional=True, needs=("two ports", "bundles"))
@pytest.mark.parametrize("at", [0, 1, 2], ids=["first", "between", "last"])
def test_all_or_nothing(bench: Bench, at: int) -> None:
    """If a message of a bundle cannot be done, none is, and what was there before stays."""
    bench.flows("priority=1,tcp,actions=output:{2}")
    msgs = [bench.flow("udp,actions=output:{2}"), bench.flow("tcp", "delete")]
    msgs.insert(at, bench.flow("check_overlap,priority=1,ip,actions=drop"))
    if at == 2:  # behind the deletion nothing overlaps any more
        msgs[1] = bench.flow("sctp,actions=output:{2}")
    do(bench, "OPEN")
    put(bench, *msgs)
    do(bench, "CLOSE")
    bench.refuses(control(bench, "COMMIT"), "BUNDLE_FAILED", "MSG_FAILED")
    assert [entry.priority for entry in bench.switch.flows()] == [1]
    bench.drops(1, f.UDP)
    bench.forwards(1, f.TCP, 2)


@case("1.4-1.5", section=BUNDLES, optional=True, needs=("three ports", "bundles"))
def test_two_at_once(bench: Bench) -> None:
    """Two bundles do not mix."""
    do(bench, "OPEN", bundle_id=1)
    do(bench, "OPEN", bundle_id=2)
    put(bench, bench.flow("udp,actions=output:{2}"), bundle_id=1)
    put(bench, bench.flow("tcp,actions=output:{3}"), bundle_id=2)
    do(bench, "COMMIT", bundle_id=2)
    bench.drops(1, f.UDP)
    bench.forwards(1, f.TCP, 3)
    do(bench, "DISCARD", bundle_id=1)
    bench.drops(1, f.UDP)


@case("1.4-1.5", section=BUNDLES, optional=True, needs=("two ports", "bundles"))
def test_its_number_is_free_again(bench: Bench) -> None:
    """The number of a bundle that is committed or discarded can be used again."""
    for text in ("udp,actions=output:{2}", "tcp,actions=output:{2}"):
        do(bench, "OPEN")
        put(bench, bench.flow(text))
        do(bench, "COMMIT", "OPEN", "DISCARD")
    assert len(bench.switch.flows()) == 2


@case("1.4-1.5", section=BUNDLES, optional=True, needs="bundles")
def test_opened_twice(bench: Bench) -> None:
    """A bundle that is open is not opened again."""
    do(bench, "OPEN")
    bench.refuses(control(bench, "OPEN"), "BUNDLE_FAILED", "BUNDLE_EXIST")


@case("1.4-1.5", section=BUNDLES, optional=True, needs="bundles")
@pytest.mark.parametrize("kind", ["CLOSE", "COMMIT", "DISCARD"])
def test_no_such_bundle(bench: Bench, kind: str) -> None:
    """A bundle that is not there cannot be closed, committed or discarded."""
    bench.refuses(control(bench, kind, 77), "BUNDLE_FAILED", "BAD_ID")


@case("1.4-1.5", section=BUNDLES, optional=True, needs="bundles")
def test_closed_twice(bench: Bench) -> None:
    """A bundle that is closed is not closed again."""
    do(bench, "OPEN", "CLOSE")
    bench.refuses(control(bench, "CLOSE"), "BUNDLE_FAILED", "BUNDLE_CLOSED")


@case("1.4-1.5", section=BUNDLES, optional=True, needs=("two ports", "bundles"))
def test_closed_is_closed(bench: Bench) -> None:
    """Nothing is put into a bundle that is closed."""
    do(bench, "OPEN", "CLOSE")
    bench.refuses(inside(bench, bench.flow("udp,actions=output:{2}")), "BUNDLE_FAILED", "BUNDLE_CLOSED")


@case("1.4-1.5", section=BUNDLES, optional=True, needs="bundles")
@pytest.mark.parametrize("number", [1, 8, 0x7777])
def test_no_such_request(bench: Bench, number: int) -> None:
    """A bundle is asked for nothing that nobody knows, and no answer is a request."""
    bench.refuses(control(bench, number), "BUNDLE_FAILED", "BAD_TYPE")


@case("1.4-1.5", section=BUNDLES, optional=True, needs=("two ports", "bundles"))
@pytest.mark.parametrize("kind", ["add", "COMMIT"])
def test_other_flags(bench: Bench, kind: str) -> None:
    """Every message of a bundle has the flags it was opened with."""
    do(bench, "OPEN")
    flow = bench.flow("udp,actions=output:{2}")
    msg = inside(bench, flow, flags=ATOMIC) if kind == "add" else control(bench, kind, flags=ATOMIC)
    bench.refuses(msg, "BUNDLE_FAILED", "BAD_FLAGS")


@case("1.4-1.5", section=BUNDLES, optional=True, needs="bundles")
@pytest.mark.parametrize("name", ["echo_request", "features_request", "barrier_request", "role_request"])
def test_messages_that_change_nothing(bench: Bench, name: str) -> None:
    """What is no change of the switch is not put into a bundle."""
    do(bench, "OPEN")
    bench.refuses(inside(bench, getattr(bench.ofp.message, name)()), "BUNDLE_FAILED", "MSG_UNSUP")


@case("1.4-1.5", section=BUNDLES, optional=True, needs=("two ports", "bundles"))
def test_two_transaction_ids(bench: Bench) -> None:
    """A message in a bundle has the transaction id of the one that puts it there."""
    do(bench, "OPEN")
    msg = inside(bench, bench.flow("udp,actions=output:{2}"), xid=0x01020304)
    bench.refuses(msg, "BUNDLE_FAILED", "MSG_BAD_XID")
