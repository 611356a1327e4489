"""Flows by their text on a real bridge: installed by our words, the dump tells them as ovs-ofctl's own dump does."""

from __future__ import annotations

import socket
from typing import Any

import pytest

import oftwist.loxi
from oftwist import text, wire
from oftwist.errors import TextError
from tests.live.dummy import Dummy
from tests.live.open_vswitch import PROTOCOLS, run
from tests.text.judge import VERSIONS, cases


class Talk:
    """A connection to the bridge, one message after the other."""

    def __init__(self, ovs: Dummy, version: int) -> None:
        self.ofp: Any = oftwist.loxi.protocol(version)
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(20)
        self.socket.connect(str(ovs.folder / "d0.mgmt"))
        self.rest = b""
        self.socket.sendall(self.ofp.message.hello(xid=1).pack())

    def send(self, message: Any, xid: int = 7) -> None:
        message.xid = xid
        self.socket.sendall(message.pack())

    def receive(self) -> Any:
        while len(self.rest) < 8 or len(self.rest) < int.from_bytes(self.rest[2:4], "big"):
            data = self.socket.recv(1 << 16)
            assert data, "the bridge has closed the connection"
            self.rest += data
        length = int.from_bytes(self.rest[2:4], "big")
        frame, self.rest = self.rest[:length], self.rest[length:]
        return wire.decode(frame)

    def until(self, kind: str, xid: int) -> list[Any]:
        """The messages up to the one of a kind that answers."""
        found = []
        while True:
            message = self.receive()
            found.append(message)
            if message.xid == xid and type(message).__name__ == kind and not getattr(message, "flags", 0) & 1:
                return found


def install(talk: Talk) -> int:
    """All flows of the cases, each with a priority of its own; how many the bridge took."""
    sent = 0
    for number, one in enumerate(cases("flow")):
        if one.command != "add" or "debug_" in one.text:  # those only a bridge under test takes, and ovs-ofctl does not
            continue
        try:
            talk.send(talk.ofp.flow(f"priority={1000 + number},{one.text}"), xid=1000 + number)
        except TextError:
            continue
        sent += 1
    talk.send(talk.ofp.message.barrier_request(), xid=9)
    answers = talk.until("barrier_reply", 9)
    return sent - sum(type(answer).__name__.endswith("error_msg") for answer in answers)


def dump(talk: Talk) -> list[str]:
    """What we print of all flows, without counters."""
    ofp = talk.ofp
    if ofp.OFP_VERSION == 1:  # the plain dump cannot tell extended matches
        request = ofp.message.nicira_flow_stats_request(table_id=255, out_port=0xFFFF, match=ofp.nx_match())
        kind = "nicira_flow_stats_reply"
    else:
        request = ofp.message.flow_stats_request(
            table_id=255, out_port=ofp.OFPP_ANY, out_group=ofp.OFPG_ANY, match=ofp.match.build()
        )
        kind = "flow_stats_reply"
    talk.send(request, xid=11)
    replies = [one for one in talk.until(kind, 11) if type(one).__name__ == kind]
    return sorted(text.format_flow(entry, stats=False) for reply in replies for entry in reply.entries)


# What ofp-print leaves out or adds, see tests/text/differences.py.
_UNLIKE = ("tun_gbp_flags=", "nsh_c", "tun_erspan", "gtpu_", "nat(dst,random)")


@pytest.mark.parametrize("version", VERSIONS)
def test_our_dump_is_that_of_ovs_ofctl(dummy: Dummy, version: int) -> None:
    protocol = PROTOCOLS[version]
    target = f"unix:{dummy.folder / 'd0.mgmt'}"
    flows = ["ovs-ofctl", "-O", protocol, "--no-names", "--no-stats"]
    run("ovs-ofctl", "-O", protocol, "del-flows", target)
    talk = Talk(dummy, version)
    try:
        taken = install(talk)
        ours = dump(talk)
        theirs = sorted(line.strip() for line in run(*flows, "dump-flows", target).splitlines())
    finally:
        talk.socket.close()
        run("ovs-ofctl", "-O", protocol, "del-flows", target)
    assert taken > 150 and len(ours) == len(theirs) and len(ours) > 150
    differ = [pair for pair in zip(ours, theirs, strict=True) if pair[0] != pair[1]]
    differ = [pair for pair in differ if not any(word in pair[0] for word in _UNLIKE)]
    assert not differ, "\n".join(f"ours   {a}\ntheirs {b}" for a, b in differ[:20])
