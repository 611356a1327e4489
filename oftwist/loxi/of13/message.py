"""OpenFlow 1.3: messages."""

from oftwist.loxi.modules import classes, parsers

parse_header, parse_message = parsers(4)
__getattr__, __dir__ = classes(__name__)
