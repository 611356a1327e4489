"""Captures of a controller's connections: what is in the file, what was left out, and that nothing waits for it."""

from __future__ import annotations

import struct
import threading
from pathlib import Path
from typing import Any

import pytest
from twisted.internet.task import Clock

from oftwist import Controller
from oftwist.capture import Capture, Captures, Wanted
from oftwist.errors import ConfigurationError
from oftwist.pcap import packets, tcp
from oftwist.testing import FakeSwitch, MemoryEndpoint, connect


class Stage:
    """A controller that is captured, in memory."""

    def __init__(self, path: Path, text: str = "", **settings: Any) -> None:
        self.clock = Clock()
        self.endpoint = MemoryEndpoint()
        self.controller = Controller(clock=self.clock)
        self.controller.listen(self.endpoint)
        self.path = path
        self.captures = Captures(self.controller, **settings)
        self.captures.setServiceParent(self.controller)  # type: ignore[no-untyped-call]
        self.captures.start(f"{path}{text}")
        (self.capture,) = self.captures.list()
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
        self.capture.join()
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
    assert stage.capture.dropped == 0 and stage.capture.messages >= len(kinds)


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
    go_on = threading.Event()
    stage.capture._file = Slow(stage.capture._file, go_on)  # type: ignore[assignment]
    for _ in range(100):
        fake.packet_in(1, bytes(200))
    stage.run()
    assert stage.capture.dropped > 0 and stage.capture.waiting < 2000 + 300
    go_on.set()
    found = stage.end()
    assert len(found) == stage.capture.messages - stage.capture.dropped
    assert statistics(stage.path) == (stage.capture.messages, stage.capture.dropped)


class Slow:
    """A file on a disk that does not write until it is told to."""

    def __init__(self, file: Any, go_on: threading.Event) -> None:
        self.file, self.go_on = file, go_on

    def write(self, data: bytes) -> None:
        self.go_on.wait(60)
        self.file.write(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.file, name)


def statistics(path: Path) -> tuple[int, int]:
    """What a file says of itself: messages wanted, messages missing."""
    data, place, found = path.read_bytes(), 0, (-1, -1)
    while place < len(data):
        kind, size = struct.unpack_from("<II", data, place)
        if kind == 5:
            options = data[place + 20 : place + size - 4]
            found = (struct.unpack_from("<Q", options, 4)[0], struct.unpack_from("<Q", options, 16)[0])
        place += size
    return found


def test_a_full_disk_costs_the_capture_and_nobody_else(tmp_path: Path) -> None:
    stage = Stage(tmp_path / "x")
    fake = stage.join(1)
    before = stage.capture._file
    stage.capture._file = open("/dev/full", "wb")  # noqa: SIM115
    for number in range(50):
        fake.packet_in(1, bytes([number]) * 60)
    stage.run()
    stage.capture.join()
    before.close()  # type: ignore[union-attr]
    assert stage.capture.trouble == "No space left on device"
    assert not stage.captures.list()
    fake.packet_in(1, bytes(60))
    stage.run()
    kinds = [(event.kind, event.fields.get("reason")) for event in stage.controller.events.since(0)]
    assert kinds.count(("capture_stopped", "No space left on device")) == 1
    written = stage.capture._written
    assert stage.capture.dropped == stage.capture.messages - written > 0
    assert 1 in stage.controller.switches


def test_begun_and_ended_while_the_controller_runs(tmp_path: Path) -> None:
    stage = Stage(tmp_path / "x")
    fake = stage.join(1)
    second = stage.captures.start(f"{tmp_path}/y:types=packet_in")
    assert [capture.id for capture in stage.captures.list()] == ["1", second]
    fake.packet_in(1, bytes(60))
    stage.run()
    capture = stage.captures.list()[1]
    done: list[Capture] = []
    for _ in range(2):  # twice is once
        stage.captures.stop(second).addCallback(done.append)
    capture.join()
    assert done == [capture, capture] and stage.captures.list() == [stage.capture]
    fake.packet_in(1, bytes(60))
    stage.run()
    segments = [tcp(packet) for packet in packets((tmp_path / "y").read_bytes())]
    assert [segment.data[1] for segment in segments if segment is not None and segment.data] == [10]
    with pytest.raises(KeyError):
        stage.captures.stop(second)
    stage.end()
    told = [
        (event.kind, event.fields["capture"]) for event in stage.controller.events.since(0) if "capture" in event.kind
    ]
    assert told == [
        ("capture_started", "1"),
        ("capture_started", "2"),
        ("capture_stopped", "2"),
        ("capture_stopped", "1"),
    ]


def test_names_that_come_from_others_stay_in_their_folder(tmp_path: Path) -> None:
    controller = Controller(clock=Clock())
    captures = Captures(controller)
    with pytest.raises(ConfigurationError, match="folder"):
        captures.start_named("x")
    captures.folder = str(tmp_path)
    for name in ("../x", "/etc/x", "a/b", ".x", "..", "x\n", ""):
        with pytest.raises(ConfigurationError):
            captures.start_named(name)
    captures.start_named("fine.pcapng:types=packet_in")
    assert captures.list()[0].wanted.path == str(tmp_path / "fine.pcapng")
    with pytest.raises(ConfigurationError, match="another capture"):
        captures.start_named("fine.pcapng")
    for number in range(15):
        captures.start_named(f"{number}.pcapng")
    with pytest.raises(ConfigurationError, match="stop one"):
        captures.start_named("one-more.pcapng")


def test_files_are_rotated(tmp_path: Path) -> None:
    stage = Stage(tmp_path / "x", ":rotate=2K,2")
    fake = stage.join(1)
    for _ in range(60):
        fake.packet_in(1, bytes(100))
        stage.run()
        while stage.capture.waiting:
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
    captures = Captures(Controller(clock=Clock()))
    for path in (f"{tmp_path}/no/such/x", str(tmp_path)):
        with pytest.raises(ConfigurationError, match="cannot write"):
            captures.start(path)
        with pytest.raises(ConfigurationError, match="cannot write"):
            Capture(Wanted.parse(path)).start()


def test_spelling() -> None:
    wanted = Wanted.parse("/tmp/x:dpid=1,0x2:types=packet_in:rotate=100M,10")
    assert wanted == Wanted("/tmp/x", frozenset({1, 2}), frozenset({"packet_in"}), 100 << 20, 10)
