"""What people give for a match field -> its value and mask; and back, for VLANs.

``(value, mask)``, the text ``"value/mask"`` and, for addresses, ``"value/prefix"`` match in part; bits outside the
mask are cleared. Knows members and values, nothing of matches.
"""

from __future__ import annotations

import operator

from oftwist.errors import MessageError
from oftwist.wire.codec import values

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from oftwist.wire.codec.layout import Member

    Pair = tuple[Any, Any]

OFPVID_PRESENT = 0x1000
OFP_VLAN_NONE = 0xFFFF  # "no tag" in 1.0 and 1.1
NO_TAG = (0, OFP_VLAN_NONE)  # what people give for ``vlan_vid`` then
_VLAN_BITS = 0x1FFF
PLANS = 1024  # what is made for combinations of fields by a match, at most

# Names with another meaning of the value, which are no further names (`oftwist.wire.match.names`).
_MEANT = {"nw_tos": "ip_dscp"}


def split(member: Member, field: str, given: Any, bits: int = 0) -> Pair:
    """What a person gives for a field -> ``(value, mask)`` in established form; no mask: None.

    Args:
        member: of the class that will hold the value.
        field: the name it was given by.
        given: a value, a tuple ``(value, mask)``, a text "value/mask" or an ``ipaddress`` network.
        bits: of the field, where they are fewer than those of the member.

    Raises:
        MessageError: names field, value and what is allowed.
    """
    mask = None
    if type(given) is tuple and len(given) == 2:
        given, mask = given
    else:
        if hasattr(given, "network_address"):
            given = str(given)
        if isinstance(given, str) and "/" in given:
            given, _, mask = given.partition("/")
            given = given.strip()
            mask = _mask_text(member, field, given, mask.strip())
    value = convert(member, field, given, bits)
    if mask is None:
        return value, None
    mask = convert(member, field, mask, bits)
    if isinstance(value, bytes) and len(value) != len(mask):  # a field of any length
        if isinstance(given, (bytes, bytearray, memoryview)):
            problem = f"value and mask have {len(value)} and {len(mask)} bytes"
            raise MessageError(problem, cls="match", field=field)
        longer = max(len(value), len(mask))
        value, mask = value.rjust(longer, b"\0"), mask.rjust(longer, b"\0")
    return both(value, mask), mask


def _mask_text(member: Member, field: str, value: str, mask: str) -> Any:
    """The part of a text after "/": for addresses a number of leading bits."""
    address = member.codec in values.ADDRESSES or (member.size == 4 and "." in value)
    if not (address and mask.isdecimal()):
        return mask
    width = member.size * 8
    leading = int(mask) if len(mask) <= 4 else width + 1  # int() refuses very many digits
    if leading > width:
        raise MessageError(f"{value}/{mask} has a prefix of more than {width} bits", cls="match", field=field)
    number = (1 << width) - (1 << width - leading)
    raw = number.to_bytes(member.size, "big")
    return {"mac": list(raw), "ipv6": raw}.get(member.codec, number)


def convert(member: Member, field: str, given: Any, bits: int = 0) -> Any:
    """A value in any common form -> its established form.

    Raises:
        MessageError: it is not a value of this field.
    """
    codec = member.of if member.codec == "hand" else member.codec
    if type(given) is int and codec in ("uint", "ipv4") and 0 <= given < 1 << (bits or member.size * 8):
        return given
    try:
        if codec == "mac":
            return list(values.mac_bytes(given))
        if codec == "ipv6":
            return values.ipv6_bytes(given)
        if codec == "bitset":
            values.from_bits(given, member.size)
            return set(given)
        if codec in ("bytes", "octets"):
            return values.exact(given, member.size) if member.size else _octets(given)
        number = _number(member, given)
    except (MessageError, OverflowError, TypeError, ValueError) as error:
        reason = str(error) if isinstance(error, MessageError) else f"{given!r} cannot be its value"
        raise MessageError(reason, cls="match", field=field) from None
    top = (1 << (bits or member.size * 8)) - 1
    if not 0 <= number <= top:
        raise MessageError(f"{given!r} is not in 0..{top:#x}", cls="match", field=field)
    return number


