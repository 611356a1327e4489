"""The handshake without any transport: a table of cases, and the table of states itself."""

from __future__ import annotations

import ast
import inspect
import itertools
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from oftwist import loxi, wire
from oftwist.connection import session as session_module
from oftwist.connection.options import Options
from oftwist.connection.session import (
    TABLE,
    Close,
    Deliver,
    Done,
    Input,
    Note,
    Outcome,
    Send,
    Session,
    State,
    bad_request,
    echo_reply,
    foreign,
    negotiate,
    offered_versions,
)


def hello(version: int, *versions: int, words: int = 1) -> bytes:
    elements = b""
    if versions:
        bits = sum(1 << one for one in versions)
        elements = bytes([0, 1, 0, 4 + 4 * words]) + bits.to_bytes(4, "big") + bytes(4 * words - 4)
        elements += bytes(-len(elements) % 8)
    return bytes([version, 0, 0, 8 + len(elements), 0, 0, 0, 1]) + elements


@pytest.mark.parametrize(
    ("ours", "theirs", "version"),
    [
        ({1, 2, 3, 4, 5, 6}, hello(1), 1),
        ({1, 2, 3, 4, 5, 6}, hello(6), 6),
        ({1, 2, 3, 4, 5, 6}, hello(0x63), 6),
        ({1, 2, 3, 4, 5}, hello(6), 5),  # Open vSwitch with everything on
        ({1, 4}, hello(4, 1, 4), 4),
        ({1, 4}, hello(5, 1, 5), 1),  # the bitmap wins over the headers
        ({1, 4}, hello(6, 1, 2, 3, 4, 5, 6), 4),
        ({1, 4}, hello(3), None),
        ({4}, hello(1), None),
        ({4}, hello(6, 6), None),
        ({4}, hello(0), None),
        ({1}, hello(6, 1, 4), 1),  # without our bitmap the headers decide
        ({1}, hello(6, 4), 1),
        ({2, 3}, hello(6, 1), 3),
        ({4}, hello(1, 1, 4), 4),
        ({4, 5}, hello(7, 4, 7), 4),
        ({6}, hello(6, 6, words=9), 6),
    ],
)
def test_negotiate(ours: set[int], theirs: bytes, version: int | None) -> None:
    assert negotiate(frozenset(ours), theirs) == version


def test_offered_versions() -> None:
    assert offered_versions(hello(4)) is None
    assert offered_versions(hello(4, 1, 4)) == {1, 4}
    assert offered_versions(hello(4, 31)) == {31}
    unknown_first = hello(4)[:8] + bytes.fromhex("00090005ff000000") + hello(4, 4)[8:]
    assert offered_versions(unknown_first) == {4}


@pytest.mark.parametrize(
    ("data", "name"),
    [(b"GET / HTTP", "HTTP"), (b"\x16\x03\x01", "TLS"), (b"SSH-2", "SSH"), (b"\x04\x00\x00\x08", None), (b"", None)],
)
def test_foreign(data: bytes, name: str | None) -> None:
    assert foreign(data) == name


def test_echo_reply_keeps_everything_but_the_type() -> None:
    raw = bytes.fromhex("0402000c12345678cafebabe")
    assert echo_reply(raw) == bytes.fromhex("0403000c12345678cafebabe")


def test_bad_request_of_a_stub() -> None:
    ofp: Any = loxi.protocol(4)
    error = wire.decode(bad_request(ofp, None, b"\x04\xff"))
    assert (error.xid, error.code, error.data) == (0, ofp.OFPBRC_BAD_TYPE, b"\x04\xff")


def make(**options: Any) -> Session:
    xids = itertools.count(1)
    session = Session(Options(**options), lambda: next(xids))
    session.start()
    return session


def receive(session: Session, msg: Any) -> list[Any]:
    return session.receive(msg, msg.pack())


def test_our_hello() -> None:
    for versions, raw in (
        ({1}, "0100000800000001"),
        ({1, 3}, "0300000800000001"),
        ({1, 4}, "04000010000000010001000800000012"),
        (set(range(1, 7)), "0600001000000001000100080000007e"),
    ):
        xids = itertools.count(1)
        session = Session(Options(versions=frozenset(versions)), lambda xids=xids: next(xids))  # type: ignore[misc]
        assert session.start() == [Send(bytes.fromhex(raw))]


def test_the_table_is_complete() -> None:
    live = (State.HELLO, State.FEATURES, State.PORTS, State.READY)
    messages = [one for one in Input if one not in (Input.MADE, Input.UNDECODABLE)]
    once = {(State.START, Input.MADE), (State.FEATURES, Input.UNDECODABLE), (State.PORTS, Input.UNDECODABLE)}
    assert set(TABLE) == set(itertools.product(live, messages)) | once
    assert all(hasattr(Session, "_" + rule.method) and rule.states for rule in TABLE.values())


def test_one_place_changes_the_state() -> None:
    """The lookup in the table; and what a method leads to is what the table says."""
    tree = ast.parse(inspect.getsource(session_module))
    changes = [
        function.name
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Attribute) and node.attr == "state" and isinstance(node.ctx, ast.Store)
    ]
    assert changes == ["__init__", "_go"]
    session = Session(Options(), lambda: 1)
    session._say_hello = lambda: Outcome(State.READY, [])  # type: ignore[method-assign]
    with pytest.raises(AssertionError, match="which no rule says"):
        session.start()


