"""Descriptions and counters of a switch as text, in the form that ovs-ofctl has made known.

Each function takes the entries of a reply and yields lines; ``top`` is the line over them, to which some add a word.
Knows message objects of all versions; no connection.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from oftwist.text.fields import field_name
from oftwist.text.flow_text import seconds_text
from oftwist.text.meter import meter_text
from oftwist.text.names import port_from_wire, port_text
from oftwist.text.reading import version_of
from oftwist.wire.interfaces import Part

Lines = Iterator[str]

_FRAGS = ("normal", "drop", "reassemble", "nx-match")

#: All ones: the switch does not count this.
UNKNOWN = 0xFFFFFFFFFFFFFFFF
_NO_TIME = 0xFFFFFFFF  # the same of seconds

# Bits of a port's configuration, state and features as ovs-ofctl calls them: (from wire version on, bit, name).
_CONFIG = {0: "PORT_DOWN", 1: "NO_STP", 2: "NO_RECV", 3: "NO_RECV_STP", 4: "NO_FLOOD", 5: "NO_FWD", 6: "NO_PACKET_IN"}
_STATE = {0: "LINK_DOWN", 1: "BLOCKED", 2: "LIVE"}
_STP = ("STP_LISTEN", "STP_LEARN", "STP_FORWARD", "STP_BLOCK")
_SPEEDS = ("10MB-HD", "10MB-FD", "100MB-HD", "100MB-FD", "1GB-HD", "1GB-FD", "10GB-FD")
_MEDIA = ("COPPER", "FIBER", "AUTO_NEG", "AUTO_PAUSE", "AUTO_PAUSE_ASYM")
_FEATURES_10 = dict(enumerate((*_SPEEDS, *_MEDIA)))
_FEATURES = dict(enumerate((*_SPEEDS, "40GB-FD", "100GB-FD", "1TB-FD", "OTHER", *_MEDIA)))
_MBPS = (10, 10, 100, 100, 1000, 1000, 10000, 40000, 100000, 1000000)

_CAPABILITIES = {
    0: "FLOW_STATS", 1: "TABLE_STATS", 2: "PORT_STATS", 3: "GROUP_STATS", 5: "IP_REASM", 6: "QUEUE_STATS",
    7: "ARP_MATCH_IP", 8: "PORT_BLOCKED", 9: "BUNDLES", 10: "FLOW_MONITORING",
}  # fmt: skip
# The actions of 1.0 and of 1.1 to 1.5 by their numbers, as ovs-ofctl calls them.
_ACTIONS_10 = {
    0: "output", 11: "enqueue", 1: "set_vlan_vid", 2: "set_vlan_pcp", 3: "strip_vlan", 4: "mod_dl_src", 5: "mod_dl_dst",
    6: "mod_nw_src", 7: "mod_nw_dst", 8: "mod_nw_tos", 9: "mod_tp_src", 10: "mod_tp_dst",
}  # fmt: skip
_ACTIONS_11 = {
    0: "output", 22: "group", 25: "set_field", 1: "set_vlan_vid", 2: "set_vlan_pcp", 18: "strip_vlan", 17: "push_vlan",
    3: "mod_dl_src", 4: "mod_dl_dst", 5: "mod_nw_src", 6: "mod_nw_dst", 7: "mod_nw_tos", 8: "mod_nw_ecn",
    23: "mod_nw_ttl", 9: "mod_tp_src", 10: "mod_tp_dst", 24: "dec_ttl", 13: "set_mpls_label", 14: "set_mpls_tc",
    15: "set_mpls_ttl", 16: "dec_mpls_ttl", 19: "push_mpls", 20: "pop_mpls", 21: "set_queue", 11: "copy_ttl_out",
    12: "copy_ttl_in", 26: "push_pbb", 27: "pop_pbb", 28: "copy_field", 29: "meter",
}  # fmt: skip
_INSTRUCTIONS = {
    6: "meter", 4: "apply_actions", 5: "clear_actions", 3: "write_actions", 2: "write_metadata", 1: "goto_table",
    7: "stat_trigger",
}  # fmt: skip
_GROUP_TYPES = ("all", "select", "indirect", "fast failover")
_BANDS = {1: "drop", 2: "dscp_remark"}
_METER_FLAGS = {0: "kbps", 1: "pktps", 2: "burst", 3: "stats"}
_EVICTION = {0: "OTHER", 1: "IMPORTANCE", 2: "LIFETIME"}


def head(version: int, what: str, xid: int | None = None) -> str:
    """The line over a message: ``OFPST_DESC reply (OF1.3):``; with its transaction number if that is given."""
    number = "" if xid is None else f" (xid={xid:#x})"
    return f"{what}{f' (OF1.{version - 1})' if version > 1 else ''}{number}:"


def features(top: str, msg: Part) -> Lines:
    """The features of a switch (features_reply)."""
    yield f"{top} dpid:{msg.datapath_id:016x}"
    auxiliary = f", auxiliary_id:{msg.auxiliary_id}" if getattr(msg, "auxiliary_id", 0) else ""
    yield f"n_tables:{msg.n_tables}, n_buffers:{msg.n_buffers}{auxiliary}"
    names = dict(_CAPABILITIES)
    if msg.version == 1:
        names[3] = "STP"
    yield f"capabilities: {bits(msg.capabilities, names, '')}"
    if msg.version == 1:
        yield f"actions: {bits(msg.actions, _ACTIONS_10, '')}"


def fragments(flags: int) -> str:
    """What is done with IP fragments, of the flags of a configuration."""
    return _FRAGS[flags & 3]


def ports(descriptions: Iterable[Part]) -> Lines:
    """Descriptions of ports (port_desc), in order of their numbers."""
    for port in sorted(descriptions, key=lambda one: one.port_no):
        name = "".join(c if c.isprintable() else "." for c in str(port.name))
        yield f" {port_text(port_from_wire(port.port_no, 0))}({name}): addr:{mac(port.hw_addr)}"
        yield f"     config:     {port_config(port.config)}"
        yield f"     state:      {state(port)}"
        told = _ethernet(port)
        names = _FEATURES_10 if version_of(port) == 1 else _FEATURES
        if told is None:
            continue
        for label, member in (("current", "curr"), ("advertised", "advertised"), ("supported", "supported")):
            if getattr(told, member):
                yield f"     {label + ':':12}{bits(getattr(told, member), names)}"
        if told.peer:
            yield f"     peer:       {bits(told.peer, names)}"
        yield f"     speed: {_speed(told, 'curr')} Mbps now, {_speed(told, 'max')} Mbps max"


def port_config(value: int) -> str:
    """The configuration of a port."""
    return bits(value, _CONFIG)


def port_features(value: int, version: int) -> str:
    """What a port can do or is wanted to do."""
    return bits(value, _FEATURES_10 if version == 1 else _FEATURES, "")


def state(port: Part) -> str:
    """The state of a port; in 1.0 two of its bits are the state of the spanning tree."""
    if version_of(port) > 1:
        return bits(port.state, _STATE)
    found = bits(port.state & 1, _STATE, "")
    stp = _STP[port.state >> 8 & 3] if port.state >> 8 & 3 else ""
    return " ".join(part for part in (found, stp) if part) or "0"


def _ethernet(port: Part) -> Any:
    """Where the speeds of a port are: in its description, or from 1.4 on in its Ethernet property."""
    if hasattr(port, "curr"):
        return port
    return next((one for one in port.properties if hasattr(one, "curr")), None)


def _speed(told: Part, which: str) -> int:
    """Mbit/s: told in kbit/s from 1.1 on, worked out from the features before."""
    if hasattr(told, "curr_speed"):
        return int(getattr(told, f"{which}_speed")) // 1000
    mask = told.curr if which == "curr" else told.supported
    return max((speed for bit, speed in enumerate(_MBPS[:7]) if mask >> bit & 1), default=0)


def description(top: str, msg: Part) -> Lines:
    """Manufacturer, hardware, software and the like (desc_stats_reply)."""
    yield top
    yield f"Manufacturer: {msg.mfr_desc}"
    yield f"Hardware: {msg.hw_desc}"
    yield f"Software: {msg.sw_desc}"
    yield f"Serial Num: {msg.serial_num}"
    yield f"DP Description: {msg.dp_desc}"


def port_stats(top: str, entries: Sequence[Part], name: Callable[[int], str]) -> Lines:
    """Counters of ports (port_stats_entry)."""
    yield f"{top} {len(entries)} ports"
    for one in entries:
        more = next((p for p in getattr(one, "properties", ()) if hasattr(p, "rx_crc_err")), one)
        received = {
            "pkts": one.rx_packets, "bytes": one.rx_bytes, "drop": one.rx_dropped, "errs": one.rx_errors,
            "frame": _count(more, "rx_frame_err"), "over": _count(more, "rx_over_err"),
            "crc": _count(more, "rx_crc_err"),
        }  # fmt: skip
        sent = {
            "pkts": one.tx_packets, "bytes": one.tx_bytes, "drop": one.tx_dropped, "errs": one.tx_errors,
            "coll": _count(more, "collisions"),
        }  # fmt: skip
        yield f"  port {name(one.port_no):>2}: rx {counters(received)}"
        yield f"           tx {counters(sent)}"
        if getattr(one, "duration_sec", _NO_TIME) != _NO_TIME:
            yield f"           duration={seconds_text(one.duration_sec, one.duration_nsec)}"
        yield from _custom(getattr(one, "properties", ()))


def _custom(properties: Iterable[Part]) -> Lines:
    """Counters that a switch has names of its own for, three a line (Open vSwitch, 1.4 and later)."""
    for told in properties:
        if hasattr(told, "counters"):
            yield "           CUSTOM Statistics"
            each = [f"{one.name}={one.value}," for one in told.counters if one.name]
            for at in range(0, len(each), 3):
                yield f"                      {' '.join(each[at : at + 3])}"


def _count(told: Part, member: str) -> int:
    return int(getattr(told, member, UNKNOWN))


def table_stats(top: str, entries: Iterable[Part]) -> Lines:
    """Counters of tables (table_stats_entry); runs of equal ones are told once."""
    yield top
    before: tuple[Any, ...] = ()
    same: list[int] = []
    for one in entries:
        name = f' ("{one.name}")' if getattr(one, "name", "") else ""
        told = [f"    active={one.active_count}, lookup={one.lookup_count}, matched={one.matched_count}"]
        if hasattr(one, "max_entries"):
            told.append(f"    max_entries={one.max_entries}")
        if tuple(told) == before and not name:
            same.append(one.table_id)
            continue
        yield from _ditto(same)
        same, before = [], tuple(told)
        yield f"  table {one.table_id}{name}:"
        yield from told
        yield ""
    yield from _ditto(same)


def _ditto(same: list[int]) -> Lines:
    if same:
        yield f"  table {same[0]}: ditto" if len(same) == 1 else f"  tables {same[0]}...{same[-1]}: ditto"


def queue_stats(top: str, entries: Sequence[Part], name: Callable[[int], str]) -> Lines:
    """Counters of queues (queue_stats_entry)."""
    yield f"{top} {len(entries)} queues"
    for one in entries:
        told = {"bytes": one.tx_bytes, "pkts": one.tx_packets, "errors": one.tx_errors}
        line = f"  port {name(one.port_no)} queue {queue_name(one.queue_id)}: {counters(told)}"
        unknown = getattr(one, "duration_sec", _NO_TIME) == _NO_TIME
        yield f"{line}, duration={'?' if unknown else seconds_text(one.duration_sec, one.duration_nsec)}"


def queue_name(number: int) -> str:
    """A queue as it is printed."""
    return "ALL" if number == 0xFFFFFFFF else str(number)


def queues(described: Iterable[Part]) -> Lines:
    """The queues of a port and what they may send (packet_queue, queue_desc); rates are in tenths of a percent."""
    for one in sorted(described, key=lambda queue: queue.queue_id):
        parts = [f"queue {one.queue_id}:"]
        for told in one.properties:
            label = "min_rate" if "min_rate" in type(told).__name__ else "max_rate"
            if hasattr(told, "rate"):
                off = told.rate > 1000  # more than all of the link: not in use
                parts.append(f"{label}:(disabled)" if off else f"{label}:{told.rate / 10:.1f}%")
        yield " ".join(parts)


def group_stats(top: str, entries: Iterable[Part]) -> Lines:
    """Counters of groups (group_stats_entry)."""
    yield top
    for one in entries:
        parts = [f"group_id={one.group_id}"]
        if getattr(one, "duration_sec", _NO_TIME) != _NO_TIME:
            parts.append(f"duration={seconds_text(one.duration_sec, one.duration_nsec)}")
        parts += [f"ref_count={one.ref_count}", f"packet_count={one.packet_count}", f"byte_count={one.byte_count}"]
        for number, bucket in enumerate(one.bucket_stats):
            if bucket.packet_count != UNKNOWN:
                parts.append(f"bucket{number}:packet_count={bucket.packet_count},byte_count={bucket.byte_count}")
        yield f" {','.join(parts)}"


def meter_stats(top: str, entries: Iterable[Part]) -> Lines:
    """Counters of meters (meter_stats)."""
    yield top
    for number, one in enumerate(entries):
        if number:
            yield ""
        flows = one.flow_count if hasattr(one, "flow_count") else one.ref_count
        yield (
            f"meter:{meter_text(one.meter_id)} flow_count:{flows} packet_in_count:{one.packet_in_count} "
            f"byte_in_count:{one.byte_in_count} "
            f"duration:{seconds_text(one.duration_sec, one.duration_nsec)} bands:"
        )
        for number, band in enumerate(one.band_stats):
            yield f"{number}: packet_count:{band.packet_band_count} byte_count:{band.byte_band_count}"


def group_features(top: str, reply: Part) -> Lines:
    """What groups can do (group_features_stats_reply, or Open vSwitch's before 1.2)."""
    yield top
    yield " Group table:"
    yield f"    Types:  {reply.types:#x}"
    yield f"    Capabilities:  {reply.capabilities:#x}"
    names = _ACTIONS_10 if version_of(reply) == 1 else _ACTIONS_11
    for number, (name, short) in enumerate(zip(_GROUP_TYPES, ("all", "select", "indirect", "ff"), strict=True)):
        if reply.types >> number & 1:
            yield f"    {name} group:"
            yield f"       max_groups={getattr(reply, f'max_groups_{short}'):#x}"
            yield f"       actions: {bits(getattr(reply, f'actions_{short}'), names, '')}"


def meter_features(top: str, told: Part) -> Lines:
    """What meters can do (meter_features)."""
    yield top
    yield f"max_meter:{told.max_meter} max_bands:{told.max_bands} max_color:{told.max_color}"
    yield f"band_types: {bits(told.band_types, _BANDS)}"
    yield f"capabilities: {bits(told.capabilities, _METER_FLAGS)}"


def table_desc(top: str, entries: Iterable[Part]) -> Lines:
    """Eviction and vacancy of tables (table_desc; 1.4 and later)."""
    yield top
    for one in entries:
        eviction = next((p for p in one.properties if type(p).__name__.endswith("eviction")), None)
        vacancy = next((p for p in one.properties if hasattr(p, "vacancy_down")), None)
        yield f"  table {one.table_id}:"
        on = "on" if one.config & 4 else "off"
        flags = "" if eviction is None else f" eviction_flags={bits(eviction.flags, _EVICTION).replace(' ', '|')}"
        yield f"   eviction={on}{flags}"
        if vacancy is None or not one.config & 8:
            yield "   vacancy=off"
        else:
            yield (
                f"   vacancy=on vacancy_down={vacancy.vacancy_down}% vacancy_up={vacancy.vacancy_up}% "
                f"vacancy={vacancy.vacancy}%"
            )
        yield ""


def table_features(entries: Iterable[Part]) -> Lines:
    """What tables can do (table_features; 1.3 and later); runs of equal ones are told once."""
    before: tuple[Any, ...] = ()
    same: list[int] = []
    for one in entries:
        name = f' ("{one.name}")' if one.name and one.name != f"table{one.table_id}" else ""
        told = tuple(_table_features(one))
        if told == before and not name:
            same.append(one.table_id)
            continue
        yield from _ditto(same)
        same, before = [], told
        yield f"  table {one.table_id}{name}:"
        yield from told
        yield ""
    yield from _ditto(same)


def _table_features(one: Part) -> Lines:
    yield f"    metadata: match={one.metadata_match:#x} write={one.metadata_write:#x}"
    yield f"    max_entries={one.max_entries}"
    for told in one.properties:
        what = type(told).__name__.removeprefix("table_feature_prop_").removeprefix("table_features_prop_")
        if hasattr(told, "next_table_ids"):
            # All tables behind this one, in most switches: how far, counted from here, so that equal tables are alike.
            reach = [each.value for each in told.next_table_ids]
            last = max(reach, default=one.table_id)
            whole = reach == list(range(one.table_id + 1, last + 1))
            yield f"    {what}: {'up to ' + str(last) if whole and reach else numbers(reach)}"
        elif hasattr(told, "instruction_ids"):
            yield f"    {what}: {_named((each.type for each in told.instruction_ids), _INSTRUCTIONS)}"
        elif hasattr(told, "action_ids"):
            yield f"    {what}: {_named((each.type for each in told.action_ids), _ACTIONS_11)}"
        elif hasattr(told, "oxm_ids"):
            yield f"    {what}: {' '.join(field_name(number) for number in _headers(told.oxm_ids))}"


def _headers(ids: Iterable[Any]) -> Iterator[int]:
    """The headers of a list of words: a field of an experimenter has two."""
    words = iter(each.value for each in ids)
    for word in words:
        yield word << 32 | next(words, 0) if word >> 16 == 0xFFFF else word


def _named(found: Iterable[int], names: dict[int, str]) -> str:
    there = set(found)
    told = [name for number, name in names.items() if number in there]
    return " ".join(told + [f"{number:#x}" for number in sorted(there - names.keys())])


def numbers(found: list[int]) -> str:
    """``1-5,7``; "none"."""
    runs: list[list[int]] = []
    for number in sorted(found):
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in runs) or "none"


