"""``oftwist ctl`` on the ways to a switch: TLS of both directions, Open vSwitch's snoop socket, monitors and bundles.

With an Open vSwitch, and over TLS with a simulated switch as well.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from twisted.internet import tcp
from twisted.internet.endpoints import TCP4ServerEndpoint
from twisted.internet.protocol import Protocol

from oftwist import endpoints
from oftwist.blocking.bridge import Bridge as Reactor
from oftwist.testing import FakeSwitch, listen
from oftwist.testing.protocol import SwitchFactory, SwitchService
from oftwist.tls import TLS
from tests.live.daemon import Daemon
from tests.live.open_vswitch import PROTOCOLS, Bridge, OpenVSwitch, run
from tests.live.pki import PKI, set_ssl
from tests.live.test_ctl import ctl_in_process, process
from tests.support.ports import HeldPorts
from tests.support.waiting import eventually

FRAME = "ffffffffffff020000aa00010800" + "00" * 46


@pytest.fixture(scope="module")
def pki(tmp_path_factory: pytest.TempPathFactory) -> PKI:
    return PKI(tmp_path_factory.mktemp("pki"))


@pytest.fixture
def bridge(ovs: OpenVSwitch) -> Iterator[Bridge]:
    one = ovs.add_bridge(",".join(PROTOCOLS.values()), hosts=2)
    eventually((ovs.folder / f"{one.name}.mgmt").exists)
    yield one
    one.remove()
    ovs.vsctl("del-ssl")


@pytest.fixture
def env(ovs: OpenVSwitch, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The environment in which a bridge is known by its name."""
    monkeypatch.setenv("OVS_RUNDIR", str(ovs.folder))
    return dict(os.environ)


# --- TLS ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["ssl", "pssl"])
def test_an_open_vswitch_over_tls(ovs: OpenVSwitch, pki: PKI, bridge: Bridge, ports: HeldPorts, way: str) -> None:
    set_ssl(ovs, pki, "switch")
    port = ports.hold()
    ours, theirs = ("ssl", "pssl") if way == "ssl" else ("pssl", "ssl")
    where = {"ssl": f"ssl:127.0.0.1:{port}", "pssl": f"pssl:{port}:127.0.0.1"}
    bridge.set_controller(where[theirs])

    def answered() -> Any:
        done = process(where[ours], *pki.options(), "probe")
        out, _ = done.communicate(timeout=60)
        return done.returncode == 0 and f"{bridge.datapath_id:016x} speaks OpenFlow 1.5" in out

    eventually(answered)  # a bridge takes a moment to open its port


def test_strangers_are_told_apart(ovs: OpenVSwitch, pki: PKI, bridge: Bridge, ports: HeldPorts) -> None:
    set_ssl(ovs, pki, "switch")
    port = ports.hold()
    bridge.set_controller(f"pssl:{port}:127.0.0.1")
    endpoint = f"ssl:127.0.0.1:{port}"
    eventually(lambda: process(endpoint, *pki.options(), "probe").wait(60) == 0)
    done = ctl_in_process(Reactor(), endpoint, *pki.options(ca="other-ca"), "probe", status=1)
    assert "certificate verify failed" in done.err and done.err.count("\n") == 1


@pytest.mark.parametrize("way", ["ssl", "pssl"])
def test_a_simulated_switch_over_tls(pki: PKI, ports: HeldPorts, way: str) -> None:
    reactor = Reactor()
    port = ports.hold()
    theirs = TLS(*(str(pki.folder / name) for name in ("switch.pem", "switch.key", "ca.pem")))
    fake = FakeSwitch(0xF00D, 4, clock=reactor.reactor)
    if way == "ssl":
        endpoint: Any = endpoints.server(reactor.reactor, f"pssl:{port}:127.0.0.1", theirs)
        listening = reactor.call(listen, fake, endpoint, reactor.reactor)
        stop = listening.stopListening
        ours = f"ssl:127.0.0.1:{port}"
    else:
        client = endpoints.client(reactor.reactor, f"ssl:127.0.0.1:{port}", theirs)
        service = SwitchService(fake, client, reactor.reactor)
        reactor.call(service.startService)
        stop = service.stopService
        ours = f"pssl:{port}:127.0.0.1"
    try:
        done = ctl_in_process(reactor, ours, *pki.options(), "add-flow", "in_port=1,actions=output:2")
        assert done == "" and done.err == "" and len(fake.flows) == 1
        assert "000000000000f00d" in ctl_in_process(reactor, ours, *pki.options(), "show")
    finally:
        reactor.call(stop)
    # Nothing stays open: neither what ctl has opened, nor what it has accepted.
    eventually(lambda: not reactor.call(lambda: [one for one in connections(reactor.reactor) if port in one]))


def connections(reactor: Any) -> Iterator[tuple[int, ...]]:
    """The ports of both ends of each TCP connection that a reactor watches."""
    for one in {*reactor.getReaders(), *reactor.getWriters()}:
        if isinstance(one, tcp.Connection):
            yield one.getHost().port, one.getPeer().port  # type: ignore[attr-defined]


