"""Flow monitors of FakeSwitch as OpenFlow 1.4 and 1.5 have them; those of Open vSwitch are in test_openvswitch.py."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.talk import Talk

later = pytest.mark.parametrize("version", [5, 6])
INITIAL, ADD, REMOVED, MODIFY, INSTRUCTIONS, NO_ABBREV, ONLY_OWN = (1 << bit for bit in range(7))


def monitor(talk: Talk, flags: int, number: int = 1, command: int = 0, **members: Any) -> Any:
    ofp = talk.ofp
    wanted = {"out_port": ofp.OFPP_ANY, "out_group": ofp.OFPG_ANY, "table_id": 0xFF, "match": ofp.match(), **members}
    entry = ofp.flow_monitor_entry(monitor_id=number, flags=flags, command=command, **wanted)
    return ofp.message.flow_monitor_request(entries=[entry])


def events(messages: list[Any]) -> list[str]:
    return [type(entry).__name__.removeprefix("flow_update_") for msg in messages for entry in msg.entries]


@later
def test_what_is_there_and_what_changes(version: int) -> None:
    talk = Talk(version)
    talk.ask(talk.flow(actions=[talk.output(2)], cookie=7))
    reply = talk.one(monitor(talk, INITIAL | ADD | REMOVED | INSTRUCTIONS))
    assert events([reply]) == ["initial"] and reply.entries[0].cookie == 7 and reply.entries[0].instructions
    other = talk.connect()
    assert talk.ask(talk.flow(priority=9), other) == []
    assert events(talk.read()) == ["added"]
    (told,) = talk.ask(talk.flow("flow_delete", table_id=0xFF))[:1]
    assert events([told]) == ["abbrev"] and told.xid == 0 and told.entries[0].xid == talk.xid


@later
def test_flags(version: int) -> None:
    talk = Talk(version)
    talk.ask(monitor(talk, ADD | NO_ABBREV))
    assert events(talk.ask(talk.flow(priority=1))) == ["added"]
    talk.ask(monitor(talk, ADD | ONLY_OWN, command=talk.ofp.OFPFMC_MODIFY))
    talk.ask(talk.flow(priority=2), talk.connect())
    assert talk.read() == []
    assert events(talk.ask(talk.flow(priority=3))) == ["abbrev"]


@later
def test_refusals(version: int) -> None:
    talk = Talk(version)
    talk.ask(monitor(talk, ADD))
    for msg, code in (
        (monitor(talk, ADD), "MONITOR_EXISTS"),
        (monitor(talk, ADD, 2, command=1), "UNKNOWN_MONITOR"),
        (monitor(talk, ADD, 2, command=2), "UNKNOWN_MONITOR"),
        (monitor(talk, ADD, 2, command=9), "BAD_COMMAND"),
        (monitor(talk, 0x80, 2), "BAD_FLAGS"),
        (monitor(talk, ADD, 2, table_id=8), "BAD_TABLE_ID"),
    ):
        talk.refused(msg, "flow_monitor_failed", f"OFPMOFC_{code}")
    talk.ask(monitor(talk, 0, command=2))
    assert talk.ask(talk.flow()) == []
