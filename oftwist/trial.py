"""Base classes for tests of OpenFlow switches: straight-line ones for every runner, asynchronous ones for Trial.

May know: `oftwist.blocking` and its helpers, the controller, the data plane, and simulated switches.
"""

from __future__ import annotations

import functools
import os
import sys
from collections import deque
from typing import Any
from unittest import SkipTest

from twisted.internet.defer import Deferred, ensureDeferred, maybeDeferred
from twisted.internet.interfaces import IReactorTime
from twisted.python.failure import Failure
from twisted.trial.unittest import SynchronousTestCase, TestCase

from oftwist import endpoints, text, wire
from oftwist.blocking import Controller
from oftwist.blocking.dataplane import BlockingDataPlane
from oftwist.blocking.helpers import SwitchUnderTest, attach_simulated_switch
from oftwist.connection.options import Options
from oftwist.controller import controller
from oftwist.controller.switch import Switch
from oftwist.dataplane import DataPlane, Interfaces, Ports, Simulated
from oftwist.dataplane.linux import interfaces
from oftwist.errors import OFTwistError, RequestTimeout
from oftwist.wire import kinds

__all__ = ["AsyncSwitchTestCase", "SwitchTestCase"]


def simulated(version: Any) -> Any:
    """The switch that is tested unless there is a real one: an `oftwist.testing.FakeSwitch` of a version."""
    from oftwist.blocking.settings import wire_version
    from oftwist.testing import FakeSwitch

    return FakeSwitch(version=wire_version(version))


def ports_of(device: Any, names: str, reactor: Any) -> Ports:
    """The ports of the switch under test.

    Args:
        device: the simulated switch, or None for a real one.
        names: for a real one ``NUMBER=INTERFACE,...``.
        reactor: reads the interfaces.

    Raises:
        SkipTest: nobody said which network interfaces lead to the ports of a real one.
    """
    if device is not None:
        return Simulated(device)
    if not names:
        raise SkipTest("no OFTWIST_PORTS says which network interfaces lead to the ports of the switch")
    return Interfaces(interfaces(names.split(",")), reactor)


class SwitchTestCase(SynchronousTestCase):
    """A test case with a switch: ``self.switch``, connected, its flows deleted, its queue drained.

    The tests are straight-line code in the main thread; the connection lives in the background reactor, so the test
    runner's own reactor is not involved. ::

        class FlowTests(SwitchTestCase):
            version = "1.0"

            def test_empty(self):
                entries = self.switch.stats(self.ofp.message.flow_stats_request(table_id=0xFF))
                self.assertEqual(entries, [])

    When a test fails, the trace of the control channel goes to standard error.

    Attributes:
        version: OpenFlow version; by default that of the environment's ``OFTWIST_VERSION``, or 1.3.
        listen: ``[HOST:]PORT`` to wait for a real switch; by default that of ``OFTWIST_LISTEN``. None tests
            a simulated switch.
        ports: ``NUMBER=INTERFACE,...``: which network interface leads to which port of a real switch; by default
            that of ``OFTWIST_PORTS``.
        timeout_of_waits: seconds that waits take which set no limit of their own.
        trace_limit: messages kept for the trace.
        controller: the `oftwist.blocking.Controller`.
        switch: the `oftwist.blocking.helpers.SwitchUnderTest`.
        ofp: the loxi module of the version.
    """

    version: Any = os.environ.get("OFTWIST_VERSION", "1.3")
    listen: str | None = os.environ.get("OFTWIST_LISTEN")
    ports: str = os.environ.get("OFTWIST_PORTS", "")
    timeout_of_waits: float = 5.0
    trace_limit: int = 200

    controller: Controller
    switch: SwitchUnderTest
    ofp: Any

    def __init__(self, methodName: str = "runTest") -> None:
        super().__init__(methodName)  # type: ignore[no-untyped-call]
        method = getattr(self, methodName, None)
        if method is not None:
            setattr(self, methodName, functools.wraps(method)(self._with_dump(method)))

    def make_device(self) -> Any:
        """The simulated switch to test, an `oftwist.testing.FakeSwitch`; override it for another one."""
        return simulated(self.version)

    def setUp(self) -> None:
        super().setUp()
        host, _, port = (self.listen or "127.0.0.1:0").rpartition(":")
        self.controller = Controller(
            host=host.strip("[]") or "0.0.0.0",
            port=int(port),
            max_pkts=None,
            version=self.version,
            trace=self.trace_limit,
        )
        self.addCleanup(self.controller.shutdown)
        self.controller.default_timeout = self.timeout_of_waits
        self.controller.start()
        self._device = device = self.make_device() if self.listen is None else None
        if device is not None:
            attach_simulated_switch(self.controller, device)
            self.addCleanup(self.controller.bridge.call, device.stop)
        self.ofp = self.controller.ofp
        self.switch = SwitchUnderTest(self.controller, device)
        self.switch.bring_up(self.timeout_of_waits if device is not None else max(30.0, self.timeout_of_waits))

    def dataplane(self) -> BlockingDataPlane:
        """The ports of the switch, open and with a link; closed when the test is over.

        Raises:
            SkipTest: it is a real one, and ``ports`` does not say what leads to it.
            Unexpected: there is no link.
        """
        bridge = self.controller.bridge
        ports = ports_of(self._device, self.ports, bridge.reactor)
        plane = BlockingDataPlane(DataPlane(ports, bridge.reactor, timeout=self.timeout_of_waits), bridge)
        plane.start()
        self.addCleanup(plane.stop)
        plane.when_up()
        return plane

    def assertNoErrors(self, xid: int | None = None) -> None:
        """Fail if the switch has sent error messages, after a barrier."""
        self.switch.assert_no_errors(xid)

    def assertPacketIn(self, data: bytes | None = None, in_port: int | None = None, timeout: float = -1) -> Any:
        """Fail unless such a packet-in arrives; returns it."""
        return self.switch.wait_packet_in(data, in_port, timeout=timeout)

    def _with_dump(self, method: Any) -> Any:
        def run(*args: Any, **kwargs: Any) -> Any:
            try:
                return method(*args, **kwargs)
            except SkipTest:
                raise
            except Exception as error:
                trace = self.controller.trace
                if trace is not None:
                    print(f"{self.id()}: {trace.dump()}", file=sys.stderr)
                if isinstance(error, AssertionError) and not isinstance(error, self.failureException):
                    # Trial has a class of its own for failures, and calls all others errors.
                    raise self.failureException(*error.args) from error
                raise

        return run


