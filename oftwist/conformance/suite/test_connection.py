"""The connection: how it is made, and what a switch does when it is lost."""

from __future__ import annotations

import pytest

from oftwist.conformance import case
from oftwist.conformance.lacking import lacks
from oftwist.conformance.suite import frames as f
from oftwist.conformance.suite.bench import Bench
from oftwist.errors import RequestFailed


@case(section="1.0 4.2, 1.1 5.2, 1.2 6.2, 1.3 6.3.1", optional=True)
@pytest.mark.parametrize("who", ["the switch connects", "the controller connects"])
@pytest.mark.parametrize("kind", ["plain", "TLS"])
def test_channel(bench: Bench, kind: str, who: str) -> None:
    """A switch and its controller talk over this kind of channel: one of the four is enough."""
    controller = bench.switch.controller
    made = ("TLS" if controller.tls else "plain", f"the {'controller' if controller.switch else 'switch'} connects")
    if made != (kind, who):
        lacks("channel", f"in this run it is {', '.join(made)}")
    bench.switch.barrier()


@case(section="1.0 4.3, 1.1 5.3, 1.2 6.4, 1.3 6.3.3", optional=True, needs="two ports")
def test_fail_secure(bench: Bench) -> None:
    """Without a controller a switch goes on with its flows, and what none takes is dropped."""
    bench.flows("in_port={1},actions=output:{2}")
    bench.switch.controller.disconnect()
    bench.forwards(1, f.UDP, 2)
    bench.drops(2, f.UDP)


@case("1.0", section="4.3", optional=True, needs="three ports")
def test_emergency_flows(bench: Bench) -> None:
    """Without a controller a switch of 1.0 forgets its flows, and the emergency flows count."""
    emergency = bench.flow("in_port={1},actions=output:{3}")
    emergency.flags |= bench.ofp.OFPFF_EMERG
    try:
        bench.switch.confirm([emergency])
    except RequestFailed as failed:
        bench.switch.controller.clear_errors()
        lacks("OFPFF_EMERG", f"it takes no such flow: {failed}")
    bench.flows("in_port={1},actions=output:{2}")
    bench.forwards(1, f.UDP, 2)
    bench.switch.controller.disconnect()
    bench.forwards(1, f.UDP, 3)
