"""Dumps that other programs write are read: xxd, hexdump, od, tshark."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from oftwist.tools.decode import inputs
from tests.live.test_decoders import need, pcap
from tests.support.specimens import specimens

FRAMES = [msg.pack() for version in (1, 4, 6) for msg in specimens(version).values()]
PROGRAMS = {
    "xxd": ("xxd", "xxd -g1", "xxd -g4", "xxd -u", "xxd -c 20", "xxd -a", "xxd -i", "xxd -p", "xxd -c 8 -g 8"),
    "hexdump": ("hexdump", "hexdump -C", "hexdump -Cv", "hexdump -x"),
    "od": ("od -A x -t x1", "od -A x -t x1z", "od -t x1", "od -A d -t x1 -v", "od -x", "od -A n -v -t x1"),
}
PACKAGES = {"xxd": "xxd", "hexdump": "bsdextrautils", "od": "coreutils"}


def frames(text: bytes) -> list[bytes | str]:
    return [piece.problem or piece.frame for piece in inputs.from_file(text, frozenset((6653,)))]


@pytest.mark.parametrize(("program", "command"), [(p, command) for p, all_of in PROGRAMS.items() for command in all_of])
def test_dumps_of_programs(program: str, command: str, tmp_path: Path) -> None:
    need(program, PACKAGES[program])
    path = tmp_path / "messages"
    path.write_bytes(b"".join(FRAMES))
    done = subprocess.run([*command.split(), str(path)], capture_output=True, timeout=60, check=True)
    assert frames(done.stdout) == FRAMES


def test_packets_of_wireshark(tmp_path: Path) -> None:
    need("tshark", "tshark")
    path = tmp_path / "messages.pcap"
    path.write_bytes(pcap(FRAMES))
    done = subprocess.run(["tshark", "-n", "-x", "-r", str(path)], capture_output=True, timeout=60, check=True)
    assert frames(done.stdout) == FRAMES
