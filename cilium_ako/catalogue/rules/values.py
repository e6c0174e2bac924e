"""Rules about single Helm values, about the charts, and about the cluster that is talked to."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.rules.row import Rule

VALUES: Final = (
    Rule(
        id="values-contradict",
        severity="error",
        says="No Helm value contradicts one that follows from this config.",
        why="One of the two would win without a word, and the config would no longer say what "
        "runs.",
        fix="Remove the value, and set the key of this config that it follows from.",
        source="the decision table in the README",
    ),
    Rule(
        id="values-removed",
        severity="error",
        says="Every Helm value is one that this version of the chart has.",
        why="The chart ignores keys that it dropped, or does not have yet: what they switched is "
        "off.",
        fix="Remove the value, or use the key that took its place.",
        source="install/kubernetes/cilium/values.yaml and AKO:helm/ako/values.yaml of each version",
    ),
    Rule(
        id="values-unknown",
        severity="error",
        says="Every Helm value is one that the chart is known to read.",
        why="The chart ignores a key that it does not know, so a typing error changes nothing.",
        fix="Correct the key; acknowledge this rule where the chart does read it.",
        source="install/kubernetes/cilium/values.yaml and AKO:helm/ako/values.yaml of each version",
        acknowledgeable=True,
    ),
    Rule(
        id="values-type",
        severity="error",
        says="Every Helm value has the type that the chart's schema gives its key.",
        why="Helm refuses to install the chart, or its templates render something else.",
        fix="Correct the type; quote what must be a text.",
        source="install/kubernetes/cilium/values.schema.json of each version",
    ),
    Rule(
        id="chart-unusable",
        severity="error",
        says="A chart on this machine exists and has the version that the stack names.",
        why="Helm would install nothing, or another version than the values were made for.",
        fix="Correct the path or the version.",
        source="Chart.yaml of the chart",
    ),
    Rule(
        id="api-server-mismatch",
        severity="error",
        says="The kubeconfig's server is one of cluster.apiServer.",
        why="Everything would be installed into another cluster than the one described.",
        fix="Choose the right kubeconfig or kubeconfigContext, or correct cluster.apiServer; "
        "acknowledge this rule where the two are names of one cluster.",
        source="the kubeconfig at hand",
        acknowledgeable=True,
    ),
    Rule(
        id="foreign-cilium",
        severity="error",
        says="The cluster runs no Cilium that another stack or person installed.",
        why="Two owners would take turns at overwriting each other's settings, and pods would lose "
        "their network.",
        fix="Check that this is the right cluster. To take that release over into this stack, "
        "acknowledge this rule: it is imported, and updated to what the config says.",
        source="the Helm release and DaemonSet in the cluster",
        acknowledgeable=True,
    ),
    Rule(
        id="secret-in-values",
        severity="error",
        says="No Helm value is a secret.",
        why="It stands in clear in version control, in the plan and in Helm's own record.",
        fix="Remove it, make a new key, and put that into a Secret that the chart names.",
        source="install/kubernetes/cilium/values.yaml",
    ),
    Rule(
        id="hubble-relay",
        severity="error",
        says="Hubble Relay runs only with Hubble.",
        why="The chart refuses it.",
        fix="Set hubble.enabled to true, or hubble.relay to false.",
        source="install/kubernetes/cilium/templates/validate.yaml",
    ),
    Rule(
        id="hubble-ui",
        severity="error",
        says="Hubble's user interface runs only with the relay.",
        why="The chart refuses it.",
        fix="Set hubble.relay to true, or hubble.ui to false.",
        source="install/kubernetes/cilium/templates/validate.yaml",
    ),
    Rule(
        id="policy-enforcement-mode",
        severity="error",
        says="policyEnforcementMode is default, always or never.",
        why="The agent refuses any other word and does not start.",
        fix="Use one of the three in cilium.values.",
        source="pkg/option/config.go",
        kops="enablePolicy: unsupported value",
    ),
    Rule(
        id="monitor-aggregation",
        severity="error",
        says="bpf.monitorAggregation is none, low, medium or maximum.",
        why="The agent refuses any other word and does not start.",
        fix="Use one of the four in cilium.values.",
        source="pkg/option/config.go",
        kops="monitorAggregation: unsupported value",
    ),
    Rule(
        id="ingress-load-balancer-mode",
        severity="error",
        says="ingressController.loadbalancerMode is shared or dedicated.",
        why="Cilium then makes no load balancer for an Ingress.",
        fix="Use one of the two in cilium.values.",
        source="operator/pkg/ingress/ingress.go",
        kops="ingress.defaultLoadBalancerMode: unsupported value",
    ),
    Rule(
        id="l7-without-iptables",
        severity="error",
        says="The L7 proxy has its iptables rules.",
        why="The agent stops: it has no other way to lead traffic to the proxy.",
        fix="Remove install-iptables-rules from extraConfig in cilium.values, or set l7Proxy to "
        "false.",
        source="daemon/cmd/daemon_main.go",
        kops="Cilium L7 Proxy requires installIptablesRules.",
    ),
    Rule(
        id="replacement-without-iptables",
        severity="error",
        says="kube-proxy replacement and eBPF masquerading have their iptables rules.",
        why="The agent stops at start.",
        fix="Remove install-iptables-rules from extraConfig in cilium.values.",
        source="daemon/cmd/kube_proxy_replacement.go",
    ),
)
"""Rules about Helm values and charts."""
