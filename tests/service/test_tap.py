"""The command line of ``twistd oftwist``: what it means, and what is said about mistakes in it."""

from __future__ import annotations

import errno
import gc
import socket
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
import trustme
from twisted.python import usage

import oftwist
from oftwist.apps.learning_switch import LearningSwitch
from oftwist.config import App
from oftwist.config.schema import SHAPES
from oftwist.errors import ConfigurationError
from oftwist.service import tap
from oftwist.service.apps import load_app
from oftwist.service.authorizing import authorizing, load_dpids
from oftwist.service.parts import most_connections
from oftwist.testing import shapes


def parse(*words: str) -> tap.Options:
    options = tap.Options()
    options.parseOptions(words)
    return options


def test_defaults() -> None:
    options = parse().configuration
    assert options.port == 6653
    assert options.listen == options.connect == ()
    assert options.app == (App(name="learning_switch"),)
    assert options.openflow.versions == frozenset({1, 2, 3, 4, 5, 6})
    assert options.demo is None


def test_port_and_endpoints_go_together() -> None:
    words = ("--port", "0", "--interface=::1", "--listen", "punix:/tmp/a", "-l", "6633", "-c", "tcp:sw")
    options = parse(*words).configuration
    assert (options.port, options.interface) == (0, "::1")
    assert options.listen == ("punix:/tmp/a", "6633")
    assert options.connect == ("tcp:sw",)


@pytest.mark.parametrize("words", [("--listen", "6633"), ("--connect", "tcp:192.0.2.1")])
def test_the_default_port_is_for_nothing_else_asked(words: tuple[str, ...]) -> None:
    assert parse(*words).configuration.port is None


@pytest.mark.parametrize(
    ("text", "versions"),
    [
        ("1.0", {1}),
        ("1.0,1.3-1.5", {1, 4, 5, 6}),
        ("1.0-1.5", {1, 2, 3, 4, 5, 6}),
        (" 1.3 , 1.4 ", {4, 5}),
        ("1.3-1.3", {4}),
    ],
)
def test_versions(text: str, versions: set[int]) -> None:
    assert parse("--openflow", text).configuration.openflow.versions == versions


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--port", "of"), "--port: 'of' is not a number from 0 to 65535"),
        (("--port", "65536"), "--port: '65536' is not a number from 0 to 65535"),
        (("--port", "-1"), "--port: '-1' is not a number"),
        (("--demo", "0"), "--demo: '0' is not a number from 1 to 1000"),
        (("--demo", "3", "--topology", "star"), "--topology: 'star' is none of line, ring, tree, mesh, leaf-spine"),
        (("--topology", "ring"), "--topology is for --demo, which is not given"),
        (("--demo-events",), "--demo-events is for --demo, which is not given"),
        (("--openflow", "1.6"), "--openflow: '1.6' is none of 1.0, 1.1, 1.2, 1.3, 1.4, 1.5"),
        (("--openflow", ""), "--openflow: '' is none of"),
        (("--openflow", "1.0-"), "--openflow: '' is none of"),
        (("--openflow", "1.5-1.3"), "--openflow: '1.5-1.3' is the wrong way round"),
        (("--interface", "::1", "--listen", "6633"), "--interface is for --port"),
        (("--tls-cert", "c.pem"), "--tls-cert needs a TLS endpoint"),
        (("--tls-ca", "c.pem", "--listen", "ptcp:"), "--tls-ca needs a TLS endpoint"),
        (("--tls-dpids", "d.toml", "--listen", "pssl:"), "--tls-dpids needs --tls-ca"),
        (
            ("--tls-dpids", "d", "--tls-ca", "c", "--listen", "pssl:", "--demo", "2"),
            "--demo has switches without certificates",
        ),
        (("--nonsense",), "option --nonsense not recognized"),
        (("6653",), "'6653' is not an option"),
    ],
)
def test_mistakes(words: tuple[str, ...], says: str) -> None:
    with pytest.raises(usage.UsageError) as caught:
        parse(*words)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_demo_with_loops_has_an_app_that_knows_them() -> None:
    assert SHAPES == tuple(shapes.SHAPES)
    words = ("--demo", "5", "--topology", "ring")
    assert parse(*words).configuration.app == (App(name="fabric"), App(name="monitor"))
    assert parse(*words, "--app", "learning_switch").configuration.app == (App(name="learning_switch"),)
    assert parse("--demo", "5").configuration.app == (App(name="learning_switch"),)


def test_below_twistd_a_mistake_is_one_line() -> None:
    options = tap.Options()
    options.parent = object()  # type: ignore[attr-defined]
    with pytest.raises(SystemExit) as caught:
        options.parseOptions(["--port", "of"])
    assert caught.value.code == (
        "twistd oftwist: --port: 'of' is not a number from 0 to 65535 (try: twistd oftwist --help)"
    )


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        parse("--version")
    assert caught.value.code == 0
    assert capsys.readouterr().out == f"oftwist {oftwist.__version__}\n"


