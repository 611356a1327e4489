"""OFObject: what every message, action, match field and property is as a Python object.

Objects are plain and mutable, with ``__slots__``. What is the same for every object of a class
(``version``, ``type``, ``stats_type``, ...) is a class attribute. Two rare things are kept off the
common path by moving an object into a hidden subclass of its class, its *twin*: a constant that an
instance shadows (testers send illegal messages), and bytes beyond the known members (``extra``).
A plain object pays nothing for either; a twin packs through the full variant of ``pack()``.
"""

from __future__ import annotations

from operator import attrgetter

from oftwist.errors import MessageError
from oftwist.wire.codec.layout import VALUES
from oftwist.wire.codec.words import words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, ClassVar, Protocol

    from oftwist.wire.codec.layout import Layout

    class Home(Protocol):
        """What objects ask of the version their class belongs to."""

        version: int

        def full_pack(self, cls: type[Any]) -> Callable[[Any], bytes]: ...
        def tellers(self, lay: Layout) -> Any: ...


class Const(int):
    """A constant wire member as a class attribute: reads as its number, takes a value per instance.

    It has no ``__get__``, so that reading costs what a class attribute costs, from class and instance.
    """

    name: str

    def __new__(cls, value: int, name: str) -> Const:
        self = super().__new__(cls, value)
        self.name = name
        return self

    def __set__(self, obj: OFObject, value: Any) -> None:
        _shadow(obj, self.name, value)

    def __reduce__(self) -> tuple[Any, ...]:
        return int, (int(self),)


class _NoExtra(bytes):
    """The class attribute ``extra`` of objects that have none."""

    __slots__ = ()

    def __set__(self, obj: OFObject, value: bytes) -> None:
        if value:
            _shadow(obj, "extra", bytes(value))

    def __reduce__(self) -> tuple[Any, ...]:
        return bytes, ()


class OFObject:
    """The root of all wire classes.

    Attributes:
        extra: bytes after the known members, kept from the wire and packed back; b"" mostly.
    """

    __slots__ = ("_ext",)
    __hash__ = None  # type: ignore[assignment]
    __match_args__: ClassVar[tuple[str, ...]] = ()

    _layout: ClassVar[Layout]
    _home: ClassVar[Home]  # the version it belongs to
    _plain: ClassVar[type[Any]]  # the class itself, also seen from its twin
    extra = _NoExtra()
    _ext: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        raise NotImplementedError("OFObject is abstract: construct a class of a version, e.g. of13.message.hello")

    def pack(self) -> bytes:
        """The object as it goes on the wire; lengths and padding are computed anew at each call.

        Raises:
            MessageError: a member is missing or out of range; names class, field and value.
        """
        raise NotImplementedError

    @classmethod
    def unpack(cls, reader: Any) -> Any:
        """Read one object of this class (or of the subclass its discriminator says) from an ``OFReader``.

        Args:
            reader: an `OFReader` at the object's first byte; it is advanced past the object.

        Raises:
            ProtocolError: the bytes are not such an object.
        """
        raise NotImplementedError

    def show(self) -> str:
        """The object as readable text, at most 79 columns wide where possible."""
        from oftwist.wire import pp

        return pp.pp(self)

    def pretty_print(self, q: Any) -> None:
        """Write the object to a `oftwist.loxi.pp.PrettyPrinter`."""
        from oftwist.wire import show

        show.pretty_print(self, self._layout, self._home.tellers(self._layout), q)

    def carried(self) -> dict[str, Any]:
        """What the object has beyond its members, by name: `extra`, own constants, odd padding; mostly nothing."""
        return dict(_ext(self)) if _is_twin(self) else {}

    def __eq__(self, other: object) -> Any:
        if type(self) is not type(other):
            return NotImplemented
        return all(getattr(self, n) == getattr(other, n) for n in self.__match_args__) and (
            not _is_twin(self) or _ext(self) == _ext(other)
        )

    def __ne__(self, other: object) -> Any:
        equal = self.__eq__(other)
        return equal if equal is NotImplemented else not equal

    def __reduce__(self) -> tuple[Any, ...]:
        # Spelled out: the default would also store what a base class has a slot for and this class fixes.
        cls = type(self)._plain if _is_twin(self) else type(self)
        values = tuple(getattr(self, m.name) for m in cls._layout.members if m.kind in VALUES)
        made = _rebuild, (cls, values, dict(_ext(self)) if _is_twin(self) else {})
        return (*made, vars(self)) if cls.__dictoffset__ else made  # of a class that was derived without __slots__

    def __str__(self) -> str:
        """The object in the words of ovs-ofctl, where there are words for it; else as ``repr()``."""
        return words.tell(self)

    def __repr__(self) -> str:
        lay = self._layout
        home = "ofp" if lay.module == "common" and lay.name[0] != "_" else f"ofp.{lay.module}"
        parts = []
        for m in lay.members:
            if m.kind in VALUES:
                value = getattr(self, m.name)
                if not _is_default(m, value):
                    if type(value) is set and value:  # Python's own order depends on how the set came to be
                        parts.append(f"{m.name}={{{', '.join(map(repr, sorted(value)))}}}")
                    else:
                        parts.append(f"{m.name}={value!r}")
        shadowed = ""
        if _is_twin(self):
            if self.extra:
                parts.append(f"extra={self.extra!r}")
            consts = {k: v for k, v in _ext(self).items() if k != "extra"}
            if consts:
                shadowed = f".shadow({', '.join(f'{k}={v!r}' for k, v in consts.items())})"
        return f"{home}.{lay.name}({', '.join(parts)}){shadowed}"

    def shadow(self, **constants: Any) -> Any:
        """Give this one object other values for constant members, e.g. ``hello().shadow(version=9)``.

        The same as assigning the attributes; returns the object. ``unpadded=True`` leaves out the padding at the end
        of the object, ``padding=bytes`` gives what is in all its padding of fixed size, ``behind=bytes`` what is in
        that of variable size behind it, and ``cut=8`` leaves out as many bytes at the end of a message that may come
        without them: such objects come from switches that do.

        Raises:
            AttributeError: the class has no such constant.
        """
        for name, value in constants.items():
            if _is_odd(self, name, value):
                _shadow(self, name, value)
            elif isinstance(getattr(type(self)._plain, name, None), Const):
                setattr(self, name, value)
            else:
                raise AttributeError(f"{type(self).__name__} has no constant member {name!r}")
        return self


