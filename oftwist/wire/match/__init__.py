"""Match objects for people: fields by name, values in any form, wildcards from what is given.

What comes in: names and values from people, the bytes of a match from the codec. What goes out: the methods that the
classes of a match have (`matching.methods`). May know the tables, layouts, and that the codec compiles source.

**The fast paths of a match.** Nearly every message has a match, and most are never looked at as a whole. Five shortcuts
make that cheap; each gives what the plain way gives, and a test holds it to that:

1. *Kept bytes* (`oftwist.wire.codec.objects.field_list_property`): a list of match fields stays the bytes it came as,
   checked once, until somebody reads it; what is not read is packed back without being looked at. ``match["in_port"]``
   and ``packet_in.in_port`` look into the bytes first (``matching``, ``oxm_match``). tests/loxi/test_match.py
2. *Shapes* (``shapes``): a list that is read, and whose combination of headers has come again and again, is read by
   one function made for that combination. tests/wire/test_shapes.py
3. *Build plans* (``oxm_match`` for 1.2 and later, ``fixed_match`` for 1.0): ``match.build`` with the names of an
   earlier call and plain values packs them by one function made for these names. tests/loxi/test_match.py
4. *The match in place* (`oftwist.wire.codec.plan.Match`): a message packs and reads the header and the bytes of its
   match itself, with its own fixed members, instead of by a call. tests/wire/test_reference.py
5. *Prepared lists* (`oftwist.wire.codec.prepared`): instructions and actions of many flows are packed once.
   tests/wire/test_prepared.py

What grows by use is bounded: shapes by their number, plans by names that only the user's own code chooses.
"""
