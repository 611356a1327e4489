"""Classes, in all versions that have them: a declaration, and the functions that write one.

Knows the members; nothing of constants.
"""

from __future__ import annotations

from oftwist.wire.fields.members import FAMILIES, Field, by_hand, const, qualify
from oftwist.wire.numbers import OF10, OF15

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from oftwist.wire.fields.members import Extent


class Facts:
    """What few classes have, given to `Declaration` by name. Tables say it, so that the engine knows no class by name.

    Attributes:
        extent: of a class in lists that has no length: ``(buf, o, e) -> bytes of the object at o``, 0 = no more.
        short_header: it, and all below it, begins with 4 bytes of which the last is the number of bytes that follow
            (1.3.5 §7.2.3.2, 1.5.1 §7.2.4.2).
        tolerant: a list of them is read as far as it goes, each with or without padding to 8 bytes that its length
            does not count, which is packed; what is left stays with what holds the list (a HELLO, 1.3.5 §7.5.1).
        multiple_of: what their lengths in a list are a multiple of, experimenters' excepted.
        may_lack: bytes that may be missing at the end, because switches in use send it so; by version.
        or_as: "module.name" of the class that a list may have instead, because switches in use send it so; by version.
        bits: of a match field: how many bits its value has, where they are fewer than those of its bytes (1.3.5
            §7.2.3.7, 1.5.1 §7.2.3.8).
        needs: of a match field: the fields that must stand before it (1.3.5 §7.2.3.6), where they are matched at all.
        methods: what it has besides its members: "oxm_match", "nxm_match", "fixed_match" (fields by name), "set_field"
            (built from a field by name), "in_port", "packet", "packet_views" (read from the match or properties); a
            dict says from which version on.
        kind: what a message, and all below it, is to a connection, where its name does not say it (``x_reply`` is a
            reply, all else a request): "hello", "echo request", "asynchronous" or "reply".
        answered_by: "module.name" of the message that answers this one, where the names do not say it (``x_request`` is
            answered by ``x_reply``).
        stands_for: the standard message that this one is another form of: handlers of that one get it as well.
    """

    extent: Extent | None = None
    short_header = False
    tolerant = False
    multiple_of = 1
    may_lack: dict[int, int] = {}
    or_as: dict[int, str] = {}
    bits = 0
    needs: tuple[str, ...] = ()
    methods: str | dict[int, str] = ""
    kind = ""
    answered_by = ""
    stands_for = ""

    def __init__(self, given: dict[str, Any]) -> None:
        for name, value in given.items():
            if not hasattr(Facts, name):
                raise TypeError(f"a declaration has no {name!r}")
            if value is not None:
                setattr(self, name, value)


NO_FACTS = Facts({})


class Declaration:
    """One class, in all versions that have it.

    Attributes:
        module, name: as in ``oftwist.loxi.ofXX.<module>.<name>``.
        qualname: "module.name".
        key: value of the parent's discriminator; a dict says from which version on.
        parent: "module.name", or "".
        fields: own members, after those of the parent; subclasses have them too.
        rest: members after them that subclasses do not have.
        by: the member whose value selects the subclass, own or inherited; makes the class virtual.
        fix: fields of the parent that have one value only here, by name.
        align: "", "inside" or "after", as in `oftwist.wire.codec.layout.Layout`; a dict says from which version on.
        since, until: the versions that have the class, within those of the parent.
        origin: who defined it; "" = who defined the table.
        facts: what few classes have.
        as_of: the version whose fields and key it has, whatever version it is in; 0: those of its own. See `as_in`.
    """

    __slots__ = (
        "module", "name", "qualname", "key", "parent", "fields", "rest", "by", "fix", "align", "since", "until",
        "origin", "facts", "as_of",
    )  # fmt: skip

    def __init__(
        self,
        module: str,
        name: str,
        key: int | dict[int, int] | None = None,
        fields: Sequence[Field] = (),
        parent: str = "",
        rest: Sequence[Field] = (),
        by: str = "",
        fix: dict[str, int] | None = None,
        align: str | dict[int, str] = "",
        since: int = OF10,
        until: int = OF15,
        only: int = 0,
        origin: str = "",
        **facts: Any,
    ) -> None:
        self.module = module
        self.name = name
        self.qualname = f"{module}.{name}"
        self.key = key
        self.parent = parent if not parent or "." in parent else qualify(parent)
        self.fields = fields
        self.rest = rest
        self.by = by
        self.fix = fix
        self.align = align
        self.since = only or since
        self.until = only or until
        self.origin = origin
        self.facts = Facts(facts) if facts else NO_FACTS
        self.as_of = 0

    def __repr__(self) -> str:
        return f"<declaration of {self.qualname}>"


