"""show(): the layout of the text and how each kind of value reads; the printer; the util functions."""

from __future__ import annotations

import random
import re

import pytest

import oftwist.loxi.of10 as of10
import oftwist.loxi.of11 as of11
import oftwist.loxi.of12 as of12
import oftwist.loxi.of13 as ofp
from oftwist import loxi
from oftwist.errors import MessageError, ProtocolError
from oftwist.loxi.generic_util import OFReader
from oftwist.loxi.pp import PrettyPrinter, pp
from oftwist.wire import spec
from tests.support.making import VERSIONS, all_classes, make

# --- objects --------------------------------------------------------------------------------------------


def test_what_fits_stays_on_one_line() -> None:
    queue = of10.packet_queue(queue_id=1, properties=[of10.queue_prop_min_rate(rate=0x64)])
    assert pp(queue, 85) == "packet_queue { queue_id = 0x1, properties = [ queue_prop_min_rate { rate = 0x64 } ] }"


def test_what_does_not_fit_is_broken_from_outside() -> None:
    msg = ofp.message.packet_out(
        xid=0x12345678,
        buffer_id=0xFFFFFFFF,
        in_port=ofp.OFPP_CONTROLLER,
        actions=[ofp.action.output(port=1), ofp.action.set_field(ofp.oxm.eth_dst("00:00:00:00:00:01"))],
        data=b"abc",
    )
    assert (
        msg.show()
        == """\
packet_out {
  xid = 0x12345678,
  buffer_id = 0xffffffff,
  in_port = OFPP_CONTROLLER,
  actions = [
    output { port = 1, max_len = 0x0 },
    set_field { field = eth_dst { value = 00:00:00:00:00:01 } }
  ],
  data = b'abc'
}"""
    )


def test_nothing_to_show() -> None:
    assert ofp.action.pop_vlan().show() == "pop_vlan {  }"
    assert ofp.match().show() == "match_v3 { oxm_list = [ ] }"


