"""Reading the configuration again: what takes effect, what stays, and that nobody notices but those it is about."""

from __future__ import annotations

import gc
import socket
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from twisted.internet.error import CannotListenError
from twisted.internet.testing import MemoryReactorClock

from oftwist import on
from oftwist.config import configure
from oftwist.config.differences import told
from oftwist.endpoints import TCPServerEndpoint
from oftwist.errors import ConfigurationError
from oftwist.service.running import Running
from oftwist.testing import FakeSwitch, MemoryEndpoint, connect


class Watching:
    """An app that writes down what it is told."""

    made: list[Watching] = []

    def __init__(self, number: int = 0) -> None:
        self.number = number
        self.seen: list[str] = []
        self.packets = 0
        Watching.made.append(self)

    def start(self, controller: object) -> None:
        self.seen.append("start")

    def stop(self) -> None:
        self.seen.append("stop")

    @on("switch_up")
    def up(self, switch: Any) -> None:
        self.seen.append(f"up {switch.datapath_id}")

    @on("switch_down")
    def down(self, switch: Any, reason: str) -> None:
        self.seen.append(f"down {switch.datapath_id}")

    @on("packet_in")
    def packet_in(self, switch: Any, msg: Any) -> None:
        self.packets += 1


class Second(Watching):
    """Another one."""


@pytest.fixture(autouse=True)
def apps(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    module = ModuleType("reloaded")
    module.Watching, module.Second = Watching, Second  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "reloaded", module)
    Watching.made.clear()
    yield
    Watching.made.clear()


class World:
    """A controller of a file, with simulated switches in memory."""

    def __init__(self, folder: Path, text: str) -> None:
        self.file = folder / "oftwist.toml"
        self.file.write_text(text)
        self.reactor: Any = MemoryReactorClock()
        self.endpoint = MemoryEndpoint()
        self.running = Running(self.read(), self.reactor, self.read, doors=self.reactor)
        self.controller = self.running.controller
        self.controller.listen(self.endpoint)
        self.controller.startService()  # type: ignore[no-untyped-call]
        self.fakes: list[FakeSwitch] = []

    def read(self) -> Any:
        return configure(file=str(self.file))

    def add(self, *numbers: int) -> None:
        for number in numbers:
            self.fakes.append(FakeSwitch(dpid=number, ports=2))
            connect(self.fakes[-1], self.endpoint, self.reactor)
            self.endpoint.pump()

    def become(self, text: str) -> Any:
        self.file.write_text(text)
        report = self.running.reload()
        self.reactor.advance(0)
        return report

    def packets(self) -> None:
        for fake in self.fakes:
            fake.packet_in(1, b"x" * 60)
        self.endpoint.pump()


def test_apps_come_go_and_stay(tmp_path: Path) -> None:
    world = World(tmp_path, '[[app]]\nname="reloaded:Watching"\n[[app]]\nname="reloaded:Second"\nnumber=1\n')
    world.add(1)
    first, second = Watching.made
    report = world.become('[[app]]\nname="reloaded:Second"\nnumber=2\n[[app]]\nname="reloaded:Watching"\n')
    assert report.changed == ("app reloaded:Second removed", "app reloaded:Second added") and report.kept == ()
    third = Watching.made[-1]
    assert first.seen == ["start", "up 1"]
    assert second.seen == ["start", "up 1", "stop"]
    assert (third.number, third.seen) == (2, ["start", "up 1"])
    assert world.controller.apps == [first, third]
    world.packets()
    assert [one.packets for one in Watching.made] == [1, 0, 1]


def test_apps_of_some_switches(tmp_path: Path) -> None:
    text = 'app = ["reloaded:Watching", "reloaded:Second"]\n'
    world = World(tmp_path, text + '[datapath.1]\napps = ["reloaded:Watching"]\n')
    world.add(1, 2)
    watching, second = Watching.made
    assert (watching.seen, second.seen) == (["start", "up 1", "up 2"], ["start", "up 2"])
    world.become(text + '[datapath.2]\napps = ["reloaded:Watching"]\n')
    assert (watching.seen, second.seen) == (["start", "up 1", "up 2"], ["start", "up 2", "up 1"])
    world.packets()
    assert (watching.packets, second.packets) == (2, 1)


def test_limits_are_for_new_connections(tmp_path: Path) -> None:
    world = World(tmp_path, "[limits]\necho-interval = 15")
    world.add(1)
    report = world.become('[limits]\necho-interval = 5\nmax-handshakes = 3\n[openflow]\nversions = "1.3"\n')
    assert report.changed == ("limits of new connections: versions, echo-interval, max-handshakes",)
    world.add(2)
    switches = world.controller.switches
    assert [switches[number].protocol.options.echo_interval for number in (1, 2)] == [15, 5]
    assert world.become("").changed == ("limits of new connections: versions, echo-interval, max-handshakes",)


