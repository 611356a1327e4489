"""The handshake and its rules, sans-IO: messages in, actions out. No Twisted, no clock, no transport.

HELLO both ways, the version, the features, the port description; what may come when, and what is done about it when
it comes at another time (OpenFlow 1.3.5 §6.3.1, 1.5.1 §6.3).
"""

from __future__ import annotations

import enum
import struct
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, Union

from oftwist import loxi, wire
from oftwist.errors import ProtocolError
from oftwist.wire import kinds
from oftwist.wire.kinds import Kind

if TYPE_CHECKING:
    from types import ModuleType

    from oftwist.connection.interfaces import Decoded, Message
    from oftwist.connection.options import Options

#: Ports of one switch that are remembered: as many as OpenFlow 1.0 could number.
MAX_PORTS = 65536

_HELLO_ELEM_VERSIONBITMAP = 1
_ELEMENT = struct.Struct("!HH")
_HTTP = (b"GET ", b"POST", b"PUT ", b"HEAD", b"OPTI", b"CONN", b"DELE", b"PATC", b"TRAC", b"PRI ", b"HTTP")


class State(enum.Enum):
    """Where the handshake is."""

    START = "start"
    HELLO = "waiting for HELLO"
    FEATURES = "waiting for the features"
    PORTS = "waiting for the port description"
    READY = "ready"
    CLOSED = "closed"


class Input(enum.Enum):
    """What can happen, as far as the handshake cares."""

    MADE = "the connection is made"
    HELLO = "HELLO"
    ECHO = "echo request"
    FEATURES = "features reply"
    PORTS = "port description"
    ERROR = "error"
    OTHER = "anything else"
    UNDECODABLE = "a reply that cannot be decoded"


class Send(NamedTuple):
    """Put these bytes on the wire."""

    data: bytes


class Close(NamedTuple):
    """Close the connection, for this reason."""

    reason: str


class Note(NamedTuple):
    """Worth a line in the log; ``key`` names the reason for limiting the rate."""

    key: str
    text: str
    xid: int | None = None


class Done(NamedTuple):
    """The handshake is done: ``session.features`` and ``session.ports`` are there."""


class Fail(NamedTuple):
    """Whoever waits for the answer with this xid is told that it cannot be decoded."""

    xid: int
    error: ProtocolError


class Deliver(NamedTuple):
    """The message is none of the handshake's business: handlers and inbox get it when the switch is up."""


Action = Union[Send, Close, Note, Done, Fail, Deliver]  # noqa: UP007 (evaluated at run time on Python 3.10)


class Outcome(NamedTuple):
    """Where something leads, and what to do."""

    state: State
    actions: list[Action]


class Rule(NamedTuple):
    """What is done about an input in a state.

    Attributes:
        method: the name of a method of Session.
        states: where the handshake can be afterwards.
    """

    method: str
    states: frozenset[State]


def _rule(method: str, *states: State) -> Rule:
    return Rule(method, frozenset(states))


