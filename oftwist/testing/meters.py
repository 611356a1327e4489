"""Meters of a simulated switch: what they measure, and what they do to packets. Pure: the time is an argument."""

from __future__ import annotations

from typing import Any, Final

from oftwist import packet as pk

_PKTPS, _BURST = 2, 4  # OFPMF_*


class _Bucket:
    """The tokens of one band: as many as its burst, refilled with its rate.

    Attributes:
        band: as it was in the message.
        packets, bytes: what it was applied to.
    """

    __slots__ = ("band", "bytes", "packets", "rate", "room", "tokens", "used")

    def __init__(self, band: Any, flags: int, now: float) -> None:
        scale = 1 if flags & _PKTPS else 1000  # packets, or bits
        self.band = band
        self.rate = band.rate * scale
        self.room = band.burst_size * scale if flags & _BURST else self.rate
        self.tokens = float(self.room)
        self.used = now
        self.packets = self.bytes = 0

    def has(self, cost: int, now: float) -> bool:
        """Take tokens; False if there are not so many: the rate is exceeded."""
        self.tokens = min(self.room, self.tokens + (now - self.used) * self.rate)
        self.used = now
        if self.tokens < cost:
            return False
        self.tokens -= cost
        return True


class Meter:
    """A meter (OpenFlow 1.3.5 §5.7).

    Args:
        meter_id, flags, bands: as in the message.
        now: seconds.

    Attributes:
        packets, bytes: what came in.
    """

    __slots__ = ("bands", "buckets", "bytes", "created", "flags", "meter_id", "packets")

    def __init__(self, meter_id: int, flags: int, bands: list[Any], now: float) -> None:
        self.meter_id = meter_id
        self.flags = flags
        self.bands = bands
        self.created = now
        self.packets = self.bytes = 0
        self.buckets = [_Bucket(band, flags, now) for band in bands]

    def age(self, seconds: float) -> None:
        """Be so much older, as if nothing had come in the meantime."""
        self.created -= seconds
        for bucket in self.buckets:
            bucket.used -= seconds

    def changed(self, flags: int, bands: list[Any], now: float) -> Meter:
        """What it is after it was modified: its own counters go on, those of the bands begin again (1.3.5 §6.6)."""
        other = Meter(self.meter_id, flags, bands, now)
        other.created, other.packets, other.bytes = self.created, self.packets, self.bytes
        return other

    def measure(self, frame: bytes, now: float) -> bytes | None:
        """A packet comes: count it, and apply the band of the highest rate that is exceeded.

        Returns:
            what becomes of it; None if it is dropped.
        """
        self.packets += 1
        self.bytes += len(frame)
        cost = 1 if self.flags & _PKTPS else 8 * len(frame)
        exceeded = [bucket for bucket in self.buckets if not bucket.has(cost, now)]
        if not exceeded:
            return frame
        applied = max(exceeded, key=lambda bucket: bucket.rate)
        applied.packets += 1
        applied.bytes += len(frame)
        kind = type(applied.band).__name__
        if kind == "drop":
            return None
        return remarked(frame, applied.band.prec_level) if kind == "dscp_remark" else frame


_LIKELIEST: Final = 3


def remarked(frame: bytes, levels: int) -> bytes:
    """A frame whose drop precedence (RFC 2597) is so many levels higher; the same if it has none."""
    dscp = pk.parse(frame).fields.get("ip_dscp", 0)
    precedence = dscp >> 1 & 3
    if not 1 <= dscp >> 3 <= 4 or dscp & 1 or not precedence:
        return frame
    return pk.set_field(frame, "ip_dscp", dscp & ~6 | min(precedence + levels, _LIKELIEST) << 1)
