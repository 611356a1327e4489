"""What all command line tools say and take alike: a mistake is one line, numbers have limits.

Knows argparse only.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable
from typing import NoReturn

__all__ = ["Parser", "number", "seconds"]

_LONGEST = 1e9  # seconds, 31 years: more is no time that a system can wait


class Parser(argparse.ArgumentParser):
    """A parser whose mistakes are one line on the standard error, without the usage."""

    def error(self, message: str) -> NoReturn:
        """End the process with status 2."""
        print(f"{self.prog}: {message} ({self.prog} --help tells more)", file=sys.stderr)
        raise SystemExit(2)


def number(least: int = 0, most: int = 2**31 - 1) -> Callable[[str], int]:
    """A type for arguments: whole numbers, also in hex (0x10), from ``least`` to ``most``."""

    def read(text: str) -> int:
        try:
            value = int(text) if text.strip().isdecimal() else int(text, 0)
        except ValueError:
            raise argparse.ArgumentTypeError(f"{text!r} is no whole number") from None
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"{text} is not from {least} to {most}")
        return value

    return read


def seconds(least: float = 0.0) -> Callable[[str], float]:
    """A type for arguments: a time in seconds, ``least`` or more."""

    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds") from None
        if math.isnan(value) or not least <= value <= _LONGEST:
            raise argparse.ArgumentTypeError(f"{text} s is not from {least:g} to {_LONGEST:.0f} s")
        return value

    return read
