"""Misbehaviours of groups, meters, ports, and what is counted."""

from __future__ import annotations

from collections.abc import Callable

from oftwist.testing.channel import Channel, Device, Handler
from oftwist.testing.datapath import Datapath
from oftwist.testing.flow_table import Flow, Refused
from oftwist.testing.misbehaviour.patching import (
    Original,
    Patch,
    Subject,
    asked,
    handling,
    ignored,
    in_datapath,
    told,
    told_each,
    unrefused,
    untold,
)
from oftwist.testing.parts import NO_FWD, NO_PACKET_IN, NO_RECV, PORT_DOWN, Group, Port, Program, Run, groups_of
from oftwist.wire.interfaces import Part

# -- groups ------------------------------------------------------------------------------------------

_SELECT, _FAILOVER = 1, 3


def _buckets(group_type: int | None, choose: Callable[[int, list[int]], list[int]]) -> Patch:
    """Groups of a type send by other buckets: called with how many there are, and those it should be."""

    def instead(original: Original, path: Datapath, group: Group, run: Run) -> list[int]:
        right: list[int] = original(group, run)
        return choose(len(group.buckets), right) if group_type in (None, group.group_type) else right

    return in_datapath("buckets_for", instead)


def _same_packet(original: Original, path: Datapath, group_id: int, run: Run) -> None:
    copy, run.copy = run.copy, lambda: run  # type: ignore[method-assign]
    try:
        original(group_id, run)
    finally:
        run.copy = copy  # type: ignore[method-assign]


def _no_chains(original: Original, path: Datapath, group_id: int, run: Run) -> None:
    if not run.depth:
        original(group_id, run)


def _flows_stay(original: Original, path: Datapath, group_ids: list[int]) -> None:
    for group_id in group_ids:
        path.groups.pop(group_id, None)


def _one_only(original: Original, path: Datapath, group_ids: list[int]) -> None:
    original(list(group_ids)[:1])


def _replaced(handler: Handler, channel: Channel, msg: Part) -> None:
    channel.path.groups.pop(msg.group_id, None)
    handler(channel, msg)


def _weightless(buckets: list[Part]) -> list[Part]:
    for bucket in buckets:
        bucket.weight = 0
    return buckets


_groups = Subject("groups")
_failover = Subject("group_failover")
GROUPS = [
    _groups("group-first-only", "1.1-1.5", "A group of type all sends by its first bucket only.",
            _buckets(0, lambda count, right: right[:1])),
    _groups("group-one-packet", "1.1-1.5", "What one bucket changes, the next one sees.",
            in_datapath("run_group", _same_packet)),
    _groups("select-all", "1.1-1.5", "A group of type select sends by all buckets.",
            _buckets(_SELECT, lambda count, right: list(range(count)))),
    _groups("select-first", "1.1-1.5", "A group of type select always sends by its first bucket.",
            _buckets(_SELECT, lambda count, right: [0])),
    _failover("failover-stuck", "1.1-1.5", "A group of type fast failover does not look at ports.",
            _buckets(_FAILOVER, lambda count, right: [0])),
    _failover("failover-last", "1.1-1.5", "A group of type fast failover sends by its last bucket.",
            _buckets(_FAILOVER, lambda count, right: [count - 1])),
    _groups("group-chains-cut", "1.1-1.5", "A bucket does not send to another group.",
            in_datapath("run_group", _no_chains)),
    _groups("group-modify-ignored", "1.1-1.5", "Groups are not modified.", ignored("group_modify")),
    _groups("group-flows-stay", "1.1-1.5", "The flows of a group stay when it is deleted.",
            in_datapath("delete_groups", _flows_stay)),
    _groups("group-delete-one", "1.1-1.5", "Of all groups one is deleted.", in_datapath("delete_groups", _one_only)),
    _groups("group-replaced", "1.1-1.5", "A group that is added again replaces the one that is there.",
            handling("group_add", instead=_replaced)),
    _groups("group-missing-ignored-modify", "1.1-1.5", "A modification of a group that is not there is ignored.",
            unrefused("group_mod_failed", "UNKNOWN_GROUP")),
    _groups("group-reserved-ignored", "1.1-1.5", "A group with a reserved number is ignored.",
            unrefused("group_mod_failed", "INVALID_GROUP")),
    _groups("group-loop-ignored", "1.2-1.5", "A group that sends to itself is ignored.",
            unrefused("group_mod_failed", "LOOP")),
    _groups("group-counts-twice", "1.1-1.5", "A group counts each packet twice.",
            told_each("group_stats_reply", packet_count=lambda entry: 2 * entry.packet_count)),
    _groups("bucket-counts-nothing", "1.1-1.5", "Buckets count nothing.",
            told_each("group_stats_reply", bucket_stats=lambda entry: [type(one)() for one in entry.bucket_stats])),
    _groups("group-users-unknown", "1.1-1.5", "A group is said to be used by no flow.",
            told_each("group_stats_reply", ref_count=0)),
    _groups("group-told-backwards", "1.1-1.5", "The buckets of a group are told from the last to the first.",
            told_each("group_desc_stats_reply", buckets=lambda entry: entry.buckets[::-1])),
    _groups("group-type-told-wrong", "1.1-1.5", "Every group is described as one of type select.",
            told_each("group_desc_stats_reply", group_type=_SELECT)),
    _groups("bucket-not-inserted", "1.5", "Buckets are not put into groups that are there.",
            ignored("group_insert_bucket")),
    _groups("bucket-inserted-first", "1.5", "Buckets are put before all others, wherever they should be.",
            asked("group_insert_bucket", command_bucket_id=0xFFFFFFFD)),
    _groups("bucket-not-removed", "1.5", "Buckets are not taken out of groups.", ignored("group_remove_bucket")),
]  # fmt: skip


