"""A stack's own Helm values: below what the config decides, and refused where they contradict.

Three sorts are told apart. What the config *decides* is said there, once, and the values follow;
a raw value that says otherwise is refused. What this program only *prefers* gives way to a stack's
own value (`ValueKey.preference`). The rest may be set freely as long as the chart's version knows
it; Helm itself says nothing of a key that it ignores. A null is Helm's way of taking a default out.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from difflib import get_close_matches
from itertools import count
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
from cilium_ako.charts.helm_values import Values, flatten, leaves
from cilium_ako.config.stack import key_path

VALUE_KEYS: Final[Mapping[Chart, tuple[ValueKey, ...]]] = {
    "cilium": cilium_values.VALUE_KEYS,
    "ako": ako_values.VALUE_KEYS,
}
"""Every key that this program writes, by chart."""
_REFUSED: Final[Mapping[Chart, Mapping[str, str]]] = {
    "cilium": cilium_values.REFUSED_VALUES,
    "ako": ako_values.REFUSED_VALUES,
}


class ChartFinding(NamedTuple):
    """What is wrong with what a stack tells a chart."""

    path: str
    """Where, as `pulumi config --path` takes it."""
    rule: str
    """The id of the rule that it breaks."""
    what: str
    """What is wrong, as a sentence without its stop."""
    fix: str
    """What to do."""


def merge_user_values(derived: Mapping[str, object], user_values: Mapping[str, object]) -> Values:
    """Derived values with a stack's own below and beside them; a derived leaf stays.

    Keys are sorted at every depth.
    """
    result: Values = dict(user_values)
    for key, value in derived.items():
        inner = user_values.get(key)
        if isinstance(value, Mapping) and isinstance(inner, Mapping):
            result[key] = merge_user_values(value, inner)
        else:
            result[key] = value
    return _ordered(result)


def without_overridden_preferences(
    derived: Values,
    table: Iterable[ValueKey],
    user_values: Mapping[str, object],
    said: Container[str] = (),
) -> Values:
    """Derived values without those preferences that a stack's own values speak about.

    Of a preference that is a mapping only what they name: the rest is merged, as Helm does. What
    the config says itself (`said`, facts) is no preference.
    """
    kept = derived
    for row in table:
        if row.preference and row.fact not in said:
            kept = _without(kept, user_values, row.key.split("."))
    return kept


def _without(derived: Values, user_values: Mapping[str, object], steps: list[str]) -> Values:
    """Derived values without what stands at the end of the steps, where a stack says it too."""
    first, *rest = steps or [""]
    result: Values = {}
    for key, value in derived.items():
        if key not in user_values or (steps and key != first):
            result[key] = value
            continue
        own = user_values[key]
        if not isinstance(value, dict) or not isinstance(own, Mapping):
            continue  # a leaf that is said, or a null that takes the whole mapping out
        if inner := _without(value, own, rest):
            result[key] = inner
    return result


def _ordered(values: Mapping[str, object]) -> Values:
    return {
        key: _ordered(value) if isinstance(value, Mapping) else value
        for key, value in sorted(values.items())
    }


def user_values_findings(
    chart: Chart,
    minor: Release,
    derived: Mapping[str, object],
    user_values: Mapping[str, object],
    said: Container[str] = (),
) -> Iterator[ChartFinding]:
    """Every key of a stack's own values that the program decides, or the chart does not know.

    `derived` is what the program decides for this release, `said` the facts of it that the config
    says itself although the program has a preference. Nothing is said of a minor that is
    newer than the tables: a rule refuses it.
    """
    if minor > newest(chart):
        return
    table = VALUE_KEYS[chart]
    kept = without_overridden_preferences(dict(derived), table, user_values, said)
    decided = dict(flatten(kept))
    owned = {row.key: row.fact for row in table if not (row.preference or row.free_when_unsaid)}
    guesses = _guesses()
    for steps, value in leaves(user_values):
        key = ".".join(steps)
        path = key_path(chart, "values", *steps)
        types = types_of(chart, minor, key)
        reason = refusal(chart, key)
        decider = _decider(key, decided)
        if _dotted(chart, minor, steps):
            yield ChartFinding(
                path,
                "values-unknown",
                f"{key} is written with a dot, which the chart {chart} takes for one word",
                "write its parts below each other",
            )
        elif value is None and minors_with(chart, key) is not None and decider is None:
            continue  # Helm's way of saying nothing of a key
        elif reason:
            yield ChartFinding(
                path, "values-contradict", f"{key} may not be set here: {reason}", "remove it"
            )
        elif decider is not None:
            if decider != key or not _same(value, decided[key]):
                yield _contradiction(key, path, decider, decided[decider])
        elif key in owned and types is not None:
            if says_nothing(value):
                continue  # off, where the config has it off as well
            yield ChartFinding(
                path,
                "values-contradict",
                f"{key} belongs to the fact {owned[key]}, which the config decides",
                "remove it here, and say it in the config",
            )
        else:
            yield from _chart_refuses(chart, minor, key, path, value, guesses)


def values_findings(
    chart: Chart, minor: Release, values: Mapping[str, object]
) -> Iterator[ChartFinding]:
    """Every key that a chart does not read and every value that its schema refuses.

    Whoever decides them: this is of a release that no config stands behind. Nothing is said of a
    minor that is newer than the tables.
    """
    if minor > newest(chart):
        return
    guesses = _guesses()
    for steps, value in leaves(values):
        key = ".".join(steps)
        path = key_path(chart, "values", *steps)
        if value is None and minors_with(chart, key) is not None:
            continue  # Helm's way of saying nothing of a key
        yield from _chart_refuses(chart, minor, key, path, value, guesses)


def _chart_refuses(
    chart: Chart, minor: Release, key: str, path: str, value: object, guesses: Iterator[bool]
) -> Iterator[ChartFinding]:
    """A key that a chart does not read, or a value that its schema refuses.

    `guesses` says of each unknown key whether a near one is looked up.
    """
    types = types_of(chart, minor, key)
    if types is None:
        # an empty mapping adds nothing, and null takes the chart's own out
        if value or not leads_on(chart, minor, key):
            yield _unknown(chart, minor, key, path, guess=next(guesses))
    elif has_schema(chart, minor):
        problem = _type_problem(types, value)
        if problem:
            yield ChartFinding(path, "values-type", f"{key} {problem}", "correct the type")


_GUESSES: Final = 20
"""For how many unknown keys a near one is looked up: each takes a millisecond."""


def _guesses() -> Iterator[bool]:
    return (number < _GUESSES for number in count())


def _contradiction(key: str, path: str, decider: str, decided: object) -> ChartFinding:
    if decider == key:
        what = f"is decided by this stack's config, which makes it {_shown(decided)}"
    else:
        what = f"would take the place of {decider}, which this stack's config decides"
    return ChartFinding(
        path,
        "values-contradict",
        f"{key} {what}",
        "remove it here, and change the config that it follows from",
    )


def _dotted(chart: Chart, minor: Release, steps: tuple[str, ...]) -> bool:
    """Whether a key has a dot in its name where the chart has keys of its own."""
    for index, step in enumerate(steps):
        if "." in step:
            above = types_of(chart, minor, ".".join(steps[:index])) if index else None
            return above is None or not above & {"object", "any"}
    return False


def refusal(chart: Chart, key: str) -> str:
    """Why a dotted key may not be set in a stack's own values; empty where it may."""
    for forbidden, reason in _REFUSED[chart].items():
        if key == forbidden or key.startswith(f"{forbidden}."):
            return reason
    return ""


