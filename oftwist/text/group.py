"""Groups: a line -> the message that adds, changes or deletes one, and groups as ovs-ofctl prints them."""

from __future__ import annotations

from typing import Any

from oftwist.errors import TextError
from oftwist.text import numbers
from oftwist.text.actions import read_action, tell_actions, telling
from oftwist.text.fields import BY_NAME, Field, by_header
from oftwist.text.lexer import pairs, shifted
from oftwist.text.names import (
    FIRST_RESERVED,
    GROUP_ALL,
    GROUP_MAX,
    NO_NAMES,
    NONE,
    Names,
    group_text,
    port,
    port_from_wire,
    port_text,
)
from oftwist.text.reading import Reading, odd_text, version_of
from oftwist.wire.codec import classes
from oftwist.wire.codec.malformed import Malformed
from oftwist.wire.interfaces import Part
from oftwist.wire.numbers import OF10, OF12, OF15

ADD, MODIFY, DELETE, INSERT, ADD_OR_MODIFY, REMOVE = COMMANDS = (
    "add", "modify", "delete", "insert_bucket", "add_or_mod", "remove_bucket",
)  # fmt: skip
#: The commands that say what a group is.
_DESCRIBE = (ADD, MODIFY, ADD_OR_MODIFY)
_COMMAND_NUMBERS = {ADD: 0, MODIFY: 1, DELETE: 2, INSERT: 3, REMOVE: 5, ADD_OR_MODIFY: 0x8000}
_COMMAND_TEXTS = {0: "ADD", 1: "MOD", 2: "DEL", 3: "INSERT_BUCKET", 5: "REMOVE_BUCKET", 0x8000: "ADD_OR_MOD"}
_CLASSES = {ADD: "group_add", MODIFY: "group_modify", DELETE: "group_delete", INSERT: "group_insert_bucket",
            REMOVE: "group_remove_bucket"}  # fmt: skip
_TYPES = {"all": 0, "select": 1, "indirect": 2, "ff": 3, "fast_failover": 3}
_TYPE_TEXTS = ("all", "select", "indirect", "ff")
_SELECT, _INDIRECT, _FAST_FAILOVER = 1, 2, 3
_BUCKETS = {"first": 0xFFFFFFFD, "last": 0xFFFFFFFE, "all": 0xFFFFFFFF}
_BUCKET_TEXTS = {number: name for name, number in _BUCKETS.items()}
BUCKET_ALL, BUCKET_MAX, ANY = 0xFFFFFFFF, 0xFFFFFF00, 0xFFFFFFFF
_NTR, _SELECTION_METHOD = 0x0000154D, 1


class Bucket:
    """One bucket of a text."""

    __slots__ = ("number", "weight", "watch_port", "watch_group", "actions")

    def __init__(self) -> None:
        self.number: int | None = None
        self.weight: int | None = None
        self.watch_port = NONE
        self.watch_group = ANY
        self.actions: list[Part] = []


class Group:
    """What a line says of a group."""

    __slots__ = ("number", "kind", "buckets", "bucket", "method", "param", "fields")

    def __init__(self) -> None:
        self.number: int | None = None
        self.kind: int | None = None
        self.buckets: list[Bucket] = []
        self.bucket: int | None = None
        self.method = ""
        self.param = 0
        self.fields: dict[str, int] = {}


def read_group(text: str, version: int, command: str, ports: Names, tables: Names) -> Group:
    """What a line says of a group.

    Raises:
        TextError: something in it is wrong.
    """
    if command not in COMMANDS:
        raise ValueError(f"no command {command!r}: there are {', '.join(COMMANDS)}")
    group = Group()
    head_end = text.find("bucket=")
    while head_end > 0 and text[head_end - 1] not in ", \t\r\n":
        head_end = text.find("bucket=", head_end + 1)
    head = text if head_end < 0 else text[:head_end]
    for key, value, key_at, value_at in pairs(head):
        if key not in _keys(command) or not shifted(value_at, _read_key, group, key, value, command):
            raise TextError(f"one of {', '.join(_keys(command))}", key, key_at)
    if head_end >= 0:
        if command in (DELETE, REMOVE):
            raise TextError(f"no buckets: {command} takes none", "bucket", head_end)
        _read_buckets(group, text, head_end, version, ports, tables)
    _check(group, text, command, version)
    return group


def _keys(command: str) -> tuple[str, ...]:
    """The words that a command takes."""
    if command in _DESCRIBE:
        return "group_id", "type", "selection_method", "selection_method_param", "fields", "bucket"
    return {DELETE: ("group_id",), INSERT: ("group_id", "command_bucket_id", "bucket")}.get(
        command, ("group_id", "command_bucket_id")
    )


