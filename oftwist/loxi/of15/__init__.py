"""OpenFlow 1.5: everything of this version, under its established names."""

from oftwist.errors import ProtocolError
from oftwist.loxi.modules import package
from oftwist.loxi.of15 import (
    action,
    action_id,
    async_config_prop,
    bsn_tlv,
    bundle_prop,
    common,
    const,
    instruction,
    instruction_id,
    message,
    meter_band,
    oxm,
    port_desc_prop,
    port_mod_prop,
    port_stats_prop,
    queue_desc_prop,
    queue_stats_prop,
    role_prop,
    table_mod_prop,
    util,
)
from oftwist.loxi.of15.const import *

__getattr__, __dir__ = package(__name__)
