"""Sending: what is with the kernel when a call returns, the order, and a switch that does not read."""

from __future__ import annotations

import contextlib
import fcntl
import operator
import re
import socket
import ssl
import sys
import termios
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from oftwist import wire
from oftwist.blocking import Controller
from oftwist.blocking.helpers import SwitchUnderTest
from oftwist.endpoints import TLS
from oftwist.errors import Disconnected, RequestTimeout
from tests.support.blocking_support import FOREVER, PATIENCE, Peer, connected, eventually, running


@contextlib.contextmanager
def reactor_blocked(controller: Controller) -> Iterator[None]:
    """The reactor's thread stands still, as in a handler of the test's that waits for something."""
    held, free = threading.Event(), threading.Event()
    controller.bridge.run_soon(lambda: (held.set(), free.wait(PATIENCE)))
    assert held.wait(PATIENCE)
    try:
        yield
    finally:
        free.set()


def arrived(sock: socket.socket) -> int:
    """Bytes that the kernel has for the peer, without reading them. On a unix socket they are there at once."""
    return int.from_bytes(fcntl.ioctl(sock, termios.FIONREAD, bytes(4)), sys.byteorder)


@contextlib.contextmanager
def over_unix(tmp_path: Path, **settings: Any) -> Iterator[tuple[Controller, socket.socket]]:
    path = str(tmp_path / "sock")
    with running(host=path, **settings) as controller, socket.socket(socket.AF_UNIX) as sock:
        controller.initial_hello = False
        sock.connect(path)
        assert controller.connect(PATIENCE)
        yield controller, sock


def ways_to_send(controller: Controller) -> list[Callable[[bytes], Any]]:
    """Whatever gets bytes to the switch and returns."""

    def under_lock(data: bytes) -> None:
        with controller.tx_lock:
            controller.switch_socket.sendall(data)  # type: ignore[union-attr]

    def transacted(data: bytes) -> None:
        msg = controller.ofp.message.echo_request(xid=int.from_bytes(data[4:8], "big"), data=data[8:])
        controller.transact(msg, 0)

    return [
        controller.message_send,
        under_lock,
        lambda data: controller.switch_socket.send(data),  # type: ignore[union-attr]
        transacted,
        lambda data: SwitchUnderTest(controller).send(wire.decode(data)),
    ]


def test_what_was_sent_is_with_the_kernel_when_the_call_returns(version: int, tmp_path: Path) -> None:
    """Each message of a burst, the second as the first, however it is sent, while the reactor's thread stands still."""
    with over_unix(tmp_path, version=version) as (controller, sock), reactor_blocked(controller):
        for number in range(100):
            size = 0
            for send in ways_to_send(controller):
                data = controller.ofp.message.echo_request(xid=number, data=b"x" * (number % 7)).pack()
                send(data)
                size += len(data)
                assert arrived(sock) == size
            sock.recv(size)  # a unix socket is full with some hundred messages, however small


