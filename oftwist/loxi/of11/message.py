"""OpenFlow 1.1: messages."""

from oftwist.loxi.modules import classes, parsers

parse_header, parse_message = parsers(2)
__getattr__, __dir__ = classes(__name__)
