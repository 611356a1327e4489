"""What a switch says of itself: features, configuration, descriptions; and what it does about fragments."""

from __future__ import annotations

from typing import Any

import pytest

from oftwist import packet as pk
from oftwist.conformance import case
from oftwist.conformance.lacking import lacks
from oftwist.conformance.suite import frames as f
from oftwist.conformance.suite.bench import Bench

FEATURES = "1.0 5.3.1, 1.1 A.3.1, 1.2 A.3.1, 1.3 7.3.1"
CONFIG = "1.0 5.3.2, 1.1 A.3.2, 1.2 A.3.2, 1.3 7.3.2"
STATS = "1.0 5.3.5, 1.1 A.3.6, 1.2 A.3.6, 1.3 7.3.5"
NO_BUFFER = 0xFFFFFFFF


def features(bench: Bench) -> Any:
    """The features, asked for again."""
    return bench.switch.request(bench.ofp.message.features_request())


def configure(bench: Bench, **members: int) -> Any:
    """Set the configuration, and return what is read then."""
    bench.switch.send(bench.ofp.message.set_config(**members))
    return bench.switch.request(bench.ofp.message.get_config_request())


@case(section=FEATURES)
def test_capabilities_that_there_are(bench: Bench) -> None:
    """A switch claims no capability that its version has no name for."""
    names = ["FLOW_STATS", "TABLE_STATS", "PORT_STATS", "STP", "GROUP_STATS", "IP_REASM", "QUEUE_STATS"]
    names += ["ARP_MATCH_IP", "PORT_BLOCKED", "BUNDLES", "FLOW_MONITORING"]
    known = 0x600 if bench.version == 5 else 0  # the last two names are new in 1.5, some had them before
    for name in names:
        known |= getattr(bench.ofp, f"OFPC_{name}", 0)
    assert not features(bench).capabilities & ~known


@case("1.3-1.5", section=FEATURES)
def test_the_main_connection(bench: Bench) -> None:
    """The connection that a switch makes first is its main one: its auxiliary id is 0."""
    assert features(bench).auxiliary_id == 0


@case(section=FEATURES)
def test_features_stay_as_they_are(bench: Bench) -> None:
    """What a switch is able to does not depend on its flows and its configuration."""
    before = features(bench)
    configure(bench, miss_send_len=77)
    bench.flows("actions=drop")
    after = features(bench)
    for name in ("datapath_id", "n_buffers", "n_tables", "capabilities"):
        assert getattr(after, name) == getattr(before, name), name


@case(section=FEATURES, optional=True)
@pytest.mark.parametrize("kind", ["flow", "table", "port", "queue", "group"])
def test_statistics_it_claims_to_have(bench: Bench, kind: str) -> None:
    """A switch that claims to have statistics of a kind answers who asks for them."""
    if not features(bench).capabilities & getattr(bench.ofp, f"OFPC_{kind.upper()}_STATS", 0):
        lacks(f"OFPC_{kind.upper()}_STATS", "it is not in the capabilities of its features")
    everything = {"port": {"port_no": bench.ofp.OFPP_NONE if bench.version == 1 else bench.ofp.OFPP_ANY}}
    members: dict[str, int] = dict(everything.get(kind, {}))
    if kind == "queue":
        anything = bench.ofp.OFPP_ALL if bench.version == 1 else bench.ofp.OFPP_ANY
        members = {"port_no": anything, "queue_id": 0xFFFFFFFF}
    if kind == "group":
        members = {"group_id": bench.ofp.OFPG_ALL}
    if kind == "flow":
        bench.switch.flows()
    else:
        bench.switch.stats(getattr(bench.ofp.message, f"{kind}_stats_request")(**members))


