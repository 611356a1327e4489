"""OpenFlow 1.1: everything of this version. Written by ``python -m oftwist.loxi.stubs``; do not edit."""

from collections.abc import Iterable as _Iterable
from typing import Any as _Any

from oftwist.errors import ProtocolError as ProtocolError
from oftwist.loxi import forms as _f
from oftwist.loxi.of11 import action as action
from oftwist.loxi.of11 import oxm as oxm
from oftwist.loxi.of11 import message as message
from oftwist.loxi.of11 import common as common
from oftwist.loxi.of11 import instruction as instruction
from oftwist.loxi.of11 import const as const
from oftwist.loxi.of11 import util as util
from oftwist.loxi.of11.common import *
from oftwist.loxi.of11.const import *

def flow(text: str, command: str = ..., *, ports: _f.Names = ..., tables: _f.Names = ...) -> _Any: ...
def flows(lines: _Iterable[str], command: str = ..., *, ports: _f.Names = ..., tables: _f.Names = ...) -> list[_Any]: ...
def group(text: str, command: str = ..., *, ports: _f.Names = ..., tables: _f.Names = ...) -> _Any: ...
def meter(text: str, command: str = ...) -> _Any: ...
def packet_out(text: str, *, ports: _f.Names = ..., tables: _f.Names = ...) -> _Any: ...
def actions(text: str, *, match: str = ..., ports: _f.Names = ..., tables: _f.Names = ...) -> list[_Any]: ...
def instructions(text: str, *, match: str = ..., ports: _f.Names = ..., tables: _f.Names = ...) -> list[_Any]: ...
