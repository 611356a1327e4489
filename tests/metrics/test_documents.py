"""The page about metrics and the dashboard: they name what there is, and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from twisted.internet.task import Clock

from oftwist import Controller
from oftwist.metrics import Metrics
from oftwist.metrics.table import BY_NAME, HISTOGRAM
from scripts import write_metrics

ROOT = Path(__file__).resolve().parents[2]
DASHBOARDS = sorted((ROOT / "contrib" / "grafana").glob("*.json"))
#: What is no metric in an expression: functions, operators, keywords.
WORDS = frozenset(
    [
        "sum",
        "rate",
        "increase",
        "count",
        "by",
        "without",
        "or",
        "vector",
        "histogram_quantile",
        "label_values",
        "max",
        "min",
        "avg",
        "le",
        "on",
    ]
)
#: Labels that Prometheus adds to everything.
ADDED = frozenset(("instance", "job", "worker", "le"))


def test_the_page_has_the_tables_of_the_code() -> None:
    text = write_metrics.PAGE.read_text(encoding="utf-8")
    assert text == write_metrics.written(text), "run: python scripts/write_metrics.py"
    assert all(f"   * - ``{name}``\n" in text for name in BY_NAME)


def others() -> frozenset[str]:
    """Names of metrics that prometheus-client has by itself."""
    text = Metrics(Controller(clock=Clock())).render()[0].decode()
    return frozenset(re.findall(r"^# TYPE (\S+)", text, re.M)) - BY_NAME.keys()


def metrics_in(expression: str) -> Iterator[tuple[str, set[str]]]:
    """The metrics of an expression of PromQL, with the labels it chooses by."""
    for name, chosen in re.findall(
        r"([a-zA-Z_:][\w:]*)(?:\{([^}]*)\})?(?![\w(])", re.sub(r"\b(by|without) \([^)]*\)", "", expression)
    ):
        if name not in WORDS and not re.search(rf'["$][^"]*\b{name}\b', expression):
            yield name, set(re.findall(r"(\w+)\s*=~?", chosen))


def expressions(dashboard: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Every expression of a dashboard, with the text that its labels are shown in."""
    for panel in dashboard["panels"]:
        for target in panel.get("targets", ()):
            yield target["expr"], target["legendFormat"]
    for variable in dashboard["templating"]["list"]:
        if variable["type"] == "query":
            metric, label = re.fullmatch(r"label_values\((.*), (\w+)\)", variable["definition"]).groups()  # type: ignore[union-attr]
            yield metric, "{{" + label + "}}"


def check(expression: str, legend: str) -> None:
    found = list(metrics_in(re.sub(r"\[\w+\]", "", expression)))
    assert found, expression
    for name, chosen in found:
        base = re.sub("_(bucket|sum|count)$", "", name)
        row = BY_NAME.get(name) or BY_NAME.get(base)
        if row is None:
            assert name in others(), f"there is no {name}: {expression}"
            continue
        assert (row.kind == HISTOGRAM) == (base != name), expression
        used = chosen | set(re.findall(r"\{\{(\w+)\}\}", legend))
        for group in re.findall(r"by \(([^)]*)\)", expression):
            used |= set(re.split(r",\s*", group))
        assert used <= {*row.labels, *ADDED}, f"{name} has no label {used - {*row.labels, *ADDED}}: {expression}"


@pytest.mark.parametrize("path", DASHBOARDS, ids=lambda path: path.stem)
def test_dashboards_name_what_there_is(path: Path) -> None:
    found = list(expressions(json.loads(path.read_text(encoding="utf-8"))))
    assert len(found) > 30
    for expression, legend in found:
        check(expression, legend)


@pytest.mark.parametrize(
    ("expression", "legend"),
    [
        ("rate(oftwist_messages[1m])", ""),  # without _total there is none
        ("oftwist_echo_seconds", ""),  # a histogram
        ("dp_status_bucket", ""),
        ('dp_status{switch="x"}', ""),
        ("sum by (port) (dp_status)", ""),
        ("dp_status", "{{port}}"),
        ("process_open_files", ""),
    ],
)
def test_mistakes_are_found(expression: str, legend: str) -> None:
    with pytest.raises(AssertionError):
        check(expression, legend)


#: What the three boards published with Faucet ask for: (metric, labels they choose by or show).
FAUCETS_BOARDS = [
    *((f"of_port_{way}_{what}", {"dp_name", "port", "port_description"})
      for way in ("rx", "tx") for what in ("bytes", "packets", "dropped")),
    ("of_port_tx_errors", {"dp_id", "dp_name", "port", "port_description"}),
    ("port_status", {"dp_name", "port", "port_description"}),
    ("dp_status", {"dp_id", "dp_name"}),
    ("of_dp_desc_stats", {"dp_id", "dp_name", "mfr_desc", "hw_desc", "sw_desc", "serial_num", "dp_desc"}),
    ("faucet_pbr_version", {"version"}),
    ("faucet_config_reload_requests_total", set()),
    ("faucet_config_reload_warm_total", {"dp_name"}),
    ("faucet_config_reload_cold_total", {"dp_name"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "labels"), FAUCETS_BOARDS)
def test_what_faucets_boards_ask_for_is_there(name: str, labels: set[str]) -> None:
    row = BY_NAME[name]
    assert labels <= set(row.labels)
    assert row.kind == ("counter" if name.endswith("_total") else "gauge")
    assert {"python_info", "process_open_fds", "process_cpu_seconds_total"} <= others()
