"""The egress tables of a simulated switch, as its table features tell and set them (OpenFlow 1.5.1 §7.3.5.18).

From the first of them on all tables are egress tables, which packets go through once for each port that they leave by;
what they do there is in ``datapath``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from oftwist.testing.datapath import Datapath
from oftwist.testing.flow_table import Refused
from oftwist.wire.interfaces import Part

_INGRESS, _EGRESS, _FIRST = 1, 2, 16
#: Commands of a request that say what tables are to be; the others take tables out of the pipeline and back.
_REPLACE, _MODIFY = 0, 1
#: Actions that would send the packet elsewhere than to the port that it leaves by.
_SENDING: Final = ("output", "group")


def features_of(path: Datapath, table_id: int) -> int:
    """What a table can be, and whether it is the first egress table: OFPTFF_*. The first table takes what comes in."""
    able = _INGRESS | (_EGRESS if table_id else 0)
    return able | (_FIRST if table_id == path.first_egress else 0)


def configure(path: Datapath, entries: Iterable[Any]) -> None:
    """Make the table that these features name the first egress table, or have none if they take that from it."""
    wanted = {entry.table_id: entry.features for entry in entries if entry.command in (_REPLACE, _MODIFY)}
    firsts = [table_id for table_id, features in wanted.items() if features & _FIRST]
    if any(table_id >= len(path.flows.tables) for table_id in wanted):
        raise Refused("table_features_failed", "BAD_TABLE")
    if len(firsts) > 1 or 0 in firsts:
        raise Refused("table_features_failed", "BAD_FEATURES")
    if firsts:
        path.first_egress = firsts[0]
    elif path.first_egress in wanted:
        path.first_egress = None


def check_written(actions: Iterable[Part]) -> None:
    """Refuse what an egress table would write into the action set, if it is more than a change of the packet."""
    if any(type(action).__name__ in _SENDING for action in actions):
        raise Refused("bad_action", "BAD_TYPE")
