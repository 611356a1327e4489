"""OpenFlow 1.2: instructions."""

from oftwist.loxi.modules import classes

__getattr__, __dir__, __all__ = classes(__name__)
