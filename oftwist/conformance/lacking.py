"""What a switch does not have: a case that needs it is skipped, and the report names it. Knows pytest."""

from __future__ import annotations

from typing import NoReturn

import pytest


class Lacking(pytest.skip.Exception):  # type: ignore[name-defined,misc]
    """A case is skipped because of this.

    Attributes:
        feature: the bit, member or number of the switch's own features that says so, or the error that it answers with:
            ``"OFPC_GROUP_STATS"``, ``"max_meter"``, ``"OFPBAC_BAD_TYPE"``.
    """

    def __init__(self, feature: str, why: str) -> None:
        super().__init__(f"{feature}: {why}")
        self.feature = feature


def lacks(feature: str, why: str) -> NoReturn:
    """Skip the case: the switch has not got what it needs.

    Args:
        feature: which of its features says so.
        why: in words.
    """
    raise Lacking(feature, why)
