"""Ledger: what the connections of the past have counted, by datapath, so that sums never fall. No reactor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from oftwist.connection.counters import Counters

if TYPE_CHECKING:
    from oftwist.connection.protocol import OFProtocol

#: Datapaths remembered after they are gone; those gone for the longest time are forgotten first.
MOST = 10_000


class Account:
    """One datapath.

    Attributes:
        up: how often it came up.
        down: how often it went.
        past: wire version -> what its connections that are closed have counted. Type numbers differ between versions.
    """

    __slots__ = ("down", "past", "up")

    def __init__(self) -> None:
        self.up = 0
        self.down = 0
        self.past: dict[int, Counters] = {}


class Sum(NamedTuple):
    """What one datapath has counted in one version.

    Attributes:
        datapath_id: which; None for connections that never were a switch.
        version: wire version.
        counters: the sum over its connections, those of the past and those there are. Not to be changed.
    """

    datapath_id: int | None
    version: int
    counters: Counters


class Ledger:
    """The accounts of a controller.

    Attributes:
        accounts: datapath id -> its account, of all that were up; those there are, and those gone last.
    """

    def __init__(self) -> None:
        self.accounts: dict[int, Account] = {}
        self._nobody = Account()
        self._here: set[int] = set()

    def came(self, datapath_id: int) -> None:
        """A switch is up."""
        account = self.accounts.pop(datapath_id, None) or Account()
        account.up += 1
        self.accounts[datapath_id] = account  # at the end: this one is the youngest
        self._here.add(datapath_id)
        if len(self.accounts) > MOST:
            gone = next((dpid for dpid in self.accounts if dpid not in self._here), None)
            if gone is not None:
                del self.accounts[gone]

    def went(self, datapath_id: int) -> None:
        """A switch is down."""
        self._here.discard(datapath_id)
        if datapath_id in self.accounts:
            self.accounts[datapath_id].down += 1

    def close(self, connection: OFProtocol) -> None:
        """A connection is down: keep what it has counted."""
        dpid = whose(connection)
        account = self._nobody if dpid is None else self.accounts.get(dpid)
        if account is not None:
            total = account.past.setdefault(connection.version, Counters())
            total += connection.update_counters()

    def sums(self, connections: Iterable[OFProtocol]) -> Iterator[Sum]:
        """Everything that was ever counted, of connections that were a switch or are closed.

        Args:
            connections: those there are.
        """
        live: dict[tuple[int | None, int], list[Counters]] = {}
        for connection in connections:
            dpid = whose(connection)
            if dpid is not None:  # else it is not known yet
                live.setdefault((dpid, connection.version), []).append(connection.update_counters())
        for dpid, account in ((None, self._nobody), *self.accounts.items()):
            for version, counters in account.past.items():
                live.setdefault((dpid, version), []).append(counters)
        for (dpid, version), parts in live.items():
            yield Sum(dpid, version, parts[0] if len(parts) == 1 else _total(parts))


def _total(parts: Iterable[Counters]) -> Counters:
    total = Counters()
    for part in parts:
        total += part
    return total


def whose(connection: OFProtocol) -> int | None:
    """The datapath id of a connection that is or was that of a switch; None if it never came so far."""
    found = getattr(connection.subject, "datapath_id", None)
    return found if isinstance(found, int) else None
