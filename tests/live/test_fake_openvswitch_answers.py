"""What FakeSwitch with Open vSwitch's extensions answers beside a real one: the same bytes to the same messages.

Both are spoken to on a connection of one's own, message by message, each with a barrier behind it.
"""

from __future__ import annotations

import re
import socket
import struct
from collections.abc import Iterator
from typing import Any

import pytest

import oftwist.loxi
from oftwist import packet as pk
from oftwist import wire
from oftwist.loxi.generic_util import OFReader
from oftwist.packet import Ethernet, IPv4, Udp, Vlan
from oftwist.testing import FakeSwitch
from oftwist.testing.protocol import split_frames
from tests.live.dummy import Dummy
from tests.live.open_vswitch import PROTOCOLS, run
from tests.support.waiting import eventually

ALL = pytest.mark.parametrize("version", PROTOCOLS, ids=lambda v: f"1.{v - 1}")
REG0, REG1, ETH_TYPE, IP_PROTO, TCP_SRC = 0x10004, 0x10204, 0x00000602, 0x00000C01, 0x00001202
CT_STATE, CT_MARK, CONJ_ID, UNKNOWN = 0x0001D204, 0x0001D604, 0x00014A04, 0x0001FE04
XID = 5


class Real:
    """A real bridge, spoken to by its management socket."""

    def __init__(self, ovs: Dummy, version: int) -> None:
        self.version, self.rest = version, b""
        self.ofp: Any = oftwist.loxi.protocol(version)
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(20)
        self.socket.connect(str(ovs.folder / "d0.mgmt"))
        bitmap = struct.pack("!HHL", 1, 8, 1 << version) if version >= 4 else b""
        self.socket.sendall(struct.pack("!BBHL", version, 0, 8 + len(bitmap), 1) + bitmap)
        assert self.read()[1] == 0

    def read(self) -> bytes:
        while len(self.rest) < 8 or len(self.rest) < int.from_bytes(self.rest[2:4], "big"):
            data = self.socket.recv(65536)
            assert data, "the switch has closed"
            self.rest += data
        size = int.from_bytes(self.rest[2:4], "big")
        frame, self.rest = self.rest[:size], self.rest[size:]
        return frame

    def ask(self, frame: bytes) -> list[bytes]:
        barrier = self.ofp.message.barrier_request(xid=0x77)
        self.socket.sendall(frame + barrier.pack())
        said = []
        while True:
            answer = self.read()
            if answer[1] == barrier.type + 1 and answer[4:8] == b"\0\0\0\x77":
                return said
            said.append(answer)


class Ours:
    """FakeSwitch, without any I/O."""

    def __init__(self, version: int) -> None:
        self.switch = FakeSwitch(0xD0, version, ports=4, tables=254, extensions="openvswitch")
        self.channel = self.switch.channel()
        self.channel.open()
        self.channel.receive(self.switch.hello())
        self.channel.take()

    def ask(self, frame: bytes) -> list[bytes]:
        self.channel.receive(frame)
        return split_frames(self.channel.take())


@pytest.fixture
def pair(request: pytest.FixtureRequest, dummy: Dummy, version: int) -> Iterator[tuple[Real, Ours]]:
    run("ovs-ofctl", "-O", PROTOCOLS[version], "del-flows", "d0", env=dummy.env)
    real = Real(dummy, version)
    yield real, Ours(version)
    real.socket.close()


def shown(frames: list[bytes]) -> list[str]:
    """Frames to compare: of errors the numbers; entries of lists in order, for a switch has its own."""
    told = []
    for frame in frames:
        if frame[1] == 1:
            told.append(frame[:20].hex() if frame[8:10] in (b"\xb0\xc2", b"\xff\xff") else frame[8:12].hex())
            continue
        entries = getattr(wire.decode(frame), "entries", None)
        told.append(frame.hex() if entries is None else str(sorted(entry.pack().hex() for entry in entries)))
    return [re.sub(r"^(01|02|03|04|05|06)01....", r"\g<1>01", text) for text in told]


# -- actions that are refused, or not ----------------------------------------------------------------


