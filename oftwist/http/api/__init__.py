"""The own API, ``/api/v1``: one file for each kind of thing. Each has ``routes`` and the types of its answers."""
