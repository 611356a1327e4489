"""oftwist: an OpenFlow controller framework on Twisted.

The names below are resolved when first used, so that importing ``oftwist.loxi`` alone loads no Twisted.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oftwist.connection.factory import OFClientFactory, OFServerFactory
    from oftwist.connection.options import Options
    from oftwist.connection.protocol import OFProtocol
    from oftwist.controller.controller import Controller
    from oftwist.controller.handlers import on
    from oftwist.controller.switch import Switch
    from oftwist.errors import (
        Disconnected,
        FellBehind,
        MessageError,
        NegotiationFailed,
        NotMaster,
        OFTwistError,
        ProtocolError,
        RequestFailed,
        RequestTimeout,
        TextError,
        UnexpectedReply,
    )
    from oftwist.net import Host, Link, Place, Topology, Way

__version__ = "0.2.0.dev0"

__all__ = [
    "Controller",
    "Disconnected",
    "FellBehind",
    "Host",
    "Link",
    "MessageError",
    "NegotiationFailed",
    "NotMaster",
    "OFClientFactory",
    "OFProtocol",
    "OFServerFactory",
    "OFTwistError",
    "Options",
    "Place",
    "ProtocolError",
    "RequestFailed",
    "RequestTimeout",
    "Switch",
    "TextError",
    "Topology",
    "UnexpectedReply",
    "Way",
    "on",
]

_HOMES = {
    "Controller": "controller",
    "OFClientFactory": "connection.factory",
    "OFProtocol": "connection.protocol",
    "OFServerFactory": "connection.factory",
    "Options": "connection.options",
    "Host": "net",
    "Link": "net",
    "Place": "net",
    "Way": "net",
    "Switch": "controller",
    "Topology": "net",
    "on": "controller.handlers",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES.get(name, 'errors')}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
