"""The pytest plugin, run by pytest in a process of its own."""

from __future__ import annotations

import configparser
import os
import socket
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from twisted.internet.endpoints import TCP4ClientEndpoint

from oftwist.blocking.helpers import (
    attach_simulated_switch,
)
from oftwist.pcap import capture
from oftwist.pytest_plugin import connect_address, listen_address
from oftwist.testing import FakeSwitch, connect
from tests.support.blocking_support import PATIENCE, running

ROOT = Path(__file__).resolve().parents[2]


TEST_FILE = """
def test_flows(of_switch, of_version):
    ofp = of_switch.ofp
    of_switch.send(ofp.message.flow_add(buffer_id=0xFFFFFFFF))
    of_switch.barrier()
    of_switch.assert_no_errors()
    assert of_switch.controller.default_timeout == 4

def test_hello_only(of_controller):
    assert of_controller.connect()
    assert of_controller.poll("hello")[0] is not None
    assert of_controller.poll(timeout=0.05) == (None, None)
"""


def run_pytest(folder: Path, text: str, *options: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_it.py").write_text(text)
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": ""}
    command = [sys.executable, "-m", "pytest", "-p", "oftwist.pytest_plugin", "-q", *options, "test_it.py"]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.slow
def test_the_plugin_with_a_simulated_switch(tmp_path: Path) -> None:
    done = run_pytest(tmp_path, TEST_FILE, "--of-version=1.0,1.1,1.2,1.3,1.4,1.5", "--of-timeout=4", "-vv")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "12 passed" in done.stdout
    assert "test_flows[OF1.0] PASSED" in done.stdout


def test_the_file_in_the_docs(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "testing.rst").read_text(encoding="utf-8")
    block = text.split("so such a file runs anywhere::\n\n")[1].split("\n\nOptions:")[0]
    done = run_pytest(tmp_path, textwrap.dedent(block))
    assert "3 passed" in done.stdout, done.stdout


def test_the_three_ways_of_the_readme() -> None:
    """The same test straight on, with await and with Deferreds, each against a simulated switch."""
    from test_docs import run

    import oftwist

    ways = run(ROOT / "README.rst")
    with running(version="1.3") as controller:
        device = attach_simulated_switch(controller)
        ways["straight_on"](controller)
        controller.bridge.call(device.stop)
    for way in ("with_await", "with_deferreds"):
        bridge = controller.bridge
        ordinary = bridge.call(oftwist.Controller, clock=bridge.reactor)
        listener = bridge.call(ordinary.listen, "tcp:0:interface=127.0.0.1")
        bridge.call(ordinary.startService)
        port = bridge.call(listener.when_listening, timeout=PATIENCE).getHost().port
        device = FakeSwitch(dpid=5)
        where = TCP4ClientEndpoint(bridge.reactor, "127.0.0.1", port)
        bridge.call(connect, device, where, bridge.reactor, timeout=PATIENCE)
        switch = bridge.call(ordinary.when_switch, 5, timeout=PATIENCE)
        bridge.call(ways[way], switch, timeout=PATIENCE)
        bridge.call(device.stop)
        bridge.call(ordinary.stopService, timeout=PATIENCE)


@pytest.mark.slow
def test_the_plugin_shows_the_trace_of_a_failed_test(tmp_path: Path) -> None:
    text = TEST_FILE + "\ndef test_fails(of_switch):\n    of_switch.barrier()\n    assert False, 'on purpose'\n"
    done = run_pytest(tmp_path, text, "--of-timeout=4")
    assert "1 failed, 2 passed" in done.stdout
    assert "OpenFlow Controller-3" in done.stdout
    assert "<- 1.3 barrier_reply xid=" in done.stdout
    assert done.stdout.count("control channel Controller-") == 1
    assert "control channel" not in run_pytest(tmp_path, text, "--of-timeout=4", "--of-trace=0").stdout


@pytest.mark.slow
def test_the_plugin_with_a_switch_elsewhere(tmp_path: Path) -> None:
    """A device in another process connects again and again, as real ones do."""

    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    device = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "from twisted.internet import reactor, endpoints\n"
            "from oftwist.testing import FakeSwitch, SwitchService\n"
            f"endpoint = endpoints.TCP4ClientEndpoint(reactor, '127.0.0.1', {port})\n"
            "SwitchService(FakeSwitch(dpid=0x99), endpoint, reactor, retry=0.1).startService()\n"
            "reactor.callLater(60, reactor.stop)\n"
            "reactor.run()\n",
        ],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    try:
        text = (
            "def test_real(of_switch):\n    assert of_switch.datapath_id == 0x99\n    assert of_switch.device is None\n"
        )
        done = run_pytest(tmp_path, text + text.replace("real", "again"), f"--of-listen=127.0.0.1:{port}")
        assert "2 passed" in done.stdout, done.stdout
    finally:
        device.terminate()
        device.wait(PATIENCE)


