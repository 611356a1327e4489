"""The whole network: which switches are linked, where hosts are, and the ways between them.

In: switches, their ports and packet-ins. Out: links, hosts and paths, and events about them; probes and a rule to the
switches. May know the controller and packets; nothing of apps. Inside, from the bottom: ``model`` < ``probes``,
``pacing``, ``links``, ``ports``, ``rules``, ``flow`` < ``graph``, ``asking``, ``telling`` < ``ways``, ``hosts``,
``discovery``, ``trace`` < ``topology``.
"""

from __future__ import annotations

from oftwist.net.model import Hop, Host, Link, Path, Place
from oftwist.net.topology import Topology
from oftwist.net.trace import Visit
from oftwist.net.ways import Way

__all__ = ["Hop", "Host", "Link", "Path", "Place", "Topology", "Visit", "Way"]