@pytest.mark.parametrize(
    ("obj", "told"),
    [
        (ofp.message.hello(), "xid = None"),
        (ofp.message.hello(xid=0), "xid = 0x0"),
        (ofp.message.port_status(reason=2), "reason = OFPPR_MODIFY(2)"),
        (ofp.message.port_status(reason=9), "reason = 0x9"),
        (ofp.message.flow_add(flags=0), "flags = 0"),
        (ofp.message.set_config(flags=0), "flags = OFPC_FRAG_NORMAL"),
        (ofp.message.set_config(flags=2), "flags = OFPC_FRAG_REASM"),
        (of10.port_desc(state=0), "state = OFPPS_STP_LISTEN"),
        (of10.port_desc(state=1), "state = OFPPS_LINK_DOWN"),
        (ofp.message.flow_add(flags=3), "flags = OFPFF_SEND_FLOW_REM|OFPFF_CHECK_OVERLAP"),
        (ofp.message.flow_add(flags=0x8001), "flags = OFPFF_SEND_FLOW_REM|0x8000"),
        (ofp.action.output(port=5), "port = 5"),
        (ofp.action.output(port=0xFFFFFFFE), "port = OFPP_LOCAL"),
        (of10.action.output(port=0xFFFE), "port = OFPP_LOCAL"),
        (ofp.oxm.ipv4_src("10.0.0.1"), "value = 10.0.0.1"),
        (ofp.oxm.ipv6_src("fe80::1"), "value = fe80:0000:0000:0000:0000:0000:0000:0001"),
        (ofp.oxm.eth_dst("a:b:c:d:e:f"), "value = 0a:0b:0c:0d:0e:0f"),
        (ofp.oxm.bsn_in_ports_128({3}), "value = {3}"),
        (ofp.port_desc(name="eth0"), "name = 'eth0'"),
        (of10.match(), "wildcards = OFPFW_ALL"),
        (of10.match(wildcards=0x3), "wildcards = OFPFW_IN_PORT|OFPFW_DL_VLAN,"),
        (of10.match(wildcards=0x2001), "wildcards = OFPFW_IN_PORT|OFPFW_NW_SRC_MASK&0x2000,"),
        (of11.match(), "wildcards = OFPFW_ALL"),
        (of11.match(wildcards=0x301), "wildcards = OFPFW_IN_PORT|OFPFW_MPLS_LABEL|OFPFW_MPLS_TC,"),
        (of12.match([of12.oxm.ipv6_dst("::1")]), "value = 0000:0000:0000:0000:0000:0000:0000:0001"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_how_values_read(obj, told: str) -> None:
    assert told in obj.show()


def test_what_an_object_carries_besides_is_told() -> None:
    assert ofp.action.action(type=0x1234).show() == "action {  }"  # as established
    unknown = ofp.action.action(type=0x1234, extra=b"abcd")
    assert unknown.show() == "action { type = 0x1234, extra = b'abcd' }"
    assert ofp.message.hello(xid=1).shadow(version=9).show() == "hello { xid = 0x1, elements = [ ], version = 0x9 }"


def test_values_that_cannot_be_packed_are_shown_all_the_same() -> None:
    msg = ofp.message.flow_add(xid="x", cookie=None, flags="f", out_port=None, match=5, instructions=None)
    msg.instructions = None
    text = msg.show()
    for told in ("xid = 'x'", "cookie = 0x0", "flags = 'f'", "match = 5", "instructions = None"):
        assert told in text


@pytest.mark.parametrize("version", VERSIONS)
def test_every_class_can_be_shown(version: int) -> None:
    rnd = random.Random(version)
    for qualname in all_classes(version):
        obj = make(rnd, version, qualname)
        text = obj.show()
        lay = spec.layout(version, qualname)
        assert text.startswith(f"{lay.name} {{") and text.endswith("}")
        flat = pp(obj, maxwidth=10**9)
        assert "\n" not in flat and re.sub(r"\s", "", flat) == re.sub(r"\s", "", text)
        for m in lay.members:
            if m.kind == "data":
                assert f"{m.name} = " in text
        if lay.name not in ("bundle_add_msg",) and not any(
            m.codec in ("octets", "text", "bitset") for m in lay.members
        ):
            assert "0x-" not in text


# --- the printer -----------------------------------------------------------------------------------------


def test_lists_and_dicts() -> None:
    assert pp([1, [], "a"]) == "[ 1, [ ], 'a' ]"
    assert pp({}) == "{ }"
    assert pp({2: [ofp.action.pop_vlan()], 1: "x"}) == "{ 1: 'x', 2: [ pop_vlan {  } ] }"
    assert pp((1, 2)) == "(1, 2)"
    assert pp(["x" * 10, "y" * 10], maxwidth=20) == "[\n  'xxxxxxxxxx',\n  'yyyyyyyyyy'\n]"


def test_groups_decide_for_themselves() -> None:
    q = PrettyPrinter(10)
    with q.group():
        q.text("outer(")
        with q.indent(4):
            q.breakable("")
            with q.group():
                assert q.first() and not q.first()
                q.text("in")
                q.breakable()
                q.text("ner")
            q.breakable()
        q.text(")")
    assert str(q) == "outer(\n    in ner\n    )"
    assert q.first()


def test_what_has_pretty_print_writes_itself() -> None:
    class mine:
        def pretty_print(self, q: PrettyPrinter) -> None:
            q.text("MINE")

    assert pp([mine()]) == "[ MINE ]"


# --- util ------------------------------------------------------------------------------------------------


def test_texts() -> None:
    util = ofp.util
    assert util.pretty_mac([0, 1, 2, 0xAB, 4, 5]) == "00:01:02:ab:04:05"
    assert util.pretty_ipv4(0xC0A80001) == "192.168.0.1"
    assert util.pretty_ipv6(bytes(15) + b"\1") == "0000:0000:0000:0000:0000:0000:0000:0001"
    assert util.pretty_port(ofp.OFPP_FLOOD) == "OFPP_FLOOD"
    assert util.pretty_port(7) == 7
    names = ["OFPFF_SEND_FLOW_REM", "OFPFF_CHECK_OVERLAP"]
    assert util.pretty_flags(0, names) == "0"
    assert util.pretty_flags(0x13, names) == "OFPFF_SEND_FLOW_REM|OFPFF_CHECK_OVERLAP|0x10"
    assert of10.util.pretty_flags(0x2000, ["OFPFW_NW_SRC_MASK"]) == "OFPFW_NW_SRC_MASK&0x2000"
    assert of10.util.pretty_wildcards(of10.OFPFW_ALL) == "OFPFW_ALL"
    assert of11.util.pretty_wildcards(1) == "OFPFW_IN_PORT"
    assert not hasattr(util, "pretty_wildcards")
    assert util.MASK64 == (1 << 64) - 1


SIZES = {
    "port_no": (2, 4, 4, 4, 4, 4),
    "fm_cmd": (2, 1, 1, 1, 1, 1),
    "wc_bmap": (4, 4, 8, 8, 8, 8),
    "match_bmap": (4, 4, 8, 8, 8, 8),
    "checksum_128": (16,) * 6,
    "bitmap_128": (16,) * 6,
    "bitmap_512": (64,) * 6,
}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("kind", SIZES)
def test_pairs(version: int, kind: str) -> None:
    util = loxi.protocol(version).util
    pack, unpack = getattr(util, f"pack_{kind}"), getattr(util, f"unpack_{kind}")
    assert (pack.__name__, unpack.__name__) == (f"pack_{kind}", f"unpack_{kind}")
    size = SIZES[kind][version - 1]
    value = {0, 9, size * 8 - 1} if "bitmap" in kind else 0x91
    raw = pack(value)
    assert len(raw) == size
    reader = OFReader(raw + b"x")
    assert unpack(reader) == value and reader.offset == size
    with pytest.raises(ProtocolError):
        unpack(OFReader(raw[:-1]))
    for bad in ({size * 8}, {-1}) if "bitmap" in kind else (1 << size * 8, -1, "1", None):
        with pytest.raises(MessageError):
            pack(bad)


def test_the_defaults_of_wildcards() -> None:
    assert (of10.util.init_wc_bmap(), of11.util.init_wc_bmap()) == (of10.OFPFW_ALL, of11.OFPFW_ALL)
    assert (ofp.util.init_wc_bmap(), ofp.util.init_match_bmap()) == (0, 0)


def test_bit_order() -> None:
    assert ofp.util.pack_bitmap_128({0}) == bytes(15) + b"\1"
    assert ofp.util.pack_bitmap_128({127}) == b"\x80" + bytes(15)
