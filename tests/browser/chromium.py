"""A headless Chromium, driven by selenium, and what tests ask of a page. Knows nothing of oftwist."""

from __future__ import annotations

import json
import os
import shutil
from typing import Any

from tests.support.waiting import eventually

try:
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys
    from selenium.webdriver.support.select import Select
except ImportError:  # no test begins: see `why_not`
    ActionChains = By = Keys = Select = None  # type: ignore[assignment,misc]

#: Debian's names, and where else they are called so.
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def why_not() -> str | None:
    """Why no browser can be driven here, or None."""
    try:
        import selenium  # noqa: F401
    except ImportError:
        return "selenium is not installed (pip install selenium)"
    if not any(map(shutil.which, BROWSERS)):
        return "there is no chromium (on Debian: apt-get install chromium)"
    if not shutil.which("chromedriver"):
        return "there is no chromedriver (on Debian: apt-get install chromium-driver)"
    return None


def browser(width: int = 1440, height: int = 900, *, dark: bool = False, scale: float = 1, trace: str = "") -> Any:
    """Start a browser whose console and requests (or what is traced) are noted; the caller calls ``quit()``."""
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = next(filter(None, map(shutil.which, BROWSERS)))
    arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"]
    arguments += [f"--window-size={width},{height}", f"--force-device-scale-factor={scale}", "--no-first-run"]
    arguments += ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--lang=en-GB"]
    if dark:
        arguments.append("--blink-settings=preferredColorScheme=0")
    for argument in arguments:
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    if trace:
        wanted = {"traceCategories": trace, "enableNetwork": False, "enablePage": False}
        options.add_experimental_option("perfLoggingPrefs", wanted)
    service = Service(shutil.which("chromedriver"), env=dict(os.environ, TZ="UTC"))
    driver = webdriver.Chrome(options=options, service=service)
    scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": scheme})
    resize(driver, width, height, scale)
    return driver


def resize(driver: Any, width: int, height: int, scale: float = 1) -> None:
    """Give the page exactly this size; a headless window has a smallest one of its own."""
    size = {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)


def complaints(driver: Any) -> list[str]:
    """What the console has said since it was asked last: errors, warnings, violations of the policy."""
    return [entry["message"] for entry in driver.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]


def requests(driver: Any) -> list[str]:
    """Addresses that were asked for since this was asked last, by whatever page."""
    messages = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
    asked = [each["params"]["request"]["url"] for each in messages if each["method"] == "Network.requestWillBeSent"]
    return [url for url in asked if not url.startswith(("about:", "data:", "chrome:"))]


def busiest(driver: Any) -> float:
    """Milliseconds of processor time that the longest task of a page took which was traced, and has been left."""
    messages = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
    events = [each["params"] for each in messages if each["method"] == "Tracing.dataCollected"]
    named = [each for each in events if each.get("name") == "thread_name"]
    main = {(each["pid"], each["tid"]) for each in named if each["args"].get("name") == "CrRendererMain"}
    tasks = [each for each in events if each.get("ph") == "X" and (each["pid"], each["tid"]) in main]
    return max((each.get("tdur", 0) / 1000 for each in tasks), default=0.0)


def shows(driver: Any, script: str, *arguments: object) -> Any:
    """Wait until an expression of JavaScript is true in the page; returns its value."""

    def value() -> Any:
        return driver.execute_script(f"return ({script})", *arguments)

    value.__qualname__ = script
    return eventually(value)


def becomes(driver: Any, script: str, expected: object, *arguments: object) -> None:
    """Wait until an expression of JavaScript has a value: what is seen on a page is drawn a frame later."""
    last: list[object] = [None]

    def same() -> bool:
        last[0] = driver.execute_script(f"return ({script})", *arguments)
        return last[0] == expected

    try:
        eventually(same)
    except AssertionError:
        raise AssertionError(f"{script}: {last[0]!r} is not {expected!r}") from None


def click(driver: Any, selector: str) -> None:
    """Click the first element that a selector finds, as soon as there is one."""
    shows(driver, "((found) => found && (found.click(), true))(document.querySelector(arguments[0]))", selector)
