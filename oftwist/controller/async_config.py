"""Which messages a switch sends to a controller by itself, said in one way for all versions. Pure: messages only.

A mask is called ``<what>_mask_<for whom>``: ``packet_in_mask_slave``, ``flow_removed_mask_equal_master``. 1.3 has a
message of six masks, later versions a list of properties, and so has Open vSwitch's extension up to 1.3.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from oftwist.errors import MessageError

if TYPE_CHECKING:
    from oftwist.connection.interfaces import Message

OF13 = 4  # wire version
_ROLES = {"slave": "slave", "equal_master": "master"}  # as masks are called -> as properties are called
#: What 1.3's message has masks for.
_IN_13 = ("packet_in", "port_status", "flow_removed")
_MASKS_OF_13 = tuple(f"{what}_mask_{role}" for what in _IN_13 for role in ("equal_master", "slave"))


def is_whole(ofp: Any, properties: Sequence[object], masks: Mapping[str, int]) -> bool:
    """Whether it is 1.3's own message that says this: it sets all masks, so that the others must be known."""
    return bool(ofp.OFP_VERSION == OF13 and not properties and masks.keys() <= set(_MASKS_OF_13))


def whole(ofp: Any, masks: Mapping[str, int], current: Any) -> Message:
    """1.3's message: the masks, and for the others what they are now."""
    message: Message = ofp.message.async_set(**{name: masks.get(name, getattr(current, name)) for name in _MASKS_OF_13})
    return message


def partial(ofp: Any, properties: Sequence[Any], masks: Mapping[str, int]) -> Message:
    """The message of some properties: the standard one from 1.4 on, Open vSwitch's before.

    Raises:
        MessageError: nothing is given, or a mask is not one of the version.
    """
    standard = ofp.OFP_VERSION > OF13
    made = [*properties, *(_property(ofp, name, mask, standard) for name, mask in masks.items())]
    if not made:
        raise MessageError("neither masks nor properties are given")
    name = "async_set" if standard else "nicira_set_async_config2"
    message: Message = getattr(ofp.message, name)(properties=made)
    return message


def _property(ofp: Any, name: str, mask: int, standard: bool) -> Any:
    what, _, role = name.partition("_mask_")
    home = ofp.async_config_prop if standard else ofp.common
    called = f"{what}_{_ROLES.get(role)}" if standard else f"nicira_async_config_prop_{what}_{_ROLES.get(role)}"
    cls = getattr(home, called, None)
    if cls is None or not hasattr(cls, "mask"):
        raise MessageError(f"no such mask: {name}", cls="async_set")
    return cls(mask=mask)
