"""The bridge between any thread and a reactor: calls that wait, each with a limit.

May know: Twisted, threads and our errors. Knows nothing of OpenFlow.

`Bridge()` uses one background thread per process, with a reactor of its own. That reactor is never
installed as ``twisted.internet.reactor``, handles no signals and does not claim to be *the* I/O thread, so
it lives beside the reactor of an application, of Trial or of pytest-twisted. ``Bridge(reactor)`` uses a
reactor that somebody else runs.

Rules of every waiting call:

- it has a limit in seconds, and raises `RequestTimeout` when that is over (what it waited for is cancelled);
- made in the reactor thread it raises `WrongThread` at once, where waiting would stop the world;
- when the reactor stops it raises `Disconnected`, and so does every later call.
"""

from __future__ import annotations

import atexit
import inspect
import os
import threading
from collections.abc import Callable
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

from twisted.internet.defer import CancelledError, Deferred
from twisted.logger import Logger
from twisted.python.failure import Failure

from oftwist.blocking.proxy import Proxy
from oftwist.connection.reading import close_descriptors
from oftwist.errors import Disconnected, RequestTimeout, WrongThread

__all__ = ["Bridge", "Proxy"]

_log = Logger()


class _Wait:
    """One waiting call: a lock that is released exactly once, when there is an outcome."""

    __slots__ = ("lock", "outcome", "deferred", "over", "unwanted")

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.lock.acquire()
        self.outcome: Any = None
        self.deferred: Deferred[Any] | None = None
        self.over = False
        #: Set by the caller when it gives up.
        self.unwanted = False

    def finish(self, outcome: Any) -> None:
        """Release the waiter. Any thread; only the first outcome counts."""
        if not self.over:
            self.over = True
            self.outcome = outcome
            self.lock.release()

    def run(self, f: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        """Reactor thread: call, and finish now or when the Deferred fires."""
        if self.over or self.unwanted:  # the caller's patience ended before its turn came: do nothing behind its back
            return
        try:
            result = f(*args, **kwargs)
        except BaseException:
            self.finish(Failure())
            return
        if inspect.iscoroutine(result):
            result = Deferred.fromCoroutine(result)
        if isinstance(result, Deferred):
            self.deferred = result
            result.addBoth(self._fired)
        else:
            self.finish(result)

    def _fired(self, result: Any) -> Any:
        if self.over:
            if isinstance(result, Failure) and not result.check(CancelledError, RequestTimeout):
                _log.failure("A call nobody waits for any more failed", result, event="call_failed")
            return None
        self.finish(result)
        return None if isinstance(result, Failure) else result

    def abandon(self) -> None:
        """Reactor thread: the caller has gone."""
        self.over = True
        if self.deferred is not None:
            try:
                self.deferred.cancel()
            except Exception:
                _log.failure("Cancelling a call nobody waits for any more failed", event="cancel_failed")


class _Core:
    """What the process knows about one reactor: its thread, and who waits for it."""

    def __init__(self, reactor: Any) -> None:
        self.reactor = reactor
        self.thread_id: int | None = None
        #: The reactor has begun to stop: connections that end now end because of that.
        self.stopping = False
        self.stopped = False
        self.mutex = threading.Lock()
        self.waits: set[_Wait] = set()
        # Changed without the mutex, one atomic step at a time: the garbage collector may take hooks out at any
        # moment, also in a thread that holds the mutex.
        self.stop_hooks: dict[Callable[[], None], None] = {}
        reactor.callFromThread(self._learn)

    def _learn(self) -> None:
        self.thread_id = threading.get_ident()
        self.reactor.addSystemEventTrigger("before", "shutdown", self._begin_to_stop)
        self.reactor.addSystemEventTrigger("during", "shutdown", self.release)

    def _begin_to_stop(self) -> None:
        self.stopping = True

    def release(self) -> None:
        """The reactor stops (or its thread died): nobody may wait for it any longer."""
        with self.mutex:
            self.stopped = True
            waits, self.waits = self.waits, set()
        for wait in waits:
            wait.finish(Failure(Disconnected("the reactor stopped")))
        for hook in list(self.stop_hooks):
            if self.stop_hooks.pop(hook, self) is None:
                hook()

    def begin(self, wait: _Wait) -> None:
        with self.mutex:
            if self.stopped:
                raise Disconnected("the reactor stopped")
            self.waits.add(wait)

    def end(self, wait: _Wait) -> None:
        with self.mutex:
            self.waits.discard(wait)


def _private_reactor() -> Any:
    """A reactor for a background thread: the best polling this platform has, and no claim to be *the* one."""
    base: Any
    try:
        from twisted.internet.epollreactor import EPollReactor as base
    except ImportError:
        try:
            from twisted.internet.pollreactor import PollReactor as base
        except ImportError:
            from twisted.internet.selectreactor import SelectReactor as base

    class BackgroundReactor(base):  # type: ignore[misc]
        # Registering is process-global: it would make isInIOThread() wrong in the application's own reactor.
        _registerAsIOThread = False

        def _add(self, xer: Any, primary: set[int], other: set[int], selectables: dict[int, Any], *events: int) -> None:
            """Watch a descriptor, also one whose number belonged to another that was closed behind our back."""
            try:
                super()._add(xer, primary, other, selectables, *events)
            except FileNotFoundError:
                number = xer.fileno()
                text = "descriptor {number} was closed, which {other} had"
                _log.warn(text, number=number, other=selectables.get(number), event="descriptor_lost")
                primary.discard(number)
                other.discard(number)
                super()._add(xer, primary, other, selectables, *events)

    return BackgroundReactor()


class _Background:
    """The one background thread of the process. Started when first needed, stopped at exit."""

    def __init__(self) -> None:
        self.mutex = threading.Lock()
        self.core: _Core | None = None
        self.thread: threading.Thread | None = None
        atexit.register(self.stop)
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self.forget)

    def forget(self) -> None:
        """In a forked child there is no such thread; the next use starts a new one."""
        self.mutex = threading.Lock()
        self.core = self.thread = None

    def get(self) -> _Core:
        core = self.core
        if core is not None and not core.stopped:
            return core
        with self.mutex:
            if self.core is None or self.core.stopped:
                self.core, self.thread = self._start()
            return self.core

    @staticmethod
    def _start() -> tuple[_Core, threading.Thread]:
        reactor = _private_reactor()
        core = _Core(reactor)
        running = threading.Event()
        reactor.callWhenRunning(running.set)

        def run() -> None:
            core.thread_id = threading.get_ident()
            try:
                reactor.run(installSignalHandlers=False)
            except BaseException:
                _log.failure("The background reactor died", event="reactor_died")
            finally:
                core.release()
                running.set()
                try:
                    close_descriptors(reactor)
                except Exception:
                    _log.failure("Closing the background reactor's descriptors failed", event="closing_failed")

        thread = threading.Thread(target=run, name="oftwist-reactor", daemon=True)
        thread.start()
        running.wait(10.0)
        return core, thread

    def stop(self, timeout: float = 2.0) -> None:
        with self.mutex:
            core, thread = self.core, self.thread
        if core is None or thread is None:
            return
        if not core.stopped:
            core.reactor.callFromThread(_stop_if_running, core.reactor)
        if thread is not threading.current_thread():
            thread.join(timeout)


