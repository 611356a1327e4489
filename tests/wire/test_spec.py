"""The tables of ``oftwist.wire.tables`` against all facts about the established API, class by class."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

from oftwist.wire import loading, spec
from oftwist.wire.fields import OF10, OF13, OF14, common, family, oxm_field, u16, u32
from tests.wire.established import CORRECTIONS, VERSIONS, load
from tests.wire.everything import added

KINDS = {
    "type": "const", "discriminator": "key", "data": "data", "length": "length", "field_length": "length_of",
    "pad": "pad", "attr": "attr",
}  # fmt: skip
ALIGN = {None: "", "inside_length": "inside", "after_length": "after"}


def expected_member(facts: dict[str, Any], m: dict[str, Any]) -> tuple[Any, ...]:
    kind = KINDS[m["kind"]]
    if kind == "pad":
        return kind, m["size"], m.get("of", "")
    t = facts["types"][m["type"]]
    codec = {"of_ipv4_t": "ipv4", "of_ipv6_t": "ipv6"}.get(m["type"], "text" if t["codec"] == "str" else t["codec"])
    default = t["default"]
    size = t.get("size", m.get("size", 0))
    if codec == "struct":
        inner = facts["classes"][t["of"]]
        size = inner["size"] if inner["fixed"] and "align8" not in inner else 0
    elif codec in ("ipv6", "octets"):
        default = bytes.fromhex(default)
    elif isinstance(default, list):
        default = tuple(default)
    if m["name"] == "xid":
        default = None
    if kind == "attr":
        return kind, m["name"]
    if kind in ("const", "length", "length_of"):
        default = 0
    value = m.get("value", m.get("plus", 0))
    of = m.get("of", t.get("of", ""))
    return kind, m["name"], codec, size, value, of, default, t.get("enum", ""), t["show"]


def actual_member(m: Any) -> tuple[Any, ...]:
    if m.kind == "pad":
        return m.kind, m.size, m.of
    if m.kind == "attr":
        return m.kind, m.name
    return m.kind, m.name, m.codec, m.size, m.value, m.of, m.default, m.enum, m.show


@pytest.mark.parametrize("version", VERSIONS)
def test_modules_and_aliases(version: int) -> None:
    facts = load(version)
    assert [m for m in spec.modules(version) if m in facts["modules"]] == facts["modules"]
    assert set(spec.modules(version)) == {*facts["modules"], "oxm"}  # 1.0 and 1.1 have it by Open vSwitch
    aliases = spec.aliases(version)
    assert facts["aliases"].items() <= aliases.items()
    for alias, qualname in aliases.items():
        assert spec.layout(version, qualname)
        module, _, name = alias.partition(".")
        assert name not in spec.names(version, module)


@pytest.mark.parametrize("version", VERSIONS)
def test_names(version: int) -> None:
    facts = load(version)
    for module in facts["modules"]:
        wanted = {c["name"] for c in facts["classes"].values() if c["module"] == module}
        assert wanted <= set(spec.names(version, module)), module


@pytest.mark.parametrize("version", VERSIONS)
def test_layouts(version: int) -> None:
    facts = load(version)
    for qualname, c in facts["classes"].items():
        lay = spec.layout(version, qualname)
        assert [actual_member(m) for m in lay.members] == [expected_member(facts, m) for m in c["members"]], qualname
        by = tuple(c["subtypes_by"].values()) if "subtypes_by" in c else None
        assert lay.by == by, qualname
        assert (lay.qualname, lay.parent, lay.key) == (qualname, c.get("parent", ""), c.get("key")), qualname
        assert (lay.size, lay.fixed) == (c["size"], c["fixed"]), qualname
        assert lay.align == ALIGN[c.get("align8")], qualname
        assert lay.origin == c["origin"], qualname


@pytest.mark.parametrize("version", VERSIONS)
def test_children(version: int) -> None:
    facts = load(version)
    wanted: dict[str, dict[int, str]] = {qualname: {} for qualname in facts["classes"]}
    for qualname, c in facts["classes"].items():
        if "parent" in c:
            assert c["key"] not in wanted[c["parent"]], qualname
            wanted[c["parent"]][c["key"]] = qualname
    others = set(added(version))
    for qualname, children in wanted.items():
        found = spec.children(version, qualname).items()
        assert {key: child for key, child in found if child not in others} == children, qualname


@pytest.mark.parametrize("version", VERSIONS)
def test_parents_come_before_their_children(version: int) -> None:
    seen = set()
    for module in spec.modules(version):
        for name in spec.names(version, module):
            seen.add(f"{module}.{name}")
            parent = spec.layout(version, f"{module}.{name}").parent
            assert parent in seen or not parent.startswith(f"{module}.")


@pytest.mark.parametrize("version", VERSIONS)
def test_what_a_child_inherits(version: int) -> None:
    """`Layout.rest` says how much of the parent is not in the child; all before it is."""
    for module in spec.modules(version):
        for name in spec.names(version, module):
            lay = spec.layout(version, f"{module}.{name}")
            if lay.parent:
                base = spec.layout(version, lay.parent)
                shared = len(base.members) - base.rest
                assert [m.name for m in lay.members[:shared]] == [m.name for m in base.members[:shared]]


@pytest.mark.parametrize("version", VERSIONS)
def test_everything_named_exists(version: int) -> None:
    groups = {name for name, *_ in spec.constant_groups(version)}
    for module in spec.modules(version):
        for name in spec.names(version, module):
            for m in spec.layout(version, f"{module}.{name}").members:
                if m.codec in ("struct", "list"):
                    assert spec.layout(version, m.of)
                assert not m.enum or m.enum in groups


@pytest.mark.parametrize("version", VERSIONS)
def test_constants(version: int) -> None:
    """Every group has the established names, in their order; the specification's come besides."""
    groups = {name: (values, *rest) for name, values, *rest in spec.constant_groups(version)}
    assert list(groups) == sorted(groups)
    for e in load(version)["enums"]:
        values, map_name, bitmask, hidden = groups[e["group"]]
        assert [(name, value) for name, value in values.items() if name in e["values"]] == list(e["values"].items())
        assert (map_name, bitmask) == (e["map"], e["bitmask"])
        mapped = {value: name for name, value in values.items() if name not in hidden}
        left_out = e.get("not_in_map", ())
        assert e["map"] is None or mapped == {
            value: name for name, value in e["values"].items() if name not in left_out
        }, e["group"]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_name_has_one_value(version: int) -> None:
    seen: dict[str, int] = {}
    for _, values, *_ in spec.constant_groups(version):
        for name, value in values.items():
            assert seen.setdefault(name, value) == value, name
    assert spec.constants(version) == seen