def actions_of(ofp: Any) -> Iterator[tuple[str, list[Any]]]:
    """What is tried, in every version."""
    action, spec = ofp.action, ofp.common.nicira_learn_spec
    new, nat = action, action.nicira_nat

    def ct(*inner: Any, flags: int = 1, **more: Any) -> list[Any]:
        return [new.nicira_ct(flags=flags, actions=list(inner), **more)]

    def learn(table: int = 1, **more: Any) -> list[Any]:
        return [new.nicira_learn(table_id=table, specs=[spec(**more)])]

    unknown = action.action.unpack(OFReader(bytes.fromhex("ffff0010000023200fff000000000000")))
    yield "an unknown subtype", [unknown]
    yield "a clause of one", [new.nicira_conjunction(clause=0, n_clauses=1, id=1)]
    yield "a clause too high", [new.nicira_conjunction(clause=3, n_clauses=3, id=1)]
    yield "a clause", [new.nicira_conjunction(clause=1, n_clauses=3, id=1)]
    yield "a clause and an output", [new.nicira_conjunction(clause=0, n_clauses=2, id=1), new.output(port=1)]
    yield "nat outside of ct", [nat(flags=1, ipv4_min=5)]
    yield "nat of both", ct(nat(flags=3, ipv4_min=5))
    yield "nat without commit", ct(nat(flags=1, ipv4_min=5), flags=0)
    yield "an output in ct", ct(new.output(port=1))
    yield "force without commit", ct(flags=2)
    yield "a zone of 8 bits", ct(zone_src=REG0, zone=7)
    yield "ct for packets that are not IP", ct()
    yield "a pop of too much", [new.nicira_stack_pop(field=REG0, offset=30, n_bits=5)]
    yield "a pop to what is read only", [new.nicira_stack_pop(field=ETH_TYPE, offset=0, n_bits=16)]
    yield "output to an unknown field", [new.nicira_output_reg(ofs_nbits=15, src=UNKNOWN)]
    yield "output to a register", [new.nicira_output_reg(ofs_nbits=15, src=REG0)]
    yield "output to nothing", [new.output(port=0xFFFF if ofp.OFP_VERSION == 1 else 0xFFFFFFFF)]
    yield "learn too many bits", learn(dst_type=0, n_bits=40, src=REG0, dst=REG1)
    yield "learn to load what is read only", learn(dst_type=1, n_bits=16, src=REG0, dst=ETH_TYPE)
    yield "learn for all tables", learn(255, dst_type=2, n_bits=16, src=REG0)
    yield "learn", learn(dst_type=2, n_bits=16, src=REG0)
    yield "multipath beyond a field", [new.nicira_multipath(ofs_nbits=30 << 6 | 5, dst=REG0)]
    yield "controller2 with nothing", [new.nicira_controller2(properties=[])]
    yield "sample", [new.nicira_sample(probability=1, collector_set_id=1)]
    yield "fin_timeout without TCP", [new.nicira_fin_timeout(fin_idle_timeout=1)]
    yield "the same in a clone", [new.nicira_clone(actions=[new.nicira_fin_timeout(fin_idle_timeout=1)])]
    yield "resubmit", [new.nicira_resubmit_table(table=250)]
    yield "check_pkt_larger beyond a field", [new.nicira_check_pkt_larger(pkt_len=5, offset=32, dst=REG0)]
    yield "write_metadata", [new.nicira_write_metadata(metadata=1)]
    yield "a bundle", [new.nicira_bundle(algorithm=0, members=[1, 2])]
    yield "a bundle of an unknown kind", [new.nicira_bundle(algorithm=9, members=[1, 2])]
    yield "less than a header", [new.nicira_output_trunc(port=1, max_len=5)]
    yield "exit", [new.nicira_exit()]
    yield "set_tunnel", [new.nicira_set_tunnel(tun_id=1)]
    yield "dec_ttl without IP", [new.nicira_dec_ttl() if ofp.OFP_VERSION == 1 else new.dec_nw_ttl()]
    if ofp.OFP_VERSION < 6:
        yield from loads_of(ofp, ct)
    if ofp.OFP_VERSION >= 3:
        oxm = ofp.oxm
        for field in (
            *(oxm.eth_type(5), oxm.ip_proto(5), oxm.reg0(5), oxm.conn_tracking_mark(5), oxm.tcp_src(5)),
            *(oxm.vlan_vid(0x1005), oxm.vlan_vid(5), oxm.metadata(5), oxm.in_port(5), oxm.mpls_bos(1)),
            *(oxm.ovs_tcp_flags(1), oxm.pkt_mark(1), oxm.tun_metadata0(b"\0\0\0\1"), oxm.conj_id(1)),
        ):
            yield f"set {field}", [new.set_field(field=field)]


