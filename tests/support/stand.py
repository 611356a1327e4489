"""A simulated Open vSwitch, the channels of its controllers, and what leaves it. No network."""

from __future__ import annotations

from typing import Any

import oftwist.loxi
from oftwist import wire
from oftwist.testing import FakeSwitch
from oftwist.testing.protocol import split_frames


class Stand:
    """A switch, its controllers' channels, and what left it."""

    def __init__(self, version: int, *, extensions: str | None = "openvswitch", **options: Any) -> None:
        self.ofp: Any = oftwist.loxi.protocol(version)
        self.version = version
        self.switch = FakeSwitch(1, version, ports=4, tables=64, extensions=extensions, **options)
        self.channel = self.join()
        self.out: list[tuple[int, bytes]] = []
        for number, port in self.switch.ports.items():
            port.send = lambda frame, number=number: self.out.append((number, frame))

    def join(self) -> Any:
        channel = self.switch.channel()
        channel.open()
        channel.receive(self.switch.hello())
        channel.take()
        return channel

    def ask(self, msg: Any, xid: int = 7, channel: Any = None) -> list[Any]:
        """Give a message to the switch; what it says to that."""
        msg.xid = xid
        channel = channel or self.channel
        channel.receive(msg.pack())
        return self.told(channel)

    def told(self, channel: Any = None) -> list[Any]:
        return [wire.decode(frame) for frame in split_frames((channel or self.channel).take())]

    def flows(self, *lines: str) -> None:
        """Flows in ovs-ofctl's words; in 1.0 and 1.1 by its own messages, for any table and any field."""
        if self.version <= 2:
            assert self.ask(self.ofp.message.nicira_flow_mod_table_id(set=1)) == []
        for line in lines:
            assert self.ask(self.flow_mod(line)) == [], line

    def flow_mod(self, line: str) -> Any:
        words = line.split(",")
        table = next((int(word.split("=")[1]) for word in words if word.startswith("table=")), 0)
        if self.version > 2:
            return self.ofp.flow(line)
        if self.version == 2:
            return nicira_flow_mod_of_1_1(line, table)
        msg = self.ofp.flow(line.replace(f"table={table},", "", 1))
        if type(msg).__name__ == "nicira_flow_mod":
            msg.command = msg.command & 0xFF | table << 8
            return msg
        msg.xid = 1
        frame = bytearray(msg.pack())
        frame[56] = table
        return wire.decode(bytes(frame))

    def ports(self, port: int, frame: bytes) -> list[int]:
        """Where a packet leaves."""
        self.out.clear()
        self.switch.receive(port, frame)
        return [number for number, _ in self.out]


def nicira_flow_mod_of_1_1(line: str, table: int) -> Any:
    """What 1.3 says in its own words, as an experimenter's message of 1.1: only the version differs."""
    ofp: Any = oftwist.loxi.protocol(4)
    flow = ofp.flow(line)
    msg = ofp.message.nicira_flow_mod(
        xid=1,
        command=table << 8,
        priority=flow.priority,
        cookie=flow.cookie,
        idle_timeout=flow.idle_timeout,
        match=ofp.common.nx_match(oxm_list=flow.match.oxm_list),
        instructions=flow.instructions,
    )
    return wire.decode(b"\x02" + msg.pack()[1:])


def errors(messages: list[Any]) -> list[str]:
    return [type(msg).__name__ for msg in messages]
