"""OpenFlow 1.5: helpers for values of its members."""

from oftwist.loxi.modules import utilities

globals().update(utilities(6))
