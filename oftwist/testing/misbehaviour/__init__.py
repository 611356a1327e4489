"""Misbehaviours of simulated switches: what a switch does wrong though its connection is sound.

:mod:`oftwist.testing.faults` are of connections; these are of what the switch does: a mask it ignores, a counter that
counts twice, an error with another code. ``FakeSwitch(misbehaviours=["mask-ignored"])`` switches them on, for tests of
tests: a suite that passes with them does not see what it should. Each is a name, the subject of the conformance suite
it belongs to, the versions it shows in, a sentence, and a small patch of one switch; one without them pays nothing.

Files from the bottom: ``patching`` < ``session``, ``connections``, ``matching``, ``flows``, ``packets``, ``rewriting``,
``counting``, ``version_15`` < this.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from oftwist.testing.misbehaviour import (
    connections,
    counting,
    flows,
    matching,
    packets,
    rewriting,
    session,
    version_15,
)
from oftwist.testing.misbehaviour.patching import Misbehaviour

__all__ = ["MISBEHAVIOURS", "Misbehaviour", "named"]

_ALL: Final = (
    *session.ALL,
    *connections.ALL,
    *matching.ALL,
    *flows.ALL,
    *packets.ALL,
    *rewriting.ALL,
    *counting.ALL,
    *version_15.ALL,
)
#: By name, every one there is.
MISBEHAVIOURS: Final[Mapping[str, Misbehaviour]] = {one.name: one for one in _ALL}
assert len(MISBEHAVIOURS) == len(_ALL), "two have the same name"


def named(name: str) -> Misbehaviour:
    """The misbehaviour of a name.

    Raises:
        ValueError: there is none; the words say which are spelt nearly so.
    """
    found = MISBEHAVIOURS.get(name)
    if found is None:
        from difflib import get_close_matches

        near = get_close_matches(name, MISBEHAVIOURS, 3)
        raise ValueError(f"no such misbehaviour: {name!r}" + (f"; is it {' or '.join(near)}?" if near else ""))
    return found
