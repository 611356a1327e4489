"""The names of events in the log and their fields: a contract, written down in docs/logging.rst."""

from __future__ import annotations

import ast
import io
import json
import runpy
from pathlib import Path
from typing import Any

import pytest
from twisted.internet.task import Clock
from twisted.logger import globalLogPublisher

from oftwist import Controller, on
from oftwist.config.schema import Log
from oftwist.connection.journal import EVENTS
from oftwist.service.logs import Levels, Logs
from oftwist.testing import FakeSwitch, MemoryEndpoint, connect

ROOT = Path(__file__).resolve().parent.parent
DRAWING = runpy.run_path(str(ROOT / "docs" / "log_events.py"))


def test_the_page_is_what_the_source_says() -> None:
    page = (ROOT / "docs" / "logging.rst").read_text(encoding="utf-8")
    assert page == DRAWING["written"](page), "run: python docs/log_events.py"


def test_every_line_has_the_name_of_an_event() -> None:
    unnamed = [one.where for one in DRAWING["calls"]() if one.event is None]
    assert not unnamed, f"give event=... to the lines of {unnamed}, then run: python docs/log_events.py"


def test_a_dpid_is_not_put_together_with_a_space_or_nothing() -> None:
    """Fields are for programs: what only belongs into a sentence is in its format."""
    assert not [one.where for one in DRAWING["calls"]() if "}{dpid}" in one.text]


def keys_of_notes() -> set[str]:
    found = set()
    for path in (path for room in ("connection", "controller") for path in (ROOT / "oftwist" / room).glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                called = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if called in ("note", "Note"):
                    first = node.args[0].left if isinstance(node.args[0], ast.BinOp) else node.args[0]
                    if isinstance(first, ast.Constant):
                        found.add(str(first.value).split()[0])
    return found


def test_every_kind_of_note_has_the_name_of_an_event() -> None:
    assert {"malformed", "handshake", "refused"} < keys_of_notes() <= set(EVENTS)


class Fails:
    @on("packet_in")
    def packet_in(self, switch: Any, msg: Any) -> None:
        raise KeyError("gone")

    @on("switch_up")
    def up(self, switch: Any) -> None:
        switch.send(switch.ofp.message.table_mod(table_id=77))


@pytest.fixture
def lines() -> Any:
    file = io.StringIO()
    observer = Logs("json", Levels(Log(level="debug"))).to_file(file)
    globalLogPublisher.addObserver(observer)
    yield lambda: [json.loads(line) for line in file.getvalue().splitlines()]
    globalLogPublisher.removeObserver(observer)


def test_what_is_logged_has_the_fields_that_are_written_down(lines: Any) -> None:
    """The life of a connection with all kinds of trouble."""
    clock, endpoint = Clock(), MemoryEndpoint()
    controller = Controller(clock=clock)
    controller.add_app(Fails())
    controller.listen(endpoint)
    controller.startService()  # type: ignore[no-untyped-call]
    fake = FakeSwitch(dpid=0xAB, ports=2)
    connect(fake, endpoint, clock)
    endpoint.pump()
    fake.packet_in(1, b"x" * 60)
    endpoint.pump()
    switch = controller.switch(0xAB)
    switch.protocol.dataReceived(bytes.fromhex("04 0a 00 0a 00000007 0000"))
    switch.protocol.dataReceived(bytes.fromhex("04 63 00 08 00000008"))
    controller.stopService()
    endpoint.pump()
    clock.advance(5)
    told = [line for line in lines() if line["logger"].startswith("oftwist.")]
    names = [line["event"] for line in told]
    assert {"switch_up", "handler_failed", "malformed", "unknown_type", "switch_down"} <= {*names}
    documented = DRAWING["events"]()
    always = {"time", "level", "logger", "event", "message", "traceback"}
    for line in told:
        levels, fields = documented[line["event"]]
        own = {name for name in line if not name.startswith("log_")} - always
        assert own <= fields and line["level"] in levels, line
        if line["event"] in ("switch_up", "handler_failed", "malformed", "unknown_type", "switch_down"):
            assert line["dpid"] == "00000000000000ab" and line["peer"].startswith("127.0.0.1:")
    assert next(line for line in told if line["event"] == "malformed")["xid"] == 7
    assert isinstance(next(line for line in told if line["event"] == "handler_failed")["xid"], int)
