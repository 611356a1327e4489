"""Controller: a Twisted service that owns the switches and the handlers. No globals.

Everything runs in the reactor thread.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from twisted.application import service

if TYPE_CHECKING:
    from twisted.internet.defer import Deferred
    from twisted.internet.interfaces import IReactorTime, IStreamClientEndpoint, IStreamServerEndpoint

    from oftwist.options import Options
    from oftwist.protocol import OFProtocol, OFServerFactory
    from oftwist.switch import Switch

F = TypeVar("F", bound=Callable[..., Any])


class Controller(service.MultiService):  # type: ignore[misc]
    """Any number of switches, the apps that drive them, and the ports they come in by.

    Args:
        options: what connections do by themselves, and every limit.
        clock: IReactorTime, also used as the reactor for endpoint strings; None takes the global reactor
            when it is first needed.
        authorize: called as ``authorize(protocol, datapath_id)`` before a switch comes up; a text it returns
            is the reason to refuse it.

    Attributes:
        switches: datapath id to Switch, those that are up.
        factory: the OFServerFactory of this controller, for endpoints of one's own.
    """

    switches: dict[int, Switch]
    factory: OFServerFactory

    def __init__(
        self,
        options: Options | None = None,
        clock: IReactorTime | None = None,
        *,
        authorize: Callable[[OFProtocol, int], str | None] | None = None,
    ) -> None:
        raise NotImplementedError

    def switch(self, dpid: int | str) -> Switch:
        """Return the switch with this datapath id, in any spelling; KeyError if it is not up."""
        raise NotImplementedError

    def on(self, what: Any, dpid: int | str | None = None, priority: int = 0) -> Callable[[F], F]:
        """Decorate a function as a handler: see ``oftwist.on``. Events: "switch_up" -> f(switch),
        "switch_down" -> f(switch, reason), "switch_refused" -> f(datapath_id, peer, reason)."""
        raise NotImplementedError

    def add_handler(
        self, what: Any, handler: Callable[..., Any], dpid: int | str | None = None, priority: int = 0
    ) -> None:
        """Call ``handler(switch, msg)`` for each message of this kind."""

    def remove_handler(self, what: Any, handler: Callable[..., Any], dpid: int | str | None = None) -> None:
        """Undo ``add_handler`` with the same arguments; ValueError if there is no such handler."""

    def add_app(self, app: Any) -> Any:
        """Register the methods (or a module's functions) marked with ``@on``, and return the app.

        ``app.start(controller)`` is called when the controller runs (at once if it does), ``app.stop()`` when
        it stops or the app is removed, if they exist.
        """

    def remove_app(self, app: Any) -> None:
        """Take an app's handlers out and stop it."""

    def listen(self, endpoint: IStreamServerEndpoint | str, **tls: Any) -> Any:
        """Accept switches on a server endpoint (or its description) while the controller runs.

        Returns:
            a service with ``when_listening() -> Deferred[IListeningPort]``; ``disownServiceParent`` ends it.
            A port that cannot be bound raises CannotListenError out of ``startService``.
        """

    def connect(self, endpoint: IStreamClientEndpoint | str, **tls: Any) -> Any:
        """Connect to a switch and reconnect with back-off while the controller runs; returns the service."""

    def when_switch(self, dpid: int | str | None = None, timeout: float | None = None) -> Deferred[Switch]:
        """Fire with a switch (that one, or any) that is up: at once, or when it comes.

        Fails with RequestTimeout after ``timeout`` seconds; None waits without end.
        """
        raise NotImplementedError
