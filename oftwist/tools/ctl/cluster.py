"""``oftwist ctl etcd://... cluster``: who is master of what, as the store of a cluster says. Reads; changes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from time import time
from typing import TYPE_CHECKING, Any

from twisted.internet.defer import Deferred, ensureDeferred

from oftwist.dpid import format_dpid
from oftwist.errors import ConfigurationError, OFTwistError
from oftwist.tools.ctl.session import Call
from oftwist.tools.ctl.tables import age, table

if TYPE_CHECKING:
    from oftwist.cluster import View
    from oftwist.cluster.interfaces import TimeLeft


async def cluster(call: Call) -> int:
    """Print the state of a cluster; with ``--follow`` again and again.

    Returns:
        0; 2 if a switch that is connected to a node has no master.

    Raises:
        ConfigurationError: the URL is none, or treq is not installed.
        OFTwistError: the store does not answer.
    """
    if not call.endpoint.startswith(("etcd://", "etcds://")):
        raise ConfigurationError("cluster is asked of a store: etcd://HOST:PORT/NAME")
    options, out, reactor = call.options, call.out, call.reactor
    from oftwist.cluster import View
    from oftwist.cluster.etcd import EtcdView
    from oftwist.cluster.settings import Settings

    settings = Settings(call.endpoint, ca=options.tls_ca)
    kv = EtcdView(reactor, settings, timeout=options.timeout / len(settings.members))
    told: Deferred[int] = Deferred()

    async def show() -> None:
        state = describe(view, settings.cluster, time(), await leases(view))
        if options.json:
            out(json.dumps(state, indent=None if options.follow else 2))
        else:
            for line in lines(state):
                out(line)
        if not options.follow and not told.called:
            told.callback(0 if all(one["master"] for one in state["datapaths"]) else 2)

    def changed(_: object) -> None:
        ensureDeferred(show()).addErrback(lambda failure: None if told.called else told.errback(failure))

    view = View(kv, reactor, changed=changed)
    view.start()
    _look(reactor, view, told)
    try:
        return await told
    finally:
        view.stop()
        await kv.close()


def _look(reactor: Any, view: View, told: Deferred[int]) -> None:
    """Let a first look that fails end it: somebody who asks wants to know, not to wait."""
    if view.trouble and not view.synced:
        told.errback(OFTwistError(view.trouble))
    elif not told.called:
        reactor.callLater(0.1, _look, reactor, view, told)


async def leases(view: View) -> dict[str, TimeLeft]:
    """How the lease of each node stands, by its name; one that the store does not tell is not there."""
    from oftwist.cluster import StoreError

    found = {}
    for name in view.nodes:
        entry = view.entries.get(f"node/{name}")
        if entry is not None and entry.lease:
            with suppress(StoreError):
                found[name] = await view.kv.time_left(entry.lease)
    return found


def describe(view: View, name: str, now: float, leases: Mapping[str, TimeLeft]) -> dict[str, Any]:
    """The state of a cluster as plain values.

    Args:
        view: a view that has been synced.
        name: of the cluster.
        now: seconds since 1970. Ages are by the clocks of the nodes, so they are as right as those.
        leases: how the lease of each node stands, by the store's clock.
    """
    masters = {format_dpid(dpid): holder for dpid, holder in view.masters().items()}
    coming = {format_dpid(dpid): node for dpid, node in view.coming().items()}
    counts = [holder.node for holder in masters.values()]
    nodes = [
        {
            "name": node,
            "address": info.address,
            "connected": len(info.switches),
            "master_of": counts.count(node),
            "age": max(0, round(now - info.since)),
            "lease": leases[node].granted if node in leases else None,
            "lag": leases[node].granted - leases[node].left if node in leases else None,
        }
        for node, info in sorted(view.nodes.items())
    ]
    datapaths = []
    for dpid in sorted({*masters, *(one for info in view.nodes.values() for one in info.switches)}):
        holder = masters.get(dpid)
        datapaths.append({
            "dpid": dpid,
            "master": holder.node if holder else None,
            "generation_id": holder.generation_id if holder else None,
            "age": max(0, round(now - holder.since)) if holder else None,
            "connected": sorted(node for node, info in view.nodes.items() if dpid in info.switches),
            "next": coming.get(dpid),
        })  # fmt: skip
    return {"cluster": name, "epoch": view.epoch, "revision": view.revision, "nodes": nodes, "datapaths": datapaths}


def lines(state: dict[str, Any]) -> Iterator[str]:
    """The same for people: a line, the nodes, the datapaths."""
    nodes, datapaths = state["nodes"], state["datapaths"]
    without = sum(one["master"] is None for one in datapaths)
    missing = f", {without} without a master" if without else ""
    yield (
        f"cluster {state['cluster']}: {len(nodes)} nodes, {len(datapaths)} datapaths{missing}, "
        f"epoch {state['epoch']}, revision {state['revision']}"
    )
    yield from table(
        ("NODE", "ADDRESS", "CONNECTED", "MASTER OF", "SINCE", "LEASE", "LAG"),
        [
            (
                n["name"],
                n["address"] or "-",
                n["connected"],
                n["master_of"],
                age(n["age"]),
                age(n["lease"]),
                age(n["lag"]),
            )
            for n in nodes
        ],
    )
    rows = []
    for one in datapaths:
        others = ",".join(name for name in one["connected"] if name != one["master"])
        coming = f" (next: {one['next']})" if one["next"] else ""
        number = "-" if one["generation_id"] is None else f"{one['generation_id']:#x}"
        rows.append((one["dpid"], (one["master"] or "-") + coming, number, age(one["age"]), others or "-"))
    yield from table(("DATAPATH", "MASTER", "GENERATION", "SINCE", "STANDBY"), rows)
