"""What is known of an object of the wire whose class is not: types only. Imports nothing of ours."""

from __future__ import annotations

from typing import Any, Protocol


class Part(Protocol):
    """An object of any class and version: a message, an action, a match, a bucket, an entry of statistics, ...

    Type checkers know no more of it than that it packs itself; its members are those that its class says.
    """

    def pack(self) -> bytes:
        """Return its bytes."""

    def __getattr__(self, name: str) -> Any:
        """A member of its class."""

    def __setattr__(self, name: str, value: object) -> None:
        """The same."""
