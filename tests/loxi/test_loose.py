"""After ``loxi.install()``: the attributes old suites set without effect, and packed bytes as structures.

Installing is for a whole process, so each case runs in one of its own.
"""

from __future__ import annotations

import pytest

from oftwist import loxi
from tests.support.fresh import told_by

WARNED = """
import warnings, oftwist.loxi
def warned(f):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        f()
    return [str(each.message) for each in caught]
"""

# What suites of the four versions set on objects that have no such member: what to make, and the name.
HABITS = {
    "1.0": ("action.set_nw_tos() ip_dscp", "match() nw_tos", "message.flow_add() table_id", "message.hello() flags"),
    "1.2": ("message.flow_add() command", "match() wildcards", "match() in_port", "message.packet_out() match"),
    "1.3": ("message.flow_delete() command", "match() wildcards", "action.output() max", "oxm.eth_type() mask"),
    "1.4": ("match() dl_vlan", "message.flow_removed() in_port", "instruction.apply_actions() action"),
}


@pytest.mark.parametrize("version", HABITS)
def test_habits_of_old_suites(version: str) -> None:
    """Kept, readable, and without any effect on bytes, text, comparison, copies and the type of the object."""
    told = told_by(f"""{WARNED}
import copy, pickle
oftwist.loxi.install({version!r})
import ofp
for made, name in {[each.split() for each in HABITS[version]]!r}:
    obj, plain = eval(f"ofp.{{made}}"), eval(f"ofp.{{made}}")
    if hasattr(plain, "xid"):
        obj.xid = plain.xid = 1
    told.append(not hasattr(obj, name))
    setattr(obj, name, 7)
    setattr(obj, name, getattr(obj, name) | 8)
    told += [getattr(obj, name) == 15, obj.pack() == plain.pack(), obj == plain, repr(obj) == repr(plain),
             obj.show() == plain.show(), type(obj) is type(plain)]
    for again in (copy.copy(obj), copy.deepcopy(obj), pickle.loads(pickle.dumps(obj))):
        told += [getattr(again, name) == 15, again == plain]
    told.append(not hasattr(plain, name))
""")
    assert all(told), told
    assert len(told) == 14 * len(HABITS[version])


def test_what_else_an_object_could_do_where_suites_were_written() -> None:
    """Classes derived from ours, a ``__dict__``, attributes that are deleted, methods of one object."""
    told = told_by("""
import copy, oftwist.loxi
oftwist.loxi.install("1.3")
import ofp

class Ping(ofp.message.echo_request):
    def __init__(self, **members):
        super().__init__(**members)
        self.mine = 3

class Hop(ofp.action.set_field):
    __slots__ = ()

ping = Ping(xid=1, data=b"ab")
told += [ping.mine == 3, ping.pack() == ofp.message.echo_request(xid=1, data=b"ab").pack()]
told += [copy.copy(ping).mine == 3, Hop(field=ofp.oxm.in_port(4).pack()).field == ofp.oxm.in_port(4)]

flow = ofp.message.flow_add(xid=9, priority=5, match=ofp.match([ofp.oxm.in_port(1)]))
flow.stray = 1
told += [vars(flow)["priority"] == 5, vars(flow)["match"] == flow.match, flow.__dict__["stray"] == 1]
told += [set(vars(ofp.message.hello())) == {"xid", "elements"}, "stray" in dir(flow), hasattr(flow, "__dict__")]
flow.__dict__["priority"] = 6
flow.__dict__.update({"cookie": 7}, other=8)
told += [flow.priority == 6, flow.cookie == 7, flow.other == 8]
del flow.stray
told += [not hasattr(flow, "stray"), "stray" not in vars(flow)]

plain, hello = ofp.message.hello(xid=1), ofp.message.hello(xid=1)
for frame in (b"one", b"two"):
    hello.pack = lambda: frame
    told.append(hello.pack() == frame)
told += [isinstance(hello, ofp.message.hello), hello.xid == 1, plain.pack()[:2] == b"\\4\\0"]
try:
    del plain.stray
except AttributeError:
    told.append(True)
""")
    assert all(told), told
    assert len(told) == 21


