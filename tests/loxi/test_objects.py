"""Objects as Python objects: repr, equality, copies, pickle, patterns, attributes, errors; all classes at random."""

from __future__ import annotations

import copy
import ipaddress
import pickle
import random
from types import ModuleType
from typing import Any

import pytest

import oftwist.loxi.of10 as of10
import oftwist.loxi.of13 as ofp
from oftwist import loxi
from oftwist.errors import MessageError
from oftwist.wire import spec
from oftwist.wire.codec import classes
from tests.support.making import VERSIONS, all_classes, make


def everything() -> list[tuple[int, ModuleType, object]]:
    """One random object of each class of each version."""
    rnd = random.Random(20)
    return [(v, loxi.protocol(v), make(rnd, v, qualname)) for v in VERSIONS for qualname in all_classes(v)]


@pytest.fixture(scope="module")
def objects() -> list[tuple[int, ModuleType, object]]:
    return everything()


# --- all classes ---------------------------------------------------------------------------------------


def test_repr_evaluates_back(objects) -> None:
    for _, module, obj in objects:
        again = eval(repr(obj), {"ofp": module})
        assert type(again) is type(obj), repr(obj)
        assert again == obj, repr(obj)
        assert repr(again) == repr(obj)


def test_equal_means_same_class_and_members() -> None:
    for (_, _, a), (_, _, b) in zip(everything(), everything(), strict=True):
        assert a == b and (a != b) is False
        for name in type(a).__match_args__:
            changed = copy.copy(a)
            value = getattr(a, name)
            if value is None and type(a).__name__.startswith("nicira_"):
                continue  # a part that this object does not have
            setattr(changed, name, value[1:] if isinstance(value, (bytes, str, list)) and value else _other(value))
            assert changed != a and (changed == a) is False, (a, name)


def _other(value: object) -> object:
    """A value of the same kind that is not equal."""
    if isinstance(value, int):
        return value ^ 1
    if isinstance(value, set):
        return value ^ {0}
    return {bytes: b"\1", str: "x", list: [ofp.message.hello()]}.get(type(value))


def test_copies(objects) -> None:
    for _, _, obj in objects:
        shallow, deep = copy.copy(obj), copy.deepcopy(obj)
        assert shallow == deep == obj
        assert type(shallow) is type(deep) is type(obj) and shallow is not obj
        for name in type(obj).__match_args__:
            value = getattr(obj, name)
            assert getattr(shallow, name) == value
            if isinstance(value, list) and value and not isinstance(value[0], int):
                assert getattr(shallow, name) is value
                assert getattr(deep, name) is not value and getattr(deep, name)[0] is not value[0]


@pytest.mark.parametrize("protocol", [2, pickle.HIGHEST_PROTOCOL])
def test_pickle(objects, protocol: int) -> None:
    for _, _, obj in objects:
        again = pickle.loads(pickle.dumps(obj, protocol))
        assert again == obj and type(again) is type(obj)


class Derived(ofp.message.echo_request):
    """As users derive: without ``__slots__``."""

    def __init__(self, **members: Any) -> None:
        super().__init__(**members)
        self.mine = [1]


def test_objects_of_derived_classes_keep_what_is_theirs() -> None:
    obj = Derived(xid=1, data=b"a")
    for again in (copy.copy(obj), copy.deepcopy(obj), pickle.loads(pickle.dumps(obj))):
        assert (again, again.mine, type(again)) == (obj, [1], Derived)
    assert copy.deepcopy(obj).mine is not obj.mine


def test_classes_pickle_by_their_real_names() -> None:
    assert pickle.loads(pickle.dumps(ofp.message.flow_add)) is ofp.message.flow_add
    assert ofp.message.flow_add.__module__ == "oftwist.loxi.of13.message"
    assert pickle.loads(pickle.dumps(ofp.match)) is ofp.match_v3


@pytest.mark.slow
def test_shadowed_constants_and_extra_survive() -> None:
    for _, module, obj in everything():
        constants = [m.name for m in obj._layout.members if m.kind == "const"]
        before = type(obj)
        obj.extra = b"more"
        for name in constants:
            setattr(obj, name, 3)
        for other in (
            copy.copy(obj),
            copy.deepcopy(obj),
            pickle.loads(pickle.dumps(obj)),
            eval(repr(obj), {"ofp": module}),
        ):
            assert other == obj
            assert other.extra == b"more"
            assert all(getattr(other, name) == 3 for name in constants)
        assert isinstance(obj, before) and type(obj).__name__ == before.__name__
        assert before(extra=b"more") != before()
        if constants:
            assert getattr(before, constants[0]) == before._layout.members[0].value or constants[0] != "version"


def test_patterns_and_positions(objects) -> None:
    for version, _, obj in objects:
        members = spec.layout(version, obj._layout.qualname).members
        names = tuple(m.name for m in members if m.kind in ("data", "key", "attr"))
        assert type(obj).__match_args__ == names
        assert type(obj)(*[getattr(obj, name) for name in names]) == obj


