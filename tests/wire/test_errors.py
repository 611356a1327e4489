"""What cannot be packed is told by class, member, value and limit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from oftwist import loxi
from oftwist.errors import MessageError
from oftwist.loxi.generic_util import OFReader
from oftwist.wire import decode

ofp = loxi.protocol(4)


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: ofp.message.flow_add(xid=1, priority=70000), "flow_add.priority: 70000 is not in 0..0xffff"),
        (lambda: ofp.message.flow_add(), "flow_add.xid: None is not a number in 0..0xffffffff"),
        (
            lambda: ofp.message.packet_out(xid=1, data=bytes(70000)),
            "packet_out: takes 70024 bytes, more than the 65535 that length can say",
        ),
        (
            lambda: ofp.message.packet_out(xid=1, actions=[ofp.action.output()] * 4200),
            "packet_out: actions takes 67200 bytes, more than the 65535 that actions_len can say",
        ),
        (lambda: ofp.message.packet_out(xid=1, actions=[3]), "packet_out.actions: 3 is not an action"),
        (lambda: ofp.message.packet_out(xid=1, data="text"), "packet_out.data: 'text' is not bytes"),
        (lambda: ofp.action.set_field(), "set_field.field: None is not an oxm"),
        (
            lambda: ofp.message.flow_add(xid=1, match=ofp.match([ofp.oxm.vlan_vid(1)] * 11000)),
            "match_v3: takes 66004 bytes, more than the 65535 that length can say",
        ),
        (
            lambda: ofp.message.flow_add(xid=1, match=ofp.match([ofp.oxm.vlan_vid(-1)])),
            "vlan_vid.value: -1 is not in 0..0xffff",
        ),
        (lambda: ofp.message.flow_add(xid=1, match=[]), "flow_add.match: [] is not a match_v3"),
        (lambda: ofp.match([ofp.oxm.vlan_vid(-1)]), "vlan_vid.value: -1 is not in 0..0xffff"),
    ],
)
def test_what_cannot_be_packed_is_named(make: Callable[[], Any], text: str) -> None:
    with pytest.raises(MessageError) as caught:
        make().pack()
    assert str(caught.value) == text


def test_a_match_that_is_not_the_usual_one() -> None:
    """It is packed as it packs itself."""

    class Own(type(ofp.match())):  # type: ignore[misc]
        def pack(self) -> bytes:
            return bytes([0, 1, 0, 4, 9, 9, 9, 9])

    usual = ofp.message.flow_add(xid=1).pack()
    extra = ofp.match([ofp.oxm.in_port(1)])
    extra.extra = b"more"
    for match in (Own(), extra, ofp.match().shadow(type=7)):
        packed = ofp.message.flow_add(xid=1, match=match).pack()
        assert packed == usual[:2] + len(packed).to_bytes(2, "big") + usual[4:48] + match.pack()


def test_an_address_is_refused_when_it_is_given() -> None:
    with pytest.raises(MessageError, match=r"port_mod\.hw_addr: '00:zz' is not an Ethernet address"):
        ofp.message.port_mod(xid=1, hw_addr="00:zz")


@pytest.mark.parametrize("given", [5, [4, 0, 0, 8, 0, 0, 0, 1], None, "hello"])
def test_what_is_not_bytes_like_is_no_frame(given: Any) -> None:
    for read in (decode, ofp.message.parse_message, OFReader):
        with pytest.raises(TypeError):
            read(given)
