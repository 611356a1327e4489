"""Classes that users register: in the modules, in parsing, in matches; what is refused, and that nothing remains."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from collections.abc import Iterator

import pytest

import oftwist.loxi.of10 as of10
import oftwist.loxi.of13 as ofp
import oftwist.loxi.of14 as of14
from oftwist import loxi, wire
from oftwist.errors import MessageError
from oftwist.loxi import extensions
from oftwist.loxi import fields as f
from oftwist.loxi.generic_util import OFReader
from oftwist.wire import spec

ACME = 0x00ACCE55

message = f.family("message")
action = f.family("action")
bundle_prop = f.family("bundle_prop")


def frame(body: bytes) -> bytes:
    """An experimenter message of ACME in 1.3, subtype 7."""
    return ofp.message.experimenter(xid=1, experimenter=ACME, subtype=7, data=body).pack()


MIRROR = frame(bytes.fromhex("00000005 0004") + b"abcd")


@pytest.fixture(scope="module", autouse=True)
def registered() -> Iterator[None]:
    before = extensions.registered()
    parse = ofp.message.parse_message
    assert type(parse(MIRROR)) is ofp.message.experimenter
    assert type(parse(packet_out()).actions[0]) is ofp.action.experimenter
    register()
    yield
    extensions.unregister(*[one for one in extensions.registered() if one not in before])
    assert type(parse(MIRROR)) is ofp.message.experimenter
    assert type(parse(packet_out()).actions[0]) is ofp.action.experimenter
    for name in ("acme_header", "acme_mirror"):
        assert not hasattr(ofp.message, name) and name not in dir(ofp.message)
    assert not hasattr(ofp.action, "acme_push") and not hasattr(ofp.action_id, "acme_push")
    with pytest.raises(MessageError):
        ofp.match.build(acme_color=5)
    assert "acme_color" not in dict(ofp.match.unpack(OFReader(bytes.fromhex(f"0001000effff0a06{ACME:08x}00050000"))))


def register() -> None:
    loxi.register(
        message("acme_header", ACME, parent="message.experimenter", by="subtype", since=f.OF12),
        message(
            "acme_mirror",
            7,
            [f.u32("dest"), f.length_of("name_len", "name"), f.octets("name")],
            parent="message.acme_header",
            since=f.OF12,
        ),
        action("acme_push", ACME, [f.port("port"), f.mac("to")], parent="action.experimenter"),
        f.oxm_field("acme_color", 5, f.u16, oxm_class=0xFFFF, experimenter=ACME, since=f.OF12),
        bundle_prop("acme_note", ACME, [f.octets("note")], parent="bundle_prop.experimenter", since=f.OF14),
    )


def packet_out() -> bytes:
    """A packet-out with ACME's action, written by hand."""
    push = bytes.fromhex(f"ffff0018 {ACME:08x} 00000003 000000000001") + bytes(6)
    head = bytes.fromhex("040d0030 00000001 00000000 00000000 0018") + bytes(6)
    return head + push


def test_a_match_whose_size_stands_before_it() -> None:
    acme_rule = message(
        "acme_rule", 9, [f.length_of("rule_len", "match"), f.match()], parent="message.acme_header", since=f.OF12
    )
    loxi.register(acme_rule)
    try:
        rule = ofp.message.acme_rule(xid=1, match=ofp.match.build(in_port=5))
        packed = rule.pack()
        assert packed[16:18] == (16).to_bytes(2, "big") and packed[18:] == rule.match.pack()
        assert ofp.message.parse_message(packed) == rule
    finally:
        extensions.unregister(acme_rule)


