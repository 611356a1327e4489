"""The bridge: calls from any thread into a reactor, with limits, and nobody left waiting."""

from __future__ import annotations

import fcntl
import gc
import os
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from twisted.internet.defer import Deferred, fail, succeed
from twisted.internet.selectreactor import SelectReactor

from oftwist.blocking import Bridge, Controller
from oftwist.errors import Disconnected, RequestTimeout, WrongThread
from tests.support.blocking_support import FOREVER, PATIENCE, connected, eventually, running


@pytest.fixture
def bridge() -> Bridge:
    return Bridge()


class Application:
    """Somebody who runs a reactor of his own, in a thread of his own."""

    def __init__(self) -> None:
        class Reactor(SelectReactor):
            _registerAsIOThread = False

        self.reactor = Reactor()
        self.thread = threading.Thread(target=self.reactor.run, kwargs={"installSignalHandlers": False})

    def start(self) -> None:
        self.thread.start()

    def stop(self) -> None:
        if self.thread.is_alive():
            self.reactor.callFromThread(self.reactor.stop)
            self.thread.join(PATIENCE)
        for reader in list(self.reactor._internalReaders):
            reader.connectionLost(None)  # the waker's descriptors


@pytest.fixture
def application() -> Iterator[Application]:
    application = Application()
    yield application
    application.stop()


def test_values_deferreds_and_coroutines(bridge: Bridge) -> None:
    async def coroutine(value: int) -> int:
        return value + int(await succeed(1))

    assert bridge.call(lambda a, b=0: (a, b), 1, b=2) == (1, 2)
    assert bridge.call(succeed, 3) == 3
    assert bridge.call(coroutine, 4) == 5
    assert bridge.wait(succeed(6)) == 6


def test_exceptions(bridge: Bridge) -> None:
    def raises() -> None:
        raise KeyError("sync")

    async def coroutine() -> None:
        raise KeyError("coroutine")

    for function, text in (
        (raises, "sync"),
        (lambda: fail(KeyError("deferred")), "deferred"),
        (coroutine, "coroutine"),
    ):
        with pytest.raises(KeyError, match=text):
            bridge.call(function)


def test_it_runs_in_the_reactor_thread(bridge: Bridge) -> None:
    ident = bridge.call(threading.get_ident)
    assert ident != threading.get_ident()
    assert bridge.call(threading.get_ident) == ident
    assert Bridge().call(threading.get_ident) == ident
    assert not bridge.in_reactor_thread
    assert bridge.call(lambda: bridge.in_reactor_thread)


def test_every_wait_ends(bridge: Bridge) -> None:
    cancelled: list[Any] = []
    with pytest.raises(RequestTimeout, match=r"0\.1 s"):
        bridge.call(lambda: Deferred(cancelled.append), timeout=0.1)
    assert eventually(lambda: len(cancelled) == 1)
    short = Bridge(default_timeout=0.05)
    with pytest.raises(TimeoutError):
        short.call(Deferred)
    with pytest.raises(TimeoutError):
        short.wait(Deferred())


def test_an_abandoned_call_is_not_made_later(bridge: Bridge) -> None:
    gate = threading.Event()
    calls: list[int] = []
    bridge.run_soon(gate.wait, PATIENCE)
    try:
        with pytest.raises(RequestTimeout):
            bridge.call(calls.append, 1, timeout=0.05)
    finally:
        gate.set()
    bridge.call(lambda: None)
    assert calls == []


def test_waiting_in_the_reactor_thread_is_refused(bridge: Bridge) -> None:
    for wrong in (lambda: bridge.call(lambda: None), lambda: bridge.wait(succeed(1)), bridge.stop):
        with pytest.raises(WrongThread, match="reactor thread"):
            bridge.call(wrong)


def test_the_controller_refuses_as_well() -> None:
    with connected() as (controller, _):
        message = controller.ofp.message.barrier_request
        for wrong in (
            lambda: controller.poll(timeout=1),
            lambda: controller.transact(message(), 1),
            lambda: controller.message_send(message()),
            lambda: controller.wait_disconnected(1),
            lambda: controller.connect(1),
        ):
            with pytest.raises(WrongThread, match="reactor thread"):
                controller.bridge.call(wrong)
        assert controller.bridge.call(lambda: controller.poll(timeout=0)) == (None, None)


