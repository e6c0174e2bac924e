"""What was found, for whoever reads the engine's output: names of properties, and no value of one.

An engine hands a policy its secrets in clear, and a value may stand beside one: so what is said
comes from the catalogue, but for a chart's version and names of keys.
"""

from __future__ import annotations

from cilium_ako.catalogue.charts.keys import Chart, newest
from cilium_ako.catalogue.release import Release
from cilium_ako.catalogue.rules import BY_ID, Rule
from cilium_ako.escape import one_line
from cilium_ako.policies.helm_release import Unread
from cilium_ako.policies.judge import ReleaseFinding
from cilium_ako.policies.properties import in_helm_words


def rule_text(rule: Rule, text: str) -> str:
    """A sentence of a rule with Helm's keys, as the newest charts spell them."""
    chart: Chart = "ako" if rule.id.startswith("ako-") else "cilium"
    return in_helm_words(text, chart, newest(chart))


def finding_text(finding: ReleaseFinding, version: Release | None) -> str:
    """One finding, without what its rule says, which an engine puts before it.

    `version` is that of the chart, whose spelling of keys counts.
    """
    rule = BY_ID[finding.rule]
    minor = newest(finding.chart) if version is None else version.minor_release
    detail = f"{one_line(finding.detail, 300)}. " if finding.detail else ""
    why, fix = (
        in_helm_words(text, finding.chart, minor) for text in (rule.why, finding.fix or rule.fix)
    )
    lines = [f"{one_line(finding.property)}: {detail}{why}", f"fix: {one_line(fix, 600)}"]
    if rule.acknowledgeable:
        lines.append(
            f'to let it pass, in the policy config: {{"{rule.id}": {{"acknowledge": "…"}}}}'
        )
    return "\n".join(lines)


def unread_text(unread: Unread) -> str:
    """What could not be read, with the reason."""
    why = BY_ID["release-unread"].why
    return f"{one_line(unread.property)} is not read: {unread.reason}. {why}"
