"""What a person must look at again for a new minor of Cilium, table by table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from cilium_ako.catalogue.charts.config_map import ConfigMapTable
from cilium_ako.catalogue.charts.secret_names import SECRET_VALUES, may_hold_secret
from cilium_ako.catalogue.charts.value_key import ValueKey
from cilium_ako.catalogue.cilium import kernels
from cilium_ako.catalogue.cilium.deny_list import DENIED
from cilium_ako.catalogue.cilium.features import FEATURES
from cilium_ako.catalogue.cilium.releases import CiliumMinor, cilium_minor, maintained_minors
from cilium_ako.catalogue.cilium.value_keys import CONFIG_BESIDE, REFUSED_VALUES, VALUE_KEYS
from cilium_ako.catalogue.facts import BY_NAME
from cilium_ako.catalogue.facts.cilium import MINOR_DEFAULTS, WATCHED_KEYS
from cilium_ako.catalogue.release import Release
from cilium_ako.changes.default_changes import row_of
from cilium_ako.changes.from_values import facts_from_values
from cilium_ako.charts.config_map import written
from cilium_ako.charts.helm_values import flatten
from tools.cilium_chart import Chart

_CONFIG_MAP: Final = "templates/cilium-configmap.yaml"
_SET_BY_CHART: Final = frozenset(
    {
        "agent.capabilities",
        "cleanState.capabilities",
        "operator.tolerations",
        "policyDefaultLocalCluster",
    }
)
"""Facts whose default differs by chart, and which are compared where a stack sets them."""
_DOCUMENTS: Final = "Documentation/ of the Cilium repository at the new tag"


class Review(NamedTuple):
    """One thing to look at."""

    title: str
    what: str
    """What to do, and where."""
    lines: tuple[str, ...] = ()
    """What was found."""


def _listing(title: str, what: str, lines: Iterable[str]) -> Review:
    """What to do about each line; nothing to do where there is none."""
    found = tuple(lines)
    return Review(title, what if found else "Nothing.", found)


class Step(NamedTuple):
    """A step from one minor to the next."""

    minor: Release
    previous: Release
    old_keys: Mapping[str, str]
    """Key to types of the minor before, by the tables of chart keys."""
    keys: Mapping[str, str]
    """The same of the new minor."""
    chart: Chart
    """The new minor's chart."""
    before: Chart | None
    """The chart of the minor before, where it is at hand."""
    config_maps: tuple[ConfigMapTable, ...] = ()
    """What both minors write into `cilium-config`, where that was derived."""

    def is_gone(self, key: str) -> bool:
        """Whether the minor before knows a key and the new one does not."""
        return _is_known(key, self.old_keys) and not _is_known(key, self.keys)


def reviews(step: Step) -> Iterator[Review]:
    """Everything to look at."""
    yield _row(step)
    yield _vanished(step)
    yield _config_map(step)
    yield _changed_defaults(step)
    yield _listing(
        "New keys",
        "Is one a fact that a change of may hurt, or one that a config should decide?",
        sorted(key for key in step.keys if not _is_known(key, step.old_keys)),
    )
    yield _listing(
        "Keys that are gone",
        "A stack that sets one is refused as `values-removed`, without further work.",
        sorted(key for key in step.old_keys if not _is_known(key, step.keys)),
    )
    if step.before is not None:
        yield from _compared(step, step.before)
    else:
        yield Review(
            "Defaults, refusals and templates that differ from the minor before",
            "They were not compared: give --previous CHART.",
        )
    yield _written_otherwise(step)
    yield _secrets(step)
    yield _compatibility(step)
    yield _defects(step)
    yield _features(step)
    yield Review(
        "Rules, transitions and facts",
        f"Read {_DOCUMENTS}: operations/upgrade.rst for what changes, and the agent's and the "
        "operator's new refusals. Add a rule for what a config can do wrong, a transition for what "
        "hurts a running cluster, a feature for what begins or ends.",
    )
    yield Review(
        "The chart's digest and the tests",
        "Record the digest with `make charts RECORD=1` once a stack pins the chart. Run `make "
        "test`; with CILIUM_AKO_CHARTS every minor with a chart there is rendered, too.",
    )


