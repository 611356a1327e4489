"""OpenFlow 1.2: everything of this version. Written by ``python -m oftwist.loxi.stubs``; do not edit."""

from oftwist.errors import ProtocolError as ProtocolError
from oftwist.loxi.of12 import action as action
from oftwist.loxi.of12 import oxm as oxm
from oftwist.loxi.of12 import message as message
from oftwist.loxi.of12 import common as common
from oftwist.loxi.of12 import instruction as instruction
from oftwist.loxi.of12 import const as const
from oftwist.loxi.of12 import util as util
from oftwist.loxi.of12.common import *
from oftwist.loxi.of12.const import *
