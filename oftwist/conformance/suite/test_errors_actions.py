"""Actions that must be refused: lengths, types, arguments, fields that cannot be set."""

from __future__ import annotations

from typing import Any

import pytest

from oftwist.conformance import case
from oftwist.conformance.lacking import lacks
from oftwist.conformance.suite import raw
from oftwist.conformance.suite.bench import Bench

BAD = "1.0 5.4.4, 1.1 A.4.4, 1.2 A.4.4.3, 1.3 7.4.4.3, 1.5 7.5.4.3"
SET = "1.2 A.2.5, 1.3 7.2.5, 1.5 7.2.6.7"
PUSH, SET_FIELD, EXPERIMENTER = {"vlan": 17, "mpls": 19, "pbb": 26}, 25, 0xFFFF
IP, TCP = raw.oxm(5, b"\x08\0"), raw.oxm(10, b"\x06")


def refused(bench: Bench, action: bytes, *codes: str, fields: bytes | None = None) -> None:
    """A flow with this action must be refused with BAD_ACTION, and not be added."""
    bench.refuses(raw.flow(bench.version, action, fields=fields), "BAD_ACTION", *codes)
    assert bench.switch.flows() == []


def set_field(field: bytes) -> bytes:
    """A SET_FIELD action, padded."""
    return raw.tlv(SET_FIELD, field + bytes(-(4 + len(field)) % 8), 4 + len(field) + -(4 + len(field)) % 8)


@case(section=BAD, needs="two ports")
@pytest.mark.parametrize("length", [0, 4, 12, 0xFFF8])
def test_lengths_that_cannot_be(bench: Bench, length: int) -> None:
    """An action whose length is too small, no multiple of 8, or more than there is, is refused."""
    body = raw.output(bench.version, bench.ports[1])[4:]
    refused(bench, raw.tlv(0, body + bytes(-(4 + len(body)) % 8), length), "BAD_LEN")


@case(section=BAD, needs="two ports")
@pytest.mark.parametrize("more", [8, 16])
def test_lengths_that_are_not_its_own(bench: Bench, more: int) -> None:
    """An output that is longer than outputs are is refused."""
    body = raw.output(bench.version, bench.ports[1])[4:]
    refused(bench, raw.tlv(0, body + bytes(more)), "BAD_LEN", "BAD_ARGUMENT")


@case(section=BAD)
@pytest.mark.parametrize("number", [0x00BEEF01, 0xFFFFFFFF])
def test_experimenters(bench: Bench, number: int) -> None:
    """An action of an experimenter that nobody knows is refused."""
    action = raw.tlv(EXPERIMENTER, number.to_bytes(4, "big") + bytes(8))
    refused(bench, action, "BAD_VENDOR" if bench.version == 1 else "BAD_EXPERIMENTER", "BAD_EXP_TYPE")


@case("1.1-1.5", section=BAD)
@pytest.mark.parametrize("ethertype", [0x0000, 0x0800, 0x8847])
def test_vlan_tags_of_other_ethertypes(bench: Bench, ethertype: int) -> None:
    """A push of a VLAN tag whose ethertype is none of a VLAN tag is refused."""
    refused(bench, raw.tlv(PUSH["vlan"], ethertype.to_bytes(2, "big") + bytes(2)), "BAD_ARGUMENT")


@case("1.1-1.5", section=BAD)
@pytest.mark.parametrize("ethertype", [0x0000, 0x0800, 0x8100])
def test_mpls_tags_of_other_ethertypes(bench: Bench, ethertype: int) -> None:
    """A push of an MPLS tag whose ethertype is none of MPLS is refused."""
    refused(bench, raw.tlv(PUSH["mpls"], ethertype.to_bytes(2, "big") + bytes(2)), "BAD_ARGUMENT")


@case("1.3-1.5", section=BAD)
def test_pbb_tags_of_other_ethertypes(bench: Bench) -> None:
    """A push of a PBB tag whose ethertype is not that of PBB is refused, as one that is not supported is."""
    refused(bench, raw.tlv(PUSH["pbb"], b"\x08\0\0\0"), "BAD_ARGUMENT", "BAD_TYPE")


@case("1.0-1.1", section=BAD)
@pytest.mark.parametrize("vlan", [0x1000, 0xFFFF])
def test_vlans_that_cannot_be(bench: Bench, vlan: int) -> None:
    """An action that sets a VLAN of more than 12 bits is refused."""
    refused(bench, raw.tlv(1, vlan.to_bytes(2, "big") + bytes(2)), "BAD_ARGUMENT")