def test_a_message() -> None:
    msg = ofp.message.parse_message(MIRROR)
    assert msg == wire.decode(MIRROR) == ofp.message.acme_mirror(xid=1, dest=5, name=b"abcd")
    assert msg.pack() == MIRROR
    assert isinstance(msg, ofp.message.experimenter) and isinstance(msg, ofp.message.acme_header)
    assert msg.experimenter == ACME and ofp.message.experimenter.subtypes[ACME] is ofp.message.acme_header
    assert repr(msg) == "ofp.message.acme_mirror(xid=1, dest=5, name=b'abcd')"
    assert msg.show() == "acme_mirror { xid = 0x1, dest = 0x5, name = b'abcd' }"
    assert copy.deepcopy(msg) == pickle.loads(pickle.dumps(msg)) == msg
    assert "acme_mirror" in dir(ofp.message)
    assert type(msg).__module__ == "oftwist.loxi.of13.message"


def test_another_subtype_of_the_same_experimenter_keeps_its_bytes() -> None:
    data = ofp.message.experimenter(xid=1, experimenter=ACME, subtype=8, data=b"what").pack()
    msg = ofp.message.parse_message(data)
    assert isinstance(msg, ofp.message.acme_header) and msg.subtype == 8 and msg.extra == b"what"
    assert msg.pack() == data


def test_an_action_in_every_version() -> None:
    msg = ofp.message.parse_message(packet_out())
    assert msg.actions == [ofp.action.acme_push(port=3, to="00:00:00:00:00:01")]
    assert msg.pack() == packet_out()
    assert of10.action.acme_push(port=3).pack()[8:10] == b"\0\3"  # ports have 2 bytes in 1.0
    assert issubclass(ofp.action_id.acme_push, ofp.action_id.experimenter)


def test_a_match_field() -> None:
    match = ofp.match.build(in_port=1, acme_color=5)
    assert match.oxm_list == [ofp.oxm.in_port(1), ofp.oxm.acme_color(5)]
    assert match["acme_color"] == 5 and dict(match) == {"in_port": 1, "acme_color": 5}
    assert ofp.match.build(in_port=1, acme_color=5).pack() == match.pack()  # by the plan of the first
    again = ofp.match.unpack(OFReader(match.pack()))
    assert again == match and again["acme_color"] == 5
    assert bytes.fromhex(f"ffff0a06{ACME:08x}0005") in match.pack()
    assert ofp.match.build(acme_color="4/6")["acme_color"] == (4, 6)


def test_a_property() -> None:
    msg = of14.message.bundle_ctrl_msg(xid=1, properties=[of14.bundle_prop.acme_note(note=b"hello")])
    assert of14.message.parse_message(msg.pack()) == msg
    assert msg.pack().endswith(bytes.fromhex(f"ffff0011 {ACME:08x} 00000000") + b"hello" + bytes(7))  # padded like all
    assert not hasattr(ofp, "bundle_prop")


