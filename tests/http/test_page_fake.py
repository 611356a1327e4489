"""The made-up controller of the browser tests says nothing that the real API would not say, and in the same shapes."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from oftwist.controller.events import KINDS
from oftwist.http.problem import Answer
from oftwist.http.service import ROUTES
from tests.browser.fake import FakeController, dpid_text

SWITCH = f"switches/{dpid_text(1)}"
QUESTIONS: list[tuple[str, str, dict[str, list[str]]]] = [
    ("GET", "", {}),
    ("GET", "switches", {}),
    ("GET", SWITCH, {}),
    ("GET", f"{SWITCH}/ports", {}),
    ("GET", f"{SWITCH}/history", {"since": ["0"]}),
    ("GET", f"{SWITCH}/counters", {}),
    ("GET", f"{SWITCH}/flows", {}),
    ("POST", f"{SWITCH}/flows", {"command": ["add"]}),
    ("GET", f"{SWITCH}/groups", {}),
    ("GET", f"{SWITCH}/meters", {}),
    ("GET", "links", {}),
    ("GET", "hosts", {}),
    ("GET", "events", {"last": ["5"]}),
    ("GET", "paths", {"from": [dpid_text(1)], "to": [dpid_text(3)]}),
]


def missing(told: Any, real: Any, path: str = "$") -> list[str]:
    """Members that a fake answer has and the real one has not."""
    if isinstance(told, dict) and isinstance(real, dict):
        found = [f"{path}.{name}" for name in told if name not in real]
        both = [name for name in told if name in real]
        return found + [each for name in both for each in missing(told[name], real[name], f"{path}.{name}")]
    if isinstance(told, list) and isinstance(real, list):
        return [each for one, other in zip(told, real, strict=True) for each in missing(one, other, f"{path}[]")]
    return []


@pytest.mark.parametrize("method, path, query", QUESTIONS, ids=lambda each: str(each))
def test_answers_are_those_of_the_api(method: str, path: str, query: dict[str, list[str]]) -> None:
    fake = FakeController(4, 5)
    status, answer = fake.answer(method, path.split("/"), query, {"flow": "actions=drop"})
    route, _ = ROUTES.find(method, f"/api/v1/{path}")
    assert status == route.status == 200
    real = msgspec.convert(answer, route.answer)  # type: ignore[call-overload]
    assert missing(answer, msgspec.to_builtins(real)) == []
    assert (
        route.query is None
        or not query
        or msgspec.convert({k: v[0] for k, v in query.items()}, route.query, strict=False)
    )


@pytest.mark.parametrize("flow", ["actions=output:99", "ip"])
def test_problems_are_those_of_the_api(flow: str) -> None:
    _, answer = FakeController().answer("POST", [*SWITCH.split("/"), "flows"], {}, {"flow": flow})
    assert missing(answer, msgspec.to_builtins(msgspec.convert(answer, Answer))) == []


def test_events_are_those_of_the_controller() -> None:
    fake = FakeController()
    fake.cut(0)
    for event in fake.events:
        assert set(event["fields"]) <= set(KINDS[event["kind"]])


def test_what_is_missing_is_found() -> None:
    assert missing({"a": [{"b": 1, "c": 2}], "d": 1}, {"a": [{"b": 1}]}) == ["$.d", "$.a[].c"]