@pytest.mark.slow
def test_the_kind_for_every_class_of_every_version() -> None:
    """Each class takes an attribute that none has, keeps it beside illegal constants and extra bytes."""
    told = told_by(f"""{WARNED}
oftwist.loxi.install()
from oftwist import loxi
from oftwist.wire import spec
count = 0
for version in loxi.version_names:
    ofp = loxi.protocol(version)
    for module in spec.modules(version):
        for name in spec.names(version, module):
            cls = getattr(getattr(ofp, module), name, None)
            if cls is None or name.startswith("_"):
                continue
            try:
                obj, plain = cls(), cls()
            except TypeError:
                continue  # a virtual class
            count += 1
            lines = warned(lambda: setattr(obj, "no_class_has_this", 1))
            lines += warned(lambda: setattr(cls(), "no_class_has_this", 2))
            if len(lines) != 1 or f"{{module}}.{{name}}: " not in lines[0]:
                told.append([version, module, name, lines])
            if obj != plain or obj.no_class_has_this != 1 or hasattr(plain, "no_class_has_this"):
                told.append([version, module, name])
            obj.extra = plain.extra = b"1234"
            if obj.no_class_has_this != 1 or obj != plain or obj.extra != b"1234":
                told.append([version, module, name, "extra"])
            obj.extra = plain.extra = b""
            if hasattr(plain, "type"):
                obj.type = plain.type = 99
            if obj.no_class_has_this != 1 or obj != plain or repr(obj) != repr(plain):
                told.append([version, module, name, "shadowed"])
told.append(count > 1500)
""")
    assert told == [True]


def test_the_warning_shows_the_line() -> None:
    told = told_by(f"""{WARNED}
oftwist.loxi.install()
import ofp
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    for _ in range(3):
        ofp.message.flow_add().command = 1  # this line
        setattr(ofp.message.flow_add(), "commando", 1)
    ofp.message.flow_delete().command = 1
lines = source.splitlines()
told += [[str(each.message), lines[each.lineno - 1].strip()] for each in caught]
""")
    assert told == [
        ["of13.message.flow_add: 'command' is no attribute of its class: kept, but not sent",
         "ofp.message.flow_add().command = 1  # this line"],
        ["of13.message.flow_add: 'commando' is no attribute of its class: kept, but not sent",
         'setattr(ofp.message.flow_add(), "commando", 1)'],
        ["of13.message.flow_delete: 'command' is no attribute of its class: kept, but not sent",
         "ofp.message.flow_delete().command = 1"],
    ]  # fmt: skip


def test_what_a_class_has_is_as_before() -> None:
    """Members, constants per object, methods; and reading what nobody set is an AttributeError."""
    told = told_by(f"""{WARNED}
oftwist.loxi.install()
import ofp
def use():
    msg = ofp.message.flow_add(xid=1)
    msg.priority, msg.type, msg.version = 5, 99, 9
    told.append(msg.pack()[:2].hex())
    for wrong in (lambda: msg.nothing, lambda: setattr(msg, "pack", None), lambda: setattr(msg, "__slots__", 1)):
        try:
            wrong()
        except AttributeError as error:
            told.append(str(error))
told.append(warned(use))
""")
    assert told[0] == "0963"
    assert told[1] == "'flow_add' object has no attribute 'nothing'"
    assert len(told) == 5 and told[-1] == []


def test_what_we_tell_besides_the_members() -> None:
    """``in_port`` of a packet-in that has it in its match: setting it has no effect, as it always had none."""
    told = told_by(f"""{WARNED}
oftwist.loxi.install("1.2")
import ofp
msg = ofp.message.packet_in(match=ofp.match.build(in_port=3))
told.append(warned(lambda: [setattr(msg, "in_port", 5), setattr(msg, "in_port", 5)]))
told.append(msg.in_port)
""")
    assert told == [["of12.message.packet_in: 'in_port' cannot be set: it stays as it is"], 3]


def test_without_install_it_is_an_attribute_error() -> None:
    """Also after everything else of the library was imported."""
    for version in loxi.version_names:
        ofp = loxi.protocol(version)
        for obj in (ofp.message.flow_add(), ofp.match(), ofp.action.output()):
            with pytest.raises(AttributeError):
                obj.no_class_has_this = 1
            assert type(obj).__setattr__ is object.__setattr__


@pytest.mark.slow
def test_packed_bytes_as_a_structure() -> None:
    """Every OXM of every version that has set_field, packed, with and without padding; also in the constructor."""
    told = told_by(f"""{WARNED}
oftwist.loxi.install()
from oftwist import loxi
from oftwist.wire import spec
count = 0
for version in (3, 4, 5, 6):
    ofp = loxi.protocol(version)
    for name in spec.names(version, "oxm"):
        try:
            field = getattr(ofp.oxm, name)()
            data = field.pack()
        except Exception:
            continue  # a virtual class, or one without a value by default
        count += 1
        wanted = ofp.action.set_field(field=field)
        action = ofp.action.set_field()
        for given in (data, data + bytes(-(len(data) + 4) % 8), bytearray(data)):
            action.field = given
            if action.pack() != wanted.pack() or action != wanted:
                told.append([version, name])
            if ofp.action.set_field(field=given) != wanted:
                told.append([version, name, "constructor"])
ofp = loxi.protocol(4)
match = ofp.match.build(in_port=1)
told += [count > 150, ofp.message.flow_add(match=match.pack()).match == match]
for wrong in (b"", b"1", data + bytes(8), data + b"\\1"):
    try:
        ofp.action.set_field().field = wrong
    except ValueError as error:
        told.append(str(error).startswith("set_field.field: "))
""")
    assert told == [True] * 6
