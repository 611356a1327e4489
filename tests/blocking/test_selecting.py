"""Which messages a poll or a handler means, also messages that are registered while it is at it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

import oftwist.loxi.of13 as of13
from oftwist import loxi, wire
from oftwist.blocking.selecting import is_answer, is_spare, matcher
from oftwist.loxi import extensions
from oftwist.loxi import fields as f
from tests.support.blocking_support import PATIENCE, connected

SAMPLE = 0x00B10C01
NAMES = ("hello", "error_msg", "echo_request", "packet_in", "flow_removed", "port_status", "barrier_reply", "flow_mod")
#: Of kinds that have only derived classes: one of these.
MADE = {"flow_mod": "flow_add", "error_msg": "bad_request_error_msg"}


def raw(xid: int) -> bytes:
    return of13.message.experimenter(xid=xid, experimenter=SAMPLE, subtype=3, data=b"").pack()


@contextmanager
def registered() -> Iterator[None]:
    """An experimenter's message that nobody knew before."""
    message = f.family("message")
    before = extensions.registered()
    loxi.register(
        message("sample_header", SAMPLE, parent="message.experimenter", by="subtype", since=f.OF12),
        message("sample_note", 3, parent="message.sample_header", since=f.OF12),
    )
    try:
        yield
    finally:
        extensions.unregister(*[one for one in extensions.registered() if one not in before])


def test_a_poll_for_a_message_that_is_named_before_it_is_registered() -> None:
    with connected(version=4) as (controller, peer):
        for _ in range(2):  # and again after it was taken away
            with pytest.raises(ValueError, match="sample_note"):
                controller.poll("sample_note", 0)
            peer.sock.sendall(raw(1))
            assert type(controller.poll("experimenter", PATIENCE)[0]) is of13.message.experimenter
            with registered():
                peer.sock.sendall(raw(2))
                msg, _ = controller.poll("sample_note", PATIENCE)
                assert (type(msg).__name__, msg.xid) == ("sample_note", 2)
                peer.sock.sendall(raw(3))
                assert controller.poll("experimenter", PATIENCE)[0].xid == 3
                peer.sock.sendall(raw(4))
                assert controller.poll(of13.message.sample_header, PATIENCE)[0].xid == 4


def test_a_handler_for_a_message_that_is_named_before_it_is_registered() -> None:
    with connected(version=4) as (controller, peer):
        seen: list[int] = []
        controller.register("sample_note", lambda controller, msg, raw: seen.append(msg.xid) or True)
        peer.sock.sendall(raw(1))
        assert controller.poll("experimenter", PATIENCE)[0].xid == 1
        with registered():
            peer.sock.sendall(raw(2))
            peer.send(peer.ofp.message.barrier_reply(xid=9))
            assert controller.poll("barrier_reply", PATIENCE)[0].xid == 9
        assert seen == [2]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("written_for", loxi.version_names)
def test_a_number_a_name_and_a_class_mean_the_kind_in_every_version(name: str, written_for: int) -> None:
    """All kinds against all: what is wanted is matched, and nothing else."""
    number = getattr(loxi.protocol(written_for).message, name).type
    cls = getattr(loxi.protocol(written_for).message, name)
    for wanted in (int(number), name, cls):
        match = matcher(wanted, written_for)
        assert match is not None
        assert match is matcher(wanted, written_for)  # the same for all who wait for it
        for version in loxi.version_names:
            for other in NAMES:
                made = getattr(loxi.protocol(version).message, MADE.get(other, other))(xid=1)
                assert bool(match(wire.decode(made.pack()))) is (other == name), (wanted, version, other)


def test_any_and_nonsense() -> None:
    assert matcher(None, 4) is None and matcher("all", 4) is None
    assert matcher(len, 4) is len
    for nonsense in (3.5, (1, 2), b"hello"):
        with pytest.raises(TypeError):
            matcher(nonsense, 4)  # type: ignore[arg-type]
    with connected(version=4) as (controller, _):
        for wrong in (3.5, len):
            with pytest.raises(TypeError):
                controller.register(wrong, print)  # type: ignore[arg-type]


def test_handlers_are_found_whatever_way_they_came_and_went() -> None:
    """By number, also numbers that nobody has, class and name; set in the dictionary itself, and taken away again."""
    seen: list[object] = []

    def handler(name: object) -> Any:
        return lambda controller, msg, raw: seen.append((name, msg.type)) or True

    unknown = [bytes((4, number, 0, 8, 0, 0, 0, number)) for number in (0xC8, 0xC9)]
    with connected(version=4) as (controller, peer):

        def sent(*messages: bytes) -> list[object]:
            seen.clear()
            peer.sock.sendall(b"".join(messages) + peer.ofp.message.barrier_reply(xid=1).pack())
            assert controller.poll("barrier_reply", PATIENCE)[0] is not None
            return list(seen)

        packet_in = peer.packet_in().pack()
        controller.register(0xC8, handler("200"))
        assert sent(*unknown, packet_in) == [("200", 0xC8)]
        controller.register(0xC9, handler("201"))
        assert sent(*unknown) == [("200", 0xC8), ("201", 0xC9)]
        controller.handlers["packet_in"] = handler("name")
        assert sent(packet_in, unknown[0]) == [("name", 10), ("200", 0xC8)]
        controller.register(of13.message.packet_in, handler("class"))
        del controller.handlers["packet_in"]
        assert sent(packet_in) == [("class", 10)]
        controller.register(of13.message.packet_in, None)
        controller.register("all", lambda controller, msg, raw: seen.append("all"))
        assert sent(packet_in, unknown[0]) == ["all", ("200", 0xC8), "all"]


@pytest.mark.parametrize("version", loxi.version_names)
def test_what_answers_and_what_may_go(version: int) -> None:
    """For each message of a version: what a switch sends by itself answers nothing, and goes first."""
    ofp = loxi.protocol(version)
    for number, cls in ofp.message.message.subtypes.items():
        name = cls.__name__
        by_itself = name in (
            "echo_request", "packet_in", "flow_removed", "port_status", "role_status", "table_status", "requestforward",
            "controller_status",
        )  # fmt: skip
        obj = object.__new__(cls)
        assert is_spare(obj) is by_itself, name
        assert is_answer(obj) is not (by_itself or name == "hello"), (name, number)
