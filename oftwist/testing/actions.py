"""What each action does to a packet in a simulated switch: :data:`ACTIONS`, class name -> function.

Knows the action objects of ``oftwist.loxi`` by class name and attributes, and the datapath's methods. The datapath
is given the table by the switch: another switch may know other actions.
"""

from __future__ import annotations

from typing import Final

from oftwist import packet as pk
from oftwist.testing.datapath import Act, Datapath
from oftwist.testing.match import header_field, number, oxm_field
from oftwist.testing.parts import REASON_INVALID_TTL, Run, wide_port
from oftwist.wire.interfaces import Part


def _output(path: Datapath, run: Run, action: Part) -> None:
    path.output(run, wide_port(action.port, run.version), action.max_len)


def _enqueue(path: Datapath, run: Run, action: Part) -> None:
    run.queue, queue = action.queue_id, run.queue
    path.output(run, wide_port(action.port, run.version))
    run.queue = queue


def _set_queue(path: Datapath, run: Run, action: Part) -> None:
    run.queue = action.queue_id


def _group(path: Datapath, run: Run, action: Part) -> None:
    path.run_group(action.group_id, run)


def _meter_action(path: Datapath, run: Run, action: Part) -> None:
    path.count_meter(action.meter_id, run)


def _change(run: Run, frame: bytes) -> None:
    run.frame = frame
    run.changed = True


def _set_field(path: Datapath, run: Run, action: Part) -> None:
    field = oxm_field(action.field)
    if field is None:
        return
    name, value = field
    if hasattr(action.field, "value_mask"):  # from 1.5 on
        mask = number(action.field.value_mask)
        value = value & mask | path.fields(run).get(name, 0) & ~mask
    if name == "tunnel_id":  # no packet has it: a port that is a tunnel would make it a header
        run.registers[name] = value
        return
    _change(run, pk.set_field(run.frame, name, value))


def setter(attribute: str, *names: str, shift: int = 0) -> Act:
    """An action that gives fields the value of one of its members."""

    def act(path: Datapath, run: Run, action: Part) -> None:
        value = number(getattr(action, attribute)) >> shift
        for name in names:
            _change(run, pk.set_field(run.frame, name, value))

    return act


def _tagger(attribute: str, name: str) -> Act:
    """1.0 and 1.1 set_vlan_*: 1.0 adds the tag if there is none, 1.1 does nothing then."""

    def act(path: Datapath, run: Run, action: Part) -> None:
        frame = run.frame
        if run.version == 1 and not pk.parse(frame).fields.get("vlan_vid", 1):
            frame = pk.push_vlan(frame)
        _change(run, pk.set_field(frame, name, getattr(action, attribute)))

    return act


def _push_vlan(path: Datapath, run: Run, action: Part) -> None:
    _change(run, pk.push_vlan(run.frame, action.ethertype))


def _pop_vlan(path: Datapath, run: Run, action: Part) -> None:
    _change(run, pk.pop_vlan(run.frame))


def _expired(path: Datapath, run: Run) -> None:
    """The time to live is over: the packet goes no further, and controllers that asked for it have it."""
    run.dropped = True
    if run.version >= 3:  # before there was no such reason
        path.packet_in(run, REASON_INVALID_TTL, -1)


def _dec_ttl(path: Datapath, run: Run, action: Part) -> None:
    ttl = pk.parse(run.frame).fields.get("ip_ttl")
    if ttl is None:
        return
    if ttl <= 1:
        _expired(path, run)
        return
    _change(run, pk.set_field(run.frame, "ip_ttl", ttl - 1))


def _push_mpls(path: Datapath, run: Run, action: Part) -> None:
    _change(run, pk.push_mpls(run.frame, action.ethertype))


def _pop_mpls(path: Datapath, run: Run, action: Part) -> None:
    _change(run, pk.pop_mpls(run.frame, action.ethertype))


def _push_pbb(path: Datapath, run: Run, action: Part) -> None:
    _change(run, pk.push_pbb(run.frame, action.ethertype))


def _pop_pbb(path: Datapath, run: Run, action: Part) -> None:
    _change(run, pk.pop_pbb(run.frame))


def _dec_mpls_ttl(path: Datapath, run: Run, action: Part) -> None:
    ttl = pk.parse(run.frame).fields.get("mpls_ttl")
    if ttl is None:
        return
    if ttl <= 1:
        _expired(path, run)
        return
    _change(run, pk.set_field(run.frame, "mpls_ttl", ttl - 1))


def _copy_ttl_in(path: Datapath, run: Run, action: Part) -> None:
    _change(run, pk.copy_ttl(run.frame, inwards=True))


def _copy_ttl_out(path: Datapath, run: Run, action: Part) -> None:
    _change(run, pk.copy_ttl(run.frame, inwards=False))


def _copy_field(path: Datapath, run: Run, action: Part) -> None:
    """Bits of a field into another (OpenFlow 1.5.1 §7.2.6.8); nothing happens where the packet lacks one of them."""
    source, target = (header_field(header.value) for header in action.oxm_ids[:2])
    fields = path.fields(run)
    if source not in fields or target not in fields:
        return
    bits = (1 << action.n_bits) - 1
    moved = (fields[source] >> action.src_offset & bits) << action.dst_offset
    value = fields[target] & ~(bits << action.dst_offset) | moved
    if target == "metadata":
        run.metadata = value
    else:
        _change(run, pk.set_field(run.frame, target, value))


ACTIONS: Final[dict[str, Act]] = {
    "output": _output,
    "enqueue": _enqueue,
    "set_queue": _set_queue,
    "group": _group,
    "meter": _meter_action,
    "set_field": _set_field,
    "set_dl_src": setter("dl_addr", "eth_src"),
    "set_dl_dst": setter("dl_addr", "eth_dst"),
    "set_nw_src": setter("nw_addr", "ipv4_src", "arp_spa"),
    "set_nw_dst": setter("nw_addr", "ipv4_dst", "arp_tpa"),
    "set_nw_tos": setter("nw_tos", "ip_dscp", shift=2),
    "set_nw_ecn": setter("nw_ecn", "ip_ecn"),
    "set_nw_ttl": setter("nw_ttl", "ip_ttl"),
    "set_tp_src": setter("tp_port", "tcp_src", "udp_src", "sctp_src"),
    "set_tp_dst": setter("tp_port", "tcp_dst", "udp_dst", "sctp_dst"),
    "set_vlan_vid": _tagger("vlan_vid", "vlan_vid"),
    "set_vlan_pcp": _tagger("vlan_pcp", "vlan_pcp"),
    "strip_vlan": _pop_vlan,
    "push_vlan": _push_vlan,
    "pop_vlan": _pop_vlan,
    "push_mpls": _push_mpls,
    "pop_mpls": _pop_mpls,
    "set_mpls_label": setter("mpls_label", "mpls_label"),
    "set_mpls_tc": setter("mpls_tc", "mpls_tc"),
    "set_mpls_ttl": setter("mpls_ttl", "mpls_ttl"),
    "dec_mpls_ttl": _dec_mpls_ttl,
    "push_pbb": _push_pbb,
    "pop_pbb": _pop_pbb,
    "dec_nw_ttl": _dec_ttl,
    "nicira_dec_ttl": _dec_ttl,
    "copy_ttl_in": _copy_ttl_in,
    "copy_ttl_out": _copy_ttl_out,
    "copy_field": _copy_field,
}
