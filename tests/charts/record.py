"""Writes `recorded/`: what the charts of `RECORDED` say, and make of the values that tests render.

    CILIUM_AKO_CHARTS=… CILIUM_AKO_CONTRACTS=… python -m tests.charts.record

Needs `helm` on PATH. A rendering is written as what differs from the first one.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from cilium_ako.catalogue.charts.keys import Chart
from cilium_ako.charts.release_values import helm_values
from tests.changes.chart_cases import cases_of
from tests.charts.contracts import CONTRACTS, reduced
from tests.charts.families import family_configs
from tests.charts.grid import AKO, CILIUM, FEATURES, MODES, ako_config, config, values_of
from tests.charts.real_charts import (
    FOLDER,
    RECORDED,
    Objects,
    key_of,
    render,
    why_not_rendered,
)
from tests.doctor.rendered_stacks import CREDENTIALS, STACKS, ako_stack, cilium_stack

Request = tuple[Mapping[str, object], str]
"""Values, and the Kubernetes that they are rendered for."""


def requests(chart: Chart) -> Iterator[Request]:
    """Everything that tests render of the recorded version of a chart."""
    version = RECORDED[chart]
    if chart == "cilium":
        for mode in MODES:
            for feature in FEATURES:
                yield values_of(config(version, mode, feature)), CILIUM[version]
        for given in family_configs(version).values():
            yield values_of(given), CILIUM[version]
        for values in cases_of(version):
            yield values, "1.33"
        for case in STACKS:
            yield helm_values(cilium_stack(case, version))["cilium"], "1.33"
    else:
        for mode in MODES:
            yield values_of(ako_config(version, mode), "ako"), AKO[version][0]
        yield {**helm_values(ako_stack(version))["ako"], **CREDENTIALS}, "1.33"


def recording_of(chart: Chart, found: Mapping[str, tuple[Request, Objects]]) -> dict[str, Any]:
    """The document that is written of a chart."""
    (_, base), *_ = found.values()
    cases = []
    for (values, kubernetes), objects in found.values():
        case: dict[str, Any] = {
            "kubernetes": kubernetes,
            "values": values,
            "absent": sorted(base.keys() - objects.keys()),
            "objects": {},
            "data": {},
            "removed": {},
        }
        for name, each in objects.items():
            before = base.get(name, {})
            if each["kind"] == "ConfigMap" and name in base:
                was, data = before["data"], each["data"]
                case["removed"][name] = sorted(was.keys() - data.keys())
                case["data"][name] = {k: v for k, v in data.items() if was.get(k) != v}
            else:
                changed = {k: v for k, v in each.items() if before.get(k) != v}
                if changed:
                    case["objects"][name] = changed
        cases.append(case)
    return {"base": base, "cases": cases}


def main() -> None:
    """Renders and writes."""
    if CONTRACTS is None:
        sys.exit("CILIUM_AKO_CONTRACTS names no folder of the charts' contracts")
    FOLDER.mkdir(exist_ok=True)
    for chart, version in RECORDED.items():
        reason = why_not_rendered(chart, version)
        if reason:
            sys.exit(reason)
        found = {
            key_of(values, kubernetes): (
                (values, kubernetes),
                render(chart, version, values, kubernetes),
            )
            for values, kubernetes in requests(chart)
        }
        _write(f"{chart}-{version}", recording_of(chart, found), indent=1)
        given = CONTRACTS / chart / version
        values = json.loads((given / "values.json").read_text("utf-8"))
        _write(f"{chart}-{version}.values", reduced(chart, values), indent=1)
        if chart == "cilium":
            document = json.loads((given / "values.schema.json").read_text("utf-8"))
            _write(f"{chart}-{version}.values.schema", document)


def _write(name: str, document: object, indent: int | None = None) -> None:
    text = json.dumps(document, indent=indent, sort_keys=True)
    (FOLDER / f"{name}.json").write_text(f"{text}\n", "utf-8")


if __name__ == "__main__":
    main()
