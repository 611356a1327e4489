"""Random objects of any class, for property tests: every member gets a value its codec allows."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from oftwist.wire import spec
from oftwist.wire.codec import classes
from oftwist.wire.codec.layout import Layout, Member

VERSIONS = (1, 2, 3, 4, 5, 6)
# The least payload that makes an unknown subclass legal where lengths are multiples of 8.
_UNKNOWN_KEYS = {"oxm.oxm": 0x12340000, "common.oxs": 0x12340000}


def all_classes(version: int) -> list[str]:
    """Every "module.name" of a version; without the match of NXM fields, whose end only what holds it knows."""
    every = [f"{module}.{name}" for module in spec.modules(version) for name in spec.names(version, module)]
    return [qualname for qualname in every if qualname != "common.nx_match"]


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
    values = {m.name: value(rnd, version, lay, m, depth) for m in lay.members if _given(m)}
    if lay.qualname in _BY_HAND:
        values |= _BY_HAND[lay.qualname](rnd)
    elif lay.parent == "oxm.oxm" and not lay.fixed and "value_mask" in values:
        values["value_mask"] = rnd.randbytes(len(values["value"]))
    return home.cls(qualname)(**values)


def _given(m: Member) -> bool:
    return m.kind in ("data", "key", "attr") and bool(m.name)


def field_header(rnd: random.Random) -> int:
    """The header of a field of a match, of 4 or 8 bytes."""
    return rnd.choice([0x00010004, 0x80000004, 0xFFFF220800002320, rnd.getrandbits(24)])


def _numbers(rnd: random.Random) -> list[int]:
    return [rnd.getrandbits(16) for _ in range(rnd.randrange(6))]


def _bundle(rnd: random.Random) -> dict[str, Any]:
    return {"ofs_nbits": rnd.getrandbits(16), "dst": rnd.getrandbits(32), "members": _numbers(rnd)}


def _nat(rnd: random.Random) -> dict[str, Any]:
    some = {
        "ipv4_min": rnd.getrandbits(32), "ipv4_max": rnd.getrandbits(32), "ipv6_min": rnd.randbytes(16),
        "ipv6_max": rnd.randbytes(16), "proto_min": rnd.getrandbits(16), "proto_max": rnd.getrandbits(16),
    }  # fmt: skip
    return {name: value for name, value in some.items() if rnd.randrange(2)}


def _learn_spec(rnd: random.Random) -> dict[str, Any]:
    kind, n_bits = rnd.randrange(3), rnd.choice([1, 16, 48, 128])
    spec: dict[str, Any] = {"dst_type": kind, "n_bits": n_bits}
    if kind == 2 or rnd.randrange(2):
        spec |= {"src": rnd.getrandbits(32), "src_ofs": rnd.getrandbits(16)}
    else:
        spec["value"] = rnd.getrandbits(n_bits)
    return spec if kind == 2 else spec | {"dst": rnd.getrandbits(32), "dst_ofs": rnd.getrandbits(16)}


def _learn2(rnd: random.Random) -> dict[str, Any]:
    there = rnd.randrange(2)
    return {"flags": rnd.randrange(4) | 4 * there, "result_dst": field_header(rnd) if there else None}


# Members that belong together.
_BY_HAND: dict[str, Callable[[random.Random], dict[str, Any]]] = {
    "action.nicira_bundle": _bundle,
    "action.nicira_bundle_load": _bundle,
    "action.nicira_dec_ttl_cnt_ids": lambda rnd: {"cnt_ids": _numbers(rnd)},
    "action.nicira_nat": _nat,
    "common.nicira_learn_spec": _learn_spec,
    "action.nicira_learn2": _learn2,
    "common.intel_port_counter": lambda rnd: {"name": "x" * rnd.randrange(9), "value": rnd.getrandbits(64)},
    "action.nicira_note": lambda rnd: {"note": rnd.randbytes(6 + 8 * rnd.randrange(3))},  # what pads it belongs to it
}


def value(rnd: random.Random, version: int, lay: Layout, m: Member, depth: int) -> Any:
    """A value for one member."""
    if m.kind == "attr":
        return m.default
    if m.kind == "key":
        return _UNKNOWN_KEYS.get(lay.qualname, _unknown_key(rnd, version, lay))
    if m.codec == "hand":
        return field_header(rnd) if m.of == "uint" else rnd.randbytes(8 * rnd.randrange(4))
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
