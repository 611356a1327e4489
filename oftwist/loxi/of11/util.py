"""OpenFlow 1.1: helpers for values of its members."""

from oftwist.wire.modules import utilities

globals().update(utilities(2))
