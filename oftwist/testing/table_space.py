"""How much room a table of a simulated switch has, and when that is told (OpenFlow 1.4.1 §6.13). Pure."""

from __future__ import annotations

from typing import Final, NamedTuple

#: Bits of a table's configuration.
EVICTION, VACANCY_EVENTS = 4, 8
#: What decides who goes from a full table: importance, and how soon the end would come.
EVICTED_BY: Final = 2 | 4
#: Reasons of a table status.
VACANCY_DOWN, VACANCY_UP = 3, 4


class Vacancy(NamedTuple):
    """When it is told how much room is left.

    Attributes:
        down, up: told when less than ``down`` percent are left, and when more than ``up`` are again.
        low: the first was told last, so that the other one is next.
    """

    down: int = 0
    up: int = 0
    low: bool = False

    def after(self, left: int) -> tuple[Vacancy, int | None]:
        """How it is when so many percent are left, and the reason that is to be told then, if any."""
        if not self.low and left < self.down:
            return self._replace(low=True), VACANCY_DOWN
        if self.low and left > self.up:
            return self._replace(low=False), VACANCY_UP
        return self, None
