"""Calling handlers: what they return, what they raise, and the log line about it. Knows no connection, no messages.

Coroutines may await Deferreds, and asyncio's awaitables beside them when the reactor is asyncio's.
"""

from __future__ import annotations

import asyncio
import inspect
import sys
import types
from collections.abc import Callable, Coroutine, Generator, Iterable
from typing import TypeVar

from twisted.internet.defer import Deferred, ensureDeferred
from twisted.logger import Logger, LogLevel
from twisted.python.failure import Failure

from oftwist.connection.interfaces import Handler
from oftwist.errors import Disconnected, ProtocolError, RequestFailed, RequestTimeout, UnexpectedReply

log = Logger()

_T = TypeVar("_T")
_ASYNCIO = "twisted.internet.asyncioreactor"


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
        log.debug("{handler} lost its switch: {why}", handler=name_of(handler), why=failure.value, **where)
        return
    text = "handler {handler} failed (" + " ".join(f"{key}={{{key}}}" for key in where) + ")"
    if failure.check(RequestFailed, RequestTimeout, UnexpectedReply, ProtocolError):
        log.error(text + ": {why}", handler=name_of(handler), why=failure.value, **where)
        return
    log.failure(text, failure, LogLevel.critical, handler=name_of(handler), **where)


def settle(result: object) -> Deferred[object] | None:
    """Return the Deferred of what a handler returned, or None if that was nothing to wait for."""
    if isinstance(result, Deferred):
        return result
    if inspect.iscoroutine(result):
        loop = _loop()
        return ensureDeferred(result) if loop is None else _in_loop(result, loop)
    if asyncio.isfuture(result):
        return Deferred.fromFuture(result)
    return None


def emit(handlers: Iterable[Handler], *args: object, **where: object) -> None:
    """Call the handlers of an event; whatever they raise is logged with ``where`` and costs nothing else."""
    for handler in handlers:
        try:
            waiting = settle(handler(*args))
        except Exception:
            log_failure(Failure(), handler, **where)
        else:
            if waiting is not None:
                waiting.addErrback(log_failure, handler, **where)


# asyncio's reactor


def _loop() -> asyncio.AbstractEventLoop | None:
    """Return the event loop that runs here as the reactor, None under every other reactor."""
    if _ASYNCIO not in sys.modules:
        return None
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


def _in_loop(coroutine: Coroutine[object, None, _T], loop: asyncio.AbstractEventLoop) -> Deferred[_T]:
    """Run a coroutine as a task of the loop, as asyncio's libraries want it; it may await Deferreds as well.

    From Python 3.12 on it runs to its first wait at once, as every coroutine of a handler does elsewhere; before, it
    begins in the next turn of the loop.
    """
    if sys.version_info >= (3, 12):
        return Deferred.fromFuture(asyncio.Task(_translated(coroutine, loop), loop=loop, eager_start=True))
    return Deferred.fromFuture(asyncio.Task(_translated(coroutine, loop), loop=loop))


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
