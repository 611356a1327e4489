"""FakeSwitch over real sockets: TCP and TLS, with and without faults, against the Controller."""

from __future__ import annotations

from typing import Any

import pytest
import pytest_twisted
import trustme
from twisted.internet import defer, ssl, task
from twisted.internet.endpoints import (
    SSL4ServerEndpoint,
    TCP4ClientEndpoint,
    TCP4ServerEndpoint,
    wrapClientTLS,
)

from oftwist import Controller, Options
from oftwist.apps.learning_switch import LearningSwitch
from oftwist.service.demo import Demo
from oftwist.testing import FakeSwitch, SwitchService, connect, faults, listen
from tests.support.talk import ALL_VERSIONS
from tests.support.waiting import LIMIT, until


class Stage:
    """A controller that listens on a loopback port of its own."""

    def __init__(self, reactor: Any, *, tls: bool = False, **options: Any) -> None:
        self.reactor = reactor
        self.controller = Controller(Options(**options), reactor)
        self.tls = tls
        self.port = 0

    async def __aenter__(self) -> Stage:
        if self.tls:
            authority = trustme.CA()
            issued = authority.issue_cert("localhost")
            pem = issued.private_key_pem.bytes() + issued.cert_chain_pems[0].bytes()
            certificate = ssl.PrivateCertificate.loadPEM(pem)
            self.authority = ssl.Certificate.loadPEM(authority.cert_pem.bytes())
            server: Any = SSL4ServerEndpoint(self.reactor, 0, certificate.options(), interface="127.0.0.1")
        else:
            server = TCP4ServerEndpoint(self.reactor, 0, interface="127.0.0.1")
        listening = self.controller.listen(server)
        self.controller.startService()
        self.port = (await listening.when_listening()).getHost().port
        return self

    async def __aexit__(self, *exc: object) -> None:
        await defer.maybeDeferred(self.controller.stopService)

    def endpoint(self) -> Any:
        tcp = TCP4ClientEndpoint(self.reactor, "127.0.0.1", self.port)
        if not self.tls:
            return tcp
        return wrapClientTLS(ssl.optionsForClientTLS("localhost", self.authority), tcp)


@pytest.fixture
def real_reactor() -> Any:
    from twisted.internet import reactor

    return reactor


@pytest.mark.parametrize("tls", [False, True], ids=["tcp", "tls"])
@pytest_twisted.ensureDeferred
async def test_every_version_shakes_hands(real_reactor: Any, tls: bool) -> None:
    async with Stage(real_reactor, tls=tls) as stage:
        fakes = [FakeSwitch(version, version) for version in ALL_VERSIONS]
        for fake in fakes:
            await connect(fake, stage.endpoint(), real_reactor)
        for fake in fakes:
            switch = await stage.controller.when_switch(fake.datapath_id, timeout=LIMIT)
            assert (switch.version, switch.dpid) == (fake.datapath_id, fake.dpid)
            await switch.barrier(timeout=LIMIT)
    await until(lambda: not any(fake.channels for fake in fakes))


@pytest_twisted.ensureDeferred
async def test_a_switch_that_listens(real_reactor: Any) -> None:
    fake = FakeSwitch(5, {1, 4})
    port = await listen(fake, TCP4ServerEndpoint(real_reactor, 0, interface="127.0.0.1"), real_reactor)
    controller = Controller(Options(), real_reactor)
    controller.connect(TCP4ClientEndpoint(real_reactor, "127.0.0.1", port.getHost().port))
    controller.startService()
    assert (await controller.when_switch(5, timeout=LIMIT)).version == 4
    await defer.maybeDeferred(controller.stopService)
    await port.stopListening()
    fake.stop()


@pytest.mark.parametrize("tls", [False, True], ids=["tcp", "tls"])
@pytest_twisted.ensureDeferred
async def test_reconnect_storm_beside_a_quiet_switch(real_reactor: Any, tls: bool) -> None:
    async with Stage(real_reactor, tls=tls) as stage:
        quiet = FakeSwitch(1, 4)
        await connect(quiet, stage.endpoint(), real_reactor)
        switch = await stage.controller.when_switch(1, timeout=LIMIT)
        storm = FakeSwitch(2, 4, faults=[faults.CloseAfter(after=2, abort=True)])
        service = SwitchService(storm, stage.endpoint(), real_reactor, retry=0.0)
        service.startService()
        await until(lambda: storm.received["features_request"] >= 20)
        await switch.barrier(timeout=LIMIT)
        assert list(stage.controller.switches) == [1] or 2 in stage.controller.switches
        storm.faults.clear()
        await stage.controller.when_switch(2, timeout=LIMIT)
        await service.stopService()
        await until(lambda: 2 not in stage.controller.switches)


@pytest.mark.parametrize("tls", [False, True], ids=["tcp", "tls"])
@pytest.mark.parametrize(
    "fault",
    [
        faults.Hello("none"),
        faults.Hello("short"),
        faults.Hello("no-common"),
        faults.HalfFrame(after=1),
        faults.WrongLength(3, after=1),
        faults.StopReading(),
        faults.SilentDeath(after=1),
        faults.AcceptThenClose(),
        faults.Refuse(),
        faults.Garbage(after=1),
    ],
    ids=lambda fault: f"{type(fault).__name__}{getattr(fault, 'variant', '')}",
)
@pytest_twisted.ensureDeferred
async def test_faults_over_sockets(real_reactor: Any, fault: faults.Fault, tls: bool) -> None:
    async with Stage(real_reactor, tls=tls, handshake_timeout=0.5, frame_timeout=0.5) as stage:
        fake = FakeSwitch(2, 4, faults=[fault])
        protocol = await connect(fake, stage.endpoint(), real_reactor)
        if isinstance(fault, (faults.StopReading, faults.SilentDeath)):
            # it hears nothing of the end: it is the controller that gives it up
            await task.deferLater(real_reactor, 1.0, lambda: None)
        else:
            await protocol.when_lost().addTimeout(LIMIT, real_reactor)
        assert stage.controller.switches == {}
        if protocol.lost is None:
            protocol.abort()


@pytest_twisted.ensureDeferred
async def test_slow_pieces_arrive_whole(real_reactor: Any) -> None:
    async with Stage(real_reactor) as stage:
        fake = FakeSwitch(3, 4, faults=[faults.Dribble(size=5, interval=0.001)])
        await connect(fake, stage.endpoint(), real_reactor)
        switch = await stage.controller.when_switch(3, timeout=LIMIT)
        assert len(switch.ports) == 4


@pytest_twisted.ensureDeferred
async def test_the_demo_over_tcp(real_reactor: Any) -> None:
    async with Stage(real_reactor) as stage:
        stage.controller.add_app(LearningSwitch())
        demo = Demo(3, stage.port, version=[1, 4, 6], reactor=real_reactor)
        demo.setServiceParent(stage.controller)  # type: ignore[no-untyped-call]
        report = await demo.finished.addTimeout(LIMIT, real_reactor)
        assert (report.sent, report.answered) == (30, 30)
