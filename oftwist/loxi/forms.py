"""The forms in which values are accepted, as types: what the stubs of ``oftwist.loxi`` are written in.

At run time nothing here is used; members are made from the tables. A user's own annotations may name the aliases.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from collections.abc import Set as AbstractSet
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Any, TypeAlias, overload

Octets: TypeAlias = "bytes | bytearray | memoryview"
#: ``"00:11:22:33:44:55"``, 6 bytes, 6 numbers or a 48-bit number; read as a list of 6 numbers.
Mac: TypeAlias = "str | Octets | Sequence[int] | int"
#: ``"10.0.0.1"``, 4 bytes, 4 numbers or a 32-bit number; read as a number.
IPv4: TypeAlias = "str | Octets | Sequence[int] | int | IPv4Address"
#: ``"fe80::1"``, 16 bytes, 16 numbers or a 128-bit number; read as 16 bytes.
IPv6: TypeAlias = "str | Octets | Sequence[int] | int | IPv6Address"
#: Numbers of the bits that are set.
Bits: TypeAlias = "AbstractSet[int]"
#: ``cls.subtypes`` of a virtual class.
Subtypes: TypeAlias = "MutableMapping[int, type[Any]]"

#: Names of ports or tables: name -> number or number -> name.
Names: TypeAlias = "Mapping[str, int] | Mapping[int, str] | None"

# What ``ofp.match.build`` takes: a value, (value, mask), "value/mask"; None: the field is left out.
IntField: TypeAlias = "int | str | tuple[int | str, int | str] | None"
MacField: TypeAlias = "Mac | tuple[Mac, Mac] | None"
IPv4Field: TypeAlias = "IPv4 | IPv4Network | tuple[IPv4, IPv4] | None"
IPv6Field: TypeAlias = "IPv6 | IPv6Network | tuple[IPv6, IPv6] | None"
BitsField: TypeAlias = "Bits | tuple[Bits, Bits] | None"
#: Of a field of any length: a number has as many bytes as it needs.
OctetsField: TypeAlias = "Octets | int | str | tuple[Octets | int, Octets | int] | None"
AnyField: TypeAlias = "IntField | MacField | IPv4Field | IPv6Field | OctetsField"


class MacMember:
    """An Ethernet address as a member."""

    @overload
    def __get__(self, obj: None, owner: type) -> property: ...
    @overload
    def __get__(self, obj: object, owner: type) -> list[int]: ...
    def __get__(self, obj: Any, owner: type) -> Any:
        raise NotImplementedError

    def __set__(self, obj: object, value: Mac) -> None: ...


class IPv4Member:
    """An IPv4 address as a member."""

    @overload
    def __get__(self, obj: None, owner: type) -> property: ...
    @overload
    def __get__(self, obj: object, owner: type) -> int: ...
    def __get__(self, obj: Any, owner: type) -> Any:
        raise NotImplementedError

    def __set__(self, obj: object, value: IPv4) -> None: ...


class IPv6Member:
    """An IPv6 address as a member."""

    @overload
    def __get__(self, obj: None, owner: type) -> property: ...
    @overload
    def __get__(self, obj: object, owner: type) -> bytes: ...
    def __get__(self, obj: Any, owner: type) -> Any:
        raise NotImplementedError

    def __set__(self, obj: object, value: IPv6) -> None: ...


class MatchFields:
    """How a match of any version is read by the names of its fields."""

    def __getitem__(self, name: str) -> Any:
        """The value of a field, or ``(value, mask)``; KeyError if it is not matched."""
        raise NotImplementedError

    def __contains__(self, name: object) -> bool:
        raise NotImplementedError

    def __iter__(self) -> Iterator[str]:
        raise NotImplementedError

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a field, or ``(value, mask)``; the default if it is not matched."""
        raise NotImplementedError

    def keys(self) -> list[str]:
        """The names of the fields that are matched, in order."""
        raise NotImplementedError

    def items(self) -> list[tuple[str, Any]]:
        """``(field, value)`` or ``(field, (value, mask))`` for each field that is matched, in order."""
        raise NotImplementedError
