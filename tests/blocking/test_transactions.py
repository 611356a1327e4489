"""Transactions: any number at once, in handlers, with any xid; a lost one harms no other. 1.0 and 1.3."""

from __future__ import annotations

import threading
from typing import Any

from oftwist import loxi
from oftwist.blocking import Controller
from tests.support.blocking_support import PATIENCE, Peer, connected, eventually


def test_a_timed_out_transaction_harms_no_later_one(version: int) -> None:
    def answer(msg: Any) -> list[Any]:
        ofp = loxi.protocol(version)
        if type(msg).__name__ == "barrier_request":
            return [ofp.message.barrier_reply(xid=msg.xid)]
        return []

    with connected(answer, version=version) as (controller, _):
        for _ in range(3):
            silent = controller.ofp.message.get_config_request()
            assert controller.transact(silent, 0.02) == (None, None)
            assert controller.transact(controller.ofp.message.barrier_request(), PATIENCE)[0] is not None
        assert controller.mailbox.answers.waiting == {}


def test_a_late_reply_is_queued_not_taken_for_another(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    msg = controller.ofp.message.barrier_request()
    assert controller.transact(msg, 0.02) == (None, None)
    peer.send(peer.ofp.message.barrier_reply(xid=msg.xid))
    assert controller.poll(peer.ofp.OFPT_BARRIER_REPLY, PATIENCE)[0].xid == msg.xid


def test_transactions_of_many_threads_at_once(version: int) -> None:
    """Answered in the wrong order, each thread gets its own."""
    held: list[Any] = []

    def answer(msg: Any) -> list[Any]:
        held.append(loxi.protocol(version).message.barrier_reply(xid=msg.xid))
        if len(held) < 8:
            return []
        out = held[::-1]
        held.clear()
        return out

    with connected(answer, version=version) as (controller, _):
        results: list[bool] = []

        def ask() -> None:
            msg = controller.ofp.message.barrier_request()
            reply, _ = controller.transact(msg, PATIENCE)
            results.append(reply is not None and reply.xid == msg.xid)

        threads = [threading.Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
        assert results == [True] * 8


def test_xid_0_is_matched(version: int) -> None:
    with connected(None, version=version) as (controller, _):
        reply, _ = controller.transact(controller.ofp.message.barrier_request(xid=0), PATIENCE)
        assert reply.xid == 0


def test_the_same_xid_twice_at_once(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    got: list[Any] = []

    def ask() -> None:
        got.append(controller.transact(controller.ofp.message.barrier_request(xid=5), PATIENCE)[0])

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    assert [peer.recv().xid, peer.recv().xid] == [5, 5]
    peer.send(peer.ofp.message.barrier_reply(xid=5))
    peer.send(peer.ofp.message.barrier_reply(xid=5))
    for thread in threads:
        thread.join(PATIENCE)
    assert [reply.xid for reply in got] == [5, 5]


def test_transact_in_a_handler_while_the_test_transacts(version: int) -> None:
    with connected(None, version=version) as (controller, peer):
        ok: list[bool] = []

        def handler(_: Controller, msg: Any, raw: bytes) -> bool:
            ok.append(controller.transact(controller.ofp.message.barrier_request(), PATIENCE)[0] is not None)
            return True

        controller.register(controller.ofp.OFPT_PACKET_IN, handler)
        for _ in range(20):
            peer.send(peer.packet_in())
            assert controller.transact(controller.ofp.message.barrier_request(), PATIENCE)[0] is not None
        assert eventually(lambda: len(ok) == 20)
        assert all(ok)
