"""Calling handlers: what they return, what they raise, and the log line about it. Knows no transport.

Coroutines may await Deferreds, and asyncio's awaitables beside them when the reactor is asyncio's.
"""

from __future__ import annotations

import asyncio
import sys
import types
from collections.abc import Callable, Coroutine, Generator, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from twisted.internet.defer import Deferred, ensureDeferred
from twisted.logger import Logger, LogLevel
from twisted.python.failure import Failure

from oftwist.errors import Disconnected, ProtocolError, RequestFailed, RequestTimeout, UnexpectedReply
from oftwist.wire import decode, kinds

if TYPE_CHECKING:
    from twisted.internet.interfaces import IReactorTime

    from oftwist.connection.counters import Counters, HandlerTimes
    from oftwist.connection.interfaces import Decoded, Handler
    from oftwist.connection.journal import Journal
    from oftwist.connection.options import Options

log = Logger()

_T = TypeVar("_T")


def name_of(handler: Callable[..., object]) -> str:
    """Return the name of a handler as a person would look for it."""
    while hasattr(handler, "func"):  # functools.partial
        handler = handler.func
    module = getattr(handler, "__module__", None) or type(handler).__module__
    return f"{module}.{getattr(handler, '__qualname__', type(handler).__qualname__)}"


def log_failure(failure: Failure, /, handler: Callable[..., object], **where: object) -> None:
    """Log what a handler raised, with where it happened.

    A lost connection is no fault of the handler. What the switch answered (an OpenFlow error, nothing, nonsense)
    is a line; anything else comes with its traceback.
    """
    if failure.check(Disconnected):
        log.debug(
            "{handler} lost its switch: {why}",
            handler=name_of(handler), why=failure.value, **where, event="handler_lost_switch",
        )
        return
    text = "handler {handler} failed (" + " ".join(f"{key}={{{key}}}" for key in where) + ")"
    if failure.check(RequestFailed, RequestTimeout, UnexpectedReply, ProtocolError):
        log.error(text + ": {why}", handler=name_of(handler), why=failure.value, **where, event="handler_failed")
        return
    log.failure(text, failure, LogLevel.critical, handler=name_of(handler), **where, event="handler_failed")


def log_blocked(
    peer: str, frames: Iterable[bytes], spent: float, handlers_for: Callable[[type], Iterable[Handler]]
) -> None:
    """Log that handling some messages has kept the reactor for so many seconds, and whose handlers it may have been."""
    classes, count = set(), 0
    for frame in frames:
        count += 1
        with suppress(ProtocolError):
            classes.add(type(decode(frame)))
    names = {name_of(handler) for cls in classes for handler in handlers_for(cls)}
    log.warn(
        "{peer}: the reactor was blocked for {ms:.0f} ms by {handlers}, handling {count} messages",
        peer=peer,
        ms=spent * 1000,
        handlers=" or ".join(sorted(names)) or "no handler of an app",
        count=count,
        event="reactor_blocked",
    )


def settle(result: object, reactor: IReactorTime | None = None) -> Deferred[object] | None:
    """Return the Deferred of what a handler returned, or None if that was nothing to wait for.

    Args:
        result: what it returned.
        reactor: asyncio's reactor, as ``asyncio_reactor`` gives it; None under every other one.
    """
    if isinstance(result, Deferred):
        return result
    if isinstance(result, types.CoroutineType):
        return ensureDeferred(result) if reactor is None else _in_loop(result, reactor)
    if asyncio.isfuture(result):
        return Deferred.fromFuture(result)
    return None


def emit(clock: IReactorTime, handlers: Iterable[Handler], *args: object, **where: object) -> None:
    """Call the handlers of an event; whatever they raise is logged with ``where`` and costs nothing else."""
    reactor = asyncio_reactor(clock)
    for handler in handlers:
        try:
            waiting = settle(handler(*args), reactor)
        except Exception:
            log_failure(Failure(), handler, **where)
        else:
            if waiting is not None:
                waiting.addErrback(log_failure, handler, **where)


