"""TLS for both directions: certificates from files, and endpoints that put TLS on top of others.

Knows certificates and Twisted endpoints; knows nothing of OpenFlow. The TLS libraries (the ``tls`` extra) are
imported only when they are needed.

Twisted's own ``ssl:`` server strings cannot ask for client certificates, so TLS is set up here: TLS 1.2 or
later, and with a CA each side must show a certificate that it signed. Names in certificates are not compared
with host names, because those of switches carry none; they are for allow-lists (:func:`certificate_names`).
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import TYPE_CHECKING, Any

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import (
    IListeningPort,
    IOpenSSLContextFactory,
    IProtocol,
    IProtocolFactory,
    IStreamClientEndpoint,
    IStreamServerEndpoint,
)
from zope.interface import implementer

from oftwist.errors import ConfigurationError

if TYPE_CHECKING:
    from OpenSSL.SSL import Context
    from twisted.internet.ssl import CertificateOptions


@dataclass(frozen=True)
class TLS:
    """The files that make a connection TLS, all in PEM.

    Attributes:
        certificate: our certificate, followed by those between it and the CA's.
        key: our private key; None takes it from the certificate's file.
        ca: the certificates we trust. Listening with a CA means that switches must show a certificate signed
            by it (mutual TLS); connecting needs one.
    """

    certificate: str | os.PathLike[str] | None = None
    key: str | os.PathLike[str] | None = None
    ca: str | os.PathLike[str] | None = None

    def server_options(self) -> CertificateOptions:
        """What a listening side shows and asks for.

        Raises:
            ConfigurationError: a file is missing or unusable, or the TLS libraries are not installed.
        """
        if self.certificate is None:
            raise ConfigurationError("listening with TLS needs a certificate and its private key")
        return self._options()

    def client_options(self) -> CertificateOptions:
        """What a connecting side shows and asks for.

        Raises:
            ConfigurationError: as above, also when there is no CA to check the other side with.
        """
        if self.ca is None:
            raise ConfigurationError("connecting with TLS needs a CA certificate to check the switch with")
        return self._options()

    def _options(self) -> CertificateOptions:
        try:
            from OpenSSL import SSL, crypto
            from twisted.internet import ssl
        except ImportError:
            raise ConfigurationError('TLS needs more packages than are installed: pip install "oftwist[tls]"') from None
        arguments: dict[str, Any] = {}
        if self.certificate is not None:
            chain = _certificates(self.certificate, "certificate")
            key_file = self.certificate if self.key is None else self.key
            try:
                arguments["privateKey"] = crypto.load_privatekey(
                    crypto.FILETYPE_PEM, _read(key_file, "private key"), b""
                )
            except crypto.Error:
                raise ConfigurationError(
                    f"{os.fspath(key_file)} holds no private key (PEM, without a passphrase)"
                ) from None
            arguments["certificate"] = chain[0].original
            arguments["extraCertChain"] = [link.original for link in chain[1:]]
        elif self.key is not None:
            raise ConfigurationError("a private key is given without its certificate")
        if self.ca is not None:
            trusted = _certificates(self.ca, "CA certificate")
            arguments["trustRoot"] = ssl.trustRootFromCertificates(trusted)
        options = ssl.CertificateOptions(raiseMinimumTo=ssl.TLSVersion.TLSv1_2, **arguments)
        try:
            options.getContext()
        except SSL.Error as error:
            reasons = "; ".join(str(parts[-1]) for parts in error.args[0])
            files = f"the private key {self.key or self.certificate} and the certificate {self.certificate}"
            if "mismatch" in reasons:
                raise ConfigurationError(f"{files} do not belong together") from None
            raise ConfigurationError(f"OpenSSL refuses {files}: {reasons}") from None
        return options


def _read(path: str | os.PathLike[str], what: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise ConfigurationError(f"cannot read the {what} {os.fspath(path)}: {error.strerror}") from None


def _certificates(path: str | os.PathLike[str], what: str) -> list[Any]:
    """All certificates of a PEM file, in order."""
    from OpenSSL import crypto
    from twisted.internet import ssl

    blocks = re.findall(rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", _read(path, what), re.DOTALL)
    try:
        found = [ssl.Certificate.loadPEM(block) for block in blocks]
    except crypto.Error:
        found = []
    if not found:
        raise ConfigurationError(f"{os.fspath(path)} holds no certificate (PEM)")
    return found


def trust_only(path: str | os.PathLike[str]) -> Any:
    """Return what has a TLS client trust the CAs of a PEM file and no others: an ``IOpenSSLTrustRoot``.

    Raises:
        ConfigurationError: the file cannot be used, or the tls extra is missing.
    """
    try:
        from twisted.internet.ssl import trustRootFromCertificates
    except ImportError:
        raise ConfigurationError(f'{os.fspath(path)}: TLS needs: pip install "oftwist[tls]"') from None
    return trustRootFromCertificates(_certificates(path, "CA"))


def certificate_names(transport: object) -> tuple[str, ...]:
    """The names in the certificate the peer showed: common name first, then the subject's other names.

    Args:
        transport: a connected transport. There are no names without TLS, without a certificate, or before
            the handshake has ended.

    Returns:
        Each name once, e.g. ``("switch-1", "switch-1.example.org", "192.0.2.1")``.
    """
    get_certificate = getattr(transport, "getPeerCertificate", None)
    certificate = get_certificate() if get_certificate is not None else None
    if certificate is None:
        return ()
    from cryptography import x509

    parsed = certificate.to_cryptography()
    names = [str(part.value) for part in parsed.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)]
    try:
        others = parsed.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        others = ()
    names += [str(other.value) for other in others if isinstance(other.value, (str, IPv4Address, IPv6Address))]
    return tuple(dict.fromkeys(names))


@implementer(IOpenSSLContextFactory)
class Certificates:
    """What each new connection shows and asks for; it may be changed while a port is open.

    Attributes:
        options: what is used from the next connection on.
    """

    def __init__(self, options: CertificateOptions) -> None:
        self.options = options

    def getContext(self) -> Context:
        """Called by Twisted for each connection."""
        context: Context = self.options.getContext()
        return context


@implementer(IStreamServerEndpoint)
class TLSServerEndpoint:
    """TLS on top of another listening endpoint."""

    def __init__(self, reactor: Any, wrapped: Any, options: CertificateOptions) -> None:
        self._reactor = reactor
        self._wrapped = wrapped
        self._certificates = Certificates(options)

    def __repr__(self) -> str:
        return f"{self._wrapped!r} with TLS"

    @property
    def interface(self) -> str:
        """The address it listens on; "" means every one."""
        return str(getattr(self._wrapped, "interface", ""))

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens."""
        address: tuple[str, int] = self._wrapped.address
        return address

    def bind(self, inherited: int | None = None) -> None:
        """As the endpoint below."""
        self._wrapped.bind(inherited)

    def release(self) -> None:
        """As the endpoint below."""
        self._wrapped.release()

    def renew(self, other: TLSServerEndpoint) -> None:
        """Show the certificate of another endpoint to those that connect from now on."""
        self._certificates.options = other._certificates.options

    def take(self) -> Any:
        """The socket below, for one who accepts by himself."""
        return self._wrapped.take()

    def listen(self, factory: IProtocolFactory) -> Deferred[IListeningPort]:
        listening: Deferred[IListeningPort] = self._wrapped.listen(
            _tls_factory(self._reactor, self._certificates, False, factory)
        )
        return listening


@implementer(IStreamClientEndpoint)
class TLSClientEndpoint:
    """TLS on top of another connecting endpoint."""

    def __init__(self, reactor: Any, wrapped: Any, options: CertificateOptions) -> None:
        self._reactor = reactor
        self._wrapped = wrapped
        self._certificates = Certificates(options)

    def __repr__(self) -> str:
        return f"{self._wrapped!r} with TLS"

    def renew(self, other: TLSClientEndpoint) -> None:
        """Use the certificates of another endpoint from the next connection on."""
        self._certificates.options = other._certificates.options

    def connect(self, factory: IProtocolFactory) -> Deferred[IProtocol]:
        connected: Deferred[Any] = self._wrapped.connect(_tls_factory(self._reactor, self._certificates, True, factory))
        return connected.addCallback(lambda protocol: protocol.wrappedProtocol)


def _tls_factory(reactor: Any, options: Certificates, is_client: bool, factory: Any) -> Any:
    from twisted.protocols.tls import TLSMemoryBIOFactory

    return TLSMemoryBIOFactory(options, is_client, factory, clock=reactor)
