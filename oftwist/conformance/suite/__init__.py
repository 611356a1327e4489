"""The cases, a file for each subject, written with the fixtures that everybody has: see ``docs/conformance.rst``."""
