"""The datapath of a simulated Open vSwitch: resubmit, registers, conjunctions, packets that wait or come again.

As ``oftwist.testing.datapath.Datapath``, but what is still to be done with a packet stands in a list, its agenda:
so an action can enter a table and come back, a packet can be set aside with all that is left to do, and no call nests
however often a packet is resubmitted. What leaves the switch leaves at the end: a packet that is resubmitted too often
leaves nothing (Open vSwitch's "translation" behaves so).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any, Final

from oftwist.testing.datapath import Datapath
from oftwist.testing.flow_table import Flow, FlowTable
from oftwist.testing.openvswitch.conjunction import Clause, clauses_of, lookup
from oftwist.testing.openvswitch.conntrack import Tracker
from oftwist.testing.openvswitch.fields import fields_for_lookup
from oftwist.testing.parts import IN_PORT, PacketIn, Port, Program, Run, wide_port
from oftwist.wire.interfaces import Part

#: Tables a packet can be inside of, and enter at all, as in Open vSwitch.
MAX_DEPTH: Final = 64
MAX_RESUBMITS: Final = MAX_DEPTH * MAX_DEPTH
#: How often a packet can come again by ``ct`` with a table; it ends there.
MAX_RECIRCULATIONS: Final = 6
#: Clones and buckets inside of each other, whatever tables are between them.
MAX_NESTING: Final = 80
#: Packets that can wait for a controller to resume them; the oldest is forgotten.
MAX_PAUSED: Final = 1024

Step = Callable[[Run], None]


class TooDeep(Exception):
    """A packet was resubmitted too often: nothing of what it caused happens."""


class OpenVSwitchPath(Datapath):
    """The forwarding half of a simulated Open vSwitch; arguments as for its base.

    Attributes:
        tracker: the connections it knows.
        paused: continuation -> the packet that waits.
    """

    max_depth = MAX_DEPTH

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.tracker = Tracker()
        self.paused: OrderedDict[bytes, Run] = OrderedDict()
        #: Called when an entry came that may time out.
        self.on_timeout: Callable[[], None] = lambda: None
        self._effects: list[Callable[[], None]] | None = None
        self._resubmits = 0
        self._pauses = 0
        self._nesting = 0
        # Entries that are clauses of a conjunction, by table.
        self._clauses: dict[int, dict[Flow, list[Clause]]] = {}

    # -- effects wait for the end --------------------------------------------------------------------

    @contextmanager
    def _translation(self) -> Iterator[None]:
        if self._effects is not None:
            yield
            return
        effects: list[Callable[[], None]] = []
        self._effects, self._resubmits = effects, 0
        try:
            yield
        except TooDeep:
            effects.clear()
        finally:
            self._effects = None
        for effect in effects:
            effect()

    def transmit(self, port: Port | None, frame: bytes, queue_id: int | None) -> None:
        """A frame leaves by a port, at the end of the translation."""
        if self._effects is None:
            super().transmit(port, frame, queue_id)
        else:
            self._effects.append(partial(super().transmit, port, frame, queue_id))

    def tell(self, packet_in: PacketIn) -> None:
        """A packet goes to the controllers, at the end of the translation."""
        if self._effects is None:
            super().tell(packet_in)
        else:
            self._effects.append(partial(super().tell, packet_in))

    # -- agendas -------------------------------------------------------------------------------------

    def pipeline(self, run: Run) -> None:
        """Run a packet through the tables from table 0 on."""
        with self._translation():
            self.perform(run, self._enter_step(0, misses=True), self._finish)

    def send_out(self, actions: Iterable[Part], run: Run) -> None:
        """Carry out the actions of a packet-out."""
        with self._translation():
            self.perform(run, *self.steps(actions), self._finish)

    def execute(self, actions: Iterable[Part], run: Run) -> None:
        """Carry out a list of actions on a packet that has no agenda yet."""
        self.perform(run, *self.steps(actions))

    def perform(self, run: Run, *steps: Step) -> None:
        """Do these steps with a packet and whatever they add, until nothing is left or it waits."""
        agenda = run.agenda
        agenda.extend(reversed(steps))
        if self._nesting >= MAX_NESTING:
            raise TooDeep
        self._nesting += 1
        try:
            while agenda:
                agenda.pop()(run)
                if run.dropped:
                    agenda.clear()
        finally:
            self._nesting -= 1

    def steps(self, actions: Iterable[Part]) -> list[Step]:
        """A step for every action that the switch knows."""
        steps: list[Step] = []
        for action in actions:
            act = self.actions.get(type(action).__name__)
            if act is not None:
                steps.append(partial(self._act, act, action))
        return steps

    def _act(self, act: Any, action: Part, run: Run) -> None:
        act(self, run, action)

    def next_steps(self, run: Run, *steps: Step) -> None:
        """Do these before what else is to be done."""
        run.agenda.extend(reversed(steps))

    def missed(self, config: int, run: Run) -> bool:
        """As others do, but what was written to the action set is done all the same."""
        written = dict(run.action_set)
        goes_on = super().missed(config, run)
        run.action_set = written
        return goes_on

    def _finish(self, run: Run) -> None:
        if run.action_set:
            self.next_steps(run, *self.steps(self.ordered(run)))

    # -- tables --------------------------------------------------------------------------------------

    def _enter_step(self, table_id: int, *, misses: bool) -> Step:
        return lambda run: self.enter(run, table_id, misses=misses)

    def enter(self, run: Run, table_id: int, *, misses: bool, in_port: int | None = None) -> None:
        """A packet comes into a table.

        Args:
            run: the packet.
            table_id: the table.
            misses: whether a table without an entry for it does what it is configured to.
            in_port: the port to look it up with, if not its own.
        """
        own, run.in_port = run.in_port, run.in_port if in_port is None else in_port
        run.table_id = table_id
        flow = self.lookup(self.flows.tables[table_id], run)
        run.in_port = own
        if flow is None:
            if misses and self.missed(self.flows.tables[table_id].config, run):
                self.next_steps(run, self._enter_step(table_id + 1, misses=True))
            return
        program = self.visit(flow, run)
        if program.meter is not None:
            self.count_meter(program.meter, run)
        self.next_steps(run, *self.steps(program.apply), partial(self._after_actions, program))

    def _after_actions(self, program: Program, run: Run) -> None:
        self.note(program, run)
        if program.goto is not None and program.goto < len(self.flows.tables):
            self.next_steps(run, self._enter_step(program.goto, misses=True))

    def resubmit(self, run: Run, port: int, table_id: int) -> None:
        """Look a packet up again, and come back (ports are the 16 bits of 1.0)."""
        if table_id == 255:
            table_id = run.table_id
        if table_id >= len(self.flows.tables):
            return
        self._resubmits += 1
        if run.depth >= MAX_DEPTH or self._resubmits > MAX_RESUBMITS:
            raise TooDeep
        before = (run.table_id, run.entry, run.cookie, run.version, run.reason)

        def come_back(run: Run) -> None:
            run.table_id, run.entry, run.cookie, run.version, run.reason = before
            run.depth -= 1

        wide = wide_port(port, 1)
        run.depth += 1
        self.next_steps(run, come_back)
        self.enter(run, table_id, misses=False, in_port=None if wide == IN_PORT else wide)

    def recirculate(self, run: Run, table_id: int) -> None:
        """A copy of the packet goes through the tables from one on; this one goes on where it is."""
        if table_id >= len(self.flows.tables) or run.recirculated >= MAX_RECIRCULATIONS:
            return
        copy = run.copy()
        copy.action_set = dict(run.action_set)
        copy.recirculated, copy.depth = run.recirculated + 1, 0
        self.perform(copy, self._enter_step(table_id, misses=True), self._finish)

    def clone(self, run: Run, actions: Iterable[Part]) -> None:
        """Carry out actions on a copy: what they change is the copy's, but an exit among them ends all."""
        copy = run.copy()
        copy.depth = run.depth
        self.perform(copy, *self.steps(actions))
        if copy.exited:
            self.leave(run)

    def leave(self, run: Run) -> None:
        """Do nothing more with a packet, wherever it is."""
        run.exited = True
        run.agenda.clear()

    # -- what tables match on ------------------------------------------------------------------------

    def lookup(self, table: FlowTable, run: Run) -> Flow | None:
        """The entry of a table that a packet matches, conjunctions included."""
        fields = self.fields(run)
        clauses = self._clauses.get(table.table_id)
        return lookup(table, fields, clauses) if clauses else table.lookup(fields)

    def fields(self, run: Run) -> dict[str, int]:
        """The packet's fields, registers, and what the connection tracker said."""
        run.changed = False
        return fields_for_lookup(run)

    def entry_changed(self, flow: Flow) -> None:
        """An entry came, changed or left: is it a clause?"""
        clauses = clauses_of(flow) if flow.installed else []
        here = self._clauses.get(flow.table_id, {})
        if here or clauses:
            left = {each: known for each, known in here.items() if each.installed and each is not flow}
            self._clauses[flow.table_id] = {**left, flow: clauses} if clauses else left

    # -- packets that wait ---------------------------------------------------------------------------

    def pause(self, run: Run) -> bytes:
        """Set a packet aside with all that is left to do; returns what resumes it."""
        self._pauses += 1
        token = b"oftwist:" + self._pauses.to_bytes(8, "big")
        waiting = run.copy()
        waiting.action_set, waiting.agenda = dict(run.action_set), list(run.agenda)
        waiting.depth = run.depth
        self.paused[token] = waiting
        if len(self.paused) > MAX_PAUSED:
            self.paused.popitem(last=False)
        run.agenda.clear()
        return token

    def resume(self, token: bytes, frame: bytes | None, known: Mapping[str, int]) -> bool:
        """Let a packet go on that waited.

        Args:
            token: what :meth:`pause` returned.
            frame: the packet as the controller gives it back, None for as it was.
            known: registers and metadata as the controller gives them back.
        Returns:
            False if none waits under this token.
        """
        run = self.paused.pop(token, None)
        if run is None:
            return False
        if frame is not None:
            run.frame = frame
        known = dict(known)
        run.metadata = known.pop("metadata", 0)
        run.in_port = known.pop("in_port", run.in_port)
        run.registers = known
        with self._translation():
            self.perform(run)
        return True
