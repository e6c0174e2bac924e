"""docs/faults.md: every fault that the doctor knows, with its evidence and the way back."""

from __future__ import annotations

from collections.abc import Iterator

from cilium_ako.catalogue.faults import FAULTS, Fault


def faults() -> str:
    """Every fault: what shows it, what it does, what mends it, where the fact is from."""
    lines = [
        "# Faults of a live cluster",
        "",
        "Generated from `cilium_ako/catalogue/faults/` by `make docs`. `cilium-ako doctor STACK`",
        "looks for each of them; `--runbook` prints the steps for those that it found. `fail`",
        "gives exit status 3, `warn` does not.",
        "",
        "Paths are of the Cilium repository, `AKO:` of the AKO one.",
    ]
    for fault in FAULTS:
        lines += _fault(fault)
    return "\n".join(lines) + "\n"


def _fault(fault: Fault) -> Iterator[str]:
    yield from ("", f"## `{fault.id}`: {fault.severity}", "")
    yield f"- Seen at: {fault.object}"
    yield f"- Evidence: {fault.evidence}"
    yield f"- Why: {fault.why}"
    yield f"- Fix: {fault.fix}"
    yield f"- Source: {fault.source}"
    if fault.steps:
        yield ""
        yield from (f"{number}. {step}" for number, step in enumerate(fault.steps, 1))