def test_the_plugin_loads_no_twisted() -> None:
    code = "import sys, oftwist.pytest_plugin\nassert not [name for name in sys.modules if 'twisted.' in name]"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    # Only our own package has "twist" in its name.
    assert done.returncode == 0, done.stderr


def test_the_plugin_is_announced() -> None:
    parser = configparser.ConfigParser()
    parser.read(ROOT / "setup.cfg")
    assert "oftwist = oftwist.pytest_plugin" in parser["options.entry_points"]["pytest11"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, ("127.0.0.1", 0)),
        ("6653", ("0.0.0.0", 6653)),
        ("192.0.2.1:6633", ("192.0.2.1", 6633)),
        ("[::1]:6653", ("::1", 6653)),
    ],
)
def test_listen_address(text: str | None, expected: tuple[str, int]) -> None:
    assert listen_address(text) == expected


@pytest.mark.parametrize("text", ["", "host", "host:", "1:70000", "1:-1"])
def test_bad_listen_address(text: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="PORT"):
        listen_address(text)


PORTS = """
from oftwist import packet as pk

FRAME = pk.build_udp(0x020000000001, 0x020000000002, 1, 2, 3, 4, b"question")

def test_out_of_the_other_port(of_switch, of_dataplane):
    of_switch.add_flow("in_port=1,actions=output:2")
    of_dataplane.send(1, FRAME)
    of_dataplane.expect_on([2], FRAME)
    assert "in_port=1 actions=output:2" in str(of_switch.flows()[0])

def test_to_the_controller(of_switch, of_dataplane):
    of_switch.add_flow("actions=controller")
    of_dataplane.send(2, FRAME)
    assert of_switch.wait_packet_in().data == FRAME
    of_dataplane.expect_nothing()

def test_fails(of_switch, of_dataplane):
    of_dataplane.send(1, FRAME)
    of_dataplane.expect(2, FRAME, timeout=0.01)
"""


def test_the_ports_of_a_simulated_switch(tmp_path: Path) -> None:
    done = run_pytest(tmp_path, PORTS, "--of-version=1.0,1.3,1.5", "-p", "no:randomly")
    assert "3 failed, 6 passed" in done.stdout, done.stdout + done.stderr
    assert "port 2 (s1-eth2) did not send what it should within 0.01 s" in done.stdout


def test_ports_without_a_real_switch(tmp_path: Path) -> None:
    done = run_pytest(tmp_path, PORTS, "--of-port=1=lo")
    assert "--of-port is for a real switch" in done.stdout + done.stderr


def test_which_switch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Contradictions, and what is missing, are told in a line before anything runs."""
    for words, text in (
        (["--of-listen=1", "--of-ovs"], "--of-listen and --of-ovs: which switch shall be tested?"),
        (["--of-ovs", "--of-port=1=lo"], "--of-ovs has ports"),
        (["--of-ovs"], "--of-ovs: ovs-vswitchd, ovsdb-server, ovsdb-tool, ovs-vsctl, ip not installed"),
    ):
        monkeypatch.setenv("PATH", str(tmp_path))
        done = run_pytest(tmp_path, PORTS, *words)
        assert done.returncode == 4 and text in done.stderr, done.stdout + done.stderr
        assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("192.0.2.1", ("192.0.2.1", 6653)),
        ("192.0.2.1:6633", ("192.0.2.1", 6633)),
        ("switch", ("switch", 6653)),
        ("[2001:db8::1]:6633", ("2001:db8::1", 6633)),
        ("[2001:db8::1]", ("2001:db8::1", 6653)),
        ("2001:db8::1", ("2001:db8::1", 6653)),
    ],
)
def test_connect_address(text: str, expected: tuple[str, int]) -> None:
    assert connect_address(text) == expected


@pytest.mark.parametrize("text", ["", ":6653", "switch:", "switch:0", "switch:65536", "switch:x"])
def test_bad_connect_address(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not HOST\[:PORT\]"):
        connect_address(text)


def test_evidence_of_what_failed(tmp_path: Path) -> None:
    """A file for the test that failed; with more words for all of them."""
    done = run_pytest(tmp_path, PORTS, "--of-capture=made/here", "--of-trace=0")
    assert "1 failed, 2 passed" in done.stdout, done.stdout + done.stderr
    (path,) = (tmp_path / "made" / "here").iterdir()
    assert path.name == "test_it.py_test_fails[OF1.3].pcapng"
    assert "control channel" not in done.stdout, "no trace was asked for"
    run_pytest(tmp_path, PORTS, "--of-capture=all", "--of-capture-all")
    assert len(list((tmp_path / "all").iterdir())) == 3
    (path,) = (tmp_path / "all").glob("*other_port*")
    seen = list(capture.packets(path.read_bytes()))
    assert seen == sorted(seen, key=lambda packet: packet.time)
    frames = [packet.data for packet in seen if packet.link == 1]
    assert len(frames) == 2 and frames[0] == frames[1] and b"question" in frames[0], "in by port 1, out of port 2"
    said = b"".join(packet.data for packet in seen if packet.link != 1)
    assert bytes.fromhex("04140008") in said, "the barriers are there"
