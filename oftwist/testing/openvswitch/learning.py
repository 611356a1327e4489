"""The ``learn`` actions: entries that packets install (ovs-actions(7), "The learn Action")."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from oftwist import loxi
from oftwist.testing.flow_table import Flow, Refused, Term
from oftwist.testing.openvswitch.fields import READ_ONLY, field_of, get_bits, put_bits, split
from oftwist.testing.openvswitch.matches import match_of, oxm_object
from oftwist.testing.openvswitch.path import OpenVSwitchPath
from oftwist.testing.parts import Run
from oftwist.wire.interfaces import Part

_SEND_FLOW_REM, _DELETE_LEARNED, _WRITE_RESULT = 1, 2, 4
_MATCH, _LOAD, _OUTPUT = 0, 1, 2


def _value(spec: Any, run: Run) -> int:
    if spec.src is None:
        return int(spec.value)
    return get_bits(run, field_of(spec.src), spec.src_ofs, spec.n_bits)


def _merge(terms: dict[str, tuple[int, int]], name: str, value: int, mask: int) -> None:
    old_value, old_mask = terms.get(name, (0, 0))
    terms[name] = (old_value & ~mask | value, old_mask | mask)


def _terms(specs: list[Any], run: Run) -> tuple[Term, ...]:
    terms: dict[str, tuple[int, int]] = {}
    for spec in specs:
        if spec.dst_type != _MATCH:
            continue
        field = field_of(spec.dst)
        bits = (1 << spec.n_bits) - 1
        value, mask = _value(spec, run) & bits, bits
        for name, part, part_mask in split(
            field.name, value << spec.dst_ofs >> field.shift, mask << spec.dst_ofs >> field.shift
        ):
            _merge(terms, name, part, part_mask)
    return tuple(sorted((name, value, mask) for name, (value, mask) in terms.items()))


def _actions(specs: list[Any], run: Run, version: int) -> list[Any]:
    """The actions of the new entry, in the version of the entry that learns."""
    ofp = loxi.protocol(version)
    actions = []
    for spec in specs:
        if spec.dst_type == _OUTPUT:
            port = _value(spec, run)
            if port > 0xFFFF:
                continue
            wide = port if version == 1 or port < 0xFF00 else port | 0xFFFF0000
            actions.append(ofp.action.output(port=wide))
        elif spec.dst_type == _LOAD:
            actions.append(_load(ofp, spec, _value(spec, run)))
    return actions


def _load(ofp: ModuleType, spec: Any, value: int) -> Any:
    if ofp.OFP_VERSION < 6:
        nbits = spec.dst_ofs << 6 | spec.n_bits - 1
        return ofp.action.nicira_reg_load(ofs_nbits=nbits, dst=spec.dst, value=value)
    size = spec.dst & 0xFF
    mask = (1 << spec.n_bits) - 1 << spec.dst_ofs
    header = (spec.dst & ~0x1FF | 0x100 | 2 * size).to_bytes(4, "big")
    body = (value << spec.dst_ofs).to_bytes(size, "big") + mask.to_bytes(size, "big")
    return ofp.action.set_field(field=oxm_object(ofp, header + body))


def learn(path: OpenVSwitchPath, run: Run, action: Part) -> None:
    """Install the entry that the specs make of this packet."""
    limit = getattr(action, "limit", 0)
    if action.table_id >= len(path.flows.tables):
        return
    table = path.flows.tables[action.table_id]
    terms = _terms(action.specs, run)
    known = table.find(action.priority, terms)
    if limit and known is None:
        count = sum(1 for flow in table.entries.values() if flow.cookie == action.cookie)
        if count >= limit:
            _result(run, action, 0)
            return
    _result(run, action, 1)
    version = run.version or path.version
    ofp = loxi.protocol(version)
    flow = Flow(
        action.priority,
        terms,
        b"",
        action.cookie,
        action.flags & _SEND_FLOW_REM,
        action.idle_timeout,
        action.hard_timeout,
        path.now(),
    )
    flow.version = flow.origin = version
    actions = _actions(action.specs, run, version)
    instructions = actions if version == 1 else [ofp.instruction.apply_actions(actions=actions)]
    if known is not None:
        known.used, known.cookie = path.now(), action.cookie
        if known.instructions != instructions:
            path.flows.modify(known, instructions, version=version)
        return
    flow.match, flow.instructions = match_of(ofp, terms), instructions
    try:
        path.flows.add(action.table_id, flow)
    except Refused:
        return  # the table is full
    path.on_timeout()


def _result(run: Run, action: Part, value: int) -> None:
    """``learn2`` can say whether there was room."""
    if action.flags & _WRITE_RESULT and getattr(action, "result_dst", None) is not None:
        put_bits(run, field_of(action.result_dst), action.result_dst_ofs, 1, value)


def forget_learned(path: OpenVSwitchPath, learns: list[Any], others: list[Any]) -> None:
    """An entry with ``delete_learned`` left: so do the entries it learned, unless another one learns the same."""
    for action in learns:
        if not action.flags & _DELETE_LEARNED:
            continue
        same = (action.table_id, action.cookie)
        if any((other.table_id, other.cookie) == same for other in others):
            continue
        if action.table_id < len(path.flows.tables):
            table = path.flows.tables[action.table_id]
            for learned in [each for each in table.entries.values() if each.cookie == action.cookie]:
                path.flows.delete(learned)


def check(action: Part) -> None:
    """Refuse specs that name fields which are not known or cannot be set, or more bits than there are."""
    if action.table_id == 255:
        raise Refused("bad_action", "BAD_ARGUMENT")
    if getattr(action, "result_dst", None) is not None:
        result = field_of(action.result_dst)
        if action.result_dst_ofs >= result.bits + result.shift:
            raise Refused("bad_action", "BAD_SET_LEN")
        if result.name in READ_ONLY:
            raise Refused("bad_action", "BAD_SET_ARGUMENT")
    for spec in action.specs:
        for header, offset in ((spec.src, spec.src_ofs), (spec.dst, spec.dst_ofs)):
            if header is None:
                continue
            field = field_of(header)
            if offset + spec.n_bits > field.bits + field.shift:
                raise Refused("bad_action", "BAD_SET_LEN")
        if spec.dst_type == _LOAD and field_of(spec.dst).name in READ_ONLY:
            raise Refused("bad_action", "BAD_SET_ARGUMENT")
