"""Rules about single Helm values that a chart takes and an agent, or good sense, refuses."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.rules.row import Rule

RULES: Final = (
    Rule(
        id="ipv4-off",
        severity="error",
        says="IPv4 stays on where pods have IPv4 ranges.",
        why="Those ranges are given to nobody then, and IPsec needs IPv4 up to 1.17.",
        fix="Remove ipv4.enabled from cilium.values: it follows from cilium.ipam.podCidrs.",
        source="daemon/cmd/daemon_main.go; Documentation/security/network/encryption-ipsec.rst",
        kops="encryption is not supported on IPv6 clusters",
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
