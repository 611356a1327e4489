"""Being written."""

from typing import Any


def namespace(version: int) -> dict[str, Any]:
    return {}
