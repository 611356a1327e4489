"""OFProtocol on its own: bytes in, bytes out."""

from __future__ import annotations

from typing import Any

import pytest
from core_peer import Peer
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from oftwist.errors import Disconnected, ProtocolError, RequestFailed, RequestTimeout
from oftwist.options import Options
from oftwist.protocol import OFServerFactory

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

    def test_large_hellos_are_quick(self) -> None:
        import time

        for body in (b"\x00\x01\xff\xf4" + b"\xff" * 0xFFF0, b"\x00\x07\x00\x04\0\0\0\0" * 8190):
            peer = Peer(4)
            peer.take("hello")
            began = time.process_time()
            peer.feed(b"\x04\x00" + (len(body) + 8).to_bytes(2, "big") + bytes(4) + body)
            self.assertLess(time.process_time() - began, 0.2)
            self.assertTrue(peer.protocol.disconnect_reason or peer.take("features_request"))

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


class Rules(SynchronousTestCase):
    """What a peer should not send."""

    def test_header_length(self) -> None:
        peer = Peer(4).handshake()
        peer.feed(b"\x04\x02\x00\x08\0\0\0\x09" + b"\x04\x0a\x00\x07\0\0\0\x09")
        peer.take("echo_reply")
        error = peer.take("bad_request_error_msg")
        self.assertEqual(error.code, peer.ofp.OFPBRC_BAD_LEN)
        self.assertIn("below 8", peer.protocol.disconnect_reason or "")

    def test_malformed_body(self) -> None:
        for version in VERSIONS:
            peer = Peer(version).handshake()
            bad = bytes([version, 10, 0, 9, 0, 0, 0, 7, 0])
            peer.feed(bad + peer.ofp.message.echo_request(xid=8).pack())
            error = peer.take("bad_request_error_msg")
            self.assertEqual((error.xid, error.code, error.data), (7, peer.ofp.OFPBRC_BAD_LEN, bad))
            peer.take("echo_reply")
            self.assertEqual(peer.protocol.counters.malformed, 1)

    def test_error_data_is_64_bytes(self) -> None:
        peer = Peer(4).handshake()
        bad = b"\x04\x0a\x00\xc8\0\0\0\x07" + b"\xff" * 192
        peer.feed(bad)
        error = peer.take("bad_request_error_msg")
        self.assertEqual(error.data, bad[:64])

    def test_no_error_to_an_error(self) -> None:
        peer = Peer(4).handshake()
        peer.feed(b"\x04\x01\x00\x09\0\0\0\x07\0")
        peer.nothing()

    def test_unknown_and_misplaced_types(self) -> None:
        peer = Peer(4).handshake()
        peer.feed(b"\x04\xff\x00\x08\0\0\0\x02")
        error = peer.take("bad_request_error_msg")
        self.assertEqual((error.xid, error.code), (2, peer.ofp.OFPBRC_BAD_TYPE))
        peer.send(peer.ofp.message.flow_add(xid=3))
        self.assertEqual(peer.take("bad_request_error_msg").xid, 3)
        self.assertEqual(peer.protocol.counters.bad_type, 2)
        self.assertTrue(peer.protocol.connected)

    def test_answers_are_rate_limited(self) -> None:
        peer = Peer(4).handshake()
        peer.feed(b"\x04\xff\x00\x08\0\0\0\x02" * 1000)
        while peer.clock.getDelayedCalls() and peer.transport.paused:
            peer.clock.advance(0)
        self.assertLessEqual(len(peer.received()), 101)
        self.assertEqual(peer.protocol.counters.bad_type, 1000)

    def test_other_version(self) -> None:
        peer = Peer(4).handshake()
        peer.feed(b"\x01\x02\x00\x08\0\0\0\x02")
        error = peer.take("bad_request_error_msg")
        self.assertEqual((error.version, error.code), (4, peer.ofp.OFPBRC_BAD_VERSION))
        peer.feed(b"\x09\x02\x00\x08\0\0\0\x02")
        self.assertEqual(peer.take("bad_request_error_msg").code, peer.ofp.OFPBRC_BAD_VERSION)
        self.assertEqual(peer.protocol.counters.bad_version, 2)
        self.assertTrue(peer.protocol.connected)

    def test_malformed_reply_fails_its_request(self) -> None:
        peer = Peer(4).handshake()
        asked = peer.protocol.request(peer.ofp.message.flow_stats_request())
        xid = peer.take("flow_stats_request").xid
        peer.feed(b"\x04\x13\x00\x11" + xid.to_bytes(4, "big") + b"\0\1\0\0\0\0\0\0\0")
        self.failureResultOf(asked, ProtocolError)

    def test_partial_frame_deadline(self) -> None:
        peer = Peer(4).handshake()
        peer.feed(b"\x04\x0a\xff\xff")
        for _ in range(29):
            peer.clock.advance(1)
            peer.feed(b"\0")
        self.assertTrue(peer.protocol.connected)
        peer.clock.advance(1.5)
        self.assertIn("not finished", peer.protocol.disconnect_reason or "")


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


