"""The flight recorder: what it keeps, for how long, and the files that it leaves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from twisted.internet.error import ConnectionLost
from twisted.internet.task import Clock
from twisted.logger import globalLogPublisher

from oftwist import Controller, Options
from oftwist.capture import Recorder
from oftwist.pcap import packets, tcp
from tests.support.core_peer import Peer


def stage(**settings: Any) -> tuple[Controller, Recorder]:
    controller = Controller(Options(echo_interval=15), Clock())
    recorder = Recorder(controller, **settings)
    recorder.startService()
    return controller, recorder


def payloads(data: bytes | None) -> list[tuple[bool, bytes]]:
    """Whether we sent it, and what, of each packet with data."""
    assert data is not None
    segments = [segment for segment in map(tcp, packets(data)) if segment is not None]
    assert [segment.syn for segment in segments[:2]] == [True, True], "it begins as a connection"
    client = segments[0].source
    return [(segment.source != client, segment.data) for segment in segments if segment.data]


def test_both_directions_in_order() -> None:
    controller, recorder = stage()
    peer = Peer(4, controller, dpid=7).handshake()
    peer.send(peer.packet_in(1), peer.packet_in(2))
    switch = controller.switch(7)
    switch.send(switch.ofp.message.barrier_request(xid=77))
    found = payloads(recorder.dump(7))
    assert [(sent, data[1]) for sent, data in found] == [
        (True, 0), (False, 0), (True, 5), (False, 6), (True, 18), (False, 19), (False, 10), (False, 10), (True, 20)
    ]  # fmt: skip
    assert recorder.dump(8) is None


def test_only_the_last_messages_are_kept() -> None:
    controller, recorder = stage(messages=10, bytes=10_000)
    peer = Peer(4, controller, dpid=7).handshake()
    for number in range(50):
        peer.send(peer.packet_in(number))
    xids = [int.from_bytes(data[4:8], "big") for _, data in payloads(recorder.dump(7))]
    assert xids == list(range(40, 50))
    peer.send(*[peer.packet_in(number) for number in range(100, 130)])
    xids = [int.from_bytes(data[4:8], "big") for _, data in payloads(recorder.dump(7))]
    assert xids == list(range(120, 130)), "also of one read"
    for number in range(50):
        peer.send(peer.packet_in(number, data=bytes(4000)))
    (recording,) = recorder.recordings(7)
    assert recording.size <= 10_000 and len(recording.messages()) == 2


def ends() -> dict[str, tuple[Callable[[Peer, Controller], object], bool]]:
    """How connections end, and whether that is a fault."""

    def silence(peer: Peer, controller: Controller) -> None:
        for _ in range(10):
            peer.clock.advance(15)

    return {
        "closed by the switch": (lambda peer, controller: peer.transport.end(), False),
        "closed by an app": (lambda peer, controller: controller.switch(7).close(), False),
        "the controller stops": (lambda peer, controller: controller.stopService(), False),
        "lost": (lambda peer, controller: peer.transport.end(ConnectionLost()), True),
        "a broken stream": (lambda peer, controller: peer.feed(b"\x04\x0a\x00\x03\x00\x00\x00\x01"), True),
        "silence": (silence, True),
        "half a message": (
            lambda peer, controller: (peer.feed(b"\x04\x0a\x00\x60\x00\x00\x00\x09"), silence(peer, controller)),
            True,
        ),
    }


@pytest.mark.parametrize("name", ends())
def test_what_is_kept_of_connections_that_end(name: str, tmp_path: Path) -> None:
    controller, recorder = stage(folder=str(tmp_path))
    peer = Peer(4, controller, dpid=7).handshake()
    peer.send(peer.packet_in(5))
    end, fault = ends()[name]
    lines: list[str] = []

    def observe(event: Any) -> None:
        lines.append(event.get("log_format", "").format(**event) if "path" in event else "")

    globalLogPublisher.addObserver(observe)
    try:
        end(peer, controller)
    finally:
        globalLogPublisher.removeObserver(observe)
    assert peer.protocol.failed is fault
    files = list(tmp_path.iterdir())
    assert len(files) == len(recorder.recordings(7)) == fault
    if fault:
        found = payloads(files[0].read_bytes())
        assert (False, peer.packet_in(5).pack()) in found
        assert "0000000000000007" in files[0].name
        (line,) = [line for line in lines if line]
        assert str(files[0]) in line and str(peer.protocol.disconnect_reason) in line
        assert files[0].read_bytes() == recorder.dump(7)
    if name in ("a broken stream", "half a message"):
        assert found[-1][0] is False or any(not sent and len(data) < 60 for sent, data in found[-3:])


def test_what_is_no_whole_message_is_kept_once() -> None:
    controller, recorder = stage()
    peer = Peer(4, controller, dpid=7).handshake()
    peer.feed(b"\x04\x0a\x00\x03\x00\x00\x00\x01")
    received = [data for sent, data in payloads(recorder.dump(7)) if not sent]
    assert received.count(b"\x04\x0a\x00\x03\x00\x00\x00\x01") == 1 and received[-1][:4] == b"\x04\x0a\x00\x03"


def test_one_host_leaves_one_file_for_one_reason_and_old_ones_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    controller, _ = stage(folder=str(tmp_path))
    for number in range(5):
        Peer(4, controller, dpid=number, port=50000 + number).handshake().transport.end(ConnectionLost())
    assert len(list(tmp_path.iterdir())) == 1
    monkeypatch.setattr("oftwist.capture.recorder.FILES", 3)
    for number in range(6):
        controller.clock.advance(601)  # type: ignore[attr-defined]
        Peer(4, controller, dpid=number, port=50000 + number).handshake().transport.end(ConnectionLost())
    assert len(list(tmp_path.iterdir())) == 3


def test_a_folder_that_is_not_there_costs_a_line(tmp_path: Path) -> None:
    controller, recorder = stage(folder=f"{tmp_path}/none")
    Peer(4, controller, dpid=7).handshake().transport.end(ConnectionLost())
    assert recorder.dump(7)


def test_few_of_those_that_are_gone_are_kept_and_nothing_after_the_end() -> None:
    controller, recorder = stage()
    for number in range(100):
        Peer(4, controller, dpid=number).handshake().transport.end(ConnectionLost())
    assert sum(bool(recorder.recordings(number)) for number in range(100)) == 32
    assert not recorder._here
    peer = Peer(4, controller, dpid=500).handshake()
    recorder.stopService()
    peer.send(peer.packet_in(1))
    assert not recorder.recordings(500) and peer.protocol.writer.record is None


def test_connections_that_are_there_already() -> None:
    controller = Controller(clock=Clock())
    peer = Peer(4, controller, dpid=7).handshake()
    recorder = Recorder(controller)
    recorder.startService()
    peer.send(peer.packet_in(1))
    assert [data[1] for _, data in payloads(recorder.dump(7))] == [10]
