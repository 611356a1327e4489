"""Hints for those who send zeros that surprise: once a connection and kind. Knows bytes; no connection, no log.

Looking costs something, so only the first messages of a connection are looked at: who has sent a thousand as he meant
them needs no hint, and the thousand and first costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from oftwist.wire import zeros

#: Messages of a connection that are looked at.
LOOKS = 1000


class Hints:
    """Looks at messages before they are sent; to be called with the bytes of each.

    Args:
        tell: called with a hint, a text in one line that names the xid.
        ended: called when enough has been seen: the next message need not be shown.

    Attributes:
        fence: called before with the same bytes, or None; what it raises goes to the sender, and there is no hint.
    """

    def __init__(self, tell: Callable[[str], object], ended: Callable[[], object]) -> None:
        self.fence: Callable[[bytes], object] | None = None
        self._tell = tell
        self._ended = ended
        self._left = LOOKS
        self._told: set[str] = set()

    def __call__(self, raw: bytes) -> None:
        """Look at a message."""
        if self.fence is not None:
            self.fence(raw)
        kind = zeros.surprise(raw)
        if kind is not None and kind not in self._told:
            self._told.add(kind)
            self._tell(f"xid {int.from_bytes(raw[4:8], 'big')} is {zeros.HINTS[kind]}")
        self._left -= 1
        if self._left == 0:
            self._ended()
