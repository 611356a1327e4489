"""Statistics as requests and answers: every kind of each version, filters, parts, what is refused, what members say."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from oftwist.conformance import case
from oftwist.conformance.lacking import lacks
from oftwist.conformance.suite import frames as f
from oftwist.conformance.suite.bench import Bench
from oftwist.errors import RequestFailed

STATS = "1.0 5.3.5, 1.1 A.3.6, 1.2 A.3.6, 1.3 7.3.5"
ERRORS = "1.0 5.4.4, 1.1 A.4.4, 1.2 A.4.4, 1.3 7.4.4, 1.5 7.5.4"


class Kind(NamedTuple):
    """A kind of statistics: its name, since and until which version, whether a switch must have it."""

    name: str
    since: int
    until: int = 6
    must: bool = False

    def fits(self, version: int) -> bool:
        """Whether a version has it."""
        return self.since <= version <= self.until


KINDS = [
    Kind("desc", 1, must=True), Kind("flow", 1, must=True), Kind("aggregate", 1, must=True), Kind("table", 1),
    Kind("port", 1), Kind("queue", 1), Kind("group", 2), Kind("group_desc", 2), Kind("group_features", 3),
    Kind("meter", 4), Kind("meter_config", 4), Kind("meter_features", 4), Kind("table_features", 4),
    Kind("port_desc", 4, must=True), Kind("table_desc", 5), Kind("queue_desc", 5), Kind("flow_lightweight", 6),
    Kind("bundle_features", 6), Kind("controller_status", 6),
]  # fmt: skip


def asked(bench: Bench, name: str) -> Any:
    """A request of a kind, for everything there is."""
    ofp = bench.ofp
    anything = ofp.OFPP_NONE if bench.version == 1 else ofp.OFPP_ANY
    members: dict[str, Any] = {}
    if name in ("flow", "aggregate", "flow_lightweight"):
        members = {"table_id": 0xFF, "out_port": anything, "match": ofp.match.parse("")}
        members |= {"out_group": ofp.OFPG_ANY} if bench.version > 1 else {}
    elif name in ("queue", "queue_desc"):
        members = {"port_no": ofp.OFPP_ALL if bench.version == 1 else anything, "queue_id": 0xFFFFFFFF}
    elif name == "port" or (name == "port_desc" and bench.version == 6):
        members = {"port_no": anything}
    elif name == "group" or (name == "group_desc" and bench.version == 6):
        members = {"group_id": ofp.OFPG_ALL}
    elif name in ("meter", "meter_config"):
        members = {"meter_id": ofp.OFPM_ALL}
    elif name == "bundle_features":
        members = {"feature_request_flags": 0}
    return getattr(ofp.message, f"{name}_stats_request")(**members)


@case(section=STATS, optional=True)
@pytest.mark.parametrize("kind", [kind for kind in KINDS if not kind.must], ids=lambda kind: kind.name)
def test_each_kind(bench: Bench, kind: Kind) -> None:
    """A request is answered by statistics of its kind, with its transaction id, or refused as not known."""
    answered(bench, kind.name)


@case(section=STATS)
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.must], ids=lambda kind: kind.name)
def test_each_kind_that_must_be(bench: Bench, kind: Kind) -> None:
    """A request of a kind that every switch has is answered by statistics of this kind, with its transaction id."""
    answered(bench, kind.name)


def answered(bench: Bench, name: str) -> None:
    """Ask for a kind of statistics: the answer must be of it."""
    msg = asked(bench, name)
    try:
        reply = bench.switch.request(msg)
    except RequestFailed as failed:
        error: Any = failed.errors[0]
        assert error.err_type == bench.ofp.OFPET_BAD_REQUEST, error.show()
        lacks(type(msg).__name__.removesuffix("_request"), f"it does not know this kind: {failed}")
    assert type(reply).__name__ == type(msg).__name__.replace("_request", "_reply")
    assert reply.xid == msg.xid


@case(section=STATS)
def test_a_request_may_come_at_any_time(bench: Bench) -> None:
    """Requests of several kinds that are sent one behind the other are answered each by its own."""
    bench.switch.controller.clear_queue()
    sent = {bench.switch.send(asked(bench, name)): name for name in ("desc", "flow", "aggregate", "desc", "flow")}
    while sent:
        reply = bench.switch.poll()
        assert reply is not None and type(reply).__name__ == f"{sent.pop(reply.xid)}_stats_reply"


@case(section=ERRORS)
@pytest.mark.parametrize("more", [0, 16], ids=["short", "long"])
def test_experimenter_statistics(bench: Bench, more: int) -> None:
    """Statistics of an experimenter that nobody knows are refused."""
    body = b"\x00\xbe\xef\x01" + bytes(more if bench.version == 1 else 4 + more)
    error = raw(bench, 0xFFFF, body)
    names = ("BAD_VENDOR", "BAD_EXPERIMENTER", "BAD_EXPERIMENTER_TYPE", "BAD_EXP_TYPE")
    codes = {getattr(bench.ofp, f"OFPBRC_{name}", -1) for name in names}
    assert error.err_type == bench.ofp.OFPET_BAD_REQUEST and error.code in codes, error.show()


@case(section=ERRORS)
@pytest.mark.parametrize("kind", [1, 2, 4], ids=["flow", "aggregate", "port"])
def test_requests_that_are_too_short(bench: Bench, kind: int) -> None:
    """A request that is shorter than its kind demands is refused."""
    error = raw(bench, kind, bytes(4))
    assert (error.err_type, error.code) == (bench.ofp.OFPET_BAD_REQUEST, bench.ofp.OFPBRC_BAD_LEN), error.show()


def raw(bench: Bench, kind: int, body: bytes) -> Any:
    """The one error that comes of a request for statistics with such a body."""
    xid = bench.switch.controller.next_xid()
    data = kind.to_bytes(2, "big") + bytes(2 if bench.version == 1 else 6) + body
    head = bytes([bench.version, 16 if bench.version <= 1 else 18, 0, 8 + len(data)])
    bench.switch.controller.message_send(head + xid.to_bytes(4, "big") + data)
    bench.switch.barrier()
    errors = bench.switch.controller.errors_for(xid)
    assert len(errors) == 1, f"{len(errors)} errors"
    return errors[0]


@case("1.1-1.5", section=STATS, needs="flow statistics")
@pytest.mark.parametrize("name", ["flow", "aggregate"])
def test_statistics_of_no_table(bench: Bench, name: str) -> None:
    """Statistics of flows in a table that the switch does not have are refused, or there are none."""
    msg = asked(bench, name)
    msg.table_id = min(bench.switch.features.n_tables, 0xFE)
    bench.flows("actions=drop")
    try:
        found = bench.switch.stats(msg)
    except RequestFailed as failed:
        error: Any = failed.errors[0]
        assert error.err_type == bench.ofp.OFPET_BAD_REQUEST and error.code == bench.ofp.OFPBRC_BAD_TABLE_ID
    else:
        assert not found if name == "flow" else not counts(found[0])[0]


def counts(entry: Any) -> tuple[int, int, int]:
    """Flows (of one: nothing), packets and bytes of an entry."""
    if not hasattr(entry, "stats"):
        return getattr(entry, "flow_count", 0), entry.packet_count, entry.byte_count
    found = {type(oxs).__name__: oxs.value for oxs in entry.stats.oxs_fields}
    return found.get("oxs_flow_count", 0), found["oxs_packet_count"], found["oxs_byte_count"]


# --- filters ------------------------------------------------------------------------------------------------------

#: Flows of all kinds, and which of them, by their priorities, a request finds.
FLOWS = (
    "cookie=0x11,priority=1,udp,actions=output:{2}", "cookie=0x12,priority=2,udp,udp_dst=2050,actions=output:{3}",
    "cookie=0x21,priority=3,tcp,nw_src=192.0.2.0/24,actions=output:{2},output:{3}",
    "cookie=0x22,priority=4,arp,actions=drop",
    "cookie=0x31,priority=5,in_port={1},udp,actions=output:{2}",
)  # fmt: skip


class Filter(NamedTuple):
    """What is asked for, and which flows there must be."""

    text: str
    wanted: list[int]
    since: int = 1

    def fits(self, version: int) -> bool:
        """Whether a version has it."""
        return version >= self.since


FILTERS = {
    "all": Filter("", [1, 2, 3, 4, 5]),
    "protocol": Filter("udp", [1, 2, 5]),
    "more fields": Filter("udp,udp_dst=2050", [2]),
    "none": Filter("udp,udp_dst=9", []),
    "prefix": Filter("ip,nw_src=192.0.0.0/16", [3]),
    "narrower prefix": Filter("ip,nw_src=192.0.2.0/25", []),
    "port of the packet": Filter("in_port={1}", [5]),
    "port": Filter("out_port={2}", [1, 3, 5]),
    "protocol and port": Filter("udp,out_port={3}", [2]),
    "no such port": Filter("out_port={1}", []),
    "cookie": Filter("cookie=0x21/-1", [3], 2),
    "bits of the cookie": Filter("cookie=0x10/0x10", [1, 2, 5], 2),
    "cookie and protocol": Filter("cookie=0x1/0xf,udp", [1, 5], 2),
    "no bits of the cookie": Filter("cookie=0x99/0", [1, 2, 3, 4, 5], 2),
}


@case(section=STATS, needs=("three ports", "flow statistics"))
@pytest.mark.parametrize("wanted", FILTERS.values(), ids=FILTERS)
def test_filters(bench: Bench, wanted: Filter) -> None:
    """Statistics, each and together, are of the flows that fit everything that is asked for."""
    bench.flows(*FLOWS)
    text = bench.put(wanted.text)
    assert sorted(entry.priority for entry in bench.switch.flows(text)) == wanted.wanted
    assert bench.switch.aggregate(text).flow_count == len(wanted.wanted)


@case("1.1-1.5", section=STATS, optional=True, needs=("two ports", "groups", "flow statistics"))
def test_filter_by_group(bench: Bench) -> None:
    """Statistics by group are of the flows that send to it."""
    bench.switch.add_group(bench.put("group_id=1,type=indirect,bucket=output:{2}"))
    bench.flows("priority=1,udp,actions=group:1", "priority=2,tcp,actions=output:{2}")
    assert [entry.priority for entry in bench.switch.flows("out_group=1")] == [1]
    assert bench.switch.aggregate("out_group=1").flow_count == 1
    assert bench.switch.flows("out_group=2") == []


@case("1.1-1.5", section=STATS, needs=("two ports", "two tables", "flow statistics"))
def test_the_sum_of_a_table(bench: Bench) -> None:
    """Statistics together are of one table or of all."""
    bench.flows("table=0,udp,actions=goto_table:1", "table=1,udp,actions=output:{2}", "table=1,tcp,actions=drop")
    bench.forwards(1, f.UDP, 2)
    found = {text: bench.switch.aggregate(text) for text in ("table=0", "table=1", "")}
    assert [(told.flow_count, told.packet_count) for told in found.values()] == [(1, 1), (2, 1), (3, 2)]


# --- members ------------------------------------------------------------------------------------------------------


@case(section=STATS, needs=("three ports", "flow statistics"))
def test_sums(bench: Bench) -> None:
    """Packets and bytes together are the sums of what the flows count."""
    bench.flows("priority=5,udp,actions=output:{2}", "priority=6,tcp,actions=output:{3}", "priority=1,actions=drop")
    for frame, out in ((f.UDP, 2), (f.UDP, 2), (f.TCP, 3)):
        bench.forwards(1, frame, out)
    bench.drops(1, f.ARP)
    each = [counts(entry) for entry in bench.switch.flows()]
    told = bench.switch.aggregate()
    assert (told.packet_count, told.byte_count) == (4, 2 * len(f.UDP) + len(f.TCP) + len(f.ARP))
    assert (told.packet_count, told.byte_count) == (sum(one[1] for one in each), sum(one[2] for one in each))


ACTIONS = {
    "nothing": "drop", "a port": "output:{2}", "two ports": "output:{2},output:{3}", "all": "all", "in port": "in_port",
    "the controller": "controller:77", "a field": "mod_dl_dst:02:00:00:00:00:77,output:{2}",
    "many": "mod_dl_dst:02:00:00:00:00:77,output:{2},mod_dl_dst:02:00:00:00:00:78,output:{3},in_port",
}  # fmt: skip


@case(section=STATS, needs=("three ports", "flow statistics"))
@pytest.mark.parametrize("actions", ACTIONS.values(), ids=ACTIONS)
def test_actions_are_told(bench: Bench, actions: str) -> None:
    """What a flow does is told as it was given, in its order."""
    flow = bench.flow(f"udp,actions={actions}")
    bench.switch.confirm([flow])
    (entry,) = bench.switch.stats(asked(bench, "flow"))
    assert told_actions(entry) == told_actions(flow)


def told_actions(flow: Any) -> list[bytes]:
    """The actions of a flow mod or an entry that has no other instructions, as bytes."""
    if hasattr(flow, "actions"):
        return [action.pack() for action in flow.actions]
    return [action.pack() for instruction in flow.instructions for action in instruction.actions]


@case("1.1-1.5", section=STATS, needs=("three ports", "two tables", "flow statistics"))
@pytest.mark.parametrize("text", ["goto_table:1", "clear_actions", "write_metadata:0x12/0xff,goto_table:1",
                                  "write_actions(output:{2})",
                                  "output:{2},clear_actions,write_actions(output:{3}),goto_table:1"])  # fmt: skip
def test_instructions_are_told(bench: Bench, text: str) -> None:
    """Each instruction of a flow is told as it was given."""
    flow = bench.flow(f"table=0,udp,actions={text}")
    bench.switch.confirm([flow])
    (entry,) = bench.switch.flows()
    assert sorted(one.pack() for one in entry.instructions) == sorted(one.pack() for one in flow.instructions)


@case(section=STATS, needs=("two ports", "flow statistics"))
def test_for_how_long(bench: Bench) -> None:
    """A flow tells for how long it has been there; one that replaces it begins anew."""
    bench.flows("udp,actions=output:{2}")
    bench.let_pass(1.1)
    assert 1 <= duration(bench) < 60
    bench.flows("udp,actions=drop")
    assert duration(bench) < 1


def duration(bench: Bench) -> float:
    """For how many seconds the one flow has been there."""
    (entry,) = bench.switch.flows()
    if not hasattr(entry, "stats"):
        return float(entry.duration_sec + entry.duration_nsec / 1e9)
    value = next(int(oxs.value) for oxs in entry.stats.oxs_fields if type(oxs).__name__ == "oxs_duration")
    return (value >> 32) + (value & 0xFFFFFFFF) / 1e9


@case("1.1-1.5", section=STATS, optional=True, needs="table statistics")
def test_flows_of_each_table(bench: Bench) -> None:
    """A table tells how many flows it has, from the first that comes to the last that goes."""
    for count in (0, 1, 5):
        bench.switch.delete_flows()
        bench.flows(*(f"table=0,priority={n + 1},udp,actions=drop" for n in range(count)))
        entries = bench.switch.stats(bench.ofp.message.table_stats_request())
        assert {entry.table_id: entry.active_count for entry in entries}[0] == count


@case("1.1-1.5", section=STATS, optional=True, needs=("two ports", "groups"))
@pytest.mark.parametrize("count", [1, 800])
def test_many_groups(bench: Bench, count: int) -> None:
    """Groups that do not fit in one message are told in several, each once."""
    texts = [bench.put(f"group_id={n + 1},type=all,bucket=output:{{2}},bucket=output:{{1}}") for n in range(count)]
    bench.switch.confirm([bench.ofp.group(text) for text in texts])
    for name in ("group", "group_desc"):
        found = [entry.group_id for entry in bench.switch.stats(asked(bench, name))]
        assert sorted(found) == list(range(1, count + 1)), name
