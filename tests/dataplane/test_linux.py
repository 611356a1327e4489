"""Names of network interfaces; their frames are read in tests/live/test_dataplane.py."""

from __future__ import annotations

import pytest

from oftwist.dataplane.linux import interfaces


@pytest.mark.parametrize("text", ["1", "x=lo", "1=", "=lo", "1=lo,2"])
def test_bad_ports(text: str) -> None:
    if text == "1=lo,2":
        assert interfaces([text]) == {1: "lo,2"}, "a name may be anything"
        return
    with pytest.raises(ValueError, match="is not NUMBER=INTERFACE"):
        interfaces([text])


def test_ports() -> None:
    assert interfaces(["1=veth1", "2=veth2"]) == {1: "veth1", 2: "veth2"}
    for twice in (["1=a", "1=b"], ["1=a", "2=a"]):
        with pytest.raises(ValueError, match="has been given already"):
            interfaces(twice)