def _read_key(group: Group, key: str, value: str, command: str) -> bool:
    if key == "group_id":
        group.number = GROUP_ALL if value == "all" else numbers.number(value, 32, "a group")
        if group.number >= GROUP_MAX + 1 and group.number != GROUP_ALL:
            raise TextError(f"a group from 0 to {GROUP_MAX:#x}, or all", value)
    elif key == "type":
        if value not in _TYPES:
            raise TextError(f"a type of group: {', '.join(_TYPES)}", value)
        group.kind = _TYPES[value]
    elif key == "command_bucket_id":
        group.bucket = _BUCKETS.get(value)
        if group.bucket is None:
            group.bucket = numbers.number(value, 32, "a bucket")
            if group.bucket > BUCKET_MAX:
                raise TextError(f"a bucket from 0 to {BUCKET_MAX:#x}", value)
        if command == INSERT and value == "all":
            raise TextError("a bucket, first or last", value)
    elif key == "selection_method":
        if len(value) >= 16:
            raise TextError("a name of less than 16 characters", value)
        group.method = value
    elif key == "selection_method_param":
        group.param = numbers.number(value, 64)
    elif key == "fields":
        _read_fields(group, value)
    else:
        return False
    return True


def _read_fields(group: Group, text: str) -> None:
    """The fields a hash is made of: names, with a value that is the mask."""
    for key, value, key_at, value_at in pairs(text):
        field = BY_NAME.get(key)
        if field is None:
            raise TextError("the name of a field", key, key_at)
        mask = field.whole
        if value:
            mask, whole = shifted(value_at, field.form.read, value, field.size, NO_NAMES)
            if whole != field.whole:
                raise TextError("one value, which is the mask", value, value_at)
        if field.name in group.fields:
            raise TextError("each field once", key, key_at)
        group.fields[field.name] = mask & field.whole


def _read_buckets(group: Group, text: str, at: int, version: int, ports: Names, tables: Names) -> None:
    """The buckets, each up to the next ``bucket=``."""
    while at >= 0:
        begin = at + len("bucket=")
        at = text.find("bucket=", begin)
        while at > 0 and text[at - 1] not in ", \t\r\n":
            at = text.find("bucket=", at + 1)
        part = text[begin:] if at < 0 else text[begin:at]
        group.buckets.append(shifted(begin, _read_bucket, part, group, Reading(version, ports, tables)))


def _read_bucket(text: str, group: Group, reading: Reading) -> Bucket:
    bucket = Bucket()
    reading.unchecked = reading.lenient = True  # nobody knows which packets come to a group
    acts = drops = False
    items = pairs(text)
    at = 0
    while at < len(items):
        key, value, key_at, value_at = items[at]
        at += 1
        word = key.lower()
        if word == "weight":
            bucket.weight = shifted(value_at, numbers.number, value, 16, "a weight")
        elif word == "watch_port":
            bucket.watch_port = shifted(value_at, _watch_port, value, reading.ports)
        elif word == "watch_group":
            bucket.watch_group = shifted(value_at, numbers.number, value, 32, "a group")
            if bucket.watch_group > GROUP_MAX:
                raise TextError(f"a group from 0 to {GROUP_MAX:#x}", value, value_at)
        elif word == "bucket_id":
            bucket.number = shifted(value_at, numbers.number, value, 32, "a bucket")
            if bucket.number > BUCKET_MAX:
                raise TextError(f"a bucket from 0 to {BUCKET_MAX:#x}", value, value_at)
        elif word in ("action", "actions"):
            acts = True
            if value:
                # What stands behind is the first action, with a value of its own.
                items[at:at] = [(k, v, ka + value_at, va + value_at) for k, v, ka, va in pairs(value)]
        elif word == "drop" and not value:
            acts = drops = True
        else:
            acts = True
            bucket.actions += read_action(key, value, key_at, value_at, reading)
    if drops and bucket.actions:
        raise TextError("drop alone, without other actions", "drop", text.find("drop"))
    if not acts:
        raise TextError("actions in the bucket", text.strip())
    return bucket


def _watch_port(word: str, ports: Names) -> int:
    number = port(word, ports)
    if number >= FIRST_RESERVED and number != NONE:
        raise TextError("a port of the switch, or ANY", word)
    return number


