"""OpenFlow 1.2: everything of this version, under its established names."""

from oftwist.errors import ProtocolError
from oftwist.loxi.modules import package
from oftwist.loxi.of12 import (
    action,
    common,
    const,
    instruction,
    message,
    oxm,
    util,
)
from oftwist.loxi.of12.const import *

__getattr__, __dir__ = package(__name__)
