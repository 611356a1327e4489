"""Endpoint strings to Twisted endpoints: where to listen for switches and where to connect to them.

Knows sockets, TLS settings and their spellings; knows nothing of OpenFlow.

Two families of spellings are understood, and the direction decides what they mean:

================================  ==============================  =============================
what                              listening (``server``)          connecting (``client``)
================================  ==============================  =============================
TCP                               ``ptcp:[PORT][:HOST]``          ``tcp:HOST[:PORT]``
TCP, as Twisted says it           ``tcp:PORT[:interface=HOST]``   ``tcp:HOST:PORT[:timeout=S]``
TLS                               ``pssl:[PORT][:HOST]``          ``ssl:HOST[:PORT]``
TLS, as Twisted says it           ``ssl:PORT[:interface=HOST]``   ``ssl:HOST:PORT[:timeout=S]``
Unix socket                       ``punix:FILE``, ``unix:FILE``   ``unix:FILE``
others: ``systemd:...``           left to Twisted                 left to Twisted
================================  ==============================  =============================

IPv6 addresses stand in brackets (``ptcp:6653:[::1]``) or have their colons escaped (``\\:\\:1``). The port is
6653 where none is given. TLS endpoints also take ``privateKey=FILE``, ``certKey=FILE`` and ``caCerts=FILE``,
which go before what the caller passes.
"""

from __future__ import annotations

import errno
import os
import re
import socket
import stat
from collections.abc import Callable
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from twisted.internet import endpoints
from twisted.internet.defer import Deferred, execute
from twisted.internet.error import CannotListenError
from twisted.internet.interfaces import (
    IListeningPort,
    IProtocolFactory,
    IStreamClientEndpoint,
    IStreamServerEndpoint,
)
from zope.interface import implementer

from oftwist.errors import ConfigurationError
from oftwist.tls import TLS, TLSClientEndpoint, TLSServerEndpoint

if TYPE_CHECKING:
    from twisted.internet.ssl import CertificateOptions

OPENFLOW_PORT = 6653
"""The port IANA gave OpenFlow."""

_SERVER_EXAMPLES = "ptcp:6653, tcp:6653:interface=127.0.0.1, pssl:6653, punix:/run/oftwist.sock"
_CLIENT_EXAMPLES = "tcp:192.0.2.1:6653, ssl:192.0.2.1:6653, unix:/run/br0.mgmt"
_UNIX_MODE = 0o660


