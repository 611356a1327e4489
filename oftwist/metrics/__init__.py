"""Metrics for Prometheus: of a controller, its switches, its cluster, its workers. Needs the ``metrics`` extra.

In: a controller and what is attached to it. Out: text that Prometheus scrapes. May know the controller and the cluster;
of captures only what they count. Nothing here is on the way of a message.
"""

from __future__ import annotations

from oftwist.metrics.metrics import Capturing, Metrics
from oftwist.metrics.server import MetricsServer

__all__ = ["Capturing", "Metrics", "MetricsServer"]