def _decider(key: str, decided: Iterable[str]) -> str | None:
    """The decided key that this one is, stands below or stands above."""
    for each in decided:
        if each == key or key.startswith(f"{each}.") or each.startswith(f"{key}."):
            return each
    return None


def leads_on(chart: Chart, minor: Release, key: str) -> bool:
    """Whether a chart has keys below this one."""
    return any(
        each.startswith(f"{key}.") and types_of(chart, minor, each) is not None
        for each in chart_keys(chart)
    )


def says_nothing(value: object) -> bool:
    """Whether a value is off, empty or zero, as a text, too."""
    return not value or (isinstance(value, str) and value.lower() in ("false", "0"))


def _same(given: object, decided: object) -> bool:
    """Whether a chart writes the same of both: `true` and `"True"`, 6443 and `"6443"`.

    A list of one is the same as its element: the charts join lists with blanks.
    """
    if isinstance(decided, list) and len(decided) == 1 and isinstance(given, str):
        given = [given]

    def plain(value: object) -> object:
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, str) and value.lower() in ("true", "false"):
            return value.lower()
        return str(value) if isinstance(value, int | str) else value

    return plain(given) == plain(decided)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if value != "" else "empty"


_NO_KEYS: Final[Mapping[Chart, Mapping[str, str]]] = {"cilium": {}, "ako": ako_values.NO_KEYS}
"""What people look for in vain, by chart."""


def _unknown(chart: Chart, minor: Release, key: str, path: str, *, guess: bool) -> ChartFinding:
    name = f"{chart} {minor}"
    instead = next(
        (text for lost, text in _NO_KEYS[chart].items() if f"{key}.".startswith(f"{lost}.")), ""
    )
    span = minors_with(chart, key)
    if span is not None and span[1] < minor:
        return ChartFinding(
            path,
            "values-removed",
            f"{key} was removed: {span[1]} was the last with it, this is {name}",
            f"remove it; {instead}"
            if instead
            else "remove it, and look up in the upgrade notes what took its place",
        )
    if span is not None:
        return ChartFinding(
            path,
            "values-removed",
            f"{key} does not exist yet in {name}: it came with {span[0]}",
            f"remove it; {instead}" if instead else "remove it, or choose a chart that has it",
        )
    near = get_close_matches(key, chart_keys(chart), n=1, cutoff=0.75) if guess else []
    return ChartFinding(
        path,
        "values-unknown",
        f"{key} is no key of the chart {name}",
        f"remove it; {instead}"
        if instead
        else f"write {near[0]}"
        if near
        else "remove it; the chart's values.yaml lists what it knows",
    )


def _type_problem(types: frozenset[str], value: object) -> str:
    if "any" in types:
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
