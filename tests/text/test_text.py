"""The functions of `oftwist.text`, and what the version packages make of them."""

from __future__ import annotations

import subprocess
import sys
import warnings

import pytest

import oftwist.loxi
import oftwist.loxi.of10 as of10
import oftwist.loxi.of13 as of13
import oftwist.loxi.of15 as of15
from oftwist import text
from oftwist.text.names import Names

PORTS = {"eth0": 7, "x-y": 8, "a": 9, "twice": 1}


def test_a_flow_is_the_message() -> None:
    found = of13.flow("priority=5,in_port=1,tcp,tp_dst=80,actions=dec_ttl,output:2,goto_table:3")
    assert found == of13.message.flow_add(
        priority=5,
        buffer_id=of13.OFP_NO_BUFFER,
        out_port=of13.OFPP_ANY,
        out_group=of13.OFPG_ANY,
        match=of13.match.build(in_port=1, eth_type=0x800, ip_proto=6, tcp_dst=80),
        instructions=[
            of13.instruction.apply_actions([of13.action.dec_nw_ttl(), of13.action.output(2)]),
            of13.instruction.goto_table(3),
        ],
    )
    assert found.xid is None


@pytest.mark.parametrize("ofp", [oftwist.loxi.protocol(v) for v in range(1, 7)])
def test_defaults_of_every_version(ofp) -> None:
    found = ofp.flow("actions=drop")
    assert type(found).__name__ == "flow_add"
    assert (found.priority, found.buffer_id, found.idle_timeout, found.cookie) == (0x8000, 0xFFFFFFFF, 0, 0)
    assert found.out_port == (0xFFFF if ofp is of10 else 0xFFFFFFFF)
    assert str(found) == "ADD actions=drop" and str(found.match) == ""
    assert type(ofp.flow("", "delete")).__name__ == "flow_delete"


def test_a_table_in_1_0_is_in_the_command() -> None:
    found = of10.flow("table=3,actions=drop")
    found.xid = 1
    assert found.pack()[56:58] == b"\x03\x00" and str(found) == "ADD table:3 actions=drop"


def test_flows_of_a_file() -> None:
    lines = """
        # a comment
        in_port=1,actions=2   # and another

        delete in_port=3
        mod ip,actions=drop
        delete_s priority=7,tcp
    """.splitlines()
    found = of13.flows(lines)
    assert [str(one) for one in found] == [
        "ADD in_port=1 actions=output:2",
        "DEL table:255 in_port=3 actions=drop",
        "MOD ip actions=drop",
        "DEL_STRICT table:255 priority=7,tcp actions=drop",
    ]
    # With another command the first word is no command.
    with pytest.raises(ValueError, match="a match field"):
        of13.flows(["delete in_port=3"], "delete")


def test_names_in_both_directions() -> None:
    for given in (PORTS, {number: name for name, number in PORTS.items()}, Names(PORTS)):
        found = of13.flow('in_port=eth0,actions="x-y",output:a,local', ports=given)
        assert text.format_flow(found, ports=given) == 'ADD in_port=eth0 actions=output:"x-y",output:a,LOCAL'
        assert text.format_flow(found) == "ADD in_port=7 actions=output:8,output:9,LOCAL"
    found = of13.flow("table=acl,actions=goto_table:route", tables={"acl": 2, "route": 9})
    assert text.format_flow(found, tables={2: "acl", 9: "route"}) == "ADD table:acl actions=goto_table:route"


def test_names_that_several_have_are_none() -> None:
    names = Names({1: "a", 2: "a", 3: "b"})
    assert names.number("a") is None and names.name(1) is None and names.number("b") == 3


