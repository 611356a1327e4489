"""The report as one HTML file that needs nothing else: matrix, filter, every failure with its trace."""

from __future__ import annotations

from html import escape

from oftwist.conformance.card import matrix
from oftwist.conformance.outcomes import FAILED, PASSED, SKIPPED, Outcome, Run

_STYLE = """
:root { color-scheme: light dark; --line: #8884; --bad: #c62828; --good: #2e7d32; --none: #777 }
@media (prefers-color-scheme: dark) { :root { --bad: #ff8a80; --good: #81c784; --none: #aaa } }
body { font: 14px/1.45 system-ui, sans-serif; max-width: 72rem; margin: 1.5rem auto; padding: 0 1rem }
table { border-collapse: collapse; margin: 1rem 0 }
th, td { padding: .3rem .6rem; border-bottom: 1px solid var(--line) }
th { text-align: left } td.n { text-align: right; font-variant-numeric: tabular-nums }
.failed { color: var(--bad) } .passed { color: var(--good) } .skipped { color: var(--none) }
details { border-bottom: 1px solid var(--line); padding: .3rem 0 } summary { cursor: pointer }
pre { overflow: auto; padding: .6rem; background: #8881; font-size: 12px }
input, select { font: inherit; padding: .25rem }
"""
_SCRIPT = """
const word = document.getElementById('word'), which = document.getElementById('which');
function choose() {
  let shown = 0;
  for (const one of document.querySelectorAll('details[data-outcome]')) {
    const fits = (!which.value || one.dataset.outcome === which.value) &&
      one.dataset.text.includes(word.value.toLowerCase());
    one.hidden = !fits; shown += fits;
  }
  document.getElementById('shown').textContent = shown + ' cases';
}
word.addEventListener('input', choose); which.addEventListener('change', choose);
for (const one of document.querySelectorAll('a[data-word]')) one.addEventListener('click', () => {
  word.value = one.dataset.word; which.value = ''; choose();
});
choose();
"""


def page(run: Run) -> str:
    """The whole file."""
    counts = run.counts()
    verdict = "All mandatory cases pass" if run.conforms else "Mandatory cases fail"
    head = f"{counts[PASSED]} passed, {counts[FAILED]} failed, {counts[SKIPPED]} not supported, {run.seconds:.0f} s"
    parts = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<link rel="icon" href="data:,">',
        f"<title>OpenFlow conformance: {escape(verdict)}</title><style>{_STYLE}</style></head><body>",
        f'<h1>OpenFlow conformance</h1><p><strong class="{PASSED if run.conforms else FAILED}">{verdict}.</strong> ',
        f"{escape(head)}</p>",
        _table("Device", {version: _flat(told) for version, told in run.device.items()}),
        _table("Environment", run.environment),
        _table("Profile", _profile(run)),
        _table("Not supported because of", {name: f"{count} cases" for name, count in sorted(run.lacking().items())}),
        _matrix(run),
        '<h2>Cases</h2><p><label>Find <input id="word" type="search"></label> <label>Show <select id="which">',
        '<option value="">all</option><option value="failed" selected>failed</option>',
        '<option value="passed">passed</option><option value="skipped">not supported</option></select></label> ',
        '<span id="shown" role="status"></span></p>',
        *map(_case, run.cases),
        f"<script>{_SCRIPT}</script></body></html>\n",
    ]
    return "".join(parts)


def _flat(told: object) -> str:
    if isinstance(told, dict):
        return ", ".join(f"{name} {value}" for name, value in told.items())
    return str(told)


def _profile(run: Run) -> dict[str, str]:
    """What came of the profile."""
    told = run.profile
    if not told:
        return {}
    verdict = {told["profile"]: "conforms" if told["conforms"] else "does not conform"}
    lacking = {"not shown": ", ".join(told["lacking"])} if told["lacking"] else {}
    either = {group: " and ".join(shown) or "nothing that is asked" for group, shown in told["either"].items()}
    return {**verdict, "cases": f"{told['wanted'] - len(told['lacking'])} of {told['wanted']}", **either, **lacking}


def _table(title: str, rows: dict[str, str]) -> str:
    body = "".join(f"<tr><th>{escape(name)}</th><td>{escape(str(value))}</td></tr>" for name, value in rows.items())
    return f"<h2>{escape(title)}</h2><table>{body}</table>" if rows else ""


def _matrix(run: Run) -> str:
    versions, subjects = matrix(run)
    head = "".join(f"<th>{escape(version)}</th>" for version in versions)
    rows = []
    for subject, by_version in subjects.items():
        cells = "".join(f'<td class="n">{_cell(run, cases)}</td>' for cases in by_version.values())
        link = f'<a href="#word" data-word="{escape(subject)}::">{escape(subject.replace("_", " "))}</a>'
        rows.append(f"<tr><th>{link}</th>{cells}</tr>")
    return f'<h2>Subjects</h2><table id="matrix"><tr><th></th>{head}</tr>{"".join(rows)}</table>'


def _cell(run: Run, cases: list[Outcome]) -> str:
    counts = run.counts(cases)
    shown = [(PASSED, "passed"), (FAILED, "failed"), (SKIPPED, "not supported")]
    told = [f'<span class="{name}" title="{title}">{counts[name]}</span>' for name, title in shown if counts[name]]
    return " / ".join(told) or "-"


def _case(case: Outcome) -> str:
    text = f"{case.version} {case.id} {case.shows} {case.reason}".lower()
    kind = "mandatory" if case.mandatory else "optional"
    onf = f", ONF {case.onf}" if case.onf else ""
    accepted = f"<p>Accepted: {escape(case.accepted)}</p>" if case.accepted else ""
    details = f"<pre>{escape(case.details)}</pre>" if case.details else ""
    return (
        f'<details data-outcome="{case.outcome}" data-text="{escape(text)}"><summary><span class="{case.outcome}">'
        f"{case.outcome}</span> {escape(case.version)} {escape(case.id)}</summary><p>{escape(case.shows)}</p>"
        f"<p>Section {escape(case.section)}, {kind}{escape(onf)}, {case.seconds:.2f} s</p>"
        f"<p>{escape(case.reason)}</p>{accepted}{details}</details>"
    )
