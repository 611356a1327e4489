"""Code run in an interpreter of its own, for what changes a whole process."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def told_by(code: str) -> list[Any]:
    """Run code in a fresh interpreter.

    Args:
        code: may put anything JSON can carry into the list ``told``; ``source`` is its text.

    Returns:
        what was put into ``told``.
    """
    text = f"import json, sys\ntold = []\nsource = sys.argv[1]\n{code}\nprint(json.dumps(told))"
    done = subprocess.run(
        [sys.executable, "-c", text, text], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    found: list[Any] = json.loads(done.stdout)
    return found
