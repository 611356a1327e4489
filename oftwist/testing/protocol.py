"""The simulated switch on a Twisted transport: TCP, TLS, Unix sockets or memory, either side connecting.

Knows Twisted protocols and endpoints; the switch itself is :mod:`oftwist.testing.switch`. This is also
where faults take hold: they stand between the switch's bytes and the transport.
"""

from __future__ import annotations

import struct
from contextlib import suppress
from typing import Any, cast

from twisted.application.internet import ClientService
from twisted.internet.defer import Deferred
from twisted.internet.error import ConnectionLost
from twisted.internet.interfaces import (
    IAddress,
    IDelayedCall,
    IListeningPort,
    IReactorTime,
    IStreamClientEndpoint,
    IStreamServerEndpoint,
)
from twisted.internet.protocol import Factory, Protocol, connectionDone
from twisted.python.failure import Failure

from oftwist.testing.channel import Channel
from oftwist.testing.fault import Fault
from oftwist.testing.switch import FakeSwitch


def split_frames(data: bytes) -> list[bytes]:
    """Cut what a switch wrote into frames; what is no whole frame stays in one piece at the end."""
    frames = []
    offset, end = 0, len(data)
    while end - offset >= 8:
        length = data[offset + 2] << 8 | data[offset + 3]
        if length < 8 or offset + length > end:
            break
        frames.append(data[offset : offset + length])
        offset += length
    if offset < end:
        frames.append(data[offset:])
    return frames


class SwitchProtocol(Protocol):
    """One connection of a simulated switch.

    Args:
        switch: the switch.
        clock: the time for faults that wait.
        main: of an auxiliary connection, see `oftwist.testing.channel.Channel`.

    Attributes:
        channel: the OpenFlow side of it, None before the connection is made.
        faults: those this connection suffers from: fresh copies of the switch's.
        lost: why the connection ended, None while it lasts.
    """

    def __init__(self, switch: FakeSwitch, clock: IReactorTime, main: Channel | None = None) -> None:
        self.switch = switch
        self.clock = clock
        self.main = main
        self.channel: Channel | None = None
        self.faults: list[Fault] = []
        self.lost: Failure | None = None
        self._when_lost: list[Deferred[BaseException]] = []
        self._probe: IDelayedCall | None = None
        self._heard = 0.0
        self._probing = False

    # -- what Twisted calls --------------------------------------------------------------------------

    def connectionMade(self) -> None:
        transport: Any = self.transport
        if hasattr(transport, "setTcpNoDelay"):
            with suppress(OSError):  # Unix sockets have the method in some versions of Twisted
                transport.setTcpNoDelay(True)
        self.faults = [fault.fresh() for fault in self.switch.faults]
        write = self._write_through_faults if self.faults else transport.write
        channel = self.channel = self.switch.channel(write, transport.loseConnection, self.main)
        peer = transport.getPeer()
        channel.uri = f"tcp:{peer.host}:{peer.port}" if hasattr(peer, "host") else ""
        for fault in self.faults:
            fault.start(self)
        if not channel.closed:
            channel.open()
        interval = self.switch.probe_interval
        if interval:
            self._heard = self.clock.seconds()
            self._probe = self.clock.callLater(interval, self._look)

    def dataReceived(self, data: bytes) -> None:
        self._heard = self.clock.seconds()
        self._probing = False
        for fault in self.faults:
            data = fault.incoming(data)
            if not data:
                return
        channel = self.channel
        if channel is not None:
            channel.receive(data)

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        self.lost = reason
        if self._probe is not None and self._probe.active():
            self._probe.cancel()
        for fault in self.faults:
            fault.stop()
        if self.channel is not None and not self.channel.closed:
            self.channel.lost()
        waiting, self._when_lost = self._when_lost, []
        for deferred in waiting:
            deferred.callback(reason.value or ConnectionLost())

    def _look(self) -> None:
        """Some time has passed: has the controller said anything?"""
        interval = self.switch.probe_interval
        silent = self.clock.seconds() - self._heard
        channel = self.channel
        if channel is None or channel.closed:
            return
        if silent >= interval and self._probing:
            self.abort()
            return
        if silent >= interval:
            self._probing = True
            silent = 0.0
            channel.send_raw(struct.pack("!BBHL", channel.version or max(self.switch.versions), 2, 8, 0))
        self._probe = self.clock.callLater(interval - silent, self._look)

    def when_lost(self) -> Deferred[BaseException]:
        """Fires when the connection has ended, with the reason as an exception object."""
        deferred: Deferred[BaseException] = Deferred()
        if self.lost is not None:
            deferred.callback(self.lost.value or ConnectionLost())
        else:
            self._when_lost.append(deferred)
        return deferred

    # -- what faults use -----------------------------------------------------------------------------

    def _write_through_faults(self, data: bytes) -> None:
        self._pass(0, split_frames(data))

    def _pass(self, index: int, frames: list[bytes]) -> None:
        for fault in self.faults[index:]:
            if not frames:
                return
            frames = fault.outgoing(frames)
        if frames and self.transport is not None and self.lost is None:
            self.transport.write(b"".join(frames))

    def emit(self, fault: Fault, frames: list[bytes]) -> None:
        """Send frames on behalf of a fault: they pass the faults after it only."""
        self._pass(self.faults.index(fault) + 1, frames)

    def add_fault(self, fault: Fault) -> Fault:
        """Let a fault befall this connection from now on; returns the working copy."""
        fresh = fault.fresh()
        self.faults.append(fresh)
        if self.channel is not None:
            self.channel.write = self._write_through_faults
        fresh.start(self)
        return fresh

    def remove_fault(self, fault: Fault) -> None:
        """Heal a working copy that :meth:`add_fault` returned."""
        fault.stop()
        self.faults.remove(fault)

    def close(self) -> None:
        """Close in good order."""
        if self.channel is not None and not self.channel.closed:
            self.channel.close()
        elif self.transport is not None:
            self.transport.loseConnection()

    def abort(self) -> None:
        """Close at once; over TCP the controller sees a reset."""
        transport: Any = self.transport
        if self.channel is not None and not self.channel.closed:
            self.channel.lost()
        transport.abortConnection()


