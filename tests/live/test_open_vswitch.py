"""The main job on a real switch: hosts behind an Open vSwitch reach each other through ``twistd oftwist``."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.live.daemon import Daemon
from tests.live.open_vswitch import PROTOCOLS, OpenVSwitch, marks
from tests.support.ports import HeldPorts
from tests.support.waiting import eventually

VERSIONS = [
    pytest.param(name, f"1.{wire - 1}", id=f"1.{wire - 1}", marks=marks(wire)) for wire, name in PROTOCOLS.items()
]
ALL = pytest.param(",".join(PROTOCOLS.values()), "1.5", id="all")


@pytest.mark.parametrize(("protocols", "chosen"), [*VERSIONS, ALL])
def test_hosts_reach_each_other(
    ovs: OpenVSwitch, tmp_path: Path, protocols: str, chosen: str, ports: HeldPorts
) -> None:
    bridge = ovs.add_bridge(protocols)
    one, two = bridge.hosts
    port = ports.hold()
    words = ["--port", str(port), "--interface", "127.0.0.1"]
    try:
        with Daemon(tmp_path, words) as controller:
            # Open vSwitch waits 1, 2, 4, 8 seconds after attempts that fail, whatever max_backoff says.
            controller.wait_for("starting on")
            bridge.set_controller(f"tcp:127.0.0.1:{port}")
            up = controller.wait_for(f"{bridge.datapath_id:016x}.* up")
            assert f"OpenFlow {chosen}" in up and "127.0.0.1:" in up
            assert one.ping(two) == 3
            assert two.ping(one, size=1400) == 3
            learned = [flow for flow in bridge.flows() if "in_port" in flow]
            assert len(learned) >= 2
            assert all("idle_timeout=60" in flow for flow in learned)

            controller.kill(signal.SIGKILL)
            eventually(lambda: not bridge.is_connected())
        with Daemon(tmp_path, words) as controller:
            controller.wait_for(f"{bridge.datapath_id:016x}.* up")
            assert two.ping(one) == 3
            assert not controller.lines("Traceback|Unhandled")
    finally:
        bridge.remove()


def test_a_killed_switch_goes_down_and_leaves_nothing(own_ovs: OpenVSwitch, tmp_path: Path, ports: HeldPorts) -> None:
    bridge = own_ovs.add_bridge("OpenFlow13", hosts=0)
    port = ports.hold()
    with Daemon(tmp_path, ["--port", str(port), "--interface", "127.0.0.1"]) as controller:
        controller.wait_for("starting on")
        before = controller.open_sockets()
        bridge.set_controller(f"tcp:127.0.0.1:{port}")
        controller.wait_for(f"{bridge.datapath_id:016x}.* up")
        assert controller.open_sockets() == before + 1

        own_ovs.kill("ovs-vswitchd", signal.SIGKILL)
        down = controller.wait_for(f"{bridge.datapath_id:016x}.* down")
        assert "closed" in down or "lost" in down
        eventually(lambda: controller.open_sockets() == before)

        own_ovs.start_switch()
        controller.wait_for(f"{bridge.datapath_id:016x}.* up", count=2)
        assert not controller.lines("Traceback|Unhandled")


@pytest.mark.parametrize("way", ["tcp", "unix"])
def test_connecting_to_a_switch(ovs: OpenVSwitch, tmp_path: Path, way: str, ports: HeldPorts) -> None:
    bridge = ovs.add_bridge("OpenFlow13")
    target = f"unix:{ovs.folder}/{bridge.name}.mgmt"
    try:
        if way == "tcp":
            port = ports.hold()
            bridge.set_controller(f"ptcp:{port}:127.0.0.1")
            target = f"tcp:127.0.0.1:{port}"
        with Daemon(tmp_path, ["--connect", target]) as controller:
            controller.wait_for(f"{bridge.datapath_id:016x}.* up")
            if way == "tcp":  # a management connection gets no packet-ins until it asks for them
                one, two = bridge.hosts
                assert one.ping(two) == 3
            assert controller.open_sockets() >= 1
    finally:
        bridge.remove()


def test_listening_on_a_unix_socket(ovs: OpenVSwitch, tmp_path: Path) -> None:
    bridge = ovs.add_bridge("OpenFlow14")
    one, two = bridge.hosts
    path = f"{ovs.folder}/{bridge.name}.controller"  # the one place where Open vSwitch accepts it
    try:
        for attempt in range(2):  # the second finds the socket that the killed first one left behind
            with Daemon(tmp_path, ["--listen", f"punix:{path}"]) as controller:
                controller.wait_for("starting on")
                if attempt == 0:
                    bridge.set_controller(f"unix:{path}")
                controller.wait_for(f"{bridge.datapath_id:016x}.* up")
                assert one.ping(two) == 3
    finally:
        bridge.remove()
