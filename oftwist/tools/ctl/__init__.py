"""``oftwist ctl``: switches from the command line, in the words of ovs-ofctl, with a controller or without.

Without a controller it connects to a switch that listens (``tcp:HOST:PORT``, ``ssl:``, ``unix:``) or waits for one
(``ptcp:``, ``pssl:``, ``punix:``), speaks any version, does one thing, tells the outcome. Works with every switch;
nothing is sent that only Open vSwitch knows unless the switch says that it is one. With a controller it asks its HTTP
API.

Exit status: 0 when it is done; 1 when the switch refused, could not be reached or did not answer; 2 for mistakes on
the command line and, from ``diff-flows`` and ``verify``, when there is a difference, from ``cluster``, when a switch
has no master.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Sequence
from typing import Any

from oftwist.arguments import Parser, number, seconds
from oftwist.dpid import parse_dpid
from oftwist.tools.ctl.table import COMMANDS, Command

#: Where a controller is asked unless ``--url`` or the environment says otherwise.
DEFAULT_URL = "http://127.0.0.1:8080"
_SWITCHES = ("tcp:", "ssl:", "unix:", "ptcp:", "pssl:", "punix:", "etcd:", "/")


_ABOUT = f"""\
Talk to one switch, or to a controller. SWITCH is tcp:HOST[:PORT], ssl:HOST[:PORT] or unix:FILE for a switch that
listens; ptcp:[PORT], pssl:[PORT] or punix:FILE waits for one that connects; a word without a colon is a bridge of this
machine's Open vSwitch. FLOW, GROUP, METER and PACKET are in the words of ovs-ofctl(8). A controller is asked at --url,
at the OFTWIST_URL of the environment, or at {DEFAULT_URL}; there DPID is the datapath id of a switch or its
name. Its token is OFTWIST_TOKEN or in --token-file. cluster also takes etcd://HOST:PORT,HOST:PORT/NAME as SWITCH."""


