"""Handlers await asyncio's awaitables beside Deferreds, when the reactor is asyncio's.

A process has one reactor, so each case runs in a process of its own.
"""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from twisted.internet.defer import Deferred
from twisted.trial.unittest import SynchronousTestCase

from oftwist.connection import calling

ROOT = Path(__file__).resolve().parents[2]

BEGIN = """
from twisted.internet import asyncioreactor
asyncioreactor.install()
import asyncio, sys
from twisted.internet import defer, reactor, task
from twisted.logger import globalLogPublisher, formatEvent
from oftwist import Controller, RequestFailed, Disconnected
from oftwist.testing import FakeSwitch, MemoryEndpoint, connect
import oftwist.loxi.of13 as ofp

lines = []
globalLogPublisher.addObserver(lambda event: lines.append(formatEvent(event)))
controller, endpoint, fake = Controller(), MemoryEndpoint(), FakeSwitch(dpid=1, version=4)
controller.listen(endpoint)
done = []

def begin():
    controller.startService()
    connect(fake, endpoint, reactor)
    pump = task.LoopingCall(endpoint.pump)
    pump.start(0.001)

def stop(result="ok"):
    done.append(result)
    reactor.callLater(0, reactor.stop)

def run():
    reactor.callWhenRunning(begin)
    reactor.callLater(60, reactor.stop)
    reactor.run()
    assert done, "it took a minute: " + repr(lines)
    print(done[0])
"""

CASES = {
    "both in one handler": """
        @controller.on("switch_up")
        async def up(switch):
            await asyncio.sleep(0.001)
            reply = await switch.barrier()
            other, more = await asyncio.gather(asyncio.sleep(0.001, "a"), asyncio.sleep(0.001, "b"))
            desc = await switch.desc()
            stop(f"{type(reply).__name__} {other}{more} {type(desc).__name__}")
        run()
        # barrier_reply ab desc_stats_reply
    """,
    "a message's handler, with asyncio's time limits and the current task": """
        @controller.on("switch_up")
        async def up(switch):
            fake.send(ofp.message.packet_in(xid=5, data=b"x"))

        @controller.on("packet_in")
        async def packet_in(switch, msg):
            assert asyncio.current_task() is not None
            try:
                await asyncio.wait_for(asyncio.sleep(100), 0.001)
            except asyncio.TimeoutError:
                stop(f"in time, xid {msg.xid}, running {switch.protocol.running}")
        run()
        # in time, xid 5, running 1
    """,
    "a Deferred under asyncio's time limit is cancelled": """
        never = defer.Deferred(lambda _: done.append("cancelled"))
        async def wait(deferred):
            return await deferred
        @controller.on("switch_up")
        async def up(switch):
            try:
                await asyncio.wait_for(asyncio.ensure_future(never.asFuture(asyncio.get_running_loop())), 0.001)
            except asyncio.TimeoutError:
                pass
            task_ = asyncio.current_task()
            reactor.callLater(0.001, task_.cancel)
            waited = defer.Deferred(lambda _: done.append("and so"))
            try:
                await waited
            except asyncio.CancelledError:
                assert await switch.barrier()
                stop()
        run()
        # cancelled
    """,
    "what fails is logged, and what a switch answers is caught": """
        @controller.on("switch_up")
        async def up(switch):
            await asyncio.sleep(0)
            try:
                await switch.request(ofp.message.experimenter_stats_request(experimenter=1, subtype=2))
            except RequestFailed as error:
                reactor.callLater(0.01, stop, f"{len(error.errors)} error")
            raise KeyError("mine")
        run()
        assert any("handler __main__.up failed" in line for line in lines), lines
        # 1 error
    """,
    "a connection that is lost ends what waits for it": """
        @controller.on("switch_up")
        async def up(switch):
            await asyncio.sleep(0)
            fake.override("barrier_request", None)
            try:
                reactor.callLater(0.01, switch.close, "enough")
                await switch.barrier()
            except Disconnected as error:
                reactor.callLater(0.01, stop, f"{error}")
        run()
        # enough
    """,
    "many at once, in order": """
        seen, ended = [], []
        @controller.on("switch_up")
        async def up(switch):
            for n in range(50):
                fake.send(ofp.message.packet_in(xid=n, data=b"x"))

        @controller.on("packet_in")
        async def packet_in(switch, msg):
            seen.append(msg.xid)
            await asyncio.sleep(0)
            await switch.barrier()
            ended.append(msg.xid)
            if len(ended) == 50:
                stop(seen == ended == list(range(50)))
        run()
        # True
    """,
    "futures that handlers return, and apps that start": """
        class App:
            async def start(self, controller):
                await asyncio.sleep(0.001)
                done.append("started")
        controller.add_app(App())
        @controller.on("switch_up")
        def up(switch):
            future = asyncio.get_event_loop().create_future()
            reactor.callLater(0.005, future.set_exception, KeyError("late"))
            return future
        def look():
            if done and any("handler __main__.up failed" in line for line in lines):
                stop()
        task.LoopingCall(look).start(0.005)
        run()
        # started
    """,
}