def test_matches_actions_instructions() -> None:
    match = of13.match.parse("in_port=eth0,ip,nw_src=10.0.0.0/8", ports=PORTS)
    assert match == of13.match.build(in_port=7, eth_type=0x800, ipv4_src="10.0.0.0/8")
    assert str(match) == "ip,in_port=7,nw_src=10.0.0.0/8"
    assert text.format_match(match, ports=PORTS) == "ip,in_port=eth0,nw_src=10.0.0.0/8"
    actions = of13.actions("dec_ttl,2", match="ip")
    assert actions == [of13.action.dec_nw_ttl(), of13.action.output(2)]
    assert text.format_actions(actions) == "dec_ttl,output:2" and text.format_actions([]) == "drop"
    assert [str(one) for one in actions] == ["dec_ttl", "output:2"]
    found = of13.instructions("2,write_metadata:5/7")
    assert text.format_instructions(reversed(found)) == "output:2,write_metadata:0x5/0x7"
    assert [str(one) for one in found] == ["output:2", "write_metadata:0x5/0x7"]
    assert of10.instructions("2") == [of10.action.output(2)]


def test_an_entry_reads_as_in_a_dump() -> None:
    entry = of13.flow_stats_entry(
        table_id=3, duration_sec=12, duration_nsec=500_000_000, priority=7, idle_timeout=5, flags=3, cookie=0x10,
        packet_count=8, byte_count=9, match=of13.match.parse("tcp,tp_dst=80"), instructions=of13.instructions("2"),
    )  # fmt: skip
    line = (
        "cookie=0x10, duration=12.500s, table=3, n_packets=8, n_bytes=9, idle_timeout=5, "
        "send_flow_rem check_overlap priority=7,tcp,tp_dst=80 actions=output:2"
    )
    assert str(entry) == text.format_flow(entry) == line
    rest = "idle_timeout=5, send_flow_rem check_overlap priority=7,tcp,tp_dst=80 actions=output:2"
    assert text.format_flow(entry, stats=False) == f"cookie=0x10, table=3, {rest}"
    again = of13.flow(line)
    assert (again.match, again.instructions, again.table_id) == (entry.match, entry.instructions, 3)
    assert (again.cookie, again.idle_timeout, again.flags, again.priority) == (0x10, 5, 3, 7)
    plain = text.format_flow_line(entry)
    flags = "send_flow_rem check_overlap"
    assert plain == f"table=3 priority=7,tcp,tp_dst=80 cookie=0x10 idle_timeout=5 {flags} actions=output:2"
    assert of13.flow(plain) == again


def test_an_entry_of_1_5_has_statistics() -> None:
    stats = of15.stat([of15.oxs_duration(3 << 32 | 1), of15.oxs_idle_time(2 << 32), of15.oxs_packet_count(5)])
    entry = of15.flow_stats_entry(priority=0x8000, match=of15.match(), stats=stats)
    counted = "n_packets=5, n_bytes=?"
    assert str(entry).startswith(f"cookie=0x0, duration=3.000000001s, table=0, {counted}, ")
    assert "idle_age=2, actions=drop" in str(entry)


def test_a_flow_removed_reads_as_ofp_print_says() -> None:
    removed = of13.message.flow_removed(
        priority=0x8000, reason=1, table_id=3, cookie=5, duration_sec=5, duration_nsec=820_000_000, idle_timeout=5,
        hard_timeout=3, packet_count=1, byte_count=60, match=of13.match.parse("in_port=1"),
    )  # fmt: skip
    expected = "in_port=1 reason=hard table_id=3 cookie:0x5 duration5.820s idle5 hard3 pkts1 bytes60"
    assert str(removed) == text.format_flow(removed) == expected


def test_updates_of_a_flow_monitor() -> None:
    match = of15.match.parse("tcp,in_port=1")
    full = {"table_id": 2, "cookie": 0x21, "match": match, "priority": 5, "idle_timeout": 7}
    added = of15.flow_update_added(**full, instructions=of15.instructions("2"))
    assert str(added) == "event=ADDED table=2 idle_timeout=7 cookie=0x21 tcp,in_port=1 actions=output:2"
    removed = of15.flow_update_removed(**full, reason=2)
    assert str(removed) == "event=DELETED reason=delete table=2 idle_timeout=7 cookie=0x21 tcp,in_port=1"
    assert str(of15.flow_update_abbrev(xid=0x55)) == "event=ABBREV xid=0x55"
    assert [str(one()) for one in (of15.flow_update_paused, of15.flow_update_resumed)] == [
        "event=PAUSED", "event=RESUMED",
    ]  # fmt: skip
    old = of10.nicira_flow_update_modified(table_id=1, match=of10.flow("reg0=5,actions=drop").match)
    assert str(old) == "event=MODIFIED table=1 cookie=0 reg0=0x5"


