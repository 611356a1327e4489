"""Controller: switches up and down, duplicates, auxiliary connections, apps, ports."""

from __future__ import annotations

from typing import Any

from twisted.internet.defer import CancelledError, Deferred, fail, succeed
from twisted.internet.error import CannotListenError, ConnectionRefusedError
from twisted.internet.task import Clock
from twisted.logger import formatEvent, globalLogPublisher
from twisted.trial.unittest import SynchronousTestCase

from oftwist import on
from oftwist.connection.options import Options
from oftwist.controller.controller import Controller
from oftwist.errors import RequestTimeout
from tests.support.core_peer import Peer


class Case(SynchronousTestCase):
    def make(self, **options: Any) -> Controller:
        self.clock = Clock()
        self.controller = controller = Controller(Options(**options), self.clock)
        self.events: list[Any] = []
        controller.add_handler("switch_up", lambda switch: self.events.append(("up", switch.datapath_id)))
        controller.add_handler(
            "switch_down", lambda switch, reason: self.events.append(("down", switch.datapath_id, reason))
        )
        controller.add_handler(
            "switch_refused", lambda dpid, peer, reason: self.events.append(("refused", dpid, reason))
        )
        return controller

    def setUp(self) -> None:
        self.lines: list[str] = []

        def observe(event: Any) -> None:
            self.lines.append(formatEvent(event))

        globalLogPublisher.addObserver(observe)
        self.addCleanup(globalLogPublisher.removeObserver, observe)