class Life(SynchronousTestCase):
    def test_echo_probe(self) -> None:
        peer = Peer(4).handshake()
        peer.clock.advance(14.9)
        peer.nothing()
        peer.clock.advance(0.2)
        probe = peer.take("echo_request")
        peer.clock.advance(0.25)
        peer.send(peer.ofp.message.echo_reply(xid=probe.xid))
        self.assertAlmostEqual(peer.protocol.rtt or 0, 0.25)
        peer.clock.advance(15)
        peer.take("echo_request")

    def test_silent_death(self) -> None:
        peer = Peer(4).handshake()
        gone = peer.protocol.when_disconnected()
        for _ in range(59):
            peer.clock.advance(1)
        self.assertNoResult(gone)
        self.assertEqual(len(peer.received()), 3)
        peer.clock.advance(1.1)
        self.assertIn("no sign of life for 60 s", self.successResultOf(gone))
        self.assertEqual(peer.clock.getDelayedCalls(), [])

    def test_any_byte_is_life(self) -> None:
        peer = Peer(4, Options(frame_timeout=0)).handshake()
        peer.feed(b"\x04\x0a\x10\x00")
        for _ in range(100):
            peer.clock.advance(10)
            peer.feed(b"\0")
        peer.nothing()
        self.assertTrue(peer.protocol.connected)

    def test_off(self) -> None:
        options = Options(echo_interval=0, frame_timeout=0, stuck_writer_timeout=0)
        peer = Peer(4, options).handshake()
        self.assertEqual(peer.clock.getDelayedCalls(), [])

    def test_loss_fails_what_waits(self) -> None:
        peer = Peer(4).handshake()
        waits = [
            peer.protocol.transact(peer.ofp.message.barrier_request()),
            peer.protocol.request(peer.ofp.message.barrier_request()),
            peer.protocol.poll("packet_in"),
        ]
        peer.transport.end()
        for wait in waits:
            self.assertEqual(self.failureResultOf(wait, Disconnected).value.reason, "closed by the switch")
        self.failureResultOf(peer.protocol.barrier(), Disconnected)
        self.failureResultOf(peer.protocol.poll(), Disconnected)
        with self.assertRaises(Disconnected):
            peer.protocol.send(peer.ofp.message.barrier_request())
        self.assertEqual(self.successResultOf(peer.protocol.when_disconnected()), "closed by the switch")
        self.assertEqual(peer.clock.getDelayedCalls(), [])

    def test_what_came_before_the_end_can_be_polled(self) -> None:
        peer = Peer(4, Options(inbox=True)).handshake()
        peer.send(peer.error(5))
        peer.transport.end()
        self.assertEqual(self.successResultOf(peer.protocol.poll("error_msg")).xid, 5)

    def test_disconnect_sends_what_was_written(self) -> None:
        peer = Peer(4).handshake()

        def bye(owner: Any, msg: Any) -> None:
            owner.send(peer.ofp.message.barrier_request())
            owner.disconnect("enough")

        peer.protocol.register("packet_in", bye)
        peer.send(peer.packet_in(), peer.packet_in())
        peer.take("barrier_request")
        peer.nothing()
        self.assertEqual(peer.protocol.disconnect_reason, "enough")

    def test_a_peer_that_does_not_let_go_is_aborted(self) -> None:
        peer = Peer(4).handshake()
        peer.transport.full = True
        gone = peer.protocol.disconnect("enough")
        self.assertNoResult(gone)
        peer.clock.advance(2)
        self.assertEqual(self.successResultOf(gone), "enough")


