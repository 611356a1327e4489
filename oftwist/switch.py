"""Switch: what an app holds in its hands. Knows the connection it sits on; the connection knows nothing of apps.

Threads: everything here belongs to the reactor thread.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from twisted.internet.defer import Deferred

    from oftwist.protocol import OFProtocol


def parse_dpid(value: int | str) -> int:
    """Read a datapath id in any usual spelling.

    Accepts a number, ``0x1``, 16 hex digits, ``00:00:00:00:00:00:00:01``, ``00-00-00-00-00-01`` with an
    optional ``|`` and the upper 16 bits in decimal, ``of:0000000000000001``, ``openflow:1`` and plain decimal
    digits (fewer than 16). Letter case does not matter.

    Raises:
        ValueError: it is none of these, or does not fit 64 bits.
    """
    raise NotImplementedError


def format_dpid(value: int) -> str:
    """Return the canonical spelling of a datapath id: 16 lower-case hex digits."""
    return f"{value:016x}"


class Switch:
    """One connected datapath, from ``switch_up`` to ``switch_down``. A reconnect makes a new object.

    Attributes:
        datapath_id: 64-bit datapath id.
        dpid: the same as 16 lower-case hex digits.
        version: wire version, 1 (OpenFlow 1.0) to 6 (1.5).
        ofp: the loxi module of that version.
        features: the ``features_reply``.
        ports: port number to ``port_desc``, kept up to date by port-status messages.
        protocol: the main connection.
        auxiliary: auxiliary id to auxiliary connection.
        role: last role the switch confirmed or announced, a number, or None.
        generation_id: the generation id that came with it, or None.
        data: a dict for apps to keep what belongs to this switch; it goes when the switch goes.
    """

    datapath_id: int
    dpid: str
    version: int
    ofp: Any
    features: Any
    ports: dict[int, Any]
    protocol: OFProtocol
    auxiliary: dict[int, OFProtocol]
    role: int | None
    generation_id: int | None
    data: dict[Any, Any]
    #: ``send(msg) -> xid``: see ``OFProtocol.send``.
    send: Callable[[Any], int]

    def __init__(self, protocol: OFProtocol) -> None:
        raise NotImplementedError

    # the state of the connection
    @property
    def peer(self) -> str: ...
    @property
    def connected(self) -> bool: ...
    @property
    def writable(self) -> bool: ...
    @property
    def rtt(self) -> float | None: ...
    @property
    def counters(self) -> Any: ...

    # straight-line use, as on OFProtocol
    def transact(self, msg: Any, timeout: float | None = None) -> Deferred[Any]: ...
    def request(self, msg: Any, timeout: float | None = None) -> Deferred[Any]: ...
    def stats(self, msg: Any, timeout: float | None = None) -> Deferred[list[Any]]: ...
    def stream(self, msg: Any, timeout: float | None = None) -> AsyncIterator[Any]: ...
    def barrier(self, timeout: float | None = None) -> Deferred[Any]: ...
    def poll(self, what: Any = None, timeout: float | None = None) -> Deferred[Any]: ...
    def register(self, what: Any, handler: Callable[..., Any] | None) -> None: ...
    def close(self, reason: str = "closed by the controller") -> Deferred[str]: ...
    def when_disconnected(self) -> Deferred[str]: ...
    def when_writable(self) -> Deferred[None]: ...

    # confirmed changes
    def apply(self, *msgs: Any, timeout: float | None = None) -> Deferred[None]: ...
    def bundle(self, *, atomic: bool = True, ordered: bool = True, timeout: float | None = None) -> Any: ...

    # roles, asynchronous configuration, descriptions
    def request_role(self, role: str | int, generation_id: int | None = None) -> Deferred[Any]: ...
    def get_async(self) -> Deferred[Any]: ...
    def set_async(self, *properties: Any, **masks: int) -> Deferred[None]: ...
    def desc(self) -> Deferred[Any]: ...
    def table_features(self) -> Deferred[list[Any]]: ...
