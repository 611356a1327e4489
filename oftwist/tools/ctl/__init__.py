"""``oftwist ctl``: one switch from the command line, in the words of ovs-ofctl, without a controller.

Connects to a switch that listens (``tcp:HOST:PORT``, ``ssl:``, ``unix:``) or waits for one (``ptcp:``, ``pssl:``,
``punix:``), speaks any version, does one thing, tells the outcome. Works with every switch; nothing is sent that only
Open vSwitch knows unless the switch says that it is one.

Exit status: 0 when it is done; 1 when the switch refused, could not be reached or did not answer; 2 for mistakes on
the command line and, from ``diff-flows``, when there is a difference, from ``cluster``, when a switch has no master.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from oftwist.tools.ctl.table import COMMANDS, Command

_EPILOG = "commands:\n" + "\n".join(
    f"  {f'{name} {command.words}'.strip():27}{command.help}" for name, command in COMMANDS.items()
)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        print(f"oftwist ctl: {message} (oftwist ctl --help tells more)", file=sys.stderr)
        raise SystemExit(2)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="oftwist ctl",
        usage="oftwist ctl [options] SWITCH COMMAND [words]",
        description="Talk to one switch. SWITCH is tcp:HOST[:PORT], ssl:HOST[:PORT] or unix:FILE for a switch that\n"
        "listens; ptcp:[PORT], pssl:[PORT] or punix:FILE waits for one that connects; a word without a colon is a\n"
        "bridge of this machine's Open vSwitch. FLOW, GROUP, METER and PACKET are in the words of ovs-ofctl(8). The\n"
        "command cluster takes etcd://HOST:PORT,HOST:PORT/NAME instead of a switch.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("words", nargs="*", help=argparse.SUPPRESS)
    add("-O", "--openflow", default="1.0-1.5", metavar="VERSIONS", help="versions to speak, e.g. 1.3 or 1.0,1.3-1.5")
    add("--timeout", type=float, default=30.0, metavar="S", help="seconds to wait for the switch, each time")
    add("--names", action="store_true", help="name ports in what is printed")
    add("--no-stats", dest="stats", action="store_false", help="flows without counters and durations")
    add("--sort", action=_Sort, metavar="KEY", help="flows by priority, or by a member or field, upward")
    add("--rsort", action=_Sort, metavar="KEY", help="the same downward")
    add("-m", "--more", action="store_true", help="monitor, snoop: packets also as bytes")
    add("--json", action="store_true", help="flows, or a cluster, as JSON")
    add("--follow", action="store_true", help="cluster: again whenever something changes")
    add("--strict", action="store_true", help="mod-flows, del-flows: exactly this match and priority")
    add("--bundle", action="store_true", help="all changes at once or none of them (1.4+; 1.3 with the extension)")
    add("--count", type=int, metavar="N", help="ping: that many (10); monitor: end after as many messages")
    add("--interval", type=float, default=1.0, metavar="S", help="ping: seconds between two (1)")
    add("--tls-cert", metavar="FILE", help="certificate, PEM")
    add("--tls-key", metavar="FILE", help="its private key, PEM")
    add("--tls-ca", metavar="FILE", help="CA that the switch's certificate must be signed by, PEM")
    return parser


class _Sort(argparse.Action):
    """``--sort``, ``--sort=KEY``, ``--rsort``: each adds a key, the first counts most."""

    def __call__(self, parser: Any, namespace: Any, values: Any, option: Any = None) -> None:
        keys = [*(getattr(namespace, "sort", None) or []), (values, option == "--rsort")]
        namespace.sort = keys


def parse(argv: Sequence[str]) -> tuple[argparse.Namespace, str, Command, list[str]]:
    """Read the command line.

    Returns:
        the options, the switch's endpoint, the command, and the words behind it. The command may also stand before
        the switch, as with ovs-ofctl.

    Raises:
        SystemExit: it was not understood; the reason is on standard error.
    """
    parser = _parser()
    # A key is given by "=" only: the word behind --sort is the switch or the command.
    plain = [f"{word}=priority" if word in ("--sort", "--rsort") else word for word in argv]
    options = parser.parse_intermixed_args(plain)
    words: list[str] = options.words
    if len(words) < 2:
        parser.error("give a switch and a command, e.g.: oftwist ctl tcp:127.0.0.1:6653 dump-flows")
    first, second = words[:2]
    if first in COMMANDS and second not in COMMANDS:
        first, second = second, first
    if second not in COMMANDS:
        parser.error(f"there is no command {second!r}")
    command, rest = COMMANDS[second], words[2:]
    if not command.least <= len(rest) <= command.most:
        takes = f"{second} {command.words}".strip()
        parser.error(f"{second} takes {len(rest)} words too {'many' if rest else 'few'}: write {takes}")
    from oftwist.connection.options import parse_versions

    try:
        options.versions = parse_versions(options.openflow)
    except ValueError as error:
        parser.error(f"--openflow: {error}")
    return options, first, command, rest


def main(argv: Sequence[str]) -> int:
    """Run ``oftwist ctl``; returns the exit status, 130 after Ctrl-C."""
    options, endpoint, command, words = parse(argv)
    from oftwist.tools.ctl.running import run

    return run(options, endpoint, command, words)
