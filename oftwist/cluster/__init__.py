"""Several controllers for one network: who is master of which switch, decided by a store whose revisions fence.

In: switches that connect to every node. Out: for each switch one node whose apps see it, and role requests with the
generation id that was won. May know the controller; the core does not know this room.
"""

from oftwist.cluster.interfaces import Conflict, Holder, StoreError
from oftwist.cluster.mastership import Mastership
from oftwist.cluster.memory import MemoryCluster
from oftwist.cluster.store import MastershipStore
from oftwist.cluster.term import Term
from oftwist.cluster.view import View

__all__ = ["Conflict", "Holder", "Mastership", "MastershipStore", "MemoryCluster", "StoreError", "Term", "View"]
