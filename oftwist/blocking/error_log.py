"""The error messages of one connection: logged with the requests they answer, and kept. Knows messages only.

What an error costs does not depend on how many there were, nor on how many messages are remembered.
"""

from __future__ import annotations

import logging
from collections import OrderedDict, deque

from oftwist.blocking import diagnostics
from oftwist.connection.interfaces import Decoded

__all__ = ["ErrorLog"]

# Messages sent that error lines can name, and error messages kept.
_REMEMBERED = 1024
_KEPT = 65536


class ErrorLog:
    """Keeps error messages, and says what they answer.

    Args:
        logger: gets a warning for each.
    """

    def __init__(self, logger: logging.Logger) -> None:
        self._logger = logger
        self._kept: deque[Decoded] = deque(maxlen=_KEPT)
        self._lines = diagnostics.Rarely()
        # What was sent lately; put into the table of requests only when an error wants to know.
        self._sent: deque[tuple[int, object]] = deque(maxlen=_REMEMBERED)
        self._requests: OrderedDict[int, object] = OrderedDict()

    def sent(self, xid: int, msg: object) -> None:
        """Remember a message for a while. Any thread."""
        self._sent.append((xid, msg))

    def note(self, error: Decoded, request: object) -> None:
        """An error message arrived. Reactor thread.

        Args:
            error: the message.
            request: what it answers, if somebody waits for that; else it is looked for.
        """
        self._kept.append(error)
        if not self._logger.isEnabledFor(logging.WARNING):
            return
        more = self._lines.more((error.err_type, getattr(error, "code", None)))
        if more is None:
            return
        if request is None:
            request = self._request_of(error.xid)
        self._logger.warning("Received error message: %s%s", diagnostics.describe_error(error, request), more)

    def _request_of(self, xid: int) -> object:
        requests = self._requests
        while self._sent:
            number, msg = self._sent.popleft()
            requests[number] = msg
            requests.move_to_end(number)
            if len(requests) > _REMEMBERED:
                requests.popitem(last=False)
        return requests.get(xid)

    def of(self, xid: int) -> list[Decoded]:
        """The error messages with an xid. Any thread."""
        return [error for error in self.all() if error.xid == xid]

    def all(self) -> list[Decoded]:
        """The error messages, oldest first. Any thread."""
        return list(self._kept)

    def __len__(self) -> int:
        return len(self._kept)

    def clear(self) -> None:
        """Forget the error messages."""
        self._kept.clear()
        self._lines.clear()
