"""A hint is logged when zeros are sent that surprise: once a connection and kind, and only at its beginning."""

from __future__ import annotations

from typing import Any

import pytest
from twisted.internet.task import Clock
from twisted.logger import globalLogPublisher

from oftwist import Controller, MessageError
from oftwist.connection import hints
from oftwist.testing import FakeSwitch, MemoryEndpoint, connect
from tests.support.counting import work
from tests.support.talk import ALL_VERSIONS

every_version = pytest.mark.parametrize("version", ALL_VERSIONS)


class Lines:
    """The lines that are logged as warnings."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def __call__(self, event: Any) -> None:
        if event.get("log_level") is not None and event["log_level"].name == "warn" and "text" in event:
            self.texts.append(event["text"])


@pytest.fixture
def lines() -> Any:
    found = Lines()
    globalLogPublisher.addObserver(found)
    yield found.texts
    globalLogPublisher.removeObserver(found)


def up(version: int) -> Any:
    clock, endpoint = Clock(), MemoryEndpoint()
    controller = Controller(clock=clock)
    controller.listen(endpoint)
    controller.startService()
    connect(FakeSwitch(1, version, ports=4, clock=clock), endpoint, clock)
    endpoint.pump()
    return controller.switch(1)


@every_version
def test_each_kind_once(version: int, lines: list[str]) -> None:
    switch = up(version)
    message = switch.ofp.message
    for _ in range(2):
        xid = switch.send(message.flow_add())
        switch.send(message.flow_modify())
        switch.send(message.flow_delete())
        switch.send(message.flow_stats_request())
        switch.send(message.packet_out(data=bytes(14)))
    assert len(lines) == 4
    assert lines[0].startswith(f"xid {xid - 5} is a flow mod with buffer_id=0")
    assert ["switch.delete_flows()" in line for line in lines] == [False, True, False, False]
    assert "switch.flows()" in lines[2] and "switch.packet_out()" in lines[3]
    other = up(version)
    other.send(message.flow_delete())
    assert len(lines) == 5


@every_version
def test_what_is_said_needs_no_hint(version: int, lines: list[str]) -> None:
    switch = up(version)
    switch.add_flow("in_port=1,actions=output:2")
    switch.flows()
    switch.delete_flows()
    switch.packet_out(data=bytes(14), actions="output:1")
    switch.send(switch.ofp.message.flow_add(buffer_id=0xFFFFFFFF))
    assert lines == []


def test_whoever_sends_bytes_gets_them_too(lines: list[str]) -> None:
    switch = up(4)
    switch.send_raw(switch.ofp.message.flow_delete(xid=77).pack())
    assert len(lines) == 1 and lines[0].startswith("xid 77 is a deletion")


def test_after_the_first_messages_nothing_is_looked_at(lines: list[str]) -> None:
    switch = up(4)
    message = switch.ofp.message
    good = message.flow_add(buffer_id=0xFFFFFFFF, xid=5)
    early = work(lambda: switch.send(good))
    for _ in range(hints.LOOKS):
        switch.send(good)
    assert work(lambda: switch.send(good)) < early
    switch.send(message.flow_add())
    assert lines == []


def test_a_fence_stands_before_the_hint(lines: list[str]) -> None:
    switch = up(4)

    def no(raw: bytes) -> None:
        raise MessageError("not now")

    switch.protocol.fence(no)
    with pytest.raises(MessageError, match="not now"):
        switch.send(switch.ofp.message.flow_add())
    assert lines == []
    switch.protocol.fence(None)
    switch.send(switch.ofp.message.flow_add())
    assert len(lines) == 1
    switch.protocol.fence(no)
    for _ in range(hints.LOOKS):
        with pytest.raises(MessageError):
            switch.send(switch.ofp.message.barrier_request())
    switch.protocol.fence(None)
    for _ in range(hints.LOOKS):
        switch.send(switch.ofp.message.barrier_request())
    switch.protocol.fence(no)
    with pytest.raises(MessageError, match="not now"):
        switch.send(switch.ofp.message.flow_add())


def test_the_looking_may_end_amid_many_messages() -> None:
    """They are written together, and somewhere among them is the last that is looked at."""
    switch = up(4)
    message = switch.ofp.message
    switch.apply(*(message.flow_add(buffer_id=0xFFFFFFFF) for _ in range(hints.LOOKS + 100)))
    assert sum(switch.counters.sent) > hints.LOOKS + 100
