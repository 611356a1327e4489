"""A real Open vSwitch with a dummy datapath: packets come and go by commands and files, without network devices."""

from __future__ import annotations

import json
import re
import socket

from tests.live.open_vswitch import PROTOCOLS, OpenVSwitch, run


class Dummy(OpenVSwitch):
    """With a datapath of its own: no devices, no kernel."""

    _control: socket.socket | None = None

    def start_switch(self) -> None:
        self.at_end(lambda: self.kill("ovs-vswitchd"))
        words = "--enable-dummy --disable-system --detach --no-chdir --pidfile --log-file -vconsole:off"
        run("ovs-vswitchd", self.database, *words.split(), env=self.env)

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
