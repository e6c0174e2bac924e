"""What charts write into their ConfigMaps, `cilium-config` and `avi-k8s-config`, minor by minor.

In `cilium/config_map/` and `ako/config_map/` beside this folder, both derived from the charts by
`tools/derive_config_maps.py`:

- `rows.tsv`: a key of the ConfigMap, when the template writes it, and which text, as expressions
  over Helm values (`.a.b` is a value, `$name` another row); `place` orders rows that a stack's
  own `extraConfig` (the key `*`) may say too;
- `defaults.tsv`: the chart's defaults of the values that these read, as JSON.

Source: templates/cilium-configmap.yaml and values.yaml of Cilium's chart, AKO:helm/ako/templates/
configmap.yaml and AKO:helm/ako/values.yaml, of the newest release of each minor.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

from cilium_ako.catalogue.charts.keys import Chart
from cilium_ako.catalogue.charts.minor_lines import lines_of_minor, nested
from cilium_ako.catalogue.release import Release

EXTRA: Final = "*"
"""The key of the row whose text is a mapping of keys."""
WRITTEN: Final = "$written"
"""The row that says whether there is a ConfigMap at all."""
_DEFAULTS: Final = json.JSONDecoder(parse_int=float)
"""Reads the cells of `defaults.tsv`: every number is a float, as Helm's are."""


class ConfigMapRow(NamedTuple):
    """One row of the template."""

    key: str
    place: int
    """1 before the stack's own keys, 2 for these, 3 behind them: what comes later counts."""
    when: str
    text: str


class ConfigMapTable(NamedTuple):
    """What a chart's minor writes."""

    rows: tuple[ConfigMapRow, ...]
    """In the order in which they count: the last of a key that is written does."""
    variables: dict[str, str]
    """Expressions by the name that rows have for them, with its `$`."""
    defaults: dict[str, object]
    """The chart's values that are read, nested; their numbers are floats, as Helm's are."""


@cache
def minors(chart: Chart) -> tuple[Release, ...]:
    """The minors whose ConfigMap is known, oldest first."""
    first, *_ = _lines(chart, "rows.tsv")
    return tuple(Release.of_minor(each) for each in first.removeprefix("# minors: ").split())


@cache
def config_map_table(chart: Chart, minor: Release) -> ConfigMapTable | None:
    """What a minor writes; None where it is not known."""
    if minor not in minors(chart):
        return None
    return table_of(_lines(chart, "rows.tsv"), _lines(chart, "defaults.tsv"), minor)


def table_of(rows: Iterable[str], defaults: Iterable[str], minor: Release) -> ConfigMapTable:
    """What the lines of both tables say of a minor."""
    found: list[ConfigMapRow] = []
    variables: dict[str, str] = {}
    for key, place, when, text in lines_of_minor(rows, minor):
        if key.startswith("$"):
            variables[key] = text
        else:
            found.append(ConfigMapRow(key, int(place), when, text))
    found.sort(key=lambda row: row.place)
    values = nested((key, _DEFAULTS.decode(text)) for key, text in lines_of_minor(defaults, minor))
    return ConfigMapTable(tuple(found), variables, values)


@cache
def _lines(chart: Chart, table: str) -> tuple[str, ...]:
    folder = files("cilium_ako.catalogue") / chart / "config_map"
    return tuple((folder / table).read_text("utf-8").splitlines())
