"""What a controller does with one of its switches, from the command line: each command is a function of a `Remote`."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from oftwist.errors import ConfigurationError, MessageError
from oftwist.tools.ctl.asking import Columns, Remote
from oftwist.tools.ctl.flows import read_lines
from oftwist.tools.ctl.tables import ago

#: Words of ``mod-port``: the member of a port, and its value.
_CHANGES = {
    "up": ("admin_up", True), "down": ("admin_up", False), "receive": ("receive", True),
    "no-receive": ("receive", False), "forward": ("forward", True), "no-forward": ("forward", False),
    "packet-in": ("packet_in", True), "no-packet-in": ("packet_in", False),
}  # fmt: skip
#: Flows of one answer: more come in pages.
_PAGE = 20_000


def show(call: Remote) -> None:
    switch, ports = call.ask("GET", ""), _ports(call)
    if call.options.json:
        call.json({**switch, "port_list": ports})
        return
    call.lines(_described(switch))
    call.out("")
    call.table({"ports": ports}, "ports", _PORT)


def _ports(call: Remote) -> list[Any]:
    """Ports of a switch; of one that is gone none."""
    from oftwist.tools.ctl.api import ApiError

    try:
        return list(call.ask("GET", "ports")["ports"])
    except ApiError:
        return []


def _described(switch: dict[str, Any]) -> Iterator[str]:
    for name, value in switch.items():
        if name == "description":
            yield from _described({f"  {key}": text for key, text in (value or {}).items()})
        elif name == "rtt":
            yield f"{name + ':':18}{'-' if value is None else f'{value * 1000:.3f} ms'}"
        elif name == "since":
            yield f"{name + ':':18}{ago(value)}"
        else:
            yield f"{name + ':':18}{'-' if value is None else value}"


_PORT: Columns = {
    "PORT": "number", "NAME": "name", "ADDRESS": "hw_addr", "STATE": "status_reason",
    "SPEED": lambda port: "-" if port.get("speed") is None else f"{port['speed'] // 1_000_000} Mbit/s",
}  # fmt: skip


def dump_desc(call: Remote) -> None:
    answer = call.ask("GET", "")
    call.told(answer.get("description"), _described(answer.get("description") or {}))


def dump_ports_desc(call: Remote) -> None:
    call.table(_some_ports(call, False), "ports", _PORT)


def dump_ports(call: Remote) -> None:
    def counter(name: str) -> Any:
        return lambda port: (port.get("counters") or {}).get(name)

    names = ("rx_packets", "rx_bytes", "rx_dropped", "rx_errors", "tx_packets", "tx_bytes", "tx_dropped", "tx_errors")
    columns: Columns = {"PORT": "number", "NAME": "name"}
    call.table(_some_ports(call, True), "ports", columns | {name.upper(): counter(name) for name in names})


def _some_ports(call: Remote, counters: bool) -> Any:
    """The ports that were asked for, as the list of all of them is told."""
    wanted = call.word()
    if wanted is None:
        return call.ask("GET", "ports", counters=counters)
    return {"ports": [call.ask("GET", f"ports/{quote(wanted, safe='')}", counters=counters)]}


def mod_port(call: Remote) -> None:
    port, change = call.word(0), call.word(1)
    if change not in _CHANGES:
        raise MessageError(f"{change!r} is no change of a port; there are {', '.join(_CHANGES)}")
    name, value = _CHANGES[str(change)]
    call.ask("PUT", f"ports/{quote(str(port), safe='')}", {name: value})


def dump_tables(call: Remote) -> None:
    answer = call.ask("GET", "tables", active=not call.options.json or None)
    call.table(answer, "tables", {"TABLE": "table", "NAME": "name", "FLOWS": "active", "LOOKUPS": "lookups",
                                  "MATCHED": "matched", "ROOM": "max_entries"})  # fmt: skip


def queue_stats(call: Remote) -> None:
    answer = call.ask("GET", "queues", port=call.word())
    queue = call.word(1)
    if queue is not None:
        answer["queues"] = [one for one in answer["queues"] if str(one["queue"]) == queue]
    call.table(answer, "queues", {"PORT": "port", "QUEUE": "queue", "PACKETS": "packets", "BYTES": "bytes",
                                  "ERRORS": "errors", "MIN RATE": "min_rate", "MAX RATE": "max_rate"})  # fmt: skip


# --- flows ---------------------------------------------------------------------------------------------------------


def dump_flows(call: Remote) -> None:
    if call.options.json:
        flows: list[Any] = []
        place: str | None = None
        while True:
            answer = call.ask("GET", "flows", match=call.word(), limit=_PAGE, after=place)
            flows += answer["flows"]
            place = answer.get("next")
            if place is None:
                break
        call.json(flows)
    else:
        found = call.ask("GET", "flows", match=call.word(), accept="text/plain").splitlines()
        call.lines(f" {line}" if call.options.stats else _bare(line) for line in found)


def _bare(line: str) -> str:
    """A line of a dump without what it counts."""
    counted = ("duration=", "n_packets=", "n_bytes=", "idle_age=", "hard_age=")
    *words, rest = line.split(", ")
    return " " + ", ".join([word for word in words if not word.startswith(counted)] + [rest])


def add_flow(call: Remote) -> None:
    call.ask("POST", "flows", {"flow": call.word()}, atomic=call.options.bundle)


def add_flows(call: Remote) -> None:
    call.ask("POST", "flows", "\n".join(read_lines(str(call.word()))), atomic=call.options.bundle)


def mod_flows(call: Remote) -> None:
    command = "modify_strict" if call.options.strict else "modify"
    call.ask("POST", "flows", {"flow": call.word()}, command=command, atomic=call.options.bundle)


def del_flows(call: Remote) -> None:
    word = call.word()
    if word is None:
        if call.options.strict:
            raise MessageError("--strict needs the flow to delete")
        call.ask("DELETE", "flows", all=True)
    else:
        command = "delete_strict" if call.options.strict else "delete"
        call.ask("POST", "flows", {"flow": word}, command=command, atomic=call.options.bundle)


def replace_flows(call: Remote) -> None:
    answer = call.ask("PUT", "flows", "\n".join(read_lines(str(call.word()))))
    counts = (len(answer[name]) for name in ("added", "modified", "deleted"))
    call.err("{} added, {} modified, {} deleted".format(*counts))


def diff_flows(call: Remote) -> int:
    answer = call.ask("PUT", "flows", "\n".join(read_lines(str(call.word()))), dry_run=True)
    call.told(answer, _difference(answer))
    return 2 if any(answer[name] for name in ("added", "modified", "deleted")) else 0


def _difference(answer: dict[str, list[str]]) -> Iterator[str]:
    """What goes (-), comes (+) and changes (!), a line each."""
    for name, sign in (("deleted", "-"), ("modified", "!"), ("added", "+")):
        for line in answer[name]:
            yield f"{sign}{line}"


# --- groups and meters ---------------------------------------------------------------------------------------------


def _chosen(call: Remote, kind: str, member: str) -> Any:
    """The groups or meters that were asked for."""
    answer = call.ask("GET", kind)
    wanted = call.word()
    if wanted is not None:
        number = _number(wanted, member)
        answer[kind] = [one for one in answer[kind] if one[member] == number]
    return answer


def _number(word: str, member: str) -> int:
    try:
        return int(word.rpartition("=")[2], 0)
    except ValueError:
        raise MessageError(f"{word!r} is no {member}") from None


def dump_groups(call: Remote) -> None:
    answer = _chosen(call, "groups", "group_id")
    call.told(answer, (f" {one['text']}" for one in answer["groups"]))


def dump_group_stats(call: Remote) -> None:
    call.table(_chosen(call, "groups", "group_id"), "groups", {
        "GROUP": "group_id", "TYPE": "type", "USED BY": "references", "PACKETS": "packets", "BYTES": "bytes",
    })  # fmt: skip


def add_group(call: Remote) -> None:
    call.ask("POST", "groups", {"group": call.word()})


def add_groups(call: Remote) -> None:
    lines = [line.partition("#")[0].strip() for line in read_lines(str(call.word()))]
    call.ask("POST", "groups", {"groups": [line for line in lines if line]})


def mod_group(call: Remote) -> None:
    call.ask("POST", "groups", {"group": call.word()}, command="modify")


def del_groups(call: Remote) -> None:
    word = call.word()
    number = None if word is None else _number(word, "group_id")
    call.ask("DELETE", "groups", group_id=number, all=True if number is None else None)


def dump_meters(call: Remote) -> None:
    answer = _chosen(call, "meters", "meter_id")
    call.told(answer, (line for one in answer["meters"] for line in one["text"].splitlines()))


def meter_stats(call: Remote) -> None:
    call.table(_chosen(call, "meters", "meter_id"), "meters", {
        "METER": "meter_id", "FLOWS": "flows", "PACKETS": "packets", "BYTES": "bytes",
        "BANDS": lambda one: " ".join(f"{band['type']}:{band.get('packets', '?')}" for band in one["bands"]),
    })  # fmt: skip


def add_meter(call: Remote) -> None:
    call.ask("POST", "meters", {"meter": call.word()})


def mod_meter(call: Remote) -> None:
    call.ask("POST", "meters", {"meter": call.word()}, command="modify")


def del_meters(call: Remote) -> None:
    word = call.word()
    number = None if word is None else _number(word, "meter_id")
    call.ask("DELETE", "meters", meter_id=number, all=True if number is None else None)


# --- the whole state, and the connection ---------------------------------------------------------------------------


def save(call: Remote) -> None:
    write_state(call.ask("GET", "state"), call.word(), call.out, call.err)


def restore(call: Remote) -> None:
    answer = call.ask("PUT", "state", read_state(str(call.word())))
    if call.options.json:
        call.json(answer)
    for kind in ("flows", "groups", "meters"):
        counts = (len(answer[kind][name]) for name in ("added", "modified", "deleted"))
        call.err("{}: {} added, {} modified, {} deleted".format(kind, *counts))


def verify(call: Remote) -> int:
    answer = call.ask("PUT", "state", read_state(str(call.word())), dry_run=True)
    call.told(answer, (f"{kind[:-1]} {line}" for kind in ("flows", "groups", "meters")
                       for line in _difference(answer[kind])))  # fmt: skip
    return 0 if answer["same"] else 2


def write_state(state: dict[str, Any], name: str | None, out: Any, err: Any) -> None:
    """Write a saved state to a file, whole or not at all; without a name (or ``-``) print it."""
    told = json.dumps(state, indent=1)
    if name in (None, "-"):
        out(told)
        return
    with open(f"{name}.new", "w", encoding="utf-8") as file:
        file.write(told + "\n")
    os.replace(f"{name}.new", str(name))
    err(f"{', '.join(f'{len(state[kind])} {kind}' for kind in ('flows', 'groups', 'meters'))} saved to {name}")


def read_state(name: str) -> Any:
    """Read a saved state; ``-`` is standard input.

    Raises:
        ConfigurationError: it is no JSON.
    """
    try:
        if name == "-":
            return json.load(sys.stdin)
        with open(name, encoding="utf-8") as file:
            return json.load(file)
    except ValueError as error:
        raise ConfigurationError(f"{name}: {error}") from None


def packet_out(call: Remote) -> None:
    call.ask("POST", "packet-out", {"packet": call.word()})


def ping(call: Remote) -> None:
    import time

    times = call.options.count or 10
    for number in range(times):
        answer = call.ask("POST", "ping")
        if call.options.json:
            call.json(answer)
        else:
            call.out(f"{call.words[0]}: seq={number + 1} time={answer['rtt'] * 1000:.3f} ms")
        if number + 1 < times:
            time.sleep(call.options.interval)


def role(call: Remote) -> None:
    wanted = call.word()
    answer = call.ask("GET", "role") if wanted is None else call.ask("PUT", "role", {"role": wanted})
    call.told(answer, _described(answer))


def maintenance(call: Remote) -> None:
    wanted, reason = call.word(0), call.word(1)
    if wanted not in (None, "on", "off"):
        raise MessageError(f"maintenance is on or off, not {wanted!r}")
    if wanted is None:
        answer = call.ask("GET", "maintenance")
    else:
        body = {"on": wanted == "on"} | ({} if reason is None else {"reason": reason})
        answer = call.ask("PUT", "maintenance", body)
    call.told(answer, [f"{'on' if answer['on'] else 'off'}: {answer['status_reason']}"])


def disconnect(call: Remote) -> None:
    call.ask("DELETE", "connection")


def recorder(call: Remote) -> None:
    name = call.word() or "-"
    data = call.ask("GET", f"/recorder/{quote(call.words[0], safe='')}", accept="application/x-pcapng")
    if name == "-":
        sys.stdout.buffer.write(data)
        return
    with open(name, "wb") as file:
        file.write(data)
    call.err(f"{len(data)} bytes written to {name}; oftwist decode {name} prints them")
