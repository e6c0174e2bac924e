"""The Helm values that a live ConfigMap comes from, by the tables that charts' ConfigMaps follow.

The tables are read backwards: for every key that the chart's defaults would write otherwise, which
values make its row say the live text. Whether they do is asked of the same tables, read forwards,
so what is found writes what runs. A key that no value makes stays in `extraConfig`, which Cilium's
charts write as it is; AKO's have nothing like it, and such a key is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice, product
from typing import Final, NamedTuple

from cilium_ako.catalogue.charts.config_map import EXTRA, ConfigMapTable, config_map_table
from cilium_ako.catalogue.charts.keys import Chart
from cilium_ako.catalogue.release import Release
from cilium_ako.charts.config_map import written
from cilium_ako.charts.helm_values import Steps, Values, of_leaves
from cilium_ako.charts.template_expressions import Tree, UnknownExpressionError, text_of, tree
from cilium_ako.config.helm_value import value_at
from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.json_text import load_json
from cilium_ako.documents.kubernetes_yaml import load_kubernetes_yaml

Said = dict[Steps, object]
"""Values by their path of keys."""

_FRACTION: Final = re.compile(r"-?[0-9]+\.[0-9]+")
_MOST_WAYS: Final = 24
"""Ways that are tried for one key; the first of each row are the likely ones."""
_MOST_ROUNDS: Final = 6


class ConfigMapValues(NamedTuple):
    """What a ConfigMap comes from."""

    values: Values
    """Helm values, without those that are the chart's defaults."""
    unsaid: tuple[str, ...]
    """Keys whose text no value makes, and which no chart would write so."""


def values_of_config_map(
    chart: Chart, minor: Release, data: Mapping[str, str], kubernetes: Release
) -> ConfigMapValues | None:
    """The values behind a ConfigMap's `data`; None where the minor's is not known."""
    table = config_map_table(chart, minor)
    if table is None:
        return None
    search = _Search(table, chart, data, kubernetes)
    search.run()
    return search.result()


