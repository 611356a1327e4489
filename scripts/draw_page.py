"""Take the pictures of the page in docs/, of a made-up network: `python scripts/draw_page.py`.

Needs Debian's chromium and chromium-driver, and selenium.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

NAMES = ("core-1", "core-2", "edge-1", "edge-2", "edge-3", "edge-4", "lab-1", "lab-2", "attic", "cellar")


def main() -> None:
    """Write docs/page-light.png and docs/page-dark.png."""
    from tests.browser import chromium
    from tests.browser.fake import FakeController, FakeServer, dpid_text

    for theme in ("light", "dark"):
        fake = FakeController(len(NAMES), 14, flows=40, name=lambda number: NAMES[number - 1])
        driver = chromium.browser(1280, 760, dark=theme == "dark")
        try:
            with FakeServer(fake) as server:
                driver.get(server.url)
                chromium.shows(driver, "oftwist.graph.links.size === 14 && oftwist.graph.placing.done")
                flow = "priority=100,ip,nw_dst=10.0.7.1 actions=output:99"
                refused = {"name": "bad_action/OFPBAC_BAD_OUT_PORT", "request": f"flow_mod {flow}", "xid": 4711}
                fake.tell("error", dpid_text(3), **refused)
                fake.cut(9)
                chromium.shows(driver, "document.getElementById('count-links').textContent === '13 of 14'")
                look(driver, theme == "dark")
                driver.save_screenshot(str(ROOT / f"docs/page-{theme}.png"))
        finally:
            driver.quit()


def look(driver: Any, dark: bool) -> None:
    """Open what the picture shows."""
    from tests.browser import chromium

    chromium.click(driver, "#hosts-toggle")
    driver.execute_script("oftwist.graph.choose('switch', [...oftwist.graph.nodes.values()][2])")
    if dark:
        chromium.click(driver, "#tab-flows")
        chromium.shows(driver, "document.querySelectorAll('.flows .vt-row').length > 10")
        driver.execute_script("document.querySelectorAll('.flows .vt-row')[4].click()")
        chromium.shows(driver, "document.querySelector('.flows .vt-row > :nth-child(6)').textContent !== '–'")
    else:
        chromium.shows(driver, "document.querySelectorAll('.ports .vt-row canvas').length > 3")


if __name__ == "__main__":
    main()
