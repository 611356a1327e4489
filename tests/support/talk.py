"""A hand-made controller end for tests of FakeSwitch: sends messages, decodes answers, hides versions."""

from __future__ import annotations

from typing import Any

from twisted.internet.task import Clock

from oftwist import loxi
from oftwist.packet import build_udp
from oftwist.testing import FakeSwitch
from oftwist.testing.protocol import split_frames
from oftwist.wire import decode
from oftwist.wire.numbers import NO_BUFFER as NO_BUFFER

ALL_VERSIONS = (1, 2, 3, 4, 5, 6)
UDP = build_udp(0x0A, 0x0B, 0x0A000001, 0x0A000002, 1000, 2000, b"payload")


class Talk:
    """A switch on a fake clock and one or more connections to it."""

    def __init__(self, version: int = 4, *, connect: bool = True, **options: Any) -> None:
        self.version = version
        self.ofp: Any = loxi.protocol(version)
        self.clock = Clock()
        self.switch = FakeSwitch(options.pop("dpid", 1), version, clock=self.clock, **options)
        self.xid = 100
        self.sent: dict[int, list[bytes]] = {number: [] for number in self.switch.ports}
        for number, port in self.switch.ports.items():
            port.send = self.sent[number].append
        self.writes: list[bytes] = []
        if connect:
            self.channel = self.connect()

    def connect(self, main: Any = None) -> Any:
        channel = self.switch.channel(main=main)
        channel.open()
        channel.receive(self.ofp.message.hello(xid=1).pack())
        channel.take()
        assert channel.version == self.version
        return channel

    def ask(self, msg: Any, channel: Any = None) -> list[Any]:
        """Send one message and return everything that comes back."""
        channel = channel or self.channel
        if msg.xid is None:
            self.xid += 1
            msg.xid = self.xid
        channel.receive(msg.pack())
        return self.read(channel)

    def read(self, channel: Any = None) -> list[Any]:
        return [decode(frame) for frame in split_frames((channel or self.channel).take())]

    def one(self, msg: Any, channel: Any = None) -> Any:
        replies = self.ask(msg, channel)
        assert len(replies) == 1, replies
        assert replies[0].xid == msg.xid
        return replies[0]

    def refused(self, msg: Any, error: str, code: str, channel: Any = None) -> Any:
        """The message is answered with exactly this error and its own first 64 bytes."""
        reply = self.one(msg, channel)
        assert type(reply).__name__ == error + "_error_msg", reply
        assert reply.code == getattr(self.ofp, code), reply
        assert reply.data == msg.pack()[:64]
        return reply

    # -- messages of any version ---------------------------------------------------------------------

    def match(self, **fields: Any) -> Any:
        """Exact matches on in_port, eth_dst, eth_src, eth_type; ints, or lists for addresses."""
        ofp = self.ofp
        if self.version >= 3:
            return ofp.match([getattr(ofp.oxm, name)(value) for name, value in fields.items()])
        match = ofp.match()
        if self.version == 1:
            bits = {"in_port": 1, "eth_src": 4, "eth_dst": 8, "eth_type": 16, "vlan_vid": 2}
            for name, value in fields.items():
                setattr(match, name, value)
                match.wildcards &= ~bits[name]
            return match
        ones = [0xFF] * 6
        match.eth_src_mask, match.eth_dst_mask = list(ones), list(ones)
        match.ipv4_src_mask = match.ipv4_dst_mask = 0xFFFFFFFF
        match.metadata_mask = 0xFFFFFFFFFFFFFFFF
        for name, value in fields.items():
            setattr(match, name, value)
            if name in ("eth_src", "eth_dst"):
                setattr(match, name + "_mask", [0] * 6)
            else:
                match.wildcards &= ~{"in_port": 1, "eth_type": 8, "vlan_vid": 2}[name]
        return match

    def flow(self, kind: str = "flow_add", actions: Any = (), match: Any = None, **fields: Any) -> Any:
        """A flow mod; no buffer and no filters unless given."""
        ofp = self.ofp
        fields.setdefault("buffer_id", NO_BUFFER)
        fields.setdefault("out_port", ofp.OFPP_NONE if self.version == 1 else ofp.OFPP_ANY)
        if self.version > 1:
            fields.setdefault("out_group", ofp.OFPG_ANY)
            if "instructions" not in fields and actions:
                fields["instructions"] = [ofp.instruction.apply_actions(actions=list(actions))]
        else:
            fields["actions"] = list(actions)
        return getattr(ofp.message, kind)(match=match if match is not None else self.match(), **fields)

    def output(self, port: Any, max_len: int = 0xFFFF) -> Any:
        return self.ofp.action.output(port=port, max_len=max_len)

    def packet_out(self, actions: list[Any], data: bytes = UDP, in_port: int = 1, **fields: Any) -> Any:
        ofp = self.ofp
        fields.setdefault("buffer_id", NO_BUFFER)
        if self.version == 6:
            fields["match"] = ofp.match([ofp.oxm.in_port(in_port)])
        else:
            fields["in_port"] = in_port
        return ofp.message.packet_out(actions=actions, data=data, **fields)

    def stats(self, kind: str, **fields: Any) -> Any:
        """A flow-like statistics request over everything."""
        ofp = self.ofp
        fields.setdefault("table_id", 0xFF)
        fields.setdefault("match", self.match())
        fields.setdefault("out_port", ofp.OFPP_NONE if self.version == 1 else ofp.OFPP_ANY)
        if self.version > 1:
            fields.setdefault("out_group", ofp.OFPG_ANY)
        return getattr(ofp.message, kind + "_stats_request")(**fields)

    def names(self, messages: list[Any]) -> list[str]:
        return [type(msg).__name__ for msg in messages]

    def out(self) -> dict[int, list[bytes]]:
        """What left by each port since the last call, only ports with something."""
        found = {port: list(frames) for port, frames in self.sent.items() if frames}
        for frames in self.sent.values():
            frames.clear()
        return found
