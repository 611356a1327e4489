"""Whole messages and packets as `oftwist.text` tells them and as ofp-print does: random ones, of every kind it knows.

What ofp-print refuses tells nothing and is left out; enough must be left of every kind that is compared.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from typing import Any

import pytest

from oftwist import packet, text, wire
from oftwist.loxi import of13
from oftwist.packet import Arp, Ethernet, Icmp, Icmpv6, IPv4, IPv6, IPv6Fragment, Llc, Mpls, Nd, Sctp, Tcp, Udp, Vlan
from oftwist.wire import spec
from tests.support import ofctl
from tests.support.making import VERSIONS, make
from tests.text.differences import reason

pytestmark = pytest.mark.skipif(not ofctl.AVAILABLE, reason="ovs-ofctl not installed (Debian: openvswitch-common)")

#: Messages that are told to the letter as ofp-print tells them, whatever is in them.
SAME = (
    "aggregate_stats_reply", "aggregate_stats_request", "async_get_request", "barrier_reply", "barrier_request",
    "desc_stats_reply", "desc_stats_request", "echo_reply", "echo_request", "features_request", "flow_add",
    "flow_delete", "flow_delete_strict", "flow_modify", "flow_modify_strict", "flow_monitor_reply",
    "flow_monitor_request", "flow_removed", "flow_stats_reply", "flow_stats_request", "get_config_reply",
    "get_config_request", "group_add", "group_delete", "group_desc_stats_reply", "group_desc_stats_request",
    "group_features_stats_request", "group_modify", "group_stats_reply", "group_stats_request",
    "meter_config_stats_reply", "meter_config_stats_request", "meter_features_stats_request", "meter_mod",
    "meter_stats_reply", "meter_stats_request", "nicira_aggregate_stats_reply", "nicira_controller_role_reply",
    "nicira_controller_role_request", "nicira_flow_age", "nicira_flow_mod_table_id", "nicira_flow_monitor_cancel",
    "nicira_flow_monitor_paused", "nicira_flow_monitor_reply", "nicira_flow_monitor_resumed", "nicira_flow_removed",
    "nicira_flow_stats_reply", "nicira_group_desc_stats_reply", "nicira_group_desc_stats_request",
    "nicira_group_features_stats_request", "nicira_group_stats_reply", "nicira_group_stats_request",
    "nicira_ipfix_bridge_stats_request", "nicira_ipfix_flow_stats_request", "nicira_set_controller_id",
    "nicira_set_packet_in_format", "nicira_tlv_table_request", "onf_flow_monitor_cancel", "onf_flow_monitor_paused",
    "onf_flow_monitor_reply", "onf_flow_monitor_request", "onf_flow_monitor_resumed", "onf_role_status", "packet_out",
    "port_desc_stats_request", "port_stats_request", "queue_desc_stats_request", "queue_get_config_request",
    "queue_stats_reply", "queue_stats_request", "role_reply", "role_request", "role_status", "set_config",
    "table_desc_stats_request", "table_features_stats_request", "table_stats_request",
)  # fmt: skip


#: Fields that the installed Open vSwitch may not know: it leaves them out.
_LATER = re.compile(r"\b(reg(1[6-9]|2[0-9]|3[01])|xreg(8|9|1[0-5])|xxreg[4-7]|bsn_\w+|pbb_\w+|ipv6_exthdr)=")


def lines(told: str) -> list[str]:
    return [line.rstrip() for line in told.rstrip("\n").split("\n")]


@pytest.mark.parametrize("version", VERSIONS)
def test_random_messages(version: int) -> None:
    rnd = random.Random(version)
    made = []
    for name in sorted(set(SAME) & set(spec.names(version, "message"))):
        for _ in range(12):
            msg = make(rnd, version, f"message.{name}")
            msg.xid = 5
            made.append(msg.pack())
    wrong, equal = [], Counter[str]()
    for raw, printed in zip(made, ofctl.printed(made), strict=True):
        if "decode error" in printed:
            continue
        msg = wire.decode(raw)
        told = text.format_message(msg)
        if lines(told) == lines(printed):
            equal[type(msg).__name__] += 1
        elif not reason(told, version, "printed") and not _LATER.search(told):
            wrong.append(f"{raw.hex()}\n  ours   {told}\n  theirs {printed}")
    assert not wrong, f"{len(wrong)} differ:\n" + "\n".join(wrong)
    assert len(equal) > 25 and sum(equal.values()) > 300, equal


def test_every_kind_is_compared_in_some_version() -> None:
    there = {name for version in VERSIONS for name in spec.names(version, "message")}
    assert set(SAME) <= there


# --- packets ----------------------------------------------------------------------------------------------------


def transport(rnd: random.Random, six: bool) -> list[Any]:
    ports = rnd.getrandbits(16), rnd.getrandbits(16)
    icmp: list[Any] = [Icmp(rnd.choice((0, 3, 8, 11)), rnd.getrandbits(2))]
    if six:
        icmp = [Icmpv6(rnd.choice((1, 128, 129)))]
    if six and rnd.random() < 0.5:
        icmp = [Icmpv6(rnd.choice((135, 136))), Nd(rnd.getrandbits(128))]
    return rnd.choice(([Tcp(*ports, flags=rnd.getrandbits(9))], [Udp(*ports)], [Sctp(*ports)], icmp))


def network(rnd: random.Random) -> list[Any]:
    bits = rnd.getrandbits
    common = {"ttl": bits(8), "dscp": bits(6), "ecn": bits(2)}
    kind = rnd.choice(("ipv4", "ipv4", "ipv6", "ipv6", "arp", "mpls", "llc", "fragment", "fragment6", "other"))
    if kind == "ipv4":
        return [IPv4(bits(32), bits(32), **common), *transport(rnd, False)]
    if kind == "ipv6":
        return [IPv6(bits(128), bits(128), label=bits(20), **common), *transport(rnd, True)]
    if kind == "arp":
        return [Arp(bits(3), bits(48), bits(32), bits(48), bits(32))]
    if kind == "mpls":
        labels = [Mpls(bits(20), bits(3), ttl=bits(8)) for _ in range(rnd.choice((1, 2, 3)))]
        return [*labels, IPv4(1, 2), Udp(1, 2)]
    if kind == "llc":
        return [Llc()]
    if kind == "fragment":
        return [IPv4(bits(32), bits(32), proto=99, flags=rnd.choice((0, 1)), offset=rnd.choice((1, 50)))]
    if kind == "fragment6":
        return [IPv6(1, 2), IPv6Fragment(more=1, proto=17), Udp(1, 2)]
    return [IPv4(bits(32), bits(32), proto=rnd.choice((47, 50, 99)), **common)]


def test_random_packets() -> None:
    rnd = random.Random(7)
    frames = []
    for _ in range(2000):
        tags = [Vlan(rnd.getrandbits(12), rnd.getrandbits(3)) for _ in range(rnd.choice((0, 0, 1, 2)))]
        head = Ethernet(rnd.getrandbits(48), rnd.getrandbits(48))
        frames.append(packet.build(head, *tags, *network(rnd), bytes(rnd.choice((8, 30)))))
    frames += [b"", b"\x01\x02", bytes(14)]
    match = of13.match.build(in_port=1)
    made = [of13.message.packet_in(xid=5, buffer_id=0xFFFFFFFF, total_len=len(frame), match=match, data=frame)
            for frame in frames]  # fmt: skip
    for msg, printed in zip(made, ofctl.printed(msg.pack() for msg in made), strict=True):
        assert lines(text.format_message(msg)) == lines(printed)


def test_the_bytes_of_a_packet() -> None:
    msg = of13.message.packet_in(xid=5, buffer_id=0xFFFFFFFF, total_len=70, match=of13.match.build(in_port=1),
                                 data=bytes(range(70)))  # fmt: skip
    (printed,) = ofctl.printed([msg.pack()], verbosity=3)
    told = lines(text.format_message(msg, more=True))
    assert told == lines(printed)[: len(told)] and len(told) == 7
