"""A whole message in the words of ovs-ofctl: the line over it, and what it says.

One row for each kind of message in `_BODIES`; all else is told by its members. Knows messages of all versions; no
connection. Differs from ``ofp-print`` where ``docs/flow_text.rst`` says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, TypeAlias

from oftwist.text import reports
from oftwist.text.flow_text import flow_entry_text, flow_mod_text, flow_removed_text, flow_update_text, match_line
from oftwist.text.flow_text import match_of as model_of
from oftwist.text.group import group_line
from oftwist.text.meter import meter_line, meter_text
from oftwist.text.names import GROUP_ALL, NO_NAMES, Names, group_text, port_from_wire, port_text, table_text
from oftwist.text.packet_out import packet_out_text
from oftwist.text.packet_text import packet_text
from oftwist.text.reading import version_of
from oftwist.wire import kinds
from oftwist.wire.interfaces import Part
from oftwist.wire.numbers import NO_BUFFER, OF13


class Telling(NamedTuple):
    """How to tell a message.

    Attributes:
        top: the line over it, to which a row may add.
        ports, tables: names.
        more: also the bytes of packets.
    """

    top: str
    ports: Names
    tables: Names
    more: bool

    def port(self, number: int) -> str:
        """A port by its number on the wire."""
        return port_text(port_from_wire(number, 0), self.ports)


Lines = Iterator[str]
#: What a row is: it takes a message of any class and version, and yields lines.
Body: TypeAlias = "Callable[[Telling, Part], Iterable[str]]"

#: Where ovs-ofctl calls a message otherwise than its class is called.
_TITLES = {
    "async_get_request": "OFPT_GET_ASYNC_REQUEST", "async_get_reply": "OFPT_GET_ASYNC_REPLY",
    "async_set": "OFPT_SET_ASYNC", "nicira_controller_role_request": "NXT_ROLE_REQUEST",
    "nicira_controller_role_reply": "NXT_ROLE_REPLY", "bundle_ctrl_msg": "OFPT_BUNDLE_CONTROL",
    "bundle_add_msg": "OFPT_BUNDLE_ADD_MESSAGE", "onf_bundle_ctrl_msg": "ONFT_BUNDLE_CONTROL",
    "onf_bundle_add_msg": "ONFT_BUNDLE_ADD_MESSAGE",
}  # fmt: skip
#: Whose extension: the beginning of the name of a class -> what ovs-ofctl begins with.
_OWNERS = {"nicira_": "NX", "onf_": "ONF"}


def message_text(msg: Part, ports: Names, tables: Names, more: bool) -> str:
    """Tell a message: see `oftwist.text.format_message`."""
    name = type(msg).__name__
    flags = _statistics_flags(msg) if _is_statistics(msg) else ""
    top = reports.head(msg.version, _title(name, msg), msg.xid or 0) + flags
    body = _BODIES.get(name) or (_error if "error_msg" in kinds.names_of(msg) else _members)
    return "\n".join(line.rstrip() for line in body(Telling(top, ports, tables, more), msg))


def request_words(msg: Part) -> str:
    """What a request for statistics asks for, without its head; "" if there is nothing to say."""
    body = _BODIES.get(type(msg).__name__, _nothing)
    return " ".join(line.strip() for line in body(Telling("", NO_NAMES, NO_NAMES, False), msg)).strip()


def _is_statistics(msg: Part) -> bool:
    return kinds.type_name(msg.version, msg.type) in ("stats_request", "stats_reply")


def _title(name: str, msg: Part) -> str:
    if name in _TITLES:
        return _TITLES[name]
    owner, word = "OFP", name
    for begin, told in _OWNERS.items():
        if name.startswith(begin):
            owner, word = told, name.removeprefix(begin)
    if _is_statistics(msg):
        word, _, way = word.rpartition("_")
        return f"{owner}ST_{word.removesuffix('_stats').upper()} {way}"
    kind = kinds.type_name(msg.version, msg.type).upper()
    if kind == "ERROR_MSG":
        return "OFPT_ERROR"
    return f"{owner}T_{word.upper() if kind == 'EXPERIMENTER' else kind}"


def _statistics_flags(msg: Part) -> str:
    """More is to come: of requests since 1.3."""
    flags = msg.flags
    if not flags:
        return ""
    more = flags & 1 if msg.version >= OF13 or type(msg).__name__.endswith("_reply") else 0
    rest = flags & ~more
    return " flags=" + "[more]" * more + (f"[***unknown flags 0x{rest:04x}***]" if rest else "")


# --- rows ------------------------------------------------------------------------------------------


def _nothing(how: Telling, msg: Part) -> Lines:
    yield how.top


def _members(how: Telling, msg: Part) -> Lines:
    """A message without words of its own."""
    members = repr(msg).partition("(")[2][:-1]
    yield f"{how.top} {members.replace(f'xid={msg.xid}', '', 1).lstrip(', ')}"


def _error(how: Telling, msg: Part) -> Lines:
    yield f"{how.top} {kinds.error_text(msg)}"


def _hello(how: Telling, msg: Part) -> Lines:
    yield how.top
    words = next((one.bitmaps for one in getattr(msg, "elements", ()) if hasattr(one, "bitmaps")), None)
    if words:
        offered = [number for number in range(32) if words[0].value >> number & 1]
    else:
        offered = list(range(1, msg.version + 1))
    yield f" version bitmap: {', '.join(f'0x{number:02x}' for number in offered)}"


def _echo(how: Telling, msg: Part) -> Lines:
    yield f"{how.top} {len(msg.data)} bytes of payload"
    yield from dump(bytes(msg.data))


_INVALID_TTL = 4  # ofp_config_flags before 1.3


def _config(how: Telling, msg: Part) -> Lines:
    expired = " invalid_ttl_to_controller" if msg.flags & _INVALID_TTL and msg.version < OF13 else ""
    yield f"{how.top} frags={reports.fragments(msg.flags)}{expired} miss_send_len={msg.miss_send_len}"


_ROLES = ("nochange", "equal", "primary", "secondary")
_ROLE_REASONS = ("primary_request", "configuration_changed", "experimenter_data_changed")


def _role(how: Telling, msg: Part) -> Lines:
    name = type(msg).__name__
    number = msg.role + name.startswith("nicira_")  # whose numbers are one below
    generation = getattr(msg, "generation_id", None)
    parts = [f"role={_ROLES[number] if number < len(_ROLES) else number}"]
    if generation not in (None, 0xFFFFFFFFFFFFFFFF) and (number or name != "role_request"):
        parts.append(f"generation_id={generation}")
    if hasattr(msg, "reason"):
        known = msg.reason < len(_ROLE_REASONS)
        parts.append(f"reason={_ROLE_REASONS[msg.reason] if known else '(unknown)'}")
    yield f"{how.top} {' '.join(parts)}"


def _port_status(how: Telling, msg: Part) -> Lines:
    change = ("ADD", "DEL", "MOD")[msg.reason] if msg.reason < 3 else str(msg.reason)
    first, *rest = reports.ports([msg.desc])
    yield f"{how.top} {change}:{first}"
    yield from rest


def _port_mod(how: Telling, msg: Part) -> Lines:
    yield f"{how.top} port: {how.port(msg.port_no)}: addr:{reports.mac(msg.hw_addr)}"
    yield f"     config: {reports.port_config(msg.config)}"
    yield f"     mask:   {reports.port_config(msg.mask)}"
    ethernet = next((one for one in getattr(msg, "properties", ()) if hasattr(one, "advertise")), msg)
    wanted = reports.port_features(getattr(ethernet, "advertise", 0), version_of(msg))
    yield f"     advertise: {wanted or 'UNCHANGED'}"


def _member(name: str, shown: str = "") -> Body:
    """A row of one member."""

    def body(how: Telling, msg: Part) -> Lines:
        yield f"{how.top} {shown or name}={getattr(msg, name)}"

    return body


_PACKET_IN_FORMATS = ("standard", "nxt_packet_in", "nxt_packet_in2")


def _packet_in_format(how: Telling, msg: Part) -> Lines:
    told = _PACKET_IN_FORMATS[msg.format] if msg.format < len(_PACKET_IN_FORMATS) else msg.format
    yield f"{how.top} format={told}"


def _table_id(how: Telling, msg: Part) -> Lines:
    yield f"{how.top} {'enable' if msg.set else 'disable'}"


# --- packets ---------------------------------------------------------------------------------------

_REASONS = ("no_match", "action", "invalid_ttl", "action_set", "group", "packet_out")


def _packet_in(how: Telling, msg: Part) -> Lines:
    parts = []
    if getattr(msg, "table_id", 0):
        parts.append(f"table_id={table_text(msg.table_id, how.tables)}")
    if hasattr(msg, "cookie") and msg.cookie not in (None, 0xFFFFFFFFFFFFFFFF):
        parts.append(f"cookie={msg.cookie:#x}")
    parts.append(f"total_len={msg.total_len}")
    if getattr(msg, "match", None) is None:
        parts.append(f"in_port={how.port(msg.in_port)}")
    else:
        match, unknown = model_of(msg)
        parts.append(match_line(match, unknown, version_of(msg), how.ports))
    parts.append(f"(via {_REASONS[msg.reason] if msg.reason < len(_REASONS) else msg.reason})")
    parts.append(f"data_len={len(msg.data)}")
    buffer = getattr(msg, "buffer_id", NO_BUFFER)
    parts.append("(unbuffered)" if buffer in (None, NO_BUFFER) else f"buffer={buffer:#010x}")
    if getattr(msg, "userdata", None):
        parts.append(f"userdata={bytes(msg.userdata).hex('.')}")
    if getattr(msg, "continuation", None) is not None:
        parts.append("(paused)")
    whole = parts[-1] == "(unbuffered)"
    if msg.total_len < len(msg.data) or (whole and msg.total_len != len(msg.data)):
        parts.append(f"(***total_len {'!=' if whole else '<'} data_len***)")
    yield f"{how.top} {' '.join(parts)}"
    yield from _packet(how, msg.data)


def _packet_out(how: Telling, msg: Part) -> Lines:
    yield f"{how.top} {packet_out_text(msg, how.ports, how.tables)}"
    if msg.buffer_id == NO_BUFFER and msg.data:
        yield from _packet(how, msg.data)


def _packet(how: Telling, data: bytes) -> Lines:
    yield packet_text(bytes(data))
    if how.more:
        yield from dump(bytes(data), shown=False)


def dump(data: bytes, shown: bool = True) -> Lines:
    """Bytes as lines of 16: where they are, in hex, and (``shown``) as characters."""
    for at in range(0, len(data), 16):
        row = data[at : at + 16]
        digits = " ".join(f"{byte:02x}" for byte in row[:8])
        if len(row) >= 8:
            digits += "-" + " ".join(f"{byte:02x}" for byte in row[8:])
        signs = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in row)
        yield f"{at:08x}  {digits:48}|{signs:16}|" if shown else f"{at:08x}  {digits}"


# --- flows, groups, meters -------------------------------------------------------------------------


def _flow(tell: Callable[[Part, Names, Names], str]) -> Body:
    """A row of a message about one flow."""

    def body(how: Telling, msg: Part) -> Lines:
        yield f"{how.top} {tell(msg, how.ports, how.tables)}"

    return body


def _entries(tell: Callable[[Part, Names, Names], str]) -> Body:
    """A row of a reply with a line for each entry."""

    def body(how: Telling, msg: Part) -> Lines:
        yield how.top
        for entry in msg.entries:
            yield f" {tell(entry, how.ports, how.tables)}"

    return body


def _flow_request(how: Telling, msg: Part) -> Lines:
    match, unknown = model_of(msg, as_it_is=True)
    parts = [] if msg.table_id == 0xFF else [f"table={table_text(msg.table_id, how.tables)}"]
    port = how.port(msg.out_port)
    parts += [] if port == "ANY" else [f"out_port={port}"]
    parts.append(match_line(match, unknown, version_of(msg), how.ports))
    yield f"{how.top} {' '.join(filter(None, parts))}"


def _aggregate(how: Telling, msg: Part) -> Lines:
    told = reports.counted(msg)
    unknown = {"packet_count": reports.UNKNOWN, "byte_count": reports.UNKNOWN, "flow_count": 0xFFFFFFFF}
    yield f"{how.top} {' '.join(f'{name}={told.get(name, value)}' for name, value in unknown.items())}"


def _group(how: Telling, msg: Part) -> Lines:
    yield how.top
    yield f" {group_line(msg, how.ports, how.tables)}"


def _meter(how: Telling, msg: Part) -> Lines:
    yield f"{how.top} {meter_line(msg)}"


def _meters(how: Telling, msg: Part) -> Lines:
    yield how.top
    yield from "\n\n".join(meter_line(one) for one in msg.entries).splitlines()


def _group_request(how: Telling, msg: Part) -> Lines:
    yield f"{how.top} group_id={group_text(getattr(msg, 'group_id', GROUP_ALL))}"


def _meter_request(how: Telling, msg: Part) -> Lines:
    yield f"{how.top} meter={meter_text(msg.meter_id)}"


def _port_request(member: str) -> Body:
    """A row of a request about a port."""

    def body(how: Telling, msg: Part) -> Lines:
        yield f"{how.top} {member}={how.port(getattr(msg, 'port_no', getattr(msg, 'port', 0xFFFFFFFF)))}"

    return body


def _queue_request(how: Telling, msg: Part) -> Lines:
    queue = f" queue={reports.queue_name(msg.queue_id)}"
    every = type(msg).__name__ == "queue_desc_stats_request" and queue == " queue=ALL"
    yield f"{how.top} port={how.port(msg.port_no)}{'' if every else queue}"


# --- flow monitors and bundles ---------------------------------------------------------------------

_MONITOR_FLAGS = ("initial", "add", "delete", "modify", "actions", "own", "only_own")


def _monitor_request(how: Telling, msg: Part) -> Lines:
    yield how.top
    for entry in msg.entries:
        match, unknown = model_of(entry)
        flags = [name for bit, name in enumerate(_MONITOR_FLAGS) if entry.flags >> bit & 1]
        parts = [f"id={getattr(entry, 'id', getattr(entry, 'monitor_id', 0))} flags={','.join(flags)}"]
        port = how.port(entry.out_port)
        parts += [] if port == "ANY" else [f"out_port={port}"]
        parts += [] if entry.table_id == 0xFF else [f"table={table_text(entry.table_id, how.tables)}"]
        parts.append(match_line(match, unknown, version_of(entry), how.ports))
        yield f" {' '.join(filter(None, parts))}"


_BUNDLE_TYPES = (
    "OPEN_REQUEST", "OPEN_REPLY", "CLOSE_REQUEST", "CLOSE_REPLY", "COMMIT_REQUEST", "COMMIT_REPLY", "DISCARD_REQUEST",
    "DISCARD_REPLY",
)  # fmt: skip


def _bundle(how: Telling, msg: Part) -> Lines:
    yield how.top
    kind = getattr(msg, "bundle_ctrl_type", None)
    told = "" if kind is None else f" type={_BUNDLE_TYPES[kind] if kind < len(_BUNDLE_TYPES) else kind}"
    yield f" bundle_id={msg.bundle_id:#x}{told} flags={reports.bits(msg.flags, {0: 'atomic', 1: 'ordered'})}"
    inner = getattr(msg, "message", None)
    if inner is not None:
        yield from message_text(inner, how.ports, how.tables, how.more).splitlines()


# --- statistics ------------------------------------------------------------------------------------


def _report(tell: Callable[..., Iterable[str]]) -> Body:
    """A row of a reply that `reports` tells by its entries."""
    return lambda how, msg: tell(how.top, msg.entries)


def _named(tell: Callable[..., Iterable[str]]) -> Body:
    """The same with names of ports."""
    return lambda how, msg: tell(how.top, msg.entries, how.port)


def _ports(how: Telling, msg: Part) -> Lines:
    yield how.top
    yield from reports.ports(msg.entries)


def _queues(how: Telling, msg: Part) -> Lines:
    yield f"{how.top} port={how.port(msg.port)}"
    yield from reports.queues(msg.queues)


def _described_queues(how: Telling, msg: Part) -> Lines:
    """The same since 1.4: a line over the queues of each port."""
    told: dict[int, list[Part]] = {}
    for one in msg.entries:
        told.setdefault(one.port_no, []).append(one)
    begin = how.top + " "
    for number, queues in told.items():
        yield f"{begin}port={how.port(number)}"
        yield from reports.queues(queues)
        begin = ""
    if not told:
        yield how.top


_BODIES: dict[str, Body] = {
    "hello": _hello, "echo_request": _echo, "echo_reply": _echo, "get_config_reply": _config, "set_config": _config,
    "features_reply": lambda how, msg: reports.features(how.top, msg), "port_status": _port_status,
    "port_mod": _port_mod,
    **dict.fromkeys(("role_request", "role_reply", "role_status", "onf_role_status", "nicira_controller_role_request",
                     "nicira_controller_role_reply"), _role),
    **dict.fromkeys(("features_request", "get_config_request", "barrier_request", "barrier_reply", "async_get_request",
                     "desc_stats_request", "table_stats_request", "table_features_stats_request",
                     "table_desc_stats_request", "meter_features_stats_request", "group_features_stats_request",
                     "nicira_group_features_stats_request", "nicira_flow_age", "nicira_tlv_table_request",
                     "nicira_flow_monitor_paused", "nicira_flow_monitor_resumed", "onf_flow_monitor_paused",
                     "onf_flow_monitor_resumed", "nicira_ipfix_bridge_stats_request",
                     "nicira_ipfix_flow_stats_request"), _nothing),
    "nicira_set_controller_id": _member("controller_id", "id"), "nicira_flow_monitor_cancel": _member("id"),
    "onf_flow_monitor_cancel": _member("id"), "nicira_set_packet_in_format": _packet_in_format,
    "nicira_flow_mod_table_id": _table_id,
    **dict.fromkeys(("packet_in", "nicira_packet_in", "nicira_packet_in2"), _packet_in), "packet_out": _packet_out,
    **dict.fromkeys(("flow_add", "flow_modify", "flow_modify_strict", "flow_delete", "flow_delete_strict", "flow_mod",
                     "nicira_flow_mod"), _flow(flow_mod_text)),
    **dict.fromkeys(("flow_removed", "nicira_flow_removed"), _flow(flow_removed_text)),
    **dict.fromkeys(("flow_stats_reply", "nicira_flow_stats_reply"), _entries(flow_entry_text)),
    **dict.fromkeys(("flow_stats_request", "aggregate_stats_request", "nicira_flow_stats_request",
                     "nicira_aggregate_stats_request"), _flow_request),
    **dict.fromkeys(("aggregate_stats_reply", "nicira_aggregate_stats_reply"), _aggregate),
    **dict.fromkeys(("group_add", "group_modify", "group_delete", "group_insert_bucket", "group_remove_bucket",
                     "group_mod", "nicira_group_mod"), _group),
    **dict.fromkeys(("group_desc_stats_reply", "nicira_group_desc_stats_reply"), _entries(group_line)),
    **dict.fromkeys(("group_stats_request", "group_desc_stats_request", "nicira_group_stats_request",
                     "nicira_group_desc_stats_request"), _group_request),
    **dict.fromkeys(("group_stats_reply", "nicira_group_stats_reply"), _report(reports.group_stats)),
    **dict.fromkeys(("group_features_stats_reply", "nicira_group_features_stats_reply"),
                    lambda how, msg: reports.group_features(how.top, msg)),
    "meter_mod": _meter, "meter_config_stats_reply": _meters, "meter_stats_reply": _report(reports.meter_stats),
    "meter_stats_request": _meter_request, "meter_config_stats_request": _meter_request,
    "meter_features_stats_reply": lambda how, msg: reports.meter_features(how.top, msg.features),
    "port_stats_request": _port_request("port_no"), "port_desc_stats_request": _port_request("port"),
    "queue_get_config_request": _port_request("port"), "queue_get_config_reply": _queues,
    "queue_desc_stats_reply": _described_queues,
    "port_stats_reply": _named(reports.port_stats), "port_desc_stats_reply": _ports,
    "queue_stats_request": _queue_request, "queue_desc_stats_request": _queue_request,
    "queue_stats_reply": _named(reports.queue_stats),
    "desc_stats_reply": lambda how, msg: reports.description(how.top, msg),
    "table_stats_reply": _report(reports.table_stats), "table_desc_stats_reply": _report(reports.table_desc),
    "table_features_stats_reply": lambda how, msg: (how.top, *reports.table_features(msg.entries)),
    **dict.fromkeys(("nicira_flow_monitor_request", "onf_flow_monitor_request", "flow_monitor_request"),
                    _monitor_request),
    **dict.fromkeys(("nicira_flow_monitor_reply", "onf_flow_monitor_reply", "flow_monitor_reply"),
                    _entries(flow_update_text)),
    **dict.fromkeys(("bundle_ctrl_msg", "bundle_add_msg", "onf_bundle_ctrl_msg", "onf_bundle_add_msg"), _bundle),
}  # fmt: skip
