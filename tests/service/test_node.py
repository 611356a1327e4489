"""The command line of a cluster's node; nodes themselves are tried in tests/cluster and tests/live."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from twisted.internet.testing import MemoryReactorClock
from twisted.python import usage

from oftwist import Controller
from oftwist.cluster.settings import Settings
from oftwist.config.schema import Cluster
from oftwist.errors import ConfigurationError
from oftwist.service.node import count_monotonic_time, node, secret
from oftwist.service.tap import Options


def config(*words: str) -> Cluster:
    options = Options()
    options.parseOptions(words)
    return options.configuration.cluster


def test_what_is_said_is_what_is_built() -> None:
    reactor: Any = MemoryReactorClock()
    said = config("--cluster", "etcd://u:geheim@h1,h2:9/lab", "--node", "n7", "--lease", "6", "--epoch", "3")
    built = node(Controller(clock=reactor), reactor, said)
    store = built.mastership.store
    assert (store.node, store.lease.ttl, store.view.epoch) == ("n7", 6, 3)
    assert "geheim" not in store.kv.name and "h1:2379" in store.kv.name


def test_the_password_may_be_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("geheim\n")
    said = Cluster(url="etcd://h", user="u", password_file=str(file))
    assert secret(said) == "geheim" and secret(Cluster(password="x")) == "x" and secret(Cluster()) is None
    settings = Settings("etcd://a:b@h", "u", secret(said))
    assert (settings.user, settings.password) == ("u", "geheim")
    assert Settings("etcd://a:b@h").password == "b"
    with pytest.raises(ConfigurationError, match=r"cannot read .*gone: "):
        secret(Cluster(password_file=str(tmp_path / "gone")))


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
