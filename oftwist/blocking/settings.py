"""What a test may set on controllers. Knows the versions of OpenFlow, and nothing of controllers."""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING, Union

from oftwist import loxi
from oftwist.loxi import aliasing

if TYPE_CHECKING:
    from twisted.internet.ssl import CertificateOptions

    from oftwist.tls import TLS

__all__ = ["RCV_SIZE_DEFAULT", "Settings", "Version", "wire_version"]

RCV_SIZE_DEFAULT = 32768

#: "1.3", the wire number 4, or a loxi module; None is the version of the module called ``ofp``, or 1.3.
Version = Union[str, int, ModuleType, None]  # noqa: UP007 (evaluated at run time on Python 3.10)


def wire_version(version: Version) -> int:
    """The wire version number of "1.3", 4, or a module; of None: of what ``import ofp`` gives, or 1.3.

    Raises:
        ValueError: there is no such version.
    """
    if version is None:
        version = aliasing.configured() or 4
    number = getattr(version, "OFP_VERSION", version)
    for known, name in loxi.version_names.items():
        if number == known or str(number) == name:
            return known
    raise ValueError(f"no OpenFlow version {version!r}; there are {', '.join(loxi.version_names.values())}")


class Settings:
    """Plain attributes: set on the class they count for all controllers, set on a controller for that one.

    Those of a connection (`initial_hello`, `send_limit`, ...) are looked at when it is made, all others whenever they
    are needed.

    Attributes:
        switch: host name, IPv4 or IPv6 address, or path of a unix socket (``unix:/run/x.sock``) of a switch to connect
            to. None listens instead.
        host: where to listen: an address of this machine, or the path of a unix socket.
        port: TCP port to listen on or to connect to; 0 lets the system choose, and `port` then tells.
        version: the configured OpenFlow version: "1.3", its wire number 4, or a loxi module. None is the module
            registered as ``ofp``, else 1.3. Used for HELLO, echo replies, and type numbers.
        tls: `oftwist.endpoints.TLS`, or Twisted ``CertificateOptions``, for TLS; None for plain TCP.
        reaccept: keep listening, and take the next connection when one has ended. By default the port is closed after
            the first, so that a switch that drops its connection during a test is noticed.
        max_pkts: messages kept in the queue, None for no bound.
        keep_alive: answer echo requests, payload included.
        initial_hello: send HELLO when the connection is made.
        filter_packet_in: drop packet-ins beyond `pkt_in_filter_limit` in an uninterrupted run of them; those that a
            thread polls for are never dropped.
        pkt_in_filter_limit: see there.
        default_timeout: seconds of waits that are given exactly -1.
        send_timeout: seconds a send waits for a switch that takes nothing before it fails with RequestTimeout.
        send_limit: bytes that may be sent ahead of what the switch has taken.
        transact_to: shown, and otherwise without meaning.
    """

    switch: str | None = None
    host: str = "127.0.0.1"
    port: int = 6653
    version: Version = None
    tls: TLS | CertificateOptions | None = None
    reaccept: bool = False
    max_pkts: int | None = 1024
    keep_alive: bool = False
    initial_hello: bool = True
    filter_packet_in: bool = False
    pkt_in_filter_limit: int = 50
    default_timeout: float = 2.0
    send_timeout: float = 10.0
    send_limit: int = 4 * 1024 * 1024
    transact_to: float = 15
    _rcv_size = RCV_SIZE_DEFAULT

    @property
    def rcv_size(self) -> int:
        """Bytes that are read from the socket at a time; also while connected, but not with TLS."""
        return self._rcv_size

    @rcv_size.setter
    def rcv_size(self, value: int) -> None:
        self._rcv_size = value
        self.read_size_changed()

    def read_size_changed(self) -> None:
        """`rcv_size` was set: for whoever reads."""

    def limit(self, timeout: float | None) -> float:
        """Seconds to wait for an argument ``timeout``: exactly -1 is the default, anything else below 0 only looks."""
        if timeout is None or timeout == -1:
            return self.default_timeout
        return max(0.0, timeout)
