"""Open vSwitch's extensions, as one thing that a simulated switch can have."""

from __future__ import annotations

from typing import Any

from oftwist.testing.channel import Channel, Device, Extension
from oftwist.testing.flow_table import Flow, Term, Terms
from oftwist.testing.openvswitch import checks, messages, monitor, packet_ins, prerequisites
from oftwist.testing.openvswitch.actions import ACTIONS
from oftwist.testing.openvswitch.errors import extended_error
from oftwist.testing.openvswitch.fields import terms_of
from oftwist.testing.openvswitch.learning import forget_learned
from oftwist.testing.openvswitch.path import OpenVSwitchPath
from oftwist.testing.parts import PacketIn, actions_of
from oftwist.testing.prerequisites import check_match
from oftwist.wire.interfaces import Part

_LEARNS = ("nicira_learn", "nicira_learn2")


class OpenVSwitchExtension(Extension):
    """What ``FakeSwitch(extensions="openvswitch")`` has: see ``oftwist.testing.channel.Extension``."""

    path = OpenVSwitchPath
    actions = ACTIONS
    handlers = messages.HANDLERS
    buffers = 0
    description = ("Nicira, Inc.", "Open vSwitch", "simulated by oftwist")

    def begin(self, device: Device) -> None:
        path = device.datapath
        assert isinstance(path, OpenVSwitchPath)
        path.on_timeout = device.arm
        path.flows.changed = lambda what, flow, reason: self._changed(device, path, what, flow, reason)

    def _changed(self, device: Device, path: OpenVSwitchPath, what: str, flow: Flow, reason: int) -> None:
        path.entry_changed(flow)
        monitor.tell(device.channels, device.acting, what, flow, reason)
        if what == "delete":
            learns = [action for action in actions_of(flow) if type(action).__name__ in _LEARNS]
            if any(action.flags & 2 for action in learns):
                others = [
                    action
                    for other in path.flows.flows()
                    for action in actions_of(other)
                    if type(action).__name__ in _LEARNS
                ]
                forget_learned(path, learns, others)

    def terms_of(self, oxm: Part) -> list[Term]:
        return terms_of(oxm)

    def check_match(self, terms: Terms) -> None:
        check_match(terms)

    def check_list(self, version: int, actions: list[Part], terms: Terms) -> None:
        prerequisites.check_actions(version, actions, terms)

    def check_action(self, channel: Channel, action: Part, terms: Terms) -> bool:
        return checks.check_action(channel, action, terms)

    def error(self, version: int, xid: int, kind: str, code: str, data: bytes) -> bytes | None:
        return extended_error(version, xid, kind, code, data)

    def flow_removed(self, channel: Channel, flow: Flow, reason: int, now: float) -> Any:
        return messages.flow_removed(channel, flow, reason, now)

    def packet_in(self, channel: Channel, packet_in: PacketIn) -> Any:
        return packet_ins.message(channel, packet_in)