def test_limits_of_one_switch(tmp_path: Path) -> None:
    world = World(tmp_path, "[datapath.1.limits]\necho-interval = 3\npacket-in-rate = 2\n")
    world.controller.add_app(Watching())
    world.add(1, 2)
    connections = [world.controller.switches[number].protocol for number in (1, 2)]
    assert [(one.options.echo_interval, one.options.packet_in_rate) for one in connections] == [(3, 2), (15, 0)]
    for _ in range(10):
        world.packets()
    assert [one.counters.packet_ins_limited for one in connections] == [8, 0]
    answered = [fake.received["echo_request"] for fake in world.fakes]
    for _ in range(7):
        world.reactor.advance(1)
        world.endpoint.pump()
    assert [fake.received["echo_request"] for fake in world.fakes] == [answered[0] + 2, answered[1]]
    says = "limits of single switches, when they connect again"
    assert world.become("[datapath.1.limits]\necho-interval = 4\n").changed == (says,)
    assert connections[0].options.echo_interval == 3
    world.fakes[0].disconnect()
    world.endpoint.pump()
    world.fakes.pop(0)
    world.add(1)
    assert world.controller.switches[1].protocol.options.echo_interval == 4


def test_names(tmp_path: Path) -> None:
    world = World(tmp_path, '[datapath.1]\nname = "core"\nports = {1 = "uplink"}\n')
    assert (world.controller.names.switch(1), world.controller.names.port(1, 1)) == ("core", "uplink")
    assert world.become('[datapath.2]\nname = "core"').changed == ("names of switches and ports",)
    assert (world.controller.names.find("core"), world.controller.names.port(1, 1)) == (2, None)


def test_maintenance(tmp_path: Path) -> None:
    text = 'app = "reloaded:Watching"\n[datapath.1]\nmaintenance = '
    world = World(tmp_path, f"{text}true\n")
    world.add(1, 2)
    assert ([*world.controller.switches], [*world.controller.held]) == ([2], [1])
    assert world.become(f"{text}false\n").changed == ("0000000000000001 in service",)
    assert world.become(f"{text}true\n").changed == ("0000000000000001 out of service",)
    assert Watching.made[0].seen == ["start", "up 2", "up 1", "down 1"]


def test_ports_open_and_close_without_a_connection_lost(tmp_path: Path) -> None:
    world = World(tmp_path, 'listen = ["ptcp:1001", "ptcp:1002"]')
    world.add(1)
    before = [listener for listener in world.controller.services if hasattr(listener, "port")]
    report = world.become('listen = ["ptcp:1002", "ptcp:1003"]\nconnect = "tcp:192.0.2.1"')
    new = ("listening on * port 1003", "connecting to tcp:192.0.2.1")
    assert report.changed == ("no longer listening on ptcp:1001", *new)
    assert [server[0] for server in world.reactor.tcpServers] == [1001, 1002, 1003]
    assert [listener.port is not None for listener in before] == [False, True, True]
    assert [client[:2] for client in world.reactor.tcpClients] == [("192.0.2.1", 6653)]
    report = world.become('listen = ["ptcp:1002", "ptcp:1003"]')
    assert report.changed == ("no longer connecting to tcp:192.0.2.1",)
    assert [*world.controller.switches] == [1] and Watching.made == []


def test_what_cannot_change_is_named_each_time(tmp_path: Path) -> None:
    world = World(tmp_path, "")
    for _ in range(2):
        report = world.become('[cluster]\nlease = 20\n[datapath.1]\nname = "core"')
        assert report.kept == ("cluster.lease",)
    assert report.changed == () and world.running.configuration.cluster.lease == 10
    assert str(report) == "nothing has changed; only after a restart: cluster.lease"
    assert world.become("").kept == ()


NOT = """
listen = ["ptcp:1001", "ptcp:1002"]
app = "reloaded:Second"
[limits]
echo-misses = 1
[datapath.1]
name = "x"
"""


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("nonsense", "oftwist.toml: "),
        ("nonsense = 1\n", "nonsense: there is no such key"),
        (NOT.replace("reloaded:Second", "no_such_app"), "oftwist.toml: app no_such_app: No module named"),
        (NOT.replace("ptcp:1002", "quic:7"), "quic:7: unknown kind of endpoint"),
        ('connect = "ptcp:7"\n' + NOT, "ptcp:7: ptcp: waits for connections"),
        (NOT + '[capture]\nfile = "x:types=nonsense"\n', "oftwist.toml: capture.file: "),
        (NOT.replace("ptcp:1002", "pssl:1002") + '[tls]\ncert = "gone.pem"\n', "gone.pem"),
        (NOT.replace("ptcp:1002", "pssl:1") + '[tls]\nca = "x"\ndpids = "gone.toml"\n', "cannot read "),
    ],
)
def test_a_bad_file_changes_nothing(tmp_path: Path, text: str, says: str) -> None:
    world = World(tmp_path, 'listen = "ptcp:1001"\napp = "reloaded:Watching"\n')
    world.add(1)
    before, options = world.running.configuration, world.controller.options
    with pytest.raises(ConfigurationError) as caught:
        world.become(text)
    assert says in str(caught.value)
    assert world.running.configuration is before and world.controller.options is options
    assert world.controller.apps == [Watching.made[0]] and Watching.made[0].seen == ["start", "up 1"]
    assert [server[0] for server in world.reactor.tcpServers] == [1001] and not world.reactor.tcpClients
    assert world.controller.names.of(1) is None
    event = world.controller.events.since(0)[-1]
    assert event.kind == "reload" and says in str(event.fields["outcome"])
    world.packets()
    assert Watching.made[0].packets == 1


