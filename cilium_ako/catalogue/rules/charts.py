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
    Rule(
        id="feature-too-new",
        severity="error",
        says="A feature is one that this minor of Cilium has.",
        why="The chart ignores a key that it does not have yet: nothing is switched on.",
        fix="Leave it out, or choose a newer minor.",
        source="install/kubernetes/cilium/values.yaml of each version",
        checked_by="effective",
    ),
    Rule(
        id="flag-form",
        severity="error",
        says="Arguments are a list of flags, each as --name=value.",
        why="A process takes another form for one long name or for the wrong value, and stops.",
        fix="Write each flag as an element of its own.",
        source="install/kubernetes/cilium/templates/cilium-agent/daemonset.yaml (extraArgs)",
        checked_by="effective",
    ),
    Rule(
        id="flag-twice",
        severity="error",
        says="A flag or variable is said once.",
        why="The last one wins, and of variables a merge may keep either.",
        fix="Keep one.",
        source="pkg/option/config.go InitConfig",
        checked_by="effective",
    ),
    Rule(
        id="flag-gone",
        severity="error",
        says="A flag is one that this version still has.",
        why="A process stops at a flag that it no longer knows; what the option switched is "
        "decided otherwise now.",
        fix="Remove it, and look up in the upgrade notes what took its place.",
        source="install/kubernetes/cilium/templates/cilium-configmap.yaml of each version",
        acknowledgeable=True,
        checked_by="effective",
    ),
    Rule(
        id="option-gone",
        severity="warning",
        says="A key of extraConfig is one that this version still has.",
        why="Agents pass over a key of cilium-config that they no longer know: it switches "
        "nothing.",
        fix="Remove it, and look up in the upgrade notes what took its place.",
        source="install/kubernetes/cilium/templates/cilium-configmap.yaml of each version",
        acknowledgeable=True,
        checked_by="effective",
    ),
    Rule(
        id="flag-unknown",
        severity="warning",
        says="A flag is one that this program can judge.",
        why="It wins over the ConfigMap, so what it decides is not known here.",
        fix="Look it up in the agent's command reference, then acknowledge this rule.",
        source="pkg/option/config.go InitConfig",
        acknowledgeable=True,
        checked_by="effective",
    ),
)
