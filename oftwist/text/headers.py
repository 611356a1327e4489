"""Actions on the headers of packets: tags, labels, TTL; on queues, groups and tunnels; and those without a value."""

from __future__ import annotations

from typing import Any

from oftwist.errors import TextError
from oftwist.text import numbers
from oftwist.text.fields import BY_NAME
from oftwist.text.lexer import shifted, words
from oftwist.text.model import is_ethernet
from oftwist.text.reading import TELL, Reading, Telling, only, row
from oftwist.text.setting import set_field
from oftwist.wire.interfaces import Part
from oftwist.wire.numbers import OF10, OF11, OF12, OF13, OF15

# --- actions with one number, and with nothing -----------------------------------------------------


def _number(word: str, bits: int, old: str, new: str, member: str, form: str = "{}", needs: str = "") -> None:
    """An action with a number: an extension in 1.0, an action of its own later."""
    old_member = member.removeprefix("mpls_") if needs else member

    def read(text: str, reading: Reading) -> list[Part]:
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


def _group(text: str, reading: Reading) -> list[Part]:
    value = numbers.number(text, 32, "a group")
    return [reading.make("nicira_group" if reading.version == OF10 else "group", group_id=value)]


def _tell_group(action: Part, telling: Telling) -> str:
    return f"group:{action.group_id}"


row("group", _group, group=_tell_group, nicira_group=_tell_group)


def _bare(word: str, name: str, old: str = "", since: int = OF10) -> None:
    """An action without a value."""

    def read(text: str, reading: Reading) -> list[Part]:
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


def _push_pbb(text: str, reading: Reading) -> list[Part]:
    reading.since(OF13)
    return [reading.make("push_pbb", ethertype=numbers.number(text, 16, "an Ethernet type"))]


row("push_pbb", _push_pbb, push_pbb=lambda action, telling: f"push_pbb:0x{action.ethertype:04x}")


def _dec_mpls_ttl(text: str, reading: Reading) -> list[Part]:
    only(None, "dec_mpls_ttl", text)
    reading.need_mpls()
    return [reading.make("nicira_dec_mpls_ttl" if reading.version == OF10 else "dec_mpls_ttl")]


def _tell_dec_mpls_ttl(action: Part, telling: Telling) -> str:
    return "dec_mpls_ttl"


row("dec_mpls_ttl", _dec_mpls_ttl, dec_mpls_ttl=_tell_dec_mpls_ttl, nicira_dec_mpls_ttl=_tell_dec_mpls_ttl)


def _dec_ttl(text: str, reading: Reading) -> list[Part]:
    reading.need_ip()
    if text:
        ids = [shifted(start, numbers.number, text[start:end], 16) for start, end in words(text)]
        if not ids:
            raise TextError("controllers by their ids", text)
        return [reading.make("nicira_dec_ttl_cnt_ids", cnt_ids=ids)]
    return [reading.make("nicira_dec_ttl" if reading.version == OF10 else "dec_nw_ttl")]


def _tell_dec_ttl(action: Part, telling: Telling) -> str:
    return "dec_ttl"


row(
    "dec_ttl",
    _dec_ttl,
    dec_nw_ttl=_tell_dec_ttl,
    nicira_dec_ttl=_tell_dec_ttl,
    nicira_dec_ttl_cnt_ids=lambda action, telling: f"dec_ttl({','.join(map(str, action.cnt_ids))})",
)

# --- tags and labels -------------------------------------------------------------------------------


def _pop_vlan(text: str, reading: Reading) -> list[Part]:
    only(None, "pop_vlan", text)
    reading.need(reading.tagged, "a VLAN tag")
    reading.tags = max(reading.tags - 1, 0)
    if not reading.tags:
        reading.match.pop("vlan_tci", None)
    return [reading.make("strip_vlan" if reading.version == OF10 else "pop_vlan")]


def _push_vlan(text: str, reading: Reading) -> list[Part]:
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


def _push_mpls(text: str, reading: Reading) -> list[Part]:
    value = numbers.number(text, 16, "an Ethernet type")
    reading.need(is_ethernet(reading.match), "an Ethernet header")
    reading.match["eth_type"] = value, 0xFFFF
    reading.match.pop("nw_proto", None)
    return [reading.make("nicira_push_mpls" if reading.version == OF10 else "push_mpls", ethertype=value)]


def _pop_mpls(text: str, reading: Reading) -> list[Part]:
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
    def read(text: str, reading: Reading) -> list[Part]:
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

# --- meters in 1.5 ---------------------------------------------------------------------------------


def meter_number(text: str) -> int:
    """The number of a meter that packets can go through."""
    value = numbers.number(text, 32, "a meter")
    if not 1 <= value <= 0xFFFF0000:
        raise TextError("a meter from 1 to 0xffff0000", text)
    return value


def meter_action(text: str, reading: Reading) -> list[Part]:
    """``meter``, an action in 1.5, of a list that does not stand in another; an instruction before."""
    reading.since(OF15)
    if reading.depth:
        raise TextError("an action that may stand in another: meter may not")
    return [reading.make("meter", meter_id=meter_number(text))]


row("meter", meter_action, meter=lambda action, telling: f"meter:{action.meter_id}")