def _check(group: Group, text: str, command: str, version: int) -> None:
    if group.number is None:
        if command != DELETE:
            raise TextError("group_id=N", "", len(text))
        group.number = GROUP_ALL
    if command in _DESCRIBE and group.kind is None:
        raise TextError("type=all, select, indirect or ff", "", len(text))
    if command in (INSERT, REMOVE):
        if group.bucket is None and command == INSERT:
            raise TextError("command_bucket_id=N, first or last", "", len(text))
        if OF10 < version < OF15:
            raise TextError(f"a command that OpenFlow 1.{version - 1} has: buckets are changed in 1.5")
    if group.kind == _INDIRECT and len(group.buckets) > 1:
        raise TextError("at most one bucket in an indirect group", "", len(text))
    for bucket in group.buckets:
        if bucket.weight and group.kind != _SELECT and command != INSERT:
            raise TextError("weights in select groups only", "weight", text.find("weight"))
        watches = bucket.watch_port != NONE or bucket.watch_group != ANY
        if group.kind == _FAST_FAILOVER and not watches:
            raise TextError("watch_port or watch_group in each bucket of a fast failover group", "", len(text))
    if group.fields and group.method != "hash":
        raise TextError("fields only with selection_method=hash", "fields", text.find("fields"))
    if group.param and not group.method:
        raise TextError("selection_method beside its parameter", "selection_method_param",
                        text.find("selection_method_param"))  # fmt: skip


# --- messages --------------------------------------------------------------------------------------


def group_message(group: Group, version: int, command: str) -> Any:
    """The message that ovs-ofctl sends for a group."""
    home = classes.of(version)
    members: dict[str, Any] = {
        "group_type": group.kind or 0,
        "group_id": group.number,
        "buckets": _bucket_objects(group, version),
    }
    if version in (OF10, OF15):
        members["command_bucket_id"] = group.bucket if group.bucket is not None else BUCKET_ALL
        members["properties"] = _properties(group, version)
    number = _COMMAND_NUMBERS[command]
    if version == OF10:
        return home.cls("message.nicira_group_mod")(command=number, **members)
    if command in _CLASSES:
        return home.cls(f"message.{_CLASSES[command]}")(**members)
    return home.cls("message.group_mod")(command=number, **members)


def _bucket_objects(group: Group, version: int) -> list[Part]:
    home = classes.of(version)
    found = []
    taken = {bucket.number for bucket in group.buckets}
    free = 0
    for bucket in group.buckets:
        weight = bucket.weight if bucket.weight is not None else 1 if group.kind == _SELECT else 0
        watch_port = bucket.watch_port if bucket.watch_port < FIRST_RESERVED else ANY
        if OF10 < version < OF15:
            found.append(
                home.cls("common.bucket")(
                    weight=weight, watch_port=watch_port, watch_group=bucket.watch_group, actions=bucket.actions
                )
            )
            continue
        number = bucket.number
        if number is None:
            while free in taken:
                free += 1
            number = free
            free += 1
        props = []
        if weight or group.kind == _SELECT:
            props.append(home.cls("common.group_bucket_prop_weight")(weight=weight))
        if watch_port != ANY:
            props.append(home.cls("common.group_bucket_prop_watch_port")(watch=watch_port))
        if bucket.watch_group != ANY:
            props.append(home.cls("common.group_bucket_prop_watch_group")(watch=bucket.watch_group))
        found.append(home.cls("common.bucket")(bucket_id=number, actions=bucket.actions, properties=props))
    return found


# In this order fields are hashed: that in which Open vSwitch numbers them.
_ORDER = (
    "dp_hash", "recirc_id", "packet_type", "conj_id", "tun_", "metadata", "in_port", "actset_output", "skb_priority",
    "pkt_mark", "ct_", "reg", "xreg", "xxreg", "eth_src", "eth_dst", "eth_type", "vlan_tci", "dl_vlan", "vlan_vid",
    "dl_vlan_pcp", "vlan_pcp", "mpls_label", "mpls_tc", "mpls_bos", "mpls_ttl", "ip_src", "ip_dst", "ipv6_src",
    "ipv6_dst", "ipv6_label", "nw_proto", "nw_tos", "ip_dscp", "nw_ecn", "nw_ttl", "ip_frag", "arp_", "tcp_", "udp_",
    "sctp_", "icmp_", "icmpv6_", "nd_", "nsh_",
)  # fmt: skip


def _order(name: str) -> tuple[int, int]:
    for at, known in enumerate(_ORDER):
        if name == known or ((known[-1] == "_" or known.endswith("reg")) and name.startswith(known)):
            return at, BY_NAME[name].rank
    return len(_ORDER), BY_NAME[name].rank


