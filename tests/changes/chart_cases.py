"""Helm values that make Cilium's chart say something else in cilium-config: `chart_cases.yaml`."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from cilium_ako.catalogue.release import Release
from tests.data_files import data_of

CASES: Final[list[dict[str, Any]]] = data_of(Path(__file__).with_suffix(".yaml"))


def cases_of(version: str) -> list[dict[str, Any]]:
    """The values that a version of the chart takes."""
    release = Release.parse(version)
    assert release is not None
    return [
        case["values"]
        for case in CASES
        if case.get("since", 0) <= release.minor <= case.get("until", 99)
    ]
