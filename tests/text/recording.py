"""What ovs-ofctl makes of all cases, recorded, to compare with it where it is not: ``python -m tests.text.recording``.

The record: kind -> case -> list of [versions, hex of the message, what ofp-print says of it]; what is not there for a
version was refused. Made with Open vSwitch 3.1.
"""

from __future__ import annotations

import json
import lzma
from typing import Any

from tests.support import ofctl
from tests.text.judge import HERE, KINDS, VERSIONS, Case, case, cases, their_text, theirs

RECORD = HERE / "facts" / "ofctl.json.xz"


def record(kind: str) -> dict[str, list[Any]]:
    """All cases of a kind in all versions."""
    found: dict[str, list[Any]] = {}
    raws: list[tuple[str, int, bytes]] = []
    for one in cases(kind):
        found[str(one)] = []
        for version in VERSIONS:
            raw = theirs(one, version).raw
            if raw is not None:
                raws.append((str(one), version, raw))
    for (name, version, raw), printed in zip(raws, ofctl.printed(raw for _, _, raw in raws), strict=True):
        told = their_text(kind, printed)
        # From 1.2 on messages often differ in their version alone.
        for entry in found[name]:
            if entry[1][2:] == raw.hex()[2:] and entry[2] == told:
                entry[0].append(version)
                break
        else:
            found[name].append([[version], raw.hex(), told])
    return found


def recorded() -> dict[tuple[Case, int], tuple[bytes, str | None]]:
    """The record: (case, version) -> message and what ofp-print says of it; what was refused is absent."""
    with lzma.open(RECORD, "rt") as file:
        found = json.load(file)
    return {
        (case(kind, line), version): (bytes((version,)) + bytes.fromhex(raw)[1:], told)
        for kind, lines in found.items()
        for line, entries in lines.items()
        for versions, raw, told in entries
        for version in versions
    }


def main() -> None:
    found = {kind: record(kind) for kind in KINDS}
    with lzma.open(RECORD, "wt", preset=9) as file:
        json.dump(found, file, separators=(",", ":"))


if __name__ == "__main__":
    main()
