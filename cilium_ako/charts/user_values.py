"""A stack's own Helm values: merged last, and refused where they contradict.

Every key that the catalogue spells belongs to the config, in every version that spells it: a
person says there what they want, once, and the values follow. What may be set freely is the
rest, as long as the chart's version knows it; Helm itself says nothing of a key that it ignores.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Final, NamedTuple

from cilium_ako.catalogue.ako import value_keys as ako_values
from cilium_ako.catalogue.charts.keys import (
    Chart,
    chart_keys,
    has_schema,
    minors_with,
    newest,
    types_of,
)
from cilium_ako.catalogue.charts.value_key import ValueKey
from cilium_ako.catalogue.cilium import value_keys as cilium_values
from cilium_ako.catalogue.release import Release
from cilium_ako.charts.helm_values import Values, flatten
from cilium_ako.config.stack import key_path


class Conflict(NamedTuple):
    """One key of a stack's own values that cannot stand."""

    path: str
    """Where, as `pulumi config --path` takes it."""
    rule: str
    """The rule that it breaks."""
    what: str
    """What is wrong."""
    fix: str
    """What to do."""


def merge_user_values(derived: Mapping[str, object], user_values: Mapping[str, object]) -> Values:
    """Derived values with a stack's own below and beside them; a derived leaf stays."""
    result: Values = dict(user_values)
    for key, value in derived.items():
        inner = user_values.get(key)
        if isinstance(value, Mapping) and isinstance(inner, Mapping):
            result[key] = merge_user_values(value, inner)
        else:
            result[key] = value
    return _ordered(result)


def _ordered(values: Mapping[str, object]) -> Values:
    return {
        key: _ordered(value) if isinstance(value, Mapping) else value
        for key, value in sorted(values.items())
    }


def conflicts(
    chart: Chart, minor: Release, derived: Mapping[str, object], user_values: Mapping[str, object]
) -> Iterator[Conflict]:
    """Every key of a stack's own values that the program decides, or the chart does not know."""
    if minor > newest(chart):
        return  # a rule refuses such a version, and of its keys nothing is known
    decided = dict(flatten(derived))
    table, refused = _tables(chart)
    owned = {row.key: row.fact for row in table}
    guesses = 0
    for steps, value in _leaf_steps(user_values):
        key = ".".join(steps)
        path = key_path(chart, "values", *steps)
        if _dotted(chart, minor, steps):
            yield Conflict(
                path,
                "values-unknown",
                f"{key} is written with a dot, which the chart {chart} takes for one word",
                "write its parts below each other",
            )
            continue
        reason = _refusal(key, refused)
        if reason is not None:
            yield Conflict(
                path, "values-contradict", f"{key} may not be set here: {reason}", "remove it"
            )
            continue
        owner = _owner(key, decided)
        if owner is not None:
            if owner == key and _same(value, decided[key]):
                continue
            if owner == key:
                what = f"is decided by this stack's config, which makes it {_shown(decided[owner])}"
            else:
                what = f"would take the place of {owner}, which this stack's config decides"
            yield Conflict(
                path,
                "values-contradict",
                f"{key} {what}",
                "remove it here, and change the config that it follows from",
            )
        elif key in owned and types_of(chart, minor, key) is not None:
            yield Conflict(
                path,
                "values-contradict",
                f"{key} belongs to the fact {owned[key]}, which the config decides",
                "remove it here, and say it in the config",
            )
        elif types_of(chart, minor, key) is None:
            guesses += 1
            yield _unknown(chart, minor, key, path, guess=guesses <= _GUESSES)
        elif has_schema(chart, minor):
            problem = _type_problem(types_of(chart, minor, key), value)
            if problem:
                yield Conflict(path, "values-type", f"{key} {problem}", "correct the type")
    yield from _config_conflicts(chart, table, user_values)


_GUESSES: Final = 20
"""For how many unknown keys a near one is looked up: each takes a millisecond."""


def _leaf_steps(
    values: Mapping[str, object], above: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], object]]:
    for key, value in values.items():
        if isinstance(value, Mapping) and value:
            yield from _leaf_steps(value, (*above, key))
        else:
            yield (*above, key), value


def _dotted(chart: Chart, minor: Release, steps: tuple[str, ...]) -> bool:
    """Whether a key has a dot in its name where the chart has keys of its own."""
    for index, step in enumerate(steps):
        if "." in step:
            above = types_of(chart, minor, ".".join(steps[:index])) if index else None
            return above is None or not above & {"object", "any"}
    return False


def _tables(chart: Chart) -> tuple[tuple[ValueKey, ...], Mapping[str, str]]:
    if chart == "cilium":
        return cilium_values.VALUE_KEYS, cilium_values.REFUSED_VALUES
    return ako_values.VALUE_KEYS, ako_values.REFUSED_VALUES


def _refusal(key: str, refused: Mapping[str, str]) -> str | None:
    for forbidden, reason in refused.items():
        if key == forbidden or key.startswith(f"{forbidden}."):
            return reason
    return None


def _owner(key: str, decided: Iterable[str]) -> str | None:
    """The decided key that this one is, stands below or stands above."""
    for each in decided:
        if each == key or key.startswith(f"{each}.") or each.startswith(f"{key}."):
            return each
    return None


def _same(given: object, decided: object) -> bool:
    def plain(value: object) -> object:
        return str(value).lower() if isinstance(value, bool | int | str) else value

    return plain(given) == plain(decided)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if value != "" else "empty"


def _unknown(chart: Chart, minor: Release, key: str, path: str, *, guess: bool) -> Conflict:
    name = f"{chart} {minor}"
    span = minors_with(chart, key)
    if span is not None and span[1] < minor:
        return Conflict(
            path,
            "values-removed",
            f"{key} was removed: {span[1]} was the last with it, this is {name}",
            "remove it, and look up in the upgrade notes what took its place",
        )
    if span is not None:
        return Conflict(
            path,
            "values-removed",
            f"{key} does not exist yet in {name}: it came with {span[0]}",
            "remove it, or choose a chart that has it",
        )
    near = get_close_matches(key, chart_keys(chart), n=1, cutoff=0.75) if guess else []
    return Conflict(
        path,
        "values-unknown",
        f"{key} is no key of the chart {name}",
        f"write {near[0]}" if near else "remove it; the chart's values.yaml lists what it knows",
    )


def _type_problem(types: frozenset[str] | None, value: object) -> str:
    if types is None or "any" in types:
        return ""
    given = _json_type(value)
    if given in types or (given == "integer" and "number" in types) or given == "null":
        return ""
    return f"must be of type {' or '.join(sorted(types))}, and the chart's schema refuses {given}"


def _json_type(value: object) -> str:
    for kind, name in (
        (bool, "boolean"),
        (int, "integer"),
        (float, "number"),
        (str, "string"),
        (list, "array"),
        (Mapping, "object"),
    ):
        if isinstance(value, kind):  # bool before int: a bool is an int
            return name
    return "null"


def _config_conflicts(
    chart: Chart, table: Iterable[ValueKey], user_values: Mapping[str, object]
) -> Iterator[Conflict]:
    """`extraConfig` writes into cilium-config directly, past every key above."""
    extra = user_values.get("extraConfig")
    if chart != "cilium" or not isinstance(extra, Mapping):
        return
    owned = {row.config: row.fact for row in table if row.config} | dict(
        cilium_values.CONFIG_BESIDE
    )
    for key in extra:
        if key in owned:
            yield Conflict(
                key_path(chart, "values", "extraConfig", key),
                "values-contradict",
                f"extraConfig.{key} writes what the config decides ({owned[key]})",
                "remove it here, and say it in the config",
            )
