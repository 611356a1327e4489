"""What clients send as a body, and what is wrong with it: said with its place, never a fault of ours."""

from __future__ import annotations

import json
from typing import Any

import pytest

from oftwist.http.ryu.given import LARGEST, LITERAL, MOST, Given, Mistake, number, read_body
from tests.support.http_client import Stage


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b"", {}),
        (b"  \n", {}),
        (b'{"a": 1, "b": [true, false, null]}', {"a": 1, "b": [True, False, None]}),
        (b"{'a': 1, 'b': [True, False, None]}", {"a": 1, "b": [True, False, None]}),
        (b"{'a': true, 'b': null,}", {"a": True, "b": None}),
        (b"{'a': (1, 2), # two of them\n 'b': -5, 'c': 0x10}", {"a": [1, 2], "b": -5, "c": 16}),
        (b"{'data': b'\\x00\\xff'}", {"data": b"\x00\xff"}),
        (b"{'a': 'one' 'two'}", {"a": "onetwo"}),
        ('{"a": "ä"}'.encode(), {"a": "ä"}),
        (b"{'odd': '\\d'}", {"odd": "\\d"}),
    ],
)
def test_what_is_taken(text: bytes, value: object) -> None:
    assert read_body(text).value == value


@pytest.mark.parametrize(
    "text",
    [
        b"[1]",
        b"5",
        b"null",
        b"{",
        b"{'a': 1 + 1}",
        b"{'a': 1j}",
        b"{'a': {1, 2}}",
        b"{'a': print}",
        b"{'a': __import__('os')}",
        b"{**{}}",
        b"{'a': f'{1}'}",
        b"{'a': -'b'}",
        b"{'a': [x for x in ()]}",
        b"{[]: 1}",
        b"\xff\xfe",
        b"{'a': " + b"[" * 5000,
        b'{"a": ' + b"[" * 200_000,
        b"{'a': " + b"-" * 5000 + b"1}",
        b"{'a': " + b"9" * 5000 + b"}",
        b'{"a": ' + b"9" * 5000 + b"}",
        b"{'a': '" + b"x" * LITERAL + b"'}",
        b'{"a": "' + b"x" * LARGEST + b'"}',
        b"dpid=1&priority=2",
        b"{'a':\x00}",
    ],
)
def test_what_is_not_taken(text: bytes) -> None:
    with pytest.raises(Mistake) as caught:
        read_body(text)
    assert caught.value.path == "$" and len(str(caught.value)) < 400


def test_a_list_that_no_message_has_room_for() -> None:
    actions = [{"type": "POP_VLAN"}] * MOST
    assert len(Given({"actions": actions}).many("actions")) == MOST
    with pytest.raises(Mistake, match=r"\$\.actions: has 8193 items"):
        Given({"actions": [*actions, *actions[:1]]}).many("actions")


@pytest.mark.parametrize(
    ("given", "value"),
    [(5, 5), ("5", 5), ("0x10", 16), ("LOCAL", 0xFFFFFFFE), ("ofpp_local", 0xFFFFFFFE), ("Controller", 0xFFFFFFFD)],
)
def test_numbers(given: object, value: int) -> None:
    assert number(given, "$", 4, "OFPP_") == value


@pytest.mark.parametrize("given", [None, True, 1.0, 1.5, "", "one", "010", [], {}, b"1", "1 2", 1 << 200, "NOWHERE"])
def test_no_numbers(given: object) -> None:
    with pytest.raises(Mistake, match=r"\$\.here"):
        number(given, "$.here", 4, "OFPP_")


def test_any_port_has_two_names() -> None:
    assert number("ANY", "$", 1, "OFPP_") == number("NONE", "$", 1, "OFPP_") == 0xFFFF
    assert number("ANY", "$", 4, "OFPP_") == number("NONE", "$", 4, "OFPP_") == 0xFFFFFFFF


def test_data() -> None:
    assert Given({"data": "data"}).data() == Given({"data": "ZGF0YQ==", "data_type": "base64"}).data() == b"data"
    assert Given({"data": b"\xff"}).data() == b"\xff"
    assert Given({}).data() == b""
    for wrong in ({"data": "ä"}, {"data": "%", "data_type": "base64"}, {"data": 5}, {"data_type": "hex"}):
        with pytest.raises(Mistake):
            Given(wrong).data()


