"""``twistd oftwist`` as a subprocess, as an operator runs it."""

from __future__ import annotations

import itertools
import os
import re
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.support.waiting import LIMIT, eventually

ROOT = Path(__file__).resolve().parent.parent.parent

# The twistd script's own two lines, so that the interpreter is surely the one that runs the tests.
TWISTD = (
    sys.executable,
    "-c",
    "import sys; sys.argv[0] = 'twistd'; from twisted.scripts.twistd import run; run()",
)


_numbers = itertools.count(1)


def environment() -> dict[str, str]:
    """This process's environment, with the source tree importable."""
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]),
        "PYTHONUNBUFFERED": "1",
    }


def twistd(*words: str, cwd: Path, timeout: float = LIMIT) -> subprocess.CompletedProcess[str]:
    """Run twistd until it ends (at once when something is wrong, or when it has become a daemon)."""
    return subprocess.run(
        [*TWISTD, *words],
        cwd=cwd,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


class Daemon:
    """``twistd -n oftwist ...``, its log in a file. Use as a context manager; it is killed at the end.

    Args:
        folder: its working folder.
        words: the options of ``oftwist``.
        environ: more environment variables.
        descriptors: how many it may have, None for as many as the tests.
    """

    def __init__(
        self,
        folder: Path,
        words: Sequence[str],
        environ: dict[str, str] | None = None,
        descriptors: int | None = None,
    ) -> None:
        self.descriptors = descriptors
        self.folder = folder
        self.words = list(words)
        self.environ = environ or {}
        self.log_file = folder / f"twistd-{next(_numbers)}.log"
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Daemon:
        limit = [] if self.descriptors is None else ["sh", "-c", f'ulimit -n {self.descriptors}; exec "$@"', "sh"]
        with open(self.log_file, "wb") as log:
            self.process = subprocess.Popen(
                [*limit, *TWISTD, "-n", "--pidfile=", "oftwist", *self.words],
                cwd=self.folder,
                env={**environment(), **self.environ},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        return self

    def __exit__(self, *exception: object) -> None:
        self.kill()

    def kill(self, how: int = signal.SIGKILL) -> int:
        """Send it a signal and wait for its end; returns the exit status."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(how)
        return self.process.wait(LIMIT)

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def log(self) -> str:
        return self.log_file.read_text(errors="replace")

    def lines(self, pattern: str) -> list[str]:
        """The lines of the log that the pattern is found in."""
        return [line for line in self.log().splitlines() if re.search(pattern, line)]

    def wait_for(self, pattern: str, count: int = 1) -> str:
        """Wait until so many lines of the log match, and return the last of them."""
        assert self.process is not None
        process = self.process

        def found() -> str:
            lines = self.lines(pattern)
            if len(lines) >= count:
                return lines[-1]
            ended = process.poll()
            assert ended is None, f"twistd ended with {ended}:\n{self.log()}"
            return ""

        try:
            return str(eventually(found))
        except AssertionError as error:
            raise AssertionError(f"no {pattern!r} in the log: {error}\n{self.log()}") from None

    def open_sockets(self) -> int:
        """How many sockets it holds."""
        folder = Path(f"/proc/{self.pid}/fd")
        links = (os.readlink(entry) for entry in folder.iterdir() if entry.is_symlink())
        return sum(link.startswith("socket:") for link in links)
