"""OpenFlow 1.1: instructions."""

from oftwist.loxi.modules import classes

__getattr__, __dir__ = classes(__name__)
