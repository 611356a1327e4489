"""``oftwist ctl`` with a controller that runs: over sockets, with TLS and a token, and its stream of events."""

from __future__ import annotations

import json
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
import trustme

from oftwist.tools.ctl import main
from tests.live.daemon import Daemon
from tests.live.test_ctl import process
from tests.support.ports import HeldPorts
from tests.support.waiting import eventually

ONE = "0000000000000001"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A controller with two simulated switches, its API, and a folder for captures."""
    folder = tmp_path_factory.mktemp("controller")
    (folder / "captures").mkdir()
    with HeldPorts() as ports:
        http, openflow = ports.hold(), ports.hold()
        (folder / "oftwist.toml").write_text(f"""
port = {openflow}
interface = "127.0.0.1"
demo = 2
[http]
listen = "{http}"
[capture]
folder = "{folder / 'captures'}"
recorder = 50
[[app]]
name = "learning_switch"
[[app]]
name = "topology"
""")
        with Daemon(folder, ["--config", str(folder / "oftwist.toml")]) as controller:
            controller.wait_for("pings answered")
            yield f"http://127.0.0.1:{http}"


class Told(str):
    """What was printed; ``err`` is what was said beside it."""

    err: str


class Ctl:
    def __init__(self, url: str, capsys: pytest.CaptureFixture[str]) -> None:
        self.url = url
        self.capsys = capsys

    def __call__(self, *words: str, status: int = 0) -> Told:
        found = main(["--url", self.url, *words])
        out, err = self.capsys.readouterr()
        assert found == status, (words, out, err)
        told = Told(out)
        told.err = err
        return told


@pytest.fixture
def ctl(url: str, capsys: pytest.CaptureFixture[str]) -> Ctl:
    return Ctl(url, capsys)


def test_switches_and_flows(ctl: Ctl, tmp_path: Path) -> None:
    assert ctl("-q", "switches").split() == [ONE, "0000000000000002"]
    assert "up" in ctl("switches") and "manufacturer:" in ctl("show", "1")
    assert "learning_switch" in ctl("apps") and "running" in ctl("status")
    file = tmp_path / "flows"
    file.write_text("".join(f"ip,nw_dst=10.1.{n >> 8}.{n & 255},actions=output:1\n" for n in range(2_000)))
    ctl("add-flows", "1", str(file))
    assert len(json.loads(ctl("--json", "dump-flows", "1", "ip,nw_dst=10.1.0.0/16"))) == 2_000
    ctl("save", "1", str(tmp_path / "state"))
    assert ctl("verify", "1", str(tmp_path / "state")) == ""
    ctl("del-flows", "1", "ip,nw_dst=10.1.0.0/16")
    refused = ctl("add-flow", "1", "priority=1,actions=output:77", status=1)
    assert "OFPBAC_BAD_OUT_PORT" in refused.err and refused == ""


def examples(heading: str) -> list[str]:
    """The commands of a part of docs/ctl.rst that ask a controller."""
    page = (Path(__file__).resolve().parents[2] / "docs" / "ctl.rst").read_text()
    part = page.partition(f"{heading}\n---")[2].partition("\n---")[0]
    return [line.strip().removeprefix("$ oftwist ctl ") for line in part.splitlines() if "$ oftwist ctl " in line]


@pytest.mark.parametrize("heading", ["By a controller", "The whole state of a switch"])
def test_the_examples_of_the_docs(
    ctl: Ctl, heading: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = [words for words in examples(heading) if "192.0.2.7" not in words]
    assert len(found) >= 3
    for line in found:
        words = shlex.split(line)
        if "monitor" in words:  # something has to happen
            watching = process("--url", ctl.url, *words)

            def ended(watching: subprocess.Popen[str] = watching) -> bool:
                main(["--url", ctl.url, "disconnect", "2"])  # which fails while it is gone
                return watching.poll() is not None

            eventually(ended)
            assert watching.wait(60) == 0
            eventually(lambda: "down" not in ctl("switches"))
        else:
            ctl(*words)


def test_the_network(ctl: Ctl) -> None:
    eventually(lambda: f"{ONE}:" in ctl("links"))
    assert len(ctl("links").splitlines()) == 2
    assert f"{ONE}:" in ctl("paths", "1", "2") and "->" in ctl("paths", "1", "2")


def test_captures_logs_configuration(ctl: Ctl, tmp_path: Path) -> None:
    number = ctl("capture", "some.pcapng").strip()
    assert "some.pcapng" in ctl("captures")
    ctl("stop-capture", number)
    eventually(lambda: "some.pcapng" not in ctl("captures"))  # what has come is written first
    assert "debug" in ctl("log-level", "oftwist.net", "debug")
    ctl("log-level", "oftwist.net", "default")
    port = json.loads(ctl("config"))["port"]
    assert ctl("reload") == "nothing has changed\n"
    ctl("recorder", "1", str(tmp_path / "last.pcapng"))
    words = [sys.executable, "-m", "oftwist", "decode", "--port", str(port), str(tmp_path / "last.pcapng")]
    decoded = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    assert decoded.returncode == 0 and "1.3" in decoded.stdout


def test_what_happens_is_streamed(ctl: Ctl) -> None:
    watching = process("--url", ctl.url, "--count", "2", "--kind", "switch_down,switch_up", "monitor", "2")

    def told() -> bool:
        main(["--url", ctl.url, "disconnect", "2"])  # which fails while it is gone
        return watching.poll() is not None

    eventually(told)
    out, err = watching.communicate(timeout=60)
    assert watching.returncode == 0 and err == ""
    first, second = out.splitlines()
    kinds = {first.split()[2], second.split()[2]}
    assert kinds <= {"switch_down", "switch_up"} and "0000000000000002" in first
    assert "switch_down" in ctl("--kind", "switch_down", "events")


def test_ctrl_c_and_nobody_there(url: str, ports: HeldPorts) -> None:
    # Who runs the tests in the background of a shell has taken SIGINT away from all of them.
    as_at_a_terminal = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    watching = process("--url", url, "monitor", "--kind", "none", preexec_fn=as_at_a_terminal)
    eventually(lambda: json.loads(_status(url))["streams"] > 0)
    watching.send_signal(signal.SIGINT)
    out, err = watching.communicate(timeout=60)
    assert (watching.returncode, out, err) == (130, "", "")
    for words in (["switches"], ["monitor"]):
        missing = process("--url", f"http://127.0.0.1:{ports.hold()}", *words)
        out, err = missing.communicate(timeout=60)
        assert missing.returncode == 1 and "refused" in err and err.count("\n") == 1 and out == ""


def _status(url: str) -> str:
    done = process("--url", url, "--json", "status")
    return done.communicate(timeout=60)[0]


def test_tls_and_a_token(tmp_path: Path, ports: HeldPorts, monkeypatch: pytest.MonkeyPatch,
                         capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    ca = trustme.CA()
    issued = ca.issue_cert("localhost")
    ca.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    issued.private_key_pem.write_to_path(str(tmp_path / "key.pem"))
    issued.cert_chain_pems[0].write_to_path(str(tmp_path / "cert.pem"))
    (tmp_path / "token").write_text("a-token-of-32-characters-at-least\n")
    port = ports.hold()
    (tmp_path / "oftwist.toml").write_text(f"""