_S, _I = State, Input
#: The whole handshake. What is not in it changes nothing, and nothing is done about it.
TABLE = {
    (_S.START, _I.MADE): _rule("say_hello", _S.HELLO),
    (_S.HELLO, _I.HELLO): _rule("choose_version", _S.FEATURES, _S.READY, _S.CLOSED),
    (_S.HELLO, _I.ECHO): _rule("answer_echo", _S.HELLO),
    (_S.HELLO, _I.ERROR): _rule("refused", _S.CLOSED),
    (_S.HELLO, _I.FEATURES): _rule("too_early", _S.HELLO, _S.CLOSED),
    (_S.HELLO, _I.PORTS): _rule("too_early", _S.HELLO, _S.CLOSED),
    (_S.HELLO, _I.OTHER): _rule("too_early", _S.HELLO, _S.CLOSED),
    (_S.FEATURES, _I.HELLO): _rule("second_hello", _S.FEATURES),
    (_S.FEATURES, _I.ECHO): _rule("answer_echo", _S.FEATURES),
    (_S.FEATURES, _I.ERROR): _rule("features_refused", _S.FEATURES, _S.CLOSED),
    (_S.FEATURES, _I.FEATURES): _rule("take_features", _S.PORTS, _S.READY),
    (_S.FEATURES, _I.PORTS): _rule("deliver", _S.FEATURES),
    (_S.FEATURES, _I.OTHER): _rule("deliver", _S.FEATURES),
    (_S.FEATURES, _I.UNDECODABLE): _rule("no_features", _S.CLOSED),
    (_S.PORTS, _I.HELLO): _rule("second_hello", _S.PORTS),
    (_S.PORTS, _I.ECHO): _rule("answer_echo", _S.PORTS),
    (_S.PORTS, _I.ERROR): _rule("ports_refused", _S.PORTS, _S.READY),
    (_S.PORTS, _I.FEATURES): _rule("check_features", _S.PORTS, _S.CLOSED),
    (_S.PORTS, _I.PORTS): _rule("take_ports", _S.PORTS, _S.READY, _S.CLOSED),
    (_S.PORTS, _I.OTHER): _rule("deliver", _S.PORTS),
    (_S.PORTS, _I.UNDECODABLE): _rule("no_ports", _S.READY),
    (_S.READY, _I.HELLO): _rule("second_hello", _S.READY),
    (_S.READY, _I.ECHO): _rule("answer_echo", _S.READY),
    (_S.READY, _I.ERROR): _rule("deliver", _S.READY),
    (_S.READY, _I.FEATURES): _rule("check_features", _S.READY, _S.CLOSED),
    (_S.READY, _I.PORTS): _rule("deliver", _S.READY),
    (_S.READY, _I.OTHER): _rule("deliver", _S.READY),
}


def offered_versions(hello: bytes) -> frozenset[int] | None:
    """Return the versions a HELLO's bitmap offers, None if it carries none.

    A HELLO of any version may have elements; one with a length of less than 4, or more than is there, ends the list.
    Linear in the size of the message.

    Args:
        hello: the whole message.
    """
    at = 8
    size = len(hello)
    while at + 4 <= size:
        kind, length = _ELEMENT.unpack_from(hello, at)
        if length < 4 or at + length > size:
            return None
        if kind == _HELLO_ELEM_VERSIONBITMAP and length >= 8:
            bits = int.from_bytes(hello[at + 4 : at + 8], "big")  # later words are versions from 32 on
            return frozenset(version for version in range(32) if bits >> version & 1)
        at += length + 7 & ~7
    return None


def negotiate(ours: frozenset[int], hello: bytes) -> int | None:
    """Return the version both sides speak, None if there is none.

    With a bitmap from both: the highest in both. Else the lower of the two header versions, if we speak it
    (OpenFlow 1.3.5 §6.3.1). We send a bitmap when our highest version is 1.3 or later.
    """
    theirs = offered_versions(hello)
    if theirs is not None and max(ours) >= 4:
        return max(ours & theirs, default=None)
    version = min(max(ours), hello[0])
    return version if version in ours else None


def foreign(data: bytes) -> str | None:
    """Name the protocol of a peer that does not speak OpenFlow, by its first bytes; None if it may be OpenFlow."""
    if data[:4] in _HTTP:
        return "HTTP"
    if data[:2] == b"\x16\x03":
        return "TLS"
    if data[:4] == b"SSH-":
        return "SSH"
    return None


