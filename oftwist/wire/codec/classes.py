"""The classes of one version, made when first asked for; their functions, compiled at first use.

``of(version)`` is the one `Version` object of a version: the context the code generator works in and
the place where ``oftwist.loxi.ofXX`` finds its classes.
"""

from __future__ import annotations

from collections.abc import MutableMapping

from oftwist.errors import ProtocolError
from oftwist.wire import spec, zeros
from oftwist.wire.codec import choosing, decoding, encoding, lenient, lists, values
from oftwist.wire.codec import source as codec
from oftwist.wire.codec.layout import VALUES
from oftwist.wire.codec.objects import (
    Const,
    OFObject,
    address_property,
    bytes_cut,
    field_list_property,
    keep_behind,
    layout_of,
)
from oftwist.wire.codec.reader import OFReader
from oftwist.wire.match import matching, shapes
from oftwist.wire.numbers import VERSION_NAMES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from oftwist.wire import show
    from oftwist.wire.codec.layout import Layout, Member

#: The first two bytes of a message -> what reads it, for who knows that a frame is whole:
#: ``readers[frame[:2]](frame, 0, len(frame))``. Grows by known messages only.
readers: dict[bytes, codec.Decoder] = {}
#: The same by the first two bytes as a number.
readers_by_number: dict[int, codec.Decoder] = {}

#: Class of a request -> class of its reply, or None (``oftwist.wire.kinds``).
replies: dict[type, type | None] = {}

_VERSIONS: dict[int, Version] = {}


def of(version: int) -> Version:
    """The classes of a wire version (1 = OpenFlow 1.0 ... 6 = 1.5).

    Raises:
        ValueError: there is no such version.
    """
    found = _VERSIONS.get(version)
    if found is None:
        if version not in VERSION_NAMES:
            raise ValueError(f"no OpenFlow version {version!r}: known are 1 (1.0) to 6 (1.5)")
        found = _VERSIONS[version] = Version(version)
    return found


class Subtypes(MutableMapping[int, type]):
    """``cls.subtypes``: discriminator value -> class; assigning a class makes parsing use it."""

    def __init__(self, version: Version, qualname: str) -> None:
        self._version = version
        self._qualname = qualname
        self._own: dict[int, type[Any]] = {}

    def _known(self) -> dict[int, str]:
        return self._version.children(self._qualname)

    def __getitem__(self, key: int) -> type[Any]:
        if key in self._own:
            return self._own[key]
        known = self._version.candidates(self._qualname, key)
        if not known:
            raise KeyError(key)
        return self._version.cls(known[0])

    def __setitem__(self, key: int, cls: type[Any]) -> None:
        self._own[key] = cls
        self._version.override(self._qualname, key, cls)

    def __delitem__(self, key: int) -> None:
        del self._own[key]
        self._version.take_back(self._qualname, key)

    def __iter__(self) -> Iterator[int]:
        yield from self._known()
        yield from (key for key in self._own if key not in self._known())

    def __len__(self) -> int:
        return len(set(self._known()) | set(self._own))

    def __repr__(self) -> str:
        return repr(dict(self))


