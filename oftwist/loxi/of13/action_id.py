"""OpenFlow 1.3: action identifiers of table features."""

from oftwist.loxi.modules import classes

__getattr__, __dir__ = classes(__name__)