def test_errors_by_name() -> None:
    error = of13.message.flow_mod_failed_error_msg(code=1)
    assert "full" in text.format_error(error).lower()


def test_str_of_what_has_no_words_is_its_repr() -> None:
    hello = of13.message.hello(xid=1)
    assert str(hello) == repr(hello)
    odd = of13.action.output(port=None)
    odd.port = "x"
    assert str(odd) == repr(odd)


def test_what_open_vswitch_does_not_know_is_told() -> None:
    match = of13.match.build(in_port=1, ipv6_exthdr=5)
    assert str(match) == "in_port=1,ipv6_exthdr=5"
    actions = [of13.action.copy_ttl_out(), of13.action.push_pbb(0x88E7), of13.action.pop_pbb()]
    assert text.format_actions(actions) == "copy_ttl_out,push_pbb:0x88e7,pop_pbb"
    assert of13.actions("copy_ttl_out,push_pbb:0x88e7,pop_pbb") == actions
    unknown = of13.action.action(type=77, extra=bytes(12))
    assert text.format_actions([unknown]).startswith("unknown(004d")


def test_the_packages_show_the_functions_and_import_late() -> None:
    code = (
        "import sys, oftwist.loxi.of13 as ofp; print('oftwist.text' in sys.modules, 'flow' in dir(ofp));"
        "ofp.flow('actions=drop'); print('oftwist.text' in sys.modules, 'twisted' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.split() == ["False", "True", "True", "False"]
    assert of13.flow.__doc__ and of13.flow is of13.flow
    assert not hasattr(of13, "nosuch") and not hasattr(of13.message, "flow")


#: Words that mean something in one protocol only, and lines that match it.
BOUND = {
    "ip": ("nw_src=1.2.3.4", "nw_dst=10.0.0.0/8", "nw_proto=6", "nw_tos=4"),
    "tcp": ("tp_src=5", "tp_dst=5", "tcp_src=5", "tcp_dst=5"),
    "udp": ("udp_src=5", "udp_dst=5"),
    "icmp": ("icmp_type=8", "icmp_code=1"),
    "arp": ("arp_spa=1.2.3.4", "arp_tpa=1.2.3.4", "arp_op=1"),
    # From here on nothing that the fixed structures have.
    "ip ": ("nw_ecn=1", "nw_ttl=3"),
    "tcp ": ("tcp_flags=+syn", "tp_dst=0x10/0xf0"),
    "arp ": ("arp_sha=02:00:00:00:00:01", "arp_tha=02:00:00:00:00:01"),
    "ipv6": ("ipv6_src=::1", "ipv6_dst=2001:db8::/32", "ipv6_label=5"),
    "icmp6": ("icmpv6_type=128", "icmpv6_code=1"),
    "icmp6,icmp_type=135": ("nd_target=::1", "nd_sll=02:00:00:00:00:01"),
    "mpls": ("mpls_label=5", "mpls_tc=1", "mpls_bos=1"),
}


@pytest.mark.parametrize("version", oftwist.loxi.version_names)
def test_what_no_protocol_has_is_not_passed_over_in_silence(version: int) -> None:
    """Such a flow matches more than it says."""
    ofp = oftwist.loxi.protocol(version)
    for proper, words in BOUND.items():
        if version == 2 and (proper.endswith(" ") or "6" in proper or proper == "mpls"):
            continue  # the fixed structure has no place for it
        for word in words:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                ofp.flow(f"in_port=1,{proper.strip()},{word},actions=drop")
            for other in ("", ",dl_type=0x88cc"):
                with pytest.warns(UserWarning, match=r"passed over") as told:
                    ofp.flow(f"in_port=1{other},{word},actions=drop")
                assert told[0].filename == __file__
