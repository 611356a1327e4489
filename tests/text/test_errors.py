"""Mistakes in a text: which word, in which column, and what could stand there."""

from __future__ import annotations

import pytest

import oftwist.loxi.of10 as of10
import oftwist.loxi.of13 as of13
from oftwist.errors import MessageError, TextError
from oftwist.text import parse_flow, parse_flows, parse_group, parse_meter, parse_packet_out

WRONG = [
    # text, column, word, part of what is expected
    ("in_port=1", 9, "", "actions="),
    ("foo=1,actions=drop", 0, "foo", "a match field, or one of table"),
    ("in_port=1,foo,actions=drop", 10, "foo", "a match field"),
    ("priority=70000,actions=drop", 9, "70000", "0 to 0xffff"),
    ("in_port=nosuch,actions=drop", 8, "nosuch", "a port"),
    ("in_port=0x5,actions=drop", 8, "0x5", "a decimal number"),
    ("table=300,actions=drop", 6, "300", "a table"),
    ("dl_src=1:2:3,actions=drop", 7, "1:2:3", "an Ethernet address"),
    ("ip,nw_src=1.2.3,actions=drop", 10, "1.2.3", "an IPv4 address"),
    ("ip,nw_src=1.2.3.4/33,actions=drop", 18, "33", "leading bits from 0 to 32"),
    ("ipv6,ipv6_src=zz,actions=drop", 14, "zz", "an IPv6 address"),
    ("tcp,tp_dst=70000,actions=drop", 11, "70000", "0 to 0xffff"),
    ("tcp,tp_dst=80/x,actions=drop", 14, "x", "0 to 0xffff"),
    ("conj_id=1/2,actions=drop", 8, "1/2", "wholly or not at all"),
    ("ct_state=+foo,actions=drop", 10, "foo", "new, est"),
    ("reg0[40]=1,actions=drop", 4, "[40]", "bits 0 to 31 of reg0"),
    ("nosuch[0]=1,actions=drop", 0, "nosuch", "a field"),
    ("cookie=1/1,actions=drop", 7, "1/1", "without a mask"),
    ("actions=drop,1", 8, "drop", "drop alone"),
    ("actions=foo:1", 8, "foo", "an action"),
    ("actions=1,foo", 10, "foo", "an action, or a port"),
    ("actions=output:nosuch", 15, "nosuch", "a port"),
    ("actions=load:5->nosuch", 16, "nosuch", "the name of a field"),
    ("actions=load:5->reg0[0..1]", 13, "5", "a number for 2 bits"),
    ("actions=set_field:5->reg99", 21, "reg99", "the name of a field"),
    ("actions=set_field:1.2.3.4->ip_src", 27, "ip_src", "ip in the match"),
    ("actions=clone(1,clone(foo))", 22, "foo", "an action"),
    ("ip,actions=ct(commit,exec(set_field:5->reg0))", 39, "reg0", "ct_mark or ct_label"),
    ("ip,actions=ct(commit,nat(src=1.2.3.4-1.2))", 37, "1.2", "an IPv4 address"),
    ("actions=goto_table:1,output:2", 21, "output", "instructions in their order"),
    ("table=5,actions=goto_table:5", 27, "5", "a later table"),
    ("actions=dec_ttl", 8, "dec_ttl", "ip or ipv6 in the match"),
    ("actions=learn(table=1,tcp_dst=80)", 22, "tcp_dst", "earlier match"),
    ("actions=enqueue:1", 16, "1", "enqueue:PORT:QUEUE"),
    ("actions=resubmit(1,x)", 19, "x", "a table"),
    ("actions=note:1", 13, "1", "two hexadecimal digits"),
]


@pytest.mark.parametrize(("text", "column", "word", "expected"), WRONG)
def test_the_word_that_is_wrong(text: str, column: int, word: str, expected: str) -> None:
    with pytest.raises(TextError) as raised:
        parse_flow(text, of13)
    error = raised.value
    assert (error.column, error.word) == (column, word)
    assert expected in error.expected
    assert text[column : column + len(word)] == word
    assert "\n" not in str(error)
    assert str(error).startswith(f"column {column}: ") and error.expected in str(error)


def test_it_is_a_message_error() -> None:
    with pytest.raises(MessageError):
        of13.flow("foo")


def test_what_a_version_does_not_have() -> None:
    for text, part in (
        ("actions=meter:5", "this came with 1.3"),
        ("reset_counts,actions=drop", "a flag"),
        ("actions=push_vlan:0x8100", "1.1"),
    ):
        with pytest.raises(TextError, match=part):
            parse_flow(text, of10)


def test_a_file_names_the_line() -> None:
    lines = ["# comment", "", "in_port=1,actions=2", "  delete in_port=x"]
    with pytest.raises(TextError) as raised:
        parse_flows(lines, of13)
    error = raised.value
    assert (error.line, error.column, error.word) == (4, 17, "x")
    assert str(error).startswith("line 4, column 17: 'x'")


def test_other_lines() -> None:
    with pytest.raises(TextError, match="type=all"):
        parse_group("group_id=1,bucket=1", of13)
    with pytest.raises(TextError, match="group_id"):
        parse_group("type=all,bucket=1", of13)
    with pytest.raises(TextError) as raised:
        parse_group("group_id=1,type=all,bucket=output:1,bucket=foo", of13)
    assert (raised.value.column, raised.value.word) == (43, "foo")
    with pytest.raises(TextError, match="kbps or pktps"):
        parse_meter("meter=1,bands=type=drop,rate=1", of13)
    with pytest.raises(TextError) as raised:
        parse_meter("meter=1,kbps,bands=type=foo,rate=1", of13)
    assert (raised.value.column, raised.value.word) == (24, "foo")
    with pytest.raises(TextError, match=r"OpenFlow 1\.0"):
        parse_meter("meter=1,kbps,bands=type=drop,rate=1", of10)
    with pytest.raises(TextError, match="packet=BYTES"):
        parse_packet_out("in_port=1,actions=2", of13)


def test_commands_that_are_none() -> None:
    for parse in (parse_flow, parse_group, parse_meter):
        with pytest.raises(ValueError, match="no command 'x'"):
            parse("", of13, "x")


def test_a_long_word_is_cut_in_the_line() -> None:
    with pytest.raises(TextError) as raised:
        parse_flow("in_port=" + "x" * 1000 + ",actions=drop", of13)
    assert len(str(raised.value)) < 250 and raised.value.word == "x" * 1000


def test_nesting_has_a_limit() -> None:
    deep = "clone(" * 100 + "1" + ")" * 100
    with pytest.raises(TextError, match="levels of nested actions"):
        parse_flow(f"actions={deep}", of13)
