"""What tests ask of the page of a fake controller, by the words that it shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.browser.chromium import click, shows
from tests.browser.fake import FakeServer

PageOf = Callable[..., tuple[Any, FakeServer]]
#: All that was asked for has come, and nothing moves any more.
AT_REST = (
    "oftwist.network.state === 'live' && oftwist.graph.fitted"
    " && (oftwist.graph.placing.halt([...oftwist.graph.nodes.values()]), true)"
)


def reads(driver: Any, selector: str, expected: str) -> None:
    """Wait until this is the text of the first element that a selector finds."""
    shows(driver, "document.querySelector(arguments[0])?.textContent === arguments[1]", selector, expected)


def row_of(table: str) -> str:
    """JavaScript for the row of a table that has the first argument in it."""
    return f"[...document.querySelectorAll('{table} .vt-row')].find((row) => row.textContent.includes(arguments[0]))"


def open_switch(driver: Any, name: str, tab: str = "ports") -> None:
    """Choose a switch in the list, and a tab of it."""
    shows(
        driver,
        "[...document.querySelectorAll('#list .vt-row')].some((row) => row.textContent.includes(arguments[0]))",
        name,
    )
    driver.execute_script(
        "[...document.querySelectorAll('#list .vt-row')].find((row) => row.textContent.includes(arguments[0])).click()",
        name,
    )
    click(driver, f"#tab-{tab}")


def place(driver: Any, dpid: str) -> list[float]:
    """Where a switch is on the map, in pixels from its corner."""
    found = driver.execute_script(
        "const node = oftwist.graph.nodes.get(arguments[0]); return oftwist.graph.drawing.toScreen(node.x, node.y)",
        dpid,
    )
    return list(found)
