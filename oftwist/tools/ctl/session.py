"""One switch to talk to: connect or wait for it, do one command, let go. Everything runs in the reactor thread."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from twisted.internet.defer import Deferred, DeferredList, FirstError
from twisted.internet.error import ConnectError

from oftwist import Controller, Options, Switch, endpoints, text
from oftwist.controller.operations import Operation
from oftwist.errors import ConfigurationError, Disconnected, MessageError, OFTwistError, RequestFailed
from oftwist.text import reports
from oftwist.tls import TLS
from oftwist.tools.ctl.table import Command
from oftwist.wire import whole

T = TypeVar("T")

#: Messages sent before their confirmation is waited for: enough to keep a switch busy, few enough to show progress.
BATCH = 1000
#: Refusals that are told one by one.
_TOLD = 10
#: An Open vSwitch drops connections whose HELLO it has not read within a second, as on a busy machine: try again.
_ATTEMPTS, _RESET = 3, "connection lost"
_PASSIVE = ("ptcp", "pssl", "punix")


@dataclass
class Call:
    """One command as it was given.

    Attributes:
        options: of the command line.
        endpoint: where the switch is, or where it is waited for.
        words: what stood behind the command.
        reactor: runs it.
        out: prints a line.
        err: prints a line for people, beside what was asked for.
    """

    options: Namespace
    endpoint: str
    words: Sequence[str]
    reactor: Any
    out: Callable[[str], None]
    err: Callable[[str], None]

    def tls(self) -> TLS | None:
        """The certificates that were given, or None."""
        given = self.options
        return TLS(given.tls_cert, given.tls_key, given.tls_ca) if given.tls_cert or given.tls_ca else None

    def word(self, number: int = 0) -> str | None:
        """A word behind the command, or None if it is not there."""
        return self.words[number] if len(self.words) > number else None


class Session:
    """One command's work with a switch.

    Attributes:
        call: the command as it was given.
        switch: the switch, up.
        ofp: the loxi module of its version.
        timeout: seconds to wait for it, each time.
    """

    def __init__(self, call: Call, switch: Switch) -> None:
        self.call = call
        self.switch = switch
        self.options = call.options
        self.words = call.words
        self.word = call.word
        self.out = call.out
        self.ofp: Any = switch.ofp
        self.timeout: float = call.options.timeout

    @property
    def port_names(self) -> dict[int, str]:
        """Number -> name of the ports of the switch, for texts that name them."""
        return {number: str(port.name) for number, port in self.switch.ports.items()}

    @property
    def shown_ports(self) -> dict[int, str] | None:
        """The same if names were asked for in what is printed, else None."""
        return self.port_names if self.options.names else None

    def port_name(self, number: int) -> str:
        """A port as text: its name if they are asked for, else its number or reserved name."""
        return text.format_port(number, ports=self.shown_ports)

    def port_number(self, word: str) -> int:
        """A port's number from its name or number."""
        return text.parse_port(word, self.ofp, ports=self.port_names)

    def lines(self, lines: Iterable[str]) -> None:
        """Print lines."""
        for line in lines:
            self.out(line)

    def top(self, what: str) -> str:
        """The line over a reply."""
        return reports.head(self.switch.version, what)

    def report(self, what: str, tell: Callable[..., Iterable[str]], *told: Any) -> None:
        """Print a reply by a function of `reports`."""
        self.lines(tell(self.top(what), *told))

    def need(self, version: int, what: str) -> None:
        """Refuse what the version that is spoken does not have."""
        self.switch.operations.need(version, what)

    async def stats(self, request: Any) -> list[Any]:
        """The entries of all parts of a reply, without those that could not be read, which the log tells."""
        return whole(await self.switch.stats(request, self.timeout))

    def run(self, operation: Operation[T]) -> Deferred[T]:
        """Carry out an operation; its changes in a bundle if that is asked for, with progress if they are many."""
        return self.switch.run(operation, self.timeout, self._confirm)

    async def _confirm(self, messages: Sequence[Any]) -> None:
        if self.options.bundle:
            async with self.switch.bundle(timeout=self.timeout) as bundle:
                bundle.add(*messages)
            return
        for start in range(0, len(messages), BATCH):
            await self.switch.apply(*messages[start : start + BATCH], timeout=self.timeout)
            self._progress(min(start + BATCH, len(messages)), len(messages))

    def _progress(self, done: int, of: int) -> None:
        """On a terminal's standard error, say how far long work is."""
        if of > BATCH and sys.stderr.isatty():
            print(f"\r{done} of {of} sent", end="\n" if done >= of else "", file=sys.stderr, flush=True)


