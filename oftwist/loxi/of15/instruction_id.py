"""OpenFlow 1.5: instruction identifiers of table features."""

from oftwist.loxi.modules import classes

__getattr__, __dir__ = classes(__name__)
