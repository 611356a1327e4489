"""Egress tables of FakeSwitch (OpenFlow 1.5)."""

from __future__ import annotations

from typing import Any

import pytest

from oftwist.packet import set_field
from tests.support.talk import UDP, Talk

FIRST = 3


class Egress(Talk):
    """Talk about egress tables, of which table 3 is the first."""

    def __init__(self, **options: Any) -> None:
        super().__init__(6, **options)
        assert self.set((FIRST, True))[FIRST].features == 0x13

    def set(self, *wanted: tuple[int, bool], command: int = 1) -> dict[int, Any]:
        """Say of tables whether they are the first egress table; returns the features there are then."""
        entries = [
            self.ofp.table_features(table_id=table_id, command=command, features=0x13 if first else 3)
            for table_id, first in wanted
        ]
        reply = self.one(self.ofp.message.table_features_stats_request(entries=entries))
        return {table.table_id: table for table in reply.entries}

    def firsts(self) -> list[int]:
        return [number for number, table in self.set().items() if table.features & 0x10]

    def udp(self, port: int) -> Any:
        return self.ofp.action.set_field(field=self.ofp.oxm.udp_dst(port))

    def by(self, port: int, *actions: Any, table_id: int = FIRST) -> None:
        """A flow of an egress table, for what leaves by a port."""
        ofp = self.ofp
        match = ofp.match([ofp.oxm.eth_type(0x800), ofp.oxm.ip_proto(17), ofp.oxm.actset_output(port)])
        assert self.ask(self.flow(table_id=table_id, priority=5, match=match, actions=actions)) == []


def test_what_tables_say_of_themselves() -> None:
    talk = Talk(6, tables=4)
    told = talk.one(talk.ofp.message.table_features_stats_request()).entries
    assert [table.features for table in told] == [1, 3, 3, 3]
    egress = Egress(tables=5)
    told = list(egress.set().values())
    assert [table.features for table in told] == [1, 3, 3, 0x13, 3]
    following = [
        [number.value for prop in table.properties if type(prop).__name__.endswith("next_tables")
         for number in prop.next_table_ids]
        for table in told
    ]  # fmt: skip
    assert following == [[1, 2], [2], [], [4], []]


def test_the_first_is_moved_and_taken_away() -> None:
    talk = Egress()
    talk.set((5, True))
    assert talk.firsts() == [5]
    talk.set((5, False), command=3)
    assert talk.firsts() == [5], "a table that is taken out of the pipeline is another matter"
    talk.set((4, False))
    assert talk.firsts() == [5]
    talk.set((5, False))
    assert talk.firsts() == []
    talk.set((5, True), command=0)
    talk.switch.restart()
    assert talk.switch.datapath.first_egress is None


@pytest.mark.parametrize(
    ("tables", "code"), [((4, 5), "BAD_FEATURES"), ((0,), "BAD_FEATURES"), ((77,), "BAD_TABLE")]
)  # fmt: skip
def test_features_that_are_refused(tables: tuple[int, ...], code: str) -> None:
    talk = Egress()
    entries = [talk.ofp.table_features(table_id=table_id, command=1, features=0x13) for table_id in tables]
    request = talk.ofp.message.table_features_stats_request(entries=entries)
    talk.refused(request, "table_features_failed", "OFPTFFC_" + code)
    assert talk.firsts() == [FIRST]


def test_each_copy_goes_its_own_way() -> None:
    talk = Egress()
    ofp = talk.ofp
    talk.ask(talk.flow(actions=[talk.output(2), talk.output(3), talk.output(4), talk.output(ofp.OFPP_IN_PORT)]))
    talk.by(1, talk.udp(1))
    talk.by(2, talk.udp(2))
    talk.by(4)
    talk.switch.receive(1, UDP)
    assert talk.out() == {1: [set_field(UDP, "udp_dst", 1)], 2: [set_field(UDP, "udp_dst", 2)], 4: [UDP]}


def test_groups_floods_and_packet_outs() -> None:
    talk = Egress()
    ofp = talk.ofp
    buckets = [ofp.bucket(bucket_id=number, actions=[talk.output(number)]) for number in (2, 3)]
    assert talk.ask(ofp.message.group_add(group_type=0, group_id=1, buckets=buckets)) == []
    talk.by(3, talk.udp(3))
    changed = {3: [set_field(UDP, "udp_dst", 3)]}
    for action in (talk.output(3), talk.output(ofp.OFPP_FLOOD), ofp.action.group(group_id=1)):
        assert talk.ask(talk.packet_out([action])) == []
        assert talk.out() == changed
    write = ofp.instruction.write_actions(actions=[ofp.action.group(group_id=1)])
    talk.ask(talk.flow(instructions=[write]))
    talk.switch.receive(1, UDP)
    assert talk.out() == changed


def test_tables_go_on_to_their_own_kind() -> None:
    talk = Egress(tables=6)
    ofp = talk.ofp

    def going(table_id: int, following: int) -> Any:
        return talk.flow(table_id=table_id, instructions=[ofp.instruction.goto_table(table_id=following)])

    talk.refused(going(0, FIRST), "bad_instruction", "OFPBIC_BAD_TABLE_ID")
    talk.refused(going(2, 5), "bad_instruction", "OFPBIC_BAD_TABLE_ID")
    assert talk.ask(going(0, 2)) == talk.ask(going(FIRST, 5)) == []
    talk.ask(talk.flow(table_id=2, actions=[talk.output(2)]))
    talk.by(2, talk.udp(5), table_id=5)
    talk.switch.receive(1, UDP)
    assert talk.out() == {2: [set_field(UDP, "udp_dst", 5)]}
    # What was there before it became an egress table is no way to it.
    talk.set((2, True))
    talk.switch.receive(1, UDP)
    assert talk.out() == {}


def test_egress_tables_change_no_port() -> None:
    talk = Egress()
    ofp = talk.ofp
    assert talk.ask(ofp.message.group_add(group_type=0, group_id=1)) == []
    for action in (talk.output(3), ofp.action.group(group_id=1)):
        write = ofp.instruction.write_actions(actions=[action])
        talk.refused(talk.flow(table_id=FIRST, instructions=[write]), "bad_action", "OFPBAC_BAD_TYPE")
        assert talk.ask(talk.flow(table_id=FIRST - 1, instructions=[write])) == []


def test_packet_ins_and_lists_of_egress_tables() -> None:
    """What a list of actions sends leaves at once, and does not come to the egress tables again."""
    talk = Egress()
    ofp = talk.ofp
    talk.ask(talk.flow(actions=[talk.output(2)]))
    talk.by(2, talk.output(ofp.OFPP_CONTROLLER), talk.output(3))
    talk.by(3, talk.udp(3))
    talk.switch.receive(1, UDP)
    (msg,) = talk.read()
    assert (type(msg).__name__, msg.table_id, msg.data) == ("packet_in", FIRST, UDP)
    assert talk.out() == {2: [UDP], 3: [UDP]}


def test_open_vswitch_has_none() -> None:
    talk = Talk(6, extensions="openvswitch")
    entry = talk.ofp.table_features(table_id=3, command=1, features=0x13)
    reply = talk.one(talk.ofp.message.table_features_stats_request(entries=[entry]))
    assert {table.features for table in reply.entries} == {0} and talk.switch.datapath.first_egress is None