async def attempt(command: Command, call: Call) -> int:
    """Connect as far as a command needs it, and do it; returns the exit status as `outcome` does."""
    run = command.load(call.options.command)
    return await outcome(_with_switch(run, call) if command.connects else run(call), call)


async def outcome(doing: Awaitable[int | None], call: Call) -> int:
    """Wait for a command, and turn what goes wrong into lines for people.

    Returns:
        the exit status: 0 or what the command says; 1 if the switch refused, is not there or does not answer; 2 for a
        mistake in what was asked.
    """
    try:
        return await doing or 0
    except RequestFailed as error:
        for line in refusals(error):
            call.err(f"oftwist ctl: {line}")
        return 1
    except (MessageError, ConfigurationError) as error:
        call.err(f"oftwist ctl: {error}")
        return 2
    except BrokenPipeError:
        raise  # whoever reads what we print has gone
    except (OFTwistError, OSError, ConnectError) as error:
        call.err(f"oftwist ctl: {error}")
        return 1


def refusals(error: RequestFailed) -> Iterable[str]:
    """What a switch refused, a line each; of many the first."""
    pairs = zip(error.errors, error.requests, strict=True)
    told = [text.format_error(one) + (f": {text.describe(msg)}" if msg is not None else "") for one, msg in pairs]
    yield from told[:_TOLD] or [str(error)]
    if len(told) > _TOLD:
        yield f"and {len(told) - _TOLD} more were refused"


async def _with_switch(run: Callable[[Session], Any], call: Call) -> int | None:
    options = call.options
    limits = Options(
        versions=options.versions, request_timeout=options.timeout, handshake_timeout=options.timeout,
    )  # fmt: skip
    controller = Controller(limits, call.reactor)
    controller.startService()
    try:
        switch = await connect(controller, call)
        status: int | None = await run(Session(call, switch))
        return status
    finally:
        await controller.stopService()


def spelled_out(endpoint: str) -> str:
    """An endpoint, also where only the name of a bridge of this machine's Open vSwitch was given."""
    if ":" in endpoint or endpoint.startswith("/"):
        return f"unix:{endpoint}" if endpoint.startswith("/") else endpoint
    return f"unix:{os.environ.get('OVS_RUNDIR', '/var/run/openvswitch')}/{endpoint}.mgmt"


async def connect(controller: Controller, call: Call) -> Switch:
    """Reach the switch, or wait until it has come.

    Raises:
        Disconnected: the connection ended before the handshake was done, with its reason.
    """
    endpoint, tls, timeout = spelled_out(call.endpoint), call.tls(), call.options.timeout
    if endpoint.partition(":")[0] in _PASSIVE:
        controller.listen(endpoint, tls=tls)
        return await controller.when_switch(timeout=timeout)
    client = endpoints.client(call.reactor, endpoint, tls)
    for attempt in range(_ATTEMPTS):
        try:
            return await _reach(controller, client, endpoint, timeout)
        except Disconnected as error:
            if error.reason != f"{endpoint}: {_RESET}" or attempt + 1 == _ATTEMPTS:
                raise
    raise AssertionError("unreachable")


async def _reach(controller: Controller, client: Any, endpoint: str, timeout: float) -> Switch:
    """One attempt."""
    protocol: Any = await client.connect(controller.client_factory)
    up = controller.when_switch(timeout=timeout)

    def ended(reason: str) -> None:
        raise Disconnected(f"{endpoint}: {reason}")

    down: Deferred[Any] = protocol.when_disconnected().addCallback(ended)
    switch: Switch
    try:
        switch, _ = await DeferredList([up, down], fireOnOneCallback=True, fireOnOneErrback=True, consumeErrors=True)
    except FirstError as error:
        up.cancel()
        error.subFailure.raiseException()
        raise
    return switch
