"""OpenFlow 1.5: meter bands."""

from oftwist.loxi.modules import classes

__getattr__, __dir__ = classes(__name__)
