"""The configuration: what a controller is told by a file, the environment and the command line. No Twisted."""

from oftwist.config.reading import configure
from oftwist.config.schema import App, Configuration, Datapath

__all__ = ["App", "Configuration", "Datapath", "configure"]