def loads_of(ofp: Any, ct: Any) -> Iterator[tuple[str, list[Any]]]:
    """Loads and moves, which 1.5 has as other actions."""

    def load(header: int, value: int, ofs_nbits: int = 31) -> Any:
        return ofp.action.nicira_reg_load(ofs_nbits=ofs_nbits, dst=header, value=value)

    yield "load of a register", [load(REG0, 1)]
    yield "load of eth_type", [load(ETH_TYPE, 5, 15)]
    yield "load of ip_proto", [load(IP_PROTO, 5, 7)]
    yield "load of too large a value", [load(REG0, 0x1FF, 7)]
    yield "load beyond a field", [load(REG0, 1, 20 << 6 | 31)]
    yield "load of conj_id", [load(CONJ_ID, 1)]
    yield "load of ct_mark outside of ct", [load(CT_MARK, 1)]
    yield "load of ct_state", [load(CT_STATE, 1)]
    yield "load of an unknown field", [load(UNKNOWN, 1)]
    yield "load of tcp_src for all packets", [load(TCP_SRC, 5, 15)]
    yield "load of a register in ct", ct(load(REG0, 1))
    yield "load in ct without commit", ct(load(CT_MARK, 1), flags=0)
    yield "move beyond a field", [ofp.action.nicira_reg_move(n_bits=33, src=REG0, dst=REG1)]


def flow_with(ofp: Any, actions: list[Any]) -> bytes:
    fields: dict[str, Any] = {"xid": XID, "match": ofp.match.build(), "buffer_id": 0xFFFFFFFF, "priority": 5}
    if ofp.OFP_VERSION == 1:
        fields["actions"] = actions
    else:
        fields["instructions"] = [ofp.instruction.apply_actions(actions=actions)]
    return bytes(ofp.message.flow_add(**fields).pack())


@ALL
def test_the_same_actions_are_refused_with_the_same_errors(pair: tuple[Real, Ours], version: int) -> None:
    real, ours = pair
    differ = []
    for name, actions in actions_of(real.ofp):
        frame = flow_with(real.ofp, actions)
        want, have = shown(real.ask(frame)), shown(ours.ask(frame))
        if want != have:
            differ.append(f"{name}: {have}, a real one {want}")
    assert not differ, "\n".join(differ)


@ALL
@pytest.mark.parametrize(
    ("line", "dropped"),
    [("tcp,tp_dst=80", "ip_proto"), ("udp,tp_src=5", "eth_type"), ("ip,nw_src=10.0.0.1", "eth_type")],
)
def test_the_same_matches_are_refused(pair: tuple[Real, Ours], version: int, line: str, dropped: str) -> None:
    if version < 3:
        return  # a fixed structure says nothing that is not there
    real, ours = pair
    flow = real.ofp.flow(f"{line},actions=1")
    flow.xid = XID
    assert shown(real.ask(flow.pack())) == shown(ours.ask(flow.pack())) == []
    flow.match.oxm_list = [oxm for oxm in flow.match.oxm_list if type(oxm).__name__ != dropped]
    answer = shown(real.ask(flow.pack()))
    assert answer == shown(ours.ask(flow.pack())) != []


# -- messages ----------------------------------------------------------------------------------------


def monitor_request(ofp: Any) -> Any:
    flags, version = 0x1F, ofp.OFP_VERSION
    if version >= 5:
        everything = {"out_port": 0xFFFFFFFF, "out_group": 0xFFFFFFFF, "table_id": 255, "match": ofp.match()}
        entry = ofp.flow_monitor_entry(monitor_id=1, flags=flags, **everything)
        return ofp.message.flow_monitor_request(entries=[entry])
    if version == 4:
        return ofp.message.onf_flow_monitor_request(entries=[ofp.common.onf_flow_monitor_entry(id=1, flags=flags)])
    return ofp.message.nicira_flow_monitor_request(entries=[ofp.common.nicira_flow_monitor_entry(id=1, flags=flags)])


def conversation(ofp: Any) -> Iterator[tuple[str, Any]]:
    """Messages in an order that makes sense."""
    message, common, version = ofp.message, ofp.common, ofp.OFP_VERSION
    yield "an unknown form of packet-ins", message.nicira_set_packet_in_format(format=7)
    yield "a form of packet-ins", message.nicira_set_packet_in_format(format=2)
    yield "a zone is flushed", message.nicira_ct_flush_zone(zone_id=3)
    yield "a controller id", message.nicira_set_controller_id(controller_id=3)
    if version <= 4:
        prop = common.nicira_async_config_prop_packet_in_slave(mask=1)
        yield "asynchronous messages", message.nicira_set_async_config2(properties=[prop])
    yield "a flow", ofp.flow("priority=5,udp,cookie=9,idle_timeout=60,actions=2")
    yield "another", ofp.flow("priority=6,tcp,tp_dst=80,actions=3")
    yield "a flow monitor begins", monitor_request(ofp)
    yield "an own change", ofp.flow("priority=7,arp,actions=3")
    yield "options of tunnels", message.nicira_tlv_table_request()
    if version == 1:
        yield "aggregate", message.nicira_aggregate_stats_request(table_id=255)
    if version == 4:
        yield from bundles(ofp)
    if version <= 4:
        end = message.onf_flow_monitor_cancel if version == 4 else message.nicira_flow_monitor_cancel
        yield "its end", end(id=1)
    yield "an unknown role", message.nicira_controller_role_request(role=9)
    yield "a slave", message.nicira_controller_role_request(role=2)
    yield "a slave may not", message.nicira_flow_mod()
    yield "nor this", ofp.flow("actions=1")
    yield "neither slave nor master", message.nicira_controller_role_request(role=0)