def test_the_same_from_several_threads(version: int, tmp_path: Path) -> None:
    """What one thread has sent has arrived when its call returns, whatever the others do; each one's order is kept."""
    threads, count, size = 4, 40, 16
    with over_unix(tmp_path, version=version) as (controller, sock), reactor_blocked(controller):
        failed: list[str] = []
        sent = [0] * threads  # calls that have returned

        def send(thread: int) -> None:
            for number in range(count):
                ways_to_send(controller)[number % 3](
                    controller.ofp.message.echo_request(xid=thread * 1000 + number, data=bytes(8)).pack()
                )
                sent[thread] += 1
                least = sum(sent)
                if arrived(sock) < least * size:
                    failed.append(f"{arrived(sock)} bytes after {least} messages")

        started = [threading.Thread(target=send, args=(thread,)) for thread in range(threads)]
        for thread in started:
            thread.start()
        for thread in started:
            thread.join(PATIENCE)
        assert failed == [] and sent == [count] * threads
        data = sock.recv(1 << 20, socket.MSG_WAITALL | socket.MSG_DONTWAIT)
        xids = [int.from_bytes(data[at + 4 : at + 8], "big") for at in range(0, len(data), size)]
        for thread in range(threads):
            assert [xid for xid in xids if xid // 1000 == thread] == [thread * 1000 + n for n in range(count)]


def test_the_same_over_tcp(pair: tuple[Controller, Peer]) -> None:
    """There nobody says when it arrives, but it does without the reactor's thread."""
    controller, peer = pair
    with reactor_blocked(controller):
        for number in range(50):
            controller.message_send(controller.ofp.message.echo_request(xid=2 * number))
            controller.message_send(controller.ofp.message.echo_request(xid=2 * number + 1))
            assert [peer.recv().xid, peer.recv().xid] == [2 * number, 2 * number + 1]


def test_a_burst_wakes_nobody(version: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the socket takes costs one call of it for each message, and the reactor's thread is left alone."""
    with over_unix(tmp_path, version=version) as (controller, sock):
        woken: list[Any] = []
        monkeypatch.setattr(controller.bridge.reactor, "callFromThread", lambda *args: woken.append(args))
        for number in range(100):
            controller.message_send(controller.ofp.message.echo_request(xid=number))
        monkeypatch.undo()
        assert woken == [] and unsent(controller) == 0
        assert arrived(sock) == 800


def test_a_full_socket_keeps_the_order_of_all_who_send(version: int, tmp_path: Path) -> None:
    """The socket takes nothing more: threads, echo answers of the reactor's thread, everything follows in order."""
    with over_unix(tmp_path, version=version) as (controller, sock):
        controller.keep_alive = True
        big = controller.ofp.message.echo_request(data=bytes(60000))
        count = 0
        while not unsent(controller):
            big.xid = count
            controller.message_send(big)
            count += 1
        before = unsent(controller)
        sock.sendall(controller.ofp.message.echo_request(xid=1_000_000).pack())
        assert eventually(lambda: unsent(controller) == before + 8)
        waiting = unsent(controller)
        controller.message_send(controller.ofp.message.echo_request(xid=count))
        assert unsent(controller) == waiting + 8
        peer = Peer(sock, version)
        assert [peer.recv().xid for _ in range(count + 2)] == [*range(count), 1_000_000, count]
        assert eventually(lambda: unsent(controller) == 0)


def test_room_is_found_without_the_reactor(version: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit is reached, the switch reads, the reactor's thread stands still: the next send goes on at once."""
    monkeypatch.setattr(Controller, "send_limit", 100_000)
    monkeypatch.setattr(Controller, "send_timeout", PATIENCE)
    with over_unix(tmp_path, version=version) as (controller, sock):
        peer = Peer(sock, version)
        big = controller.ofp.message.echo_request(data=bytes(60000))
        count = 0
        with reactor_blocked(controller):
            while unsent(controller) < 100_000:
                big.xid = count
                controller.message_send(big)
                count += 1
            assert [peer.recv().xid for _ in range(count - 3)] == list(range(count - 3))
            controller.message_send(controller.ofp.message.echo_request(xid=count))
            assert unsent(controller) < 100_000
        assert [peer.recv().xid for _ in range(4)] == list(range(count - 3, count + 1))


def unsent(controller: Controller) -> int:
    found = re.search(r"unsent bytes +(\d+)", str(controller))
    assert found
    return int(found[1])


def test_with_tls_it_is_with_the_kernel_too(version: int, tmp_path: Path) -> None:
    """From several threads: after each call as much has arrived as was sent by then."""
    with over_tls(tmp_path, version) as (controller, raw, tls):
        data = controller.ofp.message.echo_request(xid=1, data=bytes(100)).pack()
        peer = Peer(tls, version)
        failed: list[str] = []
        sent: list[int] = []

        def send() -> None:
            for number in range(15):
                ways_to_send(controller)[number % 3](data)
                sent.append(len(data))
                least = sum(sent)
                if arrived(raw) < least:
                    failed.append(f"{arrived(raw)} of {least} bytes")

        for _ in range(5):
            sent.clear()
            started = [threading.Thread(target=send) for _ in range(3)]
            for thread in started:
                thread.start()
            for thread in started:
                thread.join(PATIENCE)
            assert failed == [] and len(sent) == 45
            # A unix socket is full with some 70 records, however small.
            assert [peer.recv_raw() for _ in sent] == [data] * 45


def test_the_reactor_thread_may_use_the_socket_and_does_not_wait(version: int, tmp_path: Path) -> None:
    """Where there is TLS as well, in a function that `bridge.call` runs."""
    with over_tls(tmp_path, version) as (controller, _, tls):
        data = controller.ofp.message.echo_request(xid=1).pack()
        socket_ = controller.switch_socket
        assert socket_ is not None
        controller.bridge.call(socket_.sendall, data, timeout=PATIENCE)
        assert Peer(tls, version).recv_raw() == data


@contextlib.contextmanager
def over_tls(tmp_path: Path, version: int) -> Iterator[tuple[Controller, socket.socket, ssl.SSLSocket]]:
    """A controller, the peer's bare socket to count bytes in, and its TLS one to read them; hands are shaken."""
    trustme = pytest.importorskip("trustme")
    pytest.importorskip("OpenSSL")
    pem = str(tmp_path / "server.pem")
    trustme.CA().issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with over_unix(tmp_path, version=version, tls=TLS(certificate=pem)) as (controller, sock):
        with sock.dup() as raw, context.wrap_socket(sock) as tls:
            tls.settimeout(PATIENCE)
            controller.message_send(controller.ofp.message.hello(xid=0))
            Peer(tls, version).recv()  # what TLS says to begin with is read by this as well
            yield controller, raw, tls


def test_disconnect_has_ended_the_connection_when_it_returns(version: int) -> None:
    """Also while the reactor's thread is busy when it is called; what was sent before has arrived."""
    for close in ("disconnect", "shutdown", "kill", "switch_socket.close"):
        with connected(version=version) as (controller, peer):
            controller.message_send(controller.ofp.message.barrier_request(xid=7))
            with reactor_blocked(controller):
                ended = threading.Event()

                def end(controller: Controller = controller, close: str = close, ended: Any = ended) -> None:
                    operator.attrgetter(close)(controller)()
                    peer.sock.settimeout(0)
                    got = peer.sock.recv(100)
                    if int.from_bytes(got[4:8], "big") == 7 and peer.sock.recv(100) == b"":
                        ended.set()

                thread = threading.Thread(target=end)
                thread.start()
                assert not ended.wait(0.02)
            thread.join(PATIENCE)
            assert ended.is_set(), close
            assert controller.switch_socket is None


def test_connect_has_sent_our_hello_when_it_returns(version: int, tmp_path: Path) -> None:
    path = str(tmp_path / "sock")
    for _ in range(20):
        with running(host=path, version=version) as controller, socket.socket(socket.AF_UNIX) as sock:
            sock.connect(path)
            assert controller.connect(PATIENCE)
            assert arrived(sock) >= 8


def test_a_handler_is_in_force_when_register_returns(version: int) -> None:
    """Whatever the peer sends after that goes to it, and after it was taken away to nobody."""
    with connected(version=version) as (controller, peer):
        for number in range(50):
            seen: list[int] = []
            controller.register(controller.ofp.OFPT_PACKET_IN, lambda c, msg, raw, seen=seen: seen.append(msg.xid) or 1)
            peer.send(peer.packet_in(xid=number))
            peer.send(peer.ofp.message.barrier_reply(xid=number))
            assert controller.poll(controller.ofp.OFPT_BARRIER_REPLY, PATIENCE)[0].xid == number
            assert seen == [number]
            controller.register(controller.ofp.OFPT_PACKET_IN, None)
            peer.send(peer.packet_in(xid=number))
            assert controller.poll(controller.ofp.OFPT_PACKET_IN, PATIENCE)[0].xid == number
            assert seen == [number]


def test_full_buffers_are_no_deadlock(version: int) -> None:
    """The peer sends and does not read; what it sends arrives, and sends fail after their timeout."""
    with connected(version=version, max_pkts=None) as (controller, peer):
        controller.send_timeout = 0.1
        assert controller.switch_socket
        message = controller.ofp.message.echo_request(xid=1, data=bytes(60000))
        with pytest.raises(RequestTimeout, match="takes nothing"):
            for _ in range(1000):
                controller.message_send(message)
        for number in range(100):
            peer.send(peer.packet_in(xid=number))
        assert [controller.poll(timeout=PATIENCE)[0].xid for _ in range(100)] == list(range(100))
        assert controller.transact(controller.ofp.message.barrier_request(), 0.1) == (None, None)
        assert "takes nothing" not in (controller.disconnect_reason or "")


def test_backpressure_lets_everything_through(version: int) -> None:
    """A slow reader slows the sender down; nothing is lost, nothing grows without bound."""
    with connected(version=version) as (controller, peer):
        count, size = 600, 60000
        got = []

        def read() -> None:
            for _ in range(count):
                got.append(peer.recv_raw())

        timer = threading.Timer(0.1, read)
        timer.start()
        highest = 0
        for number in range(count):
            controller.message_send(controller.ofp.message.echo_request(xid=number, data=bytes(size)))
            link = controller.lifecycle.connection
            assert link is not None
            highest = max(highest, link.outgoing.queued)
        timer.join(30)
        assert [int.from_bytes(raw[4:8], "big") for raw in got] == list(range(count))
        assert highest <= controller.send_limit + size + 8


def test_answers_to_somebody_who_does_not_read_do_not_pile_up(version: int) -> None:
    with connected(version=version) as (controller, peer):
        controller.keep_alive = True
        request = peer.ofp.message.echo_request(xid=1, data=bytes(60000)).pack()
        for _ in range(400):
            peer.sock.sendall(request)
        peer.send(peer.packet_in(xid=2))
        assert controller.poll(controller.ofp.OFPT_PACKET_IN, PATIENCE)[0].xid == 2
        assert controller.lifecycle.connection is not None
        assert controller.lifecycle.connection.outgoing.queued < controller.send_limit + 70000


def test_sending_on_a_dead_connection_is_an_exception(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    held = controller.switch_socket
    assert held
    peer.close()
    assert controller.wait_disconnected(PATIENCE)
    with pytest.raises(Disconnected, match=r"^no socket$"):
        controller.message_send(controller.ofp.message.echo_request())
    with pytest.raises(OSError, match="closed by the switch"):
        held.sendall(b"x")


def test_a_sender_that_waits_is_released_by_the_end(version: int) -> None:
    with connected(version=version) as (controller, peer):
        controller.send_timeout = FOREVER
        message = controller.ofp.message.echo_request(xid=1, data=bytes(60000))
        timer = threading.Timer(0.5, peer.close)
        timer.start()
        with pytest.raises(Disconnected):
            for _ in range(1000):
                controller.message_send(message)
        timer.join()
