"""What the zeros of the established constructors mean to a switch, where that surprises: told in their docs and a hint.

A member that is not given is 0. That names buffer 0, port 0 and group 0: a flow without a packet to send, a question
about nothing, a deletion of nothing. Pure: knows names of classes, and bytes of messages.
"""

from __future__ import annotations

from oftwist.wire.numbers import OF10, OF13, OF15

_NO_BUFFER = "say buffer_id=0xffffffff"
_NOTHING = "0 in out_port, out_group and table_id means port 0, group 0 and table 0, not any"
_ANY = "say table_id=0xff, out_port=ofp.OFPP_ANY, out_group=ofp.OFPG_ANY (1.0: out_port=ofp.OFPP_NONE)"

#: Kind -> what such a message does, and what to say instead.
HINTS = {
    "flow_add": "a flow mod with buffer_id=0: it names buffer 0, and the packet in that goes through the flow; "
    f"{_NO_BUFFER}, or use switch.add_flow()",
    "flow_delete": f"a deletion that deletes nothing: {_NOTHING}; {_ANY}, or use switch.delete_flows()",
    "flow_stats_request": f"a question that asks for nothing: {_NOTHING}; {_ANY}, or use switch.flows()",
    "packet_out": "a packet-out with buffer_id=0: it names buffer 0, and its data is not looked at; "
    f"{_NO_BUFFER}, or use switch.packet_out()",
    "port_stats_request": "a question about port_no=0, which is no port; say port_no=ofp.OFPP_ANY (1.0: OFPP_NONE), "
    "or use switch.port_stats()",
    "meter_config_stats_request": "a question about meter_id=0, which is no meter; say meter_id=0xffffffff, or use "
    "switch.meters()",
}
#: Class of messages -> the kind of what its zeros mean.
_KINDS = {
    "flow_add": "flow_add", "flow_modify": "flow_add", "flow_modify_strict": "flow_add", "flow_delete": "flow_delete",
    "flow_delete_strict": "flow_delete", "flow_stats_request": "flow_stats_request",
    "aggregate_stats_request": "flow_stats_request", "packet_out": "packet_out",
    "port_stats_request": "port_stats_request", "meter_config_stats_request": "meter_config_stats_request",
    "meter_stats_request": "meter_config_stats_request",
}  # fmt: skip


def doc_of(qualname: str) -> str | None:
    """The docstring of a class, e.g. "message.flow_add"; None if its zeros are what one expects."""
    module, _, name = qualname.partition(".")
    kind = _KINDS.get(name) if module == "message" else None
    return None if kind is None else f"Members that are not given are 0: {HINTS[kind]}."


_FLOW_MOD, _PACKET_OUT = 14, 13
_STATS_10, _STATS_11 = 16, 18
_ADDS, _DELETES = (0, 1, 2), (3, 4)
_NONE_2, _NONE_4 = bytes(2), bytes(4)


def surprise(raw: bytes) -> str | None:
    """The kind of a message whose zeros surprise, a key of `HINTS`; None for others, and for what is no message.

    Args:
        raw: the bytes of one message.
    """
    if len(raw) < 16:
        return None
    version, kind = raw[0], raw[1]
    if kind == _FLOW_MOD:
        return _flow_mod(raw, version)
    if kind == _PACKET_OUT:
        return "packet_out" if raw[8:12] == _NONE_4 and _data_of(raw, version) < len(raw) else None
    if kind == (_STATS_10 if version <= OF10 else _STATS_11):
        return _stats(raw, version)
    return None


def _flow_mod(raw: bytes, version: int) -> str | None:
    if version <= OF10:
        if len(raw) < 72:
            return None
        command, buffer_id = raw[57], raw[64:68]
        anywhere = raw[68:70] != _NONE_2
    else:
        if len(raw) < 48:
            return None
        command, buffer_id = raw[25], raw[32:36]
        anywhere = raw[36:40] != _NONE_4 and raw[40:44] != _NONE_4
    if command in _ADDS:
        return "flow_add" if buffer_id == _NONE_4 else None
    return "flow_delete" if command in _DELETES and not anywhere else None


def _stats(raw: bytes, version: int) -> str | None:
    kind = raw[8] << 8 | raw[9]
    if kind in (1, 2):
        if version <= OF10:
            anywhere = len(raw) < 56 or raw[54:56] != _NONE_2
        else:
            anywhere = len(raw) < 28 or (raw[20:24] != _NONE_4 and raw[24:28] != _NONE_4)
        return None if anywhere else "flow_stats_request"
    if kind == 4:
        number = raw[12:14] if version <= OF10 else raw[16:20]
        return "port_stats_request" if len(raw) >= 20 and not any(number) else None
    if kind in (9, 10) and version >= OF13:
        return "meter_config_stats_request" if len(raw) >= 20 and raw[16:20] == _NONE_4 else None
    return None


def _data_of(raw: bytes, version: int) -> int:
    """Where the packet of a packet-out begins."""
    if version <= OF10:
        return 16 + (raw[14] << 8 | raw[15])
    if version < OF15:
        return 24 + (raw[16] << 8 | raw[17]) if len(raw) >= 24 else len(raw)
    if len(raw) < 24:
        return len(raw)
    match = raw[18] << 8 | raw[19]
    return 16 + (match + 7) // 8 * 8 + (raw[12] << 8 | raw[13])

