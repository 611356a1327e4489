"""Every length field of every message, spoiled: always told as a ProtocolError, never a guess."""

from __future__ import annotations

import pytest

from oftwist import wire
from oftwist.errors import ProtocolError
from tests.support.lengths import places
from tests.support.specimens import VERSIONS, specimens


@pytest.mark.parametrize("version", VERSIONS)
def test_every_length_is_checked(version: int) -> None:
    spoiled = 0
    for name, msg in specimens(version).items():
        raw = msg.pack()
        for place in places(msg) if name != "hello" else ():  # a bad hello element ends the list
            bad = {0, 1, place.least // 2, place.least - 1, place.room + 1, place.room + 8, 0xFFF0, 0xFFFF}
            if place.eights:
                bad |= {place.value + 1, place.value + 4, place.value + 7}
            for value in bad:
                with pytest.raises(ProtocolError) as caught:
                    wire.decode_strictly(place.spoil(raw, value))
                assert caught.value.cls and caught.value.offset is not None, (name, place, value)
                spoiled += 1
    assert spoiled > 100


@pytest.mark.parametrize("version", VERSIONS)
def test_a_length_that_is_off_is_refused_or_repacked_as_it_came(version: int) -> None:
    for msg in specimens(version).values():
        raw = msg.pack()
        for place in places(msg):
            for off in (-7, -4, -1, 1, 4, 7):
                bad = place.spoil(raw, max(0, place.value + off))
                try:
                    again = wire.decode(bad)
                except ProtocolError:
                    continue
                assert wire.decode(again.pack()) == again
