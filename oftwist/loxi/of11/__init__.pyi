"""OpenFlow 1.1: everything of this version. Written by ``python -m oftwist.loxi.stubs``; do not edit."""

from oftwist.errors import ProtocolError as ProtocolError
from oftwist.loxi.of11 import action as action
from oftwist.loxi.of11 import message as message
from oftwist.loxi.of11 import common as common
from oftwist.loxi.of11 import instruction as instruction
from oftwist.loxi.of11 import const as const
from oftwist.loxi.of11 import util as util
from oftwist.loxi.of11.common import *
from oftwist.loxi.of11.const import *
