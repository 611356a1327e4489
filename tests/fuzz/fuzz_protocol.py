"""Fuzzing target: any bytes from a peer into a controller with an app, in every state of a connection. See README.rst.

Nothing may be raised, no failure logged; the other switch is served; when the connection ends nobody waits any more and
no timer is left.
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]
    import atheris

    with atheris.instrument_imports(include=["oftwist"]):
        pass

from typing import Any

from twisted.internet.task import Clock
from twisted.logger import LogLevel, globalLogPublisher

from oftwist.apps.learning_switch import LearningSwitch
from oftwist.connection.options import Options
from oftwist.controller.controller import Controller
from tests.support.core_peer import Peer

_failures: list[Any] = []


def _observe(event: Any) -> None:
    if event["log_level"] >= LogLevel.error or "log_failure" in event:
        _failures.append(event)


def one(data: bytes) -> None:
    """Try one input: a byte for the version, one for the state, one for the size of the pieces, then the bytes."""
    if len(data) < 4:
        return
    version, state, size = data[0] % 6 + 1, data[1] % 4, data[2]
    stream = data[3:]
    controller = Controller(Options(inbox=bool(data[1] & 16), frames_per_turn=3, inbox_size=4), Clock())
    controller.add_app(LearningSwitch())
    observe: Any = _observe
    globalLogPublisher.addObserver(observe)
    try:
        quiet = Peer(4, controller, dpid=0x99, port=9).handshake()
        quiet.received()
        peer = Peer(version, controller)
        waits: list[Any] = []
        asked = 0
        if state == 1:
            peer.feed(peer.hello())
        elif state > 1:
            peer.handshake()
            if state == 3:  # with answers that are waited for, whose xids are small numbers
                message = peer.ofp.message
                for request in (message.barrier_request(), message.flow_stats_request(), message.desc_stats_request()):
                    asked += 1
                    controller.switches[1].request(request).addBoth(waits.append)
        for at in range(0, len(stream), size or len(stream)):
            if peer.transport.protocol is None:
                break
            peer.feed(stream[at : at + (size or len(stream))])
            for _ in range(50):
                if peer.transport.paused:
                    controller.clock.advance(0)  # type: ignore[attr-defined]
        quiet.received()
        quiet.send(quiet.ofp.message.echo_request(xid=1))
        quiet.take("echo_reply")
        peer.transport.end()
        assert len(waits) == asked, "somebody still waits"
        assert 0x99 in controller.switches and len(controller.switches) == 1
        quiet.transport.end()
        controller.clock.advance(0)  # type: ignore[attr-defined]
        left = controller.clock.getDelayedCalls()  # type: ignore[attr-defined]
        assert not left, left
    finally:
        globalLogPublisher.removeObserver(observe)
    if _failures:
        events = [str(event.get("log_failure") or event) for event in _failures]
        _failures.clear()
        raise AssertionError(events)


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
