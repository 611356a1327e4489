"""OpenFlow 1.3: match fields."""

from oftwist.loxi.modules import classes

__getattr__, __dir__ = classes(__name__)