def layout_of(obj: Any) -> Layout:
    """The layout of an object, or of a class."""
    return obj._layout  # type: ignore[no-any-return]


def version_of(cls: Any) -> int:
    """The wire version that a class belongs to, whatever its ``version`` says; 0: it is none of ours."""
    home = getattr(cls, "_home", None)
    return home.version if home is not None else 0


def _is_default(member: Any, value: Any) -> bool:
    default = member.default
    if default is None or member.codec == "hand":
        return bool(value == default) or (default == () and not value)
    if member.codec == "struct":
        return False
    if member.codec == "list":
        return isinstance(value, list) and not value
    if member.codec == "bitset":
        return not value
    if member.codec in ("octets", "bytes", "ipv6"):
        return bool(value == bytes(member.size))
    if member.codec == "mac":
        return bool(value == list(default))
    return bool(value == default)


#: The slot that twins keep what they carry in; a plain object has nothing there.
CARRIED: Any = vars(OFObject)["_ext"]

# --- twins -----------------------------------------------------------------------------------------

_TWINS: dict[type[Any], type[Any]] = {}
_TWIN_SET: set[type[Any]] = set()


def _is_twin(obj: Any) -> bool:
    return type(obj) in _TWIN_SET


def _ext(obj: Any) -> dict[str, Any]:
    """What a twin carries; alone, ``extra`` is stored as bare bytes to keep unknown elements small."""
    ext = obj._ext
    return {"extra": ext} if type(ext) is bytes else ext


def _shadow(obj: Any, name: str, value: Any) -> None:
    cls = type(obj)
    if cls not in _TWIN_SET:
        obj._ext = value if name == "extra" else {name: value}
        obj.__class__ = _TWINS.get(cls) or twin(cls)
    elif name == "extra" and type(obj._ext) is bytes:
        obj._ext = bytes(value)
    else:
        ext = dict(_ext(obj))
        ext[name] = value
        obj._ext = ext
    if name == "extra" and not value:
        # Nothing left beyond the known members: an ordinary object again.
        ext = {k: v for k, v in _ext(obj).items() if k != "extra"}
        obj._ext = ext
        if not ext:
            obj.__class__ = cls._plain


def unpadded(obj: Any) -> bool:
    """Whether an object is to be packed without the padding its class asks for."""
    return _is_twin(obj) and bool(_ext(obj).get("unpadded"))


def bytes_cut(obj: Any) -> int:
    """How many bytes an object is to be packed without, at its end."""
    return int(_ext(obj).get("cut", 0))


def padding(obj: Any, size: int) -> bytes:
    """What is in all the padding of an object that is of a fixed size, one after the other: zeros mostly."""
    kept: bytes = _ext(obj).get("padding") or bytes(size)
    if len(kept) != size:
        raise MessageError(f"{kept!r} has {len(kept)} bytes, must have {size}", field="padding")
    return kept


def behind(obj: Any, size: int, followed: Any = True) -> bytes:
    """What is in the padding behind an object of so many bytes, or in it behind its only member of any size.

    Args:
        obj: the object.
        size: the bytes that are padded to a multiple of 8.
        followed: whether something follows; padding that came where nothing does is packed in any case.
    """
    kept: bytes | None = _ext(obj).get("behind")
    if kept is not None and (len(kept) == -size % 8 or not followed):
        return kept
    return bytes(-size % 8) if followed else b""


def keep_behind(obj: Any, kept: bytes) -> Any:
    """Let an object that was just read carry padding behind it that is not zero."""
    _shadow(obj, "behind", kept)
    return obj


