"""The ``on`` mark and the table of handlers."""

from __future__ import annotations

import functools
import types
from typing import Any

import pytest
from twisted.internet.defer import succeed
from twisted.internet.task import Clock
from twisted.python.failure import Failure
from twisted.trial.unittest import SynchronousTestCase

from oftwist import Controller, loxi
from oftwist.connection import calling
from oftwist.connection.calling import name_of
from oftwist.controller.handlers import HandlerTable, marked, on
from oftwist.errors import Disconnected, UnexpectedReply
from oftwist.loxi import extensions
from oftwist.loxi.fields import OF12, family, u32
from tests.support.core_peer import Peer

ofp10: Any = loxi.protocol(1)
ofp13: Any = loxi.protocol(4)


def handler(name: str) -> Any:
    def call(switch: Any, msg: Any) -> str:
        return name

    return call


class Table(SynchronousTestCase):
    def names(self, table: HandlerTable, cls: type, dpid: int = 1) -> list[str]:
        return [one(None, None) for one in table.resolve(cls, dpid)]

    def test_by_name_base_class_and_all(self) -> None:
        table = HandlerTable()
        for what in ("flow_add", "flow_mod", ofp13.message.flow_mod, ofp10.message.flow_add, "all", "packet_in"):
            name = what if isinstance(what, str) else f"{what.__module__[-14:-8]}.{what.__name__}"
            table.add(what, handler(name))
        self.assertEqual(len(self.names(table, ofp13.message.flow_add)), 4)
        self.assertEqual(self.names(table, ofp13.message.flow_delete)[0], "flow_mod")
        self.assertEqual(len(self.names(table, ofp10.message.flow_add)), 4)
        self.assertEqual(self.names(table, ofp13.message.packet_in), ["all", "packet_in"])

    def test_priority_then_order(self) -> None:
        table = HandlerTable()
        for name, priority in (("a", 0), ("b", 5), ("c", 0), ("d", 5), ("e", -1), ("f", 9)):
            table.add("packet_in", handler(name), priority=priority)
        self.assertEqual(self.names(table, ofp13.message.packet_in), ["f", "b", "d", "a", "c", "e"])

    def test_dpid(self) -> None:
        table = HandlerTable()
        table.add("packet_in", handler("one"), dpid=1)
        table.add("packet_in", handler("any"))
        self.assertEqual(self.names(table, ofp13.message.packet_in, 1), ["one", "any"])
        self.assertEqual(self.names(table, ofp13.message.packet_in, 2), ["any"])

    def test_events_are_not_messages(self) -> None:
        table = HandlerTable()
        table.add("switch_up", handler("up"))
        table.add("all", handler("all"))
        self.assertEqual([one(None, None) for one in table.for_event("switch_up")], ["up"])
        self.assertEqual(self.names(table, ofp13.message.hello), ["all"])

    def test_changes_are_told(self) -> None:
        table = HandlerTable()
        told: list[int] = []
        table.watchers.add(lambda: told.append(1))
        one = handler("x")
        table.add("packet_in", one)
        table.remove("packet_in", one)
        self.assertEqual(len(told), 2)
        with self.assertRaises(ValueError):
            table.remove("packet_in", one)
        self.assertEqual(len(table), 0)

    def test_bad(self) -> None:
        table = HandlerTable()
        for what in ("packetin", int, 10, None):
            with self.assertRaises(ValueError):
                table.add(what, handler("x"))
        with self.assertRaises(TypeError):
            table.add("packet_in", None)  # type: ignore[arg-type]


class Marks(SynchronousTestCase):
    def test_methods_in_order_and_inherited(self) -> None:
        class Base:
            @on("switch_up")
            def up(self, switch: Any) -> None: ...

            @on("packet_in", priority=3)
            def packet(self, switch: Any, msg: Any) -> None: ...

        class App(Base):
            @property
            def trap(self) -> int:
                raise AssertionError("properties must not run")

            @on("packet_in", dpid=1)
            @on("port_status")
            async def both(self, switch: Any, msg: Any) -> None: ...

            @staticmethod
            @on("flow_removed")
            def static(switch: Any, msg: Any) -> None: ...

            def packet(self, switch: Any, msg: Any) -> None:
                """Not marked any more."""

        app = App()
        found = [(mark.what, mark.dpid, mark.priority) for mark, _ in marked(app)]
        self.assertEqual(
            found,
            [("switch_up", None, 0), ("packet_in", 1, 0), ("port_status", None, 0), ("flow_removed", None, 0)],
        )
        self.assertEqual(next(marked(app))[1], app.up)

    def test_module(self) -> None:
        module = types.ModuleType("m")
        module.a = on("packet_in")(handler("a"))  # type: ignore[attr-defined]
        module.b = handler("b")  # type: ignore[attr-defined]
        self.assertEqual([one(None, None) for _, one in marked(module)], ["a"])

    def test_typos_are_found_at_once(self) -> None:
        with pytest.raises(ValueError, match="did you mean 'switch_up'"):
            on("swich_up")


