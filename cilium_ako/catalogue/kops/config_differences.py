"""Keys of `cilium-config` that kOps writes otherwise than the chart does for the same cluster.

kOps has a template of its own, and a chart that takes a cluster over writes these keys in its own
way. Source: the template beside `cilium_fields`, held against templates/cilium-configmap.yaml of
the chart that kOps' template follows.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class ConfigDifference(NamedTuple):
    """One key, and why it differs."""

    key: str
    why: str
    """As a sentence."""


_AGENT: Final = "The agent's default, which only one of the two says aloud."
_POLICY_SECRETS: Final = (
    "The chart's operator copies Secrets of policies into a namespace of its own; kOps' agents read"
    " them where they are."
)
_ETCD: Final = "Other names of the certificates' files, which the chart mounts from a Secret."

CONFIG_DIFFERENCES: Final = (
    ConfigDifference("bpf-lb-algorithm", _AGENT),
    ConfigDifference("bpf-lb-mode", _AGENT),
    ConfigDifference("cluster-id", _AGENT),
    ConfigDifference(
        "cluster-pool-ipv4-mask-size", "kOps says it in every mode, and only cluster-pool reads it."
    ),
    ConfigDifference("disable-endpoint-crd", _AGENT),
    ConfigDifference("ec2-api-endpoint", "Empty, which is EC2's own, and the chart says so."),
    ConfigDifference(
        "enable-drift-checker", "Agents tell of settings that differ from the ConfigMap's."
    ),
    ConfigDifference(
        "enable-dynamic-config", "Agents keep the ConfigMap in a table, for that comparison."
    ),
    ConfigDifference("enable-host-firewall", _AGENT),
    ConfigDifference("enable-hubble", _AGENT),
    ConfigDifference("enable-local-redirect-policy", _AGENT),
    ConfigDifference(
        "enable-node-port",
        "kube-proxy replacement switches NodePort on by itself.",
    ),
    ConfigDifference("enable-policy-secrets-sync", _POLICY_SECRETS),
    ConfigDifference("eni-tags", "The same tags, as JSON instead of KEY=VALUE."),
    ConfigDifference(
        "envoy-secrets-namespace",
        "kOps reads certificates of Envoy in kube-system, the chart in a namespace of its own.",
    ),
    ConfigDifference("etcd-config", _ETCD),
    ConfigDifference(
        "ingress-secrets-namespace",
        "kOps reads certificates of Ingresses in kube-system, and the chart's operator copies them"
        " into a namespace of its own.",
    ),
    ConfigDifference(
        "k8s-require-ipv4-pod-cidr",
        "This program has agents wait for their node's range instead of inventing one.",
    ),
    ConfigDifference(
        "k8s-require-ipv6-pod-cidr",
        "This program has agents wait for their node's range instead of inventing one.",
    ),
    ConfigDifference("kube-proxy-replacement-healthz-bind-address", _AGENT),
    ConfigDifference("node-port-range", _AGENT),
    ConfigDifference("policy-secrets-namespace", _POLICY_SECRETS),
    ConfigDifference("policy-secrets-only-from-secrets-namespace", _POLICY_SECRETS),
    ConfigDifference("service-no-backend-response", _AGENT),
    ConfigDifference("tunnel-protocol", "Native routing reads it only with DSR in Geneve."),
    ConfigDifference("tunnel-source-port-range", "Native routing reads it in no case."),
)
"""Every key that differs in the clusters of kOps' own tests."""