#: A driver for databases that takes its time as asyncio's libraries do, and wants to run in a task.
DRIVER = """
class Database:
    async def close(self):
        await asyncio.sleep(0)

    async def fetchrow(self, query, dpid):
        async with asyncio.Lock():
            await asyncio.wait_for(asyncio.sleep(0.001), 5)
        return {"uplink": 3}

class asyncpg:
    async def connect(where):
        assert asyncio.current_task()
        await asyncio.sleep(0)
        return Database()

sys.modules["asyncpg"] = asyncpg
"""


def test_the_app_of_the_docs() -> None:
    page = (ROOT / "docs" / "recipes.rst").read_text(encoding="utf-8")
    (block,) = re.findall(r"^    class Inventory:\n(?:(?:    .*)?\n)+", page, re.MULTILINE)
    flow = """
def flow_to(switch, port):
    actions = [switch.ofp.action.output(port=port)]
    return switch.ofp.message.flow_add(instructions=[switch.ofp.instruction.apply_actions(actions=actions)])
"""
    look = """
controller.add_app(Inventory())
def look():
    tables = [flow for flow in fake.flows]
    stop(len(tables)) if tables else reactor.callLater(0.01, look)
reactor.callLater(0.01, look)
run()
"""
    check_under_asyncio("from oftwist import on" + flow + DRIVER + textwrap.dedent(block) + look, "1")


@pytest.mark.parametrize("name", CASES)
def test_under_asyncio(name: str) -> None:
    body, _, says = textwrap.dedent(CASES[name]).rpartition("# ")
    check_under_asyncio(body, says)


def check_under_asyncio(body: str, says: str) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error::RuntimeWarning", "-c", BEGIN + body],
        capture_output=True, text=True, timeout=90, cwd=ROOT, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == says.strip(), done.stdout + done.stderr
    assert "never awaited" not in done.stderr and "Unhandled" not in done.stderr, done.stderr
    assert ("Traceback" in done.stderr) == ("failed" in body), done.stderr


class OtherReactors(SynchronousTestCase):
    def test_coroutines_run_at_once(self) -> None:
        """No loop runs here: the coroutine goes as far as it can at once, and its Deferreds are waited for as ever."""
        waits: Deferred[int] = Deferred()

        async def work() -> int:
            return await waits + 1

        done = calling.settle(work())
        assert done is not None
        self.assertNoResult(done)
        waits.callback(1)
        self.assertEqual(self.successResultOf(done), 2)

    def test_a_future_of_no_loop_that_runs(self) -> None:
        loop = asyncio.new_event_loop()
        self.addCleanup(loop.close)
        future = loop.create_future()
        done = calling.settle(future)
        assert done is not None
        future.set_result(3)
        loop.run_until_complete(asyncio.sleep(0))
        self.assertEqual(self.successResultOf(done), 3)
