"""What of a switch's lists can be told: the parts that could be read. Knows no route, no shape of an answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from oftwist.wire import Malformed

if TYPE_CHECKING:
    from oftwist.connection.interfaces import Decoded


def whole(parts: Iterable[Decoded]) -> list[Decoded]:
    """Those parts of a list that could be read; the others are counted, and told in the log, where they came in."""
    return [part for part in parts if not isinstance(part, Malformed)]
