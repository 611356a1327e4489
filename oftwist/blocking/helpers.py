"""What every switch test needs again and again, as functions of a blocking controller; and a switch to test.

May know: the blocking `Controller`; the simulated switch only inside the functions that make one.
`SwitchUnderTest` has the same things as methods.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from time import monotonic
from typing import Any

from oftwist import text
from oftwist.blocking import diagnostics
from oftwist.blocking.controller import Controller
from oftwist.blocking.door import BlockingDoor
from oftwist.blocking.extensions import BlockingExtensions
from oftwist.blocking.waiting import Waiter
from oftwist.connection.interfaces import Decoded, Message
from oftwist.connection.selecting import What
from oftwist.controller.operations import Operations
from oftwist.errors import Disconnected, RequestFailed, RequestTimeout, UnexpectedReply
from oftwist.wire import kinds

__all__ = [
    "SwitchUnderTest",
    "assert_no_errors",
    "attach_simulated_switch",
    "barrier",
    "collect_stats",
    "delete_all_flows",
    "drain",
    "handshake",
    "in_port_of",
    "request",
    "wait_packet_in",
]


def request(controller: Controller, msg: Message, timeout: float = -1) -> Decoded:
    """Send a request and return its answer; an error message, nonsense or silence is an exception.

    Raises:
        RequestFailed: the switch answered with an error message.
        ProtocolError: the answer cannot be decoded; it says which member of what, and where.
        RequestTimeout: no answer in time.
        Disconnected: not connected, or not any more.
    """
    waiter = controller.exchange.ask(msg, timeout)
    return _answer(controller, msg, waiter, f"no answer to {text.describe(msg)} xid={msg.xid}")


def _answer(controller: Controller, msg: Message, waiter: Waiter, silence: str) -> Decoded:
    """What came of a request, or as an exception why nothing did."""
    entry = waiter.result()
    if entry is None:
        if not controller.switch_socket:
            raise Disconnected(controller.disconnect_reason or "disconnected")
        raise RequestTimeout(silence)
    reply, _ = entry
    if "error_msg" in kinds.names_of(reply):
        raise RequestFailed(diagnostics.refusal(reply, msg), [reply], [msg])
    return reply


def barrier(controller: Controller, timeout: float = -1) -> Decoded:
    """Wait until the switch has done with everything sent before; returns the barrier reply.

    Raises:
        UnexpectedReply: something else came back; otherwise as `request`.
    """
    reply = request(controller, controller.ofp.message.barrier_request(), timeout)
    if type(reply).__name__ != "barrier_reply":
        raise UnexpectedReply(f"a barrier was answered with {type(reply).__name__}", reply)
    return reply


def handshake(controller: Controller, timeout: float = -1) -> Decoded:
    """Take the switch's HELLO out of the queue, ask for its features, and return the features reply.

    Raises:
        RequestTimeout: no HELLO, or no features, in time; otherwise as `request`.
    """
    hello, _ = controller.poll("hello", timeout)
    if hello is None:
        if not controller.switch_socket:
            raise Disconnected(controller.disconnect_reason or "disconnected")
        raise RequestTimeout("the switch has not said HELLO")
    return request(controller, controller.ofp.message.features_request(), timeout)


def delete_all_flows(controller: Controller, timeout: float = -1) -> None:
    """Delete the flows of all tables, and wait until that is done.

    Raises:
        RequestFailed: the switch refused; otherwise as `request`.
    """
    SwitchUnderTest(controller).delete_flows(timeout=timeout)


def collect_stats(controller: Controller, msg: Message, timeout: float = -1) -> list[Any]:
    """Send a statistics (multipart) request and return the entries of all parts of the reply.

    Args:
        msg: any ``*_stats_request``.
        timeout: seconds for each part.

    Returns:
        the entries in order; the reply itself, as the only item, of a kind that has no list of entries.

    Raises:
        RequestTimeout: a part is missing; otherwise as `request`.
        UnexpectedReply: something else came back.
    """
    name = type(msg).__name__
    entries: list[Any] = []
    silence = f"no answer to {text.describe(msg)}"
    with closing(controller.exchange.ask_for_parts(msg, timeout)) as waiters:
        for waiter in waiters:
            part = _answer(controller, msg, waiter, silence)
            if not kinds.is_multipart(type(part)):
                raise UnexpectedReply(f"{name} was answered with {type(part).__name__}", part)
            found = getattr(part, "entries", None)
            if not isinstance(found, list):
                return [part]
            entries += found
            silence = f"{len(entries)} entries of {name} came, then no more"
    return entries


def drain(controller: Controller, timeout: float = -1) -> int:
    """Wait for a barrier, then forget everything received; returns how many messages were queued."""
    barrier(controller, timeout)
    controller.clear_errors()
    return controller.clear_queue()


def assert_no_errors(controller: Controller, xid: int | None = None, timeout: float = -1) -> None:
    """Wait for a barrier and fail if an error message has arrived on this connection.

    Args:
        xid: look at errors with this xid only.

    Raises:
        AssertionError: with a line for each error.
    """
    barrier(controller, timeout)
    errors = controller.errors if xid is None else controller.errors_for(xid)
    if errors:
        lines = "\n".join(f"  {diagnostics.describe_error(error)}" for error in errors)
        raise AssertionError(f"{len(errors)} error message(s) arrived:\n{lines}")


def in_port_of(msg: Decoded) -> int | None:
    """The port a packet-in (any version) came from, or None if it does not say."""
    port = getattr(msg, "in_port", None)
    if port is None:
        for field in getattr(getattr(msg, "match", None), "oxm_list", ()):
            if type(field).__name__ == "in_port":
                port = field.value
    return port


def wait_packet_in(
    controller: Controller,
    data: bytes | None = None,
    in_port: int | None = None,
    match: Callable[[Decoded], bool] | None = None,
    timeout: float = -1,
) -> Decoded:
    """Wait for a packet-in that is like this; others stay in the queue.

    Args:
        data: the frame; a packet-in that carries only the beginning of it counts as well.
        in_port: the port it came from.
        match: any other test of the message.

    Raises:
        AssertionError: none came in time; the text names those that did.
    """

    def wanted(msg: Decoded) -> bool:
        return (
            kinds.is_packet_in(type(msg))
            and (data is None or (data.startswith(bytes(msg.data)) and bool(msg.data)))
            and (in_port is None or in_port_of(msg) == in_port)
            and (match is None or match(msg))
        )

    msg: Decoded | None
    msg, _ = controller.poll(wanted, timeout)
    if msg is None:
        others = [msg for msg, _ in list(controller.packets) if kinds.is_packet_in(type(msg))]
        ports = ", ".join(f"{len(msg.data)} bytes from port {in_port_of(msg)}" for msg in others[:10])
        why = f"; disconnected: {controller.disconnect_reason}" if not controller.switch_socket else ""
        raise AssertionError(f"no such packet-in; {len(others)} others came ({ports or 'none'}){why}")
    return msg


def attach_simulated_switch(
    controller: Controller, switch: Any = None, timeout: float = 10.0, main: Any = None
) -> Any:
    """Let a simulated switch connect to a passive controller, within the controller's reactor.

    Args:
        controller: listening.
        switch: an `oftwist.testing.FakeSwitch`; made if None, with the controller's version.
        main: a channel of the switch of which this connection is an auxiliary one, None for a connection by itself.

    Returns:
        the switch, once the controller has accepted it. It lives in the reactor thread: use
        ``controller.bridge.proxy(switch)`` on it.
    """
    from twisted.internet.endpoints import TCP4ClientEndpoint, TCP6ClientEndpoint, UNIXClientEndpoint

    from oftwist.blocking import sockets
    from oftwist.testing import FakeSwitch, connect

    device = FakeSwitch(version=controller.wire_version) if switch is None else switch
    reactor = controller.bridge.reactor
    host = controller.host
    endpoint: Any
    if sockets.is_unix(host):
        endpoint = UNIXClientEndpoint(reactor, sockets.unix_path(host))
    else:
        kind = TCP6ClientEndpoint if ":" in host else TCP4ClientEndpoint
        endpoint = kind(reactor, host if host not in ("", "0.0.0.0") else "127.0.0.1", controller.port)
    controller.bridge.call(connect, device, endpoint, reactor, main, timeout=timeout)
    if controller.is_alive():
        controller.connect(timeout)  # the switch's end of the connection stands first
    return device


class SwitchUnderTest(BlockingDoor, BlockingExtensions):
    """A connected switch, for straight-line tests: the controller, and the helpers as methods.

    Args:
        controller: a started blocking controller.
        device: the simulated switch behind it, or None.

    Attributes:
        controller: everything else can be had there.
        ofp: the loxi module of the configured version.
        features: the features reply.
        device: a blocking view of the simulated switch (``device.receive(port, frame)`` injects a frame), or
            None if a real one is tested.
    """

    def __init__(self, controller: Controller, device: Any = None) -> None:
        self.controller = controller
        self.ofp: Any = controller.ofp
        self.features: Any = None
        self._ports: dict[int, str] | None = None
        self._extended: bool | None = None
        self.device: Any = controller.bridge.proxy(device) if device is not None else None

    def bring_up(self, timeout: float) -> SwitchUnderTest:
        """Wait for the connection, shake hands, delete all flows, and forget what arrived.

        Raises:
            Disconnected: nobody connected within ``timeout`` seconds, or the connection ended.
        """
        begin = monotonic()
        controller = self.controller
        controller.keep_alive = True
        if not controller.connect(timeout):
            where = f"{controller.host}:{controller.port}"
            raise Disconnected(controller.disconnect_reason or f"no switch connected to {where} in {timeout:g} s")
        left = max(1.0, timeout - (monotonic() - begin))
        self.features = handshake(controller, left)
        delete_all_flows(controller, left)
        drain(controller, left)
        return self

    @property
    def operations(self) -> Operations:
        """Flows, groups, meters and packets of this switch: see `BlockingDoor`."""
        if self.features is None:
            self.features = self.request(self.ofp.message.features_request())
        if self._ports is None:
            self._ports = {port.port_no: str(port.name) for port in self._described_ports()}
        return Operations(self.ofp, self._ports, self.features.n_tables)

    def _described_ports(self) -> list[Any]:
        ports = getattr(self.features, "ports", None)
        if ports is not None:
            return list(ports)
        request = self.ofp.message.port_desc_stats_request()
        if hasattr(request, "port_no"):
            request.port_no = self.ofp.OFPP_ANY  # 1.5 asks for one port or any (§7.3.5.7)
        try:
            return self.stats(request)
        except RequestFailed:
            return []  # then its ports have numbers only

    def confirm(self, messages: Sequence[Message], timeout: float = -1) -> None:
        """Send messages and have a barrier confirm them.

        Raises:
            RequestFailed: the switch refused some; ``errors`` and ``requests`` say which. Otherwise as `request`.
        """
        controller = self.controller
        for msg in messages:
            controller.message_send(msg)
        barrier(controller, timeout)
        refused = [(error, msg) for msg in messages for error in controller.errors_for(msg.xid or 0)]
        if refused:
            told = "; ".join(diagnostics.refusal(error, msg) for error, msg in refused[:10])
            raise RequestFailed(told, [error for error, _ in refused], [msg for _, msg in refused])

    def extended(self, timeout: float = -1) -> bool:
        """Has the switch Open vSwitch's extensions? Its description says so; it is asked once."""
        if self._extended is None:
            told: Any = self.request(self.ofp.message.desc_stats_request(), timeout)
            self._extended = "Open vSwitch" in f"{told.hw_desc} {told.sw_desc}"
        return self._extended

    @property
    def datapath_id(self) -> int:
        return int(self.features.datapath_id)

    def send(self, msg: Message) -> int:
        """Send a message; returns its xid."""
        self.controller.message_send(msg)
        return msg.xid or 0  # it has one by now

    def transact(self, msg: Message, timeout: float = -1) -> Any:
        """The first answer, an error message included; None if there is none. See `Controller.transact`."""
        return self.controller.transact(msg, timeout)[0]

    def request(self, msg: Message, timeout: float = -1) -> Decoded:
        """The answer; errors and silence are exceptions. See `request`."""
        return request(self.controller, msg, timeout)

    def poll(self, wanted: What = None, timeout: float = -1) -> Any:
        """The first queued message of a kind, or None. See `Controller.poll`."""
        return self.controller.poll(wanted, timeout)[0]

    def barrier(self, timeout: float = -1) -> Decoded:
        return barrier(self.controller, timeout)

    def stats(self, msg: Message, timeout: float = -1) -> list[Any]:
        """All entries of a statistics reply. See `collect_stats`."""
        return collect_stats(self.controller, msg, timeout)

    def delete_all_flows(self, timeout: float = -1) -> None:
        delete_all_flows(self.controller, timeout)

    def drain(self, timeout: float = -1) -> int:
        return drain(self.controller, timeout)

    def assert_no_errors(self, xid: int | None = None, timeout: float = -1) -> None:
        assert_no_errors(self.controller, xid, timeout)

    def wait_packet_in(
        self,
        data: bytes | None = None,
        in_port: int | None = None,
        match: Callable[[Decoded], bool] | None = None,
        timeout: float = -1,
    ) -> Decoded:
        return wait_packet_in(self.controller, data, in_port, match, timeout)

    def __repr__(self) -> str:
        return f"<switch under test at {self.controller.switch_addr}>"