@case("1.0-1.1", section=BAD)
@pytest.mark.parametrize("priority", [8, 0xFF])
def test_vlan_priorities_that_cannot_be(bench: Bench, priority: int) -> None:
    """An action that sets a VLAN priority of more than 3 bits is refused."""
    refused(bench, raw.tlv(2, bytes([priority, 0, 0, 0])), "BAD_ARGUMENT")


@case("1.0-1.1", section=BAD)
@pytest.mark.parametrize("tos", [1, 2, 0xFF])
def test_types_of_service_with_congestion_bits(bench: Bench, tos: int) -> None:
    """An action that sets a type of service with bits that are not DSCP's is refused."""
    refused(bench, raw.tlv(8 if bench.version == 1 else 7, bytes([tos, 0, 0, 0])), "BAD_ARGUMENT")


@case("1.1", section=BAD)
@pytest.mark.parametrize("label", [0x100000, 0xFFFFFFFF])
def test_mpls_labels_that_cannot_be(bench: Bench, label: int) -> None:
    """An action that sets an MPLS label of more than 20 bits is refused."""
    fields = raw.packed(bench.flow("mpls,actions=drop"))[48:136]
    refused(bench, raw.tlv(13, label.to_bytes(4, "big")), "BAD_ARGUMENT", fields=fields)


@case("1.1-1.5", section="1.1 A.4.4, 1.2 6.4, 1.3 6.4")
@pytest.mark.parametrize("number", [77, 0xFFFFFF00, 0xFFFFFFFC, 0xFFFFFFFF])
def test_groups_that_are_not_there(bench: Bench, number: int) -> None:
    """An action that sends to a group that is not there, or to a reserved number, is refused."""
    refused(bench, raw.tlv(22, number.to_bytes(4, "big")), "BAD_OUT_GROUP")


@case("1.1-1.5", section=BAD)
@pytest.mark.parametrize("number", [77, 0xFFFFFFFF])
def test_packets_out_to_groups_that_are_not_there(bench: Bench, number: int) -> None:
    """A packet-out to a group that is not there is refused."""
    msg: Any = bench.switch.operations.packet_out_message(None, {"data": bytes(60), "actions": ""})
    msg.actions = [bench.ofp.action.group(group_id=number)]
    bench.refuses(msg, "BAD_ACTION", "BAD_OUT_GROUP")


@case(section=BAD, needs="two ports")
def test_unknown_actions_of_packets_out(bench: Bench) -> None:
    """A packet-out with an action of a type that nobody knows is refused, and sends nothing."""
    out: dict[str, object] = {"data": bytes(60), "actions": bench.put("output:{2}")}
    msg = bench.switch.operations.packet_out_message(None, out)
    data = raw.packed(msg)
    at = data.index(raw.output(bench.version, bench.ports[1])[:6])
    bench.refuses(raw.patched(msg, at, b"\x7f\x77"), "BAD_ACTION", "BAD_TYPE")
    bench.plane.expect_nothing(seconds=bench.quiet)


@case("1.2-1.5", section=SET)
@pytest.mark.parametrize("cls", [0x8000, 0x0003, 0x7777])
def test_fields_that_nobody_knows(bench: Bench, cls: int) -> None:
    """An action that sets a field that nobody knows is refused."""
    refused(bench, set_field(raw.oxm(0x7E, bytes(4), cls=cls)), "BAD_SET_TYPE")


@case("1.2-1.5", section=SET)
@pytest.mark.parametrize("field", [0, 1], ids=["in_port", "in_phy_port"])
def test_fields_that_cannot_be_set(bench: Bench, field: int) -> None:
    """An action that sets the port a packet came in by is refused."""
    if bench.version == 6 and field == 0:
        lacks("OFPXMT_OFB_IN_PORT", "1.5 leaves it open whether it can be set")
    refused(bench, set_field(raw.oxm(field, b"\0\0\0\1")), "BAD_SET_TYPE", "BAD_SET_ARGUMENT")


@case("1.2-1.5", section=SET)
@pytest.mark.parametrize("size", [1, 5, 7, 8])
def test_fields_of_the_wrong_length(bench: Bench, size: int) -> None:
    """An action that sets a field to a value of another length than the field has is refused."""
    refused(bench, set_field(raw.oxm(3, bytes(size))), "BAD_SET_LEN", "BAD_LEN", "BAD_SET_TYPE")


