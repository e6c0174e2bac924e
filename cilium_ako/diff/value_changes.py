"""Helm values that change, by path; a secret's change is said, and its text is not."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import cast

from cilium_ako.catalogue.charts.keys import Chart
from cilium_ako.catalogue.facts import Value
from cilium_ako.changes.facts import Hidden
from cilium_ako.changes.verdict import Verdict
from cilium_ako.charts.helm_values import flatten
from cilium_ako.charts.manifests_secrets import SECRET, hidden_values, hiding
from cilium_ako.diff.model import ValueChange
from cilium_ako.diff.snapshots.snapshot import CHARTS, Snapshot


def value_changes(before: Snapshot, after: Snapshot) -> Iterator[ValueChange]:
    """Every Helm value that is set otherwise, by chart and key."""
    for chart in CHARTS:
        old, new = _plain(before.values.get(chart, {})), _plain(after.values.get(chart, {}))
        yield from _of_chart(chart, old, new)


def _of_chart(
    chart: Chart, old: Mapping[str, object], new: Mapping[str, object]
) -> Iterator[ValueChange]:
    was, becomes = dict(flatten(old)), dict(flatten(new))
    shown_old, shown_new = (dict(flatten(hidden_values(chart, each))) for each in (old, new))
    text_old, text_new = hiding(chart, old), hiding(chart, new)
    for key in sorted({*was, *becomes}):
        if _same(was.get(key), becomes.get(key)) and (key in was) == (key in becomes):
            continue
        one = text_old.hidden_value(shown_old.get(key))
        two = text_new.hidden_value(shown_new.get(key))
        yield ValueChange(chart, key, text_new.hidden_value(one), text_old.hidden_value(two))


def _same(one: object, other: object) -> bool:
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def _plain(values: Mapping[str, object]) -> dict[str, object]:
    return {str(key): _of(value) for key, value in values.items()}


def _of(value: object) -> object:
    """A value as JSON has it: the engine writes every number as a float."""
    if isinstance(value, Hidden):
        return SECRET
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Mapping):
        return {str(key): _of(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_of(each) for each in value]
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def hidden_verdict(verdict: Verdict, *snapshots: Snapshot) -> Verdict:
    """A verdict whose values hold no secret of any snapshot, wherever a config put one."""
    hidings = [
        hiding(chart, _plain(snapshot.values.get(chart, {})))
        for snapshot in snapshots
        for chart in CHARTS
    ]

    def hidden(value: Value | None) -> Value | None:
        shown: object = value
        for each in hidings:
            shown = each.hidden_value(shown)
        return cast("Value | None", shown)

    changes = (
        replace(each, old=hidden(each.old), new=hidden(each.new)) for each in verdict.changes
    )
    unknown = (
        replace(each, old=hidden(each.old), new=hidden(each.new)) for each in verdict.unknown
    )
    return Verdict(tuple(changes), tuple(unknown))
