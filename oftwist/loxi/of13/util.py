"""OpenFlow 1.3: helpers for values of its members."""

from oftwist.loxi.modules import utilities

globals().update(utilities(4))
