"""One command in a process of its own: runs the reactor, prints, ends quietly however it ends."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from typing import Any

from twisted.internet.defer import CancelledError, Deferred, ensureDeferred
from twisted.python.failure import Failure

from oftwist.tools.ctl.session import Call, attempt
from oftwist.tools.ctl.table import Command

_INTERRUPTED = 130  # as shells have it: 128 and SIGINT


def run(options: Namespace, endpoint: str, command: Command, words: Sequence[str]) -> int:
    """Do a command; returns the exit status."""
    from twisted.internet import reactor

    loop: Any = reactor
    status = [_INTERRUPTED]
    running: list[Deferred[int]] = []

    def out(line: str) -> None:
        print(line, flush=command.where == "watching")

    def start() -> None:
        call = Call(options, endpoint, words, loop, out, lambda line: print(line, file=sys.stderr))
        done: Deferred[int] = ensureDeferred(attempt(command, call))
        running.append(done)
        done.addCallbacks(lambda value: status.__setitem__(0, value), failed)
        done.addBoth(stop)

    def stop(result: object) -> None:
        if not stopping:
            loop.stop()

    def failed(failure: Failure) -> None:
        if failure.check(CancelledError) and stopping:
            return
        if failure.check(BrokenPipeError):  # the reader, such as head, has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            status[0] = 0
            return
        status[0] = 1
        (where, file, line, *_), *_ = failure.frames[-1:] or [("?", "?", 0)]
        told = f"{type(failure.value).__name__}: {failure.getErrorMessage()} in {where}, {file}:{line}"
        print(f"oftwist ctl: this is a fault of oftwist: {told}", file=sys.stderr)

    stopping: list[bool] = []

    def interrupted() -> None:
        stopping.append(True)
        for deferred in running:
            deferred.cancel()

    loop.callWhenRunning(start)
    loop.addSystemEventTrigger("before", "shutdown", interrupted)
    loop.run()
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return status[0]
