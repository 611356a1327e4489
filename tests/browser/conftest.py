"""Fixtures for tests that look at the page with a real browser."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest

from tests.browser import chromium
from tests.browser.fake import FakeController, FakeServer
from tests.live.conftest import dummy, needs_ovs, ports

__all__ = ["dummy", "needs_ovs", "ports"]


why_not = cache(chromium.why_not)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.nodeid.startswith("tests/browser/"):
            item.add_marker(pytest.mark.live)
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One Chromium for all tests of a process. Skips with the reason where there is none; fails if OFTWIST_LIVE=1."""
    reason = why_not()
    if reason is not None and os.environ.get("OFTWIST_LIVE") == "1":
        pytest.fail(f"live tests are demanded by OFTWIST_LIVE=1, but: {reason}")
    if reason is not None:
        pytest.skip(reason)
    driver = chromium.browser()
    yield driver
    driver.quit()


@pytest.fixture
def fresh(browser: Any) -> Iterator[Any]:
    """The browser as if it had never seen a page; afterwards its console must have said nothing."""
    browser.get("about:blank")
    browser.execute_cdp_cmd("Network.clearBrowserCache", {})
    chromium.resize(browser, 1440, 900)
    chromium.complaints(browser)
    chromium.requests(browser)
    yield browser
    said = chromium.complaints(browser)
    browser.get("about:blank")
    assert not said


@pytest.fixture
def page_of(fresh: Any) -> Iterator[Callable[..., tuple[Any, FakeServer]]]:
    """Opens the page of a fake controller of this kind: ``page_of(switches=5)`` -> the browser and the server."""
    servers: list[FakeServer] = []

    def open_page(**kind: Any) -> tuple[Any, FakeServer]:
        server = FakeServer(FakeController(**kind))
        servers.append(server)
        server.__enter__()
        fresh.execute_cdp_cmd("Storage.clearDataForOrigin", {"origin": server.url[:-1], "storageTypes": "all"})
        fresh.get(server.url)
        return fresh, server

    yield open_page
    foreign = [url for url in chromium.requests(fresh) if not any(url.startswith(server.url) for server in servers)]
    fresh.get("about:blank")
    for server in servers:
        server.__exit__()
    assert not foreign
