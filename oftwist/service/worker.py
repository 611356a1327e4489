"""A worker of ``twistd oftwist --workers N``, a process: a controller whose connections are accepted by the supervisor.

Run by `oftwist.service.workers` only: ``python -m oftwist.service.worker NUMBER CONFIG``, with the channel as
descriptor 3. Ends when the supervisor has.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from collections.abc import Callable
from typing import Any

from twisted.internet.abstract import FileDescriptor
from twisted.internet.interfaces import IProtocolFactory
from twisted.internet.protocol import Factory, Protocol
from twisted.logger import Logger, globalLogBeginner

from oftwist.service.workers import CHANNEL, READY, TELL, reading

log = Logger()


class Door:
    """What a worker has instead of a port: the factory that makes protocols of the connections it is given."""

    def __init__(self, factory: IProtocolFactory) -> None:
        self.factory: IProtocolFactory | None = factory
        factory.doStart()

    def stopListening(self) -> None:
        factory, self.factory = self.factory, None
        if factory is not None:
            factory.doStop()


class Doors:
    """A reactor in which ports are opened by another process; all else is the reactor's.

    Args:
        reactor: the real one.

    Attributes:
        doors: what there is in the place of ports.
        telling: what answers who asks for metrics, or None.
    """

    def __init__(self, reactor: Any) -> None:
        self.reactor = reactor
        self.doors: list[Door] = []
        self.telling: Door | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.reactor, name)

    def listenTCP(self, port: int, factory: IProtocolFactory, backlog: int = 50, interface: str = "") -> Door:
        """Take connections for a port of the supervisor: the next of those in the order of the options."""
        door = Door(factory)
        self.doors.append(door)
        return door

    def adopt(self, number: int, descriptor: int) -> None:
        """Let a connection that was passed to us in; the descriptor is ours to close."""
        try:
            door = self.telling if number == TELL else self.doors[number] if number < len(self.doors) else None
            factory = None if door is None else door.factory
            if factory is not None:
                with socket.socket(fileno=os.dup(descriptor)) as one:
                    family = one.family
                self.reactor.adoptStreamConnection(descriptor, family, factory)
        except OSError as error:  # it is gone already
            log.info("a connection that was passed on is gone: {error}", error=error, event="connection_gone")
        finally:
            os.close(descriptor)


class Telling(Protocol):
    """Tells a text to who has connected, and hangs up."""

    def __init__(self, text: Callable[[], bytes]) -> None:
        self._text = text

    def connectionMade(self) -> None:
        transport: Any = self.transport
        transport.write(self._text())
        transport.loseConnection()


def take(doors: Doors, channel: socket.socket) -> None:
    """Take one connection from the channel, or end when nobody is at its other end."""
    try:
        data, descriptors, _, _ = socket.recv_fds(channel, 16, 4)
    except BlockingIOError:
        return
    except OSError:
        data, descriptors = b"", []
    if not data:
        if doors.reactor.running:
            doors.reactor.stop()
        return
    for descriptor in descriptors:
        doors.adopt(data[0], descriptor)


def main(number: int, told: dict[str, Any]) -> None:
    """Run worker ``number`` with the options the supervisor was given."""
    from twisted.internet import reactor

    from oftwist.service import tap
    from oftwist.service.logs import Levels, Logs
    from oftwist.service.running import Reloading, Running

    loop: Any = reactor

    options = tap.WorkerOptions(number, **told)
    logs = Logs("json", Levels(options.configuration.log))  # for the supervisor, which writes them as it was told
    observers = [logs.to_file(sys.stdout)]
    globalLogBeginner.beginLoggingTo(observers, redirectStandardIO=False, discardBuffer=True)
    doors = Doors(loop)
    running = Running(options.configuration, loop, options.read, doors, logs.levels)
    controller = running.controller
    doors.telling = Door(Factory.forProtocol(lambda: Telling(running.tell)))
    Reloading(loop, running.reload).setServiceParent(controller)  # type: ignore[no-untyped-call]
    channel = socket.socket(fileno=CHANNEL)
    channel.setblocking(False)
    reader: list[FileDescriptor] = []

    def start() -> None:
        controller.privilegedStartService()  # type: ignore[no-untyped-call]
        controller.startService()
        reader.append(reading(loop, channel, lambda: take(doors, channel)))
        channel.send(READY)

    def stop() -> object:
        reader[0].stopReading()
        return controller.stopService()

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to all; the supervisor ends us
    loop.callWhenRunning(start)
    loop.addSystemEventTrigger("before", "shutdown", stop)
    loop.run()


if __name__ == "__main__":
    main(int(sys.argv[1]), json.loads(sys.argv[2]))
