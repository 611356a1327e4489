"""One set of metrics for several processes: the texts of all, with a label ``worker`` everywhere. Knows no process."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Protocol

from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector, ProcessCollector, generate_latest
from prometheus_client.registry import Collector

from oftwist.metrics.families import Families
from oftwist.metrics.metrics import CONTENT_TYPE
from oftwist.metrics.table import WORKERS

if TYPE_CHECKING:
    from prometheus_client.core import Metric

#: What the process that accepts for the others is called among them.
SUPERVISOR = "supervisor"


class Worker(Protocol):
    """A process, as far as it has metrics.

    Attributes:
        name: such as ``w0``.
        ready: it takes connections.
        passed: how many it was given, in its life and those before it.
        starts: how often it was started.
    """

    @property
    def name(self) -> str: ...
    @property
    def ready(self) -> bool: ...
    @property
    def passed(self) -> int: ...
    @property
    def starts(self) -> int: ...


class WorkerMetrics(Collector):
    """The metrics of all workers and of the process that starts them.

    Args:
        workers: which there are.
        ask: awaits what all that answer tell, as text, by their names.
    """

    def __init__(self, workers: Iterable[Worker], ask: Callable[[], Awaitable[Mapping[str, bytes]]]) -> None:
        self._workers = tuple(workers)
        self._ask = ask
        self._about = CollectorRegistry()
        self._about.register(self)
        self._process = CollectorRegistry()
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self._process)

    def collect(self) -> Iterator[Metric]:
        """What is told of workers as such."""
        families = Families(WORKERS)
        for worker in self._workers:
            families.add("oftwist_worker_up", worker.ready, worker.name)
            families.add("oftwist_worker_connections_total", worker.passed, worker.name)
            families.add("oftwist_worker_starts_total", worker.starts, worker.name)
        return iter(families)

    async def render(self, accept: str = "") -> tuple[bytes, str]:
        """Ask all, and return everything as one text, and its content type; there is one format only."""
        texts = {**await self._ask(), SUPERVISOR: generate_latest(self._process)}
        return generate_latest(self._about) + merged(texts), CONTENT_TYPE


def merged(texts: Mapping[str, bytes]) -> bytes:
    """Return several texts as one: each family once, the samples of all in it with a label ``worker``.

    Args:
        texts: name of a worker -> its text, as prometheus-client writes it.
    """
    heads: dict[bytes, list[bytes]] = {}
    samples: dict[bytes, list[bytes]] = {}
    for worker, text in texts.items():
        label = b'worker="' + worker.encode() + b'"'
        family = b""
        for line in text.splitlines():
            if line.startswith(b"# "):
                family = line.split(b" ", 3)[2]
                lines = heads.setdefault(family, [])
                if line not in lines and len(lines) < 2:
                    lines.append(line)
            elif line:
                samples.setdefault(family, []).append(labelled(line, label))
    return b"".join(b"\n".join((*lines, *samples.get(family, ()))) + b"\n" for family, lines in heads.items())


def labelled(line: bytes, label: bytes) -> bytes:
    """Return the line of a sample with one more label, the first."""
    name, brace, rest = line.partition(b"{")
    if brace and b" " not in name:
        return name + b"{" + label + (b"," if not rest.startswith(b"}") else b"") + rest
    name, _, value = line.partition(b" ")
    return name + b"{" + label + b"} " + value
