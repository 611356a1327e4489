"""What is different between two frames, field by field. Knows packets."""

from __future__ import annotations

from itertools import zip_longest

from oftwist import packet as pk

#: Names of fields whose values read as addresses.
_TEXTS = {
    **dict.fromkeys(("eth_dst", "eth_src", "arp_sha", "arp_tha", "ipv6_nd_sll", "ipv6_nd_tll"), pk.mac_text),
    **dict.fromkeys(("ipv4_src", "ipv4_dst", "arp_spa", "arp_tpa"), pk.ipv4_text),
    **dict.fromkeys(("ipv6_src", "ipv6_dst", "ipv6_nd_target"), pk.ipv6_text),
    "eth_type": hex,
}
#: Bytes in a line of a dump.
_LINE = 16


def _told(name: str, value: int | None) -> str:
    if value is None:
        return "-"
    text = _TEXTS.get(name)
    return text(value) if text is not None else str(value)


def summary(frame: bytes) -> str:
    """A frame in a line: its headers and its size."""
    packet = pk.parse(frame)
    names = "/".join(span.kind.__name__ for span in packet.spans) or "no header"
    fields = packet.fields
    ends = [f"{_told(f'{way}_src', fields[f'{way}_src'])} > {_told(f'{way}_dst', fields[f'{way}_dst'])}"
            for way in ("eth", "ipv4", "ipv6", "tcp", "udp", "sctp") if f"{way}_src" in fields]  # fmt: skip
    return f"{names}, {len(frame)} bytes, {', '.join(ends)}"


def difference(expected: bytes, got: bytes) -> str:
    """Say what is different, as lines: each field of both frames, then the bytes that differ.

    Args:
        expected, got: frames.

    Returns:
        lines; those of fields that differ begin with ``!``. Empty if the frames are the same.
    """
    if expected == got:
        return ""
    one, other = pk.parse(expected), pk.parse(got)
    names = [*one.fields, *(name for name in other.fields if name not in one.fields)]
    rows = [("", "expected", "got")]
    for name in names:
        values = one.fields.get(name), other.fields.get(name)
        rows.append(("!" if values[0] != values[1] else "", _told(name, values[0]), _told(name, values[1])))
    titles = ["", *names]
    wide = max(map(len, titles))
    broad = max(len(row[1]) for row in rows)
    lines = [f"{mark:1} {title:<{wide}}  {a:<{broad}}  {b}" for title, (mark, a, b) in zip(titles, rows, strict=True)]
    if len(expected) != len(got):
        lines.append(f"! {'length':<{wide}}  {len(expected):<{broad}}  {len(got)}")
    return "\n".join([*lines, *_bytes(expected, got)])


def _bytes(expected: bytes, got: bytes) -> list[str]:
    """The lines of a dump of both that are not the same; ``^`` stands under bytes that differ."""
    lines = []
    for at in range(0, max(len(expected), len(got)), _LINE):
        a, b = expected[at : at + _LINE], got[at : at + _LINE]
        if a == b:
            continue
        marks = "".join("   " if x == y else "^^ " for x, y in zip_longest(a, b))
        lines += [f"{at:04x} expected {a.hex(' ')}", f"     got      {b.hex(' ')}", f"              {marks.rstrip()}"]
    return lines
