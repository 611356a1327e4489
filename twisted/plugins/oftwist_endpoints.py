"""Makes ``ptcp:``, ``pssl:`` and ``punix:`` known to ``serverFromString``: ways to listen, as Open vSwitch spells them.

The package is imported when such an endpoint is made, not when somebody looks for plugins.
"""

from twisted.internet.interfaces import IStreamServerEndpointStringParser
from twisted.plugin import IPlugin
from zope.interface import implementer


@implementer(IPlugin, IStreamServerEndpointStringParser)
class _Listening:
    """One kind of endpoint.

    Attributes:
        prefix: the word before the first colon.
    """

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix

    def parseStreamServer(self, reactor, *words, **named):  # type: ignore[no-untyped-def]
        """The endpoint; ``serverFromString`` has split its description at the colons, those of addresses too."""
        from oftwist.endpoints import server

        parts = [*(word.replace("\\", "\\\\").replace(":", "\\:") for word in words)]
        parts += [f"{name}={value}".replace("\\", "\\\\").replace(":", "\\:") for name, value in named.items()]
        return server(reactor, ":".join([self.prefix, *parts]))


ptcp = _Listening("ptcp")
pssl = _Listening("pssl")
punix = _Listening("punix")
