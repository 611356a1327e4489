"""Which of Open vSwitch's actions a simulated switch carries out, and with what in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from oftwist import packet as pk
from oftwist.testing.channel import Channel
from oftwist.testing.flow_mods import check_actions
from oftwist.testing.flow_table import Refused, Terms
from oftwist.testing.openvswitch import learning
from oftwist.testing.openvswitch.actions import ACTIONS, copied_fields, subfield
from oftwist.testing.openvswitch.fields import CT_SET, READ_ONLY, Field, field_of, read_oxm, settable
from oftwist.wire.interfaces import Part

#: Clones and ct inside of each other.
_MAX_NESTING: Final = 16


def _readable(header: int, offset: int, n_bits: int) -> None:
    field = field_of(header)
    if not n_bits or offset + n_bits > field.bits + field.shift:
        raise Refused("bad_action", "BAD_SET_LEN")


def _writable(header: int, offset: int, n_bits: int, *, inside_ct: bool = False) -> None:
    _readable(header, offset, n_bits)
    _settable(field_of(header), inside_ct)


def _settable(field: Field, inside_ct: bool) -> None:
    name = field.name
    if inside_ct and name not in CT_SET:
        raise Refused("bad_action", "BAD_ARGUMENT")
    if (name in CT_SET) != inside_ct or (name in READ_ONLY and name not in CT_SET) or field == ("in_port", 32, 0):
        raise Refused("bad_action", "BAD_SET_ARGUMENT")


def _set_field(action: Part, inside_ct: bool) -> None:
    oxm = read_oxm(action.field)
    field = settable(oxm)
    _settable(field, inside_ct)
    if field.name == "vlan_vid" and oxm.mask & pk.VLAN_PRESENT and not oxm.value & pk.VLAN_PRESENT:
        raise Refused("bad_action", "BAD_SET_ARGUMENT")


def _reg_load(action: Part, inside_ct: bool) -> None:
    _writable(action.dst, *subfield(action.ofs_nbits), inside_ct=inside_ct)
    if action.value >> subfield(action.ofs_nbits)[1]:
        raise Refused("bad_action", "BAD_ARGUMENT")


def _reg_move(action: Part, inside_ct: bool) -> None:
    _readable(action.src, action.src_ofs, action.n_bits)
    _writable(action.dst, action.dst_ofs, action.n_bits, inside_ct=inside_ct)


def _onf_copy_field(action: Part, inside_ct: bool) -> None:
    _readable(action.src, action.src_offset, action.n_bits)
    _writable(action.dst, action.dst_offset, action.n_bits, inside_ct=inside_ct)


def _copy_field(action: Part, inside_ct: bool) -> None:
    source, target = copied_fields(action)
    _readable(source, action.src_offset, action.n_bits)
    _writable(target, action.dst_offset, action.n_bits, inside_ct=inside_ct)


def _stack(action: Part, inside_ct: bool) -> None:
    _readable(action.field, action.offset, action.n_bits)


def _stack_pop(action: Part, inside_ct: bool) -> None:
    _writable(action.field, action.offset, action.n_bits)


def _output_reg(action: Part, inside_ct: bool) -> None:
    _readable(action.src, *subfield(action.ofs_nbits))


def _check_pkt_larger(action: Part, inside_ct: bool) -> None:
    _writable(action.dst, action.offset, 1)


def _conjunction(action: Part, inside_ct: bool) -> None:
    if not 2 <= action.n_clauses <= 64 or action.clause >= action.n_clauses:
        raise Refused("bad_action", "BAD_CONJUNCTION")


def _multipath(action: Part, inside_ct: bool) -> None:
    _writable(action.dst, *subfield(action.ofs_nbits))


def _bundle(action: Part, inside_ct: bool) -> None:
    if action.algorithm > 1:  # active_backup, hrw
        raise Refused("bad_action", "BAD_ARGUMENT")


def _bundle_load(action: Part, inside_ct: bool) -> None:
    _bundle(action, inside_ct)
    _writable(action.dst, *subfield(action.ofs_nbits))


def _output_trunc(action: Part, inside_ct: bool) -> None:
    if action.max_len < 14:
        raise Refused("bad_action", "BAD_ARGUMENT")


def _nat(action: Part, inside_ct: bool) -> None:
    raise Refused("bad_action", "BAD_SET_ARGUMENT")  # it stands inside of ct only


def _controller2(action: Part, inside_ct: bool) -> None:
    if any(type(prop).__name__ == "nicira_controller2_prop" for prop in action.properties):
        raise Refused("bad_property", "BAD_TYPE")


def _learn(action: Part, inside_ct: bool) -> None:
    learning.check(action)


CHECKS: Final[dict[str, Callable[[Any, bool], None]]] = {
    "copy_field": _copy_field,
    "nicira_bundle": _bundle,
    "nicira_bundle_load": _bundle_load,
    "nicira_check_pkt_larger": _check_pkt_larger,
    "nicira_conjunction": _conjunction,
    "nicira_controller2": _controller2,
    "nicira_learn": _learn,
    "nicira_learn2": _learn,
    "nicira_multipath": _multipath,
    "nicira_nat": _nat,
    "nicira_output_reg": _output_reg,
    "nicira_output_reg2": _output_reg,
    "nicira_output_trunc": _output_trunc,
    "nicira_reg_load": _reg_load,
    "nicira_reg_load2": _set_field,
    "nicira_reg_move": _reg_move,
    "nicira_stack_pop": _stack_pop,
    "nicira_stack_push": _stack,
    "onf_copy_field": _onf_copy_field,
    "set_field": _set_field,
}
#: What can stand in a ct action, besides nat.
_INSIDE_CT: Final = (
    "set_field",
    "copy_field",
    "nicira_reg_load",
    "nicira_reg_load2",
    "nicira_reg_move",
    "onf_copy_field",
)


def check_action(channel: Channel, action: Part, terms: Terms, depth: int = 0) -> bool:
    """Whether an action is one of Open vSwitch's.

    Raises:
        Refused: it is, and it cannot be carried out: BAD_EXPERIMENTER_TYPE for one that is not simulated.
    """
    name = type(action).__name__
    if name == "nicira_group" and action.group_id not in channel.path.groups:
        raise Refused("bad_action", "BAD_OUT_GROUP")
    if name == "nicira_clone":
        _nested(channel, action.actions, terms, depth)
    elif name == "nicira_ct":
        _ct(action)
    elif name in CHECKS:
        CHECKS[name](action, False)
    elif name not in ACTIONS:
        if name.startswith(("nicira", "onf")):
            raise Refused("bad_action", "BAD_EXPERIMENTER_TYPE")
        return False
    return name.startswith(("nicira", "onf")) or name in CHECKS


def _nested(channel: Channel, actions: list[Part], terms: Terms, depth: int) -> None:
    if depth >= _MAX_NESTING:
        raise Refused("bad_action", "TOO_MANY")
    for action in actions:
        if type(action).__name__ == "nicira_clone":
            _nested(channel, action.actions, terms, depth + 1)
        else:
            check_actions(channel, [action], terms)


def _ct(action: Part) -> None:
    if action.zone_src:
        _readable(action.zone_src, *subfield(action.zone))
        if subfield(action.zone)[1] != 16:
            raise Refused("bad_action", "BAD_SET_LEN")
    if action.alg or (action.flags & 2 and not action.flags & 1):  # helpers are not simulated; force needs commit
        raise Refused("bad_action", "BAD_ARGUMENT")
    for inner in action.actions:
        name = type(inner).__name__
        commit = action.flags & 1
        if name in _INSIDE_CT and commit:
            CHECKS[name](inner, True)
        elif name != "nicira_nat" or inner.flags & 3 == 3 or (inner.flags & 3 and not commit):
            raise Refused("bad_action", "BAD_ARGUMENT")
