"""Whole lines at random, of every kind and command: flows changed and deleted, groups, meters, packets to send."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.text.grammar import Texts, actions, flows, matches, numbers, ports
from tests.text.judge import Case

_ports = st.one_of(ports, st.sampled_from(("LOCAL", "NONE", "controller", "in_port", "normal")))
_groups = st.one_of(st.integers(0, 9).map(str), numbers(32), st.sampled_from(("any", "all")))


def some(draw: st.DrawFn, *parts: Texts, most: int = 2) -> list[str]:
    """A few of some parts."""
    chosen = draw(st.lists(st.sampled_from(range(len(parts))), max_size=most, unique=True))
    return [draw(parts[at]) for at in chosen]


def keyed(form: str, *values: Texts) -> Texts:
    return st.tuples(*values).map(lambda found: form.format(*found))


# --- flows -----------------------------------------------------------------------------------------

_TABLE = keyed("table={}", st.integers(0, 255))
_COOKIE = keyed("cookie={}/{}", numbers(64), numbers(64))
_PRIORITY = keyed("priority={}", numbers(16))
_SELECTING = (
    _TABLE, _COOKIE, _PRIORITY, keyed("cookie={}/-1", numbers(16)), keyed("out_port={}", _ports),
    keyed("out_group={}", _groups),
)  # fmt: skip
_CHANGING = (
    _TABLE, _COOKIE, _PRIORITY, keyed("cookie={}", numbers(64)), keyed("idle_timeout={}", numbers(16)),
    keyed("hard_timeout={}", numbers(16)), keyed("importance={}", numbers(16)), st.sampled_from((
        "send_flow_rem", "check_overlap", "reset_counts", "no_packet_counts", "no_byte_counts", "n_packets=5",
    )),
)  # fmt: skip


@st.composite
def flow_cases(draw: st.DrawFn) -> Case:
    """A flow to be added, changed or deleted."""
    command = draw(st.sampled_from(("add", "modify", "modify_strict", "delete", "delete_strict")))
    if command == "add":
        return Case("flow", "add", draw(flows()))
    match, has = draw(matches())
    parts = [match] if match else []
    if command.startswith("delete"):
        return Case("flow", command, ",".join(parts + some(draw, *_SELECTING)))
    parts += some(draw, *_CHANGING, most=3)
    return Case("flow", command, ",".join([*parts, f"actions={draw(actions(has))}"]))


# --- groups ----------------------------------------------------------------------------------------

_NUMBERS = st.one_of(
    st.integers(0, 9).map(str), st.sampled_from(("0xffffff00", "4294967041", "1234", "all", "any", "x"))
)
_HASHED = (
    "eth_src", "eth_dst", "ip_src", "ip_dst=255.255.0.0", "nw_src", "tcp_dst", "udp_src", "ipv6_src=ffff::", "metadata",
    "tun_id=0xffff", "reg3", "xreg1", "vlan_vid", "in_port", "nw_proto", "nw_tos", "sctp_dst", "ct_label", "arp_spa",
)  # fmt: skip
_BUCKET = (
    keyed("bucket_id:{}", st.one_of(st.integers(10, 99).map(str), st.sampled_from(("4294967040", "4294967041")))),
    keyed("weight:{}", numbers(16)), keyed("watch_port:{}", st.one_of(st.integers(0, 9).map(str), _ports)),
    keyed("watch_group={}", st.one_of(st.integers(0, 9).map(str), numbers(32))),
)  # fmt: skip
_EVERYTHING = ("ip", "ipv4", "tcp", "vlan")


@st.composite
def buckets(draw: st.DrawFn, numbered: bool) -> str:
    """One bucket; all of a group have their number or none has (see `differences`)."""
    known = _BUCKET if numbered else _BUCKET[1:]
    parts = some(draw, *known, most=3)
    listed = draw(st.one_of(actions(_EVERYTHING), st.sampled_from(("output:1", "2", "drop", "dec_ttl,output:3"))))
    return ",".join([*parts, draw(st.sampled_from(("", "actions=", "actions="))) + listed])


@st.composite
def group_cases(draw: st.DrawFn) -> Case:
    """A group to be added, changed or deleted, or some of its buckets."""
    command = draw(st.sampled_from(("add", "add", "modify", "add_or_mod", "delete", "insert_bucket", "remove_bucket")))
    parts = [f"group_id={draw(_NUMBERS)}"] if draw(st.integers(0, 19)) else []
    if command in ("insert_bucket", "remove_bucket") and draw(st.integers(0, 9)):
        number = draw(st.one_of(st.sampled_from(("first", "last", "all", "0xffffff01")), st.integers(0, 9).map(str)))
        parts.append(f"command_bucket_id={number}")
    if command not in ("delete", "insert_bucket", "remove_bucket") or draw(st.integers(0, 9)) == 0:
        kind = draw(st.sampled_from(("all", "select", "select", "indirect", "ff", "fast_failover", "odd")))
        parts.append(f"type={kind}")
    if draw(st.integers(0, 2)) == 0:
        parts.append(f"selection_method={draw(st.sampled_from(('hash', 'hash', 'dp_hash', 'other')))}")
        parts += some(draw, keyed("selection_method_param={}", numbers(64)), _fields(), most=2)
    if command not in ("delete", "remove_bucket") or draw(st.integers(0, 9)) == 0:
        numbered = draw(st.booleans())
        found = draw(st.lists(buckets(numbered), max_size=3))
        parts += [f"bucket={bucket}" for bucket in found]
    return Case("group", command, ",".join(parts))


def _fields() -> Texts:
    named = st.lists(st.sampled_from(_HASHED), min_size=1, max_size=4, unique=True)
    return named.map(lambda found: f"fields({','.join(found)})")


# --- meters ----------------------------------------------------------------------------------------

_METERS = st.one_of(
    st.integers(0, 9).map(str), numbers(32), st.sampled_from(("controller", "slowpath", "all", "4294901760"))
)


@st.composite
def bands(draw: st.DrawFn) -> str:
    """One band of a meter."""
    parts = [f"type={draw(st.sampled_from(('drop', 'drop', 'dscp_remark', 'odd')))}"]
    if draw(st.integers(0, 9)):
        parts.append(f"rate={draw(numbers(32))}")
    parts += some(draw, keyed("burst_size={}", numbers(32)), keyed("prec_level={}", numbers(8)))
    return ",".join(parts)


@st.composite
def meter_cases(draw: st.DrawFn) -> Case:
    """A meter to be added, changed or deleted."""
    command = draw(st.sampled_from(("add", "add", "modify", "delete")))
    parts = [f"meter={draw(_METERS)}"] if draw(st.integers(0, 19)) else []
    if command != "delete" or draw(st.integers(0, 4)) == 0:
        parts.append(draw(st.sampled_from(("kbps", "pktps", "kbps", "pktps", ""))))
        parts += some(draw, st.just("burst"), st.just("stats"))
        found = draw(st.lists(bands(), max_size=3))
        parts.append("bands=" + ",".join(found))
    return Case("meter", command, draw(st.sampled_from((",", " "))).join(filter(None, parts)))


# --- packets to send -------------------------------------------------------------------------------

_ETHERNET = "50540000000a505400000009"
_IPV4 = "450000200000400040{}000000{}0000010a000002"
_PACKETS = {
    ("ip", "ipv4", "tcp"): _ETHERNET + "0800" + _IPV4.format("06", "0a") + "00500051" + "00" * 16,
    ("ip", "ipv4", "udp"): _ETHERNET + "0800" + _IPV4.format("11", "0a") + "0050005100080000",
    ("ip", "ipv4", "icmp4"): _ETHERNET + "0800" + _IPV4.format("01", "0a") + "0800000000000000",
    ("ip", "ipv6", "icmp6"): _ETHERNET + "86dd6000000000083a40" + "00" * 15 + "01" + "00" * 15 + "0280" + "00" * 7,
    ("arp",): _ETHERNET + "08060001080006040001505400000009" + "0a000001" + "000000000000" + "0a000002",
    (): _ETHERNET + "1234" + "abcdef",
}  # fmt: skip
_PIPELINE = (
    keyed("metadata={}", numbers(64)), keyed("reg{}={}", st.integers(0, 15), numbers(32)),
    keyed("tun_id={}", numbers(64)), keyed("xreg{}={}", st.integers(0, 7), numbers(64)),
    keyed("pkt_mark={}", numbers(32)), keyed("tun_gbp_id={}", numbers(16)),
    st.sampled_from(("tun_src=1.2.3.4,tun_dst=5.6.7.8", "packet_type=(0,0)", "ct_mark=5", "ip", "tun_ttl=5")),
)  # fmt: skip


@st.composite
def packet_out_cases(draw: st.DrawFn) -> Case:
    """A packet to be sent."""
    has, packet = draw(st.sampled_from(sorted(_PACKETS.items())))
    parts = [f"in_port={draw(_ports)}"] if draw(st.integers(0, 4)) else []
    parts += some(draw, *_PIPELINE) if draw(st.integers(0, 3)) == 0 else []
    listed = draw(actions(tuple(what for what in has if what not in ("tcp", "udp"))))
    return Case("packet_out", "add", ",".join([*parts, f"packet={packet}", f"actions={listed}"]))


KINDS: dict[str, st.SearchStrategy[Case]] = {
    "flow": flow_cases(), "group": group_cases(), "meter": meter_cases(), "packet_out": packet_out_cases(),
}  # fmt: skip
