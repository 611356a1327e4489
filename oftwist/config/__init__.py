"""The configuration: what a controller is told by a file, the environment and the command line.

In: the name of a file, the environment's variables, the words of the command line. Out: a `Configuration`, or one line
that says what is wrong where. May know the limits of connections and datapath ids; no Twisted, no app, no controller.
"""

from oftwist.config.reading import configure
from oftwist.config.schema import App, Configuration, Datapath

__all__ = ["App", "Configuration", "Datapath", "configure"]
