"""Misbehaviours of flow tables: flow mods, time-outs, monitors, and the pipeline."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from oftwist.testing import flow_mods
from oftwist.testing.channel import Channel, Handler
from oftwist.testing.datapath import Datapath
from oftwist.testing.flow_table import Flow, FlowTable, Refused, Terms, overlap
from oftwist.testing.flow_tables import REMOVED_HARD, REMOVED_IDLE, FlowTables
from oftwist.testing.misbehaviour.patching import (
    Original,
    Patch,
    Subject,
    asked,
    handling,
    in_datapath,
    in_each_table,
    in_flows,
    told,
    told_each,
    untold,
)
from oftwist.testing.parts import REASON_ACTION, REASON_NO_MATCH, Program, Run
from oftwist.wire.interfaces import Part

_OVERLAP, _RESET = 2, 4

# -- flow mods ---------------------------------------------------------------------------------------


def _not_strict(handler: Handler, channel: Channel, msg: Part) -> None:
    name = type(msg).__name__
    (flow_mods.flow_delete if "delete" in name else flow_mods.flow_modify)(channel, msg)


def _strict(handler: Handler, channel: Channel, msg: Part) -> None:
    name = type(msg).__name__
    (flow_mods.flow_delete_strict if "delete" in name else flow_mods.flow_modify_strict)(channel, msg)


def _any_port(msg: Part) -> int:
    return 0xFFFF if msg.version == 1 else 0xFFFFFFFF


class _Overlapping(FlowTable):
    """Non-strict requests take all that overlaps."""

    __slots__ = ()

    def select(self, terms: Terms, keep: Callable[[Flow], bool] | None = None) -> list[Flow]:
        return [flow for flow in self.entries.values() if overlap(terms, flow.terms) and (keep is None or keep(flow))]


def _adds(handler: Handler, channel: Channel, msg: Part) -> None:
    if not len(channel.path.flows):
        flow_mods.flow_add(channel, msg)
    else:
        handler(channel, msg)


def _never_adds(handler: Handler, channel: Channel, msg: Part) -> None:
    if len(channel.path.flows):
        handler(channel, msg)


def _cookie_too(handler: Handler, channel: Channel, msg: Part) -> None:
    handler(channel, msg)
    for flow in channel.path.flows.flows():
        if flow.instructions is msg.instructions:
            flow.cookie = msg.cookie


def _old_stays(original: Original, flows: FlowTables, table_id: int, flow: Flow, **more: object) -> None:
    if flows.tables[table_id].find(flow.priority, flow.terms) is None:
        original(table_id, flow, **more)


def _old_beside(original: Original, flows: FlowTables, table_id: int, flow: Flow, **more: object) -> None:
    old = flows.tables[table_id].find(flow.priority, flow.terms)
    if old is not None:
        flows.delete(old)
    original(table_id, flow, **more)


def _counts(kept: bool) -> Patch:
    def instead(original: Original, flows: FlowTables, table_id: int, flow: Flow, **more: object) -> None:
        original(table_id, flow, **{**more, "keep_counts": kept})

    return in_flows("add", instead)


def _idle_as_hard(original: Original, flows: FlowTables, flow: Flow) -> tuple[float, int]:
    deadline: tuple[float, int] = original(flow)
    return min(deadline, (flow.created + flow.idle_timeout, REMOVED_IDLE)) if flow.idle_timeout else deadline


def _hard_as_idle(original: Original, flows: FlowTables, flow: Flow) -> tuple[float, int]:
    deadline, reason = original(flow)
    return (flow.used + flow.hard_timeout, reason) if reason == REMOVED_HARD else (deadline, reason)


_MODIFY: Final = ("flow_modify", "flow_modify_strict")
_flow_mods = Subject("flow_mods")
MODS = [
    _flow_mods("cookie-32-bits", "1.0-1.5", "Only the lower half of a cookie is kept.",
               asked("flow_add", cookie=lambda m: m.cookie & 0xFFFFFFFF)),
    _flow_mods("cookie-mask-ignored", "1.1-1.5", "Flows are modified and deleted whatever their cookies are.",
               asked("flow_delete", *_MODIFY, cookie_mask=0)),
    _flow_mods("cookie-modified", "1.1-1.5", "A modification gives flows its own cookie.",
               handling(*_MODIFY, instead=_cookie_too)),
    _flow_mods("delete-strict-not-strict", "1.0-1.5", "DELETE_STRICT does what DELETE does.",
               handling("flow_delete_strict", instead=_not_strict)),
    _flow_mods("delete-always-strict", "1.0-1.5", "DELETE does what DELETE_STRICT does.",
               handling("flow_delete", instead=_strict)),
    _flow_mods("modify-strict-not-strict", "1.0-1.5", "MODIFY_STRICT does what MODIFY does.",
               handling("flow_modify_strict", instead=_not_strict)),
    _flow_mods("modify-always-strict", "1.0-1.5", "MODIFY does what MODIFY_STRICT does.",
               handling("flow_modify", instead=_strict)),
    _flow_mods("delete-overlapping", "1.0-1.5", "DELETE deletes all flows that overlap its match.",
               in_each_table(_Overlapping)),
    _flow_mods("delete-by-port-ignored", "1.0-1.5", "DELETE does not look at out_port.",
               asked("flow_delete", out_port=_any_port)),
    _flow_mods("modify-adds", "1.2-1.5", "A modification that finds nothing adds a flow.",
               handling(*_MODIFY, instead=_adds)),
    _flow_mods("modify-never-adds", "1.0-1.1", "A modification that finds nothing adds no flow.",
               handling(*_MODIFY, instead=_never_adds)),
    _flow_mods("modify-clears-counters", "1.2-1.5", "A modification clears what flows have counted.",
               asked(*_MODIFY, flags=lambda m: m.flags | _RESET)),
    _flow_mods("reset-counts-ignored", "1.2-1.5", "RESET_COUNTS is not looked at.",
               asked("flow_add", *_MODIFY, flags=lambda m: m.flags & ~_RESET)),
    _flow_mods("overlap-unchecked", "1.0-1.5", "CHECK_OVERLAP is not looked at.",
               asked("flow_add", flags=lambda m: m.flags & ~_OVERLAP)),
    _flow_mods("overlap-always-checked", "1.0-1.5", "No flows of one priority may overlap.",
               asked("flow_add", flags=lambda m: m.flags | _OVERLAP)),
    _flow_mods("replace-ignored", "1.0-1.5", "A flow that is there already stays as it is.",
               in_flows("add", _old_stays)),
    _flow_mods("replace-told", "1.0-1.5", "A flow that another replaces is told as deleted.",
               in_flows("add", _old_beside)),
    _flow_mods("replace-clears-counters", "1.2-1.5", "A flow that replaces another begins to count anew.",
               _counts(False)),
    _flow_mods("replace-keeps-counters", "1.0-1.1", "A flow that replaces another goes on from its counters.",
               _counts(True)),
    _flow_mods("timeouts-untold", "1.0-1.5", "Statistics of flows tell no time-outs.",
               told_each("flow_stats_reply", idle_timeout=0, hard_timeout=0)),
    _flow_mods("importance-lost", "1.4-1.5", "Flows have no importance.", asked("flow_add", importance=0)),
]  # fmt: skip

_removal = Subject("flow_removal")
REMOVAL = [
    _removal("idle-as-hard", "1.0-1.5", "A flow ends after its idle time-out though packets use it.",
               in_flows("deadline_of", _idle_as_hard)),
    _removal("hard-as-idle", "1.0-1.5", "The hard time-out of a flow begins anew with each packet.",
               in_flows("deadline_of", _hard_as_idle)),
    _removal("idle-ignored", "1.0-1.5", "Idle time-outs do not end flows.", asked("flow_add", idle_timeout=0)),
    _removal("hard-ignored", "1.0-1.5", "Hard time-outs do not end flows.", asked("flow_add", hard_timeout=0)),
    _removal("removed-untold", "1.0-1.5", "Of flows that are removed nothing is told.", untold("flow_removed")),
    _removal("removed-always-told", "1.0-1.5", "Of every flow that is removed is told.",
               asked("flow_add", flags=lambda m: m.flags | 1)),
    _removal("removed-reason-wrong", "1.0-1.5", "Every flow is told as removed by its idle time-out.",
               told("flow_removed", reason=0)),
    _removal("removed-counts-nothing", "1.0-1.4", "A flow that is removed is told to have counted nothing.",
               told("flow_removed", packet_count=0, byte_count=0)),
    _removal("removed-cookie-lost", "1.0-1.5", "A flow that is removed is told without its cookie.",
               told("flow_removed", cookie=0)),
]  # fmt: skip

# -- which flows a change is for ------------------------------------------------------------------------


def _by_port(handler: Handler, channel: Channel, msg: Part) -> None:
    if msg.out_port in (_any_port(msg), 0):
        handler(channel, msg)


def _old_cookie(original: Original, flows: FlowTables, table_id: int, flow: Flow, **more: object) -> None:
    old = flows.tables[table_id].find(flow.priority, flow.terms)
    original(table_id, flow, **more)
    if old is not None:
        flow.cookie = old.cookie


def _everywhere(
    original: Original, flows: FlowTables, table_id: int, flow: Flow, *, check_overlap: bool, **more: object
) -> None:
    if check_overlap and any(table.overlapping(flow.priority, flow.terms) for table in flows.tables):
        raise Refused("flow_mod_failed", "OVERLAP")
    original(table_id, flow, check_overlap=check_overlap, **more)


_flow_choice = Subject("flow_choice")
CHOICE = [
    _flow_choice("delete-strict-any-port", "1.0-1.5", "DELETE_STRICT does not look at out_port.",
                 asked("flow_delete_strict", out_port=_any_port)),
    _flow_choice("delete-any-group", "1.1-1.5", "DELETE does not look at out_group.",
                 asked("flow_delete", out_group=0xFFFFFFFF)),
    _flow_choice("delete-strict-any-cookie", "1.1-1.5", "DELETE_STRICT does not look at the cookie.",
                 asked("flow_delete_strict", cookie_mask=0)),
    _flow_choice("modify-in-all-tables", "1.1-1.5", "MODIFY does not look at its table.",
                 asked("flow_modify", table_id=0xFF)),
    _flow_choice("modify-by-port", "1.0-1.5", "ADD and MODIFY with an out_port do nothing.",
                 handling("flow_add", *_MODIFY, instead=_by_port)),
    _flow_choice("replace-keeps-cookie", "1.1-1.5", "A flow that replaces another has the cookie of that.",
                 in_flows("add", _old_cookie)),
    _flow_choice("flags-untold", "1.3-1.5", "Statistics of flows tell no flags.",
                 told_each("flow_stats_reply", flags=0)),
    _flow_choice("overlap-in-all-tables", "1.1-1.5", "CHECK_OVERLAP looks at the flows of all tables.",
                 in_flows("add", _everywhere)),
    _flow_choice("table-255-is-0", "1.1-1.5", "A flow for all tables is added to the first.",
                 asked("flow_add", table_id=lambda m: 0 if m.table_id == 0xFF else m.table_id)),
]  # fmt: skip

# -- monitors ----------------------------------------------------------------------------------------


def _except(event: str) -> Patch:
    """A kind of change is not told."""
    name = f"flow_update_{event}"
    return told("flow_monitor_reply", entries=lambda m: [one for one in m.entries if type(one).__name__ != name])


def _watching(**members: object) -> Patch:
    """Monitors watch other things than they are asked to."""

    def instead(handler: Handler, channel: Channel, msg: Part) -> None:
        for entry in msg.entries:
            for name, value in members.items():
                setattr(entry, name, value(entry) if callable(value) else value)
        handler(channel, msg)

    return handling("flow_monitor_request", instead=instead)


def _undead(handler: Handler, channel: Channel, msg: Part) -> None:
    before = dict(channel.monitors)
    handler(channel, msg)
    channel.monitors.update(before)


def _no_reason(msg: Part) -> list[Part]:
    for entry in msg.entries:
        if hasattr(entry, "reason"):
            entry.reason = 0
    return list(msg.entries)


_monitors = Subject("flow_monitors", "openvswitch")
MONITORS = [
    _monitors("monitor-begins-silent", "1.4-1.5", "A monitor is not told of the flows that are there.",
              _except("initial")),
    _monitors("monitor-misses-additions", "1.4-1.5", "A monitor is not told of flows that are added.",
              _except("added")),
    _monitors("monitor-misses-changes", "1.4-1.5", "A monitor is not told of flows that are modified.",
              _except("modified")),
    _monitors("monitor-misses-removals", "1.4-1.5", "A monitor is not told of flows that are removed.",
              _except("removed")),
    _monitors("monitor-of-all-kinds", "1.4-1.5", "A monitor is told of every kind of change.",
              _watching(flags=lambda entry: entry.flags | 0x0F)),
    _monitors("monitor-of-all-tables", "1.4-1.5", "A monitor is told of the flows of all tables.",
              _watching(table_id=0xFF)),
    _monitors("monitor-of-all-matches", "1.4-1.5", "A monitor is told of flows whatever they match.",
              _watching(match=lambda entry: type(entry.match)())),
    _monitors("monitor-of-all-ports", "1.4-1.5", "A monitor is told of flows wherever they send to.",
              _watching(out_port=0xFFFFFFFF)),
    _monitors("monitor-of-its-own", "1.4-1.5", "A monitor is told of its own changes in full.",
              _watching(flags=lambda entry: entry.flags | 0x40)),
    _monitors("monitor-undead", "1.4-1.5", "A monitor that was deleted goes on telling.",
              handling("flow_monitor_request", instead=_undead)),
    _monitors("monitor-reason-lost", "1.4-1.5", "A monitor is not told why a flow was removed.",
              told("flow_monitor_reply", entries=_no_reason)),
]  # fmt: skip

# -- the pipeline ------------------------------------------------------------------------------------


def _program(change: Callable[[Program, Run], None]) -> Patch:
    """Flows have other instructions."""

    def instead(original: Original, path: Datapath, flow: Flow, run: Run) -> Program:
        fresh = flow.program is None
        program: Program = original(flow, run)
        if fresh:
            change(program, run)
        return program

    return in_datapath("visit", instead)


def _goto_lost(program: Program, run: Run) -> None:
    program.goto = None


def _goto_next(program: Program, run: Run) -> None:
    if program.goto is not None:
        program.goto = run.table_id + 1


def _metadata_lost(program: Program, run: Run) -> None:
    program.metadata = None


def _metadata_half(program: Program, run: Run) -> None:
    if program.metadata is not None:
        value, mask = program.metadata
        program.metadata = value & 0xFFFFFFFF, mask


def _metadata_unmasked(program: Program, run: Run) -> None:
    if program.metadata is not None:
        program.metadata = program.metadata[0], (1 << 64) - 1


def _clear_lost(program: Program, run: Run) -> None:
    program.clear = False


def _write_applied(program: Program, run: Run) -> None:
    program.apply, program.write = [*program.apply, *program.write], []


def _apply_written(program: Program, run: Run) -> None:
    program.apply, program.write = [], [*program.write, *program.apply]


def _first_stays(original: Original, path: Datapath, program: Program, run: Run) -> None:
    before = dict(run.action_set)
    original(program, run)
    if not program.clear:
        run.action_set.update(before)


def _set_lost(original: Original, path: Datapath, program: Program, run: Run) -> None:
    run.action_set.clear()
    original(program, run)


def _as_written(original: Original, path: Datapath, run: Run) -> list[object]:
    actions = list(run.action_set.values())
    original(run)
    return actions


def _stale(original: Original, path: Datapath, run: Run) -> object:
    if run.fields is not None:
        run.changed = False
    return original(run)


def _to_controller(original: Original, path: Datapath, config: int, run: Run) -> bool:
    path.packet_in(run, REASON_NO_MATCH, -1)
    return False


def _dropped(original: Original, path: Datapath, config: int, run: Run) -> bool:
    return False


def _goes_on(original: Original, path: Datapath, config: int, run: Run) -> bool:
    return run.table_id + 1 < len(path.flows.tables)


def _as_action(original: Original, path: Datapath, flow: Flow, run: Run) -> Program:
    program: Program = original(flow, run)
    run.reason = REASON_ACTION
    return program


def _set_and_group(original: Original, path: Datapath, run: Run) -> list[object]:
    output = run.action_set.get("output")
    actions: list[object] = original(run)
    return actions if output is None or output in actions else [*actions, output]


def _one_field(original: Original, path: Datapath, program: Program, run: Run) -> None:
    original(program, run)
    for name in [name for name in run.action_set if name.startswith("set_field:")][:-1]:
        del run.action_set[name]


def _cleared_last(original: Original, path: Datapath, program: Program, run: Run) -> None:
    original(program, run)
    if program.clear:
        run.action_set.clear()


def _set_stays(original: Original, path: Datapath, config: int, run: Run) -> bool:
    written = dict(run.action_set)
    goes_on: bool = original(config, run)
    run.action_set.update(written)
    return goes_on


def _reason_stays(original: Original, path: Datapath, run: Run) -> list[object]:
    reason = run.reason
    actions: list[object] = original(run)
    run.reason = reason
    return actions


_sets = Subject("action_sets")
SETS = [
    _sets("set-group-and-output", "1.1-1.5", "The output of an action set is done though it has a group.",
          in_datapath("ordered", _set_and_group)),
    _sets("set-one-field", "1.2-1.5", "An action set has room for one set-field.", in_datapath("note", _one_field)),
    _sets("set-cleared-last", "1.1-1.5", "CLEAR_ACTIONS is done after WRITE_ACTIONS.",
          in_datapath("note", _cleared_last)),
    _sets("set-done-at-a-miss", "1.3-1.5", "The action set is done though a later table has no flow.",
          in_datapath("missed", _set_stays)),
    _sets("set-reason-lost", "1.4-1.5", "A packet-in out of an action set has the reason of an applied action.",
          in_datapath("ordered", _reason_stays)),
]  # fmt: skip

_tables = Subject("tables")
TABLES = [
    _tables("goto-lost", "1.1-1.5", "GOTO_TABLE does nothing.", _program(_goto_lost)),
    _tables("goto-next", "1.1-1.5", "GOTO_TABLE goes to the next table, whichever it names.", _program(_goto_next)),
    _tables("metadata-lost", "1.1-1.5", "WRITE_METADATA does nothing.", _program(_metadata_lost)),
    _tables("metadata-32-bits", "1.1-1.5", "Only the lower half of the metadata is written.", _program(_metadata_half)),
    _tables("metadata-unmasked", "1.1-1.5", "WRITE_METADATA does not look at its mask.", _program(_metadata_unmasked)),
    _tables("set-not-cleared", "1.1-1.5", "CLEAR_ACTIONS does nothing.", _program(_clear_lost)),
    _tables("set-first-stays", "1.1-1.5", "The first written action of a kind stays.",
            in_datapath("note", _first_stays)),
    _tables("set-lost-at-goto", "1.1-1.5", "The action set is empty in each new table.",
            in_datapath("obey", _set_lost)),
    _tables("set-as-written", "1.2-1.5", "The action set is done in the order it was written.",
            in_datapath("ordered", _as_written)),
    _tables("write-applied", "1.1-1.5", "Written actions are done at once.", _program(_write_applied)),
    _tables("apply-written", "1.1-1.5", "Applied actions are written into the action set.", _program(_apply_written)),
    _tables("fields-stale", "1.2-1.5", "The next table sees the packet as it came in.", in_datapath("fields", _stale)),
    _tables("miss-dropped", "1.0", "A packet that no flow takes is dropped.", in_datapath("missed", _dropped)),
    _tables("miss-to-controller", "1.3-1.5", "A packet that no flow takes goes to the controller.",
            in_datapath("missed", _to_controller)),
    _tables("miss-goes-on", "1.1-1.5", "A packet that no flow takes goes to the next table.",
            in_datapath("missed", _goes_on)),
    _tables("miss-reason-wrong", "1.3-1.5", "The table-miss flow sends packets as any flow.",
            in_datapath("visit", _as_action)),
    _tables("lookups-twice", "1.1-1.5", "Each lookup counts twice.",
            told_each("table_stats_reply", lookup_count=lambda entry: 2 * entry.lookup_count)),
    _tables("matches-as-lookups", "1.1-1.5", "Each lookup counts as a match.",
            told_each("table_stats_reply", matched_count=lambda entry: entry.lookup_count)),
    _tables("table-features-short", "1.3-1.5", "There are no features of the last table.",
            told("table_features_stats_reply", entries=lambda m: m.entries[:-1])),
    _tables("delete-in-all-tables", "1.1-1.5", "DELETE does not look at its table.",
            asked("flow_delete", table_id=0xFF)),
]  # fmt: skip

ALL = [*MODS, *REMOVAL, *CHOICE, *MONITORS, *SETS, *TABLES]
