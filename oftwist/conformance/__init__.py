"""The conformance suite: what OpenFlow demands of a switch, as tests that anybody can run, read and add to.

``oftwist conformance`` runs ``oftwist.conformance.suite`` with pytest, against the embedded simulated switch or any
other (the options are those of the pytest plugin of oftwist). In go a switch and its ports, out comes a report: a
card, JSON, JUnit, one HTML file. Two reports can be compared. A case is a test function with a :func:`case` above it:
versions, section of the specification, whether a switch must do it, what of its features it needs; its docstring says
in one sentence what it shows.

It may know everything but services and tools. Inside, from the bottom: ``declaring``, ``lacking`` < ``outcomes`` <
``profiles``, ``card``, ``page``, ``comparing`` < ``plugin`` < ``command``; the suite knows ``declaring``, ``lacking``
and what it tests with.
"""

from __future__ import annotations

from oftwist.conformance.declaring import case

__all__ = ["case"]
