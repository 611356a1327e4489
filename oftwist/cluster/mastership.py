"""Mastership: one node's controller in a cluster: which switches its apps see, which roles it asks for, what it may
write.

Every node connects to every switch. For each, this node campaigns in the store; until it wins, it is SLAVE and its apps
do not see the switch; when it wins, it asks for MASTER with the generation id it won; when the term ends, apps lose the
switch and the node is SLAVE again. Rules that never bend:

- MASTER is asked for only while the term is valid, with its generation id and no other.
- A message that changes a switch passes `_Seat.check` before it reaches the wire, whoever sends it.
- OFPRRFC_STALE means that somebody has a later term: ours ends.

May know the controller and the store. Everything runs in the reactor thread.
"""

from __future__ import annotations

from typing import Any, Literal

from twisted.internet.defer import CancelledError, Deferred, ensureDeferred
from twisted.logger import Logger
from twisted.python.failure import Failure

from oftwist.cluster.store import MastershipStore
from oftwist.cluster.term import Term
from oftwist.connection import calling
from oftwist.controller import Controller, Switch, roles
from oftwist.dpid import format_dpid
from oftwist.errors import NotMaster, OFTwistError, RequestFailed

log = Logger()

#: Seconds between two looks at how even the load is; each moves one switch at most.
REBALANCE = 5.0
#: Seconds before this node tries again for a switch after a term has ended; twice as many each time that the switch
#: refused it, up to a limit.
AGAIN, AGAIN_AT_MOST = 2.0, 60.0
#: Message types that change nothing, up to 1.1 and later: all others are for masters (OpenFlow 1.3.5 §6.3.5).
_HARMLESS_10 = frozenset((0, 1, 2, 3, 5, 7, 16, 18, 20))
_HARMLESS_11 = frozenset((0, 1, 2, 3, 5, 7, 18, 20, 22))
_HARMLESS = frozenset((0, 1, 2, 3, 5, 7, 18, 20, 22, 24, 26, 28))
_EXPERIMENTER = 4
#: Experimenters' messages about what this connection gets: roles, forms of packet-ins, a controller id, asynchronous
#: messages, the end of a flow monitor (whose beginning asks for statistics).
_HARMLESS_EXTENSIONS = frozenset(
    [*((0x2320).to_bytes(4, "big") + number.to_bytes(4, "big") for number in (10, 16, 19, 20, 21, 27))]
    + [(0x4F4E4600).to_bytes(4, "big") + (1870).to_bytes(4, "big")]
)
_HAS_GENERATION = 3  # OpenFlow 1.2
_MULTIPART, _TABLE_FEATURES = 18, (0, 12)


def harmless(raw: bytes) -> bool:
    """Tell whether a message may be sent by a node that is not master: it asks, and changes nothing."""
    version, kind = raw[0], raw[1]
    if kind == _EXPERIMENTER:
        return raw[8:16] in _HARMLESS_EXTENSIONS
    if kind == _MULTIPART and version > _HAS_GENERATION and (raw[8], raw[9]) == _TABLE_FEATURES:
        return len(raw) <= 16  # with a body it changes the tables
    return kind in (_HARMLESS_10 if version == 1 else _HARMLESS_11 if version == 2 else _HARMLESS)


def _stale(error: RequestFailed) -> bool:
    """Did the switch say OFPRRFC_STALE?"""
    return "STALE" in str(error)


