"""OpenFlow 1.2: actions."""

from oftwist.loxi.modules import classes

__getattr__, __dir__ = classes(__name__)
