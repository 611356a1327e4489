"""What kind of message a class is: derived from the names and the tree of the message classes of any version.

Knows ``wire``; no Twisted, no connection.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Any, TypeVar

from oftwist.wire import naming, spec
from oftwist.wire.codec import classes
from oftwist.wire.codec.objects import layout_of
from oftwist.wire.codec.objects import version_of as version_of

if TYPE_CHECKING:
    _F = TypeVar("_F")

    def cache(function: _F) -> _F:
        """functools.cache as a type checker should see it: the function with its own signature."""

else:
    from functools import cache

VERSIONS = (4, 1, 6, 5, 3, 2)  # the order in which a name is looked for: the most used first


class Kind(enum.Enum):
    """What the connection does with a message."""

    HELLO = "hello"
    ECHO_REQUEST = "echo request"
    ASYNC = "asynchronous"  # never the answer to anything
    REPLY = "reply"  # may answer a request with the same xid; errors and experimenter messages included
    REQUEST = "controller-to-switch"  # a switch has no business sending these
    UNKNOWN = "unknown type"


@cache
def lineage(cls: Any) -> tuple[str, ...]:
    """Return the names of a message class and its bases, without the base of all messages.

    ``("flow_add", "flow_mod")`` for a flow_add, ``()`` for the base class itself.
    """
    names: list[str] = []
    for base in cls.__mro__:
        if base.__name__ == "message" or not base.__module__.endswith(".message"):
            break
        names.append(base.__name__)
    return tuple(names)


def names_of(msg: Any) -> tuple[str, ...]:
    """Return the ``lineage`` of a message."""
    return lineage(type(msg))


@cache
def meanings(cls: Any) -> tuple[str, ...]:
    """Return the names under which a message class is asked for: its ``lineage`` and what it stands for.

    ``("nicira_packet_in2", "nicira_header", "experimenter", "packet_in")``.
    """
    names = lineage(cls)
    other = layout_of(cls).stands_for if names else ""
    return (*names, other) if other else names


@cache
def is_packet_in(cls: Any) -> bool:
    """Tell whether a message class is a packet-in: of these there may be too many, and one may go."""
    return "packet_in" in meanings(cls)


@cache
def kind_of(cls: Any) -> Kind:
    """Return the kind of a message class."""
    names = lineage(cls)
    if not names:
        return Kind.UNKNOWN
    told = layout_of(cls).kind
    if told:
        return Kind(told)
    if names[-1].endswith("_reply"):
        return Kind.REPLY
    return Kind.REQUEST


def reply_class(cls: Any) -> type | None:
    """Return the class that answers a request, None for a message that nothing answers.

    It follows from the names: ``x_request`` is answered by ``x_reply``. For an experimenter message whose
    name does not say it any message will do.
    """
    try:
        return classes.replies[cls]
    except KeyError:
        found = classes.replies[cls] = _find_reply(cls)
        return found


def _find_reply(cls: Any) -> type | None:
    names = lineage(cls)
    version = version_of(cls)
    if not version:
        return None
    home = classes.of(version)
    for name in names:
        if name.endswith("_request"):
            reply = f"message.{name[: -len('request')]}reply"
            if home.has(reply):
                return home.cls(reply)
    answer = layout_of(cls).answered_by
    if answer:
        return home.cls(answer)
    if not names or names[-1] == "experimenter":
        return home.cls("message.message")
    return None


def kind_of_message(msg: Any) -> Kind:
    """Return the kind of a message."""
    return kind_of(type(msg))


def is_multipart(cls: type) -> bool:
    """Tell whether a reply class comes in parts."""
    return "stats_reply" in lineage(cls)


def is_message_name(name: str) -> bool:
    """Tell whether any version has a message class (or a base of some) called so."""
    return any(classes.of(version).has(f"message.{name}") for version in VERSIONS)


def message_names() -> frozenset[str]:
    """Return the names of the message classes of all versions."""
    names: set[str] = set()
    for version in VERSIONS:
        names.update(spec.names(version, "message"))
    return frozenset(names)


def title(msg: Any) -> str:
    """Return what a message is, for a log: the name of its class, and the numbers that a class does not tell.

    ``"flow_add"``, ``"experimenter 0x00aabbcc, subtype 0x9"``, ``"message of unknown type 217"``.
    """
    name = type(msg).__name__
    if name == "message":
        return f"message of unknown type {msg.type}"
    numbers = _numbers(type(msg))
    if not numbers:
        return name
    told = [naming.experimenter(getattr(msg, numbers[0]))]
    told += [f"{number} {getattr(msg, number):#x}" for number in numbers[1:]]
    return f"{name} {', '.join(told)}"


@cache
def _numbers(cls: Any) -> tuple[str, ...]:
    """The members that tell whose a message is, and which: of the classes that stand for what is not known."""
    try:
        lay = spec.layout(version_of(cls), f"message.{cls.__name__}")
    except KeyError:
        return ()  # none of ours
    names = [m.name for m in lay.members]
    if lay.by is None or "experimenter" not in names:
        return ()
    return ("experimenter", *(name for name in ("subtype", "exp_type") if name in names))


def request_in(msg: Any) -> bytes:
    """Return the message, or the beginning of it, that an error message carries in its data; b"" if it does not.

    The data of an experimenter's error is the experimenter's own (1.3.5 §7.4.4).
    """
    names = names_of(msg)
    data = bytes(getattr(msg, "data", b"") or b"")
    if "error_msg" not in names or names[0] == "experimenter_error_msg" or len(data) < 8:
        return b""
    return data


def error_names(msg: Any) -> tuple[str, str]:
    """Return type and code of an error message by name, ``("bad_request", "OFPBRC_BAD_LEN")``.

    Numbers without a name come as numbers; an experimenter's error has ``("experimenter 0x00aabbcc", "subtype 5")``.
    Never fails.
    """
    names = names_of(msg)
    kind = names[0].removesuffix("_error_msg") if names and names[0] != "error_msg" else ""
    if not kind:
        return f"type {getattr(msg, 'err_type', '?')}", f"code {getattr(msg, 'code', '?')}"
    if kind in ("nicira", "onf"):
        return kind, _own_error(msg)
    code = getattr(msg, "code", None)
    if code is None:
        if kind == "experimenter":
            kind += f" {naming.experimenter(msg.experimenter)}"
        return kind, f"subtype {getattr(msg, 'subtype', '?')}"
    return kind, naming.names(version_of(type(msg)), f"ofp_{kind}_code").get(code, f"code {code}")


def _own_error(msg: Any) -> str:
    """The name of an error that Open vSwitch sends as an experimenter's, or its numbers."""
    if hasattr(msg, "vendor_type"):  # 1.0 and 1.1
        name = naming.experimenter_error(msg.vendor, msg.vendor_type, msg.vendor_code)
        return name or f"type {msg.vendor_type} code {msg.vendor_code}"
    return naming.experimenter_error(msg.experimenter, msg.subtype) or f"subtype {msg.subtype}"


