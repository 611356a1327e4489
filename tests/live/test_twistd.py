"""``twistd oftwist`` itself: mistakes cost one line and a non-zero status, also for a daemon."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live.daemon import TWISTD, Daemon, environment, twistd
from tests.support.ports import HeldPorts
from tests.support.waiting import LIMIT, eventually

HELLO = bytes.fromhex("0400000800000001")


@pytest.fixture
def busy_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        yield busy.getsockname()[1]


@pytest.mark.parametrize("mode", [("-n", "--pidfile="), ("--pidfile=of.pid", "--logfile=of.log")])
def test_a_busy_port(tmp_path: Path, busy_port: int, mode: tuple[str, ...]) -> None:
    done = twistd(*mode, "oftwist", "--port", str(busy_port), "--interface", "127.0.0.1", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert f"twistd oftwist: Couldn't listen on 127.0.0.1:{busy_port}" in done.stderr
    assert "Traceback" not in done.stdout
    assert not (tmp_path / "of.pid").exists()


@pytest.mark.parametrize("mode", [("-n", "--pidfile="), ("--pidfile=of.pid", "--logfile=of.log")])
@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--port", "many"), "--port: 'many' is not a number"),
        (("--nonsense",), "option --nonsense not recognized"),
        (("--listen", "quic:1"), "quic:1: unknown kind of endpoint"),
        (("--app", "no_such_app"), "--app no_such_app: No module named"),
        (("--listen", "pssl:0", "--tls-cert", "gone.pem"), "cannot read the certificate gone.pem"),
    ],
)
def test_mistakes(tmp_path: Path, mode: tuple[str, ...], words: tuple[str, ...], says: str) -> None:
    done = twistd(*mode, "oftwist", *words, cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("twistd oftwist: ") and says in done.stderr


def greets(port: int, host: str = "127.0.0.1") -> bool:
    """Whether somebody there says HELLO."""
    try:
        with socket.create_connection((host, port), timeout=LIMIT) as connection:
            connection.sendall(HELLO)
            return connection.recv(8)[1:2] == b"\0"
    except OSError:
        return False


def test_as_a_daemon(tmp_path: Path, ports: HeldPorts) -> None:
    port, second = ports.hold(), ports.hold()
    done = twistd(
        "--pidfile=of.pid",
        "--logfile=of.log",
        "oftwist",
        "--port",
        str(port),
        "--interface",
        "127.0.0.1",
        "--listen",
        f"ptcp:{second}:127.0.0.1",
        cwd=tmp_path,
    )
    pid = int((tmp_path / "of.pid").read_text())
    try:
        assert (done.returncode, done.stderr) == (0, "")
        assert greets(port) and greets(second)
    finally:
        os.kill(pid, signal.SIGTERM)
        eventually(lambda: not (tmp_path / "of.pid").exists())
    assert "Traceback" not in (tmp_path / "of.log").read_text()


@pytest.mark.skipif(not socket.has_ipv6, reason="this Python has no IPv6")
def test_ipv6(tmp_path: Path, ports: HeldPorts) -> None:
    try:
        port = ports.hold("::1")
    except OSError:
        pytest.skip("this machine has no IPv6 loopback address")
    with Daemon(tmp_path, ["--listen", f"ptcp:{port}:[::1]"]) as controller:
        eventually(lambda: greets(port, "::1"))
        assert controller.kill(signal.SIGTERM) in (0, -signal.SIGTERM)


@pytest.mark.skipif(sys.platform != "linux", reason="systemd is of Linux")
def test_socket_activation(tmp_path: Path) -> None:
    """As systemd does it: the listening socket is descriptor 3, and LISTEN_PID is our own id."""
    launch = (
        "import os, sys; os.dup2(int(sys.argv[1]), 3); os.environ.update(LISTEN_PID=str(os.getpid()), "
        "LISTEN_FDS='1', LISTEN_FDNAMES='of'); os.execv(sys.argv[2], sys.argv[2:])"
    )
    listen = "systemd:domain=INET:index=0"
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port, number = listening.getsockname()[1], listening.fileno()
        process = subprocess.Popen(
            [sys.executable, "-c", launch, str(number), *TWISTD, "-n", "--pidfile=", "oftwist", "-l", listen],
            cwd=tmp_path,
            env=environment(),
            pass_fds=[number],
            stdout=subprocess.DEVNULL,
        )
    try:
        assert greets(port)
    finally:
        process.terminate()
        process.wait(LIMIT)


def test_an_app_in_the_current_folder(tmp_path: Path, ports: HeldPorts) -> None:
    (tmp_path / "hello.py").write_text(
        "class Hello:\n    def start(self, controller):\n        print('hello from the app', flush=True)\n"
    )
    with Daemon(tmp_path, ["--port", str(ports.hold()), "--app", "hello:Hello"]) as controller:
        controller.wait_for("hello from the app")


def test_the_demo(tmp_path: Path, ports: HeldPorts) -> None:
    port = str(ports.hold())
    with Daemon(tmp_path, ["--port", port, "--interface", "127.0.0.1", "--demo", "3"]) as controller:
        controller.wait_for(f"learning_switch for OpenFlow 1.0 to 1.5, listening on 127.0.0.1 port {port}")
        controller.wait_for("30 of 30 pings answered, [1-9][0-9]* flows installed")
        assert len(controller.lines("pings answered")) == 1
        assert not controller.lines("Traceback|Unhandled")
