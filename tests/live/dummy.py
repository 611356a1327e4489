"""A real Open vSwitch with a dummy datapath: packets come and go by commands and files, without network devices."""

from __future__ import annotations

import json
import re
import socket
import struct
from pathlib import Path

from tests.live.open_vswitch import PROTOCOLS, OpenVSwitch


class Dummy(OpenVSwitch):
    """With a datapath of its own: no devices, no kernel."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._control: socket.socket | None = None
        self._read: dict[int, int] = {}  # port -> how far its record was read

    def appctl(self, command: str, *words: str) -> str:
        """As ovs-appctl does it, but on one connection."""
        if self._control is None:
            (path,) = self.folder.glob("ovs-vswitchd.*.ctl")
            self._control = socket.socket(socket.AF_UNIX)
            self._control.settimeout(20)
            self._control.connect(str(path))
            self.at_end(self._control.close)
        self._control.sendall(json.dumps({"method": command, "params": words, "id": 0}).encode())
        answer = b""
        while True:
            answer += self._control.recv(65536)
            try:
                told = json.loads(answer)
            except ValueError:
                continue
            assert told["error"] is None, told
            return str(told["result"])

    def new_packets(self) -> dict[int, list[bytes]]:
        """Port -> the frames it has sent since this was asked before, for ports that have sent any."""
        found: dict[int, list[bytes]] = {}
        for n in range(1, 5):
            file = self.folder / f"d0p{n}.pcap"
            with file.open("rb") as records:
                records.seek(self._read.setdefault(n, 24))  # behind the head of the file
                data = records.read()
            at = 0
            while at < len(data):
                size = struct.unpack_from("=L", data, at + 8)[0]
                found.setdefault(n, []).append(data[at + 16 : at + 16 + size])
                at += 16 + size
            self._read[n] += at
        return found

    def received(self) -> int:
        """How many packets it has dealt with."""
        return sum(map(int, re.findall(r"packets received: (\d+)", self.appctl("dpif-netdev/pmd-stats-show"))))

    def add_dummy_bridge(self) -> None:
        """A bridge ``d0`` with ports 1 to 4, called ``d0p1`` ..., whose packets are recorded in ``d0p1.pcap`` ..."""
        add = ["add-br", "d0", "--", "set", "bridge", "d0", "datapath_type=dummy", "fail-mode=secure"]
        self.vsctl(*add, f"protocols={','.join(PROTOCOLS.values())}")
        for n in range(1, 5):
            port = f"d0p{n}"
            options = [f"options:tx_pcap={self.folder}/{port}.pcap", f"ofport_request={n}"]
            self.vsctl("add-port", "d0", port, "--", "set", "interface", port, "type=dummy", *options)