class Version:
    """All classes of one OpenFlow version, by "module.name", and all that was worked out from the tables.

    Whoever changes the tables tells it (`changed`): nothing derived from them is kept anywhere else.

    Attributes:
        version: 1 (OpenFlow 1.0) to 6 (1.5).
        package: "of10" to "of15".
        match_fields: what `oftwist.wire.match` knows of the fields of a match, once that is in use.
        nx_match_fields: the same for a match of NXM fields.
    """

    def __init__(self, version: int) -> None:
        self.version = version
        self.package = f"of1{version - 1}"
        self._classes: dict[str, type[Any]] = {}
        self._decoders: dict[str, codec.Decoder] = {}
        self._lists: dict[str, codec.Decoder] = {}
        self._tables: dict[str, dict[int, codec.Decoder]] = {}
        self._overrides: dict[str, dict[int, codec.Decoder]] = {}
        self._nobodys: dict[str, codec.Decoder] = {}
        self._tellers: dict[str, tuple[Layout, show.Tellers]] = {}
        self.match_fields: Any = None
        self.nx_match_fields: Any = None

    def changed(self) -> None:
        """Classes were added to the tables, or taken out: work out anew what may depend on them."""
        for qualname, table in self._tables.items():
            table.clear()  # the same object stays: compiled functions look into it
            table.update(self._overrides.get(qualname, ()))
        self._tellers.clear()
        replies.clear()
        for fields in (self.match_fields, self.nx_match_fields):
            if fields is not None:
                fields.read()
        self._forget_readers()

    def _forget_readers(self) -> None:
        """Look for the readers of messages anew."""
        for key in [key for key in readers if key[0] == self.version]:
            del readers[key]
            readers_by_number.pop(key[0] << 8 | key[1], None)

    # -- what the tables say --

    def layout(self, qualname: str) -> Layout:
        return spec.layout(self.version, qualname)

    def has(self, qualname: str) -> bool:
        """Whether the version has a class ``module.name``."""
        return spec.has(self.version, qualname)

    def children(self, qualname: str) -> dict[int, str]:
        return spec.children(self.version, qualname)

    def candidates(self, qualname: str, key: int) -> list[str]:
        return spec.candidates(self.version, qualname, key)

    # -- classes --

    def cls(self, qualname: str) -> type[Any]:
        """The class ``module.name``.

        Raises:
            KeyError: this version has no such class.
        """
        found = self._classes.get(qualname)
        if found is None:
            found = self._classes[qualname] = self._make(self.layout(qualname))
        return found

    def _make(self, lay: Layout) -> Any:
        base = self.cls(lay.parent) if lay.parent else OFObject
        taken = {name for k in base.__mro__ for name in k.__dict__.get("__slots__", ())}
        body: dict[str, Any] = {
            "__module__": f"oftwist.loxi.{self.package}.{lay.module}",
            "__qualname__": lay.name,
            "__doc__": zeros.doc_of(lay.qualname),
            "_layout": lay,
            "_home": self,
            "__init__": _first_init,
            "pack": _first_pack,
            "unpack": classmethod(_unpack),
        }
        slots, args = [], []
        for m in lay.members:
            if m.kind == "const":
                inherited = getattr(base, m.name, None)
                if not (isinstance(inherited, Const) and inherited == m.value):
                    body[m.name] = Const(m.value, m.name)
            elif m.kind in VALUES:
                args.append(m.name)
                slot = m.slot
                if slot not in taken:
                    slots.append(slot)
                elif m.name in taken and isinstance(getattr(base, m.name, None), Const):
                    slots.append(slot)  # the base fixed what this class has as data
                if slot != m.name and m.name not in body:
                    body[m.name] = self._property(lay, m)
        if lay.methods:
            body.update(matching.methods(self, lay.methods))
        body["__slots__"] = tuple(slots)
        body["__match_args__"] = tuple(args)
        if lay.by is not None:
            body["subtypes"] = Subtypes(self, lay.qualname)
        cls: Any = type(lay.name, (base,), body)
        cls._plain = cls
        return cls

    def drop(self, qualname: str) -> None:
        """Forget a class that the tables have lost; `changed` follows."""
        for known in (self._classes, self._decoders, self._lists, self._tables, self._overrides, self._nobodys):
            known.pop(qualname, None)

    def tellers(self, lay: Layout) -> show.Tellers:
        """How the members of a class read as text."""
        known = self._tellers.get(lay.qualname)
        if known is None or known[0] is not lay:
            from oftwist.wire import show

            known = self._tellers[lay.qualname] = lay, show.tellers(self.version, lay)
        return known[1]

    def _property(self, lay: Layout, m: Member) -> property:
        """How a member is read and set that is stored in another form."""
        if m.codec == "list":
            return field_list_property(m.name, lambda: shapes.reader(self.list_decoder(m.of), self.source_name(m.of)))
        return address_property(m.name, m.codec, values.ADDRESSES[m.codec](lay.qualname, m.name), m.default is None)

    # -- functions --

    def source_name(self, qualname: str) -> str:
        return f"{self.package}.{qualname}"

    def decoder(self, qualname: str) -> codec.Decoder:
        """``decode(buf, o, e)`` of a class; of a virtual one, of whatever subclass the bytes say."""
        found = self._decoders.get(qualname)
        if found is None:
            lay = self.layout(qualname)
            make = choosing.dispatch_source if lay.by is not None else decoding.decode_source
            found = make(self, lay, self.source_name(qualname)).compile("decode")
            if lay.may_lack:
                found = lenient.reads_cut(found, lay.size, lay.may_lack)
            self._decoders[qualname] = found
        return found

    def list_decoder(self, qualname: str) -> codec.Decoder:
        """``decode(buf, o, e) -> list`` of objects of a class."""
        found = self._lists.get(qualname)
        if found is None:
            lay = self.layout(qualname)
            found = lists.list_source(self, lay, self.source_name(qualname)).compile("decode")
            if lay.or_as:
                found = lenient.reads_either(found, lambda: self.list_decoder(lay.or_as))
            self._lists[qualname] = found
        return found

    def dispatch(self, qualname: str) -> dict[int, codec.Decoder]:
        """The table of a virtual class: discriminator -> decoder, filled by `resolver`."""
        return self._tables.setdefault(qualname, {})

    def resolver(self, qualname: str) -> Callable[[int], codec.Decoder]:
        """Finds the decoder for a discriminator that the table of a virtual class does not have yet.

        An unknown value is read as the virtual class itself, its bytes kept. The table does not
        learn it: a peer must not be able to grow it.
        """
        tlv = self.layout(qualname).short_header

        def resolve(key: int) -> codec.Decoder:
            known = self.candidates(qualname, key)
            if known:
                found = self.dispatch(qualname)[key] = self._one_of(known, self.nobodys(qualname))
                return found
            if tlv:
                stem = key & ~0xFF
                known = self.candidates(qualname, stem)
                if known and not self.layout(known[0]).fixed:
                    stems = self.dispatch(f"{qualname} of any length")
                    if stem not in stems:
                        stems[stem] = self._one_of(known, self.nobodys(qualname))
                    return stems[stem]
            return self.nobodys(qualname)

        return resolve

    def nobodys(self, qualname: str) -> codec.Decoder:
        """``decode(buf, o, e)`` of what none of the children of a virtual class is: an object of the class itself."""
        found = self._nobodys.get(qualname)
        if found is None:
            lay = self.layout(qualname)
            found = decoding.decode_source(self, lay, self.source_name(qualname)).compile("decode")
            if lay.parent and not lay.loose and any(m.size for m in lay.members[len(lay.members) - lay.rest :]):
                # What is too short for the members that its children do not inherit is a child of nobody all the same.
                found = lenient.reads_shorter(found, lay.size, self.nobodys(lay.parent))
            self._nobodys[qualname] = found
        return found

    def _one_of(self, known: list[str], unknown: codec.Decoder) -> codec.Decoder:
        """The decoder for classes of one key."""
        lays = [self.layout(qualname) for qualname in known]
        marked = [(lay, self.decoder(lay.qualname)) for lay in lays if lay.marks]
        plain = [self.decoder(lay.qualname) for lay in lays if not lay.marks]
        otherwise = plain[0] if plain else unknown
        return choosing.chooser(marked, otherwise) if marked else otherwise

    def override(self, qualname: str, key: int, cls: type[Any]) -> None:
        """Parse ``key`` under a virtual class as ``cls`` from now on."""

        def decode(buf: Any, o: int, e: int) -> Any:
            return cls.unpack(OFReader(buf, o, e - o))

        lay = getattr(cls, "_layout", None)
        known = lay is not None and getattr(cls, "_plain", None) is cls and "unpack" in cls.__dict__
        same = known and self._classes.get(lay.qualname) is cls  # type: ignore[union-attr]
        chosen = self.decoder(lay.qualname) if same and lay else decode
        self._overrides.setdefault(qualname, {})[key] = self.dispatch(qualname)[key] = chosen
        self._forget_readers()

    def take_back(self, qualname: str, key: int) -> None:
        """Parse ``key`` under a virtual class as the tables say again."""
        self._overrides.get(qualname, {}).pop(key, None)
        self.dispatch(qualname).pop(key, None)
        self._forget_readers()

    def full_pack(self, cls: type[Any]) -> Callable[[Any], bytes]:
        """The ``pack`` of objects with shadowed constants or ``extra``."""
        lay = layout_of(cls)
        pack = encoding.pack_source(self, lay, self.source_name(lay.qualname), shadow=True).compile("pack")
        if lay.may_lack:
            pack = lenient.packs_cut(pack, bytes_cut)
        return pack  # type: ignore[no-any-return]

    # -- messages --

    def message_reader(self, kind: int) -> codec.Decoder | None:
        """The decoder of a type of message, from now on among the `readers` too; None: nobody knows the type."""
        table = self.dispatch("message.message")
        if kind not in table and not self.candidates("message.message", kind):
            return None
        found = table.get(kind) or self.resolver("message.message")(kind)
        readers[bytes((self.version, kind))] = readers_by_number[self.version << 8 | kind] = found
        return found

    def parse(self, buf: Any) -> Any:
        """One whole message; the caller has checked its length, and its version unless it is a HELLO.

        Raises:
            ProtocolError: the body is not what the header says.
        """
        if buf[0] != self.version and buf[1] == 0:
            return self.decoder("message.hello")(buf, 0, len(buf)).shadow(version=buf[0])
        try:
            return self.decoder("message.message")(buf, 0, len(buf))
        except RecursionError:
            raise ProtocolError("nested too deeply", cls="message") from None


