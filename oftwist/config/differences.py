"""What differs between two configurations, and when it would take effect. No Twisted."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator

from oftwist.config.declaring import Entry
from oftwist.config.schema import Configuration, every_key


def value_of(configuration: Configuration, entry: Entry) -> object:
    """The value of a key."""
    section = getattr(configuration, entry.section) if entry.section else configuration
    return getattr(section, entry.attribute)


def differing(old: Configuration, new: Configuration) -> Iterator[Entry]:
    """The keys whose values differ, in the order of the schema."""
    return (entry for entry in every_key() if value_of(old, entry) != value_of(new, entry))


def keeping(old: Configuration, new: Configuration, kept: Collection[Entry]) -> Configuration:
    """The new configuration with the old values of some keys."""
    for entry in kept:
        value = {entry.attribute: value_of(old, entry)}
        if entry.section:
            section = dataclasses.replace(getattr(new, entry.section), **value)
            value = {entry.section: section}
        new = dataclasses.replace(new, **value)  # type: ignore[arg-type]
    return new


def told(old: Configuration, new: Configuration) -> Iterator[str]:
    """Each difference in a line: key, old value, new value, when it takes effect."""
    for entry in differing(old, new):
        before, after = (entry.shown(value_of(one, entry)) or "(nothing)" for one in (old, new))
        if entry.key.secret and before == after:
            after = "another one"
        yield f"{entry.name}: {before} -> {after} ({entry.key.takes.value})"
