"""``twistd oftwist --workers N``: one process that accepts, N that do the work, each with a reactor of its own.

The supervisor has the ports. It passes each accepted connection to a worker, by the peer's address: an auxiliary
connection must reach the worker that has the main one. Peers on this machine share addresses and are dealt out one by
one. A worker that dies is replaced; its switches reconnect and go to the others meanwhile. Knows sockets and processes;
no OpenFlow. The workers' side is `oftwist.service.worker`.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from ipaddress import ip_address
from typing import Any

from twisted.application import service
from twisted.internet.abstract import FileDescriptor
from twisted.internet.defer import Deferred, DeferredList, succeed
from twisted.internet.protocol import Factory, ProcessProtocol, Protocol, connectionDone
from twisted.logger import InvalidLogLevelError, Logger, LogLevel
from twisted.python.failure import Failure

log = Logger()

#: The descriptor by which a worker gets connections.
CHANNEL = 3
READY = b"ready"
#: A door that is none: what is passed by it is not let in, but told the metrics of the worker.
TELL = 255
#: Seconds that a worker has to tell them.
PATIENCE = 3.0
#: Addresses whose worker is remembered.
REMEMBERED = 100_000
#: Seconds before a worker that died is started again: the first, the longest; it doubles while they die early.
AGAIN, AGAIN_AT_MOST, EARLY = 0.5, 30.0, 10.0
#: Seconds that workers have to end by themselves.
DRAIN = 8.0


class _Reader(FileDescriptor):
    """Calls a function whenever a socket can be read."""

    def __init__(self, reactor: Any, one: socket.socket, readable: Callable[[], None]) -> None:
        super().__init__(reactor)
        self._fileno = one.fileno()
        self._readable = readable

    def fileno(self) -> int:
        return self._fileno

    def doRead(self) -> None:
        self._readable()

    def connectionLost(self, reason: Failure) -> None:
        self.stopReading()  # type: ignore[no-untyped-call]


def reading(reactor: Any, one: socket.socket, readable: Callable[[], None]) -> FileDescriptor:
    """Have ``readable`` called whenever a socket has something, until ``stopReading()`` of what is returned."""
    reader = _Reader(reactor, one, readable)
    reader.startReading()  # type: ignore[no-untyped-call]
    return reader


class _Asking(Protocol):
    """Reads a text to its end."""

    def __init__(self) -> None:
        self.done: Deferred[bytes] = Deferred()
        self._pieces: list[bytes] = []

    def me(self) -> _Asking:
        return self

    def dataReceived(self, data: bytes) -> None:
        self._pieces.append(data)

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        if not self.done.called:
            self.done.callback(b"".join(self._pieces))

    def give_up(self) -> None:
        """Half a text is none."""
        self.done.callback(b"")
        transport: Any = self.transport
        if transport is not None:
            transport.abortConnection()


class Worker(ProcessProtocol):
    """One worker process, as the supervisor sees it.

    Attributes:
        name: ``w0``, ``w1`` ...
        ready: it takes connections.
        passed: how many it was given, by this process and those before it.
        starts: how often it was started.
    """

    def __init__(self, supervisor: Supervisor, number: int) -> None:
        self.supervisor = supervisor
        self.number = number
        self.name = f"w{number}"
        self.ready = False
        self.passed = 0
        self.starts = 0
        self.again = AGAIN
        self.process: Any = None
        self.gone: Deferred[None] | None = None
        self._rest: dict[int, bytes] = {}
        self._channel: socket.socket | None = None
        self._reader: FileDescriptor | None = None
        self._started = 0.0
        self.call: Any = None

    def start(self) -> None:
        """Start the process."""
        reactor, config = self.supervisor.reactor, self.supervisor.config
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.setblocking(False)
        words = [sys.executable, "-m", "oftwist.service.worker", str(self.number), json.dumps(config)]
        descriptors = {0: 0, 1: "r", 2: "r", CHANNEL: theirs.fileno()}
        environ = {**os.environ, "PYTHONPATH": os.pathsep.join([*filter(None, sys.path)])}
        self._started = reactor.seconds()
        self.starts += 1
        self._rest.clear()
        self._channel, self.gone = ours, Deferred()
        self._reader = reading(reactor, ours, self._told)
        self.process = reactor.spawnProcess(self, sys.executable, words, env=environ, childFDs=descriptors)
        theirs.close()

    def _told(self) -> None:
        channel = self._channel
        try:
            told = b"" if channel is None else channel.recv(64)
        except OSError:
            told = b""
        if told == READY:
            self.ready = True
            log.info("{name} is ready (process {pid})", name=self.name, pid=self.process.pid, event="worker_ready")
            self.supervisor.worker_ready()
        elif not told:
            self._hang_up()

    def _hang_up(self) -> None:
        self.ready = False
        if self._reader is not None:
            self._reader.stopReading()
            self._reader = None
        if self._channel is not None:
            self._channel.close()
            self._channel = None

    def give(self, door: int, connection: socket.socket) -> bool:
        """Pass a connection on; False if this worker cannot take it now. The kernel keeps a copy until it is taken."""
        if self._channel is None or not self.ready:
            return False
        try:
            socket.send_fds(self._channel, [bytes([door])], [connection.fileno()])
        except OSError:  # its queue is full, or it is dying
            return False
        self.passed += 1
        return True

    def ask(self) -> Deferred[bytes]:
        """Fire with the metrics of this worker as text; with b"" if it does not tell them."""
        asking = _Asking()
        ours, theirs = socket.socketpair()
        with ours, theirs:
            if self._channel is None or not self.ready:
                return succeed(b"")
            ours.setblocking(False)
            try:
                socket.send_fds(self._channel, [bytes([TELL])], [theirs.fileno()])
            except OSError:  # its queue is full, or it is dying
                return succeed(b"")
            self.supervisor.reactor.adoptStreamConnection(ours.fileno(), socket.AF_UNIX, Factory.forProtocol(asking.me))
        late = self.supervisor.reactor.callLater(PATIENCE, asking.give_up)

        def told(text: bytes) -> bytes:
            if late.active():
                late.cancel()
            return text

        return asking.done.addCallback(told)

    def signal(self, number: int) -> None:
        if self.process is not None and self.process.pid is not None:
            with suppress(ProcessLookupError):
                os.kill(self.process.pid, number)

    # what Twisted calls

    def childDataReceived(self, childFD: int, data: bytes) -> None:
        *lines, self._rest[childFD] = (self._rest.get(childFD, b"") + data).split(b"\n")
        for line in lines:
            self._log(line.decode("utf-8", "replace"))

    def _log(self, line: str) -> None:
        """Log what the worker has logged, with its level and fields; what it has printed as it is."""
        try:
            told = json.loads(line)
            level = LogLevel.levelWithName(told["level"])
            fields = {key: told[key] for key in told if key != "level" and not key.startswith("log_")}
            text = "{worker}: [{of}#{was}] {said}" + ("\n{traceback}" if "traceback" in fields else "")
            fields |= {"of": fields.pop("logger"), "said": fields.pop("message"), "was": told["level"]}
        except (ValueError, TypeError, KeyError, InvalidLogLevelError):
            log.info("{worker}: {line}", worker=self.name, line=line, event="worker_printed")
        else:
            log.emit(level, text, worker=self.name, **fields)

    def processEnded(self, reason: Any) -> None:
        self._hang_up()
        self.process = None
        gone, self.gone = self.gone, None
        if gone is not None:
            gone.callback(None)
        if not self.supervisor.running:
            return
        reactor = self.supervisor.reactor
        value = reason.value
        why = (
            f"signal {value.signal}" if getattr(value, "signal", None) else f"status {getattr(value, 'exitCode', '?')}"
        )
        early = reactor.seconds() - self._started < EARLY
        self.again = min(2 * self.again, AGAIN_AT_MOST) if early else AGAIN
        log.error(
            "{name} has ended ({why}); the next one starts in {again:g} s",
            name=self.name, why=why, again=self.again,
            event="worker_ended",
        )  # fmt: skip
        self.call = reactor.callLater(self.again, self.start)


class Supervisor(service.Service):
    """Accepts, passes on, and keeps the workers alive.

    Args:
        reactor: watches sockets and processes.
        config: the words of the command line, as JSON takes them.
        count: how many workers.
        doors: listening sockets, in the order in which the workers have their endpoints.
    """

    def __init__(self, reactor: Any, config: Mapping[str, Any], count: int, doors: Sequence[socket.socket]) -> None:
        self.reactor = reactor
        self.config = dict(config)
        self.doors = list(doors)
        self.workers = [Worker(self, number) for number in range(count)]
        self._known: OrderedDict[str, int] = OrderedDict()
        self._turn = 0
        self._readers: list[FileDescriptor] = []
        self._pause: Any = None

    def startService(self) -> None:
        """Start the workers; connections wait in the kernel until the first is ready."""
        super().startService()  # type: ignore[no-untyped-call]
        for worker in self.workers:
            worker.start()

    def stopService(self) -> Deferred[object]:
        """Close the ports, let the workers end in good order, and end those that do not."""
        super().stopService()  # type: ignore[no-untyped-call]
        self._stop_accepting()
        for door in self.doors:
            door.close()
        waiting = []
        for worker in self.workers:
            if worker.call is not None and worker.call.active():
                worker.call.cancel()
            if worker.gone is not None:
                waiting.append(worker.gone)
        self.pass_on(signal.SIGTERM)
        late = self.reactor.callLater(DRAIN, self.pass_on, signal.SIGKILL)

        def ended(_: object) -> None:
            if late.active():
                late.cancel()

        return DeferredList(waiting).addCallback(ended)

    async def ask(self) -> dict[str, bytes]:
        """Return the metrics of all workers that tell them, as texts by their names."""
        asked = {worker.name: worker.ask() for worker in self.workers}
        told = {name: await answer for name, answer in asked.items()}
        return {name: text for name, text in told.items() if text}

    def pass_on(self, number: int) -> None:
        """Send all workers a signal."""
        for worker in self.workers:
            worker.signal(number)

    def hang_up(self) -> None:
        """Let all workers read the configuration again."""
        self.pass_on(signal.SIGHUP)

    # --- accepting ------------------------------------------------------------------------------------------------

    def worker_ready(self) -> None:
        """There is somebody to give connections to."""
        if self.running and not self._readers:
            self._accept_again()

    def _accept_again(self) -> None:
        if self.running and not self._readers:
            self._readers = [
                reading(self.reactor, door, lambda door=door, n=n: self._accept(n, door))  # type: ignore[misc]
                for n, door in enumerate(self.doors)
            ]

    def _stop_accepting(self) -> None:
        readers, self._readers = self._readers, []
        for reader in readers:
            reader.stopReading()

    def _accept(self, number: int, door: socket.socket) -> None:
        if not any(worker.ready for worker in self.workers):
            self._stop_accepting()  # the kernel keeps them until there is one
            return
        try:
            connection, address = door.accept()
        except BlockingIOError:
            return
        except OSError as error:  # no descriptors left, or the peer is gone again
            log.error("cannot accept: {error}", error=error, event="cannot_accept")
            self._stop_accepting()
            self.reactor.callLater(0.1, self._accept_again)
            return
        with connection:
            for worker in self.candidates(address[0]):
                if worker.give(number, connection):
                    return
            log.error("no worker takes a connection of {host}: it is closed", host=address[0], event="no_worker")

    def candidates(self, host: str) -> list[Worker]:
        """The workers for a peer: its own first, then the others; those that are ready."""
        ready = [worker for worker in self.workers if worker.ready]
        if not ready:
            return []
        local = ip_address(host.partition("%")[0]).is_loopback
        known = None if local else self._known.get(host)
        if known is not None and self.workers[known].ready:
            first = self.workers[known]
        else:
            first = next(w for w in (self._in_turn() for _ in self.workers) if w.ready)
            if not local:
                self._known[host] = first.number
        if not local:
            self._known.move_to_end(host)
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return [first, *(worker for worker in ready if worker is not first)]

    def _in_turn(self) -> Worker:
        worker = self.workers[self._turn % len(self.workers)]
        self._turn += 1
        return worker