@pytest.mark.parametrize(
    ("declarations", "told"),
    [
        ([action("acme_push", 1, parent="action.experimenter")], "are one class in OpenFlow 1.0"),
        ([action("acme_other", ACME, parent="action.experimenter")], "would both be 0xacce55 of action.experimenter"),
        ([message("acme_header", ACME, parent="message.experimenter", by="subtype")], "are one class"),
        ([f.oxm_field("acme_more", 5, f.u16, oxm_class=0xFFFF, experimenter=ACME)], "and oxm.acme_color would both be"),
        ([action("acme_x", 1, parent="action.output")], "action.output does not tell its children apart"),
        ([action("acme_x", parent="action.experimenter")], "needs a key"),
        ([action("acme_x", 1 << 32, parent="action.experimenter")], "key 0x100000000 does not fit"),
        ([action("acme_x", 1, parent="action.nothing")], "action.nothing"),
        ([f.Declaration("nowhere", "acme_x", 1)], "no module nowhere"),
        ([action("acme_x", 1, [f.u8("show")], parent="action.experimenter")], "'show' cannot be the name of a member"),
        ([action("acme x", 1, parent="action.experimenter")], "'acme x' cannot be the name"),
        ([action("acme_x", 1, [f.u8("a"), f.u8("a")], parent="action.experimenter")], "two members called 'a'"),
        ([action("acme_x", 1, [f.struct("a", "nothing")], parent="action.experimenter")], "no common.nothing"),
        (
            [action("acme_x", 1, parent="action.experimenter"), action("acme_y", 1, parent="action.experimenter")],
            "action.acme_y and action.acme_x would both be 0x1",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_refused_leaves_nothing_behind(declarations, told: str) -> None:
    with pytest.raises(ValueError) as caught:
        loxi.register(*declarations)
    assert told in str(caught.value)
    for name in ("acme_x", "acme_y", "acme_other", "acme_more"):
        for version in loxi.version_names:
            assert name not in spec.names(version, "action") and name not in spec.names(version, "oxm")
            assert not hasattr(loxi.protocol(version).action, name)
    unknown = ofp.action.experimenter(experimenter=1, data=bytes(8)).pack()
    assert type(ofp.action.action.unpack(OFReader(unknown))) is ofp.action.experimenter


def test_names_that_were_free_can_be_registered_afterwards() -> None:
    with pytest.raises(ValueError):
        loxi.register(action("acme_z", 77, parent="action.experimenter"), action("acme_push", 78))
    loxi.register(action("acme_z", 77, [f.u32("n"), f.pad(4)], parent="action.experimenter"))
    assert ofp.action.action.unpack(OFReader(ofp.action.acme_z(n=9).pack())) == ofp.action.acme_z(n=9)


def test_the_language_is_public() -> None:
    assert loxi.fields is f
    assert {"u8", "u16", "mac", "list_of", "length_of", "oxm_field", "family", "OF13"} <= set(dir(f))


def test_what_is_taken_out_again_is_in_no_module() -> None:
    code = """
from oftwist.loxi import extensions
from oftwist.loxi.fields import family
mine = [family("message")("mine", 0xc0ffee, parent="message.experimenter"), family("common")("own", [])]
extensions.register(*mine)
import oftwist.loxi.of13 as ofp
assert ofp.own is ofp.common.own and ofp.message.mine
assert "own" in ofp.common.__all__ and "mine" in ofp.message.__all__
extensions.unregister(*mine)
for module in (ofp, ofp.common, ofp.message):
    exec(f"from {module.__name__} import *")
    assert not {"own", "mine"} & {*dir(module)}, module
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


# --- nothing remembers what was before a class was registered, or after it is taken out --------------------------


@pytest.fixture
def taken_out() -> Iterator[None]:
    before = extensions.registered()
    yield
    extensions.unregister(*[one for one in extensions.registered() if one not in before])


@pytest.mark.usefixtures("taken_out")
def test_a_name_asked_for_too_early_is_found_later() -> None:
    from oftwist.wire import kinds

    assert not kinds.is_message_name("late_request") and "late_request" not in kinds.message_names()
    with pytest.raises(AttributeError):
        ofp.message.late_request  # noqa: B018
    request = message("late_request", 20, [f.u32("n")], parent="message.acme_header", since=f.OF13)
    loxi.register(request)
    asked = ofp.message.late_request
    assert kinds.is_message_name("late_request") and "late_request" in kinds.message_names()
    assert kinds.reply_class(asked) is ofp.message.message  # any message will do
    loxi.register(message("late_reply", 21, [f.u32("n")], parent="message.acme_header", since=f.OF13))
    assert kinds.reply_class(asked) is ofp.message.late_reply


@pytest.mark.usefixtures("taken_out")
def test_what_is_read_and_shown_is_what_is_registered_now() -> None:
    raw = ofp.message.experimenter(xid=1, experimenter=ACME, subtype=30, data=bytes.fromhex("00000005 00000006")).pack()
    push = ofp.action.experimenter(experimenter=78, data=bytes.fromhex("00000005 00000006")).pack()
    stand_in = wire.decode(raw)
    for _ in range(2):
        for members, told in (
            ([f.u32("a"), f.u32("b")], "{ xid = 0x1, a = 0x5, b = 0x6 }"),
            ([f.u64("c")], "{ xid = 0x1, c = 0x500000006 }"),
            ([f.u32("only")], "{ xid = 0x1, only = 0x5, subtype = 0x1e, extra = b'\\x00\\x00\\x00\\x06' }"),
        ):
            assert wire.decode(raw) == stand_in and type(wire.decode(raw)) is type(stand_in)
            mine = message("acme_thing", 30, members, parent="message.acme_header", since=f.OF13)
            also = action("acme_act", 78, members, parent="action.experimenter")
            loxi.register(mine, also)
            found = wire.decode(raw)
            assert found.show().replace("subtype = 0x1e, ", "") == "acme_thing " + told.replace("subtype = 0x1e, ", "")
            assert type(found).__name__ == "acme_thing" and found.pack() == raw
            act = ofp.action.action.unpack(OFReader(push))
            assert type(act).__name__ == "acme_act" and act.pack() == push
            assert act.show().endswith(told.partition("xid = 0x1, ")[2].replace("subtype = 0x1e, ", ""))
            extensions.unregister(mine, also)
            assert found.pack() == raw and found.show()  # objects of it stay what they are


@pytest.mark.usefixtures("taken_out")
def test_a_second_class_of_a_key_is_found_though_the_first_was_in_use() -> None:
    prop = f.family("port_stats_prop")
    first = prop(
        "acme_one", ACME, [f.u32("n")], parent="port_stats_prop.experimenter", fix={"exp_type": 1}, since=f.OF14
    )
    second = prop(
        "acme_two", ACME, [f.u32("m")], parent="port_stats_prop.experimenter", fix={"exp_type": 2}, since=f.OF14
    )
    raw = [bytes.fromhex(f"ffff0010 {ACME:08x} 0000000{kind} 00000009") for kind in (1, 2, 3)]

    def read() -> list[str]:
        objs = [of14.port_stats_prop.port_stats_prop.unpack(OFReader(each)) for each in raw]
        assert [obj.pack() for obj in objs] == raw
        return [type(obj).__name__ for obj in objs]

    assert read() == ["experimenter"] * 3
    loxi.register(first)
    assert read() == ["acme_one", "experimenter", "experimenter"]
    loxi.register(second)
    assert read() == ["acme_one", "acme_two", "experimenter"]
    extensions.unregister(first)
    assert read() == ["experimenter", "acme_two", "experimenter"]
    assert of14.port_stats_prop.experimenter.subtypes[ACME] is of14.port_stats_prop.acme_two
    with pytest.raises(ValueError, match="would both be"):
        loxi.register(prop("acme_x", ACME, parent="port_stats_prop.experimenter", fix={"exp_type": 2}, since=f.OF14))


def test_classes_of_users_stay_whatever_is_registered() -> None:
    class Mine(ofp.message.echo_request):  # type: ignore[misc]
        @classmethod
        def unpack(cls, reader):
            return super().unpack(reader)

    subtypes = ofp.message.message.subtypes
    raw = ofp.message.echo_request(xid=1, data=b"x").pack()
    subtypes[2] = Mine
    try:
        called = []
        Mine.unpack = classmethod(lambda cls, reader: called.append(reader) or "mine")  # type: ignore[method-assign]
        assert wire.decode(raw) == "mine"
        loxi.register(message("acme_later", 31, parent="message.acme_header", since=f.OF12))
        assert wire.decode(raw) == "mine" and len(called) == 2
    finally:
        del subtypes[2]
    assert type(wire.decode(raw)) is ofp.message.echo_request


@pytest.mark.parametrize("module", [ofp, ofp.message, ofp.common, ofp.action, of10.message])
def test_asking_classes_changes_no_module(module) -> None:
    for _ in range(2):
        for cls in vars(module).values():
            if hasattr(cls, "subtypes"):
                assert len(list(cls.subtypes.values())) == len(cls.subtypes)
        for name in dir(module):
            getattr(module, name, None)
