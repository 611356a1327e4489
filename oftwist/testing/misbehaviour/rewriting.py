"""Misbehaviours of the actions that change packets: fields, checksums, tags, labels, times to live."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from oftwist import packet as pk
from oftwist.testing.datapath import Datapath
from oftwist.testing.misbehaviour.patching import Original, Patch, Subject, acting, in_datapath
from oftwist.testing.parts import CONTROLLER, Run
from oftwist.wire.interfaces import Part

# -- what actions change -----------------------------------------------------------------------------


def after(name: str, change: Callable[[bytes, bytes], bytes]) -> Patch:
    """An action makes something else of a frame: of what it was, and of what it should be."""

    def instead(act: Original, run: Run, action: Part) -> None:
        before = run.frame
        act(run, action)
        run.frame = change(before, run.frame)

    return acting(name, instead)


def keeping(first: int, last: int, size: int = 0) -> Callable[[bytes, bytes], bytes]:
    """Some bytes stay as they were, of frames that are as long as before."""
    return lambda before, after: (
        after[:first] + before[first:last] + after[last:] if len(after) == len(before) else after
    )


def setting_too(name: str, value: int) -> Callable[[bytes, bytes], bytes]:
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


def after_setting(name: str, change: Callable[[bytes, bytes], bytes]) -> Patch:
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
               after_setting("ipv4_src", keeping(*_IP_SUM))),
    _rewriting("udp-checksum-stale", "1.2-1.5", "Set-field of udp_dst leaves the checksum of UDP as it was.",
               after_setting("udp_dst", keeping(*_UDP_SUM))),
    _rewriting("tcp-checksum-stale", "1.2-1.5", "Set-field of ipv4_dst leaves the checksum of TCP as it was.",
               after_setting("ipv4_dst", keeping(*_TCP_SUM))),
    _rewriting("old-checksum-stale", "1.0-1.1", "SET_TP_SRC leaves the checksum of UDP as it was.",
               after("set_tp_src", keeping(*_UDP_SUM))),
    _rewriting("vlan-priority-lost", "1.2-1.5", "Set-field of vlan_vid clears the priority.",
               after_setting("vlan_vid", setting_too("vlan_pcp", 0))),
    _rewriting("old-vlan-priority-lost", "1.0-1.1", "SET_VLAN_VID clears the priority.",
               after("set_vlan_vid", setting_too("vlan_pcp", 0))),
    _rewriting("ecn-lost", "1.2-1.5", "Set-field of ip_dscp sets the ECN too.",
               after_setting("ip_dscp", setting_too("ip_ecn", 3))),
    _rewriting("ecn-cleared", "1.2-1.5", "Set-field of ip_dscp clears the ECN.",
               after_setting("ip_dscp", setting_too("ip_ecn", 0))),
    _rewriting("eth-src-as-dst", "1.2-1.5", "Set-field of eth_src sets eth_dst.", _as_field("eth_src", "eth_dst")),
    _rewriting("arp-sender-as-target", "1.2-1.5", "Set-field of arp_spa sets arp_tpa.",
               _as_field("arp_spa", "arp_tpa")),
    _rewriting("ipv6-not-set", "1.2-1.5", "Set-field of ipv6_dst does nothing.",
               after_setting("ipv6_dst", lambda old, new: old)),
    _rewriting("mpls-label-16-bits", "1.2-1.5", "Set-field of mpls_tc sets the label too.",
               after_setting("mpls_tc", setting_too("mpls_label", 0))),
    _rewriting("push-vlan-one-type", "1.1-1.5", "PUSH_VLAN always pushes a tag of 0x8100.",
               acting("push_vlan", _wrong_type)),
    _rewriting("push-vlan-empty", "1.1-1.5", "A tag that is pushed does not begin as that which is there.",
               after("push_vlan", setting_too("vlan_vid", 0x1000))),
    _rewriting("pop-vlan-inner", "1.1-1.5", "POP_VLAN takes the inner one of two tags.", after("pop_vlan", _inner)),
    _rewriting("strip-vlan-lost", "1.0", "STRIP_VLAN does nothing.", after("strip_vlan", lambda old, new: old)),
    _rewriting("push-mpls-life", "1.1-1.5", "A label that is pushed has a time to live of its own.",
               after("push_mpls", setting_too("mpls_ttl", 255))),
    _rewriting("pop-mpls-type", "1.1-1.5", "POP_MPLS does not look at the Ethernet type it is given.",
               after("pop_mpls", lambda old, new: new[:12] + old[12:14] + new[14:])),
    _rewriting("ttl-twice", "1.1-1.5", "DEC_NW_TTL takes two off.", acting("dec_nw_ttl", _twice_older)),
    _rewriting("ttl-immortal", "1.1-1.5", "A packet whose time to live ends is sent on.",
               acting("dec_nw_ttl", _immortal)),
    _rewriting("ttl-ipv4-only", "1.2-1.5", "DEC_NW_TTL does nothing to IPv6.", acting("dec_nw_ttl", _only_v4)),
    _rewriting("mpls-ttl-lost", "1.1-1.5", "SET_MPLS_TTL does nothing.", after("set_mpls_ttl", lambda old, new: old)),
    _rewriting("one-change-only", "1.2-1.5", "Of several set-fields only the first is done.",
               acting("set_field", _once)),
    _rewriting("outputs-last", "1.0-1.5", "Outputs are done after all changes, wherever they stand.",
               in_datapath("execute", _outputs_last)),
]  # fmt: skip


# -- checksums ---------------------------------------------------------------------------------------


def _zero_made(before: bytes, after: bytes) -> bytes:
    return after[:40] + b"\x12\x34" + after[42:] if before[40:42] == b"\0\0" else after


def _zero_sent(before: bytes, after: bytes) -> bytes:
    return after[:40] + b"\0\0" + after[42:] if after[40:42] == b"\xff\xff" else after


def _unless(skip: Callable[[bytes], bool]) -> Patch:
    """Set-field leaves some frames alone."""

    def instead(act: Original, run: Run, action: Part) -> None:
        if not skip(run.frame):
            act(run, action)

    return acting("set_field", instead)


def _has_options(frame: bytes) -> bool:
    return frame[12:14] == b"\x08\0" and frame[14] > 0x45


def _tagged(frame: bytes) -> bool:
    return frame[12:14] in (b"\x81\0", b"\x88\xa8")


def _with_extensions(frame: bytes) -> bool:
    return frame[12:14] == b"\x86\xdd" and frame[20] in (0, 43, 44, 60)


_checksums = Subject("checksums")
CHECKSUMS = [
    _checksums("udp6-checksum-stale", "1.2-1.5", "Set-field of ipv6_src leaves the checksum of UDP as it was.",
               after_setting("ipv6_src", keeping(60, 62))),
    _checksums("sctp-checksum-stale", "1.2-1.5", "Set-field of sctp_dst leaves the checksum of SCTP as it was.",
               after_setting("sctp_dst", keeping(42, 46))),
    _checksums("ttl-checksum-stale", "1.1-1.5", "DEC_NW_TTL leaves the checksum of IPv4 as it was.",
               after("dec_nw_ttl", keeping(*_IP_SUM))),
    _checksums("dscp-checksum-stale", "1.2-1.5", "Set-field of ip_dscp leaves the checksum of IPv4 as it was.",
               after_setting("ip_dscp", keeping(*_IP_SUM))),
    _checksums("udp-checksum-made", "1.2-1.5", "A packet of UDP without a checksum gets one.",
               after("set_field", _zero_made)),
    _checksums("udp-checksum-zero", "1.2-1.5", "A checksum of UDP that comes out as 0 is sent as 0.",
               after("set_field", _zero_sent)),
    _checksums("options-not-changed", "1.2-1.5", "Nothing is set in packets of IPv4 with options.",
               _unless(_has_options)),
    _checksums("tagged-not-changed", "1.2-1.5", "Nothing is set in packets with a tag.", _unless(_tagged)),
    _checksums("extended-not-changed", "1.2-1.5", "Nothing is set in packets of IPv6 with extension headers.",
               _unless(_with_extensions)),
]  # fmt: skip

# -- tags and labels ---------------------------------------------------------------------------------


def _first_tag(before: bytes, after: bytes) -> bytes:
    return after if _tagged(before) else pk.set_field(after, "vlan_pcp", 7)


def _cut(before: bytes, after: bytes) -> bytes:
    return after if _tagged(before) else before[:12] + before[16:]


def _needs_tag(act: Original, run: Run, action: Part) -> None:
    if _tagged(run.frame):
        act(run, action)


def _nothing(before: bytes, after: bytes) -> bytes:
    return before


def _type_of_label(before: bytes, after: bytes) -> bytes:
    return pk.set_field(after, "mpls_bos", 1)


def _keeps_label(before: bytes, after: bytes) -> bytes:
    return after if pk.parse(before).fields.get("mpls_label") is None else pk.set_field(after, "mpls_label", 0)


def _immortal_label(act: Original, run: Run, action: Part) -> None:
    if pk.parse(run.frame).fields.get("mpls_ttl") != 1:
        act(run, action)


def _life_of_ipv4(before: bytes, after: bytes) -> bytes:
    return before if before[12:14] == b"\x86\xdd" else after


def _both_tags(before: bytes, after: bytes) -> bytes:
    inner = pk.set_field(pk.pop_vlan(after), "vlan_vid", pk.parse(after).fields.get("vlan_vid", 0))
    return after[:16] + inner[12:] if _tagged(pk.pop_vlan(before)) else after


_tagging = Subject("tagging")
TAGGING = [
    _tagging("push-vlan-priority", "1.1-1.5", "A tag that is pushed on a packet without has priority 7.",
             after("push_vlan", _first_tag)),
    _tagging("both-tags-set", "1.2-1.5", "Set-field of vlan_vid sets both tags of two.",
             after_setting("vlan_vid", _both_tags)),
    _tagging("strip-cuts", "1.0", "STRIP_VLAN takes four bytes out of packets without a tag.",
             after("strip_vlan", _cut)),
    _tagging("priority-makes-no-tag", "1.0", "SET_VLAN_PCP does nothing where there is no tag.",
             acting("set_vlan_pcp", _needs_tag)),
    _tagging("label-is-the-last", "1.1-1.5", "Every label that is pushed ends the stack.",
             after("push_mpls", _type_of_label)),
    _tagging("label-begins-as-0", "1.1-1.5", "A label that is pushed over another is no copy of it.",
             after("push_mpls", _keeps_label)),
    _tagging("copy-ttl-out-lost", "1.1-1.5", "COPY_TTL_OUT does nothing.", after("copy_ttl_out", _nothing)),
    _tagging("copy-ttl-in-lost", "1.1-1.5", "COPY_TTL_IN does nothing.", after("copy_ttl_in", _nothing)),
    _tagging("label-immortal", "1.1-1.5", "A label whose time to live ends goes on.",
             acting("dec_mpls_ttl", _immortal_label)),
    _tagging("hop-limit-not-set", "1.2-1.5", "SET_NW_TTL does nothing to IPv6.", after("set_nw_ttl", _life_of_ipv4)),
    _tagging("service-begins-as-1", "1.3-1.5", "A provider's packet begins with service 1.",
             after("push_pbb", setting_too("pbb_isid", 1))),
    _tagging("pop-pbb-lost", "1.3-1.5", "POP_PBB does nothing.", after("pop_pbb", _nothing)),
]  # fmt: skip

# -- lists -------------------------------------------------------------------------------------------


def _ports_once(original: Original, path: Datapath, actions: Iterable[Part], run: Run) -> None:
    kept: list[Part] = []
    for action in actions:
        if type(action).__name__ != "output" or action not in kept:
            kept.append(action)
    original(kept, run)


def _controller_last(original: Original, path: Datapath, actions: Iterable[Part], run: Run) -> None:
    last = (CONTROLLER, CONTROLLER & 0xFFFF)
    original(sorted(actions, key=lambda action: type(action).__name__ == "output" and action.port in last), run)


def _drops_without(act: Original, run: Run, action: Part) -> None:
    frame = run.frame
    act(run, action)
    run.dropped |= frame == run.frame


def _whole_field(act: Original, run: Run, action: Part) -> None:
    mask = getattr(action.field, "value_mask", None)
    if mask is not None:
        action.field.value_mask = (1 << 48) - 1 if type(mask) is int else [0xFF] * len(mask)
    act(run, action)


_lists = Subject("action_lists")
LISTS = [
    _lists("same-port-once", "1.0-1.5", "A list that names a port twice sends there once.",
           in_datapath("execute", _ports_once)),
    _lists("controller-last", "1.0-1.5", "The controller gets packets as they are at the end of the list.",
           in_datapath("execute", _controller_last)),
    _lists("missing-field-drops", "1.0", "A packet that lacks the port an action sets is dropped.",
           acting("set_tp_dst", _drops_without)),
    _lists("copy-field-lost", "1.5", "COPY_FIELD does nothing.", after("copy_field", _nothing)),
    _lists("masked-set-field-whole", "1.5", "Set-field does not look at its mask.", acting("set_field", _whole_field)),
]  # fmt: skip

ALL = [*REWRITING, *CHECKSUMS, *TAGGING, *LISTS]
