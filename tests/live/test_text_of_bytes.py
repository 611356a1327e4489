"""What is printed of bytes that no text made, here and by ofp-print: random objects, and messages with bytes changed.

``tests/text`` goes from texts to bytes and back; what other switches send, with all its odd numbers, begins here. What
ofp-print refuses tells nothing and is left out; enough must be left.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import Any

import pytest

from oftwist import loxi, text, wire
from oftwist.wire import spec
from tests.support import ofctl
from tests.support.making import VERSIONS, make
from tests.text.differences import reason
from tests.text.judge import our_text, their_text
from tests.text.recording import recorded

pytestmark = pytest.mark.skipif(not ofctl.AVAILABLE, reason="ovs-ofctl not installed (Debian: openvswitch-common)")

#: Messages and how they are told: one, or a line for each entry.
_WHOLE: dict[str, Any] = {
    **dict.fromkeys(("flow_add", "flow_modify", "flow_modify_strict", "flow_delete", "flow_delete_strict",
                     "flow_removed", "nicira_flow_mod", "nicira_flow_removed"), text.format_flow),
    **dict.fromkeys(("group_add", "group_modify", "group_delete", "group_insert_bucket", "group_remove_bucket",
                     "nicira_group_mod"), text.format_group),
    "meter_mod": text.format_meter, "packet_out": text.format_packet_out,
}  # fmt: skip
_ENTRIES: dict[str, Any] = {
    "flow_stats_reply": text.format_flow, "nicira_flow_stats_reply": text.format_flow,
    "group_desc_stats_reply": text.format_group, "nicira_group_desc_stats_reply": text.format_group,
    "meter_config_stats_reply": text.format_meter,
}  # fmt: skip
#: It prints nothing for a reason of its action that it does not know, and leaves out the ct where there is no table.
_FORGETS = re.compile(r"controller\(reason=,|resubmit\(\w+,,ct\)")


def messages(rnd: random.Random, version: int, rounds: int) -> Iterator[Any]:
    """Random messages of all these classes that the version has."""
    for name in sorted({*_WHOLE, *_ENTRIES} & set(spec.names(version, "message"))):
        for _ in range(rounds):
            msg = make(rnd, version, f"message.{name}")
            msg.xid = 0
            if hasattr(msg, "entries"):
                msg.flags = 0
            yield msg


def flows(rnd: random.Random, version: int, rounds: int) -> Iterator[Any]:
    """A flow for TCP with one random action, for each class of actions."""
    ofp: Any = loxi.protocol(version)
    for name in spec.names(version, "action"):
        if spec.layout(version, f"action.{name}").by is not None:
            continue
        for _ in range(rounds):
            actions = [make(rnd, version, f"action.{name}")]
            flow = ofp.flow("tcp,actions=drop")
            if version == 1:
                flow.actions = actions
            else:
                flow.instructions = [ofp.instruction.apply_actions(actions)]
            flow.xid = 0
            yield flow


def ours(msg: Any) -> str:
    name = type(msg).__name__
    if name in _WHOLE:
        return str(_WHOLE[name](msg))
    return "\n".join(_ENTRIES[name](entry) for entry in msg.entries)


def theirs(msg: Any, printed: str) -> str:
    told = printed.split("(xid=0x0):", 1)[1].strip()
    if type(msg).__name__ == "packet_out":
        return told.split("\n")[0]
    return "\n".join(line.strip() for line in told.split("\n") if line.strip())


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("source", "rounds"), [(messages, 40), (flows, 12)])
def test_random_objects_are_told_as_ofp_print_does(source: Any, rounds: int, version: int) -> None:
    made = [msg.pack() for msg in source(random.Random(version), version, rounds)]
    wrong, equal = [], 0
    for raw, printed in zip(made, ofctl.printed(made), strict=True):
        if "decode error" in printed:
            continue
        msg = wire.decode(raw)
        assert msg.pack() == raw
        told, expected = ours(msg), theirs(msg, printed)
        if _FORGETS.search(told + expected):
            continue
        if told != expected and not reason(told, version, "printed"):
            wrong.append(f"{raw.hex()}\n  ours   {told}\n  theirs {expected}")
        equal += told == expected
    assert not wrong, f"{len(wrong)} differ:\n" + "\n".join(wrong)
    assert equal > 50, f"only {equal} of {len(made)} were there to compare"


#: Where ofp-print says less: fields that it does not know, bits of NAT, learn and masks that nobody knows, options of
#: NAT where there is no address, and what is set in tunnel metadata that the message itself does not map.
_SAYS_LESS = re.compile(
    r"0x[0-9a-f]{8}=0x|malformed\(|ipv6_label=\w+/|nat\((src,|dst,)?[hpr]|set_field:\S+->tun_metadata"
)


def changed(rnd: random.Random, raw: bytes) -> bytes:
    """A message with some bytes behind its header changed."""
    made = bytearray(raw)
    for _ in range(rnd.choice((1, 1, 2, 3))):
        at = rnd.randrange(8, len(made))
        made[at] = rnd.choice((made[at] ^ 1 << rnd.randrange(8), rnd.randrange(256), 0, 1, 8, 0x80, 0xFF))
    return bytes(made)


@pytest.mark.parametrize("seed", range(3))
def test_messages_with_bytes_changed(seed: int) -> None:
    rnd = random.Random(seed)
    known = [(one.kind, raw) for (one, _), (raw, _) in recorded().items()]
    made = [(kind, changed(rnd, raw)) for kind, raw in rnd.choices(known, k=3000)]
    wrong, equal = [], 0
    for (kind, raw), printed in zip(made, ofctl.printed(raw for _, raw in made), strict=True):
        if "(xid=0x0):" not in printed or "decode error" in printed:
            continue
        again = wire.decode(raw).pack()
        # What does not come back means nothing: padding of what is read most, see plan.keeps_padding.
        assert all(a == b or b == 0 for a, b in zip(raw, again, strict=True)), raw.hex()
        told, expected = our_text(kind, raw), their_text(kind, printed)
        if expected is None or _SAYS_LESS.search(told) or reason(told, raw[0], "printed"):
            continue
        if told != expected:
            wrong.append(f"{raw.hex()}\n  ours   {told}\n  theirs {expected}")
        equal += told == expected
    assert not wrong, f"{len(wrong)} differ:\n" + "\n".join(wrong)
    assert equal > 1000
