"""What a client of the Ryu API sends: the text of a body -> values, each with its place in the body.

Ryu reads bodies as Python literals, programs send JSON, people mix both; all are taken. Numbers may be numbers or text
("0x800"), reserved ones have their names. What is wrong is said with its place: ``$.actions[0].port``.

Knows errors and the names of constants; no messages, no HTTP.
"""

from __future__ import annotations

import ast
import base64
import warnings
from collections.abc import Iterator, Mapping

import msgspec

from oftwist.errors import MessageError
from oftwist.wire import naming

#: Bytes of a body, at most: nothing that fits into a message takes more.
LARGEST = 1 << 19
#: The same of one that is no JSON: reading a Python literal takes a hundred times its size in memory, and its time.
LITERAL = 1 << 14
#: Items of a list, at most: more than fit into a message.
MOST = 8192
_NAMES = {"true": True, "false": False, "null": None}


class Mistake(MessageError):
    """A request of the Ryu API that cannot be carried out as it is written.

    Attributes:
        path: the place in the body, ``$.actions[0].port``; "$" for the body itself.
        problem: what is wrong there.
        unsupported: True if another version of OpenFlow could carry it out.
    """

    def __init__(self, problem: str, path: str = "$", *, unsupported: bool = False) -> None:
        super().__init__(problem if path == "$" else f"{path}: {problem}")
        self.problem = problem
        self.path = path
        self.unsupported = unsupported


# --- the text of a body ----------------------------------------------------------------------------


def read_body(raw: bytes) -> Given:
    """The object that a body is; an empty body is an empty object.

    Raises:
        Mistake: it is neither JSON nor a Python literal, or no object.
    """
    if len(raw) > LARGEST:
        raise Mistake(f"the body has {len(raw)} bytes, {LARGEST} are allowed")
    if not raw.strip():
        return Given({})
    try:
        value: object = msgspec.json.decode(raw)
    except (ValueError, RecursionError) as error:
        value = _literal(raw, str(error))
    if not isinstance(value, dict):
        raise Mistake(f"the body is {_kind(value)}, it must be an object")
    return Given(value)


def _literal(raw: bytes, problem: str) -> object:
    """The value of a Python literal, in which ``true``, ``false`` and ``null`` may stand.

    Args:
        raw: the body.
        problem: why it is no JSON.
    """
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        raise Mistake(f"the body is not UTF-8: {error.reason} at byte {error.start}") from None
    if len(raw) > LITERAL:
        raise Mistake(f"the body is not JSON ({problem}), and too long for anything else")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an odd backslash in a text is the client's
            return _value(ast.parse(text.strip(), mode="eval").body)
    except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError):
        raise Mistake(f"the body is neither JSON ({problem}) nor a Python literal") from None


def _value(node: ast.expr) -> object:
    """The value of a part of a literal."""
    if isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes, int, float, type(None))):
        return node.value
    if isinstance(node, ast.Name) and node.id in _NAMES:
        return _NAMES[node.id]
    if isinstance(node, (ast.List, ast.Tuple)):
        return [_value(one) for one in node.elts]
    if isinstance(node, ast.Dict):
        return {_key(key): _value(value) for key, value in zip(node.keys, node.values, strict=True)}
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        number = _value(node.operand)
        if type(number) in (int, float):
            return -number  # type: ignore[operator]
    raise ValueError("no literal")


def _key(node: ast.expr | None) -> object:
    if node is None:  # "**": what it unpacks is no literal
        raise ValueError("no literal")
    return _value(node)


def _kind(value: object) -> str:
    """What a value is, for people who think of JSON."""
    if value is None or isinstance(value, bool):
        return str(_JSON[value])
    for kind, name in _KINDS:
        if isinstance(value, kind):
            return name
    return f"a {type(value).__name__}"


_JSON = {None: "null", True: "true", False: "false"}
_KINDS: tuple[tuple[type, str], ...] = (
    (dict, "an object"),
    (list, "a list"),
    (str, "a text"),
    (bytes, "bytes"),
    (int, "a number"),
    (float, "a number with a fraction"),
)


# --- values and their places -----------------------------------------------------------------------


