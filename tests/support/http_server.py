"""An API with simulated switches behind it, as a process of its own: ``python -m tests.support.http_server``.

It prints the port of the API when the switches are up, and ends when its standard input does.

Arguments: wire versions of the switches, whose datapath ids are 1, 2, 3 ...
"""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any

from twisted.internet import protocol, stdio
from twisted.internet.defer import DeferredList
from twisted.internet.endpoints import HostnameEndpoint

from oftwist import Controller, Options, Topology
from oftwist.http import HttpApp, HttpService, HttpSettings
from oftwist.testing import FakeSwitch, SwitchService


class _UntilTheEnd(protocol.Protocol):
    """Ends the process when whoever started it is gone."""

    def connectionLost(self, reason: Any = None) -> None:
        from twisted.internet import reactor

        if reactor.running:  # type: ignore[attr-defined]
            reactor.stop()  # type: ignore[attr-defined]


class _Levels:
    """Log levels that nobody minds."""

    def __init__(self) -> None:
        self.now: dict[str, str] = {"": "info"}

    def levels(self) -> dict[str, str]:
        return self.now

    def set_level(self, namespace: str, level: str | None) -> None:
        if level is not None:
            self.now[namespace] = level


def main(versions: list[int]) -> None:
    """Run it."""
    from twisted.internet import reactor

    controller = Controller(Options(request_timeout=10.0))
    controller.add_app(Topology(controller))
    listener = controller.listen("tcp:0:interface=127.0.0.1")
    app = HttpApp(
        controller,
        levels=_Levels(),
        reload=lambda: SimpleNamespace(changed=[], kept=[]),
        configuration=lambda: {"http": {"listen": "8080"}},
        recorder=SimpleNamespace(dump=lambda dpid: b"\n\r\r\n"),  # type: ignore[arg-type]
    )
    service = HttpService(app, HttpSettings(listen="tcp:0:interface=127.0.0.1"))
    controller.startService()
    service.startService()

    def listening(port: Any) -> None:
        for number, version in enumerate(versions, 1):
            switch = FakeSwitch(number, version, ports=4, tables=8)
            endpoint = HostnameEndpoint(reactor, "127.0.0.1", port.getHost().port)
            SwitchService(switch, endpoint, reactor).startService()
        waiting = [controller.when_switch(number) for number, _ in enumerate(versions, 1)]
        DeferredList(waiting).addCallback(lambda _: print(service.port.getHost().port, flush=True))

    listener.when_listening().addCallback(listening)
    stdio.StandardIO(_UntilTheEnd())
    reactor.run()  # type: ignore[attr-defined]


if __name__ == "__main__":
    main([int(each) for each in sys.argv[1:]] or [4])
