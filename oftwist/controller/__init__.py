"""The controller: a service that owns the switches and the handlers.

In: connections that come up, messages. Out: calls of handlers, messages. May know the connection, the endpoints and
the wire; nothing of apps, tools or tests.
"""

from oftwist.controller.controller import Controller
from oftwist.controller.switch import Switch

__all__ = ["Controller", "Switch"]
