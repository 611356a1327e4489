"""The end of a connection: what stays readable, who is woken, what is said about it, and the next connection."""

from __future__ import annotations

import logging
import socket
import struct
import threading
from typing import Any

import pytest

from oftwist.blocking import Controller
from tests.support.blocking_support import FOREVER, PATIENCE, Peer, connected, eventually, running


def test_an_error_followed_by_a_close_can_be_polled(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    peer.send(peer.ofp.message.hello_failed_error_msg(xid=3, code=0))
    peer.close()
    assert controller.wait_disconnected(PATIENCE)
    error, _ = controller.poll(peer.ofp.OFPT_ERROR, PATIENCE)
    assert error.xid == 3


def test_the_queue_lives_until_the_next_connection(version: int) -> None:
    with connected(version=version, reaccept=True) as (controller, peer):
        peer.send(peer.packet_in())
        peer.close()
        assert controller.wait_disconnected(PATIENCE)
        assert len(controller.packets) == 1
        with Peer.to(controller):
            assert controller.connect(PATIENCE)
            assert controller.packets == []


@pytest.mark.parametrize("what", ["poll", "transact", "wait_disconnected"])
def test_waiters_return_at_once_when_the_connection_ends(what: str, pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    call = {
        "poll": lambda: controller.poll(peer.ofp.OFPT_PACKET_IN, FOREVER),
        "transact": lambda: controller.transact(controller.ofp.message.barrier_request(), FOREVER),
        "wait_disconnected": lambda: controller.wait_disconnected(FOREVER),
    }[what]
    timer = threading.Timer(0.05, peer.close)
    timer.start()
    result = call()
    assert result == (True if what == "wait_disconnected" else (None, None))
    assert controller.disconnect_reason == "closed by the switch"
    timer.join()
    assert controller.poll(peer.ofp.OFPT_PACKET_IN, FOREVER) == (None, None)
    assert not controller.connect(FOREVER)


@pytest.mark.parametrize("what", ["poll", "transact", "connect"])
def test_waiters_return_at_once_on_shutdown(what: str, version: int) -> None:
    with connected(version=version, reaccept=True) as (controller, peer):
        if what == "connect":
            controller.disconnect()
        timer = threading.Timer(0.05, controller.shutdown)
        timer.start()
        if what == "poll":
            assert controller.poll(timeout=FOREVER) == (None, None)
        elif what == "transact":
            assert controller.transact(peer.ofp.message.barrier_request(), FOREVER) == (None, None)
        else:
            assert controller.connect(FOREVER) is False
        timer.join()


def test_the_end_says_what_was_pending(pair: tuple[Controller, Peer], caplog: pytest.LogCaptureFixture) -> None:
    controller, peer = pair
    timer = threading.Timer(0.05, peer.close)
    timer.start()
    with caplog.at_level(logging.WARNING, "controller"):
        controller.transact(controller.ofp.message.barrier_request(xid=77), PATIENCE)
    assert "closed by the switch; pending: barrier_request xid=77" in caplog.text
    timer.join()


def test_a_reset_is_a_reason(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    peer.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    peer.sock.close()
    assert controller.wait_disconnected(PATIENCE)
    assert controller.disconnect_reason
    assert controller.socket_errors == 1


def test_leftover_input_does_not_survive_a_disconnect(version: int) -> None:
    with connected(version=version, reaccept=True) as (controller, peer):
        peer.sock.sendall(peer.packet_in().pack()[:-3])
        peer.close()
        assert controller.wait_disconnected(PATIENCE)
        with Peer.to(controller) as again:
            assert controller.connect(PATIENCE)
            again.send(again.packet_in(xid=5))
            assert controller.poll(timeout=PATIENCE)[0].xid == 5
            assert controller.parse_errors == 0


def test_more_than_one_connection_per_life_active(version: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        with running(switch="127.0.0.1", port=server.getsockname()[1], version=version) as controller:
            for _ in range(3):
                assert controller.connect(PATIENCE)
                with Peer(server.accept()[0], version) as peer:
                    assert type(peer.recv()).__name__ == "hello"
                    peer.send(peer.packet_in())
                    assert controller.poll(peer.ofp.OFPT_PACKET_IN, PATIENCE)[0] is not None
                assert controller.wait_disconnected(PATIENCE)


@pytest.mark.parametrize("again", [False, True], ids=["disconnect", "next connection"])
def test_what_a_handler_leaves_does_not_survive(version: int, again: bool) -> None:
    """A handler is at work, two messages wait for it and one behind them: all of that goes with the connection."""
    with connected(version=version, reaccept=True) as (controller, peer):
        at_work, go_on = threading.Event(), threading.Event()
        seen: list[int] = []

        def handler(controller: Controller, msg: Any, raw: bytes) -> None:
            seen.append(msg.xid)
            at_work.set()
            go_on.wait(PATIENCE)

        controller.register(controller.ofp.OFPT_PACKET_IN, handler)
        for number in range(3):
            peer.send(peer.packet_in(xid=number))
        peer.send(peer.ofp.message.barrier_reply(xid=9))
        assert at_work.wait(PATIENCE)
        assert eventually(lambda: controller.mailbox.thread.turns == 4)
        if again:
            peer.close()
            assert controller.wait_disconnected(PATIENCE)
            peer = Peer.to(controller)
            assert controller.connect(PATIENCE)
        else:
            controller.disconnect()
        go_on.set()
        assert eventually(lambda: not controller.mailbox.thread.busy)
        assert controller.packets == [] and seen == [0]
        if again:
            peer.send(peer.ofp.message.barrier_reply(xid=10))
            assert controller.poll(timeout=PATIENCE)[0].xid == 10
            peer.close()
