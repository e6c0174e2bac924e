"""docs/rules.md: every rule, by subject."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from cilium_ako.catalogue.rules import BY_SUBJECT, SUBJECTS, Rule


def rules() -> str:
    """Every rule: what it says, why, what to do about it, where it is from."""
    lines = [
        "# Rules",
        "",
        "Generated from `cilium_ako/catalogue/rules/` by `make docs`; `cilium-ako rules` prints",
        "the same. There is a file for each subject, there and, with the checks, in",
        "`cilium_ako/rules/`; what is told of merged values and flags stands, conditions and all,",
        "in `cilium_ako/catalogue/refusals/`. An error stops a deployment, a warning does not.",
        "`check` names the rule, the place in the stack file and what to type. Where a rule can be",
        "acknowledged, a person lets it pass with",
        "`cilium-ako:acknowledge: {RULE: {reason: …}}`.",
        "",
        "Paths are of the Cilium repository, `AKO:` of the AKO one.",
    ]
    for subject, rows in BY_SUBJECT.items():
        package = "rules" if subject in SUBJECTS else "refusals"
        about = import_module(f"cilium_ako.catalogue.{package}.{subject}").__doc__ or ""
        lines += ["", f"## {subject}", "", about.strip()]
        for rule in rows:
            lines += _rule(rule)
    return "\n".join(lines) + "\n"


def _rule(rule: Rule) -> Iterator[str]:
    may = ", can be acknowledged" if rule.acknowledgeable else ""
    yield from ("", f"### `{rule.id}`", "", f"{rule.severity}{may}. {rule.says}", "")
    yield f"- Why: {rule.why}"
    yield f"- Fix: {rule.fix}"
    if rule.kops:
        yield f"- kOps says: {rule.kops}"
    yield f"- Source: {rule.source}"
