"""Every automatic thing and every limit of a connection, in one frozen dataclass. Knows the errors only."""

from __future__ import annotations

from dataclasses import dataclass, replace

from oftwist.errors import ConfigurationError

#: Wire versions 1 (OpenFlow 1.0) to 6 (OpenFlow 1.5).
ALL_VERSIONS = frozenset(range(1, 7))

DUPLICATE_POLICIES = ("probe", "reject", "replace")


@dataclass(frozen=True, kw_only=True)
class Options:
    """What a connection does by itself, and how much it accepts.

    Times are seconds, sizes are bytes unless the name says otherwise, and 0 switches a limit off.
    Use ``dataclasses.replace(options, ...)`` to change some.

    Attributes:
        versions: wire versions offered in HELLO, of 1 (OpenFlow 1.0) to 6 (OpenFlow 1.5).
        handshake: run the handshake. False hands the connection over raw at once: nothing is sent or
            answered by itself, no timer runs, and every message goes to tap, handlers and inbox.
        send_hello: send our HELLO when the connection is made.
        request_features: ask for the features after HELLO. Without it a connection is ready after HELLO, and
            no ``Switch`` can be made of it.
        request_ports: ask for the port description after the features (OpenFlow 1.3 and later).
        answer_echo: answer echo requests. False hands them to handlers and inbox.
        answer_errors: answer malformed and misplaced messages with OpenFlow errors.
        close_on_violation: close when the peer breaks the session: features before HELLO, a datapath id that
            changes.
        inbox: keep unhandled messages from the start. False makes the inbox at the first ``poll``.
        direct_send: on plain TCP, hand bytes to the socket at once when nothing waits before them.
        direct_read: read many plain TCP connections behind one descriptor of an epoll reactor
            (``oftwist.connection.reading``).
        handshake_timeout: from connection made to ready, not counting the time it had to wait for others.
        close_timeout: from asking the transport to close until it is aborted.
        frame_timeout: from the first byte of a message to its last.
        echo_interval: silence before an echo request is sent; any byte received counts as life.
        echo_misses: echo requests in a row that may stay unanswered.
        request_timeout: default of every request, transaction, change and poll.
        max_in_flight: requests waiting for an answer; further ones wait to be sent.
        multipart_parts: parts of one multipart reply, a count.
        multipart_bytes: bytes of one multipart reply.
        multipart_idle: between two parts of one multipart reply.
        inbox_size: unhandled messages kept, a count; None for no bound.
        inbox_bytes: their bytes as they came; the last one is kept in any case.
        async_backlog: coroutines and Deferreds of handlers running for one connection, a count.
        write_high_water: bytes waiting to be sent before ``writable`` turns False.
        write_limit: bytes waiting to be sent that end the connection.
        stuck_writer_timeout: without the peer taking a single byte of what waits for it.
        flow_mod_rate: flow mods a second that are sent, evenly; further ones wait, and what is sent behind them waits
            in its order, but for echo messages. Time-outs begin when a message is sent. What waits when the connection
            is closed is lost, as those who wait for its confirmation are told.
        frames_per_turn: messages handled before other connections get their turn, a count.
        turn_time: time spent on messages before other connections get their turn.
        packet_in_rate: packet-ins a second handed to handlers and inbox; the rest is dropped and counted.
        packet_in_burst: packet-ins accepted at once above the rate; 0 means one second's worth.
        max_handshakes: connections of one factory that have said HELLO and shake hands at a time; further ones
            wait. Who says nothing takes no place, who takes more than a fifth of the time loses it.
        max_handshakes_per_peer: connections of one remote address whose handshake is not done, silent ones
            included; further ones are refused. Off by default: many switches may sit behind one address.
        max_connections: connections of one factory; a further one takes the place of one that has said nothing, or
            is refused. ``twistd oftwist`` sets it by the descriptors it may have.
        slow_handler: time after which a handler that blocks is named in the log.
        duplicate_dpid: a second connection with the datapath id of a live one: ``"probe"`` sends an echo
            request to the old one and replaces it if it does not answer, ``"reject"`` closes the new one,
            ``"replace"`` closes the old one.
        probe_timeout: how long ``"probe"`` waits.
        max_backoff: longest delay between two attempts of ``Controller.connect``.
    """

    versions: frozenset[int] = ALL_VERSIONS
    handshake: bool = True
    send_hello: bool = True
    request_features: bool = True
    request_ports: bool = True
    answer_echo: bool = True
    answer_errors: bool = True
    close_on_violation: bool = True
    inbox: bool = False
    direct_send: bool = True
    direct_read: bool = True
    handshake_timeout: float = 10.0
    close_timeout: float = 2.0
    frame_timeout: float = 30.0
    echo_interval: float = 15.0
    echo_misses: int = 3
    request_timeout: float = 30.0
    max_in_flight: int = 4096
    multipart_parts: int = 16384
    multipart_bytes: int = 64 * 1024 * 1024
    multipart_idle: float = 60.0
    inbox_size: int | None = 1024
    inbox_bytes: int = 16 * 1024 * 1024
    async_backlog: int = 4096
    write_high_water: int = 4 * 1024 * 1024
    write_limit: int = 256 * 1024 * 1024
    stuck_writer_timeout: float = 30.0
    flow_mod_rate: float = 0
    frames_per_turn: int = 256
    turn_time: float = 0.01
    packet_in_rate: float = 0
    packet_in_burst: float = 0
    max_handshakes: int = 1024
    max_handshakes_per_peer: int = 0
    max_connections: int = 0
    slow_handler: float = 0.2
    duplicate_dpid: str = "probe"
    probe_timeout: float = 2.0
    max_backoff: float = 10.0

    def limited(self, other: Options) -> Options:
        """These options with the limits of others, as far as they can change while a connection is up: `LATER`."""
        return replace(self, **{name: getattr(other, name) for name in LATER})

    def __post_init__(self) -> None:
        object.__setattr__(self, "versions", frozenset(self.versions))
        if not self.versions or not self.versions <= ALL_VERSIONS:
            got = sorted(self.versions)
            raise ValueError(f"versions must be some of 1 (OpenFlow 1.0) to 6 (1.5), not {got}")
        if self.duplicate_dpid not in DUPLICATE_POLICIES:
            policies = ", ".join(DUPLICATE_POLICIES)
            raise ValueError(f"duplicate_dpid must be one of {policies}, not {self.duplicate_dpid!r}")
        for name, value in vars(self).items():
            if isinstance(value, (int, float)) and value < 0:
                raise ValueError(f"{name} must not be negative, not {value}")


