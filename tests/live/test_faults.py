"""What ends without a goodbye: a switch that is killed, a network that swallows everything, no descriptors left.

Each is noticed within the time the options say, everything that waited fails, nothing is left, and the next
connection works. (A controller that is killed is in ``test_open_vswitch``.)
"""

from __future__ import annotations

import itertools
import os
import re
import resource
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import pytest_twisted
from twisted.internet import reactor, task
from twisted.internet.threads import deferToThread

from oftwist import Controller, Disconnected, Options, Switch
from tests.live.daemon import Daemon
from tests.live.open_vswitch import Bridge, OpenVSwitch, run
from tests.live.test_connections import ECHO_REPLY, ECHO_REQUEST, good_switch, message, read
from tests.support.ports import HeldPorts
from tests.support.waiting import LIMIT, until


class Watched:
    """A controller with one switch on it, which is watched going down.

    Attributes:
        downs: the datapath ids and reasons of all switches that went down.
        failures: what failed the requests that were waiting.
    """

    def __init__(self, options: Options, interface: str) -> None:
        self.controller = Controller(options, reactor)
        self.downs: list[tuple[int, str]] = []
        self.failures: list[BaseException] = []
        self.controller.add_handler("switch_down", lambda switch, why: self.downs.append((switch.datapath_id, why)))
        self._listener = self.controller.listen(f"ptcp:0:{interface}")
        self.interface = interface

    async def connect(self, bridge: Bridge) -> Switch:
        self.controller.startService()  # type: ignore[no-untyped-call]
        port: Any = await self._listener.when_listening()
        await deferToThread(bridge.set_controller, f"tcp:{self.interface}:{port.getHost().port}")
        return await self.controller.when_switch(bridge.datapath_id, timeout=LIMIT)

    def ask(self, switch: Switch) -> None:
        """Let requests of every kind wait; they must all fail."""
        ofp = switch.ofp
        waiting = [
            switch.barrier(),
            switch.request(ofp.message.desc_stats_request()),
            switch.transact(ofp.message.features_request()),
            switch.stats(ofp.message.table_stats_request()),
            switch.apply(ofp.message.flow_add(cookie=1)),
            switch.poll("flow_removed"),
            switch.ping(),
        ]
        for one in waiting:
            one.addCallbacks(lambda reply: self.failures.append(AssertionError(reply)), self._failed)
        self.asked = len(waiting)

    def _failed(self, failure: Any) -> None:
        self.failures.append(failure.value)

    def check_gone(self, switch: Switch) -> str:
        """Everything that waited has failed, nothing is left; returns the reason."""
        ((dpid, reason),) = self.downs
        assert dpid == switch.datapath_id
        assert len(self.failures) == self.asked
        assert all(isinstance(one, Disconnected) and one.reason == reason for one in self.failures), self.failures
        assert not switch.connected
        assert self.controller.switches == {}
        assert not self.controller.factory.connections
        assert not switch.protocol.transactions.waiting
        with pytest.raises(Disconnected):
            switch.send(switch.ofp.message.barrier_request())
        return reason


@pytest_twisted.ensureDeferred
async def test_the_switch_is_killed(own_ovs: OpenVSwitch) -> None:
    bridge = await deferToThread(own_ovs.add_bridge, "OpenFlow13", 0)
    watched = Watched(Options(), "127.0.0.1")
    try:
        switch = await watched.connect(bridge)
        await deferToThread(own_ovs.pause, "ovs-vswitchd")  # so that nothing is answered any more
        watched.ask(switch)
        await task.deferLater(reactor, 0.1)
        assert watched.failures == []
        await deferToThread(own_ovs.kill, "ovs-vswitchd", signal.SIGKILL)
        await until(lambda: watched.downs)
        reason = watched.check_gone(switch)  # as the kernel tells it
        assert reason.startswith("connection lost") or reason == "closed by the switch"
        await deferToThread(own_ovs.start_switch)
        again = await watched.controller.when_switch(bridge.datapath_id, timeout=LIMIT)
        assert again is not switch
        await again.barrier(timeout=LIMIT)
        assert len(watched.downs) == 1
    finally:
        await watched.controller.stopService()


_numbers = itertools.count(1)


@pytest.fixture
def far_ovs(needs_ovs: None) -> Iterator[OpenVSwitch]:
    """An Open vSwitch in a network namespace of its own, behind a cable that can be cut."""
    name = f"oft{os.getpid() % 100000}n{next(_numbers)}"
    folder = Path(tempfile.mkdtemp(prefix="oft-"))
    try:
        run("ip", "netns", "add", name)
        run("ip", "link", "add", f"{name}a", "type", "veth", "peer", "name", f"{name}b", "netns", name)
        # The system's number of the cable makes addresses that nobody else here has.
        number = socket.if_nametoindex(f"{name}a") << 2
        ours, theirs = (f"10.{128 + (number >> 16)}.{number >> 8 & 255}.{(number & 255) + side}" for side in (1, 2))
        run("ip", "addr", "add", f"{ours}/30", "dev", f"{name}a")
        run("ip", "link", "set", f"{name}a", "up")
        run("ip", "-n", name, "addr", "add", f"{theirs}/30", "dev", f"{name}b")
        run("ip", "-n", name, "link", "set", f"{name}b", "up")
        with OpenVSwitch(folder, name) as running:
            running.reached_at = ours
            running.cut = lambda down: run("ip", "-n", name, "link", "set", f"{name}b", "down" if down else "up")
            yield running
    finally:
        for kind, what in (("link", f"{name}a"), ("netns", name)):  # a namespace takes its time to go
            subprocess.run(["ip", kind, "del", what], capture_output=True, check=False)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.parametrize("way", ["quiet", "asked", "buried"])
