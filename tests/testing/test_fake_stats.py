"""FakeSwitch's statistics answers in every version."""

from __future__ import annotations

import pytest

from oftwist.testing.protocol import split_frames
from tests.support.talk import ALL_VERSIONS, UDP, Talk

every_version = pytest.mark.parametrize("version", ALL_VERSIONS)
since_13 = pytest.mark.parametrize("version", ALL_VERSIONS[3:])
since_14 = pytest.mark.parametrize("version", ALL_VERSIONS[4:])


@every_version
def test_flow_stats_give_back_what_was_installed(version: int) -> None:
    talk = Talk(version)
    mod = talk.flow(
        priority=9, cookie=7, idle_timeout=3, hard_timeout=60, match=talk.match(in_port=1), actions=[talk.output(2)]
    )
    if version >= 5:
        mod.importance = 4
    talk.ask(mod)
    talk.clock.advance(1.25)
    talk.switch.receive(1, UDP)
    reply = talk.one(talk.stats("flow"))
    (entry,) = reply.entries
    assert (entry.priority, entry.cookie, entry.idle_timeout, entry.hard_timeout) == (9, 7, 3, 60)
    assert entry.match == mod.match and entry.table_id == 0
    if version == 1:
        assert entry.actions == mod.actions
    else:
        assert entry.instructions == mod.instructions
    if version >= 5:
        assert entry.importance == 4
    if version < 6:
        assert (entry.packet_count, entry.byte_count) == (1, len(UDP))
        assert (entry.duration_sec, entry.duration_nsec) == (1, 250_000_000)
    else:
        stats = {type(field).__name__: field.value for field in entry.stats.oxs_fields}
        assert stats["oxs_packet_count"] == 1 and stats["oxs_byte_count"] == len(UDP)
    # and after a modify the new actions
    changed = talk.flow("flow_modify", match=mod.match, actions=[talk.output(3)])
    talk.ask(changed)
    (entry,) = talk.one(talk.stats("flow")).entries
    if version == 1:
        assert entry.actions == changed.actions
    else:
        assert entry.instructions == changed.instructions


@every_version
def test_flow_stats_filters(version: int) -> None:
    talk = Talk(version)
    for port in (1, 2, 3):
        table = {} if version == 1 else {"table_id": port - 1}
        mod = talk.flow(
            priority=port, cookie=port, match=talk.match(in_port=port), actions=[talk.output(4 - port % 2)], **table
        )
        talk.ask(mod)

    def priorities(**fields: object) -> list[int]:
        return [entry.priority for entry in talk.one(talk.stats("flow", **fields)).entries]

    assert priorities() == [1, 2, 3]
    assert priorities(match=talk.match(in_port=2)) == [2]
    assert priorities(out_port=3) == [1, 3]
    if version > 1:
        assert priorities(table_id=1) == [2]
        assert priorities(cookie=2, cookie_mask=2) == [2, 3]
        talk.refused(talk.stats("flow", table_id=77), "bad_request", "OFPBRC_BAD_TABLE_ID")
    else:
        assert priorities(table_id=5) == []


@every_version
def test_an_empty_table_is_one_empty_part(version: int) -> None:
    reply = Talk(version).one(Talk(version).stats("flow", xid=5))
    assert reply.entries == [] and reply.flags == 0


@every_version
def test_aggregate(version: int) -> None:
    talk = Talk(version)
    talk.ask(talk.flow(priority=1, match=talk.match(in_port=1)))
    talk.ask(talk.flow(priority=2, match=talk.match(in_port=2)))
    talk.switch.receive(1, UDP)
    talk.switch.receive(2, UDP)
    reply = talk.one(talk.stats("aggregate"))
    if version < 6:
        assert (reply.flow_count, reply.packet_count, reply.byte_count) == (2, 2, 2 * len(UDP))
    else:
        assert [field.value for field in reply.stats.oxs_fields] == [2, 2, 2 * len(UDP)]


@every_version
def test_large_answers_come_in_parts(version: int) -> None:
    talk = Talk(version)
    count = 3000
    for number in range(count):
        talk.channel.receive(talk.flow(xid=1, priority=number, actions=[talk.output(2)] * 3).pack())
    assert talk.read() == []
    talk.channel.receive(talk.stats("flow", xid=88).pack())
    frames = split_frames(talk.channel.take())
    assert len(frames) > 3 and max(map(len, frames)) < 65536
    from oftwist.wire import decode

    parts = [decode(frame) for frame in frames]
    assert [part.flags for part in parts] == [1] * (len(parts) - 1) + [0]
    assert {part.xid for part in parts} == {88}
    assert [entry.priority for part in parts for entry in part.entries] == list(range(count))


