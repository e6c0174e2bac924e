"""docs/transitions.md: every change that is known, by subject."""

from __future__ import annotations

from collections.abc import Iterator

from cilium_ako.catalogue.transitions import BY_SUBJECT, Transition


def transitions() -> str:
    """Every change that is known: what it does to a running cluster, and what to do about it."""
    lines = [
        "# What a change does to a running cluster",
        "",
        "Generated from `cilium_ako/catalogue/transitions/` by `make docs`; what a row is, and how",
        "one is added, is in [add-a-transition.md](add-a-transition.md).",
        "",
        "- `safe`: nobody notices.",
        "- `rolling`: agents restart, established traffic stays.",
        "- `disruptive`: connections break, or nodes must be recycled.",
        "- `forbidden`: the cluster does not survive it.",
        "",
        "What is in no row, or could not be read, is unknown, and counts as disruptive. Where",
        "several facts stand with “together”, the row is about all of them, and is told beside",
        "what each one's own change does. Paths are of the Cilium repository, `AKO:` of the AKO",
        "one, `kOps:` of kOps’.",
    ]
    for subject, rows in BY_SUBJECT.items():
        lines += ["", f"## {subject.replace('_', ' ')}"]
        for row in rows:
            lines += _transition(row)
    return "\n".join(lines) + "\n"


def _transition(row: Transition) -> Iterator[str]:
    facts = ", ".join(f"`{fact}`" for fact in row.facts)
    together = " together" if row.combination else ""
    may = "can be acknowledged" if row.acknowledgeable else "cannot be acknowledged"
    yield from ("", f"### `{row.id}`: {row.impact}", "", f"{facts}{together}; {may}.", "")
    yield row.consequence
    if row.runbook:
        yield ""
        yield from (f"{number}. {step}" for number, step in enumerate(row.runbook, 1))
    yield from ("", f"Source: {row.source}")
