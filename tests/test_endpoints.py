"""Endpoint strings: what each spelling means in each direction, and what is said about bad ones."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path
from typing import Any

import pytest
import trustme
from twisted.internet import endpoints as twisted_endpoints
from twisted.internet.error import CannotListenError
from twisted.internet.protocol import Factory, Protocol
from twisted.internet.testing import MemoryReactorClock

from oftwist.endpoints import TCPServerEndpoint, UnixServerEndpoint, client, server
from oftwist.errors import ConfigurationError
from oftwist.tls import TLS, TLSClientEndpoint, TLSServerEndpoint, certificate_names

ANY = ""


@pytest.fixture
def reactor() -> MemoryReactorClock:
    return MemoryReactorClock()


@pytest.fixture(scope="module")
def pki(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A CA and one certificate of it; "both" has key and certificate in one file."""
    folder = tmp_path_factory.mktemp("pki")
    ca, other = trustme.CA(), trustme.CA()
    certificate = ca.issue_cert("controller.example", common_name="controller")
    paths = {name: str(folder / name) for name in ("ca", "cert", "key", "both", "other_key", "empty")}
    ca.cert_pem.write_to_path(paths["ca"])
    certificate.cert_chain_pems[0].write_to_path(paths["cert"])
    certificate.private_key_pem.write_to_path(paths["key"])
    certificate.private_key_and_cert_chain_pem.write_to_path(paths["both"])
    other.issue_cert("other.example").private_key_pem.write_to_path(paths["other_key"])
    Path(paths["empty"]).write_text("nothing\n")
    return paths


# --- listening


@pytest.mark.parametrize(
    ("text", "interface", "port"),
    [
        ("ptcp:", ANY, 6653),
        ("ptcp:6633", ANY, 6633),
        ("ptcp:0", ANY, 0),
        ("ptcp:6633:127.0.0.1", "127.0.0.1", 6633),
        ("ptcp::127.0.0.1", "127.0.0.1", 6653),
        ("ptcp:6633:[::1]", "::1", 6633),
        ("ptcp:6633:[fe80::1%eth0]", "fe80::1%eth0", 6633),
        ("ptcp:[::]", "::", 6653),
        ("tcp:6633", ANY, 6633),
        ("tcp:port=6633", ANY, 6633),
        ("tcp:6633:interface=127.0.0.1", "127.0.0.1", 6633),
        (r"tcp:6633:interface=\:\:1", "::1", 6633),
        ("tcp:6633:interface=[::1]", "::1", 6633),
        ("tcp:127.0.0.1:6633", "127.0.0.1", 6633),
        ("tcp:[::1]:6633", "::1", 6633),
        ("tcp:[::1]", "::1", 6653),
        ("tcp6:6633", "::", 6633),
        (" 6633 ", ANY, 6633),
    ],
)
def test_listening_on_tcp(reactor: MemoryReactorClock, text: str, interface: str, port: int) -> None:
    endpoint = server(reactor, text)
    assert isinstance(endpoint, TCPServerEndpoint)
    assert (endpoint.interface, endpoint.port) == (interface, port)
    factory = Factory.forProtocol(Protocol)
    endpoint.listen(factory)
    assert reactor.tcpServers == [(port, factory, endpoint.backlog, interface)]


def test_backlog(reactor: MemoryReactorClock) -> None:
    endpoint = server(reactor, "tcp:6653:backlog=7")
    assert isinstance(endpoint, TCPServerEndpoint) and endpoint.backlog == 7


@pytest.mark.parametrize(
    ("text", "path", "mode"),
    [
        ("punix:/tmp/of.sock", "/tmp/of.sock", 0o660),
        ("unix:/tmp/of.sock:mode=600", "/tmp/of.sock", 0o600),
        ("unix:address=/tmp/of.sock:lockfile=1", "/tmp/of.sock", 0o660),
        (r"punix:/tmp/of\:2.sock", "/tmp/of:2.sock", 0o660),
        ("punix:of.sock", os.path.abspath("of.sock"), 0o660),
    ],
)
def test_listening_on_unix_sockets(reactor: MemoryReactorClock, text: str, path: str, mode: int) -> None:
    endpoint = server(reactor, text)
    assert isinstance(endpoint, UnixServerEndpoint)
    assert (endpoint.path, endpoint.mode) == (path, mode)


