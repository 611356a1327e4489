"""Misbehaviours of connections: the channel itself, errors, roles, bundles."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from oftwist.testing.channel import Channel, Handler
from oftwist.testing.flow_table import Refused
from oftwist.testing.flow_tables import FlowTables
from oftwist.testing.misbehaviour.patching import (
    Original,
    Subject,
    asked,
    handling,
    in_channels,
    in_datapath,
    in_flows,
    refused,
    telling,
    told,
    unrefused,
)
from oftwist.testing.parts import StoredBundle
from oftwist.testing.roles import ROLE_EQUAL, ROLE_MASTER, ROLE_SLAVE, WRITES
from oftwist.wire import decode
from oftwist.wire.interfaces import Part

# -- the channel -------------------------------------------------------------------------------------

_EARLY = ("flow_add", "flow_modify", "flow_delete")


def _late(original: Original, channel: Channel, msg: Part) -> None:
    """Flow mods wait for the next barrier, and are done when that has been answered."""
    waiting: list[tuple[bytes, Part]] = channel.__dict__.setdefault("waiting", [])
    if type(msg).__name__ in _EARLY:
        waiting.append((channel.frame, msg))
        return
    original(msg)
    if type(msg).__name__ == "barrier_request":
        for channel.frame, late in waiting:
            try:
                original(late)
            except Refused as error:
                channel.error(error.kind, error.code)
        waiting.clear()


def _hang_up(handler: Handler, channel: Channel, msg: Part) -> None:
    channel.close()


def _forgetful(handler: Handler, channel: Channel, msg: Part) -> None:
    if channel.switch.received["echo_request"] % 100:
        handler(channel, msg)


def _parts(msg: Part) -> Iterable[Part]:
    return [] if msg.flags & 1 else [msg]


_features = itertools.count(1)
_channel = Subject("channel")
CHANNEL = [
    _channel("echo-cut", "1.0-1.5", "An echo reply lacks the last byte.",
             told("echo_reply", data=lambda m: m.data[:-1])),
    _channel("echo-limited", "1.0-1.5", "An echo reply has at most 512 bytes of data.",
             told("echo_reply", data=lambda m: m.data[:512])),
    _channel("echo-xid-lost", "1.0-1.5", "An echo reply has transaction id 0.", told("echo_reply", xid=0)),
    _channel("xid-31-bits", "1.0-1.5", "The highest bit of a transaction id is lost.",
             told("echo_reply", xid=lambda m: m.xid & 0x7FFFFFFF)),
    _channel("echo-forgotten", "1.0-1.5", "Each hundredth echo request is not answered.",
             handling("echo_request", instead=_forgetful)),
    _channel("miss-send-len-fixed", "1.0-1.5", "miss_send_len is 128 whatever is set.",
             asked("set_config", miss_send_len=128)),
    _channel("nameless", "1.0-1.5", "The switch describes itself with empty texts.",
             told("desc_stats_reply", mfr_desc="", hw_desc="", sw_desc="")),
    _channel("datapath-id-changes", "1.0-1.5", "Each features reply has another datapath id.",
             told("features_reply", datapath_id=lambda m: next(_features))),
    _channel("barrier-early", "1.0-1.5", "A barrier is answered before the flow mods in front of it are done.",
             in_channels("carry_out", _late)),
    _channel("part-lost", "1.0-1.5", "Of an answer in parts only the last part comes.",
             telling("flow_stats_reply", edit=_parts)),
    _channel("more-unsaid", "1.0-1.5", "The first part of an answer does not say that more come.",
             told("flow_stats_reply", flags=0)),
    _channel("hello-again-fatal", "1.1-1.5", "A HELLO on a connection that stands ends it.",
             handling("hello", instead=_hang_up)),
]  # fmt: skip

# -- errors ------------------------------------------------------------------------------------------


def _xid_lost(original: Original, channel: Channel, kind: str, code: str, **more: object) -> None:
    original(kind, code, **{**more, "xid": 0})


def _fatal(original: Original, channel: Channel, kind: str, code: str, **more: object) -> None:
    original(kind, code, **more)
    channel.close()


def _twice(original: Original, channel: Channel, kind: str, code: str, **more: object) -> None:
    original(kind, code, **more)
    original(kind, code, **more)


def _right_address(handler: Handler, channel: Channel, msg: Part) -> None:
    port = channel.path.ports.get(msg.port_no)
    if port is not None:
        msg.hw_addr = list(port.mac.to_bytes(6, "big"))
    handler(channel, msg)


_errors = Subject("errors")
ERRORS = [
    _errors("error-code-off", "1.0-1.5", "The code of a bad action is one too high.",
            told("bad_action_error_msg", code=lambda m: m.code + 1)),
    _errors("error-type-wrong", "1.0-1.5", "A bad action is told as a bad request.",
            refused("bad_action", "BAD_OUT_PORT", "bad_request", "BAD_TYPE")),
    _errors("error-without-data", "1.0-1.5", "An error does not say which message it is about.",
            told("bad_request_error_msg", data=b"")),
    _errors("error-xid-lost", "1.0-1.5", "Errors have transaction id 0.", in_channels("error", _xid_lost)),
    _errors("error-fatal", "1.0-1.5", "The connection ends with the first error.", in_channels("error", _fatal)),
    _errors("error-twice", "1.0-1.5", "Each error comes twice.", in_channels("error", _twice)),
    _errors("message-unknown-ignored", "1.0-1.5", "A message of an unknown type is ignored.",
            unrefused("bad_request", "BAD_TYPE")),
    _errors("message-short-ignored", "1.0-1.5", "A message that is too short is ignored.",
            unrefused("bad_request", "BAD_LEN")),
    _errors("statistics-unknown-ignored", "1.0-1.5", "A request for unknown statistics is ignored.",
            unrefused("bad_request", "BAD_STAT")),
    _errors("experimenter-unknown-ignored", "1.0-1.5", "A message of an unknown experimenter is ignored.",
            unrefused("bad_request", "BAD_EXPERIMENTER")),
    _errors("action-unknown-ignored", "1.0-1.5", "A flow with an unknown action is ignored.",
            unrefused("bad_action", "BAD_TYPE")),
    _errors("instruction-unknown-ignored", "1.1-1.5", "A flow with an unknown instruction is ignored.",
            unrefused("bad_instruction", "UNKNOWN_INST")),
    _errors("command-unknown-ignored", "1.0-1.5", "A flow mod with an unknown command is ignored.",
            unrefused("flow_mod_failed", "BAD_COMMAND")),
    _errors("group-missing-ignored", "1.1-1.5", "A flow to a group that is not there is ignored.",
            unrefused("bad_action", "BAD_OUT_GROUP")),
    _errors("goto-back-ignored", "1.1-1.5", "A flow that goes back to a table is ignored.",
            unrefused("bad_instruction", "BAD_TABLE_ID")),
    _errors("table-missing-ignored", "1.1-1.5", "A flow for a table that is not there is ignored.",
            unrefused("flow_mod_failed", "BAD_TABLE_ID")),
    _errors("tag-unchecked", "1.1-1.5", "A tag of any Ethernet type may be pushed.",
            unrefused("bad_action", "BAD_ARGUMENT")),
    _errors("port-missing-ignored", "1.0-1.5", "A port mod of a port that is not there is ignored.",
            unrefused("port_mod_failed", "BAD_PORT")),
    _errors("port-address-unchecked", "1.0-1.5", "A port mod with the address of another port is done.",
            handling("port_mod", instead=_right_address)),
    _errors("buffer-missing-ignored", "1.0-1.5", "A packet-out of a buffer that is not used is ignored.",
            unrefused("bad_request", "BUFFER_UNKNOWN", "BUFFER_EMPTY")),
]  # fmt: skip


_errors_actions = Subject("errors_actions")
_errors_instructions = Subject("errors_instructions")
DETAILS = [
    _errors_actions("action-length-ignored", "1.0-1.5", "An action of a wrong length is ignored.",
                    unrefused("bad_action", "BAD_LEN")),
    _errors_actions("action-argument-ignored", "1.0-1.5", "An action with an argument that cannot be is ignored.",
                    unrefused("bad_action", "BAD_ARGUMENT", "BAD_SET_ARGUMENT")),
    _errors_actions("action-set-type-ignored", "1.2-1.5", "An action that sets what cannot be set is ignored.",
                    unrefused("bad_action", "BAD_SET_TYPE")),
    _errors_actions("action-match-unchecked", "1.2-1.5", "An action on a field that packets need not have is ignored.",
                    unrefused("bad_action", "MATCH_INCONSISTENT")),
    _errors_actions("action-experimenter-told-wrong", "1.0-1.5", "An unknown experimenter's action is a bad type.",
                    refused("bad_action", "BAD_EXPERIMENTER", "bad_action", "BAD_TYPE")),
    _errors_instructions("instruction-length-ignored", "1.1-1.5", "An instruction of a wrong length is ignored.",
                         unrefused("bad_instruction", "BAD_LEN")),
    _errors_instructions("instruction-experimenter-ignored", "1.1-1.5", "An unknown experimenter's is ignored.",
                         unrefused("bad_instruction", "BAD_EXPERIMENTER")),
    _errors_instructions("instruction-twice-ignored", "1.4-1.5", "A flow with an instruction twice is ignored.",
                         unrefused("bad_instruction", "DUP_INST")),
    _errors_instructions("goto-told-wrong", "1.1-1.5", "A bad GOTO_TABLE is told as an unknown instruction.",
                         refused("bad_instruction", "BAD_TABLE_ID", "bad_instruction", "UNKNOWN_INST")),
]  # fmt: skip

# -- what is configured ------------------------------------------------------------------------------

_described = itertools.count(1)
_config = Subject("config")
CONFIG = [
    _config("tables-one-more", "1.0-1.5", "The switch says that it has one table more.",
            told("features_reply", n_tables=lambda m: m.n_tables + 1)),
    _config("auxiliary-id-1", "1.3-1.5", "The main connection has an auxiliary id.",
            told("features_reply", auxiliary_id=1)),
    _config("capability-unknown", "1.0-1.5", "The switch claims a capability that nobody knows.",
            told("features_reply", capabilities=lambda m: m.capabilities | 1 << 30)),
    _config("fragments-forgotten", "1.0-1.5", "What to do about fragments is not kept.", asked("set_config", flags=0)),
    _config("fragments-dropped", "1.0-1.5", "Fragments are always dropped.", asked("set_config", flags=1)),
    _config("flags-unknown-ignored", "1.1-1.5", "Unknown flags of the configuration are ignored.",
            unrefused("switch_config_failed", "BAD_FLAGS")),
    _config("description-changes", "1.0-1.5", "The switch describes itself differently each time.",
            told("desc_stats_reply", sw_desc=lambda m: f"{next(_described)}")),
    _config("serial-number-unended", "1.0-1.5", "The serial number leaves no room for a zero.",
            told("desc_stats_reply", serial_num="9" * 32)),
    _config("miss-send-len-unused", "1.0-1.2", "Of a packet that no flow takes 128 bytes are told whatever is set.",
            in_datapath("missed", lambda original, path, config, run: path.packet_in(run, 0, 128))),
]  # fmt: skip

# -- roles -------------------------------------------------------------------------------------------


def _any_generation(handler: Handler, channel: Channel, msg: Part) -> None:
    channel.switch.generation_id = None
    handler(channel, msg)


def _plain_generation(handler: Handler, channel: Channel, msg: Part) -> None:
    known = channel.switch.generation_id
    if msg.role in (ROLE_MASTER, ROLE_SLAVE) and known is not None and msg.generation_id < known:
        raise Refused("role_request_failed", "STALE")
    _any_generation(handler, channel, msg)


def _newer_generation(handler: Handler, channel: Channel, msg: Part) -> None:
    if msg.role in (ROLE_MASTER, ROLE_SLAVE) and msg.generation_id == channel.switch.generation_id:
        raise Refused("role_request_failed", "STALE")
    handler(channel, msg)


def _not_kept(handler: Handler, channel: Channel, msg: Part) -> None:
    handler(channel, msg)
    channel.role = ROLE_EQUAL


def _slave_writes(original: Original, channel: Channel, msg: Part) -> None:
    role = channel.role
    if type(msg).__name__ in WRITES:
        channel.role = ROLE_EQUAL
    try:
        original(msg)
    finally:
        if type(msg).__name__ in WRITES:
            channel.role = role


def _slave_may_not_read(original: Original, channel: Channel, msg: Part) -> None:
    if channel.role == ROLE_SLAVE and type(msg).__name__.endswith("_stats_request"):
        raise Refused("bad_request", "IS_SLAVE")
    original(msg)


def _slave_hears(original: Original, channel: Channel, kind: str, reason: int) -> object:
    role, channel.role = channel.role, ROLE_EQUAL
    try:
        return original(kind, reason)
    finally:
        channel.role = role


def _master_at_first(original: Original, channel: Channel) -> None:
    channel.role = ROLE_MASTER
    original()


_roles = Subject("roles")
ROLES = [
    _roles("generation-unchecked", "1.2-1.5", "A role is given however old the generation is.",
           handling("role_request", instead=_any_generation)),
    _roles("generation-never-wraps", "1.2-1.5", "Generations are compared as numbers that do not wrap around.",
           handling("role_request", instead=_plain_generation)),
    _roles("generation-only-once", "1.2-1.5", "The same generation is taken for an old one.",
           handling("role_request", instead=_newer_generation)),
    _roles("role-not-kept", "1.2-1.5", "A role is confirmed, and not given.",
           handling("role_request", instead=_not_kept)),
    _roles("role-told-wrong", "1.2-1.5", "The answer says EQUAL whatever the role is.",
           told("role_reply", role=ROLE_EQUAL)),
    _roles("role-unknown-ignored", "1.2-1.5", "A request for an unknown role is ignored.",
           unrefused("role_request_failed", "BAD_ROLE")),
    _roles("master-at-first", "1.2-1.5", "A controller is MASTER before it has asked.",
           in_channels("open", _master_at_first)),
    _roles("slave-writes", "1.2-1.5", "A SLAVE may change the switch.", in_channels("carry_out", _slave_writes)),
    _roles("slave-ignored", "1.2-1.5", "What a SLAVE may not do is not done, and nothing is said.",
           unrefused("bad_request", "IS_SLAVE")),
    _roles("slave-may-not-read", "1.2-1.5", "A SLAVE gets no statistics.",
           in_channels("carry_out", _slave_may_not_read)),
    _roles("slave-hears", "1.2-1.5", "A SLAVE gets what only others should: packet-ins.",
           in_channels("wants", _slave_hears)),
]  # fmt: skip

# -- bundles -----------------------------------------------------------------------------------------

_CLOSE, _COMMIT, _DISCARD = 2, 4, 6


def _half_done(original: Original, flows: FlowTables) -> None:
    flows.commit()


def _at_once(handler: Handler, channel: Channel, msg: Part) -> None:
    handler(channel, msg)
    channel.carry_out(decode(channel.bundles[msg.bundle_id].messages[-1]))


def _discard_commits(handler: Handler, channel: Channel, msg: Part) -> None:
    bundle = channel.bundles.get(msg.bundle_id)
    if msg.bundle_ctrl_type == _DISCARD and bundle is not None:
        frame = channel.frame
        for channel.frame in bundle.messages:
            channel.carry_out(decode(channel.frame))
        channel.frame = frame
    handler(channel, msg)


def _backwards(handler: Handler, channel: Channel, msg: Part) -> None:
    bundle = channel.bundles.get(msg.bundle_id)
    if msg.bundle_ctrl_type == _COMMIT and bundle is not None:
        bundle.messages.reverse()
    handler(channel, msg)


def _last_only(handler: Handler, channel: Channel, msg: Part) -> None:
    bundle = channel.bundles.get(msg.bundle_id)
    if msg.bundle_ctrl_type == _COMMIT and bundle is not None:
        del bundle.messages[:-1]
    handler(channel, msg)


def _reopen(handler: Handler, channel: Channel, msg: Part) -> None:
    bundle = channel.bundles.get(msg.bundle_id)
    if bundle is not None and getattr(msg, "bundle_ctrl_type", _CLOSE) == _CLOSE:
        bundle.closed = False
    handler(channel, msg)


def _number_kept(handler: Handler, channel: Channel, msg: Part) -> None:
    handler(channel, msg)
    if msg.bundle_ctrl_type == _COMMIT:
        channel.bundles[msg.bundle_id] = StoredBundle(msg.flags)


def _same_flags(handler: Handler, channel: Channel, msg: Part) -> None:
    bundle = channel.bundles.get(msg.bundle_id)
    if bundle is not None:
        msg.flags = bundle.flags
    handler(channel, msg)


def _into_the_first(handler: Handler, channel: Channel, msg: Part) -> None:
    msg.bundle_id = next(iter(channel.bundles), msg.bundle_id)
    handler(channel, msg)


_bundles = Subject("bundles")
BUNDLES = [
    _bundles("bundle-half-done", "1.4-1.5", "What was done of a bundle that fails stays done.",
             in_flows("rollback", _half_done)),
    _bundles("bundle-at-once", "1.4-1.5", "The messages of a bundle are done as they come.",
             handling("bundle_add_msg", instead=_at_once)),
    _bundles("bundle-discard-commits", "1.4-1.5", "A bundle that is discarded is done.",
             handling("bundle_ctrl_msg", instead=_discard_commits)),
    _bundles("bundle-backwards", "1.4-1.5", "The messages of a bundle are done from the last to the first.",
             handling("bundle_ctrl_msg", instead=_backwards)),
    _bundles("bundle-last-only", "1.4-1.5", "Only the last message of a bundle is done.",
             handling("bundle_ctrl_msg", instead=_last_only)),
    _bundles("bundle-closed-takes", "1.4-1.5", "A bundle that is closed takes messages.",
             handling("bundle_add_msg", instead=_reopen)),
    _bundles("bundle-closed-twice", "1.4-1.5", "A bundle can be closed twice.",
             handling("bundle_ctrl_msg", instead=_reopen)),
    _bundles("bundle-number-kept", "1.4-1.5", "The number of a bundle that was committed stays taken.",
             handling("bundle_ctrl_msg", instead=_number_kept)),
    _bundles("bundle-flags-unchecked", "1.4-1.5", "Messages of a bundle may have flags that it has not.",
             handling("bundle_add_msg", "bundle_ctrl_msg", instead=_same_flags)),
    _bundles("bundle-takes-anything", "1.4-1.5", "Messages that cannot be in a bundle are ignored.",
             unrefused("bundle_failed", "MSG_UNSUP")),
    _bundles("bundle-xid-unchecked", "1.4-1.5", "A message with another transaction id in a bundle is ignored.",
             unrefused("bundle_failed", "MSG_BAD_XID")),
    _bundles("bundle-missing-ignored", "1.4-1.5", "A request about a bundle that is not there is ignored.",
             unrefused("bundle_failed", "BAD_ID")),
    _bundles("bundle-mixed", "1.4-1.5", "Messages go into the first bundle that is open.",
             handling("bundle_add_msg", instead=_into_the_first)),
    _bundles("bundle-failure-told-wrong", "1.4-1.5", "A bundle that fails says that it timed out.",
             refused("bundle_failed", "MSG_FAILED", "bundle_failed", "TIMEOUT")),
]  # fmt: skip

ALL = [*CHANNEL, *ERRORS, *DETAILS, *CONFIG, *ROLES, *BUNDLES]
