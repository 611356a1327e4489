"""Families: values gathered by name and labels, and what prometheus-client makes text of. Knows the table only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric

from oftwist.connection.counters import BOUNDS, Distribution
from oftwist.metrics.table import COUNTER, HISTOGRAM, Row

_EDGES = (*map(str, BOUNDS), "+Inf")


class Families:
    """What one look has found.

    Args:
        rows: the metrics there may be. Each is shown, also those of which nothing was found.
    """

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = {row.name: row for row in rows}
        self._values: dict[str, dict[tuple[str, ...], float]] = {name: {} for name in self._rows}
        self._distributions: dict[str, dict[tuple[str, ...], Distribution]] = {name: {} for name in self._rows}

    def add(self, name: str, value: float, *labels: str) -> None:
        """Add to the value with these labels."""
        values = self._values[name]
        values[labels] = values.get(labels, 0) + value

    def distribution(self, name: str, seen: Distribution, *labels: str) -> None:
        """The same for a histogram."""
        there = self._distributions[name]
        if labels not in there:
            there[labels] = Distribution()
        there[labels] += seen

    def __iter__(self) -> Iterator[Metric]:
        """All families, in the order of the table."""
        for name, row in self._rows.items():
            if row.kind == HISTOGRAM:
                yield self._histogram(row)
                continue
            family: CounterMetricFamily | GaugeMetricFamily
            if row.kind == COUNTER:
                family = CounterMetricFamily(name.removesuffix("_total"), row.help, labels=row.labels)
            else:
                family = GaugeMetricFamily(name, row.help, labels=row.labels)
            values = self._values[name]
            if not row.labels and row.kind == COUNTER:
                values.setdefault((), 0)
            for labels, value in values.items():
                family.add_metric(labels, value)
            yield family

    def _histogram(self, row: Row) -> Metric:
        family = HistogramMetricFamily(row.name, row.help, labels=row.labels)
        for labels, seen in self._distributions[row.name].items():
            count, buckets = 0, []
            for edge, number in zip(_EDGES, seen.counts, strict=True):
                count += number
                buckets.append((edge, count))
            family.add_metric(labels, buckets, seen.seconds)
        return family
