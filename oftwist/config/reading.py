"""Reading the configuration: a file, the environment, the command line, in rising precedence. Reads files; no Twisted.

What is wrong is a ConfigurationError of one line that names the place, the key, and what is allowed.
"""

from __future__ import annotations

import dataclasses
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from oftwist.config.checking import check
from oftwist.config.declaring import Entry, read_table, unknown
from oftwist.config.schema import DEFAULT_PORT, LOOPS_APPS, SECTIONS, App, Configuration, every_key, keys
from oftwist.errors import ConfigurationError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

#: Names the configuration file; a variable for the same.
OPTION, VARIABLE = "config", "OFTWIST_CONFIG"
#: Variables that belong to other parts of oftwist.
OTHERS = frozenset((VARIABLE, "OFTWIST_LIVE", "OFTWIST_VERSION"))


class Given(NamedTuple):
    """A value and where it was said."""

    value: object
    origin: str


def toml_file(path: str) -> dict[str, object]:
    """The table that a TOML file holds.

    Raises:
        ConfigurationError: it cannot be read, or is no TOML.
    """
    try:
        with open(path, "rb") as file:
            table: dict[str, object] = tomllib.load(file)
            return table
    except OSError as error:
        raise ConfigurationError(f"cannot read {path}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path}: {error}") from None


def configure(
    words: Mapping[str, list[str]] | None = None,
    environ: Mapping[str, str] | None = None,
    file: str | None = None,
) -> Configuration:
    """Read everything and check it.

    Args:
        words: of the command line, by the names of options; those that were not given are not there.
        environ: the environment's variables; those that do not begin with ``OFTWIST_`` do not matter.
        file: the configuration file, instead of that in ``words`` or ``environ``.

    Raises:
        ConfigurationError: with place, key and what is allowed, in one line.
    """
    words, environ = words or {}, environ or {}
    path = file or words.get(OPTION, [""])[-1] or environ.get(VARIABLE) or None
    found: dict[str, Given] = {}
    if path is not None:
        found.update(from_file(path))
    found.update(from_environment(environ))
    found.update(from_words(words))
    made = assembled(found, path)
    check(made)
    return made


def from_file(path: str) -> dict[str, Given]:
    """What a file says, by key."""
    table = toml_file(path)
    folder = os.path.dirname(path)
    found: dict[str, Given] = {}
    try:
        outside = read_table(keys(""), table, (*SECTIONS, "limits"))
        found.update(_given(keys(""), outside, path, folder))
        for section in (*SECTIONS, "limits"):
            if section in table:
                try:
                    inside = read_table(keys(section), table[section])
                except ValueError as error:
                    raise ValueError(f"[{section}] {error}") from None
                found.update(_given(keys(section), inside, path, folder))
    except ValueError as error:
        raise ConfigurationError(f"{path}: {error}") from None
    return found


def _given(
    known: Mapping[str, Entry], values: Mapping[str, object], path: str, folder: str
) -> Iterator[tuple[str, Given]]:
    for attribute, value in values.items():
        entry = known[attribute]
        yield entry.name, Given(_from(folder, value) if entry.is_path else value, path)


def _from(folder: str, value: object) -> object:
    """Names of files that count from a folder."""
    if isinstance(value, tuple):
        return tuple(os.path.join(folder, one) for one in value)
    return os.path.join(folder, str(value))


def from_environment(environ: Mapping[str, str]) -> dict[str, Given]:
    """What the environment says, by key."""
    known = {entry.variable: entry for entry in every_key()}
    found = {}
    for variable, text in environ.items():
        if not variable.startswith("OFTWIST_") or variable in OTHERS:
            continue
        if variable not in known:
            raise ConfigurationError(f"environment: {unknown(variable, known)}")
        entry = known[variable]
        value = _parsed(entry, f"environment: {variable}", entry.key.kind.parse, text)
        found[entry.name] = Given(value, variable)
    return found


def from_words(words: Mapping[str, list[str]]) -> dict[str, Given]:
    """What the command line says, by key."""
    found = {}
    for entry in every_key():
        texts = words.get(entry.key.option) if entry.key.option else None
        if texts:
            shown = f"--{entry.key.option}"
            if entry.key.kind.many:
                value: object = tuple(
                    one for text in texts for one in _several(_parsed(entry, shown, entry.key.kind.read, text))
                )
            else:
                value = _parsed(entry, shown, entry.key.kind.parse, texts[-1])
            found[entry.name] = Given(value, shown)
    return found


def _several(value: object) -> tuple[object, ...]:
    assert isinstance(value, tuple)
    return value


def _parsed(entry: Entry, place: str, parse: Callable[[str], object], text: str) -> object:
    try:
        return parse(text)
    except ValueError as error:
        raise ConfigurationError(f"{place}: {entry.told(error)}") from None


def assembled(found: Mapping[str, Given], path: str | None) -> Configuration:
    """The configuration that some values make, with defaults for the rest; nothing is checked that takes two keys."""

    def some(section: str) -> dict[str, object]:
        named = {entry.name: attribute for attribute, entry in keys(section).items()}
        return {named[name]: given.value for name, given in found.items() if name in named}

    top = some("")
    sections = {section: cls(**some(section)) for section, cls in SECTIONS.items()}
    made = Configuration(**top, **sections)  # type: ignore[arg-type]
    try:
        limits = dataclasses.replace(
            made.limits,
            versions=made.openflow.versions,
            **some("limits"),  # type: ignore[arg-type]
        )
    except ValueError as error:
        raise ConfigurationError(f"[limits] {error}") from None
    if made.demo_topology is not None and "app" not in found:
        made = dataclasses.replace(made, app=tuple(App(name=name) for name in LOOPS_APPS))
    port = made.port
    if port is None and not made.listen and not made.connect:
        port = DEFAULT_PORT
    origins = {name: given.origin for name, given in found.items()}
    return dataclasses.replace(made, port=port, limits=limits, file=path, origins=origins)
