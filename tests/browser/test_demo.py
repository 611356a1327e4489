"""The page of ``twistd oftwist`` itself: its demo, and a real Open vSwitch."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from tests.browser.chromium import By, Keys, click, complaints, requests, shows
from tests.live.daemon import Daemon
from tests.live.dummy import Dummy
from tests.live.open_vswitch import Bridge
from tests.support.ports import HeldPorts


class Running:
    """A controller with its page.

    Attributes:
        port: for switches.
        url: of the page.
    """

    def __init__(self, daemon: Daemon, port: int, url: str) -> None:
        self.daemon = daemon
        self.port = port
        self.url = url

    def get(self, path: str) -> Any:
        """What the API says."""
        with urlopen(f"{self.url}api/v1/{path}") as answer:
            return json.load(answer)


@pytest.fixture
def start(tmp_path: Path, ports: HeldPorts, fresh: Any) -> Iterator[Any]:
    """``start("--demo", "5")`` -> a running controller, whose page asks for nothing from elsewhere."""
    daemons: list[Daemon] = []
    running: list[Running] = []

    def begin(*words: str) -> Running:
        port, web = ports.hold(), ports.hold()
        options = ["--port", str(port), "--interface", "127.0.0.1", "--http", str(web), *words]
        daemon = Daemon(tmp_path, options).__enter__()
        daemons.append(daemon)
        daemon.wait_for("HTTP on ")
        running.append(Running(daemon, port, f"http://127.0.0.1:{web}/"))
        return running[-1]

    yield begin
    foreign = [url for url in requests(fresh) if not any(url.startswith(one.url) for one in running)]
    fresh.get("about:blank")
    for daemon in daemons:
        daemon.kill()
    assert not foreign


def add_flow(driver: Any, text: str) -> None:
    """Type a flow, and wait for the switch's yes."""
    click(driver, "#tab-flows")
    shows(driver, "document.getElementById('flow-text')")
    driver.find_element(By.ID, "flow-text").send_keys(text, Keys.ENTER)
    shows(driver, "document.querySelector('.answer').textContent === 'added, confirmed by the switch'")


def test_the_demo_with_loops(start: Any, fresh: Any) -> None:
    controller = start("--demo", "5", "--topology", "ring", "--demo-events")
    fresh.get(controller.url)
    shows(fresh, "document.getElementById('count-switches').textContent === '5'")
    shows(fresh, "oftwist.graph.nodes.size === 5 && oftwist.graph.links.size === 5")
    shows(fresh, "document.getElementById('stream').textContent === 'live'")
    shows(fresh, "oftwist.graph.hosts.size === 10")

    click(fresh, "#list .vt-row")
    shows(
        fresh,
        "document.querySelectorAll('.ports .vt-row canvas').length === 4 && document.querySelector('.plot canvas')",
    )
    before = shows(fresh, "document.querySelector('.plot').ariaLabel")
    shows(fresh, "document.querySelector('.plot').ariaLabel !== arguments[0]", before)
    drawn = fresh.execute_script("return document.querySelector('.plot canvas').toDataURL()")
    shows(fresh, "document.querySelector('.plot canvas').toDataURL() !== arguments[0]", drawn)
    assert shows(fresh, "[...oftwist.network.links.values()].some((link) => link.rates)")

    dpid = fresh.execute_script("return oftwist.list.shown[0].dpid")
    add_flow(fresh, "table=7,priority=777,ip,nw_dst=192.0.2.1,actions=output:3")
    shows(
        fresh, "[...document.querySelectorAll('.flows .vt-row')].some((row) => row.textContent.includes('192.0.2.1'))"
    )
    told = [flow["text"] for flow in controller.get(f"switches/{dpid}/flows")["flows"]]
    assert any("priority=777,ip,nw_dst=192.0.2.1" in text and text.endswith("actions=output:3") for text in told)

    controller.daemon.wait_for("link .* is down")  # the demo cuts a cable, and mends it
    shows(fresh, "document.querySelector('#events [data-kind=link_down]')")
    controller.daemon.wait_for("link .* is up", 6)
    shows(fresh, "document.getElementById('count-links').textContent === '5'")
    assert fresh.execute_script("return oftwist.graph.links.size") == 5


def test_open_vswitch(start: Any, fresh: Any, dummy: Dummy) -> None:
    """One without network devices: where any come or go, Chromium gives up what it has asked for."""
    dummy.vsctl("set", "bridge", "d0", "protocols=OpenFlow13")
    bridge = Bridge(dummy, "d0", 1, "OpenFlow13")
    controller = start("--app", "topology")
    bridge.set_controller(f"tcp:127.0.0.1:{controller.port}")
    fresh.get(controller.url)
    shows(fresh, "oftwist.graph.nodes.size === 1")
    click(fresh, "#list .vt-row")
    add_flow(fresh, "priority=777,ip,nw_dst=192.0.2.1,actions=drop")
    shows(
        fresh, "[...document.querySelectorAll('.flows .vt-row')].some((row) => row.textContent.includes('192.0.2.1'))"
    )
    assert any("priority=777,ip,nw_dst=192.0.2.1 actions=drop" in flow for flow in bridge.flows())
    fresh.find_element(By.ID, "flow-text").clear()
    fresh.find_element(By.ID, "flow-text").send_keys("actions=group:4711", Keys.ENTER)
    shows(fresh, "document.querySelector('.answer').dataset.good === 'false'")
    said = fresh.execute_script("return document.querySelector('.answer').textContent")
    assert "BAD_OUT_GROUP" in said and "HTTP 409" in said
    assert all("409" in line for line in complaints(fresh)), "as Chromium tells every status over 400"
    click(fresh, "#tab-connection")
    shows(fresh, "document.querySelector('.connection').textContent.includes('Nicira')")
    shows(fresh, "document.querySelector('.connection').textContent.includes('BAD_OUT_GROUP')")
    click(fresh, "#tab-ports")
    shows(fresh, "document.querySelector('.ports .note').textContent.startsWith('Counted by this page')")
    shows(fresh, "document.querySelector('.plot').ariaLabel.includes('receives')")
