"""Captures of a controller's connections: what is in the file, what was left out, and that nothing waits for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from twisted.internet.task import Clock

from oftwist import Controller
from oftwist.errors import ConfigurationError
from oftwist.pcap import packets, tcp
from oftwist.service.capture import Capture, CaptureService, Wanted
from oftwist.testing import FakeSwitch, MemoryEndpoint, connect


class Stage:
    """A controller that is captured, in memory."""

    def __init__(self, path: Path, text: str = "", **settings: Any) -> None:
        self.clock = Clock()
        self.endpoint = MemoryEndpoint()
        self.controller = Controller(clock=self.clock)
        self.controller.listen(self.endpoint)
        self.path = path
        self.capture = Capture(Wanted.parse(f"{path}{text}"), **settings)
        CaptureService(self.capture, self.controller).setServiceParent(self.controller)  # type: ignore[no-untyped-call]
        self.controller.startService()

    def join(self, dpid: int) -> FakeSwitch:
        fake = FakeSwitch(dpid, 4, ports=2, clock=self.clock)
        connect(fake, self.endpoint, self.clock)
        self.run()
        return fake

    def run(self) -> None:
        for _ in range(3):
            self.endpoint.pump()
            self.clock.advance(0)

    def end(self) -> list[bytes]:
        """Stop, and return the payloads in the file."""
        self.controller.stopService()
        self.run()
        segments = [tcp(packet) for packet in packets(self.path.read_bytes())]
        return [segment.data for segment in segments if segment is not None and segment.data]


def test_everything_both_ways_is_in_the_file(tmp_path: Path) -> None:
    stage = Stage(tmp_path / "x.pcapng")
    fake = stage.join(7)
    fake.packet_in(1, b"\x02" * 60)
    stage.run()
    stage.controller.switch(7).send(stage.controller.switch(7).ofp.message.barrier_request())
    stage.run()
    found = stage.end()
    kinds = {payload[1] for payload in found}
    assert {0, 5, 6, 10, 20, 21} <= kinds, "hello, features, packet-in, barrier: asked and answered"
    assert stage.capture.dropped == 0 and stage.capture.seen >= len(kinds)


def test_only_some_datapaths_and_their_handshake(tmp_path: Path) -> None:
    stage = Stage(tmp_path / "x", ":dpid=0x2")
    for dpid in (1, 2, 3):
        stage.join(dpid).packet_in(1, bytes([dpid]) * 60)
    stage.run()
    found = stage.end()
    assert {payload[-1] for payload in found if payload[1] == 10} == {2}
    assert [payload[1] for payload in found].count(6) == 1, "the features of one switch"


def test_only_some_types(tmp_path: Path) -> None:
    stage = Stage(tmp_path / "x", ":types=packet_in,features_reply")
    stage.join(1).packet_in(1, bytes(60))
    stage.run()
    assert sorted(payload[1] for payload in stage.end()) == [6, 10]


def test_what_is_too_much_is_counted_exactly(tmp_path: Path) -> None:
    stage = Stage(tmp_path / "x", limit=2000)
    fake = stage.join(1)
    with stage.capture._more:  # the writing thread stands still
        stage.capture._queue.clear()
        for _ in range(100):
            fake.packet_in(1, bytes(200))
        stage.run()
    found = stage.end()
    assert stage.capture.dropped > 0
    assert len(found) <= stage.capture.seen - stage.capture.dropped


def test_files_are_rotated(tmp_path: Path) -> None:
    stage = Stage(tmp_path / "x", ":rotate=2K,2")
    fake = stage.join(1)
    for _ in range(60):
        fake.packet_in(1, bytes(100))
        stage.run()
        while stage.capture._queue:
            pass
    stage.end()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x", "x.1", "x.2"]
    assert all(list(packets(path.read_bytes())) for path in tmp_path.iterdir() if path.name != "x")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "needs a file"),
        ("x:what=1", "rotate=SIZE,FILES"),
        ("x:dpid=zz", "datapath id"),
        ("x:types=packet_inn", "packet_inn"),
        ("x:rotate=much", "SIZE,FILES"),
    ],
)
def test_mistakes(text: str, told: str) -> None:
    with pytest.raises(ConfigurationError, match=told):
        Wanted.parse(text)


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot write"):
        Capture(Wanted.parse(f"{tmp_path}/no/such/x")).start()


def test_spelling() -> None:
    wanted = Wanted.parse("/tmp/x:dpid=1,0x2:types=packet_in:rotate=100M,10")
    assert wanted == Wanted("/tmp/x", frozenset({1, 2}), frozenset({"packet_in"}), 100 << 20, 10)
