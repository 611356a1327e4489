"""OpenFlow 1.1: helpers for values of its members."""

from oftwist.loxi.modules import utilities

globals().update(utilities(2))
