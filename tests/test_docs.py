"""The Python blocks of the README and of docs/ are run, in order, one namespace for each page.

Then what a page has defined is used: coroutine functions of a ``switch`` run against a simulated switch of each
version that can do it, functions named ``test_...`` are called, and apps are put into a controller.
"""

from __future__ import annotations

import inspect
import pkgutil
import re
import shlex
import textwrap
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import trustme
from OpenSSL import crypto
from twisted.internet.defer import Deferred, ensureDeferred
from twisted.internet.task import Clock
from twisted.internet.testing import MemoryReactorClock

from oftwist import Controller
from oftwist.endpoints import UnixServerEndpoint
from oftwist.loxi import extensions
from oftwist.service import tap
from oftwist.service.authorizing import load_dpids
from oftwist.testing import FakeSwitch, MemoryEndpoint, connect

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

    def __init__(self, version: int, extensions: str | None = None) -> None:
        self.clock = Clock()
        self.controller = Controller(clock=self.clock)
        self.endpoint = MemoryEndpoint()
        self.controller.listen(self.endpoint)
        self.controller.startService()  # type: ignore[no-untyped-call]
        self.fake = FakeSwitch(dpid=1, version=version, ports=4, extensions=extensions)

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
    """Each coroutine function of a switch, or of a controller, in the pages, with each version it is for."""
    found = []
    for page in PAGES:
        for _, text in blocks(page):
            for name in re.findall(r"^async def (\w+)\((?:switch|controller)\)", text, re.MULTILINE):
                for version in versions(text):
                    found.append(pytest.param(page, name, version, id=f"{page.stem}-{name}-1.{version - 1}"))
    return found


#: What a block says that needs Open vSwitch's extensions, which are there in all versions.
BY_EXTENSION = re.compile(r"switch\.(monitor_flows|resume|set_packet_in_format)\(")


def versions(text: str) -> tuple[int, ...]:
    """The versions that can do what a block says."""
    if BY_EXTENSION.search(text):
        return (1, 2, 3, 4, 5, 6)
    return (5, 6) if "switch.bundle(" in text else (4, 5, 6)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_blocks_run(page: Path) -> None:
    run(page)


@pytest.mark.parametrize(("page", "name", "version"), coroutines())
def test_recipes(page: Path, name: str, version: int) -> None:
    recipe = run(page)[name]
    extended = page.stem == "open_vswitch" or BY_EXTENSION.search(block_of(page, name))
    world = World(version, "openvswitch" if extended else None)
    switch = world.connect()
    world.finish(ensureDeferred(recipe(world.controller if "controller" in signature(recipe) else switch)))


def block_of(page: Path, name: str) -> str:
    """The block of a page that defines a function."""
    return next(text for _, text in blocks(page) if f"def {name}(" in text)


def signature(recipe: Any) -> str:
    return str(inspect.signature(recipe))


def test_there_are_recipes() -> None:
    assert len(coroutines()) >= 20


# The recipes that are not about one switch.

RECIPES = ROOT / "docs" / "recipes.rst"


def test_every_recipe_is_used() -> None:
    """Functions of the page that no test calls would be prose in a monospaced font."""
    here = Path(__file__).read_text(encoding="utf-8")
    names = {part.values[1] for part in coroutines() if part.values[0] == RECIPES}
    text = "".join(text for _, text in blocks(RECIPES))
    for name in re.findall(r"^(?:async )?def (\w+)\(", text, re.MULTILINE):
        assert name in names or f'["{name}"]' in here or len(re.findall(rf"\b{name}\(", text)) > 1, name


@pytest.mark.parametrize("version", [4, 5, 6])
def test_sending_beside_the_main_connection(version: int) -> None:
    world = World(version)
    switch = world.connect()
    ofp = switch.ofp
    send_beside = run(RECIPES)["send_beside"]
    packet_out = ofp.message.packet_out(data=b"x" * 60, buffer_id=ofp.OFP_NO_BUFFER)
    send_beside(switch, packet_out)
    world.endpoint.pump()
    assert world.fake.received["packet_out"] == 1

    beside = FakeSwitch(dpid=1, version=version, auxiliary_id=1)
    connect(beside, world.endpoint, world.clock)
    world.endpoint.pump()
    assert list(switch.auxiliary) == [1]
    send_beside(switch, packet_out)
    world.endpoint.pump()
    assert (world.fake.received["packet_out"], beside.received["packet_out"]) == (1, 1)


@pytest.mark.parametrize("version", [5, 6])
def test_watching_roles(version: int) -> None:
    world = World(version)
    lost: list[Any] = []
    run(RECIPES)["watch_roles"](world.controller, lost.append)
    switch = world.connect()
    world.finish(switch.request_role("master", 1))
    other = World(version)
    connect(world.fake, other.endpoint, world.clock)
    other.endpoint.pump()
    other.finish(other.controller.switch(1).request_role("master", 2))
    world.endpoint.pump()
    assert lost == [switch]


def test_watching_those_that_are_refused() -> None:
    world = World(4)
    seen: list[str] = []
    run(RECIPES)["watch_refused"](world.controller, seen)
    world.connect()
    connect(FakeSwitch(dpid=1, version=4), world.endpoint, world.clock)
    for _ in range(3):
        world.endpoint.pump()
        world.clock.advance(1)
    assert len(seen) == 1 and seen[0].startswith("0000000000000001 from 127.0.0.1:")


