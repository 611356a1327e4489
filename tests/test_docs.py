"""The Python blocks of the README and of docs/ are run, in order, one namespace for each page.

Then what a page has defined is used: coroutine functions of a ``switch`` run against a simulated switch of each
version that can do it, functions named ``test_...`` are called, and apps are put into a controller.
"""

from __future__ import annotations

import inspect
import re
import shlex
import textwrap
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from twisted.internet.defer import Deferred, ensureDeferred
from twisted.internet.task import Clock

from oftwist import Controller, tap
from oftwist.testing import FakeSwitch, MemoryEndpoint, connect
from oftwist.wire import extensions

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.rst", *sorted((ROOT / "docs").glob("*.rst"))]
BLOCK = re.compile(r"^\.\. code-block:: python\n\n((?:    .*\n|\n)+)", re.MULTILINE)


def blocks(page: Path) -> Iterator[tuple[int, str]]:
    """The line number and the text of each Python block of a page."""
    text = page.read_text(encoding="utf-8") + "\n"
    for found in BLOCK.finditer(text):
        yield text.count("\n", 0, found.start(1)) + 1, textwrap.dedent(found[1])


@cache
def run(page: Path) -> dict[str, Any]:
    """Run all blocks of a page, once, and return what they defined; tracebacks show the page's own lines."""
    namespace: dict[str, Any] = {"__name__": page.stem}
    for line, text in blocks(page):
        exec(compile("\n" * (line - 1) + text, str(page), "exec"), namespace)
    return namespace


@pytest.fixture(scope="module", autouse=True)
def registered() -> Iterator[None]:
    """Take the message classes of the pages out again: other tests count them."""
    before = extensions.registered()
    yield
    extensions.unregister(*[one for one in extensions.registered() if one not in before])


class World:
    """A controller with one simulated switch, in memory."""

    def __init__(self, version: int) -> None:
        self.clock = Clock()
        self.controller = Controller(clock=self.clock)
        self.endpoint = MemoryEndpoint()
        self.controller.listen(self.endpoint)
        self.controller.startService()  # type: ignore[no-untyped-call]
        self.fake = FakeSwitch(dpid=1, version=version)

    def connect(self) -> Any:
        connect(self.fake, self.endpoint, self.clock)
        self.endpoint.pump()
        return self.controller.switch(1)

    def finish(self, deferred: Deferred[Any]) -> Any:
        """Carry messages, and let up to a minute pass, until the Deferred has fired."""
        results: list[Any] = []
        failures: list[Any] = []
        deferred.addCallbacks(results.append, failures.append)
        for _ in range(600):
            self.endpoint.pump()
            if results or failures:
                break
            self.clock.advance(0.1)
        if failures:
            failures[0].raiseException()
        assert results, "nothing has happened for a minute"
        return results[0]


def coroutines() -> list[Any]:
    """Each coroutine function of a switch in the pages, with each version it is for."""
    found = []
    for page in PAGES:
        for _, text in blocks(page):
            for name in re.findall(r"^async def (\w+)\(switch\)", text, re.MULTILINE):
                for version in (5, 6) if "switch.bundle(" in text else (4, 5, 6):
                    found.append(pytest.param(page, name, version, id=f"{page.stem}-{name}-1.{version - 1}"))
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_blocks_run(page: Path) -> None:
    run(page)


@pytest.mark.parametrize(("page", "name", "version"), coroutines())
def test_recipes(page: Path, name: str, version: int) -> None:
    world = World(version)
    switch = world.connect()
    world.finish(ensureDeferred(run(page)[name](switch)))


def test_there_are_recipes() -> None:
    assert len(coroutines()) >= 20


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_test_functions(page: Path) -> None:
    for name, value in run(page).items():
        if name.startswith("test_") and inspect.isfunction(value):
            value()


def test_the_app_of_the_readme(capsys: pytest.CaptureFixture[str]) -> None:
    for version in (4, 5, 6):
        world = World(version)
        world.controller.add_app(run(ROOT / "README.rst")["PatchPanel"]())
        world.connect()
        world.endpoint.pump()
        assert capsys.readouterr().out == "0000000000000001: ports 1 and 2 are connected\n"
        assert len(world.fake.flows) == 2


def test_the_app_of_the_readme_has_15_lines() -> None:
    _, text = next(blocks(ROOT / "README.rst"))
    assert len(text.strip().splitlines()) <= 15


def commands() -> list[Any]:
    """Every ``twistd ... oftwist ...`` command of the pages."""
    found = []
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for words in re.findall(r"(?<![`\w])twistd (?:-n )?oftwist\b((?: --?[\w-]+(?:[= ][^\s`-][^\s`]*)?)*)", text):
            found.append(pytest.param(words, id=f"{page.stem}:{words.strip() or 'plain'}"))
    return found


@pytest.mark.parametrize("words", commands())
def test_commands_are_understood(words: str) -> None:
    if "--help" not in words:
        tap.Options().parseOptions(shlex.split(words))
