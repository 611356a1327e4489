"""OpenFlow 1.3: Big Switch Networks TLVs."""

from oftwist.loxi.modules import classes

__getattr__, __dir__ = classes(__name__)
