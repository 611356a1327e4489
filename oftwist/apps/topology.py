"""The topology as an app of its own: ``twistd oftwist --app topology``. Apps that need it say ``Topology.of``."""

from __future__ import annotations

from oftwist import Topology

__all__ = ["Topology"]
