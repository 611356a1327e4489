"""Apps that come with oftwist: plain users of the public names, written to be copied and changed.

In: a switch and its messages, as every app gets them. Out: messages to it. May know what ``oftwist`` and
``oftwist.loxi`` offer to everybody, and nothing else.
"""

from __future__ import annotations

from oftwist.apps.learning_switch import LearningSwitch

__all__ = ["LearningSwitch"]