def test_other_kinds_are_left_to_twisted(reactor: MemoryReactorClock) -> None:
    assert isinstance(server(reactor, "stdio:"), twisted_endpoints.StandardIOEndpoint)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("ptcp:70000", "'70000' is not a port number"),
        ("tcp:port=of", "'of' is not a port number"),
        ("ptcp:6653:::1", "is one part too many (IPv6 addresses go in brackets)"),
        ("ptcp:6653:[::1", "a bracket is not closed"),
        ("tcp:6653:backlog=many", "backlog=many is not a number"),
        ("punix:", "the socket's file is missing"),
        ("punix:/tmp/a:b", r"write colons in file names as \:"),
        ("unix:/tmp/a:mode=rw", "mode=rw is not an octal number"),
        ("unix:/tmp/a:colour=red", "colour= is not a setting of unix:"),
        ("quic:6653", "unknown kind of endpoint; try for example ptcp:6653"),
        ("127.0.0.1", "unknown kind of endpoint"),
        ("", "unknown kind of endpoint"),
        ("systemd:domain=INET:index=7", "not understood"),
        ("ssl:6653", "listening with TLS needs a certificate and its private key"),
    ],
)
def test_bad_descriptions_of_where_to_listen(reactor: MemoryReactorClock, text: str, says: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        server(reactor, text)
    assert str(caught.value).startswith(f"{text}: ")
    assert says in str(caught.value)


# --- connecting


@pytest.mark.parametrize(
    ("text", "host", "port", "timeout"),
    [
        ("tcp:192.0.2.1", "192.0.2.1", 6653, 30),
        ("tcp:192.0.2.1:6633", "192.0.2.1", 6633, 30),
        ("tcp:[2001:db8::1]:6633", "2001:db8::1", 6633, 30),
        ("tcp:[2001:db8::1]", "2001:db8::1", 6653, 30),
        ("tcp:host=192.0.2.1:port=6633:timeout=5", "192.0.2.1", 6633, 5),
    ],
)
def test_connecting_with_tcp(reactor: MemoryReactorClock, text: str, host: str, port: int, timeout: float) -> None:
    client(reactor, text).connect(Factory.forProtocol(Protocol))
    ((got_host, got_port, _, got_timeout, bind),) = reactor.tcpClients
    assert (got_host, got_port, got_timeout, bind) == (host, port, timeout, None)


def test_connecting_to_a_name(reactor: MemoryReactorClock) -> None:
    endpoint = client(reactor, "tcp:switch.example:6633")
    assert isinstance(endpoint, twisted_endpoints.HostnameEndpoint)
    assert "switch.example" in repr(endpoint)


def test_connecting_from_an_address(reactor: MemoryReactorClock) -> None:
    client(reactor, "tcp:192.0.2.1:bindAddress=192.0.2.9").connect(Factory.forProtocol(Protocol))
    assert reactor.tcpClients[0][4] == ("192.0.2.9", 0)


def test_connecting_to_unix_sockets(reactor: MemoryReactorClock) -> None:
    client(reactor, "unix:/run/br0.mgmt").connect(Factory.forProtocol(Protocol))
    assert reactor.unixClients[0][0] == "/run/br0.mgmt"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("ptcp:6653", "ptcp: waits for connections; to connect say tcp:"),
        ("punix:/tmp/a", "to connect say unix:"),
        ("tcp:", "the host to connect to is missing"),
        ("tcp:6653", "the host to connect to is missing"),
        ("tcp:192.0.2.1:0", "port 0 cannot be connected to"),
        ("tcp:192.0.2.1:99999", "'99999' is not a port number"),
        ("tcp:192.0.2.1:timeout=soon", "timeout=soon is not a number of seconds"),
        ("tcp:192.0.2.1:speed=10", "speed= is not a setting of tcp:"),
        ("ssl:192.0.2.1", "connecting with TLS needs a CA certificate"),
        ("unix:", "the socket's file is missing"),
        ("quic:192.0.2.1", "unknown kind of endpoint; try for example tcp:192.0.2.1:6653"),
    ],
)
def test_bad_descriptions_of_where_to_connect(reactor: MemoryReactorClock, text: str, says: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        client(reactor, text)
    assert str(caught.value).startswith(f"{text}: ")
    assert says in str(caught.value)


# --- TLS


@pytest.mark.parametrize("text", ["ssl:6633", "pssl:6633", "tls:6633", "ssl:6633:interface=127.0.0.1"])
def test_listening_with_tls(reactor: MemoryReactorClock, pki: dict[str, str], text: str) -> None:
    endpoint = server(reactor, text, TLS(pki["cert"], pki["key"], pki["ca"]))
    assert isinstance(endpoint, TLSServerEndpoint)
    endpoint.listen(Factory.forProtocol(Protocol))
    assert reactor.tcpServers[0][0] == 6633
    assert reactor.sslServers == []


def test_certificates_in_the_description(reactor: MemoryReactorClock, pki: dict[str, str]) -> None:
    text = f"ssl:6633:privateKey={pki['key']}:certKey={pki['cert']}:caCerts={pki['ca']}"
    assert isinstance(server(reactor, text), TLSServerEndpoint)
    text = f"ssl:192.0.2.1:certKey={pki['both']}:caCerts={pki['ca']}"
    endpoint = client(reactor, text)
    assert isinstance(endpoint, TLSClientEndpoint)
    endpoint.connect(Factory.forProtocol(Protocol))
    assert reactor.tcpClients[0][:2] == ("192.0.2.1", 6653)


def test_a_ca_means_that_certificates_are_asked_for(pki: dict[str, str]) -> None:
    mutual: Any = TLS(pki["both"], ca=pki["ca"]).server_options()
    assert mutual.verify and mutual.requireCertificate
    one_sided: Any = TLS(pki["both"]).server_options()
    assert not one_sided.verify
    connecting: Any = TLS(ca=pki["ca"]).client_options()
    assert connecting.verify


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"certificate": "cert", "key": "gone"}, "cannot read the private key {gone}: No such file"),
        ({"certificate": "gone", "key": "key"}, "cannot read the certificate {gone}: No such file"),
        ({"certificate": "both", "ca": "gone"}, "cannot read the CA certificate {gone}: No such file"),
        ({"certificate": "cert", "key": "other_key"}, "do not belong together"),
        ({"certificate": "cert"}, "{cert} holds no private key"),
        ({"certificate": "empty", "key": "key"}, "{empty} holds no certificate"),
        ({"certificate": "both", "ca": "empty"}, "{empty} holds no certificate"),
        ({"key": "key"}, "needs a certificate"),
    ],
)
def test_unusable_certificates(
    reactor: MemoryReactorClock, pki: dict[str, str], files: dict[str, str], says: str
) -> None:
    pki = {**pki, "gone": pki["ca"] + ".gone"}
    tls = TLS(**{what: pki[name] for what, name in files.items()})
    with pytest.raises(ConfigurationError) as caught:
        server(reactor, "ssl:6653", tls)
    assert says.format(**pki) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_tls_without_its_packages(pki: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "OpenSSL", None)
    with pytest.raises(ConfigurationError, match=r'pip install "oftwist\[tls\]"'):
        TLS(pki["both"]).server_options()


