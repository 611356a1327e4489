"""The base class for Trial, run by Trial and pytest in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


TRIAL_FILE = """
import unittest
from oftwist.trial import SwitchTestCase

class OneTests(SwitchTestCase):
    version = "1.0"

    def test_barrier(self):
        self.switch.barrier()
        self.assertNoErrors()
        self.assertEqual(self.ofp.OFP_VERSION, 1)

    def test_skipped(self):
        raise unittest.SkipTest("no reason")

class OtherTests(SwitchTestCase):
    def test_packet_in(self):
        ofp = self.ofp
        self.switch.send(ofp.message.flow_add(buffer_id=0xFFFFFFFF, instructions=[
            ofp.instruction.apply_actions([ofp.action.output(port=ofp.OFPP_CONTROLLER, max_len=65535)])]))
        self.switch.barrier()
        self.switch.device.receive(1, bytes(60))
        self.assertPacketIn(bytes(60), in_port=1)

    def test_ports(self):
        plane = self.dataplane()
        self.switch.add_flow("in_port=1,actions=output:2")
        plane.send(1, bytes(60))
        plane.expect_on([2], bytes(60))

    def test_fails(self):
        self.switch.barrier()
        self.assertPacketIn(timeout=0.01)
"""


@pytest.mark.slow
@pytest.mark.parametrize("runner", [["twisted.trial"], ["unittest"], ["pytest", "-q"]], ids=lambda words: words[0])
def test_the_trial_base_class(runner: list[str], tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(TRIAL_FILE)
    env = {**os.environ, "PYTHONPATH": f"{ROOT}:{tmp_path}", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    env["PYTEST_ADDOPTS"] = ""
    target = "test_it.py" if runner[0] == "pytest" else "test_it"
    done = subprocess.run(
        [sys.executable, "-m", *runner, target],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    output = done.stdout + done.stderr
    assert done.returncode != 0
    summary = {
        "twisted.trial": "FAILED (skips=1, failures=1, successes=3)",
        "unittest": "FAILED (failures=1, skipped=1)",
        "pytest": "1 failed, 3 passed, 1 skipped",
    }[runner[0]]
    assert summary in output, output
    assert "no such packet-in" in output
    assert "<- 1.3 barrier_reply xid=" in output


ASYNC_FILE = """
import unittest
from twisted.internet.defer import inlineCallbacks
from oftwist.errors import RequestFailed
from oftwist.trial import AsyncSwitchTestCase

class OneTests(AsyncSwitchTestCase):
    version = "1.0"

    def test_a_deferred(self):
        self.assertEqual(self.ofp.OFP_VERSION, 1)
        return self.switch.barrier().addCallback(lambda _: self.assertEqual(len(self.device.flows), 0))

    @inlineCallbacks
    def test_a_generator(self):
        yield self.switch.add_flow("in_port=1,actions=output:2")
        self.assertEqual(len((yield self.switch.flows())), 1)

    async def test_skipped(self):
        raise unittest.SkipTest("no reason")

class OtherTests(AsyncSwitchTestCase):
    async def test_packet_in(self):
        await self.switch.add_flow("actions=CONTROLLER:65535")
        self.device.receive(1, bytes(60))
        await self.assertPacketIn(bytes(60), in_port=1)
        await self.assertNoErrors()

    async def test_ports(self):
        plane = await self.dataplane()
        await self.switch.add_flow("in_port=1,actions=output:2")
        plane.send(1, bytes(60))
        await plane.expect_on([2], bytes(60))
        plane.send(2, bytes(60))
        await plane.expect_nothing()

    @inlineCallbacks
    def test_no_such_frame(self):
        plane = yield self.dataplane()
        plane.send(2, bytes(60))
        yield plane.expect(1, bytes(60), timeout=0.01)

    async def test_ports_of_a_real_switch(self):
        self.device, device = None, self.device  # as with OFTWIST_LISTEN, without OFTWIST_PORTS
        try:
            await self.dataplane()
        finally:
            self.device = device

    async def test_fails_without_a_packet(self):
        await self.assertPacketIn(timeout=0.01)

    async def test_fails_with_errors(self):
        try:
            await self.switch.add_flow("actions=output:77")
        except RequestFailed:
            await self.assertNoErrors()

    async def test_an_exception(self):
        raise KeyError("x")
"""


@pytest.mark.slow
def test_the_asynchronous_base_class(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(ASYNC_FILE)
    env = {**os.environ, "PYTHONPATH": f"{ROOT}:{tmp_path}"}
    words = [sys.executable, "-m", "twisted.trial", "test_it"]
    done = subprocess.run(words, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=60, check=False)
    output = done.stdout + done.stderr
    assert "FAILED (skips=2, failures=3, errors=1, successes=4)" in output, output
    assert "no OFTWIST_PORTS says" in output and "port 1 (s1-eth1) did not send what it should" in output
    assert "no such packet-in within 0.01 s" in output and "the switch has sent errors: bad_action" in output
    assert "<- OFPT_BARRIER_REPLY (OF1.3) (xid=" in output and "DirtyReactor" not in output
