"""`oftwist.loxi.connection` against a peer in a thread: short reads, replies, errors, the end."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

import oftwist.loxi.of13 as ofp
from oftwist import wire
from oftwist.loxi import connection
from oftwist.loxi.connection import Connection, TransactionError, connect, connect_unix
from oftwist.wire.framer import Framer

Answer = Callable[[object], bytes]


def serve(sock: socket.socket, answer: Answer, piece: int) -> None:
    """Answer each message; what is sent goes out in pieces of so many bytes."""
    framer = Framer()
    with sock:
        while data := sock.recv(4096):
            for frame in framer.receive(data):
                out = answer(wire.decode(frame))
                for at in range(0, len(out), piece):
                    sock.sendall(out[at : at + piece])


@contextmanager
def connected(answer: Answer, piece: int = 4096) -> Iterator[Connection]:
    ours, theirs = socket.socketpair()
    peer = threading.Thread(target=serve, args=(theirs, answer, piece), daemon=True)
    peer.start()
    con = Connection(ours)
    con.daemon = True
    con.start()
    try:
        yield con
    finally:
        con.stop()
        peer.join(10)
        assert not peer.is_alive() and not con.is_alive()


def switch(msg):
    """Two parts for flow stats, an error for a barrier, echo; silence for the rest."""
    if msg.type == ofp.OFPT_ECHO_REQUEST:
        return ofp.message.echo_reply(xid=msg.xid, data=msg.data).pack()
    if msg.type == ofp.OFPT_BARRIER_REQUEST:
        return ofp.message.bad_request_error_msg(xid=msg.xid, code=1).pack()
    if msg.type == ofp.OFPT_STATS_REQUEST:
        parts = [
            ofp.message.flow_stats_reply(xid=msg.xid, flags=1, entries=[ofp.flow_stats_entry(priority=1)]),
            ofp.message.packet_in(xid=0, data=b"between"),
            ofp.message.flow_stats_reply(xid=msg.xid, entries=[ofp.flow_stats_entry(priority=2)]),
        ]
        return b"".join(part.pack() for part in parts)
    return b""


@pytest.mark.parametrize("piece", [1, 7, 4096])
def test_transact(piece: int) -> None:
    with connected(switch, piece) as con:
        reply = con.transact(ofp.message.echo_request(data=b"x" * 100))
        assert reply == ofp.message.echo_reply(xid=1, data=b"x" * 100)
        assert con.next_xid == 2
        assert con.transact(ofp.message.echo_request(xid=77)).xid == 77
        assert con.rx == []


def test_an_error_fails_the_transaction() -> None:
    with connected(switch) as con:
        with pytest.raises(TransactionError) as caught:
            con.transact(ofp.message.barrier_request())
        assert caught.value.msg == ofp.message.bad_request_error_msg(xid=1, code=1)
        assert str(caught.value) == caught.value.args[0]
        assert "bad_request_error_msg" in str(caught.value)
        assert caught.value.args[1] is caught.value.msg


def test_no_reply_fails_the_transaction() -> None:
    with connected(switch) as con, pytest.raises(TransactionError, match=r"no reply in 0\.05 s"):
        con.transact(ofp.message.get_config_request(), timeout=0.05)


def test_multipart_goes_on_until_the_last_part() -> None:
    with connected(switch) as con:
        entries = con.transact_multipart(ofp.message.flow_stats_request())
        assert [entry.priority for entry in entries] == [1, 2]
        assert con.recv_class(ofp.message.packet_in).data == b"between"
        found = con.transact_multipart_generator(ofp.message.flow_stats_request())
        assert next(found).priority == 1


def test_receiving_by_predicate_takes_the_oldest_and_leaves_the_rest() -> None:
    with connected(switch) as con:
        for xid in (5, 6, 5):
            con.send(ofp.message.echo_request(xid=xid, data=bytes([xid])))
        assert con.recv_xid(6).data == b"\6"
        assert con.recv(lambda msg: msg.data == b"\5").xid == 5
        assert con.recv_any().xid == 5
        assert con.recv_any(timeout=0.01) is None
        assert con.recv_class(ofp.message.hello, timeout=0) is None


def test_who_waits_looks_at_each_message_once() -> None:
    """However many have gathered; and at all of them again when another thread has taken one."""
    asked: list[int] = []
    came = threading.Event()

    def answer(msg):
        return b"".join(ofp.message.packet_in(xid=number, data=b"x").pack() for number in range(200))

    def wanted(msg) -> bool:
        asked.append(msg.xid)
        if msg.xid == 199:
            came.set()
        return bool(msg.xid == 300)

    with connected(answer, piece=50) as con:
        waiting = threading.Thread(target=con.recv, args=(wanted, 10))
        waiting.start()
        con.send(ofp.message.hello())
        assert came.wait(10)
        assert asked == list(range(200))
        assert con.recv_xid(7).xid == 7
        with con._arrived:
            con.rx.append(ofp.message.packet_in(xid=300))
            con._arrived.notify_all()
        waiting.join(10)
        assert not waiting.is_alive()
        assert asked[200:] == [*(number for number in range(200) if number != 7), 300]


def test_the_end_of_the_stream_releases_who_waits() -> None:
    ours, theirs = socket.socketpair()
    con = Connection(ours)
    con.start()
    theirs.sendall(ofp.message.hello(xid=9).pack()[:5])
    waiting = threading.Timer(0.05, theirs.close)
    waiting.start()
    assert con.recv_any(timeout=30) is None  # long before 30 s
    con.join(10)
    assert con.finished and not con.is_alive()
    con.stop()


def test_messages_that_came_before_the_end_can_still_be_read() -> None:
    ours, theirs = socket.socketpair()
    con = Connection(ours)
    con.start()
    with theirs:
        theirs.sendall(ofp.message.hello(xid=9).pack())
    con.join(10)
    assert con.recv_any(timeout=0).xid == 9


def test_a_message_that_cannot_be_decoded_is_dropped(caplog: pytest.LogCaptureFixture) -> None:
    with connected(lambda msg: bytes.fromhex("04 0a 000a 00000001 0000") + switch(msg)) as con:
        assert con.transact(ofp.message.echo_request()).xid == 1
    assert "cannot be decoded" in caplog.text


def test_bytes_that_are_no_openflow_end_it(caplog: pytest.LogCaptureFixture) -> None:
    with connected(lambda msg: switch(msg) + b"GET / HTTP/1.0\r\n"[:2] + bytes(8)) as con:
        con.send(ofp.message.echo_request())
        assert con.recv_class(ofp.message.echo_reply).xid == 1
        con.join(10)
        assert con.finished
    assert "this is no OpenFlow" in caplog.text


def test_connect_exchanges_hellos() -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    got = []

    def peer() -> None:
        sock, _ = listener.accept()
        serve(sock, lambda msg: got.append(msg) or ofp.message.hello(xid=3).pack(), 3)

    thread = threading.Thread(target=peer, daemon=True)
    thread.start()
    con = connect("127.0.0.1", listener.getsockname()[1])
    assert con.daemon and con.is_alive() and not con.finished
    con.stop()
    thread.join(10)
    listener.close()
    assert [(msg.type, msg.version, msg.xid) for msg in got] == [(0, 5, 1)]  # 1.4, the established default


def test_connect_unix_with_a_version(tmp_path) -> None:
    path = str(tmp_path / "s")
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen()
    versions = []

    def peer() -> None:
        sock, _ = listener.accept()
        serve(sock, lambda msg: versions.append(msg.version) or ofp.message.hello(xid=3).pack(), 100)

    thread = threading.Thread(target=peer, daemon=True)
    thread.start()
    con = connect_unix(path, ofp=ofp)
    con.stop()
    thread.join(10)
    listener.close()
    assert versions == [4]


def test_a_peer_without_hello(monkeypatch: pytest.MonkeyPatch) -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    monkeypatch.setattr(connection.Connection.recv, "__defaults__", (0.05,))
    with listener, pytest.raises(TransactionError, match="no hello"):
        connect("127.0.0.1", listener.getsockname()[1])
