"""A pretty printer: pieces of text in groups that are kept on one line if they fit, else broken.

Knows no class of ours: an object that has ``pretty_print(printer)`` writes itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

__all__ = ["PrettyPrinter", "pp"]


def pp(obj: Any, maxwidth: int = 79) -> str:
    """An object as readable text.

    Args:
        obj: one of the library's objects, a list or dict of such, or anything with a repr.
        maxwidth: columns that should not be passed, where there is a place to break.
    """
    printer = PrettyPrinter(maxwidth)
    printer.pp(obj)
    return str(printer)


class _Break:
    """A place where a line may end."""

    __slots__ = ("indent", "separator")

    def __init__(self, separator: str, indent: int) -> None:
        self.separator = separator
        self.indent = indent


class _Group:
    """Pieces whose breaks are all taken or none of them."""

    __slots__ = ("pieces", "started", "width")

    def __init__(self) -> None:
        self.pieces: list[str | _Break | _Group] = []
        self.width = 0  # on one line
        self.started = False

    def render(self, column: int, maxwidth: int) -> str:
        """The text of the group, begun at ``column``."""
        broken = self.width > maxwidth - column
        out = []
        for piece in self.pieces:
            if isinstance(piece, str):
                text = piece
            elif isinstance(piece, _Group):
                text = piece.render(column, maxwidth)
            elif broken:
                out.append("\n" + " " * piece.indent)
                column = piece.indent
                continue
            else:
                text = piece.separator
            out.append(text)
            column += len(text)
        return "".join(out)


class PrettyPrinter:
    """Collects text, possible breaks and groups; ``str(printer)`` is the outcome.

    Args:
        maxwidth: columns a line should have at most.
    """

    def __init__(self, maxwidth: int) -> None:
        self.maxwidth = maxwidth
        self._groups = [_Group()]
        self._indent = 0

    def __str__(self) -> str:
        return self._groups[0].render(0, self.maxwidth)

    def text(self, s: str) -> None:
        """Add text."""
        group = self._groups[-1]
        group.pieces.append(s)
        group.width += len(s)

    def breakable(self, sep: str = " ") -> None:
        """Add a place to break: ``sep`` if the group stays on one line, else a new line, indented."""
        group = self._groups[-1]
        group.pieces.append(_Break(sep, self._indent))
        group.width += len(sep)

    def first(self) -> bool:
        """Whether this is the first such call in the current group."""
        group = self._groups[-1]
        started, group.started = group.started, True
        return not started

    @contextmanager
    def group(self) -> Iterator[None]:
        """What is added inside is one group."""
        group = _Group()
        self._groups.append(group)
        try:
            yield
        finally:
            self._groups.pop()
            self._groups[-1].pieces.append(group)
            self._groups[-1].width += group.width

    @contextmanager
    def indent(self, n: int) -> Iterator[None]:
        """Lines that begin inside are indented by ``n`` columns more."""
        self._indent += n
        try:
            yield
        finally:
            self._indent -= n

    def pp(self, obj: Any) -> None:
        """Add an object: by its own ``pretty_print``, as a list or dict of such, or its repr."""
        write = getattr(obj, "pretty_print", None)
        if write is not None:
            write(self)
        elif type(obj) is list:
            self._items("[", "]", [(None, item) for item in obj])
        elif type(obj) is dict:
            self._items("{", "}", [(key, obj[key]) for key in sorted(obj)])
        else:
            self.text(repr(obj))

    def _items(self, opening: str, closing: str, items: list[tuple[Any, Any]]) -> None:
        with self.group():
            self.text(opening)
            with self.indent(2):
                for key, item in items:
                    if not self.first():
                        self.text(",")
                    self.breakable()
                    if closing == "}":
                        self.pp(key)
                        self.text(": ")
                    self.pp(item)
            self.breakable()
            self.text(closing)
