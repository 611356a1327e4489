"""Frames from the expressions of patterns: ``ethernet(dst='...', ethertype=2048)``, ``tcp()``, ``b'...'``.

Reads them as syntax and computes what stands there; calls nothing but the makers of headers below. May know packets.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Sequence
from ipaddress import ip_address
from random import Random
from typing import Any

from oftwist import packet as pk
from oftwist.errors import ConfigurationError

#: What stands in a frame.
Part = pk.Header | bytes
_LONGEST, _SHORTEST = 65536, 60
_OPERATORS: dict[type[ast.operator], Callable[[int, int], int]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_, ast.Pow: operator.pow,
}  # fmt: skip


def frame(texts: Sequence[str], random: Random) -> bytes:
    """The frame that these expressions describe, outermost header first.

    Args:
        texts: one for each header.
        random: for ``randint``.

    Raises:
        ConfigurationError: an expression is none of those that patterns have.
    """
    parts: list[Part] = []
    for text in texts:
        try:
            made = _value(ast.parse(str(text), mode="eval").body, random)
        except (SyntaxError, ValueError, TypeError, OverflowError, AttributeError) as error:
            raise ConfigurationError(f"{text}: {error}") from None
        parts += made if isinstance(made, list) else [made]
    try:
        return _built(parts)
    except (OverflowError, ValueError, TypeError, AttributeError) as error:
        raise ConfigurationError(f"{'/'.join(map(str, texts))}: {error}") from None


def _built(parts: Sequence[Part]) -> bytes:
    """The bytes of headers which say themselves what follows them, rightly or not."""
    addresses, known = b"", []
    for part in parts:
        if isinstance(part, (pk.IPv4, pk.IPv6)):
            addresses = part.addresses()
        known.append(addresses)
    made = b""
    for part, ends in zip(reversed(parts), reversed(known), strict=True):
        made = part + made if isinstance(part, bytes) else part.write(made, None, ends, True) + made
        if isinstance(part, pk.Ethernet):  # a frame in a frame is filled up too
            made = made.ljust(_SHORTEST, b"\0")
    return made


def is_random(texts: Sequence[str]) -> bool:
    """Whether each frame of these expressions is another."""
    return any("randint" in str(text) for text in texts)


def _value(node: ast.expr, random: Random) -> Any:
    """What an expression gives."""
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, str, bytes)):
        return node.value
    if isinstance(node, ast.List):
        return [_value(one, random) for one in node.elts]
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        one, other = _value(node.left, random), _value(node.right, random)
        if isinstance(node.op, (ast.Mult, ast.Pow)):
            longest = max(len(value) if isinstance(value, bytes) else 1 for value in (one, other))
            if any(isinstance(value, int) and value * longest > _LONGEST for value in (one, other)):
                raise ValueError("too much")
        return _OPERATORS[type(node.op)](one, other)
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        given = [_value(one, random) for one in node.args]
        named = {str(one.arg): _value(one.value, random) for one in node.keywords}
        if name == "randint":
            return random.randint(*given)
        if name not in _MAKERS:
            raise ValueError(f"{name} is unknown")
        return _MAKERS[name](*given, **named)
    raise ValueError(f"{ast.unparse(node)} is not understood")


def _bytes(value: bytes) -> bytes:
    if not isinstance(value, bytes):
        raise TypeError("bytes are wanted")
    return value


def _mac(value: str | int) -> int:
    return value if isinstance(value, int) else pk.mac(value)


def _ip(value: str | int) -> int:
    return value if isinstance(value, int) else int(ip_address(value))


def _ethernet(dst: str | int = "ff:ff:ff:ff:ff:ff", src: str | int = 0, ethertype: int = 0x0800) -> Part:
    return pk.Ethernet(_mac(dst), _mac(src), ethertype)


def _vlan(pcp: int = 0, cfi: int = 0, vid: int = 0, ethertype: int = 0x0800) -> Part:
    return pk.Vlan(vid, pcp, cfi, ethertype)


def _svlan(pcp: int = 0, cfi: int = 0, vid: int = 0, ethertype: int = 0x8100) -> Part:
    return pk.Vlan(vid, pcp, cfi, ethertype, tpid=pk.ETH_QINQ)


def _mpls(label: int = 0, exp: int = 0, bsb: int = 1, ttl: int = 255) -> Part:
    return pk.Mpls(label, exp, bsb, ttl)


def _itag(pcp: int = 0, dei: int = 0, uca: int = 0, sid: int = 0) -> Part:
    return pk.Pbb(sid, pcp, dei, uca)


def _arp(
    opcode: int = 1,
    src_mac: str = "ff:ff:ff:ff:ff:ff",
    src_ip: str | int = 0,
    dst_mac: str = "ff:ff:ff:ff:ff:ff",
    dst_ip: str | int = 0,
) -> Part:
    return pk.Arp(opcode, _mac(src_mac), _ip(src_ip), _mac(dst_mac), _ip(dst_ip))


def _ipv4(
    proto: int = 0, src: str | int = "10.0.0.1", dst: str | int = "10.0.0.2", tos: int = 0, ttl: int = 255
) -> Part:
    return pk.IPv4(_ip(src), _ip(dst), proto, ttl, tos >> 2, tos & 3)


def _ipv6(
    nxt: int = 6,
    src: str | int = "10::10",
    dst: str | int = "20::20",
    traffic_class: int = 0,
    flow_label: int = 0,
    hop_limit: int = 255,
    ext_hdrs: Sequence[Part] = (),
) -> list[Part]:
    head = pk.IPv6(_ip(src), _ip(dst), nxt, hop_limit, traffic_class >> 2, traffic_class & 3, flow_label)
    return [head, *ext_hdrs]


def _hop_opts(nxt: int = 6) -> Part:
    return pk.IPv6Extension(0, bytes((1, 4, 0, 0, 0, 0)), nxt)  # filled by one option (RFC 8200 §4.2)


def _auth(nxt: int = 6) -> Part:
    return pk.Authentication(data=bytes(14), proto=nxt)


def _tcp(src_port: int = 1, dst_port: int = 1, option: bytes = b"") -> Part:
    return pk.Tcp(src_port, dst_port, flags=0, window=0, options=option.ljust(-(-len(option) // 4) * 4, b"\0"))


def _udp(src_port: int = 1, dst_port: int = 1) -> Part:
    return pk.Udp(src_port, dst_port)


def _sctp(src_port: int = 1, dst_port: int = 1, chunks: Sequence[bytes] = ()) -> list[Part]:
    return [pk.Sctp(src_port, dst_port), b"".join(chunks)]


def _chunk_data(payload_data: bytes = b"") -> bytes:
    """A DATA chunk (RFC 9260 §3.3.1)."""
    return bytes(2) + (16 + len(payload_data)).to_bytes(2, "big") + bytes(12) + payload_data


def _rest(data: bytes) -> int:
    """The first four bytes of what ICMP carries: they are of its header."""
    return int.from_bytes(data[:4].ljust(4, b"\0"), "big")


def _icmp(type_: int = 8, code: int = 0, csum: int = 0, data: bytes = b"") -> list[Part]:
    return [pk.Icmp(type_, code, _rest(data)), data[4:]]


def _icmpv6(type_: int = 0, code: int = 0, data: bytes = b"") -> list[Part]:
    return [pk.Icmpv6(type_, code, _rest(data)), data[4:]]


def _echo(id_: int = 0, seq: int = 0, data: bytes = b"") -> bytes:
    return id_.to_bytes(2, "big") + seq.to_bytes(2, "big") + data


def _dest_unreach(data: bytes = b"") -> bytes:
    return bytes(4) + data


def _nd_neighbor(dst: str = "::", option: bytes = b"") -> bytes:
    return bytes(4) + _ip(dst).to_bytes(16, "big") + option


def _link_layer(kind: int) -> Callable[[str], bytes]:
    """An option of neighbour discovery (RFC 4861 §4.6.1)."""

    def make(hw_src: str = "00:00:00:00:00:00") -> bytes:
        return bytes((kind, 1)) + _mac(hw_src).to_bytes(6, "big")

    return make


_MAKERS: dict[str, Callable[..., object]] = {
    "ethernet": _ethernet, "vlan": _vlan, "svlan": _svlan, "mpls": _mpls, "itag": _itag, "arp": _arp, "ipv4": _ipv4,
    "ipv6": _ipv6, "hop_opts": _hop_opts, "auth": _auth, "tcp": _tcp, "udp": _udp, "sctp": _sctp,
    "chunk_data": _chunk_data, "icmp": _icmp, "icmpv6": _icmpv6, "echo": _echo, "icmpv6echo": _echo,
    "dest_unreach": _dest_unreach,
    "nd_neighbor": _nd_neighbor, "nd_option_sla": _link_layer(1), "nd_option_tla": _link_layer(2), "bytes": _bytes,
    "EUI": int, "IPAddress": int,
}  # fmt: skip