@implementer(IStreamServerEndpoint)
class TCPServerEndpoint:
    """Listens on a TCP port, which :meth:`bind` can take before anything else is started.

    Args:
        reactor: listens.
        port: 0 lets the system choose; after ``bind`` it is the chosen one.
        interface: an address of this machine; "" means every IPv4 address.
        backlog: connections the system keeps until they are accepted.
    """

    def __init__(self, reactor: Any, port: int, interface: str = "", backlog: int = 512) -> None:
        self._reactor = reactor
        self.port = port
        self.interface = interface
        self.backlog = backlog
        self._bound: socket.socket | None = None

    def __repr__(self) -> str:
        return f"{self.interface or '*'} port {self.port}"

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens; not before ``bind`` if the system chooses the port."""
        return self.interface, self.port

    def bind(self, inherited: int | None = None) -> None:
        """Take the port now, so that a busy one is known before a daemon leaves its terminal.

        Args:
            inherited: a descriptor of a socket that listens at this address; it is copied and taken over.

        Raises:
            CannotListenError: as ``listen`` would fail with.
        """
        if inherited is not None:
            self._bound = socket.socket(fileno=os.dup(inherited))
            return
        bound: socket.socket | None = None
        try:
            family, kind, protocol, _, address = socket.getaddrinfo(
                self.interface or "0.0.0.0", self.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
            )[0]
            bound = socket.socket(family, kind, protocol)
            if os.name == "posix":
                bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            bound.bind(address)
            bound.listen(self.backlog)
            bound.setblocking(False)
        except OSError as error:
            if bound is not None:
                bound.close()
            raise CannotListenError(self.interface, self.port, error) from None
        self._bound = bound
        self.port = bound.getsockname()[1]

    def release(self) -> None:
        """Give up the port that ``bind`` took."""
        bound, self._bound = self._bound, None
        if bound is not None:
            bound.close()

    def take(self) -> socket.socket:
        """Give away the listening socket that ``bind`` took, to one who accepts by himself."""
        bound, self._bound = self._bound, None
        if bound is None:
            raise ValueError(f"{self!r} is not bound")
        return bound

    def listen(self, factory: IProtocolFactory) -> Deferred[IListeningPort]:
        if self._bound is None:
            return execute(
                self._reactor.listenTCP,
                self.port,
                factory,
                backlog=self.backlog,
                interface=self.interface,
            )
        bound, self._bound = self._bound, None
        try:
            return execute(self._reactor.adoptStreamPort, bound.fileno(), bound.family, factory)
        finally:
            bound.close()  # the reactor has its own copy


@implementer(IStreamServerEndpoint)
class UnixServerEndpoint:
    """Listens on a Unix socket; a file that a killed process left behind is in nobody's way.

    Args:
        reactor: listens.
        path: the socket's file.
        mode: its permissions.
        backlog: connections the system keeps until they are accepted.
    """

    def __init__(self, reactor: Any, path: str, mode: int = _UNIX_MODE, backlog: int = 512) -> None:
        self._reactor = reactor
        self.path = os.path.abspath(path)  # a daemon changes its working directory
        self.mode = mode
        self.backlog = backlog

    def __repr__(self) -> str:
        return self.path

    def bind(self) -> None:
        """See whether the socket can be had, and remove one that nobody listens on.

        Raises:
            CannotListenError: as ``listen`` would fail with.
        """
        folder = os.path.dirname(self.path)
        if not os.path.isdir(folder):
            raise self._cannot(errno.ENOENT)
        if not os.access(folder, os.W_OK):
            raise self._cannot(errno.EACCES)
        if os.path.exists(self.path) and not stat.S_ISSOCK(os.stat(self.path).st_mode):
            raise self._cannot(errno.EEXIST)
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(1.0)
            try:
                probe.connect(self.path)
            except FileNotFoundError:
                pass
            except ConnectionRefusedError:
                os.unlink(self.path)
            except OSError as error:  # such as a path that is too long for a socket
                raise CannotListenError("", self.path, error) from None
            else:
                raise self._cannot(errno.EADDRINUSE)

    def _cannot(self, number: int) -> CannotListenError:
        return CannotListenError("", self.path, OSError(number, os.strerror(number)))

    def listen(self, factory: IProtocolFactory) -> Deferred[IListeningPort]:
        def start() -> IListeningPort:
            self.bind()
            port: IListeningPort = self._reactor.listenUNIX(self.path, factory, backlog=self.backlog, mode=self.mode)
            return port

        return execute(start)


def server(reactor: Any, description: str, tls: TLS | None = None) -> IStreamServerEndpoint:
    """The endpoint a description of where to listen means.

    Args:
        reactor: will listen; any that provides IReactorTCP (and IReactorUNIX for Unix sockets).
        description: one of the spellings above, or just a port number.
        tls: certificates for the spellings that mean TLS.

    Returns:
        An endpoint. Those for TCP, TLS and Unix sockets have a ``bind()`` that finds a busy port early.

    Raises:
        ConfigurationError: with a text that says what is wrong with the description or the certificates.
    """
    text = description.strip()
    kind, _, rest = ("tcp", "", text) if text.isdecimal() else text.partition(":")
    if kind in ("tcp", "tcp4", "tcp6", "ptcp"):
        words = _parse(text, rest)
        endpoint = _tcp_server(reactor, text, words, "::" if kind == "tcp6" else "")
        if endpoint is None and kind == "ptcp":  # which Twisted would ask us for
            raise _bad(text, f"{_unknown(words)} is not a setting of {kind}:")
        return endpoint if endpoint is not None else _twisted_server(reactor, text)
    if kind in ("ssl", "tls", "pssl"):
        words = _parse(text, rest)
        options = _explain(text, _with_files(tls, words).server_options)
        endpoint = _tcp_server(reactor, text, words, "")
        if endpoint is None:
            raise _bad(text, f"{_unknown(words)} is not a setting of {kind}:")
        return TLSServerEndpoint(reactor, endpoint, options)
    if kind in ("unix", "punix"):
        words = _parse(text, rest)
        path = _path(text, words)
        mode = words.take("mode")
        words.take("lockfile")  # Twisted's way to notice stale files; ours needs no second file
        if words.named:
            raise _bad(text, f"{_unknown(words)} is not a setting of {kind}:")
        try:
            return UnixServerEndpoint(reactor, path, _UNIX_MODE if mode is None else int(mode, 8))
        except ValueError:
            raise _bad(text, f"mode={mode} is not an octal number such as 660") from None
    return _twisted_server(reactor, text)


def client(reactor: Any, description: str, tls: TLS | None = None) -> IStreamClientEndpoint:
    """The endpoint a description of where to connect means.

    Args:
        reactor: will connect.
        description: one of the spellings above.
        tls: certificates for ``ssl:``.

    Raises:
        ConfigurationError: with a text that says what is wrong with the description or the certificates.
    """
    text = description.strip()
    kind, _, rest = text.partition(":")
    if kind in ("ptcp", "pssl", "punix"):
        raise _bad(text, f"{kind}: waits for connections; to connect say {kind[1:]}:")
    if kind in ("tcp", "ssl"):
        words = _parse(text, rest)
        options = _explain(text, _with_files(tls, words).client_options) if kind == "ssl" else None
        timeout = words.take("timeout")
        local = words.take("bindAddress")
        host, port = _host_and_port(text, words)
        if words.named:
            raise _bad(text, f"{_unknown(words)} is not a setting of {kind}:")
        if not host:
            raise _bad(text, "the host to connect to is missing")
        if port == 0:
            raise _bad(text, "port 0 cannot be connected to")
        try:
            seconds = 30.0 if timeout is None else float(timeout)
        except ValueError:
            raise _bad(text, f"timeout={timeout} is not a number of seconds") from None
        endpoint = _tcp_client(reactor, host, port, seconds, local)
        return endpoint if options is None else TLSClientEndpoint(reactor, endpoint, options)
    if kind == "unix":
        words = _parse(text, rest)
        path = _path(text, words)
        if not words.named:
            return endpoints.UNIXClientEndpoint(reactor, path)
    try:
        found: IStreamClientEndpoint = endpoints.clientFromString(reactor, text)
        return found
    except (ValueError, KeyError, IndexError, TypeError, OSError) as error:
        raise _bad(text, _why(error), _CLIENT_EXAMPLES) from None


class _Words:
    """A description's parts: plain ones in order, and ``name=value`` ones."""

    def __init__(self, plain: list[str], named: dict[str, str]) -> None:
        self.plain = plain
        self.named = named

    def take(self, name: str) -> str | None:
        return self.named.pop(name, None)