class Given:
    """An object of a body, read member by member.

    Args:
        value: the object.
        path: its place.
    """

    def __init__(self, value: Mapping[object, object], path: str = "$") -> None:
        self.value = value
        self.path = path

    def __contains__(self, key: str) -> bool:
        return key in self.value

    def get(self, key: str) -> object:
        """The value of a member as it was sent; None: it is not there."""
        return self.value.get(key)

    def at(self, key: str) -> str:
        """The place of a member."""
        return f"{self.path}.{key}"

    def members(self) -> Iterator[tuple[str, object]]:
        """Name and value of each member.

        Raises:
            Mistake: a name is no text.
        """
        for key, value in self.value.items():
            if not isinstance(key, str):
                raise Mistake(f"the name of a member is {_kind(key)}, it must be a text", self.path)
            yield key, value

    def number(self, key: str, default: int | None = None, *, version: int = 0, prefix: str = "", top: int = 0) -> int:
        """The number of a member.

        Args:
            key: its name.
            default: what it is if it is not there; None: it must be.
            version: of the names that may stand for it.
            prefix: with which those names begin, ``"OFPP_"``; they may be written without it, in any letter case.
            top: the highest that it may be; 0 leaves that to the message.

        Raises:
            Mistake: it is missing, or no such number or name.
        """
        if key not in self.value:
            if default is None:
                raise Mistake(f"{key!r} is missing", self.path)
            return default
        found = number(self.value[key], self.at(key), version, prefix)
        if top and not 0 <= found <= top:
            raise Mistake(f"{found} is not in 0..{top}", self.at(key))
        return found

    def word(self, key: str, default: str | None = None) -> str:
        """The text of a member; see `number`."""
        value = self.value.get(key, default)
        if isinstance(value, str):
            return value
        if value is None and key not in self.value:
            raise Mistake(f"{key!r} is missing", self.path)
        raise Mistake(f"is {_kind(value)}, it must be a text", self.at(key))

    def one(self, key: str) -> Given:
        """The object of a member; an empty one if it is not there."""
        value = self.value.get(key, {})
        if not isinstance(value, dict):
            raise Mistake(f"is {_kind(value)}, it must be an object", self.at(key))
        return Given(value, self.at(key))

    def many(self, key: str) -> list[Given]:
        """The objects of a list; none if it is not there."""
        value = self.value.get(key, [])
        if not isinstance(value, list):
            raise Mistake(f"is {_kind(value)}, it must be a list", self.at(key))
        if len(value) > MOST:
            raise Mistake(f"has {len(value)} items, more than a message has room for", self.at(key))
        for index, item in enumerate(value):
            if not isinstance(item, dict):
                raise Mistake(f"is {_kind(item)}, it must be an object", f"{self.at(key)}[{index}]")
        return [Given(item, f"{self.at(key)}[{index}]") for index, item in enumerate(value)]

    def data(self) -> bytes:
        """The bytes of ``data``, which ``data_type`` says how to read: "ascii" (if it is not there) or "base64"."""
        value = self.value.get("data", b"")
        kind = self.word("data_type", "ascii")
        if kind not in ("ascii", "base64"):
            raise Mistake(f'{kind!r} is neither "ascii" nor "base64"', self.at("data_type"))
        if not isinstance(value, (str, bytes)):
            raise Mistake(f"is {_kind(value)}, it must be a text", self.at("data"))
        try:
            if kind == "base64":
                return base64.b64decode(value, validate=True)
            return value if isinstance(value, bytes) else value.encode("ascii")
        except ValueError:
            raise Mistake(f"{_short(value)} is not {kind}", self.at("data")) from None


def number(value: object, path: str, version: int = 0, prefix: str = "") -> int:
    """A number as people and programs write it: 5, "5", "0x5", or the name of a reserved one; see `Given.number`."""
    if isinstance(value, int) and not isinstance(value, bool):
        return _not_huge(value, path)
    if isinstance(value, str):
        try:
            return _not_huge(int(value, 0), path)
        except ValueError as error:
            if isinstance(error, Mistake):
                raise
            known = named(value, version, prefix) if prefix else None
            if known is not None:
                return known
        what = f"number, nor a name that begins with {prefix}" if prefix else "number"
        raise Mistake(f"{_short(value)} is no {what}", path)
    raise Mistake(f"is {_kind(value)}, it must be a number", path)


def _not_huge(value: int, path: str) -> int:
    """A number, unless it is so large that no error could show it."""
    if value.bit_length() > 128:
        raise Mistake("is a number of more than 128 bits", path)
    return value


def named(name: str, version: int, prefix: str) -> int | None:
    """The number that a reserved name stands for in a version, or None; with or without its prefix."""
    known = naming.constants(version)
    name = name.upper().removeprefix(prefix)
    other = {"OFPP_ANY": "OFPP_NONE", "OFPP_NONE": "OFPP_ANY"}.get(prefix + name, "")
    return known.get(prefix + name, known.get(other))


def _short(value: str | bytes) -> str:
    return repr(value if len(value) <= 40 else value[:40]) + ("..." if len(value) > 40 else "")
