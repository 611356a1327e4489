"""What systemd is told; the unit files and a real twistd are in tests/live."""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from twisted.internet.task import Clock

from oftwist.errors import ConfigurationError
from oftwist.service.systemd import Systemd


class Listening:
    """The socket of a systemd."""

    def __init__(self, path: str) -> None:
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(path)
        self.socket.setblocking(False)

    def told(self) -> list[str]:
        found = []
        while True:
            try:
                found.append(self.socket.recv(4096).decode())
            except BlockingIOError:
                return found


@pytest.fixture(params=["file", "abstract"])
def systemd(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Listening, str]]:
    name = str(tmp_path / "notify")
    shown = f"@{name}" if request.param == "abstract" else name
    listening = Listening(shown.replace("@", "\0"))
    yield listening, shown
    listening.socket.close()


def test_ready_alive_reloading_stopping(systemd: tuple[Listening, str]) -> None:
    listening, address = systemd
    environ = {"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "10000000", "WATCHDOG_PID": str(os.getpid()), "HOME": "/"}
    clock = Clock()
    us = Systemd(clock, environ)
    assert environ == {"HOME": "/"}
    us.startService()
    assert listening.told() == []
    clock.advance(0)
    assert listening.told() == ["READY=1", "WATCHDOG=1"]
    clock.pump([1.0] * 10)
    assert listening.told() == ["WATCHDOG=1", "WATCHDOG=1"]
    assert us.reloading(lambda: 7)() == 7
    reloading, ready = listening.told()
    assert re.fullmatch(r"RELOADING=1\nMONOTONIC_USEC=\d+", reloading) and ready == "READY=1"
    us.stopService()
    clock.advance(60)
    assert listening.told() == ["STOPPING=1"] and not clock.getDelayedCalls()


def test_a_reload_that_fails_is_over_too(systemd: tuple[Listening, str]) -> None:
    listening, address = systemd
    us = Systemd(Clock(), {"NOTIFY_SOCKET": address})

    def fails() -> None:
        raise ConfigurationError("no")

    with pytest.raises(ConfigurationError):
        us.reloading(fails)()
    assert listening.told()[-1] == "READY=1"


@pytest.mark.parametrize(
    "environ",
    [{}, {"NOTIFY_SOCKET": "/proc/nonexistent/notify"}, {"WATCHDOG_USEC": "1000000"}, {"WATCHDOG_USEC": "x"}],
)
def test_without_a_systemd_nothing_happens(environ: dict[str, str]) -> None:
    clock = Clock()
    us = Systemd(clock, environ)
    us.startService()
    clock.advance(10)
    us.stopService()
    assert not clock.getDelayedCalls()


def test_the_watchdog_of_another_process_is_not_ours(systemd: tuple[Listening, str]) -> None:
    listening, address = systemd
    clock = Clock()
    Systemd(clock, {"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "1000000", "WATCHDOG_PID": "1"}).startService()
    clock.advance(10)
    assert listening.told() == ["READY=1"]
