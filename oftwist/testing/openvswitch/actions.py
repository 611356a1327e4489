"""The actions that Open vSwitch adds: :data:`ACTIONS`, class name -> function, as in ``testing.actions``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, cast

from oftwist import packet as pk
from oftwist.testing.actions import ACTIONS as STANDARD
from oftwist.testing.actions import setter
from oftwist.testing.datapath import Act
from oftwist.testing.openvswitch.conntrack import Nat
from oftwist.testing.openvswitch.fields import Field, field_of, get_bits, put, put_bits, read_oxm
from oftwist.testing.openvswitch.fields import get as get_field
from oftwist.testing.openvswitch.learning import learn
from oftwist.testing.openvswitch.path import OpenVSwitchPath
from oftwist.testing.parts import PacketIn, Run, wide_port
from oftwist.wire.interfaces import Part

_COMMIT, _FORCE = 1, 2
_SOURCE, _DESTINATION = 1, 2
#: Fields of the connection a packet belongs to, after ``ct`` with a table.
_CT_FIELDS: Final = ("ct_state", "ct_zone", "ct_mark", "ct_label", "ct_nw_proto", "ct_nw_src", "ct_nw_dst",
                     "ct_ipv6_src", "ct_ipv6_dst", "ct_tp_src", "ct_tp_dst")  # fmt: skip


def subfield(ofs_nbits: int) -> tuple[int, int]:
    """(first bit, number of bits) of the 16 bits in which both are said."""
    return ofs_nbits >> 6, (ofs_nbits & 0x3F) + 1


# -- fields ------------------------------------------------------------------------------------------


def _reg_load(path: OpenVSwitchPath, run: Run, action: Part) -> None:
    put_bits(run, field_of(action.dst), *subfield(action.ofs_nbits), action.value)


def _set_field(path: OpenVSwitchPath, run: Run, action: Part) -> None:
    oxm = read_oxm(action.field)
    if oxm.field is None:
        return
    if oxm.field.name == "vlan_vid" and not pk.parse(run.frame).fields.get("vlan_vid"):
        return
    old = get_field(run, oxm.field) if oxm.masked else 0
    put(run, oxm.field, old & ~oxm.mask | oxm.value & oxm.mask)


def _move(run: Run, source: tuple[int, int], target: tuple[int, int], n_bits: int) -> None:
    value = get_bits(run, field_of(source[0]), source[1], n_bits)
    put_bits(run, field_of(target[0]), target[1], n_bits, value)


def _reg_move(path: OpenVSwitchPath, run: Run, action: Part) -> None:
    _move(run, (action.src, action.src_ofs), (action.dst, action.dst_ofs), action.n_bits)


def _onf_copy_field(path: OpenVSwitchPath, run: Run, action: Part) -> None:
    _move(run, (action.src, action.src_offset), (action.dst, action.dst_offset), action.n_bits)


def copied_fields(action: Part) -> tuple[int, int]:
    """The headers of the source and the target of 1.5's copy_field."""
    headers = []
    data = b"".join(each.pack() for each in action.oxm_ids)
    while len(data) >= 4:
        size = 8 if data[:2] == b"\xff\xff" else 4
        headers.append(int.from_bytes(data[:size], "big"))
        data = data[size:]
    return headers[0], headers[1]


def _copy_field(path: OpenVSwitchPath, run: Run, action: Part) -> None:
    source, target = copied_fields(action)
    _move(run, (source, action.src_offset), (target, action.dst_offset), action.n_bits)


def _stack_push(path: OpenVSwitchPath, run: Run, action: Part) -> None:
    run.stack.append(get_bits(run, field_of(action.field), action.offset, action.n_bits))


def _stack_pop(path: OpenVSwitchPath, run: Run, action: Part) -> None:
    if run.stack:
        put_bits(run, field_of(action.field), action.offset, action.n_bits, run.stack.pop())


def _write_metadata(path: OpenVSwitchPath, run: Run, action: Part) -> None:
    run.metadata = run.metadata & ~action.mask | action.metadata & action.mask


def _set_tunnel(path: OpenVSwitchPath, run: Run, action: Part) -> None:
    run.registers["tunnel_id"] = action.tun_id


def _check_pkt_larger(path: OpenVSwitchPath, run: Run, action: Part) -> None:
    put_bits(run, field_of(action.dst), action.offset, 1, len(run.frame) > action.pkt_len)


# -- where packets go --------------------------------------------------------------------------------


def _resubmit(path: OpenVSwitchPath, run: Run, action: Part) -> None:
    path.resubmit(run, action.in_port, 255)


def _resubmit_table(path: OpenVSwitchPath, run: Run, action: Part) -> None:
    path.resubmit(run, action.in_port, action.table)


def _output_to(path: OpenVSwitchPath, run: Run, field: Field, ofs_nbits: int, max_len: int) -> None:
    port = get_bits(run, field, *subfield(ofs_nbits))
    if port <= 0xFFFF:
        path.output(run, wide_port(port, 1), max_len)


