"""Captures of the control channel, for everything that reads pcapng; and a recorder of the last messages.

In: what connections receive and send. Out: files, and bytes of files. May know a controller as what can be observed.
"""

from __future__ import annotations

from oftwist.capture.capture import Capture
from oftwist.capture.captures import Captures
from oftwist.capture.recorder import Recorder
from oftwist.capture.wanted import Wanted

__all__ = ["Capture", "Captures", "Recorder", "Wanted"]
