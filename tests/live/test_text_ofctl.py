"""The words of ovs-ofctl against ovs-ofctl itself: random texts, and that the record is what it says today.

Needs ovs-ofctl only: no root, no running Open vSwitch. More of the same: ``python -m tests.text.differential``.
"""

from __future__ import annotations

import pytest

from tests.support import ofctl
from tests.text import differential
from tests.text.judge import KINDS, VERSIONS, cases, theirs
from tests.text.recording import recorded

pytestmark = pytest.mark.skipif(not ofctl.AVAILABLE, reason="ovs-ofctl not installed (Debian: openvswitch-common)")


@pytest.mark.slow
def test_random_texts() -> None:
    done, found = differential.run(600, start=7)
    assert done >= 600
    assert not found, "\n".join(found)


@pytest.mark.parametrize("kind", KINDS)
def test_the_record_is_what_ovs_ofctl_says(kind: str) -> None:
    """A part of it each time a version: all of it takes a minute."""
    record = recorded()
    for at, one in enumerate(cases(kind)):
        version = VERSIONS[at % len(VERSIONS)]
        if at % 5 and kind == "flow":
            continue
        assert theirs(one, version).raw == record.get((one, version), (None, None))[0], one