# --- the same over HTTP: path in the URL, body, status, place of the mistake


def flow(**members: Any) -> dict[str, Any]:
    return {"dpid": 1, **members}


def act(**members: Any) -> dict[str, Any]:
    return flow(actions=[members])


ADD = "/stats/flowentry/add"
MISTAKES: list[tuple[str, object, int, str | None]] = [
    (ADD, {}, 400, "$"),
    (ADD, {"dpid": "x"}, 400, "$.dpid"),
    (ADD, {"dpid": None}, 400, "$.dpid"),
    (ADD, {"dpid": [1]}, 400, "$.dpid"),
    (ADD, {"dpid": -1}, 400, "$.dpid"),
    (ADD, {"dpid": 1 << 64}, 400, "$.dpid"),
    (ADD, {"dpid": True}, 400, "$.dpid"),
    (ADD, {"dpid": 99}, 404, None),
    (ADD, {"dpid": 0}, 404, None),
    (ADD, b"{", 400, "$"),
    (ADD, b"[]", 400, "$"),
    ("/stats/flowentry/remove", flow(), 404, None),
    ("/stats/groupentry/modify_strict", flow(), 404, None),
    ("/stats/meterentry/clear", flow(), 404, None),
    (ADD, flow(priority="high"), 400, "$.priority"),
    (ADD, flow(priority=65536), 400, "$.priority"),
    (ADD, flow(priority=-1), 400, "$.priority"),
    (ADD, flow(priority=1.5), 400, "$.priority"),
    (ADD, flow(cookie=1 << 64), 400, "$.cookie"),
    (ADD, flow(table_id="SOME"), 400, "$.table_id"),
    (ADD, flow(buffer_id="none"), 400, "$.buffer_id"),
    (ADD, flow(match=[]), 400, "$.match"),
    (ADD, flow(match={"dl_foo": 1}), 400, "$.match.dl_foo"),
    (ADD, flow(match={"in_port": None}), 400, "$.match.in_port"),
    (ADD, flow(match={"in_port": "NOWHERE"}), 400, "$.match.in_port"),
    (ADD, flow(match={"in_port": 1 << 32}), 400, "$.match.in_port"),
    (ADD, flow(match={"dl_src": "00:11"}), 400, "$.match.dl_src"),
    (ADD, flow(match={"dl_src": ["00:11"]}), 400, "$.match.dl_src"),
    (ADD, flow(match={"dl_type": 2048, "nw_src": "10.0.0.0/33"}), 400, "$.match.nw_src"),
    (ADD, flow(match={"dl_type": 2048, "nw_src": "10.0.0"}), 400, "$.match.nw_src"),
    (ADD, flow(match={"tp_src": 80}), 400, "$.match.tp_src"),
    (ADD, flow(match={"dl_vlan": "five"}), 400, "$.match.dl_vlan"),
    (ADD, flow(match={"dl_vlan": 4096 * 4}), 400, "$.match.dl_vlan"),
    (ADD, flow(match={"dl_vlan": "1/2/3"}), 400, "$.match.dl_vlan"),
    (ADD, flow(match={"dl_src": "00:00:00:00:00:01", "eth_src": "00:00:00:00:00:01"}), 400, "$.match.eth_src"),
    (ADD, b"{'dpid': 1, 'match': {1: 2}}", 400, "$.match"),
    (ADD, flow(actions={}), 400, "$.actions"),
    (ADD, flow(actions=["OUTPUT:1"]), 400, "$.actions[0]"),
    (ADD, act(), 400, "$.actions[0]"),
    (ADD, act(type=5), 400, "$.actions[0].type"),
    (ADD, act(type="TELEPORT"), 400, "$.actions[0].type"),
    (ADD, act(type="SET_DL_SRC", dl_src="00:00:00:00:00:01"), 400, "$.actions[0].type"),
    (ADD, act(type="OUTPUT"), 400, "$.actions[0]"),
    (ADD, act(type="OUTPUT", port="NOWHERE"), 400, "$.actions[0].port"),
    (ADD, act(type="OUTPUT", port=1, max_len=70000), 400, "$.actions[0].max_len"),
    (ADD, act(type="SET_FIELD", field="eth_foo", value=1), 400, "$.actions[0].field"),
    (ADD, act(type="SET_FIELD", field="eth_src", value="x"), 400, "$.actions[0].value"),
    (ADD, act(type="SET_FIELD", field="eth_src"), 400, "$.actions[0]"),
    (ADD, act(type="SET_FIELD", field="tp_src", value=1), 400, "$.actions[0].field"),
    (ADD, act(type="WRITE_ACTIONS", actions=[{"type": "OUTPUT", "port": {}}]), 400, "$.actions[0].actions[0].port"),
    (ADD, act(type="GOTO_TABLE", table_id=300), 400, "$.actions[0].table_id"),
    (ADD, act(type="EXPERIMENTER", experimenter=1, data="%%", data_type="base64"), 400, "$.actions[0].data"),
    (ADD, flow(instructions=[{"type": "OUTPUT", "port": 1}]), 400, "$.instructions[0].type"),
    ("/stats/groupentry/add", flow(type="MANY"), 400, "$.type"),
    ("/stats/groupentry/add", flow(type=0), 400, "$.type"),
    ("/stats/groupentry/add", flow(buckets=[1]), 400, "$.buckets[0]"),
    ("/stats/groupentry/add", flow(buckets=[{"weight": "x"}]), 400, "$.buckets[0].weight"),
    ("/stats/groupentry/add", flow(buckets=[{"actions": [{"type": "X"}]}]), 400, "$.buckets[0].actions[0].type"),
    ("/stats/meterentry/add", flow(flags=["FAST"]), 400, "$.flags[0]"),
    ("/stats/meterentry/add", flow(flags=None), 400, "$.flags"),
    ("/stats/meterentry/add", flow(bands=[{"rate": 1}]), 400, "$.bands[0]"),
    ("/stats/meterentry/add", flow(bands=[{"type": "DROP", "rate": -1}]), 400, "$.bands[0].rate"),
    ("/stats/portdesc/modify", flow(), 400, "$"),
    ("/stats/portdesc/modify", flow(port_no=77), 404, "$.port_no"),
    ("/stats/portdesc/modify", flow(port_no=1, hw_addr="x"), 400, "$.hw_addr"),
    ("/stats/portdesc/modify", flow(port_no=1, mask=1 << 32), 400, "$.mask"),
    ("/stats/role", flow(role="KING"), 400, "$.role"),
    ("/stats/role", flow(role=4), 400, "$.role"),
    ("/stats/experimenter/1", {"data": "ä"}, 400, "$.data"),
    ("/stats/experimenter/1", {"exp_type": 1 << 32}, 400, "$.exp_type"),
    ("/stats/experimenter/x", {}, 400, "$"),
    ("/stats/flow/1", {"match": {"foo": 1}}, 400, "$.match.foo"),
    ("/stats/flow/1", {"out_port": "NOWHERE"}, 400, "$.out_port"),
    ("/stats/flow/x", {}, 400, "$"),
    ("/stats/flow/2", {}, 404, None),
    ("/stats/aggregateflow/1", b"{'table_id': }", 400, "$"),
]


