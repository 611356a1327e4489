"""What the fuzzers of ``tests/fuzz`` start from and what they found, replayed; and a few seconds of fuzzing."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fuzz import fuzz_protocol, fuzz_wire
from tests.support.counting import work

FUZZ = Path(__file__).parent / "fuzz"
TARGETS: dict[str, Callable[[bytes], None]] = {"wire": fuzz_wire.one, "protocol": fuzz_protocol.one}


def files(folder: str, target: str) -> list[Path]:
    """The files of a corpus, or of what was found."""
    return sorted(path for path in (FUZZ / folder / target).iterdir() if not path.name.startswith("."))


@pytest.mark.parametrize("target", TARGETS)
def test_corpus(target: str) -> None:
    paths = files("corpus", target)
    assert len(paths) > 20
    for path in paths:
        TARGETS[target](path.read_bytes())


@pytest.mark.parametrize("target", TARGETS)
def test_what_the_corpus_costs(target: str) -> None:
    """Read, packed, read again and printed, or the life of a connection with another one beside it."""
    for path in [*files("corpus", target), *files("findings", target)]:
        data = path.read_bytes()
        if len(data) < 2048:  # what is longer is not printed
            spent = work(lambda data=data: TARGETS[target](data))  # type: ignore[misc]
            assert spent < 20_000 + 300 * len(data), path.name


@pytest.mark.parametrize(("target", "path"), [(t, p) for t in TARGETS for p in files("findings", t)], ids=str)
def test_findings(target: str, path: Path) -> None:
    TARGETS[target](path.read_bytes())


def test_the_targets_can_fail() -> None:
    with pytest.raises(AssertionError):
        fuzz_protocol._failures.append({"log_failure": "x"})
        fuzz_protocol.one(bytes(20))
    assert fuzz_protocol._failures == []


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris is not installed")
@pytest.mark.parametrize("target", TARGETS)
def test_some_seconds_of_fuzzing(target: str, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    command = [sys.executable, str(FUZZ / f"fuzz_{target}.py"), "-max_total_time=3", "-timeout=60", "-max_len=1500"]
    command += [f"-artifact_prefix={tmp_path}/", str(tmp_path / "new"), str(FUZZ / "corpus" / target)]
    env = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    done = subprocess.run(command, capture_output=True, text=True, timeout=110, env=env, check=False)
    found = [path.read_bytes().hex() for path in tmp_path.iterdir() if path.is_file()]
    assert done.returncode == 0, (done.stderr[-3000:], found)
    assert "Done " in done.stderr
