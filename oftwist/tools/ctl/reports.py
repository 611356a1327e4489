"""Descriptions and counters of a switch as text, in the form that ovs-ofctl has made known.

Each function takes the entries of a reply and yields lines. Knows message objects of all versions; no connection.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from oftwist import text

Lines = Iterator[str]

#: All ones: the switch does not count this.
UNKNOWN = 0xFFFFFFFFFFFFFFFF

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
_ACTIONS_10 = (
    "output", "set_vlan_vid", "set_vlan_pcp", "strip_vlan", "mod_dl_src", "mod_dl_dst", "mod_nw_src", "mod_nw_dst",
    "mod_nw_tos", "mod_tp_src", "mod_tp_dst", "enqueue",
)  # fmt: skip


def head(ofp: Any, what: str, rest: str = "") -> str:
    """The line over a reply: ``OFPST_DESC reply (OF1.3):``."""
    minor = ofp.OFP_VERSION - 1
    return f"{what}{f' (OF1.{minor})' if minor else ''}:{rest}"


def features(msg: Any) -> Lines:
    """The features of a switch (features_reply)."""
    yield head(_module(msg), "OFPT_FEATURES_REPLY", f" dpid:{msg.datapath_id:016x}")
    auxiliary = f", auxiliary_id:{msg.auxiliary_id}" if getattr(msg, "auxiliary_id", 0) else ""
    yield f"n_tables:{msg.n_tables}, n_buffers:{msg.n_buffers}{auxiliary}"
    names = dict(_CAPABILITIES)
    if msg.version == 1:
        names[3] = "STP"
    yield f"capabilities: {bits(msg.capabilities, names, '')}"
    if msg.version == 1:
        yield f"actions: {bits(msg.actions, dict(enumerate(_ACTIONS_10)), '')}"


def ports(descriptions: Iterable[Any]) -> Lines:
    """Descriptions of ports (port_desc), in order of their numbers."""
    for port in sorted(descriptions, key=lambda one: one.port_no):
        name = "".join(c if c.isprintable() else "." for c in str(port.name))
        yield f" {text.format_port(port.port_no)}({name}): addr:{mac(port.hw_addr)}"
        yield f"     config:     {bits(port.config, _CONFIG)}"
        yield f"     state:      {state(port)}"
        told = _ethernet(port)
        names = _FEATURES_10 if port_version(port) == 1 else _FEATURES
        if told is None:
            continue
        for label, member in (("current", "curr"), ("advertised", "advertised"), ("supported", "supported")):
            if getattr(told, member):
                yield f"     {label + ':':12}{bits(getattr(told, member), names)}"
        if told.peer:
            yield f"     peer:       {bits(told.peer, names)}"
        yield f"     speed: {_speed(told, 'curr')} Mbps now, {_speed(told, 'max')} Mbps max"


def state(port: Any) -> str:
    """The state of a port; in 1.0 two of its bits are the state of the spanning tree."""
    if port_version(port) > 1:
        return bits(port.state, _STATE)
    found = bits(port.state & 1, _STATE, "")
    stp = _STP[port.state >> 8 & 3] if port.state >> 8 & 3 else ""
    return " ".join(part for part in (found, stp) if part) or "0"


def _ethernet(port: Any) -> Any:
    """Where the speeds of a port are: in its description, or from 1.4 on in its Ethernet property."""
    if hasattr(port, "curr"):
        return port
    return next((one for one in port.properties if hasattr(one, "curr")), None)


def _speed(told: Any, which: str) -> int:
    """Mbit/s: told in kbit/s from 1.1 on, worked out from the features before."""
    if hasattr(told, "curr_speed"):
        return int(getattr(told, f"{which}_speed")) // 1000
    mask = told.curr if which == "curr" else told.supported
    return max((speed for bit, speed in enumerate(_MBPS[:7]) if mask >> bit & 1), default=0)


def description(msg: Any) -> Lines:
    """Manufacturer, hardware, software and the like (desc_stats_reply)."""
    yield head(_module(msg), "OFPST_DESC reply")
    yield f"Manufacturer: {msg.mfr_desc}"
    yield f"Hardware: {msg.hw_desc}"
    yield f"Software: {msg.sw_desc}"
    yield f"Serial Num: {msg.serial_num}"
    yield f"DP Description: {msg.dp_desc}"


def port_stats(ofp: Any, entries: list[Any], name: Callable[[int], str]) -> Lines:
    """Counters of ports (port_stats_entry)."""
    yield head(ofp, "OFPST_PORT reply", f" {len(entries)} ports")
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
        if hasattr(one, "duration_sec"):
            yield f"           duration={text.format_duration(one.duration_sec, one.duration_nsec)}"


def _count(told: Any, member: str) -> int:
    return int(getattr(told, member, UNKNOWN))


def table_stats(ofp: Any, entries: Iterable[Any]) -> Lines:
    """Counters of tables (table_stats_entry); runs of equal ones are told once."""
    yield head(ofp, "OFPST_TABLE reply")
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


def queue_stats(ofp: Any, entries: list[Any], name: Callable[[int], str]) -> Lines:
    """Counters of queues (queue_stats_entry)."""
    yield head(ofp, "OFPST_QUEUE reply", f" {len(entries)} queues")
    for one in entries:
        counted = {"bytes": one.tx_bytes, "pkts": one.tx_packets, "errors": one.tx_errors}
        line = f"  port {name(one.port_no)} queue {one.queue_id}: {counters(counted)}"
        if hasattr(one, "duration_sec"):
            unknown = one.duration_sec == 0xFFFFFFFF
            line += f", duration={'?' if unknown else text.format_duration(one.duration_sec, one.duration_nsec)}"
        yield line


def group_stats(ofp: Any, entries: Iterable[Any]) -> Lines:
    """Counters of groups (group_stats_entry)."""
    yield head(ofp, "OFPST_GROUP reply")
    for one in entries:
        parts = [f"group_id={one.group_id}"]
        if hasattr(one, "duration_sec"):
            parts.append(f"duration={text.format_duration(one.duration_sec, one.duration_nsec)}")
        parts += [f"ref_count={one.ref_count}", f"packet_count={one.packet_count}", f"byte_count={one.byte_count}"]
        for number, bucket in enumerate(one.bucket_stats):
            parts.append(f"bucket{number}:packet_count={bucket.packet_count},byte_count={bucket.byte_count}")
        yield f" {','.join(parts)}"


def meter_stats(ofp: Any, entries: Iterable[Any]) -> Lines:
    """Counters of meters (meter_stats)."""
    yield head(ofp, "OFPST_METER reply")
    for one in entries:
        flows = one.flow_count if hasattr(one, "flow_count") else one.ref_count
        yield (
            f"meter:{one.meter_id} flow_count:{flows} packet_in_count:{one.packet_in_count} "
            f"byte_in_count:{one.byte_in_count} "
            f"duration:{text.format_duration(one.duration_sec, one.duration_nsec)} bands:"
        )
        for number, band in enumerate(one.band_stats):
            yield f"{number}: packet_count:{band.packet_band_count} byte_count:{band.byte_band_count}"


# --- parts --------------------------------------------------------------------------------------------------------


def bits(value: int, names: dict[int, str], nothing: str = "0") -> str:
    """The names of the bits that are set, lowest first; those without a name in hex."""
    found = [name for bit, name in sorted(names.items()) if value >> bit & 1]
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


def port_version(port: Any) -> int:
    """The wire version of an object that does not say it: that of the module its class is in."""
    return int(_module(port).OFP_VERSION)


def _module(obj: Any) -> Any:
    """The version module of an object: ``oftwist.loxi.of13`` for a message of 1.3."""
    import sys

    return sys.modules[type(obj).__module__.rpartition(".")[0]]
