"""Evidence: what went over the control channel and the ports during a test, as one capture file.

May know: traces of control channels, data planes, and how a capture is written. The control channel is plain TCP in it,
whatever carried it: ``tshark -d tcp.port==6653,openflow`` reads its OpenFlow. Everything stands in the order of time.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from oftwist.pcap import pcapng
from oftwist.pcap.conversation import Conversation

if TYPE_CHECKING:
    from oftwist.blocking.diagnostics import Trace
    from oftwist.dataplane import DataPlane

#: The addresses of the control channel in the file: IPv4 only, with the registered port at our side.
_OURS, _THEIRS = ("127.0.0.1", 6653), ("127.0.0.2", 50000)


class Evidence:
    """Keeps what goes over a control channel and over ports until it is written or forgotten."""

    def __init__(self) -> None:
        self._traces: list[Trace] = []
        self._ports: dict[int, str] = {}
        self._frames: list[tuple[float, int, str, bytes]] = []
        self._mutex = threading.Lock()

    def channel(self, trace: Trace) -> None:
        """Have the messages of a control channel in it."""
        self._traces.append(trace)

    def ports(self, plane: DataPlane) -> None:
        """Have the frames of all ports in it. Reactor thread."""
        for number in plane.numbers:
            self._ports[number] = plane.ports.describe(number)
        plane.observe(self._seen)

    def _seen(self, direction: str, port: int, frame: bytes, time: float) -> None:
        with self._mutex:
            self._frames.append((time, port, direction, frame))

    def write(self, path: Path) -> int:
        """Write the file.

        Args:
            path: of the file, whose folder is made if need be.

        Returns:
            how many packets are in it.
        """
        blocks = [pcapng.section(), pcapng.interface(pcapng.RAW, "openflow", "control channel")]
        numbers: dict[int, int] = {}
        for number, name in self._ports.items():
            numbers[number] = len(numbers) + 1
            blocks.append(pcapng.interface(pcapng.ETHERNET, f"port {number}", name))
        packets: list[tuple[float, int, bytes, str]] = []
        for at, trace in enumerate(self._traces):
            packets += _channel(trace, _THEIRS[1] + at)
        with self._mutex:
            frames = list(self._frames)
        packets += [(time, numbers[port], frame, direction) for time, port, direction, frame in frames]
        packets.sort(key=lambda packet: packet[0])
        blocks += [pcapng.packet(number, int(time * 1e9), data, note) for time, number, data, note in packets]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"".join(blocks))
        return len(packets)


def _channel(trace: Trace, port: int) -> list[tuple[float, int, bytes, str]]:
    """The packets of a control channel; each connection of it begins and ends."""
    packets: list[tuple[float, int, bytes, str]] = []
    talk: Conversation | None = None

    def add(time: float, data: list[bytes], note: str = "") -> None:
        packets.extend((time, 0, each, note) for each in data)

    for time, way, data in trace.events():
        if isinstance(data, str):
            if data.startswith("disconnected") and talk is not None:
                add(time, talk.closing(False), data)
                talk = None
            continue
        if talk is None:
            talk = Conversation(_OURS, (_THEIRS[0], port))
            add(time, talk.opening())
        add(time, talk.said(way == "->", data))
    return packets