class _Seat:
    """This node's place at one connected switch."""

    def __init__(self, mastership: Mastership, switch: Switch) -> None:
        self.mastership = mastership
        self.switch = switch
        self.term: Term | None = None
        self.shown = False
        self.left = False
        self._again = AGAIN
        self._campaign: Deferred[Term] | None = None
        self._later: Any = None
        switch.protocol.fence(self.check)

    def check(self, raw: bytes) -> None:
        """Let a message through to the wire, or raise NotMaster."""
        term = self.term
        if (term is not None and term.valid and self.shown) or harmless(raw):
            return
        holder = self.mastership.store.holder(self.switch.datapath_id)
        who = f"{holder.node} is" if holder is not None and holder.node != self.mastership.store.node else "nobody is"
        raise NotMaster(f"{self.switch.dpid}: this node is not master; {who}, as far as it knows")

    # --- campaign, win, lose ------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Become SLAVE and campaign."""
        self._become_slave()
        self.campaign()

    def campaign(self) -> None:
        self._later = None
        if self.left or not self.mastership.running:
            return
        self._campaign = self.mastership.store.campaign(self.switch.datapath_id)
        self._campaign.addCallbacks(self._won, lambda failure: failure.trap(CancelledError))
        self._campaign.addErrback(lambda failure: log.failure("a campaign", failure=failure, event="cluster_failed"))

    def _won(self, term: Term) -> None:
        self._campaign = None
        self.term = term
        term.lost.addCallback(self._lost)
        ensureDeferred(self._become_master(term)).addErrback(
            lambda failure: log.failure(
                "becoming master of {dpid}",
                dpid=self.switch.dpid, failure=failure, event="cluster_failed",
            )
        )

    async def _become_master(self, term: Term) -> None:
        try:
            await self.switch.request_role("master", term.generation_id)
        except RequestFailed as error:
            self._again = min(2 * self._again, AGAIN_AT_MOST)
            if _stale(error) and not term.over:
                log.error(
                    "{dpid} knows a later generation id than {mine:#x}: is the epoch of this cluster too low?",
                    dpid=self.switch.dpid, mine=term.generation_id,
                    event="generation_stale",
                )  # fmt: skip
            why = "the switch knows a later generation id" if _stale(error) else f"the switch refused: {error}"
            term.resign(why)
            return
        except OFTwistError as error:
            term.resign(f"the switch did not answer: {error}")
            return
        if term.valid and not self.left:
            self._again = AGAIN
            self.shown = True
            self.mastership.tell(self.switch, "gained", f"generation {term.generation_id:#x}")
        elif not term.over:
            term.resign("the answer of the switch came too late")

    def _lost(self, reason: str) -> None:
        was_shown, self.shown = self.shown, False
        self.term = None
        if was_shown:
            self.mastership.tell(self.switch, "lost", reason)
        if not self.left and self.mastership.running:
            self._become_slave()
            self._later = self.mastership.clock.callLater(self._again, self.campaign)

    def leave(self, reason: str) -> None:
        """The switch is gone, or this node goes."""
        self.left = True
        if self._later is not None and self._later.active():
            self._later.cancel()
        if self._campaign is not None:
            self._campaign.cancel()
        if self.term is not None:
            self.term.resign(reason)

    # --- roles --------------------------------------------------------------------------------------------------

    def _become_slave(self) -> None:
        """Ask for SLAVE without waiting; a switch that refuses is not written to anyhow."""
        if self.switch.version < _HAS_GENERATION:
            self.mastership.no_fencing(self.switch)

        def refused(failure: Failure) -> None:
            failure.trap(OFTwistError)
            log.debug("{dpid}: not slave: {why}", dpid=self.switch.dpid, why=failure.value, event="role_refused")

        if self.switch.connected:
            ensureDeferred(self._ask_slave()).addErrback(refused)

    async def _ask_slave(self) -> None:
        """SLAVE with the latest generation id that the store tells; if the switch has seen a later one, with that."""
        holder = self.mastership.store.holder(self.switch.datapath_id)
        try:
            await self.switch.request_role("slave", None if holder is None else holder.generation_id)
        except RequestFailed as error:
            if not _stale(error):
                raise
            await self.switch.request_role("nochange")
            if self.term is None:
                await self.switch.request_role("slave")

    def role_told(self) -> None:
        """The switch said what our role is: if it is no longer MASTER, somebody else has won."""
        if self.shown and self.switch.role == roles.SLAVE and self.term is not None:
            self.term.resign("the switch has another master")


