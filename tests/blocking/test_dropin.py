"""A suite written the way they have been for years runs unchanged: `ofp`, `loxi`, a Controller thread, unittest."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def four_lines(version: str) -> str:
    """What the page on moving a suite tells to put before it."""
    page = (ROOT / "docs" / "moving_a_suite.rst").read_text(encoding="utf-8")
    lines = page.split("::\n\n")[1].split("\n\n")[0]
    found = textwrap.dedent(lines)
    assert found.count("\n") == 3
    return found.replace('"1.3"', repr(version)) + "\n"


# A simulated switch that connects again and again.
PRELUDE = """
from oftwist.testing import FakeSwitch, SwitchService
from twisted.internet.endpoints import TCP4ClientEndpoint
bridge = oftwist.blocking.Bridge()
import socket
with socket.create_server(("127.0.0.1", 0)) as probe:
    PORT = probe.getsockname()[1]
device = FakeSwitch(dpid=1, version={wire})
endpoint = TCP4ClientEndpoint(bridge.reactor, "127.0.0.1", PORT)
service = SwitchService(device, endpoint, bridge.reactor, retry=0.05)
bridge.call(service.startService)
"""

SUITE = """
import logging
import threading
import time
import unittest

import loxi
import ofp
import ofp.message
from framework import controller
from loxi.generic_util import OFReader


class Base(unittest.TestCase):
    def setUp(self):
        self.controller = controller.Controller(switch=None, host="127.0.0.1", port=PORT)
        self.controller.start()
        try:
            self.controller.connect(timeout=20)
            self.controller.keep_alive = True
            if not self.controller.active:
                raise Exception("Controller startup failed")
            if self.controller.switch_addr is None:
                raise Exception("Controller startup failed (no switch addr)")
            request = ofp.message.features_request()
            reply, pkt = self.controller.transact(request)
            self.assertTrue(reply is not None, "Did not complete features_request for handshake")
            self.dpid = reply.datapath_id
            self.controller.test_name = self.id()
        except:
            self.controller.kill()
            del self.controller
            raise

    def tearDown(self):
        self.controller.shutdown()
        self.controller.join()
        self.assertFalse(self.controller.is_alive())
        del self.controller


class Echo(Base):
    def runTest(self):
        request = ofp.message.echo_request(data=b"OpenFlow Will Rule The World")
        response, pkt = self.controller.transact(request)
        self.assertEqual(response.type, ofp.OFPT_ECHO_REPLY)
        self.assertEqual(request.xid, response.xid)
        self.assertEqual(response.data, b"OpenFlow Will Rule The World")
        self.assertEqual(ofp.message.parse_message(pkt), response)


class BarrierByPolling(Base):
    def runTest(self):
        self.controller.clear_queue()
        request = ofp.message.barrier_request()
        self.assertEqual(self.controller.message_send(request), 0)
        response, _ = self.controller.poll(exp_msg=ofp.OFPT_BARRIER_REPLY)
        self.assertEqual(response.xid, request.xid)
        response, _ = self.controller.poll(exp_msg=ofp.message.error_msg, timeout=0)
        self.assertTrue(response is None)


class StatsInParts(Base):
    def runTest(self):
        request = ofp.message.port_stats_request(port_no=0xFFFF if ofp.OFP_VERSION == 1 else ofp.OFPP_ANY)
        stats = []
        reply, _ = self.controller.transact(request)
        while True:
            self.assertIsInstance(reply, ofp.message.stats_reply)
            stats.extend(reply.entries)
            if reply.flags & ofp.OFPSF_REPLY_MORE == 0:
                break
            reply, _ = self.controller.poll(exp_msg=ofp.OFPT_STATS_REPLY)
        self.assertEqual(len(stats), 4)


