"""What a collecting app used: time, processor time and memory. Standard library only."""

import json
import resource
import time


def _rss() -> int:
    """Resident memory of this process in KiB."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize() // 1024


class Meter:
    """Started when the request is sent."""

    def __init__(self) -> None:
        self.rss = _rss()
        self.cpu = time.process_time()
        self.time = time.perf_counter()

    def report(self, flows: int, checksum: int) -> None:
        """Print one JSON object: the flows collected, and what that took since the start."""
        figures = {
            "flows": flows,
            "checksum": checksum,
            "seconds": time.perf_counter() - self.time,
            "cpu": time.process_time() - self.cpu,
            "rss_kib": max(_rss(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss),
            "added_kib": max(_rss(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) - self.rss,
        }
        print(json.dumps(figures), flush=True)
