"""OpenFlow 1.1: actions."""

from oftwist.loxi.modules import classes

__getattr__, __dir__ = classes(__name__)
