"""One node's lease: kept alive a third of its time after the last time, given up by our own clock before it ends.

The rule that everything else rests on (self-fencing): a node trusts its lease only for two thirds of the lease's
seconds after it *sent* the last keep-alive that was acknowledged, by a clock that no administrator can set. The store
gives the lease's keys to somebody else after the whole time at the earliest. Everything runs in the reactor thread.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Any

from twisted.internet.defer import ensureDeferred
from twisted.logger import Logger
from twisted.python.failure import Failure

from oftwist.cluster.interfaces import KeyValue, LeaseLost, StoreError

log = Logger()

#: Fractions of a lease's seconds: between keep-alives, until we trust it no longer.
KEEP = 1 / 3
FENCE = 2 / 3


class Lease:
    """Holds a lease for as long as it can, and says when it cannot.

    Args:
        kv: the store.
        clock: IReactorTime for the timers.
        ttl: seconds of the lease, at least 2.
        held: called with the lease's number when there is one.
        lost: called with the reason when it must not be trusted any more.
        now: seconds of a clock that is never set.
        fencing: False trusts a lease until the store says that it is lost. Only for showing that tests see the harm.

    Attributes:
        number: the lease, or 0.
        acknowledged: ``now()`` of the sending of the last keep-alive that was answered.
    """

    def __init__(
        self,
        kv: KeyValue,
        clock: Any,
        ttl: int,
        held: Callable[[int], None],
        lost: Callable[[str], None],
        now: Callable[[], float] = monotonic,
        fencing: bool = True,
    ) -> None:
        self.kv = kv
        self.clock = clock
        self.ttl = ttl
        self.number = 0
        self.acknowledged = 0.0
        self._held, self._lost = held, lost
        self._now = now
        self._fencing = fencing
        self._calls: dict[str, Any] = {}
        self._running = False
        self._trouble = ""

    def start(self) -> None:
        """Get a lease, and keep it until ``stop``."""
        self._running = True
        self._work()

    @property
    def trusted(self) -> bool:
        """May we act on what goes with this lease, right now? Asked before every write: timers may be late."""
        if not self.number:
            return False
        return not self._fencing or self._now() < self.acknowledged + self.ttl * FENCE

    @property
    def left(self) -> float:
        """Seconds for which we still trust it, if no keep-alive is answered any more."""
        return max(0.0, self.acknowledged + self.ttl * FENCE - self._now()) if self.number else 0.0

    @property
    def lag(self) -> float:
        """Seconds since the last keep-alive that was answered was sent; 0 before the first."""
        return self._now() - self.acknowledged if self.acknowledged else 0.0

    @property
    def trouble(self) -> str:
        """Why the store did not answer last time, or ""."""
        return self._trouble

    async def stop(self) -> None:
        """Give the lease back, with all its keys."""
        self._running = False
        for call in self._calls.values():
            if call.active():
                call.cancel()
        number, self.number = self.number, 0
        if number:
            try:
                await self.kv.revoke(number)
            except StoreError as error:
                log.info(
                    "the lease ends by itself within {ttl} s: {error}",
                    ttl=self.ttl, error=error, event="lease_not_returned",
                )

    def _later(self, what: str, seconds: float, f: Callable[[], None]) -> None:
        call = self._calls.get(what)
        if call is not None and call.active():
            call.cancel()
        if self._running:
            self._calls[what] = self.clock.callLater(max(0.0, seconds), f)

    def _work(self) -> None:
        if self._running:
            ensureDeferred(self._step()).addErrback(self._broke)

    def _broke(self, failure: Failure) -> None:
        """A fault of ours must not cost the lease in silence."""
        log.failure("keeping the lease", failure=failure, event="cluster_failed")
        self._later("work", self.ttl * KEEP, self._work)

    async def _step(self) -> None:
        """Ask for a lease or keep the one we have, and come again."""
        sent = self._now()
        held = number = self.number
        try:
            if held:
                await self.kv.keep_alive(held)
            else:
                number = await self.kv.grant(self.ttl)
        except LeaseLost:
            self._trouble = ""
            if held == self.number:
                self._end("the store has lost our lease")
                self._later("work", 0.0, self._work)
            return
        except StoreError as error:
            if not self._trouble:
                log.warn("{store} does not answer: {error}", store=self.kv.name, error=error, event="store_silent")
            self._trouble = str(error)
            self._later("work", self.ttl * KEEP / 4, self._work)
            return
        if not self._running:
            return
        if self._trouble:
            log.info("{store} answers again", store=self.kv.name, event="store_answers")
            self._trouble = ""
        # A lease that was given up while this was on its way stays given up, also if the store still has it: its terms
        # have ended, and none has the generation id of one before.
        if held == self.number:
            self._acknowledge(number, sent)

    def _acknowledge(self, number: int, sent: float) -> None:
        if self._fencing and self._now() >= sent + self.ttl * FENCE:
            # The answer took so long that it proves nothing: as if there were none.
            self._end(f"the store took {self._now() - sent:.1f} s to answer")
            self._later("work", 0.0, self._work)
            return
        self.acknowledged = sent
        self._later("work", sent + self.ttl * KEEP - self._now(), self._work)
        if self._fencing:
            self._later("fence", sent + self.ttl * FENCE - self._now(), self._fence)
        if not self.number:
            self.number = number
            self._held(number)

    def _fence(self) -> None:
        if self.number and not self.trusted:
            self._end(f"no answer from the store for {self._now() - self.acknowledged:.1f} s")
            self._later("work", 0.0, self._work)

    def _end(self, reason: str) -> None:
        """Give up a lease; what goes with it in the store ends by the store's own time."""
        if self.number:
            self.number = 0
            self._lost(reason)
