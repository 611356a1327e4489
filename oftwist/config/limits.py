"""The section ``[limits]``: the fields of the connections' `Options`, told by their types and its docstring."""

from __future__ import annotations

import inspect
import re
from dataclasses import fields
from functools import cache
from typing import get_type_hints

from oftwist.config.declaring import Entry, Key, Takes
from oftwist.config.kinds import Choice, Flag, Kind, Number, Size, Unless, Whole
from oftwist.connection.options import DUPLICATE_POLICIES, LATER, Options

#: Those that are told otherwise than by their types.
_KINDS: dict[str, Kind] = {
    "duplicate_dpid": Choice(DUPLICATE_POLICIES),
    "packet_in_rate": Number(unit="packets a second"),
    "packet_in_burst": Number(unit="packets"),
    **dict.fromkeys(("multipart_bytes", "inbox_bytes", "write_high_water", "write_limit"), Size()),
}
_BY_TYPE: dict[object, Kind] = {bool: Flag(), int: Whole(), float: Number(), int | None: Unless("none", Whole())}
_DEFAULTS = {"max_connections": "by the descriptors that the process may have"}


@cache
def limits() -> dict[str, Entry]:
    """All limits by field; the versions are in ``[openflow]``."""
    hints = get_type_hints(Options)
    said = _sentences(inspect.getdoc(Options) or "")
    found = {}
    for one in fields(Options):
        if one.name != "versions":
            kind = _KINDS.get(one.name) or _BY_TYPE[hints[one.name]]
            text, shown = said.get(one.name, ""), _DEFAULTS.get(one.name, "")
            told = Key(kind=kind, help=text, takes=Takes.NEW, default=shown)
            found[one.name] = Entry("limits", one.name, told, one.default)
    return found


def later_limits() -> dict[str, Entry]:
    """Those that one switch may have for itself: the connection is up when it is known whose it is."""
    return {name: entry for name, entry in limits().items() if name in LATER}


def _sentences(doc: str) -> dict[str, str]:
    """What a docstring says of each attribute; nothing if Python runs without docstrings."""
    _, _, text = doc.partition("Attributes:\n")
    found = re.findall(r"^    (\w+): (.+(?:\n {5,}.+)*)", text, re.MULTILINE)
    said = {name: " ".join(words.split()) for name, words in found}
    return {name: text[:1].upper() + text[1:] for name, text in said.items()}