def error_text(msg: Any) -> str:
    """Return one line that says what an error message says, with its request if the data shows it."""
    kind, code = error_names(msg)
    data = getattr(msg, "data", b"") or b""
    text = f"{kind}/{code}"
    if kind == "hello_failed" and data:
        return f"{text}: {_printable(bytes(data))}"
    request = request_in(msg)
    if request:
        text += f" for {frame_title(request)} xid {int.from_bytes(request[4:8], 'big')}"
    return text


def _printable(data: bytes) -> str:
    """Return a peer's text as it may stand in a log: one line of printable characters, not too long."""
    text = data[:200].decode("ascii", "backslashreplace") + ("..." if len(data) > 200 else "")
    return "".join(char if char.isprintable() else f"\\x{ord(char):02x}" for char in text)


def type_name(version: int, number: int) -> str:
    """Return the name of a message type of a version, or ``"type 217"``."""
    try:
        subtypes = classes.of(version).cls("message.message").subtypes
        return str(subtypes[number].__name__)
    except (ValueError, KeyError):
        return f"type {number}"


def frame_title(frame: bytes) -> str:
    """Return what a message is by its bytes alone, as far as they go: its type, and whose it is if it is an extension.

    ``"flow_mod"``, ``"experimenter 0x00aabbcc"``, ``"stats_request of experimenter 0x00aabbcc"``.
    """
    version = frame[0]
    name = type_name(version, frame[1])
    at = {"experimenter": 8, "stats_request": 16, "stats_reply": 16, "error_msg": 12}.get(name, 0)
    if at == 16 and version == 1:
        at = 12  # 1.0 §5.3.5 has no padding after the header
    extension = name == "experimenter" or (frame[8:10] == b"\xff\xff" and (name != "error_msg" or version > 2))
    if not at or not extension or len(frame) < at + 4:
        return name
    whose = naming.experimenter(int.from_bytes(frame[at : at + 4], "big"))
    return f"{name} {whose}" if name == "experimenter" else f"{name} of experimenter {whose}"


def is_reply_type(version: int, number: int) -> bool:
    """Tell whether a message of this type may answer a request, by the numbers in its header alone.

    Not kept in a cache: a peer chooses both numbers.

    Args:
        version: wire version, also one that nobody has.
        number: message type, as that version counts.
    """
    try:
        subtypes = classes.of(version).cls("message.message").subtypes
        return kind_of(subtypes[number]) is Kind.REPLY
    except (ValueError, KeyError):
        return False


def reply_more(msg: Any) -> bool:
    """Tell whether more parts of this multipart reply follow (bit 0 of flags in every version)."""
    return bool(msg.flags & 1)


def entries_of(msg: Any) -> list[Any] | None:
    """Return the list a multipart reply carries, or None if it carries a single thing."""
    entries = getattr(msg, list_member(type(msg)), None)
    return entries if isinstance(entries, list) else None


def list_member(cls: type) -> str:
    """Return the name of the member of a multipart reply that is spread over its parts."""
    return "controller_status" if cls.__name__ == "controller_status_stats_reply" else "entries"
