"""The OpenAPI document against what is served: schemathesis asks everything it says, and what it does not say.

No answer may be a fault of the program, and every one must be as the document has it: its status, its type, its schema.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.live.daemon import ROOT, environment
from tests.support.waiting import LIMIT

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "response_headers_conformance",
    "unsupported_method",
    "allow_header_conformance",
)
#: A switch that is slow on a busy machine is no fault of the program.
SETTINGS = """
[checks.not_a_server_error]
expected-statuses = ["2xx", "3xx", "4xx", 503, 504]
"""


@contextmanager
def served(*versions: int) -> Iterator[int]:
    """An API with simulated switches in a process of its own; its port."""
    command = [sys.executable, "-m", "tests.support.http_server", *map(str, versions)]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        try:
            yield int(server.stdout.readline())
        finally:
            server.kill()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("version", "phases", "examples"),
    [(4, "examples,coverage,fuzzing", 4), (1, "examples,fuzzing", 3), (6, "examples,fuzzing", 3)],
    ids=["1.3", "1.0", "1.5"],
)
def test_what_is_served_is_what_the_document_says(version: int, phases: str, examples: int, tmp_path: Path) -> None:
    (tmp_path / "schemathesis.toml").write_text(SETTINGS)
    with served(version) as port:
        done = subprocess.run(
            [
                sys.executable, "-m", "schemathesis.cli", "run", f"http://127.0.0.1:{port}/api/v1/openapi.json",
                "--checks", ",".join(CHECKS), "--phases", phases, "--seed", "1", "-n", str(examples),
                "--request-timeout", str(LIMIT), "--no-color", "--warnings", "off",
                "--exclude-path", "/api/v1/switches/{dpid}/connection",
            ],
            cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False, timeout=4 * LIMIT,
        )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Test cases:" in done.stdout
