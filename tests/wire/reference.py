"""A second codec, slow and simple, that reads the facts and not the tables: an oracle for the generated one.

An object is a pair ``(qualname, values)``: the class as "module.name" and a dict of its data and discriminator
members; a member that holds objects holds such pairs. Bytes that no member took are in ``values["extra"]``.
"""

from __future__ import annotations

import struct
from types import SimpleNamespace
from typing import Any

from tests.wire.established import Fact
from tests.wire.everything import load

Object = tuple[str, dict[str, Any]]


class Malformed(Exception):
    """The bytes are not an object of the class."""


def encode(version: int, qualname: str, values: dict[str, Any]) -> bytes:
    """Values -> bytes. Members left out have their defaults."""
    facts = load(version)
    c = facts["classes"][qualname]
    out = b""
    length: tuple[int, int] | None = None  # offset and size of the length
    sizes: dict[str, tuple[int, int, int, bool]] = {}  # of a data member: of its length offset, size, what it counts
    starts: dict[str, int] = {}
    members = [m for m in c["members"] if m["kind"] != "attr"]
    if values.get("extra"):
        members = members[: len(members) - _loose(facts, c)]
    for i, m in enumerate(members):
        starts[m.get("name", "")] = len(out)
        if m["kind"] == "pad":
            if m["size"]:
                out += bytes(m["size"])
            else:
                rest = encode_members(facts, members[i + 1 :], values)
                out += bytes(-(len(out) - starts[m["of"]]) % 8) if rest else b""
        elif m["kind"] in ("length", "field_length"):
            size = facts["types"][m["type"]]["size"]
            if m["kind"] == "length":
                length = len(out), size
            else:
                sizes[m["of"]] = len(out), size, m.get("plus", 0), m.get("padded", True)
            out += bytes(size)
        else:
            data = encode_members(facts, [m], values, c.get("attributes", {}))
            if m["name"] in sizes:
                at, size, plus, padded = sizes[m["name"]]
                told = len(data) + plus - (0 if padded else _padding_after(facts, m, values))
                out = out[:at] + told.to_bytes(size, "big") + out[at + size :]
            out += data
    out += values.get("extra", b"")
    if c.get("align8") == "inside_length" and not values.get("extra"):
        out += bytes(-len(out) % 8)
    if length is not None:
        at, size = length
        out = out[:at] + len(out).to_bytes(size, "big") + out[at + size :]
    if _any_length(c):
        owner = sum(4 for m in c["members"][1:] if m["kind"] == "type")
        out = (int.from_bytes(out[:4], "big") + len(out) - 4 - owner).to_bytes(4, "big") + out[4:]
    if c.get("align8") == "after_length":
        out += bytes(-len(out) % 8)
    return out


def _any_length(c: Fact) -> bool:
    """Whether it is a field of a match whose value may have any length."""
    return c.get("parent") == "oxm.oxm" and not c["fixed"]


def _padding_after(facts: Fact, m: Fact, values: dict[str, Any]) -> int:
    """The bytes behind a match that the length before it does not count."""
    t = facts["types"][m["type"]]
    value = values.get(m["name"], (t["of"], {})) if t["codec"] == "struct" else None
    if value is None or facts["classes"][value[0]].get("align8") != "after_length":
        return 0
    qualname, inner = value
    name = facts["classes"][qualname]["members"][-1]["name"]
    fixed: int = facts["classes"][qualname]["size"]
    return -(fixed + sum(len(encode(facts["wire_version"], *item)) for item in inner.get(name, []))) % 8


def encode_members(
    facts: Fact, members: list[Fact], values: dict[str, Any], attributes: dict[str, Any] | None = None
) -> bytes:
    """The data and constant members among these."""
    out = b""
    for m in members:
        if m["kind"] in ("data", "discriminator", "type"):
            t = facts["types"][m["type"]]
            value = m["value"] if m["kind"] == "type" else values.get(m["name"], t["default"])
            if t["codec"] == "hand":
                out += t["hand"].write(value, SimpleNamespace(**(attributes or {}) | values))
            else:
                out += encode_value(facts, t, value)
    return out


