"""OpenFlow 1.4: messages."""

from oftwist.loxi.modules import classes, parsers

parse_header, parse_message = parsers(5)
__getattr__, __dir__ = classes(__name__)
