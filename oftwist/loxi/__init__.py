"""The OpenFlow message library: every message of OpenFlow 1.0-1.5 under its established names.

``import oftwist.loxi.of13 as ofp``, then ``ofp.message.flow_add(...)``, ``ofp.OFPP_CONTROLLER``,
``ofp.match(...)``. Importing this package alone imports no version.

In: names, and values in the forms that people write. Out: classes and objects of the wire, unchanged. May know the wire
and how its things are written as text; no Twisted, no connection.
"""

from __future__ import annotations

from oftwist.errors import OFTwistError, ProtocolError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any

    from oftwist.loxi import fields as fields
    from oftwist.loxi.extensions import Declared
    from oftwist.wire.codec.malformed import Malformed as Malformed
    from oftwist.wire.codec.malformed import whole as whole
    from oftwist.wire.codec.objects import OFObject as OFObject
    from oftwist.wire.codec.prepared import Prepared as Prepared
    from oftwist.wire.numbers import NO_BUFFER as NO_BUFFER
    from oftwist.wire.numbers import VERSION_NAMES as version_names

__all__ = [
    "NO_BUFFER",
    "Malformed",
    "OFObject",
    "Prepared",
    "ProtocolError",
    "Unimplemented",
    "fields",
    "install",
    "protocol",
    "register",
    "unimplemented",
    "version_names",
    "whole",
]


class Unimplemented(OFTwistError):
    """Something the library cannot do; kept for code that catches it."""


def unimplemented(msg: str) -> None:
    """Raise `Unimplemented`."""
    raise Unimplemented(msg)


def protocol(ver: int) -> ModuleType:
    """The module of a wire version: 1 -> ``of10`` ... 6 -> ``of15``, imported on demand.

    Raises:
        ValueError: there is no such version.
    """
    import importlib

    from oftwist.wire.codec import classes

    return importlib.import_module(f"oftwist.loxi.{classes.of(ver).package}")


def install(version: str = "1.3") -> None:
    """Make ``import loxi``, ``import loxi.of13.message`` and ``import ofp`` give these very modules.

    Args:
        version: the version that ``import ofp`` shall mean, e.g. "1.3".

    Raises:
        ValueError: there is no such version.
    """
    from oftwist.loxi import aliasing
    from oftwist.wire.numbers import VERSION_NAMES

    numbers = {name: number for number, name in VERSION_NAMES.items()}
    if version not in numbers:
        raise ValueError(f"no OpenFlow version {version!r}: known are {', '.join(numbers)}")
    aliasing.install(numbers[version])


def register(*declarations: Declared) -> None:
    """Add an experimenter's messages, actions, OXM fields, properties: ``register(declaration, ...)``.

    A declaration is written in the language of the library's own tables, `oftwist.loxi.fields`. All are added,
    or none.

    Raises:
        ValueError: there is such a class already, or another with its key; or it cannot be what it says.
    """
    from oftwist.loxi import extensions

    extensions.register(*declarations)


def __getattr__(name: str) -> Any:
    if name == "OFObject":
        from oftwist.wire.codec.objects import OFObject

        return OFObject
    if name in ("Malformed", "whole"):
        from oftwist.wire.codec import malformed

        return getattr(malformed, name)
    if name == "Prepared":
        from oftwist.wire.codec.prepared import Prepared

        return Prepared
    if name in ("NO_BUFFER", "version_names"):
        from oftwist.wire import numbers

        return getattr(numbers, name.upper())
    if name in ("generic_util", "pp", "connection", "fields") or (name[:3] == "of1" and name[3:] in "012345"):
        import importlib

        return importlib.import_module(f"oftwist.loxi.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
