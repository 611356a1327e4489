"""A controller with a switch that misbehaves and one that must not notice, in memory; what it costs in memory."""

from __future__ import annotations

import os
from typing import Any

from twisted.internet.task import Clock
from twisted.logger import LogLevel, formatEvent, globalLogPublisher

from oftwist.apps.learning_switch import LearningSwitch
from oftwist.connection.options import Options
from oftwist.controller.controller import Controller
from tests.support import malformed
from tests.support.core_peer import Peer
from tests.support.specimens import specimens


def resident() -> int:
    """Bytes of memory this process has."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


class Scene:
    """A controller with a quiet switch and the one that misbehaves.

    Attributes:
        lines: what was logged since the scene was set.
        got: the messages of the misbehaving switch that reached the app, with their type names.
    """

    def __init__(self, version: int = 4, at: str = malformed.UP, **options: Any) -> None:
        self.controller = Controller(Options(**options), Clock())
        self.app = self.controller.add_app(LearningSwitch())
        self.got: list[str] = []
        self.events: list[Any] = []
        self.observe: Any = self.events.append
        self.quiet = Peer(4, self.controller, dpid=0x9999, port=9).handshake()
        self.quiet.received()
        self.controller.add_handler("all", self._note)
        globalLogPublisher.addObserver(self.observe)
        self.peer = Peer(version, self.controller)
        if at == malformed.UP:
            self.peer.handshake()
        elif at == malformed.FEATURES:
            self.peer.take("hello")
            self.peer.send(self.peer.hello())
            self.peer.take("features_request")
        else:
            self.peer.take("hello")
        self.peer.received()
        self.events.clear()

    def _note(self, switch: Any, msg: Any) -> None:
        if switch.datapath_id != 0x9999:
            self.got.append(type(msg).__name__)

    def end(self) -> None:
        globalLogPublisher.removeObserver(self.observe)

    def __enter__(self) -> Scene:
        return self

    def __exit__(self, *exc: object) -> None:
        self.end()

    @property
    def lines(self) -> list[str]:
        return [formatEvent(event) for event in self.events]

    def check_log(self) -> None:
        """No traceback, no error of ours, no control characters, no line longer than a screen or two."""
        for event in self.events:
            assert "log_failure" not in event, event
            assert event["log_level"] < LogLevel.error, formatEvent(event)
            line = formatEvent(event)
            assert "Traceback" not in line
            assert line.isprintable() and len(line) < 1000, line

    def check_quiet(self) -> None:
        """The other switch did not notice, and is served."""
        assert self.controller.switches[0x9999].connected
        assert self.quiet.received() == []
        self.quiet.send(self.quiet.ofp.message.echo_request(xid=5, data=b"quiet"))
        assert self.quiet.take("echo_reply").data == b"quiet"

    def check_alive(self) -> None:
        """The connection that misbehaved goes on as ever."""
        peer = self.peer
        assert peer.protocol.disconnect_reason is None
        peer.send(peer.ofp.message.echo_request(xid=6, data=b"alive"))
        assert peer.take("echo_reply").data == b"alive"
        peer.send(specimens(peer.version)["port_status"])
        assert self.got[-1] == "port_status"

    def errors(self) -> list[tuple[int, int, bytes]]:
        """The OpenFlow errors that came back: xid, code, data."""
        sent = [msg for msg in self.peer.received() if msg.type == 1]
        assert all(type(msg).__name__ == "bad_request_error_msg" for msg in sent), sent
        return [(msg.xid, msg.code, msg.data) for msg in sent]