port = {ports.hold()}
interface = "127.0.0.1"
[http]
listen = "pssl:{port}:127.0.0.1"
tls-cert = "{tmp_path / 'cert.pem'}"
tls-key = "{tmp_path / 'key.pem'}"
token-file = "{tmp_path / 'token'}"
""")
    monkeypatch.delenv("OFTWIST_TOKEN", raising=False)
    monkeypatch.delenv("OFTWIST_TOKEN_FILE", raising=False)
    with Daemon(tmp_path, ["--config", str(tmp_path / "oftwist.toml")]) as controller:
        controller.wait_for("HTTP on ")
        ctl = Ctl(f"https://localhost:{port}", capsys)
        trusting = ("--tls-ca", str(tmp_path / "ca.pem"))
        assert "verify failed" in ctl("switches", status=1).err
        assert ctl(*trusting, "switches", status=1).err.count("\n") == 1
        assert ctl(*trusting, "--token-file", str(tmp_path / "token"), "-q", "switches") == ""
        monkeypatch.setenv("OFTWIST_TOKEN", "a-token-of-32-characters-at-least")
        assert ctl(*trusting, "-q", "switches") == ""
        monkeypatch.setenv("OFTWIST_TOKEN", "another-one")
        ctl(*trusting, "switches", status=1)
        assert "a-token-of" not in controller.log()
