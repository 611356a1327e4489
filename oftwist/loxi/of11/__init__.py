"""OpenFlow 1.1: everything of this version, under its established names."""

from oftwist.errors import ProtocolError
from oftwist.loxi.modules import package
from oftwist.loxi.of11 import (
    action,
    common,
    const,
    instruction,
    message,
    oxm,
    util,
)
from oftwist.loxi.of11.const import *

__getattr__, __dir__ = package(__name__)
