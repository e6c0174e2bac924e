"""The default values of each chart's minor: what a release has where its owner says nothing.

In `cilium/chart_defaults.tsv` and `ako/chart_defaults.tsv` beside this folder, derived from the
charts' values.yaml by `tools/derive_chart_defaults.py`. Tags and digests of images are left out:
they change with every patch.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from cilium_ako.catalogue.charts.keys import Chart
from cilium_ako.catalogue.charts.minor_lines import lines_of_minor, nested
from cilium_ako.catalogue.release import Release


@cache
def chart_defaults(chart: Chart, minor: Release) -> Mapping[str, object]:
    """A minor's default values, nested as in values.yaml; empty where the minor is not known."""
    table = files("cilium_ako.catalogue") / chart / "chart_defaults.tsv"
    lines = table.read_text("utf-8").splitlines()
    return nested((key, json.loads(text)) for key, text in lines_of_minor(lines, minor))
