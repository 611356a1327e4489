"""The shell of a controller that runs, over its socket: by its client, at a terminal and in a pipe."""

from __future__ import annotations

import os
import pty
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.live.daemon import Daemon, environment
from tests.support.waiting import eventually

SHELL = [sys.executable, "-m", "oftwist", "shell"]


def ask(path: Path | str, text: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*SHELL, str(path)], input=text, capture_output=True, text=True, timeout=60, check=False, env=environment()
    )


def test_a_pipe(tmp_path: Path) -> None:
    path = tmp_path / "shell"
    with Daemon(tmp_path, ["--port", "0", "--interface", "127.0.0.1", "--demo", "2", "--shell", f"unix:{path}"]) as one:
        one.wait_for("pings answered")
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        done = ask(path, "len(switches)\nawait switches[0].ping() < 60\nfor s in switches:\n    print(s.dpid)\n")
        assert done.stderr == "" and done.returncode == 0
        assert done.stdout == "2\nTrue\n0000000000000001\n0000000000000002\n"
        failing = ask(path, "1 / 0\n'on'\n")
        assert failing.stdout.endswith("ZeroDivisionError: division by zero\n'on'\n")
        assert one.lines(r"shell: len\(switches\)")
    assert ask(path, "1\n").returncode == 1


def test_nobody_there(tmp_path: Path) -> None:
    done = ask(tmp_path / "shell", "1\n")
    assert done.returncode == 1 and done.stderr == f"oftwist shell: {tmp_path}/shell: No such file or directory\n"
    done = subprocess.run(SHELL, capture_output=True, text=True, timeout=60, check=False, env=environment())
    assert done.returncode == 2 and done.stderr.startswith("oftwist shell: ") and done.stderr.count("\n") == 1


class Terminal:
    """The client at a terminal."""

    def __init__(self, path: Path) -> None:
        self.master, slave = pty.openpty()
        env = {**environment(), "TERM": "dumb"}
        self.process = subprocess.Popen([*SHELL, str(path)], stdin=slave, stdout=slave, stderr=slave, env=env,
                                        start_new_session=True)  # fmt: skip
        os.close(slave)
        self.seen = ""
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        while True:
            try:
                data = os.read(self.master, 65536)
            except OSError:
                return
            if not data:
                return
            self.seen += data.decode("utf-8", "replace")

    def types(self, text: str) -> None:
        os.write(self.master, text.encode())

    def shows(self, text: str) -> None:
        eventually(lambda: text in self.seen)


def test_a_terminal(tmp_path: Path) -> None:
    path = tmp_path / "shell"
    with Daemon(tmp_path, ["--port", "0", "--interface", "127.0.0.1", "--shell", str(path)]) as controller:
        controller.wait_for("starting on")
        eventually(path.exists)
        terminal = Terminal(path)
        terminal.shows(">>> ")
        terminal.types("21 * 2\n")
        terminal.shows("42\r\n>>> ")
        terminal.types("if True:\n")
        terminal.shows("... ")
        terminal.types("    print('yes' * 2)\n\n")
        terminal.shows("yesyes")
        terminal.types("from twisted.internet.defer import Deferred; await Deferred()\n")
        controller.wait_for(r"shell: from twisted.internet.defer")
        terminal.process.send_signal(2)  # Ctrl-C
        terminal.shows("cancelled")
        terminal.types("'still ' + 'here'\n")
        terminal.shows("still here")
        terminal.types("\x04")
        assert terminal.process.wait(60) == 0


def test_what_cannot_be(tmp_path: Path) -> None:
    from tests.live.daemon import twistd

    done = twistd("-n", "oftwist", "--port", "0", "--shell", "tcp:7", cwd=tmp_path)
    assert done.returncode != 0 and "unix:/run/oftwist/shell" in done.stdout + done.stderr
    done = twistd("-n", "oftwist", "--port", "0", "--shell", f"unix:{tmp_path}/no/shell", cwd=tmp_path)
    assert done.returncode != 0 and "No such file or directory" in done.stdout + done.stderr


@pytest.mark.slow
def test_each_worker_has_one(tmp_path: Path) -> None:
    path = tmp_path / "shell"
    words = ["--port", "0", "--interface", "127.0.0.1", "--workers", "2", "--shell", f"unix:{path}"]
    with Daemon(tmp_path, words) as controller:
        controller.wait_for("2 workers")
        for number in range(2):
            eventually(Path(f"{path}-w{number}").exists)
            done = ask(f"{path}-w{number}", "import os\nos.getpid()\n")
            assert done.returncode == 0 and int(done.stdout) not in (controller.pid, 0)