def test_every_correction_is_one() -> None:
    """A row that changes nothing would hide that the tables follow the specification for another reason."""
    for versions, qualname, *_, why in CORRECTIONS:
        name = qualname.removesuffix(".*")
        assert "§" in why
        for version in versions:
            established, corrected = (load(version, c)["classes"].get(name) for c in (False, True))
            assert established is None or established != corrected or version < 5, (version, qualname)


def test_unknown() -> None:
    with pytest.raises(KeyError):
        spec.layout(4, "message.no_such")
    with pytest.raises(KeyError):
        spec.layout(3, "bsn_tlv.port")
    with pytest.raises(KeyError):
        spec.layout(7, "message.hello")
    assert spec.names(1, "bsn_tlv") == ()
    assert spec.children(4, "message.hello") == {}


# --- classes of users -----------------------------------------------------------------------------------------

action = family("action")


@pytest.fixture
def restored(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test registers is gone after it."""
    spec.names(1, "message")
    monkeypatch.setattr(loading, "_declared", list(loading.declarations()))
    monkeypatch.setattr(spec, "_versions", {})


@pytest.mark.usefixtures("restored")
def test_register_an_action() -> None:
    spec.register(action("acme_mirror", 0x00ACCE55, [u32("dest")], parent="action.experimenter", since=OF13))
    lay = spec.layout(4, "action.acme_mirror")
    assert [(m.kind, m.name, m.value) for m in lay.members] == [
        ("const", "type", 0xFFFF), ("length", "len", 0), ("const", "experimenter", 0x00ACCE55), ("data", "dest", 0),
    ]  # fmt: skip
    assert (lay.size, lay.fixed, lay.origin) == (12, True, "user")
    assert spec.children(5, "action.experimenter")[0x00ACCE55] == "action.acme_mirror"
    assert spec.layout(6, "action_id.acme_mirror").size == 8
    assert "acme_mirror" not in spec.names(3, "action")
    with pytest.raises(KeyError):
        spec.layout(3, "action.acme_mirror")


@pytest.mark.usefixtures("restored")
def test_register_before_a_version_is_used() -> None:
    plain, masked = oxm_field("acme_tag", 7, u16, oxm_class=0xFFFF, experimenter=0x00ACCE55)
    spec.register(plain)
    spec.register(masked)
    assert spec.layout(4, "oxm.acme_tag").key == 0xFFFF0E06
    assert spec.layout(4, "oxm.acme_tag_masked").key == 0xFFFF0F08
    assert "acme_tag" not in spec.names(1, "common")


@pytest.mark.usefixtures("restored")
@pytest.mark.parametrize(
    ("declaration", "words"),
    [
        (action("output", 0x7777), ("action.output", "one class")),
        (action("acme", 0), ("action.acme", "action.output", "0x0")),
        (action("acme", {OF10: 0x7777, OF14: 22}), ("action.acme", "action.group", "0x16")),
        (action("acme", 1, parent="action.nobody"), ("action.acme", "action.nobody")),
        (action("acme", None, [u32("x")]), ("action.acme", "needs a key")),
        (family("acme")("acme"), ("acme.acme", "no module")),
        (common("time", [u32("seconds")]), ("common.time", "one class")),
    ],
)
def test_register_what_cannot_be(declaration: Any, words: tuple[str, ...]) -> None:
    before = {v: spec.names(v, declaration.module) for v in VERSIONS}
    with pytest.raises(ValueError) as caught:
        spec.register(declaration)
    for word in words:
        assert word in str(caught.value)
    assert {v: spec.names(v, declaration.module) for v in VERSIONS} == before


@pytest.mark.usefixtures("restored")
def test_register_twice() -> None:
    tlv = family("bsn_tlv")
    spec.register(tlv("acme", 0x7777))
    with pytest.raises(ValueError, match="one class"):
        spec.register(tlv("acme", 0x7778))
    with pytest.raises(ValueError, match=r"bsn_tlv\.acme2 and bsn_tlv\.acme "):
        spec.register(tlv("acme2", 0x7777, since=OF14))


def test_the_tables_together_stay_readable() -> None:
    tables = Path(spec.__file__).with_name("tables").glob("*.py")
    assert sum(len(path.read_text(encoding="utf-8").splitlines()) for path in tables) < 7000


def test_the_room_of_the_tables_has_no_logic() -> None:
    (only,) = ast.parse((Path(spec.__file__).with_name("tables") / "__init__.py").read_text(encoding="utf-8")).body
    assert isinstance(only, ast.Expr)


def test_a_declaration_says_nothing_that_nobody_asks_for() -> None:
    with pytest.raises(TypeError, match="has no 'tolerent'"):
        common("acme", [u32("a")], tolerent=True)
