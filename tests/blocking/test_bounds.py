"""The bounds of the queue: what is dropped, what never is, and what it costs."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from typing import cast

import pytest

import oftwist.loxi.of13 as of13
from oftwist import wire
from oftwist.blocking.answers import Answers
from oftwist.blocking.diagnostics import Rarely
from oftwist.blocking.error_log import ErrorLog
from oftwist.blocking.mailbox import Line, Mailbox
from oftwist.blocking.packets import PacketQueue
from oftwist.blocking.selecting import is_spare, matcher
from oftwist.blocking.settings import Settings
from oftwist.blocking.waiting import Entry
from tests.support.blocking_support import PATIENCE, connected, eventually
from tests.support.counting import work


def test_a_full_queue_keeps_replies_and_errors(version: int, caplog: pytest.LogCaptureFixture) -> None:
    with connected(version=version, max_pkts=100) as (controller, peer):
        with caplog.at_level(logging.WARNING, "controller"):
            peer.send(peer.ofp.message.bad_request_error_msg(xid=1, code=0))
            peer.send(peer.ofp.message.barrier_reply(xid=2))
            for number in range(1600):
                peer.send(peer.packet_in(xid=1000 + number))
            assert eventually(lambda: controller.packets_total == 1602)
        assert controller.packets_expired == 1502
        assert caplog.text.count("queue is full") == 1
        assert controller.poll(peer.ofp.OFPT_ERROR, 0)[0].xid == 1
        assert controller.poll(peer.ofp.OFPT_BARRIER_REPLY, 0)[0].xid == 2
        assert controller.poll(timeout=0)[0].xid == 1000 + 1600 - 98


def test_replies_give_way_to_replies(version: int) -> None:
    with connected(version=version, max_pkts=2) as (controller, peer):
        for number in range(4):
            peer.send(peer.ofp.message.barrier_reply(xid=number))
        peer.send(peer.packet_in(xid=9))
        assert eventually(lambda: controller.packets_total == 5)
        assert [msg.xid for msg, _ in controller.packets] == [2, 3]
        assert controller.packets_expired == 3


def test_max_pkts_0_keeps_nothing(version: int) -> None:
    with connected(version=version, max_pkts=0) as (controller, peer):
        peer.send(peer.packet_in())
        peer.send(peer.ofp.message.barrier_reply())
        assert eventually(lambda: controller.packets_expired == 2)
        assert controller.packets == []


def test_an_unbounded_queue(version: int) -> None:
    with connected(version=version, max_pkts=None) as (controller, peer):
        peer.sock.sendall(peer.packet_in().pack() * 3000)
        assert eventually(lambda: len(controller.packets) == 3000)
        assert controller.packets_expired == 0


# --- which message goes ----------------------------------------------------------------------------------------


def firm(number: int) -> Entry:
    return of13.message.barrier_reply(xid=number), b"firm"


def spare(number: int) -> Entry:
    return of13.message.packet_in(xid=number), b"spare"


class Limit:
    def __init__(self, max_pkts: int | None) -> None:
        self.max_pkts = max_pkts


class Plain:
    """The rule as it reads: the oldest asynchronous message goes, else the oldest one; but none for such a one."""

    def __init__(self, limit: int) -> None:
        self.items: list[Entry] = []
        self.limit = limit

    def put(self, entry: Entry) -> None:
        while len(self.items) >= self.limit:
            oldest = next((index for index, (_, raw) in enumerate(self.items) if raw == b"spare"), None)
            if oldest is None:
                if entry[1] == b"spare" or not self.items:
                    return
                oldest = 0
            del self.items[oldest]
        self.items.append(entry)


@pytest.mark.parametrize("seed", range(30))
def test_the_rule_whatever_a_test_does_to_the_list(seed: int) -> None:
    """Messages come and are polled, the list is changed by others: what is kept is what the plain rule keeps."""
    rng = random.Random(seed)
    limit = Limit(rng.choice((1, 2, 5, 20)))
    queue, plain = PacketQueue(limit, is_spare), Plain(limit.max_pkts or 0)
    mostly = rng.random()
    for number in range(600):
        entry = (firm if rng.random() < mostly else spare)(number)
        step = rng.randrange(12)
        if step < 8 or not plain.items:
            queue.put(entry)
            plain.put(entry)
        elif step == 8:
            match = rng.choice((None, is_spare, lambda msg: not is_spare(msg)))
            found = queue.take(match)
            if found is not None:
                plain.items.remove(found)
        elif step == 9:
            index = rng.randrange(len(plain.items))
            for items in (queue.items, plain.items):
                items.pop(index)
        elif step == 10:
            index = rng.randrange(len(plain.items) + 1)
            for items in (queue.items, plain.items):
                items.insert(index, entry)
        else:
            index, to = rng.randrange(len(plain.items)), rng.randrange(len(plain.items) + 1)
            for items in (queue.items, plain.items):
                items.insert(to, items.pop(index))
        if step == 11 and rng.random() < 0.1:
            limit.max_pkts = plain.limit = rng.choice((1, 2, 5, 20))
        if rng.random() < 0.05:
            assert queue.items == plain.items
    assert queue.items == plain.items


def test_a_list_that_somebody_holds_and_changes() -> None:
    queue = PacketQueue(Limit(5), is_spare)
    held = queue.items
    for number in range(6):
        queue.put(firm(number))
    held.pop(1)
    queue.put(spare(6))
    queue.put(firm(7))
    assert [(msg.xid, raw) for msg, raw in held] == [(number, b"firm") for number in (1, 3, 4, 5, 7)]


# --- what one more message costs, counted ----------------------------------------------------------------------


def full_of_errors(size: int) -> Callable[[], object]:
    queue = PacketQueue(Limit(size), is_spare)
    for number in range(size + 10):
        queue.put(firm(number))
    return lambda: queue.put(firm(0))


def errors_then_packet_ins(size: int) -> Callable[[], object]:
    queue = PacketQueue(Limit(size), is_spare)
    for number in range(size - 3):
        queue.put(firm(number))
    for number in range(10):
        queue.put(spare(number))
    return lambda: queue.put(spare(0))


def packet_ins_then_errors(size: int) -> Callable[[], object]:
    queue = PacketQueue(Limit(size), is_spare)
    for number in range(size):
        queue.put(spare(number))
    for _ in range(10):
        queue.put(firm(0))
    return lambda: queue.put(firm(0))


def many_poll_for_something_else(size: int) -> Callable[[], object]:
    queue = PacketQueue(Limit(None), is_spare)
    for _ in range(size):
        queue.take_or_join(matcher("barrier_reply", 4))
    return lambda: queue.put(spare(0))


def many_poll_for_it(size: int) -> Callable[[], object]:
    queue = PacketQueue(Limit(None), is_spare)
    for _ in range(size):
        queue.take_or_join(matcher("packet_in", 4))
    return lambda: queue.put(spare(0))


def many_wait_for_the_same_answer(size: int) -> Callable[[], object]:
    answers = Answers()
    for _ in range(size):
        answers.begin(7, None)
    return lambda: answers.take(7)


def many_wait_for_other_answers(size: int) -> Callable[[], object]:
    answers = Answers()
    for number in range(size):
        answers.begin(number, None)
    return lambda: answers.take(0)


def an_error_after_many(size: int) -> Callable[[], object]:
    """With a line in the log that names its request."""
    log = ErrorLog(QUIET)
    for number in range(size):
        log.sent(number, of13.message.barrier_request(xid=number))
        log.note(of13.message.bad_request_error_msg(xid=number, code=number % 2), None)
    return lambda: log.note(of13.message.bad_match_error_msg(xid=size - 1), None)


def a_message_with_many_errors_kept(size: int) -> Callable[[], object]:
    mailbox = Mailbox(Settings(), None, "test", of13, QUIET, None)
    line = cast("Line", None)
    raw = of13.message.bad_request_error_msg(xid=1, code=1).pack()
    error = wire.decode(raw)
    for _ in range(size + 3000):  # beyond the bound of the queue, and of the lines in the log
        mailbox.received(line, error, raw, None)
    return lambda: mailbox.received(line, error, raw, None)


QUIET = logging.getLogger("tests.quiet")
QUIET.propagate = False
QUIET.addHandler(logging.NullHandler())
CASES = (
    full_of_errors,
    errors_then_packet_ins,
    packet_ins_then_errors,
    many_poll_for_something_else,
    many_poll_for_it,
    many_wait_for_the_same_answer,
    many_wait_for_other_answers,
    an_error_after_many,
    a_message_with_many_errors_kept,
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_one_more_costs_the_same_however_many_there_are(case: Callable[[int], Callable[[], object]]) -> None:
    work(case(50))  # what the first run compiles
    assert work(case(50)) == work(case(2000))


def test_a_flood_of_errors_is_no_flood_of_lines(caplog: pytest.LogCaptureFixture) -> None:
    """Each kind of error has its first thousand lines, then every thousandth; all of them are found again."""
    with connected(max_pkts=10) as (controller, peer):
        with caplog.at_level(logging.WARNING, "controller"):
            data = peer.ofp.message.bad_request_error_msg(xid=7, code=1).pack()
            peer.sock.sendall(data * 5000 + peer.ofp.message.bad_match_error_msg(xid=8, code=0).pack())
            assert eventually(lambda: controller.errors_for(8))
            assert eventually(lambda: any("OFPET_BAD_MATCH" in record.getMessage() for record in list(caplog.records)))
        lines = [record.getMessage() for record in caplog.records if "Received error" in record.getMessage()]
        assert len(lines) == 1000 + 4 + 1
        assert "(the 1000th such line; every 1000th is written)" in lines[999]
        assert "(the 5000th such line" in lines[1003]
        assert "OFPET_BAD_MATCH" in lines[1004]
        assert len(controller.errors_for(7)) == 5000


def test_what_cannot_be_decoded_is_no_flood_of_lines_either(caplog: pytest.LogCaptureFixture) -> None:
    with connected(max_pkts=10) as (controller, peer):
        with caplog.at_level(logging.WARNING, "controller"):
            peer.sock.sendall(bytes((4, 10, 0, 9, 0, 0, 0, 1, 0)) * 3000 + peer.ofp.message.barrier_reply(xid=8).pack())
            assert controller.poll("barrier_reply", PATIENCE)[0].xid == 8
        lines = [record.getMessage() for record in caplog.records if "Could not parse" in record.getMessage()]
        assert len(lines) == 1000 + 2 and "(the 3000th such line" in lines[-1]
        assert controller.parse_errors == 3000


def test_nor_is_a_handler_that_always_fails(caplog: pytest.LogCaptureFixture) -> None:
    with connected(max_pkts=10) as (controller, peer):
        controller.register(controller.ofp.OFPT_PACKET_IN, lambda *_: 1 // 0)
        with caplog.at_level(logging.WARNING, "controller"):
            peer.sock.sendall(peer.packet_in().pack() * 2000 + peer.ofp.message.barrier_reply(xid=8).pack())
            assert controller.poll("barrier_reply", PATIENCE)[0].xid == 8
        assert len([record for record in caplog.records if record.exc_info]) == 1000 + 1


def test_kinds_of_lines_are_bounded() -> None:
    """A peer chooses what its errors are called: it cannot make the table grow."""
    rarely = Rarely(lines=4, kinds=5)
    found = [rarely.more(number) for number in range(20)]
    assert found.count("") == 5 + 3 and found.count(None) == 15 - 3 - 3  # fifteen that count as one
    assert [rarely.more(0) for _ in range(4)] == ["", "", " (the 4th such line; every 4th is written)", None]
    rarely.clear()
    assert rarely.more(0) == ""
