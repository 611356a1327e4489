"""A controller on other reactors than the usual one, asyncio's and that on uvloop; and under ``twist``."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.live.daemon import TWISTD, environment

_UVLOOP = """
import uvloop
from twisted.internet import asyncioreactor
asyncioreactor.install(uvloop.new_event_loop())
from twisted.scripts.twistd import run
run()
"""
_APP = """
import asyncio
from oftwist import on

class Waiting:
    @on("switch_up")
    async def switch_up(self, switch):
        await asyncio.sleep(0)
        await switch.barrier()
        print("asyncio has waited for", switch.dpid, type(asyncio.get_running_loop()).__module__, flush=True)
"""


@pytest.mark.parametrize(
    ("start", "loop"),
    [([*TWISTD, "-r", "asyncio"], "asyncio.unix_events"), ([sys.executable, "-c", _UVLOOP], "uvloop")],
    ids=["asyncio", "uvloop"],
)
def test_the_demo_with_an_app_that_awaits_asyncio(start: list[str], loop: str, tmp_path: Path) -> None:
    (tmp_path / "waiting.py").write_text(_APP)
    words = ["-n", "--pidfile=", "oftwist", "--demo", "2", "--app", "waiting:Waiting", "--app", "learning_switch"]
    said = []
    with subprocess.Popen(
        [*start, *words], cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as daemon:
        assert daemon.stdout is not None
        for line in daemon.stdout:
            said.append(line)
            text = "".join(said)
            if "pings answered" in text and text.count("asyncio has waited for") == 2:
                break
        daemon.terminate()
    assert text.count("asyncio has waited for") == 2 and loop in text, text
    assert "12 of 12 pings answered" in text and "Traceback" not in text, text


@pytest.mark.parametrize("words", [["--log-format=json", "oftwist"], ["oftwist", "--log-format", "json"]])
def test_a_log_in_json_under_twist(words: list[str], tmp_path: Path) -> None:
    twist = [sys.executable, "-c", "from twisted.application.twist._twist import Twist; Twist.main()", "--log-file=-"]
    command = [*twist, *words, "--port", "0", "--interface", "127.0.0.1", "--demo", "2"]
    events = set()
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as daemon:
        assert daemon.stdout is not None
        for line in daemon.stdout:
            told = json.loads(line)
            events.add(told["event"])
            if told["event"] == "demo_pings_answered":
                break
        daemon.terminate()
    assert {"started", "switch_up", "demo_pings_answered"} <= events