def _type_stays(handler: Handler, channel: Channel, msg: Part) -> None:
    old = channel.path.groups.get(msg.group_id)
    if old is not None:
        msg.group_type = old.group_type
    handler(channel, msg)


def _flows_go(handler: Handler, channel: Channel, msg: Part) -> None:
    for flow in list(channel.path.flows.flows()):
        if msg.group_id in groups_of(flow):
            channel.path.flows.delete(flow)
    handler(channel, msg)


def _done_though_refused(handler: Handler, channel: Channel, msg: Part) -> None:
    try:
        handler(channel, msg)
    except Refused:
        channel.path.groups.pop(msg.group_id, None)
        raise


def _all_groups(original: Original, path: Datapath, group_ids: list[int]) -> None:
    original(list(path.groups))


_changes = Subject("group_changes")
CHANGES = [
    _changes("group-type-stays", "1.1-1.5", "A modification leaves the type of a group.",
             handling("group_modify", instead=_type_stays)),
    _changes("group-modify-drops-flows", "1.1-1.5", "The flows of a group go when it is modified.",
             handling("group_modify", instead=_flows_go)),
    _changes("group-refused-and-gone", "1.1-1.5", "A group whose modification is refused is gone.",
             handling("group_modify", instead=_done_though_refused)),
    _changes("group-delete-all", "1.1-1.5", "Deleting one group deletes all.",
             in_datapath("delete_groups", _all_groups)),
    _changes("group-16-buckets", "1.1-1.5", "A group sends by 16 buckets at most.",
             _buckets(0, lambda count, right: right[:16])),
    _changes("group-ageless", "1.3-1.5", "A group is always new.",
             told_each("group_stats_reply", duration_sec=0, duration_nsec=0)),
    _changes("group-types-none", "1.2-1.5", "The switch says that it has no type of group.",
             told("group_features_stats_reply", types=0)),
    _changes("group-weights-untold", "1.1-1.4", "The buckets of a group are told without weights.",
             told_each("group_desc_stats_reply", buckets=lambda entry: _weightless(entry.buckets))),
]  # fmt: skip


_in_groups = Subject("group_buckets")
BUCKETS = [
    _in_groups("bucket-remove-all", "1.5", "With one bucket all are removed.",
               asked("group_remove_bucket", command_bucket_id=0xFFFFFFFF)),
    _in_groups("bucket-remove-first", "1.5", "The first bucket is removed, whichever is named.",
               asked("group_remove_bucket", command_bucket_id=0xFFFFFFFD)),
    _in_groups("buckets-inserted-backwards", "1.5", "Buckets that are inserted at once are turned round.",
               asked("group_insert_bucket", buckets=lambda m: m.buckets[::-1])),
    _in_groups("bucket-twice-ignored", "1.5", "A bucket whose number is taken is ignored.",
               unrefused("group_mod_failed", "BUCKET_EXISTS")),
    _in_groups("bucket-missing-ignored", "1.5", "A bucket that is not there is ignored.",
               unrefused("group_mod_failed", "UNKNOWN_BUCKET")),
    _in_groups("group-described-with-all", "1.5", "The description of one group is that of all.",
               asked("group_desc_stats_request", group_id=0xFFFFFFFC)),
]  # fmt: skip

