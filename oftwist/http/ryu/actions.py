"""Actions and instructions that the Ryu API describes -> those of the wire, one table for all versions.

Up to 1.3 a body has ``actions``, in which instructions may stand among the actions: what is an action is applied. From
1.4 on it has ``instructions``; ``actions`` mean the same there as before.

Knows the classes of actions; no messages, no HTTP.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

from oftwist.errors import MessageError
from oftwist.http.ryu.given import Given, Mistake
from oftwist.http.ryu.matches import read_field
from oftwist.wire import spec
from oftwist.wire.codec import values
from oftwist.wire.numbers import OF15

if TYPE_CHECKING:
    from types import ModuleType

    from oftwist.connection.interfaces import Decoded, Message

P = TypeVar("P", bound="Packable")

OFPCML_MAX = 0xFFE5  # what 1.0 has no name for
_MASK64 = 0xFFFFFFFFFFFFFFFF


class Packable(Protocol):
    """What has bytes."""

    def pack(self) -> bytes:
        """Return them."""


class Row(NamedTuple):
    """One member of an action.

    Attributes:
        key: its name in the body.
        member: its name in the class.
        prefix: of the names that may stand for a number; "mac", "ipv4": it is an address.
        default: what it is if it is not there; None: it must be.
    """

    key: str
    member: str
    prefix: str = ""
    default: int | None = None


#: Type in the body -> members. The class has the same name in small letters; which version has it, the tables know.
_ACTIONS: dict[str, tuple[Row, ...]] = {
    "OUTPUT": (Row("port", "port", "OFPP_"), Row("max_len", "max_len", "OFPCML_", OFPCML_MAX)),
    "COPY_TTL_OUT": (),
    "COPY_TTL_IN": (),
    "SET_MPLS_TTL": (Row("mpls_ttl", "mpls_ttl"),),
    "DEC_MPLS_TTL": (),
    "PUSH_VLAN": (Row("ethertype", "ethertype"),),
    "POP_VLAN": (),
    "PUSH_MPLS": (Row("ethertype", "ethertype"),),
    "POP_MPLS": (Row("ethertype", "ethertype"),),
    "SET_QUEUE": (Row("queue_id", "queue_id", "OFPQ_"),),
    "GROUP": (Row("group_id", "group_id", "OFPG_"),),
    "SET_NW_TTL": (Row("nw_ttl", "nw_ttl"),),
    "DEC_NW_TTL": (),
    "PUSH_PBB": (Row("ethertype", "ethertype"),),
    "POP_PBB": (),
    # 1.0 and 1.1
    "SET_VLAN_VID": (Row("vlan_vid", "vlan_vid"),),
    "SET_VLAN_PCP": (Row("vlan_pcp", "vlan_pcp", "", 0),),
    "STRIP_VLAN": (),
    "SET_DL_SRC": (Row("dl_src", "dl_addr", "mac"),),
    "SET_DL_DST": (Row("dl_dst", "dl_addr", "mac"),),
    "SET_NW_SRC": (Row("nw_src", "nw_addr", "ipv4"),),
    "SET_NW_DST": (Row("nw_dst", "nw_addr", "ipv4"),),
    "SET_NW_TOS": (Row("nw_tos", "nw_tos", "", 0),),
    "SET_NW_ECN": (Row("nw_ecn", "nw_ecn"),),
    "SET_TP_SRC": (Row("tp_src", "tp_port", "", 0),),
    "SET_TP_DST": (Row("tp_dst", "tp_port", "", 0),),
    "SET_MPLS_LABEL": (Row("mpls_label", "mpls_label"),),
    "SET_MPLS_TC": (Row("mpls_tc", "mpls_tc"),),
    "ENQUEUE": (Row("port", "port", "OFPP_"), Row("queue_id", "queue_id", "OFPQ_", 0)),
    # 1.5; an instruction before
    "METER": (Row("meter_id", "meter_id", "OFPM_"),),
}
_INSTRUCTIONS: dict[str, tuple[Row, ...]] = {
    "GOTO_TABLE": (Row("table_id", "table_id", "OFPTT_"),),
    "WRITE_METADATA": (Row("metadata", "metadata"), Row("metadata_mask", "metadata_mask", "", _MASK64)),
    "METER": (Row("meter_id", "meter_id", "OFPM_"),),
    "CLEAR_ACTIONS": (),
}
_WITH_ACTIONS = ("WRITE_ACTIONS", "APPLY_ACTIONS")


def read_actions(given: list[Given], ofp: ModuleType) -> list[Decoded]:
    """The actions of a list.

    Raises:
        Mistake: one is none of this version, or a member of it is wrong; names it.
    """
    return [_action(one, ofp) for one in given]


def read_instructions(body: Given, ofp: ModuleType) -> list[Decoded]:
    """The instructions that ``instructions`` of a body describe or, if it has none, ``actions``.

    Raises:
        Mistake: as `read_actions`.
    """
    if "instructions" in body:
        found = [_instruction(one, ofp) for one in body.many("instructions")]
        return [one for one in found if one is not None]
    instructions, applied = [], []
    for one in body.many("actions"):
        kind = one.word("type")
        if (kind in _INSTRUCTIONS or kind in _WITH_ACTIONS) and not (kind == "METER" and _meter_is_action(ofp)):
            made = _instruction(one, ofp)
            if made is not None:
                instructions.append(made)
        else:
            applied.append(_action(one, ofp))
    return [*instructions, *_with_actions("apply_actions", applied, ofp)]


def _meter_is_action(ofp: ModuleType) -> bool:
    return bool(ofp.OFP_VERSION >= OF15)


def _instruction(given: Given, ofp: ModuleType) -> Decoded | None:
    """One instruction; None for one with actions of which there are none."""
    kind = given.word("type")
    if kind in _WITH_ACTIONS:
        made = _with_actions(kind.lower(), read_actions(given.many("actions"), ofp), ofp)
        return made[0] if made else None
    if kind == "METER" and _meter_is_action(ofp):
        return _with_actions("apply_actions", [_action(given, ofp)], ofp)[0]
    return _made("instruction", kind, _INSTRUCTIONS, given, ofp)


def _with_actions(name: str, actions: list[Decoded], ofp: ModuleType) -> list[Decoded]:
    """The instruction with these actions, if there are any."""
    return [getattr(ofp.instruction, name)(actions=actions)] if actions else []


def _action(given: Given, ofp: ModuleType) -> Decoded:
    """One action."""
    kind = given.word("type")
    by_hand = _BY_HAND.get(kind)
    if by_hand is not None:
        return by_hand(given, ofp)
    return _made("action", kind, _ACTIONS, given, ofp)


def _made(what: str, kind: str, table: dict[str, tuple[Row, ...]], given: Given, ofp: ModuleType) -> Decoded:
    """An action or instruction whose members the table knows."""
    version: int = ofp.OFP_VERSION
    if kind not in table or not spec.has(version, f"{what}.{kind.lower()}"):
        raise Mistake(f"OpenFlow 1.{version - 1} has no {what} {kind!r}", given.at("type"))
    cls = getattr(getattr(ofp, what), kind.lower())
    made: Decoded = cls(**{row.member: _value(given, row, version) for row in table[kind]})
    return packed(made, given, {row.member: row.key for row in table[kind]})


def _value(given: Given, row: Row, version: int) -> object:
    """The value of one member."""
    convert = _ADDRESSES.get(row.prefix)
    if convert is None:
        return given.number(row.key, row.default, version=version, prefix=row.prefix)
    try:
        return convert(given.word(row.key))
    except ValueError as error:
        raise error if isinstance(error, Mistake) else Mistake(str(error), given.at(row.key)) from None


def packed(made: P, given: Given, keys: dict[str, str] | None = None) -> P:
    """An object made of a body, if it can be packed: what cannot is said with its place.

    Args:
        made: the object.
        given: what it is made of.
        keys: members -> their names in the body, where those are others.
    """
    try:
        made.pack()
    except MessageError as error:
        field = error.field or ""
        key = (keys or {}).get(field, field)
        problem = str(error).partition(": ")[2] or str(error)
        raise Mistake(problem, given.at(key) if key in given else given.path) from None
    return made


def packed_message(made: Message, given: Given, keys: dict[str, str] | None = None) -> Message:
    """The same of a message, which gets its number when it is sent."""
    made.xid = 0
    packed(made, given, keys)
    made.xid = None
    return made


def _set_field(given: Given, ofp: ModuleType) -> Decoded:
    if not spec.has(ofp.OFP_VERSION, "action.set_field"):
        raise Mistake(f"OpenFlow 1.{ofp.OFP_VERSION - 1} has no action 'SET_FIELD'", given.at("type"))
    field = given.word("field")
    if "value" not in given:
        raise Mistake("'value' is missing", given.path)
    name, value = read_field(field, given.get("value"), given.at("field"), given.at("value"), ofp.OFP_VERSION)
    try:
        made: Decoded = ofp.action.set_field.build(**{name: value})
    except MessageError as error:
        raise Mistake(str(error).removeprefix(f"match.{name}: "), given.at("value")) from None
    return packed(made, given, {"field": "value"})


def _copy_field(given: Given, ofp: ModuleType) -> Decoded:
    if not spec.has(ofp.OFP_VERSION, "action.copy_field"):
        raise Mistake(f"OpenFlow 1.{ofp.OFP_VERSION - 1} has no action 'COPY_FIELD'", given.at("type"))
    fields = []
    for key in ("src_oxm_id", "dst_oxm_id"):
        name, _ = read_field(given.word(key), 0, given.at(key), given.at(key), ofp.OFP_VERSION)
        if not spec.has(ofp.OFP_VERSION, f"oxm.{name}"):
            raise Mistake(f"there is no field {name!r}", given.at(key))
        fields.append(ofp.uint32(getattr(ofp.oxm, name)().type_len))
    numbers = {key: given.number(key) for key in ("n_bits", "src_offset", "dst_offset")}
    made: Decoded = ofp.action.copy_field(oxm_ids=fields, **numbers)
    return packed(made, given)


def _experimenter(given: Given, ofp: ModuleType) -> Decoded:
    data = given.data()
    data += bytes(-len(data) % 8)
    cls = ofp.action.experimenter
    # 1.5 knows no data of an experimenter that it does not know: it is what follows the members.
    member = "data" if hasattr(cls(), "data") else "extra"
    made: Decoded = cls(experimenter=given.number("experimenter"), **{member: data})
    return packed(made, given)


_BY_HAND: dict[str, Callable[[Given, ModuleType], Decoded]] = {
    "SET_FIELD": _set_field,
    "COPY_FIELD": _copy_field,
    "EXPERIMENTER": _experimenter,
}
_ADDRESSES: dict[str, Callable[[str], object]] = {
    "mac": lambda text: list(values.mac_bytes(text)),
    "ipv4": values.to_ipv4,
}
