"""One switch to talk to: connect or wait for it, do one command, let go. Everything runs in the reactor thread."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Sequence
from typing import Any

from twisted.internet.defer import Deferred, DeferredList, FirstError

from oftwist import Controller, OFClientFactory, Options, Switch, endpoints
from oftwist.errors import Disconnected
from oftwist.tls import TLS
from oftwist.tools.ctl.commands import Command, Session

_PASSIVE = ("ptcp", "pssl", "punix")


async def run(
    options: Namespace, endpoint: str, command: Command, words: Sequence[str], out: Callable[[str], None]
) -> int:
    """Do one command with the switch at an endpoint.

    Returns:
        the exit status.

    Raises:
        OFTwistError: what the switch refused, that it did not answer, a mistake in a text.
        OSError: it cannot be reached, a file cannot be read.
    """
    from twisted.internet import reactor

    controller = Controller(
        Options(versions=options.versions, request_timeout=options.timeout, handshake_timeout=options.timeout), reactor
    )
    controller.startService()
    try:
        switch = await connect(controller, reactor, endpoint, options)
        return await command.run(Session(switch, words, options, out)) or 0
    finally:
        await controller.stopService()


async def connect(controller: Controller, reactor: Any, endpoint: str, options: Namespace) -> Switch:
    """Reach the switch, or wait until it has come.

    Raises:
        Disconnected: the connection ended before the handshake was done, with its reason.
    """
    tls = TLS(options.tls_cert, options.tls_key, options.tls_ca) if options.tls_cert or options.tls_ca else None
    if endpoint.partition(":")[0] in _PASSIVE:
        controller.listen(endpoint, tls=tls)
        return await controller.when_switch(timeout=options.timeout)
    client = endpoints.client(reactor, endpoint, tls)
    protocol: Any = await client.connect(OFClientFactory(controller.registry, controller.options))
    up = controller.when_switch(timeout=options.timeout)

    def ended(reason: str) -> None:
        raise Disconnected(f"{endpoint}: {reason}")

    down: Deferred[Any] = protocol.when_disconnected().addCallback(ended)
    switch: Switch
    try:
        switch, _ = await DeferredList([up, down], fireOnOneCallback=True, fireOnOneErrback=True, consumeErrors=True)
    except FirstError as error:
        error.subFailure.raiseException()
        raise
    return switch