@pytest.fixture(scope="module")
def stage() -> Stage:
    return Stage(versions={1: 4})


@pytest.mark.parametrize(("path", "body", "status", "place"), MISTAKES, ids=[str(n) for n in range(len(MISTAKES))])
def test_mistakes(stage: Stage, path: str, body: object, status: int, place: str | None) -> None:
    answer = stage.ask("POST", path, body)
    assert answer.status == status
    assert answer.error.get("path") == place
    flows = stage.get("/stats/flow/1")
    assert flows == {"1": []}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/stats/flow/x", 400),
        ("/stats/flow/-1", 400),
        ("/stats/flow/2", 404),
        ("/stats/port/1/x", 400),
        ("/stats/port/1/99999999999", 400),
        ("/stats/queue/1/1/x", 400),
        ("/stats/group/1/x", 400),
        ("/stats/meter/1/x", 400),
        ("/stats/nothing/1", 404),
        ("/stats/flowentry/add", 405),
        ("/stats/port/1/1/1", 404),
    ],
)
def test_mistakes_in_the_path(stage: Stage, path: str, status: int) -> None:
    assert stage.ask("GET", path).status == status
    assert stage.ask("GET", path).error


@pytest.mark.parametrize("spelling", ["1", "0x1", "0000000000000001", "00:00:00:00:00:00:00:01", "of:0000000000000001"])
def test_spellings_of_a_datapath_id(stage: Stage, spelling: str) -> None:
    assert stage.get(f"/stats/flow/{spelling}") == {"1": []}