class Session:
    """One handshake.

    Args:
        options: what is done by itself.
        next_xid: gives xids for our messages.

    Attributes:
        state: where it is.
        version: the negotiated wire version; before that the highest one offered.
        ofp: the loxi module of ``version``.
        features: the features_reply, or None.
        ports: the port descriptions, of the features (1.0-1.2) or the port description (1.3 and later).
    """

    def __init__(self, options: Options, next_xid: Callable[[], int]) -> None:
        self.options = options
        self.state = State.START
        self.version = max(options.versions)
        self.ofp: ModuleType = loxi.protocol(self.version)
        self.features: Decoded | None = None
        self.ports: list[Decoded] = []
        self._next_xid = next_xid
        self._xid = 0  # of our request that waits for its answer
        self._port_bytes = 0
        self._port_parts = 0

    def start(self) -> list[Action]:
        """Begin: the connection is made."""
        return self._go(Input.MADE)

    def hello(self) -> bytes:
        """Return our HELLO: the highest version, and from 1.3 on a bitmap of all."""
        versions = self.options.versions
        ofp = self.ofp
        hello = ofp.message.hello(xid=self._next_xid())
        if self.version >= 4:
            bits = sum(1 << version for version in versions)
            hello.elements = [ofp.hello_elem_versionbitmap(bitmaps=[ofp.uint32(bits)])]
        return bytes(hello.pack())

    def receive(self, msg: Decoded | None, raw: bytes) -> list[Action]:
        """Take one message.

        Args:
            msg: the decoded message; None for a HELLO that could not be decoded (its header is enough).
            raw: its bytes.

        Returns:
            what to do, in order.
        """
        return self._go(self._classify(msg, raw), msg, raw)

    def undecodable(self, xid: int, text: str) -> list[Action]:
        """Take note of a reply that cannot be decoded: if our request waits for it, there is no other to wait for.

        Args:
            xid: of the reply.
            text: what is wrong with it.

        Returns:
            what to do.
        """
        return self._go(Input.UNDECODABLE, text) if xid == self._xid else []

    def _go(self, happened: Input, *args: object) -> list[Action]:
        """Look up what is to be done, do it, and be in the state it leads to."""
        rule = TABLE.get((self.state, happened))
        if rule is None:
            return []
        outcome: Outcome = getattr(self, "_" + rule.method)(*args)
        if outcome.state not in rule.states:
            raise AssertionError(f"{rule.method} led from {self.state} to {outcome.state}, which no rule says")
        self.state = outcome.state
        return outcome.actions

    def _stay(self, *actions: Action) -> Outcome:
        return Outcome(self.state, list(actions))

    def _classify(self, msg: Decoded | None, raw: bytes) -> Input:
        if raw[1] == 0 or msg is None:
            return Input.HELLO
        cls = type(msg)
        if kinds.kind_of(cls) is Kind.ECHO_REQUEST:
            return Input.ECHO
        names = kinds.lineage(cls)
        if "features_reply" in names:
            return Input.FEATURES
        if "error_msg" in names:
            return Input.ERROR
        if "port_desc_stats_reply" in names and msg.xid == self._xid:
            return Input.PORTS
        return Input.OTHER

    # what the table names: each returns the state it leads to, and what to do

    def _say_hello(self) -> Outcome:
        return Outcome(State.HELLO, [Send(self.hello())] if self.options.send_hello else [])

    def _choose_version(self, msg: Decoded | None, raw: bytes) -> Outcome:
        version = negotiate(self.options.versions, raw)
        if version is None:
            return self._no_version(raw)
        self.version = version
        self.ofp = loxi.protocol(version)
        if not self.options.request_features:
            return self._ready()
        return Outcome(State.FEATURES, [self._ask(self.ofp.message.features_request())])

    def _no_version(self, raw: bytes) -> Outcome:
        ours = self.options.versions
        theirs = offered_versions(raw)
        spoken = sorted(theirs) if theirs is not None and max(ours) >= 4 else [raw[0]]
        hint = ",".join(f"OpenFlow{wire.VERSION_NAMES[version].replace('.', '')}" for version in sorted(ours))
        text = (
            f"no common OpenFlow version: the controller speaks {_names(sorted(ours))}, "
            f"the switch {_names(spoken) or 'none'}"
        )
        advice = f"{text}. On Open vSwitch: ovs-vsctl set bridge BRIDGE protocols={hint}"
        version = max((v for v in ours if v <= raw[0]), default=min(ours))
        error = loxi.protocol(version).message.hello_failed_error_msg(
            xid=int.from_bytes(raw[4:8], "big"), code=0, data=advice.encode("ascii")
        )
        answer: list[Action] = [Send(error.pack())] if self.options.answer_errors else []
        return Outcome(State.CLOSED, [*answer, Close(text)])

    def _refused(self, msg: Decoded, raw: bytes) -> Outcome:
        return _close(f"the switch refused our HELLO: {kinds.error_text(msg)}")

    def _too_early(self, msg: Decoded, raw: bytes) -> Outcome:
        other = foreign(raw)
        return self._violation(f"the peer speaks {other}, not OpenFlow" if other else f"{_called(msg)} before HELLO")

    def _violation(self, text: str) -> Outcome:
        return _close(text) if self.options.close_on_violation else self._stay(Note("violation", text))

    def _second_hello(self, msg: Decoded | None, raw: bytes) -> Outcome:
        return self._stay(Note("second HELLO", "a second HELLO was ignored"))

    def _answer_echo(self, msg: Decoded, raw: bytes) -> Outcome:
        return self._stay(Send(echo_reply(raw)) if self.options.answer_echo else Deliver())

    def _take_features(self, msg: Decoded, raw: bytes) -> Outcome:
        self.features = msg
        if self.version < 4:
            self.ports = list(msg.ports)
        elif self.options.request_ports and not msg.auxiliary_id:
            request = self.ofp.message.port_desc_stats_request()
            if hasattr(request, "port_no"):
                request.port_no = self.ofp.OFPP_ANY  # 1.5 asks for one port or any (§7.3.5.7)
            return Outcome(State.PORTS, [self._ask(request)])
        return self._ready()

    def _features_refused(self, msg: Decoded, raw: bytes) -> Outcome:
        if msg.xid != self._xid:
            return self._stay(Deliver())
        return _close(f"the switch refused the features request: {kinds.error_text(msg)}")

    def _no_features(self, text: str) -> Outcome:
        return _close(f"the answer to the features request cannot be decoded: {text}")

    def _check_features(self, msg: Decoded, raw: bytes) -> Outcome:
        if self.features is not None and msg.datapath_id != self.features.datapath_id:
            return self._violation(
                f"the datapath id changed from {self.features.datapath_id:016x} to {msg.datapath_id:016x}"
            )
        return self._stay(Note("features reply", "a features reply nobody asked for was ignored"))

    def _take_ports(self, msg: Decoded, raw: bytes) -> Outcome:
        self.ports += msg.entries
        self._port_parts += 1
        self._port_bytes += len(raw)
        if len(self.ports) > MAX_PORTS:
            return _close(f"the switch describes more than {MAX_PORTS} ports")
        if not kinds.reply_more(msg):
            return self._ready()
        options = self.options
        if 0 < options.multipart_parts <= self._port_parts or 0 < options.multipart_bytes < self._port_bytes:
            return _close("the port description never ends")
        return self._stay()

    def _ports_refused(self, msg: Decoded, raw: bytes) -> Outcome:
        return self._no_ports(kinds.error_text(msg)) if msg.xid == self._xid else self._stay(Deliver())

    def _no_ports(self, text: str) -> Outcome:
        return self._ready(Note("no port description", f"the switch describes no ports: {text}"))

    def _deliver(self, msg: Decoded, raw: bytes) -> Outcome:
        return self._stay(Deliver())

    def _ready(self, *actions: Action) -> Outcome:
        self._xid = 0
        return Outcome(State.READY, [*actions, Done()])

    def _ask(self, request: Message) -> Send:
        request.xid = self._xid = self._next_xid()
        return Send(request.pack())


