"""Ports: what topology knows of each port of each switch, and of its ups and downs. A clock's time is told to it."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from oftwist.net.model import DOWN, EDGE, FLAPPING, LINK, NEW, Place

if TYPE_CHECKING:
    from oftwist.connection.interfaces import Decoded
    from oftwist.net.rules import PacketOut

#: Probes of a port that may still come in.
OUTSTANDING = 8
#: This many downs in so many seconds are too many; the port is then left alone for a while, twice as long each time.
FLAPS, FLAP_TIME = 4, 10.0
FIRST_HOLD, LONGEST_HOLD = 2.0, 60.0


class Sent:
    """A probe that is on its way.

    Attributes:
        time: when it was sent.
        number: of its port.
        heard_by: where it has come in.
    """

    __slots__ = ("heard_by", "number", "time")

    def __init__(self, time: float, number: int) -> None:
        self.time = time
        self.number = number
        self.heard_by: set[Place] = set()


class Port:
    """One port.

    Attributes:
        place: which.
        mac: its address.
        role: NEW, EDGE, LINK, FLAPPING or DOWN.
        sent: probes sent.
        on_their_way: the last of them, by nonce.
        edge_from: when it is an edge if nothing was heard by then.
        reflects: it hears itself.
        seek: somebody was heard beyond other bridges: the next probe shall reach them.
        heads: what its probes begin with, the short way and beyond: made when needed.
        out: the message that sends one.
    """

    __slots__ = (
        "_downs",
        "_held_until",
        "_hold",
        "edge_from",
        "heads",
        "mac",
        "on_their_way",
        "out",
        "place",
        "reflects",
        "role",
        "seek",
        "sent",
    )

    def __init__(self, place: Place, mac: int) -> None:
        self.place = place
        self.mac = mac
        self.role = DOWN
        self.sent = 0
        self.on_their_way: dict[bytes, Sent] = {}
        self.edge_from = 0.0
        self.reflects = False
        self.seek = False
        self.heads: dict[bool, bytes] = {}
        self.out: PacketOut | None = None
        self._downs: deque[float] = deque(maxlen=FLAPS)
        self._hold = 0.0
        self._held_until = 0.0

    def __repr__(self) -> str:
        return f"Port({self.place}, {self.role})"

    def sends(self, now: float, nonce: bytes) -> None:
        """A probe leaves."""
        self.on_their_way[nonce] = Sent(now, self.sent)
        if len(self.on_their_way) > OUTSTANDING:
            del self.on_their_way[next(iter(self.on_their_way))]

    def goes_down(self, now: float) -> None:
        """The cable is out, or the port switched off."""
        self.role = DOWN
        self.on_their_way.clear()
        self.reflects = False
        self._downs.append(now)

    def comes_up(self, now: float) -> bool:
        """The port is up.

        Returns:
            True if it is taken as it is; False if it has gone up and down too often, and is left alone for now.
        """
        often = len(self._downs) == FLAPS and now - self._downs[0] < FLAP_TIME
        if not often and now >= self._held_until:
            if not self._downs or now - self._downs[-1] > LONGEST_HOLD:
                self._hold = 0.0
            self.role = NEW
            return True
        if now >= self._held_until:
            self._hold = min(max(self._hold * 2, FIRST_HOLD), LONGEST_HOLD)
        self._held_until = now + max(self._hold, FIRST_HOLD)  # it begins anew with each
        self._downs.clear()
        self.role = FLAPPING
        return False

    def released_at(self) -> float:
        """When a port that flaps may be looked at again."""
        return self._held_until

    def is_known(self) -> bool:
        """Whether it is decided what it is."""
        return self.role in (EDGE, LINK)


def is_up(ofp: object, desc: Decoded) -> bool:
    """Whether a port, as its switch describes it, passes frames."""
    return not (desc.state & 1 or desc.config & 1)  # OFPPS_LINK_DOWN, OFPPC_PORT_DOWN: the same in every version


def mac_of(desc: Decoded) -> int:
    """The address of a port, as its switch describes it."""
    address = desc.hw_addr
    return int.from_bytes(bytes(address), "big") if not isinstance(address, str) else int(address.replace(":", ""), 16)
