"""A configuration for people and programs to see: every value, where it comes from, and no secret. No Twisted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from oftwist.config.declaring import Entry
from oftwist.config.differences import value_of
from oftwist.config.kinds import Versions
from oftwist.config.schema import App, Configuration, Datapath, every_key, said

STARS = "********"


def lines(configuration: Configuration) -> Iterator[str]:
    """The whole configuration as a file could say it, each value with its origin; what is not set is a comment."""
    section = ""
    for entry in every_key():
        if entry.section != section:
            section = entry.section
            yield ""
            yield f"[{section}]"
        value = value_of(configuration, entry)
        word = entry.name.rpartition(".")[2]
        origin = configuration.origins.get(entry.name, "default")
        shown = entry.shown(value)
        told = f"{word} = {shown}" if shown else f"# {word}"
        meaning = f": {entry.key.default}" if origin == "default" and entry.key.default else ""
        yield f"{told}  # {origin}{meaning}"


def plain(configuration: Configuration) -> dict[str, object]:
    """The same as JSON has it: by key, sections within; stars in place of secrets."""
    found: dict[str, object] = {}
    for entry in every_key():
        place = found.setdefault(entry.section, {}) if entry.section else found
        assert isinstance(place, dict)
        place[entry.attribute.replace("_", "-")] = _value(entry, value_of(configuration, entry))
    return found


def _value(entry: Entry, value: object) -> object:
    if entry.key.secret:
        return None if value is None else STARS
    if isinstance(entry.key.kind, Versions):
        return entry.key.kind.show(value).strip('"')
    return _json(value)


def _json(value: object) -> object:
    if isinstance(value, App):
        return {"name": value.name, **{name: _json(one) for name, one in value.shown().items()}}
    if isinstance(value, Datapath):
        return _json(said(value))
    if isinstance(value, Mapping):
        return {f"{key:016x}" if isinstance(one, Datapath) else str(key): _json(one) for key, one in value.items()}
    if isinstance(value, (tuple, list)):
        return [_json(one) for one in value]
    return value if isinstance(value, (bool, int, float, str, type(None))) else str(value)  # such as TOML's dates
