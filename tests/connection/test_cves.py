"""What hurt other controllers and switches: one test per published vulnerability, by its number.

Each sends what the report describes to a connected OFProtocol. Whatever the message is taken for, it must cost little
work and nothing else: the next echo request is answered.
"""

from __future__ import annotations

import struct
from typing import Any

import pytest
from twisted.internet.task import Clock

from oftwist.connection.options import Options
from oftwist.controller.controller import Controller
from oftwist.dpid import parse_dpid
from tests.support.core_peer import Peer
from tests.support.counting import work


def affordable(data: bytes) -> int:
    """The steps, as ``work`` counts them, that one message may take."""
    return 3000 + 6 * len(data)


def frame(version: int, kind: int, body: bytes, xid: int = 7) -> bytes:
    return struct.pack("!BBHL", version, kind, 8 + len(body), xid) + body


def multipart(kind: int, body: bytes, version: int = 4) -> bytes:
    return frame(version, 19, struct.pack("!HHL", kind, 0, 0) + body)


def survives(data: bytes, version: int = 4, *, refused: bool = True, partly: bool = False) -> Peer:
    """Feed it to two connections; it must cost little, be refused as malformed, and both must live on.

    Args:
        data: the message.
        version: of the connection.
        refused: as a whole.
        partly: it is taken, and only the part that cannot be read is set aside.
    """
    refused = refused and not partly
    spent: list[int] = []
    for _ in range(2):  # the first also compiles
        peer = Peer(version, Options(inbox=True)).handshake()
        spent.append(work(lambda peer=peer: peer.feed(data)))  # type: ignore[misc]
        errors = [(msg.xid, msg.code) for msg in peer.received()]
        assert errors == ([(7, peer.ofp.OFPBRC_BAD_LEN)] if refused else [])
        counters = peer.protocol.counters
        assert counters.malformed == int(refused) and (counters.set_aside > 0) == partly
        peer.send(peer.ofp.message.echo_request(xid=99, data=b"alive"))
        assert peer.take("echo_reply").data == b"alive"
    assert spent[1] < affordable(data)
    return peer


@pytest.mark.parametrize("length", [0, 1, 3])
def test_cve_2020_35139_bundle_property_without_length(length: int) -> None:
    survives(frame(5, 33, struct.pack("!LHHHH", 1, 0, 0, 0xFFFF, length) + bytes(60)), 5)


@pytest.mark.parametrize("length", [0, 1, 7, 8])
def test_cve_2020_35141_queue_config_without_length(length: int) -> None:
    queue = struct.pack("!LLHxxxxxx", 1, 1, length)
    survives(frame(4, 23, struct.pack("!Lxxxx", 1) + queue + bytes(64)))
    survives(frame(1, 21, struct.pack("!Hxxxxxx", 1) + struct.pack("!LHxx", 1, length) + bytes(64)), 1)


@pytest.mark.parametrize("length", [0, 3, 5])
def test_cve_2024_28732_match_without_length(length: int) -> None:
    body = struct.pack("!LHBBQ", 1, 10, 0, 0, 0) + struct.pack("!HH", 1, length) + bytes(400)
    survives(frame(4, 10, body))


@pytest.mark.parametrize("length", [0, 4, 7])
def test_cve_2024_34483_group_description_without_length(length: int) -> None:
    survives(multipart(7, struct.pack("!HBxL", length, 0, 1) + bytes(100)))


@pytest.mark.parametrize("length", [0, 8, 15])
def test_cve_2024_34484_bucket_without_length(length: int) -> None:
    bucket = struct.pack("!HHLLxxxx", length, 1, 1, 1)
    survives(multipart(7, struct.pack("!HBxL", 8 + 16 + 64, 0, 1) + bucket + bytes(64)), partly=True)


@pytest.mark.parametrize("kind", [1, 6, 7])
def test_cve_2024_34485_multipart_entries_without_length(kind: int) -> None:
    survives(multipart(kind, bytes(800)))
    survives(multipart(kind, bytes(60000)))


@pytest.mark.parametrize("kind", [9, 10, 12])
def test_cve_2024_34488_newer_multipart_entries_without_length(kind: int) -> None:
    survives(multipart(kind, bytes(800)))
    survives(multipart(kind, bytes(60000)))


def test_cve_2024_34486_queue_property_without_length() -> None:
    queue = struct.pack("!LLHxxxxxx", 1, 1, 16 + 32) + struct.pack("!HHxxxx", 1, 0) + bytes(24)
    survives(frame(4, 23, struct.pack("!Lxxxx", 1) + queue), partly=True)


