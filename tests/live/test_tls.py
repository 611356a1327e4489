"""TLS with Open vSwitch on the other side: with the right certificates it works, else the log says why."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live.daemon import Daemon
from tests.live.open_vswitch import Bridge, OpenVSwitch
from tests.live.pki import PKI, set_ssl
from tests.support.ports import HeldPorts

NOT_WANTED = r"switch \S+ up|Traceback|Unhandled"


@pytest.fixture(scope="module")
def pki(tmp_path_factory: pytest.TempPathFactory) -> PKI:
    return PKI(tmp_path_factory.mktemp("pki"))


@pytest.fixture
def bridge(ovs: OpenVSwitch) -> Iterator[Bridge]:
    bridge = ovs.add_bridge("OpenFlow13")
    yield bridge
    bridge.remove()
    ovs.vsctl("del-ssl")


def test_mutual_tls(ovs: OpenVSwitch, pki: PKI, bridge: Bridge, tmp_path: Path, ports: HeldPorts) -> None:
    set_ssl(ovs, pki, "switch")
    port = ports.hold()
    allowed = tmp_path / "dpids.toml"
    allowed.write_text(f'"switch.example" = "{bridge.datapath_id:016x}"\n')
    words = ["--listen", f"pssl:{port}:127.0.0.1", *pki.options(), "--tls-dpids", str(allowed)]
    with Daemon(tmp_path, words) as controller:
        controller.wait_for("starting on")  # a refused connection is tried again a second later
        bridge.set_controller(f"ssl:127.0.0.1:{port}")
        controller.wait_for(f"{bridge.datapath_id:016x}.* up")
        one, two = bridge.hosts
        assert one.ping(two) == 3


def test_connecting_with_tls(ovs: OpenVSwitch, pki: PKI, bridge: Bridge, tmp_path: Path, ports: HeldPorts) -> None:
    set_ssl(ovs, pki, "switch")
    port = ports.hold()
    bridge.set_controller(f"pssl:{port}:127.0.0.1")
    with Daemon(tmp_path, ["--connect", f"ssl:127.0.0.1:{port}", *pki.options()]) as controller:
        controller.wait_for(f"{bridge.datapath_id:016x}.* up")


def test_a_certificate_of_another_ca_is_refused(
    ovs: OpenVSwitch, pki: PKI, bridge: Bridge, tmp_path: Path, ports: HeldPorts
) -> None:
    set_ssl(ovs, pki, "stranger")
    port = ports.hold()
    with Daemon(tmp_path, ["--listen", f"pssl:{port}:127.0.0.1", *pki.options()]) as controller:
        controller.wait_for("starting on")  # a refused connection is tried again a second later
        bridge.set_controller(f"ssl:127.0.0.1:{port}")
        line = controller.wait_for("certificate verify failed|unable to get local issuer")
        assert "127.0.0.1:" in line
        assert not controller.lines(NOT_WANTED)


def test_a_switch_that_does_not_trust_us_says_so(
    ovs: OpenVSwitch, pki: PKI, bridge: Bridge, tmp_path: Path, ports: HeldPorts
) -> None:
    set_ssl(ovs, pki, "switch", ca="other-ca")
    port = ports.hold()
    with Daemon(tmp_path, ["--listen", f"pssl:{port}:127.0.0.1", *pki.options()]) as controller:
        controller.wait_for("starting on")  # a refused connection is tried again a second later
        bridge.set_controller(f"ssl:127.0.0.1:{port}")
        line = controller.wait_for("alert unknown ca")
        assert "127.0.0.1:" in line
        assert not controller.lines(NOT_WANTED)


def test_connecting_to_a_switch_of_another_ca(
    ovs: OpenVSwitch, pki: PKI, bridge: Bridge, tmp_path: Path, ports: HeldPorts
) -> None:
    set_ssl(ovs, pki, "stranger", ca="ca")
    port = ports.hold()
    bridge.set_controller(f"pssl:{port}:127.0.0.1")
    with Daemon(tmp_path, ["--connect", f"ssl:127.0.0.1:{port}", *pki.options()]) as controller:
        controller.wait_for("certificate verify failed|unable to get local issuer")
        assert not controller.lines(NOT_WANTED)


def test_a_datapath_id_that_is_not_allowed_is_refused(
    ovs: OpenVSwitch,
    pki: PKI,
    bridge: Bridge,
    tmp_path: Path,
    ports: HeldPorts,
) -> None:
    set_ssl(ovs, pki, "switch")
    port = ports.hold()
    allowed = tmp_path / "dpids.toml"
    allowed.write_text('"switch.example" = "0xffff"\n')
    words = ["--listen", f"pssl:{port}:127.0.0.1", *pki.options(), "--tls-dpids", str(allowed)]
    with Daemon(tmp_path, words) as controller:
        controller.wait_for("starting on")  # a refused connection is tried again a second later
        bridge.set_controller(f"ssl:127.0.0.1:{port}")
        controller.wait_for(rf"\(switch, switch.example\) may not be datapath {bridge.datapath_id:016x}")
        assert not controller.lines(NOT_WANTED)


def test_plain_openflow_on_a_tls_port_is_refused(
    ovs: OpenVSwitch, pki: PKI, bridge: Bridge, tmp_path: Path, ports: HeldPorts
) -> None:
    port = ports.hold()
    with Daemon(tmp_path, ["--listen", f"pssl:{port}:127.0.0.1", *pki.options()]) as controller:
        controller.wait_for("starting on")  # a refused connection is tried again a second later
        bridge.set_controller(f"tcp:127.0.0.1:{port}")
        controller.wait_for("127.0.0.1:.*(TLS|SSL|version)")
        assert not controller.lines(NOT_WANTED)
