"""The page about robustness names every limit there is, with its true default."""

from __future__ import annotations

import ast
import re
from dataclasses import fields
from pathlib import Path

from oftwist import Options

PAGE = Path(__file__).resolve().parents[2] / "docs" / "robustness.rst"

#: What is automatic rather than a limit, or none of a peer's business.
ELSEWHERE = {
    "versions",
    "handshake",
    "send_hello",
    "request_features",
    "request_ports",
    "answer_echo",
    "inbox",
    "direct_send",
    "direct_read",
    "close_timeout",
    "max_backoff",
}


def test_every_limit_is_named_with_its_default() -> None:
    table = PAGE.read_text().partition(".. code-block::")[0]
    named = re.findall(r"``(\w+)=([^`]+)``", table)
    defaults = vars(Options())
    assert {name: ast.literal_eval(value) for name, value in named} == {
        field.name: defaults[field.name] for field in fields(Options) if field.name not in ELSEWHERE
    }