def _close(reason: str) -> Outcome:
    return Outcome(State.CLOSED, [Close(reason)])


def echo_reply(raw: bytes) -> bytes:
    """Return the answer to an echo request: the same message, payload and xid, of the reply type."""
    return raw[:1] + b"\x03" + raw[2:]


def bad_request(ofp: ModuleType, error: ProtocolError | None, raw: bytes) -> bytes:
    """Return the OpenFlow error that answers a malformed message (OpenFlow 1.3.5 §7.4.4).

    Args:
        ofp: the loxi module to answer in.
        error: what is wrong with it; None for a message that is misplaced: a type we do not take.
        raw: the message; its first 64 bytes are quoted, its xid is used.
    """
    const = ofp.const
    if error is None:
        code = const.OFPBRC_BAD_TYPE
    elif int.from_bytes(raw[2:4], "big") < 8:  # the header itself is broken, whatever its version
        code = const.OFPBRC_BAD_LEN
    elif raw[0] != ofp.OFP_VERSION:
        code = const.OFPBRC_BAD_VERSION
    else:
        code = const.OFPBRC_BAD_LEN
    msg = ofp.message.bad_request_error_msg(
        xid=int.from_bytes(raw[4:8].ljust(4, b"\0"), "big"), code=code, data=raw[:64]
    )
    return bytes(msg.pack())


def _names(versions: list[int]) -> str:
    return ", ".join(wire.VERSION_NAMES.get(version, f"(wire version {version})") for version in versions)


def _called(msg: Decoded) -> str:
    names = kinds.names_of(msg)
    return names[0].upper() if names else f"type {getattr(msg, 'type', '?')}"
