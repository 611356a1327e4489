"""OFProtocol until the switch is up: the handshake, its options, what comes early, and who is admitted."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from oftwist.connection.factory import OFServerFactory
from oftwist.connection.options import Options
from oftwist.errors import Disconnected
from tests.support.core_peer import Peer
from tests.support.counting import check_linear

VERSIONS = range(1, 7)


class Handshake(SynchronousTestCase):
    def test_every_version(self) -> None:
        for version in VERSIONS:
            peer = Peer(version)
            ready = peer.protocol.when_ready()
            self.assertNoResult(ready)
            peer.handshake()
            self.assertIs(self.successResultOf(ready), peer.protocol)
            self.assertEqual(peer.protocol.version, version)
            self.assertEqual(peer.protocol.features.datapath_id, 1)
            self.assertEqual([port.port_no for port in peer.protocol.session.ports], [1, 2])
            peer.nothing()

    def test_byte_by_byte_and_at_once(self) -> None:
        for step in (1, 3, 1000):
            peer = Peer(4)
            got: list[Any] = []
            peer.protocol.register("all", lambda owner, msg, got=got: got.append(type(msg).__name__))
            peer.handshake()
            stream = b"".join(
                msg.pack()
                for msg in (
                    peer.packet_in(1),
                    peer.ofp.message.echo_request(xid=9, data=b"12345"),
                    peer.ofp.message.port_status(xid=0, desc=peer.port(3)),
                    peer.packet_in(2),
                )
            )
            for at in range(0, len(stream), step):
                peer.feed(stream[at : at + step])
            peer.feed(b"\x04\x0a\x00")
            self.assertEqual(got, ["packet_in", "port_status", "packet_in"])
            self.assertEqual(peer.take("echo_reply").data, b"12345")

    def test_handshake_deadline(self) -> None:
        peer = Peer(4)
        peer.take("hello")
        peer.clock.advance(9.9)
        self.assertTrue(peer.protocol.connected)
        gone = peer.protocol.when_disconnected()
        ready = peer.protocol.when_ready()
        peer.clock.advance(0.2)
        self.assertIn("waiting for HELLO", self.successResultOf(gone))
        self.failureResultOf(ready, Disconnected)
        self.assertEqual(peer.clock.getDelayedCalls(), [])

    def test_open_vswitch_hello(self) -> None:
        peer = Peer(6)
        peer.take("hello")
        peer.feed(bytes.fromhex("0600000800000001"))
        self.assertEqual(peer.take("features_request").version, 6)

    def test_no_common_version(self) -> None:
        peer = Peer(3, Options(versions=frozenset({1, 4})))
        peer.take("hello")
        peer.feed(peer.hello())
        error = peer.take("hello_failed_error_msg")
        self.assertIn(b"1.0, 1.3", error.data)
        self.assertIn(b"protocols=OpenFlow10,OpenFlow13", error.data)
        self.assertFalse(peer.protocol.connected)

    def test_other_protocols(self) -> None:
        for data, name in (
            (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP"),
            (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(600), "TLS"),
            (b"SSH-2.0-x\r\n", "SSH"),
            (b"POST /" + bytes(30000), "HTTP"),
        ):
            peer = Peer(4)
            peer.take("hello")
            peer.feed(data)
            self.assertIn(name, peer.protocol.disconnect_reason or "")
            peer.nothing()

    def test_hello_of_all_kinds_of_nonsense(self) -> None:
        for text, version in (
            ("04000010000000130001000000000010", 4),  # element of length 0
            ("0400000c0000001300010001", 4),
            ("0400000c0000001300010003", 4),
            ("0400000c0000000100010004", 4),  # empty bitmap
            ("0400000e00000001000100060010", 4),  # not padded, cut
            ("040000100000000100020008000000ff", 4),  # unknown element
            ("04000010000000010001000800000012", 4),
            ("05000010000000010001000800000012", 4),
            ("04000010000000010001000800000002", 1),
            ("ff00000800000001", 6),
        ):
            peer = Peer(version)
            peer.take("hello")
            peer.feed(bytes.fromhex(text))
            self.assertEqual(peer.take("features_request").version, version, text)

    def test_bitmap_without_common_version(self) -> None:
        peer = Peer(4)
        peer.take("hello")
        peer.feed(bytes.fromhex("04000010000000010001000800000080"))
        peer.take("hello_failed_error_msg")
        self.assertFalse(peer.protocol.connected)

    def test_version_0(self) -> None:
        peer = Peer(4)
        peer.take("hello")
        peer.feed(bytes.fromhex("0000000800000001"))
        peer.take("hello_failed_error_msg")
        self.assertFalse(peer.protocol.connected)

    def test_large_hellos_cost_what_they_hold(self) -> None:
        """Elements of 64 KiB: read once, each."""

        def hello(body: bytes) -> Callable[[], object]:
            peer = Peer(4)
            peer.take("hello")

            def feed() -> None:
                peer.feed(b"\x04\x00" + (len(body) + 8).to_bytes(2, "big") + bytes(4) + body)
                self.assertTrue(peer.protocol.disconnect_reason or peer.take("features_request"))

            return feed

        for make in (
            lambda size: struct.pack("!HH", 1, 4 * size + 4) + b"\xff" * 4 * size,
            lambda size: b"\x00\x07\x00\x04\0\0\0\0" * size,
        ):
            check_linear(lambda size, make=make: hello(make(size)), 4090)  # type: ignore[misc]

    def test_features_before_hello(self) -> None:
        peer = Peer(4)
        peer.take("hello")
        peer.send(peer.features(1))
        self.assertIn("before HELLO", peer.protocol.disconnect_reason or "")

    def test_second_hello_is_ignored(self) -> None:
        peer = Peer(4).handshake()
        peer.feed(peer.hello())
        peer.feed(peer.hello())
        self.assertTrue(peer.protocol.connected)
        peer.nothing()

    def test_unsolicited_features(self) -> None:
        peer = Peer(4).handshake()
        peer.send(peer.features(77))
        self.assertTrue(peer.protocol.connected)
        peer.send(peer.features(77, dpid=2))
        self.assertIn("datapath id changed", peer.protocol.disconnect_reason or "")

    def test_switch_refuses_hello(self) -> None:
        peer = Peer(4)
        peer.take("hello")
        peer.send(peer.ofp.message.hello_failed_error_msg(xid=1, code=0, data=b"no \xff way"))
        self.assertIn("no \\xff way", peer.protocol.disconnect_reason or "")

    def test_ports_refused(self) -> None:
        peer = Peer(4)
        peer.take("hello")
        peer.feed(peer.hello())
        peer.send(peer.features(peer.take("features_request").xid))
        peer.send(peer.error(peer.take("port_desc_stats_request").xid))
        self.assertTrue(peer.protocol.up)
        self.assertEqual(peer.protocol.session.ports, [])

    def test_ports_in_parts(self) -> None:
        peer = Peer(4)
        peer.take("hello")
        peer.feed(peer.hello())
        peer.send(peer.features(peer.take("features_request").xid))
        reply = peer.ofp.message.port_desc_stats_reply
        xid = peer.take("port_desc_stats_request").xid
        peer.send(reply(xid=xid, flags=1, entries=[peer.port(1)]))
        self.assertFalse(peer.protocol.up)
        peer.send(reply(xid=xid, flags=0, entries=[peer.port(2)]))
        self.assertTrue(peer.protocol.up)
        self.assertEqual([port.port_no for port in peer.protocol.session.ports], [1, 2])

    def test_ports_never_end(self) -> None:
        peer = Peer(4, Options(multipart_parts=3))
        peer.take("hello")
        peer.feed(peer.hello())
        peer.send(peer.features(peer.take("features_request").xid))
        xid = peer.take("port_desc_stats_request").xid
        for _ in range(3):
            peer.send(peer.ofp.message.port_desc_stats_reply(xid=xid, flags=1, entries=[]))
        self.assertIn("never ends", peer.protocol.disconnect_reason or "")

    def test_messages_during_the_handshake_are_kept(self) -> None:
        got: list[Any] = []
        peer = Peer(4)
        peer.protocol.register("packet_in", lambda owner, msg: got.append(msg.xid))
        peer.take("hello")
        peer.feed(peer.hello())
        peer.send(peer.packet_in(1))
        peer.send(peer.features(peer.take("features_request").xid), peer.packet_in(2))
        xid = peer.take("port_desc_stats_request").xid
        self.assertEqual(got, [])
        peer.send(peer.packet_in(3), peer.ofp.message.port_desc_stats_reply(xid=xid), peer.packet_in(4))
        self.assertEqual(got, [1, 2, 3, 4])


class Options_(SynchronousTestCase):
    def test_raw(self) -> None:
        peer = Peer(4, Options(handshake=False))
        self.assertTrue(peer.protocol.up)
        peer.feed(peer.hello() + b"\x04\xff\x00\x08\0\0\0\x02" + b"\x04\x02\x00\x08\0\0\0\x03")
        peer.feed(b"\x04\x0a\x00\x09\0\0\0\x04\0")
        peer.nothing()
        names = [self.successResultOf(peer.protocol.poll(timeout=0)).type for _ in range(3)]
        self.assertEqual(names, [0, 255, 2])
        self.assertEqual(peer.protocol.counters.malformed, 1)
        self.assertEqual(peer.clock.getDelayedCalls(), [])

    def test_raw_header_length(self) -> None:
        peer = Peer(4, Options(handshake=False))
        peer.feed(b"\x04\xff\x00\x07\0\0\0\x02")
        peer.nothing()
        self.assertIn("below 8", peer.protocol.disconnect_reason or "")

    def test_no_hello(self) -> None:
        peer = Peer(4, Options(send_hello=False))
        peer.nothing()

    def test_no_features(self) -> None:
        peer = Peer(4, Options(request_features=False))
        peer.take("hello")
        peer.feed(peer.hello())
        peer.nothing()
        self.assertTrue(peer.protocol.up)

    def test_no_ports(self) -> None:
        peer = Peer(4, Options(request_ports=False))
        peer.take("hello")
        peer.feed(peer.hello())
        peer.send(peer.features(peer.take("features_request").xid))
        peer.nothing()
        self.assertTrue(peer.protocol.up)

    def test_echo_unanswered(self) -> None:
        peer = Peer(4, Options(answer_echo=False)).handshake()
        asked = peer.protocol.poll("echo_request")
        peer.send(peer.ofp.message.echo_request(xid=5))
        peer.nothing()
        self.assertEqual(self.successResultOf(asked).xid, 5)

    def test_no_error_answers(self) -> None:
        peer = Peer(4, Options(answer_errors=False)).handshake()
        peer.feed(b"\x04\xff\x00\x08\0\0\0\x02\x04\x0a\x00\x09\0\0\0\x04\0\x01\x02\x00\x08\0\0\0\x04")
        peer.nothing()
        self.assertTrue(peer.protocol.connected)

    def test_bad_options(self) -> None:
        for bad in ({"versions": {7}}, {"versions": ()}, {"duplicate_dpid": "x"}, {"echo_interval": -1}):
            with self.assertRaises(ValueError):
                Options(**bad)  # type: ignore[arg-type]


class Early(SynchronousTestCase):
    """What comes before the switch is up is kept, within bounds."""

    def almost_up(self) -> Peer:
        peer = Peer(4)
        peer.take("hello")
        peer.send(peer.hello())
        peer.send(peer.features(peer.take("features_request").xid))
        return peer

    def handled(self, peer: Peer) -> list[int]:
        """Finish the handshake, and return the xids of what comes out."""
        got: list[int] = []
        peer.protocol.register("all", lambda owner, msg: got.append(msg.xid))
        request = peer.take("port_desc_stats_request")
        peer.send(peer.ofp.message.port_desc_stats_reply(xid=request.xid))
        while peer.transport.paused:
            peer.clock.advance(0)
        return got

    def test_too_many(self) -> None:
        peer = self.almost_up()
        for n in range(1100):
            peer.send(peer.packet_in(n))
        peer.send(peer.ofp.message.port_status(xid=5000, desc=peer.port(1)))
        self.assertEqual(peer.protocol.counters.packet_ins_dropped, 77)
        self.assertEqual(self.handled(peer), [*range(1, 1024), 5000])

    def test_too_many_bytes(self) -> None:
        peer = self.almost_up()
        for n in range(40):
            peer.send(peer.packet_in(n, data=b"x" * 60_000))
        peer.send(peer.ofp.message.port_status(xid=5000, desc=peer.port(1)))
        peer.send(peer.ofp.message.echo_reply(xid=5001, data=b"x" * 60_000))
        self.assertEqual(self.handled(peer), [*range(1, 17), 5000, 5001])

    def test_nothing_that_may_be_dropped(self) -> None:
        peer = self.almost_up()
        for n in range(1024):
            peer.send(peer.ofp.message.port_status(xid=n, desc=peer.port(1)))
        self.assertTrue(peer.protocol.connected)
        peer.send(peer.ofp.message.port_status(xid=5000, desc=peer.port(1)))
        self.assertIn("more than 1024 messages before", peer.protocol.disconnect_reason or "")


class Admission(SynchronousTestCase):
    def test_further_handshakes_wait(self) -> None:
        clock = Clock()
        factory = OFServerFactory(None, Options(max_handshakes=2), clock=clock)
        silent = [Peer(4, factory, clock, port=39000 + n) for n in range(4)]
        peers = [Peer(4, factory, clock, port=40000 + n) for n in range(4)]
        for peer in peers:
            peer.take("hello")
            peer.send(peer.hello())
        self.assertEqual([peer.transport.paused for peer in peers], [False, False, True, True])
        self.assertEqual([len(peer.received()) for peer in peers], [1, 1, 0, 0])
        peers[0].send(peers[0].features())
        peers[0].send(peers[0].ofp.message.port_desc_stats_reply(xid=peers[0].take("port_desc_stats_request").xid))
        self.assertTrue(peers[0].protocol.up)
        self.assertFalse(peers[2].transport.paused)
        peers[2].take("features_request")
        peers[3].nothing()
        peers[1].transport.end()
        peers[3].take("features_request")
        clock.pump([1] * 11)
        self.assertEqual(len(factory.gate), 0)
        self.assertEqual(factory.connections, {peers[0].protocol})
        self.assertIn("no handshake within 10 s", silent[0].protocol.disconnect_reason or "")

    def test_who_waits_has_time_left(self) -> None:
        """Two take their place for 2 s and do nothing with it; who waits for them still gets 10 s."""
        clock = Clock()
        factory = OFServerFactory(None, Options(max_handshakes=1), clock=clock)
        peers = [Peer(4, factory, clock, port=40000 + n) for n in range(3)]
        clock.advance(9)
        for peer in peers:
            peer.take("hello")
            peer.send(peer.hello())
        peers[0].take("features_request")
        clock.pump([0.5] * 3)
        self.assertIn("no handshake within 10 s", peers[0].protocol.disconnect_reason or "")
        peers[1].take("features_request")
        clock.advance(1.4)
        peers[2].nothing()
        clock.advance(0.2)
        self.assertEqual(len(factory.gate), 1)
        xid = peers[2].take("features_request").xid
        clock.pump([1] * 8)
        self.assertIn("no handshake within 10 s", peers[1].protocol.disconnect_reason or "")
        peers[2].send(peers[2].features(xid))
        xid = peers[2].take("port_desc_stats_request").xid
        peers[2].send(peers[2].ofp.message.port_desc_stats_reply(xid=xid))
        self.assertTrue(peers[2].protocol.up)
        self.assertEqual(len(factory.gate), 0)
        clock.pump([1] * 5)
        self.assertEqual(factory.connections, {peers[2].protocol})

    def test_features_nobody_asked_for_jump_the_line(self) -> None:
        clock = Clock()
        factory = OFServerFactory(None, Options(max_handshakes=1, request_ports=False), clock=clock)
        first, second = (Peer(4, factory, clock, port=40000 + n) for n in range(2))
        first.send(first.hello())
        second.send(second.hello(), second.features())
        self.assertTrue(second.protocol.up)
        self.assertFalse(second.transport.paused)
        self.assertEqual((len(factory.gate), factory.gate.waiting), (1, 0))

    def test_silent_ones_give_their_place_away(self) -> None:
        clock = Clock()
        factory = OFServerFactory(None, Options(max_connections=4), clock=clock)
        speaks, silent, other = (Peer(4, factory, clock, port=40000 + n) for n in range(3))
        speaks.take("hello")
        speaks.send(speaks.hello())
        up = Peer(4, factory, clock, port=40003).handshake()
        new = [Peer(4, factory, clock, port=40004 + n).handshake() for n in range(2)]
        for peer in (silent, other):
            self.assertEqual(peer.protocol.disconnect_reason, "it said nothing, and others need its place")
        self.assertIsNone(factory.buildProtocol(None))
        self.assertEqual(factory.connections, {peer.protocol for peer in (speaks, up, *new)})

    def test_per_peer_and_all(self) -> None:
        clock = Clock()
        factory = OFServerFactory(None, Options(max_handshakes_per_peer=1, max_connections=3), clock=clock)
        first = Peer(4, factory, clock)
        second = Peer(4, factory, clock)
        self.assertIn("handshakes from", second.protocol.disconnect_reason or "")
        first.handshake()
        Peer(4, factory, clock).handshake()
        Peer(4, factory, clock).handshake()
        self.assertIsNone(factory.buildProtocol(None))
