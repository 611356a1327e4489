"""The page's files: how they are served, and what may not stand in them. How the page behaves: tests/browser/."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from oftwist.http import HttpSettings, page
from tests.support.http_client import Stage

FILES = page.addresses()
VENDOR = page.STATIC / "vendor"
WRITTEN = [path for path in sorted(page.STATIC.rglob("*")) if path.suffix in (".js", ".css", ".html")]
OURS = [path for path in WRITTEN if VENDOR not in path.parents]


def test_every_file_is_served_as_what_it_is() -> None:
    stage = Stage()
    for address, path in FILES.items():
        answer = stage.ask("GET", address)
        assert (answer.status, answer.body) == (200, path.read_bytes())
        assert answer.headers["Content-Type"] == page.TYPES[path.suffix]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "*" not in policy
        head = stage.ask("HEAD", address)
        assert (head.status, head.body, head.headers["Content-Length"]) == (200, b"", str(path.stat().st_size))


def test_a_file_that_is_known_is_not_sent_again() -> None:
    stage = Stage()
    tag = stage.ask("GET", "/page.css").headers["ETag"]
    assert tag != stage.ask("GET", "/js/main.js").headers["ETag"]
    for known in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        answer = stage.ask("GET", "/page.css", headers={"If-None-Match": known})
        assert (answer.status, answer.body, answer.headers["ETag"]) == (304, b"", tag)
    assert stage.ask("GET", "/page.css", headers={"If-None-Match": '"other"'}).status == 200


@pytest.mark.parametrize(
    "path",
    [
        "/js",
        "/js/",
        "/js/nothing.js",
        "/js/../index.html",
        "/%2e%2e/__init__.py",
        "/static/index.html",
        "/vendor/VERSIONS",
    ],
)
def test_nothing_else_is_served(path: str) -> None:
    assert Stage().ask("GET", path).status in (400, 404)


def test_files_are_read_only() -> None:
    assert Stage().ask("POST", "/", b"").status == 405


def test_the_page_needs_no_credentials_and_the_api_does() -> None:
    stage = Stage(HttpSettings(token="s3cret"))
    assert stage.ask("GET", "/").status == 200
    assert stage.ask("GET", "/api/v1/switches").status == 401


def test_everything_that_is_there_is_served_or_on_the_list() -> None:
    served = set(FILES.values())
    left = {path.name for path in page.STATIC.rglob("*") if path.is_file()} - {path.name for path in served}
    assert left == {"VERSIONS"}


def test_files_of_others_are_as_they_were_published() -> None:
    rows = [line.split() for line in (VENDOR / "VERSIONS").read_text().splitlines() if not line.startswith("#")]
    for name, package, version, licence, digest in rows:
        body = (VENDOR / name).read_bytes()
        assert hashlib.sha256(body).hexdigest() == digest, name
        if name.endswith(".js"):
            assert f"v{version}".encode() in body[:200], f"{package} {version}"
        assert "ermission" in (VENDOR / licence).read_text()
    there = {path.name for path in VENDOR.iterdir()} - {"VERSIONS"} - {row[3] for row in rows}
    assert there == {row[0] for row in rows}


#: What turns text into markup or code, or takes something from elsewhere.
FORBIDDEN = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser|srcdoc|setTimeout\(['\"]"
    r"|https?://(?!www\.w3\.org/)|javascript:| style=| on[a-z]+=['\"]"
)


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_no_text_becomes_markup_or_code(path: Path) -> None:
    found = [line for line in path.read_text(encoding="utf-8").splitlines() if FORBIDDEN.search(line)]
    assert not found


def test_what_is_forbidden_is_found() -> None:
    for line in ("a.innerHTML = b", '<p style="x">', '<p onclick="x">', "import 'https://cdn.example/x.js'", "eval(x)"):
        assert FORBIDDEN.search(line), line


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_what_a_file_names_is_there(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    names = re.findall(r"""(?:from|import) "(\.[^"]+)"|(?:src|href)="([^"#]+)"|new URL\("([^"]+\.js)", import""", text)
    for name in filter(None, (each for group in names for each in group)):
        assert (path.parent / name).resolve() in {one.resolve() for one in FILES.values()}, name


def test_every_module_is_used_and_short() -> None:
    modules = {path.name: path.read_text(encoding="utf-8") for path in OURS if path.suffix == ".js"}
    every = "".join(modules.values()) + (page.STATIC / "index.html").read_text()
    used = set(re.findall(r"""["'/]([\w-]+\.js)""", every))
    assert modules.keys() - used == set()
    assert max(text.count("\n") for text in modules.values()) <= 450
    for name, text in modules.items():
        assert text.startswith("// "), f"{name} opens with what it may know"
