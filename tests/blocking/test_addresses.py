"""Where it listens and where it connects: IPv4, IPv6, unix sockets, TLS; again and again, and not for ever."""

from __future__ import annotations

import socket
import threading
from pathlib import Path
from typing import Any

import pytest

from oftwist.blocking import Controller
from tests.support.blocking_support import FOREVER, PATIENCE, Peer, eventually, running


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as sock:
            sock.bind(("::1", 0))
    except OSError:
        return False
    return True


@pytest.mark.skipif(not has_ipv6(), reason="no IPv6 here")
def test_ipv6_both_ways(version: int) -> None:
    with running(host="::1", version=version) as passive:
        with running(switch="::1", port=passive.port, version=version) as active:
            assert active.connect(PATIENCE)
            assert passive.connect(PATIENCE)
            assert passive.switch_addr is not None
            assert passive.switch_addr[0] == "::1"
            talk(passive, active)


def talk(one: Controller, other: Controller) -> None:
    """Two controllers, each the other's switch."""
    assert one.poll("hello", PATIENCE)[0] is not None
    assert other.poll("hello", PATIENCE)[0] is not None
    other.keep_alive = True
    assert one.transact(one.ofp.message.echo_request(data=b"x"), PATIENCE)[0].data == b"x"
    other.message_send(other.ofp.message.packet_in(data=b"frame"))
    assert one.poll("packet_in", PATIENCE)[0].data == b"frame"


@pytest.mark.parametrize("spelling", ["unix:{}", "{}"])
def test_unix_sockets_both_ways(spelling: str, version: int, tmp_path: Path) -> None:
    path = tmp_path / "control"
    where = spelling.format(path)
    with running(host=where, version=version) as passive:
        with running(switch=where, version=version) as active:
            assert active.connect(PATIENCE)
            assert passive.connect(PATIENCE)
            talk(passive, active)
    assert not path.exists()
    # A socket file that a killed process left behind is in nobody's way; a live one and a plain file are.
    with socket.socket(socket.AF_UNIX) as stale:
        stale.bind(str(path))
    with running(host=where):
        with pytest.raises(OSError, match="in use"):
            Controller(host=where)
    path.write_text("precious")
    with pytest.raises(OSError, match="in use"):
        Controller(host=where)
    assert path.read_text() == "precious"


def test_active_connect_tries_again_until_it_works(version: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    accepted: list[Any] = []

    def late() -> None:
        with socket.create_server(("127.0.0.1", port)) as again:
            again.settimeout(PATIENCE)
            accepted.append(again.accept()[0])

    timer = threading.Timer(0.2, late)
    timer.start()
    with running(switch="localhost", port=port, version=version) as controller:
        assert controller.connect(PATIENCE)
        timer.join()
        accepted[0].close()


def test_active_connect_gives_up_in_time() -> None:
    """A full backlog swallows connections without an answer."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        port = server.getsockname()[1]
        fillers = []
        for _ in range(3):
            filler = socket.socket()
            filler.setblocking(False)
            filler.connect_ex(("127.0.0.1", port))
            fillers.append(filler)
        with running(switch="127.0.0.1", port=port) as controller:
            assert controller.connect(0.3) is False
        for filler in fillers:
            filler.close()


def test_shutdown_ends_an_active_connect() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with running(switch="127.0.0.1", port=port) as controller:
        threading.Timer(0.1, controller.shutdown).start()
        assert controller.connect(FOREVER) is False


def test_tls_both_ways(version: int, tmp_path: Path) -> None:
    trustme = pytest.importorskip("trustme")
    pytest.importorskip("OpenSSL")
    from oftwist.endpoints import TLS

    authority = trustme.CA()
    server, client = authority.issue_cert("127.0.0.1"), authority.issue_cert("switch.example")
    files: dict[str, str] = {}
    for name, cert in (("server", server), ("client", client)):
        files[name] = str(tmp_path / f"{name}.pem")
        cert.private_key_and_cert_chain_pem.write_to_path(files[name])
    ca = str(tmp_path / "ca.pem")
    authority.cert_pem.write_to_path(ca)
    tls = TLS(certificate=files["server"], ca=ca)
    with running(tls=tls, version=version) as passive:
        with running(
            switch="127.0.0.1", port=passive.port, tls=TLS(certificate=files["client"], ca=ca), version=version
        ) as active:
            assert active.connect(PATIENCE)
            assert passive.connect(PATIENCE)
            talk(passive, active)
            for number in range(500):
                passive.message_send(passive.ofp.message.echo_request(xid=number, data=bytes(20000)))
                with passive.tx_lock:
                    assert passive.switch_socket
                    passive.switch_socket.sendall(passive.ofp.message.barrier_request(xid=number).pack())
            passive.disconnect()
            assert active.wait_disconnected(PATIENCE)
            assert passive.disconnect_reason == "disconnect() was called"


def test_tls_to_somebody_who_speaks_plain(version: int, tmp_path: Path) -> None:
    trustme = pytest.importorskip("trustme")
    pytest.importorskip("OpenSSL")
    from oftwist.endpoints import TLS

    authority = trustme.CA()
    pem = str(tmp_path / "server.pem")
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(pem)
    with running(tls=TLS(certificate=pem), version=version) as controller, Peer.to(controller) as peer:
        peer.send(peer.ofp.message.hello())
        controller.connect(PATIENCE)
        assert eventually(lambda: controller.disconnect_reason)
        assert controller.disconnect_reason
        assert controller.disconnect_reason.startswith("TLS")
