"""The bytes of a connection on real sockets: order, back-pressure, closing; TCP, Unix and TLS."""

from __future__ import annotations

import random
import socket
import ssl
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_twisted
import trustme
from twisted.internet import reactor, task
from twisted.internet import ssl as twisted_ssl
from twisted.internet.endpoints import (
    SSL4ServerEndpoint,
    TCP4ServerEndpoint,
    TCP6ServerEndpoint,
    UNIXServerEndpoint,
)
from twisted.internet.threads import deferToThread
from twisted.logger import formatEvent, globalLogPublisher

from oftwist import loxi
from oftwist.connection.factory import OFServerFactory
from oftwist.connection.options import Options
from oftwist.connection.protocol import OFProtocol
from tests.support.waiting import LIMIT, until

ofp: Any = loxi.protocol(4)
HELLO = bytes.fromhex("0400000800000001")


class Server:
    """A port whose connections are kept, and the other ends of them as plain sockets."""

    def __init__(self, kind: str, options: Options, folder: Path) -> None:
        self.made: list[OFProtocol] = []
        self.factory = OFServerFactory(None, options, connected=self.made.append)
        self.kind = kind
        self.path = str(folder / "s")
        self.trust = ssl.create_default_context()
        self.sockets: list[socket.socket] = []
        self.port: Any = None

    async def open(self) -> None:
        endpoint: Any
        if self.kind == "unix":
            endpoint = UNIXServerEndpoint(reactor, self.path)
        elif self.kind == "tls":
            ca = trustme.CA()
            ca.configure_trust(self.trust)
            issued = ca.issue_cert("127.0.0.1")
            pem = issued.private_key_pem.bytes() + b"".join(one.bytes() for one in issued.cert_chain_pems)
            certificate = twisted_ssl.PrivateCertificate.loadPEM(pem)
            endpoint = SSL4ServerEndpoint(reactor, 0, certificate.options(), interface="127.0.0.1")
        elif self.kind == "tcp6":
            endpoint = TCP6ServerEndpoint(reactor, 0, interface="::1")
        else:
            endpoint = TCP4ServerEndpoint(reactor, 0, interface="127.0.0.1")
        self.port = await endpoint.listen(self.factory)

    def client(self) -> socket.socket:
        """Connect; call it in a thread."""
        if self.kind == "unix":
            one = socket.socket(socket.AF_UNIX)
            one.connect(self.path)
        else:
            address = self.port.getHost()
            one = socket.create_connection((address.host, address.port), 20)
            if self.kind == "tls":
                one = self.trust.wrap_socket(one, server_hostname="127.0.0.1")
        one.settimeout(20)
        self.sockets.append(one)
        return one

    async def switch(self) -> tuple[socket.socket, OFProtocol]:
        """Connect and shake hands."""

        def shake() -> socket.socket:
            one = self.client()
            one.sendall(HELLO)  # as switches do: at once
            read(one, 16)
            xid = read(one, 8)[4:]
            reply = ofp.message.features_reply(xid=int.from_bytes(xid, "big"), datapath_id=1)
            one.sendall(reply.pack())
            xid = read(one, 16)[4:8]
            one.sendall(ofp.message.port_desc_stats_reply(xid=int.from_bytes(xid, "big")).pack())
            return one

        one = await deferToThread(shake)
        protocol = self.made[-1]
        await protocol.when_ready()
        return one, protocol

    async def close(self) -> None:
        for one in self.sockets:
            one.close()
        await self.port.stopListening()
        for protocol in self.made:
            protocol.disconnect()
            await protocol.when_disconnected()
        assert not self.factory.connections