def encode_value(facts: Fact, t: Fact, value: Any) -> bytes:
    """One value of a type."""
    codec, version = t["codec"], facts["wire_version"]
    if codec == "uint":
        return int(value or 0).to_bytes(t["size"], "big")
    if codec == "str":
        raw = str(value).encode("utf-8", "surrogateescape")
        return raw[: t["size"]].ljust(t["size"], b"\0") if "size" in t else raw
    if codec == "bitset":
        return sum(1 << bit for bit in value).to_bytes(t["size"], "big")
    if codec == "struct":
        if value == "instance":
            value = t["of"], {}
        return encode(version, *value)
    if codec == "list":
        items = [encode(version, *item) for item in value]
        if t["of"] == "common.hello_elem":  # 1.3.5 §7.5.1
            items = [item + bytes(-len(item) % 8) for item in items]
        return b"".join(items)
    return bytes.fromhex(value) if isinstance(value, str) else bytes(value)  # mac, bytes, octets


def decode(version: int, qualname: str, data: bytes) -> Object:
    """Bytes -> the object of this class or of a subclass. All bytes must belong to it.

    Raises:
        Malformed: they do not.
    """
    found, end = _decode(load(version), qualname, data, 0, len(data))
    if end != len(data):
        raise Malformed(f"{len(data) - end} bytes behind {qualname}")
    return found


def _take(data: bytes, o: int, e: int, size: int) -> bytes:
    if o + size > e:
        raise Malformed(f"{size} bytes wanted at {o}, end is {e}")
    return data[o : o + size]


def _loose(facts: Fact, c: Fact) -> int:
    """How many members at the end are padding that a class does not share with its children.

    In an object of unknown type they are its body.
    """
    children = [k for k in facts["classes"].values() if k.get("parent") == f"{c['module']}.{c['name']}"]
    n = 0
    for i, m in reversed(list(enumerate(c["members"]))):
        alike = (k["members"][i : i + 1] for k in children)
        if m["kind"] != "pad" or all(x and x[0]["kind"] == "pad" and x[0]["size"] == m["size"] for x in alike):
            break
        n += 1
    return n


def _select(facts: Fact, qualname: str, data: bytes, o: int, e: int) -> str:
    """The most special class the bytes can be."""
    while "subtypes_by" in (c := facts["classes"][qualname]):
        by = c["subtypes_by"]
        key = int.from_bytes(_take(data, o + by["off"], e, by["size"]), "big")
        found = [q for q in _children(facts, qualname).get(key, []) if _has_its_constants(facts, c, q, data, o, e)]
        if not found and qualname == "oxm.oxm":
            found = [q for q in _children(facts, qualname).get(key & ~0xFF, []) if _any_length(facts["classes"][q])]
        if not found:
            break
        qualname = found[0]
    return qualname


def _children(facts: Fact, qualname: str) -> dict[int, list[str]]:
    """Key -> the classes that have it."""
    if "children" not in facts:
        families: dict[str, dict[int, list[str]]] = {}
        for q, k in facts["classes"].items():
            if "parent" in k:
                families.setdefault(k["parent"], {}).setdefault(k["key"], []).append(q)
        facts["children"] = families
    found: dict[int, list[str]] = facts["children"].get(qualname, {})
    return found


def _has_its_constants(facts: Fact, parent: Fact, qualname: str, data: bytes, o: int, e: int) -> bool:
    """Whether the constants of a class that its parent does not have are where they should be."""
    told = {m["name"] for m in parent["members"] if m["kind"] in ("type", "discriminator")}
    at = o
    for m in facts["classes"][qualname]["members"]:
        size = m["size"] if m["kind"] == "pad" else facts["types"][m["type"]].get("size", 0)
        own = m["kind"] == "type" and m["name"] not in told
        if own and data[at : min(at + size, e)] != m["value"].to_bytes(size, "big"):
            return False
        if not size:
            break
        at += size
    return True


