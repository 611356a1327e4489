"""OpenFlow 1.0: everything of this version. Written by ``python -m oftwist.loxi.stubs``; do not edit."""

from oftwist.errors import ProtocolError as ProtocolError
from oftwist.loxi.of10 import action as action
from oftwist.loxi.of10 import message as message
from oftwist.loxi.of10 import common as common
from oftwist.loxi.of10 import const as const
from oftwist.loxi.of10 import util as util
from oftwist.loxi.of10.common import *
from oftwist.loxi.of10.const import *
