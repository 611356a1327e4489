"""The few structures of Open vSwitch that no table can say, read and written by hand.

Each class is a `oftwist.wire.fields.Hand`; the ``*_extent`` functions tell where an object of a list ends. Pure
functions of bytes and objects: knows nothing of versions, classes and tables.
"""

from __future__ import annotations

import struct

from oftwist.errors import MessageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oftwist.wire.interfaces import Part

_HEADER = struct.Struct("!IH")
FIELD, IMMEDIATE = 0, 1  # where a spec of learn takes its value from
MATCH, LOAD, OUTPUT = 0, 1, 2  # what it does with it
WRITE_RESULT = 4  # NX_LEARN_F_WRITE_RESULT


class Padded:
    """The header of a field with zeros behind it, together of a fixed size; bytes that are not are ``extra``."""

    def __init__(self, header: Any, size: int) -> None:
        self.header = header
        self.size = size

    def read(self, raw: bytes, obj: Part) -> tuple[int, int]:
        value, used = self.header.read(raw, obj)
        as_usual = len(raw) == self.size and not any(raw[used:])
        return value, self.size if as_usual else used

    def write(self, value: int, obj: Part) -> bytes:
        header = bytes(self.header.write(value, obj))
        return header if getattr(obj, "extra", b"") else header.ljust(self.size, b"\0")


class Count:
    """How many numbers there are in a list that follows: until they are read, it stands there itself."""

    def __init__(self, name: str) -> None:
        self.name = name

    def read(self, raw: bytes, obj: Part) -> tuple[None, int]:
        setattr(obj, self.name, int.from_bytes(raw[:2], "big"))
        return None, 2

    def write(self, value: None, obj: Part) -> bytes:
        return len(getattr(obj, self.name)).to_bytes(2, "big")


class Numbers:
    """Numbers of 16 bits, as many as a `Count` before them says."""

    def __init__(self, name: str) -> None:
        self.name = name

    def read(self, raw: bytes, obj: Part) -> tuple[list[int], int]:
        count = getattr(obj, self.name)
        return list(struct.unpack_from(f"!{count}H", raw)), 2 * count

    def write(self, value: Any, obj: Part) -> bytes:
        return struct.pack(f"!{len(value)}H", *value)


class Tlv:
    """Bytes with their number (8 bits) before them."""

    def read(self, raw: bytes, obj: Part) -> tuple[bytes, int]:
        end = 1 + raw[0]
        if end > len(raw):
            raise ValueError(f"{end} bytes wanted, {len(raw)} left")
        return raw[1:end], end

    def write(self, value: bytes, obj: Part) -> bytes:
        if len(value) > 255:
            raise MessageError(f"takes {len(value)} bytes, more than 255")
        return bytes([len(value)]) + value


class NatRange:
    """Which addresses and ports a NAT has (a bit for each), then those."""

    MEMBERS = (
        ("ipv4_min", 4), ("ipv4_max", 4), ("ipv6_min", 16), ("ipv6_max", 16), ("proto_min", 2), ("proto_max", 2),
    )  # fmt: skip

    def read(self, raw: bytes, obj: Part) -> tuple[None, int]:
        present, at = int.from_bytes(raw[:2], "big"), 2
        if len(raw) < 2 or present >> len(self.MEMBERS):
            raise ValueError(f"range_present is {present:#x}")
        for bit, (name, size) in enumerate(self.MEMBERS):
            value: Any = None
            if present >> bit & 1:
                if at + size > len(raw):
                    raise ValueError(f"{name} is not there")
                value = raw[at : at + size] if size == 16 else int.from_bytes(raw[at : at + size], "big")
                at += size
            setattr(obj, name, value)
        return None, at

    def write(self, value: None, obj: Part) -> bytes:
        present, parts = 0, []
        for bit, (name, size) in enumerate(self.MEMBERS):
            given = getattr(obj, name)
            if given is not None:
                present |= 1 << bit
                try:
                    parts.append(given if size == 16 else given.to_bytes(size, "big"))
                except (AttributeError, OverflowError):
                    raise MessageError(f"{given!r} is no number of {size} bytes", field=name) from None
        return b"".join([present.to_bytes(2, "big"), *parts])


class Result:
    """Where ``learn2`` puts its result: there only if its flags say so."""

    def __init__(self, header: Any) -> None:
        self.header = header

    def read(self, raw: bytes, obj: Part) -> tuple[int | None, int]:
        if obj.flags & WRITE_RESULT:
            value, used = self.header.read(raw, obj)
            return value, used
        return None, 0

    def write(self, value: int | None, obj: Part) -> bytes:
        if bool(obj.flags & WRITE_RESULT) != (value is not None):
            problem = f"{value!r} with flags {obj.flags:#x}: it goes with write_result (4)"
            raise MessageError(problem, field="result_dst")
        return b"" if value is None else bytes(self.header.write(value, obj))


