"""Fixtures for tests with real sockets and real switches."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.live import open_vswitch
from tests.live.dummy import Dummy
from tests.live.open_vswitch import OpenVSwitch
from tests.support.ports import HeldPorts

why_not = cache(open_vswitch.why_not)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.nodeid.startswith("tests/live/"):
            item.add_marker(pytest.mark.live)


@pytest.fixture(scope="session")
def needs_ovs() -> None:
    """Skips with the reason where Open vSwitch cannot run; fails instead if OFTWIST_LIVE=1 demands it."""
    reason = why_not()
    if reason is not None and os.environ.get("OFTWIST_LIVE") == "1":
        pytest.fail(f"live tests are demanded by OFTWIST_LIVE=1, but: {reason}")
    if reason is not None:
        pytest.skip(reason)


@pytest.fixture
def ports() -> Iterator[HeldPorts]:
    """Ports for this test alone."""
    with HeldPorts() as held:
        yield held


@pytest.fixture
def short_path() -> Iterator[Path]:
    """A folder of its own with a path short enough for Unix sockets."""
    folder = Path(tempfile.mkdtemp(prefix="oft-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def ovs(needs_ovs: None) -> Iterator[OpenVSwitch]:
    """One Open vSwitch for the tests of a module."""
    folder = Path(tempfile.mkdtemp(prefix="oft-ovs-"))
    try:
        with OpenVSwitch(folder) as running:
            yield running
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def own_ovs(needs_ovs: None, short_path: Path) -> Iterator[OpenVSwitch]:
    """An Open vSwitch for one test, which may kill it."""
    with OpenVSwitch(short_path) as running:
        yield running


@pytest.fixture(scope="module")
def dummy(needs_ovs: None) -> Iterator[Dummy]:
    """An Open vSwitch without network devices, with one bridge, for the tests of a module."""
    folder = Path(tempfile.mkdtemp(prefix="oft-dummy-"))
    try:
        with Dummy(folder) as running:
            running.add_dummy_bridge()
            yield running
    finally:
        shutil.rmtree(folder, ignore_errors=True)
