"""What adopting changes: the owner's release held against the stack's, key by key.

The facts of both are classified by the table of transitions, as a diff does. `cilium-config` and
`avi-k8s-config` follow from tables and need no chart; all other objects are rendered where the
chart and Helm are at hand.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from cilium_ako.adopt.told import Told
from cilium_ako.catalogue.ako import objects as ako_objects
from cilium_ako.catalogue.charts.keys import Chart
from cilium_ako.catalogue.charts.secret_names import AKO_CREDENTIALS
from cilium_ako.catalogue.cilium import objects as cilium_objects
from cilium_ako.catalogue.cilium.stated_decisions import STATED_DECISIONS
from cilium_ako.catalogue.release import Release
from cilium_ako.catalogue.transitions.row import Impact
from cilium_ako.changes.classification import classify
from cilium_ako.changes.fact_keys import defaults, fact_keys
from cilium_ako.changes.facts import NO_FACTS, Facts
from cilium_ako.changes.from_values import facts_from_values
from cilium_ako.changes.normalize import normalize
from cilium_ako.changes.verdict import ClassifiedChange, UnknownChange, Verdict, worst
from cilium_ako.charts.chart_lookup import ChartUnusableError, find_chart
from cilium_ako.charts.config_map import config_map
from cilium_ako.charts.helm_values import Values
from cilium_ako.charts.manifests_diff import ObjectChange, compare
from cilium_ako.charts.rendering import (
    NAMESPACES,
    HelmMissingError,
    RenderingFailedError,
    RenderRequest,
    render_all,
)
from cilium_ako.charts.template_expressions import UnknownExpressionError

CONFIG_MAPS: Final[Mapping[Chart, str]] = {
    "cilium": cilium_objects.CONFIG_MAP,
    "ako": ako_objects.CONFIG_MAP,
}
"""The ConfigMap that each chart writes for its pods."""
NOTHING_LIVE: Final[Mapping[Chart, Mapping[str, str]]] = {}
"""Where no cluster was looked at."""
_SAME: Final = "both mean the same to it"
_RESTARTS: Final = "Its pods are started anew."
_UNKNOWN: Final = "No table says what it does: look at it before `pulumi up`."
_WORKLOADS: Final = frozenset({"DaemonSet", "Deployment", "StatefulSet"})


class Difference(NamedTuple):
    """One key of a ConfigMap, or one place of an object, that differs."""

    where: str
    """The ConfigMap, or the object by kind, namespace and name."""
    key: str
    """Which key or place; empty for a whole object that comes or goes."""
    old: str | None
    """What the owner has; None where it is not there."""
    new: str | None
    """What the stack gives; None where it is not there."""
    impact: Impact | None
    """What it does to the cluster; None where that is not known."""
    why: str
    """Why it differs, or what it does, as a sentence."""
    rule: str = ""
    """The transition that says so; empty where none does."""


class Proof(NamedTuple):
    """Everything that differs between what is there and what the stack installs."""

    differences: tuple[Difference, ...]
    verdict: Verdict
    """What the change of facts does."""
    notes: tuple[str, ...] = ()
    """What could not be held against each other, and why, as sentences."""

    @property
    def nothing_happens(self) -> bool:
        """Whether nothing that differs does anything to the cluster."""
        return all(each.impact in ("none", "safe") for each in self.differences) and worst(
            (self.verdict.impact,)
        ) in ("none", "safe")


def prove(
    told: Mapping[Chart, Told],
    values: Mapping[Chart, Values],
    kubernetes: Release,
    project: Path,
    sources: Mapping[Chart, str],
    environment: Mapping[str, str] = os.environ,
    live: Mapping[Chart, Mapping[str, str]] = NOTHING_LIVE,
) -> Proof:
    """The owner's releases against what a stack gives its charts.

    `values` are what the stack gives, `sources` its own places of charts, `live` the ConfigMaps of
    a running cluster, which count in the place of what the owner's values would write.
    """
    verdict = verdict_of(told, values)
    differences: list[Difference] = []
    notes: list[str] = []
    for chart, release in told.items():
        try:
            theirs = live.get(chart) or config_map(chart, release.minor, release.own, kubernetes)
            ours = config_map(chart, release.minor, values[chart], kubernetes)
        except UnknownExpressionError as error:
            notes.append(f"What {CONFIG_MAPS[chart]} holds is not known: {error}.")
            continue
        if theirs is None or ours is None:
            notes.append(f"What {chart} {release.minor} writes into its ConfigMap is not known.")
            continue
        differences += config_map_differences(chart, theirs, ours, verdict, release.minor)
    found = _of_objects(told, values, kubernetes, project, sources, environment)
    differences += found.differences
    return Proof(tuple(differences), verdict, (*notes, *found.notes))


def verdict_of(told: Mapping[Chart, Told], values: Mapping[Chart, Values]) -> Verdict:
    """What going from the owner's values to the stack's does, by the table of transitions."""
    old, new = NO_FACTS, NO_FACTS
    for chart, release in told.items():
        old = old.merged(release.facts)
        name = f"{NAMESPACES[chart]}/{chart}"
        new = new.merged(facts_from_values(chart, values[chart], str(release.version), name))
    return classify(_without_values_of_their_own(old), _without_values_of_their_own(new))


def _without_values_of_their_own(facts: Facts) -> Facts:
    """Facts without those of keys that no row spells: the ConfigMap and the objects show them."""
    known = {name: value for name, value in facts.known.items() if "values." not in name}
    unknown = {name: why for name, why in facts.unknown.items() if "values." not in name}
    return Facts(known, unknown, facts.unobservable)


def config_map_differences(
    chart: Chart,
    theirs: Mapping[str, str],
    ours: Mapping[str, str],
    verdict: Verdict,
    minor: Release | None = None,
) -> Iterator[Difference]:
    """Every key of a chart's ConfigMap that differs, with what it does.

    `minor` is the chart's, None where it is not known.
    """
    judged = _by_config_key(chart, verdict)
    for key in sorted(theirs.keys() | ours.keys()):
        old, new = theirs.get(key), ours.get(key)
        if old != new:
            yield _judged(chart, minor, key, old, new, judged)


def _by_config_key(chart: Chart, verdict: Verdict) -> dict[str, ClassifiedChange | UnknownChange]:
    keys: dict[str, list[str]] = {}
    for each in fact_keys(chart):
        if each.value_key.config:
            keys.setdefault(each.fact.name, []).append(each.value_key.config)
    found: dict[str, ClassifiedChange | UnknownChange] = {}
    for unknown in verdict.unknown:
        found |= dict.fromkeys(keys.get(unknown.fact, ()), unknown)
    for change in verdict.changes:
        for fact in change.facts:
            found |= dict.fromkeys(keys.get(fact, ()), change)
    return found


def _judged(
    chart: Chart,
    minor: Release | None,
    key: str,
    old: str | None,
    new: str | None,
    judged: Mapping[str, ClassifiedChange | UnknownChange],
) -> Difference:
    where = CONFIG_MAPS[chart]
    match judged.get(key):
        case ClassifiedChange() as change:
            return Difference(where, key, old, new, change.impact, change.consequence, change.rule)
        case UnknownChange() as change:
            return Difference(where, key, old, new, None, f"{change.reason}.", change.rule)
    stated = STATED_DECISIONS.get(key) if chart == "cilium" else None
    if stated is not None and stated.allows(old, new):
        return Difference(where, key, old, new, "none", stated.why)
    if _means_the_same(chart, minor, key, old, new):
        return Difference(where, key, old, new, "none", f"{chart} is told so aloud; {_SAME}.")
    return Difference(where, key, old, new, None, _UNKNOWN)


def _means_the_same(
    chart: Chart, minor: Release | None, key: str, old: str | None, new: str | None
) -> bool:
    """Whether one side says aloud what is in effect on the other, where nothing is said."""
    usual = defaults(chart, minor, None)
    for each in fact_keys(chart):
        if each.value_key.config == key:
            name, kind = each.fact.name, each.fact.kind
            sides = (None if side is None else normalize(kind, side) for side in (old, new))
            one, two = (usual.get(name) if side is None else side for side in sides)
            return one == two
    return False


class _Objects(NamedTuple):
    differences: tuple[Difference, ...]
    notes: tuple[str, ...]


def _of_objects(
    told: Mapping[Chart, Told],
    values: Mapping[Chart, Values],
    kubernetes: Release,
    project: Path,
    sources: Mapping[Chart, str],
    environment: Mapping[str, str],
) -> _Objects:
    requests: list[RenderRequest] = []
    notes: list[str] = []
    for chart, release in told.items():
        if release.release.version is None:
            notes.append(f"Objects of {chart} are not compared: its version is not known.")
            continue
        try:
            found = find_chart(chart, release.version, sources.get(chart, ""), project, environment)
        except ChartUnusableError as error:
            notes.append(f"Objects of {chart} are not compared: {error}.")
            continue
        if found is None:
            notes.append(
                f"Objects of {chart} are not compared: the chart {chart} {release.version} is not"
                " here. `cilium-ako charts pull` brings it, and `cilium-ako diff` compares then."
            )
            continue
        requests += [
            RenderRequest(chart, found, kubernetes, _without_credentials(side))
            for side in (release.own, values[chart])
        ]
    try:
        rendered = render_all(requests, environment)
    except HelmMissingError:
        return _Objects((), (*notes, "Objects are not compared: there is no helm on PATH."))
    except RenderingFailedError as error:
        return _Objects((), (*notes, f"Objects are not compared: {error}."))
    differences: list[Difference] = []
    for index in range(0, len(requests), 2):
        chart, before, after = requests[index].chart, rendered[index], rendered[index + 1]
        notes += [
            f"The chart {chart} refuses the {whose}'s values: {each.rejected}"
            for whose, each in (("owner", before), ("stack", after))
            if each.rejected
        ]
        if not before.rejected and not after.rejected:
            changes = compare(before.manifests, after.manifests).objects
            differences += _object_differences(changes, CONFIG_MAPS[chart])
    return _Objects(tuple(differences), tuple(notes))


def _without_credentials(values: Mapping[str, object]) -> Values:
    """Values without AKO's credentials: this program puts their Secret there beside the release."""
    return {key: value for key, value in values.items() if key != AKO_CREDENTIALS}


def _object_differences(changes: Iterable[ObjectChange], told_apart: str) -> Iterator[Difference]:
    """What differs of objects, but for the ConfigMap that was held against the tables."""
    for each in changes:
        where = str(each.key)
        if each.key.kind == "ConfigMap" and each.key.name == told_apart:
            continue
        if each.change != "changed":
            old = "there" if each.old is not None else None
            new = "there" if each.new is not None else None
            yield Difference(where, "", old, new, None, _UNKNOWN)
            continue
        for path in each.paths:
            restarts = each.key.kind in _WORKLOADS and path.path.startswith("spec.template.")
            yield Difference(
                where,
                path.path,
                _shown(path.old),
                _shown(path.new),
                "rolling" if restarts else None,
                _RESTARTS if restarts else _UNKNOWN,
            )


def _shown(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    from cilium_ako.charts.yaml_text import flow_text  # noqa: PLC0415 - few differ

    try:
        return flow_text(value)
    except TypeError:
        return None  # nothing is there