# --- apps


def test_an_app_of_ours() -> None:
    assert isinstance(load_app("learning_switch"), LearningSwitch)


THEIR_APP = """
from oftwist import on

class Mine:
    @on("packet_in")
    def packet_in(self, switch, msg):
        pass

class Idle:
    pass
"""


def test_an_app_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "their_app.py").write_text(THEIR_APP)
    (tmp_path / "their_module.py").write_text("def start(controller):\n    pass\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [p for p in sys.path if p])
    assert type(load_app("their_app:Mine")).__name__ == "Mine"
    assert isinstance(load_app("their_module"), ModuleType)
    with pytest.raises(ConfigurationError, match=r"nothing marked with @on \(is it their_app:Mine\?\)"):
        load_app("their_app")
    with pytest.raises(ConfigurationError, match=r"^their_app:Idle: it has no start\(\) and nothing marked"):
        load_app("their_app:Idle")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("no_such_app", "no_such_app: No module named 'no_such_app'"),
        ("oftwist.apps.learning_switch:Gone", "there is no Gone in oftwist.apps.learning_switch"),
        ("no.such:App", "no.such:App: No module named 'no'"),
        (":App", ":App: Empty module name"),
        ("", ": Empty module name"),
        (".relative:App", ".relative:App: "),
    ],
)
def test_apps_that_are_not_there(name: str, says: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load_app(name)
    assert says in str(caught.value)


# --- allowed datapath ids


def connection(*names: str) -> Any:
    """Something with a transport whose peer showed a certificate with these names."""
    if not names:
        return SimpleNamespace(transport=object())
    from OpenSSL import crypto

    issued = trustme.CA().issue_cert(*names[1:], common_name=names[0])
    shown = crypto.load_certificate(crypto.FILETYPE_PEM, issued.cert_chain_pems[0].bytes())
    return SimpleNamespace(transport=SimpleNamespace(getPeerCertificate=lambda: shown))


def test_allowed_datapath_ids(tmp_path: Path) -> None:
    file = tmp_path / "dpids.toml"
    file.write_text('"switch-1" = [1, "00:00:00:00:00:00:00:02"]\n"s3.example" = "0x3"\n')
    authorize = authorizing(load_dpids(str(file)), {4: ["fourth"]})
    assert authorize is not None
    first = connection("switch-1", "s1.example")
    assert authorize(first, 1) is None
    assert authorize(first, 2) is None
    assert authorize(first, 3) == ("its certificate (switch-1, s1.example) may not be datapath 0000000000000003")
    assert authorize(connection("whatever", "s3.example"), 3) is None
    assert authorize(connection("fourth"), 4) is None and authorize(connection("switch-1"), 4) is not None
    assert authorize(connection(), 1) == "a switch without a certificate may not be datapath 0000000000000001"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("switch-1 = ", "dpids.toml: "),
        ('"switch-1" = true', '"switch-1": give a datapath id or a list of them'),
        ('"switch-1" = [1.5]', '"switch-1": give a datapath id or a list of them'),
        ('"switch-1" = "elephant"', '"switch-1": '),
        ("[switch-1]\na = 1", '"switch-1": give a datapath id or a list of them'),
    ],
)
def test_unusable_files_of_datapath_ids(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "dpids.toml"
    file.write_text(text)
    with pytest.raises(ConfigurationError) as caught:
        load_dpids(str(file))
    assert says in str(caught.value)


APP = """
def raises(): raise KeyError("k")
def leaves(): raise SystemExit(3)
def nothing(): return None
class Asks:
    def __init__(self, more): pass
    def start(self, controller): pass
value = 7
"""


@pytest.mark.parametrize(
    ("text", "name", "says"),
    [
        ("", "os:path", "it has no start() and nothing marked with @on"),
        ("", "os:environ", "it has no start() and nothing marked with @on"),
        ("", "os:getcwd", "it has no start() and nothing marked with @on"),
        ("", "sys:exit", "SystemExit"),
        ("", "builtins:object", "it has no start()"),
        ("", "os:path.join", "there is no path.join in os"),
        ("", "a..b", "No module named 'a'"),
        ("def x(:", "bad_app", "SyntaxError: invalid syntax (bad_app.py, line 1)"),
        ("\nx = gone", "bad_app", "NameError: name 'gone' is not defined ({}:2)"),
        ("import gone_module", "bad_app", "No module named 'gone_module'"),
        ("from os import gone", "bad_app", "ImportError: cannot import name 'gone' from 'os'"),
        ("raise SystemExit", "bad_app", "SystemExit:  ({}:1)"),
        ("raise OSError('one\\ntwo')", "bad_app", "OSError: one two ({}:1)"),
        (APP, "bad_app:raises", "KeyError: 'k' ({}:2)"),
        (APP, "bad_app:leaves", "SystemExit: 3 ({}:3)"),
        (APP, "bad_app:nothing", "it has no start()"),
        (APP, "bad_app:Asks", "TypeError: Asks.__init__() missing 1 required positional argument: 'more'"),
        (APP, "bad_app:value", "it has no start()"),
        (APP, "bad_app:gone", "there is no gone in bad_app"),
    ],
)
def test_every_app_that_is_none_is_one_line(
    text: str, name: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "bad_app.py"
    file.write_text(text)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "bad_app", raising=False)
    with pytest.raises(SystemExit) as caught:
        tap.makeService(parse("--port", "0", "--app", name))
    line = str(caught.value.code)
    assert line.startswith(f"twistd oftwist: --app {name}: ") and "\n" not in line
    assert says.format(file) in line


def test_an_object_may_be_the_app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "made_app.py").write_text("class App:\n    def start(self, controller): pass\napp = App()\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert load_app("made_app:app") is sys.modules["made_app"].app
    del sys.modules["made_app"]


def test_no_file_of_datapath_ids(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"cannot read .*gone\.toml: No such file"):
        load_dpids(str(tmp_path / "gone.toml"))


# --- the service


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--listen", "quic:1"), "twistd oftwist: quic:1: unknown kind of endpoint"),
        (("--connect", "ptcp:1"), "twistd oftwist: ptcp:1: ptcp: waits for connections"),
        (("--listen", "pssl:1"), "listening with TLS needs a certificate"),
        (("--app", "no_such_app"), "twistd oftwist: --app no_such_app: No module"),
        (("--listen", "punix:/proc/nowhere/x"), "twistd oftwist: Couldn't listen on /proc/nowhere/x: [Errno 2]"),
        (("--listen", "punix:/tmp/" + "x" * 200), "AF_UNIX path too long"),
        (("--listen", ""), "twistd oftwist: : unknown kind of endpoint"),
        (("--listen", "ptcp:x"), "twistd oftwist: Couldn't listen on x:6653"),
        (("--listen", "ptcp:70000"), "'70000' is not a port number"),
        (("--listen", "tcp:0:interface=no-such-host.invalid"), "Couldn't listen on no-such-host.invalid:0"),
        (("--listen", "systemd:domain=INET:index=77"), "systemd:domain=INET:index=77: not understood"),
        (("--connect", "tcp:"), "twistd oftwist: tcp:"),
        (("--connect", "tcp:h:x"), "tcp:h:x"),
        (("--connect", "unix:"), "the socket's file is missing"),
        (("--interface", "no-such-host.invalid"), "Couldn't listen on no-such-host.invalid:0"),
        (("--listen", "pssl:0", "--tls-cert", "/proc/nonexistent"), "/proc/nonexistent"),
        (("--listen", "pssl:0", "--tls-cert", "/tmp"), "/tmp"),
        (("--listen", "pssl:0", "--tls-cert", "/dev/null"), "/dev/null"),
        (("--listen", "pssl:0", "--tls-ca", "x", "--tls-dpids", "/proc/nonexistent"), "cannot read /proc/nonexistent"),
        (("--listen", "pssl:0", "--tls-ca", "x", "--tls-dpids", "/tmp"), "cannot read /tmp"),
    ],
)
def test_what_cannot_be_used_is_one_line(words: tuple[str, ...], says: str) -> None:
    with pytest.raises(SystemExit) as caught:
        tap.makeService(parse("--port", "0", *words))
    assert says in str(caught.value.code)
    assert "\n" not in str(caught.value.code)


def test_a_busy_port_is_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        with pytest.raises(SystemExit) as caught:
            tap.makeService(parse("--port", str(port), "--interface", "127.0.0.1"))
    busy_error = f"[Errno {errno.EADDRINUSE}] Address already in use"
    assert caught.value.code == f"twistd oftwist: Couldn't listen on 127.0.0.1:{port}: {busy_error}."


def test_garbage_collections_need_not_look_at_what_stays() -> None:
    gc.unfreeze()  # see tests/conftest.py
    try:
        tap.Greeting("up").startService()
        assert gc.get_freeze_count() > 10_000
    finally:
        gc.unfreeze()
        gc.collect()
        gc.freeze()


def test_connections_by_descriptors(monkeypatch: pytest.MonkeyPatch) -> None:
    resource = pytest.importorskip("resource")
    for limit, connections in ((64, 16), (256, 128), (1024, 896), (20000, 17500), (resource.RLIM_INFINITY, 0)):
        monkeypatch.setattr(resource, "getrlimit", lambda _, limit=limit: (limit, limit))
        assert most_connections() == connections
