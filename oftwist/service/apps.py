"""Apps by name: found, imported, made. Knows nothing of controllers but what makes something an app."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from types import MappingProxyType

from oftwist.controller.handlers import marked
from oftwist.errors import ConfigurationError

_NONE: Mapping[str, object] = MappingProxyType({})


def load_app(name: str, arguments: Mapping[str, object] = _NONE) -> object:
    """Find an app by its name and make it.

    Args:
        name: a module of ``oftwist.apps`` (``learning_switch``), ``package.module:Class``, or a module
            whose functions are the handlers (``package.module``). The current folder is searched too.
        arguments: for the class or function.

    Returns:
        An instance of the class (or whatever the name is of, called if it can be), or the module.

    Raises:
        ConfigurationError: there is no such app, it does not take these arguments, or it would never do anything.
    """
    path, _, attribute = name.partition(":")
    if not attribute and path.isidentifier() and find_spec(f"oftwist.apps.{path}") is not None:
        attribute = "".join(word.capitalize() for word in path.split("_"))
        path = f"oftwist.apps.{path}"
    here = os.getcwd()
    if here not in sys.path and "" not in sys.path:
        sys.path.append(here)  # as `python -m` does; twistd does not
    try:
        app: object = import_module(path)
        module = app
        if attribute:
            if not hasattr(module, attribute):
                raise ConfigurationError(f"{name}: there is no {attribute} in {path}")
            app = getattr(module, attribute)
            if callable(app):
                app = app(**arguments)
                arguments = _NONE
    except ConfigurationError:
        raise
    except (Exception, SystemExit) as error:  # whatever the code of an app does
        raise ConfigurationError(f"{name}: {_told(error)}") from error
    if arguments:
        raise ConfigurationError(f"{name}: it takes no arguments, such as {next(iter(arguments))}")
    if not hasattr(app, "start") and next(marked(app), None) is None:
        classes = {key: value for key, value in vars(module).items() if isinstance(value, type)}
        apps = [f"{path}:{key}" for key, value in classes.items() if next(marked(value), None) is not None]
        hint = f" (is it {' or '.join(apps)}?)" if apps else ""
        raise ConfigurationError(f"{name}: it has no start() and nothing marked with @on{hint}")
    return app


def _told(error: BaseException) -> str:
    """Say in one line what importing or making an app raised, and where, if that was in its own code."""
    text = " ".join(str(error).split())
    last = traceback.extract_tb(error.__traceback__)[-1]
    searching = "importlib" in last.filename
    if searching and not isinstance(error, SyntaxError):
        return text or "no such module"
    theirs = not searching and last.filename != __file__
    return f"{type(error).__name__}: {text}" + (f" ({last.filename}:{last.lineno})" if theirs else "")
