"""The bounds of the queue: what is dropped, what never is, and what it costs."""

from __future__ import annotations

import logging

import pytest

from tests.support.blocking_support import connected, eventually


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