def keep_padding(obj: Any, kept: bytes) -> Any:
    """Let an object that was just read carry padding that is not zero."""
    _shadow(obj, "padding", kept)
    return obj


def _is_odd(obj: Any, name: str, value: Any) -> bool:
    """Whether a name means a way in which an object may differ from all others of its class."""
    lay = obj._layout
    if name == "unpadded":
        # A hello pads its elements: the tables know them as plain.
        return lay.align == "inside" or lay.tolerant or bool(lay.loose)
    if name == "padding":
        return any(m.kind == "pad" and m.size for m in lay.members)
    if name == "behind":
        return lay.align == "after" or any(m.kind == "pad" and not m.size for m in lay.members)
    return name == "cut" and _may_be_cut(obj, value)


def _may_be_cut(obj: Any, cut: int) -> bool:
    return bool(obj._layout.may_lack) and obj._layout.may_lack == cut


def keep(obj: Any, extra: Any) -> Any:
    """Attach the bytes after the known members to an object just read; they are packed back."""
    cls = type(obj)
    obj._ext = bytes(extra)
    obj.__class__ = _TWINS.get(cls) or twin(cls)
    return obj


def _twin_property(name: str, default: Any) -> property:
    def get(self: Any) -> Any:
        return _ext(self).get(name, default)

    def put(self: Any, value: Any) -> None:
        _shadow(self, name, value)

    return property(get, put)


def twin(cls: type[Any]) -> Any:
    """The hidden subclass for objects of ``cls`` that carry more than its members."""
    if cls in _TWINS:
        return _TWINS[cls]

    def pack(self: Any) -> bytes:
        full = cls._home.full_pack(cls)
        type.__setattr__(made, "pack", full)
        return full(self)  # type: ignore[no-any-return]

    body: dict[str, Any] = {"__slots__": (), "__module__": cls.__module__, "__qualname__": cls.__qualname__}
    for m in cls._layout.members:
        if m.kind == "const":
            body[m.name] = _twin_property(m.name, m.value)
    body["extra"] = _twin_property("extra", b"")
    body["pack"] = pack
    body["__doc__"] = cls.__doc__
    # Constructing "the class of this object" means the ordinary class.
    body["__new__"] = lambda _, *args, **kwargs: cls(*args, **kwargs)
    made: Any = type(cls.__name__, (cls,), body)
    _TWINS[cls] = made
    _TWIN_SET.add(made)
    made._plain = cls
    return made


def _rebuild(cls: type[Any], values: tuple[Any, ...], ext: dict[str, Any]) -> Any:
    obj = object.__new__(cls)
    for name, value in zip((m.slot for m in cls._layout.members if m.kind in VALUES), values, strict=True):
        setattr(obj, name, value)
    for name, value in ext.items():
        _shadow(obj, name, value)
    return obj


# --- class bodies ----------------------------------------------------------------------------------


def address_property(name: str, codec: str, convert: Callable[[Any], Any], optional: bool = False) -> property:
    """An address member: stored in ``_name``, read in its established form, set from any common form.

    An Ethernet address stays the 6 bytes it came as until somebody reads it; then it is a list.
    """
    slot = "_" + name
    plain = {"mac": list, "ipv4": int, "ipv6": bytes}[codec]

    def put(self: Any, value: Any) -> None:
        if type(value) is not plain and not (type(value) is bytes and codec == "mac" and len(value) == 6):
            value = None if value is None and optional else convert(value)
        setattr(self, slot, value)

    return property(_mac_getter(slot) if codec == "mac" else attrgetter(slot), put)


_mac_getters: dict[str, Any] = {}


def _mac_getter(slot: str) -> Any:
    """Reads an Ethernet address as a list of 6 numbers."""
    found = _mac_getters.get(slot)
    if found is None:
        found = _mac_getters[slot] = _getter(slot, "list(value)", {})
    return found


def _getter(slot: str, convert: str, namespace: dict[str, Any]) -> Any:
    """The getter of a member kept as bytes until it is read.

    Made from source, because ``getattr`` by a name in a variable costs twice as much.
    """
    source = f"""
def get(self):
    value = self.{slot}
    if type(value) is bytes:
        value = self.{slot} = {convert}
    return value
"""
    exec(source, namespace)
    return namespace["get"]


def field_list_property(name: str, decode: Callable[[], Callable[[Any, int, int], list[Any]]]) -> property:
    """A list of match fields: stored in ``_name``, as the bytes it came as until somebody reads it.

    The bytes were checked when they came: reading them cannot fail.

    Args:
        name: of the member.
        decode: gives the function that reads such a list.
    """
    slot = "_" + name
    namespace: dict[str, Any] = {}

    def first(buf: Any, offset: int, end: int) -> list[Any]:
        namespace["decode"] = decode()
        return namespace["decode"](buf, offset, end)  # type: ignore[no-any-return]

    def put(self: Any, value: Any) -> None:
        setattr(self, slot, value)

    namespace["decode"] = first
    return property(_getter(slot, "decode(value, 0, len(value))", namespace), put)
