"""Controller roles and generation ids, from Nicira's extension of 1.0 to OpenFlow 1.5. No connection, no Twisted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oftwist.errors import MessageError

if TYPE_CHECKING:
    from types import ModuleType

    from oftwist.connection.interfaces import Decoded, Message

NOCHANGE, EQUAL, MASTER, SLAVE = range(4)  # ofp_controller_role
_NAMES = {"nochange": NOCHANGE, "equal": EQUAL, "other": EQUAL, "master": MASTER, "primary": MASTER}
_NAMES |= {"slave": SLAVE, "secondary": SLAVE}
#: NX_ROLE_OTHER, _MASTER, _SLAVE are one less than their OpenFlow 1.2 successors.
_NICIRA_OFFSET = 1
_NICIRA = 0x2320
_ROLE_REQUEST = 10
_MASK64 = 0xFFFFFFFFFFFFFFFF


def role_number(role: str | int) -> int:
    """Return the number of a role given by number or name; ValueError if there is no such role."""
    if isinstance(role, str):
        try:
            return _NAMES[role.lower()]
        except KeyError:
            raise ValueError(f"no role is called {role!r}: equal, master, slave or nochange") from None
    if role not in range(4):
        raise ValueError(f"no role has the number {role}")
    return role


def role_name(role: int) -> str:
    """Return ``"master"``, ``"slave"``, ``"equal"`` or ``"nochange"``; the number of another role."""
    return {NOCHANGE: "nochange", EQUAL: "equal", MASTER: "master", SLAVE: "slave"}.get(role, str(role))


def role_request(ofp: ModuleType, role: int, generation_id: int) -> Message:
    """Return the message that asks for a role.

    Args:
        ofp: the loxi module of the connection. 1.0 and 1.1 get Nicira's message, which has no generation id.
        role: a number.
        generation_id: 64 bits; a negative number is taken as its two's complement.

    Raises:
        MessageError: Nicira's message cannot say ``nochange``.
    """
    if ofp.OFP_VERSION < 3:
        if role == NOCHANGE:
            raise MessageError("there is no way to ask for the role before OpenFlow 1.2")
        return _nicira_request(ofp, role - _NICIRA_OFFSET)
    members = {"role": role, "generation_id": generation_id & _MASK64}
    if ofp.OFP_VERSION >= 6:
        members["short_id"] = 0xFFFF  # OFPCID_UNDEFINED
    request: Message = ofp.message.role_request(**members)
    return request


def _nicira_request(ofp: ModuleType, number: int) -> Message:
    request: Message
    if hasattr(ofp.message, "nicira_controller_role_request"):
        request = ofp.message.nicira_controller_role_request(role=number)
    else:  # 1.1 has no class of its own for it
        data = _ROLE_REQUEST.to_bytes(4, "big") + number.to_bytes(4, "big")
        request = ofp.message.experimenter(experimenter=_NICIRA, data=data)
    return request


def read_role(reply: Decoded) -> tuple[int, int | None]:
    """Return role and generation id of a role_reply, role_status or Nicira's reply."""
    if hasattr(reply, "generation_id"):
        return reply.role, reply.generation_id
    if hasattr(reply, "role"):
        return reply.role + _NICIRA_OFFSET, None
    body = getattr(reply, "data", b"") or reply.extra  # 1.1 has no class of its own for it
    return int.from_bytes(body[-4:], "big") + _NICIRA_OFFSET, None