def _output_reg(path: OpenVSwitchPath, run: Run, action: Part) -> None:
    _output_to(path, run, field_of(action.src), action.ofs_nbits, action.max_len)


def _output_trunc(path: OpenVSwitchPath, run: Run, action: Part) -> None:
    whole, run.frame = run.frame, run.frame[: max(action.max_len, 14)]
    path.output(run, wide_port(action.port, 1))
    run.frame = whole


def _exit(path: OpenVSwitchPath, run: Run, action: Part) -> None:
    path.leave(run)


def _clone(path: OpenVSwitchPath, run: Run, action: Part) -> None:
    path.clone(run, action.actions)


def _packet_in(run: Run, reason: int, max_len: int) -> PacketIn:
    registers = dict(run.registers)
    return PacketIn(
        run.frame, run.in_port, reason, run.table_id, run.cookie, max_len, run.metadata, registers=registers
    )


def _controller(path: OpenVSwitchPath, run: Run, action: Part) -> None:
    packet_in = _packet_in(run, action.reason, action.max_len)
    packet_in.controller_id = action.controller_id
    path.tell(packet_in)


def controller2_options(action: Part) -> dict[str, Any]:
    """The properties of a controller2 action by their names."""
    options: dict[str, Any] = {"max_len": 0xFFFF, "controller_id": 0, "reason": 1, "userdata": b"", "pause": False}
    for prop in action.properties:
        name = type(prop).__name__.removeprefix("nicira_controller2_prop_")
        options[name] = True if name == "pause" else getattr(prop, name)
    return options


def _controller2(path: OpenVSwitchPath, run: Run, action: Part) -> None:
    options = controller2_options(action)
    packet_in = _packet_in(run, options["reason"], options["max_len"])
    packet_in.controller_id, packet_in.userdata = options["controller_id"], bytes(options["userdata"])
    if options["pause"]:
        packet_in.continuation = path.pause(run)
        packet_in.max_len = 0xFFFF
    path.tell(packet_in)


def _fin_timeout(path: OpenVSwitchPath, run: Run, action: Part) -> None:
    """The end of a TCP connection shortens the life of the entry it is in."""
    flow = run.entry
    if flow is None or not pk.parse(run.frame).fields.get("tcp_flags", 0) & 5:  # FIN, RST
        return
    if action.fin_idle_timeout:
        flow.idle_timeout = min(flow.idle_timeout or 0xFFFF, action.fin_idle_timeout)
    if action.fin_hard_timeout:
        flow.hard_timeout = min(flow.hard_timeout or 0xFFFF, action.fin_hard_timeout)
    path.flows.timeout_changed(flow)
    path.on_timeout()


def _nothing(path: OpenVSwitchPath, run: Run, action: Part) -> None:
    """A note, a clause of a conjunction, a sample that nobody collects."""


def _set_queue(path: OpenVSwitchPath, run: Run, action: Part) -> None:
    run.queue = action.queue_id


def _pop_queue(path: OpenVSwitchPath, run: Run, action: Part) -> None:
    run.queue = None


def _bundle(path: OpenVSwitchPath, run: Run, action: Part) -> None:
    port = _chosen_member(path, run, action)
    if port is not None:
        path.output(run, wide_port(port, 1))


def _bundle_load(path: OpenVSwitchPath, run: Run, action: Part) -> None:
    port = _chosen_member(path, run, action)
    put_bits(run, field_of(action.dst), *subfield(action.ofs_nbits), 0xFFFF if port is None else port)


def _chosen_member(path: OpenVSwitchPath, run: Run, action: Part) -> int | None:
    """The first port that is up (active_backup), or one of those by the packet's addresses (hrw)."""
    live = []
    for number in action.members:
        port = path.ports.get(wide_port(number, 1))
        if port is not None and port.up:
            live.append(int(number))
    if not live:
        return None
    return live[_hash(run) % len(live)] if action.algorithm else live[0]


def _multipath(path: OpenVSwitchPath, run: Run, action: Part) -> None:
    """Which link a packet takes is the switch's choice: packets of one flow take the same."""
    put_bits(run, field_of(action.dst), *subfield(action.ofs_nbits), _hash(run) % (action.max_link + 1))


def _hash(run: Run) -> int:
    fields = pk.parse(run.frame).fields
    names = ("eth_src", "eth_dst", "ipv4_src", "ipv4_dst", "ip_proto", "tcp_src", "tcp_dst", "udp_src", "udp_dst")
    return sum(fields.get(name, 0) * (index + 1) for index, name in enumerate(names)) % 0xFFFB


# -- connections -------------------------------------------------------------------------------------


def _nat(actions: list[Part], commit: bool) -> Nat | None:
    for action in actions:
        if type(action).__name__ == "nicira_nat":
            addresses = ports = None
            first = action.ipv4_min if action.ipv4_min is not None else action.ipv6_min
            last = action.ipv4_max if action.ipv4_max is not None else action.ipv6_max
            if first is not None:
                addresses = (_number(first), _number(first if last is None else last))
            if action.proto_min is not None:
                ports = (action.proto_min, action.proto_max or action.proto_min)
            known = action.flags & (_SOURCE | _DESTINATION)
            return Nat(bool(action.flags & _SOURCE), addresses, ports, new=bool(known and commit))
    return None