class Writing(SynchronousTestCase):
    def test_one_write_per_turn(self) -> None:
        peer = Peer(4).handshake()
        peer.protocol.register("packet_in", lambda owner, msg: owner.send(peer.ofp.message.barrier_request()))
        before = peer.transport.writes
        peer.send(*[peer.packet_in(n) for n in range(50)])
        self.assertEqual(peer.transport.writes, before + 1)
        self.assertEqual(len(peer.received()), 50)

    def test_high_water(self) -> None:
        peer = Peer(4, Options(inbox=True)).handshake()
        flow = peer.transport.producer
        flow.pauseProducing()
        self.assertFalse(peer.protocol.writable)
        drained = peer.protocol.when_writable()
        self.assertNoResult(drained)
        peer.send(peer.packet_in(1), peer.ofp.message.echo_request(xid=4))
        self.assertEqual(peer.protocol.counters.packet_ins_dropped, 1)
        peer.take("echo_reply")
        flow.resumeProducing()
        self.successResultOf(drained)
        peer.send(peer.packet_in(2))
        self.assertEqual(self.successResultOf(peer.protocol.poll()).xid, 2)

    def test_a_peer_that_does_not_read_its_answers_is_not_read(self) -> None:
        peer = Peer(4, Options(write_high_water=1000)).handshake()
        flow = peer.transport.producer
        request = peer.ofp.message.echo_request(xid=1, data=b"x" * 92)
        peer.send(*[request] * 30)
        self.assertFalse(peer.transport.paused)
        flow.pauseProducing()
        peer.send(*[request] * 10)
        self.assertFalse(peer.transport.paused)
        peer.feed(b"\x04\xff\x00\x08\0\0\0\x02")  # the error that answers it counts too
        self.assertTrue(peer.transport.paused)
        flow.resumeProducing()
        self.assertFalse(peer.transport.paused)
        flow.pauseProducing()
        peer.send(*[request] * 10)
        self.assertFalse(peer.transport.paused)

    def test_what_apps_write_keeps_nobody_from_being_read(self) -> None:
        peer = Peer(4, Options(write_high_water=1000)).handshake()
        peer.transport.producer.pauseProducing()
        for _ in range(1000):
            peer.protocol.send(peer.ofp.message.flow_add())
        self.assertFalse(peer.transport.paused)

    def test_two_reasons_not_to_read(self) -> None:
        peer = Peer(4, Options(write_high_water=1000, frames_per_turn=64)).handshake()
        flow = peer.transport.producer
        flow.pauseProducing()
        peer.send(*[peer.ofp.message.echo_request(xid=1, data=b"x" * 92)] * 100)
        self.assertTrue(peer.transport.paused)
        peer.clock.advance(0)
        self.assertTrue(peer.transport.paused)  # everything is handled, but not read by the peer
        flow.resumeProducing()
        self.assertFalse(peer.transport.paused)
        flow.pauseProducing()
        peer.send(*[peer.ofp.message.echo_request(xid=1, data=b"x" * 92)] * 100)
        flow.resumeProducing()
        self.assertTrue(peer.transport.paused)  # read by the peer, but not everything is handled
        peer.clock.advance(0)
        self.assertFalse(peer.transport.paused)
        self.assertEqual(sum(msg.type == 3 for msg in peer.received()), 200)

    def test_a_slow_reader_is_alive(self) -> None:
        """Not read for minutes, it takes a byte now and then; then it takes none any more."""
        peer = Peer(4, Options(write_high_water=1000)).handshake()
        peer.transport.producer.pauseProducing()
        taken = 100
        peer.protocol.buffered = lambda: peer.protocol.counters.bytes_sent - taken  # type: ignore[method-assign]
        peer.send(*[peer.ofp.message.echo_request(xid=1, data=b"x" * 92)] * 11)
        peer.feed(b"\x04\x0a\x10\x00")  # and half a message
        self.assertTrue(peer.transport.paused)
        for _ in range(30):
            taken += 1
            peer.clock.pump([5] * 4)
        self.assertIsNone(peer.protocol.disconnect_reason)
        peer.clock.pump([5] * 10)
        self.assertIn("took none of", peer.protocol.disconnect_reason or "")

    def test_the_end_of_patience(self) -> None:
        peer = Peer(4, Options(write_high_water=1000, write_limit=5000)).handshake()
        peer.protocol.buffered = lambda: len(peer.transport.value())  # type: ignore[method-assign]
        peer.transport.producer.pauseProducing()
        peer.protocol.send_raw(bytes(5000))
        self.assertFalse(peer.protocol.writable)
        self.assertTrue(peer.protocol.connected)
        peer.protocol.send_raw(b"1")
        self.assertEqual(peer.protocol.disconnect_reason, "the switch has left 5001 bytes unread")

    def test_stuck_writer(self) -> None:
        peer = Peer(4, Options(echo_interval=0)).handshake()
        peer.transport.producer.pauseProducing()
        peer.clock.pump([10] * 9)
        self.assertIn("took none", peer.protocol.disconnect_reason or "")

    def test_send_gives_an_xid(self) -> None:
        peer = Peer(4).handshake()
        msg = peer.ofp.message.barrier_request()
        self.assertEqual(peer.protocol.send(msg), msg.xid)
        self.assertEqual(peer.take("barrier_request").xid, msg.xid)
        self.assertEqual(peer.protocol.send(peer.ofp.message.barrier_request(xid=0)), 0)
        self.assertEqual(peer.take("barrier_request").xid, 0)

    def test_send_raw(self) -> None:
        peer = Peer(4).handshake()
        peer.protocol.send_raw(b"whatever")
        self.assertEqual(peer.raw(), b"whatever")


