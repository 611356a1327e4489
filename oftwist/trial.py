"""A base class for tests of OpenFlow switches that run under Trial, unittest or pytest.

May know: `oftwist.blocking` and its helpers. The tests are straight-line code in the main thread; the connection
lives in the background reactor, so the test runner's own reactor is not involved.
"""

from __future__ import annotations

import functools
import os
import sys
from typing import Any
from unittest import SkipTest

from twisted.trial.unittest import SynchronousTestCase

from oftwist.blocking import Controller
from oftwist.blocking.helpers import SwitchUnderTest, attach_simulated_switch

__all__ = ["SwitchTestCase"]


class SwitchTestCase(SynchronousTestCase):
    """A test case with a switch: ``self.switch``, connected, its flows deleted, its queue drained.

    ::

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
        timeout_of_waits: seconds that waits take which set no limit of their own.
        trace_limit: messages kept for the trace.
        controller: the `oftwist.blocking.Controller`.
        switch: the `oftwist.blocking.helpers.SwitchUnderTest`.
        ofp: the loxi module of the version.
    """

    version: Any = os.environ.get("OFTWIST_VERSION", "1.3")
    listen: str | None = os.environ.get("OFTWIST_LISTEN")
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
        from oftwist.blocking.settings import wire_version
        from oftwist.testing import FakeSwitch

        return FakeSwitch(version=wire_version(self.version))

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
        device = None
        if self.listen is None:
            device = self.make_device()
            attach_simulated_switch(self.controller, device)
            self.addCleanup(self.controller.bridge.call, device.stop)
        self.ofp = self.controller.ofp
        self.switch = SwitchUnderTest(self.controller, device)
        self.switch.bring_up(self.timeout_of_waits if device is not None else max(30.0, self.timeout_of_waits))

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
