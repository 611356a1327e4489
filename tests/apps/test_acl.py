"""Access lists in front of the fabric, in simulated networks, in memory on a fake clock."""

from __future__ import annotations

from typing import Any

import pytest
from twisted.internet.defer import ensureDeferred, succeed

from oftwist import Switch, wire
from oftwist.apps.acl import COOKIE, MASK, Acl, Count
from oftwist.apps.fabric import Fabric
from oftwist.apps.monitor import Monitor
from oftwist.loxi import protocol
from oftwist.packet import build_udp
from oftwist.testing import Network
from oftwist.testing.network import Host
from tests.support.world import World

TABLES = [[2], [3], [4], [5], [6]]


def world(versions: list[int], *rules: str, default: str = "allow") -> tuple[World, Acl]:
    acl = Acl(list(rules), default)
    made = World(Network.shaped("ring", 4, 1, versions=versions), Fabric(), acl)
    made.run(2)
    return made, acl


def came(world: World, port: int, one: Host, other: Host) -> bool:
    """Whether a datagram for a port arrives."""
    frame = build_udp(other.mac, one.mac, one.ip, other.ip, 1000, port)
    other.received.clear()
    one.send(frame)
    world.run(0.3)
    return frame in other.received


def counts(world: World, acl: Acl) -> list[Count]:
    found: list[Any] = []
    ensureDeferred(acl.counts()).addBoth(found.append)
    world.run(0.3)
    assert isinstance(found[0], list), found
    return found[0]


@pytest.mark.parametrize("versions", TABLES, ids=str)
def test_the_first_rule_that_matches_decides(versions: list[int]) -> None:
    walled, acl = world(
        versions, "allow udp,tp_dst=53,nw_src=10.0.0.1", "deny udp,tp_dst=53", "allow arp", "allow ip", default="deny"
    )
    assert not walled.ping_all().unanswered
    one, two, three, _ = walled.network.hosts
    assert came(walled, 53, one, three)
    assert not came(walled, 53, two, three)
    assert came(walled, 54, two, three)
    told = counts(walled, acl)
    assert [count.rule for count in told] == [rule.text for rule in acl.rules] + ["deny all"]
    assert told[0].packets >= 1 and told[1].packets == 1 and told[1].bytes == 60
    assert told[3].packets > 10
    assert not any(switch.errors_sent for switch in walled.network.switches)


@pytest.mark.parametrize("versions", [[1], *TABLES], ids=str)
def test_a_default_of_deny_lets_nothing_pass(versions: list[int]) -> None:
    walled, _ = world(versions, default="deny")
    report = walled.ping_all()
    assert report.answered == 0
    assert len(walled.topology.links) == 4  # that is not its business


def test_with_one_table_only_denying_is_possible_and_nothing_is_allowed_by_mistake() -> None:
    walled, _ = world([1], "allow udp,tp_dst=53,nw_src=10.0.0.1", "deny udp,tp_dst=53")
    assert not walled.ping_all().unanswered
    one, two, three, _ = walled.network.hosts
    assert not came(walled, 53, one, three) and not came(walled, 53, two, three)
    assert came(walled, 54, two, three)


@pytest.mark.parametrize("versions", [[1], [4], [6]], ids=str)
def test_another_list_takes_the_place_of_the_first(versions: list[int]) -> None:
    walled, acl = world(versions, "deny udp,tp_dst=53", "deny udp,tp_dst=54")
    one, _, three, _ = walled.network.hosts
    assert not walled.ping_all().unanswered
    assert not came(walled, 53, one, three)
    walled.controller.remove_app(acl)
    walled.controller.add_app(Acl(["deny udp,tp_dst=55"]))
    walled.run(1)
    assert came(walled, 53, one, three) and not came(walled, 55, one, three)
    ours = [flow for flow in walled.network.switches[0].flows if flow.cookie & MASK == COOKIE]
    assert len(ours) == 1


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ("permit ip", "begins with allow or deny"),
        ("deny nw_src=10.0.0.1.2", "10.0.0.1.2"),
        ("deny tcp,actions=drop", "a match only"),
        ("deny tpc", "tpc"),
    ],
)
def test_mistakes_are_named(rule: str, says: str) -> None:
    with pytest.raises(ValueError, match=says) as caught:
        Acl(["allow arp", rule])
    assert rule in str(caught.value)


def test_a_default_is_one_of_two() -> None:
    with pytest.raises(ValueError, match="allow or deny"):
        Acl(default="drop")


def test_a_flow_that_cannot_be_read_costs_the_others_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table with one is told to the list of rules, and to the monitor."""
    monitor = Monitor(interval=1.0, flow_interval=1.0)
    acl = Acl(["deny udp,tp_dst=53"], "allow")
    ofp = protocol(4)
    flow = ofp.flow_stats_entry(cookie=COOKIE, packet_count=5, byte_count=7)
    port = ofp.port_stats_entry(port_no=1, rx_bytes=9)

    def told(entry: Any) -> Any:
        bad = ofp.flow_stats_entry(instructions=[ofp.instruction.meter()])
        raw = bytearray(ofp.message.flow_stats_reply(xid=1, entries=[bad]).pack())
        raw[-5] = 0xF0  # the length of the instruction
        return lambda *_args, **_more: succeed([*wire.decode(bytes(raw)).entries, entry])

    monkeypatch.setattr(Switch, "flows", told(flow))
    monkeypatch.setattr(Switch, "port_stats", told(port))
    made = World(Network.shaped("line", 1, 1, versions=[4]), acl, monitor)
    made.run(4)
    assert counts(made, acl)[0] == Count("deny udp,tp_dst=53", 5, 7)
    assert len(monitor.history(1, 1)) >= 1
    assert not any(switch.errors_sent for switch in made.network.switches)
