"""Peers that do everything wrong, over TCP, Unix sockets and TLS, in both directions.

Each costs one line of log at most, and the next switch is served as if nothing had been.
"""

from __future__ import annotations

import itertools
import re
import shutil
import socket
import ssl
import struct
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
import trustme

from tests.live.daemon import Daemon
from tests.support.ports import HeldPorts
from tests.support.waiting import LIMIT

TRANSPORTS = ("tcp", "unix", "ssl")
HELLO, ERROR, ECHO_REQUEST, ECHO_REPLY, FEATURES_REQUEST, FEATURES_REPLY = 0, 1, 2, 3, 5, 6


def message(kind: int, body: bytes = b"", *, version: int = 4, length: int | None = None) -> bytes:
    return struct.pack("!BBHI", version, kind, 8 + len(body) if length is None else length, 1) + body


def read(peer: socket.socket) -> tuple[int, bytes] | None:
    """The next message's type and all its bytes, or None at the end of the connection."""
    data = b""
    while len(data) < 8 or len(data) < struct.unpack_from("!H", data, 2)[0]:
        wanted = 8 if len(data) < 8 else struct.unpack_from("!H", data, 2)[0]
        try:
            more = peer.recv(wanted - len(data))
        except (ConnectionResetError, ssl.SSLError):
            return None
        if not more:
            return None
        data += more
    return data[1], data


def expect_end(peer: socket.socket) -> None:
    """Whatever else is said before: the connection must be ended, and soon."""
    while read(peer) is not None:
        pass


def accept_then_close(peer: socket.socket) -> None:
    pass


def reset(peer: socket.socket) -> None:
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def read_hello(peer: socket.socket) -> None:
    got = read(peer)
    assert got is not None and got[0] == HELLO


def plain_hello(peer: socket.socket) -> None:
    peer.sendall(message(HELLO))
    for kind in (HELLO, FEATURES_REQUEST):
        got = read(peer)
        assert got is not None and got[0] == kind


def long_hello(peer: socket.socket) -> None:
    element = struct.pack("!HH", 0x4321, 60000) + bytes(60000 - 4)
    peer.sendall(message(HELLO, element))
    for kind in (HELLO, FEATURES_REQUEST):
        got = read(peer)
        assert got is not None and got[0] == kind


def echo_as_hello(peer: socket.socket) -> None:
    peer.sendall(message(ECHO_REQUEST))
    read_hello(peer)


def short_hello(peer: socket.socket) -> None:
    peer.sendall(message(HELLO, length=4))
    expect_end(peer)


def invalid_version(peer: socket.socket) -> None:
    peer.sendall(message(HELLO, version=0))
    expect_end(peer)


BEHAVIOURS: list[Callable[[socket.socket], None]] = [
    accept_then_close,
    reset,
    read_hello,
    plain_hello,
    long_hello,
    echo_as_hello,
    short_hello,
    invalid_version,
]


#: Datapath ids of good switches; no case has that of another one.
dpids = itertools.count(0xABC001)


def good_switch(peer: socket.socket, dpid: int) -> None:
    """Shake hands as an OpenFlow 1.0 switch without ports."""
    peer.sendall(message(HELLO, version=1))
    while (got := read(peer)) is not None and got[0] != FEATURES_REQUEST:
        pass
    assert got is not None, "the connection was closed during the handshake"
    body = struct.pack("!QIB3xII", dpid, 0, 1, 0, 0)
    peer.sendall(bytes([1, FEATURES_REPLY]) + struct.pack("!H", 8 + len(body)) + got[1][4:8] + body)


