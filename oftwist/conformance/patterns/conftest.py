"""The bench of the suite, for patterns."""

from __future__ import annotations

from oftwist.conformance.suite.conftest import bench

__all__ = ["bench"]
