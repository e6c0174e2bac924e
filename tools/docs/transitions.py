"""docs/transitions.md: every change that is known, with its class, consequence and runbook."""

from __future__ import annotations

from cilium_ako.catalogue.transitions import BY_ID as TRANSITIONS


def transitions() -> str:
    """Every change that is known, with its class, consequence and runbook."""
    lines = [
        "# What a change does to a running cluster",
        "",
        "Generated from `cilium_ako/catalogue/transitions/` by `make docs`.",
        "",
        "Classes: safe (nobody notices), rolling (agents restart, established traffic stays),",
        "disruptive (connections break, or nodes must be recycled), forbidden (the cluster does",
        "not survive it). What is in no row, or could not be read, is unknown, and counts as",
        "disruptive.",
    ]
    for row in TRANSITIONS.values():
        facts = ", ".join(f"`{fact}`" for fact in row.facts)
        may = "can be acknowledged" if row.acknowledgeable else "cannot be acknowledged"
        lines += ["", f"## `{row.id}`: {row.impact}", "", f"{facts}; {may}.", "", row.consequence]
        if row.runbook:
            lines.append("")
            lines += [f"{number}. {step}" for number, step in enumerate(row.runbook, 1)]
        lines += ["", f"Source: {row.source}"]
    return "\n".join(lines) + "\n"
