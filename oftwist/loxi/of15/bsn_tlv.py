"""OpenFlow 1.5: Big Switch Networks TLVs."""

from oftwist.loxi.modules import classes

__getattr__, __dir__ = classes(__name__)
