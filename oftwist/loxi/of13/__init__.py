"""OpenFlow 1.3: everything of this version, under its established names."""

from oftwist.errors import ProtocolError
from oftwist.loxi.modules import package
from oftwist.loxi.of13 import (
    action,
    action_id,
    bsn_tlv,
    common,
    const,
    instruction,
    instruction_id,
    message,
    meter_band,
    oxm,
    util,
)
from oftwist.loxi.of13.const import *

__getattr__, __dir__ = package(__name__)
