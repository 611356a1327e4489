"""The one declaration of OpenFlow 1.0 to 1.5: definitions only, read for one version by `oftwist.wire.spec`.

The tables are modules of plain data (``CLASSES``, ``GROUPS``) in the language of `oftwist.wire.fields`:

=======================  ===============================================================================
``messages``             the messages of the switch protocol, and the structures they carry
``stats``                statistics (multipart) requests and replies, with their entries
``actions``              actions
``instructions``         instructions, meter bands
``match``                match structures, OXM and OXS fields
``properties``           what 1.4 and 1.5 hang on ports, queues, tables, bundles, ..., 1.3 on table features
``nicira``, ``bsn``      what vendors added; ``bsn_tlvs``: the TLVs of bsn
``openvswitch_...``      what Open vSwitch added: its actions, fields, messages, statistics
``const``                the constants of the specification; ``vendor_const``: those of vendors
=======================  ===============================================================================
"""
