"""Whose extension something is, text and logs say: of every kind of thing that an experimenter may have."""

from __future__ import annotations

import random
from typing import Any

import pytest

from oftwist import loxi, wire
from oftwist.loxi.pp import pp
from oftwist.tools.decode import render
from oftwist.wire import kinds, spec
from oftwist.wire.codec import classes
from tests.support import making
from tests.support.openvswitch import facts

VERSIONS = tuple(loxi.version_names)
WHO = 0x00AABBCC


def whose(version: int) -> list[str]:
    """The classes that stand for what an experimenter has and nobody knows."""
    found = []
    for qualname in making.all_classes(version):
        lay = spec.layout(version, qualname)
        if any(m.name == "experimenter" and m.kind in ("key", "data") for m in lay.members):
            found.append(qualname)
    return found


def kinds_of_things(version: int) -> set[str]:
    return {qualname.partition(".")[0] for qualname in whose(version)}


@pytest.mark.parametrize("version", VERSIONS)
def test_text_says_whose_it_is(version: int) -> None:
    rnd = random.Random(version)
    wanted = {"message", "action"} | ({"instruction"} if version > 1 else set())
    wanted |= {"meter_band"} if version > 3 else set()
    assert wanted <= kinds_of_things(version)
    for qualname in whose(version):
        obj = making.make(rnd, version, qualname)
        obj.experimenter = WHO
        text = pp(obj, maxwidth=10**9)
        assert "experimenter = 0x00aabbcc" in text, qualname
        assert text.count("experimenter = ") == 1
        for member in ("subtype", "exp_type"):
            if member in type(obj).__match_args__:
                assert f" {member} = {getattr(obj, member):#x}" in text
        obj = classes.of(version).cls(qualname)(experimenter=0x2320, extra=b"12345678")
        assert "experimenter = 0x00002320 (Nicira)" in pp(obj, maxwidth=10**9)
        assert pp(obj, maxwidth=10**9).count("experimenter = ") == 1


@pytest.mark.parametrize("version", VERSIONS)
def test_what_is_known_of_an_experimenter_but_not_its_type(version: int) -> None:
    """Of a class that tells its children apart by a further number, both numbers are told."""
    for qualname in making.all_classes(version):
        lay = spec.layout(version, qualname)
        who = next((m for m in lay.members if m.name == "experimenter" and m.kind == "const"), None)
        if who is None or lay.by is None or qualname.startswith(("action_id", "instruction_id")):
            continue
        obj = classes.of(version).cls(qualname)(**{lay.by[0]: 0x7D})
        text = pp(obj, maxwidth=10**9)
        assert f"experimenter = {who.value:#010x}" in text, qualname
        assert f"{lay.by[0]} = 0x7d" in text, qualname


@pytest.mark.parametrize("version", VERSIONS[2:])
def test_fields_of_a_match(version: int) -> None:
    field = loxi.protocol(version).oxm.oxm(type_len=0xFFFF0206, extra=WHO.to_bytes(4, "big") + b"\0\5")
    assert "experimenter = 0x00aabbcc" in field.show()
    if version == 6:  # statistics have the same form (1.5.1 §7.2.4)
        statistic = loxi.protocol(version).common.oxs(type_len=0xFFFF0206, extra=WHO.to_bytes(4, "big") + b"\0\5")
        assert "experimenter = 0x00aabbcc" in statistic.show()


def test_the_line_about_a_message() -> None:
    raw = bytes.fromhex("0404001800000001 00aabbcc 00000009 0102030405060708")
    msg = wire.decode(raw)
    assert kinds.title(msg) == "experimenter 0x00aabbcc, subtype 0x9"
    assert render.heading(msg, len(raw)) == "OpenFlow 1.3 experimenter 0x00aabbcc, subtype 0x9, xid 0x1, 24 bytes"
    assert "experimenter = 0x00aabbcc" in msg.show() and "subtype = 0x9" in msg.show()
    assert render.plain(msg)["experimenter"] == WHO
    assert kinds.title(loxi.protocol(4).message.flow_add()) == "flow_add"
    assert kinds.title(loxi.protocol(4).message.message(type=217)) == "message of unknown type 217"


@pytest.mark.parametrize("version", VERSIONS)
def test_every_message_of_an_experimenter_has_a_title(version: int) -> None:
    for qualname in whose(version):
        if qualname.startswith("message."):
            msg: Any = classes.of(version).cls(qualname)(experimenter=WHO)
            assert kinds.title(msg).startswith(f"{type(msg).__name__} 0x00aabbcc")


@pytest.mark.parametrize("version", VERSIONS)
def test_the_title_of_bytes(version: int) -> None:
    """Of whole messages and of their beginnings, which is what errors carry."""
    message = loxi.protocol(version).message
    assert kinds.frame_title(message.barrier_request(xid=1).pack()) == "barrier_request"
    frame = message.experimenter(xid=1, experimenter=WHO).pack()
    assert kinds.frame_title(frame) == kinds.frame_title(frame[:12]) == "experimenter 0x00aabbcc"
    assert kinds.frame_title(frame[:8]) == "experimenter"
    for kind in ("request", "reply"):
        frame = getattr(message, f"experimenter_stats_{kind}")(xid=1, experimenter=WHO).pack()
        assert kinds.frame_title(frame) == f"stats_{kind} of experimenter 0x00aabbcc"
        assert kinds.frame_title(getattr(message, f"desc_stats_{kind}")(xid=1).pack()) == f"stats_{kind}"
    if version > 2:
        frame = message.experimenter_error_msg(xid=1, experimenter=WHO, subtype=3).pack()
        assert kinds.frame_title(frame) == "error_msg of experimenter 0x00aabbcc"
        request = message.experimenter(xid=7, experimenter=WHO).pack()
        error = message.bad_request_error_msg(xid=7, code=3, data=request)
        assert kinds.error_text(error) == "bad_request/OFPBRC_BAD_EXPERIMENTER for experimenter 0x00aabbcc xid 7"


@pytest.mark.parametrize("version", VERSIONS[2:])
def test_the_data_of_an_experimenters_error_is_no_request(version: int) -> None:
    ofp = loxi.protocol(version)
    request = ofp.message.echo_request(xid=7, data=b"12345678").pack()
    theirs = ofp.message.experimenter_error_msg(xid=1, experimenter=WHO, subtype=5, data=request)
    assert kinds.error_text(theirs) == "experimenter 0x00aabbcc/subtype 5"
    assert kinds.request_in(theirs) == b""
    ours = ofp.message.bad_request_error_msg(xid=1, code=1, data=request)
    assert kinds.error_text(ours) == "bad_request/OFPBRC_BAD_TYPE for echo_request xid 7"
    assert kinds.request_in(ours) == request


@pytest.mark.parametrize("example", facts()["error_examples"], ids=lambda example: example[0])
def test_show_names_every_error(example: list[Any]) -> None:
    """An error is told by the same name in `show()` as in logs, whosever it is."""
    msg = wire.decode(bytes.fromhex(example[3]))
    kind, code = kinds.error_names(msg)
    assert code.isupper() and code.isidentifier(), (kind, code)
    assert f" = {code}(" in msg.show(), msg.show()