# -- meters ------------------------------------------------------------------------------------------


def _drops(original: Original, path: Datapath, meter_id: int, run: Run) -> None:
    run.dropped = True


def _uncounted(original: Original, path: Datapath, meter_id: int, run: Run) -> None:
    """Nothing."""


def _meter_flows_stay(original: Original, path: Datapath, meter_ids: list[int]) -> None:
    for meter_id in meter_ids:
        path.meters.pop(meter_id, None)


def _not_modified(handler: Handler, channel: Channel, msg: Part) -> None:
    if msg.command != 1 or msg.meter_id not in channel.path.meters:
        handler(channel, msg)


def _meter_replaced(handler: Handler, channel: Channel, msg: Part) -> None:
    if msg.command == 0:
        channel.path.meters.pop(msg.meter_id, None)
    handler(channel, msg)


def _rates(entry: Part) -> list[Part]:
    bands: list[Part] = entry.entries if hasattr(entry, "entries") else entry.bands
    for band in bands:
        band.rate &= 0xFFFF
    return bands


_meters = Subject("meters")
METERS = [
    _meters("meter-drops-all", "1.3-1.5", "A meter drops every packet.", in_datapath("count_meter", _drops)),
    _meters("meter-counts-nothing", "1.3-1.5", "A meter counts nothing.", in_datapath("count_meter", _uncounted)),
    _meters("meter-users-unknown", "1.3-1.5", "A meter is said to be used by no flow.",
            told_each("meter_stats_reply", flow_count=0, ref_count=0)),
    _meters("meter-flows-stay", "1.3-1.5", "The flows of a meter stay when it is deleted.",
            in_datapath("delete_meters", _meter_flows_stay)),
    _meters("meter-not-modified", "1.3-1.5", "Meters are not modified.", handling("meter_mod", instead=_not_modified)),
    _meters("meter-replaced", "1.3-1.5", "A meter that is added again replaces the one that is there.",
            handling("meter_mod", instead=_meter_replaced)),
    _meters("meter-missing-ignored", "1.3-1.5", "A modification of a meter that is not there is ignored.",
            unrefused("meter_mod_failed", "UNKNOWN_METER")),
    _meters("meter-rate-16-bits", "1.3-1.5", "Only the lower half of a rate is told.",
            told_each("meter_config_stats_reply", entries=_rates, bands=_rates)),
]  # fmt: skip


def _dropped_uncounted(original: Original, path: Datapath, meter_id: int, run: Run) -> None:
    meter = path.meters.get(meter_id)
    if meter is None:
        return
    before = meter.packets, meter.bytes
    original(meter_id, run)
    if run.dropped:
        meter.packets, meter.bytes = before


def _never_drops(original: Original, path: Datapath, meter_id: int, run: Run) -> None:
    original(meter_id, run)
    run.dropped = False


def _first_meter(original: Original, path: Datapath, meter_id: int, run: Run) -> None:
    original(next(iter(path.meters), meter_id), run)


def _new_meter(handler: Handler, channel: Channel, msg: Part) -> None:
    if msg.command == 1 and channel.path.meters.pop(msg.meter_id, None) is not None:
        msg.command = 0
    handler(channel, msg)


_rates_of = Subject("meter_rates")
RATES = [
    _rates_of("meter-never-drops", "1.3-1.5", "A meter drops nothing.", in_datapath("count_meter", _never_drops)),
    _rates_of("meter-dropped-uncounted", "1.3-1.5", "A meter does not count what it drops.",
              in_datapath("count_meter", _dropped_uncounted)),
    _rates_of("meter-of-another", "1.3-1.5", "Flows use the first meter, whichever they name.",
              in_datapath("count_meter", _first_meter)),
    _rates_of("meter-modify-clears", "1.3-1.5", "A meter that is modified begins to count anew.",
              handling("meter_mod", instead=_new_meter)),
    _rates_of("meter-burst-ignored", "1.3-1.5", "A meter does not look at bursts.",
              asked("meter_mod", flags=lambda m: m.flags & ~4)),
    _rates_of("meter-unit-ignored", "1.3-1.5", "A rate in packets is taken for one in kilobits.",
              asked("meter_mod", flags=lambda m: m.flags & ~2 | 1)),
    _rates_of("meter-ageless", "1.3-1.5", "A meter is always new.",
              told_each("meter_stats_reply", duration_sec=0, duration_nsec=0)),
]  # fmt: skip

# -- what is counted ---------------------------------------------------------------------------------


