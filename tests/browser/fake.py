"""A controller without switches: the API that the page asks, of any size, as hostile as wanted. Knows the page's files.

For what real switches are slow or polite at: 1,000 of them, 10,000 flows, markup for names. What it says has the
shapes of the real API (tests/http/test_page_fake.py compares them). Nothing here looks at a clock: times rise with
each event, rates with each question.
"""

from __future__ import annotations

import json
import math
import queue
import random
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from oftwist.http import page

#: When the first event happened, seconds since 1970.
BEGAN = 1_760_000_000.0
#: Which run of the controller it is.
BOOT = "b007"
RATES = ("rx_bytes", "tx_bytes", "rx_packets", "tx_packets")
SPEED = 1_000_000_000

Json = dict[str, Any]
Query = dict[str, list[str]]


def dpid_text(number: int) -> str:
    """A datapath id as the API writes it."""
    return f"{number:016x}"


class FakeController:
    """The state that the fake API tells, and what tests do to it.

    Args:
        switches, links: how many; the first links make a ring, the others are at random.
        flows: in each switch.
        hosts: on each switch.
        name: of a switch, given its number.
        port_name: of a port, given the numbers of its switch and its own.
        token: that every request must have, or "".

    Attributes:
        added: texts of flows that were added, with their switch.
        paths: while it is cleared, questions for paths wait.
        asking: how many of them are asked now, and the most there have been at once.
    """

    def __init__(
        self,
        switches: int = 5,
        links: int | None = None,
        *,
        flows: int = 4,
        hosts: int = 2,
        name: Any = "s{}".format,
        port_name: Any = "s{}-eth{}".format,
        token: str = "",
    ) -> None:
        self.lock = threading.RLock()
        self.token = token
        self.paths = threading.Event()
        self.paths.set()
        self.asking = [0, 0]
        self.asked = 0
        self.events: list[Json] = []
        self.streams: list[queue.SimpleQueue[Json | None]] = []
        self.added: list[tuple[str, str]] = []
        self.ports: dict[str, list[Json]] = {}
        self.switches = [self._switch(number, name(number)) for number in range(1, switches + 1)]
        self.flows = {each["dpid"]: [self._flow(at) for at in range(flows)] for each in self.switches}
        self._port_name = port_name
        self.links: list[Json] = []
        self.hosts: list[Json] = []
        self._wire(switches if links is None else links)
        for number in range(1, switches + 1):
            for at in range(hosts):
                self._host(number, at)
        for each in self.switches:
            self.tell("switch_up", each["dpid"], peer=each["address"], version=each["version"], ports=each["ports"])

    def _switch(self, number: int, name: str) -> Json:
        dpid = dpid_text(number)
        self.ports[dpid] = []
        said = ("manufacturer", "hardware", "software", "serial_number", "datapath")
        return {
            "dpid": dpid, "name": name, "state": "up", "status_reason": "connected", "version": "1.3",
            "address": f"127.0.0.1:{40000 + number}", "ports": 0, "rtt": 0.0008, "role": "equal", "since": BEGAN,
"description": dict(zip(said, ("oftwist", "simulated", "1", "", name), strict=True)),
        }  # fmt: skip

    def _flow(self, at: int) -> Json:
        match = f"ip,nw_dst=10.{at >> 16 & 255}.{at >> 8 & 255}.{at & 255}"
        return self.flow_of(f"priority={100 + at % 7},{match},actions=output:{1 + at % 4}")

    def flow_of(self, text: str) -> Json:
        """A flow of the table, given its text as people write it."""
        head, _, actions = text.replace(",actions=", " actions=").partition(" actions=")
        words = [word for word in head.split(",") if word]
        priority = next((int(word[9:]) for word in words if word.startswith("priority=")), 32768)
        told = ",".join(word for word in words if not word.startswith("table="))
        numbers = {"table": 0, "priority": priority, "idle_timeout": 0, "hard_timeout": 0, "packets": 0, "bytes": 0}
        text = " ".join(word for word in (told, f"actions={actions}") if word)
        return {"text": text, "cookie": "0x0", "duration": 1.0, "match": {}, "actions": actions, **numbers}

    def _port(self, number: int) -> Json:
        dpid = dpid_text(number)
        own = self.ports[dpid]
        at = len(own) + 1
        facts = {
            "number": at,
            "name": self._port_name(number, at),
            "hw_addr": f"02:00:00:00:{number & 255:02x}:{at:02x}",
        }
        facts |= {"switch_name": facts["name"], "status_reason": "it has a link", "speed": SPEED}
        flags = ("up", "live", "admin_up", "receive", "forward", "packet_in")
        own.append({**facts, **dict.fromkeys(flags, True)})
        self.switches[number - 1]["ports"] = at
        return {"dpid": dpid, "port": at}

    def _wire(self, links: int) -> None:
        count = len(self.switches)
        rand = random.Random(count)
        pairs = [(at, at % count + 1) for at in range(1, count + 1)][: links if count > 2 else count - 1]
        while len(pairs) < links:
            one = rand.randrange(1, count + 1)
            other = (one + rand.choice((2, 3, 5, 32, 33)) - 1) % count + 1
            pairs.append((one, other))
        for one, other in pairs:
            facts = {"delay": 0.0004, "since": BEGAN, "through": "cable", "shared": False}
            self.links.append({"src": self._port(one), "dst": self._port(other), **facts})

    def _host(self, number: int, at: int) -> None:
        place = self._port(number)
        mac = f"00:00:00:{number >> 8:02x}:{number & 255:02x}:{at + 1:02x}"
        ipv4 = f"10.{number >> 8}.{number & 255}.{at + 1}"
        self.hosts.append({"mac": mac, "vlan": 0, "ipv4": [ipv4], "ipv6": [], **place, "first": BEGAN, "last": BEGAN})

    # what tests do

    def tell(self, kind: str, dpid: str | None = None, **fields: object) -> None:
        """An event happens."""
        with self.lock:
            number = len(self.events) + 1
            event = {"id": number, "time": BEGAN + number, "kind": kind, "dpid": dpid, "fields": fields}
            self.events.append(event)
            for stream in self.streams:
                stream.put(event)

    def cut(self, at: int) -> None:
        """A link goes down."""
        with self.lock:
            link = self.links.pop(at)
        self.tell("link_down", link["src"]["dpid"], src=link["src"], dst=link["dst"], reason="port")

    def stop(self) -> None:
        """End the streams."""
        with self.lock:
            for stream in self.streams:
                stream.put(None)

    # what is asked

    def answer(self, method: str, parts: list[str], query: Query, body: Json) -> tuple[int, Json]:
        """Status and body of the answer to a request below ``/api/v1``."""
        if parts == ["paths"]:
            with self.lock:
                now = self.asking[0] + 1
                self.asking = [now, max(now, self.asking[1])]
            self.paths.wait()
        with self.lock:
            self.asked += 1
            self.asking[0] -= parts == ["paths"]
            if parts[0] == "switches" and len(parts) > 1:
                return self._of_switch(method, parts[1], parts[2:], query, body)
            if parts == [""]:
                counts = dict.fromkeys(("switches", "held", "connections", "apps", "streams", "events"), 0)
                state = {"version": "0", "state": "running", "status_reason": "switches are served"}
                return 200, {**state, **counts, "topology": True, "monitor": True}
            if parts == ["events"]:
                last = int(query["last"][0])
                return 200, {"events": self.events[-last:], "next": f"{BOOT}.{len(self.events)}", "missed": 0}
            if parts == ["paths"]:
                return self._path(query["from"][0], query["to"][0])
            if parts == ["switches"]:
                return 200, {"switches": self.switches}
            if parts == ["hosts"]:
                return 200, {"hosts": self.hosts, "total": len(self.hosts)}
            if parts == ["links"]:
                return 200, {"links": [{**link, "rates": self._link_rates(at)} for at, link in enumerate(self.links)]}
            return problem(404, "Not Found", f"there is nothing at {'/'.join(parts)}")

    def _link_rates(self, at: int) -> Json:
        used = ((at * 37 + self.asked) % 100) / 100 * SPEED / 8
        return {"forward": used, "backward": used / 3, "load": used * 8 / SPEED}

    def _of_switch(self, method: str, dpid: str, rest: list[str], query: Query, body: Json) -> tuple[int, Json]:
        switch = next((each for each in self.switches if each["dpid"] == dpid), None)
        if switch is None:
            return problem(404, "Not Found", f"switch {dpid} is not connected")
        if not rest:
            return 200, switch
        if rest == ["ports"]:
            return 200, {
                "ports": [{**port, "rates": _rates(port["number"], BEGAN + self.asked)} for port in self.ports[dpid]]
            }
        if rest == ["history"]:
            since = float(query["since"][0])
            return 200, {"interval": 3.0, "ports": [self._history(port["number"], since) for port in self.ports[dpid]]}
        if rest == ["counters"]:
            took = {"count": 7, "mean": 0.0008}
            messages = {"echo_reply": 4 + self.asked, "port_stats_reply": 40}
            counted = {"received": messages, "sent": messages, "bytes_received": 4096, "bytes_sent": 2048, "waiting": 0}
            others = {"packet_ins_dropped": 0, "malformed": 0}
            return 200, {**counted, "errors": {}, "others": others, "requests": took, "echoes": took}
        if rest == ["flows"]:
            return self._flows(method, dpid, query.get("command", ["add"])[0], body)
        return 200, {rest[0]: []}

    def _history(self, number: int, since: float) -> Json:
        """The samples of five minutes; a second goes by with each question."""
        now = BEGAN + 300 + self.asked
        times = [time for time in range(int(now) - 300, int(now) + 1, 3) if time > since]
        told = [_rates(number, time) for time in times]
        return {"number": number, "times": times, "rates": {name: [each[name] for each in told] for name in RATES}}

    def _flows(self, method: str, dpid: str, command: str, body: Json) -> tuple[int, Json]:
        flows = self.flows[dpid]
        if method == "GET":
            for flow in flows:
                flow["packets"] += 7
                flow["bytes"] += 700
            return 200, {"flows": flows, "total": len(flows)}
        text = body.get("flow", "")
        if "output:99" in text:
            name = "bad action/bad out port"
            refused = {"type": 2, "code": 4, "name": name, "about": f"flow_mod {text}"}
            return problem(409, "Conflict", f"the switch refused 1 of 1: {name}", openflow=refused)
        if command == "add" and "actions=" not in text:
            return problem(422, "Unprocessable Entity", "a flow needs actions", path="$.flow")
        if command == "add":
            flows.append(self.flow_of(text))
            self.added.append((dpid, text))
        else:
            wanted = self.flow_of(text)["text"].partition(" actions")[0].partition("actions")[0]
            self.flows[dpid] = [flow for flow in flows if wanted not in flow["text"]]
        return 200, {"changed": 1}

    def _path(self, one: str, other: str) -> tuple[int, Json]:
        places = {host["mac"]: (host["dpid"], host["port"]) for host in self.hosts}
        (start, come), (end, leave) = (places.get(each, (each, None)) for each in (one, other))
        reached: dict[str, list[Json]] = {start: [{"dpid": start, "in_port": come, "out_port": None}]}
        todo = [start]
        for here in todo:
            for link in self.links:
                for near, far in ((link["src"], link["dst"]), (link["dst"], link["src"])):
                    if near["dpid"] == here and far["dpid"] not in reached:
                        *before, last = reached[here]
                        next_hop = {"dpid": far["dpid"], "in_port": far["port"], "out_port": None}
                        reached[far["dpid"]] = [*before, {**last, "out_port": near["port"]}, next_hop]
                        todo.append(far["dpid"])
        if end not in reached or start not in self.ports:
            return 200, {"paths": []}
        reached[end][-1]["out_port"] = leave
        return 200, {"paths": [reached[end]]}


