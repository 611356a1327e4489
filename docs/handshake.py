"""Draw the handshake from its table: ``python docs/handshake.py`` writes it into ``docs/robustness.rst``."""

from __future__ import annotations

from pathlib import Path

from oftwist.connection.session import TABLE, Input, State

PAGE = Path(__file__).parent / "robustness.rst"
BEGIN = ".. The handshake, written by docs/handshake.py:\n"
END = ".. End of the handshake.\n"


def arrows() -> dict[State, list[State]]:
    """Return which states follow which, in the order of ``State``."""
    return {
        state: [
            after
            for after in State
            if after is not state and any(after in rule.states for (at, _), rule in TABLE.items() if at is state)
        ]
        for state in State
    }


def draw() -> str:
    """Return the picture and the table as reStructuredText."""
    lines = ["", ".. code-block:: none", ""]
    for state, following in arrows().items():
        if following:
            lines.append(f"    {state.name:<8} --> {', '.join(after.name for after in following)}")
    lines += ["", ".. list-table::", "   :header-rows: 1", ""]
    rows = [("state", "what comes", "what is done", "then")]
    for state in State:
        for happened in Input:
            rule = TABLE.get((state, happened))
            if rule is not None:
                then = ", ".join(after.name for after in State if after in rule.states)
                rows.append((state.name, happened.value, rule.method.replace("_", " "), then))
    for row in rows:
        lines += [f"   {'*' if at == 0 else ' '} - {cell}" for at, cell in enumerate(row)]
    return "\n".join([*lines, ""]) + "\n"


def written(page: str) -> str:
    """Return the page with what ``draw`` gives in its place."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + draw() + END + after


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