class SwitchFactory(Factory):
    """Builds the protocols of one switch, for a listening or a connecting endpoint.

    Args:
        switch: the switch.
        clock: the time; the reactor in a program.
        main: the connections are auxiliary ones of this, see `oftwist.testing.channel.Channel`.

    Attributes:
        protocols: every protocol built, oldest first.
    """

    noisy = False

    def __init__(self, switch: FakeSwitch, clock: IReactorTime, main: Channel | None = None) -> None:
        self.switch = switch
        self.clock = clock
        self.main = main
        self.protocols: list[SwitchProtocol] = []
        switch.use_clock(clock)

    def buildProtocol(self, addr: IAddress | None) -> SwitchProtocol:
        """A protocol for the next connection."""
        protocol = SwitchProtocol(self.switch, self.clock, self.main)
        protocol.factory = self
        self.protocols = [old for old in self.protocols if old.lost is None]
        self.protocols.append(protocol)
        return protocol


def connect(
    switch: FakeSwitch, endpoint: IStreamClientEndpoint, clock: IReactorTime, main: Channel | None = None
) -> Deferred[SwitchProtocol]:
    """Connect a switch to a controller once.

    Args:
        switch: the switch.
        endpoint: where the controller listens.
        clock: the reactor, or the fake clock of a test.
        main: its channel of which this becomes an auxiliary connection, None for a connection by itself.

    Returns:
        fires with the protocol when the connection stands (the handshake comes after).
    """
    return cast("Deferred[SwitchProtocol]", endpoint.connect(SwitchFactory(switch, clock, main)))


def listen(switch: FakeSwitch, endpoint: IStreamServerEndpoint, clock: IReactorTime) -> Deferred[IListeningPort]:
    """Let a switch wait for controllers that connect to it."""
    return endpoint.listen(SwitchFactory(switch, clock))


class SwitchService(ClientService):
    """A switch that connects to its controller and comes back whenever the connection ends.

    Args:
        switch: the switch.
        endpoint: where the controller listens.
        clock: the reactor, or the fake clock of a test.
        retry: seconds between attempts; 0 gives a reconnect storm when the switch has a fault that ends
            its connections.
    """

    def __init__(
        self, switch: FakeSwitch, endpoint: IStreamClientEndpoint, clock: IReactorTime, retry: float = 1.0
    ) -> None:
        self.switch = switch
        super().__init__(endpoint, SwitchFactory(switch, clock), retryPolicy=lambda attempt: retry, clock=clock)

    def stopService(self) -> Deferred[None]:
        """Close the connection and the switch's timers."""
        self.switch.stop()
        return super().stopService()
