"""Fixtures for tests with switches that misbehave."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from oftwist.wire import decode
from tests.support.scene import Scene, resident
from tests.support.specimens import VERSIONS, specimens


@pytest.fixture(scope="module")
def before() -> int:
    """What the process had before any case, with all classes in use once."""
    for version in VERSIONS:
        for msg in specimens(version).values():
            repr(decode(msg.pack()))
    gc.collect()
    return resident()


@pytest.fixture
def scene() -> Iterator[Callable[..., Scene]]:
    made: list[Scene] = []

    def make(*args: Any, **options: Any) -> Scene:
        made.append(Scene(*args, **options))
        return made[-1]

    yield make
    for one in made:
        one.end()