class _Search:
    """Values that are tried, and the keys that they leave wrong."""

    def __init__(
        self, table: ConfigMapTable, chart: Chart, data: Mapping[str, str], kubernetes: Release
    ) -> None:
        self._table = table
        self._chart = chart
        self._data = data
        self._kubernetes = kubernetes
        self._said: Said = {}
        self._rows: dict[str, list[tuple[str, str]]] = {}
        for row in table.rows:
            if row.key != EXTRA:
                self._rows.setdefault(row.key, []).append((row.when, row.text))
        self._wrong = self._wrong_with({})

    def run(self) -> None:
        """Says values until no other way leaves fewer keys wrong."""
        for seed in _seeds(self._data):
            self._take(seed)
        self._take_all_at_once()
        for _ in range(_MOST_ROUNDS):
            before = len(self._wrong)
            for key in sorted(self._wrong):
                if key in self._wrong:
                    for way in islice(self._ways(key), _MOST_WAYS):
                        if self._take(way) and key not in self._wrong:
                            break
            if len(self._wrong) == before:
                return

    def result(self) -> ConfigMapValues:
        """What was found, with `extraConfig` for what no value makes."""
        values = of_leaves(
            {
                path: value
                for path, value in self._said.items()
                if not _alike(value, value_at(self._table.defaults, *path))
            }
        )
        left = {key: self._data[key] for key in sorted(self._wrong) if key in self._data}
        unsaid = tuple(sorted(self._wrong - left.keys()))
        if self._chart != "cilium":
            return ConfigMapValues(values, (*left, *unsaid))
        if left:
            values["extraConfig"] = left
        return ConfigMapValues(values, unsaid)

    def _wrong_with(self, said: Said) -> set[str]:
        found = written(self._table, self._chart, of_leaves(said), self._kubernetes)
        keys = found.keys() | self._data.keys()
        return {key for key in keys if found.get(key) != self._data.get(key)}

    def _take(self, way: Said) -> bool:
        """Takes values where they leave fewer keys wrong."""
        if not way:
            return False
        said = {**self._said, **way}
        try:
            wrong = self._wrong_with(said)
        except (UnknownExpressionError, TypeError, ValueError, AttributeError):
            return False  # a value of a kind that the template does not take
        if len(wrong) >= len(self._wrong):
            return False
        self._said, self._wrong = said, wrong
        return True

    def _take_all_at_once(self) -> None:
        """The likeliest way of every key together: most rows are one value as it is."""
        together: Said = {}
        for key in sorted(self._wrong & self._data.keys()):
            together |= next((each for each in self._ways(key) if each), {})
        self._take(together)

    def _ways(self, key: str) -> Iterator[Said]:
        text = self._data.get(key)
        rows = self._rows.get(key, [])
        if text is None:
            for when, _ in rows:
                yield from self._truth(tree(when), wanted=False)
            return
        # the last row that is written counts, so a later one is likelier
        for when, said in reversed(rows):
            for one, two in product(
                islice(self._text(tree(said), text), 6),
                islice(self._truth(tree(when), wanted=True), 4),
            ):
                yield {**two, **one}

    # --- expressions, backwards

    def _text(self, found: Tree, text: str) -> Iterator[Said]:
        """Values that make an expression say a text."""
        match found:
            case ("literal", value):
                if text_of(value) == text:
                    yield {}
            case ("value", steps):
                yield from ({steps: each} for each in self._typed(steps, text))
            case ("name", str(name)) if name.startswith("$"):
                yield from self._text(tree(self._table.variables[name]), text)
            case ("below", _, _):
                path = self._path(found)
                if path:
                    yield from ({path: each} for each in self._typed(path, text))
            case ("quoted" | "plain" | "toString" | "lower" | "words" | "int", inner):
                yield from self._text(inner, text)
            case ("block", ("text", ("literal", str(head)), inner)) if head.strip()[:1] == "|":
                yield from self._text(inner, text)
            case ("text", *parts):
                yield from self._parts(parts, text)
            case ("default", otherwise, inner):
                yield from self._text(inner, text)
                yield from self._text(otherwise, text)
            case ("coalesce", *parts):
                for each in parts:
                    yield from self._text(each, text)
            case ("ternary", one, other, condition):
                yield from self._either(condition, one, other, text)
            case ("if", condition, one, other):
                yield from self._either(condition, one, other, text)
            case ("join", ("literal", str(by)), inner):
                path = self._path(inner)
                if path:
                    yield {path: [each for each in text.split(by or None) if each]}
                    yield {path: text}
            case ("mustToJson" | "toJson" | "toRawJson", inner):
                path = self._path(inner)
                if path:
                    yield from ({path: each} for each in _from_json(text))
            case ("each", over, *_):
                path = self._path(over)
                if path:
                    yield {path: text.split()}

    def _either(self, condition: Tree, one: Tree, other: Tree, text: str) -> Iterator[Said]:
        for branch, wanted in ((one, True), (other, False)):
            for first, second in product(
                islice(self._text(branch, text), 3),
                islice(self._truth(condition, wanted=wanted), 3),
            ):
                yield {**second, **first}

    def _parts(self, parts: list[Tree], text: str) -> Iterator[Said]:
        """Of a text in parts, the one that is no literal."""
        open_parts = [each for each in parts if each[0] != "literal"]
        if len(open_parts) != 1:
            return
        at = parts.index(open_parts[0])
        before = "".join(text_of(each[1]) for each in parts[:at])
        after = "".join(text_of(each[1]) for each in parts[at + 1 :])
        if text.startswith(before) and text.endswith(after):
            yield from self._text(open_parts[0], text[len(before) : len(text) - len(after)])

    def _truth(self, found: Tree, *, wanted: bool) -> Iterator[Said]:
        """Values that make a condition true, or false; none where they are not needed."""
        match found:
            case ("literal", value):
                if bool(value) == wanted:
                    yield {}
            case ("name", str(name)) if name.startswith("$"):
                yield from self._truth(tree(self._table.variables[name]), wanted=wanted)
            case ("value", _) | ("below", _, _):
                path = self._path(found)
                if path and bool(self._now(path)) == wanted:
                    yield {}
                if path:
                    yield {path: wanted}
            case ("not", inner):
                yield from self._truth(inner, wanted=not wanted)
            case ("and" | "or" as word, *parts) if (word == "and") == wanted:
                ways = [list(islice(self._truth(each, wanted=wanted), 2)) for each in parts]
                for chosen in islice(product(*ways), 8):
                    yield _together(chosen)
            case ("and" | "or", *parts):
                for each in parts:
                    yield from self._truth(each, wanted=wanted)
            case ("eq", one, ("literal", value)) if wanted:
                yield from self._text(one, text_of(value))
            case ("ne", one, ("literal", value)) if not wanted:
                yield from self._text(one, text_of(value))
            case ("exists", inner):
                path = self._path(inner)
                if path and not wanted:
                    yield {path: None}
                else:
                    yield {}
            case _:
                yield {}

    def _path(self, found: Tree) -> Steps:
        """The path of the value that an expression stands for; empty where it is none."""
        match found:
            case ("value", steps):
                return () if steps[0].startswith("@") else tuple(steps)
            case ("below", holder, ("literal", str(path))):
                above = self._path(holder)
                return (*above, *path.split(".")) if above else ()
            case ("name", str(name)) if name.startswith("$"):
                return self._path(tree(self._table.variables[name]))
            case ("default" | "coalesce", *parts):
                return next((each for part in parts if (each := self._path(part))), ())
        return ()

    def _now(self, path: Steps) -> object:
        if path in self._said:
            return self._said[path]
        return value_at(self._table.defaults, *path)

    def _typed(self, path: Steps, text: str) -> Iterator[object]:
        """What a value may be whose text this is; likeliest first."""
        if not path or path[0].startswith("@"):
            return
        default = self._now(path)
        if isinstance(default, list):
            yield text.split()
        is_text = isinstance(default, str)
        if is_text:
            yield text
        if text in ("true", "false"):
            yield text == "true"
        elif text.isdecimal() and (len(text) == 1 or text[0] != "0"):
            yield int(text)
        elif _FRACTION.fullmatch(text):
            yield float(text)
        if not is_text:
            yield text


def _alike(one: object, other: object) -> bool:
    """Whether two values are the same; a switch and a number never are."""
    return isinstance(one, bool) == isinstance(other, bool) and one == other


def _together(ways: Iterable[Said]) -> Said:
    found: Said = {}
    for each in ways:
        found |= each
    return found


def _from_json(text: str) -> Iterator[object]:
    try:
        yield load_json(text)
    except DocumentError:
        return


def _seeds(data: Mapping[str, str]) -> Iterator[Said]:
    """Values that several keys say together, or that stand inside of a text."""
    for kind in ("ipsec", "wireguard", "ztunnel"):
        if data.get(f"enable-{kind}") == "true":
            yield {("encryption", "enabled"): True, ("encryption", "type"): kind}
    if data.get("kvstore") == "etcd":
        try:
            config = load_kubernetes_yaml(data.get("etcd-config", ""))
        except DocumentError:
            return
        if not isinstance(config, Mapping):
            return
        endpoints = config.get("endpoints")
        if isinstance(endpoints, list):
            yield {
                ("etcd", "enabled"): True,
                ("etcd", "ssl"): "trusted-ca-file" in config,
                ("etcd", "endpoints"): [str(each) for each in endpoints],
            }
