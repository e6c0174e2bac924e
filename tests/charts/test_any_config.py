"""Whatever a valid config asks for, every chart that is supported gets keys that it knows.

`CILIUM_AKO_EXAMPLES` says how many configs are looked at.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given

from cilium_ako.catalogue.ako.releases import SUPPORT
from cilium_ako.catalogue.charts.keys import Chart, has_schema, types_of
from cilium_ako.catalogue.cilium.releases import MINORS
from cilium_ako.catalogue.release import Release
from cilium_ako.charts.ako import ako_values
from cilium_ako.charts.cilium import cilium_values
from cilium_ako.charts.helm_values import flatten
from cilium_ako.config.stack import Stack
from tests.strategies import examples, valid_stacks

CILIUM = tuple(Release(row.minor.major, row.minor.minor, 0) for row in MINORS)
AKO = tuple(row.since for row in SUPPORT)

_JSON_TYPES: Mapping[type, str] = {
    bool: "boolean",
    int: "integer",
    str: "string",
    list: "array",
    dict: "object",
}


def unfit(chart: Chart, line: Release, values: Mapping[str, object]) -> list[str]:
    """The keys of values that a chart's minor does not know, or wants of another type."""
    wrong = []
    for key, value in flatten(values):
        types = types_of(chart, line, key)
        if types is None:
            wrong.append(f"{key}: no key of {chart} {line}")
        elif not has_schema(chart, line):
            continue  # templates quote what they are given
        elif "any" not in types and _JSON_TYPES[type(value)] not in types:
            wrong.append(f"{key}: {type(value).__name__} for {sorted(types)}")
    return wrong


@given(stack=valid_stacks())
@examples(0.5)
def test_every_minor_gets_keys_that_it_knows(stack: Stack) -> None:
    cluster, cilium, ako = stack.cluster, stack.cilium, stack.ako
    assert cluster is not None
    assert cilium is not None
    for version in CILIUM:
        asked = cilium.model_copy(update={"version": version})
        assert unfit("cilium", version.minor_release, cilium_values(cluster, asked, ako)) == []
    if ako is None:
        return
    for version in AKO:
        wanted = ako.model_copy(update={"version": version})
        assert unfit("ako", version.minor_release, ako_values(cluster, cilium, wanted)) == []


@pytest.mark.parametrize("line", [Release(1, 12), Release(1, 99)])
def test_a_minor_outside_the_tables_knows_nothing(line: Release) -> None:
    assert types_of("cilium", line, "ipam.mode") is None
