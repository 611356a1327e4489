"""The ports of another OpenFlow switch that we control: a tester switch instead of network cards.

Each of its ports leads to one of the device under test. What we send goes out by a packet-out; what comes in reaches us
as a packet-in, whole, by one flow for each port with a cookie of its own. Knows the switch API.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from twisted.internet.defer import Deferred

    from oftwist.connection.interfaces import Decoded
    from oftwist.controller.switch import Switch
    from oftwist.dataplane.interfaces import Deliver

#: On our flows.
COOKIE = 0x746573746572


class TesterSwitch:
    """Ports of a switch that is connected to our controller.

    Args:
        switch: the tester switch; it should have no other flows for these ports.
        ports: by the number at the device the number of the tester's port that leads there.
    """

    __test__ = False  # pytest: it is none, whatever its name begins with

    def __init__(self, switch: Switch, ports: Mapping[int, int]) -> None:
        self._switch = switch
        self._ports = dict(ports)
        self._there = {ours: number for number, ours in self._ports.items()}
        self._deliver: Deliver | None = None

    @property
    def numbers(self) -> Collection[int]:
        """The ports of the device."""
        return self._ports.keys()

    def start(self, deliver: Deliver) -> Deferred[None]:
        """Add the flows; fires when the switch has confirmed them."""
        self._deliver = deliver
        self._switch.register("packet_in", self._packet_in)
        flows = [f"priority=65535,cookie={COOKIE:#x},in_port={ours},actions=controller" for ours in self._there]
        made = [self._switch.operations.flow_mod("add", flow, {}) for flow in flows]
        return self._switch.apply(*made)

    def stop(self) -> Deferred[None]:
        """Delete them."""
        self._deliver = None
        self._switch.register("packet_in", None)
        texts = [f"priority=65535,in_port={ours}" for ours in self._there]
        made = [self._switch.operations.flow_mod("delete_strict", text, {}) for text in texts]
        return self._switch.apply(*made)

    def send(self, port: int, frame: bytes) -> None:
        """Send a frame by the tester's port."""
        members: dict[str, object] = {"data": frame, "actions": f"output:{self._ports[port]}"}
        self._switch.send(self._switch.operations.packet_out_message(None, members))

    def _packet_in(self, connection: object, msg: Decoded) -> bool:
        number = self._there.get(msg.in_port)
        if number is None or self._deliver is None:
            return False
        self._deliver(number, bytes(msg.data), time.time())
        return True

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time()

    def describe(self, port: int) -> str:
        """The tester's port."""
        return f"port {self._ports[port]} of {self._switch.dpid}"

    def is_up(self, port: int) -> bool:
        """Whether the tester sees a link."""
        desc = self._switch.ports.get(self._ports[port])
        return desc is not None and not desc.state & self._switch.ofp.OFPPS_LINK_DOWN
