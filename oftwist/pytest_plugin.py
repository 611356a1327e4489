"""pytest plugin ``oftwist``: fixtures for tests of OpenFlow switches. Imports no Twisted when it is loaded.

Fixtures:

- ``of_switch``: a switch, connected, its flows deleted, its queue drained
  (`oftwist.blocking.helpers.SwitchUnderTest`);
- ``of_controller``: a started `oftwist.blocking.Controller` that the device connects to, nothing exchanged yet;
- ``of_device``: the device: a simulated switch unless ``--of-listen`` is given. Override it (return an
  `oftwist.testing.FakeSwitch`, or None for a device that connects by itself);
- ``of_version``: the OpenFlow version, once for each in ``--of-version``.

Options: ``--of-listen [HOST:]PORT`` waits there for a real switch; ``--of-version 1.0,1.3`` runs every test in
these versions; ``--of-timeout SECONDS`` limits every wait; ``--of-trace N`` keeps the last N messages of a control
channel, which are shown when a test fails.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from time import monotonic
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from oftwist.blocking import Controller
    from oftwist.blocking.helpers import SwitchUnderTest

# A real switch that lost its controller tries again after up to so many seconds.
_RECONNECT = 30.0
_began = pytest.StashKey[float]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("oftwist", "OpenFlow switch tests")
    group.addoption(
        "--of-listen",
        metavar="[HOST:]PORT",
        help="wait there for a real switch, instead of testing a simulated one",
    )
    group.addoption(
        "--of-version",
        default="1.3",
        metavar="VERSION[,VERSION...]",
        help="OpenFlow versions to run the tests in (default: 1.3)",
    )
    group.addoption(
        "--of-timeout",
        type=float,
        default=5.0,
        metavar="SECONDS",
        help="limit of every wait that sets none itself (default: 5)",
    )
    group.addoption(
        "--of-trace",
        type=int,
        default=200,
        metavar="N",
        help="messages of the control channel shown when a test fails, 0 for none (default: 200)",
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


@pytest.fixture
def of_device(of_version: str, pytestconfig: pytest.Config) -> Any:
    """The device under test: a simulated switch, or None with ``--of-listen``, where a real one connects."""
    if pytestconfig.getoption("--of-listen") is not None:
        return None
    from oftwist.blocking.settings import wire_version
    from oftwist.testing import FakeSwitch

    return FakeSwitch(version=wire_version(of_version))


@pytest.fixture
def of_controller(of_device: Any, of_version: str, pytestconfig: pytest.Config) -> Iterator[Controller]:
    """A started blocking controller that the device connects to; not connected yet, nothing said."""
    from oftwist.blocking import Controller
    from oftwist.blocking.helpers import attach_simulated_switch

    try:
        host, port = listen_address(pytestconfig.getoption("--of-listen"))
    except ValueError as error:
        raise pytest.UsageError(f"--of-listen: {error}") from None
    trace = pytestconfig.getoption("--of-trace")
    controller = Controller(host=host, port=port, max_pkts=None, version=of_version, trace=trace)
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
        timeout = max(timeout, _RECONNECT)
    return SwitchUnderTest(of_controller, of_device).bring_up(timeout)


def pytest_runtest_setup(item: pytest.Item) -> None:
    item.stash[_began] = monotonic()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: Any) -> Generator[None, Any, None]:
    """Show what went over the control channels when a test fails."""
    outcome = yield
    report = outcome.get_result()
    if not report.failed:
        return
    import sys

    # Nobody can have made a trace without this module.
    diagnostics = sys.modules.get("oftwist.blocking.diagnostics")
    if diagnostics is not None:
        for trace in diagnostics.live_traces():
            if trace.began >= item.stash.get(_began, 0.0):
                report.sections.append((f"OpenFlow {trace.name}", trace.dump()))
