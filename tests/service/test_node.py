"""The command line of a cluster's node; nodes themselves are tried in tests/cluster and tests/live."""

from __future__ import annotations

from typing import Any

import pytest
from twisted.internet.testing import MemoryReactorClock
from twisted.python import usage

from oftwist import Controller
from oftwist.errors import ConfigurationError
from oftwist.service.node import count_monotonic_time, node
from oftwist.service.tap import Options


def config(*words: str) -> Options:
    options = Options()
    options.parseOptions(words)
    return options


def test_what_is_said_is_what_is_built() -> None:
    reactor: Any = MemoryReactorClock()
    said = config("--cluster", "etcd://u:geheim@h1,h2:9/lab", "--node", "n7", "--lease", "6", "--epoch", "3")
    built = node(Controller(clock=reactor), reactor, said)
    store = built.mastership.store
    assert (store.node, store.lease.ttl, store.view.epoch) == ("n7", 6, 3)
    assert "geheim" not in store.kv.name and "h1:2379" in store.kv.name


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--node", "n1"], "--cluster"),
        (["--cluster", "etcd://h/x", "--lease", "1"], "--lease"),
        (["--cluster", "etcd://h/x", "--epoch", "40000"], "--epoch"),
    ],
)
def test_mistakes_of_the_command_line(words: list[str], told: str) -> None:
    with pytest.raises(usage.UsageError, match=told):
        config(*words)


def test_an_address_that_is_none() -> None:
    reactor: Any = MemoryReactorClock()
    with pytest.raises(ConfigurationError, match="etcd://"):
        node(Controller(clock=reactor), reactor, config("--cluster", "zookeeper://h"))


def test_timers_follow_a_clock_that_nobody_sets() -> None:
    class Reactor:
        seconds: Any = None
        calls: tuple[object, ...] = ()

        def getDelayedCalls(self) -> tuple[object, ...]:
            return self.calls

    fresh, running = Reactor(), Reactor()
    running.calls = (object(),)
    count_monotonic_time(fresh)
    count_monotonic_time(running)
    assert fresh.seconds.__name__ == "monotonic" and running.seconds is None
