"""The catalogue of rules as a person looks it up: text, markdown, JSON."""

from __future__ import annotations

from collections.abc import Iterator

from cilium_ako.catalogue.rules import RULES
from cilium_ako.catalogue.rules.row import Rule
from cilium_ako.terminal import PLAIN, Span, Terminal, Tone


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


def rules_text(terminal: Terminal = PLAIN) -> str:
    """Every rule as a short paragraph; no line break at the end."""
    return "\n\n".join("\n".join(_paragraph(rule, terminal)) for rule in RULES)


def _paragraph(rule: Rule, terminal: Terminal) -> Iterator[str]:
    kind = f"{rule.severity}{', acknowledgeable' if rule.acknowledgeable else ''}"
    tone: Tone = "bad" if rule.severity == "error" else "warn"
    yield from terminal.line(Span(rule.id, strong=True), " (", Span(kind, tone), ")")
    yield from terminal.wrap(f"{rule.says} {rule.why}", indent="    ")
    yield from terminal.wrap(f"fix: {rule.fix}", indent="    ")
    if rule.kops:
        yield from terminal.wrap(f"kOps: {rule.kops}", indent="    ")
    yield from terminal.wrap(Span(f"source: {rule.source}", "quiet"), indent="    ")
