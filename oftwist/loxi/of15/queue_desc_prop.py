"""OpenFlow 1.5: queue desc properties."""

from oftwist.loxi.modules import classes

__getattr__, __dir__ = classes(__name__)