def ways(version: int, options: dict[str, Any]) -> Iterator[tuple[State, Input, State]]:
    """Every step that messages make, from each state that messages lead to."""
    ofp: Any = loxi.protocol(version)
    message = ofp.message
    error = message.bad_request_error_msg

    def menu(xid: int) -> list[Any]:
        """What can come; ``xid`` is that of our own request."""
        found = [
            hello(version),
            hello(version, version) if version >= 4 else hello(version),
            hello(0),
            message.echo_request(xid=1),
            error(xid=xid, code=1),
            error(xid=99, code=1),
            message.packet_in(xid=0),
            message.features_reply(xid=xid, datapath_id=1),
            message.features_reply(xid=xid, datapath_id=2),
            "a reply that cannot be decoded",
        ]
        if version >= 4:
            reply = message.port_desc_stats_reply
            found += [message.features_reply(xid=xid, datapath_id=1, auxiliary_id=1)]
            found += [reply(xid=xid), reply(xid=xid, flags=1), reply(xid=99)]
            found += [reply(xid=xid, entries=[ofp.port_desc(port_no=1)] * 3)]
        return found

    def step(session: Session, item: Any) -> tuple[State, Input, State]:
        before = session.state
        if isinstance(item, str):
            session.undecodable(session._xid, item)
            return before, Input.UNDECODABLE, session.state
        msg, raw = (None, item) if isinstance(item, bytes) else (item, item.pack())
        happened = session._classify(msg, raw)
        session.receive(msg, raw)
        return before, happened, session.state

    yield State.START, Input.MADE, State.HELLO
    paths: list[tuple[int, ...]] = [()]
    while paths:
        path = paths.pop()
        for choice in range(len(menu(1))):
            session = make(**options)
            for earlier in path:
                step(session, menu(session._xid)[earlier])
            way = step(session, menu(session._xid)[choice])
            yield way
            if way[0] is not way[2]:
                paths.append((*path, choice))


def test_every_way_of_the_table_is_gone_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_module, "MAX_PORTS", 2)
    gone: set[tuple[State, Input, State]] = set()
    for version in (1, 4):
        for options in ({}, {"close_on_violation": False}, {"request_features": False}, {"request_ports": False}):
            gone |= set(ways(version, {"versions": frozenset({version}), **options}))
    gone = {way for way in gone if way[:2] in TABLE or way[0] is not way[2]}
    assert gone == {(at, happened, after) for (at, happened), rule in TABLE.items() for after in rule.states}


def test_the_page_shows_the_table() -> None:
    """``python docs/handshake.py`` writes it."""
    path = Path(__file__).parents[2] / "docs" / "handshake.py"
    drawing = runpy.run_path(str(path))
    page = drawing["PAGE"].read_text(encoding="utf-8")
    assert page == drawing["written"](page), "run: python docs/handshake.py"
    assert page.count(drawing["BEGIN"]) == page.count(drawing["END"]) == 1
    assert "START    --> HELLO\n" in page and "choose version" in page


def test_the_long_way() -> None:
    session = make()
    ofp: Any = loxi.protocol(5)
    (ask,) = session.receive(None, hello(5))
    request = wire.decode(ask.data)
    assert (type(request).__name__, request.version, session.version) == ("features_request", 5, 5)
    assert receive(session, ofp.message.packet_in(xid=0)) == [Deliver()]
    assert receive(session, ofp.message.echo_request(xid=7, data=b"x")) == [
        Send(ofp.message.echo_reply(xid=7, data=b"x").pack())
    ]
    (ask,) = receive(session, ofp.message.features_reply(xid=request.xid, datapath_id=9))
    request = wire.decode(ask.data)
    assert type(request).__name__ == "port_desc_stats_request"
    assert session.state is State.PORTS
    (note,) = session.receive(None, hello(5))
    assert isinstance(note, Note)
    other = ofp.message.port_desc_stats_reply(xid=request.xid + 5)
    assert receive(session, other) == [Deliver()]
    assert receive(session, ofp.message.port_desc_stats_reply(xid=request.xid)) == [Done()]
    assert session.state is State.READY
    assert receive(session, ofp.message.bad_request_error_msg(xid=4, code=1)) == [Deliver()]


def test_features_twice_with_another_datapath_id() -> None:
    session = make()
    ofp: Any = loxi.protocol(4)
    session.receive(None, hello(4))
    receive(session, ofp.message.features_reply(xid=2, datapath_id=1))
    (note,) = receive(session, ofp.message.features_reply(xid=2, datapath_id=1))
    assert isinstance(note, Note)
    (close,) = receive(session, ofp.message.features_reply(xid=2, datapath_id=2))
    assert isinstance(close, Close)
    assert session.state is State.CLOSED
    assert receive(session, ofp.message.echo_request(xid=1)) == []


def test_features_refused() -> None:
    session = make()
    ofp: Any = loxi.protocol(4)
    (ask,) = session.receive(None, hello(4))
    assert receive(session, ofp.message.bad_request_error_msg(xid=99, code=1)) == [Deliver()]
    (close,) = receive(session, ofp.message.bad_request_error_msg(xid=wire.decode(ask.data).xid, code=1))
    assert "refused the features request" in close.reason


def test_violations_can_be_let_through() -> None:
    session = make(close_on_violation=False)
    ofp: Any = loxi.protocol(4)
    (note,) = receive(session, ofp.message.features_reply(xid=1))
    assert isinstance(note, Note)
    assert session.state is State.HELLO


def test_no_error_answers() -> None:
    session = make(answer_errors=False, versions=frozenset({4}))
    (close,) = session.receive(None, hello(1))
    assert isinstance(close, Close)


def test_auxiliary_connections_are_not_asked_for_ports() -> None:
    session = make()
    ofp: Any = loxi.protocol(4)
    session.receive(None, hello(4))
    assert receive(session, ofp.message.features_reply(xid=2, auxiliary_id=1)) == [Done()]