def learn_spec_extent(buf: bytes, o: int, e: int) -> int:
    """The bytes of the spec at ``o``; 0: there is none, because its header is zero or the end is reached."""
    head = int.from_bytes(buf[o : min(o + 2, e)], "big")
    if not head:
        return 0
    source, destination, n_bits = head >> 13, head >> 11 & 3, head & 0x7FF
    if source > IMMEDIATE or destination > OUTPUT or (source == IMMEDIATE and destination == OUTPUT):
        raise ValueError(f"{head:#06x} is not the header of a spec")
    size = 2 + (6 if source == FIELD else (n_bits + 15) // 16 * 2)
    return size if destination == OUTPUT else size + 6


class LearnSpec:
    """One spec of ``learn``: what is matched, loaded or output, and where its value comes from."""

    def read(self, raw: bytes, obj: Part) -> tuple[None, int]:
        head, at = int.from_bytes(raw[:2], "big"), 2
        obj.n_bits, obj.dst_type = head & 0x7FF, head >> 11 & 3
        obj.src = obj.value = obj.dst = None
        obj.src_ofs = obj.dst_ofs = 0
        if head >> 13 == FIELD:
            obj.src, obj.src_ofs = _HEADER.unpack_from(raw, at)
            at += 6
        else:
            size = (obj.n_bits + 15) // 16 * 2
            obj.value = int.from_bytes(raw[at : at + size], "big")
            at += size
        if obj.dst_type != OUTPUT:
            obj.dst, obj.dst_ofs = _HEADER.unpack_from(raw, at)
            at += 6
        return None, at

    def write(self, value: None, obj: Part) -> bytes:
        if (obj.src is None) == (obj.value is None):
            raise MessageError("needs either src, a field, or value, a number", field="value")
        if (obj.dst is None) != (obj.dst_type == OUTPUT) or not 0 <= obj.dst_type <= OUTPUT:
            raise MessageError(f"{obj.dst!r} with dst_type {obj.dst_type!r}: only output has none", field="dst")
        if not 0 <= obj.n_bits <= 0x7FF:
            raise MessageError(f"{obj.n_bits!r} is not in 0..0x7ff", field="n_bits")
        immediate = obj.src is None
        head = immediate << 13 | obj.dst_type << 11 | obj.n_bits
        if not head or (immediate and obj.dst_type == OUTPUT):
            raise MessageError("matching no bits of a field ends the list, and a number cannot be output")
        parts = [head.to_bytes(2, "big")]
        if immediate:
            parts.append(obj.value.to_bytes((obj.n_bits + 15) // 16 * 2, "big"))
        else:
            parts.append(_HEADER.pack(obj.src, obj.src_ofs))
        if obj.dst is not None:
            parts.append(_HEADER.pack(obj.dst, obj.dst_ofs))
        return b"".join(parts)


def monitor_extent(buf: bytes, o: int, e: int) -> int:
    """The bytes of the request for a flow monitor at ``o``: 16, and its match, padded."""
    return 16 + (int.from_bytes(buf[o + 8 : o + 10], "big") + 7 & -8)


def counter_extent(buf: bytes, o: int, e: int) -> int:
    """The bytes of the counter at ``o``: its name with the length before it, its value; 0: too few are left."""
    size = 1 + buf[o] + 8 if o < e else 0
    return size if o + size <= e else 0


class Counter:
    """A counter of a port by name."""

    def read(self, raw: bytes, obj: Part) -> tuple[None, int]:
        end = 1 + raw[0]
        obj.name = raw[1:end].decode("utf-8", "surrogateescape")
        obj.value = int.from_bytes(raw[end : end + 8], "big")
        return None, end + 8

    def write(self, value: None, obj: Part) -> bytes:
        name: bytes = obj.name.encode("utf-8", "surrogateescape")
        if len(name) > 255:
            raise MessageError(f"{obj.name!r} takes {len(name)} bytes, more than 255", field="name")
        return bytes([len(name)]) + name + int(obj.value).to_bytes(8, "big")


class Counters:
    """How many counters there are, which the list behind it must have."""

    def read(self, raw: bytes, obj: Part) -> tuple[None, int]:
        count, at, found = int.from_bytes(raw[:2], "big"), 2, 0
        while size := counter_extent(raw, at, len(raw)):
            at += size
            found += 1
        if found != count:
            raise ValueError(f"{count} counters are said to be there, and {found} are")
        return None, 2

    def write(self, value: None, obj: Part) -> bytes:
        return len(obj.counters).to_bytes(2, "big")