def test_unknown_names_are_refused(objects) -> None:
    for _, _, obj in objects:
        with pytest.raises(AttributeError, match="no_such_member"):
            obj.no_such_member = 1
        with pytest.raises(AttributeError, match="no_such_member"):
            obj.no_such_member  # noqa: B018
        with pytest.raises(TypeError, match="no_such_member"):
            type(obj)(no_such_member=1)
        assert not hasattr(obj, "__dict__")
        with pytest.raises(TypeError, match="unhashable"):
            hash(obj)


def test_defaults_are_fresh() -> None:
    for version in VERSIONS:
        for qualname in all_classes(version):
            cls = classes.of(version).cls(qualname)
            a, b = cls(), cls()
            for name in cls.__match_args__:
                value = getattr(a, name)
                if isinstance(value, (list, set)) or hasattr(value, "pack"):
                    assert value is not getattr(b, name), f"{qualname}.{name}"
            explicit = cls(**dict.fromkeys(cls.__match_args__))
            assert explicit == a, f"{qualname}: None is not the default"


# --- single things -----------------------------------------------------------------------------------------


def test_the_match_statement() -> None:
    match ofp.message.packet_out(xid=5, in_port=1, actions=[ofp.action.output(7)]):
        case ofp.message.packet_out(xid=5, actions=[ofp.action.output(port)]):
            assert port == 7
        case _:
            pytest.fail("no case")
    match ofp.oxm.eth_type(0x800):
        case ofp.oxm.eth_type(value):
            assert value == 0x800


def test_extra_is_told_only_if_there_is_any() -> None:
    assert "extra" not in repr(ofp.message.hello(xid=1))
    assert repr(ofp.action.action(type=9, extra=b"abcd")) == "ofp.action.action(type=9, extra=b'abcd')"
    msg = ofp.message.hello(xid=1, extra=b"x")
    msg.extra = b""
    assert msg == ofp.message.hello(xid=1) and type(msg) is ofp.message.hello


def test_a_shadowed_constant_is_packed_and_the_class_keeps_its_own() -> None:
    msg = ofp.message.hello(xid=1)
    msg.version = 0
    msg.type = 217
    assert msg.pack() == bytes.fromhex("00d9000800000001")
    assert (ofp.message.hello.version, ofp.message.hello.type) == (4, 0)
    assert ofp.message.hello(xid=1).pack() == bytes.fromhex("0400000800000001")
    assert repr(msg) == "ofp.message.hello(xid=1).shadow(version=0, type=217)"
    with pytest.raises(AttributeError, match="no constant member 'xid'"):
        msg.shadow(xid=1)


def test_roots() -> None:
    with pytest.raises(NotImplementedError):
        loxi.OFObject()
    assert issubclass(ofp.message.flow_stats_reply, ofp.message.stats_reply)
    assert issubclass(ofp.message.stats_reply, ofp.message.message)
    assert issubclass(ofp.message.message, loxi.OFObject)
    assert ofp.message.message.subtypes[ofp.OFPT_HELLO] is ofp.message.hello
    assert hasattr(ofp.message.flow_add, "subtypes") and not hasattr(ofp.port_desc, "subtypes")


def test_hidden_things_are_not_in_the_way() -> None:
    class mine(ofp.message.echo_request):
        """A user's own class."""

        def size(self) -> int:
            return len(self.pack())

    assert mine(xid=1, data=b"abc").size() == 11
    assert mine(xid=1) != ofp.message.echo_request(xid=1)


# --- addresses --------------------------------------------------------------------------------------------

MACS = [
    "00:11:22:33:44:ff",
    "00-11-22-33-44-FF",
    bytes.fromhex("0011223344ff"),
    bytearray.fromhex("0011223344ff"),
    [0, 0x11, 0x22, 0x33, 0x44, 0xFF],
    (0, 0x11, 0x22, 0x33, 0x44, 0xFF),
    0x0011223344FF,
]
IPV4S = ["10.0.0.1", 0x0A000001, bytes([10, 0, 0, 1]), [10, 0, 0, 1], ipaddress.IPv4Address("10.0.0.1")]
V6 = bytes.fromhex("fe800000000000000000000000000001")
IPV6S = ["fe80::1", V6, bytearray(V6), list(V6), int.from_bytes(V6, "big"), ipaddress.IPv6Address("fe80::1")]


@pytest.mark.parametrize("given", MACS, ids=repr)
def test_ethernet_addresses(given: object) -> None:
    port = ofp.port_desc(hw_addr=given)
    assert port.hw_addr == [0, 0x11, 0x22, 0x33, 0x44, 0xFF] and type(port.hw_addr) is list
    port = ofp.port_desc()
    assert port.hw_addr == [0] * 6
    port.hw_addr = given
    assert port.hw_addr == [0, 0x11, 0x22, 0x33, 0x44, 0xFF]
    assert bytes.fromhex("0011223344ff") in port.pack()
    port.hw_addr[5] = 1  # a plain list, as established
    assert bytes.fromhex("001122334401") in port.pack()


