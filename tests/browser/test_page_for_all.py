"""The page for everybody: by keyboard, by ear, in little contrast, in both themes, on screens of every size."""

from __future__ import annotations

import pytest

from tests.browser.chromium import ActionChains, By, Keys, becomes, click, resize, shows
from tests.browser.page import AT_REST, PageOf, open_switch


def test_by_keyboard_alone(page_of: PageOf) -> None:
    driver, _ = page_of()
    shows(driver, f"oftwist.graph.nodes.size === 5 && {AT_REST}")
    visited = []
    for _ in range(14):
        ActionChains(driver).send_keys(Keys.TAB).perform()
        focus = "return document.activeElement.id || document.activeElement.className || document.activeElement.tagName"
        visited.append(driver.execute_script(focus))
    wanted = [
        "skip",
        "search",
        "theme",
        "vt",
        "map",
        "zoom-in",
        "zoom-out",
        "fit",
        "arrange",
        "hosts-toggle",
        "path-toggle",
    ]
    assert visited == [*wanted, "feed-filter", "feed-pause", "events"]
    driver.find_element(By.ID, "map").send_keys(Keys.ARROW_DOWN)
    shows(driver, "document.getElementById('announce').textContent.includes('OpenFlow 1.3')")
    driver.find_element(By.ID, "map").send_keys(Keys.ARROW_UP, Keys.ENTER)
    shows(driver, "document.activeElement.tagName === 'H2'")
    ActionChains(driver).send_keys(Keys.TAB, Keys.TAB).perform()
    driver.switch_to.active_element.send_keys(Keys.ARROW_RIGHT)
    shows(
        driver, "document.activeElement.id === 'tab-flows' && document.querySelectorAll('.flows .vt-row').length === 4"
    )
    table = driver.find_element(By.CSS_SELECTOR, ".flows .vt")
    table.send_keys(Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ENTER)
    shows(driver, "document.querySelector('.detail pre')?.textContent.startsWith('priority=101')")
    ActionChains(driver).send_keys("/").perform()
    shows(driver, "document.activeElement.id === 'search'")


def test_everything_that_can_be_used_has_a_name(page_of: PageOf) -> None:
    driver, _ = page_of()
    named = {
        "button",
        "textbox",
        "searchbox",
        "combobox",
        "tab",
        "grid",
        "application",
        "link",
        "log",
        "list",
        "region",
    }
    for tab in ("ports", "flows", "groups", "meters", "connection"):
        open_switch(driver, "s1", tab)
        tree = driver.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
        for node in tree:
            role, name = node.get("role", {}).get("value"), node.get("name", {}).get("value", "")
            properties = {each["name"]: each["value"].get("value") for each in node.get("properties", [])}
            if not node.get("ignored") and role in named and properties.get("focusable"):
                assert name.strip(), (tab, role, node)


CONTRAST = """
const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
const style = getComputedStyle(document.documentElement);
const light = (name) => {
  canvas.fillStyle = style.getPropertyValue('--' + name);
  canvas.fillRect(0, 0, 1, 1);
  const parts = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map((each) => each / 255);
  const [r, g, b] = parts.map((each) => each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
return arguments[0].map(([front, back]) => {
  const [one, other] = [light(front), light(back)].sort((a, b) => b - a);
  return [front, back, (one + 0.05) / (other + 0.05)];
});
"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_texts_have_contrast(page_of: PageOf, theme: str) -> None:
    driver, _ = page_of()
    driver.execute_script("document.documentElement.dataset.theme = arguments[0]", theme)
    backs = ("panel", "map", "raised", "chosen")
    fronts = ("text", "muted", "accent", "good", "warn", "bad")
    pairs = [(front, back) for front in fronts for back in backs] + [("accent-text", "accent"), ("node-text", "node")]
    lines = [(front, "map", 3.0) for front in ("load-1", "load-2", "load-3", "load-4", "bad", "path", "host")]
    for front, back, ratio in driver.execute_script(CONTRAST, pairs):
        assert ratio >= 4.5, (theme, front, back, ratio)
    for (front, back, ratio), (_, _, wanted) in zip(driver.execute_script(CONTRAST, lines), lines, strict=True):
        assert ratio >= wanted, (theme, front, back, ratio)


def test_the_theme_is_that_of_the_system(page_of: PageOf) -> None:
    driver, _ = page_of()
    shows(driver, AT_REST)
    for theme in ("dark", "light"):
        scheme = [{"name": "prefers-color-scheme", "value": theme}]
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": scheme})
        for again in (False, True):
            if again:
                driver.refresh()
            shows(driver, "document.documentElement.dataset.theme === arguments[0]", theme)
            paper = "getComputedStyle(document.documentElement).getPropertyValue('--map').trim()"
            shows(driver, f"oftwist.graph.drawing.colours.map === {paper}")


def test_the_theme_is_chosen_and_kept(page_of: PageOf) -> None:
    driver, _ = page_of()
    shows(driver, AT_REST)
    theme = "document.documentElement.dataset.theme"
    becomes(driver, theme, "light")
    driver.find_element(By.ID, "theme").click()
    becomes(driver, theme, "dark")
    driver.refresh()
    shows(driver, f"{theme} === 'dark'")


WIDER = """
const wide = document.documentElement.clientWidth;
return [...document.querySelectorAll('body *')].filter((each) => {
  const box = each.getBoundingClientRect();
  const scrolls = each.closest('.vt, .tabs, .detail, .skip, .hidden, datalist, select');
  return !scrolls && box.width && box.right > wide + 1 && getComputedStyle(each).visibility !== 'hidden';
}).map((each) => each.id || each.className || each.tagName)
"""


@pytest.mark.parametrize("width, height", [(375, 740), (800, 1100), (1280, 720), (3840, 2160)])
def test_from_a_telephone_to_a_wall(page_of: PageOf, width: int, height: int) -> None:
    driver, _ = page_of(switches=12, links=16)
    resize(driver, width, height)
    shows(driver, f"oftwist.graph.nodes.size === 12 && {AT_REST}")
    click(driver, "#list .vt-row")
    parts = ("map", "list", "panel", "feed") if width <= 900 else ("map",)
    for part in parts:
        if width <= 900:
            driver.find_element(By.CSS_SELECTOR, f"#views [value={part}]").click()
        for tab in (
            ("ports", "flows", "connection") if part in ("panel", "map") and (part == "panel" or width > 900) else ()
        ):
            driver.find_element(By.ID, f"tab-{tab}").click()
            assert driver.execute_script(WIDER) == []
        assert driver.execute_script(WIDER) == []
        assert driver.execute_script("return document.documentElement.scrollWidth") <= width
        assert driver.execute_script("return document.documentElement.scrollHeight") <= height