def _stop_if_running(reactor: Any) -> None:
    if reactor.running:
        reactor.stop()


_background = _Background()
_cores: WeakKeyDictionary[Any, _Core] = WeakKeyDictionary()
_cores_mutex = threading.Lock()


class Bridge:
    """Calls into a reactor from any other thread, each of which waits at most so long.

    ::

        bridge = Bridge()                       # nobody runs a reactor: a background thread does
        bridge = Bridge(reactor)                # the application runs this one, in another thread
        controller = bridge.call(Controller)    # made in the reactor thread, as everything of Twisted should
        switch = bridge.call(controller.when_switch, timeout=10)
        bridge.call(switch.barrier, timeout=5)
        switch = bridge.proxy(switch)           # the same without saying `call`
        switch.barrier(timeout=5)

    Args:
        reactor: a reactor that somebody runs now or soon, or None for the background thread.
        default_timeout: seconds that a call waits when it is not told otherwise.
    """

    def __init__(self, reactor: Any = None, default_timeout: float = 30.0) -> None:
        self._given = reactor
        self.default_timeout = default_timeout
        if reactor is not None:
            with _cores_mutex:
                core = _cores.get(reactor)
                if core is None or core.stopped:
                    core = _cores[reactor] = _Core(reactor)
            self._core: _Core | None = core
        else:
            self._core = None

    @property
    def core(self) -> _Core:
        return self._core if self._core is not None else _background.get()

    @property
    def reactor(self) -> Any:
        """The reactor behind the bridge; the background one is started by looking at it."""
        return self.core.reactor

    @property
    def in_reactor_thread(self) -> bool:
        """Whether the calling thread is the one that runs this bridge's reactor.

        Thread identities are compared: ``isInIOThread`` knows of one reactor per process only.
        """
        return self.core.thread_id == threading.get_ident()

    @property
    def thread_id(self) -> int | None:
        """The identity of the reactor's thread, None before it has begun to run."""
        return self.core.thread_id

    @property
    def stopping(self) -> bool:
        """Whether the reactor is about to stop, or has stopped."""
        core = self._core if self._core is not None else _background.core
        return core is not None and (core.stopping or core.stopped)

    def check_thread(self, what: str = "this call waits") -> None:
        """Raise `WrongThread` in the reactor thread."""
        if self.core.thread_id == threading.get_ident():
            raise WrongThread(
                f"{what}: in the reactor thread that would stop everything, itself included; "
                "use the Deferred (or await it) instead"
            )

    def call(self, f: Callable[..., Any], /, *args: Any, timeout: float | None = None, **kwargs: Any) -> Any:
        """Run ``f(*args, **kwargs)`` in the reactor thread and wait for what comes of it.

        Args:
            f: a function that returns a value, a Deferred or a coroutine.
            timeout: seconds until `RequestTimeout`; None = `default_timeout`. The Deferred is cancelled then.

        Returns:
            the value, or the result of the Deferred or coroutine.

        Raises:
            RequestTimeout: it took too long.
            WrongThread: called in the reactor thread.
            Disconnected: the reactor stopped, or has stopped before.
            Exception: whatever ``f`` raised or its Deferred failed with.
        """
        core = self.core
        self.check_thread(f"{_name(f)} was called through the bridge")
        limit = self.default_timeout if timeout is None else timeout
        wait = _Wait()
        core.begin(wait)
        done = False
        try:
            core.reactor.callFromThread(wait.run, f, args, kwargs)
            done = wait.lock.acquire(timeout=max(0.0, min(limit, threading.TIMEOUT_MAX)))
        finally:
            core.end(wait)
            if not done:
                wait.unwanted = True
            if not done and not core.stopped:
                core.reactor.callFromThread(wait.abandon)
        if not done:
            raise RequestTimeout(f"{_name(f)} took longer than {limit:g} s")
        if isinstance(wait.outcome, Failure):
            wait.outcome.raiseException()
        return wait.outcome

    def wait(self, deferred: Deferred[Any], timeout: float | None = None) -> Any:
        """Wait for a Deferred that already exists; as `call` otherwise."""
        return self.call(lambda: deferred, timeout=timeout)

    def run_soon(self, f: Callable[..., Any], /, *args: Any, **kwargs: Any) -> None:
        """Run ``f`` in the reactor thread without waiting. Any thread."""
        self.core.reactor.callFromThread(f, *args, **kwargs)

    def on_stop(self, hook: Callable[[], None]) -> None:
        """Call ``hook()`` once when the reactor stops (in its thread), or now if it has."""
        core = self.core
        core.stop_hooks[hook] = None
        if core.stopped and core.stop_hooks.pop(hook, self) is None:
            hook()

    def forget_stop(self, hook: Callable[[], None]) -> None:
        """Take back `on_stop`."""
        core = self._core if self._core is not None else _background.core
        if core is not None:
            core.stop_hooks.pop(hook, None)

    def proxy(self, target: Any, timeout: float | None = None) -> Any:
        """A blocking view of ``target`` (a `Switch`, a `Controller`, any object of the reactor thread).

        Args:
            target: the object.
            timeout: seconds for calls that are not given a ``timeout``; None = `default_timeout`.
        """
        return Proxy(self, target, timeout)

    def stop(self) -> None:
        """Stop the background thread, releasing everybody who waits. A reactor that was passed in is left
        alone.

        The next use of a `Bridge()` starts a new one.
        """
        if self._core is None:
            self.check_thread("stop() waits for the thread to end")
            _background.stop()


def _name(f: Any) -> str:
    while isinstance(f, partial):
        f = f.func
    return str(getattr(f, "__qualname__", f))
