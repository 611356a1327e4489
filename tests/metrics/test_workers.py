"""One set of metrics over several processes."""

from __future__ import annotations

from types import SimpleNamespace

from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families
from twisted.internet.defer import Deferred
from twisted.internet.task import Clock

from oftwist import Controller
from oftwist.metrics import Metrics
from oftwist.metrics.workers import WorkerMetrics, labelled, merged


def test_a_label_more() -> None:
    for line, wanted in [
        (b"up 1.0", b'up{worker="w0"} 1.0'),
        (b'up{a="b"} 1.0', b'up{worker="w0",a="b"} 1.0'),
        (b'up{a="} b{ \\" c"} 1.0', b'up{worker="w0",a="} b{ \\" c"} 1.0'),
        (b"up{} 1.0", b'up{worker="w0"} 1.0'),
        (b'x_bucket{le="+Inf"} 3.0', b'x_bucket{worker="w0",le="+Inf"} 3.0'),
    ]:
        assert labelled(line, b'worker="w0"') == wanted


def test_every_sample_of_every_worker_is_there_and_each_family_once() -> None:
    controller = Controller(clock=Clock())
    controller.names.replace({1: 'a "name" with } and \\'}, {1: {2: "x{y"}})
    text = Metrics(controller, CollectorRegistry()).render()[0]
    both = merged({"w0": text, "w1": text}).decode()
    assert both.count("# TYPE dp_status gauge") == 1
    before = [one for family in text_string_to_metric_families(text.decode()) for one in family.samples]
    after = [one for family in text_string_to_metric_families(both) for one in family.samples]
    shares = {name: [one for one in after if one.labels["worker"] == name] for name in ("w0", "w1")}
    for mine in shares.values():
        for one in mine:
            del one.labels["worker"]
        assert sorted(map(str, mine)) == sorted(map(str, before)) and len(mine) > 40


def test_what_is_told_of_workers_and_of_the_one_that_starts_them() -> None:
    workers = [
        SimpleNamespace(name="w0", ready=True, passed=7, starts=1),
        SimpleNamespace(name="w1", ready=False, passed=3, starts=4),
    ]

    async def ask() -> dict[str, bytes]:
        return {"w0": b"# HELP x X.\n# TYPE x gauge\nx 5.0\n"}

    told: list[tuple[bytes, str]] = []
    Deferred.fromCoroutine(WorkerMetrics(workers, ask).render()).addCallback(told.append)
    ((text, content_type),) = told
    assert content_type.startswith("text/plain")
    found = {
        (one.name, one.labels.get("worker")): one.value
        for family in text_string_to_metric_families(text.decode())
        for one in family.samples
    }
    assert found["oftwist_worker_up", "w0"] == 1 and found["oftwist_worker_up", "w1"] == 0
    assert found["oftwist_worker_connections_total", "w1"] == 3 and found["oftwist_worker_starts_total", "w1"] == 4
    assert found["x", "w0"] == 5 and found["process_open_fds", "supervisor"] > 0
