"""What Open vSwitch adds, byte for byte: every example of its actions, fields and messages, recorded from it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from oftwist import loxi, wire
from oftwist.errors import ProtocolError
from oftwist.wire import kinds, naming, spec
from oftwist.wire.codec import classes
from tests.support.making import VERSIONS
from tests.support.openvswitch import facts

NICIRA, ONF = 0x2320, 0x4F4E4600
# Classes that stand for what nobody knows.
UNKNOWN = {"action", "experimenter", "nicira", "onf", "oxm", "nicira_header", "onf_header", "message"}
# What Open vSwitch, too, reads in 1.3 and later only, or in 1.3 and 1.4 only, or until 1.4.
NOT_READ = {"decap": (4, 5, 6), "dec_nsh_ttl": (4, 5, 6), "copy_field": (4, 5), "reg_load2": (1, 2, 3, 4, 5)}


def parts(obj: Any) -> Iterator[Any]:
    """An object and all objects in it."""
    yield obj
    for m in obj._layout.members:
        if m.codec in ("struct", "list") and m.kind in ("data", "attr"):
            held = getattr(obj, m.name)
            for item in held if isinstance(held, list) else [held]:
                if item is not None:
                    yield from parts(item)


def left_over(obj: Any) -> list[str]:
    """What of an object is not known: classes that stand for it, and bytes kept."""
    return [repr(part) for part in parts(obj) if type(part).__name__ in UNKNOWN or part.extra]


def checked(obj: Any, version: int) -> None:
    """Whether it can be told and made again from that."""
    assert eval(repr(obj), {"ofp": loxi.protocol(version)}) == obj
    assert obj.show()


@pytest.mark.parametrize("version", VERSIONS)
def test_actions(version: int) -> None:
    read = classes.of(version).list_decoder("action.action")
    count = 0
    for row in facts()["actions"]:
        for name, examples in row["examples"]:
            for versions, text in examples:
                if version not in versions:
                    continue
                raw = bytes.fromhex(text)
                actions = read(raw, 0, len(raw))
                assert b"".join(action.pack() for action in actions) == raw, name
                unknown = [told for action in actions for told in left_over(action)]
                assert not unknown or version not in NOT_READ[name.partition(".")[0]], unknown
                for action in actions:
                    checked(action, version)
                count += 1
    assert count > 100


def test_every_action_has_a_class_where_it_is_read() -> None:
    for row in facts()["actions"]:
        if "subtype" not in row:
            continue
        owner, prefix = ("nicira", "nicira") if row["experimenter"] == NICIRA else ("onf", "onf")
        for version in VERSIONS:
            children = spec.children(version, f"action.{owner}") if spec.has(version, f"action.{owner}") else {}
            if version in row["read_in"]:
                assert children[row["subtype"]] == f"action.{prefix}_{row['action']}"
            elif row["action"] != "dec_ttl":  # an established class of all versions
                assert row["subtype"] not in children, (row["action"], version)


@pytest.mark.parametrize("version", VERSIONS)
def test_members_stand_where_they_should(version: int) -> None:
    """Each member of fixed place in the facts is a member of that offset and size."""
    for row in facts()["actions"]:
        if version not in row.get("read_in", ()):
            continue
        lay = spec.layout(version, f"action.{'nicira' if row['experimenter'] == NICIRA else 'onf'}_{row['action']}")
        at, places = 0, {}
        for m in lay.members:
            if m.kind != "attr":
                places[m.name] = at, m.size
                at += m.size
            if not m.size:
                break
        for name, offset, size in row["fixed"]:
            if name in places:
                assert places[name] in ((offset, size), (offset, 0)), (lay.name, name)


@pytest.mark.parametrize("version", VERSIONS)
def test_flow_mods(version: int) -> None:
    """The whole flow mods of the examples, with their matches: of 1.0 those of NXM too."""
    count = 0
    for name, examples in facts()["flow_mods"].items():
        for of, text in examples:
            if of != version:
                continue
            msg = wire.decode(bytes.fromhex(text))
            assert msg.pack().hex() == text, name
            known = NOT_READ.get(name.partition(".")[0], VERSIONS)
            assert version not in known or not left_over(msg), (name, left_over(msg))
            checked(msg, version)
            count += 1
    assert count > 100


def test_messages() -> None:
    for row in facts()["messages"]:
        for name, version, text in row["examples"]:
            msg = wire.decode(bytes.fromhex(text))
            assert msg.pack().hex() == text, name
            assert not left_over(msg), (name, left_over(msg))
            checked(msg, version)


def test_messages_cut_short_are_refused_or_kept() -> None:
    """Every truncation of every example: an error that says where, or an object that gives the bytes back."""
    for row in facts()["messages"]:
        for name, _, text in row["examples"][:4]:
            raw = bytes.fromhex(text)
            for end in range(8, min(len(raw), 160)):
                cut = raw[:2] + end.to_bytes(2, "big") + raw[4:end]
                try:
                    msg = wire.decode(cut)
                except ProtocolError as error:
                    assert error.cls and error.offset is not None and error.offset <= end, name
                else:
                    assert msg.pack() == cut, (name, end)


def test_error_messages() -> None:
    for name, version, _, text in facts()["error_examples"]:
        msg = wire.decode(bytes.fromhex(text))
        assert msg.pack().hex() == text, name
        assert not left_over(msg)
        checked(msg, version)


# --- fields ------------------------------------------------------------------------------------------------------


def field_classes(version: int) -> dict[str, list[str]]:
    """Header in hex, with the experimenter -> the classes of that header."""
    found: dict[str, list[str]] = {}
    for number, qualname in spec.offspring(version, "oxm.oxm"):
        consts = [m for m in spec.layout(version, qualname).members if m.kind == "const" and m.name != "type_len"]
        header = f"{number:08x}" + "".join(f"{m.value:08x}" for m in consts)
        found.setdefault(header, []).append(qualname.partition(".")[2])
    return found


@pytest.mark.parametrize("version", VERSIONS)
def test_every_number_of_every_field_is_a_class(version: int) -> None:
    spec.names(version, "oxm")
    known = field_classes(version)
    for row in facts()["fields"]:
        for _, header, masked, _ in row["numbers"]:
            if header.endswith("7c") and row["name"].startswith("tun_metadata"):
                header = header[:-2] + "00"  # of any length
            assert len(known[header]) == 1, row["name"]
            if masked:
                assert known[masked] == [known[header][0] + "_masked"]


def wanted(text: str) -> Any:
    """The value in the text of an example, where it is a plain number or address: what `build` takes."""
    name, _, value = text.rpartition(",")[2].partition("=")
    return name, value


# Fields whose text is one number or address; not the wide registers, which are written as the narrow ones.
PLAIN = (
    "tun_src", "tun_dst", "pkt_mark", "ct_mark", "reg0", "reg3", "conj_id", "ct_zone", "metadata", "nsh_c1", "nsh_si",
    "tun_ipv6_src", "ct_ipv6_src", "eth_src", "ip_src", "ipv6_dst", "arp_spa", "tun_id", "tun_gbp_id", "ct_nw_src",
    "ct_label", "nd_target", "icmp_type", "tcp_dst", "udp_src", "sctp_dst", "reg16",
)  # fmt: skip


@pytest.mark.parametrize("version", [1, 3, 4, 5, 6])
def test_fields_read_the_values_of_their_text(version: int) -> None:
    """By Open vSwitch's name for the field; the match built of name and value has the same bytes for it."""
    count = 0
    for row in facts()["fields"]:
        for name, text, examples in row["examples"]:
            if row["name"] not in PLAIN or (version == 6 and "reg" in row["name"]):
                continue  # registers are packet registers in 1.5
            for versions, raw in examples:
                if version not in versions:
                    continue
                ofp = loxi.protocol(version)
                module: Any = ofp
                if version == 1:
                    read = classes.of(1).list_decoder("oxm.oxm")(bytes.fromhex(raw), 0, len(raw) // 2)
                    match = module.nx_match(read)
                else:
                    data = bytes.fromhex(raw)
                    data += bytes(-len(data) % 8)
                    match = classes.of(version).decoder("common.match_v3")(data, 0, int.from_bytes(data[2:4], "big"))
                called, value = wanted(text)
                if called not in (row["name"], *row["aliases"]):
                    continue
                assert called in match and match.get(called) == match[called], name
                built = type(match).build(**{called: value})
                assert built[called] == match[called], name
                assert type(match).build(**dict(match)) == match, name
                count += 1
    assert count > 20


# --- errors, packet-ins ------------------------------------------------------------------------------------------


def test_errors_by_name() -> None:
    """What a bridge sent, by the name that Open vSwitch has for it, unless the specification has another."""
    for name, _, called, text in facts()["error_examples"]:
        msg = wire.decode(bytes.fromhex(text))
        kind, code = kinds.error_names(msg)
        assert code == called if kind in ("nicira", "onf") else code.startswith("OFP"), (name, code, called)
        assert f"{code} for " in kinds.error_text(msg), name


def test_every_error_of_an_experimenter_has_its_name() -> None:
    for called, encodings in facts()["errors"]:
        for family, since, until, number, code in encodings:
            owner = {"NX": NICIRA, "ONF": ONF}.get(family)
            if owner is None:
                continue
            assert naming.experimenter_error(owner, number, code) == called
            for version in range(since, until + 1):
                message: Any = loxi.protocol(version).message
                if version < 3:
                    msg = message.nicira_error_msg(1, vendor_type=number, vendor_code=code)
                else:
                    cls = message.nicira_error_msg if owner == NICIRA else message.onf_error_msg
                    msg = cls(1, subtype=number)
                assert kinds.error_names(wire.decode(msg.pack()))[1] == called
    assert naming.experimenter_error(NICIRA, 9999) is None
    assert naming.experimenter_error(ONF, 1, 256) is None


def test_packet_ins_read_like_the_standard_one() -> None:
    examples = {name: bytes.fromhex(text) for row in facts()["messages"] for name, _, text in row["examples"]}
    for number, version in ((1, 1), (3, 4), (5, 6)):
        msg: Any = wire.decode(examples[f"NXT_PACKET_IN2.{number}"])
        assert (msg.in_port, msg.reason, msg.table_id, msg.cookie, msg.userdata) == (1, 0, 0, 0x1234, b"\1\2\3")
        assert msg.data[:6].hex() == "50540000000a" and msg.total_len == len(msg.data) == 42
        assert msg.continuation and msg.buffer_id == 0xFFFFFFFF
        assert msg.match["xreg0" if version == 6 else "reg1"] in (5, (5, 0xFFFFFFFF))
        assert kinds.kind_of_message(msg) is kinds.Kind.ASYNC
        home = classes.of(version)
        inside = home.list_decoder("common.nicira_continuation_prop")(msg.continuation, 4, len(msg.continuation))
        assert b"".join(prop.pack() for prop in inside) == msg.continuation[4:]
    cut: Any = wire.decode(examples["NXT_PACKET_IN2.7"])
    assert (cut.total_len, len(cut.data), cut.buffer_id, cut.continuation) == (1500, 20, 0x114, None)
    old: Any = wire.decode(examples["NXT_PACKET_IN.2"])
    assert old.in_port == 1 and old.match["reg1"] == 5 and old.cookie == 0x1234
    assert kinds.kind_of_message(old) is kinds.Kind.ASYNC


def test_which_class_answers() -> None:
    of13: Any = loxi.protocol(4).message
    assert kinds.reply_class(of13.onf_bundle_ctrl_msg) is of13.onf_bundle_ctrl_msg
    assert kinds.reply_class(of13.onf_flow_monitor_request) is of13.onf_flow_monitor_reply
    assert kinds.reply_class(of13.nicira_tlv_table_request) is of13.nicira_tlv_table_reply
    assert kinds.is_multipart(of13.onf_flow_monitor_reply) and kinds.is_multipart(of13.nicira_ipfix_flow_stats_reply)


@pytest.mark.parametrize("version", VERSIONS)
def test_every_name_of_a_field_is_taken(version: int) -> None:
    """Open vSwitch's names and its further ones, in a match of NXM fields and from 1.2 on in one of OXM fields."""
    ofp: Any = loxi.protocol(version)
    for row in facts()["fields"]:
        if not row["numbers"] and row["name"] not in ("dl_vlan", "dl_vlan_pcp"):
            continue  # tun_ttl, skb_priority, ...: without a number on the wire
        for name in (row["name"], *row["aliases"]):
            for match in (ofp.nx_match, *([ofp.match] if version >= 3 else [])):
                given = "fe80::1" if (row["bytes"] == 16 and "ipv6" in name) or name == "nd_target" else 1
                made = match.build(**{name: given})
                assert name in made and len(made.oxm_list) == 1 and made[name] == match.build(**dict(made))[name]
    if version >= 3:
        assert ofp.action.set_field.build(reg0=5).field == ofp.oxm.reg0(5)
        assert ofp.action.set_field.build(tun_metadata1=0x1234).field == ofp.oxm.tun_metadata1(b"\x12\x34")
