"""A port that is open while a service runs, and one that cannot be opened, at once or later."""

from __future__ import annotations

from typing import Any

import pytest
from twisted.internet.defer import Deferred, fail
from twisted.internet.error import CannotListenError
from twisted.logger import globalLogPublisher
from twisted.python.failure import Failure

from oftwist.controller.ports import ListeningService


class Endpoint:
    """One whose port opens when the test says so."""

    def __init__(self) -> None:
        self.opening: Deferred[Any] = Deferred()

    def listen(self, factory: object) -> Deferred[Any]:
        return self.opening


def listening(endpoint: Any) -> ListeningService:
    factory: Any = object()
    return ListeningService(endpoint, factory, "the port of the test")


@pytest.fixture
def lines() -> Any:
    found: list[Any] = []
    globalLogPublisher.addObserver(found.append)
    yield found
    globalLogPublisher.removeObserver(found.append)


def test_what_fails_later_is_logged(lines: list[Any]) -> None:
    endpoint = Endpoint()
    service = listening(endpoint)
    service.startService()
    endpoint.opening.errback(Failure(CannotListenError("", 1, OSError("taken"))))
    told = [line for line in lines if line.get("event") == "cannot_listen"]
    assert [line["name"] for line in told] == ["the port of the test"]
    assert service.port is None


def test_what_fails_at_once_is_raised(lines: list[Any]) -> None:
    endpoint = Endpoint()
    endpoint.opening = fail(CannotListenError("", 1, OSError("taken")))
    with pytest.raises(CannotListenError):
        listening(endpoint).startService()
    assert not [line for line in lines if line.get("event") == "cannot_listen"]


def test_a_service_that_stops_before_its_port_is_open(lines: list[Any]) -> None:
    endpoint = Endpoint()
    service = listening(endpoint)
    service.startService()
    service.stopService()
    assert endpoint.opening.called and service.port is None
    assert not [line for line in lines if line.get("event") == "cannot_listen"], "nobody failed"
