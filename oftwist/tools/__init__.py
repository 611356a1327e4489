"""The command line: ``python -m oftwist decode|source|bench``. May know everything but the service."""
