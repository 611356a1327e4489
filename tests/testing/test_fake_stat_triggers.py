"""Stat triggers and pipeline fields of packet-outs of FakeSwitch (OpenFlow 1.5)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.talk import UDP, Talk


def trigger(talk: Talk, flags: int, **thresholds: int) -> Any:
    ofp = talk.ofp
    levels = [getattr(ofp, f"oxs_{name}")(value=value) for name, value in thresholds.items()]
    told = ofp.instruction.stat_trigger(flags=flags, thresholds=levels)
    return talk.flow(priority=5, instructions=[told, ofp.instruction.apply_actions(actions=[talk.output(2)])])


@pytest.mark.parametrize(
    ("flags", "thresholds", "wanted"),
    [
        (0, {"packet_count": 3}, [3]),
        (0, {"byte_count": 2 * len(UDP)}, [2]),
        (0, {"packet_count": 2, "byte_count": 4 * len(UDP)}, [2, 4]),
        (1, {"packet_count": 2}, [2, 4, 6]),
        (2, {"packet_count": 2, "byte_count": 4 * len(UDP)}, [2]),
        (0, {"packet_count": 0}, []),
        (0, {"duration": 1}, []),
    ],
)
def test_when_a_flow_tells(flags: int, thresholds: dict[str, int], wanted: list[int]) -> None:
    talk = Talk(6)
    slave = talk.connect()
    talk.ask(talk.ofp.message.role_request(role=3, generation_id=1), slave)
    assert talk.ask(trigger(talk, flags, **thresholds)) == []
    told = []
    for number in range(1, 8):
        talk.switch.receive(1, UDP)
        for msg in talk.read():
            (entry,) = msg.entries
            assert (msg.xid, entry.reason, entry.priority) == (0, talk.ofp.OFPFSR_STAT_TRIGGER, 5)
            assert {type(oxs).__name__: oxs.value for oxs in entry.stats.oxs_fields}["oxs_packet_count"] == number
            told.append(number)
    assert told == wanted
    assert talk.out() == {2: [UDP] * 7} and talk.read(slave) == []


def test_metadata_of_a_packet_out() -> None:
    talk = Talk(6)
    ofp = talk.ofp
    talk.ask(talk.flow(actions=[talk.output(2)], match=ofp.match([ofp.oxm.metadata(0x77)])))
    for value in (0x78, 0x77):
        fields = ofp.match([ofp.oxm.in_port(1), ofp.oxm.metadata(value)])
        out = ofp.message.packet_out(
            buffer_id=0xFFFFFFFF, match=fields, actions=[talk.output(ofp.OFPP_TABLE)], data=UDP
        )
        assert talk.ask(out) == []
        assert talk.out() == ({2: [UDP]} if value == 0x77 else {})
