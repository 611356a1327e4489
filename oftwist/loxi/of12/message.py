"""OpenFlow 1.2: messages."""

from oftwist.loxi.modules import classes, parsers

parse_header, parse_message = parsers(3)
__getattr__, __dir__ = classes(__name__)
