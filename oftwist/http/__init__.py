"""The controller by HTTP: its own API, the API of Ryu, metrics, and the page.

In: requests of people and programs, checked before anything of ours sees them. Out: answers in JSON, streams of events,
changes at switches. May know the controller and what is attached to it (topology, cluster, captures, metrics); nothing
of the configuration file or the command line.

From the bottom: ``problem``, ``request`` < ``routing`` < ``security`` < ``server`` < ``service``; ``app`` is what
handlers reach, ``api/`` are the handlers. Needs the extra ``http``.
"""

from oftwist.http.app import HttpApp
from oftwist.http.problem import Problem
from oftwist.http.request import Request, Response
from oftwist.http.routing import Routes
from oftwist.http.service import HttpService
from oftwist.http.settings import HttpSettings

__all__ = ["HttpApp", "HttpService", "HttpSettings", "Problem", "Request", "Response", "Routes"]
