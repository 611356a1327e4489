"""What operators run: ``twistd oftwist``, its options, the demo. May know everything but the tools."""
