"""One command for a controller: ask, print, end quietly however it ends. Blocking; no Twisted."""

from __future__ import annotations

import json
import os
import sys
from argparse import Namespace
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import quote

from oftwist.errors import ConfigurationError, MessageError, OFTwistError
from oftwist.tools.ctl.api import Api, ApiError, token_of
from oftwist.tools.ctl.table import Command
from oftwist.tools.ctl.tables import table

_INTERRUPTED = 130  # as shells have it: 128 and SIGINT
#: Lines of an error that are told.
_TOLD = 11
#: Answers that say that the command was wrong.
_MISTAKES = (400, 422)


#: Head of a column -> member of an item, or what makes a text of one.
Columns: TypeAlias = "dict[str, str | Callable[[Any], object]]"


@dataclass
class Remote:
    """One command for a controller, as it was given.

    Attributes:
        options: of the command line.
        api: the controller.
        words: what stood behind the command; the switch first, if it is about one.
        out: prints a line.
        err: prints a line for people, beside what was asked for.
        of_switch: the first word is a switch.
    """

    options: Namespace
    api: Api
    words: Sequence[str]
    out: Callable[[str], None]
    err: Callable[[str], None]
    of_switch: bool

    def word(self, number: int = 0) -> str | None:
        """A word behind the command (and the switch), or None if it is not there."""
        number += self.of_switch
        return self.words[number] if len(self.words) > number else None

    def ask(
        self, method: str, path: str, body: object = None, accept: str = "application/json", **query: object
    ) -> Any:
        """Ask the controller; a path without a slash in front is about the switch."""
        if not path.startswith("/"):
            query.setdefault("timeout", min(self.options.timeout, 600.0))
            path = f"/switches/{quote(self.words[0], safe='')}/{path}".rstrip("/")
        return self.api.ask(method, path, query, body, accept=accept)

    def table(self, answer: Any, key: str, columns: Columns) -> None:
        """Print a list of an answer as a table, or the answer as JSON if that is asked for.

        Args:
            answer: an object with a list.
            key: the name of the list.
            columns: head -> member of an item, or what makes a text of an item.
        """
        if self.options.json:
            self.json(answer)
            return
        rows = [[one(item) if callable(one) else item.get(one) for one in columns.values()] for item in answer[key]]
        self.lines(table(list(columns), rows))

    def told(self, answer: Any, lines: Iterable[str]) -> None:
        """Print lines, or the answer as JSON if that is asked for."""
        if self.options.json:
            self.json(answer)
        else:
            self.lines(lines)

    def lines(self, lines: Iterable[str]) -> None:
        """Print lines."""
        for line in lines:
            self.out(line)

    def json(self, value: object) -> None:
        """Print a value for programs."""
        self.out(json.dumps(value, indent=2))


def ask(options: Namespace, url: str, command: Command, words: Sequence[str]) -> int:
    """Do a command; returns the exit status."""

    def out(line: str) -> None:
        print(line, flush=options.command == "monitor")

    def err(line: str) -> None:
        print(line, file=sys.stderr)

    def api() -> Api:
        return Api(
            url, token_of(options.token_file), ca=options.tls_ca, cert=options.tls_cert, key=options.tls_key,
            timeout=options.timeout + 5,
        )  # fmt: skip

    try:
        status = attempt(options, api, command, words, out, err)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:  # the reader, such as head, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return status


def attempt(
    options: Namespace,
    make_api: Callable[[], Api],
    command: Command,
    words: Sequence[str],
    out: Callable[[str], None],
    err: Callable[[str], None],
) -> int:
    """Do a command, and turn what goes wrong into lines for people.

    Returns:
        the exit status: 0 or what the command says; 1 if the switch refused or is not there, or the controller does not
        answer or does not let us; 2 for a mistake in what was asked.
    """
    try:
        api = make_api()
        if api.exposed:
            err("oftwist ctl: the token goes unencrypted over the network: use https")
        run = command.load(options.command, remote=not command.local)
        call = Remote(options, api, words, out, err, command.of_switch and not command.local)
        return run(call) or 0
    except ApiError as error:
        for line in error.lines[:_TOLD]:
            err(f"oftwist ctl: {line}")
        if len(error.lines) > _TOLD:
            err(f"oftwist ctl: and {len(error.lines) - _TOLD} more")
        return 2 if error.status in _MISTAKES else 1
    except (MessageError, ConfigurationError) as error:
        err(f"oftwist ctl: {error}")
        return 2
    except BrokenPipeError:
        raise
    except (OFTwistError, OSError) as error:
        err(f"oftwist ctl: {error}")
        return 1
