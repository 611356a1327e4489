"""JSON lines as twistd, twist and workers write them."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.live.daemon import Daemon, environment
from tests.support.ports import HeldPorts
from tests.support.waiting import LIMIT, eventually

ALWAYS = {"time", "level", "logger", "event", "message"}


def records(path: Path) -> list[dict[str, Any]]:
    """The lines that are whole."""
    text = path.read_text(errors="replace")
    return [json.loads(line) for line in text[: text.rfind("\n") + 1].splitlines()]


def greet(port: int) -> None:
    """Connect, say something that is no OpenFlow, and wait for the end."""
    with socket.create_connection(("127.0.0.1", port), LIMIT) as peer:
        peer.settimeout(LIMIT)
        peer.sendall(b"GET / HTTP/1.0\r\n\r\n")
        while peer.recv(1000):
            pass


def test_twistd(tmp_path: Path, ports: HeldPorts) -> None:
    port = ports.hold()
    words = ["--port", str(port), "--interface", "127.0.0.1", "--log-format", "json", "--log-level", "warn"]
    with Daemon(tmp_path, words) as daemon:
        eventually(lambda: _refused(port) is None)
        greet(port)
        line = json.loads(daemon.wait_for('"event": "handshake_failed"'))
        assert ALWAYS <= {*line} and line["level"] == "warn" and line["peer"].startswith("127.0.0.1:")
        assert line["dpid"] is None and line["logger"] == "oftwist.connection.journal"
        assert {record["level"] for record in records(daemon.log_file)} == {"warn"}


def _refused(port: int) -> str | None:
    """None when somebody listens."""
    try:
        socket.create_connection(("127.0.0.1", port), LIMIT).close()
    except ConnectionRefusedError as error:
        return str(error)
    return None


def test_workers(tmp_path: Path, ports: HeldPorts) -> None:
    port = ports.hold()
    words = ["--port", str(port), "--interface", "127.0.0.1", "--log-format", "json", "--workers", "1"]
    with Daemon(tmp_path, words) as daemon:
        daemon.wait_for('"event": "worker_ready"')
        greet(port)
        line = json.loads(daemon.wait_for('"event": "handshake_failed"'))
        assert line["worker"] == "w0" and line["level"] == "warn" and line["peer"].startswith("127.0.0.1:")
        assert line["message"].startswith("w0: [oftwist.connection.journal#warn] 127.0.0.1:")
        assert all(ALWAYS <= {*record} for record in records(daemon.log_file))


def test_twist(tmp_path: Path, ports: HeldPorts) -> None:
    port, log = ports.hold(), tmp_path / "log"
    words = [sys.executable, "-m", "twisted", "--log-format=json", f"--log-file={log}"]
    words += ["oftwist", "--port", str(port), "--interface", "127.0.0.1"]
    with subprocess.Popen(words, cwd=tmp_path, env=environment()) as process:
        try:
            eventually(lambda: log.exists() and any(one["event"] == "started" for one in records(log)))
            greet(port)
            eventually(lambda: any(one["event"] == "handshake_failed" for one in records(log)))
        finally:
            os.kill(process.pid, signal.SIGTERM)
            process.wait(LIMIT)
    assert all(ALWAYS <= {*record} for record in records(log))
