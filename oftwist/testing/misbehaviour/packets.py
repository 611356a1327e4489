"""Misbehaviours on the way of a packet: outputs, packets from and to controllers, what actions make of it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from dataclasses import replace

from oftwist import packet as pk
from oftwist.testing.datapath import Datapath
from oftwist.testing.misbehaviour.patching import Original, Patch, Subject, acting, asked, in_datapath, told
from oftwist.testing.parts import (
    ALL as ALL_PORTS,
)
from oftwist.testing.parts import (
    CONTROLLER,
    FLOOD,
    IN_PORT,
    REASON_INVALID_TTL,
    REASON_NO_MATCH,
    TABLE,
    PacketIn,
    Port,
    Run,
)
from oftwist.wire.interfaces import Part
from oftwist.wire.numbers import NO_BUFFER

# -- outputs -----------------------------------------------------------------------------------------


def _output(instead: Callable[[Original, Datapath, Run, int, int], object]) -> Patch:
    """Packets are sent elsewhere: called with the packet, the port and max_len."""

    def output(original: Original, path: Datapath, run: Run, port: int, max_len: int = 0xFFFF) -> None:
        instead(original, path, run, port, max_len)

    return in_datapath("output", output)


def _without(port: int) -> Patch:
    """A reserved port does nothing."""
    return _output(lambda original, path, run, number, max_len: number == port or original(run, number, max_len))


def _back_too(original: Original, path: Datapath, run: Run, port: int, max_len: int) -> None:
    original(run, IN_PORT if port == run.in_port else port, max_len)


def _all_back_too(original: Original, path: Datapath, run: Run, port: int, max_len: int) -> None:
    original(run, port, max_len)
    if port == ALL_PORTS:
        original(run, IN_PORT)


def _one_short(original: Original, path: Datapath, run: Run, port: int, max_len: int) -> None:
    if port != FLOOD:
        original(run, port, max_len)
        return
    for number in list(path.ports)[:-1]:
        original(run, number)


def _max_len(value: Callable[[int], int]) -> Patch:
    return _output(lambda original, path, run, port, max_len: original(run, port, value(max_len)))


def _first_only(original: Original, path: Datapath, actions: Iterable[Part], run: Run) -> None:
    done = False
    for action in actions:
        if type(action).__name__ != "output" or not done:
            original([action], run)
        done |= type(action).__name__ == "output"


def _twice(original: Original, path: Datapath, port: Port | None, frame: bytes, queue_id: int | None) -> None:
    original(port, frame, queue_id)
    original(port, frame, queue_id)


def _sent(change: Callable[[bytes], bytes]) -> Patch:
    """Frames leave otherwise than they are."""
    return in_datapath(
        "transmit", lambda original, path, port, frame, queue_id: original(port, change(frame), queue_id)
    )


_subject = Subject("output")
OUTPUT = [
    _subject("output-back", "1.0-1.5", "Output to the port a packet came in by sends it back there.",
             _output(_back_too)),
    _subject("in-port-lost", "1.0-1.5", "Output to IN_PORT does nothing.", _without(IN_PORT)),
    _subject("all-back-too", "1.0-1.5", "Output to ALL sends a packet also back.", _output(_all_back_too)),
    _subject("flood-one-short", "1.0-1.5", "Output to FLOOD leaves the last port out.", _output(_one_short)),
    _subject("output-twice", "1.0-1.5", "Every packet is sent twice.", in_datapath("transmit", _twice)),
    _subject("output-first-only", "1.0-1.5", "Of several outputs only the first is done.",
             in_datapath("execute", _first_only)),
    _subject("frames-padded", "1.0-1.5", "Frames are filled up to 64 bytes.",
             _sent(lambda frame: frame.ljust(64, b"\0"))),
    _subject("frames-cut", "1.0-1.5", "Frames are cut after 1,500 bytes.", _sent(lambda frame: frame[:1500])),
    _subject("controller-lost", "1.0-1.5", "Output to CONTROLLER does nothing.", _without(CONTROLLER)),
    _subject("max-len-ignored", "1.0-1.5", "Packet-ins have 128 bytes of a packet, whatever max_len says.",
             _max_len(lambda length: 128)),
    _subject("no-buffer-ignored", "1.2-1.5", "Packets that shall be sent whole are buffered and cut.",
             _max_len(lambda length: 128 if length == 0xFFFF else length)),
    _subject("total-len-cut", "1.0-1.5", "total_len is that of what is sent of the packet.",
             told("packet_in", total_len=lambda m: len(m.data))),
]  # fmt: skip

# -- from and to controllers -------------------------------------------------------------------------


def _told(change: Callable[[PacketIn], PacketIn]) -> Patch:
    """Controllers are told something else of a packet."""
    return in_datapath("tell", lambda original, path, packet_in: original(change(packet_in)))


def _reason(instead: Callable[[Original, Run, int, int], object]) -> Patch:
    """Packets go to controllers for another reason, or not."""
    return in_datapath(
        "packet_in", lambda original, path, run, reason, max_len: instead(original, run, reason, max_len)
    )


def _no_end(original: Original, run: Run, reason: int, max_len: int) -> None:
    if reason != REASON_INVALID_TTL:
        original(run, reason, max_len)


def _no_port(msg: Part) -> int:
    return 0xFFFD if msg.version == 1 else CONTROLLER


def _some_lost() -> Patch:
    count = itertools.count(1)
    return in_datapath("tell", lambda original, path, packet_in: next(count) % 10 == 0 or original(packet_in))


def _pairs_swapped(original: Original, path: Datapath, packet_in: PacketIn) -> None:
    held: list[PacketIn] = path.__dict__.setdefault("held", [])
    held.append(packet_in)
    if len(held) == 2:
        for one in reversed(held):
            original(one)
        held.clear()


def _buffer_stays(original: Original, path: Datapath, buffer_id: int) -> tuple[bytes, int]:
    frame, in_port = original(buffer_id)
    path.buffers[buffer_id] = frame, in_port
    return frame, in_port


def _buffer_cut(original: Original, path: Datapath, frame: bytes, in_port: int) -> object:
    return original(frame[:128], in_port)


def _last_only(original: Original, path: Datapath, actions: Iterable[Part], run: Run) -> None:
    original(list(actions)[-1:], run)


_packets = Subject("packets")
PACKETS = [
    _packets("packet-out-of-nowhere", "1.0-1.4", "A packet-out does not look at its in_port.",
             asked("packet_out", in_port=_no_port)),
    _packets("packet-out-past-tables", "1.0-1.5", "A packet-out to TABLE does nothing.", _without(TABLE)),
    _packets("packet-out-last-only", "1.0-1.5", "Of the actions of a packet-out only the last is done.",
             in_datapath("send_out", _last_only)),
    _packets("packet-in-of-next-port", "1.0-1.5", "A packet-in names the port beside.",
             _told(lambda told: replace(told, in_port=told.in_port + 1))),
    _packets("packet-in-of-next-table", "1.1-1.5", "A packet-in names the table behind.",
             _told(lambda told: replace(told, table_id=told.table_id + 1))),
    _packets("packet-in-without-cookie", "1.3-1.5", "A packet-in has no cookie.",
             _told(lambda told: replace(told, cookie=0))),
    _packets("packet-in-without-metadata", "1.3-1.5", "A packet-in has no metadata.",
             _told(lambda told: replace(told, metadata=0))),
    _packets("packet-in-cut", "1.0-1.5", "A packet-in lacks the last byte of its packet.",
             told("packet_in", data=lambda m: bytes(m.data)[:-1])),
    _packets("packet-in-reason-wrong", "1.0-1.5", "Packets that actions send to the controller are told as misses.",
             _reason(lambda original, run, reason, max_len: original(run, REASON_NO_MATCH, max_len))),
    _packets("packet-in-lost", "1.0-1.5", "Each tenth packet-in is not sent.", lambda switch: _some_lost()(switch)),
    _packets("packet-ins-swapped", "1.0-1.5", "Packet-ins wait for the next one, and come behind it.",
             in_datapath("tell", _pairs_swapped)),
    _packets("end-of-life-untold", "1.3", "A packet whose time to live ends is not told.",
             _reason(_no_end)),
    _packets("buffer-stays", "1.0-1.5", "A buffered packet can be sent any number of times.",
             in_datapath("take", _buffer_stays)),
    _packets("buffer-cut", "1.0-1.5", "Of a buffered packet 128 bytes are kept.", in_datapath("keep", _buffer_cut)),
    _packets("buffer-of-flow-ignored", "1.0-1.5", "A flow does not look at the buffer that it names.",
             asked("flow_add", buffer_id=NO_BUFFER)),
]  # fmt: skip

# -- what actions change -----------------------------------------------------------------------------


def _after(name: str, change: Callable[[bytes, bytes], bytes]) -> Patch:
    """An action makes something else of a frame: of what it was, and of what it should be."""

    def instead(act: Original, run: Run, action: Part) -> None:
        before = run.frame
        act(run, action)
        run.frame = change(before, run.frame)

    return acting(name, instead)


def _keeping(first: int, last: int, size: int = 0) -> Callable[[bytes, bytes], bytes]:
    """Some bytes stay as they were, of frames that are as long as before."""
    return lambda before, after: (
        after[:first] + before[first:last] + after[last:] if len(after) == len(before) else after
    )


def _field(name: str, value: int) -> Callable[[bytes, bytes], bytes]:
    return lambda before, after: pk.set_field(after, name, value)


def _as_field(old: str, new: str) -> Patch:
    """Set-field sets another field."""

    def instead(act: Original, run: Run, action: Part) -> None:
        if type(action.field).__name__ == old:
            value = pk.parse(run.frame).fields.get(old, 0)
            act(run, action)
            set_to = pk.parse(run.frame).fields.get(old, 0)
            run.frame = pk.set_field(pk.set_field(run.frame, old, value), new, set_to)
        else:
            act(run, action)

    return acting("set_field", instead)


def _setting(name: str, change: Callable[[bytes, bytes], bytes]) -> Patch:
    """Set-field of one field makes something else of a frame."""

    def instead(act: Original, run: Run, action: Part) -> None:
        before = run.frame
        act(run, action)
        if type(action.field).__name__ == name:
            run.frame = change(before, run.frame)

    return acting("set_field", instead)


def _wrong_type(act: Original, run: Run, action: Part) -> None:
    run.frame, run.changed = pk.push_vlan(run.frame, 0x8100), True


def _inner(before: bytes, after: bytes) -> bytes:
    twice = before[16:18] in (b"\x81\x00", b"\x88\xa8")
    return before[:16] + before[20:] if twice else after


def _once(act: Original, run: Run, action: Part) -> None:
    if not run.changed:
        act(run, action)


def _outputs_last(original: Original, path: Datapath, actions: Iterable[Part], run: Run) -> None:
    original(sorted(actions, key=lambda action: type(action).__name__ == "output"), run)


def _immortal(act: Original, run: Run, action: Part) -> None:
    if pk.parse(run.frame).fields.get("ip_ttl") == 1:
        run.frame = pk.set_field(run.frame, "ip_ttl", 0)
    else:
        act(run, action)


def _only_v4(act: Original, run: Run, action: Part) -> None:
    if "ipv6_src" not in pk.parse(run.frame).fields:
        act(run, action)


def _twice_older(act: Original, run: Run, action: Part) -> None:
    act(run, action)
    act(run, action)


#: Of a frame without tags: the checksums of IPv4, and of UDP and TCP in it.
_IP_SUM, _UDP_SUM, _TCP_SUM = (24, 26), (40, 42), (50, 52)
_rewriting = Subject("rewriting")
REWRITING = [
    _rewriting("ip-checksum-stale", "1.2-1.5", "Set-field leaves the checksum of IPv4 as it was.",
               _setting("ipv4_src", _keeping(*_IP_SUM))),
    _rewriting("udp-checksum-stale", "1.2-1.5", "Set-field of udp_dst leaves the checksum of UDP as it was.",
               _setting("udp_dst", _keeping(*_UDP_SUM))),
    _rewriting("tcp-checksum-stale", "1.2-1.5", "Set-field of ipv4_dst leaves the checksum of TCP as it was.",
               _setting("ipv4_dst", _keeping(*_TCP_SUM))),
    _rewriting("old-checksum-stale", "1.0-1.1", "SET_TP_SRC leaves the checksum of UDP as it was.",
               _after("set_tp_src", _keeping(*_UDP_SUM))),
    _rewriting("vlan-priority-lost", "1.2-1.5", "Set-field of vlan_vid clears the priority.",
               _setting("vlan_vid", _field("vlan_pcp", 0))),
    _rewriting("old-vlan-priority-lost", "1.0-1.1", "SET_VLAN_VID clears the priority.",
               _after("set_vlan_vid", _field("vlan_pcp", 0))),
    _rewriting("ecn-lost", "1.2-1.5", "Set-field of ip_dscp sets the ECN too.",
               _setting("ip_dscp", _field("ip_ecn", 3))),
    _rewriting("ecn-cleared", "1.2-1.5", "Set-field of ip_dscp clears the ECN.",
               _setting("ip_dscp", _field("ip_ecn", 0))),
    _rewriting("eth-src-as-dst", "1.2-1.5", "Set-field of eth_src sets eth_dst.", _as_field("eth_src", "eth_dst")),
    _rewriting("arp-sender-as-target", "1.2-1.5", "Set-field of arp_spa sets arp_tpa.",
               _as_field("arp_spa", "arp_tpa")),
    _rewriting("ipv6-not-set", "1.2-1.5", "Set-field of ipv6_dst does nothing.",
               _setting("ipv6_dst", lambda old, new: old)),
    _rewriting("mpls-label-16-bits", "1.2-1.5", "Set-field of mpls_tc sets the label too.",
               _setting("mpls_tc", _field("mpls_label", 0))),
    _rewriting("push-vlan-one-type", "1.1-1.5", "PUSH_VLAN always pushes a tag of 0x8100.",
               acting("push_vlan", _wrong_type)),
    _rewriting("push-vlan-empty", "1.1-1.5", "A tag that is pushed does not begin as that which is there.",
               _after("push_vlan", _field("vlan_vid", 0x1000))),
    _rewriting("pop-vlan-inner", "1.1-1.5", "POP_VLAN takes the inner one of two tags.", _after("pop_vlan", _inner)),
    _rewriting("strip-vlan-lost", "1.0", "STRIP_VLAN does nothing.", _after("strip_vlan", lambda old, new: old)),
    _rewriting("push-mpls-life", "1.1-1.5", "A label that is pushed has a time to live of its own.",
               _after("push_mpls", _field("mpls_ttl", 255))),
    _rewriting("pop-mpls-type", "1.1-1.5", "POP_MPLS does not look at the Ethernet type it is given.",
               _after("pop_mpls", lambda old, new: new[:12] + old[12:14] + new[14:])),
    _rewriting("ttl-twice", "1.1-1.5", "DEC_NW_TTL takes two off.", acting("dec_nw_ttl", _twice_older)),
    _rewriting("ttl-immortal", "1.1-1.5", "A packet whose time to live ends is sent on.",
               acting("dec_nw_ttl", _immortal)),
    _rewriting("ttl-ipv4-only", "1.2-1.5", "DEC_NW_TTL does nothing to IPv6.", acting("dec_nw_ttl", _only_v4)),
    _rewriting("mpls-ttl-lost", "1.1-1.5", "SET_MPLS_TTL does nothing.", _after("set_mpls_ttl", lambda old, new: old)),
    _rewriting("one-change-only", "1.2-1.5", "Of several set-fields only the first is done.",
               acting("set_field", _once)),
    _rewriting("outputs-last", "1.0-1.5", "Outputs are done after all changes, wherever they stand.",
               in_datapath("execute", _outputs_last)),
]  # fmt: skip

ALL = [*OUTPUT, *PACKETS, *REWRITING]
