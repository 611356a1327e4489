"""Lists of actions, and the actions that need no file of their own: output, queues, tags, MPLS, TTL, resubmit, ...

A list is read from left to right, because an action can depend on what those before it did to the packet.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from oftwist.errors import TextError
from oftwist.text import numbers
from oftwist.text.fields import BY_NAME, OF10, OF11, OF12, OF13
from oftwist.text.lexer import pairs, shifted
from oftwist.text.model import TCP, is_ethernet, is_tracked
from oftwist.text.names import (
    CONTROLLER,
    FIRST_RESERVED,
    IN_PORT,
    LOCAL,
    NO_NAMES,
    NONE,
    Names,
    is_port,
    port,
    port_from_wire,
    port_on_wire,
    port_text,
    table,
    table_text,
)
from oftwist.text.reading import READ, TELL, Reading, Telling, only, row
from oftwist.text.setting import header_number, ofs_nbits_text, part_text, set_field
from oftwist.text.subfields import subfield

UNLIMITED = 0xFFFF

# --- lists -----------------------------------------------------------------------------------------


def read_actions(text: str, reading: Reading) -> list[Any]:
    """The actions of a list; ``drop`` alone is the empty list.

    Raises:
        TextError: one of them is none.
    """
    found: list[Any] = []
    items = pairs(text)
    for key, value, key_at, value_at in items:
        if key.lower() == "drop":
            _drop(key, value, key_at, items)
            continue
        found += read_action(key, value, key_at, value_at, reading)
    return found


def _drop(key: str, value: str, at: int, items: Sequence[Any]) -> None:
    if value or any(other[0].lower() != "drop" for other in items):
        raise TextError("drop alone, without other actions", key, at)


def read_action(key: str, value: str, key_at: int, value_at: int, reading: Reading) -> list[Any]:
    """One action of a text, as the objects it becomes.

    Raises:
        TextError: it is none, or does not fit; columns are those of the list.
    """
    read = READ.get(key) or READ.get(key.lower())
    try:
        if read is not None:
            return read(value, reading)
        if value:
            raise TextError("an action", key, key_at - value_at)
        return [_output_to(_output_port(key, reading), reading)]
    except TextError as error:
        if read is None and not value:
            raise TextError("an action, or a port", key, key_at) from None
        if not error.word:
            error.word, error.column = key, key_at - value_at
        raise error.shifted(value_at) from None


def tell_actions(actions: Any, telling: Telling) -> str:
    """A list of actions as ovs-ofctl prints it, ``drop`` when it is empty."""
    return ",".join([tell_action(action, telling) for action in actions]) or "drop"


def tell_action(action: Any, telling: Telling) -> str:
    """One action; of an unknown one its bytes."""
    tell = TELL.get(type(action).__name__)
    return tell(action, telling) if tell is not None else f"unknown({action.pack().hex()})"


def telling(ports: Names = NO_NAMES, tables: Names = NO_NAMES) -> Telling:
    """What printing needs, with names."""
    return Telling(ports, tables, tell_actions)


PLAIN = telling()

# --- output ----------------------------------------------------------------------------------------


def _output_port(word: str, reading: Reading) -> int:
    number = port(word, reading.ports)
    if number >= FIRST_RESERVED and (number == NONE or number < IN_PORT):
        raise TextError("a port that packets can go to", word)
    return number


def _output_to(number: int, reading: Reading, max_len: int | None = None) -> Any:
    if max_len is None:
        max_len = UNLIMITED if number == CONTROLLER else 0
    return reading.make("output", port=port_on_wire(number, reading.version), max_len=max_len)


def _output(text: str, reading: Reading) -> list[Any]:
    if "port=" in text or "max_len=" in text:
        return [_output_trunc(text, reading)]
    if "[" in text or (text in BY_NAME and not is_port(text, reading.ports)):
        part = reading.source(subfield(text))
        members = {"ofs_nbits": part.ofs_nbits, "src": header_number(part), "max_len": UNLIMITED}
        short = members["src"] >> 32 == 0
        return [reading.make("nicira_output_reg" if short else "nicira_output_reg2", **members)]
    return [_output_to(_output_port(text, reading), reading)]


def _output_trunc(text: str, reading: Reading) -> Any:
    number = length = None
    for key, value, key_at, value_at in pairs(text):
        if key == "port":
            number = shifted(value_at, port, value, reading.ports)
        elif key == "max_len":
            length = shifted(value_at, numbers.number, value, 32)
        else:
            raise TextError("port= or max_len=", key, key_at)
    if number is None or (number >= FIRST_RESERVED and number not in (LOCAL, IN_PORT)):
        raise TextError("port=P of a port of the switch, LOCAL or IN_PORT", text)
    if length is None or length < 14:
        raise TextError("max_len=N of at least 14 bytes", text)
    return reading.make("nicira_output_trunc", port=number, max_len=length)


def _tell_output(action: Any, telling: Telling) -> str:
    number = port_from_wire(action.port, 2)
    if number == CONTROLLER:
        return f"CONTROLLER:{action.max_len}"
    name = port_text(number, telling.ports)
    return name if 0xFFF7 <= number <= 0xFFFF else f"output:{name}"


row(
    "output",
    _output,
    output=_tell_output,
    nicira_output_reg=lambda action, telling: f"output:{ofs_nbits_text(action.src, action.ofs_nbits)}",
    nicira_output_reg2=lambda action, telling: f"output:{ofs_nbits_text(action.src, action.ofs_nbits)}",
    nicira_output_trunc=lambda action, telling: (
        f"output(port={port_text(action.port, telling.ports)},max_len={action.max_len})"
    ),
)


def _enqueue(text: str, reading: Reading) -> list[Any]:
    found = [(text[a:b], a) for a, b in _words(text)]
    if len(found) != 2:
        raise TextError("enqueue:PORT:QUEUE", text)
    (first, at), (second, queue_at) = found
    number = shifted(at, port, first, reading.ports)
    if number >= FIRST_RESERVED and number not in (IN_PORT, LOCAL):
        raise TextError("a port of the switch, IN_PORT or LOCAL", first, at)
    queue = shifted(queue_at, numbers.number, second, 32, "a queue")
    if reading.version == OF10:
        return [reading.make("enqueue", port=number, queue_id=queue)]
    return [
        reading.make("set_queue", queue_id=queue),
        _output_to(number, reading, UNLIMITED),
        reading.make("nicira_pop_queue"),
    ]


def _words(text: str) -> list[tuple[int, int]]:
    """Where the words of a text begin and end that colons, commas and white space part."""
    found = []
    start: int | None = None
    for at, letter in enumerate(text + ","):
        if letter in ":, \t\r\n":
            if start is not None:
                found.append((start, at))
            start = None
        elif start is None:
            start = at
    return found


row(
    "enqueue",
    _enqueue,
    enqueue=lambda action, telling: f"enqueue:{port_text(action.port, telling.ports)}:{action.queue_id}",
)

# --- actions with one number, and with nothing -----------------------------------------------------


def _number(word: str, bits: int, old: str, new: str, member: str, form: str = "{}", needs: str = "") -> None:
    """An action with a number: an extension in 1.0, an action of its own later."""
    old_member = member.removeprefix("mpls_") if needs else member

    def read(text: str, reading: Reading) -> list[Any]:
        value = numbers.number(text, bits)
        if needs:
            reading.need_mpls()
            if reading.version >= OF12 and member != "mpls_ttl":
                return set_field(reading, BY_NAME[member], value, BY_NAME[member].whole)
        if reading.version == OF10:
            return [reading.make(old, **{old_member: value})]
        return [reading.make(new, **{member: value})]

    row(
        word,
        read,
        **{
            old: lambda action, telling: form.format(getattr(action, old_member)),
            new: lambda action, telling: form.format(getattr(action, member)),
        },
    )


_number("set_queue", 32, "nicira_set_queue", "set_queue", "queue_id", "set_queue:{}")
_number("set_mpls_label", 20, "nicira_set_mpls_label", "set_mpls_label", "mpls_label", "set_mpls_label({})", "mpls")
_number("set_mpls_tc", 3, "nicira_set_mpls_tc", "set_mpls_tc", "mpls_tc", "set_mpls_tc({})", "mpls")
_number("set_mpls_ttl", 8, "nicira_set_mpls_ttl", "set_mpls_ttl", "mpls_ttl", "set_mpls_ttl({})", "mpls")


def _group(text: str, reading: Reading) -> list[Any]:
    value = numbers.number(text, 32, "a group")
    return [reading.make("nicira_group" if reading.version == OF10 else "group", group_id=value)]


def _tell_group(action: Any, telling: Telling) -> str:
    return f"group:{action.group_id}"


row("group", _group, group=_tell_group, nicira_group=_tell_group)


def _bare(word: str, name: str, old: str = "", since: int = OF10) -> None:
    """An action without a value."""

    def read(text: str, reading: Reading) -> list[Any]:
        only(None, word, text)
        reading.since(since)
        return [reading.make(old if old and reading.version == OF10 else name)]

    row(word, read, **{known: lambda action, telling: word for known in (name, old) if known})


_bare("pop_queue", "nicira_pop_queue")
_bare("exit", "nicira_exit")
_bare("ct_clear", "nicira_ct_clear")
_bare("debug_recirc", "nicira_debug_recirc")
_bare("debug_slow", "nicira_debug_slow")
_bare("dec_nsh_ttl", "nicira_dec_nsh_ttl", since=OF13)
# What Open vSwitch has no words for.
_bare("copy_ttl_out", "copy_ttl_out", since=OF11)
_bare("copy_ttl_in", "copy_ttl_in", since=OF11)
_bare("pop_pbb", "pop_pbb", since=OF13)


def _push_pbb(text: str, reading: Reading) -> list[Any]:
    reading.since(OF13)
    return [reading.make("push_pbb", ethertype=numbers.number(text, 16, "an Ethernet type"))]


row("push_pbb", _push_pbb, push_pbb=lambda action, telling: f"push_pbb:0x{action.ethertype:04x}")


def _dec_mpls_ttl(text: str, reading: Reading) -> list[Any]:
    only(None, "dec_mpls_ttl", text)
    reading.need_mpls()
    return [reading.make("nicira_dec_mpls_ttl" if reading.version == OF10 else "dec_mpls_ttl")]


def _tell_dec_mpls_ttl(action: Any, telling: Telling) -> str:
    return "dec_mpls_ttl"


row("dec_mpls_ttl", _dec_mpls_ttl, dec_mpls_ttl=_tell_dec_mpls_ttl, nicira_dec_mpls_ttl=_tell_dec_mpls_ttl)


def _dec_ttl(text: str, reading: Reading) -> list[Any]:
    reading.need_ip()
    if text:
        ids = [shifted(start, numbers.number, text[start:end], 16) for start, end in _words(text)]
        if not ids:
            raise TextError("controllers by their ids", text)
        return [reading.make("nicira_dec_ttl_cnt_ids", cnt_ids=ids)]
    return [reading.make("nicira_dec_ttl" if reading.version == OF10 else "dec_nw_ttl")]


def _tell_dec_ttl(action: Any, telling: Telling) -> str:
    return "dec_ttl"


row(
    "dec_ttl",
    _dec_ttl,
    dec_nw_ttl=_tell_dec_ttl,
    nicira_dec_ttl=_tell_dec_ttl,
    nicira_dec_ttl_cnt_ids=lambda action, telling: f"dec_ttl({','.join(map(str, action.cnt_ids))})",
)

# --- tags and labels -------------------------------------------------------------------------------


def _pop_vlan(text: str, reading: Reading) -> list[Any]:
    only(None, "pop_vlan", text)
    reading.need(reading.tagged, "a VLAN tag")
    reading.tags = max(reading.tags - 1, 0)
    if not reading.tags:
        reading.match.pop("vlan_tci", None)
    return [reading.make("strip_vlan" if reading.version == OF10 else "pop_vlan")]


def _push_vlan(text: str, reading: Reading) -> list[Any]:
    value = numbers.number(text, 16, "an Ethernet type")
    if value not in (0x8100, 0x88A8):
        raise TextError("the Ethernet type of a VLAN tag, 0x8100 or 0x88a8", text)
    reading.since(OF11)
    if reading.tags >= 2:
        raise TextError("no more than two VLAN tags", text)
    reading.tags += 1
    reading.tag()
    return [reading.make("push_vlan", ethertype=value)]


row(
    "pop_vlan strip_vlan",
    _pop_vlan,
    pop_vlan=lambda action, telling: "pop_vlan",
    strip_vlan=lambda action, telling: "strip_vlan",
)
row("push_vlan", _push_vlan, push_vlan=lambda action, telling: f"push_vlan:{numbers.hexadecimal(action.ethertype)}")


def _push_mpls(text: str, reading: Reading) -> list[Any]:
    value = numbers.number(text, 16, "an Ethernet type")
    reading.need(is_ethernet(reading.match), "an Ethernet header")
    reading.match["eth_type"] = value, 0xFFFF
    reading.match.pop("nw_proto", None)
    return [reading.make("nicira_push_mpls" if reading.version == OF10 else "push_mpls", ethertype=value)]


def _pop_mpls(text: str, reading: Reading) -> list[Any]:
    value = numbers.number(text, 16, "an Ethernet type")
    reading.need_mpls()
    reading.match["eth_type"] = value, 0xFFFF
    return [reading.make("nicira_pop_mpls" if reading.version == OF10 else "pop_mpls", ethertype=value)]


def _tell_ethertype(word: str) -> Any:
    return lambda action, telling: f"{word}:0x{action.ethertype:04x}"


row("push_mpls", _push_mpls, push_mpls=_tell_ethertype("push_mpls"), nicira_push_mpls=_tell_ethertype("push_mpls"))
row("pop_mpls", _pop_mpls, pop_mpls=_tell_ethertype("pop_mpls"), nicira_pop_mpls=_tell_ethertype("pop_mpls"))

# --- tunnels, metadata -----------------------------------------------------------------------------


def _set_tunnel(bits: int) -> Any:
    def read(text: str, reading: Reading) -> list[Any]:
        value = numbers.number(text, 64, "a tunnel key")
        if reading.version >= OF12:
            return set_field(reading, BY_NAME["tun_id"], value, BY_NAME["tun_id"].whole)
        wide = bits == 64 or value >> 32
        return [reading.make("nicira_set_tunnel64" if wide else "nicira_set_tunnel", tun_id=value)]

    return read


row(
    "set_tunnel",
    _set_tunnel(32),
    nicira_set_tunnel=lambda action, telling: f"set_tunnel:{numbers.hexadecimal(action.tun_id)}",
)
row(
    "set_tunnel64",
    _set_tunnel(64),
    nicira_set_tunnel64=lambda action, telling: f"set_tunnel64:{numbers.hexadecimal(action.tun_id)}",
)


def metadata_text(value: int, mask: int) -> str:
    """What ``write_metadata`` writes, with its mask if that is not all."""
    whole = mask == numbers.ALL_ONES[8]
    return numbers.hexadecimal(value) + ("" if whole else f"/{numbers.hexadecimal(mask)}")


TELL["nicira_write_metadata"] = lambda action, telling: f"write_metadata:{metadata_text(action.metadata, action.mask)}"

# --- resubmit --------------------------------------------------------------------------------------


def _resubmit(text: str, reading: Reading) -> list[Any]:
    parts = text.split(",")
    first = parts[0].strip()
    number = port(first, reading.ports) if first else IN_PORT
    found, tracked = 255, False
    if len(parts) > 1 and parts[1].strip():
        found = shifted(len(parts[0]) + 1, table, parts[1].strip(), reading.tables)
    if len(parts) > 2 and parts[2].strip():
        tracked = parts[2].strip() == "ct"
        if not tracked:
            raise TextError("ct, or nothing", parts[2], len(parts[0]) + len(parts[1]) + 2)
    if number == IN_PORT and found == 255:
        raise TextError("a port, a table, or both", text)
    if tracked and not is_tracked(reading.match):
        raise TextError("a tracked connection in the match (ct_state)", "ct", len(text) - 2)
    name = "nicira_resubmit_table_ct" if tracked else "nicira_resubmit_table"
    return [reading.make(name, in_port=number, table=found)]


def _tell_resubmit(action: Any, telling: Telling) -> str:
    tracked = type(action).__name__ == "nicira_resubmit_table_ct"
    number = getattr(action, "table", 255)
    if action.in_port != IN_PORT and number == 255 and not tracked:
        return f"resubmit:{port_text(action.in_port, telling.ports)}"
    text = port_text(action.in_port, telling.ports) if action.in_port != IN_PORT else ""
    text += "," + (table_text(number, telling.tables) if number != 255 else "")
    return f"resubmit({text}{',ct' if tracked else ''})"


row(
    "resubmit",
    _resubmit,
    nicira_resubmit=_tell_resubmit,
    nicira_resubmit_table=_tell_resubmit,
    nicira_resubmit_table_ct=_tell_resubmit,
)

# --- notes, stack, ends ----------------------------------------------------------------------------


def _note(text: str, reading: Reading) -> list[Any]:
    data = numbers.hex_bytes(text)
    # The note fills the action, which is a multiple of 8 bytes long.
    return [reading.make("nicira_note", note=data.ljust((len(data) + 10 + 7) // 8 * 8 - 10, b"\0"))]


row("note", _note, nicira_note=lambda action, telling: f"note:{bytes(action.pack()[10:]).hex('.')}")


def _stack(name: str, target: bool) -> Any:
    def read(text: str, reading: Reading) -> list[Any]:
        part = subfield(text)
        part = reading.target(part) if target else reading.source(part)
        return [reading.make(name, offset=part.offset, field=header_number(part), n_bits=part.bits)]

    return read


def _tell_stack(word: str) -> Any:
    return lambda action, telling: f"{word}:{part_text(action.field, action.offset, action.n_bits)}"


row("push", _stack("nicira_stack_push", target=False), nicira_stack_push=_tell_stack("push"))
row("pop", _stack("nicira_stack_pop", target=True), nicira_stack_pop=_tell_stack("pop"))


def _fin_timeout(text: str, reading: Reading) -> list[Any]:
    given = {"idle_timeout": 0, "hard_timeout": 0}
    for key, value, key_at, value_at in pairs(text):
        if key not in given:
            raise TextError("idle_timeout= or hard_timeout=", key, key_at)
        given[key] = shifted(value_at, numbers.number, value, 16)
    reading.need(reading.match.protocol == TCP, "tcp or tcp6")
    members = {"fin_idle_timeout": given["idle_timeout"], "fin_hard_timeout": given["hard_timeout"]}
    return [reading.make("nicira_fin_timeout", **members)]


def _tell_fin_timeout(action: Any, telling: Telling) -> str:
    parts = []
    if action.fin_idle_timeout:
        parts.append(f"idle_timeout={action.fin_idle_timeout}")
    if action.fin_hard_timeout:
        parts.append(f"hard_timeout={action.fin_hard_timeout}")
    return f"fin_timeout({','.join(parts)})"


row("fin_timeout", _fin_timeout, nicira_fin_timeout=_tell_fin_timeout)


def _conjunction(text: str, reading: Reading) -> list[Any]:
    found = [text[a:b] for a, b in _words(text)]
    clause, slash, count = found[1].partition("/") if len(found) == 2 else ("", "", "")
    if not slash:
        raise TextError("conjunction(ID,K/N)", text)
    members = {"id": numbers.number(found[0], 32), "n_clauses": numbers.number(count, 8)}
    which = numbers.number(clause, 8)
    if not 2 <= members["n_clauses"] <= 64 or not 1 <= which <= members["n_clauses"]:
        raise TextError("clause K of N, with N from 2 to 64", found[1], text.index(found[1]))
    return [reading.make("nicira_conjunction", clause=which - 1, **members)]


row(
    "conjunction",
    _conjunction,
    nicira_conjunction=lambda action, telling: (
        f"conjunction({action.id},{action.clause + 1}/{action.n_clauses})"
    ),
)


def _check_pkt_larger(text: str, reading: Reading) -> list[Any]:
    length, arrow, name = text.partition(")->")
    if not arrow:
        raise TextError("check_pkt_larger(N)->FIELD[bit]", text)
    part = shifted(len(length) + 3, lambda: reading.target(subfield(name, 1)))
    value = numbers.number(length, 16, "a number of bytes")
    return [reading.make("nicira_check_pkt_larger", pkt_len=value, offset=part.offset, dst=header_number(part))]


row(
    "check_pkt_larger",
    _check_pkt_larger,
    nicira_check_pkt_larger=lambda action, telling: (
        f"check_pkt_larger({action.pkt_len})->{part_text(action.dst, action.offset, 1)}"
    ),
)


def _delete_field(text: str, reading: Reading) -> list[Any]:
    field = BY_NAME.get(text)
    if field is None or field.size != 124:
        raise TextError("tunnel metadata, tun_metadata0 to tun_metadata63", text)
    return [reading.make("nicira_delete_field", field=int.from_bytes(field.numbers[0].header, "big"))]


row(
    "delete_field",
    _delete_field,
    nicira_delete_field=lambda action, telling: (
        f"delete_field:{part_text(action.field, 0, 992).removeprefix('NXM_NX_').removesuffix('[]').lower()}"
    ),
)

# --- lists in actions ------------------------------------------------------------------------------


def _clone(text: str, reading: Reading) -> list[Any]:
    inner = reading.nested(text)
    actions = read_actions(text, inner)
    reading.plain &= inner.plain
    return [reading.make("nicira_clone", actions=actions)]


row("clone", _clone, nicira_clone=lambda action, telling: f"clone({telling.actions(action.actions, telling)})")

# --- meters in 1.5 ---------------------------------------------------------------------------------

TELL["meter"] = lambda action, telling: f"meter:{action.meter_id}"