class _Trace:
    """An observer that keeps the last messages of a connection."""

    def __init__(self, limit: int) -> None:
        self.kept: deque[tuple[str, bytes]] = deque(maxlen=limit)

    def received(self, connection: object, msg: Any, raw: bytes, error: Exception | None) -> None:
        self.kept.append(("<-", raw))

    def sent(self, connection: object, raw: bytes) -> None:
        self.kept.append(("->", raw))

    def dump(self) -> str:
        """A message a line; what cannot be decoded in hex."""
        return "\n".join(f"  {way} {self._told(raw)}" for way, raw in self.kept)

    @staticmethod
    def _told(raw: bytes) -> str:
        try:
            return text.format_message(wire.decode(raw))
        except OFTwistError:
            return raw.hex()


class AsyncSwitchTestCase(TestCase):
    """A test case for Trial with a switch, ``self.switch``, whose tests are ``async`` or return Deferreds.

    It is connected, its flows are deleted. Everything runs in the reactor of Trial. ::

        class FlowTests(AsyncSwitchTestCase):
            async def test_a_flow(self):
                await self.switch.add_flow("in_port=1,actions=output:2")
                (flow,) = await self.switch.flows()
                self.assertEqual(flow.priority, 32768)

    When a test fails, what was said on the connection goes to standard error.

    Attributes:
        version: OpenFlow version; by default that of the environment's ``OFTWIST_VERSION``, or 1.3.
        listen: ``[HOST:]PORT`` to wait for a real switch; by default that of ``OFTWIST_LISTEN``. None tests
            a simulated switch.
        ports: ``NUMBER=INTERFACE,...``: which network interface leads to which port of a real switch; by default
            that of ``OFTWIST_PORTS``.
        options: of the controller, without the version; a time-out of requests is there.
        trace_limit: messages kept for the trace.
        controller: the `oftwist.Controller`.
        switch: the `oftwist.Switch`.
        device: the simulated switch, or None.
        ofp: the loxi module of the version.
    """

    version: Any = os.environ.get("OFTWIST_VERSION", "1.3")
    listen: str | None = os.environ.get("OFTWIST_LISTEN")
    ports: str = os.environ.get("OFTWIST_PORTS", "")
    options: Options = Options(request_timeout=5.0)
    trace_limit: int = 200

    controller: controller.Controller
    switch: Switch
    device: Any = None
    ofp: Any

    def __init__(self, methodName: str = "runTest") -> None:
        super().__init__(methodName)  # type: ignore[no-untyped-call]
        self._trace = _Trace(self.trace_limit)
        method = getattr(self, methodName, None)
        if method is not None:
            setattr(self, methodName, functools.wraps(method)(functools.partial(self._run_test, method)))

    def make_device(self) -> Any:
        """The simulated switch to test, an `oftwist.testing.FakeSwitch`; override it for another one."""
        return simulated(self.version)

    def reactor(self) -> IReactorTime:
        """The reactor that the controller and the simulated switch run in: that of Trial."""
        from twisted.internet import reactor

        found: IReactorTime = reactor
        return found

    def setUp(self) -> Deferred[None]:  # type: ignore[override]
        """Connect the switch."""
        return ensureDeferred(self._set_up())

    async def _set_up(self) -> None:
        from dataclasses import replace

        from oftwist.blocking.settings import wire_version
        from oftwist.testing import connect

        clock = self.reactor()
        options = replace(self.options, versions=frozenset({wire_version(self.version)}), inbox=True)
        self.controller = controller.Controller(options, clock)
        host, _, port = (self.listen or "127.0.0.1:0").rpartition(":")
        where = endpoints.TCPServerEndpoint(clock, int(port), host.strip("[]"))
        where.bind()
        self.controller.listen(where)
        self.controller.startService()
        self.addCleanup(self.controller.stopService)
        waits = 30.0
        if self.listen is None:
            self.device = self.make_device()
            self.device.use_clock(clock)
            await connect(self.device, endpoints.client(clock, f"tcp:127.0.0.1:{where.port}"), clock)
            self.addCleanup(self.device.stop)
            waits = options.request_timeout
        self.switch = await self.controller.when_switch(timeout=waits)
        self.switch.protocol.observe(self._trace)
        self.ofp = self.switch.ofp
        await self.switch.delete_flows()

    def dataplane(self) -> Deferred[DataPlane]:
        """Fire with the ports of the switch, open and with a link; they are closed when the test is over.

        Fails with SkipTest if it is a real one and ``ports`` does not say what leads to it, with Unexpected if there is
        no link.
        """
        return ensureDeferred(self._open_dataplane())

    async def _open_dataplane(self) -> DataPlane:
        clock = self.reactor()
        plane = DataPlane(ports_of(self.device, self.ports, clock), clock, timeout=self.options.request_timeout)
        await plane.start()
        self.addCleanup(lambda: ensureDeferred(plane.stop()))
        await plane.when_up()
        return plane

    async def assertPacketIn(self, data: bytes | None = None, in_port: int | None = None, timeout: float = 5.0) -> Any:
        """Fail unless such a packet-in arrives; returns it.

        Args:
            data: its packet, or None for any.
            in_port: where it came in, or None for any.
            timeout: seconds.
        """

        def wanted(msg: Any) -> bool:
            if not kinds.is_packet_in(type(msg)):
                return False
            return (data is None or bytes(msg.data) == data) and in_port in (None, msg.in_port)

        try:
            return await self.switch.poll(wanted, timeout)
        except RequestTimeout:
            raise self.failureException(f"no such packet-in within {timeout:g} s") from None

    async def assertNoErrors(self) -> None:
        """Fail if the switch has sent error messages, after a barrier."""
        await self.switch.barrier()
        errors = self.switch.counters.error_names
        if errors:
            raise self.failureException(f"the switch has sent errors: {', '.join(errors)}")

    def _run_test(self, method: Any) -> Deferred[object]:
        def failed(failure: Failure) -> Failure:
            if failure.check(SkipTest):
                return failure
            print(f"{self.id()}:\n{self._trace.dump()}", file=sys.stderr)
            error: Any = failure.value
            if isinstance(error, AssertionError) and not isinstance(error, self.failureException):
                # Trial has a class of its own for failures, and calls all others errors.
                raise self.failureException(*error.args) from error
            return failure

        running: Deferred[object] = maybeDeferred(method)
        return running.addErrback(failed)