@case("1.0", section=FEATURES, needs="two ports")
def test_actions_it_claims_to_have(bench: Bench) -> None:
    """A switch claims to have OUTPUT at least, and takes flows with each action that it claims to have."""
    texts = {"OUTPUT": "output:{2}", "SET_VLAN_VID": "mod_vlan_vid:7", "SET_VLAN_PCP": "mod_vlan_pcp:3"}
    texts |= {"STRIP_VLAN": "strip_vlan", "SET_DL_SRC": "mod_dl_src:02:00:00:00:00:07"}
    texts |= {"SET_DL_DST": "mod_dl_dst:02:00:00:00:00:07", "SET_NW_SRC": "mod_nw_src:192.0.2.7"}
    texts |= {"SET_NW_DST": "mod_nw_dst:192.0.2.7", "SET_NW_TOS": "mod_nw_tos:16", "SET_TP_SRC": "mod_tp_src:7"}
    texts |= {"SET_TP_DST": "mod_tp_dst:7"}
    claimed = features(bench).actions
    assert claimed & 1 << bench.ofp.OFPAT_OUTPUT
    for name, text in texts.items():
        if claimed & 1 << getattr(bench.ofp, f"OFPAT_{name}"):
            bench.flows(f"udp,actions={text},output:{{2}}")


@case("1.1-1.5", section=FEATURES, needs=("two ports", "two tables"))
def test_the_last_table(bench: Bench) -> None:
    """A switch has as many tables as it says: the last one takes flows."""
    last = features(bench).n_tables - 1
    bench.flows(f"table={last},udp,actions=output:{{2}}")
    (entry,) = bench.switch.flows()
    assert entry.table_id == last


@case(section=STATS, optional=True, needs="table statistics")
def test_statistics_of_each_table(bench: Bench) -> None:
    """There are statistics of as many tables as the switch says to have, of each once."""
    tables = [entry.table_id for entry in bench.switch.stats(bench.ofp.message.table_stats_request())]
    assert len(set(tables)) == len(tables) == features(bench).n_tables


# --- the configuration --------------------------------------------------------------------------------------------


@case(section=CONFIG, optional=True)
@pytest.mark.parametrize("mode", ["NORMAL", "DROP"])
def test_fragment_modes_are_kept(bench: Bench, mode: str) -> None:
    """What a switch is told to do about fragments is what it says to do."""
    before = configure(bench, flags=0, miss_send_len=0xFFFF)
    assert before.flags & bench.ofp.OFPC_FRAG_MASK == bench.ofp.OFPC_FRAG_NORMAL
    wanted = getattr(bench.ofp, f"OFPC_FRAG_{mode}")
    reply = configure(bench, flags=wanted, miss_send_len=0xFFFF)
    configure(bench, flags=0, miss_send_len=0xFFFF)
    assert reply.flags & bench.ofp.OFPC_FRAG_MASK == wanted


@case(section=CONFIG, optional=True)
def test_putting_fragments_together(bench: Bench) -> None:
    """Only a switch that claims IP_REASM can be told to put fragments together."""
    if features(bench).capabilities & bench.ofp.OFPC_IP_REASM:
        lacks("OFPC_IP_REASM", "it has it: it can be told to")
    xid = bench.switch.send(bench.ofp.message.set_config(flags=bench.ofp.OFPC_FRAG_REASM, miss_send_len=0xFFFF))
    reply = bench.switch.request(bench.ofp.message.get_config_request())
    configure(bench, flags=0, miss_send_len=0xFFFF)
    refused = bench.switch.controller.errors_for(xid)
    assert refused or reply.flags & bench.ofp.OFPC_FRAG_MASK != bench.ofp.OFPC_FRAG_REASM


def fragment(offset: int, more: bool) -> bytes:
    """A part of an UDP packet: at this offset in units of 8 bytes."""
    whole = f.UDP
    part = bytearray(whole[:34] + (whole[34:58] if more else whole[58:]).ljust(26, b"x"))
    part[16:18] = (len(part) - 14).to_bytes(2, "big")
    part[20:22] = (0x2000 * more | offset).to_bytes(2, "big")
    part[24:26] = b"\0\0"
    part[24:26] = pk.checksum(bytes(part[14:34])).to_bytes(2, "big")
    return bytes(part)


