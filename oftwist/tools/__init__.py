"""The command line: ``python -m oftwist decode|source|bench``.

In: the words of a command line, files, hex. Out: text on standard output and an exit status. May know everything but
the service. Each tool is loaded when it is asked for: `oftwist.tools.decode` and `oftwist.tools.bench`, each with a
``main``.
"""