def counted(entry: Part) -> dict[str, int]:
    """What an entry or an aggregate reply counts, by the names that it has up to 1.4; 1.5 tells them as fields."""
    if hasattr(entry, "stats"):
        told = [one for one in entry.stats.oxs_fields if hasattr(one, "value")]
        found = {type(one).__name__.removeprefix("oxs_"): int(one.value) for one in told}
        if "duration" in found:
            duration = found.pop("duration")
            found |= {"duration_sec": duration >> 32, "duration_nsec": duration & 0xFFFFFFFF}
        return found
    names = ("duration_sec", "duration_nsec", "packet_count", "byte_count", "flow_count")
    return {name: int(getattr(entry, name)) for name in names if hasattr(entry, name)}


# --- parts --------------------------------------------------------------------------------------------------------


def bits(value: int, names: dict[int, str], nothing: str = "0") -> str:
    """The names of the bits that are set, in the order of the names; those without a name in hex."""
    found = [name for bit, name in names.items() if value >> bit & 1]
    rest = value & ~sum(1 << bit for bit in names)
    if rest:
        found.append(f"{rest:#x}")
    return " ".join(found) or nothing


def counters(counted: dict[str, int]) -> str:
    """``pkts=1, bytes=60``; ``?`` for what the switch does not count."""
    return ", ".join(f"{name}={'?' if value == UNKNOWN else value}" for name, value in counted.items())


def mac(address: Any) -> str:
    """``aa:bb:cc:dd:ee:ff``."""
    return ":".join(f"{byte:02x}" for byte in address)