class Switches(Case):
    def test_up_and_down(self) -> None:
        for version in range(1, 7):
            controller = self.make()
            peer = Peer(version, controller, dpid=0xAB).handshake()
            switch = controller.switch("00:00:00:00:00:00:00:AB")
            self.assertEqual(controller.switches, {0xAB: switch})
            self.assertEqual((switch.dpid, switch.version), ("00000000000000ab", version))
            self.assertEqual(sorted(switch.ports), [1, 2])
            self.assertTrue(switch.connected)
            self.assertIs(peer.protocol.subject, switch)
            peer.transport.end()
            self.assertEqual(controller.switches, {})
            self.assertFalse(switch.connected)
            self.assertEqual(self.events, [("up", 0xAB), ("down", 0xAB, "closed by the switch")])
            name = {1: "1.0", 2: "1.1", 3: "1.2", 4: "1.3", 5: "1.4", 6: "1.5"}[version]
            self.assertEqual(
                self.lines[-2:],
                [
                    f"switch 00000000000000ab up from 192.0.2.1:40000, OpenFlow {name}, 2 ports",
                    f"switch 00000000000000ab down from 192.0.2.1:40000, OpenFlow {name}: closed by the switch",
                ],
            )
            self.assertEqual(self.clock.getDelayedCalls(), [])
            self.assertEqual(controller.handlers.watchers, set())

    def test_packet_in_reaches_handlers_with_the_switch(self) -> None:
        controller = self.make()
        got: list[Any] = []

        @controller.on("packet_in", priority=1)
        def first(switch: Any, msg: Any) -> None:
            got.append((1, switch.datapath_id, msg.xid))

        @controller.on("packet_in", dpid="0x2")
        def second(switch: Any, msg: Any) -> bool:
            got.append((2, switch.datapath_id, msg.xid))
            return True

        @controller.on("packet_in", priority=-1)
        def third(switch: Any, msg: Any) -> None:
            got.append((3, switch.datapath_id, msg.xid))

        one, two = Peer(4, controller, dpid=1).handshake(), Peer(1, controller, dpid=2).handshake()
        one.send(one.packet_in(5))
        two.send(two.packet_in(6))
        self.assertEqual(got, [(1, 1, 5), (3, 1, 5), (1, 2, 6), (2, 2, 6)])
        controller.remove_handler("packet_in", second, dpid=2)
        two.send(two.packet_in(7))
        self.assertEqual(got[4:], [(1, 2, 7), (3, 2, 7)])

    def test_packet_in_before_up_comes_after_switch_up(self) -> None:
        controller = self.make()
        controller.add_handler("packet_in", lambda switch, msg: self.events.append(msg.xid))
        peer = Peer(1, controller)
        peer.take("hello")
        peer.feed(peer.hello())
        xid = peer.take("features_request").xid
        peer.send(peer.packet_in(1), peer.features(xid), peer.packet_in(2))
        self.assertEqual(self.events, [("up", 1), 1, 2])

    def test_handler_added_later(self) -> None:
        controller = self.make()
        peer = Peer(4, controller).handshake()
        peer.send(peer.packet_in(1))
        got: list[int] = []
        controller.add_handler("packet_in", lambda switch, msg: got.append(msg.xid))
        peer.send(peer.packet_in(2))
        self.assertEqual(got, [2])

    def test_when_switch(self) -> None:
        controller = self.make()
        some, late = controller.when_switch(), controller.when_switch("0x2", timeout=5)
        given_up = controller.when_switch()
        given_up.cancel()
        self.failureResultOf(given_up)
        Peer(4, controller).handshake()
        self.assertEqual(self.successResultOf(some).datapath_id, 1)
        self.assertEqual(self.successResultOf(controller.when_switch(1)).datapath_id, 1)
        self.assertEqual(self.successResultOf(controller.when_switch()).datapath_id, 1)
        self.clock.advance(5)
        self.failureResultOf(late, RequestTimeout)

    def test_who_waits_for_a_switch_is_told_of_the_end(self) -> None:
        controller = self.make()
        one, two = controller.when_switch(), controller.when_switch(7, timeout=5)
        controller.stopService()
        self.failureResultOf(one, CancelledError)
        self.failureResultOf(two, CancelledError)

    def test_who_waits_for_a_switch_may_give_up_when_another_gets_it(self) -> None:
        controller = self.make()
        one, two = controller.when_switch(), controller.when_switch()
        one.addCallback(lambda switch: two.cancel())
        Peer(4, controller).handshake()
        self.successResultOf(one)
        self.failureResultOf(two, CancelledError)

    def test_broken_event_handler(self) -> None:
        controller = self.make()
        controller.add_handler("switch_up", lambda switch: 1 / 0, priority=9)

        async def later(switch: Any) -> None:
            await switch.barrier()
            raise KeyError("x")

        controller.add_handler("switch_up", later, priority=8)
        peer = Peer(4, controller).handshake()
        self.assertEqual(len(self.flushLoggedErrors(ZeroDivisionError)), 1)
        peer.send(peer.ofp.message.barrier_reply(xid=peer.take("barrier_request").xid))
        self.assertEqual(len(self.flushLoggedErrors(KeyError)), 1)
        self.assertEqual(self.events, [("up", 1)])

    def test_failed_handshakes_cost_one_line(self) -> None:
        self.make()
        for _ in range(100):
            peer = Peer(4, self.controller)
            peer.feed(b"GET / HTTP/1.0\r\n\r\n")
        self.assertEqual([line for line in self.lines if "HTTP" in line], self.lines)
        self.assertEqual(len(self.lines), 1)
        self.clock.advance(11)
        Peer(4, self.controller).feed(b"GET / HTTP/1.0\r\n\r\n")
        self.assertIn("99 more", self.lines[-1])


