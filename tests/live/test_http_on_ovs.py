"""The API over a real port, with a real Open vSwitch behind it: everything it offers, and 20,000 flows at once."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_twisted
import treq
import trustme
from twisted.internet import reactor, ssl, threads
from twisted.web.client import Agent, HTTPConnectionPool
from twisted.web.http_headers import Headers

from oftwist import Controller, Options
from oftwist.http import HttpApp, HttpService, HttpSettings
from tests.live.open_vswitch import PROTOCOLS, Bridge, OpenVSwitch
from tests.support.waiting import LIMIT, until

ALL_VERSIONS = [pytest.param(version, id=f"1.{version - 1}") for version in PROTOCOLS]
LISTEN = "tcp:0:interface=127.0.0.1"


class Api:
    """A client of the API of a controller that one bridge is connected to.

    Attributes:
        bridge: the real switch.
        controller, service: in this process.
    """

    def __init__(self, controller: Controller, service: HttpService, bridge: Bridge) -> None:
        self.controller, self.service, self.bridge = controller, service, bridge
        self.pool = HTTPConnectionPool(reactor, persistent=False)
        self.agent = Agent(reactor, pool=self.pool)
        assert service.port is not None
        self.base = f"http://127.0.0.1:{service.port.getHost().port}"  # type: ignore[attr-defined]
        self.switch = f"/api/v1/switches/{bridge.datapath_id:016x}"

    async def ask(self, method: str, path: str, body: Any = None, status: int = 200) -> Any:
        """The JSON of an answer of the status that is expected."""
        data = b"" if body is None else json.dumps(body).encode()
        where = self.base + (path if path.startswith("/") else f"{self.switch}/{path}")
        answer = await treq.request(method, where, data=data, agent=self.agent, timeout=LIMIT)
        content = await treq.content(answer)
        assert answer.code == status, content
        return json.loads(content) if content else None

    async def ofctl(self, *words: str) -> list[str]:
        """The lines that ovs-ofctl prints."""
        printed = await threads.deferToThread(self.bridge.ofctl, *words)
        return [line.strip() for line in printed.splitlines()]


@asynccontextmanager
async def api(ovs: OpenVSwitch, version: int, hosts: int = 0, **attached: Any) -> AsyncIterator[Api]:
    """The API of a controller with one bridge."""
    bridge = await threads.deferToThread(ovs.add_bridge, PROTOCOLS[version], hosts)
    controller = Controller(Options(request_timeout=LIMIT), reactor)
    service = HttpService(HttpApp(controller, **attached), HttpSettings(listen=LISTEN))
    try:
        listener = controller.listen("ptcp:0:127.0.0.1")
        controller.startService()  # type: ignore[no-untyped-call]
        service.startService()
        port: Any = await listener.when_listening()
        await until(lambda: service.port)
        await threads.deferToThread(bridge.set_controller, f"tcp:127.0.0.1:{port.getHost().port}")
        await controller.when_switch(bridge.datapath_id, timeout=LIMIT)
        yield Api(controller, service, bridge)
    finally:
        await threads.deferToThread(bridge.remove)
        await service.stopService()
        await controller.stopService()


def plain(lines: list[str]) -> list[str]:
    """Flows of ovs-ofctl without what they count, sorted."""
    found = [re.sub(r"(cookie=0x0, )?(duration|n_packets|n_bytes|idle_age)=[^ ]* ?", "", line) for line in lines]
    return sorted(line.replace("table=0, ", "") for line in found if "actions=" in line)


@pytest.mark.parametrize("version", ALL_VERSIONS)
@pytest_twisted.inlineCallbacks
def test_flows_as_text_and_members(ovs: OpenVSwitch, version: int) -> Any:
    yield _as_deferred(_flows_as_text_and_members, ovs, version)


def _as_deferred(test: Callable[..., Any], *arguments: Any) -> Any:
    from twisted.internet.defer import ensureDeferred

    return ensureDeferred(test(*arguments))


async def _flows_as_text_and_members(ovs: OpenVSwitch, version: int) -> None:
    lines = [
        "priority=9,tcp,nw_src=10.1.2.3,tp_dst=80 actions=drop",
        "dl_vlan=5,dl_src=02:00:00:00:00:01 actions=LOCAL",
        "priority=3,arp,in_port=LOCAL cookie=0x1234 idle_timeout=500 actions=CONTROLLER:64",
    ]
    async with api(ovs, version) as client:
        assert await client.ask("POST", "flows", {"flows": lines}) == {"changed": 3}
        there = await client.ofctl("dump-flows")
        assert len(plain(there)) == 3
        told = (await client.ask("GET", "flows"))["flows"]
        assert sorted(flow["text"] for flow in told) == sorted(lines)
        assert await client.ask("DELETE", "flows?all=true") == {"changed": 1}
        assert plain(await client.ofctl("dump-flows")) == []
        keys = ("priority", "cookie", "idle_timeout", "match", "actions")
        again = [{key: flow[key] for key in keys} for flow in told]
        assert await client.ask("PUT", "flows", {"flows": again}) is not None
        assert plain(await client.ofctl("dump-flows")) == plain(there)
        assert await client.ask("PUT", "flows", {"flows": lines}) == {"deleted": [], "added": [], "modified": []}
        if version > 1:
            return
        fields = {"eth_type": 0x800, "reg0": 5, "ct_state": "0x1/0x3"}
        await client.ask("POST", "flows", {"priority": 77, "match": fields, "actions": "drop"})
        told = next(flow for flow in (await client.ask("GET", "flows"))["flows"] if flow["priority"] == 77)
        assert told["match"]["reg0"] == 5
        same = {"priority": 77, "match": told["match"], "actions": "drop"}
        difference = await client.ask("PUT", "flows?dry_run=true", {"flows": [same, *lines]})
        assert difference == {"deleted": [], "added": [], "modified": []}


@pytest.mark.parametrize("version", ALL_VERSIONS)
@pytest_twisted.inlineCallbacks
def test_what_open_vswitch_refuses(ovs: OpenVSwitch, version: int) -> Any:
    yield _as_deferred(_what_open_vswitch_refuses, ovs, version)


async def _what_open_vswitch_refuses(ovs: OpenVSwitch, version: int) -> None:
    async with api(ovs, version) as client:
        body = {"flows": ["in_port=1,actions=drop", "actions=group:99"]}
        error = (await client.ask("POST", "flows", body, 409))["error"]
        assert error["openflow"]["about"].startswith("$.flows[1]: ")
        assert error["openflow"]["name"].partition("/")[0] in ("bad_action", "flow_mod_failed", "nicira", "bad_request")
        assert len(plain(await client.ofctl("dump-flows"))) == 1
        errors = (await client.ask("GET", "/api/v1/errors"))["events"]
        assert [event["fields"]["name"] for event in errors] == [error["openflow"]["name"]]


@pytest.mark.parametrize("version", ALL_VERSIONS)
@pytest_twisted.inlineCallbacks
def test_everything_about_a_switch(ovs: OpenVSwitch, version: int) -> Any:
    yield _as_deferred(_everything_about_a_switch, ovs, version)


async def _everything_about_a_switch(ovs: OpenVSwitch, version: int) -> None:
    async with api(ovs, version, hosts=1) as client:
        found = await client.ask("GET", client.switch)
        assert (found["state"], found["version"]) == ("up", f"1.{version - 1}")
        assert found["description"]["hardware"] == "Open vSwitch"
        ports = (await client.ask("GET", "ports?counters=true"))["ports"]
        port = next(each for each in ports if each["number"] == 1)
        assert port["up"] and port["counters"]["rx_packets"] is not None
        assert await client.ask("PUT", f"ports/{port['name']}", {"admin_up": False}) == {"changed": 1}
        await until(lambda: client.controller.switch(client.bridge.datapath_id).ports[1].config & 1)
        assert (await client.ask("GET", "ports/1"))["status_reason"] == "switched off"
        await client.ask("PUT", "ports/1", {"admin_up": True})
        tables = (await client.ask("GET", "tables"))["tables"]
        assert len(tables) == found["tables"]
        queues = (await client.ask("GET", "queues"))["queues"]  # what there is without any set up, nobody counts
        assert all(queue["queue"] == 0 and queue["packets"] is None for queue in queues)
        assert (await client.ask("POST", "ping"))["rtt"] > 0
        assert (await client.ask("PUT", "role", {"role": "master"}))["role"] == "master"
        frame = "ffffffffffff0200000000010806" + "00" * 46
        assert await client.ask("POST", "packet-out", {"data": frame, "actions": "output:1"}) == {"changed": 1}
        counted = await client.ask("GET", "ports/1?counters=true")
        assert counted["counters"]["tx_packets"] >= 1


@pytest.mark.parametrize("version", ALL_VERSIONS)
@pytest_twisted.inlineCallbacks
def test_a_whole_state_is_saved_and_restored(ovs: OpenVSwitch, version: int) -> Any:
    yield _as_deferred(_a_whole_state_is_saved_and_restored, ovs, version)


async def _a_whole_state_is_saved_and_restored(ovs: OpenVSwitch, version: int) -> None:
    async with api(ovs, version) as client:
        groups = ["group_id=7,type=all,bucket=actions=LOCAL", "group_id=2,type=select,bucket=weight:3,actions=LOCAL"]
        flows = ["in_port=1 actions=group:7", "table=2,priority=3,ip,nw_dst=10.0.0.0/8 actions=group:2"]
        await client.ask("POST", "groups", {"groups": groups})
        await client.ask("POST", "flows", {"flows": flows})
        if version >= 4:
            meter = "meter=1,kbps,burst,stats,bands=type=drop,rate=9,burst_size=8"
            await client.ask("POST", "meters", {"meter": meter})
            await client.ask("POST", "flows", {"flow": "in_port=3,actions=meter:1,group:2"})
        told = (await client.ask("GET", "groups"))["groups"]
        assert [group["group_id"] for group in told] == [2, 7]
        saved = await client.ask("GET", "state")
        before = plain(await client.ofctl("dump-flows")), await client.ofctl("dump-groups")
        for kind in ("flows", "groups", "meters") if version >= 4 else ("flows", "groups"):
            await client.ask("DELETE", f"{kind}?all=true")
        assert plain(await client.ofctl("dump-flows")) == []
        plan = await client.ask("PUT", "state?dry_run=true", saved)
        assert not plan["same"]
        assert await client.ask("PUT", "state", saved) == plan
        after = plain(await client.ofctl("dump-flows")), await client.ofctl("dump-groups")
        assert [after[0], sorted(after[1][1:])] == [before[0], sorted(before[1][1:])]
        assert (await client.ask("PUT", "state?dry_run=true", saved))["same"]


@pytest.mark.parametrize(
    ("version", "count"),
    [(1, 2_000), pytest.param(4, 20_000, marks=pytest.mark.slow), (6, 2_000)],
    ids=["1.0", "1.3", "1.5"],
)
@pytest_twisted.inlineCallbacks
def test_thousands_of_flows_in_one_request(ovs: OpenVSwitch, version: int, count: int) -> Any:
    yield _as_deferred(_thousands_of_flows, ovs, version, count)


async def _thousands_of_flows(ovs: OpenVSwitch, version: int, count: int) -> None:
    half = count // 2
    lines = [f"priority=7,ip,nw_dst=10.{n >> 8}.{n & 255}.1 actions=drop" for n in range(count)]
    async with api(ovs, version) as client:
        assert await client.ask("POST", "flows", {"flows": lines}) == {"changed": count}
        there = await client.ofctl("dump-aggregate")
        assert f"flow_count={count}" in there[-1]
        told = await client.ask("GET", "flows")
        assert told["total"] == count
        assert {flow["text"] for flow in told["flows"]} == set(lines)
        seen, after = set(), ""
        while after is not None:
            page = await client.ask("GET", f"flows?limit={count // 3}{after and '&after=' + after}")
            seen |= {flow["text"] for flow in page["flows"]}
            after = page.get("next")
        assert seen == set(lines)
        difference = await client.ask("PUT", "flows", {"flows": lines[:half]})
        assert [len(each) for each in difference.values()] == [half, 0, 0]
        assert f"flow_count={half}" in (await client.ofctl("dump-aggregate"))[-1]


@pytest_twisted.inlineCallbacks
def test_a_stream_tells_that_a_switch_is_gone_and_then_of_its_return(ovs: OpenVSwitch) -> Any:
    yield _as_deferred(_a_stream_tells, ovs)


async def _a_stream_tells(ovs: OpenVSwitch) -> None:
    async with api(ovs, 4) as client:
        headers = Headers({"Accept": ["text/event-stream"], "Last-Event-ID": ["0"]})
        answer = await client.agent.request(b"GET", f"{client.base}/api/v1/events".encode(), headers)
        received: list[bytes] = []
        reading = treq.collect(answer, received.append)

        def kinds() -> list[str]:
            lines = b"".join(received).decode().splitlines()
            return [json.loads(line.removeprefix("data: "))["kind"] for line in lines if line.startswith("data: {")]

        await until(lambda: kinds() == ["switch_up"])
        await client.ask("DELETE", "connection")
        await until(lambda: kinds().count("switch_up") == 2)
        assert kinds()[:3] in (["switch_up", "switch_down", "change"], ["switch_up", "change", "switch_down"])
        await client.service.stopService()
        await reading.addErrback(lambda _: None)


@pytest_twisted.inlineCallbacks
def test_tls_and_a_token(tmp_path: Path) -> Any:
    yield _as_deferred(_tls_and_a_token, tmp_path)


async def _tls_and_a_token(folder: Path) -> None:
    ca = trustme.CA()
    own = ca.issue_cert("localhost")
    own.private_key_and_cert_chain_pem.write_to_path(str(folder / "own.pem"))
    controller = Controller(clock=reactor)
    settings = HttpSettings(listen=LISTEN, tls_cert=str(folder / "own.pem"), token="s3cret")
    service = HttpService(HttpApp(controller), settings)
    service.startService()
    try:
        port: Any = await until(lambda: service.port)
        trusted = ssl.Certificate.loadPEM(ca.cert_pem.bytes())
        policy = ssl.trustRootFromCertificates([trusted])

        class Trusting:
            def creatorForNetloc(self, hostname: bytes, port: int) -> Any:
                return ssl.optionsForClientTLS("localhost", policy)

        from twisted.web.iweb import IPolicyForHTTPS
        from zope.interface import directlyProvides

        trusting = Trusting()
        directlyProvides(trusting, IPolicyForHTTPS)
        agent = Agent(reactor, contextFactory=trusting)
        where = f"https://localhost:{port.getHost().port}/api/v1".encode()
        refused = await agent.request(b"GET", where)
        assert refused.code == 401
        await treq.content(refused)
        answer = await agent.request(b"GET", where, Headers({"Authorization": ["Bearer s3cret"]}))
        assert answer.code == 200
        assert json.loads(await treq.content(answer))["state"] == "stopped"
    finally:
        await service.stopService()
