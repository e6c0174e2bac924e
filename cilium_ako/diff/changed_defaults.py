"""What the charts' defaults change between two snapshots of a stack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cilium_ako.changes.verdict import Verdict
from cilium_ako.charts.manifests_secrets import hiding
from cilium_ako.diff.snapshots.snapshot import Snapshot, has_hidden

if TYPE_CHECKING:
    from cilium_ako.changes.default_changes import DefaultChanged


def changed_defaults(
    before: Snapshot, after: Snapshot, verdict: Verdict
) -> tuple[tuple[DefaultChanged, ...], tuple[str, ...]]:
    """What the defaults of both charts change, the worst first, and what is not known of it."""
    steps = [
        (chart, before.charts[chart].version, installed.version)
        for chart, installed in after.charts.items()
        if chart in before.charts
        and before.charts[chart].version.minor_release != installed.version.minor_release
    ]
    if not steps or after.stack is None or after.kubernetes is None:
        return (), ()
    from cilium_ako.changes.default_changes import default_changes, told  # noqa: PLC0415 - start-up

    found: list[DefaultChanged] = []
    problems: list[str] = []
    kubernetes = (before.kubernetes or after.kubernetes, after.kubernetes)
    for chart, old, new in steps:
        values = before.values.get(chart)
        known = values if values is not None and not has_hidden(values) else None
        listed = default_changes(after.stack, chart, old, new, kubernetes, verdict, known)
        hidden = hiding(chart, after.values.get(chart, {}))
        found += [
            each._replace(
                old=None if each.old is None else hidden.hidden_text(each.old),
                new=None if each.new is None else hidden.hidden_text(each.new),
            )
            for each in listed.changed
        ]
        problems += [listed.problem] if listed.problem else []
    return tuple(told(found)), tuple(problems)
