"""What Open vSwitch adds, as facts: see the README beside the file."""

from __future__ import annotations

import functools
import json
import lzma
from pathlib import Path
from typing import Any

_FACTS = Path(__file__).parents[1] / "wire" / "facts" / "openvswitch.json.xz"


@functools.cache
def facts() -> dict[str, Any]:
    """Everything in the file."""
    found: dict[str, Any] = json.loads(lzma.decompress(_FACTS.read_bytes()))
    return found
