"""Tables of FakeSwitch that run full: eviction, vacancy events, and what table mods are refused."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.talk import Talk

later = pytest.mark.parametrize("version", [5, 6])


def small(version: int, size: int = 10) -> Talk:
    talk = Talk(version)
    talk.switch.datapath.flows.tables[2].max_entries = size
    return talk


def mod(talk: Talk, config: int, *properties: Any, table: int = 2) -> Any:
    return talk.ofp.message.table_mod(table_id=table, config=config, properties=list(properties))


def flow(talk: Talk, priority: int, **members: Any) -> Any:
    return talk.flow(table_id=2, priority=priority, **{"idle_timeout": 100, **members})


def fill(talk: Talk, *priorities: int, **members: Any) -> list[Any]:
    return [msg for priority in priorities for msg in talk.ask(flow(talk, priority, **members))]


@later
def test_a_full_table_evicts_the_least_important(version: int) -> None:
    talk = small(version)
    assert talk.ask(mod(talk, talk.ofp.OFPTC_EVICTION)) == []
    fill(talk, *range(8), importance=9)
    fill(talk, 8, importance=3, flags=talk.ofp.OFPFF_SEND_FLOW_REM, cookie=0x88)
    fill(talk, 9, importance=0, idle_timeout=0)
    assert fill(talk, 3, importance=9) == [], "what is replaced needs no room"
    (gone,) = fill(talk, 10)
    assert (gone.cookie, gone.reason) == (0x88, talk.ofp.OFPRR_EVICTION)
    assert fill(talk, 11) == []
    assert {entry.priority for entry in talk.switch.flows} == {0, 1, 2, 3, 4, 5, 6, 7, 9, 11}, (
        "without a time-out: stays"
    )


@later
def test_who_evicts_nothing_is_full(version: int) -> None:
    talk = small(version)
    talk.ask(mod(talk, talk.ofp.OFPTC_EVICTION))
    fill(talk, *range(10), idle_timeout=0)
    talk.refused(flow(talk, 10), "flow_mod_failed", "OFPFMFC_TABLE_FULL")


@later
def test_vacancy_is_told_once_each_way(version: int) -> None:
    talk = small(version)
    levels = talk.ofp.table_mod_prop.vacancy(vacancy_down=30, vacancy_up=50)
    talk.ask(mod(talk, talk.ofp.OFPTC_VACANCY_EVENTS, levels))
    assert fill(talk, *range(7)) == []
    (told,) = fill(talk, 7, 8, 9)
    assert (type(told).__name__, told.reason, told.table.table_id) == ("table_status", talk.ofp.OFPTR_VACANCY_DOWN, 2)
    assert [prop.vacancy for prop in told.table.properties if type(prop).__name__ == "vacancy"] == [20]
    deletes = [talk.flow("flow_delete_strict", table_id=2, priority=n) for n in range(10)]
    told = [msg for delete in deletes for msg in talk.ask(delete)]
    assert [(msg.reason, msg.table.properties[-1].vacancy) for msg in told] == [(talk.ofp.OFPTR_VACANCY_UP, 60)]
    talk.ask(mod(talk, 0))
    assert fill(talk, *range(10)) == []


@later
def test_vacancy_that_is_low_already(version: int) -> None:
    talk = small(version)
    fill(talk, *range(6))
    levels = talk.ofp.table_mod_prop.vacancy(vacancy_down=30, vacancy_up=50)
    talk.ask(mod(talk, talk.ofp.OFPTC_VACANCY_EVENTS, levels))
    assert fill(talk, 6, 7, 8) == []
    (told,) = talk.ask(talk.flow("flow_delete", table_id=0xFF))
    assert told.reason == talk.ofp.OFPTR_VACANCY_UP


@later
def test_bundles_tell_of_room_when_they_are_done(version: int) -> None:
    talk = small(version)
    ofp = talk.ofp
    levels = ofp.table_mod_prop.vacancy(vacancy_down=30, vacancy_up=50)
    talk.ask(mod(talk, ofp.OFPTC_VACANCY_EVENTS, levels))

    def bundled(*msgs: Any, commit: int) -> list[Any]:
        told = []
        for msg in msgs:
            msg.xid = talk.xid + 1
            inner = {"message": msg} if version == 6 else {"data": msg.pack()}
            told += talk.ask(ofp.message.bundle_add_msg(bundle_id=1, flags=3, **inner))
        return told + talk.ask(ofp.message.bundle_ctrl_msg(bundle_id=1, bundle_ctrl_type=commit, flags=3))

    flows = [flow(talk, n) for n in range(9)]
    told = bundled(*flows, mod(talk, 1 << 20), commit=ofp.OFPBCT_COMMIT_REQUEST)
    assert [type(msg).__name__ for msg in told] == ["table_mod_failed_error_msg", "bundle_failed_error_msg"]
    assert talk.switch.flows == []
    told = bundled(*flows, commit=ofp.OFPBCT_COMMIT_REQUEST)
    assert [type(msg).__name__ for msg in told] == ["table_status", "bundle_ctrl_msg"]


@pytest.mark.parametrize("version", [2, 3, 4, 5, 6])
def test_table_mods_that_are_refused(version: int) -> None:
    talk = Talk(version)
    ofp = talk.ofp
    talk.refused(ofp.message.table_mod(table_id=8), "table_mod_failed", "OFPTMFC_BAD_TABLE")
    talk.refused(ofp.message.table_mod(table_id=1, config=1 << 20), "table_mod_failed", "OFPTMFC_BAD_CONFIG")
    if version < 5:
        return
    for down, up in ((60, 50), (10, 101)):
        levels = ofp.table_mod_prop.vacancy(vacancy_down=down, vacancy_up=up)
        talk.refused(mod(talk, 8, levels), "bad_property", "OFPBPC_BAD_VALUE")
    talk.refused(mod(talk, 4, ofp.table_mod_prop.eviction(flags=64)), "bad_property", "OFPBPC_BAD_VALUE")
    odd = ofp.table_mod_prop.experimenter(experimenter=0xBEEF01, exp_type=1)
    talk.refused(mod(talk, 4, odd), "bad_property", "OFPBPC_BAD_EXPERIMENTER")
    assert {table.config for table in talk.switch.datapath.flows.tables} == {0}
