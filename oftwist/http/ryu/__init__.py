"""The REST API of Ryu, for scripts and pages that were written for it: same paths, same bodies, same replies.

In: requests in Ryu's words. Out: messages for switches, and replies with decimal datapath ids as keys. What is not done
as there is listed in docs/ryu_api.rst.

From the bottom: ``given`` (bodies), ``told`` (names of numbers) < ``matches`` < ``actions``, ``telling`` < ``changes``,
``entries`` < ``questions``: the translation, which knows no HTTP and no switch. ``network``, ``learning`` and
``sockets`` stand beside it. ``stats`` < ``live`` are the routes.
"""

from oftwist.http.routing import Routes
from oftwist.http.ryu import live, stats

__all__ = ["routes"]

routes = Routes().include(stats.routes, live.routes)
