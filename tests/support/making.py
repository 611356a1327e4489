"""Random objects of any class, for property tests: every member gets a value its codec allows."""

from __future__ import annotations

import random
from typing import Any

from oftwist.wire import tables as spec
from oftwist.wire.codec import classes
from oftwist.wire.codec.layout import Layout, Member

VERSIONS = (1, 2, 3, 4, 5, 6)
# The least payload that makes an unknown subclass legal where lengths are multiples of 8.
_UNKNOWN_KEYS = {"oxm.oxm": 0x12340000, "common.oxs": 0x12340000}


def all_classes(version: int) -> list[str]:
    """Every "module.name" of a version."""
    return [f"{module}.{name}" for module in spec.modules(version) for name in spec.names(version, module)]


def concrete(rnd: random.Random, version: int, qualname: str) -> str:
    """A class an object of ``qualname`` may have: itself, or a subclass at random."""
    children = classes.of(version).children(qualname)
    while children:
        qualname = rnd.choice(sorted(children.values()))
        children = classes.of(version).children(qualname)
    return qualname


def make(rnd: random.Random, version: int, qualname: str, depth: int = 0) -> Any:
    """An object of exactly this class, packable and readable."""
    home = classes.of(version)
    lay = home.layout(qualname)
    return home.cls(qualname)(**{m.name: value(rnd, version, lay, m, depth) for m in lay.members if _given(m)})


def _given(m: Member) -> bool:
    return m.kind in ("data", "key", "attr")


def value(rnd: random.Random, version: int, lay: Layout, m: Member, depth: int) -> Any:
    """A value for one member."""
    if m.kind == "attr":
        return m.default
    if m.kind == "key":
        return _UNKNOWN_KEYS.get(lay.qualname, _unknown_key(rnd, version, lay))
    if m.codec in ("uint", "ipv4"):
        return rnd.choice([0, 1, (1 << 8 * m.size) - 1, rnd.getrandbits(8 * m.size)])
    if m.codec == "mac":
        return [rnd.getrandbits(8) for _ in range(6)]
    if m.codec in ("ipv6", "bytes"):
        return rnd.randbytes(m.size)
    if m.codec == "octets":
        return rnd.randbytes(8 * rnd.randrange(4))
    if m.codec == "text" and not m.size:
        return "".join(rnd.choice("ab \u00e9\udcff") for _ in range(rnd.randrange(40)))
    if m.codec == "text":
        return "".join(rnd.choice("ab \u00e9\udcff") for _ in range(rnd.randrange(m.size // 3 + 1)))
    if m.codec == "bitset":
        return {rnd.randrange(m.size * 8) for _ in range(rnd.randrange(4))}
    if m.codec == "struct":
        plain = m.of == "message.message" and depth > 3
        return make(rnd, version, "message.echo_request" if plain else concrete(rnd, version, m.of), depth + 1)
    if m.size:
        element = classes.of(version).layout(m.of).size
        return [make(rnd, version, concrete(rnd, version, m.of), depth + 1) for _ in range(m.size // element)]
    if depth > 3:
        return []
    return [make(rnd, version, concrete(rnd, version, m.of), depth + 1) for _ in range(rnd.choice([0, 1, 2, 3]))]


def _unknown_key(rnd: random.Random, version: int, lay: Layout) -> int:
    known = classes.of(version).children(lay.qualname)
    assert lay.by is not None
    return rnd.choice([k for k in range(100, 250) if k not in known])
