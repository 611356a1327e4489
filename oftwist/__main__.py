"""Command line tools: ``python -m oftwist ctl|bench|conformance|decode|source ...``.

Imports a tool only when it is asked for, so that each starts quickly and needs only its own parts.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

_USAGE = """\
usage: oftwist COMMAND ...  (also: python -m oftwist COMMAND ...)

commands:
  ctl      talk to one switch, or to a controller, in the words of ovs-ofctl
  bench    measure how fast a controller answers packet-ins
  cluster-demo  three nodes on etcd, twenty switches: what they see when a node is killed
  conformance  test what OpenFlow demands of a switch
  config   check, show and compare configuration files
  decode   print OpenFlow messages given as hex, a file or a pcap
  source   print the generated source of a message class
  shell    a Python shell in a running controller, at its socket

oftwist COMMAND --help tells more. The controller itself runs as: twistd -n oftwist
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one of the tools.

    Args:
        argv: Command and its arguments; None: those of the process.

    Returns:
        The exit status: 0, what the tool returns, or 2 for an unknown command.
    """
    args = list(sys.argv[1:] if argv is None else argv)
    if not args or args[0] in ("-h", "--help"):
        print(_USAGE, end="", file=sys.stdout if args else sys.stderr)
        return 0 if args else 2
    command = args[0]
    if command == "ctl":
        from oftwist.tools.ctl import main as ctl

        return ctl(args[1:])
    if command == "bench":
        from oftwist.tools.bench import main as bench

        return bench(args[1:])
    if command == "cluster-demo":
        from oftwist.tools.cluster_demo import main as cluster_demo

        return cluster_demo(args[1:])
    if command == "config":
        from oftwist.service.configure import main as config

        return config(args[1:])
    if command == "shell":
        from oftwist.tools.shell import main as shell

        return shell(args[1:])
    if command == "conformance":
        from oftwist.conformance.command import main as conformance

        return conformance(args[1:])
    if command in ("decode", "source"):
        from oftwist.tools.decode import main as decode

        return decode(args)
    if command == "--version":
        from oftwist import __version__

        print(f"oftwist {__version__}")
        return 0
    print(f"oftwist: unknown command {command!r}\n\n{_USAGE}", end="", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