@pytest.mark.parametrize("given", IPV4S, ids=repr)
def test_ipv4_addresses(given: object) -> None:
    for obj in (ofp.oxm.ipv4_src(given), ofp.oxm.ipv4_src()):
        obj.value = given
        assert obj.value == 0x0A000001 and type(obj.value) is int
        assert obj.pack() == bytes.fromhex("800016040a000001")
    assert of10.match(ipv4_src=given).ipv4_src == 0x0A000001


@pytest.mark.parametrize("given", IPV6S, ids=lambda given: type(given).__name__)
def test_ipv6_addresses(given: object) -> None:
    for obj in (ofp.oxm.ipv6_src(given), ofp.oxm.ipv6_src()):
        obj.value = given
        assert obj.value == V6 and type(obj.value) is bytes
        assert obj.pack().endswith(V6)


# --- errors -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make_it", "told"),
    [
        (lambda: ofp.message.flow_add(xid=1, priority=70000).pack(), "flow_add.priority: 70000 is not in 0..0xffff"),
        (lambda: ofp.message.flow_add(xid=1, cookie=-1).pack(), "flow_add.cookie: -1 is not in 0..0xffffffffffffffff"),
        (lambda: ofp.message.hello().pack(), "hello.xid: None is not a number in 0..0xffffffff"),
        (lambda: ofp.message.hello(xid="1").pack(), "hello.xid: '1' is not a number in 0..0xffffffff"),
        (lambda: ofp.message.hello(xid=1).shadow(type=256).pack(), "hello.type: 256 is not in 0..0xff"),
        (lambda: ofp.port_desc(hw_addr="00:11"), "port_desc.hw_addr: '00:11' is not an Ethernet address"),
        (lambda: setattr(ofp.port_desc(), "hw_addr", 1 << 48), "port_desc.hw_addr: 281474976710656 is not an Ether"),
        (lambda: ofp.port_desc(hw_addr=[1, 2]).pack(), "port_desc.hw_addr: [1, 2] is not an Ethernet address"),
        (lambda: ofp.port_desc(hw_addr=[0] * 5 + [256]).pack(), "port_desc.hw_addr: [0, 0, 0, 0, 0, 256] is not an"),
        (lambda: ofp.oxm.ipv4_src("10.0.0.256"), "ipv4_src.value: '10.0.0.256' is not an IPv4 address"),
        (lambda: ofp.oxm.ipv4_src(1 << 32).pack(), "ipv4_src.value: 4294967296 is not in 0..0xffffffff"),
        (lambda: ofp.oxm.ipv6_src("fe80"), "ipv6_src.value: 'fe80' is not an IPv6 address"),
        (lambda: ofp.oxm.ipv6_src(b"abc").pack(), "ipv6_src.value: b'abc' is not an IPv6 address"),
        (lambda: ofp.action.set_field().pack(), "set_field.field: None is not a"),
        (lambda: ofp.message.packet_out(xid=1, data="text").pack(), "packet_out.data: 'text' is not bytes"),
        (lambda: ofp.message.packet_out(xid=1, actions=[5]).pack(), "packet_out.actions: 5 is not a"),
        (lambda: ofp.message.packet_out(xid=1, actions=5).pack(), "packet_out.actions: 5 is not a list"),
        (lambda: ofp.port_desc(name=b"eth0").pack(), "port_desc.name: b'eth0' is not text"),
        (lambda: ofp.oxm.bsn_in_ports_128({128}).pack(), "bsn_in_ports_128.value: bit 128 is not in 0..127"),
        (lambda: ofp.message.packet_out(xid=1, data=bytes(70000)).pack(), "packet_out: "),
        (
            lambda: ofp.message.flow_add(xid=1, instructions=[ofp.instruction.goto_table(300)]).pack(),
            "goto_table.table_id: 300 is not in 0..0xff",
        ),
    ],
)
def test_errors_name_class_member_value_and_range(make_it, told: str) -> None:
    with pytest.raises(MessageError) as caught:
        make_it()
    assert str(caught.value).startswith(told)
    assert isinstance(caught.value, ValueError)
    assert caught.value.cls == told.partition(".")[0].partition(":")[0]


def test_no_error_is_nameless() -> None:
    """Every number of every class is checked, with its class and member."""
    for version in VERSIONS:
        for qualname in all_classes(version):
            cls = classes.of(version).cls(qualname)
            for m in cls._layout.members:
                if m.kind == "data" and m.codec in ("uint", "ipv4") and m.size:
                    obj = make(random.Random(1), version, qualname)
                    setattr(obj, m.name, 1 << 8 * m.size)
                    with pytest.raises(MessageError) as caught:
                        obj.pack()
                    assert (caught.value.cls, caught.value.field) == (cls.__name__, m.name)


def test_unset_things_tell_on_packing_only() -> None:
    msg = ofp.message.barrier_request()
    assert msg.xid is None and repr(msg) == "ofp.message.barrier_request()"
    msg.xid = 0
    assert msg.pack() == bytes.fromhex("0414000800000000")