def test_ports_that_were_taken_for_a_reload_that_failed_are_free_again(tmp_path: Path) -> None:
    """With real sockets: the first new port could be had, the second could not."""
    file = tmp_path / "oftwist.toml"
    file.write_text('listen = "ptcp:0:127.0.0.1"\n')
    reactor: Any = MemoryReactorClock()
    running = Running(configure(file=str(file)), reactor, lambda: configure(file=str(file)))
    with socket.create_server(("127.0.0.1", 0)) as busy, socket.create_server(("127.0.0.1", 0)) as free:
        taken, port = busy.getsockname()[1], free.getsockname()[1]
        free.close()
        file.write_text(f'listen = ["ptcp:0:127.0.0.1", "ptcp:{port}:127.0.0.1", "ptcp:{taken}:127.0.0.1"]\n')
        for _ in range(2):
            with pytest.raises(ConfigurationError, match=f"{taken}"):
                running.reload()
        socket.create_server(("127.0.0.1", port)).close()
    running.doors.endpoints[0].release()


def test_a_port_is_handed_over_to_what_takes_its_place() -> None:
    first = TCPServerEndpoint(None, 0, "127.0.0.1")
    first.bind()
    with first.take() as old:
        second = TCPServerEndpoint(None, first.port, "127.0.0.1")
        with pytest.raises(CannotListenError):
            second.bind()
        second.bind(old.fileno())
    with socket.create_connection(("127.0.0.1", first.port)), second.take() as new:
        new.accept()[0].close()


def test_a_hundred_reloads_under_load_lose_nothing_and_keep_nothing(tmp_path: Path) -> None:
    """Two configurations in turn, and a bad one now and then, while switches send packets."""
    one = 'listen = "ptcp:1001"\n[[app]]\nname = "reloaded:Watching"\n[[app]]\nname = "reloaded:Second"\nnumber = 1\n'
    other = (
        'listen = ["ptcp:1001", "ptcp:1002"]\nconnect = "tcp:192.0.2.1"\n[[app]]\nname = "reloaded:Watching"\n'
        '[[app]]\nname = "reloaded:Second"\nnumber = 2\n[limits]\necho-interval = 5\nmax-handshakes = 9\n'
        '[datapath.1]\nname = "core"\nports = {1 = "a"}\napps = ["reloaded:Watching"]\n'
    )
    world = World(tmp_path, one)
    world.add(*range(1, 9))
    connections = {number: switch.protocol for number, switch in world.controller.switches.items()}
    staying = Watching.made[0]

    def round_() -> None:
        for text in (other, one):
            world.become(text)
            world.packets()
            with pytest.raises(ConfigurationError):
                world.become(f"{text}nonsense = [")
            world.packets()
        del Watching.made[1:]
        del world.reactor.tcpServers[1:], world.reactor.tcpClients[:], world.reactor.connectors[:]

    def objects() -> Counter[str]:
        gc.collect()
        found = Counter(f"{type(one).__module__}.{type(one).__name__}" for one in gc.get_objects())
        ours = ("oftwist", "tests", "twisted")
        return Counter({name: count for name, count in found.items() if name.startswith(ours)})

    for _ in range(5):
        round_()
    before = objects()
    for _ in range(50):
        round_()
    after = objects()
    del after["oftwist.controller.events.Event"]  # these are kept for people, up to a bound
    kept = after - before  # what a reload kept would be there a hundred times
    assert not [name for name, count in kept.items() if count > 10]
    assert {number: switch.protocol for number, switch in world.controller.switches.items()} == connections
    assert all(connection.connected for connection in connections.values())
    assert staying.packets == 55 * 4 * 8 and staying.seen == ["start", *(f"up {n}" for n in range(1, 9))]
    assert len(world.controller.handlers) == 6


def test_differences_are_told_before(tmp_path: Path) -> None:
    (tmp_path / "a").write_text('listen = "ptcp:1"\n[cluster]\npassword = "geheim"\n')
    app = '[[app]]\nname = "x"\nkey = "geheim"\n'
    (tmp_path / "b").write_text(f'listen = ["ptcp:1", "ptcp:2"]\n[cluster]\nlease = 5\n{app}')
    assert list(told(configure(file=str(tmp_path / "a")), configure(file=str(tmp_path / "b")))) == [
        'listen: ["ptcp:1"] -> ["ptcp:1", "ptcp:2"] (at once)',
        'app: ["learning_switch"] -> [{name = "x", key = "********"}] (at once)',
        "cluster.lease: 10 -> 5 (after a restart)",
        'cluster.password: "********" -> (nothing) (after a restart)',
    ]