def _number(value: Any) -> int:
    return value if isinstance(value, int) else int.from_bytes(bytes(value), "big")


def zone_of(run: Run, action: Part) -> int:
    """The zone of a ct action: a number, or some bits of a field."""
    if not action.zone_src:
        return int(action.zone)
    return get_bits(run, field_of(action.zone_src), *subfield(action.zone)) & 0xFFFF


def _ct(path: OpenVSwitchPath, run: Run, action: Part) -> None:
    commit = bool(action.flags & _COMMIT)
    zone = zone_of(run, action)
    seen = path.tracker.track(
        run.frame, zone, commit=commit, force=bool(action.flags & _FORCE), nat=_nat(action.actions, commit)
    )
    if seen.frame != run.frame:
        run.frame, run.changed = seen.frame, True
    entry = seen.entry
    noted = run.copy()
    noted.registers.update(ct_mark=entry.mark if entry else 0, ct_label=entry.label if entry else 0)
    if commit and entry is not None:
        for inner in action.actions:
            act = ACTIONS.get(type(inner).__name__)
            if act is not None:
                act(path, noted, inner)
        entry.mark, entry.label = noted.registers["ct_mark"], noted.registers["ct_label"]
    if action.recirc_table == 255:
        return
    known = {"ct_state": seen.state, "ct_zone": zone}
    known.update(ct_mark=noted.registers["ct_mark"], ct_label=noted.registers["ct_label"])
    if entry is not None:
        original, family = entry.original, "nw" if entry.original.family == 4 else "ipv6"
        known.update(
            {"ct_nw_proto": original.proto, f"ct_{family}_src": original.src, f"ct_{family}_dst": original.dst}
        )
        known.update(ct_tp_src=original.src_port, ct_tp_dst=original.dst_port)
    before = dict(run.registers)
    for name in _CT_FIELDS:
        run.registers.pop(name, None)
    run.registers.update(known)
    path.recirculate(run, action.recirc_table)
    run.registers = before


def _ct_clear(path: OpenVSwitchPath, run: Run, action: Part) -> None:
    for name in _CT_FIELDS:
        run.registers.pop(name, None)


# -- as the actions of later versions, in 1.0 ---------------------------------------------------------


def _group(path: OpenVSwitchPath, run: Run, action: Part) -> None:
    path.run_group(action.group_id, run)


#: Those that only this datapath carries out.
_OWN: Final[dict[str, Callable[[OpenVSwitchPath, Run, Any], None]]] = {
    "copy_field": _copy_field,
    "nicira_bundle": _bundle,
    "nicira_bundle_load": _bundle_load,
    "nicira_check_pkt_larger": _check_pkt_larger,
    "nicira_clone": _clone,
    "nicira_conjunction": _nothing,
    "nicira_controller": _controller,
    "nicira_controller2": _controller2,
    "nicira_ct": _ct,
    "nicira_ct_clear": _ct_clear,
    "nicira_dec_mpls_ttl": STANDARD["dec_mpls_ttl"],
    "nicira_dec_ttl_cnt_ids": STANDARD["dec_nw_ttl"],
    "nicira_exit": _exit,
    "nicira_fin_timeout": _fin_timeout,
    "nicira_group": _group,
    "nicira_learn": learn,
    "nicira_learn2": learn,
    "nicira_multipath": _multipath,
    "nicira_note": _nothing,
    "nicira_output_reg": _output_reg,
    "nicira_output_reg2": _output_reg,
    "nicira_output_trunc": _output_trunc,
    "nicira_pop_mpls": STANDARD["pop_mpls"],
    "nicira_pop_queue": _pop_queue,
    "nicira_push_mpls": STANDARD["push_mpls"],
    "nicira_reg_load": _reg_load,
    "nicira_reg_load2": _set_field,
    "nicira_reg_move": _reg_move,
    "nicira_resubmit": _resubmit,
    "nicira_resubmit_table": _resubmit_table,
    "nicira_sample": _nothing,
    "nicira_sample2": _nothing,
    "nicira_sample3": _nothing,
    "nicira_set_mpls_label": setter("label", "mpls_label"),
    "nicira_set_mpls_tc": setter("tc", "mpls_tc"),
    "nicira_set_mpls_ttl": setter("ttl", "mpls_ttl"),
    "nicira_set_queue": _set_queue,
    "nicira_set_tunnel": _set_tunnel,
    "nicira_set_tunnel64": _set_tunnel,
    "nicira_stack_pop": _stack_pop,
    "nicira_stack_push": _stack_push,
    "nicira_write_metadata": _write_metadata,
    "onf_copy_field": _onf_copy_field,
    "set_field": _set_field,
}
ACTIONS: Final[dict[str, Act]] = {**STANDARD, **{name: cast("Act", act) for name, act in _OWN.items()}}
