"""Blocking controllers beside a reactor that somebody else runs: pytest-twisted's, and Trial's."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_twisted
from twisted.internet.defer import Deferred
from twisted.internet.threads import deferToThread
from twisted.python import threadable

from oftwist.blocking import Bridge, Controller
from oftwist.errors import WrongThread

ROOT = Path(__file__).resolve().parent.parent.parent


def talk(bridge: Bridge | None) -> str:
    """Two controllers, each the other's switch, driven from this thread."""
    passive = Controller(port=0, bridge=bridge)
    active = Controller(switch="127.0.0.1", port=passive.port, bridge=bridge)
    try:
        passive.start()
        active.start()
        active.keep_alive = True
        assert active.connect(10) and passive.connect(10)
        reply, _ = passive.transact(passive.ofp.message.echo_request(data=b"x"), 10)
        return type(reply).__name__
    finally:
        active.shutdown()
        passive.shutdown()


@pytest_twisted.inlineCallbacks
def test_the_background_reactor_beside_this_one() -> Iterator[Deferred[Any]]:
    assert threadable.isInIOThread()
    assert talk(None) == "echo_reply"  # even in this reactor's thread: it is another reactor that is waited for
    assert threadable.isInIOThread()
    result = yield deferToThread(talk, None)  # type: ignore[misc]
    assert result == "echo_reply"


@pytest_twisted.inlineCallbacks
def test_in_this_reactor() -> Iterator[Deferred[Any]]:
    from twisted.internet import reactor

    bridge = Bridge(reactor)
    result = yield deferToThread(talk, bridge)  # type: ignore[misc]
    assert result == "echo_reply"
    assert bridge.in_reactor_thread
    with pytest.raises(WrongThread):
        bridge.call(lambda: None)


TRIAL_FILE = """
from twisted.internet import reactor
from twisted.internet.threads import deferToThread
from twisted.trial.unittest import TestCase
from oftwist.blocking import Bridge
from tests.live.test_blocking_beside_a_reactor import talk

class Tests(TestCase):
    def test_beside(self):
        return deferToThread(talk, None).addCallback(self.assertEqual, "echo_reply")

    def test_inside(self):
        return deferToThread(talk, Bridge(reactor)).addCallback(self.assertEqual, "echo_reply")
"""


def test_under_trial(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(TRIAL_FILE)
    done = subprocess.run(
        [sys.executable, "-m", "twisted.trial", "test_it"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{tmp_path}"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "PASSED (successes=2)" in done.stdout, done.stdout + done.stderr
