"""Fixtures of the tests of the blocking controller."""

from __future__ import annotations

from tests.support.blocking_support import answering, ofp, pair, version

__all__ = ["answering", "ofp", "pair", "version"]
