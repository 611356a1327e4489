"""The packet-ins of Open vSwitch, read like the standard one: ``.in_port``, ``.data``, ``.reason``, ``.match``, ...

NXT_PACKET_IN has members and a match of NXM fields; NXT_PACKET_IN2, and NXT_RESUME that gives it back, are a list of
properties, of which these are a view. Both have what only the other one can tell, empty. Knows classes by name; nothing
of their codecs.
"""

from __future__ import annotations

from oftwist.wire.numbers import NO_BUFFER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oftwist.wire.match.oxm_match import Home

_PROP = "nicira_packet_in_prop_"
_RESERVED = 0xFF00  # the first reserved port of 1.0
#: What a message of properties reads as: attribute -> (property, its member, what there is without it, doc).
VIEWS: dict[str, tuple[str, str, Any, str]] = {
    "data": ("packet", "data", b"", "The packet, or the beginning of it."),
    "buffer_id": ("buffer_id", "buffer_id", NO_BUFFER, "Where the switch keeps the packet; 0xffffffff: nowhere."),
    "table_id": ("table_id", "table_id", 0, "The table of the flow that sent it."),
    "cookie": ("cookie", "cookie", 0xFFFFFFFFFFFFFFFF, "Of the flow that sent it; all ones: no flow did."),
    "reason": ("reason", "reason", 0, "Why it was sent, as ofp_packet_in_reason."),
    "userdata": ("userdata", "userdata", b"", "What the controller action that sent it was given."),
    "continuation": ("continuation", "data", None, "Given back, it makes the switch go on; None: it does not wait."),
}


def _view(name: str) -> property:
    prop, member, otherwise, doc = VIEWS[name]
    kind = _PROP + prop

    def get(self: Any) -> Any:
        for held in self.properties:
            if type(held).__name__ == kind:
                return getattr(held, member)
        return otherwise

    return property(get, doc=doc)


def _absent(name: str) -> property:
    """What NXT_PACKET_IN cannot tell."""
    _, _, otherwise, doc = VIEWS[name]
    return property(lambda self: otherwise, doc=doc)


def _total_len(self: Any) -> int:
    """The bytes that the packet had before it was cut."""
    for held in self.properties:
        if type(held).__name__ == _PROP + "full_len":
            return int(held.full_len)
    return len(self.data)


def _match(home: Home) -> property:
    cls = home.cls("common.match_v3" if home.version >= 3 else "common.nx_match")

    def get(self: Any) -> Any:
        """The fields of the packet that it does not show itself: port, registers, tunnel, metadata, ..."""
        for held in self.properties:
            if type(held).__name__ == _PROP + "metadata":
                return cls(held.oxm_list)
        return cls()

    return property(get)


def _in_port(home: Home) -> property:
    narrow = home.version == 1

    def get(self: Any) -> Any:
        """The port the packet came in by, as this version numbers ports; None if the switch did not say."""
        port = self.match.get("in_port")
        if type(port) is not int:
            return port
        # NXM has 16 bits with the numbers of 1.0 in every version, OXM 32 bits with those of 1.1.
        if narrow:
            return port & 0xFFFF
        return port | 0xFFFF0000 if _RESERVED <= port <= 0xFFFF else port

    return property(get)


def _metadata(self: Any) -> Any:
    """The same as ``match``: what Open vSwitch calls the metadata of a packet."""
    return self.match


def methods(home: Home, views: bool) -> dict[str, Any]:
    """What a packet-in of Open vSwitch has besides its members.

    Args:
        home: the classes of the version.
        views: whether its members are properties, which are told as if they were members.
    """
    both = {"in_port": _in_port(home), "metadata": property(_metadata)}
    if not views:
        return both | {view: _absent(view) for view in ("userdata", "continuation")}
    found: dict[str, Any] = {view: _view(view) for view in VIEWS}
    return found | both | {"total_len": property(_total_len), "match": _match(home)}
