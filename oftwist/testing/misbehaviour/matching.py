"""Misbehaviours of matching: single fields, and which flow takes a packet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from oftwist import packet as pk
from oftwist.testing.datapath import Datapath
from oftwist.testing.flow_table import Flow, FlowTable, Term, Terms, matches
from oftwist.testing.flow_tables import FlowTables
from oftwist.testing.misbehaviour.patching import (
    Original,
    Patch,
    Subject,
    asked,
    in_datapath,
    in_each_table,
    in_flows,
    refused,
    told_each,
    unrefused,
)
from oftwist.testing.parts import Run

# -- what flows match --------------------------------------------------------------------------------


def _terms(change: Callable[[Terms], Terms]) -> Patch:
    """Flows match other things than they were added with."""

    def instead(original: Original, flows: FlowTables, table_id: int, flow: Flow, **more: object) -> None:
        flow.terms = change(flow.terms)
        original(table_id, flow, **more)

    return in_flows("add", instead)


def _each(name: str, change: Callable[[Term], Term]) -> Patch:
    """Flows match another value of a field, or under another mask."""
    return _terms(lambda terms: tuple(change(term) if term[0] == name else term for term in terms))


def _without(*names: str) -> Patch:
    """Flows do not look at some fields."""
    return _terms(lambda terms: tuple(term for term in terms if term[0] not in names))


def _masked(name: str, bits: int) -> Patch:
    """Flows look at some bits of a field only."""
    return _each(name, lambda term: (name, term[1] & bits, term[2] & bits))


# -- what packets have -------------------------------------------------------------------------------


def _seen(change: Callable[[dict[str, int], Run], Mapping[str, int]]) -> Patch:
    """Tables see other fields than the packet has."""

    def instead(original: Original, path: Datapath, run: Run) -> Mapping[str, int]:
        return change(dict(original(run)), run)

    return in_datapath("fields", instead)


def _lacks(*names: str) -> Patch:
    """Tables do not see some fields of packets."""
    return _seen(lambda fields, run: {name: value for name, value in fields.items() if name not in names})


def _swapped(one: str, other: str) -> Patch:
    """Tables take one field for another."""
    names = {one: other, other: one}
    return _seen(lambda fields, run: {names.get(name, name): value for name, value in fields.items()})


def _inner_tag(fields: dict[str, int], run: Run) -> Mapping[str, int]:
    inner = pk.parse(pk.pop_vlan(run.frame)).fields
    if inner.get("vlan_vid"):
        fields.update(vlan_vid=inner["vlan_vid"], vlan_pcp=inner["vlan_pcp"])
    return fields


def _no_priority_tags(fields: dict[str, int], run: Run) -> Mapping[str, int]:
    if fields.get("vlan_vid") == pk.VLAN_PRESENT:
        fields["vlan_vid"] = 0
    return fields


_match_fields = Subject("match_fields")
FIELDS = [
    _match_fields("mask-ignored", "1.2-1.5", "A mask is taken for all ones.",
                  _terms(lambda terms: tuple((name, value, -1) for name, value, _ in terms))),
    _match_fields("in-port-ignored", "1.0-1.5", "Flows do not look at in_port.", _without("in_port")),
    _match_fields("eth-src-16-bits", "1.0-1.5", "Of eth_src only the lower 16 bits are looked at.",
                  _masked("eth_src", 0xFFFF)),
    _match_fields("eth-dst-ignored", "1.0-1.5", "Flows do not look at eth_dst.", _without("eth_dst")),
    _match_fields("vlan-priority-ignored", "1.0-1.5", "Flows do not look at vlan_pcp.", _without("vlan_pcp")),
    _match_fields("vlan-inner", "1.0-1.5", "Of two tags the inner one is matched.", _seen(_inner_tag)),
    _match_fields("vlan-none-is-any", "1.0-1.5", "A match for no tag takes all packets.",
                  _terms(lambda terms: tuple(term for term in terms if term[:2] != ("vlan_vid", 0)))),
    _match_fields("vlan-priority-tag-unseen", "1.2-1.5", "A tag of VLAN 0 is taken for no tag.",
                  _seen(_no_priority_tags)),
    _match_fields("vlan-8-bits", "1.0-1.5", "Of a VLAN only the lower 8 bits are looked at.",
                  _masked("vlan_vid", 0x10FF)),
    _match_fields("dscp-5-bits", "1.0-1.5", "The lowest bit of the DSCP is not looked at.", _masked("ip_dscp", 0x3E)),
    _match_fields("ecn-ignored", "1.2-1.5", "Flows do not look at ip_ecn.", _without("ip_ecn")),
    _match_fields("udp-ports-swapped", "1.0-1.5", "udp_src is taken for udp_dst, and the other way around.",
                  _swapped("udp_src", "udp_dst")),
    _match_fields("tcp-port-8-bits", "1.0-1.5", "Of tcp_dst only the lower 8 bits are looked at.",
                  _masked("tcp_dst", 0xFF)),
    _match_fields("sctp-unknown", "1.1-1.5", "No packet has SCTP ports.", _lacks("sctp_src", "sctp_dst")),
    _match_fields("icmp-code-ignored", "1.0-1.5", "Flows do not look at icmpv4_code.", _without("icmpv4_code")),
    _match_fields("arp-operation-ignored", "1.0-1.5", "Flows do not look at arp_op.", _without("arp_op")),
    _match_fields("arp-addresses-swapped", "1.0-1.5", "arp_spa is taken for arp_tpa, and the other way around.",
                  _swapped("arp_spa", "arp_tpa")),
    _match_fields("arp-target-unknown", "1.2-1.5", "No packet has arp_tha.", _lacks("arp_tha")),
    _match_fields("ipv6-lower-half", "1.2-1.5", "Of ipv6_src only the lower half is looked at.",
                  _masked("ipv6_src", (1 << 64) - 1)),
    _match_fields("ipv6-upper-half", "1.2-1.5", "Of ipv6_dst only the upper half is looked at.",
                  _masked("ipv6_dst", (1 << 64) - 1 << 64)),
    _match_fields("ipv6-label-16-bits", "1.2-1.5", "Of ipv6_flabel only the lower 16 bits are looked at.",
                  _masked("ipv6_flabel", 0xFFFF)),
    _match_fields("nd-target-unknown", "1.2-1.5", "No packet has ipv6_nd_target.", _lacks("ipv6_nd_target")),
    _match_fields("mpls-bottom-ignored", "1.3-1.5", "Flows do not look at mpls_bos.", _without("mpls_bos")),
    _match_fields("match-untold", "1.2-1.5", "Statistics of flows tell no match.",
                  told_each("flow_stats_reply", match=lambda entry: type(entry.match)())),
]  # fmt: skip

# -- which flow takes a packet -----------------------------------------------------------------------


class _Slow(FlowTable):
    """A table that looks at each entry and takes the one of the highest rank."""

    __slots__ = ()

    def rank(self, flow: Flow) -> int:
        """Which one wins."""
        return flow.priority

    def lookup(self, fields: Mapping[str, int]) -> Flow | None:
        self.lookups += 1
        found = [flow for flow in self.entries.values() if matches(flow.terms, fields)]
        self.hits += bool(found)
        return max(found, key=self.rank, default=None)


class _LowestFirst(_Slow):
    __slots__ = ()

    def rank(self, flow: Flow) -> int:
        return -flow.priority


class _OldestFirst(_Slow):
    __slots__ = ()

    def rank(self, flow: Flow) -> int:
        return 0


class _Bytes(_Slow):
    __slots__ = ()

    def rank(self, flow: Flow) -> int:
        return flow.priority & 0xFF


class _Signed(_Slow):
    __slots__ = ()

    def rank(self, flow: Flow) -> int:
        return (flow.priority ^ 0x8000) - 0x8000


_PROTOCOLS: Final = ("tcp", "udp", "sctp")


def _any_ports(fields: dict[str, int], run: Run) -> Mapping[str, int]:
    for end in ("src", "dst"):
        values = [fields[f"{name}_{end}"] for name in _PROTOCOLS if f"{name}_{end}" in fields]
        if values:
            fields.update({f"{name}_{end}": values[0] for name in _PROTOCOLS})
    return fields


_match_rules = Subject("match_rules")
RULES = [
    _match_rules("priority-backwards", "1.0-1.5", "The flow of the lowest priority wins.", in_each_table(_LowestFirst)),
    _match_rules("priority-by-age", "1.0-1.5", "The flow that was added first wins.", in_each_table(_OldestFirst)),
    _match_rules("priority-8-bits", "1.0-1.5", "Only the lower 8 bits of priorities are compared.",
                 in_each_table(_Bytes)),
    _match_rules("priority-signed", "1.0-1.5", "Priorities from 32768 on count as negative.", in_each_table(_Signed)),
    _match_rules("prefix-too-short", "1.0-1.5", "A prefix of ipv4_src is taken one bit shorter.",
                 _each("ipv4_src", lambda term: (term[0], term[1] & term[2] << 1, term[2] << 1 & 0xFFFFFFFF))),
    _match_rules("prefix-by-bytes", "1.0-1.5", "Of prefixes of ipv4_src only whole bytes are looked at.",
                 _each("ipv4_src", lambda term: (term[0], term[1] & _whole(term[2]), _whole(term[2])))),
    _match_rules("protocol-ignored", "1.0-1.5", "Ports of TCP and UDP are taken for each other.",
                 _without("ip_proto"), _seen(_any_ports)),
    _match_rules("ether-type-ignored", "1.0-1.5", "Flows do not look at the Ethernet type.", _without("eth_type")),
    _match_rules("first-field-only", "1.0-1.5", "Of a match with many fields only the first counts.",
                 _terms(lambda terms: terms[:1])),
    _match_rules("prerequisite-unchecked", "1.2-1.5", "A match without its prerequisites is ignored.",
                 unrefused("bad_match", "BAD_PREREQ")),
    _match_rules("field-twice-ignored", "1.2-1.5", "A match that has a field twice is ignored.",
                 unrefused("bad_match", "DUP_FIELD")),
    _match_rules("wildcards-unchecked", "1.2-1.5", "A value with bits beside its mask is ignored.",
                 unrefused("bad_match", "BAD_WILDCARDS")),
    _match_rules("field-unknown-ignored", "1.2-1.5", "A match of an unknown field is ignored.",
                 unrefused("bad_match", "BAD_FIELD")),
    _match_rules("match-error-wrong", "1.2-1.5", "A missing prerequisite is told as a bad value.",
                 refused("bad_match", "BAD_PREREQ", "bad_match", "BAD_VALUE")),
    _match_rules("priority-fixed", "1.0-1.5", "All flows have priority 1.", asked("flow_add", priority=1)),
]  # fmt: skip

# -- masks, tags, what is known of packets besides ------------------------------------------------------


class _LongestFirst(_Slow):
    __slots__ = ()

    def rank(self, flow: Flow) -> int:
        return sum(bin(mask).count("1") for _, _, mask in flow.terms)


def _leading(term: Term) -> Term:
    """The mask up to its first hole."""
    name, value, mask = term
    bits = mask.bit_length()
    leading = sum(1 << bit for bit in range(bits) if mask >> bit == (1 << bits - bit) - 1)
    return name, value & leading, leading


def _behind_tag(fields: dict[str, int], run: Run) -> Mapping[str, int]:
    below = ("in_", "eth_", "vlan_", "metadata")
    return {name: value for name, value in fields.items() if not fields.get("vlan_vid") or name.startswith(below)}


def _type_of_tag(fields: dict[str, int], run: Run) -> Mapping[str, int]:
    if fields.get("vlan_vid"):
        fields["eth_type"] = int.from_bytes(run.frame[12:14], "big")
    return fields


def _service_tag(fields: dict[str, int], run: Run) -> Mapping[str, int]:
    if run.frame[12:14] == b"\x88\xa8":
        fields["vlan_vid"] = 0
    return fields


def _value(name: str, change: Callable[[dict[str, int]], int]) -> Patch:
    """Tables see another value of a field, where there is one."""
    return _seen(lambda fields, run: {**fields, name: change(fields)} if name in fields else fields)


_masks = Subject("masks")
MASKS = [
    _masks("mask-up-to-its-hole", "1.1-1.5", "Of a mask of eth_src what is behind its first hole does not count.",
           _each("eth_src", _leading)),
    _masks("zero-is-any", "1.0-1.5", "A match of 0 takes every value.",
           _terms(lambda terms: tuple(term for term in terms if term[1]))),
    _masks("ones-are-any", "1.0-1.5", "A match of all ones takes every value.",
           _terms(lambda terms: tuple(term for term in terms if term[1] != term[2] or term[1] == 1))),
    _masks("longest-prefix-first", "1.0-1.5", "The flow with most bits in its match wins.",
           in_each_table(_LongestFirst)),
    _masks("group-bit-ignored", "1.1-1.5", "The bit that tells group addresses does not count.",
           _each("eth_dst", lambda term: (term[0], term[1] & ~(1 << 40), term[2] & ~(1 << 40)))),
]  # fmt: skip

_vlans = Subject("vlan_matching")
VLANS = [
    _vlans("vlan-11-bits", "1.0-1.5", "The highest bit of a VLAN does not count.", _masked("vlan_vid", 0x17FF)),
    _vlans("vlan-0-is-any", "1.0-1.5", "A match of VLAN 0 takes every tag.",
           _each("vlan_vid", lambda term: (term[0], 0x1000, 0x1000) if term[1] == 0x1000 else term)),
    _vlans("vlan-priority-of-vlan-0", "1.0-1.5", "The priority of a tag counts only if its VLAN is not 0.",
           _value("vlan_pcp", lambda fields: fields["vlan_pcp"] if fields["vlan_vid"] & 0xFFF else 0)),
    _vlans("type-of-the-tag", "1.0-1.5", "The Ethernet type that is matched is that of the tag.", _seen(_type_of_tag)),
    _vlans("tag-hides-the-rest", "1.0-1.5", "Behind a tag nothing is matched.", _seen(_behind_tag)),
    _vlans("service-tag-unknown", "1.0-1.5", "A tag of type 0x88a8 is none.", _seen(_service_tag)),
    _vlans("vlan-mask-ignored", "1.2-1.5", "A mask of a VLAN is taken for all ones.",
           _each("vlan_vid", lambda term: (term[0], term[1], 0x1FFF) if term[2] != 0x1000 else term)),
]  # fmt: skip

_pipeline = Subject("pipeline_fields")
PIPELINE = [
    Subject("pipeline")("metadata-begins-as-1", "1.1-1.5", "A packet comes with metadata 1.",
              _value("metadata", lambda fields: fields["metadata"] or 1)),
    _pipeline("physical-port-0", "1.2-1.5", "The physical port of every packet is 0.",
              _value("in_phy_port", lambda fields: 0)),
    _pipeline("tunnel-1", "1.3-1.5", "Every packet comes by tunnel 1.", _value("tunnel_id", lambda fields: 1)),
    _pipeline("extension-headers-unseen", "1.3-1.5", "Extension headers of IPv6 are not seen.",
              _value("ipv6_exthdr", lambda fields: 0)),
    _pipeline("service-16-bits", "1.3-1.5", "Of a provider's service only the lower 16 bits count.",
              _masked("pbb_isid", 0xFFFF)),
    _pipeline("arp-sender-of-frame", "1.2-1.5", "arp_sha is the address that the frame comes from.",
              _value("arp_sha", lambda fields: fields["eth_src"])),
    _pipeline("tcp-flags-5-bits", "1.5", "Of the flags of TCP only the lower five are seen.",
              _value("tcp_flags", lambda fields: fields["tcp_flags"] & 0x1F)),
    _pipeline("packet-type-1", "1.5", "Packets are of packet type 1.", _value("packet_type", lambda fields: 1)),
    _pipeline("set-output-unset", "1.5", "The port in the action set is told as unset.",
              _value("actset_output", lambda fields: 0xFFFFFFF7)),
]  # fmt: skip

_errors = Subject("errors_match")
ERRORS = [
    _errors("match-length-ignored", "1.1-1.5", "A match of a wrong length is ignored.",
            unrefused("bad_match", "BAD_LEN")),
    _errors("match-type-ignored", "1.1-1.5", "A match of an unknown type is ignored.",
            unrefused("bad_match", "BAD_TYPE")),
    _errors("match-value-ignored", "1.1-1.5", "A value that cannot be is ignored.",
            unrefused("bad_match", "BAD_VALUE")),
    _errors("match-mask-ignored", "1.2-1.5", "A mask where none may be is ignored.",
            unrefused("bad_match", "BAD_MASK")),
    _errors("match-twice-told-wrong", "1.2-1.5", "A field that comes twice is told as one of a bad value.",
            refused("bad_match", "DUP_FIELD", "bad_match", "BAD_VALUE")),
]  # fmt: skip


def _whole(mask: int) -> int:
    """The whole bytes of a mask."""
    return sum(0xFF << shift for shift in (0, 8, 16, 24) if mask >> shift & 0xFF == 0xFF)


ALL = [*FIELDS, *RULES, *MASKS, *VLANS, *PIPELINE, *ERRORS]
