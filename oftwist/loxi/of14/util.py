"""OpenFlow 1.4: helpers for values of its members."""

from oftwist.loxi.modules import utilities

globals().update(utilities(5))
