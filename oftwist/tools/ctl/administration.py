"""The controller itself, from the command line: each command is a function of a `Remote`."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from oftwist.errors import OFTwistError
from oftwist.tools.ctl.api import ApiError
from oftwist.tools.ctl.asking import Remote
from oftwist.tools.ctl.tables import ago, clock, table

#: Seconds between two attempts to follow events again.
_AGAIN = 1.0


def status(call: Remote) -> None:
    answer = call.api.ask("GET", "")
    call.told(answer, (f"{name + ':':18}{value}" for name, value in answer.items()))


def switches(call: Remote) -> None:
    answer = call.ask("GET", "/switches")
    if call.options.quiet:
        call.lines(one["dpid"] for one in answer["switches"])
        return
    call.table(answer, "switches", {
        "DPID": "dpid", "NAME": "name", "STATE": "state", "VERSION": "version", "ADDRESS": "address", "PORTS": "ports",
        "ROLE": "role", "SINCE": lambda one: ago(one.get("since")),
        "RTT": lambda one: None if one.get("rtt") is None else f"{one['rtt'] * 1000:.1f} ms",
        "WHY": lambda one: None if one["state"] == "up" else one["status_reason"],
    })  # fmt: skip


# --- the network ---------------------------------------------------------------------------------------------------


def links(call: Remote) -> None:
    call.table(call.ask("GET", "/links"), "links", {
        "FROM": lambda one: _place(one["src"]), "TO": lambda one: _place(one["dst"]),
        "DELAY": lambda one: None if one.get("delay") is None else f"{one['delay'] * 1000:.2f} ms",
        "SINCE": lambda one: ago(one.get("since")),
    })  # fmt: skip


def _place(end: Any) -> str:
    return f"{end['dpid']}:{end['port']}" if isinstance(end, dict) else str(end)


def hosts(call: Remote) -> None:
    call.table(call.ask("GET", "/hosts"), "hosts", {
        "ADDRESS": "mac", "VLAN": "vlan", "AT": _place,
        "IP": lambda one: ", ".join([*one.get("ipv4", ()), *one.get("ipv6", ())]),
        "SEEN": lambda one: ago(one.get("last")),
    })  # fmt: skip


def paths(call: Remote) -> None:
    answer = call.api.ask("GET", "/paths", {"from": call.words[0], "to": call.words[1]})
    call.told(answer, _paths(answer["paths"]))


def _paths(found: list[list[dict[str, Any]]]) -> Iterator[str]:
    for path in found:
        hops = []
        for hop in path:
            ports = ["" if hop[name] is None else str(hop[name]) for name in ("in_port", "out_port")]
            hops.append(f"{ports[0]}:{hop['dpid']}:{ports[1]}".strip(":"))
        yield " -> ".join(hops)


def cluster(call: Remote) -> int:
    answer = call.ask("GET", "/cluster")
    call.told(answer, _cluster(answer))
    connected = {dpid for dpids in answer["nodes"].values() for dpid in dpids}
    return 2 if connected - answer["masters"].keys() else 0


def _cluster(answer: dict[str, Any]) -> Iterator[str]:
    yield f"node {answer['node']}: {answer['state']}, {answer['status_reason']}"
    yield from table(("NODE", "CONNECTED"), [(name, len(dpids)) for name, dpids in answer["nodes"].items()])
    rows = [(dpid, one["node"], one["generation_id"], ago(one["since"])) for dpid, one in answer["masters"].items()]
    yield from table(("DATAPATH", "MASTER", "GENERATION", "SINCE"), rows)


# --- what happens --------------------------------------------------------------------------------------------------


def monitor(call: Remote) -> int:
    """Follow the events, also over the ends of connections; with a word only those of a switch."""
    query = {"kind": call.options.kind, "dpid": call.words[0] if call.words else None}
    left = call.options.count or 0
    since: str | None = None
    begun = False
    while True:
        try:
            for place, event in call.api.events("/events", query, since):
                since = place
                call.out(json.dumps(event) if call.options.json else _event(event))
                left -= 1
                if left == 0:
                    return 0
            begun = True
        except ApiError:
            raise
        except OFTwistError as error:
            if not begun:
                raise
            call.err(f"oftwist ctl: {error}")
        time.sleep(_AGAIN)


def events(call: Remote) -> None:
    _events(call, "/events")


def errors(call: Remote) -> None:
    _events(call, "/errors")


def _events(call: Remote, path: str) -> None:
    """Print a list of events, in pages."""
    found: list[Any] = []
    place: str | None = None
    while True:
        answer = call.ask("GET", path, since=place, kind=call.options.kind)
        if answer["missed"] and place is None:
            call.err(f"{answer['missed']} older ones are not kept any more")
        found += answer["events"]
        if not answer["events"] or answer["next"] == place:
            break
        place = answer["next"]
    call.told(found, map(_event, found))


def _event(event: dict[str, Any]) -> str:
    """An event in a line: time, kind, switch, and what else there is to say."""
    fields = " ".join(f"{name}={_value(value)}" for name, value in event["fields"].items())
    return " ".join(filter(None, (clock(event["time"]), event["kind"], event["dpid"], fields)))


def _value(value: Any) -> str:
    """A value of an event in a word: a place as the links have it, else JSON where it is no plain text."""
    if isinstance(value, dict) and value.keys() == {"dpid", "port"}:
        return _place(value)
    plain = isinstance(value, str) and value and not set(value) & {" ", '"'}
    return value if plain else json.dumps(value, separators=(",", ":"))


def counters(call: Remote) -> None:
    answer = call.ask("GET", "/counters")
    names = [name for name, value in answer["total"].items() if value]
    rows = [(name, answer["total"][name], *(one[name] for one in answer["switches"].values())) for name in names]
    call.told(answer, table(("COUNTER", "TOTAL", *answer["switches"]), rows))


# --- the program ---------------------------------------------------------------------------------------------------


def apps(call: Remote) -> None:
    call.table(call.ask("GET", "/apps"), "apps", {
        "APP": "name", "STATE": "state", "FAILED": "failures", "HANDLES": lambda one: ", ".join(one["handlers"]),
        "WHY": "status_reason",
    })  # fmt: skip


def captures(call: Remote) -> None:
    call.table(call.ask("GET", "/captures"), "captures", {
        "ID": "id", "FILE": "file", "MESSAGES": "messages", "DROPPED": "dropped",
        "SINCE": lambda one: ago(one.get("since")),
    })  # fmt: skip


def capture(call: Remote) -> None:
    answer = call.ask("POST", "/captures", {"capture": call.words[0]})
    call.told(answer, [answer["id"]])


def stop_capture(call: Remote) -> None:
    call.ask("DELETE", f"/captures/{quote(call.words[0], safe='')}")


def log_level(call: Remote) -> None:
    if call.words:
        *namespace, level = call.words
        body = {"levels": {namespace[0] if namespace else "": None if level == "default" else level}}
        answer = call.ask("PUT", "/log-levels", body)
    else:
        answer = call.ask("GET", "/log-levels")
    call.told(answer, table(("NAMESPACE", "LEVEL"), [(name or "(all)", one) for name, one in answer["levels"].items()]))


def config(call: Remote) -> None:
    call.json(call.ask("GET", "/config"))


def reload(call: Remote) -> None:
    answer = call.ask("POST", "/reload")
    lines = [*answer["changed"], *(f"only after a restart: {name}" for name in answer["kept"])]
    call.told(answer, lines or ["nothing has changed"])
