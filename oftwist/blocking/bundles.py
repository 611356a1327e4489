"""Bundles for straight-line tests: changes that take effect together, sent and answered in the calling thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oftwist.blocking import diagnostics
from oftwist.connection.bundling import CLOSE, COMMIT, DISCARD, OPEN, BundleMessages
from oftwist.errors import MessageError, OFTwistError, RequestFailed

if TYPE_CHECKING:
    from oftwist.blocking.interfaces import Tested
    from oftwist.connection.interfaces import Decoded, Message


class BlockingBundle:
    """Changes that take effect together: see ``SwitchUnderTest.bundle``.

    Attributes:
        bundle_id: its number.
        state: ``"new"``, ``"open"``, ``"committed"``, ``"discarded"`` or ``"failed"``.
    """

    def __init__(self, switch: Tested, messages: BundleMessages, timeout: float) -> None:
        self._switch = switch
        self._messages = messages
        self._timeout = timeout
        self._added: list[Message] = []
        self.bundle_id = messages.bundle_id
        self.state = "new"

    def open(self) -> BlockingBundle:
        """Open the bundle on the switch.

        Raises:
            MessageError: it speaks 1.3 and does not have the extension. Otherwise as ``request``.
        """
        if self._messages.by_extension:
            self._messages.need(self._switch.extended(self._timeout))
        self._control(OPEN)
        self.state = "open"
        return self

    def add(self, *msgs: Message) -> None:
        """Put messages into the bundle. Errors about them are told by ``commit``.

        Raises:
            MessageError: one cannot be packed, or is of another version; it and those after it are not in the bundle.
        """
        if self.state != "open":
            raise MessageError(f"the bundle is {self.state}, not open")
        controller = self._switch.controller
        for msg in msgs:
            self._messages.fits(msg)
            msg.xid = controller.next_xid()  # one of its own: errors name it
            self._switch.send(self._messages.add(msg))
            self._added.append(msg)

    def commit(self) -> None:
        """Make all changes at once.

        The bundle is closed first: then every message in it has been looked at, and if one was refused the whole
        bundle is discarded. A switch would commit the others.

        Raises:
            RequestFailed: the switch refused some; ``errors`` and ``requests`` tell which. Otherwise as ``request``.
        """
        self.state = "failed"
        closed = self._refused()
        try:
            self._control(CLOSE)
            closed = self._refused()
            self._control(DISCARD if closed else COMMIT)
        except RequestFailed as failed:
            found = self._refused()
            if not found:
                raise
            found += zip(failed.errors, failed.requests, strict=True)
            raise _failure(found) from None
        if closed:
            raise _failure(closed)
        self.state = "committed"

    def discard(self) -> None:
        """Forget the bundle; nothing of it takes effect."""
        self.state = "discarded"
        self._control(DISCARD)

    def _refused(self) -> list[tuple[Decoded, Message | None]]:
        """The errors that have come about what was added."""
        errors_for = self._switch.controller.errors_for
        return [(error, msg) for msg in self._added for error in errors_for(msg.xid or 0)]

    def _control(self, kind: int) -> None:
        reply = self._switch.request(self._messages.control(kind), self._timeout)
        self._messages.check(kind, reply)

    def __enter__(self) -> BlockingBundle:
        return self.open()

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if self.state != "open":
            return
        if error is None:
            self.commit()
            return
        try:
            self.discard()
        except OFTwistError:
            pass  # what ended the block is the error to see


def _failure(refused: list[tuple[Decoded, Message | None]]) -> RequestFailed:
    told = "; ".join(diagnostics.refusal(error, msg) for error, msg in refused[:10])
    return RequestFailed(told, [error for error, _ in refused], [msg for _, msg in refused])