def _properties(group: Group, version: int) -> list[Part]:
    """How a bucket is selected, as the property that 1.0 and 1.5 have for it."""
    if not group.method:
        return []
    raw = b""
    for name in sorted(group.fields, key=_order):
        field = BY_NAME[name]
        number = field.number(version if version >= OF12 else OF10)
        if number is None:
            raise TextError("a field that has a number on the wire", name)
        raw += number.header + group.fields[name].to_bytes(field.size, "big")
    length = 40 + len(raw)
    prop = b"".join((
        b"\xff\xff", length.to_bytes(2, "big"), _NTR.to_bytes(4, "big"), _SELECTION_METHOD.to_bytes(4, "big"), bytes(4),
        group.method.encode().ljust(16, b"\0"), group.param.to_bytes(8, "big"), raw,
    ))  # fmt: skip
    return [classes.of(version).decoder("common.group_prop")(prop, 0, len(prop))]


def parse_group_line(text: str, version: int, command: str, ports: Names, tables: Names) -> Any:
    """The message for a line; see `oftwist.text.parse_group`."""
    return group_message(read_group(text, version, command, ports, tables), version, command)


# --- printing --------------------------------------------------------------------------------------


def group_line(obj: Part, ports: Names = NO_NAMES, tables: Names = NO_NAMES) -> str:
    """A group mod, or an entry of the description of groups, as ovs-ofctl prints it."""
    command = getattr(obj, "command", None)
    parts = []
    head = ""
    if command is not None:
        head = _COMMAND_TEXTS.get(int(command), f"cmd:{int(command)}") + " "
        if int(command) in (3, 5) and hasattr(obj, "command_bucket_id"):  # there are none up to 1.4
            bucket = obj.command_bucket_id
            parts.append(f"command_bucket_id:{_BUCKET_TEXTS.get(bucket, bucket)}")
    number = obj.group_id
    parts.append(f"group_id={number}")
    if command is None or int(command) not in (3, 5):
        kind = obj.group_type
        parts.append(f"type={_TYPE_TEXTS[kind] if kind < len(_TYPE_TEXTS) else 'unknown'}")
    parts += _method_text(getattr(obj, "properties", ()))
    for bucket in obj.buckets:
        parts.append(f"bucket={_bucket_text(bucket, obj, ports, tables)}")
    return head + ",".join(parts)


def _method_text(properties: Any) -> list[str]:
    for prop in properties:
        raw = prop.pack()
        if raw[4:12] != _NTR.to_bytes(4, "big") + _SELECTION_METHOD.to_bytes(4, "big"):
            continue
        method = raw[16:32].partition(b"\0")[0].decode("ascii", "replace")
        parts = [f"selection_method={method}"]
        param = int.from_bytes(raw[32:40], "big")
        if param:
            parts.append(f"selection_method_param={param}")
        fields = _fields_text(raw[40 : int.from_bytes(raw[2:4], "big")])
        return parts + ([fields] if fields else [])
    return []


def _fields_text(raw: bytes) -> str:
    told = []
    while len(raw) >= 4 and raw[:4] != bytes(4):
        end = 4 + raw[3]
        size = 8 if raw[:2] == b"\xff\xff" else 4
        found = by_header(raw[:size])
        if found is None:
            told.append(f"0x{raw[:size].hex()}")
        else:
            field: Field = found[0]
            mask = int.from_bytes(raw[size:end], "big")
            if mask == field.whole:
                told.append(field.name)
            else:
                told.append(f"{field.name}={field.form.tell(mask, field.whole, field.size, NO_NAMES)}")
        raw = raw[end:]
    if not told:
        return ""
    return f"fields={told[0]}" if len(told) == 1 else f"fields({','.join(told)})"


def _bucket_text(bucket: Part, group: Any, ports: Names, tables: Names) -> str:
    if isinstance(bucket, Malformed):
        return odd_text(bucket)
    parts = []
    usual = 1 if group.group_type == _SELECT else 0
    if hasattr(bucket, "bucket_id"):
        parts.append(f"bucket_id:{bucket.bucket_id}")
        known = {type(p).__name__: p for p in bucket.properties}
        weight = getattr(known.get("group_bucket_prop_weight"), "weight", usual)
        watch_port = getattr(known.get("group_bucket_prop_watch_port"), "watch", ANY)
        watch_group = getattr(known.get("group_bucket_prop_watch_group"), "watch", ANY)
    else:
        weight, watch_port, watch_group = bucket.weight, bucket.watch_port, bucket.watch_group
    if weight != usual:
        parts.append(f"weight:{weight}")
    if watch_port != ANY:
        parts.append(f"watch_port:{port_text(port_from_wire(watch_port, version_of(bucket)), ports)}")
    if watch_group != ANY:
        parts.append(f"watch_group:{group_text(watch_group)}")
    parts.append(f"actions={tell_actions(bucket.actions, telling(ports, tables))}")
    return ",".join(parts)