@case(section=CONFIG, optional=True, needs="two ports")
def test_dropping_fragments(bench: Bench) -> None:
    """A switch that is told to drop fragments drops each part of a packet, and nothing else."""
    bench.flows("actions=output:{2}")
    configure(bench, flags=bench.ofp.OFPC_FRAG_DROP, miss_send_len=0xFFFF)
    try:
        for part in (fragment(0, True), fragment(3, True), fragment(6, False)):
            bench.drops(1, part)
        bench.forwards(1, f.UDP, 2)
    finally:
        configure(bench, flags=0, miss_send_len=0xFFFF)
    bench.forwards(1, fragment(0, True), 2)


@case(section=CONFIG, needs="two ports")
def test_forwarding_fragments(bench: Bench) -> None:
    """A switch that does nothing about fragments forwards each part as it is."""
    bench.flows("ip,nw_src=192.0.2.10,nw_proto=17,actions=output:{2}")
    for part in (fragment(0, True), fragment(3, True), fragment(6, False)):
        bench.forwards(1, part, 2)


@case("1.1-1.5", section=CONFIG, optional=True)
def test_unknown_flags_are_refused(bench: Bench) -> None:
    """A flag of the configuration that nobody knows is refused, and changes nothing."""
    configure(bench, flags=0, miss_send_len=100)
    bench.refuses(bench.ofp.message.set_config(flags=0x4000, miss_send_len=200), "SWITCH_CONFIG_FAILED", "BAD_FLAGS")
    reply = bench.switch.request(bench.ofp.message.get_config_request())
    configure(bench, flags=0, miss_send_len=0xFFFF)
    assert (reply.flags, reply.miss_send_len) == (0, 100)


@case("1.0-1.2", section=CONFIG, needs="two ports")
@pytest.mark.parametrize("length", [0, 14, 64, 128])
def test_how_much_is_sent_of_a_miss(bench: Bench, length: int) -> None:
    """Of a packet that no flow takes the controller gets as much as configured if the switch keeps it, else all."""
    frame = pk.build(pk.Ethernet(f.B, f.A, 0x88B5), bytes(range(200)))
    configure(bench, miss_send_len=length)
    msg = bench.packet_in(1, frame)
    configure(bench, miss_send_len=0xFFFF)
    size = len(frame) if msg.buffer_id == NO_BUFFER else length
    assert bytes(msg.data)[:size] == frame[:size] and len(msg.data) <= max(size, 14 * (length > 0))
    assert msg.total_len == len(frame)


@case("1.0-1.2", section=CONFIG, needs="two ports")
def test_a_miss_is_sent_whole(bench: Bench) -> None:
    """With the greatest length configured the controller gets whole packets."""
    frame = pk.build(pk.Ethernet(f.B, f.A, 0x88B5), bytes(range(256)) * 5)
    configure(bench, miss_send_len=0xFFFF)
    msg = bench.packet_in(1, frame)
    assert bytes(msg.data) == frame


@case("1.3-1.5", section=CONFIG, needs="two ports")
def test_actions_say_how_much_is_sent(bench: Bench) -> None:
    """The configured length is not for packets that an action sends to the controller."""
    frame = pk.build(pk.Ethernet(f.B, f.A, 0x88B5), bytes(range(200)))
    configure(bench, miss_send_len=16)
    bench.flows("priority=5,actions=controller:65535")
    msg = bench.packet_in(1, frame)
    configure(bench, miss_send_len=0xFFFF)
    assert bytes(msg.data) == frame


# --- descriptions -------------------------------------------------------------------------------------------------


@case(section=STATS)
def test_the_description_stays(bench: Bench) -> None:
    """A switch describes itself the same whenever it is asked."""
    one, other = (bench.switch.request(bench.ofp.message.desc_stats_request()) for _ in range(2))
    one.xid = other.xid = 0
    assert one == other


@case(section=STATS)
def test_texts_leave_room_for_their_end(bench: Bench) -> None:
    """The texts of the description are shorter than the room they have: each ends with a zero."""
    told: Any = bench.switch.request(bench.ofp.message.desc_stats_request())
    for name in ("mfr_desc", "hw_desc", "sw_desc", "serial_num", "dp_desc"):
        assert len(getattr(told, name)) < (32 if name == "serial_num" else 256), name
