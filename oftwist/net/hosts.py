"""Hosts: who is behind which port, from the frames that come to the controller. Knows frames and a clock; no switch.

A host is an address in a VLAN. One that seems to be somewhere else is first asked at its old place: if it answers
there, somebody only claims to be it, and it stays. One that has been silent for long is asked too, before it is
forgotten.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from oftwist.net import asking
from oftwist.net.model import Counts, Host, Place
from oftwist.net.pacing import Pacer

if TYPE_CHECKING:
    from twisted.internet.interfaces import IReactorTime

    from oftwist.net.telling import Teller

#: Hosts that are remembered: in all, and at one port; a port that invents addresses must not eat our memory.
MOST, MOST_AT_PORT = 65536, 4096
#: Hosts that have gone whose addresses are remembered, to ask for them when they come again.
MOST_GONE = 4096
#: Addresses of each kind that are remembered of a host.
MOST_ADDRESSES = 8
#: Seconds that a host whose port went down has to appear again.
LINGER = 3.0
#: So many moves in so many seconds are too many; it then stays where it is for a while.
MOVES, MOVE_TIME, HOLD = 5, 20.0, 30.0
#: Seconds for which an address that two hosts claim is nobody's.
DISPUTED = 60.0
_TAGS = (b"\x81\x00", b"\x88\xa8")
_Address = tuple[int, int, int]  # VLAN, bits, address


class _Claim:
    """Somebody says to be a host that is known elsewhere.

    Attributes:
        place: where.
        answered: the host was seen at its old place since.
    """

    __slots__ = ("answered", "place")

    def __init__(self, place: Place) -> None:
        self.place = place
        self.answered = False


class Hosts:
    """The hosts of a network.

    Args:
        clock: the time.
        expire: seconds of silence after which a host is forgotten.
        answer: seconds that it has to answer at its old place.
        teller: who tells.
        counts: where to count.
        ask: sends a frame to a place; False if that cannot be.
        is_edge: whether hosts may be at a place.
    """

    def __init__(
        self,
        clock: IReactorTime,
        expire: float,
        answer: float,
        teller: Teller,
        counts: Counts,
        ask: Callable[[Place, bytes], bool],
        is_edge: Callable[[Place], bool],
    ) -> None:
        self._clock = clock
        self._expire = expire
        self._answer = answer
        self._tell = teller
        self._counts = counts
        self._ask = ask
        self._is_edge = is_edge
        self._hosts: dict[bytes, Host] = {}
        self._at: dict[Place, dict[bytes, Host]] = {}
        self._by_address: dict[_Address, Host] = {}
        self._disputed: dict[_Address, float] = {}
        self._claims: dict[bytes, _Claim] = {}
        self._moves: dict[bytes, deque[float]] = {}
        self._lost: dict[Place, float] = {}
        self._gone: dict[bytes, Host] = {}
        self._turns: Pacer[bytes] = Pacer(clock, expire / 4, self._turn, lambda key: None)

    def __len__(self) -> int:
        return len(self._hosts)

    def __iter__(self) -> Iterator[Host]:
        return iter(list(self._hosts.values()))

    def at(self, place: Place) -> list[Host]:
        """The hosts at a port."""
        return list(self._at.get(place, {}).values())

    def get(self, mac: int, vlan: int = 0) -> Host | None:
        """The host with this address."""
        return self._hosts.get(_key(mac.to_bytes(6, "big"), vlan))

    def with_address(self, bits: int, address: int, vlan: int = 0) -> Host | None:
        """The host in a VLAN that has told this IP address (32 or 128 bits), unless two do."""
        return self._by_address.get((vlan, bits, address))

    # what is seen

    def saw(self, place: Place, frame: bytes) -> None:
        """A frame has come in by a port that has hosts."""
        source, kind, vlan = frame[6:12], frame[12:14], 0
        if len(frame) < (18 if kind in _TAGS else 14):  # cut off
            return
        if kind in _TAGS:
            vlan, kind = (frame[14] << 8 | frame[15]) & 0xFFF, frame[16:18]
        if source[0] & 1 or not any(source):  # a group address, and that of zeros, are nobody's own
            return
        key = _key(source, vlan)
        now = self._clock.seconds()
        host = self._hosts.get(key)
        if host is None:
            host = self._new(key, source, vlan, place, now)
            if host is None:
                return
            self._learn_addresses(host, kind, frame)
            self._tell.host_up(host)
            return
        if host.dpid == place.dpid and host.port == place.port:
            host.last = now
            if self._claims and key in self._claims:
                self._claims[key].answered = True
        elif not self._elsewhere(key, host, place, now):
            return
        if kind in (b"\x08\x06", b"\x86\xdd"):
            self._learn_addresses(host, kind, frame)

    def _new(self, key: bytes, source: bytes, vlan: int, place: Place, now: float) -> Host | None:
        there = self._at.setdefault(place, {})
        if len(there) >= MOST_AT_PORT or len(self._hosts) >= MOST:
            self._tell.warn(place, f"too many hosts: {len(there)} at this port, {len(self._hosts)} in all")
            return None
        host = Host(int.from_bytes(source, "big"), vlan, place.dpid, place.port, now, now, now)
        self._hosts[key] = there[key] = host
        self._turns.add(key)
        known = self._gone.pop(key, None)
        if known is not None:  # it may be sparing with what it tells of itself, as it thinks that all know it
            for frame in asking.questions(known):
                self._ask(place, frame)
        return host

    def _learn_addresses(self, host: Host, kind: bytes, frame: bytes) -> None:
        for bits, address in asking.told_by(kind, frame, host.mac):
            known = host.ipv4 if bits == 32 else host.ipv6
            at = (host.vlan, bits, address)
            owner = self._by_address.get(at)
            if owner is host or not self._may_have(host, owner, at):
                continue
            self._by_address[at] = host
            known.append(address)
            if len(known) > MOST_ADDRESSES:
                self._by_address.pop((host.vlan, bits, known.pop(0)), None)

    def _may_have(self, host: Host, owner: Host | None, at: _Address) -> bool:
        """Whether a host may have an IP address; one that two hosts claim is nobody's for a while."""
        now = self._clock.seconds()
        until = self._disputed.get(at)
        if until is not None:
            if now < until:
                return False
            del self._disputed[at]
        if owner is None:
            return True
        _, bits, address = at
        del self._by_address[at]
        (owner.ipv4 if bits == 32 else owner.ipv6).remove(address)
        if len(self._disputed) >= MOST:
            self._disputed.clear()
        self._disputed[at] = now + DISPUTED
        self._tell.warn(host.place, f"two hosts claim an address: {asking.text(bits, address)}, {owner} and {host}")
        return False

    # who moves

    def _elsewhere(self, key: bytes, host: Host, place: Place, now: float) -> bool:
        """A known host is seen at another port; True if it is there now."""
        moves = self._moves.get(key)
        if moves is not None and len(moves) == MOVES and moves[-1] - moves[0] < MOVE_TIME:
            if now - moves[-1] < HOLD:
                self._tell.warn(place, f"a host moves too often: {host} is seen here as well")
                return False
            del self._moves[key]
        old = host.place
        if old in self._lost or not self._is_edge(old):
            self._move(key, host, place, now)
            return True
        if key not in self._claims:
            self._claims[key] = _Claim(place)
            self._counts.moves += 1
            for frame in asking.questions(host):
                self._ask(old, frame)
            self._clock.callLater(self._answer, self._decide, key, host)
        return False

    def _decide(self, key: bytes, host: Host) -> None:
        """A host had time to answer at its old place."""
        claim = self._claims.pop(key, None)
        if claim is None or self._hosts.get(key) is not host or claim.place == host.place:
            return
        if claim.answered:
            self._counts.spoofed += 1
            self._tell.warn(claim.place, f"somebody claims to be a host that is elsewhere: {host}")
        elif self._is_edge(claim.place):
            self._move(key, host, claim.place, self._clock.seconds())

    def _move(self, key: bytes, host: Host, place: Place, now: float) -> None:
        old = host.place
        self._at.get(old, {}).pop(key, None)
        self._at.setdefault(place, {})[key] = host
        host.dpid, host.port, host.last, host.since = place.dpid, place.port, now, now
        self._claims.pop(key, None)
        self._moves.setdefault(key, deque(maxlen=MOVES)).append(now)
        self._tell.host_moved(host, old)

    # who goes

    def lose(self, place: Place, reason: str) -> None:
        """A port is down: its hosts have a moment to appear elsewhere, or there again."""
        if self._at.get(place) and place not in self._lost:
            self._lost[place] = self._clock.seconds() + LINGER
            self._clock.callLater(LINGER, self._lost_for_good, place, reason)

    def _lost_for_good(self, place: Place, reason: str) -> None:
        if self._lost.get(place, float("inf")) <= self._clock.seconds():
            self.forget(place, reason)

    def found(self, place: Place) -> None:
        """A port is up and has hosts, again."""
        self._lost.pop(place, None)

    def forget(self, place: Place, reason: str) -> None:
        """The hosts at a port are gone."""
        self._lost.pop(place, None)
        for key, host in self._at.pop(place, {}).items():
            self._remove(key, host, reason)

    def _remove(self, key: bytes, host: Host, reason: str) -> None:
        del self._hosts[key]
        self._at.get(host.place, {}).pop(key, None)
        self._moves.pop(key, None)
        self._claims.pop(key, None)
        self._turns.remove(key)
        if host.ipv4 or host.ipv6:
            self._gone[key] = host
            if len(self._gone) > MOST_GONE:
                del self._gone[next(iter(self._gone))]
        for bits, known in ((32, host.ipv4), (128, host.ipv6)):
            for address in known:
                self._by_address.pop((host.vlan, bits, address), None)
        self._tell.host_down(host, reason)

    def _turn(self, key: bytes) -> None:
        host = self._hosts[key]
        silent = self._clock.seconds() - host.last
        if silent > self._expire:
            self._remove(key, host, "silent")
        elif silent > self._expire / 2:
            for frame in asking.questions(host):
                self._ask(host.place, frame)

    def stop(self) -> None:
        """No more turns."""
        self._turns.stop()


def _key(source: bytes, vlan: int) -> bytes:
    return source + vlan.to_bytes(2, "big") if vlan else source
