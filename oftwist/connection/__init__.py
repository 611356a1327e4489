"""One OpenFlow connection: bytes of a transport to messages for its owner, and back.

In: a Twisted transport, an owner that is told of messages. Out: messages, requests' answers, one ending with a reason.
May know the wire and Twisted; nothing of controllers, apps or tests.
"""