def _decode(facts: Fact, qualname: str, data: bytes, o: int, e: int) -> tuple[Object, int]:
    """One object in the window ``[o, e)``; also where the next one begins."""
    start = o
    if qualname == "oxm.oxm" or qualname == "common.oxs":
        e = min(e, o + 4 + _take(data, o, e, 4)[3])
    qualname = _select(facts, qualname, data, o, e)
    c = facts["classes"][qualname]
    values: dict[str, Any] = {}
    sizes: dict[str, int] = {}
    starts: dict[str, int] = {}
    own_length = False
    loose = _loose(facts, c)
    for m in c["members"][: len(c["members"]) - loose]:
        starts[m.get("name", "")] = o
        if m["kind"] == "attr":
            continue
        if m["kind"] == "pad":
            size = m["size"] or (-(o - starts[m["of"]]) % 8 if o < e else 0)
            o += len(_take(data, o, e, size))
            continue
        t = facts["types"][m["type"]]
        if m["kind"] in ("length", "field_length"):
            n = int.from_bytes(_take(data, o, e, t["size"]), "big")
            o += t["size"]
            if m["kind"] == "field_length":
                sizes[m["of"]] = n - m.get("plus", 0)
            elif start + n > e or start + n < o:
                raise Malformed(f"length {n} of {qualname}")
            else:
                e, own_length = start + n, True
            continue
        if m["name"] in sizes and not 0 <= sizes[m["name"]] <= e - o:
            raise Malformed(f"length of {m['name']}")
        end = o + sizes[m["name"]] if m["name"] in sizes else o + m["size"] if "size" in m else e
        if t["codec"] == "hand":
            value, o = _by_hand(t, c["attributes"], values, data, o, end)
            if not m["name"]:
                continue
        else:
            value, o = _decode_value(facts, t, data, o, end)
        if m["kind"] == "type":
            if value != m["value"] and not (_any_length(c) and value & ~0xFF == m["value"] & ~0xFF):
                raise Malformed(f"{qualname}.{m['name']} is {value}")
        else:
            values[m["name"]] = value
    own_length = own_length or qualname.startswith("oxm.") or qualname.startswith("common.oxs")
    if own_length and o < e:
        rest, o = data[o:e], e
        usual = c.get("align8") == "inside_length" and len(rest) < 8 and not any(rest)
        if not usual and rest != b"".join(bytes(m["size"]) for m in c["members"][len(c["members"]) - loose :]):
            values["extra"] = rest
    if c.get("align8") == "after_length":
        o += (start - o) % 8
    return (qualname, values), o


def _by_hand(
    t: Fact, attributes: dict[str, Any], values: dict[str, Any], data: bytes, o: int, e: int
) -> tuple[Any, int]:
    """What a hand reads; the members it sets are among the values then."""
    obj = SimpleNamespace(**attributes | values)
    try:
        value, used = t["hand"].read(data[o:e], obj)
    except (LookupError, ValueError, ArithmeticError, struct.error) as error:
        raise Malformed(str(error)) from None
    if used > e - o:
        raise Malformed(f"{used} bytes of {e - o}")
    values.update(vars(obj))
    return value, o + used


def _decode_value(facts: Fact, t: Fact, data: bytes, o: int, e: int) -> tuple[Any, int]:
    """One value of a type from the window ``[o, e)``; also where it ends."""
    codec = t["codec"]
    if codec == "struct":
        return _decode(facts, t["of"], data, o, e)
    if codec == "list":
        items = []
        extent = facts["classes"][t["of"]].get("extent")
        while o < e:
            window = e
            if extent is not None:
                try:
                    window = o + extent(data, o, e)
                except (LookupError, ValueError) as error:
                    raise Malformed(str(error)) from None
                if window == o:
                    break
                if window > e:
                    raise Malformed(f"{t['of']} ends behind the list")
            item, end = _decode(facts, t["of"], data, o, window)
            if end <= o:
                raise Malformed(f"an empty {t['of']}")
            items.append(item)
            o = min(end + (o - end) % 8, e) if t["of"] == "common.hello_elem" else end
        return items, o
    if codec == "octets":
        return data[o:e], e
    if codec == "str" and "size" not in t:
        return data[o:e].rstrip(b"\0").decode("utf-8", "surrogateescape"), e
    raw = _take(data, o, e, t["size"])
    if codec == "uint":
        return int.from_bytes(raw, "big"), o + len(raw)
    if codec == "mac":
        return list(raw), o + len(raw)
    if codec == "str":
        return raw.rstrip(b"\0").decode("utf-8", "surrogateescape"), o + len(raw)
    if codec == "bitset":
        number = int.from_bytes(raw, "big")
        return {bit for bit in range(len(raw) * 8) if number >> bit & 1}, o + len(raw)
    return raw, o + len(raw)
