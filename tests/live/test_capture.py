"""Captures of a running controller are opened by tshark, which decodes all OpenFlow in them."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from tests.live.daemon import Daemon
from tests.support.ports import HeldPorts


@pytest.fixture(scope="module")
def tshark() -> str:
    found = shutil.which("tshark")
    if found is None and os.environ.get("OFTWIST_LIVE") == "1":
        pytest.fail("live tests are demanded by OFTWIST_LIVE=1, but tshark is not installed")
    if found is None:
        pytest.skip("tshark is not installed (Debian: tshark)")
    return found


def told(tshark: str, file: Path, port: int, *fields: str) -> list[list[str]]:
    words = [word for field in fields for word in ("-e", field)]
    command = [
        tshark,
        "-r",
        str(file),
        "-d",
        f"tcp.port=={port},openflow",
        "-T",
        "fields",
        "-E",
        "occurrence=a",
        *words,
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=True)
    return [line.split("\t") for line in done.stdout.splitlines()]


@pytest.mark.parametrize("interface", ["127.0.0.1", "::1"])
def test_tshark_reads_all_of_it(tshark: str, tmp_path: Path, ports: HeldPorts, interface: str) -> None:
    port, file = ports.hold(interface), tmp_path / "control.pcapng"
    words = ("--port", str(port), "--interface", interface, "--demo", "2", "--capture", str(file))
    with Daemon(tmp_path, words) as daemon:
        daemon.wait_for("pings answered")
        daemon.kill(signal.SIGTERM)
    fields = ("openflow_v4.type", "_ws.malformed", "tcp.analysis.flags", "ip.src", "ipv6.src")
    rows = told(tshark, file, port, *fields)
    types: Counter[str] = Counter()
    for row in rows:
        types.update(filter(None, row[0].split(",")))
        assert not row[1] and not row[2], row
    assert {"0", "6", "10", "13", "14"} <= set(types), "hello, features, packet-in, packet-out, flow-mod"
    assert {row[4 if ":" in interface else 3].partition(",")[0] for row in rows} == {interface}
