"""The conformance suite as its users have it: the command, its reports, what it says of a switch that does wrong."""

from __future__ import annotations

import ast
import itertools
import json
import os
import re
import shlex
import subprocess
import sys
import textwrap
import xml.etree.ElementTree as tree
from pathlib import Path

import pytest

from oftwist.conformance import case, suite
from oftwist.conformance.card import card
from oftwist.conformance.command import main, parser
from oftwist.conformance.comparing import compared, worse
from oftwist.conformance.declaring import Case, parse_versions
from oftwist.conformance.outcomes import FAILED, PASSED, SKIPPED, Outcome, Run
from oftwist.conformance.page import page
from oftwist.conformance.profiles import Either, Profile, profile_of, verdict
from oftwist.errors import ConfigurationError

DOCS = Path(__file__).resolve().parents[2] / "docs"
FILES = sorted(Path(suite.__file__).parent.glob("test_*.py"))


def outcome(name: str = "a::b", version: str = "1.3", result: str = PASSED, **more: object) -> Outcome:
    told: dict[str, object] = dict.fromkeys(("onf", "reason", "details"), "")
    told |= {"id": name, "version": version, "subject": name.partition("::")[0], "section": "5.1", "outcome": result}
    told |= {"mandatory": True, "shows": "It works.", "seconds": 0.1, **more}
    return Outcome(**told)  # type: ignore[arg-type]


def run(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "oftwist", "conformance", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)


# --- declaring ----------------------------------------------------------------------------------------------------


def test_versions() -> None:
    assert parse_versions("1.0,1.3-1.5") == {1, 4, 5, 6}
    for text in ("2.0", "1.0-", "", "1.5-1.9"):
        with pytest.raises(ConfigurationError, match="is no OpenFlow version"):
            parse_versions(text)


def test_sections() -> None:
    declared = Case(frozenset((1, 4, 6)), "1.0 5.2, 1.3 7.2.3", True, (), "")
    assert [declared.section_for(version) for version in (1, 3, 4, 6)] == ["5.2", "5.2", "7.2.3", "7.2.3"]
    assert declared._replace(section="6.4").section_for(5) == "6.4"

    @case("1.3", section="5")
    def function() -> None: ...

    assert function.of_case.versions == {4}  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_case_is_declared_and_says_what_it_shows(path: Path) -> None:
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            names = [ast.unparse(decorator).partition("(")[0] for decorator in node.decorator_list]
            assert names[0] == "case", f"{node.name} is not declared"
            text = ast.get_docstring(node) or ""
            assert text.endswith(".") and "\n\n" not in text and len(text) < 200, f"{node.name}: {text!r}"


# --- the command --------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_reports_of_a_run(tmp_path: Path) -> None:
    """A part of the suite in two versions, with every kind of report."""
    words = [f"--{kind}={tmp_path}/{kind}" for kind in ("json", "junit", "html")]
    words += ["--profile=mandatory", "--only=match_rules::", "--only=groups::", "--only=connection::"]
    done = run("--version=1.0,1.4", *words)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == "" and done.stdout.endswith("All mandatory cases pass.\n")
    told = json.loads((tmp_path / "json").read_text())
    assert {one["version"] for one in told["cases"]} == {"1.0", "1.4"}
    assert {one["feature"] for one in told["cases"]} == {"", "channel", "OFPFF_EMERG"}
    assert {one["outcome"] for one in told["cases"] if not one["feature"]} == {PASSED}
    assert told["profile"]["conforms"] and len(told["profile"]["either"]) == 4
    assert told["device"]["1.4"]["manufacturer"] == "oftwist" and told["environment"]["python"]
    assert len(tree.parse(tmp_path / "junit").findall(".//testcase")) == len(told["cases"]) > 50
    assert (tmp_path / "html").read_text().count("<details data-outcome") == len(told["cases"])
    same = run("compare", f"{tmp_path}/json", f"{tmp_path}/json")
    assert (same.returncode, same.stdout) == (0, f"no difference in {len(told['cases'])} cases\n")


