"""pytest plugin ``oftwist``: fixtures for tests of OpenFlow switches. Imports no Twisted when it is loaded.

Fixtures:

- ``of_switch``: a switch, connected, its flows deleted, its queue drained
  (`oftwist.blocking.helpers.SwitchUnderTest`);
- ``of_controller``: a started `oftwist.blocking.Controller` that the device connects to, nothing exchanged yet;
- ``of_device``: the device: a simulated switch unless ``--of-listen`` is given. Override it (return an
  `oftwist.testing.FakeSwitch`, or None for a device that connects by itself);
- ``of_version``: the OpenFlow version, once for each in ``--of-version``;
- ``of_dataplane``: the ports of the device (`oftwist.blocking.dataplane.BlockingDataPlane`): those of the simulated
  switch, or the network interfaces of ``--of-port``;
- ``of_ovs``: the private Open vSwitch of ``--of-ovs`` (`oftwist.testing.private_ovs.PrivateSwitch`), else None.

Options: ``--of-ovs`` tests an Open vSwitch that is started for it, with a network of its own (root);
``--of-listen [HOST:]PORT`` waits there for a real switch, ``--of-connect HOST[:PORT]`` connects to one;
``--of-port 1=veth1`` (may be repeated) says which interface leads to which port of it; ``--of-version 1.0,1.3`` runs
every test in these versions; ``--of-timeout SECONDS`` limits every wait, ``--of-reconnect SECONDS`` that for a real
switch to come (back); ``--of-trace N`` keeps the last N messages of a control channel, which are shown when a test
fails; ``--of-misbehave NAME`` (may be repeated) makes the simulated switch do something wrong, to see that a test
fails; ``--of-capture DIR`` writes for each failing test (with
``--of-capture-all`` for every one) what went over control channel and ports, as a file for Wireshark.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from time import monotonic
from typing import TYPE_CHECKING, Any

import pytest

from oftwist.arguments import number, seconds

if TYPE_CHECKING:
    from oftwist.blocking import Controller
    from oftwist.blocking.dataplane import BlockingDataPlane
    from oftwist.blocking.evidence import Evidence
    from oftwist.blocking.helpers import SwitchUnderTest
    from oftwist.testing.private_ovs import Device, PrivateSwitch

_began = pytest.StashKey[float]()
_evidence = pytest.StashKey["Evidence"]()
_failed = pytest.StashKey[bool]()
# Messages and notes of a control channel kept for a capture.
_WHOLE = 1_000_000


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("oftwist", "OpenFlow switch tests")
    _add_switches(group)
    group.addoption(
        "--of-version",
        default="1.3",
        metavar="VERSION[,VERSION...]",
        help="OpenFlow versions to run the tests in (default: 1.3)",
    )
    group.addoption(
        "--of-timeout",
        type=seconds(),
        default=5.0,
        metavar="SECONDS",
        help="limit of every wait that sets none itself (default: 5)",
    )
    group.addoption(
        "--of-reconnect",
        type=seconds(),
        default=30.0,
        metavar="SECONDS",
        help="how long a test waits for a real switch that lost its controller, or boots (default: 30)",
    )
    group.addoption(
        "--of-trace",
        type=number(),
        default=200,
        metavar="N",
        help="messages of the control channel shown when a test fails, 0 for none (default: 200)",
    )
    group.addoption(
        "--of-capture",
        metavar="DIR",
        help="write what went over the control channel and the ports there, a pcapng file for each test that fails",
    )
    group.addoption(
        "--of-misbehave",
        action="append",
        default=[],
        metavar="NAME",
        help="the simulated switch does this wrong: to see that tests can fail (may be repeated)",
    )
    group.addoption("--of-capture-all", action="store_true", help="for each test that passes too")


def _add_switches(group: pytest.OptionGroup) -> None:
    """Options that say which switch is tested."""
    group.addoption(
        "--of-listen",
        metavar="[HOST:]PORT",
        help="wait there for a real switch, instead of testing a simulated one",
    )
    group.addoption(
        "--of-connect",
        metavar="HOST[:PORT]",
        help="connect to a real switch that listens there, instead of testing a simulated one",
    )
    group.addoption(
        "--of-ovs",
        action="store_true",
        help="test a private Open vSwitch, started for these tests in a network of its own (needs root)",
    )
    group.addoption(
        "--of-port",
        action="append",
        default=[],
        metavar="NUMBER=INTERFACE",
        help="this network interface leads to that port of the switch (may be repeated)",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "of_version" in metafunc.fixturenames:
        given = [mark for mark in metafunc.definition.iter_markers("parametrize") if "of_version" in mark.args[0]]
        if not given:
            versions = [version.strip() for version in metafunc.config.getoption("--of-version").split(",")]
            metafunc.parametrize("of_version", versions, ids=[f"OF{version}" for version in versions])


@pytest.fixture
def of_version() -> str:
    """The OpenFlow version of this run of the test, e.g. ``"1.3"``."""
    raise RuntimeError("filled by --of-version")  # pragma: no cover


def listen_address(text: str | None) -> tuple[str, int]:
    """Host and port of ``[HOST:]PORT``; an IPv6 address stands in brackets. None: loopback, any port.

    Raises:
        ValueError: not such a text.
    """
    if text is None:
        return "127.0.0.1", 0
    host, _, port = text.rpartition(":")
    if not port.isdecimal() or int(port) > 65535:
        raise ValueError(f"{text!r} is not [HOST:]PORT")
    return host.strip("[]") or "0.0.0.0", int(port)


def is_real(config: pytest.Config) -> bool:
    """Whether a real switch is tested."""
    return config.getoption("--of-listen") is not None or calls(config)


def calls(config: pytest.Config) -> bool:
    """Whether that switch is one that waits for a controller to connect."""
    return config.getoption("--of-connect") is not None or config.getoption("--of-ovs")


def pytest_configure(config: pytest.Config) -> None:
    """Say at once what is wrong with the options."""
    given = [name for name in ("--of-listen", "--of-connect", "--of-ovs") if config.getoption(name)]
    if len(given) > 1:
        raise pytest.UsageError(f"{' and '.join(given)}: which switch shall be tested?")
    if config.getoption("--of-ovs"):
        from oftwist.testing.private_ovs import why_not

        if config.getoption("--of-port"):
            raise pytest.UsageError("--of-port is for a real switch: --of-ovs has ports")
        reason = why_not()
        if reason is not None:
            raise pytest.UsageError(f"--of-ovs: {reason}")


@pytest.fixture(scope="session")
def of_ovs(pytestconfig: pytest.Config) -> Iterator[PrivateSwitch | None]:
    """The Open vSwitch of ``--of-ovs``, one for all tests; None without it."""
    if not pytestconfig.getoption("--of-ovs"):
        yield None
        return
    from oftwist.testing.private_ovs import PrivateSwitch

    with PrivateSwitch() as running:
        yield running


@pytest.fixture
def of_bridge(of_ovs: PrivateSwitch | None, of_version: str) -> Device | None:
    """The bridge of that Open vSwitch that speaks the version of this test."""
    if of_ovs is None:
        return None
    from oftwist.blocking.settings import wire_version

    return of_ovs.device(wire_version(of_version))


@pytest.fixture
def of_misbehaviours(pytestconfig: pytest.Config) -> list[str]:
    """What the simulated switch does wrong, by the names of `oftwist.testing.misbehaviour`."""
    names: list[str] = pytestconfig.getoption("--of-misbehave")
    if names and is_real(pytestconfig):
        raise pytest.UsageError("--of-misbehave is for the simulated switch")
    return names


@pytest.fixture
def of_device(of_version: str, of_misbehaviours: list[str], pytestconfig: pytest.Config) -> Any:
    """The device under test: a simulated switch, or None with ``--of-listen``, ``--of-connect``, ``--of-ovs``."""
    if is_real(pytestconfig):
        return None
    from oftwist.blocking.settings import wire_version
    from oftwist.testing import FakeSwitch

    try:
        return FakeSwitch(version=wire_version(of_version), misbehaviours=of_misbehaviours)
    except ValueError as error:
        raise pytest.UsageError(f"--of-misbehave: {error}") from None


def connect_address(text: str) -> tuple[str, int]:
    """Host and port of ``HOST[:PORT]``; an IPv6 address with a port stands in brackets.

    Raises:
        ValueError: not such a text.
    """
    host, colon, port = text.rpartition(":")
    if not colon or "]" in port or (":" in host and not host.endswith("]")):
        host, port = text, "6653"
    if not host or not port.isdecimal() or not 0 < int(port) <= 65535:
        raise ValueError(f"{text!r} is not HOST[:PORT]")
    return host.strip("[]"), int(port)


@pytest.fixture
def of_evidence(request: pytest.FixtureRequest) -> Evidence | None:
    """What is kept for ``--of-capture``; None without it."""
    if request.config.getoption("--of-capture") is None:
        return None
    from oftwist.blocking.evidence import Evidence

    evidence = request.node.stash[_evidence] = Evidence()
    return evidence


@pytest.fixture
def of_dataplane(
    of_device: Any, of_bridge: Device | None, of_evidence: Evidence | None, pytestconfig: pytest.Config
) -> Iterator[BlockingDataPlane]:
    """The ports of the device, open and with a link."""
    from oftwist.blocking.bridge import Bridge
    from oftwist.blocking.dataplane import BlockingDataPlane
    from oftwist.dataplane import DataPlane, Interfaces, Simulated
    from oftwist.dataplane.linux import interfaces

    bridge = Bridge()
    timeout = pytestconfig.getoption("--of-timeout")
    namespace = "" if of_bridge is None else of_bridge.namespace
    try:
        given = interfaces(pytestconfig.getoption("--of-port"))
    except ValueError as error:
        raise pytest.UsageError(f"--of-port: {error}") from None
    names = given if of_bridge is None else of_bridge.ports
    if of_device is None and not names:
        pytest.skip("no --of-port says which network interfaces lead to the ports of the switch")
    if of_device is not None and names:
        raise pytest.UsageError("--of-port is for a real switch: say --of-listen or --of-connect")
    ports = Interfaces(names, bridge.reactor, namespace) if of_device is None else Simulated(of_device)
    with BlockingDataPlane(DataPlane(ports, bridge.reactor, timeout=timeout), bridge) as plane:
        plane.when_up(timeout=timeout)
        if of_evidence is not None:
            bridge.call(of_evidence.ports, plane.plane)
        yield plane


@pytest.fixture
def of_controller(
    of_device: Any,
    of_bridge: Device | None,
    of_version: str,
    of_evidence: Evidence | None,
    pytestconfig: pytest.Config,
) -> Iterator[Controller]:
    """A started blocking controller that the device connects to; not connected yet, nothing said."""
    from oftwist.blocking import Controller
    from oftwist.blocking.helpers import attach_simulated_switch

    target = pytestconfig.getoption("--of-connect")
    try:
        host, port = listen_address(pytestconfig.getoption("--of-listen"))
        if target is not None:
            host, port = connect_address(target)
    except ValueError as error:
        raise pytest.UsageError(f"{'--of-listen' if target is None else '--of-connect'}: {error}") from None
    trace = pytestconfig.getoption("--of-trace") if of_evidence is None else _WHOLE
    switch = of_bridge.target if of_bridge is not None else host if target is not None else None
    controller = Controller(switch, host, port, None, version=of_version, trace=trace)
    if of_evidence is not None and controller.trace is not None:
        of_evidence.channel(controller.trace)
    controller.default_timeout = pytestconfig.getoption("--of-timeout")
    try:
        controller.start()
        if of_device is not None:
            attach_simulated_switch(controller, of_device)
        yield controller
    finally:
        if of_device is not None:
            controller.bridge.call(of_device.stop, timeout=10)
        controller.shutdown()


@pytest.fixture
def of_switch(of_controller: Controller, of_device: Any, pytestconfig: pytest.Config) -> SwitchUnderTest:
    """A switch, connected, hands shaken, its flows deleted and its queue drained."""
    from oftwist.blocking.helpers import SwitchUnderTest

    timeout = of_controller.default_timeout
    if of_device is None:
        timeout = max(timeout, pytestconfig.getoption("--of-reconnect"))
    switch = SwitchUnderTest(of_controller, of_device).bring_up(timeout)
    if calls(pytestconfig):  # an Open vSwitch we called sends no packet-in unasked
        switch.send(switch.ofp.message.set_config(miss_send_len=0xFFFF))
    return switch


def pytest_runtest_setup(item: pytest.Item) -> None:
    item.stash[_began] = monotonic()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: Any) -> Generator[None, Any, None]:
    """Show what went over the control channels when a test fails."""
    outcome = yield
    report = outcome.get_result()
    item.stash[_failed] = item.stash.get(_failed, False) or report.failed
    if report.when == "teardown":
        _write_evidence(item, report)
    if not report.failed:
        return
    import sys

    # Nobody can have made a trace without this module.
    limit = item.config.getoption("--of-trace")
    diagnostics = sys.modules.get("oftwist.blocking.diagnostics")
    if diagnostics is not None and limit:
        for trace in diagnostics.live_traces():
            if trace.began >= item.stash.get(_began, 0.0):
                report.sections.append((f"OpenFlow {trace.name}", trace.dump(limit=limit)))


def _write_evidence(item: pytest.Item, report: pytest.TestReport) -> None:
    """The test is over: write its capture, if it failed or all are wanted."""
    evidence = item.stash.get(_evidence, None)
    if evidence is None or not (item.stash[_failed] or item.config.getoption("--of-capture-all")):
        return
    import re
    from pathlib import Path

    name = re.sub(r"[^\w.\[\]-]+", "_", item.nodeid)
    path = Path(item.config.getoption("--of-capture")) / f"{name[-200:]}.pcapng"
    packets = evidence.write(path)
    report.sections.append(("OpenFlow capture", f"{path}: {packets} packets"))
