"""The factories: an OFProtocol for each connection that is accepted or made, and the door they share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from twisted.internet.protocol import ClientFactory, Factory, ServerFactory

from oftwist.connection.admission import Admission
from oftwist.connection.options import Options
from oftwist.connection.protocol import OFProtocol
from oftwist.connection.writer import address_name

if TYPE_CHECKING:
    from twisted.internet.interfaces import IAddress, IReactorTime

    from oftwist.connection.interfaces import Owner
    from oftwist.connection.limits import Gate, LogLimiter

__all__ = ["OFClientFactory", "OFServerFactory"]


class _OFFactory(Factory):
    """What server and client factories share.

    Attributes:
        admission: the limits over all its connections.
    """

    noisy = False

    def __init__(
        self,
        owner: Owner[OFProtocol] | None = None,
        options: Options | None = None,
        *,
        clock: IReactorTime | None = None,
        connected: Callable[[OFProtocol], object] | None = None,
    ) -> None:
        self.owner = owner
        self.admission: Admission[OFProtocol] = Admission(options or Options(), connected)
        self._clock = clock

    @property
    def clock(self) -> IReactorTime:
        """The clock given, or the global reactor."""
        if self._clock is None:
            from twisted.internet import reactor

            self._clock = reactor
        return self._clock

    @property
    def options(self) -> Options:
        """What connections do by themselves; a change is for those that come later."""
        return self.admission.options

    @options.setter
    def options(self, options: Options) -> None:
        self.admission.options = options

    @property
    def connections(self) -> set[OFProtocol]:
        """The protocols that are connected."""
        return self.admission.connections

    @property
    def limiter(self) -> LogLimiter:
        """Which log lines to let through."""
        return self.admission.limiter

    @property
    def gate(self) -> Gate[OFProtocol]:
        """Those whose handshake is not done."""
        return self.admission.gate

    def buildProtocol(self, addr: IAddress | None) -> OFProtocol | None:
        if self.admission.refuse(address_name(addr), self.clock.seconds()):
            return None
        return OFProtocol(self.options, self.clock, self.owner, self.admission)


class OFServerFactory(_OFFactory, ServerFactory):
    """Makes an OFProtocol of each accepted connection.

    Args:
        owner: decides about the connections and has their handlers, or None for connections used on their own.
        options: what the connections do by themselves.
        clock: IReactorTime; None takes the global reactor.
        connected: called with each protocol as soon as its connection is made, before anything is sent;
            the place to ``observe``, ``register`` handlers or ``disconnect``.
    """


class OFClientFactory(_OFFactory, ClientFactory):
    """The same for connections we open."""
