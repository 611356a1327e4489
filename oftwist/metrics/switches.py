"""What the connections of a controller have counted, as metrics: read when it is asked for. Knows the controller."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from oftwist.controller import port_state
from oftwist.metrics.table import PORT_COUNTERS
from oftwist.wire import kinds

if TYPE_CHECKING:
    from oftwist.connection.counters import Counters
    from oftwist.connection.interfaces import Decoded
    from oftwist.connection.protocol import OFProtocol
    from oftwist.controller import Controller, Switch
    from oftwist.metrics.asking import Asked
    from oftwist.metrics.families import Families

_PACKET_IN = 10
_UNSUPPORTED = (1 << 64) - 1  # a counter that a switch does not have
#: Types of flow, group and meter mods, since 1.1 and before.
_MODS, _MODS_10 = (14, 15, 29), (14,)
#: What a port has counted that nobody has asked for yet: a series for a board to begin with.
_NOTHING = dict.fromkeys(PORT_COUNTERS, 0)


class Labels:
    """The labels of switches: ``dp_id`` and ``dp_name``."""

    def __init__(self, controller: Controller) -> None:
        self._names = controller.names
        self._made: dict[int | None, tuple[str, str]] = {None: ("", "")}

    def of(self, datapath_id: int | None) -> tuple[str, str]:
        """Those of a switch; empty ones for connections that never were one."""
        made = self._made.get(datapath_id)
        if made is None:
            assert datapath_id is not None
            made = self._made[datapath_id] = hex(datapath_id), self._names.switch(datapath_id)
        return made


def known(controller: Controller) -> set[int | None]:
    """The switches that have series: those with a name, and those that were up; if there is none yet, nobody's.

    So nothing is missing on a board before the first switch connects.
    """
    return {*controller.names, *controller.registry.ledger.accounts} or {None}


def counted(controller: Controller, labels: Labels, families: Families) -> None:
    """What was received, sent, dropped and refused, by switch; sums over all its connections, those of the past too."""
    registry = controller.registry
    for dpid in known(controller):
        account, dp = registry.ledger.accounts.get(dpid or 0), labels.of(dpid)
        families.add("of_dp_connections_total", account.up if account else 0, *dp)
        families.add("of_dp_disconnections_total", account.down if account else 0, *dp)
        families.add("dp_status", dpid in controller.switches or dpid in controller.held, *dp)
        for name in ("of_packet_ins_total", "of_ignored_packet_ins_total", "of_flowmsgs_sent_total", "of_errors_total"):
            families.add(name, 0, *dp)
    for dpid, version, counters in registry.ledger.sums(controller.connections):
        _sum(version, counters, labels.of(dpid), families)
        if dpid is not None:
            _as_faucet(version, counters, labels.of(dpid), families)


def _as_faucet(version: int, counters: Counters, dp: tuple[str, str], families: Families) -> None:
    families.add("of_packet_ins_total", counters.received[_PACKET_IN], *dp)
    families.add("of_ignored_packet_ins_total", counters.packet_ins_dropped + counters.packet_ins_limited, *dp)
    mods = sum(counters.sent[number] for number in (_MODS_10 if version == 1 else _MODS))
    families.add("of_flowmsgs_sent_total", mods, *dp)
    families.add("of_errors_total", counters.errors, *dp)


def _sum(version: int, counters: Counters, dp: tuple[str, str], families: Families) -> None:
    for direction, types in (("received", counters.received), ("sent", counters.sent)):
        for number, count in enumerate(types):
            if count:
                name = kinds.type_name(version, number)
                families.add("oftwist_messages_total", count, *dp, direction, "unknown" if " " in name else name)
    families.add("oftwist_bytes_total", counters.bytes_received, *dp, "received")
    families.add("oftwist_bytes_total", counters.bytes_sent, *dp, "sent")
    for name, count in counters.error_names.items():
        families.add("oftwist_errors_total", count, *dp, name)
    for reason in ("malformed", "set_aside", "bad_version", "bad_type"):
        families.add("oftwist_decode_failures_total", getattr(counters, reason), *dp, reason)
    busy = counters.packet_ins_dropped - counters.packet_ins_unread - counters.packet_ins_early
    unread, early, rate = counters.packet_ins_unread, counters.packet_ins_early, counters.packet_ins_limited
    for reason, count in (("busy", busy), ("unread", unread), ("early", early), ("rate", rate)):
        families.add("oftwist_packet_ins_dropped_total", count, *dp, reason)
    for name in ("inbox_dropped", "late_replies", "unexpected_replies", "handler_failures"):
        families.add(f"oftwist_{name}_total", getattr(counters, name), *dp)
    families.distribution("oftwist_request_seconds", counters.requests, *dp)
    families.distribution("oftwist_echo_seconds", counters.echoes, *dp)


def present(controller: Controller, labels: Labels, families: Families) -> None:
    """What there is right now: connections and what waits in them, and how long handlers take."""
    states = dict.fromkeys(("handshake", "waiting", "up", "held", "auxiliary"), 0)
    for admission in controller.admissions:
        states["handshake"] += sum(1 for _ in admission.gate) - admission.gate.waiting
        states["waiting"] += admission.gate.waiting
        families.add("oftwist_connections_opened_total", admission.arrived)
        families.add("oftwist_connections_refused_total", admission.refused)
        for name, seen in admission.times.by_name.items():
            families.distribution("oftwist_handler_seconds", seen, *_parted(name))
    for state, switches in (("up", controller.switches), ("held", controller.held)):
        states[state] += len(switches)
        for dpid, switch in switches.items():
            states["auxiliary"] += len(switch.auxiliary)
            for connection in (switch.protocol, *switch.auxiliary.values()):
                _waiting(connection, labels.of(dpid), families)
            if switch.rtt is not None:
                families.add("oftwist_echo_rtt_seconds", switch.rtt, *labels.of(dpid))
    for state, count in states.items():
        families.add("oftwist_connections", count, state)


def _parted(name: str) -> tuple[str, str]:
    """``package.module.Class.method`` -> what is before the last name, and that name."""
    app, _, handler = name.rpartition(".")
    return app.removesuffix(".<locals>"), handler


def _waiting(connection: OFProtocol, dp: tuple[str, str], families: Families) -> None:
    waiting = connection.waiting()
    families.add("oftwist_in_flight", waiting.requests, *dp)
    families.add("oftwist_queue_bytes", waiting.bytes, *dp)
    families.add("oftwist_inbox_messages", waiting.messages, *dp)
    families.add("oftwist_handlers_running", waiting.handlers, *dp)


def ports(controller: Controller, asked: Callable[[int], Asked | None], labels: Labels, families: Families) -> None:
    """Ports as switches tell of them, and what was asked of the switches: see `oftwist.metrics.asking`."""
    for dpid in known(controller):
        number = dpid or 0
        given = controller.names.ports(number)
        _ports(controller.switches.get(number), asked(number), given, labels.of(dpid), families)


def _ports(
    switch: Switch | None, asked: Asked | None, given: Mapping[int, str], dp: tuple[str, str], families: Families
) -> None:
    there, told = switch.ports if switch else {}, asked.ports if asked else {}
    for number in sorted({*given, *there, *told}):
        desc = there.get(number)
        name = given.get(number) or (str(desc.name) if desc is not None else asked and asked.names.get(number)) or ""
        port = (*dp, str(number), name)
        families.add("port_status", desc is not None and port_state.is_up(desc), *port)
        _described(desc, port, families)
        _port_counters(told.get(number) if asked else _NOTHING, port, families)
    if not given and not there and not told:
        families.add("port_status", 0, *dp, "", "")
        _port_counters(_NOTHING, (*dp, "", ""), families)
    if switch is not None and asked is not None and asked.description is not None:
        families.add("of_dp_desc_stats", switch.datapath_id, *dp, *asked.description)


def _described(desc: Decoded | None, port: tuple[str, ...], families: Families) -> None:
    if desc is None:
        return
    families.add("of_port_state", desc.state, *port)
    for one in (desc, *getattr(desc, "properties", ())):  # since 1.4 in a property
        if hasattr(one, "curr_speed"):
            families.add("of_port_curr_speed", one.curr_speed, *port)
            families.add("of_port_max_speed", one.max_speed, *port)
            return


def _port_counters(entry: dict[str, int] | None, port: tuple[str, ...], families: Families) -> None:
    for name, value in (entry or {}).items():
        if value != _UNSUPPORTED:
            families.add(f"of_port_{name}", value, *port)
