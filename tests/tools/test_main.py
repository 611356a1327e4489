"""`python -m oftwist`: which tool runs, and that nothing else is imported for it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import oftwist
from oftwist.__main__ import main

ROOT = Path(oftwist.__file__).parent.parent


def test_help(capsys):
    assert main(["--help"]) == 0
    assert "bench" in capsys.readouterr().out
    assert main([]) == 2
    assert "usage" in capsys.readouterr().err


def test_an_unknown_command(capsys):
    assert main(["brew"]) == 2
    assert "'brew'" in capsys.readouterr().err


def test_version(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"oftwist {oftwist.__version__}\n"


def test_the_bench_gets_its_arguments(capsys):
    with pytest.raises(SystemExit) as caught:
        main(["bench", "--help"])
    assert caught.value.code == 0
    assert "--switches" in capsys.readouterr().out


def test_the_bench_imports_neither_twisted_nor_the_codec():
    code = (
        "import sys, oftwist.__main__ as m\n"
        "try: m.main(['bench', '--help'])\n"
        "except SystemExit: pass\n"
        "unwanted = ('twisted', 'oftwist.wire', 'oftwist.loxi')\n"
        "bad = [n for n in sys.modules if n.startswith(unwanted)]\n"
        "sys.exit(repr(bad) if bad else 0)\n"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