def test_sixteen_digits_are_decimal_if_they_are_no_16_digits_of_hex() -> None:
    """Ryu reads a number; only what it refuses, zeros at the beginning, can be the hexadecimal form."""
    stage = Stage(versions={1234567890123456: 4, 0x10: 4})
    assert stage.get("/stats/flow/1234567890123456") == {"1234567890123456": []}
    assert stage.get("/stats/flow/0000000000000010") == {"16": []}


UNSUPPORTED = [
    (1, "GET", "/stats/groupdesc/1", None),
    (1, "POST", "/stats/groupentry/add", {"dpid": 1}),
    (2, "GET", "/stats/groupfeatures/1", None),
    (3, "GET", "/stats/tablefeatures/1", None),
    (3, "GET", "/stats/meter/1", None),
    (3, "POST", "/stats/meterentry/add", {"dpid": 1}),
    (2, "GET", "/stats/role/1", None),
    (4, "GET", "/stats/queuedesc/1", None),
    (5, "GET", "/stats/queueconfig/1", None),
]


@pytest.mark.parametrize(("version", "method", "path", "body"), UNSUPPORTED)
def test_what_another_version_could_do(version: int, method: str, path: str, body: object) -> None:
    answer = Stage(versions={1: version}).ask(method, path, body)
    assert answer.status == 501 and "OpenFlow 1." in answer.error["detail"]


def test_what_the_switch_refuses_has_the_name_of_its_error(stage: Stage) -> None:
    """Where Ryu answers 200."""
    body = {"dpid": 1, "actions": [{"type": "GROUP", "group_id": 77}]}
    answer = stage.ask("POST", ADD, body)
    assert answer.status == 409
    assert answer.error["openflow"]["name"] == "bad_action/OFPBAC_BAD_OUT_GROUP"
    answer = stage.ask("POST", ADD, {"dpid": 1, "table_id": 200})
    assert answer.error["openflow"]["name"] == "flow_mod_failed/OFPFMFC_BAD_TABLE_ID"


def test_a_switch_that_does_not_answer() -> None:
    stage = Stage(versions={1: 4})
    stage.switches[1].override("flow_stats_request", lambda *_: None)
    answer = stage.ask("GET", "/stats/flow/1", within=100)
    assert answer.status == 504 and answer.error["detail"]
    assert stage.get("/stats/desc/1")


def test_bodies_as_clients_write_them(stage: Stage) -> None:
    """One flow in four spellings is one flow."""
    flows = [
        json.dumps(flow(match={"dl_type": 2048, "nw_dst": "10.0.0.1"}, priority=5)).encode(),
        b"{'dpid': 1, 'match': {'eth_type': 0x800, 'ipv4_dst': '10.0.0.1'}, 'priority': 5}",
        b"{'dpid': '0x1', 'match': {'eth_type': '2048', 'ipv4_dst': '10.0.0.1'}, 'priority': '5', 'idle': null}",
        b'{"dpid": "1", "match": {"ipv4_dst": "10.0.0.1", "dl_type": "0x800"}, "priority": "0x5"}',
    ]
    for body in flows:
        assert stage.ask("POST", ADD, body).status == 200
        (entry,) = stage.get("/stats/flow/1")["1"]
        assert entry["match"] == {"dl_type": 2048, "nw_dst": "10.0.0.1"}
    assert stage.ask("POST", "/stats/flowentry/delete_strict", flows[1]).status == 200
    assert stage.get("/stats/flow/1") == {"1": []}
