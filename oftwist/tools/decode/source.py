"""``python -m oftwist source of13.flow_add``: the code generated for a class. Knows names and the code generator."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterator, Sequence

from oftwist.arguments import Parser
from oftwist.wire import spec
from oftwist.wire.codec import choosing, classes, decoding, encoding
from oftwist.wire.numbers import VERSION_NAMES


def main(argv: Sequence[str]) -> int:
    """Print the source of the classes named; the exit status."""
    parser = Parser("oftwist source", description="Print the generated source of a class: construct, read, write.")
    parser.add_argument("name", nargs="+", help="such as of13.flow_add or of13.action.output")
    args = parser.parse_args(argv)
    status = 0
    for name in args.name:
        try:
            version, qualname = find(name)
        except ValueError as error:
            print(f"error: {error}", file=sys.stderr)
            status = 1
            continue
        for text in sources(version, qualname):
            print(text)
    return status


def find(name: str) -> tuple[int, str]:
    """``of13.flow_add`` or ``of13.message.flow_add`` -> ``(4, "message.flow_add")``.

    Without a module, messages come first, then the other modules in the order of the package.

    Raises:
        ValueError: there is no such class; says what is like it.
    """
    package, _, rest = name.removeprefix("oftwist.").removeprefix("loxi.").partition(".")
    versions = {f"of1{version - 1}": version for version in VERSION_NAMES}
    if package not in versions or not rest:
        raise ValueError(f"{name!r} is not of the form of13.flow_add; versions are {', '.join(versions)}")
    version = versions[package]
    modules = ["message", *(m for m in spec.modules(version) if m not in ("message", "const", "util"))]
    known = [f"{m}.{n}" for m in modules for n in spec.names(version, m)]
    wanted = spec.aliases(version).get(rest if "." in rest else f"common.{rest}", rest)
    for qualname in known:
        if wanted in (qualname, qualname.partition(".")[2]):
            return version, qualname
    short = [q.partition(".")[2] for q in known]
    close = difflib.get_close_matches(wanted, known if "." in wanted else short, 3)
    hint = f" (did you mean {', '.join(dict.fromkeys(close))}?)" if close else ""
    raise ValueError(f"OpenFlow {VERSION_NAMES[version]} has no class {rest}{hint}")


def sources(version: int, qualname: str) -> Iterator[str]:
    """The functions of a class as Python source, each under a line that says what it is."""
    home = classes.of(version)
    lay = home.layout(qualname)
    name = home.source_name(qualname)
    yield f"# {name}: __init__\n{encoding.init_source(home, lay, name).text}"
    yield f"# {name}: pack\n{encoding.pack_source(home, lay, name).text}"
    if lay.by is not None:
        yield f"# {name}: unpack, which goes on with a subclass\n{choosing.dispatch_source(home, lay, name).text}"
        yield f"# {name}: unpack, where no subclass is known\n{decoding.decode_source(home, lay, name).text}"
    else:
        yield f"# {name}: unpack\n{decoding.decode_source(home, lay, name).text}"