class Helpers(SynchronousTestCase):
    def test_name_of(self) -> None:
        class Callable:
            def __call__(self) -> None: ...

        self.assertIn("Helpers.test_name_of", name_of(self.test_name_of))
        self.assertIn("Helpers.test_name_of", name_of(functools.partial(self.test_name_of)))
        self.assertIn("Callable", name_of(Callable()))

    def test_settle(self) -> None:
        async def coroutine() -> int:
            return 5

        self.assertIsNone(calling.settle(True))
        self.assertIsNone(calling.settle(None))
        waiting = calling.settle(coroutine())
        assert waiting is not None
        self.assertEqual(self.successResultOf(waiting), 5)
        done = succeed(1)
        self.assertIs(calling.settle(done), done)

    def test_a_lost_connection_is_no_failure(self) -> None:
        calling.log_failure(Failure(Disconnected("x")), handler("x"), dpid="1")
        self.assertEqual(self.flushLoggedErrors(), [])
        calling.log_failure(Failure(KeyError("x")), handler("x"), dpid="1")
        self.assertEqual(len(self.flushLoggedErrors(KeyError)), 1)


class RegisteredLater(SynchronousTestCase):
    """Messages of one's own: asked for too early, they are unknown, and known from when they are there."""

    def setUp(self) -> None:
        before = extensions.registered()
        self.addCleanup(lambda: extensions.unregister(*[one for one in extensions.registered() if one not in before]))

    def register(self, *names: str) -> None:
        message = family("message")
        if not hasattr(ofp13.message, "late_header"):
            loxi.register(message("late_header", 0x00C0DE01, parent="message.experimenter", by="subtype", since=OF12))
        for number, name in enumerate(names, hasattr(ofp13.message, "late_ask_request")):
            loxi.register(message(name, number, [u32("session")], parent="message.late_header", since=OF12))

    def test_a_handler_named_before(self) -> None:
        peer = Peer(4, Controller(clock=Clock()))
        refused = [
            lambda: on("late_mirror"),
            lambda: HandlerTable().add("late_mirror", handler("x")),
            lambda: peer.protocol.register("late_mirror", handler("x")),
            lambda: peer.protocol.poll("late_mirror"),
        ]
        for ask in refused:
            with self.assertRaisesRegex(ValueError, "late_mirror"):
                ask()
        self.register("late_mirror")
        with self.assertRaisesRegex(ValueError, "did you mean 'late_mirror'"):
            on("late_miror")
        got: list[Any] = []
        controller = Controller(clock=Clock())
        controller.add_handler("late_mirror", lambda switch, msg: got.append(msg.session))
        peer = Peer(4, controller).handshake()
        done = peer.protocol.poll("late_mirror")
        peer.send(ofp13.message.late_mirror(xid=1, session=7))
        self.assertEqual((got, self.successResultOf(done).session), ([7], 7))

    def test_a_connection_that_was_there_before(self) -> None:
        """It has seen such messages, when they were unknown ones, and has resolved who gets them."""
        got: list[str] = []
        controller = Controller(clock=Clock())
        controller.add_handler("experimenter", lambda switch, msg: got.append(type(msg).__name__))
        peer = Peer(4, controller).handshake()
        frame = bytes.fromhex("0404001400000001 00c0de01 00000000 00000007")
        peer.feed(frame)
        self.register("late_mirror")
        controller.add_handler("late_mirror", lambda switch, msg: got.append(msg.session))
        peer.feed(frame)
        self.assertEqual(got, ["experimenter", "late_mirror", 7])

    def test_an_answer_registered_after_its_request(self) -> None:
        self.register("late_ask_request")
        peer = Peer(4, Controller(clock=Clock())).handshake()
        self.assertIsNotNone(peer.protocol.request(ofp13.message.late_ask_request()).addErrback(lambda _: None))
        self.register("late_ask_reply")
        done = peer.protocol.request(ofp13.message.late_ask_request(xid=77))
        peer.send(ofp13.message.late_ask_reply(xid=77, session=3))
        self.assertEqual(self.successResultOf(done).session, 3)
        done = peer.protocol.request(ofp13.message.late_ask_request(xid=78))
        peer.send(ofp13.message.barrier_reply(xid=78))
        self.failureResultOf(done, UnexpectedReply)
