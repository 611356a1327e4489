"""The learning switch on each version: what it sends is packed, and decoded again to be looked at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import oftwist.loxi
from oftwist import wire
from oftwist.apps import learning_switch
from oftwist.apps.learning_switch import LearningSwitch
from oftwist.loxi import NO_BUFFER

DPID = 0xA1
A, B, C = (bytes([2, 0, 0, 0, 0, n]) for n in (1, 2, 3))
BROADCAST = b"\xff" * 6
IPV4 = b"\x08\x00"


class Recorder:
    """Stands for a Switch: what an app sends to it goes over the wire format into ``sent``."""

    def __init__(self, version: int, datapath_id: int = DPID) -> None:
        self.version = version
        self.datapath_id = datapath_id
        self.dpid = f"{datapath_id:016x}"
        self.ofp: Any = oftwist.loxi.protocol(version)
        self.ports = dict.fromkeys((1, 2, 3, 4, 5, self.ofp.OFPP_LOCAL))
        self.sent: list[Any] = []

    def send(self, msg: Any) -> int:
        msg.xid = len(self.sent) + 1
        self.sent.append(wire.decode(msg.pack()))
        return len(self.sent)

    def take(self) -> list[Any]:
        sent, self.sent = self.sent, []
        return sent

    def packet_in(self, in_port: int, dst: bytes, src: bytes, ethertype: bytes = IPV4, **more: Any) -> Any:
        """A packet-in as it comes off the wire, without a buffer unless ``buffer_id`` says so."""
        data = more.pop("data", dst + src + ethertype + bytes(46))
        fields = {"xid": 0, "buffer_id": NO_BUFFER, "total_len": len(data), "data": data, **more}
        if self.version < 3:
            fields["in_port"] = in_port
        else:
            fields["match"] = self.ofp.match.build(in_port=in_port)
        return wire.decode(self.ofp.message.packet_in(**fields).pack())

    def port_status(self, port_no: int, reason: str = "OFPPR_MODIFY", config: int = 0, state: int = 0) -> Any:
        desc = self.ofp.port_desc(port_no=port_no, config=config, state=state, name="p")
        reason_number = getattr(self.ofp, reason)
        return wire.decode(self.ofp.message.port_status(xid=0, reason=reason_number, desc=desc).pack())


@pytest.fixture(params=sorted(oftwist.loxi.version_names), ids=lambda v: f"1.{v - 1}")
def switch(request: pytest.FixtureRequest) -> Recorder:
    return Recorder(request.param)


@pytest.fixture
def app(switch: Recorder) -> Iterator[Any]:
    """The app, with the switch up and what it sent then out of the way."""
    app: Any = LearningSwitch(idle_timeout=17)
    app.switch_up(switch)
    switch.take()
    yield app


def match(ofp: Any, tag: int | None = None, **fields: Any) -> Any:
    """A match for packets with this VLAN id in their outermost tag, None for those without a tag."""
    return ofp.match.build(vlan_vid=0 if tag is None else tag or 0x1000, **fields)


def kinds(messages: list[Any]) -> list[str]:
    return [type(msg).__name__ for msg in messages]


def actions(flow: Any) -> list[Any]:
    if hasattr(flow, "actions"):
        return list(flow.actions)
    (instruction,) = flow.instructions
    assert type(instruction).__name__ == "apply_actions"
    return list(instruction.actions)


def output(msg: Any) -> int:
    (action,) = actions(msg)
    assert type(action).__name__ == "output"
    return int(action.port)


def sent_from(packet_out: Any) -> int:
    return int(packet_out.in_port if hasattr(packet_out, "in_port") else packet_out.match["in_port"])


def packet(dst: bytes, src: bytes) -> bytes:
    return dst + src + IPV4 + bytes(46)


def mac(value: Any) -> bytes:
    return bytes(value)


def test_a_new_switch_begins_with_none_of_our_flows(switch: Recorder) -> None:
    app: Any = LearningSwitch()
    app.switch_up(switch)
    delete, config, *miss = switch.take()
    assert (type(config).__name__, config.flags, config.miss_send_len) == ("set_config", 0, 0xFFFF)
    assert type(delete).__name__ == "flow_delete"
    assert delete.match.pack() == switch.ofp.match.build().pack()
    if switch.version == 1:
        assert delete.out_port == switch.ofp.OFPP_NONE
    else:
        assert (delete.out_port, delete.out_group) == (switch.ofp.OFPP_ANY, switch.ofp.OFPG_ANY)
        assert (delete.cookie, delete.cookie_mask) == (learning_switch.COOKIE, 2**64 - 1)
    # Up to OpenFlow 1.2 packets without a flow come by themselves.
    assert kinds(miss) == (["flow_add"] if switch.version >= 4 else [])
    for flow in miss:
        assert (flow.priority, flow.idle_timeout, flow.hard_timeout) == (0, 0, 0)
        assert flow.match.pack() == switch.ofp.match.build().pack()
        assert output(flow) == switch.ofp.OFPP_CONTROLLER
        assert actions(flow)[0].max_len == switch.ofp.OFPCML_NO_BUFFER
        assert flow.cookie != learning_switch.COOKIE  # or the delete could take it, if a switch reorders
        assert flow.buffer_id == NO_BUFFER


def test_an_unknown_destination_is_flooded(app: Any, switch: Recorder) -> None:
    app.packet_in(switch, switch.packet_in(1, B, A))
    (out,) = switch.take()
    assert type(out).__name__ == "packet_out"
    assert (output(out), sent_from(out)) == (switch.ofp.OFPP_FLOOD, 1)
    assert (out.buffer_id, out.data) == (NO_BUFFER, packet(B, A))
    assert app.hosts == {DPID: {A: 1}}


def test_broadcasts_are_flooded_and_not_learned(app: Any, switch: Recorder) -> None:
    app.packet_in(switch, switch.packet_in(1, BROADCAST, A))
    app.packet_in(switch, switch.packet_in(2, BROADCAST, BROADCAST))
    assert [output(msg) for msg in switch.take()] == [switch.ofp.OFPP_FLOOD] * 2
    assert app.hosts == {DPID: {A: 1}}


def test_a_packet_that_does_not_say_its_port_is_ignored(app: Any, switch: Recorder) -> None:
    if switch.version < 3:
        return  # the port is a part of the message there
    for fields in ({}, {"in_port": (1, 1)}):
        msg = switch.packet_in(1, BROADCAST, A)
        msg.match = switch.ofp.match.build(**fields)
        app.packet_in(switch, wire.decode(msg.pack()))
    assert switch.take() == []
    assert app.hosts == {DPID: {}}


def test_a_known_destination_gets_a_flow(app: Any, switch: Recorder) -> None:
    app.packet_in(switch, switch.packet_in(1, BROADCAST, A))
    switch.take()
    app.packet_in(switch, switch.packet_in(2, A, B))
    flow, out = switch.take()
    assert kinds([flow, out]) == ["flow_add", "packet_out"]
    assert flow.match["in_port"] == 2
    assert (mac(flow.match["eth_src"]), mac(flow.match["eth_dst"])) == (B, A)
    assert (flow.idle_timeout, flow.hard_timeout) == (17, 0)
    assert (flow.cookie, flow.buffer_id) == (learning_switch.COOKIE, NO_BUFFER)
    assert flow.priority > 0
    assert output(flow) == output(out) == 1
    assert (sent_from(out), out.data) == (2, packet(A, B))


def test_the_match_is_only_what_it_says(app: Any, switch: Recorder) -> None:
    app.packet_in(switch, switch.packet_in(1, BROADCAST, A))
    app.packet_in(switch, switch.packet_in(2, A, B))
    found = switch.take()[1].match
    assert found.pack() == match(switch.ofp, in_port=2, eth_src=B, eth_dst=A).pack()
    if switch.version == 1:
        ofp = switch.ofp
        bits = ofp.OFPFW_IN_PORT | ofp.OFPFW_DL_SRC | ofp.OFPFW_DL_DST | ofp.OFPFW_DL_VLAN
        assert found.wildcards & ofp.OFPFW_ALL == ofp.OFPFW_ALL & ~bits


def test_buffered_packets_stay_in_the_switch(app: Any, switch: Recorder) -> None:
    app.packet_in(switch, switch.packet_in(1, BROADCAST, A, buffer_id=7))
    (flood,) = switch.take()
    assert (flood.buffer_id, flood.data, output(flood)) == (7, b"", switch.ofp.OFPP_FLOOD)
    app.packet_in(switch, switch.packet_in(2, A, B, buffer_id=8))
    (flow,) = switch.take()  # the flow takes the packet along: one message, and the packet is not sent twice
    assert (type(flow).__name__, flow.buffer_id, output(flow)) == ("flow_add", 8, 1)


def test_no_packet_goes_back_where_it_came_from(app: Any, switch: Recorder) -> None:
    app.packet_in(switch, switch.packet_in(1, BROADCAST, A))
    app.packet_in(switch, switch.packet_in(1, BROADCAST, B))
    switch.take()
    app.packet_in(switch, switch.packet_in(1, A, B))
    (flow,) = switch.take()  # by which the switch drops what is behind one port: it does not come to us again
    assert flow.match.pack() == match(switch.ofp, None, in_port=1, eth_src=B, eth_dst=A).pack()
    assert output(flow) == flow.match["in_port"]


@pytest.mark.parametrize(
    ("dst", "ethertype", "forwarded"),
    [
        (bytes.fromhex("0180c200000e"), b"\x88\xcc", False),  # LLDP
        (B, b"\x88\xcc", False),  # LLDP to somebody
        (bytes.fromhex("0180c2000000"), b"\x00\x26", False),  # spanning tree
        (bytes.fromhex("0180c200000f"), IPV4, False),
        (bytes.fromhex("0180c2000010"), IPV4, True),  # beyond the reserved block
        (bytes.fromhex("01005e000001"), IPV4, True),
    ],
)
def test_what_bridges_must_not_forward(
    app: Any, switch: Recorder, dst: bytes, ethertype: bytes, forwarded: bool
) -> None:
    app.packet_in(switch, switch.packet_in(1, dst, A, ethertype))
    assert kinds(switch.take()) == (["packet_out"] if forwarded else [])
    assert app.hosts == {DPID: {A: 1} if forwarded else {}}


def tagged(dst: bytes, src: bytes, vlan: int, ethertype: bytes = b"\x81\x00", inner: bytes = IPV4) -> bytes:
    """A packet with a tag: priority 5 and this VLAN."""
    return dst + src + ethertype + (5 << 13 | vlan).to_bytes(2, "big") + inner + bytes(46)


@pytest.mark.parametrize("ethertype", [b"\x81\x00", b"\x88\xa8"], ids=["802.1Q", "802.1ad"])
def test_each_vlan_has_hosts_of_its_own(app: Any, switch: Recorder, ethertype: bytes) -> None:
    inner = b"\x81\x00\x00\x07" + IPV4  # what lies in the outermost VLAN is not asked

    def arrives(port: int, dst: bytes, src: bytes, vlan: int) -> list[Any]:
        data = tagged(dst, src, vlan, ethertype, inner)
        app.packet_in(switch, switch.packet_in(port, dst, src, data=data))
        return switch.take()

    for port, vlan in ((1, 10), (2, 20), (1, 10), (2, 20)):  # a router, with the same address in both
        assert kinds(arrives(port, BROADCAST, A, vlan)) == ["packet_out"]
    assert app.hosts == {DPID: {b"\0\x0a" + A: 1, b"\0\x14" + A: 2}}
    for vlan, port in ((10, 1), (20, 2)):
        flow, out = arrives(3, A, B, vlan)
        assert flow.match.pack() == match(switch.ofp, vlan, in_port=3, eth_src=B, eth_dst=A).pack()
        assert output(flow) == output(out) == port
    assert kinds(arrives(3, A, B, 30)) == ["packet_out"]
    to_it, from_there, out = arrives(4, BROADCAST, A, 10)
    assert to_it.match.pack() == match(switch.ofp, 10, eth_dst=A).pack()
    assert from_there.match.pack() == match(switch.ofp, 10, in_port=1, eth_src=A).pack()
    assert app.hosts[DPID][b"\0\x0a" + A] == 4 and app.hosts[DPID][b"\0\x14" + A] == 2


def test_a_priority_tag_is_no_vlan(app: Any, switch: Recorder) -> None:
    app.packet_in(switch, switch.packet_in(1, BROADCAST, A, data=tagged(BROADCAST, A, 0)))
    switch.take()
    assert app.hosts == {DPID: {A: 1}}
    app.packet_in(switch, switch.packet_in(2, A, B))
    flow, out = switch.take()
    assert flow.match.pack() == match(switch.ofp, in_port=2, eth_src=B, eth_dst=A).pack()
    app.packet_in(switch, switch.packet_in(1, B, A, data=tagged(B, A, 0)))
    flow, out = switch.take()
    assert flow.match.pack() == match(switch.ofp, 0, in_port=1, eth_src=A, eth_dst=B).pack()
    assert output(flow) == output(out) == 2


RESERVED = ("IN_PORT", "TABLE", "NORMAL", "FLOOD", "ALL", "CONTROLLER", "LOCAL", "NONE", "ANY")


@pytest.mark.parametrize("where", [*RESERVED, 0, 6, "MAX", "MAX+1"])
@pytest.mark.parametrize("buffer_id", [NO_BUFFER, 7])
def test_nobody_is_learned_where_no_host_can_be(app: Any, switch: Recorder, where: Any, buffer_id: int) -> None:
    ofp = switch.ofp
    app.packet_in(switch, switch.packet_in(1, BROADCAST, C))
    switch.take()
    if isinstance(where, int):
        in_port = where
    elif where.startswith("MAX"):
        in_port = ofp.OFPP_MAX + where.count("+1")
    else:
        in_port = getattr(ofp, f"OFPP_{where}", 0xFFFF if switch.version == 1 else 0xFFFFFFFF)
    for dst, port in ((BROADCAST, ofp.OFPP_FLOOD), (B, ofp.OFPP_FLOOD), (C, 1)):
        app.packet_in(switch, switch.packet_in(in_port, dst, A, buffer_id=buffer_id))
        (out,) = switch.take()  # one message for it, and no flow
        assert (type(out).__name__, output(out), out.buffer_id) == ("packet_out", port, buffer_id)
        assert sent_from(out) == (in_port if where == "LOCAL" else ofp.OFPP_CONTROLLER)
    assert app.hosts == {DPID: {C: 1}}


@pytest.mark.parametrize("length", [0, 5, 13])
def test_stumps_of_packets_are_ignored(app: Any, switch: Recorder, length: int) -> None:
    app.packet_in(switch, switch.packet_in(1, B, A, data=packet(B, A)[:length]))
    app.packet_in(switch, switch.packet_in(1, B, A, data=tagged(B, A, 5)[: length + 4]))
    assert switch.take() == []
    assert app.hosts == {DPID: {}}


def test_a_host_that_moves_takes_its_flows_along(app: Any, switch: Recorder) -> None:
    app.packet_in(switch, switch.packet_in(1, BROADCAST, A))
    switch.take()
    app.packet_in(switch, switch.packet_in(3, BROADCAST, A))
    *deletes, out = switch.take()
    assert kinds([*deletes, out]) == ["flow_delete"] * 4 + ["packet_out"]
    # Both kinds of packets that are in no VLAN: without a tag, and with one that only gives a priority.
    stale = ({"eth_dst": A}, {"in_port": 1, "eth_src": A})
    gone = [match(switch.ofp, tag, **where) for tag in (None, 0) for where in stale]
    assert [delete.match.pack() for delete in deletes] == [each.pack() for each in gone]
    assert app.hosts == {DPID: {A: 3}}
    # Seen there again, it is just there.
    app.packet_in(switch, switch.packet_in(3, BROADCAST, A))
    assert kinds(switch.take()) == ["packet_out"]


@pytest.mark.parametrize("how", ["deleted", "link down", "switched off"])
def test_a_port_that_goes_down_is_forgotten(app: Any, switch: Recorder, how: str) -> None:
    for port, host in ((1, A), (2, B), (1, C)):
        app.packet_in(switch, switch.packet_in(port, BROADCAST, host))
    switch.take()
    arguments: dict[str, Any] = {
        "deleted": {"reason": "OFPPR_DELETE"},
        "link down": {"state": switch.ofp.OFPPS_LINK_DOWN},
        "switched off": {"config": switch.ofp.OFPPC_PORT_DOWN},
    }[how]
    app.port_status(switch, switch.port_status(1, **arguments))
    out_of_it, from_there = switch.take()
    assert kinds([out_of_it, from_there]) == ["flow_delete", "flow_delete"]
    assert (dict(out_of_it.match), out_of_it.out_port) == ({}, 1)
    assert (dict(from_there.match), from_there.out_port) == ({"in_port": 1}, getattr(switch.ofp, "OFPP_ANY", 0xFFFF))
    assert app.hosts == {DPID: {B: 2}}
    app.packet_in(switch, switch.packet_in(2, A, B))
    assert [output(msg) for msg in switch.take()] == [switch.ofp.OFPP_FLOOD]


def test_a_port_that_only_changes_is_not_forgotten(app: Any, switch: Recorder) -> None:
    app.packet_in(switch, switch.packet_in(1, BROADCAST, A))
    switch.take()
    app.port_status(switch, switch.port_status(1))
    app.port_status(switch, switch.port_status(2, reason="OFPPR_ADD"))
    assert switch.take() == []
    assert app.hosts == {DPID: {A: 1}}


def test_switches_do_not_know_each_other(app: Any, switch: Recorder) -> None:
    other = Recorder(switch.version, 0xB2)
    app.switch_up(other)
    app.packet_in(switch, switch.packet_in(1, BROADCAST, A))
    app.packet_in(other, other.packet_in(5, BROADCAST, A))
    assert app.hosts == {DPID: {A: 1}, 0xB2: {A: 5}}
    app.switch_down(other, "gone")
    assert app.hosts == {DPID: {A: 1}}


def test_a_reconnected_switch_is_learned_anew(app: Any, switch: Recorder) -> None:
    app.packet_in(switch, switch.packet_in(1, BROADCAST, A))
    app.switch_down(switch, "gone")
    app.switch_up(switch)
    assert app.hosts == {DPID: {}}


def test_invented_addresses_do_not_fill_the_memory(app: Any, switch: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning_switch, "MAX_HOSTS", 10)
    for number in range(25):
        app.packet_in(switch, switch.packet_in(1, BROADCAST, bytes([2, 9, 9, 9, 9, number])))
    assert len(app.hosts[DPID]) == 5


def test_it_is_short_enough_to_read() -> None:
    assert len(Path(learning_switch.__file__).read_text().splitlines()) < 150
