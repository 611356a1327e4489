"""OpenFlow 1.0: messages."""

from oftwist.loxi.modules import classes, parsers

parse_header, parse_message = parsers(1)
__getattr__, __dir__ = classes(__name__)
