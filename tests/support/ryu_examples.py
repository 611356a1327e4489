"""The requests that Ryu's documentation gives as examples, as a client sends them, and the answers it tells of.

Numbers that a switch makes up (counters, times) are checked for being there. The walk is the same for a simulated
switch and for Open vSwitch.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

#: ``ask(method, path, body) -> (status, bytes)``
Ask = Callable[[str, str, "bytes | None"], "tuple[int, bytes]"]

FLOW_10 = b"""{
    "dpid": 1,
    "cookie": 1,
    "cookie_mask": 1,
    "table_id": 0,
    "idle_timeout": 30,
    "hard_timeout": 30,
    "priority": 11111,
    "flags": 1,
    "match":{
        "in_port":1
    },
    "actions":[
        {
            "type":"OUTPUT",
            "port": 2
        }
    ]
 }"""
FLOW_14 = b"""{
    "dpid": 1,
    "cookie": 1,
    "cookie_mask": 1,
    "table_id": 0,
    "idle_timeout": 30,
    "hard_timeout": 30,
    "priority": 11111,
    "flags": 1,
    "match":{
        "in_port":1
    },
    "instructions": [
        {
            "type": "APPLY_ACTIONS",
            "actions": [
                {
                    "max_len": 65535,
                    "port": 2,
                    "type": "OUTPUT"
                }
            ]
        }
    ]
 }"""
GOTO = b"""{
    "dpid": 1,
    "priority": 22222,
    "match":{
        "in_port":1
    },
    "actions":[
        {
            "type":"GOTO_TABLE",
            "table_id": 1
        }
    ]
 }"""
METADATA = b"""{
    "dpid": 1,
    "priority": 33333,
    "match":{
        "in_port":1
    },
    "actions":[
        {
            "type":"WRITE_METADATA",
            "metadata": 1,
            "metadata_mask": 1
        }
    ]
 }"""
METER = b"""{
    "dpid": 1,
    "priority": 44444,
    "match":{
        "in_port":1
    },
    "actions":[
        {
            "type":"METER",
            "meter_id": 1
        }
    ]
 }"""
FILTER = b"""{
     "table_id": 0,
     "out_port": 2,
     "cookie": 1,
     "cookie_mask": 1,
     "match":{
         "in_port":1
     }
 }"""
GROUP = b"""{
    "dpid": 1,
    "type": "ALL",
    "group_id": 1,
    "buckets": [
        {
            "actions": [
                {
                    "type": "OUTPUT",
                    "port": 1
                }
            ]
        }
    ]
 }"""
DELETE_GROUP = b"""{
    "dpid": 1,
    "group_id": 1
 }"""
PORT = b"""{
    "dpid": 1,
    "port_no": 1,
    "config": 1,
    "mask": 1
    }"""
METER_ENTRY = b"""{
    "dpid": 1,
    "flags": "KBPS",
    "meter_id": 1,
    "bands": [
        {
            "type": "DROP",
            "rate": 1000
        }
    ]
 }"""
DELETE_METER = b"""{
    "dpid": 1,
    "meter_id": 1
 }"""
ROLE = b"""{
    "dpid": 1,
    "role": "MASTER"
 }"""
EXPERIMENTER = b"""{
    "dpid": 1,
    "experimenter": 1,
    "exp_type": 1,
    "data_type": "ascii",
    "data": "data"
    }"""
#: With remarks, which Python's literals allow: ``dl_vlan`` in its three spellings.
VLANS = {
    b"""{"dpid": 1, "match":{"dl_vlan": 5}, "actions":[{"type":"OUTPUT", "port": 1}]}""": "5",
    b"""{
    "dpid": 1,
    "match":{
        "dl_vlan": "0x0000"   # no tag
    },
    "actions":[
        {
            "type":"OUTPUT",
            "port": 1
        }
    ]
 }""": "0x0000",
    b"""{
    "dpid": 1,
    "match":{
        "dl_vlan": "0x1000/0x1000"   # any tag
    },
    "actions":[
        {
            "type":"OUTPUT",
            "port": 1
        }
    ]
 }""": "0x1000/0x1000",
    b"""{
    "dpid": 1,
    "match":{
        "dl_vlan": "0x1005"   # id 5 and the bit that says there is a tag
    },
    "actions":[
        {
            "type":"OUTPUT",
            "port": 1
        }
    ]
 }""": "5",
}
PUSH = b"""{
    "dpid": 1,
    "match":{
        "dl_type": "0x8000"
    },
    "actions":[
        {
            "type": "PUSH_VLAN",     # a tag for those without
            "ethertype": 33024       # 0x8100
        },
        {
            "type": "SET_FIELD",
            "field": "vlan_vid",     # its id
            "value": 4102            # 6, and the bit that says there is a tag
        },
        {
            "type": "OUTPUT",
            "port": 2
        }
    ]
 }"""

#: Match and actions of each documented kind of 1.0 -> what a reply says of them.
MATCHES_10: tuple[dict[str, Any], ...] = (
    {"in_port": 7},
    {"dl_src": "aa:bb:cc:11:22:33"},
    {"dl_dst": "aa:bb:cc:11:22:33"},
    {"dl_vlan": 5},
    {"dl_vlan_pcp": 3, "dl_vlan": 3},
    {"dl_type": 123},
    {"nw_tos": 16, "dl_type": 2048},
    {"nw_proto": 5, "dl_type": 2048},
    {"nw_src": "192.168.0.1", "dl_type": 2048},
    {"nw_dst": "192.168.0.0/24", "dl_type": 2048},
    {"tp_src": 1, "nw_proto": 6, "dl_type": 2048},
    {"tp_dst": 2, "nw_proto": 6, "dl_type": 2048},
)
ACTIONS_10: dict[str, dict[str, Any]] = {
    "OUTPUT:3": {"type": "OUTPUT", "port": 3},
    "SET_VLAN_VID:5": {"type": "SET_VLAN_VID", "vlan_vid": 5},
    "SET_VLAN_PCP:3": {"type": "SET_VLAN_PCP", "vlan_pcp": 3},
    "STRIP_VLAN": {"type": "STRIP_VLAN"},
    "SET_DL_SRC:aa:bb:cc:11:22:33": {"type": "SET_DL_SRC", "dl_src": "aa:bb:cc:11:22:33"},
    "SET_DL_DST:aa:bb:cc:11:22:33": {"type": "SET_DL_DST", "dl_dst": "aa:bb:cc:11:22:33"},
    "SET_NW_SRC:10.0.0.1": {"type": "SET_NW_SRC", "nw_src": "10.0.0.1"},
    "SET_NW_DST:10.0.0.1": {"type": "SET_NW_DST", "nw_dst": "10.0.0.1"},
    "SET_NW_TOS:184": {"type": "SET_NW_TOS", "nw_tos": 184},
    "SET_TP_SRC:8080": {"type": "SET_TP_SRC", "tp_src": 8080},
    "SET_TP_DST:8080": {"type": "SET_TP_DST", "tp_dst": 8080},
    "ENQUEUE:1:3": {"type": "ENQUEUE", "queue_id": 3, "port": 1},
}
#: The same of 1.3: match -> what the reply says.
MATCHES_13: tuple[tuple[dict[str, Any], dict[str, Any]], ...] = (
    ({"in_port": 7}, {"in_port": 7}),
    ({"metadata": 12345}, {"metadata": 12345}),
    ({"metadata": "0x1212/0xffff"}, {"metadata": "4626/65535"}),
    ({"eth_dst": "aa:bb:cc:11:22:33/00:00:00:00:ff:ff"}, {"dl_dst": "00:00:00:00:22:33/00:00:00:00:ff:ff"}),
    ({"eth_src": "aa:bb:cc:11:22:33"}, {"dl_src": "aa:bb:cc:11:22:33"}),
    ({"eth_type": 2048}, {"dl_type": 2048}),
    ({"vlan_pcp": 3, "vlan_vid": 3}, {"vlan_pcp": 3, "dl_vlan": "3"}),
    ({"ip_dscp": 3, "eth_type": 2048}, {"ip_dscp": 3, "dl_type": 2048}),
    ({"ip_ecn": 0, "eth_type": 34525}, {"ip_ecn": 0, "dl_type": 34525}),
    ({"ip_proto": 5, "eth_type": 34525}, {"nw_proto": 5, "dl_type": 34525}),
    ({"ipv4_src": "192.168.0.1", "eth_type": 2048}, {"nw_src": "192.168.0.1", "dl_type": 2048}),
    (
        {"ipv4_dst": "192.168.10.10/255.255.255.0", "eth_type": 2048},
        {"nw_dst": "192.168.10.0/255.255.255.0", "dl_type": 2048},
    ),
    ({"tcp_src": 3, "ip_proto": 6, "eth_type": 2048}, {"tp_src": 3, "nw_proto": 6, "dl_type": 2048}),
    ({"tcp_dst": 5, "ip_proto": 6, "eth_type": 2048}, {"tp_dst": 5, "nw_proto": 6, "dl_type": 2048}),
    ({"udp_src": 2, "ip_proto": 17, "eth_type": 2048}, {"tp_src": 2, "nw_proto": 17, "dl_type": 2048}),
    ({"udp_dst": 6, "ip_proto": 17, "eth_type": 2048}, {"tp_dst": 6, "nw_proto": 17, "dl_type": 2048}),
    ({"sctp_src": 99, "ip_proto": 132, "eth_type": 2048}, {"sctp_src": 99, "nw_proto": 132, "dl_type": 2048}),
    ({"icmpv4_type": 5, "ip_proto": 1, "eth_type": 2048}, {"icmpv4_type": 5, "nw_proto": 1, "dl_type": 2048}),
    ({"icmpv4_code": 6, "ip_proto": 1, "eth_type": 2048}, {"icmpv4_code": 6, "nw_proto": 1, "dl_type": 2048}),
    ({"arp_op": 3, "eth_type": 2054}, {"arp_op": 3, "dl_type": 2054}),
    ({"arp_spa": "192.168.0.11", "eth_type": 2054}, {"arp_spa": "192.168.0.11", "dl_type": 2054}),
    ({"arp_tpa": "192.168.0.44/24", "eth_type": 2054}, {"arp_tpa": "192.168.0.0/255.255.255.0", "dl_type": 2054}),
    ({"arp_sha": "aa:bb:cc:11:22:33", "eth_type": 2054}, {"arp_sha": "aa:bb:cc:11:22:33", "dl_type": 2054}),
    ({"ipv6_src": "2001::aaaa:bbbb:1111", "eth_type": 34525}, {"ipv6_src": "2001::aaaa:bbbb:1111", "dl_type": 34525}),
    (
        {"ipv6_dst": "2001::ffff:cccc:bbbb:1111/64", "eth_type": 34525},
        {"ipv6_dst": "2001::/ffff:ffff:ffff:ffff::", "dl_type": 34525},
    ),
    ({"ipv6_flabel": 2, "eth_type": 34525}, {"ipv6_flabel": 2, "dl_type": 34525}),
    ({"icmpv6_type": 3, "ip_proto": 58, "eth_type": 34525}, {"icmpv6_type": 3, "nw_proto": 58, "dl_type": 34525}),
    ({"mpls_label": 3, "eth_type": 34888}, {"mpls_label": 3, "dl_type": 34888}),
    ({"mpls_tc": 2, "eth_type": 34888}, {"mpls_tc": 2, "dl_type": 34888}),
    ({"mpls_bos": 1, "eth_type": 34888}, {"mpls_bos": 1, "dl_type": 34888}),
    ({"tunnel_id": 7}, {"tunnel_id": 7}),
    ({"tunnel_id": "0x07/0xff"}, {"tunnel_id": "7/255"}),
    # and the old names
    ({"dl_type": 2048, "nw_proto": 17, "tp_dst": 53}, {"dl_type": 2048, "nw_proto": 17, "tp_dst": 53}),
    ({"dl_type": 2054, "nw_src": "10.0.0.1"}, {"dl_type": 2054, "arp_spa": "10.0.0.1"}),
    ({"dl_type": "0x800", "nw_dst": "10.0.0.0/8"}, {"dl_type": 2048, "nw_dst": "10.0.0.0/255.0.0.0"}),
)  # fmt: skip
ACTIONS_13: dict[str, dict[str, Any]] = {
    "OUTPUT:3": {"type": "OUTPUT", "port": 3},
    "OUTPUT:CONTROLLER": {"type": "OUTPUT", "port": "CONTROLLER"},
    "SET_QUEUE:7": {"type": "SET_QUEUE", "queue_id": 7},
    "POP_VLAN": {"type": "POP_VLAN"},
    "PUSH_VLAN:33024": {"type": "PUSH_VLAN", "ethertype": 33024},
    "SET_FIELD: {eth_dst:aa:bb:cc:11:22:33}": {"type": "SET_FIELD", "field": "eth_dst", "value": "aa:bb:cc:11:22:33"},
    "GOTO_TABLE:2": {"type": "GOTO_TABLE", "table_id": 2},
    "WRITE_METADATA:0x3/0x3": {"type": "WRITE_METADATA", "metadata": 0x3, "metadata_mask": 0x3},
    "CLEAR_ACTIONS": {"type": "CLEAR_ACTIONS"},
}

TIMES = ("duration_sec", "duration_nsec")


class Walk:
    """A client that goes through the documentation.

    Args:
        ask: sends a request.
        version: of the switch with datapath id 1, on the wire.
    """

    def __init__(self, ask: Ask, version: int) -> None:
        self.ask = ask
        self.version = version

    def get(self, path: str, body: bytes | None = None) -> Any:
        """The reply for switch 1 of a question."""
        status, answer = self.ask("GET" if body is None else "POST", path, body)
        assert status == 200, (path, answer)
        found = json.loads(answer)
        assert list(found) == ["1"]
        return found["1"]

    def do(self, path: str, body: bytes, method: str = "POST") -> None:
        """A change, which is answered with nothing."""
        assert self.ask(method, path, body) == (200, b""), path

    def clear(self) -> None:
        self.do("/stats/flowentry/clear/1", b"", "DELETE")
        assert self.get("/stats/flow/1") == []

    def flows(self, body: bytes | None = None) -> Any:
        """The flows without what a switch makes up."""
        flows = self.get("/stats/flow/1", body)
        for flow in flows:
            for name in TIMES:
                assert isinstance(flow.pop(name), int)
            assert flow.pop("packet_count") == flow.pop("byte_count") == 0
        return flows

    # --- the documented answers

    def description(self, **known: str) -> None:
        told = self.get("/stats/desc/1")
        assert sorted(told) == ["dp_desc", "hw_desc", "mfr_desc", "serial_num", "sw_desc"]
        assert all(told[name] == value for name, value in known.items())

    def flow_entries(self) -> None:
        """Add, filter, modify, delete."""
        self.clear()
        self.do("/stats/flowentry/add", FLOW_10 if self.version < 5 else FLOW_14)
        expected = self.expected_flow()
        assert self.flows() == [expected]
        if self.version > 1:
            assert self.flows(FILTER) == [expected]
            assert self.flows(FILTER.replace(b'"cookie": 1', b'"cookie": 0')) == []
        assert self.flows(b'{"priority": 11111}') == [expected]
        assert self.flows(b'{"priority": 11112}') == []
        (sums,) = self.get("/stats/aggregateflow/1", FILTER)
        assert sums.items() >= {"packet_count": 0, "byte_count": 0, "flow_count": 1}.items()
        assert self.get("/stats/aggregateflow/1") == [sums]
        if self.version < 5:
            other = FLOW_10.replace(b'"port": 2', b'"port": 3')
            for command in ("modify", "modify_strict"):
                self.do(f"/stats/flowentry/{command}", other)
                assert self.flows()[0]["actions"] == ["OUTPUT:3"]
                self.do("/stats/flowentry/modify", FLOW_10)
        for command in ("delete", "delete_strict"):
            self.do(f"/stats/flowentry/{command}", FLOW_10)
            assert self.flows() == []
            self.do("/stats/flowentry/add", FLOW_10)

    def expected_flow(self) -> Any:
        """What is told of the documented flow."""
        flow: dict[str, Any] = {
            "table_id": 0,
            "priority": 11111,
            "idle_timeout": 30,
            "hard_timeout": 30,
            "cookie": 1,
            "match": {"in_port": 1},
        }
        if self.version > 2:
            flow["length"] = 88
        if self.version > 3:
            flow["flags"] = 1
        if self.version < 5:
            return flow | {"actions": ["OUTPUT:2"]}
        output = {"type": "OUTPUT", "len": 16, "port": 2, "max_len": 65535}
        applied = {"type": "APPLY_ACTIONS", "len": 24, "actions": [output]}
        return flow | {"importance": 0, "instructions": [applied]}

    def instructions(self) -> None:
        """Flows with instructions among their actions."""
        self.clear()
        for body in (GOTO, METADATA, *([METER] if self.version == 4 else [])):
            self.do("/stats/flowentry/add", body)
        told = {flow["priority"]: flow["actions"] for flow in self.flows()}
        expected: dict[int, Any] = {22222: ["GOTO_TABLE:1"], 33333: ["WRITE_METADATA:0x1/0x1"]}
        assert told == expected | ({44444: ["METER:1"]} if self.version == 4 else {})

    def vlans(self) -> None:
        for body, value in VLANS.items():
            self.clear()
            self.do("/stats/flowentry/add", body)
            (flow,) = self.flows()
            assert flow["match"] == {"dl_vlan": value} and flow["actions"] == ["OUTPUT:1"]
            assert flow["priority"] == 0
        self.clear()
        self.do("/stats/flowentry/add", PUSH)
        (flow,) = self.flows()
        assert flow["match"] == {"dl_type": 0x8000}
        assert flow["actions"] == ["PUSH_VLAN:33024", "SET_FIELD: {vlan_vid:4102}", "OUTPUT:2"]

    def matches(self) -> None:
        """Every documented field."""
        pairs = [(one, one) for one in MATCHES_10] if self.version == 1 else MATCHES_13
        for given, told in pairs:
            self.clear()
            body = {"dpid": 1, "match": given, "actions": [{"type": "OUTPUT", "port": 3}]}
            self.do("/stats/flowentry/add", json.dumps(body).encode())
            (flow,) = self.flows()
            assert flow["match"] == told

    def actions(self) -> None:
        """Every documented action that needs nothing but itself."""
        for told, given in (ACTIONS_10 if self.version == 1 else ACTIONS_13).items():
            self.clear()
            body: dict[str, Any] = {"dpid": 1, "match": {}, "actions": [given]}
            if given["type"] == "POP_VLAN":
                body["match"] = {"dl_vlan": 5}
            self.do("/stats/flowentry/add", json.dumps(body).encode())
            (flow,) = self.flows()
            assert flow["actions"] == [told]
        self.clear()

    def ports(self, names: dict[int, str]) -> None:
        """Counters and descriptions.

        Args:
            names: port to name, of all that have a number of their own.
        """
        counters = self.get("/stats/port/1")
        assert {one["port_no"] for one in counters} >= set(names)
        (one,) = self.get("/stats/port/1/1")
        assert one["port_no"] == 1
        wanted = {f"{way}_{what}" for way in ("rx", "tx") for what in ("packets", "bytes", "dropped", "errors")}
        errors = {"rx_frame_err", "rx_over_err", "rx_crc_err", "collisions"}
        if self.version < 5:
            wanted |= errors
        else:
            (ethernet, *_) = (prop for prop in one["properties"] if prop["type"] == "ETHERNET")
            assert errors < set(ethernet)
        assert wanted | {"port_no"} | ({*TIMES} if self.version > 3 else set()) <= set(one)
        if self.version < 5:
            assert set(one) == wanted | {"port_no"} | ({*TIMES} if self.version > 3 else set())
        told = {one["port_no"]: one for one in self.get("/stats/portdesc/1")}
        assert {number: one["name"] for number, one in told.items() if number in names} == names
        if self.version < 5:
            speeds = {"curr_speed", "max_speed"} if self.version > 1 else set()
            about = {"port_no", "hw_addr", "name", "config", "state", "curr", "advertised", "supported", "peer"}
            assert set(told[1]) == about | speeds
        self.do("/stats/portdesc/modify", PORT)
        (one,) = self.get("/stats/portdesc/1/1")
        assert one["config"] & 1
        self.do("/stats/portdesc/modify", PORT.replace(b'"config": 1', b'"config": 0'))
        (one,) = self.get("/stats/portdesc/1/1")
        assert not one["config"] & 1

    def tables(self) -> None:
        tables = self.get("/stats/table/1")
        assert tables[0]["table_id"] == 0
        counters = {"table_id", "active_count", "lookup_count", "matched_count"}
        if self.version == 1:
            assert set(tables[0]) == counters | {"name", "max_entries", "wildcards"}
            assert tables[0]["wildcards"][:2] == ["IN_PORT", "DL_VLAN"]
        elif self.version >= 4:
            assert set(tables[0]) == counters
            (first, *_) = self.get("/stats/tablefeatures/1")
            named = {"table_id", "name", "metadata_match", "metadata_write", "max_entries", "properties"}
            assert named <= set(first)
            (instructions, *_) = (one for one in first["properties"] if one["type"] == "INSTRUCTIONS")
            assert {"len": 4, "type": 1} in instructions["instruction_ids"]

    def groups(self) -> None:
        self.do("/stats/groupentry/add", GROUP)
        (told,) = self.get("/stats/groupdesc/1")
        if self.version < 5:
            bucket = {"weight": 0, "watch_port": 4294967295, "watch_group": 4294967295, "actions": ["OUTPUT:1"]}
            assert told == {"type": "ALL", "group_id": 1, "buckets": [bucket]}
        else:
            assert (told["type"], told["group_id"]) == ("ALL", 1)
            output = {"type": "OUTPUT", "len": 16, "port": 1, "max_len": told["buckets"][0]["actions"][0]["max_len"]}
            assert told["buckets"][0]["actions"] == [output]
        (stats,) = self.get("/stats/group/1")
        assert self.get("/stats/group/1/1")[0]["group_id"] == stats["group_id"] == 1
        assert stats["bucket_stats"] == [{"packet_count": 0, "byte_count": 0}]
        assert {"length", "ref_count", "packet_count", "byte_count"} <= set(stats)
        if self.version > 2:
            (features,) = self.get("/stats/groupfeatures/1")
            assert sorted(features) == ["actions", "capabilities", "max_groups", "types"]
            assert [list(one) for one in features["max_groups"]] == [["ALL"], ["SELECT"], ["INDIRECT"], ["FF"]]
            assert "SELECT_WEIGHT" in features["capabilities"]
        self.do("/stats/groupentry/modify", GROUP.replace(b'"port": 1', b'"port": 2'))
        told = self.get("/stats/groupdesc/1")[0]["buckets"][0]["actions"][0]
        assert told == "OUTPUT:2" if self.version < 5 else told["port"] == 2
        self.do("/stats/groupentry/delete", DELETE_GROUP)
        assert self.get("/stats/groupdesc/1") == []

    def meters(self) -> None:
        """Leaves meter 1, which a documented flow uses."""
        self.do("/stats/meterentry/delete", DELETE_METER)
        self.do("/stats/meterentry/add", METER_ENTRY)
        self.do("/stats/meterentry/modify", METER_ENTRY)
        (told,) = self.get("/stats/meterconfig/1")
        assert (told["flags"], told["meter_id"]) == (["KBPS"], 1)
        (band,) = told["bands"]
        assert (band["type"], band["rate"]) == ("DROP", 1000) and "burst_size" in band
        if self.version == 4:
            assert set(told) == {"flags", "meter_id", "bands"} and set(band) == {"type", "rate", "burst_size"}
        assert self.get("/stats/meterdesc/1/1") == [told]
        (stats,) = self.get("/stats/meter/1")
        counted = {"meter_id", "len", "flow_count", "packet_in_count", "byte_in_count", *TIMES, "band_stats"}
        assert counted <= set(stats)
        assert stats["band_stats"] == [{"packet_band_count": 0, "byte_band_count": 0}]
        (features,) = self.get("/stats/meterfeatures/1")
        assert sorted(features) == ["band_types", "capabilities", "max_bands", "max_color", "max_meter"]
        assert "DROP" in features["band_types"] and "KBPS" in features["capabilities"]

    def role(self) -> None:
        self.do("/stats/role", ROLE)
        (told,) = self.get("/stats/role/1")
        assert set(told) == {"role", "generation_id"} | ({"short_id"} if self.version == 6 else set())
        assert told["role"] == "MASTER"
        self.do("/stats/role", b'{"dpid": 1}')
        assert self.get("/stats/role/1")[0]["role"] == "EQUAL"
