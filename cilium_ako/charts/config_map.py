"""What a chart will write into its ConfigMap for some Helm values, without the chart.

From the tables of `catalogue/charts/config_map.py`, for every minor that they know.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from cilium_ako.catalogue.charts.config_map import (
    EXTRA,
    WRITTEN,
    ConfigMapTable,
    config_map_table,
)
from cilium_ako.catalogue.charts.keys import Chart
from cilium_ako.catalogue.release import Release
from cilium_ako.charts.rendering import NAMESPACES
from cilium_ako.charts.template_expressions import Scope, text_of, true

_VERSION: Final = "Capabilities.KubeVersion.Version"


def config_map(
    chart: Chart, minor: Release, values: Mapping[str, object], kubernetes: Release
) -> dict[str, str] | None:
    """The ConfigMap's data; None where the minor's is not known.

    `values` are the release's Helm values, which lie above the chart's defaults.
    """
    table = config_map_table(chart, minor)
    return None if table is None else written(table, chart, values, kubernetes)


def written(
    table: ConfigMapTable, chart: Chart, values: Mapping[str, object], kubernetes: Release
) -> dict[str, str]:
    """The ConfigMap's data by one minor's table."""
    merged = merged_values(table.defaults, _with_floats(values))
    builtins = {_VERSION: f"v{kubernetes}", "Release.Namespace": NAMESPACES[chart]}
    scope = Scope(merged, table.variables, builtins)
    if WRITTEN in table.variables and not true(scope.evaluated(WRITTEN)):
        return {}
    found: dict[str, object] = {}
    for row in table.rows:
        if not true(scope.evaluated(row.when)):
            continue
        said = scope.evaluated(row.text)
        if row.key != EXTRA:
            found[row.key] = said
        elif isinstance(said, Mapping):
            found |= {str(key): _in_yaml(value) for key, value in said.items()}
    return {key: text_of(value) for key, value in sorted(found.items()) if value is not None}


def _in_yaml(value: object) -> object:
    """A value of `extraConfig`, which goes through YAML and so has its numbers in full."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _with_floats(value: Any) -> Any:
    """Values with their numbers as Helm has them: every one is a float64."""
    if isinstance(value, Mapping):
        return {str(key): _with_floats(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_with_floats(each) for each in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def merged_values(defaults: Mapping[str, object], own: Mapping[str, object]) -> dict[str, object]:
    """A chart's defaults with a release's own values above them, as Helm merges them.

    A value that is null takes the default away. Source: pkg/chart/common/util/coalesce.go of Helm.
    """
    merged = dict(defaults)
    for key, value in own.items():
        if value is None:
            merged.pop(key, None)
            continue
        default = defaults.get(key)
        if isinstance(value, Mapping):
            below = default if isinstance(default, Mapping) else {}
            merged[key] = merged_values(below, value)
        elif not isinstance(default, Mapping) or not default:
            merged[key] = value
    return merged