@every_version
def test_table_stats(version: int) -> None:
    talk = Talk(version, tables=3)
    talk.ask(talk.flow(match=talk.match(in_port=1)))
    talk.switch.receive(1, UDP)
    talk.switch.receive(2, UDP)
    talk.read()
    entries = talk.one(talk.ofp.message.table_stats_request()).entries
    assert [entry.table_id for entry in entries] == [0, 1, 2]
    assert (entries[0].active_count, entries[0].lookup_count, entries[0].matched_count) == (1, 2, 1)


@every_version
def test_port_and_queue_stats(version: int) -> None:
    talk = Talk(version, ports=3, queues=2)
    ofp = talk.ofp
    every = ofp.OFPP_NONE if version == 1 else ofp.OFPP_ANY
    talk.ask(talk.flow(actions=[talk.output(2)]))
    talk.switch.receive(1, UDP)
    entries = talk.one(ofp.message.port_stats_request(port_no=every)).entries
    assert [(entry.port_no, entry.rx_packets, entry.tx_packets) for entry in entries] == [
        (1, 1, 0),
        (2, 0, 1),
        (3, 0, 0),
    ]
    assert [e.rx_bytes for e in talk.one(ofp.message.port_stats_request(port_no=1)).entries] == [len(UDP)]
    error = talk.one(ofp.message.port_stats_request(port_no=55))
    assert type(error).__name__ == "bad_request_error_msg"
    all_ports = ofp.OFPP_ALL if version == 1 else every
    entries = talk.one(ofp.message.queue_stats_request(port_no=all_ports, queue_id=0xFFFFFFFF)).entries
    assert [(entry.port_no, entry.queue_id) for entry in entries] == [(p, q) for p in (1, 2, 3) for q in (0, 1)]
    (entry,) = talk.one(ofp.message.queue_stats_request(port_no=2, queue_id=0)).entries
    assert (entry.tx_packets, entry.tx_bytes) == (1, len(UDP))
    talk.refused(ofp.message.queue_stats_request(port_no=2, queue_id=9), "queue_op_failed", "OFPQOFC_BAD_QUEUE")
    talk.refused(ofp.message.queue_stats_request(port_no=9, queue_id=0), "queue_op_failed", "OFPQOFC_BAD_PORT")


@pytest.mark.parametrize("version", [1, 2, 3, 4])
def test_queue_config(version: int) -> None:
    talk = Talk(version, queues=2)
    reply = talk.one(talk.ofp.message.queue_get_config_request(port=3))
    assert reply.port == 3 and [queue.queue_id for queue in reply.queues] == [0, 1]
    bad = talk.ofp.message.queue_get_config_request(port=33)
    talk.refused(bad, "queue_op_failed", "OFPQOFC_BAD_PORT")


@since_14
def test_descriptions_of_queues_and_tables(version: int) -> None:
    talk = Talk(version, queues=1, tables=2)
    ofp = talk.ofp
    queues = talk.one(ofp.message.queue_desc_stats_request(port_no=ofp.OFPP_ANY, queue_id=0xFFFFFFFF)).entries
    assert [(entry.port_no, entry.queue_id) for entry in queues] == [(1, 0), (2, 0), (3, 0), (4, 0)]
    tables = talk.one(ofp.message.table_desc_stats_request()).entries
    assert [entry.table_id for entry in tables] == [0, 1]


@since_13
def test_table_features(version: int) -> None:
    talk = Talk(version, tables=2, max_entries=500)
    entries = talk.one(talk.ofp.message.table_features_stats_request()).entries
    assert [(entry.table_id, entry.max_entries) for entry in entries] == [(0, 500), (1, 500)]
    names = [type(prop).__name__ for prop in entries[0].properties]
    assert "table_feature_prop_match" in names and "table_feature_prop_apply_actions" in names


def test_lightweight_flow_stats_of_1_5() -> None:
    talk = Talk(6)
    talk.ask(talk.flow(priority=3))
    (entry,) = talk.one(talk.stats("flow_lightweight")).entries
    assert entry.priority == 3


def test_one_port_description_of_1_5() -> None:
    talk = Talk(6)
    message = talk.ofp.message
    assert [e.port_no for e in talk.one(message.port_desc_stats_request(port_no=2)).entries] == [2]
    every = message.port_desc_stats_request(port_no=talk.ofp.OFPP_ANY)
    assert len(talk.one(every).entries) == 4


def test_features_of_bundles_of_1_5() -> None:
    talk = Talk(6)
    reply = talk.one(talk.ofp.message.bundle_features_stats_request())
    assert reply.capabilities == talk.ofp.OFPBF_ATOMIC | talk.ofp.OFPBF_ORDERED | talk.ofp.OFPBF_TIME
