"""Links: what is believed of who is connected with whom, from the probes that arrived. No clock, no switch.

A direction is what one port hears of another. A link is believed when both ends have heard two probes of the other, and
until one of them has missed some, or an end is gone.
"""

from __future__ import annotations

from collections.abc import Iterator

from oftwist.net.model import CABLE, LOOP, UNMANAGED, Link, Place

#: Probes that each end must have heard before a link is believed.
PROOF = 2
#: How much a new measurement of the delay counts, and how far beyond the mean one is worth a word: factor, seconds.
WEIGHT, FAR_OFF, AT_LEAST = 0.25, 4.0, 0.05
#: How many of these in a row, after how many others.
OUTLIERS, SETTLED = 3, 8


class Direction:
    """What one port has heard of another.

    Attributes:
        count: probes heard.
        number: of the last one.
        delay: seconds, the mean.
        beyond: none came the short way.
        outliers: measurements in a row that were far off.
    """

    __slots__ = ("beyond", "count", "delay", "number", "outliers")

    def __init__(self) -> None:
        self.count = 0
        self.number = 0
        self.delay = 0.0
        self.beyond = True
        self.outliers = 0

    def hear(self, number: int, delay: float, beyond: bool) -> bool:
        """Another probe; True if its delay is the last of several that do not fit."""
        self.count += 1
        self.number = max(self.number, number)
        self.beyond &= beyond
        if self.count == 1:
            self.delay = delay
            return False
        if self.count > SETTLED and delay > FAR_OFF * self.delay + AT_LEAST:
            self.outliers += 1
            if self.outliers < OUTLIERS:
                return False  # one alone may be our own doing
        else:
            self.outliers = 0
        self.delay += WEIGHT * (delay - self.delay)
        return self.outliers == OUTLIERS


class Links:
    """The links of a network.

    Attributes:
        at: port to its other ends, to the link to each: those believed.
    """

    def __init__(self) -> None:
        self._heard: dict[Place, dict[Place, Direction]] = {}  # who was heard: by whom: what
        self._hears: dict[Place, set[Place]] = {}  # the other way round
        self.at: dict[Place, dict[Place, Link]] = {}

    def __iter__(self) -> Iterator[Link]:
        for place, others in self.at.items():
            for link in others.values():
                if link.src == place:
                    yield link

    def between(self, one: Place, other: Place) -> Link | None:
        """The link between two ports, if it is believed."""
        return self.at.get(one, {}).get(other)

    def direction(self, src: Place, dst: Place) -> Direction | None:
        """What one port has heard of another, if anything."""
        return self._heard.get(src, {}).get(dst)

    def others(self, place: Place) -> set[Place]:
        """The ports that have heard of this one, or that it has heard of."""
        return {*self._heard.get(place, ()), *self._hears.get(place, ())}

    def missing(self, src: Place, sent: int, most: int) -> list[Place]:
        """Who has heard of a port, but not of any of its last probes.

        Args:
            src: the port.
            sent: number of its last probe.
            most: probes that may be lost.
        """
        return [dst for dst, direction in self._heard.get(src, {}).items() if sent - direction.number > most]

    def hear(self, src: Place, dst: Place, number: int, delay: float, beyond: bool) -> tuple[Direction, bool]:
        """A probe of ``src`` has come in by ``dst``.

        Returns:
            what is known of this direction, and whether its delay is worth a word.
        """
        direction = self._heard.setdefault(src, {}).setdefault(dst, Direction())
        self._hears.setdefault(dst, set()).add(src)
        odd = direction.hear(number, delay, beyond)
        link = self.between(src, dst)
        if link is not None:
            self._measure(link)
        return direction, odd

    def proven(self, one: Place, other: Place) -> bool:
        """Whether both ends have heard enough of each other."""
        there, back = self.direction(one, other), self.direction(other, one)
        return there is not None and back is not None and min(there.count, back.count) >= PROOF

    def believe(self, one: Place, other: Place, now: float) -> Link:
        """Take a link in."""
        src, dst = min(one, other), max(one, other)
        link = Link(src, dst, now)
        self.at.setdefault(src, {})[dst] = link
        self.at.setdefault(dst, {})[src] = link
        self._measure(link)
        self._see_who_shares(src, dst)
        return link

    def _measure(self, link: Link) -> None:
        there, back = self.direction(link.src, link.dst), self.direction(link.dst, link.src)
        if there is None or back is None:
            return
        link.delay = (there.delay + back.delay) / 2
        if link.src.dpid == link.dst.dpid:
            link.through = LOOP
        else:
            link.through = UNMANAGED if there.beyond and back.beyond else CABLE

    def _see_who_shares(self, *places: Place) -> None:
        around = {*places, *(other for place in places for other in self.at.get(place, ()))}
        for place in around:
            for other, link in self.at.get(place, {}).items():
                link.shared = len(self.at[place]) > 1 or len(self.at[other]) > 1

    def lose(self, src: Place, dst: Place) -> Link | None:
        """One port does not hear the other any more. Returns the link that is gone with that, if it was believed."""
        self._heard.get(src, {}).pop(dst, None)
        self._hears.get(dst, set()).discard(src)
        return self._drop(src, dst)

    def forget(self, place: Place) -> list[Link]:
        """A port is gone. Returns the links that are gone with it."""
        gone = []
        for other in self.others(place):
            self._heard.get(other, {}).pop(place, None)
            self._hears.get(other, set()).discard(place)
            link = self._drop(place, other)
            if link is not None:
                gone.append(link)
        self._heard.pop(place, None)
        self._hears.pop(place, None)
        return gone

    def _drop(self, one: Place, other: Place) -> Link | None:
        link = self.at.get(one, {}).pop(other, None)
        if link is None:
            return None
        del self.at[other][one]
        self._see_who_shares(one, other)
        for place in (one, other):
            if not self.at[place]:
                del self.at[place]
        return link