VALUES = {
    "vlan_pcp": (raw.oxm(7, b"\x08"), raw.match(raw.oxm(6, b"\x10\0", b"\x10\0"))),
    "vlan_vid": (raw.oxm(6, b"\x3f\xff"), raw.match(raw.oxm(6, b"\x10\0", b"\x10\0"))),
    "ip_dscp": (raw.oxm(8, b"\x40"), raw.match(IP)),
    "ip_ecn": (raw.oxm(9, b"\x04"), raw.match(IP)),
    "mpls_label": (raw.oxm(34, b"\0\x10\0\0"), raw.match(raw.oxm(5, b"\x88\x47"))),
    "mpls_tc": (raw.oxm(35, b"\x08"), raw.match(raw.oxm(5, b"\x88\x47"))),
}


@case("1.2-1.5", section=SET)
@pytest.mark.parametrize("name", VALUES)
def test_values_that_cannot_be(bench: Bench, name: str) -> None:
    """An action that sets a field to a value of more bits than it has is refused."""
    value, fields = VALUES[name]
    refused(bench, set_field(value), "BAD_SET_ARGUMENT", "BAD_ARGUMENT", fields=fields)


@case("1.2-1.4", section=SET)
def test_masks_where_none_may_be(bench: Bench) -> None:
    """An action that sets a part of a field, by a mask, is refused before 1.5."""
    field = raw.oxm(3, bytes(5) + b"\1", b"\xff" * 6)
    refused(bench, set_field(field), "BAD_SET_TYPE", "BAD_SET_LEN", "BAD_SET_ARGUMENT", "BAD_LEN")


@case("1.5", section=SET)
def test_bits_outside_of_a_mask(bench: Bench) -> None:
    """An action that sets bits that its mask leaves out is refused."""
    refused(bench, set_field(raw.oxm(3, b"\xff" * 6, b"\xff\0\0\0\0\0")), "BAD_SET_MASK", "BAD_SET_ARGUMENT")


NEEDS = {
    "ipv4_src": raw.oxm(11, bytes(4)),
    "ipv6_dst": raw.oxm(27, bytes(16)),
    "tcp_src": raw.oxm(13, b"\0\1"),
    "udp_dst": raw.oxm(16, b"\0\1"),
    "sctp_src": raw.oxm(17, b"\0\1"),
    "ip_dscp": raw.oxm(8, b"\1"),
    "arp_spa": raw.oxm(22, bytes(4)),
    "icmpv4_type": raw.oxm(19, b"\1"),
    "mpls_label": raw.oxm(34, b"\0\0\0\1"),
    "vlan_pcp": raw.oxm(7, b"\1"),
}


@case("1.2-1.5", section=SET)
@pytest.mark.parametrize("name", NEEDS)
def test_fields_that_packets_need_not_have(bench: Bench, name: str) -> None:
    """An action that sets a field that packets of the flow need not have is refused."""
    refused(bench, set_field(NEEDS[name]), "MATCH_INCONSISTENT")


@case("1.2-1.5", section=SET)
def test_fields_that_other_packets_have(bench: Bench) -> None:
    """An action that sets a port of UDP in a flow of TCP is refused."""
    refused(bench, set_field(NEEDS["udp_dst"]), "MATCH_INCONSISTENT", fields=raw.match(IP, TCP))


@case(section=BAD, needs="two ports")
def test_one_bad_action_of_many(bench: Bench) -> None:
    """One bad action at the end of good ones makes the whole flow refused."""
    good = raw.output(bench.version, bench.ports[1])
    refused(bench, good * 3 + raw.output(bench.version, 0xFF55 if bench.version == 1 else 0xFFFFFF55), "BAD_OUT_PORT")


@case("1.1-1.5", section=BAD, needs="two ports")
@pytest.mark.parametrize("kind", [3, 4], ids=["write", "apply"])
def test_both_instructions(bench: Bench, kind: int) -> None:
    """A bad action is refused in WRITE_ACTIONS as in APPLY_ACTIONS."""
    bad = raw.tlv(kind, bytes(4) + raw.output(bench.version, 0xFFFFFF55))
    bench.refuses(raw.flow(bench.version, instructions=bad), "BAD_ACTION", "BAD_OUT_PORT")


@case(section=BAD, needs="two ports")
@pytest.mark.parametrize("command", [1, 2], ids=["modify", "modify strict"])
def test_bad_actions_change_no_flow(bench: Bench, command: int) -> None:
    """A modification with a bad action is refused, and changes no flow."""
    bench.flows("actions=output:{2}")
    bad = raw.output(bench.version, 0xFF55 if bench.version == 1 else 0xFFFFFF55)
    bench.refuses(raw.flow(bench.version, bad, command=command), "BAD_ACTION", "BAD_OUT_PORT")
    assert [str(entry).partition("actions=")[2] for entry in bench.switch.flows()] == [f"output:{bench.ports[1]}"]
