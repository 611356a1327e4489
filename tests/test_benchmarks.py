"""The benchmarks' own logic: what they send, how they judge. They are run by hand; this keeps them runnable."""

from __future__ import annotations

import importlib
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from oftwist import wire
from oftwist.errors import ProtocolError

BENCHMARKS = Path(__file__).resolve().parent.parent / "benchmarks"
OURS = {path.stem for path in [*BENCHMARKS.glob("*.py"), *BENCHMARKS.glob("peers/*.py")]}


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """A function that imports a module of the benchmarks; afterwards none of them is left behind."""
    monkeypatch.syspath_prepend(BENCHMARKS / "peers")
    monkeypatch.syspath_prepend(BENCHMARKS)
    before = set(sys.modules)
    yield importlib.import_module
    for name in set(sys.modules) - before:
        if name in OURS:
            del sys.modules[name]


def frames(data: bytes) -> Iterator[bytes]:
    while data:
        size = int.from_bytes(data[2:4], "big")
        assert size >= 8
        yield data[:size]
        data = data[size:]


@pytest.mark.parametrize("name", ["compare", "codec", "imports", "soak", "abuse"])
def test_every_benchmark_says_how_it_is_used(name: str) -> None:
    command = [sys.executable, str(BENCHMARKS / f"{name}.py"), "--help"]
    env = {"PYTHONPATH": str(BENCHMARKS.parent), "PATH": "", "HOME": "/proc/nonexistent"}
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=env)
    assert (done.returncode, done.stderr) == (0, "")
    assert "--json" in done.stdout


def test_the_readme_names_every_benchmark() -> None:
    text = (BENCHMARKS / "README.rst").read_text(encoding="utf-8")
    assert {path.name for path in BENCHMARKS.glob("*.py")} == set(re.findall(r"``(\w+\.py)``", text))


def test_our_codec_cases_do_what_all_codecs_are_measured_with(load) -> None:
    data, ours = load("codec_data"), load("codec_oftwist")
    assert set(ours.CASES) == set(data.EXPECTED)
    for name, case in ours.CASES.items():
        assert case() == data.EXPECTED[name], name


def test_the_switch_with_flows(load) -> None:
    switch: ModuleType = load("flow_switch")
    parts = [wire.decode(data) for data in frames(switch.with_xid(switch.parts(1500, 0), b"\0\0\0\x07"))]
    assert [part.flags for part in parts] == [1, 1, 0]
    assert {part.xid for part in parts} == {7}
    entries = [entry for part in parts for entry in part.entries]
    assert [entry.cookie for entry in entries] == list(range(1500))
    assert entries[50].match["in_port"] == 3
    assert [action.port for action in entries[50].instructions[0].actions] == [3]


def test_malformed_frames_have_right_headers_and_mostly_wrong_insides(load) -> None:
    rogues = load("rogues")
    broken = 0
    for data in frames(rogues.malformed_frames(random.Random(1), 300)):
        try:
            wire.decode(data)
        except ProtocolError:
            broken += 1
    assert broken > 50


def test_ratios_are_taken_within_a_round(load) -> None:
    compare = load("compare")
    mine = [{"replies_per_second": rate} for rate in (100.0, 10.0, 50.0)]
    other = [{"replies_per_second": rate} for rate in (10.0, 1.0, 10.0)]
    assert compare.ratios(mine, other, "replies_per_second", True) == 10.0
    assert compare.ratios(mine, other, "replies_per_second", False) == 0.1
    text = compare.table({"throughput16": {"oftwist": mine, "other": other}}, "oftwist")
    assert "10.00x faster" in text


def steady(**changed: float) -> dict[str, object]:
    figures: dict[str, object] = dict.fromkeys(
        ("deferreds", "protocols", "switches", "up", "errors", "lost", "disconnected", "lag_max_ms"), 0
    )
    memory = {"rss_kib": 50000, "malloc_kib": 9000, "blocks": 200000, "objects": 50000}
    return figures | memory | {"descriptors": 11, "delayed_calls": 1} | changed


@pytest.mark.parametrize(
    ("last", "word"),
    [
        ({}, ""),
        ({"rss_kib": 60000}, ""),
        ({"malloc_kib": 16000}, "malloc_kib"),
        ({"blocks": 220000}, "blocks"),
        ({"deferreds": 50}, "deferreds"),
        ({"descriptors": 15}, "descriptors"),
        ({"protocols": 1}, "were left"),
        ({"errors": 1, "first_error": "boom"}, "boom"),
        ({"lost": 3}, "3 lost"),
        ({"lag_max_ms": 5000}, "5000 ms late"),
    ],
)
def test_the_soak_test_fails_unless_flat(load, last: dict[str, object], word: str) -> None:
    soak = load("soak")
    options = soak.argparse.Namespace(warm_up=1, memory=6144, lag=1000.0)
    troubles = soak.verdict([steady(malloc_kib=2000), steady(), steady(**last)], options)
    assert bool(troubles) == bool(word)
    assert word in "\n".join(troubles)
    assert soak.verdict([steady(), steady()], options) == [
        "too short to tell: at least two cycles after the warm-up are needed"
    ]


def test_the_processor_time_and_memory_of_a_process_are_read(load) -> None:
    controllers = load("controllers")
    code = "import socket,sys; socket.create_server(('127.0.0.1', int(sys.argv[1]))).accept()"
    made = controllers.Recipe("idle", [sys.executable, "-c", code, "{port}"])
    with controllers.running(made) as controller:
        assert controllers.is_listening(controller.port)
        assert controller.startup_cpu > 0
        assert controller.status("VmRSS") > 1000
        assert controller.descriptors() >= 4
    assert not controllers.is_listening(controller.port)
    with pytest.raises(RuntimeError, match=r"broken does not listen: oops"):
        controllers.Running(controllers.Recipe("broken", [sys.executable, "-c", "raise SystemExit('oops')"]))


def test_a_missed_goal_is_told(load) -> None:
    abuse = load("abuse")
    good = {"p99_ms": 49.9, "unanswered": 0, "disconnected": 0, "grown_mib": 8.0, "tracebacks": 0}
    assert abuse.missed("hostile", good) == []
    assert abuse.missed("hostile", good | {"p99_ms": 50.1}) == ["p99_ms is 50.1, more than 50"]
    assert abuse.missed("hostile", good | {"p99_ms": float("nan"), "unanswered": 800}) == [
        "p99_ms is nan, more than 50",
        "unanswered is 800, more than 0",
    ]
    assert abuse.missed("hostile", {"failed": "TimeoutError: timed out"}) == ["TimeoutError: timed out"]
    assert set(abuse.GOALS) == set(abuse.PARTS)
