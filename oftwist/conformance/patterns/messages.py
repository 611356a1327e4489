"""Messages from the JSON of patterns: ``{"OFPFlowMod": {"match": ..., "instructions": [...]}}``, with Ryu's defaults.

May know the loxi module of a version. What is not known is refused with its name; nothing is left out silently.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from oftwist.errors import ConfigurationError

if TYPE_CHECKING:
    from oftwist.wire.interfaces import Part

#: Part of a file.
Json = Mapping[str, Any]
#: Ryu's class -> our name, and Ryu's members with our names.
_ACTIONS: dict[str, tuple[str, Mapping[str, str]]] = {
    "OFPActionOutput": ("output", {"port": "port", "max_len": "max_len"}),
    "OFPActionGroup": ("group", {"group_id": "group_id"}),
    "OFPActionSetQueue": ("set_queue", {"queue_id": "queue_id"}),
    "OFPActionPushVlan": ("push_vlan", {"ethertype": "ethertype"}),
    "OFPActionPushMpls": ("push_mpls", {"ethertype": "ethertype"}),
    "OFPActionPushPbb": ("push_pbb", {"ethertype": "ethertype"}),
    "OFPActionPopMpls": ("pop_mpls", {"ethertype": "ethertype"}),
    "OFPActionPopVlan": ("pop_vlan", {}),
    "OFPActionPopPbb": ("pop_pbb", {}),
    "OFPActionSetMplsTtl": ("set_mpls_ttl", {"mpls_ttl": "mpls_ttl"}),
    "OFPActionSetNwTtl": ("set_nw_ttl", {"nw_ttl": "nw_ttl"}),
    "OFPActionDecMplsTtl": ("dec_mpls_ttl", {}),
    "OFPActionDecNwTtl": ("dec_nw_ttl", {}),
    "OFPActionCopyTtlIn": ("copy_ttl_in", {}),
    "OFPActionCopyTtlOut": ("copy_ttl_out", {}),
    "OFPActionVlanVid": ("set_vlan_vid", {"vlan_vid": "vlan_vid"}),
    "OFPActionVlanPcp": ("set_vlan_pcp", {"vlan_pcp": "vlan_pcp"}),
    "OFPActionStripVlan": ("strip_vlan", {}),
    "OFPActionSetDlSrc": ("set_dl_src", {"dl_addr": "dl_addr"}),
    "OFPActionSetDlDst": ("set_dl_dst", {"dl_addr": "dl_addr"}),
    "OFPActionSetNwSrc": ("set_nw_src", {"nw_addr": "nw_addr"}),
    "OFPActionSetNwDst": ("set_nw_dst", {"nw_addr": "nw_addr"}),
    "OFPActionSetNwTos": ("set_nw_tos", {"tos": "nw_tos"}),
    "OFPActionSetTpSrc": ("set_tp_src", {"tp": "tp_port"}),
    "OFPActionSetTpDst": ("set_tp_dst", {"tp": "tp_port"}),
}
_INSTRUCTIONS: dict[str, tuple[str, Mapping[str, str]]] = {
    "OFPInstructionGotoTable": ("goto_table", {"table_id": "table_id"}),
    "OFPInstructionWriteMetadata": ("write_metadata", {"metadata": "metadata", "metadata_mask": "metadata_mask"}),
    "OFPInstructionMeter": ("meter", {"meter_id": "meter_id"}),
}
_BANDS: dict[str, tuple[str, Mapping[str, str]]] = {
    "OFPMeterBandDrop": ("drop", {"rate": "rate", "burst_size": "burst_size"}),
    "OFPMeterBandDscpRemark": (
        "dscp_remark", {"rate": "rate", "burst_size": "burst_size", "prec_level": "prec_level"},
    ),
}  # fmt: skip
_FLOW = ("cookie", "cookie_mask", "table_id", "idle_timeout", "hard_timeout", "priority", "flags")
_METER = ("command", "flags", "meter_id")
_COMMANDS = ("add", "modify", "modify_strict", "delete", "delete_strict")
_APPLY, _WRITE, _CLEAR = 4, 3, 5  # OFPIT_*
_TRANSPORT = {6: "tcp", 17: "udp"}
#: Names of ports in files, and what they are.
_PORTS = {"target_recv_port": 1, "target_send_port_1": 2, "target_send_port_2": 3,
          "tester_send_port": 1, "tester_recv_port_1": 2, "tester_recv_port_2": 3}  # fmt: skip


class Maker:
    """Makes the messages of one version for one switch.

    Args:
        ofp: the loxi module.
        ports: the numbers of the switch's ports 1, 2 and 3 of the files.
    """

    def __init__(self, ofp: Any, ports: Sequence[int]) -> None:
        self._ofp = ofp
        self._ports = ports

    def message(self, told: Json) -> Part:
        """The message. Raises ConfigurationError."""
        name, members = _only(told)
        try:
            if name == "OFPFlowMod":
                return self._flow(members)
            if name == "OFPGroupMod":
                return self._group(members)
            if name == "OFPMeterMod":
                return self._meter(members)
        except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
            raise ConfigurationError(f"{name}: {error}") from None
        raise ConfigurationError(f"{name} is not known in a prerequisite")

    def match(self, told: Json) -> dict[str, Any]:
        """The fields of a match: ``{"OFPMatch": ...}`` without that name."""
        if "oxm_fields" in told:
            return dict(self._field(one) for one in told["oxm_fields"])
        fields = dict(told)
        for name in ("nw_src", "nw_dst"):
            if f"{name}_mask" in fields:
                fields[name] = f"{fields[name]}/{fields.pop(f'{name}_mask')}"
        if "nw_tos" in fields:
            fields["ip_dscp"] = fields.pop("nw_tos") >> 2
        kind = _TRANSPORT.get(fields.get("nw_proto", 0), "tcp")
        for name in ("tp_src", "tp_dst"):
            if name in fields:
                fields[f"{kind}{name[2:]}"] = fields.pop(name)
        if "in_port" in fields:
            fields["in_port"] = self._port(fields["in_port"])
        return fields

    def _flow(self, told: Json) -> Part:
        values = {name: told[name] for name in _FLOW if name in told}
        command = _COMMANDS[told.get("command", 0)]
        match = self._ofp.match.build(**self.match(told.get("match", {}).get("OFPMatch", {})))
        values = {"priority": 0x8000, "buffer_id": 0xFFFFFFFF, **values, "match": match}
        if self._ofp.OFP_VERSION == 1:
            values |= {"out_port": self._ofp.OFPP_NONE, "actions": self._actions(told.get("actions", ()))}
        else:
            values |= {"out_port": self._ofp.OFPP_ANY, "out_group": self._ofp.OFPG_ANY}
            values["instructions"] = [self._instruction(one) for one in told.get("instructions", ())]
        made: Part = getattr(self._ofp.message, f"flow_{command}")(**values)
        return made

    def _group(self, told: Json) -> Part:
        buckets = []
        for one in told.get("buckets", ()):
            members = one["OFPBucket"]
            watched = {"watch_port": self._ofp.OFPP_ANY, "watch_group": self._ofp.OFPG_ANY}
            watched |= {name: members[name] for name in watched if name in members}
            actions = self._actions(members.get("actions", ()))
            buckets.append(self._ofp.bucket(weight=members.get("weight", 0), actions=actions, **watched))
        members = {"group_type": told.get("type", 0), "group_id": told.get("group_id", 0), "buckets": buckets}
        made: Part = self._ofp.message.group_add(**members)
        return made

    def _meter(self, told: Json) -> Part:
        bands = [self._part(self._ofp.meter_band, _BANDS, one) for one in told.get("bands", ())]
        members = {"command": 0, "flags": 1, "meter_id": 1, **{name: told[name] for name in _METER if name in told}}
        message: Part = self._ofp.message.meter_mod(**members)
        setattr(message, "meters" if hasattr(message, "meters") else "bands", bands)
        return message

    def _instruction(self, told: Json) -> Part:
        name, members = _only(told)
        if name != "OFPInstructionActions":
            return self._part(self._ofp.instruction, _INSTRUCTIONS, told)
        actions = self._actions(members.get("actions", ()))
        kind = {_APPLY: "apply_actions", _WRITE: "write_actions", _CLEAR: "clear_actions"}[members["type"]]
        make = getattr(self._ofp.instruction, kind)
        made: Part = make() if kind == "clear_actions" else make(actions)
        return made

    def _actions(self, told: Sequence[Json]) -> list[Part]:
        made = []
        for one in told:
            name, members = _only(one)
            if name == "OFPActionSetField":
                field = members.get("field", members)
                made.append(self._ofp.action.set_field.build(**dict([self._field(field)])))
            elif "nw_addr" in members:
                address = {**members, "nw_addr": int(ip_address(members["nw_addr"]))}
                made.append(self._part(self._ofp.action, _ACTIONS, {name: address}))
            elif name == "OFPActionOutput":
                output = {"max_len": 0xFFE5, **members, "port": self._port(members["port"])}
                made.append(self._part(self._ofp.action, _ACTIONS, {name: output}))
            else:
                made.append(self._part(self._ofp.action, _ACTIONS, one))
        return made

    def _part(self, room: Any, known: Mapping[str, tuple[str, Mapping[str, str]]], told: Json) -> Part:
        name, members = _only(told)
        if name not in known:
            raise ConfigurationError(f"{name} is not known")
        ours, names = known[name]
        unknown = members.keys() - names.keys() - {"type", "len"}
        if unknown:
            raise ConfigurationError(f"{name} has no {', '.join(sorted(unknown))}")
        made: Part = getattr(room, ours)(**{names[key]: value for key, value in members.items() if key in names})
        return made

    def _field(self, told: Json) -> tuple[str, Any]:
        """Name and value, or value and mask, of ``{"OXMTlv": ...}``."""
        members = told["OXMTlv"]
        name, value, mask = members["field"], members["value"], members.get("mask")
        if name == "in_port":
            value = self._port(value)
        return name, value if mask is None else (value, mask)

    def _port(self, told: int | str) -> int:
        number = _PORTS[told] if isinstance(told, str) else told
        return self._ports[number - 1] if 1 <= number <= len(self._ports) else number


def _only(told: Json) -> tuple[str, Json]:
    """The one member of an object, which is the name of a class."""
    if len(told) != 1:
        raise ConfigurationError(f"one class is wanted, not {', '.join(told) or 'none'}")
    ((name, members),) = told.items()
    return name, members
