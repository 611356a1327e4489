"""Switch: ports, roles, asynchronous configuration, datapath id spellings."""

from __future__ import annotations

from typing import Any

from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from oftwist.controller import roles
from oftwist.controller.controller import Controller
from oftwist.controller.switch import Switch
from oftwist.errors import MessageError, RequestFailed
from tests.support.core_peer import Peer


def connected(version: int = 4) -> tuple[Peer, Switch]:
    controller = Controller(clock=Clock())
    peer = Peer(version, controller).handshake()
    return peer, controller.switches[1]


class Ports(SynchronousTestCase):
    def test_port_status(self) -> None:
        for version in range(1, 7):
            peer, switch = connected(version)
            ofp = peer.ofp
            seen: list[Any] = []
            switch.register("port_status", lambda owner, msg, seen=seen: seen.append(sorted(owner.ports)))
            status = ofp.message.port_status
            peer.send(status(xid=0, reason=ofp.OFPPR_ADD, desc=peer.port(3)))
            peer.send(status(xid=0, reason=ofp.OFPPR_DELETE, desc=peer.port(1)))
            peer.send(status(xid=0, reason=ofp.OFPPR_MODIFY, desc=peer.port(2, "new")))
            peer.send(status(xid=0, reason=ofp.OFPPR_DELETE, desc=peer.port(9)))
            self.assertEqual(seen, [[1, 2, 3], [2, 3], [2, 3], [2, 3]])
            self.assertEqual(switch.ports[2].name, "new")


class Roles(SynchronousTestCase):
    def test_names(self) -> None:
        self.assertEqual([roles.role_number(name) for name in ("Master", "slave", "equal", 0)], [2, 3, 1, 0])
        self.assertEqual(roles.role_name(2), "master")
        for bad in ("boss", 4, -1):
            with self.assertRaises(ValueError):
                roles.role_number(bad)

    def test_request(self) -> None:
        for version in range(3, 7):
            peer, switch = connected(version)
            asked = switch.request_role("master", -2)
            request = peer.take("role_request")
            self.assertEqual((request.role, request.generation_id), (2, (1 << 64) - 2))
            peer.send(peer.ofp.message.role_reply(xid=request.xid, role=2, generation_id=(1 << 64) - 2))
            self.assertEqual(self.successResultOf(asked).role, 2)
            self.assertEqual((switch.role, switch.generation_id), (2, (1 << 64) - 2))
            again = switch.request_role("slave")
            self.assertEqual(peer.take("role_request").generation_id, (1 << 64) - 2)
            self.assertNoResult(again)

    def test_generation_id_is_asked_for(self) -> None:
        peer, switch = connected()
        asked = switch.request_role("slave")
        request = peer.take("role_request")
        self.assertEqual(request.role, roles.NOCHANGE)
        peer.send(peer.ofp.message.role_reply(xid=request.xid, role=1, generation_id=77))
        request = peer.take("role_request")
        self.assertEqual((request.role, request.generation_id), (3, 77))
        peer.send(peer.error(request.xid, kind="role_request_failed", code=0))
        failure = self.failureResultOf(asked, RequestFailed)
        self.assertIn("STALE", str(failure.value))

    def test_nicira(self) -> None:
        for version in (1, 2):
            peer, switch = connected(version)
            asked = switch.request_role("master", 5)
            request = peer.received()[0]
            raw = request.pack()
            self.assertEqual(raw[8:20], bytes.fromhex("00002320 0000000a 00000001"))
            peer.feed(raw[:12] + bytes.fromhex("0000000b") + raw[16:])
            self.successResultOf(asked)
            self.assertEqual(switch.role, roles.MASTER)
            self.failureResultOf(switch.request_role("nochange"), MessageError)

    def test_role_status(self) -> None:
        peer, switch = connected(5)
        peer.send(peer.ofp.message.role_status(xid=0, role=3, reason=0, generation_id=9))
        self.assertEqual((switch.role, switch.generation_id), (3, 9))


class Async(SynchronousTestCase):
    def test_13(self) -> None:
        peer, switch = connected(4)
        done = switch.set_async(packet_in_mask_slave=7)
        xid = peer.take("async_get_request").xid
        peer.send(peer.ofp.message.async_get_reply(xid=xid, port_status_mask_slave=5))
        change = peer.take("async_set")
        self.assertEqual((change.packet_in_mask_slave, change.port_status_mask_slave), (7, 5))
        peer.send(peer.ofp.message.barrier_reply(xid=peer.take("barrier_request").xid))
        self.successResultOf(done)
        self.failureResultOf(switch.set_async(nonsense=7), MessageError)
        peer.nothing()

    def test_14(self) -> None:
        peer, switch = connected(5)
        prop = peer.ofp.async_config_prop.packet_in_slave(mask=3)
        done = switch.set_async(prop)
        self.assertEqual(peer.take("async_set").properties, [prop])
        peer.send(peer.ofp.message.barrier_reply(xid=peer.take("barrier_request").xid))
        self.successResultOf(done)

    def test_before(self) -> None:
        _, switch = connected(3)
        self.failureResultOf(switch.get_async(), MessageError)
        self.failureResultOf(switch.set_async(), MessageError)
        self.failureResultOf(switch.table_features(), MessageError)


class Facts(SynchronousTestCase):
    def test_desc_and_table_features(self) -> None:
        peer, switch = connected()
        desc = switch.desc()
        peer.send(peer.ofp.message.desc_stats_reply(xid=peer.take("desc_stats_request").xid, sw_desc="x"))
        self.assertEqual(self.successResultOf(desc).sw_desc, "x")
        tables = switch.table_features()
        reply = peer.ofp.message.table_features_stats_reply
        xid = peer.take("table_features_stats_request").xid
        entries = [peer.ofp.table_features(table_id=n) for n in range(2)]
        peer.send(reply(xid=xid, flags=1, entries=entries[:1]), reply(xid=xid, entries=entries[1:]))
        self.assertEqual(self.successResultOf(tables), entries)

    def test_delegates(self) -> None:
        peer, switch = connected()
        ping = switch.ping()
        peer.send(peer.ofp.message.echo_reply(xid=peer.take("echo_request").xid))
        self.assertEqual(self.successResultOf(ping), 0.0)
        polled = switch.poll("packet_in")
        peer.send(peer.packet_in(4))
        self.assertEqual(self.successResultOf(polled).xid, 4)
        self.assertGreater(switch.counters.messages, 3)
        self.assertTrue(switch.writable)
        self.successResultOf(switch.when_writable())
        gone = switch.when_disconnected()
        self.successResultOf(switch.close("bye"))
        self.assertEqual(self.successResultOf(gone), "bye")
        self.assertIn("(down)", repr(switch))
