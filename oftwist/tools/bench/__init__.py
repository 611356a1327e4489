"""``python -m oftwist bench``: how fast does a controller answer packet-ins?

Points any number of simulated switches, OpenFlow 1.0-1.5, at any controller, and reports answers
per second, answer times, fairness between the switches and lost answers. Three modes:

- throughput: a window of packet-ins is outstanding on each switch (64 by default, 16 switches);
- latency: one packet-in is outstanding (one switch by default);
- idle: the switches only connect, finish their handshake and keep answering echo requests.

Needs Linux (epoll). Nothing of this uses the message classes of the package.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from typing import Any

from oftwist.arguments import Parser, number, seconds
from oftwist.tools.bench.frames import VERSIONS
from oftwist.tools.bench.generator import Generator, Load, Result

__all__ = ["Generator", "Load", "Result", "main", "summary"]


def summary(load: Load, result: Result) -> dict[str, Any]:
    """Return the figures of a result as plain numbers and texts, ready for JSON; times in microseconds."""
    names = {number: text for text, number in VERSIONS.items()}
    figures: dict[str, Any] = {
        "version": names[load.version],
        "switches": load.switches,
        "window": load.window,
        "macs": load.macs,
        "buffered": load.buffered,
        "seconds": round(result.seconds, 3),
        "handshake_seconds": round(result.handshake, 4),
        "disconnected": result.disconnected,
    }
    if load.window:
        figures |= {
            "replies": result.replies,
            "answered_in_all": result.answered_in_all,
            "replies_per_second": round(result.rate, 1),
            "flow_mods": result.flow_mods,
            "packet_outs": result.packet_outs,
            "lost": result.lost,
            "unexpected": result.unexpected,
            "generator_busy": round(result.busy, 3),
            "generator_saturated": result.saturated,
        }
    if result.replies:
        figures |= {
            "p50_us": round(result.percentile(0.50) * 1e6, 1),
            "p99_us": round(result.percentile(0.99) * 1e6, 1),
            "max_us": round(result.percentile(1.0) * 1e6, 1),
            "min_max_share": round(result.min_max_share, 4),
            "jain": round(result.jain, 5),
        }
    return figures


def _text(load: Load, f: dict[str, Any]) -> str:
    """Lay the figures out for people."""
    lines = [
        f"{load.host}:{load.port}  OpenFlow {f['version']}, {f['switches']} switches, window {f['window']}, "
        f"{f['macs']} MACs each, {f['seconds']:g} s",
        f"handshakes  {f['handshake_seconds']:g} s for all",
    ]
    if load.window:
        lines.append(
            f"replies     {f['replies_per_second']:,.0f} /s  "
            f"({f['replies']:,} in {f['seconds']:g} s; "
            f"{f['flow_mods']:,} flow_mod, {f['packet_outs']:,} packet_out)"
        )
        if f["replies"]:
            lines += [
                "latency     p50 {p50_us:,.1f} us   p99 {p99_us:,.1f} us   max {max_us:,.1f} us".format(**f),
                f"fairness    min/max {f['min_max_share']:.3f}   Jain {f['jain']:.4f}",
            ]
        lines.append(f"lost        {f['lost']:,}   unexpected {f['unexpected']:,}")
        limit = "   (at its limit: the controller may be faster)" if f["generator_saturated"] else ""
        lines.append(f"generator   {100 * f['generator_busy']:.0f} % busy{limit}")
    if f["disconnected"]:
        lines.append(f"closed      {f['disconnected']} connections, by the controller")
    return "\n".join(lines)


def _target(text: str) -> tuple[str, int]:
    """Split HOST:PORT, HOST, :PORT or [IPV6]:PORT."""
    if text.startswith("["):
        host, _, rest = text[1:].partition("]")
        port = rest.removeprefix(":")
    elif text.count(":") > 1:
        host, port = text, ""
    else:
        host, _, port = text.partition(":")
    try:
        number = int(port or 6653)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not HOST:PORT") from None
    if not 0 < number < 65536:
        raise argparse.ArgumentTypeError(f"port {number} is out of range")
    return host or "127.0.0.1", number


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="oftwist bench", description=__doc__.partition("\n")[0])
    add = parser.add_argument
    add("target", nargs="?", type=_target, default=("127.0.0.1", 6653), metavar="HOST:PORT")
    add("--mode", choices=("throughput", "latency", "idle"), default="throughput")
    add("--version", choices=sorted(VERSIONS), default="1.3", help="OpenFlow version (default 1.3)")
    add("--switches", type=number(1, 1_000_000), help="number of switches (default 16, latency mode 1)")
    add("--window", type=number(1, 1_000_000), help="packet-ins outstanding per switch (default 64, latency mode 1)")
    add("--macs", type=number(1, 1 << 24), default=1000, help="distinct source MACs per switch (default 1000)")
    add("--ports", type=number(2, 65_000), default=4, help="ports per switch (default 4)")
    add("--payload", type=number(14, 60_000), default=64, help="bytes of the Ethernet frame inside (default 64)")
    add(
        "--unbuffered",
        action="store_true",
        help="packet-ins name no buffer; the answer carries the packet back",
    )
    add(
        "--count",
        choices=("answer", "flow_mod", "packet_out"),
        default="answer",
        help="what counts as an answer",
    )
    add("--warm-up", type=seconds(), default=1.0, metavar="SECONDS")
    add("--duration", type=seconds(), default=5.0, metavar="SECONDS")
    add("--connect-timeout", type=seconds(), default=20.0, metavar="SECONDS")
    add(
        "--loss-timeout",
        type=seconds(),
        default=3.0,
        metavar="SECONDS",
        help="unanswered so long is lost (default 3)",
    )
    add("--first-dpid", type=number(0, 2**64 - 1), default=1, help="datapath id of the first switch")
    add("--pin", type=number(0, 1023), metavar="CPU", help="run on this processor only")
    add("--json", action="store_true", help="print one JSON object")
    return parser


def _load(args: argparse.Namespace) -> Load:
    few = args.mode == "latency"
    window = 0 if args.mode == "idle" else args.window or (1 if few else 64)
    return Load(
        host=args.target[0],
        port=args.target[1],
        version=VERSIONS[args.version],
        switches=args.switches or (1 if few else 16),
        window=window,
        macs=args.macs if window else max(2, min(args.macs, 8)),
        ports=args.ports,
        payload=args.payload,
        buffered=not args.unbuffered,
        count=args.count,
        warm_up=args.warm_up if window else 0.0,
        duration=args.duration,
        connect_timeout=args.connect_timeout,
        loss_timeout=args.loss_timeout,
        first_dpid=args.first_dpid,
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line tool.

    Args:
        argv: Arguments after `bench`; None: those of the process.

    Returns:
        0; 1 when the controller could not be measured; 2 for wrong arguments.
    """
    parser = _parser()
    args = parser.parse_args(argv)
    if args.pin is not None:
        try:
            os.sched_setaffinity(0, {args.pin})
        except OSError as error:
            parser.error(f"--pin {args.pin}: {error.strerror}")
    load = _load(args)
    try:
        generator = Generator(load)
        result = generator.run()
    except ValueError as error:
        parser.error(str(error))
    except OSError as error:
        print(f"oftwist bench: {load.host}:{load.port}: {error}", file=sys.stderr)
        return 1
    figures = summary(load, result)
    print(json.dumps(figures) if args.json else _text(load, figures))
    return 0
