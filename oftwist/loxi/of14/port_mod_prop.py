"""OpenFlow 1.4: port mod properties."""

from oftwist.loxi.modules import classes

__getattr__, __dir__ = classes(__name__)