def test_cve_2024_34487_instruction_without_length() -> None:
    fixed = struct.pack("!BxLLHHHHxxxxQQQ", 0, 0, 0, 1, 0, 0, 0, 0, 0, 0)
    match = struct.pack("!HHxxxx", 1, 4)
    entry = struct.pack("!H", 2 + len(fixed) + len(match) + 64) + fixed + match + bytes(64)
    survives(multipart(1, entry), partly=True)


@pytest.mark.parametrize("length", [0, 1, 3])
def test_cve_2024_34489_hello_element_without_length(length: int) -> None:
    peer = Peer(4)
    peer.take("hello")
    hello = frame(4, 0, struct.pack("!HH", 1, length) + bytes(4) + bytes(60000))
    assert work(lambda: peer.feed(hello)) < affordable(hello)
    peer.take("features_request")


def test_cve_2014_2304_features_reply_at_the_wrong_time() -> None:
    peer = Peer(4)
    peer.take("hello")
    peer.send(peer.features(1))
    assert "before HELLO" in (peer.protocol.disconnect_reason or "")
    peer = Peer(4).handshake()
    peer.send(peer.features(1), peer.features(1))
    assert peer.protocol.connected
    peer.send(peer.features(1, dpid=666))
    assert "datapath id changed" in (peer.protocol.disconnect_reason or "")


@pytest.mark.parametrize("policy", ["probe", "reject"])
def test_cve_2018_1000155_and_2024_29461_a_datapath_id_cannot_be_taken_over(policy: str) -> None:
    controller = Controller(Options(duplicate_dpid=policy), Clock())
    owner = Peer(4, controller, port=1).handshake()
    thief = Peer(4, controller, port=2).handshake()
    if policy == "probe":
        owner.send(owner.ofp.message.echo_reply(xid=owner.take("echo_request").xid))
    assert not thief.protocol.connected
    assert controller.switches[1].protocol is owner.protocol


def test_cve_2018_1000155_datapath_ids_can_be_bound_to_who_proved_who_it_is() -> None:
    controller = Controller(clock=Clock())
    controller.authorize = lambda protocol, dpid: None if dpid == 1 else "not yours"
    assert not Peer(4, controller, dpid=2).handshake().protocol.connected
    assert Peer(4, controller, dpid=1).handshake().protocol.connected


def test_cve_2017_1000411_nothing_grows_without_bound() -> None:
    peer = Peer(4, Options(inbox=True, inbox_size=100)).handshake()
    packet_in = peer.packet_in(data=bytes(1000)).pack()
    peer.send(peer.error(5))
    for _ in range(300):
        peer.feed(packet_in * 10)
    assert len(peer.protocol.inbox) == 100
    assert peer.protocol.inbox.pending[0].xid == 5  # an error is never evicted by packet-ins
    for n in range(5000):
        peer.protocol.request(peer.ofp.message.barrier_request(), 1).addErrback(lambda _: None)
        if n % 1000 == 0:
            peer.clock.advance(1)
    transactions: Any = peer.protocol.transactions
    assert len(transactions._late) <= transactions.LATE
    assert transactions._in_flight <= Options().max_in_flight


def test_cve_2017_9214_queue_config_shorter_than_its_header() -> None:
    for size in range(8):
        survives(frame(1, 21, bytes(size)), 1)
        survives(frame(4, 23, bytes(size)), 4)


def test_cve_2017_9263_unknown_reasons_are_numbers() -> None:
    peer = survives(frame(5, 30, struct.pack("!LBxxxQ", 2, 200, 1)), 5, refused=False)
    assert peer.protocol.inbox.pending[0].reason == 200
    peer = Peer(4, Options(inbox=True)).handshake()
    status = peer.ofp.message.port_status(xid=0, reason=250, desc=peer.port(1))
    peer.send(status)
    assert peer.protocol.inbox.pending[0].reason == 250


def test_cve_2022_29604_the_case_of_letters_does_not_matter() -> None:
    assert parse_dpid("OF:00000000000000AB") == parse_dpid("of:00000000000000ab") == 0xAB
    controller = Controller(clock=Clock())
    Peer(4, controller, dpid=0xAB).handshake()
    assert controller.switch("00000000000000AB") is controller.switch("00:00:00:00:00:00:00:ab")


def test_cve_2024_51406_link_discovery_packets_are_not_learned_from() -> None:
    from oftwist.apps.learning_switch import LearningSwitch

    controller = Controller(clock=Clock())
    controller.add_app(LearningSwitch())
    peer = Peer(4, controller).handshake()
    peer.received()
    lldp = bytes.fromhex("0180c200000e02000000000188cc") + bytes(46)
    match = peer.ofp.match([peer.ofp.oxm.in_port(1)])
    packet_in = peer.ofp.message.packet_in(
        xid=0, buffer_id=0xFFFFFFFF, total_len=len(lldp), reason=0, match=match, data=lldp
    )
    peer.send(packet_in)
    peer.nothing()