def read(one: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        more = one.recv(size - len(data))
        assert more, f"closed after {len(data)} of {size} bytes"
        data += more
    return data


@pytest.fixture
def lines() -> Iterator[list[str]]:
    seen: list[str] = []

    def observe(event: Any) -> None:
        seen.append(formatEvent(event))
        assert "log_failure" not in event, event

    globalLogPublisher.addObserver(observe)
    yield seen
    globalLogPublisher.removeObserver(observe)


KINDS = ["tcp", "tcp6", "unix", "tls", "tcp without direct sends"]


@pytest.mark.parametrize("kind", KINDS)
@pytest_twisted.ensureDeferred
async def test_order_and_back_pressure(kind: str, tmp_path: Path, short_path: Path) -> None:
    direct = not kind.endswith("sends")
    server = Server(kind.split()[0], Options(write_high_water=1 << 20, direct_send=direct), short_path)
    await server.open()
    try:
        one, protocol = await server.switch()
        dice = random.Random(5)
        expected: list[bytes] = []
        sent = 0
        went_full = False
        while sent < 12 << 20:
            data = dice.randbytes(dice.choice((8, 100, 3000, 70000, 300000)))
            protocol.send_raw(data)
            expected.append(data)
            sent += len(data)
            if dice.random() < 0.05:
                await task.deferLater(reactor, 0)
            went_full = went_full or not protocol.writable
        assert went_full
        drained = protocol.when_writable()
        assert await deferToThread(read, one, sent) == b"".join(expected)
        await drained
        assert protocol.writable
        assert protocol.writer.buffered() == 0
        ping = protocol.ping(LIMIT)
        raw = await deferToThread(read, one, 8)
        one.sendall(b"\x04\x03" + raw[2:])
        assert await ping > 0
    finally:
        await server.close()


@pytest.mark.parametrize("kind", ["tcp", "unix", "tls"])
@pytest_twisted.ensureDeferred
async def test_a_switch_that_does_not_read_is_closed(kind: str, short_path: Path) -> None:
    server = Server(kind, Options(write_high_water=1 << 20, stuck_writer_timeout=0.3), short_path)
    await server.open()
    try:
        one, protocol = await server.switch()
        protocol.send_raw(bytes(9 << 20))
        reason = await protocol.when_disconnected()
        assert "took none of" in reason
        del one
    finally:
        await server.close()


@pytest.mark.parametrize("neighbours", [0, 5])
@pytest.mark.parametrize("kind", ["tcp", "unix", "tls"])
@pytest_twisted.ensureDeferred
async def test_a_peer_that_asks_and_does_not_read_is_not_read(kind: str, neighbours: int, short_path: Path) -> None:
    """Echo requests without end, and nobody reads the answers: memory is bounded, and nothing is lost when they are."""
    high = 1 << 18
    server = Server(kind, Options(write_high_water=high), short_path)
    await server.open()
    request = b"\x04\x02" + struct.pack("!HI", 60000, 7) + bytes(range(256)) * 234 + bytes(88)
    try:
        others = [await server.switch() for _ in range(neighbours)]
        one, protocol = await server.switch()
        written = 0

        def flood() -> None:
            """Until nothing more is taken for half a second."""
            nonlocal written
            one.settimeout(0.5)
            data = request * 20
            try:
                while written < 200 << 20:
                    at = written % len(request)
                    written += one.send(data[at : at + 16384])  # no more than a record of TLS
            except TimeoutError:
                one.settimeout(20)

        await deferToThread(flood)
        assert written < 100 << 20  # the kernel keeps some of it
        assert high < protocol.writer.buffered() < 2 * high + 4 * 65536
        assert not protocol.writable
        for other, neighbour in others:
            ping = neighbour.ping(LIMIT)
            raw = await deferToThread(read, other, 8)
            other.sendall(b"\x04\x03" + raw[2:])
            assert await ping > 0

        whole = written // len(request)
        answers = await deferToThread(read, one, whole * len(request))
        assert answers == (b"\x04\x03" + request[2:]) * whole
        await until(lambda: protocol.writable)
        at = written % len(request)
        one.sendall((request * 2)[at:])  # TLS wants to begin again with what it was refused
        assert await deferToThread(read, one, 2 * len(request)) == (b"\x04\x03" + request[2:]) * 2
    finally:
        await server.close()


@pytest_twisted.ensureDeferred
async def test_what_was_sent_before_closing_arrives(short_path: Path) -> None:
    server = Server("tcp", Options(), short_path)
    await server.open()
    try:
        one, protocol = await server.switch()
        data = random.Random(1).randbytes(3 << 20)
        protocol.send_raw(data)
        gone = protocol.disconnect("enough")
        assert await deferToThread(read, one, len(data)) == data
        assert await deferToThread(one.recv, 1) == b""
        assert await gone == "enough"
    finally:
        await server.close()


@pytest_twisted.ensureDeferred
async def test_a_peer_that_never_lets_go_is_aborted(short_path: Path) -> None:
    server = Server("tcp", Options(close_timeout=0.2), short_path)
    await server.open()
    try:
        _, protocol = await server.switch()
        protocol.send_raw(bytes(9 << 20))
        assert await protocol.disconnect("enough") == "enough"
    finally:
        await server.close()


@pytest_twisted.ensureDeferred
async def test_reset_by_the_peer(short_path: Path, lines: list[str]) -> None:
    server = Server("tcp", Options(), short_path)
    await server.open()
    try:
        one, protocol = await server.switch()
        waiting = protocol.barrier()
        failed: list[Any] = []
        waiting.addErrback(failed.append)
        one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        one.close()
        assert await protocol.when_disconnected() in ("connection lost", "closed by the switch")  # as the kernel says
        assert failed
        assert not [line for line in lines if "Traceback" in line]
    finally:
        await server.close()


@pytest_twisted.ensureDeferred
async def test_strangers_cost_one_line_each_and_delay_nobody(short_path: Path, lines: list[str]) -> None:
    for kind in ("tcp", "tls"):
        server = Server(kind, Options(handshake_timeout=3.0), short_path)
        await server.open()
        try:
            address = server.port.getHost()
            strangers = [socket.create_connection((address.host, address.port), 5) for _ in range(6)]
            strangers[1].sendall(b"GET / HTTP/1.1\r\n\r\n")
            strangers[2].sendall(bytes.fromhex("16030100c8010000c403030000"))
            strangers[3].sendall(b"\x04\x00\x00")
            strangers[4].sendall(b"\x04\x00\x00\x07\0\0\0\0")
            strangers[5].close()
            one, protocol = await server.switch()
            await until(lambda server=server: len(server.factory.connections) == 1)
            assert protocol.connected
            one.close()
            for stranger in strangers:
                stranger.close()
        finally:
            await server.close()
    assert all("Traceback" not in line for line in lines)
    text = "\n".join(lines)
    for word in ("HTTP", "TLS", "no handshake within", "below 8"):
        assert word in text, lines


@pytest_twisted.ensureDeferred
async def test_many_silent_clients(short_path: Path) -> None:
    server = Server("tcp", Options(handshake_timeout=LIMIT, max_handshakes=50), short_path)
    await server.open()
    try:
        address = server.port.getHost()
        where = (address.host, address.port)
        silent = await deferToThread(lambda: [socket.create_connection(where, 20) for _ in range(200)])
        await until(lambda: len(server.made) == 200)
        assert len(server.factory.gate) == 0
        one, protocol = await server.switch()
        assert protocol.up
        assert len(server.factory.connections) == 201
        for stranger in silent:
            stranger.close()
        await until(lambda: len(server.factory.connections) == 1)
        one.close()
    finally:
        await server.close()
