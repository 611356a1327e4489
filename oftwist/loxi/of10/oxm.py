"""OpenFlow 1.0: match fields."""

from oftwist.loxi.modules import classes

__getattr__, __dir__ = classes(__name__)
