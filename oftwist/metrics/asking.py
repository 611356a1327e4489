"""What switches are asked for metrics: the counters of their ports every few seconds, once what they are.

The last answers stay when a switch goes, so that a board does not lose its lines. Knows the controller; no metrics.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from twisted.internet.defer import ensureDeferred
from twisted.logger import Logger
from twisted.python.failure import Failure

from oftwist.errors import OFTwistError

if TYPE_CHECKING:
    from twisted.internet.interfaces import IReactorTime

    from oftwist.controller import Controller, Switch

log = Logger()

#: Datapaths whose answers are kept.
MOST = 10_000
_DESCRIPTION = ("mfr_desc", "hw_desc", "sw_desc", "serial_num", "dp_desc")


@dataclass
class Asked:
    """What one switch has answered.

    Attributes:
        ports: port number -> name of a counter -> its value.
        names: port number -> name, as of the same time.
        description: manufacturer, hardware, software, serial number, description; None until they are known.
    """

    ports: dict[int, dict[str, int]] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    description: tuple[str, ...] | None = None


class Asking:
    """Asks every switch that is up, now and then.

    Args:
        controller: whose.
        counters: names of the counters of a port to keep.
        interval: seconds between two questions to one switch.
    """

    def __init__(self, controller: Controller, counters: tuple[str, ...], interval: float) -> None:
        self._controller = controller
        self._counters = counters
        self._interval = interval
        self._known: dict[int, Asked] = {}
        self._busy: set[Switch] = set()
        self._calls: set[Any] = set()

    @property
    def _clock(self) -> IReactorTime:
        return self._controller.clock

    def start(self) -> None:
        """Begin, with the switches that are up."""
        self._controller.add_handler("switch_up", self._came)
        self._in(0.0, self._round)

    def stop(self) -> None:
        """Ask no more."""
        self._controller.remove_handler("switch_up", self._came)
        for call in self._calls:
            call.cancel()
        self._calls.clear()

    def of(self, datapath_id: int) -> Asked | None:
        """What a switch has answered last, also one that is gone; None if there is nothing."""
        return self._known.get(datapath_id)

    def _in(self, seconds: float, what: Any, *args: object) -> None:
        def run() -> None:
            self._calls.discard(call)
            what(*args)

        call = self._clock.callLater(seconds, run)
        self._calls.add(call)

    def _round(self) -> None:
        """Ask all, spread over the time until the next round."""
        self._in(self._interval, self._round)
        switches = list(self._controller.switches.values())
        for place, switch in enumerate(switches):
            self._in(self._interval * place / len(switches), self._ask, switch)

    def _came(self, switch: Switch) -> None:
        self._in(0.0, self._ask, switch)

    def _ask(self, switch: Switch) -> None:
        if switch in self._busy or self._controller.switches.get(switch.datapath_id) is not switch:
            return
        self._busy.add(switch)
        asking = ensureDeferred(self._questions(switch))
        asking.addErrback(lambda failure: _note(failure, switch))
        asking.addBoth(lambda _: self._busy.discard(switch))

    async def _questions(self, switch: Switch) -> None:
        entries = await switch.port_stats(timeout=self._interval)
        known = self._known.pop(switch.datapath_id, None) or Asked()
        if len(self._known) >= MOST:
            del self._known[next(iter(self._known))]
        self._known[switch.datapath_id] = known
        known.ports = {one.port_no: {name: getattr(one, name) for name in self._counters} for one in entries}
        known.names = {number: str(port.name) for number, port in switch.ports.items()}
        if known.description is None:
            told = await switch.desc()
            known.description = tuple(str(getattr(told, name)) for name in _DESCRIPTION)


def _note(failure: Failure, switch: Switch) -> None:
    """A switch that does not answer is no fault of ours: others will say so more loudly."""
    if failure.check(OFTwistError):
        log.debug("{dpid}: no counters of ports: {why}", dpid=switch.dpid, why=failure.value, event="no_statistics")
    else:
        log.failure("asking {dpid} for the counters of its ports", failure, dpid=switch.dpid, event="statistics_failed")