def test_listening_and_connecting_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(UnixServerEndpoint, "bind", lambda self: None)  # it looks into /run
    reactor = MemoryReactorClock()
    controller = Controller(clock=reactor)
    run(RECIPES)["everywhere"](controller)
    controller.startService()  # type: ignore[no-untyped-call]
    assert [(server[0], server[3]) for server in reactor.tcpServers] == [(6653, ""), (6653, "::1")]
    assert [server[0] for server in reactor.unixServers] == ["/run/oftwist.sock"]
    assert [client[:2] for client in reactor.tcpClients] == [("192.0.2.1", 6653)]


def test_listening_with_tls(tmp_path: Path) -> None:
    ca = trustme.CA()
    ca.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    certificate = ca.issue_cert("controller.example")
    certificate.private_key_pem.write_to_path(str(tmp_path / "key.pem"))
    certificate.cert_chain_pems[0].write_to_path(str(tmp_path / "cert.pem"))
    reactor = MemoryReactorClock()
    controller = Controller(clock=reactor)
    run(RECIPES)["listen_with_tls"](controller, tmp_path)
    controller.startService()  # type: ignore[no-untyped-call]
    assert [(server[0], type(server[1]).__name__) for server in reactor.tcpServers] == [(6653, "TLSMemoryBIOFactory")]


@pytest.mark.parametrize(("name", "reason"), [("switch-7", None), ("switch-8", "its certificate has another name")])
def test_authorizing_by_certificate(name: str, reason: str | None) -> None:
    issued = trustme.CA().issue_cert("some.example", common_name=name)
    certificate = crypto.load_certificate(crypto.FILETYPE_PEM, issued.cert_chain_pems[0].bytes())
    protocol = SimpleNamespace(transport=SimpleNamespace(getPeerCertificate=lambda: certificate))
    assert run(RECIPES)["authorize"](protocol, 7) == reason


def test_the_allowed_datapath_ids(tmp_path: Path) -> None:
    (text,) = re.findall(r"^\.\. code-block:: toml\n\n((?:    .*\n|\n)+)", RECIPES.read_text(encoding="utf-8"), re.M)
    (tmp_path / "dpids.toml").write_text(textwrap.dedent(text))
    assert load_dpids(str(tmp_path / "dpids.toml"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_test_functions(page: Path) -> None:
    for name, value in run(page).items():
        # Those with fixtures are run where the fixtures are.
        if name.startswith("test_") and inspect.isfunction(value) and not inspect.signature(value).parameters:
            value()


def test_the_app_of_the_readme(capsys: pytest.CaptureFixture[str]) -> None:
    for version in (1, 2, 3, 4, 5, 6):
        world = World(version)
        world.controller.add_app(run(ROOT / "README.rst")["PatchPanel"]())
        world.connect()
        world.endpoint.pump()
        assert capsys.readouterr().out == "0000000000000001: ports 1 and 2 are connected\n"
        assert len(world.fake.flows) == 2


def test_the_app_of_the_readme_has_10_lines() -> None:
    _, text = next(blocks(ROOT / "README.rst"))
    assert len(text.strip().splitlines()) <= 11


def commands() -> list[Any]:
    """Every ``twistd ... oftwist ...`` command of the pages."""
    found = []
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for words in re.findall(r"(?<![`\w])twistd (?:-n )?oftwist\b((?: --?[\w-]+(?:[= ][^\s`-][^\s`]*)?)*)", text):
            found.append(pytest.param(words, id=f"{page.stem}:{words.strip() or 'plain'}"))
    return found


@pytest.mark.parametrize("words", commands())
def test_commands_are_understood(words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "oftwist.toml").write_text("")  # pages with one of their own try that themselves
    monkeypatch.chdir(tmp_path)
    if "--help" not in words:
        tap.Options().parseOptions(shlex.split(words))


NAMED = re.compile(r"(?<![\w/.-])oftwist(?:\.[A-Za-z_]\w*)+")
#: What has dots and is none of our names: files, a logger's or a plugin's name that is no module.
NO_NAMES = re.compile(
    r"\.(?:service|socket|sysusers|py|rst|svg|pyi|toml|cfg|git|pcap|pcapng|so|sock)$|^oftwist\.readthedocs"
)


def names_of(text: str) -> list[str]:
    """The dotted names of ours in a page, wherever they stand."""
    return [name for name in dict.fromkeys(NAMED.findall(text)) if not NO_NAMES.search(name)]


@pytest.mark.parametrize(
    "page", [*PAGES, ROOT / "CONTRIBUTING.rst", ROOT / "CHANGELOG.rst"], ids=lambda page: page.name
)
def test_every_name_of_ours_is_there(page: Path) -> None:
    for name in names_of(page.read_text(encoding="utf-8")):
        pkgutil.resolve_name(name)


def test_a_name_that_is_not_there_is_found() -> None:
    assert names_of("``oftwist.loxi.of13``, docs/oftwist.rst, oftwist.rst; oftwist.protocol.OFProtocol.") == [
        "oftwist.loxi.of13",
        "oftwist.protocol.OFProtocol",
    ]
    with pytest.raises(AttributeError):
        pkgutil.resolve_name("oftwist.protocol.OFProtocol")
