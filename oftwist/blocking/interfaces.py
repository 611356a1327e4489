"""What bundles and flow monitors need of a switch under test. Knows nothing of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from types import ModuleType

    from oftwist.blocking.controller import Controller
    from oftwist.connection.interfaces import Decoded, Message


class Tested(Protocol):
    """A switch under test; ``timeout`` is in seconds, -1 the controller's default.

    Attributes:
        controller: whose switch it is.
        ofp: the loxi module of its version.
    """

    controller: Controller
    ofp: ModuleType

    def confirm(self, messages: Sequence[Message], timeout: float = -1) -> None:
        """Send messages and have a barrier confirm them."""
        raise NotImplementedError

    def extended(self, timeout: float = -1) -> bool:
        """Has the switch Open vSwitch's extensions?"""
        raise NotImplementedError

    def request(self, msg: Message, timeout: float = -1) -> Decoded:
        """The answer to a message."""
        raise NotImplementedError

    def stats(self, msg: Message, timeout: float = -1) -> list[Any]:
        """All entries of a statistics reply."""
        raise NotImplementedError

    def send(self, msg: Message) -> int:
        """Send a message; returns its xid."""
        raise NotImplementedError
