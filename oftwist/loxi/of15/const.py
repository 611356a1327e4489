"""OpenFlow 1.5: constants, and for each group a dict from value to name."""

from oftwist.loxi.modules import constants

globals().update(constants(6))
