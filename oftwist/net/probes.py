"""Probes: LLDP frames that say which port they left, signed, so that nobody else can. Bytes only; no clock, no switch.

A frame is LLDP as every bridge understands it (IEEE 802.1AB: chassis, port, time to live), with one TLV of our own
behind: datapath id, port, number, time, nonce, and the first 16 bytes of an HMAC-SHA256 over all of that. Only who has
the secret can make one; that it is played again later is for others to see, by its number and nonce.
"""

from __future__ import annotations

import hmac
import os
from typing import NamedTuple

from oftwist.dpid import format_dpid
from oftwist.packet import Ethernet, Lldp, build
from oftwist.packet.lldp import CHASSIS_ID, ORGANIZATION, PORT_ID, TTL

#: Bridges do not forward this one (IEEE 802.1D), ...
NEAREST = 0x0180C200000E
#: ... but take this one, a group address of nobody, for any other.
BEYOND = 0x030026E16F66
ETH_LLDP = b"\x88\xcc"
#: The organisation that OpenFlow controllers use, and a subtype of ours: what our TLV begins with.
_MARK = b"\x00\x26\xe1\x6f"
_LOCAL = b"\x07"  # subtype of chassis and port: assigned locally
_WHERE = 8 + 4
_SIGNED = _WHERE + 4 + 8 + 8
_BEYOND = BEYOND.to_bytes(6, "big")
_SIGNATURE = 16
_TLV = (ORGANIZATION << 9 | len(_MARK) + _SIGNED + _SIGNATURE).to_bytes(2, "big") + _MARK


class Probe(NamedTuple):
    """What a probe says, when its signature is right.

    Attributes:
        dpid, port: where it left.
        number: it was the how manieth of that port, 32 bits.
        time: when, in microseconds of the sender's clock.
        nonce: 8 bytes at random.
        beyond: it was sent to who is behind other bridges.
    """

    dpid: int
    port: int
    number: int
    time: int
    nonce: bytes
    beyond: bool


class Forged(Exception):
    """A frame that says to be one of ours, and is not."""


class Signer:
    """Makes probes and knows its own.

    Args:
        secret: what only controllers of this network know; None makes one up.
    """

    def __init__(self, secret: bytes | str | None = None) -> None:
        if isinstance(secret, str):
            secret = secret.encode()
        self._secret = os.urandom(32) if secret is None else secret

    def head(self, dpid: int, port: int, mac: int, ttl: int, beyond: bool) -> bytes:
        """What all probes of a port begin with: for `frame`.

        Args:
            dpid, port: where they leave.
            mac: address of that port.
            ttl: seconds after which nobody should believe one any more.
            beyond: for who is behind other bridges, too.
        """
        tlvs = [
            (CHASSIS_ID, _LOCAL + f"dpid:{format_dpid(dpid)}".encode()),
            (PORT_ID, _LOCAL + str(port).encode()),
            (TTL, ttl.to_bytes(2, "big")),
        ]
        lldp = build(Ethernet(BEYOND if beyond else NEAREST, mac), Lldp(tlvs), pad=False)
        where = dpid.to_bytes(8, "big") + port.to_bytes(4, "big")
        return lldp[:-2] + _TLV + where  # without the end of its TLVs: ours follows

    def frame(self, head: bytes, number: int, seconds: float) -> Signed:
        """A frame to send out of a port.

        Args:
            head: of that port.
            number: counts its probes.
            seconds: the time.
        """
        nonce = os.urandom(8)
        rest = (number & 0xFFFFFFFF).to_bytes(4, "big") + int(seconds * 1e6).to_bytes(8, "big") + nonce
        signature = self._signature(head[-_WHERE:] + rest, head[:1] == _BEYOND[:1])
        return Signed(head + rest + signature + b"\0\0", nonce)

    def read(self, frame: bytes) -> Probe | None:
        """What a frame says, None if it is no probe (though it may be LLDP).

        Raises:
            Forged: it says to be one, and its signature is wrong.
        """
        at = frame.find(_TLV, 14)
        if at < 0 or frame[12:14] != ETH_LLDP:
            return None
        at += len(_TLV)
        signed = frame[at : at + _SIGNED]
        signature = frame[at + _SIGNED : at + _SIGNED + _SIGNATURE]
        beyond = frame[:6] == _BEYOND
        if not hmac.compare_digest(self._signature(signed, beyond), signature):
            raise Forged
        number = int.from_bytes
        return Probe(
            number(signed[:8], "big"),
            number(signed[8:12], "big"),
            number(signed[12:16], "big"),
            number(signed[16:24], "big"),
            signed[24:],
            beyond,
        )

    def _signature(self, signed: bytes, beyond: bool) -> bytes:
        return hmac.digest(self._secret, (b"\1" if beyond else b"\0") + signed, "sha256")[:_SIGNATURE]


class Signed(NamedTuple):
    """A frame, and the nonce in it."""

    frame: bytes
    nonce: bytes