def _list() -> Iterator[str]:
    """The commands for people: which are for a switch (s), a controller (c), or both."""
    yield "commands (s: for a switch, c: for a controller, behind DPID where it is about a switch there):"
    for name, command in COMMANDS.items():
        ways = f"{'s' if command.where and not command.local else ' '}{'c' if command.remote else ' '}"
        yield f"  {ways} {f'{name} {command.words}'.strip():27}{command.help}"


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="oftwist ctl",
        usage="oftwist ctl [options] SWITCH COMMAND [words]\n"
        "       oftwist ctl [options] --switch SWITCH COMMAND [words]\n"
        "       oftwist ctl [options] [--url URL] COMMAND [DPID] [words]",
        description=_ABOUT,
        epilog="\n".join(_list()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("words", nargs="*", help=argparse.SUPPRESS)
    add_options(parser)
    return parser


def add_options(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    """Add the options, and return them."""
    found: list[argparse.Action] = []

    def add(*names: str, **more: Any) -> None:
        found.append(parser.add_argument(*names, **more))

    add("--switch", metavar="SWITCH", help="talk to this switch")
    add("--url", metavar="URL", help="ask this controller")
    add("--token-file", metavar="FILE", help="a file with the token for the controller")
    add("-O", "--openflow", default="1.0-1.5", metavar="VERSIONS", help="versions to speak, e.g. 1.3 or 1.0,1.3-1.5")
    add("--timeout", type=seconds(), default=30.0, metavar="S", help="seconds to wait for the switch, each time")
    add("--names", action="store_true", help="name ports in what is printed")
    add("--no-stats", dest="stats", action="store_false", help="flows without counters and durations")
    add("--sort", action=_Sort, metavar="KEY", help="flows by priority, or by a member or field, upward")
    add("--rsort", action=_Sort, metavar="KEY", help="the same downward")
    add("-m", "--more", action="store_true", help="monitor, snoop: packets also as bytes")
    add("--json", action="store_true", help="for programs: JSON instead of lines and tables")
    add("-q", "--quiet", action="store_true", help="switches: only the datapath ids")
    add("--kind", metavar="KINDS", help="monitor, events, errors: of these kinds only, e.g. switch_up,switch_down")
    add("--follow", action="store_true", help="cluster: again whenever something changes")
    add("--strict", action="store_true", help="mod-flows, del-flows: exactly this match and priority")
    add("--bundle", action="store_true", help="all changes at once or none of them (1.4+; 1.3 with the extension)")
    add("--count", type=number(1), metavar="N", help="ping: that many (10); monitor: end after as many messages")
    add("--interval", type=seconds(), default=1.0, metavar="S", help="ping: seconds between two (1)")
    add("--tls-cert", metavar="FILE", help="certificate, PEM")
    add("--tls-key", metavar="FILE", help="its private key, PEM")
    add("--tls-ca", metavar="FILE", help="CA that must have signed the certificate of the other side, PEM")
    return found


class _Sort(argparse.Action):
    """``--sort``, ``--sort=KEY``, ``--rsort``: each adds a key, the first counts most."""

    def __call__(self, parser: Any, namespace: Any, values: Any, option: Any = None) -> None:
        keys = [*(getattr(namespace, "sort", None) or []), (values, option == "--rsort")]
        namespace.sort = keys


def parse(argv: Sequence[str]) -> tuple[argparse.Namespace, str, Command, list[str]]:
    """Read the command line.

    Returns:
        the options, with ``command``, its name, and ``remote``, whether a controller is asked; the switch's endpoint or
        the controller's URL; the command; and the words behind it. The command may also stand before the switch, as
        with ovs-ofctl.

    Raises:
        SystemExit: it was not understood; the reason is on standard error.
    """
    parser = _parser()
    # A key is given by "=" only: the word behind --sort is the switch or the command.
    plain = [f"{word}=priority" if word in ("--sort", "--rsort") else word for word in argv]
    options = parser.parse_intermixed_args(plain)
    target, name, rest = _target(parser, options, options.words)
    options.command = name
    command = COMMANDS[name]
    spare = len(rest) - (options.remote and command.of_switch)
    if not command.least <= spare <= command.most:
        takes = command.takes(name, options.remote)
        parser.error(f"{name} takes {len(rest)} words too {'many' if spare > command.most else 'few'}: write {takes}")
    from oftwist.connection.options import parse_versions

    try:
        options.versions = parse_versions(options.openflow)
    except ValueError as error:
        parser.error(f"--openflow: {error}")
    return options, target, command, rest


def _target(
    parser: argparse.ArgumentParser, options: argparse.Namespace, words: list[str]
) -> tuple[str, str, list[str]]:
    """Whom to talk to, the name of the command, and the words behind both; sets ``options.remote``."""
    url = options.url or os.environ.get("OFTWIST_URL") or DEFAULT_URL
    options.remote = False
    if options.switch and options.url:
        parser.error("give --switch or --url")
    if options.switch or options.url:
        if not words:
            parser.error("give a command, e.g.: oftwist ctl --switch tcp:127.0.0.1:6653 dump-flows")
        name, rest = words[0], words[1:]
        options.remote = bool(options.url)
        target = options.switch or url
    elif words and words[0] in COMMANDS and _is_for_controller(words):
        options.remote = not COMMANDS[words[0]].local
        target, name, rest = url, words[0], words[1:]
    elif len(words) < 2:
        parser.error("give a switch and a command, e.g.: oftwist ctl tcp:127.0.0.1:6653 dump-flows")
    elif words[0] in COMMANDS and words[1] not in COMMANDS:
        target, name, rest = words[1], words[0], words[2:]
    else:
        target, name, rest = words[0], words[1], words[2:]
    if name not in COMMANDS:
        parser.error(f"there is no command {name!r}")
    command = COMMANDS[name]
    if not (command.remote if options.remote else command.where):
        parser.error(f"{name} is for a {'switch, not for a controller' if options.remote else 'controller'}")
    return target, name, rest


def _is_for_controller(words: list[str]) -> bool:
    """Whether a command line that begins with a command is for a controller: it is not said."""
    command = COMMANDS[words[0]]
    if command.local or not command.where:
        return True
    if not command.remote or (len(words) > 1 and words[1].startswith(_SWITCHES)):
        return False
    if len(words) == 1 or not command.of_switch or os.environ.get("OFTWIST_URL"):
        return len(words) > 1 or not command.of_switch
    try:
        parse_dpid(words[1])
    except ValueError:
        return False
    return True


def main(argv: Sequence[str]) -> int:
    """Run ``oftwist ctl``; returns the exit status, 130 after Ctrl-C."""
    options, target, command, words = parse(argv)
    if options.remote or command.local:
        from oftwist.tools.ctl.asking import ask

        return ask(options, target, command, words)
    from oftwist.tools.ctl.running import run

    return run(options, target, command, words)