class Fairness(SynchronousTestCase):
    def test_frames_per_turn(self) -> None:
        peer = Peer(4, Options(frames_per_turn=128)).handshake()
        got: list[int] = []
        peer.protocol.register("packet_in", lambda owner, msg: got.append(msg.xid))
        peer.send(*[peer.packet_in(n) for n in range(300)])
        self.assertEqual(len(got), 128)
        self.assertTrue(peer.transport.paused)
        peer.feed(peer.packet_in(300).pack())
        self.assertEqual(len(got), 128)
        peer.clock.advance(0)
        self.assertEqual(got, list(range(301)))
        self.assertFalse(peer.transport.paused)
        self.assertEqual(peer.protocol.counters.messages, 304)

    def test_what_waits_is_handled_when_the_peer_closes(self) -> None:
        peer = Peer(4, Options(frames_per_turn=64)).handshake()
        got: list[int] = []
        peer.protocol.register("packet_in", lambda owner, msg: got.append(msg.xid))
        peer.send(*[peer.packet_in(n) for n in range(300)])
        peer.transport.end()
        self.assertEqual(got, list(range(300)))

    def test_turn_time(self) -> None:
        peer = Peer(4).handshake()
        got: list[int] = []

        def slow(owner: Any, msg: Any) -> None:
            peer.clock.rightNow += 0.001
            got.append(msg.xid)

        peer.protocol.register("packet_in", slow)
        peer.send(*[peer.packet_in(n) for n in range(250)])
        self.assertEqual(len(got), 32)
        peer.clock.pump([0] * 8)
        self.assertEqual(len(got), 250)

    def test_packet_in_rate(self) -> None:
        peer = Peer(4, Options(packet_in_rate=10, inbox=True)).handshake()
        peer.send(*[peer.packet_in(n) for n in range(25)])
        self.assertEqual(len(peer.protocol.inbox), 10)
        self.assertEqual(peer.protocol.counters.packet_ins_limited, 15)
        peer.clock.advance(0.5)
        peer.send(*[peer.packet_in(n) for n in range(25)])
        self.assertEqual(len(peer.protocol.inbox), 15)
        peer.send(*[peer.ofp.message.port_status(xid=n, desc=peer.port(1)) for n in range(25)])
        self.assertEqual(len(peer.protocol.inbox), 40)


