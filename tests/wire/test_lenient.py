"""Answers of real switches that are not what the specification asks for, as they came over the wire."""

from __future__ import annotations

import copy
import pickle

import pytest

import oftwist.loxi.of11 as of11
import oftwist.loxi.of15 as of15
from oftwist import wire
from oftwist.errors import ProtocolError

# Open vSwitch 3.1.0, OpenFlow 1.5: 16 bytes of meter features, where 1.5.1 §7.3.5.14 has 24.
METER_FEATURES = bytes.fromhex("0613002072bfd0f0000b0000000000000004000000000002 0000000f08000000")
# Open vSwitch 3.1.0, OpenFlow 1.1: one flow, whose match is of type OXM as in 1.2.
FLOW_STATS = bytes.fromhex(
    "0213007814d8abc80001000000000000"
    "0068000000000000068e77800005000000000000000000000000000000000007000000000000000000000000000000 00"
    "0001001600000602 08000000 0f080a000000ff00000000000004001800000000000000100000000200000000000000000001000801000000"
)


def test_short_meter_features() -> None:
    reply = wire.decode(METER_FEATURES)
    assert type(reply)._plain is of15.message.meter_features_stats_reply
    assert isinstance(reply, of15.message.meter_features_stats_reply)
    features = reply.features
    assert (features.max_meter, features.band_types, features.capabilities, features.max_bands) == (262144, 2, 15, 8)
    assert (features.max_color, features.features) == (0, 0)
    assert reply.pack() == METER_FEATURES
    assert eval(repr(reply), {"ofp": of15}) == reply
    assert copy.deepcopy(reply) == pickle.loads(pickle.dumps(reply)) == reply

    whole = of15.message.meter_features_stats_reply(xid=reply.xid, features=features)
    assert len(whole.pack()) == 40 and wire.decode(whole.pack()) == whole != reply
    whole.shadow(cut=8)
    assert whole == reply and whole.pack() == METER_FEATURES


@pytest.mark.parametrize("size", [*range(16, 32), *range(33, 40)])
def test_meter_features_of_other_sizes(size: int) -> None:
    frame = METER_FEATURES[:2] + size.to_bytes(2, "big") + (METER_FEATURES + bytes(8))[4:size]
    with pytest.raises(ProtocolError):
        wire.decode(frame)


def test_nothing_else_may_be_cut() -> None:
    with pytest.raises(AttributeError):
        of15.message.hello().shadow(cut=8)
    with pytest.raises(AttributeError):
        of15.message.meter_features_stats_reply().shadow(cut=4)


def test_flows_of_1_1_with_matches_of_1_2() -> None:
    reply = wire.decode(FLOW_STATS)
    assert type(reply) is of11.message.flow_stats_reply
    (entry,) = reply.entries
    assert isinstance(entry, of11.flow_stats_entry_oxm)
    assert isinstance(entry.instructions[0], of11.instruction.apply_actions)
    assert (entry.priority, entry.cookie, entry.duration_nsec) == (5, 7, 110000000)
    assert len(entry.match.oxm_list) == 2
    assert entry.instructions[0].actions[0].port == 2
    assert reply.pack() == FLOW_STATS


def test_flows_of_1_1_that_are_neither() -> None:
    own = of11.message.flow_stats_reply(xid=1, entries=[of11.flow_stats_entry(cookie=3)])
    (entry,) = wire.decode(own.pack()).entries
    assert type(entry) is of11.flow_stats_entry
    for at in range(16, len(FLOW_STATS)):
        bad = bytearray(FLOW_STATS)
        bad[at] ^= 0xFF
        try:
            assert wire.decode(bytes(bad)).pack() is not None
        except ProtocolError as error:
            assert error.cls and error.offset is not None
    wrong_type = bytearray(FLOW_STATS)
    wrong_type[16 + 49] = 7
    with pytest.raises(ProtocolError, match="flow_stats_entry"):
        wire.decode_strictly(bytes(wrong_type))
    assert wire.decode(bytes(wrong_type)).pack() == wrong_type


def test_a_match_of_1_1_tells_fields_of_both_numberings_by_name() -> None:
    match = of11.match_v3(oxm_list=[of11.oxm.in_port(3), of11.oxm.nxm_eth_type(0x800), of11.oxm.nxm_ip_src(7)])
    assert (match["in_port"], match["eth_type"], match["ipv4_src"]) == (3, 0x800, 7) and match.get("in_port") == 3
    assert of11.match_v3.build(**dict(match)) == match