def _parse(text: str, rest: str) -> _Words:
    """Split at colons, except those in brackets or after a backslash."""
    parts = [""]
    in_brackets = escaped = False
    for character in rest:
        if character == ":" and not in_brackets and not escaped:
            parts.append("")
            continue
        in_brackets = not escaped and (character == "[" or (in_brackets and character != "]"))
        escaped = character == "\\" and not escaped
        parts[-1] += character
    if in_brackets:
        raise _bad(text, "a bracket is not closed")
    words = _Words([], {})
    for part in parts:
        name, equals, value = part.partition("=")
        if equals and re.fullmatch(r"[A-Za-z]\w*", name):
            words.named[name] = _unquote(value)
        else:
            words.plain.append(_unquote(part))
    while words.plain and not words.plain[-1]:
        words.plain.pop()
    return words


def _unquote(part: str) -> str:
    if part.startswith("[") and part.endswith("]"):
        return part[1:-1]
    return re.sub(r"\\(.)", r"\1", part)


def _host_and_port(text: str, words: _Words) -> tuple[str, int]:
    """Host ("" if none) and port, in whichever order they were given."""
    host = words.take("interface") or words.take("host") or ""
    port = words.take("port")
    plain = words.plain[1:] if words.plain[:1] == [""] else words.plain
    for word in plain:
        if word.isdecimal() and port is None:
            port = word
        elif word and not host:
            host = word
        else:
            raise _bad(text, f"{word!r} is one part too many (IPv6 addresses go in brackets)")
    if port is None:
        return host, OPENFLOW_PORT
    if not port.isdecimal() or int(port) > 65535:
        raise _bad(text, f"{port!r} is not a port number")
    return host, int(port)


