"""Misbehaviours of connections: how they begin and end, bytes, controllers, who is told what, auxiliary ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from oftwist import loxi
from oftwist.testing.channel import Channel, Device, Handler
from oftwist.testing.flow_table import Flow, Refused
from oftwist.testing.hello import hello_frame
from oftwist.testing.misbehaviour.patching import (
    Original,
    Patch,
    Subject,
    handling,
    ignored,
    in_channels,
    told,
    unrefused,
)
from oftwist.testing.parts import REASON_INVALID_TTL, PacketIn, Port
from oftwist.testing.roles import ROLE_EQUAL, ROLE_MASTER, ROLE_SLAVE
from oftwist.wire.interfaces import Part

_HELLO, _ECHO_REPLY, _FLOW_MOD = 0, 3, 14

# -- the beginning -----------------------------------------------------------------------------------


def _receiving(change: Callable[[Channel, bytes], bytes]) -> Patch:
    """What comes before a version is agreed upon is read otherwise."""

    def instead(original: Original, channel: Channel, data: bytes) -> None:
        if not channel.version:
            data = change(channel, data)
        if data:
            original(data)

    return in_channels("receive", instead)


def _without_body(channel: Channel, data: bytes) -> bytes:
    length = int.from_bytes(data[2:4], "big")
    if data[1:2] != bytes([_HELLO]) or len(data) < length:
        return data
    return data[:2] + b"\0\x08" + data[4:8] + data[length:]


def _plain_only(channel: Channel, data: bytes) -> bytes:
    if data[1:2] == bytes([_HELLO]) and int.from_bytes(data[2:4], "big") > 16:
        channel.close()
        return b""
    return data


def _done_early(channel: Channel, data: bytes) -> bytes:
    if data[1:2] == bytes([_FLOW_MOD]):
        channel.version, channel.ofp = data[0], loxi.protocol(data[0])
    return data


def _waits(original: Original, channel: Channel) -> None:
    """Says nothing yet."""


def _answers_hello(original: Original, channel: Channel, data: bytes) -> None:
    if not channel.version and not channel.closed and data:
        channel.send_raw(channel.switch.hello())
    original(data)


def _stays_open(original: Original, channel: Channel) -> None:
    if channel.version:
        original()


def _wrong_bitmap(switch: Device) -> None:
    version = max(switch.versions)
    frame = hello_frame(switch.versions)
    switch.__dict__["hello_bytes"] = frame[:-4] + (1 << version - 1).to_bytes(4, "big") if len(frame) > 8 else frame


_negotiation = Subject("negotiation")
NEGOTIATION = [
    _negotiation("hello-waits", "1.0-1.5", "The switch says HELLO when it has heard something.",
                 in_channels("open", _waits), in_channels("receive", _answers_hello)),
    _negotiation("hello-bitmap-wrong", "1.3-1.5", "The bitmap of the switch's HELLO has another version.",
                 _wrong_bitmap),
    _negotiation("hello-bitmap-ignored", "1.3-1.5", "The bitmap of a HELLO is not looked at.",
                 _receiving(_without_body)),
    _negotiation("hello-long-fatal", "1.0-1.5", "A HELLO of more than 16 bytes ends the connection.",
                 _receiving(_plain_only)),
    _negotiation("hello-not-awaited", "1.0-1.5", "Flow mods are done before a HELLO has come.",
                 _receiving(_done_early)),
    _negotiation("hello-failed-untold", "1.0-1.5", "Without a common version the connection ends, and nothing is said.",
                 unrefused("hello_failed", "INCOMPATIBLE")),
    _negotiation("hello-failed-open", "1.0-1.5", "Without a common version the connection stays open.",
                 in_channels("close", _stays_open)),
]  # fmt: skip

# -- bytes -------------------------------------------------------------------------------------------


def _rest_lost(original: Original, channel: Channel, data: bytes) -> None:
    original(data)
    if channel.version:
        channel.rest = b""


def _long_fatal(original: Original, channel: Channel, msg: Part) -> None:
    if len(channel.frame) > 0x8000:
        channel.close()
    else:
        original(msg)


def _refuses(handler: Handler, channel: Channel, msg: Part) -> None:
    raise Refused("bad_request", "BAD_TYPE")


def _ends(handler: Handler, channel: Channel, msg: Part) -> None:
    channel.close()


def _flows_go(original: Original, channel: Channel) -> None:
    original()
    for flow in list(channel.path.flows.flows()):
        channel.path.flows.delete(flow)


def _others_go(original: Original, channel: Channel) -> None:
    original()
    for other in list(channel.switch.channels):
        other.close()


def _last_flows_go(original: Original, channel: Channel) -> None:
    original()
    if not channel.switch.channels:
        channel.path.flows.clear()


_robustness = Subject("robustness")
_connection = Subject("connection")
ROBUSTNESS = [
    _robustness("rest-lost", "1.0-1.5", "The beginning of a message whose end comes later is forgotten.",
                in_channels("receive", _rest_lost)),
    _robustness("long-fatal", "1.0-1.5", "A message of more than 32 KiB ends the connection.",
                in_channels("carry_out", _long_fatal)),
    _robustness("version-unchecked", "1.0-1.5", "A message of another version is ignored.",
                unrefused("bad_request", "BAD_VERSION")),
    _robustness("errors-refused", "1.0-1.5", "Errors are answered with errors.",
                handling("error_msg", instead=_refuses)),
    _robustness("echo-reply-fatal", "1.0-1.5", "An echo reply that nobody asked for ends the connection.",
                handling("echo_reply", instead=_ends)),
    _robustness("flows-go-with-a-connection", "1.0-1.5", "Flows go with any connection that ends.",
                in_channels("lost", _flows_go)),
    _robustness("all-end-with-one", "1.0-1.5", "With one connection all others end.", in_channels("lost", _others_go)),
    _connection("flows-go-with-the-last", "1.0-1.5", "Flows go with the last connection.",
                in_channels("lost", _last_flows_go)),
]  # fmt: skip

# -- several controllers -----------------------------------------------------------------------------


def _answers_to_all(original: Original, channel: Channel, frame: bytes) -> None:
    original(frame)
    if frame[1] == _ECHO_REPLY:
        for other in [other for other in channel.switch.channels if other is not channel and other.version]:
            Channel.send_raw(other, frame)


def _errors_to_all(original: Original, channel: Channel, kind: str, code: str, **more: object) -> None:
    original(kind, code, **more)
    for other in [other for other in channel.switch.channels if other is not channel and other.version]:
        other.frame = channel.frame
        Channel.error(other, kind, code)


def _shared(*names: str) -> Patch:
    """What one controller configures counts for all."""

    def instead(handler: Handler, channel: Channel, msg: Part) -> None:
        handler(channel, msg)
        for other in channel.switch.channels:
            other.miss_send_len = channel.miss_send_len
            other.async_masks = {kind: list(masks) for kind, masks in channel.async_masks.items()}

    return handling(*names, instead=instead)


def _first_only(original: Original, channel: Channel, packet_in: PacketIn) -> bool:
    return channel is channel.switch.channels[0] and bool(original(packet_in))


@contextmanager
def _roles_of_others(channel: Channel) -> Iterator[None]:
    before = [(other, other.role) for other in channel.switch.channels if other is not channel]
    yield
    for other, role in before:
        other.role = role


def _two_masters(handler: Handler, channel: Channel, msg: Part) -> None:
    with _roles_of_others(channel):
        handler(channel, msg)


def _one_and_slaves(handler: Handler, channel: Channel, msg: Part) -> None:
    handler(channel, msg)
    for other in channel.switch.channels:
        if channel.role == ROLE_MASTER and other is not channel:
            other.role = ROLE_SLAVE


def _own_generation(handler: Handler, channel: Channel, msg: Part) -> None:
    channel.switch.generation_id = channel.__dict__.get("generation")
    handler(channel, msg)
    channel.__dict__["generation"] = channel.switch.generation_id


def _refused_and_demoted(handler: Handler, channel: Channel, msg: Part) -> None:
    try:
        handler(channel, msg)
    except Refused:
        channel.role = ROLE_SLAVE
        for other in channel.switch.channels:
            other.role = ROLE_EQUAL if other.role == ROLE_MASTER else other.role
        raise


def _generation_lost(original: Original, channel: Channel) -> None:
    original()
    channel.switch.generation_id = None


def _port_to_others(original: Original, channel: Channel, port: Port, reason: int) -> None:
    if channel.switch.acting is not channel:
        original(port, reason)


def _flow_to_actor(original: Original, channel: Channel, flow: Flow, reason: int, now: float) -> None:
    if channel.switch.acting in (None, channel):
        original(flow, reason, now)


_controllers = Subject("controllers")
CONTROLLERS = [
    _controllers("answers-to-all", "1.0-1.5", "Echo replies go to every controller.",
                 in_channels("send_raw", _answers_to_all)),
    _controllers("errors-to-all", "1.0-1.5", "Errors go to every controller.", in_channels("error", _errors_to_all)),
    _controllers("configuration-shared", "1.0-1.5", "miss_send_len of one controller counts for all.",
                 _shared("set_config")),
    _controllers("packet-in-to-first", "1.0-1.5", "Only the controller that came first gets packets.",
                 in_channels("wants_packet_in", _first_only)),
    _controllers("two-masters", "1.2-1.5", "A new MASTER does not make the old one a SLAVE.",
                 handling("role_request", instead=_two_masters)),
    _controllers("master-and-slaves", "1.2-1.5", "A new MASTER makes everybody else a SLAVE.",
                 handling("role_request", instead=_one_and_slaves)),
    _controllers("generation-of-each", "1.2-1.5", "Each controller has a generation of its own.",
                 handling("role_request", instead=_own_generation)),
    _controllers("stale-and-demoted", "1.2-1.5", "A role request that is refused takes roles away.",
                 handling("role_request", instead=_refused_and_demoted)),
    _controllers("generation-lost", "1.2-1.5", "The generation is forgotten when a controller goes.",
                 in_channels("lost", _generation_lost)),
    _controllers("generation-untold", "1.2-1.5", "A role reply tells generation 0.",
                 told("role_reply", generation_id=0)),
    _controllers("port-status-to-others", "1.5", "Who changes a port is not told of the change.",
                 in_channels("port_status", _port_to_others)),
    _controllers("flow-removed-to-actor", "1.0-1.5", "That a flow was deleted only its deleter is told.",
                 in_channels("flow_removed", _flow_to_actor)),
]  # fmt: skip

# -- who is told what --------------------------------------------------------------------------------


def _as_equal(original: Original, channel: Channel, kind: str, reason: int) -> bool:
    role, channel.role = channel.role, ROLE_EQUAL
    try:
        return bool(original(kind, reason))
    finally:
        channel.role = role


def _any_reason(original: Original, channel: Channel, kind: str, reason: int) -> bool:
    return bool(channel.version and channel.main is None and channel.async_masks[kind][channel.role == ROLE_SLAVE])


def _all_reasons(original: Original, channel: Channel) -> None:
    channel.async_masks["packet_in"][0] |= 1 << REASON_INVALID_TTL
    original()


def _muted(original: Original, channel: Channel, kind: str, code: str, **more: object) -> None:
    if any(channel.async_masks[each][0] for each in ("packet_in", "port_status", "flow_removed")):
        original(kind, code, **more)


def _slaves_first(handler: Handler, channel: Channel, msg: Part) -> None:
    handler(channel, msg)
    for masks in channel.async_masks.values():
        masks.reverse()


_async = Subject("async")
ASYNC = [
    _async("async-forgotten", "1.3-1.5", "What a controller wants to be told is not kept.", ignored("async_set")),
    _async("async-shared", "1.3-1.5", "What one controller wants to be told counts for all.", _shared("async_set")),
    _async("async-slave-as-equal", "1.3-1.5", "A SLAVE is told what it wants as EQUAL.",
           in_channels("wants", _as_equal)),
    _async("async-any-reason", "1.3-1.5", "Who wants one reason is told of all.", in_channels("wants", _any_reason)),
    _async("async-lives-at-first", "1.3-1.5", "Packets whose life is over are wanted at first.",
           in_channels("open", _all_reasons)),
    _async("async-mutes-errors", "1.3-1.5", "Who wants nothing is told no errors.", in_channels("error", _muted)),
    _async("async-turned-round", "1.3-1.5", "What is wanted as SLAVE and as EQUAL is mixed up.",
           handling("async_set", instead=_slaves_first)),
]  # fmt: skip

# -- auxiliary connections ---------------------------------------------------------------------------


def _same_number(original: Original, channel: Channel) -> None:
    channel.auxiliary_id = min(channel.auxiliary_id, 1)
    original()


def _by_main(original: Original, channel: Channel, frame: bytes) -> None:
    if channel.main is not None and frame[1] == _ECHO_REPLY:
        channel.main.send_raw(frame)
    else:
        original(frame)


def _errors_by_main(original: Original, channel: Channel, kind: str, code: str, **more: object) -> None:
    if channel.main is not None:
        channel.main.frame = channel.frame
        channel.main.error(kind, code)
    else:
        original(kind, code, **more)


def _packets_too(original: Original, channel: Channel, packet_in: PacketIn) -> bool:
    return bool(original(packet_in) if channel.main is None else channel.main.wants_packet_in(packet_in))


def _outlives(original: Original, channel: Channel) -> None:
    for other in channel.switch.channels:
        if other.main is channel:
            other.main = None
    original()


def _ends_main(original: Original, channel: Channel) -> None:
    original()
    if channel.main is not None:
        channel.main.close()


def _only_by_main(handler: Handler, channel: Channel, msg: Part) -> None:
    if channel.main is None:
        handler(channel, msg)


def _role_of_its_own(original: Original, channel: Channel, msg: Part) -> None:
    main, channel.main = channel.main, None
    try:
        original(msg)
    finally:
        channel.main = main


_auxiliary = Subject("auxiliary")
AUXILIARY = [
    _auxiliary("auxiliary-same-number", "1.3-1.5", "Auxiliary connections have the same number.",
               in_channels("open", _same_number)),
    _auxiliary("auxiliary-answers-by-main", "1.3-1.5", "Echo replies to an auxiliary connection come by the main one.",
               in_channels("send_raw", _by_main)),
    _auxiliary("auxiliary-errors-by-main", "1.3-1.5", "Errors of an auxiliary connection come by the main one.",
               in_channels("error", _errors_by_main)),
    _auxiliary("auxiliary-packets-too", "1.3-1.5", "Packets come by every connection.",
               in_channels("wants_packet_in", _packets_too)),
    _auxiliary("auxiliary-outlives", "1.3-1.5", "Auxiliary connections stay when the main one ends.",
               in_channels("lost", _outlives)),
    _auxiliary("auxiliary-ends-main", "1.3-1.5", "With an auxiliary connection the main one ends.",
               in_channels("lost", _ends_main)),
    _auxiliary("auxiliary-role-of-its-own", "1.3-1.5", "The role of the main connection does not count for it.",
               in_channels("carry_out", _role_of_its_own)),
    _auxiliary("auxiliary-flows-lost", "1.3-1.5", "Flow mods by an auxiliary connection do nothing.",
               handling("flow_add", instead=_only_by_main)),
]  # fmt: skip

ALL = [*NEGOTIATION, *ROBUSTNESS, *CONTROLLERS, *ASYNC, *AUXILIARY]