def bundles(ofp: Any) -> Iterator[tuple[str, Any]]:
    """Bundles of 1.3, as an extension of the ONF."""

    def control(kind: int) -> Any:
        return ofp.message.onf_bundle_ctrl_msg(bundle_id=3, bundle_ctrl_type=kind, flags=1)

    def put(msg: Any, xid: int = XID, flags: int = 1) -> Any:
        msg.xid = xid
        return ofp.message.onf_bundle_add_msg(bundle_id=3, flags=flags, message=msg)

    yield "a bundle is opened", control(0)
    yield "again", control(0)
    yield "and again", control(0)
    yield "a message of another xid", put(ofp.flow("arp,actions=2"), xid=99)
    yield "a message that cannot be bundled", put(ofp.message.echo_request())
    yield "a message", put(ofp.flow("arp,actions=2"))
    yield "it is closed", control(2)
    yield "a message too late", put(ofp.flow("arp,actions=2"))
    yield "it is committed", control(4)
    yield "which it no longer is", control(4)
    yield "discarded neither", control(6)
    yield "a message opens one, too", put(ofp.flow("arp,actions=3"))
    yield "with other flags", put(ofp.flow("arp,actions=3"), flags=0)
    yield "it is gone", control(4)


@ALL
def test_the_same_answers_to_a_conversation(pair: tuple[Real, Ours], version: int) -> None:
    real, ours = pair
    differ = []
    for name, msg in conversation(real.ofp):
        msg.xid = XID
        frame = msg.pack()
        want, have = shown(real.ask(frame)), shown(ours.ask(frame))
        if want != have:
            differ.append(f"{name}:\n  ours   {have}\n  theirs {want}")
    assert not differ, "\n".join(differ)


# -- packet-ins --------------------------------------------------------------------------------------

PACKETS = (
    pk.build(Ethernet(0x020000000002, 0x020000000001), IPv4(1, 2), Udp(1025, 53), b"question"),
    pk.build(Ethernet(0x020000000002, 0x020000000001), Vlan(10, 3), IPv4(1, 2), Udp(1025, 53), b"question"),
    pk.build_arp(1, 0x020000000001, 1, 0, 2),
)
FLOWS = (
    "cookie=0x12,actions=load:7->NXM_NX_REG3[],load:8->NXM_NX_REG4[],set_tunnel:5,controller(max_len=30),"
    "mod_dl_src:02:00:00:00:00:55,controller,controller(userdata=01.02.03),controller(reason=no_match)",
    "arp,priority=40000,actions=controller(pause)",
)


def without_continuation(frame: bytes) -> str:
    """A packet-in but for what only the switch understands."""
    msg = wire.decode(frame)
    if type(msg).__name__ != "nicira_packet_in2":
        return frame.hex()
    kept = [prop for prop in msg.properties if not type(prop).__name__.endswith("continuation")]
    return f"{len(msg.properties)} {[prop.pack().hex() for prop in kept]}"


@ALL
@pytest.mark.parametrize("form", [0, 1, 2], ids=["standard", "nxm", "properties"])
def test_the_same_packet_ins(dummy: Dummy, pair: tuple[Real, Ours], version: int, form: int) -> None:
    real, ours = pair
    message = real.ofp.message
    settings = message.set_config(miss_send_len=0xFFFF), message.nicira_set_packet_in_format(format=form)
    for msg in (*settings, *map(real.ofp.flow, FLOWS)):
        msg.xid = XID
        assert real.ask(msg.pack()) == ours.ask(msg.pack()) == []
    for frame in PACKETS:
        ours.switch.receive(1, frame)
        have = split_frames(ours.channel.take())
        assert len(have) == (1 if frame is PACKETS[2] else 4)
        dummy.appctl("revalidator/purge")
        dummy.appctl("netdev-dummy/receive", "d0p1", frame.hex())
        want: list[bytes] = []

        def all_there(want: list[bytes] = want, count: int = len(have)) -> bool:
            want += real.ask(b"")
            return len(want) >= count

        eventually(all_there)
        assert list(map(without_continuation, have)) == list(map(without_continuation, want))
