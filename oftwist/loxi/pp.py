"""The pretty printer under its established names."""

from oftwist.wire.pp import PrettyPrinter, pp

__all__ = ["PrettyPrinter", "pp"]
