"""Message objects as JSON, and where they came from as text. Knows layouts and values."""

from __future__ import annotations

import ipaddress
from datetime import datetime, timezone
from typing import Any

from oftwist.wire import VERSION_NAMES, Malformed, kinds
from oftwist.wire.codec.objects import layout_of
from oftwist.wire.naming import pretty_ipv4, pretty_mac


def plain(obj: Any) -> dict[str, Any]:
    """A message or any other object of the library in a stable form for JSON.

    ``{"type": <name of the class>, <member>: <value>, ...}``, a message with ``"version": "1.3"`` first. Numbers are
    numbers, addresses text, bytes hex digits, sets of bits sorted lists. A member that is itself called "type" or
    "version" gets "_number" behind its name; constants are told only where an object has others than its class.
    What could not be read is ``{"malformed": <class>, "reason": ..., "raw": <hex digits>}``.
    """
    lay = layout_of(obj)
    if isinstance(obj, Malformed):
        return {"malformed": lay.name, "reason": obj.reason, "raw": obj.raw.hex()}
    found: dict[str, Any] = {}
    if lay.module == "message":
        found["version"] = VERSION_NAMES.get(obj.version, str(obj.version))
    found["type"] = lay.name
    for m in lay.members:
        if m.kind not in ("data", "key", "attr", "const"):
            continue
        value = getattr(obj, m.name, None)
        if m.kind == "const" and (value == m.value or m.name == "version"):
            continue
        name = f"{m.name}_number" if m.name in ("type", "version") else m.name
        found[name] = _value(m.of if m.codec == "hand" else m.codec, value)
    carried = obj.carried()
    for name in ("padding", "behind", "extra"):
        if carried.get(name):
            found[name] = bytes(carried[name]).hex()
    return found


def _value(codec: str, value: Any) -> Any:
    if value is None:
        return None
    if codec == "mac":
        return pretty_mac(value)
    if codec == "ipv4":
        return pretty_ipv4(value)
    if codec == "ipv6":
        return str(ipaddress.IPv6Address(bytes(value)))
    if codec == "bitset":
        return sorted(value)
    if codec in ("bytes", "octets"):
        return bytes(value).hex()
    if codec == "struct":
        return plain(value)
    return [plain(item) for item in value] if codec == "list" else value


def heading(msg: Any, size: int) -> str:
    """One line about a message: version, kind, transaction, size."""
    version = VERSION_NAMES.get(msg.version, f"(version {msg.version:#x})")
    return f"OpenFlow {version} {kinds.title(msg)}, xid {msg.xid:#x}, {size} bytes"


def moment(time: float) -> str:
    """Seconds since 1970 as text, UTC, to the microsecond."""
    return datetime.fromtimestamp(time, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def endpoint(address: tuple[str, int]) -> str:
    """``10.0.0.1:6653``, ``[fe80::1]:6653``."""
    host, port = address
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