def _flow_counts(packets: int, octets: int) -> Patch:
    """Flows count so many packets and bytes too many each time."""

    def instead(original: Original, path: Datapath, flow: Flow, run: Run) -> Program:
        program: Program = original(flow, run)
        flow.packets += packets
        flow.bytes += octets
        return program

    return in_datapath("visit", instead)


def _passes(bit: int) -> Patch:
    """A bit of the configuration of ports is told, and not obeyed."""

    def instead(original: Original, path: Datapath, *arguments: object) -> None:
        ports = list(path.ports.values())
        before = [port.config for port in ports]
        for port in ports:
            port.config &= ~bit
        try:
            original(*arguments)
        finally:
            for port, config in zip(ports, before, strict=True):
                port.config = config

    return _many(in_datapath("receive", instead), in_datapath("transmit", instead), in_datapath("packet_in", instead))


def _many(*patches: Patch) -> Patch:
    def patch(switch: Device) -> None:
        for one in patches:
            one(switch)

    return patch


def _counted_twice(original: Original, path: Datapath, port: Port | None, frame: bytes, queue_id: int | None) -> None:
    original(port, frame, queue_id)
    if port is not None and port.up:
        port.tx_packets += 1


def _any_port(msg: Part) -> int:
    return 0xFFFF if msg.version == 1 else 0xFFFFFFFF


_statistics = Subject("statistics")
STATISTICS = [
    _statistics("flow-counts-twice", "1.0-1.5", "A flow counts each packet twice.", _flow_counts(1, 0)),
    _statistics("flow-bytes-without-header", "1.0-1.5", "A flow counts bytes without those of the Ethernet header.",
                _flow_counts(0, -14)),
    _statistics("statistics-of-all-matches", "1.0-1.5", "Statistics of flows do not look at the match.",
                asked("flow_stats_request", "aggregate_stats_request", match=lambda m: type(m.match)())),
    _statistics("statistics-of-all-ports", "1.0-1.5", "Statistics of flows do not look at out_port.",
                asked("flow_stats_request", "aggregate_stats_request", out_port=_any_port)),
    _statistics("statistics-of-all-cookies", "1.1-1.5", "Statistics of flows do not look at cookies.",
                asked("flow_stats_request", "aggregate_stats_request", cookie_mask=0)),
    _statistics("statistics-of-all-tables", "1.1-1.5", "Statistics of flows do not look at the table.",
                asked("flow_stats_request", "aggregate_stats_request", table_id=0xFF)),
    _statistics("aggregate-one-more", "1.0-1.4", "There is one flow more in the sum than there are.",
                told("aggregate_stats_reply", flow_count=lambda m: m.flow_count + 1)),
]  # fmt: skip

_ports = Subject("ports")
PORTS = [
    _ports("port-receives-nothing", "1.0-1.5", "Ports do not count what they receive.",
                told_each("port_stats_reply", rx_packets=0)),
    _ports("port-sends-twice", "1.0-1.5", "Ports count each packet that they send twice.",
                in_datapath("transmit", _counted_twice)),
    _ports("port-bytes-lost", "1.0-1.5", "Ports do not count the bytes that they send.",
                told_each("port_stats_reply", tx_bytes=0)),
    _ports("port-statistics-short", "1.0-1.5", "There are no statistics of the last port.",
                told("port_stats_reply", entries=lambda m: m.entries[:-1] if len(m.entries) > 1 else m.entries)),
    _ports("port-names-same", "1.3-1.5", "All ports have the same name.",
                told_each("port_desc_stats_reply", name="eth")),
    _ports("port-down-forwards", "1.0-1.5", "A port that is switched off forwards.", _passes(PORT_DOWN)),
    _ports("no-fwd-ignored", "1.0-1.5", "A port with NO_FWD forwards.", _passes(NO_FWD)),
    _ports("no-recv-ignored", "1.0-1.5", "A port with NO_RECV receives.", _passes(NO_RECV)),
    _ports("no-packet-in-ignored", "1.0-1.5", "A port with NO_PACKET_IN makes packet-ins.", _passes(NO_PACKET_IN)),
    _ports("port-status-untold", "1.0-1.5", "Changes of ports are not told.", untold("port_status")),
    _ports("port-status-reason-wrong", "1.0-1.5", "Changes of ports are told as new ports.",
                told("port_status", reason=0)),
]  # fmt: skip

ALL = [*GROUPS, *CHANGES, *BUCKETS, *METERS, *RATES, *STATISTICS, *PORTS]
