"""Descriptions, counters and whole messages as text; with real ones see tests/live/test_text_of_messages.py."""

from __future__ import annotations

from oftwist import text
from oftwist.loxi import of10, of13, of15
from oftwist.text import reports


def test_bits_have_names_and_the_others_numbers() -> None:
    names = {0: "A", 2: "C"}
    assert reports.bits(0, names) == "0"
    assert reports.bits(5, names) == "A C"
    assert reports.bits(8 | 1, names) == "A 0x8"


def test_ports_of_all_kinds() -> None:
    old = of10.port_desc(port_no=1, hw_addr=[2, 0, 0, 0, 0, 1], name="eth0", state=0x101, curr=0x20, supported=0x60)
    assert list(reports.ports([old])) == [
        " 1(eth0): addr:02:00:00:00:00:01",
        "     config:     0",
        "     state:      LINK_DOWN STP_LEARN",
        "     current:    1GB-FD",
        "     supported:  1GB-FD 10GB-FD",
        "     speed: 1000 Mbps now, 10000 Mbps max",
    ]
    properties = [of15.port_desc_prop.ethernet(curr=0x800, curr_speed=40_000_000, max_speed=100_000_000)]
    new = of15.port_desc(port_no=0xFFFFFFFE, name="br\x070", state=4, config=1, properties=properties)
    assert list(reports.ports([new])) == [
        " LOCAL(br.0): addr:00:00:00:00:00:00",
        "     config:     PORT_DOWN",
        "     state:      LIVE",
        "     current:    COPPER",
        "     speed: 40000 Mbps now, 100000 Mbps max",
    ]


def test_tables_that_are_alike_are_told_once() -> None:
    entries = [of13.table_stats_entry(table_id=n, active_count=int(n == 3)) for n in range(6)]
    lines = list(reports.table_stats("top", entries))
    assert "  tables 1...2: ditto" in lines and "  table 5: ditto" in lines
    assert "    active=1, lookup=0, matched=0" in lines


def test_counters_that_are_not_counted() -> None:
    assert reports.counters({"pkts": 3, "drop": 0xFFFFFFFFFFFFFFFF}) == "pkts=3, drop=?"


def test_messages_in_one_line() -> None:
    flow = of13.message.flow_add(xid=7, match=of13.match.build(in_port=1), priority=5)
    assert text.format_message(flow).startswith("OFPT_FLOW_MOD (OF1.3) (xid=0x7): ADD")
    assert text.format_message(of10.message.echo_request(xid=1, data=b"x")).startswith("OFPT_ECHO_REQUEST (xid=0x1): ")