def _octets(given: Any) -> bytes:
    """The value of a field of any length: bytes, or a number, of which a text tells how many bytes it has."""
    if isinstance(given, str):
        number = int(given, 0)
        digits = len(given) - 1 if given[:2].lower() == "0x" else 1
        return number.to_bytes(max(digits // 2, (number.bit_length() + 7) // 8, 1), "big")
    if isinstance(given, int):
        return given.to_bytes(max((given.bit_length() + 7) // 8, 1), "big")
    return bytes(given)


def _number(member: Member, given: Any) -> int:
    if member.codec == "ipv4" or (member.size == 4 and isinstance(given, str) and "." in given):
        return values.to_ipv4(given)
    if isinstance(given, str):
        return int(given, 0)
    if isinstance(given, (bytes, bytearray)):
        return int.from_bytes(given, "big")
    return int(given) if hasattr(given, "packed") else operator.index(given)  # an ``ipaddress``, or a number


def both(value: Any, mask: Any) -> Any:
    """The bits of a value that its mask covers."""
    if isinstance(value, int):
        return value & mask
    if isinstance(value, list):
        return [a & b for a, b in zip(value, mask, strict=True)]
    if isinstance(value, bytes):
        return bytes(a & b for a, b in zip(value, mask, strict=True))
    return value  # a set of bits: what the mask means for it is the vendor's matter


def covers(mask: Any, least: bool) -> bool:
    """Whether all bits of a mask are 1 (``least``), or all are 0."""
    raw = bytes(mask)
    return not raw.strip(b"\xff") if least else not raw.strip(b"\0")


def unknown(version: int, name: str, known: Iterable[str]) -> str:
    """What to tell about a field name that a version does not have."""
    import difflib  # only for people's mistakes

    names = list(known)
    close = [_MEANT[name]] if _MEANT.get(name) in names else difflib.get_close_matches(name, names, 4, 0.6)
    hint = f" (did you mean {', '.join(close)}?)" if close else ""
    return f"OpenFlow 1.{version - 1} has no match field {name!r}{hint}"


# --- VLANs -----------------------------------------------------------------------------------------


def vlan(member: Member, given: Any) -> Pair:
    """What a person gives for ``vlan_vid`` -> ``(value, mask)`` in the 13 bits of 1.2 and later; no mask: None.

    It means the same in every version: 1..4095 a tag with this id (with or without OFPVID_PRESENT), 0x1000 a tag with
    id 0 (one that gives a priority only), 0 no tag, and so does 0xffff, the OFP_VLAN_NONE of 1.0. With a mask the
    value is the 13 bits as they are (1.3.5 §7.2.3.7), ``(0x1000, 0x1000)`` any tag.

    Raises:
        MessageError: it is none of these.
    """
    value, mask = split(member, "vlan_vid", given)
    if mask is None and value == OFP_VLAN_NONE:
        return 0, None
    if value > _VLAN_BITS or (mask is not None and mask > _VLAN_BITS):
        raise MessageError(f"{given!r} is not in 0..{_VLAN_BITS:#x}", cls="match", field="vlan_vid")
    if mask is None and 0 < value < OFPVID_PRESENT:
        value |= OFPVID_PRESENT
    return value, mask


def vlan_told(value: int) -> Any:
    """The 13 bits of 1.2 and later -> what `vlan` takes.

    What no packet can have, an id without OFPVID_PRESENT, is told with its mask; it is not the VLAN of that number.
    """
    if OFPVID_PRESENT <= value <= _VLAN_BITS:
        return value & 0xFFF or OFPVID_PRESENT
    return (value, _VLAN_BITS) if 0 < value < OFPVID_PRESENT else value
