"""The unit files as systemd sees them, and a twistd that systemd (or something like it) has started."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
from pathlib import Path

import pytest

from oftwist.__main__ import main
from oftwist.service import tap
from tests.live.daemon import ROOT, TWISTD, Daemon, environment
from tests.support.ports import HeldPorts
from tests.support.waiting import LIMIT, eventually

UNITS = ROOT / "contrib" / "systemd"


def program(name: str) -> str:
    """A program of systemd, which must be there where live tests are demanded."""
    found = shutil.which(name)
    if found is None and os.environ.get("OFTWIST_LIVE") == "1":
        pytest.fail(f"live tests are demanded by OFTWIST_LIVE=1, but {name} is not installed")
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def commands() -> list[str]:
    """The commands of the service, with their words."""
    text = (UNITS / "oftwist.service").read_text(encoding="utf-8")
    return re.findall(r"^Exec\w+=-?(/.+)$", text, re.MULTILINE)


def analyze(tmp_path: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run ``systemd-analyze`` on copies of the units that name a program which is there."""
    found = program("systemd-analyze")
    for unit in UNITS.iterdir():
        text = unit.read_text(encoding="utf-8")
        for command in commands():
            text = text.replace(command.split()[0], "/bin/true")
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    return subprocess.run([found, *words], capture_output=True, text=True, check=False, timeout=LIMIT, cwd=tmp_path)


@pytest.mark.parametrize("unit", ["oftwist.service", "oftwist.socket"])
def test_systemd_understands_the_units(tmp_path: Path, unit: str) -> None:
    done = analyze(tmp_path, "verify", "--man=no", str(tmp_path / unit))
    ours = [line for line in done.stderr.splitlines() if "oftwist" in line]
    assert not ours and done.returncode == 0, done.stderr


def test_a_mistake_in_a_unit_would_be_found(tmp_path: Path) -> None:
    (tmp_path / "wrong.service").write_text("[Service]\nExecStart=/bin/true\nNoNewPrivilege=yes\n", encoding="utf-8")
    done = analyze(tmp_path, "verify", "--man=no", str(tmp_path / "wrong.service"))
    assert "NoNewPrivilege" in done.stderr


def test_the_sandbox_is_tight(tmp_path: Path) -> None:
    """Of ten points of exposure, as systemd counts, at most two; a service without a sandbox has more than nine."""
    done = analyze(tmp_path, "security", "--offline=yes", "--no-pager", str(tmp_path / "oftwist.service"))
    found = re.search(r"Overall exposure level for oftwist\.service: ([\d.]+)", done.stdout)
    assert found is not None, done.stdout + done.stderr
    assert float(found[1]) <= 2.0, done.stdout


def test_the_commands_of_the_service_are_understood(tmp_path: Path) -> None:
    file = tmp_path / "oftwist.toml"
    file.write_text('listen = "systemd:domain=INET6:index=0"\n')
    for command in commands():
        path, *words = command.replace("/etc/oftwist/oftwist.toml", str(file)).split()
        if Path(path).name == "oftwist":
            assert main(words) == 0
        elif Path(path).name == "twistd":
            tap.Options().parseOptions(words[words.index("oftwist") + 1 :])
        else:
            assert command == "/bin/kill -HUP $MAINPID"


def test_ready_when_the_port_is_open_reloading_and_stopping(tmp_path: Path, ports: HeldPorts) -> None:
    port = ports.hold()
    address = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
        notify.bind(address)
        notify.settimeout(LIMIT)
        environ = {"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "600000000"}
        with Daemon(tmp_path, ["--port", str(port), "--interface", "127.0.0.1"], environ) as daemon:
            assert notify.recv(100) == b"READY=1"
            socket.create_connection(("127.0.0.1", port), LIMIT).close()
            assert notify.recv(100) == b"WATCHDOG=1"
            os.kill(daemon.pid, signal.SIGHUP)
            assert notify.recv(100).startswith(b"RELOADING=1\nMONOTONIC_USEC=")
            assert notify.recv(100) == b"READY=1"
            os.kill(daemon.pid, signal.SIGTERM)
            assert notify.recv(100) == b"STOPPING=1"
            assert daemon.process is not None and daemon.process.wait(LIMIT) == -signal.SIGTERM


def test_a_socket_that_systemd_has_opened(tmp_path: Path, ports: HeldPorts) -> None:
    """Connections that come before the controller wait in the socket, as they do while it restarts."""
    port = ports.hold()
    log = tmp_path / "log"
    words = [program("systemd-socket-activate"), "-l", f"127.0.0.1:{port}", "--fdname=oftwist", "-E", "PYTHONPATH"]
    words += [*TWISTD, "-n", "--pidfile=", "oftwist", "--listen", "systemd:domain=INET:index=0"]
    with open(log, "wb") as file:
        starter = subprocess.Popen(words, cwd=tmp_path, env=environment(), stdout=file, stderr=file)
    try:
        eventually(lambda: "Listening on" in log.read_text(errors="replace"))
        with socket.create_connection(("127.0.0.1", port), LIMIT) as switch:
            switch.settimeout(LIMIT)
            assert switch.recv(8)[1:2] == b"\0", "a HELLO"
    finally:
        starter.kill()
        starter.wait(LIMIT)


def test_the_container_is_nobodys_and_says_what_twistd_understands() -> None:
    text = (ROOT / "contrib" / "Containerfile").read_text(encoding="utf-8")
    (user,) = re.findall(r"^USER (\S+)$", text, re.MULTILINE)
    assert user.split(":")[0] not in ("0", "root")
    (entry,), (rest,) = (re.findall(rf"^{word} (\[.+\])$", text, re.MULTILINE) for word in ("ENTRYPOINT", "CMD"))
    words = [*re.findall(r'"([^"]*)"', entry), *re.findall(r'"([^"]*)"', rest)]
    options = tap.Options()
    options.words, options.postOptions = {}, lambda: None  # type: ignore[method-assign]
    options.parseOptions(words[words.index("oftwist") + 1 :])
    assert options.words == {"log-format": ["json"], "config": ["/etc/oftwist/oftwist.toml"]}
    (extras,) = re.findall(r"/src\[([\w,]+)\]", text)
    known = re.findall(r"^(\w+) =$", (ROOT / "setup.cfg").read_text(encoding="utf-8"), re.MULTILINE)
    assert {*extras.split(",")} <= {*known}
