"""The tables, imported when the first version asks for them: all declarations and groups of constants.

Those of Open vSwitch are read late, when something is asked for that the others do not have.
"""

from __future__ import annotations

import gc
import importlib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oftwist.wire.fields import Declaration, Group

_CLASS_TABLES = (
    "messages", "stats", "actions", "instructions", "match", "properties", "nicira", "bsn", "bsn_tlvs",
)  # fmt: skip
_LATE_TABLES = ("openvswitch_fields", "openvswitch_actions", "openvswitch_stats", "openvswitch_messages")
_GROUP_TABLES = ("const", "vendor_const", "openvswitch_const")

_declared: list[Declaration] = []
_late: list[Declaration] = []
_grouped: dict[str, Group] = {}


def declarations() -> list[Declaration]:
    """All declarations but the late ones, parents before their children; users' are added to this list."""
    if not _declared:
        _declared[:] = _read(_CLASS_TABLES)
    return _declared


def late_declarations() -> list[Declaration]:
    """Those that are read late."""
    if not _late:
        _late[:] = _read(_LATE_TABLES)
    return _late


def groups() -> dict[str, Group]:
    """The groups of constants by name, in the order of their names."""
    if not _grouped:
        found: list[Group] = []
        for name in _GROUP_TABLES:
            found += _load(name).GROUPS
        found.sort(key=_name)
        _grouped.update((group.name, group) for group in found)
    return _grouped


def _read(tables: tuple[str, ...]) -> list[Declaration]:
    found: list[Declaration] = []
    for name in tables:
        table = _load(name)
        for d in table.CLASSES:
            d.origin = d.origin or table.ORIGIN
        found += table.CLASSES
    return found


def _load(name: str) -> Any:
    """Import a table. It is thousands of small objects that stay: collecting garbage meanwhile costs a third."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        return importlib.import_module(f"oftwist.wire.tables.{name}")
    finally:
        if collecting:
            gc.enable()


def _name(group: Group) -> str:
    return group.name
