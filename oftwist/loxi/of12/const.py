"""OpenFlow 1.2: constants, and for each group a dict from value to name."""

from oftwist.loxi.modules import constants

globals().update(constants(3))
