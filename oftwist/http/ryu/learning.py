"""What the learning switch knows, in the words of the Ryu API: address to port, for each switch.

The tables of Ryu have no VLANs: of an address that was learned in several, the port of the lowest is told. Knows the
app; no HTTP.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oftwist.apps.learning_switch import UNTAGGED, LearningSwitch, key
from oftwist.http.ryu.given import Given, Mistake
from oftwist.wire.codec import values

if TYPE_CHECKING:
    from oftwist.controller.controller import Controller
    from oftwist.controller.switch import Switch


def learning_switch(controller: Controller) -> LearningSwitch | None:
    """The app, if it runs."""
    return next((one for one in controller.apps if isinstance(one, LearningSwitch)), None)


def table(app: LearningSwitch, dpid: int) -> dict[str, int]:
    """Address to port."""
    found: dict[str, int] = {}
    for learned, port in sorted(app.hosts.get(dpid, {}).items(), key=lambda item: (len(item[0]), item[0])):
        found.setdefault(learned[-6:].hex(":"), port)
    return found


def learn(app: LearningSwitch, switch: Switch, body: Given) -> None:
    """Enter an address: ``{"mac": "00:00:00:00:00:01", "port": 1}``.

    Raises:
        Mistake: that is not what the body says.
    """
    try:
        address = bytes(values.mac_bytes(body.word("mac")))
    except ValueError as error:
        raise error if isinstance(error, Mistake) else Mistake(str(error), body.at("mac")) from None
    port = body.number("port", top=switch.ofp.OFPP_MAX)
    if port not in switch.ports:
        raise Mistake("the switch has no such port", body.at("port"))
    if app.hosts[switch.datapath_id].get(key(UNTAGGED, address)) != port:
        app.learn(switch, UNTAGGED, address, port)
