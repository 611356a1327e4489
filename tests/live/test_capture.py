"""Captures of a running controller are opened by tshark, which decodes all OpenFlow in them."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import ssl
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import oftwist.loxi.of13 as ofp
from tests.live.daemon import Daemon
from tests.live.pki import PKI
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


def talk(port: int, host: str, count: int) -> Counter[int]:
    """Be a switch behind TLS: shake hands, send packet-ins, read an answer to each; returns the types of all."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    types: Counter[int] = Counter()
    held = b""

    def send(msg: Any) -> None:
        types[msg.type] += 1
        channel.sendall(msg.pack())

    def receive() -> bytes:
        nonlocal held
        while len(held) < 8 or len(held) < int.from_bytes(held[2:4], "big"):
            held += channel.recv(65536)
        size = int.from_bytes(held[2:4], "big")
        frame, held = held[:size], held[size:]
        types[frame[1]] += 1
        return frame

    with socket.create_connection((host, port), 60) as plain, context.wrap_socket(plain) as channel:
        send(ofp.message.hello(xid=1))
        answered = 0
        while answered < count:
            frame = receive()
            xid = int.from_bytes(frame[4:8], "big")
            if frame[1] == 5:
                send(ofp.message.features_reply(xid=xid, datapath_id=7, n_tables=1))
            elif frame[1] == 18:
                send(ofp.message.port_desc_stats_reply(xid=xid, entries=[ofp.port_desc(port_no=1, name="p1")]))
                for number in range(count):
                    match, data = ofp.match.build(in_port=1), bytes([2] * 6 + [4] * 5 + [number]) + bytes(60)
                    send(ofp.message.packet_in(xid=0, total_len=len(data), match=match, data=data))
            answered += frame[1] == 13
    return types


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_tls_is_shown_decrypted(tshark: str, tmp_path: Path, ports: HeldPorts, host: str) -> None:
    """Every message of both directions, in the order and number that the other end has seen."""
    port, file, pki = ports.hold(host), tmp_path / "control.pcapng", PKI(tmp_path)
    place = f"pssl:{port}:[{host}]" if ":" in host else f"pssl:{port}:{host}"
    words = ("--listen", place, *pki.options()[:4], "--capture", str(file))
    with Daemon(tmp_path, words) as daemon:
        daemon.wait_for("starting on")
        types = talk(port, host, 5)
        daemon.wait_for("0000000000000007 down")
        daemon.kill(signal.SIGTERM)
    rows = told(tshark, file, port, "openflow_v4.type", "openflow_v6.type", "_ws.malformed", "tcp.analysis.flags")
    shown: Counter[int] = Counter()
    for row in rows:
        assert not row[2] and not row[3], row
        shown.update(int(one) for column in row[:2] for one in column.split(",") if one)
    for number in (5, 6, 10, 19):  # what was sent and read to the end; the controller may have said more
        assert shown[number] == types[number] > 0
    assert all(shown[number] >= count for number, count in types.items()) and types[13] == 5
