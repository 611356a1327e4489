"""The network and the learning switch in the words of Ryu, by request and by WebSocket."""

from __future__ import annotations

import json
from typing import Any

import pytest

# The extra has it; the oldest Twisted that the core runs with has not.
pytest.importorskip("twisted.web.websocket")
from wsproto.events import TextMessage

from oftwist.apps import LearningSwitch
from oftwist.http import HttpApp, HttpService, HttpSettings
from oftwist.http.ryu import sockets
from oftwist.http.ryu.live import called, packet_text
from oftwist.packet import Ethernet, IPv4, Udp, build
from oftwist.testing import FakeSwitch, MemoryEndpoint
from tests.support.http_client import Stage, request_bytes
from tests.support.web_socket import WebSocket
from tests.support.world import World


class NetworkStage(Stage):
    """Two switches with a link between them and two hosts each, and the API.

    Attributes:
        world: the network.
    """

    def __init__(self, *apps: object) -> None:
        self.world = world = World.ring(2, [4], *apps)
        self.clock, self.controller, self.openflow = world.clock, world.controller, world.endpoint
        self.switches = {switch.datapath_id: switch for switch in world.network.switches}
        self.http = MemoryEndpoint()
        self.app = HttpApp(self.controller, topology=world.topology)
        self.service = HttpService(self.app, HttpSettings(), self.http)
        self.service.startService()
        self.settle()


def port(dpid: int, number: int) -> dict[str, str]:
    """What is told of a port of a simulated switch."""
    return {
        "dpid": f"{dpid:016x}",
        "port_no": f"{number:08x}",
        "hw_addr": f"02:00:00:{dpid:02x}:00:{number:02x}",
        "name": f"s{dpid}-eth{number}",
    }


def test_switches() -> None:
    stage = Stage(versions={1: 4, 0xAB: 1})
    ports = [port(1, number) for number in range(1, 5)]
    first, second = stage.get("/v1.0/topology/switches")
    assert first == {"dpid": "0000000000000001", "ports": ports}
    assert second["dpid"] == "00000000000000ab"
    assert stage.get("/v1.0/topology/switches/00000000000000ab") == [second]
    assert stage.get("/v1.0/topology/switches/00000000000000ff") == []
    assert stage.ask("GET", "/v1.0/topology/switches/nonsense").status == 400


def test_sixteen_digits_are_hexadecimal_here() -> None:
    stage = Stage(versions={0x1234567890123456: 4})
    assert len(stage.get("/v1.0/topology/switches/1234567890123456")) == 1


def test_no_topology_no_links() -> None:
    stage = Stage(versions={1: 4})
    for path in ("links", "links/0000000000000001", "hosts", "hosts/0000000000000001"):
        assert stage.get(f"/v1.0/topology/{path}") == []


def test_links_and_hosts() -> None:
    stage = NetworkStage()
    stage.world.run(3)
    told = stage.get("/v1.0/topology/links")
    ends = {(one["src"]["dpid"][-1], one["src"]["port_no"][-1], one["dst"]["dpid"][-1]) for one in told}
    links = stage.world.topology.links
    assert len(told) == len(ends) == 2 * len(links) > 0
    assert all(set(one) == {"src", "dst"} for one in told)
    assert all(one["src"] == port(int(one["src"]["dpid"], 16), int(one["src"]["port_no"], 16)) for one in told)
    half = stage.get("/v1.0/topology/links/0000000000000001")
    assert half == [one for one in told if one["src"]["dpid"] == "0000000000000001"] and len(half) == len(links)

    frame = build(Ethernet(2, 0x020000000099), IPv4(1, 2), Udp(67, 68), b"")
    stage.switches[1].packet_in(1, frame)
    arp = bytes.fromhex("ffffffffffff020000000099080600010800060400010200000000990a0000070000000000000a000001")
    stage.switches[1].packet_in(1, arp)
    stage.world.run(1)
    (host,) = stage.get("/v1.0/topology/hosts")
    assert host == {"mac": "02:00:00:00:00:99", "ipv4": ["10.0.0.7"], "ipv6": [], "port": port(1, 1)}
    assert stage.get("/v1.0/topology/hosts/0000000000000001") == [host]
    assert stage.get("/v1.0/topology/hosts/0000000000000002") == []


# --- events