def _row(step: Step) -> Review:
    minor, previous, chart = step.minor, step.previous, step.chart
    last = cilium_minor(previous)
    assert last is not None  # noqa: S101 - looked at by the caller
    floor = re.search(r"\d+\.\d+", chart.kubernetes)
    first = Release.parse(floor[0]) if floor else None
    oldest = maintained_minors()[0]
    row = last._replace(
        minor=minor,
        chart_floor=last.chart_floor if first is None else first.minor_release,
        maintained=True,
        ipsec_since=None,
    )
    return Review(
        "The row of the minor",
        "Append it to MINORS in cilium_ako/catalogue/cilium/releases.py. The chart's floor is from "
        f"its Chart.yaml ({chart.kubernetes or 'which says none'}); kernel and Kubernetes are "
        f"still those of {previous}: look them up in {_DOCUMENTS}, "
        "operations/system_requirements.rst and network/kubernetes/compatibility.rst. If "
        f"{oldest} gets no more releases, set its `maintained` to False.",
        tuple(row_text(row).splitlines()),
    )


def row_text(row: CiliumMinor) -> str:
    """A row as it stands in `catalogue/cilium/releases.py`."""
    fields = "".join(
        f"        {name}={value!r},\n"
        for name, value in row._asdict().items()
        if not (name == "ipsec_since" and value is None)
    )
    return f"    CiliumMinor(\n{fields}    ),\n"


def _rows_in(minor: Release) -> Iterator[ValueKey]:
    """The rows that spell a fact in the minor, in both tables."""
    for row in (*VALUE_KEYS, *WATCHED_KEYS):
        if row.applies_to(minor):
            yield row


def _is_known(key: str, keys: Mapping[str, str]) -> bool:
    """Whether a minor has a key, keys below it, or an open one above it."""
    above = key.split(".")
    return (
        key in keys
        or any(each.startswith(f"{key}.") for each in keys)
        or any(
            keys.get(".".join(above[:length])) in ("object", "any")
            for length in range(1, len(above))
        )
    )


def _vanished(step: Step) -> Review:
    lines = [
        f"{row.key} (fact {row.fact})" for row in _rows_in(step.minor) if step.is_gone(row.key)
    ]
    lines += [f"{key} (REFUSED_VALUES)" for key in REFUSED_VALUES if step.is_gone(key)]
    return _listing(
        "Helm keys that are written or read and that the chart no longer has",
        "Each needs an `until`, and a row with the key that took its place, in "
        "cilium_ako/catalogue/cilium/value_keys.py or cilium_ako/catalogue/facts/cilium.py.",
        lines,
    )


def _config_map(step: Step) -> Review:
    template = step.chart.templates.get(_CONFIG_MAP, "")
    names = {row.config: row.fact for row in _rows_in(step.minor) if row.config}
    names |= CONFIG_BESIDE
    lines = [
        f"{name} (fact {fact})"
        for name, fact in names.items()
        if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", template) is None
    ]
    return _listing(
        "Keys of the ConfigMap cilium-config that its template no longer writes",
        f"Look at {_CONFIG_MAP} for the name that took its place: `config` of these rows.",
        lines,
    )


def _changed_defaults(step: Step) -> Review:
    """Facts that the chart's own defaults make another than what is known as the default."""
    version = f"{step.previous}.0"
    known = facts_from_values("cilium", {}, version, "")
    found = facts_from_values("cilium", step.chart.values, version, "")
    lines = [
        f"{fact}: {_shown(known.get(fact))} in {step.previous}, now {_shown(found.get(fact))}"
        for fact in sorted({*known.known, *found.known} - _SET_BY_CHART)
        if fact in BY_NAME and known.get(fact) != found.get(fact)
    ]
    return _listing(
        "Defaults of facts that differ",
        "A default that changes is a change of a running cluster: add a row to MINOR_DEFAULTS in "
        "cilium_ako/catalogue/facts/cilium.py for the older minors, and a transition if it hurts.",
        lines,
    )


def _shown(value: object) -> str:
    return "nothing" if value is None else repr(value)


