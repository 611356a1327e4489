"""``oftwist config``: look at configuration files without running anything.

Prints and exits; the same code reads, checks and compares as when a controller starts or reloads.
"""

from __future__ import annotations

import argparse
import dataclasses
import getpass
import os
import sys
from collections.abc import Sequence

from twisted.internet.error import CannotListenError
from twisted.internet.task import Clock

from oftwist.arguments import Parser
from oftwist.config import Configuration, configure
from oftwist.config.differences import told
from oftwist.config.showing import lines
from oftwist.errors import ConfigurationError

_ABOUT = """\
commands:
  check FILE     say whether a controller would start with this file; 0 if so
  show [FILE]    all keys with their values and where each comes from; secrets are not shown
  diff OLD NEW   what would change, and when: at once, for new connections, after a restart
  password       ask for a password and print its hash, for users = {NAME = "..."} in [http]
"""


def main(argv: Sequence[str]) -> int:
    """Run one of the commands.

    Args:
        argv: the words behind ``oftwist config``.

    Returns:
        the exit status: 0; 1 if a file has a mistake; 2 for a mistake in the words.
    """
    parser = Parser(
        "oftwist config", description="Look at configuration files.", epilog=_ABOUT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("command", choices=("check", "show", "diff", "password"))
    parser.add_argument("file", nargs="*")
    try:
        words = parser.parse_args(argv)
        wanted = {"check": (1,), "show": (0, 1), "diff": (2,), "password": (0,)}[words.command]
        if len(words.file) not in wanted:
            parser.error(f"{words.command} takes {' or '.join(map(str, wanted))} files")
    except SystemExit as done:
        return int(done.code or 0)
    try:
        return {"check": _check, "show": _show, "diff": _diff, "password": _password}[words.command](words.file)
    except ConfigurationError as error:
        print(f"oftwist config: {error}", file=sys.stderr)
        return 1


def _check(files: list[str]) -> int:
    rehearse(configure(file=files[0]))
    print(f"{files[0]}: a controller would start with it")
    return 0


def _show(files: list[str]) -> int:
    made = configure(environ=os.environ, file=files[0] if files else None)
    print("\n".join(lines(made)))
    return 0


def _diff(files: list[str]) -> int:
    old, new = (configure(file=file) for file in files)
    rehearse(new)
    print("\n".join(told(old, new)) or "no difference")
    return 0


def _password(files: list[str]) -> int:
    from oftwist.http.passwords import hashed

    if sys.stdin.isatty():
        password = getpass.getpass()
        if getpass.getpass("Again: ") != password:
            raise ConfigurationError("these are two passwords")
    else:
        password = sys.stdin.readline().rstrip("\n")
    if not password:
        raise ConfigurationError("a password has at least one character")
    print(hashed(password))
    return 0


def rehearse(configuration: Configuration) -> None:
    """Make a controller as configured, without opening a port, writing a file or starting anything.

    Apps are loaded, certificates and other files read, endpoints understood. Sockets of systemd are there only when it
    starts us: those endpoints are not looked at.

    Raises:
        ConfigurationError: it cannot be.
    """
    from oftwist.service.running import Running

    there = tuple(text for text in configuration.listen if not text.startswith("systemd:"))
    clock = Clock()
    try:
        Running(dataclasses.replace(configuration, listen=there, demo=None), clock, doors=clock)
    except CannotListenError as error:
        raise ConfigurationError(str(error)) from None
