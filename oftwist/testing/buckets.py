"""Which buckets of a group of a simulated switch get a packet (OpenFlow 1.3.5 §5.6.1). Knows ports, groups, packets."""

from __future__ import annotations

from collections.abc import Mapping
from zlib import crc32

from oftwist import packet as pk
from oftwist.testing.parts import Group, Port, bucket_watch, bucket_weight
from oftwist.wire.interfaces import Part

#: What decides between the buckets of a group that selects.
_HASHED = (
    "eth_src", "eth_dst", "ipv4_src", "ipv4_dst", "ipv6_src", "ipv6_dst", "arp_spa", "arp_tpa", "ip_proto",
    "tcp_src", "tcp_dst", "udp_src", "udp_dst", "sctp_src", "sctp_dst",
)  # fmt: skip


def chosen(group: Group, frame: bytes, ports: Mapping[int, Port], groups: Mapping[int, Group]) -> list[int]:
    """The indices of the buckets of a group that get a packet.

    Args:
        group: the group.
        frame: the packet.
        ports, groups: of the switch, for what buckets watch.
    """
    count = len(group.buckets)
    if group.group_type == 0 or count == 0:
        return list(range(count))
    if group.group_type == 1:
        return _selected(group, frame, ports, groups)
    if group.group_type == 3:
        return [index for index, bucket in enumerate(group.buckets) if _is_live(bucket, ports, groups)][:1]
    return [0]


def _selected(group: Group, frame: bytes, ports: Mapping[int, Port], groups: Mapping[int, Group]) -> list[int]:
    fields = pk.parse(frame).fields
    key = crc32(repr([fields.get(name) for name in _HASHED]).encode())
    # What is not live may be left out (OpenFlow 1.3.5 §5.6.1); Open vSwitch does so where a bucket watches.
    weights = [
        bucket_weight(bucket) if bucket_watch(bucket) == (None, None) or _is_live(bucket, ports, groups) else 0
        for bucket in group.buckets
    ]
    total = sum(weights)
    if not total:
        return []
    point = key % total
    for index, weight in enumerate(weights):
        point -= weight
        if point < 0:
            return [index]
    return []


def _is_live(
    bucket: Part, ports: Mapping[int, Port], groups: Mapping[int, Group], seen: frozenset[int] = frozenset()
) -> bool:
    """Whether a port or a group that a bucket watches is live; a bucket that watches none is not."""
    port_number, group_id = bucket_watch(bucket)
    port = ports.get(port_number) if port_number is not None else None
    if port is not None and port.up:
        return True
    group = groups.get(group_id) if group_id is not None else None
    if group is None or group.group_id in seen:
        return False
    seen |= {group.group_id}
    # A group is live while a bucket is; one that watches nothing always is.
    return any(bucket_watch(each) == (None, None) or _is_live(each, ports, groups, seen) for each in group.buckets)