def _compared(step: Step, before: Chart) -> Iterator[Review]:
    chart, old_read = step.chart, before.keys_in_templates()
    yield _listing(
        "New keys that only a template reads",
        "Add those that a person may set to cilium_ako/catalogue/cilium/chart_keys/templates.tsv.",
        tuple(
            sorted(
                f"{key} ({path})"
                for key, path in chart.keys_in_templates().items()
                if key not in old_read and not _is_known(key, step.keys)
            )
        ),
    )
    defaults, old = dict(flatten(chart.values)), dict(flatten(before.values))
    yield _listing(
        "Defaults that differ",
        "What no fact follows may still change what agents do.",
        tuple(
            f"{key}: {old[key]!r} → {value!r}"
            for key, value in sorted(defaults.items())
            if key in old and old[key] != value and not _is_pinned(key)
        ),
    )
    refusals, old_refusals = _refusals(chart), _refusals(before)
    yield _listing(
        "Refusals of the chart that are new",
        "A rule finds each before Helm does, where a config can lead to it.",
        tuple(text for text in refusals if text not in old_refusals),
    )


def _written_otherwise(step: Step) -> Review:
    """Keys of cilium-config that a plain release gets otherwise, and that have no row."""
    last = cilium_minor(step.previous)
    assert last is not None  # noqa: S101 - looked at by the caller
    found = [written(each, "cilium", {}, last.kubernetes[1]) for each in step.config_maps]
    old, new = found or ({}, {})
    lines = [
        f"{key}: {_shown(old.get(key))} → {_shown(new.get(key))}"
        for key in sorted(old.keys() | new.keys())
        if old.get(key) != new.get(key)
        and row_of("cilium", key, (step.previous, step.minor)) is None
    ]
    return _listing(
        "Keys of cilium-config that follow other defaults",
        "Each is told as not known in the report of an upgrade until it has a row in "
        "cilium_ako/catalogue/cilium/default_changes.py; what disrupts gets a transition, too.",
        lines,
    )


def _is_pinned(key: str) -> bool:
    """Whether a default is the version of an image, which differs in every release."""
    return key.lower().endswith(("tag", "digest"))


def _refusals(chart: Chart) -> list[str]:
    return sorted(
        {
            match[1]
            for text in chart.templates.values()
            for match in re.finditer(r'\bfail \(?(?:printf )?"([^"]+)"', text)
        }
    )


def _secrets(step: Step) -> Review:
    known = SECRET_VALUES["cilium"]
    lines = [f"gone: {key}" for key in known if step.is_gone(key)]
    lines += [
        f"new: {key}"
        for key, types in sorted(step.keys.items())
        if key not in step.old_keys
        and key not in known
        and may_hold_secret("cilium", key)
        and types in ("string", "any", "null|string")
    ]
    return _listing(
        "Private keys among the values",
        "SECRET_VALUES in cilium_ako/catalogue/charts/secret_names.py must name each that is one.",
        lines,
    )


def _compatibility(step: Step) -> Review:
    lines = [str(each) for each in sorted(step.chart.compatibility_steps()) if each >= step.minor]
    return _listing(
        "What upgradeCompatibility flips",
        "Add a row to OLDER_DEFAULTS in cilium_ako/catalogue/facts/cilium.py for what the chart"
        " does below:",
        lines,
    )


def _defects(step: Step) -> Review:
    return _listing(
        "Defects of the minor before",
        "Which of them does the first patch of the new minor have? Each gets a row of its own in "
        "cilium_ako/catalogue/cilium/deny_list.py.",
        tuple(
            f"{row.use}: {row.since} to before {row.mended} ({row.source})"
            for row in DENIED
            if row.since.minor_release == step.previous
        ),
    )


def _features(step: Step) -> Review:
    found = {**FEATURES, **{f"kernels.{name}": each for name, each in kernels.FEATURES.items()}}
    return Review(
        "Features and kernels",
        "What came last, and what agents need of a kernel: is it still so? A feature that ends "
        "gets a `before` in cilium_ako/catalogue/cilium/features.py. Defaults of some minors only, "
        f"{len(MINOR_DEFAULTS)} rows of MINOR_DEFAULTS, end where they say.",
        tuple(
            f"{name}: {each.what}"
            for name, each in found.items()
            if each.before is None
            and (each.since.minor_release == step.previous or name.startswith("kernels."))
        ),
    )
