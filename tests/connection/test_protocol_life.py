"""OFProtocol while the connection lives: what breaks the rules, signs of life, the end, and writing."""

from __future__ import annotations

from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from oftwist.connection.options import Options
from oftwist.errors import Disconnected, ProtocolError
from tests.support.core_peer import Peer

VERSIONS = range(1, 7)


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
        peer.protocol.writer.buffered = lambda: peer.protocol.counters.bytes_sent - taken  # type: ignore[method-assign]
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
        peer.protocol.writer.buffered = lambda: len(peer.transport.value())  # type: ignore[method-assign]
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
