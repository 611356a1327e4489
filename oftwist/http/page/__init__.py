"""The page for people: files that are served as they are, and a policy that lets nothing else run in them.

In: the files of ``static/``, ours and those of others (``static/vendor/``, each with its licence). Out: a route for
each. May know how files are told to browsers; nothing of the controller: the page asks the API like anybody else.

The files need no credentials, as there is nothing in them; what the page asks the API does.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from oftwist.http.request import Request, Response
from oftwist.http.routing import Handler, Routes

STATIC = Path(__file__).parent / "static"
#: Nothing from elsewhere, nothing inline, and no text that becomes markup or code (Trusted Types).
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "worker-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types oftwist",
    )
)
#: What may be served, by suffix.
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".LICENSE": "text/plain; charset=utf-8",
}

routes = Routes()


class File(NamedTuple):
    """A file as it is served.

    Attributes:
        body: its bytes.
        content_type: for browsers.
        etag: changes with the bytes.
    """

    body: bytes
    content_type: str
    etag: str


def addresses() -> dict[str, Path]:
    """Every file there is, by its path on the server; ``/`` is the page."""
    files = (path for path in sorted(STATIC.rglob("*")) if path.suffix in TYPES)
    found = {f"/{path.relative_to(STATIC).as_posix()}": path for path in files}
    return {"/": STATIC / "index.html", **found}


@cache
def load(address: str) -> File:
    """Read a file, once.

    Raises:
        KeyError: there is none at this address.
    """
    path = addresses()[address]
    body = path.read_bytes()
    return File(body, TYPES[path.suffix], f'"{hashlib.sha256(body).hexdigest()[:20]}"')


def headers(file: File) -> dict[str, str]:
    """What is said with a file: browsers keep it, and ask whether it is still the same."""
    return {"Cache-Control": "no-cache", "Content-Security-Policy": POLICY, "ETag": file.etag}


def serving(address: str) -> Handler:
    """What answers with a file, or that it is still the same."""

    async def serve(request: Request) -> Response:
        file = load(address)
        wanted = request.headers.get("if-none-match", "")
        if wanted == "*" or file.etag in (tag.strip().removeprefix("W/") for tag in wanted.split(",")):
            return Response(b"", 304, file.content_type, headers(file))
        return Response(file.body, 200, file.content_type, headers(file))

    return serve


for _address in addresses():
    routes.get(_address, public=True, hidden=True)(serving(_address))
