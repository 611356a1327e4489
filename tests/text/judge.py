"""Texts and what becomes of them: here and with ovs-ofctl, in one form that can be compared.

A case is a kind ("flow", "group", "meter", "packet_out"), a command and a text. The files below ``cases`` have one a
line.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import oftwist.loxi
from oftwist import text, wire
from oftwist.errors import TextError
from tests.support import ofctl

HERE = Path(__file__).parent
VERSIONS = (1, 2, 3, 4, 5, 6)
_COMMANDS = {
    "flow": {"add": ("add-flow",), "modify": ("mod-flows",), "modify_strict": ("mod-flows", "--strict"),
             "delete": ("del-flows",), "delete_strict": ("del-flows", "--strict")},
    "group": {"add": ("add-group",), "modify": ("mod-group",), "add_or_mod": ("mod-group", "--may-create"),
              "delete": ("del-groups",), "insert_bucket": ("insert-buckets",), "remove_bucket": ("remove-buckets",)},
    "meter": {"add": ("add-meter",), "modify": ("mod-meter",), "delete": ("del-meter",)},
    "packet_out": {"add": ("packet-out",)},
}  # fmt: skip
KINDS = tuple(_COMMANDS)


class Case(NamedTuple):
    """One text, and what is to be done with it."""

    kind: str
    command: str
    text: str

    def __str__(self) -> str:
        return self.text if self.command == "add" else f"{self.command}: {self.text}"


def case(kind: str, line: str) -> Case:
    """A case from a line of a file."""
    head, colon, rest = line.partition(": ")
    if colon and head in _COMMANDS[kind]:
        return Case(kind, head, rest)
    return Case(kind, "add", line)


def cases(kind: str) -> list[Case]:
    """All cases of a file."""
    lines = (HERE / "cases" / f"{kind}s.txt").read_text(encoding="utf-8").splitlines()
    return [case(kind, line) for line in lines if line and not line.startswith("#")]


class Outcome(NamedTuple):
    """What became of a text: the bytes of the message, its xid 0, or None and why."""

    raw: bytes | None
    why: str = ""


def ours(one: Case, version: int) -> Outcome:
    """What `oftwist.text` makes of a case."""
    ofp = oftwist.loxi.protocol(version)
    parse = {
        "flow": text.parse_flow, "group": text.parse_group, "meter": text.parse_meter,
    }.get(one.kind)  # fmt: skip
    try:
        message = parse(one.text, ofp, one.command) if parse else text.parse_packet_out(one.text, ofp)
    except TextError as error:
        return Outcome(None, str(error))
    message.xid = 0
    return Outcome(message.pack())


def theirs(one: Case, version: int) -> Outcome:
    """What ovs-ofctl makes of a case."""
    command, *options = _COMMANDS[one.kind][one.command]
    try:
        messages = ofctl.send(version, command, one.text, options=options)
    except ofctl.OfctlError as error:
        return Outcome(None, str(error).splitlines()[-1].removeprefix("ovs-ofctl: "))
    return Outcome(ofctl.without_xid(messages[-1])) if messages else Outcome(None, "nothing was sent")


def our_text(kind: str, raw: bytes) -> str:
    """What `oftwist.text` prints for a message."""
    tell = {
        "flow": text.format_flow, "group": text.format_group, "meter": text.format_meter,
        "packet_out": text.format_packet_out,
    }[kind]  # fmt: skip
    return tell(wire.decode(raw))  # type: ignore[operator,no-any-return]


def their_text(kind: str, printed: str) -> str | None:
    """What ofp-print said of a message, without its head; None if it could not read it."""
    if "***decode error" in printed:
        return None
    told = printed.split("(xid=0x0):", 1)[1].strip()
    return told.split("\n")[0] if kind == "packet_out" else told