def _tcp_server(reactor: Any, text: str, words: _Words, interface: str) -> TCPServerEndpoint | None:
    """None if there are settings that only Twisted's own parser may know."""
    backlog = words.take("backlog") or "512"
    host, port = _host_and_port(text, words)
    if words.named:
        return None
    if not backlog.isdecimal():
        raise _bad(text, f"backlog={backlog} is not a number")
    return TCPServerEndpoint(reactor, port, host or interface, int(backlog))


def _tcp_client(reactor: Any, host: str, port: int, timeout: float, local: str | None) -> IStreamClientEndpoint:
    bind = (local, 0) if local else None
    try:
        version = ip_address(host.partition("%")[0]).version
    except ValueError:
        return endpoints.HostnameEndpoint(reactor, host, port, timeout, bind)
    kind = endpoints.TCP4ClientEndpoint if version == 4 else endpoints.TCP6ClientEndpoint
    return kind(reactor, host, port, timeout, bind)


def _path(text: str, words: _Words) -> str:
    path = words.take("address") or words.take("path") or (words.plain or [""])[0]
    if not path:
        raise _bad(text, "the socket's file is missing")
    if len(words.plain) > 1:
        raise _bad(text, f"{words.plain[1]!r} is one part too many (write colons in file names as \\:)")
    return path


def _with_files(tls: TLS | None, words: _Words) -> TLS:
    """The certificates to use: what the description names goes before what the caller gave."""
    base = tls or TLS()
    key, certificate, ca = words.take("privateKey"), words.take("certKey"), words.take("caCerts")
    if certificate is not None:
        return TLS(certificate, key, ca if ca is not None else base.ca)
    return TLS(base.certificate, key or base.key, ca if ca is not None else base.ca)


def _twisted_server(reactor: Any, text: str) -> IStreamServerEndpoint:
    try:
        found: IStreamServerEndpoint = endpoints.serverFromString(reactor, text)
        return found
    except (ValueError, KeyError, IndexError, TypeError, OSError) as error:
        raise _bad(text, _why(error), _SERVER_EXAMPLES) from None


def _why(error: Exception) -> str:
    if isinstance(error, ValueError) and "Unknown endpoint type" in str(error):
        return "unknown kind of endpoint"
    return f"not understood ({error})" if str(error) else "not understood"


def _unknown(words: _Words) -> str:
    return ", ".join(f"{name}=" for name in words.named)


def _bad(text: str, why: str, examples: str = "") -> ConfigurationError:
    return ConfigurationError(f"{text}: {why}" + (f"; try for example {examples}" if examples else ""))


def _explain(text: str, load: Callable[[], CertificateOptions]) -> CertificateOptions:
    try:
        return load()
    except ConfigurationError as error:
        raise _bad(text, str(error)) from None