def family(module: str, parent: str = "", align: str = "") -> Any:
    """The function that declares the classes of one module, or of one branch of them.

    ``action = family("action")``; then ``action("output", 0, [port("port"), ...])``: name, key, fields (the
    last two left out where there are none), and by name what else `Declaration` takes.

    Args:
        module: where the classes live.
        parent: of those that do not say; usually the root class of the module, in ``common`` none.
        align: of those that do not say.
    """
    usual = qualify(parent or module) if parent or module in FAMILIES else ""
    root = parent or module

    def declare(name: str, key: Any = None, fields: Any = (), **more: Any) -> Declaration:
        if type(key) is list:
            key, fields = None, key
        if not more:
            return Declaration(module, name, key, fields, usual, align=align)
        if "parent" not in more and name != root:
            more["parent"] = usual
        if "align" not in more:
            more["align"] = align
        return Declaration(module, name, key, fields, **more)

    return declare


def as_in(version: int, declaration: Declaration, since: int = OF10, until: int = OF15, only: int = 0) -> Declaration:
    """The same class in other versions, with the fields and the key that it has in ``version``.

    The classes of its members are those of the version it is in: ``as_in(OF15, bucket, only=OF10)`` is a bucket laid
    out as in 1.5 that holds actions of 1.0, as messages of an extension to 1.0 have it.
    """
    d = declaration
    made = Declaration(
        d.module, d.name, d.key, d.fields, d.parent, d.rest, d.by, d.fix, d.align, since, until, only, d.origin,
    )  # fmt: skip
    made.facts = d.facts
    made.as_of = version
    return made


common = family("common")
message = family("message")
oxm = family("oxm")


def stats(
    name: str,
    key: int,
    *,
    request: Sequence[Field] = (),
    reply: Sequence[Field] = (),
    branch: str = "stats",
    reply_may_lack: dict[int, int] | None = None,
    **more: Any,
) -> tuple[Declaration, Declaration]:
    """A pair of messages: ``stats("flow_stats", 1, ...)`` is flow_stats_request and flow_stats_reply.

    Args:
        name: of both, without the ending.
        key: of both.
        request: what the request has after the header.
        reply: what the reply has after the header.
        branch: "stats", or what an experimenter's own pair of headers is called.
        reply_may_lack: ``may_lack`` of the reply.
        more: as in `Declaration`, for both.
    """
    return (
        Declaration("message", f"{name}_request", key, request, f"message.{branch}_request", **more),
        Declaration("message", f"{name}_reply", key, reply, f"message.{branch}_reply", may_lack=reply_may_lack, **more),
    )


class _Halves:
    """Value and mask of a field of any length: the value is the first half of what is there."""

    def read(self, raw: bytes, obj: Any) -> tuple[bytes, int]:
        half = len(raw) // 2
        return raw[:half], half

    def write(self, value: Any, obj: Any) -> bytes:
        return bytes(value)


_HALVES = _Halves()


def oxm_field(
    name: str,
    number: int,
    kind: Any,
    size: int = 0,
    *,
    oxm_class: int = 0x8000,
    experimenter: int | None = None,
    **more: Any,
) -> tuple[Declaration, Declaration]:
    """An OXM field: a plain class with ``value`` and a ``_masked`` one with ``value`` and ``value_mask``.

    Args:
        name: e.g. "eth_dst".
        number: within its class of fields.
        kind: what makes the value: `u16`, `mac`, ..., `octets` where it may have any length.
        size: of the value in bytes, where the kind wants one.
        oxm_class: 0x8000 = the specification's own, 0xffff = experimenter.
        experimenter: id that stands before the value when the class is 0xffff; it tells fields of one number apart.
        more: as in `Declaration`, for both; ``bits`` and ``needs`` of `Facts` mostly.
    """
    own = [] if experimenter is None else [const("experimenter_id", experimenter, 4)]
    value = kind("value", size) if size else kind("value")
    mask = kind("value_mask", size) if size else kind("value_mask")
    half = value if value.size else by_hand(kind("value"), _HALVES)
    header = oxm_class << 16 | number << 9 | (len(own) * 4 if value.size else 0)  # of any length: 0
    masked = header + 0x100 + 2 * value.size
    return (
        Declaration("oxm", name, header + value.size, [*own, value], "oxm.oxm", **more),
        Declaration("oxm", f"{name}_masked", masked, [*own, half, mask], "oxm.oxm", **more),
    )
