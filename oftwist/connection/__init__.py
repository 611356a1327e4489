"""One OpenFlow connection: bytes of a transport to messages for its owner, and back.

In: a Twisted transport, an owner that is told of messages. Out: messages, requests' answers, one ending with a reason.
May know the wire and Twisted; nothing of controllers, apps or tests.

- `OFProtocol`: one connection; `OFServerFactory` and `OFClientFactory` make them.
- `Options`: what it does by itself, and every limit.
- `oftwist.connection.interfaces`: `Owner`, who decides about connections and has the handlers; `Observer`, who sees
  everything. The answers of an owner are `Up`, `Join`, `Refuse` and `Wait`.

The names below are resolved when first used: its session and its options work without Twisted.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oftwist.connection.factory import OFClientFactory, OFServerFactory
    from oftwist.connection.interfaces import Join, Observer, Owner, Refuse, Up, Wait
    from oftwist.connection.options import Options
    from oftwist.connection.protocol import OFProtocol

__all__ = [
    "Join",
    "OFClientFactory",
    "OFProtocol",
    "OFServerFactory",
    "Observer",
    "Options",
    "Owner",
    "Refuse",
    "Up",
    "Wait",
]

_HOMES = {
    "OFClientFactory": "factory",
    "OFProtocol": "protocol",
    "OFServerFactory": "factory",
    "Options": "options",
}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES.get(name, 'interfaces')}"), name)
    globals()[name] = value
    return value