class Duplicates(Case):
    def test_reject(self) -> None:
        controller = self.make(duplicate_dpid="reject")
        old = Peer(4, controller, port=1).handshake()
        new = Peer(4, controller, port=2).handshake()
        self.assertFalse(new.protocol.connected)
        self.assertTrue(old.protocol.connected)
        self.assertEqual(self.events[1][:2], ("refused", 1))

    def test_replace(self) -> None:
        controller = self.make(duplicate_dpid="replace")
        old = Peer(4, controller, port=1).handshake()
        new = Peer(4, controller, port=2).handshake()
        self.assertFalse(old.protocol.connected)
        self.assertIs(controller.switches[1].protocol, new.protocol)
        self.assertEqual([event[0] for event in self.events], ["up", "down", "up"])
        self.assertIn("replaced", self.events[1][2])

    def test_probe_alive(self) -> None:
        controller = self.make()
        old = Peer(4, controller, port=1).handshake()
        new = Peer(4, controller, port=2).handshake()
        self.assertTrue(new.protocol.connected)
        old.send(old.ofp.message.echo_reply(xid=old.take("echo_request").xid))
        self.assertFalse(new.protocol.connected)
        self.assertIs(controller.switches[1].protocol, old.protocol)
        self.assertEqual([event[0] for event in self.events], ["up", "refused"])

    def test_probe_dead(self) -> None:
        controller = self.make()
        controller.add_handler("packet_in", lambda switch, msg: self.events.append(msg.xid))
        old = Peer(4, controller, port=1).handshake()
        new = Peer(4, controller, port=2).handshake()
        third = Peer(4, controller, port=3).handshake()
        self.assertFalse(third.protocol.connected)
        new.send(new.packet_in(7))
        self.clock.advance(2)
        self.assertFalse(old.protocol.connected)
        self.assertIs(controller.switches[1].protocol, new.protocol)
        self.assertEqual(
            [event if isinstance(event, int) else event[0] for event in self.events],
            ["up", "refused", "down", "up", 7],
        )

    def test_probe_and_the_new_one_goes(self) -> None:
        controller = self.make()
        old = Peer(4, controller, port=1).handshake()
        new = Peer(4, controller, port=2).handshake()
        new.transport.end()
        self.clock.advance(2)
        self.assertTrue(old.protocol.connected)
        self.assertEqual([event[0] for event in self.events], ["up"])

    def test_probe_and_the_old_one_goes(self) -> None:
        controller = self.make()
        old = Peer(4, controller, port=1).handshake()
        new = Peer(4, controller, port=2).handshake()
        old.transport.end()
        self.assertIs(controller.switches[1].protocol, new.protocol)
        self.assertEqual([event[0] for event in self.events], ["up", "down", "up"])

    def test_reconnect_storm(self) -> None:
        controller = self.make()
        for _ in range(300):
            Peer(4, controller).handshake().transport.end()
        self.assertEqual(self.events.count(("up", 1)), 300)
        self.assertEqual(controller.switches, {})
        self.assertEqual(controller.factory.connections, set())
        self.assertEqual(controller.handlers.watchers, set())
        self.assertEqual(self.clock.getDelayedCalls(), [])


class Auxiliary(Case):
    def test_joins_and_leaves(self) -> None:
        controller = self.make()
        got: list[Any] = []
        controller.add_handler("packet_in", lambda switch, msg: got.append((switch.datapath_id, msg.xid)))
        main = Peer(4, controller, port=1).handshake()
        aux = Peer(4, controller, port=2, aux=3).handshake()
        switch = controller.switches[1]
        self.assertEqual(switch.auxiliary, {3: aux.protocol})
        aux.send(aux.packet_in(8))
        self.assertEqual(got, [(1, 8)])
        aux.transport.end()
        self.assertEqual(switch.auxiliary, {})
        self.assertEqual([event[0] for event in self.events], ["up"])
        aux = Peer(4, controller, port=3, aux=3).handshake()
        main.transport.end()
        self.assertFalse(aux.protocol.connected)

    def test_orphan(self) -> None:
        controller = self.make()
        aux = Peer(4, controller, aux=1).handshake()
        self.assertFalse(aux.protocol.connected)
        self.assertIn("without a main connection", self.events[0][2])


class Authorize(Case):
    def test_refused(self) -> None:
        controller = self.make()
        controller.authorize = lambda protocol, dpid: None if dpid == 1 else "not on the list"
        Peer(4, controller).handshake()
        other = Peer(4, controller, dpid=2).handshake()
        self.assertFalse(other.protocol.connected)
        self.assertEqual(self.events, [("up", 1), ("refused", 2, "not on the list")])

    def test_failing(self) -> None:
        controller = self.make()
        controller.authorize = lambda protocol, dpid: str(1 / 0)
        self.assertFalse(Peer(4, controller).handshake().protocol.connected)
        self.assertEqual(len(self.flushLoggedErrors(ZeroDivisionError)), 1)