def _declared(cls: type[Any]) -> Any:
    """The class of the tables behind a twin or a user's own subclass."""
    return next(k for k in cls.__mro__ if "_layout" in k.__dict__)


def _first_init(self: Any, *args: Any, **kwargs: Any) -> None:
    """Stands in for ``__init__`` until a class is constructed for the first time."""
    _compiled(type(self), "__init__", _first_init, encoding.init_source)(self, *args, **kwargs)


def _first_pack(self: Any) -> bytes:
    """Stands in for ``pack`` until an object of the class is packed for the first time."""
    return _compiled(type(self), "pack", _first_pack, encoding.pack_source)(self)  # type: ignore[no-any-return]


def _compiled(cls: type[Any], name: str, stand_in: Any, source: Any) -> Any:
    """The function of a class that a stand-in was called for, put in its place."""
    cls = _declared(cls)
    found = cls.__dict__[name]
    if found is stand_in:
        home = cls._home
        found = source(home, cls._layout, home.source_name(cls._layout.qualname)).compile(name)
        found.__qualname__ = f"{cls.__qualname__}.{name}"
        type.__setattr__(cls, name, found)
    return found


def _unpack(cls: type[Any], reader: Any) -> Any:
    """Read one object of this class from an ``OFReader``, which is advanced past it."""
    cls = _declared(cls)
    lay = cls._layout
    home = cls._home
    start = reader.start + reader.offset
    limit = reader.start + reader.length
    buf = reader.buf
    end, stride = extent(home, lay, buf, start, limit)
    for m, offset in choosing.constants(lay):
        at = start + offset
        if at + m.size <= end and int.from_bytes(buf[at : at + m.size], "big") != m.value:
            if m.name == "version" and lay.kind == "hello":  # of any version
                continue
            if m.name == "type_len" and not lay.fixed and buf[at : at + 3] == m.value.to_bytes(4, "big")[:3]:
                continue  # of a field of any length the last byte is its length
            raise values.wrong_constant(buf, at, m.size, lay.qualname, m.name, m.value)
    obj = home.decoder(lay.qualname)(buf, start, end)
    if any(buf[end:stride]):
        keep_behind(obj, bytes(buf[end:stride]))
    reader.offset = stride - reader.start
    return obj


def extent(home: Version, lay: Layout, buf: Any, start: int, limit: int) -> tuple[int, int]:
    """Where an object that begins at ``start`` ends, and where the next one may begin.

    Raises:
        ProtocolError: its length is impossible in ``[start, limit)``.
    """
    where = codec.length_member(lay)
    if lay.short_header:
        if limit - start < 4:
            raise values.short(buf, start, limit, lay.qualname)
        end = start + 4 + buf[start + 3]
    elif where is not None:
        at = start + where[0]
        if at + where[1] > limit:
            raise values.short(buf, start, limit, lay.qualname)
        n = int.from_bytes(buf[at : at + where[1]], "big")
        if n < where[0] + where[1]:
            raise values.bad_length(n, start, limit, lay.qualname, "length", where[0] + where[1])
        end = start + n
    elif lay.fixed:
        end = start + lay.size
    elif tail := codec.self_delimiting(home, lay):
        ahead, inner = tail
        _, end = extent(home, inner, buf, start + ahead, limit)
    else:
        end = limit
    stride = start + (end - start + 7 & -8) if lay.align == "after" else end
    if end > limit or stride > limit:
        raise values.short(buf, start, limit, lay.qualname)
    return end, stride
