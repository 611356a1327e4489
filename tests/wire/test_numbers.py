"""Numbers that are alike in all versions."""

from __future__ import annotations

import pytest

from oftwist import loxi
from oftwist.loxi import of10, of12, of13
from oftwist.wire import VERSION_NAMES
from oftwist.wire.numbers import NO_BUFFER, VERSIONS, is_stale

TOP = (1 << 64) - 1


@pytest.mark.parametrize(
    ("new", "known", "stale"),
    [
        (1, 0, False),
        (0, 0, False),
        (0, 1, True),
        (4, 5, True),
        (0, TOP, False),  # it wrapped
        (TOP, 0, True),
        ((1 << 63) - 1, 0, False),
        (1 << 63, 0, True),
        (-1, 0, True),
        (0, None, False),
        (TOP, None, False),
    ],
)
def test_staleness_is_a_signed_difference(new: int, known: int | None, stale: bool) -> None:
    assert is_stale(new, known) is stale


def test_one_thing_under_its_established_names() -> None:
    assert tuple(VERSION_NAMES) == VERSIONS and loxi.version_names is VERSION_NAMES
    assert loxi.NO_BUFFER == of12.OFP_NO_BUFFER == of13.OFP_NO_BUFFER == NO_BUFFER
    assert not hasattr(of10, "OFP_NO_BUFFER"), "use it where there is a name for it"
