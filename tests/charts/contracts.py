"""The charts' own default values and JSON schemas: two charts as recorded, the others where given.

`CILIUM_AKO_CONTRACTS` names a folder with `<chart>/<version>/values.json`, `values.schema.json` (of
Cilium, from 1.16 on) and `rendered.json`. Those of `RECORDED` stand in `recorded/`: of the default
values those that some row of the catalogue spells or a reader looks at.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from cilium_ako.catalogue.charts.keys import Chart
from cilium_ako.changes.fact_keys import helm_keys
from tests.charts.real_charts import FOLDER, RECORDED

_GIVEN = os.environ.get("CILIUM_AKO_CONTRACTS", "")
CONTRACTS = Path(_GIVEN) if _GIVEN else None
with_contracts = pytest.mark.skipif(
    CONTRACTS is None, reason="CILIUM_AKO_CONTRACTS names no folder of the charts' contracts"
)


def versions(chart: Chart) -> list[str]:
    """The versions of a chart whose contracts are here."""
    given = () if CONTRACTS is None else (CONTRACTS / chart).iterdir()
    return sorted({RECORDED[chart], *(each.name for each in given)})


def default_values(chart: Chart, version: str) -> dict[str, Any]:
    """The chart's `values.yaml`, reduced. Skips the test where it is not here."""
    return reduced(chart, _document(chart, version, "values"))


def schema(version: str) -> dict[str, Any]:
    """The JSON schema of Cilium's chart. Skips the test where it is not here."""
    return _document("cilium", version, "values.schema")


def _document(chart: Chart, version: str, name: str) -> dict[str, Any]:
    path = FOLDER / f"{chart}-{version}.{name}.json"
    if version != RECORDED[chart]:
        if CONTRACTS is None:
            pytest.skip(f"nothing is recorded of {chart} {version} (CILIUM_AKO_CONTRACTS)")
        path = CONTRACTS / chart / version / f"{name}.json"
        if not path.exists():
            pytest.skip(f"there is no {path.name} of {chart} {version} in CILIUM_AKO_CONTRACTS")
    document: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return document


_READ_BESIDE = (
    "gke.enabled",
    "azure.enabled",
    "alibabacloud.enabled",
    "loadBalancer.l7.backend",
    "nativeRoutingCIDRFromClusterPool",
)
"""Keys that no row spells and a reader of values looks at."""


def reduced(chart: Chart, values: Mapping[str, object]) -> dict[str, Any]:
    """The values that facts are read from."""
    wanted = {*helm_keys(chart), *_READ_BESIDE}

    def kept(inner: Mapping[str, object], above: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, value in inner.items():
            key = f"{above}{name}"
            if key in wanted:
                found[name] = value
            elif isinstance(value, Mapping) and (below := kept(value, f"{key}.")):
                found[name] = below
        return found

    return kept(values, "")
