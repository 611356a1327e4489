"""``python -m oftwist decode`` prints OpenFlow messages, ``python -m oftwist source`` the code generated for a class.

Knows no connections: it reads what it is given, prints, and returns an exit status.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from oftwist import wire
from oftwist.arguments import Parser, number
from oftwist.errors import ProtocolError
from oftwist.text import words_of
from oftwist.tools.decode import inputs, pasted, render, source, streams

_DECODE = """\
Print OpenFlow messages. INPUT is hex text, or a file: a pcap or pcapng, a file of hex, the bytes of messages one
after the other; "-" is the standard input. Hex is taken in any form: digits with or without 0x and separators, dumps
of xxd, hexdump -C, od, tcpdump -X and Wireshark, arrays of C, bytes of Python.
"""


def main(argv: Sequence[str]) -> int:
    """Run ``decode ...`` or ``source ...``.

    Args:
        argv: the command and its arguments.

    Returns:
        The exit status: 0, 1 if something could not be decoded or found.
    """
    try:
        status = source.main(argv[1:]) if argv[0] == "source" else _decode(argv[1:])
        sys.stdout.flush()
        return status
    except BrokenPipeError:  # the reader, such as head, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _decode(argv: Sequence[str]) -> int:
    parser = Parser("oftwist decode", description=_DECODE)
    parser.add_argument("input", nargs="+", metavar="INPUT", help="hex text (spaces are fine), a file, or -")
    parser.add_argument("--json", action="store_true", help="print one JSON object for each message, one a line")
    parser.add_argument(
        "--port",
        type=number(1, 65535),
        action="append",
        metavar="N",
        help="of a capture: expect OpenFlow on this TCP port too",
    )
    args = parser.parse_args(argv)
    status = 0
    first = True
    try:
        for piece in _pieces(args.input, streams.PORTS | frozenset(args.port or ())):
            text = None if piece.problem else _told(piece, args.json)
            if text is None:
                status = 1
            else:
                print(text if first or args.json else f"\n{text}")
                first = False
    except BrokenPipeError:
        raise
    except (OSError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    if first and not status:
        print("error: no OpenFlow messages found", file=sys.stderr)
        status = 1
    return status


def _pieces(given: Sequence[str], ports: frozenset[int]) -> Iterator[inputs.Piece]:
    for piece in _read(given, ports):
        if piece.problem:
            _complain(piece, piece.problem)
        yield piece


def _read(given: Sequence[str], ports: frozenset[int]) -> Iterator[inputs.Piece]:
    """The frames of the arguments: files each by itself, the rest together as hex."""
    if given == ["-"]:
        yield from inputs.from_file(sys.stdin.buffer.read(), ports)
        return
    if all(_is_file(name) for name in given):
        for name in given:
            yield from inputs.from_file(Path(name).read_bytes(), ports)
        return
    text = " ".join(given)
    lines = text.splitlines()
    if not any(found.data for found in pasted.read(lines)):
        shown = repr(text if len(text) <= 60 else text[:57] + "...")
        if len(given) == 1 and not any(char.isspace() for char in text):  # most likely meant as a name
            raise ValueError(f"{shown} is neither hex nor a file")
        raise ValueError(f"{shown} is neither hex nor a file; taken are {pasted.TAKEN}")
    yield from inputs.from_text(lines, ports)


def _is_file(name: str) -> bool:
    try:
        return Path(name).exists()
    except (OSError, ValueError):
        return False  # too long for a name: it is hex


def _told(piece: inputs.Piece, as_json: bool) -> str | None:
    """One message as text; None, with a line about it, if it cannot be decoded."""
    try:
        msg = wire.decode(piece.frame)
    except ProtocolError as error:
        _complain(piece, f"{error} [{_start(piece.frame)}]")
        return None
    if as_json:
        found = render.plain(msg)
        if piece.source and piece.destination and piece.time is not None:
            found["captured"] = {
                "time": render.moment(piece.time),
                "source": render.endpoint(piece.source),
                "destination": render.endpoint(piece.destination),
            }
        return json.dumps(found)
    head = render.heading(msg, len(piece.frame))
    if piece.source and piece.destination:
        way = f"{render.endpoint(piece.source)} > {render.endpoint(piece.destination)}"
        head = f"{way if piece.time is None else f'{render.moment(piece.time)} {way}'}\n{head}"
    words = words_of(msg)
    if words:
        head += f"\n{words}"
    return f"{head}\n{msg.show()}".encode("utf-8", "backslashreplace").decode()


def _start(frame: bytes) -> str:
    return frame[:24].hex(" ") + (" ..." if len(frame) > 24 else "")


def _complain(piece: inputs.Piece, problem: str) -> None:
    sys.stdout.flush()
    way = ""
    if piece.source and piece.destination:
        way = f" ({render.endpoint(piece.source)} > {render.endpoint(piece.destination)})"
    print(f"error: {piece.where}{way}: {problem}", file=sys.stderr)
