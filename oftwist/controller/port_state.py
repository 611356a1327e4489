"""Whether a port is up, in every version. Knows the numbers of ofp_port_config and ofp_port_state; no connection."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from oftwist.connection.interfaces import Decoded

# The same numbers in 1.0 to 1.5.
PORT_DOWN = 1 << 0  # OFPPC_PORT_DOWN
LINK_DOWN = 1 << 0  # OFPPS_LINK_DOWN
BLOCKED = 1 << 1  # OFPPS_BLOCKED, since 1.1


def is_admin_up(port: Decoded) -> bool:
    """Whether nobody has switched the port off."""
    return not port.config & PORT_DOWN


def is_up(port: Decoded) -> bool:
    """Whether frames can pass: it is switched on and there is a link."""
    return not why_down(port)


def why_down(port: Decoded) -> str:
    """Say why no frames can pass, ``""`` if they can."""
    if not is_admin_up(port):
        return "switched off"
    return "no link" if port.state & LINK_DOWN else ""
