"""The pretty printer under its established name."""

from oftwist.wire.pp import PrettyPrinter, pp

__all__ = ["PrettyPrinter", "pp"]