class Mastership:
    """A controller's place in a cluster.

    Args:
        controller: whose apps shall see only the switches that this node is master of.
        store: this node's view of the cluster; started and stopped with this.
        rebalance: seconds between two looks at how even the load is; 0 never moves a switch.

    Attributes:
        running: between ``start`` and ``stop``.
    """

    def __init__(self, controller: Controller, store: MastershipStore, rebalance: float = REBALANCE) -> None:
        self.controller = controller
        self.store = store
        self.clock = store.clock
        self.running = False
        self._rebalance = rebalance
        self._seats: dict[Switch, _Seat] = {}
        self._call: Any = None
        self._told_no_fencing = False
        self._summary = ""
        controller.standby = self
        controller.add_handler("role_status", self._role_status, priority=1 << 30)

    def start(self) -> None:
        """Join the cluster."""
        self.running = True
        self.store.start()
        self._balance_in()

    async def stop(self) -> None:
        """Leave it: the others may have our switches at once."""
        self.running = False
        if self._call is not None and self._call.active():
            self._call.cancel()
        for seat in list(self._seats.values()):
            seat.leave("this node stops")
        await self.store.stop()

    # --- what the controller asks: Standby ----------------------------------------------------------------------

    def hold(self, switch: Switch) -> bool:
        """Keep every switch from apps until this node has won it."""
        seat = self._seats[switch] = _Seat(self, switch)
        self.clock.callLater(0, seat.begin)  # when the connection is up
        return True

    def left(self, switch: Switch, reason: str) -> None:
        """A switch is gone."""
        seat = self._seats.pop(switch, None)
        if seat is not None:
            seat.leave(reason)

    def _role_status(self, switch: Any, msg: Any) -> None:
        seat = self._seats.get(switch)
        if seat is not None:
            seat.role_told()

    # --- telling ------------------------------------------------------------------------------------------------

    def tell(self, switch: Switch, what: Literal["gained", "lost"], reason: str) -> None:
        """Show apps a switch or take it from them, then the event ``mastership``."""
        log.info(
            "mastership of {dpid} {what}: {reason}", dpid=switch.dpid, what=what, reason=reason, event="mastership"
        )
        found = self.controller.handlers.for_event("mastership", switch.datapath_id)
        if what == "lost":
            self.controller.hide(switch, f"mastership lost: {reason}")
        else:
            self.controller.reveal(switch)
        self.controller.events.add(f"mastership_{what}", switch.datapath_id, reason=reason)
        calling.emit(self.clock, found, switch, what, reason, dpid=switch.dpid, peer=switch.peer, type="mastership")

    def no_fencing(self, switch: Switch) -> None:
        """Say once that old versions have no generation ids."""
        if not self._told_no_fencing:
            self._told_no_fencing = True
            log.warn(
                "{dpid} speaks OpenFlow 1.{minor}, whose roles have no generation id: a late master is not fenced",
                dpid=switch.dpid, minor=switch.version - 1,
                event="master_not_fenced",
            )  # fmt: skip

    # --- an even load -------------------------------------------------------------------------------------------

    def _balance_in(self) -> None:
        if self.running:
            self._call = self.clock.callLater(self._rebalance or REBALANCE, self._balance)

    def _balance(self) -> None:
        """Hand over one switch to a node that shall rather have it, if there is one and nobody else is moving one."""
        self._balance_in()
        self._tell_summary()
        found = self.to_hand_over() if self._rebalance else None
        if found is not None and self.store.trusted:
            term, node = found
            log.info("handing {dpid} over to {node}", dpid=format_dpid(term.dpid), node=node, event="handing_over")
            self.store.hand_over(term, node)

    def _tell_summary(self) -> None:
        """Who has how many, in one line, when that has changed."""
        counts = dict.fromkeys(self.store.nodes(), 0)
        for holder in self.store.masters().values():
            counts[holder.node] = counts.get(holder.node, 0) + 1
        shares = ", ".join(f"{node} {count}" for node, count in sorted(counts.items()))
        mine = sum(seat.shown for seat in self._seats.values())
        trouble = f"; {self.store.lease.trouble}" if self.store.lease.trouble else ""
        summary = f"master of {mine} of {len(self._seats)} connected switches; all: {shares or 'nobody'}{trouble}"
        if summary != self._summary:
            self._summary = summary
            log.info("node {node} is {summary}", node=self.store.node, summary=summary, event="node_state")

    def to_hand_over(self) -> tuple[Term, str] | None:
        """The term of ours that another node shall rather have, and that node: by preference, then by load.

        Only the node with most switches gives one, to a node with at least two fewer: all nodes see the same counts,
        so one switch moves at a time.
        """
        store = self.store
        masters = store.masters()
        if any(key in masters and node != masters[key].node for key, node in store.coming().items()):
            return None  # one is on its way
        nodes = store.nodes()
        for dpid, term in store.terms.items():
            first = next((node for node in store.preference.get(dpid, ()) if dpid in nodes.get(node, ())), store.node)
            if first != store.node and term.valid:
                return term, first
        counts = dict.fromkeys(nodes, 0)
        for holder in masters.values():
            counts[holder.node] = counts.get(holder.node, 0) + 1
        mine = counts.get(store.node, 0)
        if not counts or (-mine, store.node) != min((-count, node) for node, count in counts.items()):
            return None
        for node, count in sorted(counts.items(), key=lambda one: (one[1], one[0])):
            if count > mine - 2:
                break
            for dpid, term in store.terms.items():
                if dpid in nodes.get(node, ()) and dpid not in store.preference and term.valid:
                    return term, node
        return None