def test_names_of_a_certificate() -> None:
    from OpenSSL import crypto

    issued = trustme.CA().issue_cert("s1.example", "192.0.2.1", "2001:db8::1", common_name="switch-1")

    class Transport:
        def getPeerCertificate(self) -> crypto.X509:
            return crypto.load_certificate(crypto.FILETYPE_PEM, issued.cert_chain_pems[0].bytes())

    assert certificate_names(Transport()) == ("switch-1", "s1.example", "192.0.2.1", "2001:db8::1")
    assert certificate_names(object()) == ()


# --- taking a port early


def test_a_busy_port_is_found_early(reactor: MemoryReactorClock) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        with pytest.raises(CannotListenError, match=f"127.0.0.1:{port}"):
            server(reactor, f"ptcp:{port}:127.0.0.1").bind()  # type: ignore[attr-defined]


def test_a_taken_port_is_handed_to_the_reactor(reactor: MemoryReactorClock) -> None:
    first: Any = server(reactor, "ptcp:0:127.0.0.1")
    first.bind()
    assert first.port > 0
    second: Any = server(reactor, f"ptcp:{first.port}:127.0.0.1")
    with pytest.raises(CannotListenError):
        second.bind()
    first.listen(Factory.forProtocol(Protocol))
    assert list(reactor.adoptedPorts) and reactor.tcpServers == []


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="this system has no Unix sockets")
class TestUnixSocketFiles:
    def test_one_in_use(self, reactor: MemoryReactorClock, tmp_path: Path) -> None:
        path = tmp_path / "of.sock"
        with socket.socket(socket.AF_UNIX) as busy:
            busy.bind(str(path))
            busy.listen()
            with pytest.raises(CannotListenError, match="in use"):
                UnixServerEndpoint(reactor, str(path)).bind()
        assert path.exists()

    def test_one_left_behind(self, reactor: MemoryReactorClock, tmp_path: Path) -> None:
        path = tmp_path / "of.sock"
        with socket.socket(socket.AF_UNIX) as left:
            left.bind(str(path))
        UnixServerEndpoint(reactor, str(path)).bind()
        assert not path.exists()

    def test_an_ordinary_file_is_kept(self, reactor: MemoryReactorClock, tmp_path: Path) -> None:
        path = tmp_path / "notes.txt"
        path.write_text("keep me")
        with pytest.raises(CannotListenError, match="File exists"):
            UnixServerEndpoint(reactor, str(path)).bind()
        assert path.read_text() == "keep me"

    def test_no_such_folder(self, reactor: MemoryReactorClock, tmp_path: Path) -> None:
        with pytest.raises(CannotListenError, match="No such file"):
            UnixServerEndpoint(reactor, str(tmp_path / "gone" / "of.sock")).bind()