def test_events_of_the_network() -> None:
    stage = NetworkStage()
    socket = WebSocket(stage, "/v1.0/topology/ws")
    assert socket.accepted
    stage.world.run(3)
    calls = socket.take()
    assert [call["id"] for call in calls] == list(range(1, len(calls) + 1))
    assert all(set(call) == {"jsonrpc", "id", "method", "params"} and call["jsonrpc"] == "2.0" for call in calls)
    assert {call["method"] for call in calls} == {"event_link_add"}
    assert sorted(json.dumps(call["params"][0]) for call in calls) == sorted(
        json.dumps(one) for one in stage.get("/v1.0/topology/links")
    )
    # A client answers what it was called with; nobody waits for that.
    socket.send({"id": 1, "jsonrpc": "2.0", "result": ""})
    assert socket.take() == []

    third = FakeSwitch(3, 4, ports=2, clock=stage.clock)
    stage.world.connect(third)
    stage.world.run(0.5)
    (call,) = socket.take()
    assert call["method"] == "event_switch_enter"
    assert call["params"] == [{"dpid": "0000000000000003", "ports": [port(3, 1), port(3, 2)]}]
    third.disconnect()
    stage.world.run(0.5)
    (call,) = socket.take()
    assert (call["method"], call["params"][0]["dpid"]) == ("event_switch_leave", "0000000000000003")

    stage.world.network.set_link(stage.world.network.links[0], False)
    stage.world.run(1)
    gone = socket.take()
    assert [call["method"] for call in gone] == ["event_link_delete"] * 2
    assert gone[0]["params"][0]["src"] == gone[1]["params"][0]["dst"]

    stage.switches[1].packet_in(1, build(Ethernet(2, 0x020000000099), IPv4(1, 2), Udp(67, 68), b""))
    stage.world.run(1)
    (call,) = socket.take()
    assert (call["method"], call["params"][0]["mac"]) == ("event_host_add", "02:00:00:00:00:99")


def handlers(stage: Stage) -> list[Any]:
    """Those of the events a socket listens to."""
    events = ("switch_up", "switch_down", "link_up", "link_down", "host_up")
    return [stage.controller.handlers.for_event(event, 1) for event in events]


def test_a_client_that_goes_leaves_nothing_behind() -> None:
    stage = Stage(versions={1: 4})
    before = handlers(stage)
    first, second = (WebSocket(stage, "/v1.0/topology/ws") for _ in range(2))
    assert handlers(stage) != before
    assert len(stage.service.site.connections) == 2
    first.wire.transport.loseConnection()
    stage.settle()
    second.close()
    assert second.wire.closed
    assert handlers(stage) == before
    assert not stage.service.site.connections


def test_a_client_that_is_gone_is_found_by_pings() -> None:
    stage = Stage()
    alive, dead = (WebSocket(stage, "/v1.0/topology/ws") for _ in range(2))
    dead.mute = True
    for _ in range(4):
        stage.clock.advance(sockets.PING)
        alive.look()
        dead.look()
    assert dead.wire.closed and dead.pings == 1
    assert not alive.wire.closed and alive.pings == 4


def test_a_client_that_does_not_read_is_dropped() -> None:
    stage = Stage(versions={1: 4})
    socket = WebSocket(stage, "/v1.0/topology/ws")
    (channel,) = stage.service.site.connections
    channel.pauseProducing()  # as its transport does, when too much waits
    for _ in range(sockets.BEHIND):
        stage.controller.handlers.for_event("switch_up", 1)[-1](stage.controller.switches[1])
    stage.settle()
    assert not socket.wire.closed
    channel.resumeProducing()
    channel.pauseProducing()
    for _ in range(sockets.BEHIND + 1):
        stage.controller.handlers.for_event("switch_up", 1)[-1](stage.controller.switches[1])
    stage.settle()
    assert socket.wire.closed


@pytest.mark.parametrize("pieces", [1, 100])
def test_a_message_without_end_ends_the_connection(pieces: int) -> None:
    stage = Stage()
    socket = WebSocket(stage, "/v1.0/topology/ws")
    size = sockets.LARGEST // pieces
    for _ in range(pieces + 1):
        if socket.wire.closed:
            break
        socket.write(socket.codec.send(TextMessage("x" * size, message_finished=False)))
    assert socket.wire.closed
    assert not stage.service.site.connections


@pytest.mark.parametrize("junk", [b"\xff" * 20, b"\x81\x05hello", b"\x83\x80\0\0\0\0", b"\x89\xfe\xff\xff" + bytes(8)])
def test_junk_ends_the_connection(junk: bytes) -> None:
    """Frames that are reserved, not masked, of no kind, too long for what they are."""
    stage = Stage()
    socket = WebSocket(stage, "/v1.0/topology/ws")
    socket.wire.transport.write(junk)
    stage.settle()
    socket.wire.transport.write(junk)
    stage.settle()
    assert socket.wire.closed
    assert not stage.service.site.connections


