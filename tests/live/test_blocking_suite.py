"""A suite of the old kind, moved with the four lines of the page, against a real Open vSwitch."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from tests.live.open_vswitch import PROTOCOLS, OpenVSwitch
from tests.support.ports import HeldPorts

ROOT = Path(__file__).resolve().parents[2]

SUITE = """
import os
import unittest

import ofp
from framework import controller


class Habits(unittest.TestCase):
    def setUp(self):
        self.controller = controller.Controller(switch=None, host="127.0.0.1", port=int(os.environ["PORT"]))
        self.controller.start()
        self.controller.connect(timeout=60)
        self.controller.keep_alive = True
        request = ofp.message.features_request()
        reply, pkt = self.controller.transact(request, timeout=10)
        self.assertTrue(reply is not None)

    def tearDown(self):
        self.controller.shutdown()
        self.controller.join()

    def actions(self):
        output = ofp.action.output(port=1)
        output.ip_dscp = 5  # no member of its class
        if ofp.OFP_VERSION == 1:
            tos = ofp.action.set_nw_tos(nw_tos=8)
            tos.ip_dscp = 8
            return [tos, output]
        change = ofp.action.set_field()
        packed = ofp.oxm.eth_dst([2, 0, 0, 0, 0, 9]).pack()
        change.field = packed + bytes(-(len(packed) + 4) % 8)
        return [change, output]

    def runTest(self):
        flow = ofp.message.flow_add(priority=77, buffer_id=0xFFFFFFFF)
        flow.match = ofp.match()
        flow.match.no_field_of_any_version = 1
        flow.command_of_another_version = 3
        if ofp.OFP_VERSION == 1:
            flow.actions = self.actions()
            flow.out_port = ofp.OFPP_NONE
            flow.match.wildcards = ofp.OFPFW_ALL
        else:
            flow.match.wildcards = 0
            flow.match.in_port = 4
            flow.instructions = [ofp.instruction.apply_actions(self.actions())]
        self.assertEqual(self.controller.message_send(flow), 0)
        reply, _ = self.controller.transact(ofp.message.barrier_request(), timeout=10)
        self.assertEqual(type(reply).__name__, "barrier_reply")
        error, _ = self.controller.poll(ofp.OFPT_ERROR, timeout=0)
        self.assertTrue(error is None)
        with self.controller.packets_cv:
            self.assertTrue([msg for msg, _ in self.controller.packets if msg.type == ofp.OFPT_HELLO])


unittest.main()
"""


@pytest.mark.parametrize(("version", "wire"), [("1.0", 1), ("1.3", 4)])
def test_a_moved_suite(ovs: OpenVSwitch, version: str, wire: int, tmp_path: Path, ports: HeldPorts) -> None:
    page = (ROOT / "docs" / "moving_a_suite.rst").read_text(encoding="utf-8")
    lines = textwrap.dedent(page.split("::\n\n")[1].split("\n\n")[0]).replace('"1.3"', repr(version))
    (tmp_path / "framework").mkdir()
    (tmp_path / "framework" / "__init__.py").write_text("")
    (tmp_path / "suite.py").write_text(lines + "\n" + SUITE)
    port = ports.hold()
    bridge = ovs.add_bridge(PROTOCOLS[wire], hosts=1)
    try:
        bridge.set_controller(f"tcp:127.0.0.1:{port}")
        done = subprocess.run(
            [sys.executable, "suite.py"],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PORT": str(port)},
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        (flow,) = bridge.flows()
    finally:
        bridge.remove()
    changed = "mod_nw_tos:8" if wire == 1 else "set_field:02:00:00:00:00:09->eth_dst"
    assert "priority=77" in flow and "in_port" not in flow
    assert f"actions={changed},output:1" in flow
    assert "of13.action.output: 'ip_dscp'" in done.stderr or wire == 1
