"""Rules about charts, and about Helm values of a stack that a chart does not take."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.rules.row import Rule

RULES: Final = (
    Rule(
        id="values-contradict",
        severity="error",
        says="No Helm value contradicts one that follows from this config.",
        why="One of the two would win without a word, and the config would no longer say what "
        "runs.",
        fix="Remove the value, and set the key of this config that it follows from.",
        source="the decision table in the README",
        checked_by="charts",
    ),
    Rule(
        id="values-removed",
        severity="error",
        says="Every Helm value is one that this version of the chart has.",
        why="The chart ignores keys that it dropped, or does not have yet: what they switched is "
        "off.",
        fix="Remove the value, or use the key that took its place.",
        source="install/kubernetes/cilium/values.yaml and AKO:helm/ako/values.yaml of each version",
        checked_by="charts",
    ),
    Rule(
        id="values-unknown",
        severity="error",
        says="Every Helm value is one that the chart is known to read.",
        why="The chart ignores a key that it does not know, so a typing error changes nothing.",
        fix="Correct the key; acknowledge this rule where the chart does read it.",
        source="install/kubernetes/cilium/values.yaml and AKO:helm/ako/values.yaml of each version",
        acknowledgeable=True,
        checked_by="charts",
    ),
    Rule(
        id="values-type",
        severity="error",
        says="Every Helm value has the type that the chart's schema gives its key.",
        why="Helm refuses to install the chart, or its templates render something else.",
        fix="Correct the type; quote what must be a text.",
        source="install/kubernetes/cilium/values.schema.json of each version",
        checked_by="charts",
    ),
    Rule(
        id="chart-unusable",
        severity="error",
        says="A chart on this machine exists and has the version that the stack names.",
        why="Helm would install nothing, or another version than the values were made for.",
        fix="Correct the path or the version.",
        source="Chart.yaml of the chart",
        checked_by="charts",
    ),
)