class Inbox(SynchronousTestCase):
    def test_bytes_of_the_wire_count(self) -> None:
        """Of any kind, on any way into the inbox: with handlers, without, limited, tapped."""
        for options in (
            Options(inbox=True, inbox_bytes=10_000),
            Options(inbox=True, inbox_bytes=10_000, packet_in_rate=1000),
            Options(inbox_bytes=10_000, handshake=False),
        ):
            for tapped in (False, True):
                peer = Peer(4, options)
                if options.handshake:
                    peer.handshake()
                if tapped:
                    peer.protocol.tap = lambda msg, raw: None
                peer.protocol.register("port_status", lambda owner, msg: None)
                inbox = peer.protocol.inbox
                peer.send(peer.packet_in(1, data=b"x" * 5000), peer.packet_in(2, data=b"x" * 3000))
                self.assertEqual([msg.xid for msg in inbox.pending], [1, 2])
                peer.send(peer.ofp.message.desc_stats_reply(xid=3))
                self.assertEqual([msg.xid for msg in inbox.pending], [1, 2, 3])
                peer.send(peer.ofp.message.port_status(xid=4, desc=peer.port(1)))
                peer.send(peer.ofp.message.echo_reply(xid=5, data=b"x" * 5000))
                self.assertEqual([msg.xid for msg in inbox.pending], [2, 3, 4, 5])
                self.assertEqual(inbox.bytes, sum(len(msg.pack()) for msg in inbox.pending))


class Tap(SynchronousTestCase):
    def test_sees_everything_first(self) -> None:
        peer = Peer(4, Options(handshake=False))
        seen: list[Any] = []
        peer.protocol.tap = lambda msg, raw: seen.append((msg is None, raw[1]))
        peer.feed(peer.hello() + b"\x04\x0a\x00\x09\0\0\0\x04\0" + peer.packet_in(7).pack())
        self.assertEqual(seen, [(False, 0), (True, 10), (False, 10)])
        self.assertEqual(len(peer.protocol.inbox), 2)

    def test_keeps_what_it_takes(self) -> None:
        peer = Peer(4, Options(handshake=False))
        peer.protocol.tap = lambda msg, raw: raw[1] == 10
        peer.feed(peer.hello() + peer.packet_in(7).pack())
        self.assertEqual(len(peer.protocol.inbox), 1)

    def test_failing_tap_costs_nothing(self) -> None:
        peer = Peer(4, Options(handshake=False))
        peer.protocol.tap = lambda msg, raw: 1 / 0
        peer.feed(peer.hello())
        self.assertEqual(len(self.flushLoggedErrors(ZeroDivisionError)), 1)
        self.assertEqual(len(peer.protocol.inbox), 1)


