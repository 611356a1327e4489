"""Any body at all is answered, never with a fault of ours; anything a switch says can be told."""

from __future__ import annotations

import contextlib
import json
import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oftwist import loxi
from oftwist.errors import ProtocolError
from oftwist.http.encoding import encode
from oftwist.http.ryu import changes, entries, questions
from oftwist.http.ryu.actions import _ACTIONS, _BY_HAND, _INSTRUCTIONS
from oftwist.http.ryu.given import Given, Mistake, read_body
from oftwist.http.ryu.questions import QUESTIONS, Asked, Question
from oftwist.wire import Malformed, decode, kinds, spec
from tests.support import making
from tests.support.http_client import Stage

VERSIONS = (1, 2, 3, 4, 5, 6)
FIELDS = sorted({name.partition(".")[2] for v in VERSIONS for name in [q for _, q in spec.offspring(v, "oxm.oxm")]})
OLD = [
    "dl_src",
    "dl_dst",
    "dl_type",
    "dl_vlan",
    "dl_vlan_pcp",
    "nw_src",
    "nw_dst",
    "nw_proto",
    "nw_tos",
    "tp_src",
    "tp_dst",
]
TEXTS = ["", "1", "0x10", "-1", "1/2", "0x1000/0x1000", "10.0.0.1", "10.0.0.0/8", "::1/64", "00:00:00:00:00:01"]
NAMES = ["LOCAL", "ANY", "ALL", "CONTROLLER", "NO_BUFFER", "KBPS", "DROP", "MASTER", "FF", "ascii", "base64", "%", "ä"]

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(-(1 << 70), 1 << 140)
    | st.floats()
    | st.text(max_size=8)
    | st.binary(max_size=8)
    | st.sampled_from(TEXTS + NAMES)
)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
)
matches = st.dictionaries(st.sampled_from(OLD + FIELDS) | st.text(max_size=6), scalars, max_size=4)
kinds_of_action = st.sampled_from([*_ACTIONS, *_BY_HAND, *_INSTRUCTIONS, "WRITE_ACTIONS", "APPLY_ACTIONS"])
action_keys = sorted({row.key for rows in [*_ACTIONS.values(), *_INSTRUCTIONS.values()] for row in rows})
members = st.dictionaries(
    st.sampled_from([*action_keys, "field", "value", "experimenter", "data", "data_type", "n_bits", "src_oxm_id"]),
    scalars | st.sampled_from(OLD + FIELDS),
    max_size=5,
)
actions = st.builds(lambda kind, more: {"type": kind, **more}, kinds_of_action, members)
action_lists = st.lists(actions | values, max_size=3) | values
nested = st.lists(st.builds(lambda one, many: {**one, "actions": many}, actions, action_lists), max_size=2)
bodies = st.fixed_dictionaries(
    {},
    optional={
        "dpid": st.just(1) | scalars,
        "match": matches | values,
        "actions": action_lists | nested,
        "instructions": nested | values,
        "buckets": nested | values,
        "bands": st.lists(members | actions, max_size=2) | values,
        "properties": st.lists(members, max_size=2) | values,
        **{
            key: scalars | st.lists(scalars, max_size=2)
            for key in (
                "priority", "table_id", "cookie", "cookie_mask", "idle_timeout", "buffer_id", "out_port", "out_group",
                "flags", "type", "group_id", "meter_id", "port_no", "config", "mask", "hw_addr", "advertise", "role",
                "importance", "command_bucket_id", "data", "data_type", "exp_type", "experimenter",
            )
        },
    },
)  # fmt: skip


def everything(version: int, body: Given) -> list[Callable[[], object]]:
    """All that can be made of a body."""
    ofp: Any = loxi.protocol(version)
    ports = {1: ofp.common.port_desc(port_no=1)} if version < 5 else {1: ofp.port_desc(port_no=1)}
    asked = Asked(ofp, (), body, ports)
    return [
        *(lambda c=c: changes.flow_mod(c, body, ofp) for c in changes.FLOW_COMMANDS),  # type: ignore[misc]
        lambda: changes.group_mod("add", body, ofp),
        lambda: changes.meter_mod("modify", body, ofp),
        lambda: changes.port_mod(body, ofp, ports),
        lambda: changes.experimenter(body, ofp),
        lambda: changes.role_number(body),
        lambda: questions.flows(asked),
        lambda: questions.aggregate(asked),
    ]


@settings(max_examples=150, deadline=None)
@given(version=st.sampled_from(VERSIONS), body=bodies)
def test_any_body_is_a_message_or_a_mistake(version: int, body: dict[str, Any]) -> None:
    judge(version, body)


ODD: list[dict[str, Any]] = [
    {"match": {"ipv6_src": "::1/" + "9" * 5000}},
    {"match": {"vlan_vid": 1 << 200}},
    {"match": {"metadata": "0x" + "f" * 9000}},
    {"match": {"\ud800": 1}},
    {"match": {f"nsh_c{n}": 1 for n in range(1, 5)}},
    {"actions": [{"type": "SET_FIELD", "field": "vlan_vid", "value": 1 << 20}]},
    {"actions": [{"type": "OUTPUT", "port": 1}] * 9000},
    {"actions": [{"type": "EXPERIMENTER", "experimenter": 1, "data": "x" * 70000}]},
    {"instructions": [{"type": "APPLY_ACTIONS", "actions": [{"type": "OUTPUT", "port": 1}] * 9000}]},
    {"buckets": [{"actions": [{"type": "OUTPUT", "port": 1}]}] * 5000},
    {"bands": [{"type": "DROP"}] * 9000},
    {"data": "x" * 70000},
]


