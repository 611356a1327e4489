"""What one received message costs does not depend on how much is kept, waited for or remembered.

Counted, not timed: the lines executed and the C functions called for one message, at two sizes of what is there. What
could hide in one C function (taking something out of the middle of a list) does not: the things kept are in dicts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from twisted.internet.defer import Deferred
from twisted.internet.task import Clock

from oftwist import loxi
from oftwist.connection.deadlines import Deadlines
from oftwist.connection.inbox import MessageQueue
from oftwist.connection.keeping import Kept
from oftwist.connection.limits import Gate, LogLimiter
from oftwist.connection.options import Options
from oftwist.connection.transactions import Transactions
from oftwist.connection.xids import Xids
from oftwist.controller.controller import Controller
from oftwist.controller.switch import Switch
from tests.support.core_peer import Peer
from tests.support.counting import check_linear, work

ofp: Any = loxi.protocol(4)
message = ofp.message

Case = Callable[[int], Callable[[], object]]
CASES: dict[str, Case] = {}


def case(make: Case) -> Case:
    """``make(size)`` prepares something of a size and returns what costs."""
    CASES[make.__name__] = make
    return make


def packet_in(xid: int = 0) -> Any:
    return message.packet_in(xid=xid, data=b"x")


def error(xid: int = 0) -> Any:
    return message.bad_request_error_msg(xid=xid, data=b"")


def full(size: int, *kept: Any) -> MessageQueue:
    queue = MessageQueue(Clock(), size)
    for msg in kept:
        queue.put(msg)
    return queue


@case
def an_error_when_the_inbox_is_full_of_errors(size: int) -> Callable[[], object]:
    queue = full(size, *[error(n) for n in range(size)], error())
    assert queue.dropped == 1
    return lambda: queue.put(error(7))


@case
def an_error_when_packet_ins_are_behind_all_errors(size: int) -> Callable[[], object]:
    queue = full(size, *[error(n) for n in range(size - 2)], packet_in(), packet_in(), packet_in())
    assert queue.dropped == 1
    return lambda: queue.put(error(7))


@case
def an_error_when_errors_are_behind_all_packet_ins(size: int) -> Callable[[], object]:
    queue = full(size, *[packet_in(n) for n in range(size)], error())
    return lambda: queue.put(error(7))


@case
def a_packet_in_when_the_inbox_is_full_of_errors(size: int) -> Callable[[], object]:
    queue = full(size, *[error(n) for n in range(size)], error())
    return lambda: queue.put(packet_in(7))


@case
def a_message_in_an_inbox_full_of_bytes(size: int) -> Callable[[], object]:
    queue = MessageQueue(Clock(), None, max_bytes=100 * size)
    for n in range(size + 1):
        queue.put(error(n), 100)
    return lambda: queue.put(error(7), 100)


@case
def a_message_others_are_polled_for(size: int) -> Callable[[], object]:
    queue = MessageQueue(Clock(), None)
    for _ in range(size):
        queue.poll("port_status", 5)
        queue.poll(message.flow_removed, 5)
        queue.poll(ofp.OFPT_BARRIER_REPLY, 5)
    return lambda: queue.put(error(7))


@case
def a_message_that_is_polled_for_among_others(size: int) -> Callable[[], object]:
    queue = MessageQueue(Clock(), None)
    for _ in range(size):
        queue.poll("port_status", 5)
    done = queue.poll("error_msg")
    for _ in range(size):
        queue.poll("flow_removed", 5)

    def put() -> None:
        queue.put(error(7))
        assert done.called

    return put


@case
def a_poll_among_others_that_times_out(size: int) -> Callable[[], object]:
    clock = Clock()
    queue = MessageQueue(clock, None)
    for _ in range(size):
        queue.poll("port_status")
    queue.poll("error_msg", 5).addErrback(lambda _: None)
    for _ in range(size):
        queue.poll("error_msg")
    return lambda: clock.advance(5)


def polled_behind_others(size: int, what: Any) -> Callable[[], object]:
    queue = MessageQueue(Clock(), None)
    for n in range(size):
        queue.put(packet_in(n))
        queue.put(message.bad_match_error_msg(xid=n, data=b""))
    queue.poll("barrier_reply", 0).addErrback(lambda _: None)  # the first such poll sorts what there is
    queue.put(message.echo_request(xid=9))
    queue.put(message.port_status(xid=7))
    queue.put(message.port_status(xid=8))

    def poll() -> None:
        done: list[Any] = []
        queue.poll(what, 0).addCallback(done.append)
        assert [msg.xid for msg in done] == [7]

    return poll


@case
def a_message_polled_by_name_behind_others(size: int) -> Callable[[], object]:
    return polled_behind_others(size, "port_status")


@case
def a_message_polled_by_class_behind_others(size: int) -> Callable[[], object]:
    return polled_behind_others(size, message.port_status)


@case
def a_message_polled_by_number_behind_others(size: int) -> Callable[[], object]:
    return polled_behind_others(size, ofp.OFPT_PORT_STATUS)


@case
def something_kept_in_the_middle_is_taken(size: int) -> Callable[[], object]:
    kept: Kept[object] = Kept(size)
    for n in range(size):
        kept.add(object(), 1, n % 2 == 0)
    return lambda: kept.take(size // 2)


def early(size: int, *names: str) -> Peer:
    peer = Peer(4, Controller(clock=Clock()))
    peer.take("hello")
    peer.feed(peer.hello())
    peer.take("features_request")
    made = {"packet_in": packet_in, "port_status": lambda: message.port_status(xid=0, desc=ofp.port_desc(port_no=1))}
    for name in names:
        peer.feed(made[name]().pack())
    return peer


@case
def a_packet_in_before_the_switch_is_up(size: int) -> Callable[[], object]:
    """More of them are kept than there is room for: the first message is one that stays."""
    peer = early(size, "port_status", *["packet_in"] * (size - 1))
    frame = packet_in().pack()
    return lambda: peer.feed(frame)


@case
def a_port_status_that_takes_the_place_of_an_early_packet_in(size: int) -> Callable[[], object]:
    peer = early(size, *["port_status"] * (size - 3), *["packet_in"] * 3)
    frame = message.port_status(xid=0, desc=ofp.port_desc(port_no=1)).pack()
    return lambda: peer.feed(frame)


def waiting(size: int) -> Transactions:
    transactions = Transactions(Clock(), lambda data: None, Xids(), Options(max_in_flight=0))
    for n in range(size):
        transactions.request(message.barrier_request(xid=n + 1000)).addErrback(lambda _: None)
    return transactions


@case
def a_reply_among_those_waited_for(size: int) -> Callable[[], object]:
    transactions = waiting(size)
    reply = message.barrier_reply(xid=1000 + size // 2)
    return lambda: transactions.received(reply, 8)


@case
def a_reply_nobody_waits_for(size: int) -> Callable[[], object]:
    transactions = waiting(size)
    return lambda: transactions.received(message.barrier_reply(xid=5), 8)


@case
def an_error_that_quotes_a_request(size: int) -> Callable[[], object]:
    transactions = waiting(size)
    quoted = message.barrier_request(xid=1000 + size // 2).pack()
    return lambda: transactions.received(message.bad_request_error_msg(xid=5, data=quoted), 20)


@case
def a_reply_when_others_are_held_back(size: int) -> Callable[[], object]:
    transactions = Transactions(Clock(), lambda data: None, Xids(), Options(max_in_flight=2))
    for n in range(size):
        transactions.request(message.barrier_request(xid=n + 1000)).addErrback(lambda _: None)
    return lambda: transactions.received(message.barrier_reply(xid=1000), 8)


@case
def a_request_given_up_when_many_are_remembered(size: int) -> Callable[[], object]:
    transactions = waiting(1)
    transactions.LATE = size  # type: ignore[misc]
    transactions.late(range(5000, 5000 + size), drop=True)
    return lambda: transactions.late((7,), drop=True)


def changes(size: int, errors: int = 0) -> tuple[Peer, list[int]]:
    peer = Peer(4, Controller(clock=Clock())).handshake()
    assert isinstance(peer.protocol.subject, Switch)
    mods = [message.flow_add() for _ in range(size)]
    peer.protocol.subject.apply(*mods).addErrback(lambda _: None)
    xids: list[int] = [mod.xid for mod in mods]
    for xid in xids[:errors]:
        peer.send(error(xid))
    return peer, xids


@case
def an_error_about_one_of_many_changes(size: int) -> Callable[[], object]:
    peer, xids = changes(size)
    frame = error(xids[-1]).pack()
    return lambda: peer.feed(frame)


@case
def an_error_about_changes_when_many_have_failed(size: int) -> Callable[[], object]:
    peer, xids = changes(size, size - 1)
    frame = error(xids[-1]).pack()
    return lambda: peer.feed(frame)


@case
def an_error_about_a_change_when_many_wait_for_a_barrier(size: int) -> Callable[[], object]:
    peer, xids = changes(1)
    for _ in range(size):
        peer.protocol.subject.apply(message.flow_add()).addErrback(lambda _: None)  # type: ignore[attr-defined]
    frame = error(xids[-1]).pack()
    return lambda: peer.feed(frame)


@case
def a_log_line_when_many_are_remembered(size: int) -> Callable[[], object]:
    limiter = LogLimiter(size=size)
    for n in range(size + 1):
        limiter.check(str(n), "reason", 0)
    return lambda: limiter.check("another", "reason", 0)


@case
def a_log_line_held_back(size: int) -> Callable[[], object]:
    limiter = LogLimiter(size=size)
    for n in range(size):
        limiter.check(str(n), "reason", 0)
    return lambda: limiter.check(str(size // 2), "reason", 1)


@case
def a_handshake_that_is_done_when_many_wait(size: int) -> Callable[[], object]:
    gate: Gate[int] = Gate(1)
    for n in range(size):
        gate.arrive(n, "host")
        gate.enter(n, lambda: None)
    return lambda: gate.leave(0)


@case
def one_deadline_more(size: int) -> Callable[[], object]:
    deadlines = Deadlines(Clock())

    class Item:
        timeout = 5.0

        def expire(self) -> None:
            """Never."""

    for _ in range(size):
        deadlines.add(Item())
    item = Item()

    def both() -> None:
        deadlines.add(item)
        deadlines.discard(item)

    return both


@case
def a_packet_in_when_many_coroutines_run(size: int) -> Callable[[], object]:
    peer = Peer(4, Options(async_backlog=0)).handshake()
    waits: list[Deferred[None]] = []

    async def slow(owner: Any, msg: Any) -> None:
        waits.append(Deferred())
        await waits[-1]

    peer.protocol.register("packet_in", slow)
    frame = packet_in().pack()
    for _ in range(size):
        peer.feed(frame)
    return lambda: peer.feed(frame)


@case
def a_packet_in_beside_many_handlers_of_others(size: int) -> Callable[[], object]:
    controller = Controller(clock=Clock())
    for _ in range(size):
        controller.add_handler("flow_removed", lambda switch, msg: None)
        controller.add_handler("packet_in", lambda switch, msg: None, dpid=77)
    controller.add_handler("packet_in", lambda switch, msg: True)
    peer = Peer(4, controller).handshake()
    frame = packet_in().pack()
    peer.feed(frame)  # resolves them, once
    return lambda: peer.feed(frame)


@pytest.mark.parametrize("name", CASES)
def test_a_message_costs_the_same_whatever_is_there(name: str) -> None:
    make = CASES[name]
    make(10)()  # what the first run compiles and caches is nobody's growth
    few, many = work(make(40)), work(make(1000))
    assert few == many, f"{few} steps among 40, {many} among 1000"


def test_a_large_read_costs_as_much_as_its_messages() -> None:
    """Messages that wait for their turn are not copied from turn to turn."""

    def make(size: int) -> Callable[[], object]:
        peer = Peer(4, Options(frames_per_turn=32)).handshake()
        data = packet_in().pack() * size

        def feed() -> None:
            peer.feed(data)
            peer.clock.pump([0] * (size // 32 + 1))
            assert peer.protocol.counters.messages == 3 + size

        return feed

    check_linear(make, 320)


def test_the_end_costs_as_much_as_what_waits() -> None:
    def make(size: int) -> Callable[[], object]:
        transactions = waiting(size)
        from oftwist.errors import Disconnected

        return lambda: transactions.fail_all(Disconnected("over"))

    check_linear(make, 200)


def test_the_end_of_a_large_batch_costs_as_much_as_the_batch() -> None:
    def make(size: int) -> Callable[[], object]:
        peer, _ = changes(size)
        return peer.transport.end

    check_linear(make, 500)
