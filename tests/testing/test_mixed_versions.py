"""One switch with controllers that speak different versions, and clocks that change."""

from __future__ import annotations

from typing import Any

from twisted.internet.task import Clock

from oftwist import loxi
from oftwist.testing import FakeSwitch
from tests.support.talk import UDP, Talk


def both() -> tuple[Talk, Talk, FakeSwitch]:
    switch = FakeSwitch(1, {1, 4})
    talks = []
    for version in (1, 4):
        talk = Talk(version, connect=False)
        talk.switch = switch
        for number, port in switch.ports.items():
            port.send = talk.sent[number].append
        talk.channel = switch.channel()
        talk.channel.receive(loxi.protocol(version).message.hello(xid=1).pack())
        talk.channel.take()
        talks.append(talk)
    return talks[0], talks[1], switch


def test_entries_of_both_versions_work_and_are_told_apart() -> None:
    old, new, switch = both()
    flood = old.output(old.ofp.OFPP_FLOOD)
    old.ask(old.flow(match=old.match(in_port=1), actions=[flood], priority=1))
    new.ask(new.flow(match=new.match(in_port=2), actions=[new.output(new.ofp.OFPP_IN_PORT)], priority=2))
    switch.receive(1, UDP)
    assert sorted(new.out()) == [2, 3, 4]
    switch.receive(2, UDP)
    assert sorted(new.out()) == [2]
    assert [entry.priority for entry in old.one(old.stats("flow")).entries] == [1]
    assert [entry.priority for entry in new.one(new.stats("flow")).entries] == [2]
    # a change from the other side: the entry now has actions of that version
    new.ask(new.flow("flow_modify", match=new.match(in_port=1), actions=[new.output(3)]))
    switch.receive(1, UDP)
    assert sorted(new.out()) == [3]
    old.ask(old.flow("flow_delete"))
    assert switch.flows == []


def test_ages_survive_a_change_of_clock() -> None:
    old, _, switch = both()
    own: Any = switch.clock
    own.advance(5)
    old.ask(old.flow())
    own.advance(3)
    other = Clock()
    other.advance(1_000_000)
    switch.use_clock(other)
    other.advance(2)
    (entry,) = old.one(old.stats("flow")).entries
    assert entry.duration_sec == 5
    switch.use_clock(Clock())  # only the first counts
    assert switch.clock is other
