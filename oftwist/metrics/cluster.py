"""A node's place in its cluster, as metrics. Knows the mastership."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from oftwist.cluster import Mastership
    from oftwist.metrics.families import Families
    from oftwist.metrics.switches import Labels


def seen(mastership: Mastership, labels: Labels, families: Families) -> None:
    """Who is master of what as far as this node knows, and its lease."""
    store = mastership.store
    lease, node = store.lease, store.node
    families.add("oftwist_cluster_nodes", len(store.nodes()))
    for dpid, holder in store.masters().items():
        families.add("oftwist_cluster_master", 1, *labels.of(dpid), holder.node)
    families.add("oftwist_cluster_lease_seconds", lease.ttl, node)
    families.add("oftwist_cluster_lease_left_seconds", lease.left, node)
    families.add("oftwist_cluster_lag_seconds", lease.lag, node)
    families.add("oftwist_cluster_trusted", lease.trusted, node)
    families.add("oftwist_cluster_terms", len(store.terms), node)
    families.add("oftwist_cluster_store_requests_total", store.kv.requests, node)
