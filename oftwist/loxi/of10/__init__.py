"""OpenFlow 1.0: everything of this version, under its established names."""

from oftwist.errors import ProtocolError
from oftwist.loxi.modules import package
from oftwist.loxi.of10 import (
    action,
    common,
    const,
    message,
    oxm,
    util,
)
from oftwist.loxi.of10.const import *

__getattr__, __dir__ = package(__name__)
