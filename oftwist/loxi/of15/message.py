"""OpenFlow 1.5: messages."""

from oftwist.loxi.modules import classes, parsers

parse_header, parse_message = parsers(6)
__getattr__, __dir__ = classes(__name__)