class PacketInHandler(Base):
    def handler(self, ctrl, msg, raw):
        self.seen.append((ctrl is self.controller, msg.data, len(raw) > 0))
        return True

    def runTest(self):
        self.seen = []
        self.controller.register(ofp.OFPT_PACKET_IN, self.handler)
        bridge.call(device.packet_in, 1, b"frame")
        deadline = time.time() + 5
        while not self.seen and time.time() < deadline:
            time.sleep(0.01)
        self.assertEqual(self.seen, [(True, b"frame", True)])
        self.controller.register(ofp.OFPT_PACKET_IN, None)
        bridge.call(device.packet_in, 1, b"other")
        msg, _ = self.controller.poll(ofp.OFPT_PACKET_IN)
        self.assertEqual(msg.data, b"other")


class QueueByHand(Base):
    def runTest(self):
        for data in (b"1", b"2", b"3"):
            bridge.call(device.packet_in, 1, data)
        deadline = time.time() + 5
        while self.controller.packet_in_count < 3 and time.time() < deadline:
            time.sleep(0.01)
        found = [i for i, (msg, raw) in enumerate(self.controller.packets) if msg.type == ofp.OFPT_PACKET_IN]
        msg, raw = self.controller.packets.pop(found[1])
        self.assertEqual(msg.data, b"2")
        self.assertEqual(self.controller.clear_queue(), 3)  # the others, and the HELLO
        str(self.controller)


class BadType(Base):
    def runTest(self):
        class Bad(object):
            xid = None
            version = ofp.OFP_VERSION
            type = 217

            def pack(self):
                return bytearray([self.version, self.type, 0, 8]) + bytearray(4)

        reply, _ = self.controller.transact(Bad())
        self.assertTrue(reply is None)
        error, _ = self.controller.poll(ofp.OFPT_ERROR)
        self.assertEqual(error.err_type, ofp.OFPET_BAD_REQUEST)
        self.assertEqual(error.code, ofp.OFPBRC_BAD_TYPE)


class RawSocket(Base):
    def runTest(self):
        raw = ofp.message.echo_request(xid=99).pack()
        with self.controller.tx_lock:
            self.controller.switch_socket.sendall(raw)
        reply, _ = self.controller.poll(ofp.OFPT_ECHO_REPLY)
        self.assertEqual(reply.xid, 99)


class AttributesOfOtherVersions(Base):
    # Set without effect in suites that were written where every object takes every attribute.

    def runTest(self):
        flow = ofp.message.flow_add(buffer_id=0xFFFFFFFF)
        flow.no_such_member = flow.match.no_such_field = 5
        self.assertEqual((flow.no_such_member, flow.match.no_such_field), (5, 5))
        self.controller.message_send(flow)
        self.controller.transact(ofp.message.barrier_request())
        self.assertEqual(self.controller.poll(ofp.OFPT_ERROR, timeout=0), (None, None))


class NamesOfOld(Base):
    # Looking into the controller the way suites do.

    def runTest(self):
        bridge.call(device.packet_in, 1, b"frame")
        with self.controller.packets_cv:
            while not [msg for msg, _ in self.controller.packets if msg.type == ofp.OFPT_PACKET_IN]:
                self.controller.packets_cv.wait(5)
        self.assertEqual(self.controller.xid, None)
        self.assertEqual(ofp.message.util, ofp.util)
        self.assertFalse(controller.sample_handler(self.controller, None, b""))
        self.assertIn(self.controller.ident, [thread.ident for thread in threading.enumerate()])


class Disconnects(Base):
    def runTest(self):
        bridge.call(device.disconnect)
        self.assertTrue(self.controller.wait_disconnected(timeout=20))


if __name__ == "__main__":
    controller.Controller.default_timeout = 4.0
    unittest.main()
"""


@pytest.mark.slow
@pytest.mark.parametrize(("version", "wire"), [("1.0", 1), ("1.3", 4)])
def test_an_old_suite(version: str, wire: int, tmp_path: Path) -> None:
    (tmp_path / "framework").mkdir()
    (tmp_path / "framework" / "__init__.py").write_text("")
    (tmp_path / "framework" / "controller.py").write_text("raise Exception('the controller of old')")
    (tmp_path / "suite.py").write_text(four_lines(version) + PRELUDE.format(wire=wire) + SUITE)
    done = subprocess.run(
        [sys.executable, "suite.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    # The ten of them; the base class has no runTest.
    assert "Ran 10 tests" in done.stderr
