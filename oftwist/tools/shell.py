"""``oftwist shell PATH``: the client of the shell in a running controller (``twistd oftwist --shell unix:PATH``).

Blocking, with the standard library only: lines from a terminal (edited with readline) or from a pipe go to the socket,
what comes back is printed. See `oftwist.service.shell` for the protocol.
"""

from __future__ import annotations

import codecs
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress

from oftwist.arguments import Parser

_PROMPT_SIZE = 4  # behind a NUL
_MORE = "... "
_CANCEL = b"\x03"
_INTERRUPTED = 130  # as shells have it: 128 and SIGINT


class Shell:
    """A connection to a shell.

    Args:
        path: its socket.

    Raises:
        OSError: nobody is there, or it is not ours to open.
    """

    def __init__(self, path: str) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(path)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._text = ""

    def answer(self, show: Callable[[str], object]) -> str:
        """Show what is printed until it is our turn, and return the prompt.

        Raises:
            EOFError: the shell has gone.
        """
        while True:
            text, turn, rest = self._text.partition("\0")
            self._text = turn + rest
            if text:
                show(text)
            if len(rest) >= _PROMPT_SIZE:
                self._text = rest[_PROMPT_SIZE:]
                return rest[:_PROMPT_SIZE]
            data = self._socket.recv(65536)
            if not data:
                raise EOFError
            self._text += self._decoder.decode(data)

    def send(self, line: str) -> None:
        """Send a line."""
        self._socket.sendall(line.encode("utf-8", "replace") + b"\n")

    def cancel(self) -> None:
        """Stop what is awaited, and forget what was begun."""
        self._socket.sendall(_CANCEL)


def main(argv: Sequence[str]) -> int:
    """Run ``oftwist shell``; returns the exit status: 0, 1 if the shell cannot be reached, 2 for a mistake."""
    parser = Parser(
        prog="oftwist shell",
        description="A Python shell in a running controller, which listens for it with twistd oftwist --shell "
        "unix:FILE. There are controller, switches and switch(dpid); await may stand at top level; Ctrl-C cancels what "
        "is awaited, Ctrl-D ends. Lines may also come from a pipe.",
    )
    parser.add_argument("path", help="the socket's file")
    path = parser.parse_args(argv).path.removeprefix("unix:")
    try:
        shell = Shell(path)
    except OSError as error:
        print(f"oftwist shell: {path}: {error.strerror or error}", file=sys.stderr)
        return 1
    try:
        return _terminal(shell) if sys.stdin.isatty() else _pipe(shell)
    except EOFError:
        return 0
    except KeyboardInterrupt:
        return _INTERRUPTED
    except ConnectionError:
        print("oftwist shell: the controller has gone", file=sys.stderr)
        return 1


def _show(text: str) -> None:
    print(text, end="", flush=True)


def _terminal(shell: Shell) -> int:
    """Lines of a person: each is edited with readline, if there is one.

    Ctrl-C is for the shell while it is its turn, and for the line that is written while it is ours: whose turn it is
    changes with one assignment, so that no signal is taken for the wrong one.
    """
    with suppress(ImportError):
        import readline  # noqa: F401  (input() uses it)
    theirs = [True]

    def interrupted(number: int, frame: object) -> None:
        if not theirs[0]:
            raise KeyboardInterrupt
        shell.cancel()

    signal.signal(signal.SIGINT, interrupted)
    prompt = ""
    while True:
        try:
            if theirs[0]:
                prompt = shell.answer(_show)
                theirs[0] = False
            line = input(prompt)
            theirs[0] = True
            shell.send(line)
        except KeyboardInterrupt:  # instead of a line
            print()
            if prompt == _MORE:
                theirs[0] = True
                shell.cancel()
        except EOFError:
            print()
            return 0


def _pipe(shell: Shell) -> int:
    """Lines of a program: they are not shown, nor are greeting and prompts."""
    shell.answer(lambda text: None)
    prompt = ""
    for line in sys.stdin:
        shell.send(line.rstrip("\n"))
        prompt = shell.answer(_show)
    if prompt == _MORE:  # the empty line that ends a block
        shell.send("")
        shell.answer(_show)
    return 0
