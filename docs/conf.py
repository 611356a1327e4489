"""Sphinx settings. Build with ``sphinx-build -W docs docs/_build``."""

import re
from pathlib import Path

project = "oftwist"
author = "The oftwist authors"
project_copyright = "2026, The oftwist authors"
_init = Path(__file__).resolve().parent.parent / "oftwist" / "__init__.py"
release = version = re.search(r'__version__ = "(.+)"', _init.read_text()).group(1)  # type: ignore[union-attr]

extensions: list[str] = []
exclude_patterns = ["_build"]
html_theme = "alabaster"
html_theme_options = {"description": "OpenFlow controllers on Twisted", "fixed_sidebar": True}
highlight_language = "none"
