"""Rules about single Helm values, about the charts, and about the cluster that is talked to."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.rule import Rule

VALUES: Final = (
    Rule(
        "values-contradict",
        "error",
        "No Helm value contradicts one that follows from this config.",
        "One of the two would win without a word, and the config would no longer say what runs.",
        "Remove the value, and set the key of this config that it follows from.",
        "the decision table in the README",
    ),
    Rule(
        "values-removed",
        "error",
        "Every Helm value is one that this version of the chart has.",
        "The chart ignores keys that it dropped, or does not have yet: what they switched is off.",
        "Remove the value, or use the key that took its place.",
        "install/kubernetes/cilium/values.yaml and AKO:helm/ako/values.yaml of each version",
    ),
    Rule(
        "values-unknown",
        "error",
        "Every Helm value is one that the chart is known to read.",
        "The chart ignores a key that it does not know, so a typing error changes nothing.",
        "Correct the key; acknowledge this rule where the chart does read it.",
        "install/kubernetes/cilium/values.yaml and AKO:helm/ako/values.yaml of each version",
        acknowledgeable=True,
    ),
    Rule(
        "values-type",
        "error",
        "Every Helm value has the type that the chart's schema gives its key.",
        "Helm refuses to install the chart, or its templates render something else.",
        "Correct the type; quote what must be a text.",
        "install/kubernetes/cilium/values.schema.json of each version",
    ),
    Rule(
        "chart-unusable",
        "error",
        "A chart on this machine exists and has the version that the stack names.",
        "Helm would install nothing, or another version than the values were made for.",
        "Correct the path or the version.",
        "Chart.yaml of the chart",
    ),
    Rule(
        "api-server-mismatch",
        "error",
        "The kubeconfig's server is one of cluster.apiServer.",
        "Everything would be installed into another cluster than the one described.",
        "Choose the right kubeconfig or kubeconfigContext, or correct cluster.apiServer; "
        "acknowledge this rule where the two are names of one cluster.",
        "the kubeconfig at hand",
        acknowledgeable=True,
    ),
    Rule(
        "foreign-cilium",
        "error",
        "The cluster runs no Cilium that another stack or person installed.",
        "Two owners would take turns at overwriting each other's settings, and pods would lose "
        "their network.",
        "Check that this is the right cluster. To take that release over into this stack, "
        "acknowledge this rule: it is imported, and updated to what the config says.",
        "the Helm release and DaemonSet in the cluster",
        acknowledgeable=True,
    ),
    Rule(
        "secret-in-values",
        "error",
        "No Helm value is a secret.",
        "It stands in clear in version control, in the plan and in Helm's own record.",
        "Remove it, make a new key, and put that into a Secret that the chart names.",
        "install/kubernetes/cilium/values.yaml",
    ),
    Rule(
        "hubble-relay",
        "error",
        "Hubble Relay runs only with Hubble.",
        "The chart refuses it.",
        "Set hubble.enabled to true, or hubble.relay to false.",
        "install/kubernetes/cilium/templates/validate.yaml",
    ),
    Rule(
        "hubble-ui",
        "error",
        "Hubble's user interface runs only with the relay.",
        "The chart refuses it.",
        "Set hubble.relay to true, or hubble.ui to false.",
        "install/kubernetes/cilium/templates/validate.yaml",
    ),
    Rule(
        "policy-enforcement-mode",
        "error",
        "policyEnforcementMode is default, always or never.",
        "The agent refuses any other word and does not start.",
        "Use one of the three in cilium.values.",
        "pkg/option/config.go",
        kops="enablePolicy: unsupported value",
    ),
    Rule(
        "monitor-aggregation",
        "error",
        "bpf.monitorAggregation is none, low, medium or maximum.",
        "The agent refuses any other word and does not start.",
        "Use one of the four in cilium.values.",
        "pkg/option/config.go",
        kops="monitorAggregation: unsupported value",
    ),
    Rule(
        "ingress-load-balancer-mode",
        "error",
        "ingressController.loadbalancerMode is shared or dedicated.",
        "Cilium then makes no load balancer for an Ingress.",
        "Use one of the two in cilium.values.",
        "operator/pkg/ingress/ingress.go",
        kops="ingress.defaultLoadBalancerMode: unsupported value",
    ),
    Rule(
        "l7-without-iptables",
        "error",
        "The L7 proxy has its iptables rules.",
        "The agent stops: it has no other way to lead traffic to the proxy.",
        "Remove install-iptables-rules from extraConfig in cilium.values, or set l7Proxy to false.",
        "daemon/cmd/daemon_main.go",
        kops="Cilium L7 Proxy requires installIptablesRules.",
    ),
    Rule(
        "replacement-without-iptables",
        "error",
        "kube-proxy replacement and eBPF masquerading have their iptables rules.",
        "The agent stops at start.",
        "Remove install-iptables-rules from extraConfig in cilium.values.",
        "daemon/cmd/kube_proxy_replacement.go",
    ),
)
"""Rules about Helm values and charts."""
