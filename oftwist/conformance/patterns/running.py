"""The patterns of this run, as the command was told."""

from __future__ import annotations

from oftwist.conformance.patterns.reading import Pattern

#: By their paths.
PATTERNS: list[Pattern] = []