class App:
    def __init__(self) -> None:
        self.got: list[Any] = []

    def start(self, controller: Controller) -> None:
        self.got.append("start")

    def stop(self) -> None:
        self.got.append("stop")

    @on("switch_up")
    def up(self, switch: Any) -> None:
        self.got.append("up")

    @on("packet_in")
    @on("port_status")
    def message(self, switch: Any, msg: Any) -> None:
        self.got.append(type(msg).__name__)


class Apps(Case):
    def test_life(self) -> None:
        controller = self.make()
        app = controller.add_app(App())
        self.assertEqual(app.got, [])
        controller.startService()
        peer = Peer(4, controller).handshake()
        peer.send(peer.packet_in(), peer.ofp.message.port_status(xid=0, desc=peer.port(1)))
        controller.remove_app(app)
        peer.send(peer.packet_in())
        self.assertEqual(app.got, ["start", "up", "packet_in", "port_status", "stop"])
        other = controller.add_app(App())
        self.assertEqual(other.got, ["start"])
        self.successResultOf(controller.stopService())
        self.assertEqual(other.got, ["start", "stop"])
        self.assertFalse(peer.protocol.connected)
        self.assertEqual(self.events[-1], ("down", 1, "the controller stops"))

    def test_failing_start(self) -> None:
        controller = self.make()
        app = App()
        app.start = lambda controller: 1 / 0  # type: ignore[method-assign,assignment,return-value]
        controller.add_app(app)
        controller.startService()
        self.assertEqual(len(self.flushLoggedErrors(ZeroDivisionError)), 1)


class OwnEndpoints(Case):
    def test_what_either_factory_makes_is_a_connection_like_any_other(self) -> None:
        controller = self.make()
        controller.startService()
        seen: list[int] = []

        class Watching:
            def received(self, connection: object, msg: object, raw: bytes, error: object) -> bool:
                seen.append(raw[1])
                return False

            def sent(self, connection: object, raw: bytes) -> None: ...

        controller.observe(Watching())
        peers = [
            Peer(4, factory, controller.clock, dpid=dpid).handshake()  # type: ignore[arg-type]
            for dpid, factory in enumerate((controller.factory, controller.client_factory), 1)
        ]
        self.assertEqual(set(controller.switches), {1, 2})
        self.assertEqual(len(controller.connections), 2)
        self.assertEqual(seen.count(0), 2)
        self.successResultOf(controller.stopService())
        self.assertEqual([peer.protocol.connected for peer in peers], [0, 0])


class Port:
    closed = False

    def stopListening(self) -> Deferred[None]:
        self.closed = True
        return succeed(None)


class Ports(Case):
    def test_listen(self) -> None:
        controller = self.make()
        port = Port()

        class Endpoint:
            def listen(self, factory: Any) -> Any:
                self.factory = factory
                return succeed(port)

        endpoint = Endpoint()
        listener = controller.listen(endpoint)  # type: ignore[arg-type]
        listening = listener.when_listening()
        self.assertNoResult(listening)
        controller.privilegedStartService()
        controller.startService()
        self.assertIs(self.successResultOf(listening), port)
        self.assertIs(endpoint.factory, controller.factory)
        self.successResultOf(controller.stopService())
        self.assertTrue(port.closed)

    def test_busy_port(self) -> None:
        controller = self.make()

        class Endpoint:
            def listen(self, factory: Any) -> Any:
                return fail(CannotListenError("", 6653, OSError(98, "Address already in use")))

        listening = controller.listen(Endpoint()).when_listening()  # type: ignore[arg-type]
        with self.assertRaises(CannotListenError):
            controller.privilegedStartService()
        self.failureResultOf(listening, CannotListenError)

    def test_connect_with_back_off(self) -> None:
        controller = self.make()
        attempts: list[float] = []
        clock = self.clock

        class Endpoint:
            def connect(self, factory: Any) -> Any:
                attempts.append(clock.seconds())
                return Deferred() if len(attempts) == 3 else fail(ConnectionRefusedError())

        controller.connect(Endpoint())  # type: ignore[arg-type]
        controller.startService()
        clock.pump([0.5] * 10)
        self.assertEqual(len(attempts), 3)
        self.assertEqual(len([line for line in self.lines if "cannot connect" in line]), 1)
        self.successResultOf(controller.stopService())
