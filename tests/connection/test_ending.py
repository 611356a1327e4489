"""What happens after the end of a connection, wherever it ends: in a handler, in a turn within a turn, outside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from twisted.internet.task import Clock

from oftwist import Controller, connection
from oftwist.connection.options import Options
from oftwist.controller.switch import Switch
from oftwist.errors import Disconnected, NegotiationFailed
from tests.support.core_peer import Peer

#: Everything that puts bytes on the wire, and says whether it could by what it raises or fires.
SENDING: dict[str, Callable[[Any], Any]] = {
    "send": lambda one: one.send(one.ofp.message.barrier_request()),
    "send_raw": lambda one: one.send_raw(b"12345678"),
    "transact": lambda one: one.transact(one.ofp.message.barrier_request()),
    "request": lambda one: one.request(one.ofp.message.barrier_request()),
    "stats": lambda one: one.stats(one.ofp.message.flow_stats_request()),
    "barrier": lambda one: one.barrier(),
    "ping": lambda one: one.ping(),
    "apply": lambda one: one.apply(one.ofp.message.flow_add()),
}
ENDS: dict[str, Callable[[Any], Any]] = {
    "disconnect": lambda protocol: protocol.disconnect("enough"),
    "abort": lambda protocol: protocol.abort("enough"),
    "lost": lambda protocol: protocol.transport.end(),
}


def outcome(do: Callable[[Any], Any], one: Any, peer: Peer) -> str:
    """Say what became of it when the connection is down."""
    try:
        result = do(one)
    except Disconnected as error:
        return f"Disconnected {error}"
    if hasattr(result, "addErrback"):
        results: list[Any] = []
        result.addBoth(results.append)
        peer.transport.full = False
        peer.transport.end()
        return f"{results[0].type.__name__} {results[0].value}" if results else "nothing"
    return f"returned {result}"


@pytest.mark.parametrize("held", [False, True], ids=["down at once", "closing for a while"])
@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("name", SENDING)
@pytest.mark.parametrize("where", ["outside", "in a handler", "in a long read", "in a turn within a turn"])
def test_sending_after_the_end(where: str, name: str, end: str, held: bool) -> None:
    peer = Peer(4, Controller(clock=Clock())).handshake()
    switch = peer.protocol.subject
    assert isinstance(switch, Switch)
    peer.transport.full = held
    outcomes: list[str] = []

    def act() -> None:
        switch.send_raw(b"before12")
        ENDS[end](peer.protocol)
        outcomes.append(outcome(SENDING[name], switch, peer))

    if where == "outside":
        act()
    elif where == "in a turn within a turn":
        switch.register("port_status", lambda owner, msg: act())

        def feed(owner: Any, msg: Any) -> None:
            switch.send_raw(b"outside1")
            peer.send(peer.ofp.message.port_status(xid=0, desc=peer.port(1)))

        switch.register("packet_in", feed)
        peer.send(peer.packet_in())
    else:
        switch.register("packet_in", lambda owner, msg: act() if msg.xid == 1 else None)
        peer.send(*[peer.packet_in(n) for n in range(100 if where == "in a long read" else 2)])
    why = "closed by the switch" if end == "lost" else "enough"
    assert outcomes == [f"Disconnected {why}"]
    sent = peer.raw()
    if end == "disconnect":  # what came before the end is out, in order, whatever turn it was written in
        assert sent == (b"outside1" if where == "in a turn within a turn" else b"") + b"before12"
    assert b"12345678" not in sent


def test_what_is_received_after_the_end_makes_nothing_sent() -> None:
    peer = Peer(4, Options(close_timeout=1)).handshake()
    peer.transport.full = True
    peer.protocol.disconnect("enough")
    peer.send(peer.ofp.message.echo_request(xid=1), peer.packet_in())
    peer.feed(b"\x04\x0a\x00\x09\0\0\0\x04\0" + b"\x04\x63\x00\x08\0\0\0\x04")
    assert peer.raw() == b""
    peer.clock.advance(1)
    assert not peer.protocol.connected


def test_who_learns_of_a_bad_answer_may_close_the_connection() -> None:
    """The rest of what is to be done about it is not done, and nothing is raised."""
    peer = Peer(4).handshake()
    done = peer.protocol.request(peer.ofp.message.get_config_request(xid=5))
    done.addErrback(lambda _: peer.protocol.disconnect("enough"))
    peer.raw()
    peer.feed(b"\x04\x08\x00\x09\0\0\0\x05\0")
    assert peer.protocol.disconnect_reason == "enough"
    assert peer.raw() == b""


def test_a_predicate_that_raises_costs_its_poll_only() -> None:
    peer = Peer(4, Options(inbox=True)).handshake()
    failed: list[Any] = []
    bad = peer.protocol.poll(lambda msg: msg.no_such_member)
    bad.addErrback(failed.append)
    good = peer.protocol.poll(lambda msg: msg.xid == 7)
    peer.send(peer.packet_in(7), peer.packet_in(8))
    assert failed[0].type is AttributeError
    got: list[Any] = []
    good.addCallback(got.append)
    assert got[0].xid == 7
    peer.protocol.poll(lambda msg: 1 / 0).addErrback(failed.append)
    assert failed[1].type is ZeroDivisionError
    assert [msg.xid for msg in peer.protocol.inbox.pending] == [8]


@pytest.mark.parametrize(
    "how",
    [
        lambda peer: peer.transport.end(),
        lambda peer: peer.protocol.abort("enough"),
        lambda peer: peer.clock.advance(10),
        lambda peer: peer.feed(b"GET / HTTP/1.1\r\n\r\n"),
        lambda peer: peer.feed(bytes.fromhex("0000000800000001")),
        lambda peer: peer.send(peer.features(1)),
        lambda peer: (peer.feed(peer.hello()), peer.send(peer.features(peer.received()[-1].xid, dpid=13))),
    ],
    ids=["lost", "aborted", "late", "not OpenFlow", "no common version", "too early", "refused"],
)
def test_a_connection_that_never_was_usable(how: Callable[[Peer], Any]) -> None:
    controller = Controller(clock=Clock(), authorize=lambda connection, dpid: "no" if dpid == 13 else None)
    peer = Peer(1, controller)
    failed: list[Any] = []
    ready = peer.protocol.when_ready()
    request = peer.protocol.request(peer.protocol.ofp.message.barrier_request(), 100)
    for one in (ready, request):
        one.addErrback(failed.append)
    how(peer)
    assert not peer.protocol.connected
    peer.protocol.when_ready().addErrback(failed.append)
    peer.protocol.poll("hello").addErrback(failed.append)
    assert [failure.type for failure in failed] == [NegotiationFailed] * 4
    assert {failure.value.reason for failure in failed} == {peer.protocol.disconnect_reason}


@pytest.mark.parametrize("options", [Options(), Options(handshake=False)], ids=["up", "raw"])
def test_one_that_was_usable_is_disconnected(options: Options) -> None:
    peer = Peer(4, options)
    if options.handshake:
        peer.handshake()
    failed: list[Any] = []
    peer.protocol.barrier().addErrback(failed.append)
    peer.transport.end()
    peer.protocol.when_ready().addErrback(failed.append)
    assert [failure.type for failure in failed] == [Disconnected] * 2


def test_the_names_of_the_room() -> None:
    for name in connection.__all__:
        assert getattr(connection, name).__module__.startswith("oftwist.connection.")
    with pytest.raises(AttributeError, match="no attribute 'Gone'"):
        connection.Gone  # noqa: B018