@pytest_twisted.ensureDeferred
async def test_the_network_swallows_everything(far_ovs: OpenVSwitch, way: str) -> None:
    """Half-open TCP: noticed by echo requests, also with requests under way and with megabytes unsent."""
    bridge = await deferToThread(far_ovs.add_bridge, "OpenFlow13", 0)
    options = Options(echo_interval=0.4, echo_misses=2, write_high_water=1 << 20)
    watched = Watched(options, far_ovs.reached_at)
    try:
        switch = await watched.connect(bridge)
        await until(lambda: switch.rtt is not None)  # echoes are answered
        assert switch.connected
        await deferToThread(far_ovs.cut, True)
        watched.asked = 0
        if way != "quiet":
            watched.ask(switch)
        if way == "buried":
            for _ in range(8):
                switch.protocol.send_raw(switch.ofp.message.echo_request(xid=1, data=bytes(60000)).pack() * 16)
            await until(lambda: not switch.writable)
        await until(lambda: watched.downs)
        assert "no sign of life" in watched.check_gone(switch)
        await deferToThread(far_ovs.cut, False)
        again = await watched.controller.when_switch(bridge.datapath_id, timeout=LIMIT)
        assert again is not switch
        await again.barrier(timeout=LIMIT)
        assert len(watched.downs) == 1
    finally:
        await watched.controller.stopService()


#: An app that tells each second how often the reactor has looked for something to do.
TURNS = """
from twisted.internet import reactor
class Turns:
    def start(self, controller):
        self.turns, self.wait = 0, reactor.doIteration
        reactor.doIteration = self.turn
        self.tell()
    def turn(self, timeout):
        self.turns += 1
        self.wait(timeout)
    def tell(self):
        print(self.turns, "turns in a second", flush=True)
        self.turns = 0
        reactor.callLater(1, self.tell)
"""


@pytest.mark.parametrize("known", [True, False], ids=["known limit", "limit that came later"])
def test_no_descriptors_left(tmp_path: Path, known: bool, ports: HeldPorts) -> None:
    """With fewer descriptors than silent connections: who is in is served, and the next one gets in."""
    port = ports.hold()
    (tmp_path / "turns.py").write_text(TURNS)
    words = ["--port", str(port), "--interface", "127.0.0.1", "--app", "learning_switch", "--app", "turns:Turns"]
    with Daemon(tmp_path, words, descriptors=256 if known else None) as daemon, ExitStack() as at_end:
        daemon.wait_for("starting on")
        first = at_end.enter_context(socket.create_connection(("127.0.0.1", port), timeout=LIMIT))
        good_switch(first, 0x111)
        daemon.wait_for("switch 0000000000000111 up")
        if not known:
            resource.prlimit(daemon.pid, resource.RLIMIT_NOFILE, (64, 64))
        crowd = [socket.create_connection(("127.0.0.1", port), timeout=LIMIT) for _ in range(400 if known else 150)]
        before = len(daemon.lines("turns in a second"))
        for _ in range(10):
            first.sendall(message(ECHO_REQUEST, b"are you there", version=1))
            while (got := read(first)) is not None and got[0] != ECHO_REPLY:
                pass  # what the app sends
            assert got is not None and got[1].endswith(b"are you there")
        daemon.wait_for("turns in a second", count=before + 3)
        turns = [int(re.findall(r"(\d+) turns in", line)[0]) for line in daemon.lines("turns in a second")]
        assert max(turns[before:]) < 1000  # it does not spin
        assert len(os.listdir(f"/proc/{daemon.pid}/fd")) <= (160 if known else 64)
        if not known:  # Twisted accepted and closed what was too much; the rest must go before there is room
            for one in crowd:
                one.close()
        for number in range(3):
            with socket.create_connection(("127.0.0.1", port), timeout=LIMIT) as late:
                good_switch(late, 0x222 + number)
                daemon.wait_for(f"switch {0x222 + number:016x} up")
        assert not daemon.lines("switch 0000000000000111 down")
        assert not daemon.lines("Traceback|Unhandled")
        lines = [line for line in daemon.log().splitlines() if "turns in a second" not in line]
        assert len([line for line in lines if "EMFILE" not in line]) < 30, lines
        assert not known or "EMFILE" not in daemon.log()
        for one in crowd:
            one.close()