class Handlers(SynchronousTestCase):
    def test_isolation_and_order(self) -> None:
        peer = Peer(4, Options(inbox=True)).handshake()
        got: list[str] = []

        def bad(owner: Any, msg: Any) -> None:
            got.append("bad")
            raise RuntimeError("oops")

        peer.protocol.register("packet_in", bad)
        peer.protocol.register("all", lambda owner, msg: got.append("all"))
        peer.send(peer.packet_in(1))
        self.assertEqual(got, ["bad", "all"])
        self.assertEqual(len(self.flushLoggedErrors(RuntimeError)), 1)
        self.assertEqual(peer.protocol.counters.handler_failures, 1)
        self.assertEqual(len(peer.protocol.inbox), 1)
        peer.protocol.register("packet_in", lambda owner, msg: True)
        peer.send(peer.packet_in(2))
        self.assertEqual((got, len(peer.protocol.inbox)), (["bad", "all"], 1))
        peer.protocol.register("packet_in", None)
        peer.protocol.register("all", None)
        peer.send(peer.packet_in(3))
        self.assertEqual((got, len(peer.protocol.inbox)), (["bad", "all"], 2))

    def test_failures_are_logged_once_in_a_while(self) -> None:
        peer = Peer(4).handshake()
        peer.protocol.register("packet_in", lambda owner, msg: 1 / 0)
        peer.send(*[peer.packet_in() for _ in range(200)])
        self.assertEqual(len(self.flushLoggedErrors(ZeroDivisionError)), 1)
        self.assertEqual(peer.protocol.counters.handler_failures, 200)
        peer.clock.advance(11)
        peer.send(peer.packet_in())
        self.assertEqual(len(self.flushLoggedErrors(ZeroDivisionError)), 1)

    def test_what_a_switch_answers_is_no_traceback(self) -> None:
        peer = Peer(4).handshake()

        async def ask(owner: Any, msg: Any) -> None:
            await owner.barrier()

        peer.protocol.register("packet_in", ask)
        peer.send(peer.packet_in())
        peer.send(peer.error(peer.take("barrier_request").xid))
        self.assertEqual(self.flushLoggedErrors(), [])
        self.assertEqual(peer.protocol.counters.handler_failures, 1)

    def test_by_number_and_class(self) -> None:
        peer = Peer(4, Options(inbox=True)).handshake()
        got: list[int] = []
        peer.protocol.register(10, lambda owner, msg: got.append(10))
        peer.protocol.register(peer.ofp.message.port_status, lambda owner, msg: got.append(12))
        peer.send(peer.packet_in(), peer.ofp.message.port_status(xid=0, desc=peer.port(1)))
        self.assertEqual(got, [10, 12])

    def test_unknown_name(self) -> None:
        with self.assertRaisesRegex(ValueError, "did you mean 'packet_in'"):
            Peer(4).protocol.register("packetin", lambda owner, msg: None)

    def test_coroutines(self) -> None:
        peer = Peer(4, Options(inbox=True)).handshake()
        got: list[Any] = []

        async def work(owner: Any, msg: Any) -> None:
            reply = await owner.barrier()
            got.append(type(reply).__name__)

        peer.protocol.register("packet_in", work)
        peer.send(peer.packet_in())
        xid = peer.take("barrier_request").xid
        self.assertEqual(len(peer.protocol.inbox), 0)
        peer.send(peer.ofp.message.barrier_reply(xid=xid))
        self.assertEqual(got, ["barrier_reply"])
        peer.send(peer.packet_in())
        peer.transport.end()
        self.assertEqual(self.flushLoggedErrors(), [])

    def test_failing_coroutine(self) -> None:
        peer = Peer(4).handshake()

        async def work(owner: Any, msg: Any) -> None:
            raise RuntimeError("oops")

        peer.protocol.register("packet_in", work)
        peer.send(peer.packet_in())
        self.assertEqual(len(self.flushLoggedErrors(RuntimeError)), 1)

    def test_async_backlog(self) -> None:
        peer = Peer(4, Options(async_backlog=3, inbox=True)).handshake()

        async def work(owner: Any, msg: Any) -> None:
            await owner.barrier()

        peer.protocol.register("packet_in", work)
        peer.send(*[peer.packet_in() for _ in range(5)])
        self.assertEqual(peer.protocol.counters.packet_ins_dropped, 2)
        requests = peer.received()
        self.assertEqual(len(requests), 3)
        peer.send(peer.ofp.message.barrier_reply(xid=requests[0].xid))
        peer.send(peer.packet_in())
        peer.take("barrier_request")

    def test_slow_handler_is_named(self) -> None:
        peer = Peer(4).handshake()
        lines: list[str] = []

        def sleepy(owner: Any, msg: Any) -> None:
            peer.clock.rightNow += 0.3

        from twisted.logger import formatEvent, globalLogPublisher

        def observe(event: Any) -> None:
            lines.append(formatEvent(event))

        globalLogPublisher.addObserver(observe)
        self.addCleanup(globalLogPublisher.removeObserver, observe)
        peer.protocol.register("packet_in", sleepy)
        peer.protocol.register("all", lambda owner, msg: None)
        peer.send(peer.packet_in(3))
        peer.send(peer.packet_in(4))
        self.assertIn("sleepy", lines[0])
        self.assertRegex(lines[1], "handler .*sleepy blocked the reactor for 300 ms")


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


@pytest.mark.parametrize("version", VERSIONS)
def test_requests_in_every_version(version: int) -> None:
    peer = Peer(version).handshake()
    results: list[Any] = []
    peer.protocol.request(peer.ofp.message.desc_stats_request()).addBoth(results.append)
    xid = peer.take("desc_stats_request").xid
    peer.send(peer.ofp.message.desc_stats_reply(xid=xid, mfr_desc="we"))
    assert results[0].mfr_desc == "we"
    peer.protocol.request(peer.ofp.message.barrier_request()).addBoth(results.append)
    xid = peer.take("barrier_request").xid
    peer.send(peer.error(xid))
    assert results[1].check(RequestFailed)
    peer.protocol.transact(peer.ofp.message.barrier_request(), timeout=1).addBoth(results.append)
    peer.clock.advance(1)
    assert results[2].check(RequestTimeout)