# --- what a switch says -------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_snooping(bridge: Bridge, env: dict[str, str], ports: HeldPorts, tmp_path: Path) -> None:
    """What a bridge and its controller say to each other, from the socket that Open vSwitch has for it."""
    port = ports.hold()
    with Daemon(tmp_path, ["--port", str(port), "--interface", "127.0.0.1", "--openflow", "1.3"]) as controller:
        bridge.set_controller(f"tcp:127.0.0.1:{port}")
        controller.wait_for(f"{bridge.datapath_id:016x}.* up")
        snooping = process(bridge.name, "-m", "--count", "2", "snoop", env=env)

        def ended() -> bool:
            words = f"in_port=1,packet={FRAME},actions=CONTROLLER"
            run("ovs-ofctl", "-O", "OpenFlow13", "packet-out", bridge.name, words, env=env)
            return snooping.poll() is not None

        eventually(ended)
    out, err = snooping.communicate(timeout=60)
    assert snooping.returncode == 0 and err == ""
    assert "OFPT_PACKET_IN (OF1.3) (xid=" in out and "in_port=1 (via action) data_len=60" in out
    assert "ip,vlan_tci=0x0000,dl_src=02:00:00:aa:00:01," in out and "00000000  ff ff ff ff ff ff 02 00-00 aa" in out


def test_no_snoop_socket(env: dict[str, str]) -> None:
    done = process("nobridge", "snoop", env=env)
    _, err = done.communicate(timeout=60)
    assert done.returncode == 1 and err.startswith("oftwist ctl: ") and err.count("\n") == 1


@pytest.mark.parametrize("version", PROTOCOLS)
def test_watching_flows(bridge: Bridge, env: dict[str, str], version: int) -> None:
    protocol = ["-O", PROTOCOLS[version]]
    run("ovs-ofctl", *protocol, "add-flow", bridge.name, "in_port=1,actions=output:2", env=env)
    words = ["-O", f"1.{version - 1}", "--count", "3", "monitor", "watch:!modify,in_port=1"]
    watching = process(bridge.name, *words, env=env, bufsize=1)
    assert watching.stdout is not None
    head, flow = watching.stdout.readline(), watching.stdout.readline()  # it has begun
    assert "_FLOW_MONITOR reply" in head
    event = "INITIAL" if version >= 5 else "ADDED"
    assert flow == f" event={event} table=0 cookie=0 in_port=1 actions=output:2\n"
    changes = (("add-flow", "in_port=2,actions=drop"), ("mod-flows", "in_port=1,actions=drop"),
               ("add-flow", "in_port=1,priority=5,actions=drop"), ("del-flows", "in_port=1"))  # fmt: skip
    for command, changed in changes:
        run("ovs-ofctl", *protocol, command, bridge.name, changed, env=env)
    out, err = watching.communicate(timeout=60)
    assert watching.returncode == 0 and err == ""
    told = [line.strip() for line in out.splitlines() if line.startswith(" event=")]
    assert told[0].startswith("event=ADDED table=0 cookie=0 in_port=1") and "MODIFIED" not in out
    assert all(line.startswith("event=DELETED reason=delete table=0 cookie=0 in_port=1") for line in told[1:])


def test_a_bundle_in_13(bridge: Bridge, env: dict[str, str], tmp_path: Path) -> None:
    reactor = Reactor()
    flows = tmp_path / "flows"
    flows.write_text("in_port=1,actions=output:2\nin_port=2,actions=group:55")
    words = ("-O", "1.3", bridge.name, "--bundle", "add-flows", str(flows))
    assert "group:55" in ctl_in_process(reactor, *words, status=1).err
    assert bridge.flows() == []
    flows.write_text("in_port=1,actions=output:2\nin_port=2,actions=output:1")
    snooped = process(f"unix:{bridge.ovs.folder}/{bridge.name}.mgmt", "-O", "1.3", "--count", "2", "monitor", "watch:")
    assert snooped.stdout is not None and "FLOW_MONITOR reply" in snooped.stdout.readline()
    ctl_in_process(reactor, *words)
    out, _ = snooped.communicate(timeout=60)
    assert out.count("event=ADDED") == 2, "both at once, in one message"
    assert len(bridge.flows()) == 2


@pytest.mark.parametrize(("dropped", "status"), [(2, 0), (3, 1)])
def test_a_switch_that_drops_connections_at_first_is_tried_again(dropped: int, status: int) -> None:
    reactor = Reactor()
    fake = FakeSwitch(0xF00D, 4, clock=reactor.reactor)
    left = [dropped]

    class Dropping(SwitchFactory):
        def buildProtocol(self, addr: Any) -> Any:
            left[0] -= 1
            if left[0] >= 0:
                dropping = Protocol()
                dropping.connectionMade = lambda: dropping.transport.abortConnection()  # type: ignore
                return dropping
            return super().buildProtocol(addr)

    server = TCP4ServerEndpoint(reactor.reactor, 0, interface="127.0.0.1")
    port = reactor.call(server.listen, Dropping(fake, reactor.reactor))
    try:
        done = ctl_in_process(reactor, f"tcp:127.0.0.1:{port.getHost().port}", "probe", status=status)
        assert ("speaks OpenFlow 1.3" in done) is (status == 0)
        assert status == 0 or done.err.endswith(": connection lost\n")
    finally:
        reactor.call(port.stopListening)
        reactor.call(fake.stop)
