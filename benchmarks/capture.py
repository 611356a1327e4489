"""A capture under load: how much of 20,000 messages a second is in the file, and does tshark read all of it?

    python benchmarks/capture.py [--rate 20000] [--seconds 10] [--switches 16] [--ipv6]

Starts ``twistd oftwist --capture`` with the learning switch, and simulated switches that send half as many packet-ins a
second as messages are wanted (the answers are the other half), evenly in slices of 10 ms. Then it compares: messages
that the switches sent and got, what the file says was dropped, messages in the file, messages that tshark decodes.
"""

from __future__ import annotations

import argparse
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import oftwist.loxi.of13 as ofp
from oftwist.pcap import packets, tcp

ROOT = Path(__file__).resolve().parent.parent
SLICE = 0.01


def packet_ins(count: int) -> list[bytes]:
    """Packet-ins between hosts behind four ports, made beforehand."""
    found = []
    for number in range(count):
        source, to = number % 200, (number + 7) % 200
        data = b"".join((b"\2\0\0\0\0", bytes([to]), b"\2\0\0\0\0", bytes([source]), b"\x08\0", bytes(50)))
        match = ofp.match.build(in_port=source % 4 + 1)
        found.append(ofp.message.packet_in(xid=0, buffer_id=7, total_len=64, match=match, data=data).pack())
    return found


class Switch:
    """The other end of one connection: answers the handshake, counts messages both ways."""

    def __init__(self, address: tuple[str, int], dpid: int) -> None:
        self.socket = socket.create_connection(address)
        self.dpid = dpid
        self.sent = self.got = 0
        self.rest = b""
        self.ready = False
        self.send(ofp.message.hello(xid=1).pack(), 1)

    def send(self, data: bytes, count: int) -> None:
        self.socket.sendall(data)
        self.sent += count

    def read(self) -> None:
        """Take what has come."""
        data = self.rest + self.socket.recv(1 << 20)
        place = 0
        while len(data) - place >= 8:
            size = data[place + 2] << 8 | data[place + 3]
            if len(data) - place < size:
                break
            self.message(data[place : place + size])
            place += size
        self.rest = data[place:]

    def message(self, frame: bytes) -> None:
        self.got += 1
        xid = int.from_bytes(frame[4:8], "big")
        if frame[1] == 5:
            self.send(ofp.message.features_reply(xid=xid, datapath_id=self.dpid, n_tables=1).pack(), 1)
        elif frame[1] == 18:
            ports = [ofp.port_desc(port_no=number, name=f"p{number}") for number in range(1, 5)]
            self.send(ofp.message.port_desc_stats_reply(xid=xid, entries=ports).pack(), 1)
            self.ready = True
        elif frame[1] == 2:
            self.send(ofp.message.echo_reply(xid=xid).pack(), 1)


def drive(switches: list[Switch], rate: float, seconds: float) -> float:
    """Send packet-ins; returns how many seconds it took."""
    frames = packet_ins(400)
    share = rate / 2 / len(switches) * SLICE
    begin = now = time.monotonic()
    owed, step = 0.0, 0
    by_descriptor = {one.socket.fileno(): one for one in switches}
    poller = select.epoll()
    for number in by_descriptor:
        poller.register(number, select.EPOLLIN)
    while now < begin + seconds:
        owed += share
        count, step = int(owed), step + 1
        owed -= count
        for one in switches:
            first = step * 13 % 300
            one.send(b"".join(frames[first : first + count]), count)
        while (now := time.monotonic()) < begin + step * SLICE:
            for number, _ in poller.poll(max(0.0, begin + step * SLICE - now)):
                by_descriptor[number].read()
    took = now - begin
    quiet = time.monotonic()
    while time.monotonic() < quiet + 1:  # what is still on its way
        for number, _ in poller.poll(0.2):
            by_descriptor[number].read()
            quiet = time.monotonic()
    return took


def told(path: Path) -> tuple[int, int]:
    """What the file says at its end: messages wanted, messages missing."""
    data, place, found = path.read_bytes(), 0, (-1, -1)
    while place < len(data):
        kind, size = struct.unpack_from("<II", data, place)
        if kind == 5:
            options = data[place + 20 : place + size - 4]
            found = (struct.unpack_from("<Q", options, 4)[0], struct.unpack_from("<Q", options, 16)[0])
        place += size
    return found


def decoded(path: Path, port: int) -> tuple[int, int]:
    """Messages that tshark decodes, and those it calls malformed or out of order."""
    command = ["tshark", "-r", str(path), "-d", f"tcp.port=={port},openflow", "-T", "fields"]
    command += ["-e", "openflow_v4.type", "-e", "openflow_v6.type"]  # ours begins with the highest version
    command += ["-e", "_ws.malformed", "-e", "tcp.analysis.flags"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    types = sum(len(column.split(",")) for row in rows for column in row[:2] if column)
    return types, sum(bool(row[2] or row[3]) for row in rows)


def run(rate: float, seconds: float, count: int, host: str, path: Path) -> bool:
    """One measurement; True if nothing is missing that is not counted."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.bind((host, 0))
        port = probe.getsockname()[1]
    words = ["-n", "--pidfile=", "oftwist", "--port", str(port), "--interface", host, "--capture", str(path)]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    with open(path.with_suffix(".log"), "w") as log:
        daemon = subprocess.Popen(["twistd", *words], env=environ, stdout=log, stderr=log, cwd=path.parent)
    try:
        deadline = time.monotonic() + 30
        while True:
            try:
                socket.create_connection((host, port)).close()
                break
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
        switches = [Switch((host, port), dpid) for dpid in range(1, count + 1)]
        while not all(one.ready for one in switches):
            for one in switches:
                if not one.ready:
                    one.read()
        time.sleep(0.5)
        took = drive(switches, rate, seconds)
        sent, got = sum(one.sent for one in switches), sum(one.got for one in switches)
        for one in switches:
            one.socket.close()
        time.sleep(0.5)
    finally:
        daemon.send_signal(signal.SIGTERM)
        daemon.wait(60)
    wanted, missing = told(path)
    there = sum(bool(segment and segment.data) for segment in map(tcp, packets(path.read_bytes())))
    by_tshark, wrong = decoded(path, port)
    print(f"{host}: {(sent + got) / took:,.0f} messages a second for {took:.1f} s ({sent:,} sent, {got:,} answered)")
    print(f"  the capture saw {wanted:,} and says {missing:,} are missing; in the file {there:,}")
    print(f"  tshark decodes {by_tshark:,}, finds {wrong} wrong; {path.stat().st_size >> 20} MiB")
    good = wanted - missing == there == by_tshark and not wrong and wanted >= sent + got
    print("  every message is there or counted" if good else "  NOT RIGHT: see above")
    return good


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rate", type=float, default=20_000)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--switches", type=int, default=16)
    parser.add_argument("--ipv6", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        host = "::1" if given.ipv6 else "127.0.0.1"
        good = run(given.rate, given.seconds, given.switches, host, Path(folder) / "control.pcapng")
    sys.exit(not good)
