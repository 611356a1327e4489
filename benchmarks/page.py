"""Does the operator's page stay quick? Measured in a headless Chromium, with a made-up network of any size behind it.

    python benchmarks/page.py                            # 5/5, 200/400 and 1000/4000 switches and links
    python benchmarks/page.py --sizes 200/400 --json

Of each size it tells

- ``shown_ms``: from the request of the page until all switches and links are on the map;
- ``longest_ms``: the longest time in which the page could not react, from its request until the layout is at rest;
- ``longest_cpu_ms``: what the longest task in that time took of the processor, which other work does not change;
- ``cut_ms``: from a link that is cut until the map shows it;
- ``drag_fps``, ``drag_worst_ms``: frames a second while a switch is dragged about, and the longest of them;
- ``pan_fps``: the same while the whole map is;
- ``flows_ms``: the longest time in which the page could not react while it has shown 10,000 flows for three rounds.

There is no GPU in it: Chromium draws on the processor, which other work on the machine takes from it. Needs Debian's
chromium and chromium-driver, and selenium.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

SIZES = ("5/5", "200/400", "1000/4000")

#: Notes every task of 50 ms or more, from before the page's first script.
WATCH = """
window.tasks = [];
new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map((each) => each.duration)))
  .observe({type: 'longtask', buffered: true});
"""
SHOWN = """
const [switches, links] = arguments;
const graph = window.oftwist?.graph;
const shown = graph && graph.nodes.size >= switches && graph.links.size >= links && graph.frames > 0;
if (shown) window.shown ??= performance.now();
return window.shown ?? 0;
"""
#: Milliseconds since the link was cut, once the map shows it; 0 before.
CUT = """
const {graph} = window.oftwist;
return [...graph.links.values()].some((link) => !link.up) ? performance.now() - window.cutAt : 0;
"""
RESTING = "return window.oftwist.graph.placing.done === true"
LONGEST = "const longest = Math.max(0, ...window.tasks); window.tasks.length = 0; return longest"
#: Moves the pointer in circles for 120 frames, from a switch or from the empty corner.
MOVE = """
const [onSwitch, done] = arguments;
const {graph} = window.oftwist;
const canvas = document.getElementById('map');
const box = canvas.getBoundingClientRect();
const [first] = graph.nodes.values();
const [x, y] = onSwitch ? graph.drawing.toScreen(first.x, first.y) : [12, box.height - 60];
const send = (type, left, top) => canvas.dispatchEvent(new PointerEvent(type, {
  pointerId: 1, isPrimary: true, bubbles: true, clientX: box.left + left, clientY: box.top + top,
}));
canvas.setPointerCapture = () => {};
const frames = [];
let last = performance.now();
let count = 0;
const frame = (now) => {
  frames.push(now - last);
  last = now;
  count += 1;
  send('pointermove', x + 80 * Math.sin(count / 10), y + 60 * Math.cos(count / 10));
  if (count < 120) requestAnimationFrame(frame);
  else { send('pointerup', x, y); done(frames.slice(3)); }
};
send('pointerdown', x, y);
requestAnimationFrame(frame);
"""
FLOWS = """
const done = arguments[0];
const tab = document.getElementById('tab-flows');
tab.click();
setTimeout(() => done(document.querySelectorAll('.flows .vt-row').length), 8000);
"""


def measure(driver: Any, size: str) -> dict[str, float]:
    """The figures of one size, ``SWITCHES/LINKS``."""
    from tests.browser.chromium import shows
    from tests.browser.fake import FakeController, FakeServer
    from tests.support.waiting import eventually

    switches, links = (int(number) for number in size.split("/"))
    with FakeServer(FakeController(switches, links, flows=0)) as server:
        server.fake.flows[server.fake.switches[0]["dpid"]] = FakeController(1, 0, flows=10_000).flows["0" * 15 + "1"]
        driver.get(server.url)
        shown = eventually(lambda: driver.execute_script(SHOWN, switches, links), step=0.005)
        eventually(lambda: driver.execute_script(RESTING), step=0.25)
        longest = driver.execute_script(LONGEST)
        driver.execute_script("window.cutAt = performance.now()")
        server.fake.cut(0)
        cut = eventually(lambda: driver.execute_script(CUT), step=0.02)
        dragged = driver.execute_async_script(MOVE, True)
        panned = driver.execute_async_script(MOVE, False)
        driver.execute_script("document.querySelector('#list .vt-row').click()")
        shows(driver, "document.getElementById('tab-flows')")
        driver.execute_script(LONGEST)
        rows = driver.execute_async_script(FLOWS)
        assert 0 < rows < 100, rows
        flows = driver.execute_script(LONGEST)
        driver.get("about:blank")
    return {
        "shown_ms": round(shown),
        "longest_ms": round(longest),
        "cut_ms": round(cut),
        "drag_fps": round(1000 / statistics.mean(dragged), 1),
        "drag_worst_ms": round(max(dragged)),
        "pan_fps": round(1000 / statistics.mean(panned), 1),
        "flows_ms": round(flows),
    }


def processor_time(size: str) -> float:
    """``longest_cpu_ms``, in a browser of its own: tracing costs time itself."""
    from tests.browser import chromium
    from tests.browser.fake import FakeController, FakeServer
    from tests.support.waiting import eventually

    switches, links = (int(number) for number in size.split("/"))
    driver = chromium.browser(trace="toplevel")
    try:
        with FakeServer(FakeController(switches, links, flows=0)) as server:
            driver.get("about:blank")
            chromium.busiest(driver)
            driver.get(server.url)
            eventually(lambda: driver.execute_script(SHOWN, switches, links))
            eventually(lambda: driver.execute_script(RESTING), step=0.25)
            driver.get("about:blank")
            return chromium.busiest(driver)
    finally:
        driver.quit()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", nargs="+", default=SIZES, metavar="SWITCHES/LINKS")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()

    from tests.browser import chromium

    reason = chromium.why_not()
    if reason is not None:
        sys.exit(reason)
    driver = chromium.browser()
    driver.set_script_timeout(300)
    driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": WATCH})
    try:
        figures = {size: measure(driver, size) for size in options.sizes}
    finally:
        driver.quit()
    for size, found in figures.items():
        found["longest_cpu_ms"] = round(processor_time(size), 1)
    if options.json:
        print(json.dumps(figures, indent=2))
        return
    for size, found in figures.items():
        print(f"{size:>10}  " + "  ".join(f"{name} {value:g}" for name, value in found.items()))


if __name__ == "__main__":
    main()