class Calls:
    """What became of the handler calls of one connection.

    Args:
        options: ``async_backlog`` and ``slow_handler``.
        counters: failures are counted there.
        journal: the log of the connection.
        clock: the time; coroutines run as the loop of this reactor wants it, if it is asyncio's.
        crowded: called when too many coroutines are running, and when they are not any more.
        times: where the times of those calls that are timed are added.

    Attributes:
        running: coroutines and Deferreds of handlers that are not done.
    """

    def __init__(
        self,
        options: Options,
        counters: Counters,
        journal: Journal,
        clock: IReactorTime,
        crowded: Callable[[bool], object],
        times: HandlerTimes,
    ) -> None:
        self.running = 0
        self.options = options
        self._counters = counters
        self._journal = journal
        self._seconds = clock.seconds
        self._asyncio = asyncio_reactor(clock)
        self._tell = crowded
        self._crowded = False
        self._times = times

    def failed(self, handler: Callable[..., object], msg: Decoded | None) -> None:
        """A handler has raised what is being handled: counted, and logged."""
        self._counters.handler_failures += 1
        self._log(Failure(), handler, msg)

    def call(self, handler: Handler, subject: object, msg: Decoded, weight: int = 0) -> bool:
        """Call a handler with a message; True if it consumed it.

        Args:
            handler, subject, msg: who, and with what.
            weight: count how long it took to return, as so many calls; 0 does not look at the clock.
        """
        began = self._seconds() if weight else 0.0
        try:
            result = handler(subject, msg)
        except Exception:
            self.failed(handler, msg)
            return False
        else:
            return result is not None and self.consumed(result, handler, msg)
        finally:
            if weight:
                self._times.of(handler).add(self._seconds() - began, weight)

    def consumed(self, result: object, handler: Handler, msg: Decoded) -> bool:
        """Look at what a handler returned: True, a coroutine or a Deferred consume the message."""
        if result is True:
            return True
        waiting = settle(result, self._asyncio)
        if waiting is None:
            return bool(result)
        self.running += 1
        waiting.addErrback(self._failed_later, handler, msg)
        waiting.addBoth(self._done)
        if self.running >= self.options.async_backlog > 0 and not self._crowded:
            self._crowded = True
            self._tell(True)
        return True

    def _failed_later(self, failure: Failure, handler: Handler, msg: Decoded) -> None:
        self._counters.handler_failures += 1
        self._log(failure, handler, msg)

    def _done(self, _: object) -> None:
        self.running -= 1
        if self._crowded and self.running < self.options.async_backlog:
            self._crowded = False
            self._tell(False)

    def _log(self, failure: Failure, handler: Callable[..., object], msg: Decoded | None) -> None:
        """Log it, once in a while for each handler and kind of exception: packet-ins come by the thousand."""
        kind = failure.type.__name__ if failure.type is not None else ""
        held_back = self._journal.held_back(name_of(handler), kind)
        if held_back is None:
            return
        if held_back:
            text = "handler {handler} failed with {kind} {count} more times before this"
            log.warn(text, handler=name_of(handler), kind=kind, count=held_back, event="handler_failed")
        self._journal.report(
            "app_failed", app=name_of(handler), error=kind, message=failure.getErrorMessage(), suppressed=held_back
        )
        log_failure(failure, handler, **self._journal.where(), xid=getattr(msg, "xid", None), type=kinds.title(msg))

    def stopwatch(self, handler: Handler) -> Handler:
        """Return the handler with a look at the clock before and after."""
        seconds = self._seconds

        def timed(owner: object, msg: Decoded) -> object:
            began = seconds()
            result = handler(owner, msg)
            spent = seconds() - began
            if spent > self.options.slow_handler > 0:
                name = name_of(handler)
                self._journal.note(
                    "slow " + name,
                    f"handler {name} blocked the reactor for {spent * 1000:.0f} ms "
                    f"(type {kinds.title(msg)}, xid {msg.xid})",
                )
            return result

        timed.func = handler  # type: ignore[attr-defined]
        return timed


# asyncio's reactor


def asyncio_reactor(clock: IReactorTime) -> IReactorTime | None:
    """Return the clock if it is a reactor that asyncio's loop runs, else None."""
    module = sys.modules.get("twisted.internet.asyncioreactor")  # without it there is none
    return clock if module is not None and isinstance(clock, module.AsyncioSelectorReactor) else None


def _in_loop(coroutine: Coroutine[object, None, _T], reactor: IReactorTime) -> Deferred[_T]:
    """Run a coroutine as a task of the loop, as asyncio's libraries want it; it may await Deferreds as well.

    From Python 3.12 on it runs to its first wait at once, as every coroutine of a handler does elsewhere; before, it
    begins in the next turn of the loop. While the reactor starts no loop runs yet: it begins in the first turn then.
    """
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        later: Deferred[None] = Deferred()
        reactor.callLater(0, later.callback, None)
        return later.addCallback(lambda _: _in_loop(coroutine, reactor))
    if sys.version_info >= (3, 12):
        return Deferred.fromFuture(asyncio.Task(_both(coroutine, loop), loop=loop, eager_start=True))
    return Deferred.fromFuture(asyncio.Task(_both(coroutine, loop), loop=loop))


async def _both(coroutine: Coroutine[object, None, _T], loop: asyncio.AbstractEventLoop) -> _T:
    """Await a coroutine that awaits futures and Deferreds."""
    return await _translated(coroutine, loop)


@types.coroutine
def _translated(coroutine: Coroutine[object, None, _T], loop: asyncio.AbstractEventLoop) -> Generator[object, None, _T]:
    """Run a coroutine with a future of the loop in the place of each Deferred it waits for."""
    error: BaseException | None = None
    while True:
        try:
            waited = coroutine.send(None) if error is None else coroutine.throw(error)
        except StopIteration as done:
            return done.value  # type: ignore[no-any-return]
        error = None
        try:
            if isinstance(waited, Deferred):
                yield from _future_of(waited, loop)
            else:
                yield waited
        except BaseException as thrown:  # cancelled, or closed: the coroutine's affair
            if isinstance(waited, Deferred):
                waited.addErrback(lambda _: None)
                waited.cancel()
            error = thrown


def _future_of(deferred: Deferred[object], loop: asyncio.AbstractEventLoop) -> asyncio.Future[None]:
    """Return a future that is done when the Deferred is; its result stays with it, for who awaits it."""
    future: asyncio.Future[None] = loop.create_future()

    def fired(result: object) -> object:
        if not future.done():
            future.set_result(None)
        return result

    deferred.addBoth(fired)
    return future
