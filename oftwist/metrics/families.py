"""Families: values gathered by name and labels, and what prometheus-client makes text of. Knows the table only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

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

    def text(self) -> bytes:
        """Return all families as Prometheus reads them: what prometheus-client would write, in a third of the time."""
        lines: list[str] = []
        written: dict[tuple[str, ...], str] = {}  # names and values of labels -> as text; ports have the same in each
        for name, row in self._rows.items():
            lines += (f"# HELP {name} {row.help}", f"# TYPE {name} {row.kind}")
            if row.kind == HISTOGRAM:
                lines += self._histogram_lines(row)
                continue
            values, names = self._values[name], row.labels
            if not names:
                if values or row.kind == COUNTER:
                    lines.append(f"{name} {_number(values.get((), 0))}")
                continue
            for labels, value in values.items():
                key = names + labels
                told = written.get(key)
                if told is None:
                    told = written[key] = _labels(names, labels)
                lines.append(f"{name}{{{told}}} {_number(value)}")
        lines.append("")
        return "\n".join(lines).encode()

    def _histogram_lines(self, row: Row) -> Iterator[str]:
        for labels, seen in self._distributions[row.name].items():
            told, count = _labels(row.labels, labels), 0
            comma = "," if told else ""
            for edge, number in zip(_EDGES, seen.counts, strict=True):
                count += number
                yield f'{row.name}_bucket{{{told}{comma}le="{edge}"}} {count}'
            braces = f"{{{told}}}" if told else ""
            yield f"{row.name}_count{braces} {count}"
            yield f"{row.name}_sum{braces} {seen.seconds!r}"

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


def _labels(names: Sequence[str], values: Sequence[str]) -> str:
    return ",".join(f'{name}="{_escaped(value)}"' for name, value in zip(names, values, strict=True))


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace("\n", r"\n").replace('"', r"\"")


def _number(value: float) -> str:
    return repr(value) if isinstance(value, float) else str(int(value))
