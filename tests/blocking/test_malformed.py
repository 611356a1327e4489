"""Malformed input is the normal case of a switch test: counted, logged, passed over, and nothing stops working."""

from __future__ import annotations

import logging
import random
import struct
import threading
from typing import Any

import pytest

from oftwist.blocking import Controller
from tests.support.blocking_support import FOREVER, PATIENCE, Peer, connected, eventually


def still_works(controller: Controller, peer: Peer) -> bool:
    peer.send(peer.ofp.message.packet_in(xid=424242))
    msg, _ = controller.poll(peer.ofp.OFPT_PACKET_IN, PATIENCE)
    return msg is not None and msg.xid == 424242


def test_a_failing_handler_costs_nothing_else(pair: tuple[Controller, Peer], caplog: pytest.LogCaptureFixture) -> None:
    controller, peer = pair

    def handler(*args: Any) -> Any:
        raise KeyError("oops")

    controller.register(peer.ofp.OFPT_ECHO_REPLY, handler)
    with caplog.at_level(logging.ERROR, "controller"):
        for number in range(3):
            peer.send(peer.ofp.message.echo_reply(xid=number))
            assert controller.poll(peer.ofp.OFPT_ECHO_REPLY, PATIENCE)[0].xid == number
    assert "echo_reply" in caplog.text
    assert "oops" in caplog.text
    assert still_works(controller, peer)


@pytest.mark.parametrize(
    "body",
    [
        "{v:02x}0600090000000101",  # a features reply of one byte
        "{v:02x}0a000900000001ff",  # a packet-in of one byte
        "{v:02x}01000900000001ff",  # an error of one byte
        "7f0000080000000a",  # a version nobody has, not a HELLO (type 0 is)
        "7f0a00080000000a",
        "000a00080000000a",
        "ff0a00080000000a",
    ],
)
def test_a_bad_body_or_version_is_counted_and_passed_over(
    body: str, pair: tuple[Controller, Peer], caplog: pytest.LogCaptureFixture
) -> None:
    controller, peer = pair
    raw = bytes.fromhex(body.format(v=peer.version))
    with caplog.at_level(logging.WARNING, "controller"):
        peer.sock.sendall(raw)
        assert still_works(controller, peer)
    assert controller.parse_errors == (0 if raw[1] == 0 else 1)
    if controller.parse_errors:
        assert "Could not parse message" in caplog.text
        assert raw[:8].hex(" ") in caplog.text


def cut(version: int, number: int, xid: int) -> bytes:
    """A message of a type with one byte of a body that is longer."""
    return struct.pack("!BBHLB", version, number, 9, xid, 0)


def saying(peer: Peer, *raws: Any) -> Peer:
    """Answer everything with bytes: ``raw(xid)`` each."""

    def answer(msg: Any) -> None:
        peer.sock.sendall(b"".join(raw(msg.xid) for raw in raws))

    return peer.answering(answer)


@pytest.mark.parametrize("kind", ["get_config_reply", "error_msg", "experimenter", "stats_reply"])
def test_a_malformed_answer_ends_its_transaction_at_once(
    kind: str, pair: tuple[Controller, Peer], caplog: pytest.LogCaptureFixture
) -> None:
    controller, peer = pair
    number = getattr(peer.ofp.message, kind).type
    saying(peer, lambda xid: cut(peer.version, number, xid))
    msg = controller.ofp.message.get_config_request()
    with caplog.at_level(logging.WARNING, "controller"):
        assert controller.transact(msg, FOREVER) == (None, None)
    assert f"No response for xid {msg.xid} (get_config_request): the answer is malformed: {kind}" in caplog.text
    assert "at offset" in caplog.text
    assert "Could not parse message of 9 bytes" in caplog.text
    assert controller.parse_errors == 1
    assert controller.mailbox.answers.waiting == {}
    assert still_works(controller, peer)


@pytest.mark.parametrize("name", ["packet_in", "flow_removed", "port_status", "flow_mod", "packet_out"])
def test_what_is_malformed_and_no_reply_ends_no_transaction(name: str, pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    number = getattr(peer.ofp.message, name).type
    saying(
        peer,
        lambda xid: cut(peer.version, number, xid),
        lambda xid: cut(0x7F, 8, xid),  # no reply of any version
        lambda xid: cut(peer.version, 8, xid + 1),  # of another request
        lambda xid: peer.ofp.message.get_config_reply(xid=xid).pack(),
    )
    msg = controller.ofp.message.get_config_request()
    assert controller.transact(msg, PATIENCE)[0].xid == msg.xid
    assert controller.parse_errors == 3


def test_a_malformed_answer_ends_one_of_two_with_the_same_xid(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    got: list[Any] = []

    def ask() -> None:
        got.append(controller.transact(controller.ofp.message.get_config_request(xid=5), PATIENCE))

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    assert [peer.recv().xid, peer.recv().xid] == [5, 5]
    peer.sock.sendall(cut(peer.version, 8, 5))
    assert eventually(lambda: got == [(None, None)])
    peer.send(peer.ofp.message.get_config_reply(xid=5))
    for thread in threads:
        thread.join(PATIENCE)
    assert got[1][0].xid == 5


def test_a_malformed_answer_in_a_handler(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    got: list[Any] = []

    def handler(_: Controller, msg: Any, raw: bytes) -> bool:
        got.append(controller.transact(controller.ofp.message.get_config_request(xid=5), 60))
        return True

    controller.register(controller.ofp.OFPT_PACKET_IN, handler)
    saying(peer, lambda xid: cut(peer.version, 8, xid))
    peer.send(peer.packet_in())
    assert eventually(lambda: got == [(None, None)])


@pytest.mark.parametrize("length", [0, 1, 7])
def test_a_length_below_8_ends_the_connection_with_that_reason(length: int, pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    peer.send(peer.packet_in(xid=1))
    peer.sock.sendall(struct.pack("!BBHL", peer.version, 10, length, 1))
    assert controller.wait_disconnected(PATIENCE)
    assert controller.disconnect_reason is not None
    assert str(length) in controller.disconnect_reason
    assert controller.socket_errors == 1
    assert controller.poll(peer.ofp.OFPT_PACKET_IN, 0)[0].xid == 1
    assert controller.poll(timeout=PATIENCE) == (None, None)  # at once


def test_random_input_never_hangs(version: int) -> None:
    random_bytes = random.Random(version).randbytes
    for size in (1, 9, 300, 5000):
        with connected(version=version) as (controller, peer):
            peer.sock.sendall(bytes([version]) + random_bytes(size))
            peer.close()
            assert controller.wait_disconnected(PATIENCE)
            controller.clear_queue()
            assert controller.poll(timeout=PATIENCE) == (None, None)


def test_messages_in_pieces_and_in_one_piece(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    data = b"".join(peer.packet_in(xid=number).pack() for number in range(5))
    for byte in data:
        peer.sock.sendall(bytes([byte]))
    peer.sock.sendall(data)
    got = [controller.poll(timeout=PATIENCE)[0].xid for _ in range(10)]
    assert got == [*range(5), *range(5)]
