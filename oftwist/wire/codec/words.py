"""The one hook for words: what objects can say of themselves, and be made of, in the language of ovs-ofctl.

The wire knows no such language; `oftwist.loxi` puts in how to find it. Imports nothing.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def _nobody(text: str, version: int, ports: Any) -> Any:
    raise NotImplementedError("import the version from oftwist.loxi to have words for it")


class Words:
    """Who can do it.

    Attributes:
        tell: object -> text.
        match: (text, version, names of ports) -> match.
    """

    def __init__(self) -> None:
        self.tell: Callable[[Any], str] = repr
        self.match: Callable[[str, int, Any], Any] = _nobody


words = Words()
