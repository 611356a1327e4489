"""Test patterns of Ryu's switch tester: JSON files that others have written, as cases of ours.

In goes a folder, out come patterns: what to send before (flows, groups, meters as Ryu writes messages in JSON), a frame
(as calls of Ryu's packet library), and what must become of it. Nothing of a file is executed: expressions are read as
syntax, and only what packets are made of is known. Inside, from the bottom: ``packets``, ``messages`` < ``reading`` <
``test_patterns``, which runs them on the bench of the suite.
"""
