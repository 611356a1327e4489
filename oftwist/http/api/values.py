"""Values as people write them, and as programs read them: numbers, matches, actions, texts of flows.

What a client may write is wider than what it gets: numbers also as strings (``"0x10"``), ports by name, addresses as
text or as exact integers. What cannot be used is a `Problem` with the path into the body. Knows messages and their
text; no server.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, Union

import msgspec

from oftwist import text
from oftwist.errors import MessageError
from oftwist.http.problem import Problem
from oftwist.wire import naming
from oftwist.wire.numbers import OF11

if TYPE_CHECKING:
    from types import ModuleType

    from twisted.internet.interfaces import IReactorTime

    from oftwist.connection.interfaces import Decoded
    from oftwist.controller.operations import Operations

T = TypeVar("T")
U = TypeVar("U")

#: A number: exact, or as people write it.
NumberText = Annotated[str, msgspec.Meta(pattern=r"^\s*(0[xX][0-9a-fA-F]+|[0-9]+)\s*$", max_length=40)]
Number = Union[Annotated[int, msgspec.Meta(ge=0)], NumberText]  # noqa: UP007 (evaluated at run time)
#: A port: its number, its name, or a reserved name.
PortText = Union[Annotated[int, msgspec.Meta(ge=0)], str]  # noqa: UP007
#: What a field of a match may be: a number, a text, or ``[value, mask]`` of them.
FieldValue = Union[int, str, list[Union[int, str]]]  # noqa: UP007
#: What JavaScript can hold exactly; larger numbers are told as text.
EXACT = (1 << 53) - 1
_PORT_FIELDS = frozenset(("in_port", "in_phy_port", "actset_output", "action_set_output"))
#: Seconds that formatting or reading may take at a time, before the switches get theirs.
SLICE = 0.004


def number(given: int | str, path: str, top: int, low: int = 0) -> int:
    """A number as somebody wrote it.

    Raises:
        Problem: 422, it is not in ``low..top``.
    """
    found = given if isinstance(given, int) else int(given, 0) if "x" in given.lower() else int(given)
    if not low <= found <= top:
        raise Problem(422, f"{given!r} is not in {low}..{top}", path)
    return found


def known(count: int | None) -> int | None:
    """What a switch counts; all ones say that it does not count that."""
    return None if count == (1 << 64) - 1 else count


@contextmanager
def at(path: str) -> Iterator[None]:
    """What is wrong with a text or a member is wrong with this part of the body."""
    try:
        yield
    except MessageError as error:
        inner = f"{path}.match.{error.field}" if error.cls == "match" and error.field else path
        raise Problem(422, str(error), inner) from None


# --- matches --------------------------------------------------------------------------------------------------


def match_of(given: Mapping[str, FieldValue] | str, operations: Operations, path: str) -> Decoded:
    """The match that a JSON object, or a text, says.

    Raises:
        Problem: 422, naming the field.
    """
    if isinstance(given, str):
        with at(path):
            return text.parse_match(given, operations.ofp, ports=operations.ports)  # type: ignore[no-any-return]
    with at(path.removesuffix(".match")):
        fields = {name: _field(name, value, operations) for name, value in given.items()}
        return operations.ofp.match.build(**fields)  # type: ignore[no-any-return]


def _field(name: str, value: FieldValue, operations: Operations) -> object:
    if isinstance(value, list):
        if len(value) != 2:
            raise MessageError("give a value, or [value, mask]", cls="match", field=name)
        return tuple(value)
    if isinstance(value, str) and name in _PORT_FIELDS and not value.strip().isdecimal():
        try:
            return text.parse_port(value.strip(), operations.ofp, ports=operations.ports)
        except MessageError as error:
            raise MessageError(str(error), cls="match", field=name) from None
    if isinstance(value, str) and name.startswith("oxm_"):
        try:
            return bytes.fromhex(value.removeprefix("0x"))
        except ValueError:
            raise MessageError(f"{value!r} is no text of hex digits", cls="match", field=name) from None
    return value


def match_words(given: Mapping[str, FieldValue], operations: Operations, path: str) -> str:
    """A match of Open vSwitch's fields, in the words of ovs-ofctl: for 1.0 and 1.1, whose own matches have few fields.

    Raises:
        Problem: 422, naming the field.
    """
    with at(path.removesuffix(".match")):
        fields = {name: _field(name, value, operations) for name, value in given.items()}
        return text.format_match(operations.ofp.nx_match.build(**fields))


def match_json(match: Any, ofp: ModuleType) -> dict[str, int | str]:
    """A match as a JSON object, which can be sent again.

    Open vSwitch tells flows of 1.0 and 1.1 with fields of its own: told is what the version itself can say of them.
    """
    if ofp.OFP_VERSION <= OF11 and hasattr(match, "oxm_list"):
        try:
            match = text.parse_match(text.format_match(match), ofp)
        except MessageError:
            pass  # it cannot
    return {name: _told(name, value) for name, value in match.items()}


def _told(name: str, value: Any) -> int | str:
    if isinstance(value, tuple):
        return f"{_text(name, value[0])}/{_prefix(name, value[1]) or _text(name, value[1])}"
    return value if isinstance(value, int) and not _is_ipv4(name) and value <= EXACT else _text(name, value)


def _prefix(name: str, mask: Any) -> str:
    """The mask of an address as a number of leading bits, "" if it is none."""
    if not (_is_ipv4(name) or "ipv6" in name):
        return ""
    bits = f"{mask:032b}" if isinstance(mask, int) else "".join(f"{byte:08b}" for byte in mask)
    return str(bits.count("1")) if "01" not in bits else ""


def _text(name: str, value: Any) -> str:
    if isinstance(value, int):
        return naming.pretty_ipv4(value) if _is_ipv4(name) else f"{value:#x}"
    if isinstance(value, list):
        return naming.pretty_mac(value)
    if isinstance(value, bytes):
        return naming.pretty_ipv6(value) if len(value) == 16 and "ipv6" in name else f"0x{value.hex()}"
    return str(value)


def _is_ipv4(name: str) -> bool:
    return "ipv4" in name or name in ("arp_spa", "arp_tpa", "nw_src", "nw_dst")


# --- names ----------------------------------------------------------------------------------------------------


def port_of(given: int | str, operations: Operations, path: str) -> int:
    """A port by number, by its name, or by a reserved name (``LOCAL``).

    Raises:
        Problem: 422, it is none of these.
    """
    if isinstance(given, int):
        return number(given, path, 0xFFFF if operations.version == 1 else 0xFFFFFFFF)
    with at(path):
        return text.parse_port(given.strip(), operations.ofp, ports=operations.ports)


def joined(actions: str | list[str] | None) -> str | None:
    """Actions as one text."""
    return ",".join(actions) if isinstance(actions, list) else actions


# --- long lists -----------------------------------------------------------------------------------------------


async def sliced(clock: IReactorTime, function: Callable[[T], U], items: Iterable[T]) -> list[U]:
    """``[function(item) for item in items]``, with pauses in which the reactor serves the switches."""
    from twisted.internet.task import deferLater

    done: list[U] = []
    began = clock.seconds()
    for item in items:
        done.append(function(item))
        if not len(done) & 15 and clock.seconds() - began > SLICE:
            await deferLater(clock, 0)
            began = clock.seconds()
    return done
