"""``oftwist config``: what it says of files, and that it says no secret."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

from oftwist.__main__ import main
from oftwist.config import configure
from oftwist.config.schema import every_key
from oftwist.http.passwords import verify


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "oftwist.toml"
    path.write_text('listen = "ptcp:6633"\n[http]\nlisten = "8080"\ntoken = "sesame"\n[limits]\ninbox-size = "none"\n')
    return str(path)


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    status = main(["config", *words])
    return status, *capsys.readouterr()


def test_check(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "check", file) == (0, f"{file}: a controller would start with it\n", "")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("prot = 1", "prot: there is no such key (is it port?); allowed: port, interface"),
        ('app = "no_such_app"', "oftwist.toml: app no_such_app: No module named"),
        ('[[app]]\nname = "learning_switch"\nspeed = 3', "app learning_switch: TypeError: "),
        ('listen = "quic:1"', "quic:1: unknown kind of endpoint"),
        ('listen = "pssl:1"\n[tls]\ncert = "gone.pem"', "gone.pem"),
        ('[capture]\nfile = "x:types=y"', "oftwist.toml: capture.file: "),
        ('[http]\nlisten = "tcp:80"', "nobody is asked who he is"),
        ('[cluster]\nurl = "zookeeper://h"', "write etcd://HOST:PORT"),
    ],
)
def test_check_finds_what_would_be_found_at_the_start(
    tmp_path: Path, text: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "oftwist.toml").write_text(text)
    status, out, err = run(capsys, "check", str(tmp_path / "oftwist.toml"))
    assert (status, out) == (1, "") and says in err and err.count("\n") == 1


def test_check_does_not_need_the_sockets_of_systemd(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "oftwist.toml").write_text('listen = "systemd:domain=INET:index=0"\ndemo = 2\nport = 6653\n')
    assert run(capsys, "check", str(tmp_path / "oftwist.toml"))[0] == 0


def test_show(file: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OFTWIST_LOG_LEVEL", "warn")
    status, out, _ = run(capsys, "show", file)
    assert status == 0 and "sesame" not in out
    assert f'listen = ["ptcp:6633"]  # {file}' in out
    assert f'token = "********"  # {file}' in out
    assert 'level = "warn"  # OFTWIST_LOG_LEVEL' in out
    assert "echo-misses = 3  # default" in out
    assert "# port  # default: 6653 if nothing else is asked for" in out
    assert f'inbox-size = "none"  # {file}' in out
    words = {line.lstrip("# ").split(" ")[0] for line in out.splitlines() if line and not line.startswith("[")}
    assert words == {entry.name.rpartition(".")[2] for entry in every_key()}


def test_what_is_shown_can_be_read_again(file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "show", file)
    (tmp_path / "again").write_text(out.replace('"********"', '"sesame"'))
    assert configure(file=str(tmp_path / "again")) == configure(file=file)


def test_show_without_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "show")
    assert status == 0 and not re.findall(r"# (?!default)\S*toml", out)


def test_diff(file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "new").write_text('listen = "ptcp:6633"\n[http]\nlisten = "8080"\ntoken = "other"\nrate = 5\n')
    status, out, _ = run(capsys, "diff", file, str(tmp_path / "new"))
    assert (status, out.splitlines()) == (0, [
        'http.token: "********" -> another one (at once)',
        "http.rate: 0 -> 5 (at once)",
        'limits.inbox-size: "none" -> 1024 (for new connections)',
    ])  # fmt: skip
    assert run(capsys, "diff", file, file)[1] == "no difference\n"


def test_password(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("geheim\n"))
    status, out, _ = run(capsys, "password")
    assert status == 0 and verify("geheim", out.strip())
    monkeypatch.setattr("sys.stdin", io.StringIO("\n"))
    assert run(capsys, "password")[0] == 1


@pytest.mark.parametrize("words", [(), ("check",), ("diff", "a"), ("nonsense",), ("show", "a", "b")])
def test_mistakes(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, *words)
    assert status == 2 and out == "" and err.startswith("oftwist config: ") and err.count("\n") == 1
