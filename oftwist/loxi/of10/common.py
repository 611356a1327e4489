"""OpenFlow 1.0: structs shared by messages."""

from oftwist.loxi.modules import classes

__getattr__, __dir__ = classes(__name__)
