"""What operators run: ``twistd oftwist``, its options, the demo.

In: a command line. Out: a service for twistd, or one line that says what is wrong with the command line. May know
everything but the tools. Each part is loaded by whoever starts it, so that ``twistd --help`` loads none of them:
`oftwist.service.tap` is what twistd looks into, `oftwist.service.demo` the network of ``--demo``.
"""
