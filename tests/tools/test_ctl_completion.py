"""Completion of words in bash, by bash itself."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from oftwist.tools.ctl import main
from oftwist.tools.ctl.completion import script
from oftwist.tools.ctl.table import COMMANDS


def complete(folder: Path, *words: str) -> list[str]:
    """What bash offers for the last word."""
    quoted = " ".join(f"'{word}'" for word in words)
    asking = f"""
{script()}
oftwist() {{ echo "$@" >> asked; printf '%s\\n' 0000000000000001 00000000000000ab; }}
COMP_WORDS=(oftwist {quoted})
COMP_CWORD={len(words)}
_oftwist
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
    done = subprocess.run(
        ["bash", "--norc", "-c", asking], cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0 and done.stderr == "", done.stderr
    return done.stdout.split()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "flows.txt").write_text("")
    return tmp_path


def test_tools_and_commands(folder: Path) -> None:
    assert complete(folder, "d") == ["decode"]
    assert sorted(complete(folder, "ctl", "")) == sorted(COMMANDS)
    assert complete(folder, "ctl", "dump-fl") == ["dump-flows"]
    assert complete(folder, "ctl", "tcp:h", "dump-fl") == ["dump-flows"]
    assert complete(folder, "ctl", "--json", "--url", "http://c", "swi") == ["switches"]


def test_options(folder: Path) -> None:
    assert complete(folder, "ctl", "--tls-c") == ["--tls-cert", "--tls-ca"]
    assert "--json" in complete(folder, "ctl", "dump-flows", "-")
    assert complete(folder, "ctl", "--tls-ca", "fl") == ["flows.txt"]
    assert complete(folder, "ctl", "--timeout", "") == []


def test_files(folder: Path) -> None:
    assert complete(folder, "ctl", "br0", "add-flows", "fl") == ["flows.txt"]
    assert complete(folder, "ctl", "restore", "1", "fl") == ["flows.txt"]
    assert complete(folder, "ctl", "show", "1", "fl") == []
    assert complete(folder, "decode", "fl") == ["flows.txt"]


def test_datapath_ids_are_those_of_the_controller(folder: Path) -> None:
    assert complete(folder, "ctl", "dump-flows", "") == ["0000000000000001", "00000000000000ab"]
    assert complete(folder, "ctl", "show", "00000000000000a") == ["00000000000000ab"]
    assert (folder / "asked").read_text().splitlines() == ["ctl --timeout 2 -q switches"] * 2
    complete(folder, "ctl", "errors", "")
    assert len((folder / "asked").read_text().splitlines()) == 2, "this one is about no switch"


def test_shells(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", "bash"]) == 0
    bash = capsys.readouterr().out
    assert bash.startswith("# bash completion of oftwist") and "@" not in bash.replace("${COMPREPLY[@]}", "")
    assert main(["completion", "zsh"]) == 0
    zsh = capsys.readouterr().out
    assert "bashcompinit" in zsh and zsh.endswith(bash)
    assert main(["completion", "fish"]) == 2
    assert "neither bash nor zsh" in capsys.readouterr().err