#: The limits of a connection that can change while it is up: see `OFProtocol.limit`.
LATER = frozenset((
    "answer_echo", "async_backlog", "close_timeout", "echo_interval", "echo_misses", "frame_timeout", "frames_per_turn",
    "inbox_bytes", "inbox_size", "max_in_flight", "multipart_bytes", "multipart_idle", "multipart_parts",
    "packet_in_burst", "packet_in_rate", "request_timeout", "slow_handler", "stuck_writer_timeout", "turn_time",
    "write_limit",
))  # fmt: skip


def parse_versions(text: str) -> frozenset[int]:
    """Read a list of OpenFlow versions such as ``1.0,1.3-1.5`` into wire versions: {1, 4, 5, 6}.

    Raises:
        ConfigurationError: it names something else.
    """
    wire = {f"1.{number - 1}": number for number in sorted(ALL_VERSIONS)}

    def one(name: str) -> int:
        if name.strip() not in wire:
            raise ConfigurationError(f"{name.strip()!r} is none of {', '.join(wire)}")
        return wire[name.strip()]

    found: set[int] = set()
    for part in text.split(","):
        first, dash, last = part.partition("-")
        low, high = one(first), one(last if dash else first)
        if low > high:
            raise ConfigurationError(f"{part.strip()!r} is the wrong way round")
        found.update(range(low, high + 1))
    return frozenset(found)