def test_listing() -> None:
    done = run("--list", "--version=1.0", "--only=prefixes")
    assert done.returncode == 0 and len(done.stdout.splitlines()) == 6
    assert done.stdout.startswith("1.0 match_rules::prefixes_of_addresses[8] (mandatory, section 3.4): A prefix takes")


def test_mistakes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bad").write_text("1.3 a::b\n")
    (tmp_path / "no.json").write_text("{}")
    for words, text in (
        (["--version=3"], "'3' is no OpenFlow version"),
        ([f"--accept={tmp_path}/nothere"], "cannot read"),
        ([f"--accept={tmp_path}/bad"], "bad:1: write VERSION ID: reason"),
        (["compare", "one"], "compare wants two files"),
        (["compare", f"{tmp_path}/no.json", f"{tmp_path}/no.json"], "is no report of oftwist conformance"),
    ):
        assert main(words) == 2
        told = capsys.readouterr()
        assert told.out == "" and text in told.err and told.err.count("\n") == 1, words
    none = run("--only=nothing at all")
    assert (none.returncode, none.stderr) == (2, "oftwist conformance: there is no such case\n")


def test_the_case_in_the_docs(tmp_path: Path) -> None:
    """A test of one's own, and a case with the bench of the suite, run by pytest."""
    page = DOCS / "conformance.rst"
    _, *found = page.read_text(encoding="utf-8").split(".. code-block:: python\n\n")
    for number, block in enumerate(found):
        lines = itertools.takewhile(lambda line: not line or line.startswith("    "), block.split("\n"))
        (tmp_path / f"test_mine_{number}.py").write_text(textwrap.dedent("\n".join(lines)))
    (tmp_path / "conftest.py").write_text("from oftwist.conformance.suite.conftest import bench\n")
    command = [sys.executable, "-m", "pytest", "-p", "oftwist.pytest_plugin", "-q", "--of-version=1.1,1.5"]
    env = {**os.environ, "PYTHONPATH": str(page.parents[1]), "PYTEST_ADDOPTS": ""}
    env["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert len(found) == 2 and "4 passed" in done.stdout, done.stdout + done.stderr


def test_the_commands_in_the_docs() -> None:
    """Each of them is understood, and chooses cases that there are."""
    known = run("--list").stdout
    lines = re.findall(r"^    oftwist conformance (.+)$", (DOCS / "conformance.rst").read_text(), re.MULTILINE)
    assert len(lines) > 10
    for line in lines:
        words = shlex.split(line)
        if words[0] == "compare":
            continue
        options = parser().parse_args(words)
        parse_versions(options.version)
        assert all(f" {word}" in known for word in options.only), line
        assert options.profile is None or profile_of(options.profile)


# --- reports ------------------------------------------------------------------------------------------------------


def test_a_card() -> None:
    made = Run(cases=[outcome(), outcome("a::c", result=FAILED, reason="it came twice"),
                      outcome("b_c::d", "1.4", SKIPPED, mandatory=False)], seconds=3)  # fmt: skip
    lines = card(made).splitlines()
    assert lines[0].split() == ["passed/failed/not", "supported", "1.3", "1.4", "all"]
    assert [line.split() for line in lines[1:4]] == [
        ["a", "1/1/0", "-", "1/1/0"],
        ["b", "c", "-", "0/0/1", "0/0/1"],
        ["all", "1/1/0", "0/0/1", "1/1/1"],
    ]
    assert "FAILED MANDATORY 1.3 a::c (section 5.1): it came twice" in lines
    assert lines[-1] == "Mandatory cases fail."


def test_accepted_failures_do_not_count() -> None:
    made = Run(cases=[outcome(result=FAILED, accepted="known since 2.1")])
    assert made.conforms and "FAILED accepted 1.3 a::b (section 5.1): known since 2.1" in card(made)
    assert Run(cases=[outcome(result=FAILED, mandatory=False)]).conforms
    assert not Run(cases=[outcome(result=FAILED)]).conforms


def test_what_changed() -> None:
    old = Run(cases=[outcome(), outcome("a::c", result=FAILED), outcome("a::d"), outcome("a::e", result=SKIPPED)])
    new = Run(cases=[outcome(result=FAILED, reason="why"), outcome("a::c"), outcome("a::e"), outcome("a::f")])
    assert compared(old, new).splitlines() == [
        "added: 1.3 a::f", "broken: 1.3 a::b: why", "gone: 1.3 a::d", "mended: 1.3 a::c", "supported: 1.3 a::e",
    ]  # fmt: skip
    assert worse(old, new) and not worse(new, new)


def test_a_report_comes_back(tmp_path: Path) -> None:
    made = Run({"1.3": {"tables": 8}}, {"python": "3"}, [outcome(), outcome("a::c", result=FAILED, details="x")], 2.5)
    made.save(tmp_path / "it")
    assert Run.load(tmp_path / "it") == made


def test_a_page_shows_hostile_words_as_text() -> None:
    bad = "<script>alert(1)</script>"
    made = Run(
        {"1.3": {"manufacturer": bad}}, {"date": bad}, [outcome(f"{bad}::x", result=FAILED, reason=bad, details=bad)]
    )
    text = page(made)
    assert text.count("<script>") == 1 and bad not in text
    assert "http" not in text.replace("https://", "http"), "it asks nobody for anything"


# --- what is not there ---


def test_what_is_lacking() -> None:
    """Skips name a feature; the set of these is on the card and on the page, and is compared."""
    lacking = {"result": SKIPPED, "feature": "OFPC_QUEUE_STATS", "reason": "OFPC_QUEUE_STATS: it is not there"}
    old = Run(cases=[outcome(), outcome("a::c", **lacking), outcome("a::d", **lacking)])  # type: ignore[arg-type]
    other = {"result": SKIPPED, "feature": "max_meter", "reason": "max_meter: it is 0"}
    new = Run(cases=[outcome(), outcome("a::c", **other), outcome("a::d")])  # type: ignore[arg-type]
    assert compared(old, new).splitlines() == [
        "not supported for another reason: 1.3 a::c: max_meter: it is 0",
        "supported: 1.3 a::d",
        "lacks no more: OFPC_QUEUE_STATS (2 cases)",
        "lacks: max_meter (1 cases)",
    ]
    assert "Not supported because of: OFPC_QUEUE_STATS (2)" in card(old)
    assert "<th>OFPC_QUEUE_STATS</th><td>2 cases</td>" in page(old)


@pytest.mark.parametrize("path", sorted(Path(suite.__file__).parent.glob("*.py")), ids=lambda path: path.stem)
def test_every_skip_names_a_feature(path: Path) -> None:
    assert "pytest.skip(" not in path.read_text(), "say lacks(feature, why)"


EITHER = Either("way", {"this": "way::this", "that": "way::that"})


def test_profiles() -> None:
    profile = Profile("mine", "what I want", frozenset(("1.3",)), without="nw_", either=(EITHER,))
    wanted = [("a::b", "1.3", True), ("way::that", "1.3", False)]
    assert all(profile.wants(*one) for one in wanted)
    for one in (("a::b", "1.0", True), ("a::b", "1.3", False), ("a::b[nw_src]", "1.3", True)):
        assert not profile.wants(*one)
    assert profile._replace(optional=True).wants("a::b", "1.3", False)
    assert profile_of("onf-1.0-l2").wants("match_fields::exact[dl_src]", "1.0", True)
    assert not profile_of("ONF-1.0-L3").wants("match_fields::exact[dl_src]", "1.0", True)
    with pytest.raises(ConfigurationError, match="no profile 'x': there are mandatory, full, "):
        profile_of("x")


@pytest.mark.parametrize(
    ("cases", "conforms"),
    [
        ([outcome(), outcome("way::this"), outcome("way::that", result=FAILED)], True),
        ([outcome(), outcome("way::this", result=SKIPPED)], False),
        ([outcome(result=FAILED), outcome("way::this")], False),
        ([outcome(result=FAILED, accepted="known"), outcome("way::this")], True),
        ([outcome(result=SKIPPED), outcome("way::this")], True),
        ([outcome("way::this")], False),
    ],
)
def test_verdicts(cases: list[Outcome], conforms: bool) -> None:
    """One alternative of a group is enough; nothing at all is not."""
    found = verdict(Run(cases=cases), Profile("mine", "what I want", either=(EITHER,)))
    assert found.conforms is conforms, found
    assert found.text.startswith("conforms to mine (" if conforms else "does not conform to mine (")


def test_a_profile_that_lets_nothing_be_missing() -> None:
    made = Run(cases=[outcome(), outcome("a::c", result=SKIPPED)])
    found = verdict(made, Profile("all", "everything", lacking=False))
    assert found.lacking == ["1.3 a::c"] and not found.conforms
    made.profile = found.told
    assert "It does not conform to all (1 of 2 cases)." in card(made).splitlines()
    assert "<th>not shown</th><td>1.3 a::c</td>" in page(made)


# --- it can fail --------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_switch_that_does_wrong_is_found_out(tmp_path: Path) -> None:
    """With a misbehaviour of the simulated switch the case for it fails, with what came instead; others pass."""
    done = run("--version=1.3", "--only=tags_and_lives", "--misbehave=push-vlan-empty", f"--json={tmp_path}/it")
    assert done.returncode == 0 and "FAILED optional 1.3" in done.stdout, done.stdout
    cases = {one.id: one for one in Run.load(tmp_path / "it").cases}
    failed = {name for name, one in cases.items() if one.outcome == FAILED}
    assert failed == {"rewriting::tags_and_lives[push_vlan of a service]"}
    details = cases["rewriting::tags_and_lives[push_vlan of a service]"].details
    assert "! vlan_vid" in details and "control channel" in details


def test_what_a_switch_can_do_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--misbehave=list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "mask-ignored (match_fields, 1.2-1.5): A mask is taken for all ones." in lines
    for words, text in (
        (["--misbehave=mask-ignore"], "no such misbehaviour: 'mask-ignore'; is it mask-ignored"),
        (["--misbehave=mask-ignored", "--listen=6653"], "--misbehave is for the simulated switch"),
    ):
        assert main(words) == 2
        assert text in capsys.readouterr().err


@pytest.mark.slow
def test_flow_monitors_with_and_without_the_extensions_of_open_vswitch(tmp_path: Path) -> None:
    """The simulated switch has those of OpenFlow; with the extensions they differ where those of a real one do."""
    script = (
        "import sys, functools\nfrom oftwist import testing\n"
        "testing.FakeSwitch = functools.partial(testing.FakeSwitch, extensions='openvswitch')\n"
        "from oftwist.conformance.command import main\nsys.exit(main(sys.argv[1:]))\n"
    )
    words = ["--version=1.4,1.5", "--only=flow_monitors::", f"--json={tmp_path}/it"]
    accepted = f"--accept={DOCS.parent}/contrib/accepted/openvswitch-3.1.txt"
    command = [sys.executable, "-c", script, *words, accepted]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    cases = Run.load(tmp_path / "it").cases
    assert {one.outcome for one in cases} == {PASSED, FAILED}, done.stdout
    failed = [one for one in cases if one.outcome == FAILED]
    assert {one.id for one in failed} == {f"flow_monitors::our_own_{what}" for what in ("in_full", "only")}
    assert all(one.accepted for one in failed)
    assert run(*words).returncode == 0
    cases = Run.load(tmp_path / "it").cases
    assert cases and {one.outcome for one in cases} == {PASSED}