class Files:
    """The certificates for both sides, and a folder for sockets."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        ca = trustme.CA()
        ca.cert_pem.write_to_path(str(folder / "ca.pem"))
        issued = ca.issue_cert("127.0.0.1", common_name="both sides")
        issued.private_key_and_cert_chain_pem.write_to_path(str(folder / "both.pem"))
        self.options = ["--tls-cert", str(folder / "both.pem"), "--tls-ca", str(folder / "ca.pem")]

    def context(self, side: int) -> ssl.SSLContext:
        context = ssl.SSLContext(side)
        context.load_cert_chain(self.folder / "both.pem")
        context.load_verify_locations(self.folder / "ca.pem")
        return context


@pytest.fixture(scope="module")
def files() -> Iterator[Files]:
    folder = Path(tempfile.mkdtemp(prefix="oft-"))
    yield Files(folder)
    shutil.rmtree(folder, ignore_errors=True)


class Listening:
    """A controller that listens in all three ways, and how to reach it."""

    def __init__(self, files: Files, ports: HeldPorts) -> None:
        self.files = files
        self.ports = {"tcp": ports.hold(), "ssl": ports.hold()}
        self.path = str(files.folder / "of.sock")
        self.daemon = Daemon(
            files.folder,
            [
                "--listen",
                f"ptcp:{self.ports['tcp']}:127.0.0.1",
                "--listen",
                f"pssl:{self.ports['ssl']}:127.0.0.1",
                "--listen",
                f"punix:{self.path}",
                *files.options,
            ],
        )

    def connect(self, transport: str, *, secure: bool = True) -> socket.socket:
        if transport == "unix":
            peer = socket.socket(socket.AF_UNIX)
            peer.settimeout(LIMIT)
            peer.connect(self.path)
            return peer
        peer = socket.create_connection(("127.0.0.1", self.ports[transport]), timeout=LIMIT)
        if transport == "ssl" and secure:
            return self.files.context(ssl.PROTOCOL_TLS_CLIENT).wrap_socket(peer, server_hostname="127.0.0.1")
        return peer


@pytest.fixture(scope="module")
def listening(files: Files) -> Iterator[Listening]:
    with HeldPorts() as ports, (started := Listening(files, ports)).daemon:
        started.daemon.wait_for("learning_switch for OpenFlow 1.0 to 1.5, listening on")  # the last thing said
        yield started


def new_lines(daemon: Daemon, before: int) -> list[str]:
    """What was logged since, beside that a busy machine has kept the reactor waiting."""
    return [line for line in daemon.log().splitlines()[before:] if "the reactor was blocked" not in line]


def name_of(peer: socket.socket) -> str:
    """A pattern for what a client over TCP is called in the log."""
    host, port = peer.getsockname()
    return rf"{re.escape(host)}:{port}\b"


@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize("behave", BEHAVIOURS, ids=lambda behave: behave.__name__)
def test_connecting_to_us(listening: Listening, transport: str, behave: Callable[[socket.socket], None]) -> None:
    daemon = listening.daemon
    before = len(daemon.log().splitlines())
    with listening.connect(transport) as peer:
        behave(peer)
    dpid = next(dpids)
    with listening.connect(transport) as peer:
        good_switch(peer, dpid)
        daemon.wait_for(f"switch {dpid:016x} up")
    daemon.wait_for(f"switch {dpid:016x} down")
    about = [line for line in new_lines(daemon, before) if f"{dpid:016x}" not in line]
    assert len(about) <= 1, about
    assert not daemon.lines("Traceback|Unhandled")


def be_connected_to(server: socket.socket, context: ssl.SSLContext | None, dpid: int, daemon: Daemon) -> None:
    """Be every bad peer once, and at last a good switch; the controller comes again each time."""
    with server:
        server.settimeout(LIMIT)
        for behave in BEHAVIOURS:
            peer, _ = server.accept()
            peer.settimeout(LIMIT)
            with peer if context is None else context.wrap_socket(peer, server_side=True) as peer:
                behave(peer)
        peer, _ = server.accept()
        peer.settimeout(LIMIT)
        with peer if context is None else context.wrap_socket(peer, server_side=True) as peer:
            good_switch(peer, dpid)
            daemon.wait_for(f"switch {dpid:016x} up")
    daemon.wait_for(f"switch {dpid:016x} down")


def test_connecting_to_them(files: Files, ports: HeldPorts) -> None:
    path = str(files.folder / "switch.sock")
    numbers = {"tcp": ports.hold(), "ssl": ports.hold()}
    targets = [f"{kind}:127.0.0.1:{port}" for kind, port in numbers.items()] + [f"unix:{path}"]
    context = files.context(ssl.PROTOCOL_TLS_SERVER)
    context.verify_mode = ssl.CERT_REQUIRED
    words = [word for target in targets for word in ("--connect", target)]
    with Daemon(files.folder, [*words, *files.options]) as daemon:
        for target in targets:  # refused: nobody listens yet
            daemon.wait_for(f"cannot connect to {target}: ")
        unix = socket.socket(socket.AF_UNIX)
        unix.bind(path)
        unix.listen()
        servers = {kind: socket.create_server(("127.0.0.1", port)) for kind, port in numbers.items()}
        with ThreadPoolExecutor() as threads:
            jobs = [
                threads.submit(be_connected_to, servers["tcp"], None, next(dpids), daemon),
                threads.submit(be_connected_to, servers["ssl"], context, next(dpids), daemon),
                threads.submit(be_connected_to, unix, None, next(dpids), daemon),
            ]
            for job in jobs:
                job.result()
        assert not daemon.lines("Traceback|Unhandled")


def test_clients_of_something_else(listening: Listening) -> None:
    """HTTP, TLS on the plain port, plain OpenFlow on the TLS port: ended at once, one line each."""
    daemon = listening.daemon
    client_hello = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(506)
    for transport, data in (
        ("tcp", b"GET / HTTP/1.1\r\nHost: controller\r\n\r\n"),
        ("tcp", client_hello),
        ("ssl", message(HELLO)),
        ("ssl", b"GET / HTTP/1.1\r\nHost: controller\r\n\r\n"),
    ):
        with listening.connect(transport, secure=False) as peer:
            about = name_of(peer)
            before = len(daemon.lines(about))  # the system may give a port again that another case had
            peer.sendall(data)
            expect_end(peer)
        daemon.wait_for(about, count=before + 1)
        assert len(daemon.lines(about)) == before + 1
    assert not daemon.lines("Traceback|Unhandled")


def test_a_switch_without_a_certificate(listening: Listening) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(listening.files.folder / "ca.pem")
    with listening.connect("ssl", secure=False) as plain:
        about = name_of(plain)
        before = len(listening.daemon.lines(f"{about}.*certificate"))
        try:
            with context.wrap_socket(plain, server_hostname="127.0.0.1") as peer:
                expect_end(peer)
        except ssl.SSLError:
            pass  # with TLS 1.2 the refusal comes during the handshake
    listening.daemon.wait_for(f"{about}.*certificate", count=before + 1)
    assert not listening.daemon.lines("Traceback|Unhandled")


def test_silent_clients_delay_nobody(listening: Listening) -> None:
    """One that never speaks, one that never begins a TLS handshake, one that never finishes it.

    Each ends after the handshake's time. The last two differ in nothing that one would want to read twice.
    """
    daemon = listening.daemon
    with ExitStack() as at_end:
        silent = [at_end.enter_context(listening.connect(kind, secure=False)) for kind in ("tcp", "ssl", "ssl")]
        silent[2].sendall(b"\x16\x03\x01\x02\x00\x01")
        names = [name_of(peer) for peer in silent]
        before = len(daemon.log().splitlines())
        for transport in TRANSPORTS:
            dpid = next(dpids)
            with listening.connect(transport) as peer:
                good_switch(peer, dpid)
                daemon.wait_for(f"switch {dpid:016x} up")
            daemon.wait_for(f"switch {dpid:016x} down")
        for peer in silent:
            expect_end(peer)
        daemon.wait_for(f"{names[0]}: .*no handshake within 10 s: waiting for HELLO")
        daemon.wait_for(f"({names[1]}|{names[2]}): .*no TLS handshake within 10 s")
        told = [sum(bool(re.search(name, line)) for line in new_lines(daemon, before)) for name in names]
        assert told in ([1, 1, 0], [1, 0, 1])
    assert not daemon.lines("Traceback|Unhandled")
