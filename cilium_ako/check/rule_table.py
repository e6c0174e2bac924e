"""The catalogue of rules as a person looks it up: text, markdown, JSON."""

from __future__ import annotations

from cilium_ako.catalogue.rules import RULES
from cilium_ako.rules.problem import wrapped


def rules_json() -> list[dict[str, object]]:
    """Every rule with all its fields."""
    return [rule._asdict() for rule in RULES]


def rules_markdown() -> str:
    """A table with a row for each rule."""
    lines = [
        "| rule | severity | what it says | fix | acknowledgeable | kOps | source |",
        "|---|---|---|---|---|---|---|",
    ]
    for rule in RULES:
        cells = (
            f"`{rule.id}`",
            rule.severity,
            rule.says,
            rule.fix,
            "yes" if rule.acknowledgeable else "no",
            rule.kops,
            rule.source,
        )
        escaped = (
            cell.replace("|", "\\|").replace("\n", " ").replace("<", "&lt;") for cell in cells
        )
        lines.append(f"| {' | '.join(escaped)} |")
    return "\n".join(lines)


def rules_text() -> str:
    """Every rule as a short paragraph."""
    paragraphs = []
    for rule in RULES:
        lines = [
            f"{rule.id} ({rule.severity}{', acknowledgeable' if rule.acknowledgeable else ''})"
        ]
        lines += wrapped(f"{rule.says} {rule.why}", "    ")
        lines += wrapped(f"fix: {rule.fix}", "    ")
        if rule.kops:
            lines += wrapped(f"kOps: {rule.kops}", "    ")
        lines += wrapped(f"source: {rule.source}", "    ")
        paragraphs.append("\n".join(lines))
    return "\n\n".join(paragraphs)
