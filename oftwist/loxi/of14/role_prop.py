"""OpenFlow 1.4: role properties."""

from oftwist.loxi.modules import classes

__getattr__, __dir__ = classes(__name__)