def test_the_private_reactor_is_nobody_elses() -> None:
    import subprocess
    import sys

    code = (
        "import sys\n"
        "from oftwist.blocking import Bridge\n"
        "Bridge().call(lambda: None)\n"
        "assert 'twisted.internet.reactor' not in sys.modules\n"
        "from twisted.python import threadable\n"
        "assert threadable.ioThread is None\n"
        "from twisted.internet import reactor\n"
        "assert Bridge().reactor is not reactor\n"
        "Bridge().call(reactor.callFromThread, reactor.stop)\n"
        "import signal\n"
        "reactor.run()\n"  # the application's own reactor works beside it
        "assert Bridge().call(lambda: 7) == 7\n"
        "print('ok')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "ok", "")


def test_a_reactor_that_the_application_runs(application: Application) -> None:
    bridge = Bridge(application.reactor)
    application.start()
    assert bridge.call(threading.get_ident) == application.thread.ident
    with pytest.raises(WrongThread):
        bridge.call(lambda: bridge.call(lambda: None))
    with connected(None, bridge=bridge) as (controller, peer):
        assert controller.transact(controller.ofp.message.barrier_request(), PATIENCE)[0] is not None
        peer.send(peer.packet_in())
        assert controller.poll("packet_in", PATIENCE)[0] is not None
    bridge.stop()  # not ours to stop
    assert bridge.call(lambda: 1) == 1


def test_a_reactor_that_starts_later(application: Application) -> None:
    bridge = Bridge(application.reactor)
    timer = threading.Timer(0.1, application.start)
    timer.start()
    assert bridge.call(lambda: 5, timeout=PATIENCE) == 5
    timer.join()


def test_waiters_are_released_when_the_reactor_stops(application: Application) -> None:
    bridge = Bridge(application.reactor)
    application.start()
    with connected(bridge=bridge) as (controller, peer):
        results: list[Any] = []

        def wait(function: Any) -> None:
            try:
                results.append(function())
            except Exception as error:
                results.append(str(error))

        threads = [
            threading.Thread(target=wait, args=(function,))
            for function in (
                lambda: bridge.call(Deferred, timeout=FOREVER),
                lambda: controller.poll("packet_in", FOREVER),
                lambda: controller.transact(controller.ofp.message.barrier_request(), FOREVER),
                lambda: controller.wait_disconnected(FOREVER),
            )
        ]
        for thread in threads:
            thread.start()
        assert type(peer.recv()).__name__ == "barrier_request"
        application.stop()
        for thread in threads:
            thread.join(FOREVER)
        assert sorted(map(str, results)) == ["(None, None)", "(None, None)", "True", "the reactor stopped"]
        assert controller.disconnect_reason == "the reactor stopped"
        with pytest.raises(Disconnected, match="the reactor stopped"):
            bridge.call(lambda: None)


def test_the_background_thread_can_be_stopped_and_comes_back() -> None:
    bridge = Bridge()
    first = bridge.call(threading.current_thread)
    with connected(reaccept=True) as (controller, _):
        waiting = threading.Timer(0.05, bridge.stop)
        waiting.start()
        assert controller.poll(timeout=FOREVER) == (None, None)
        waiting.join()
        assert controller.disconnect_reason == "the reactor stopped"
        assert not first.is_alive()
        assert not controller.connect(FOREVER)
    assert bridge.call(threading.current_thread) is not first
    with connected(None) as (controller, _):
        assert controller.transact(controller.ofp.message.barrier_request(), PATIENCE)[0] is not None


def test_stopping_leaves_no_descriptor_behind() -> None:
    bridge = Bridge()
    if not os.path.isdir("/proc/self/fd"):
        pytest.skip("needs /proc")
    counts = []
    for _ in range(3):
        bridge.call(lambda: None)
        bridge.stop()
        gc.collect()
        counts.append(len(os.listdir("/proc/self/fd")))
    assert counts[1] == counts[2]


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_forked_child_starts_its_own_thread(bridge: Bridge) -> None:
    assert bridge.call(lambda: 1) == 1
    pid = os.fork()
    if pid == 0:
        try:
            os._exit(0 if bridge.call(lambda: 2, timeout=5) == 2 else 1)
        finally:
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


class Thing:
    """Something that lives in a reactor thread."""

    value = 3

    def ident(self) -> int:
        return threading.get_ident()

    def patient(self, timeout: float = 1.0) -> Deferred[float]:
        return succeed(timeout)

    def never(self) -> Deferred[None]:
        return Deferred()

    async def answer(self) -> int:
        return 42


def test_proxy(bridge: Bridge) -> None:
    view = bridge.proxy(Thing(), timeout=0.2)
    assert view.value == 3
    assert view.ident() == bridge.call(threading.get_ident)
    assert view.answer() == 42
    assert view.patient() == 0.2
    assert view.patient(timeout=5) == 5
    assert bridge.proxy(Thing()).patient() == 1.0
    with pytest.raises(RequestTimeout):
        view.never()
    with pytest.raises(AttributeError):
        _ = view.missing
    assert "Thing" in repr(view)


def test_many_threads(bridge: Bridge) -> None:
    results: list[int] = []

    def work(base: int) -> None:
        results.extend(bridge.call(succeed, base + number) for number in range(100))

    threads = [threading.Thread(target=work, args=(1000 * number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert sorted(results) == sorted(1000 * base + number for base in range(8) for number in range(100))
    assert not bridge.core.waits


def test_controllers_leave_nothing_behind() -> None:
    """A few in a row; the load tests take hundreds."""
    if not os.path.isdir("/proc/self/fd"):
        pytest.skip("needs /proc")

    def cycle() -> None:
        with connected(None) as (controller, peer):
            controller.register("all", lambda *args: True)
            peer.send(peer.packet_in())
            assert controller.transact(controller.ofp.message.barrier_request(), PATIENCE)[0] is not None

    cycle()
    gc.collect()
    before = len(os.listdir("/proc/self/fd")), threading.active_count()
    for _ in range(20):
        cycle()
    gc.collect()
    assert eventually(lambda: (len(os.listdir("/proc/self/fd")), threading.active_count()) == before)
    reactor = Bridge().reactor
    Bridge().call(lambda: None)
    assert reactor.getDelayedCalls() == []
    assert not Bridge().core.stop_hooks
    gc.collect()
    assert not [thing for thing in gc.get_objects() if isinstance(thing, Controller) and thing.is_alive()]


def test_a_controller_nobody_started_leaves_nothing_behind() -> None:
    with running():
        pass
    before = threading.active_count()
    Controller(port=0).shutdown()
    assert threading.active_count() == before


def test_a_dropped_controller_is_not_kept_alive() -> None:
    import weakref

    with connected():
        pass
    before = len(Bridge().core.stop_hooks)
    controller = Controller(port=0)
    reference = weakref.ref(controller)
    assert controller.listen_socket is not None
    controller.listen_socket.close()
    del controller
    gc.collect()
    assert reference() is None
    assert len(Bridge().core.stop_hooks) == before


def test_the_garbage_collector_may_come_at_any_moment() -> None:
    """It may find a dropped controller in a thread that holds one of the bridge's locks."""
    controller = Controller(port=0)
    assert controller.listen_socket is not None
    controller.listen_socket.close()
    holder = [controller]
    holder.append(holder)  # a cycle, that only the collector finds
    del controller, holder
    done = threading.Event()

    def collect() -> None:
        with Bridge().core.mutex:
            gc.collect()
        done.set()

    threading.Thread(target=collect, daemon=True).start()
    assert done.wait(PATIENCE)


def test_a_number_whose_owner_was_closed_behind_the_reactor() -> None:
    """A writer whose descriptor is closed is still there; the next one with this number is watched all the same."""
    bridge = Bridge()

    def stale() -> bool:
        reactor = bridge.reactor
        one, other = socket.socketpair()
        lost = _Descriptor(one)
        reactor.addWriter(lost)
        number = one.fileno()
        one.close()
        again = socket.socket(fileno=fcntl.fcntl(other.fileno(), fcntl.F_DUPFD, number))
        assert again.fileno() == number
        found = _Descriptor(again)
        reactor.addReader(found)
        watched = found in reactor.getReaders() and lost not in reactor.getWriters()
        reactor.removeReader(found)
        again.close()
        other.close()
        return watched

    assert bridge.call(stale)
    assert bridge.call(lambda: 7) == 7


class _Descriptor:
    """What a reactor watches."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock

    def fileno(self) -> int:
        return self._sock.fileno()

    def doRead(self) -> None: ...

    def doWrite(self) -> None: ...

    def logPrefix(self) -> str:
        return "test"

    def connectionLost(self, reason: object) -> None: ...