def _rates(number: int, time: float) -> Json:
    """What a port carries at a time: something that goes up and down."""
    rate = 4e7 * (1.2 + math.sin(time / 23 + number * 2) + 0.3 * math.sin(time / 4.1 + number) + number % 3)
    return {
        "rx_bytes": rate,
        "tx_bytes": rate / (1.5 + number % 2),
        "rx_packets": rate / 800,
        "tx_packets": rate / 1600,
    }


def problem(status: int, title: str, detail: str, **more: object) -> tuple[int, Json]:
    """An answer that says what is wrong."""
    return status, {"error": {"status": status, "title": title, "detail": detail, **more}}


class _Handler(BaseHTTPRequestHandler):
    """One request: a file of the page, the stream of events, or a question to the fake."""

    protocol_version = "HTTP/1.1"
    server: FakeServer

    def log_message(self, format: str, *args: object) -> None:
        """No lines on the terminal."""

    def handle_one_request(self) -> None:
        """A browser may hang up at any time."""
        try:
            super().handle_one_request()
        except ConnectionError:
            self.close_connection = True

    def do_GET(self) -> None:
        self._answer()

    do_POST = do_GET

    def _answer(self) -> None:
        url = urlsplit(self.path)
        parts = [unquote(part) for part in url.path.removeprefix("/").split("/")]
        size = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(size) or b"{}")
        if parts[:2] != ["api", "v1"]:
            self._file(url.path)
            return
        fake = self.server.fake
        if fake.token and self.headers.get("Authorization") != f"Bearer {fake.token}":
            self._json(*problem(401, "Unauthorized", "say who you are"))
        elif parts[2:] == ["events"] and "text/event-stream" in self.headers.get("Accept", ""):
            self._stream()
        else:
            self._json(*fake.answer(self.command, parts[2:], parse_qs(url.query), body))

    def _file(self, path: str) -> None:
        try:
            file = page.load(path)
        except KeyError:
            self._json(*problem(404, "Not Found", f"there is nothing at {path}"))
            return
        self._write(200, file.body, file.content_type, page.headers(file))

    def _json(self, status: int, answer: Json) -> None:
        headers = {"WWW-Authenticate": 'Bearer realm="oftwist", Basic realm="oftwist"'} if status == 401 else {}
        self._write(status, json.dumps(answer).encode(), "application/json", headers)

    def _write(self, status: int, body: bytes, kind: str, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _stream(self) -> None:
        fake = self.server.fake
        own: queue.SimpleQueue[Json | None] = queue.SimpleQueue()
        with fake.lock:
            last = int((self.headers.get("Last-Event-ID") or "0").rpartition(".")[2])
            for event in fake.events[last:]:
                own.put(event)
            fake.streams.append(own)
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        self.wfile.write(b": the stream\n\n")
        while (next_event := own.get()) is not None:
            lines = f"id: {BOOT}.{next_event['id']}", f"data: {json.dumps(next_event)}"
            self.wfile.write("\n".join([*lines, "", ""]).encode())


class FakeServer(ThreadingHTTPServer):
    """Serves a fake controller on a port of its own; use as a context manager.

    Attributes:
        fake: what is served; may be changed while it is.
        url: where.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(self, fake: FakeController) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.fake = fake
        self.url = f"http://127.0.0.1:{self.server_address[1]}/"

    def __enter__(self) -> FakeServer:
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.fake.stop()
        self.shutdown()
        self.server_close()