@pytest.mark.parametrize("body", ODD, ids=range(len(ODD)))
def test_odd_bodies(body: dict[str, Any]) -> None:
    for version in VERSIONS:
        judge(version, body)


def judge(version: int, body: dict[str, Any]) -> None:
    """Make all that can be made of a body."""
    for make in everything(version, Given(body)):
        try:
            made = make()
        except Mistake as error:
            assert error.path.startswith("$") and error.problem
            continue
        if hasattr(made, "pack"):
            made.xid = 1
            assert len(made.pack()) <= 65535
        assert made is None or isinstance(made, (int, Question)) or hasattr(made, "pack")


@settings(max_examples=150, deadline=None)
@given(text=st.binary(max_size=60) | values.map(lambda value: repr(value).encode("utf-8", "replace")))
def test_any_text_is_an_object_or_a_mistake(text: bytes) -> None:
    try:
        body = read_body(text)
    except Mistake:
        return
    assert isinstance(body.value, dict)


@pytest.fixture(scope="module")
def stage() -> Stage:
    return Stage(versions={1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6})


CHANGES = ["flowentry/add", "flowentry/delete", "groupentry/add", "meterentry/add", "portdesc/modify", "role", "flow/1"]


@settings(max_examples=80, deadline=None)
@given(
    body=bodies,
    dpid=st.integers(1, 6),
    what=st.sampled_from([*CHANGES, "experimenter/1"]),
    literal=st.booleans(),
    name=st.text(max_size=6) | st.sampled_from(NAMES + TEXTS),
)
def test_no_request_is_a_fault(
    stage: Stage, body: dict[str, Any], dpid: int, what: str, literal: bool, name: str
) -> None:
    whole = {**body, "dpid": dpid}
    text = repr(whole) if literal else json.dumps(whole, default=repr)
    answer = stage.ask("POST", f"/stats/{what}", text.encode("utf-8", "surrogatepass"))
    assert answer.status in (200, 400, 404, 409, 501), (text, answer.body)


@settings(max_examples=50, deadline=None)
@given(
    question=st.sampled_from(sorted(QUESTIONS)),
    dpid=st.integers(0, 7),
    part=st.sampled_from([*NAMES, *TEXTS]) | st.text(max_size=5),
)
def test_no_question_is_a_fault(stage: Stage, question: str, dpid: int, part: str) -> None:
    from urllib.parse import quote

    path = f"/stats/{question}/{dpid}/{quote(part, safe='', errors='surrogatepass')}"
    assert stage.ask("GET", path).status in (200, 400, 404, 409, 501)


# --- what switches say

TOLD: dict[str, tuple[entries.Teller, str]] = {
    "desc_stats_reply": (entries.description, ""),
    "flow_stats_reply": (entries.flow, "entries"),
    "aggregate_stats_reply": (entries.aggregate, ""),
    "table_stats_reply": (entries.table, "entries"),
    "table_features_stats_reply": (entries.table_features, "entries"),
    "port_stats_reply": (entries.port_stats, "entries"),
    "port_desc_stats_reply": (entries.port_desc, "entries"),
    "features_reply": (entries.port_desc, "ports"),
    "queue_stats_reply": (entries.queue_stats, "entries"),
    "queue_get_config_reply": (entries.queue_config, ""),
    "queue_desc_stats_reply": (entries.queue_desc, "entries"),
    "group_stats_reply": (entries.group_stats, "entries"),
    "group_desc_stats_reply": (entries.group_desc, "entries"),
    "group_features_stats_reply": (entries.group_features, ""),
    "meter_stats_reply": (entries.meter_stats, "entries"),
    "meter_config_stats_reply": (entries.meter_config, "entries"),
    "meter_features_stats_reply": (entries.meter_features, "features"),
    "role_reply": (entries.role, ""),
}
CASES = [(v, name) for v in VERSIONS for name in TOLD if spec.has(v, f"message.{name}")]


def tell(version: int, name: str, reply: Any) -> None:
    """Tell a reply, and make JSON of it."""
    teller, of = TOLD[name]
    if not hasattr(reply, of) and of:
        return
    found = getattr(reply, of) if of else reply
    for entry in found if isinstance(found, list) else [found]:
        if not isinstance(entry, Malformed):
            json.loads(encode(teller(entry, version)))


@pytest.mark.parametrize(("version", "name"), CASES, ids=[f"{name}-1.{v - 1}" for v, name in CASES])
def test_anything_a_switch_says_can_be_told(version: int, name: str) -> None:
    rnd = random.Random(f"{version}{name}")
    for _ in range(25):
        made = making.make(rnd, version, f"message.{name}")
        made.xid = 1
        try:
            raw = made.pack()
        except Exception:
            continue  # too long
        tell(version, name, decode(raw))
        for _ in range(4):
            spoiled = bytearray(raw)
            for _ in range(rnd.randrange(1, 4)):
                spoiled[rnd.randrange(8, len(spoiled))] = rnd.randrange(256)
            with contextlib.suppress(ProtocolError):
                reply = decode(bytes(spoiled))
                if name in kinds.names_of(reply):
                    tell(version, name, reply)