KEY = {"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version": "13"}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 426),
        ({"Connection": "Upgrade", "Upgrade": "h2c", **KEY}, 426),
        ({"Connection": "Upgrade", "Upgrade": "websocket", **KEY, "Sec-WebSocket-Version": "8"}, 426),
        ({"Connection": "close", "Upgrade": "websocket", **KEY}, 400),
        ({"Connection": "Upgrade", "Upgrade": "websocket", **KEY, "Sec-WebSocket-Key": None}, 400),
        ({"Connection": "Upgrade", "Upgrade": "websocket", **KEY, "Origin": "http://evil.example"}, 403),
        ({"Connection": "Upgrade", "Upgrade": "websocket", **KEY, "Host": "evil.example"}, 421),
        ({"Connection": "Upgrade", "Upgrade": "websocket", **KEY, "Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
def test_what_is_no_websocket_of_ours(headers: dict[str, Any], status: int) -> None:
    stage = Stage()
    wire = stage.dial()
    wire.transport.write(request_bytes("GET", "/v1.0/topology/ws", None, headers))
    stage.settle()
    assert wire.received.startswith(f"HTTP/1.1 {status} ".encode())


def test_a_page_of_ours_may() -> None:
    assert WebSocket(Stage(), "/v1.0/topology/ws", {"Origin": "http://localhost"}).accepted


def test_credentials_are_asked_for() -> None:
    stage = Stage(HttpSettings(token="s3cret"))
    wire = stage.dial()
    wire.transport.write(request_bytes("GET", "/v1.0/topology/ws", None, {"Upgrade": "websocket", **KEY}))
    stage.settle()
    assert wire.received.startswith(b"HTTP/1.1 401 ")
    assert WebSocket(stage, "/v1.0/topology/ws", {"Authorization": "Bearer s3cret"}).accepted


# --- the learning switch


FRAME = build(Ethernet(0xFFFFFFFFFFFF, 0x020000000001), IPv4(0x0A000001, 0x0A000002), Udp(67, 68), b"hello")


def learning() -> Stage:
    stage = Stage(versions={1: 4})
    stage.controller.add_app(LearningSwitch(), introduce=True)
    stage.settle()
    return stage


def test_mac_table() -> None:
    stage = learning()
    path = "/simpleswitch/mactable/0000000000000001"
    assert stage.get(path) == {}
    stage.switches[1].receive(3, FRAME)
    stage.settle()
    assert stage.get(path) == {"02:00:00:00:00:01": 3}
    answer = stage.ask("PUT", path, {"mac": "02:00:00:00:00:02", "port": 2})
    assert answer.status == 200
    assert answer.json == {"02:00:00:00:00:01": 3, "02:00:00:00:00:02": 2} == stage.get(path)
    for body in ({}, {"mac": "x", "port": 1}, {"mac": "02:00:00:00:00:02"}, {"mac": "02:00:00:00:00:02", "port": 99}):
        assert stage.ask("PUT", path, body).status == 400
    assert stage.ask("PUT", path, b"{").status == 400
    assert stage.ask("GET", "/simpleswitch/mactable/0000000000000002").status == 404
    assert Stage(versions={1: 4}).ask("GET", path).status == 404


def test_packets_and_calls() -> None:
    stage = learning()
    socket = WebSocket(stage, "/simpleswitch/ws")
    stage.switches[1].receive(3, FRAME)
    (text,) = socket.take()
    assert text.startswith("ethernet(dst='ff:ff:ff:ff:ff:ff',")
    assert "ipv4(" in text and "src='10.0.0.1'" in text and "udp(" in text
    socket.send({"jsonrpc": "2.0", "id": 1, "method": "get_arp_table", "params": {}})
    assert socket.take() == [{"jsonrpc": "2.0", "id": 1, "result": {"1": {"02:00:00:00:00:01": 3}}}]
    socket.send("{")
    socket.send("[]")
    socket.send({"jsonrpc": "2.0", "id": 2, "method": "format_disk"})
    socket.send({"jsonrpc": "2.0", "method": "get_arp_table"})
    assert [answer["error"]["code"] for answer in socket.take()] == [-32700, -32600, -32601]
    assert Stage().ask("GET", "/simpleswitch/ws").status == 404


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "5", '{"method": 5}', '{"id": {}, "method": "x"}', "\ud800"])
def test_calls_that_are_none(text: str) -> None:
    told = called(text, {})
    assert told is not None and "error" in json.loads(told)


@pytest.mark.parametrize("data", [b"", b"\x01", FRAME[:20], bytes(60), FRAME * 3])
def test_any_packet_can_be_told(data: bytes) -> None:
    assert isinstance(packet_text(data), str)
