"""What the Helm values of a release do not hold, and the rules that cannot be judged without it.

Every rule that is not here is judged of a release that somebody else declares, by the policy pack.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from cilium_ako.catalogue.release import Release
from cilium_ako.catalogue.rules import BY_SUBJECT


class MissingFact(NamedTuple):
    """Something that no release's values say."""

    fact: str
    """What it is, as a noun."""
    rules: tuple[str, ...]
    """The rules that need it."""


MISSING_FACTS: Final = (
    MissingFact(
        "the nodes' address ranges",
        (
            "pods-overlap-nodes",
            "default-pool-over-nodes",
            "services-overlap-nodes",
            "vips-overlap-nodes",
            "nodes-outside-vpc",
            "nodes-lack-family",
            "direct-routes-networks",
            "ako-node-networks-gap",
            "ako-node-networks-missing",
        ),
    ),
    MissingFact(
        "the ranges of Services",
        (
            "pods-overlap-services",
            "services-overlap-vips",
            "services-overlap-vpc",
            "services-without-pods",
            "services-lack-family",
            "ako-ipv6-services-first",
        ),
    ),
    MissingFact(
        "the versions of Kubernetes",
        ("kubernetes-floor", "kubernetes-untested", "ako-kubernetes", "ako-pod-security-policy"),
    ),
    MissingFact(
        "the nodes' kernels",
        (
            "kernel-floor",
            "session-affinity-kernel",
            "host-routing-kernel",
            "sctp-kernel",
            "wireguard-kernel",
            "ipsec-host-routing-kernel",
            "egress-gateway-kernel",
            "big-tcp-ipv4-kernel",
            "big-tcp-ipv6-kernel",
            "bbr-kernel",
            "netkit-kernel",
        ),
    ),
    MissingFact(
        "how many nodes there are, and pods on each",
        (
            "nodes-range-too-small",
            "pool-too-small",
            "pods-per-node",
            "controller-manager-mask",
            "controller-manager-mask-too-far",
            "controller-manager-pods",
            "vpc-too-small",
            "operator-replicas",
            "ipsec-node-limit",
            "eni-pods-per-node",
            "eni-kubelet-max-pods",
            "pod-subnets-too-small",
        ),
    ),
    MissingFact(
        "whether kube-proxy runs, and how",
        (
            "kube-proxy-present",
            "kube-proxy-missing",
            "kube-proxy-kept-off",
            "ipvs-node-port",
        ),
    ),
    MissingFact(
        "the API server's addresses, and how many there are",
        (
            "api-server-lacks-family",
            "api-server-http",
            "api-server-single",
            "api-server-list-ignored",
        ),
    ),
    MissingFact(
        "the platform that nodes run on, with its region and account",
        (
            "eni-platform",
            "eni-role-partition",
            "eni-role-account",
            "kubernetes-ipam-on-eks",
            "eks-operator-role",
            "aws-node-kept-off",
            "eks-overlay",
            "eks-api-server-port",
            "region-missing",
            "region-unused",
            "region-form",
            "native-on-aws",
        ),
    ),
    MissingFact(
        "the VPC's ranges and subnets, and the types of the nodes' instances",
        (
            "native-cidr-outside-vpc",
            "eni-ipv4-missing",
            "eni-instance-types-unsaid",
            "eni-instance-type-unknown",
            "eni-one-interface",
            "eni-prefixes-refused",
            "eni-native-cidr-missing",
            "eni-native-cidr-misses-vpc",
            "eni-subnets-unseen",
        ),
    ),
    MissingFact(
        "the distribution that the cluster is made with",
        (
            "distribution-platform",
            "distribution-ipam",
            "distribution-api-server",
            "distribution-api-server-port",
            "operator-selector-unmatched",
            "talos-module-capability",
            "talos-node-init",
            "talos-host-dns",
            "openshift-multus",
            "gke-native-pool",
            "aks-native",
            "ako-mode-off",
        ),
    ),
    MissingFact(
        "the cloud that the Avi Controller runs AKO's objects in",
        (
            "ako-aws-cluster-ip",
            "ako-eni-cloud",
            "ako-openstack-cluster-ip",
            "ako-azure-cluster-ip",
            "ako-vip-subnet",
            "ako-vip-several",
            "ako-vip-missing",
            "ako-vip-ipv6-cloud",
            "ako-ip-family-unsaid",
            "ako-ip-family-ignored",
            "ako-t1lr-elsewhere",
            "ako-t1lr-missing",
            "ako-vpc-mode",
            "ako-vpc-router",
            "ako-vrf-ignored",
            "ako-vrf-old",
            "tunnel-port-offload",
            "dsr-on-nsxt",
            "acceleration-vmxnet3",
        ),
    ),
    MissingFact("which ranges BGP announces", ("bgp-in-tunnel",)),
    MissingFact(
        "what Secrets hold",
        (
            "secret-missing",
            "secret-missing-offline",
            "secret-unused",
            "avi-username-missing",
            "ipsec-key-form",
            "ipsec-key-id",
            "pem-form",
            "certificate-expired",
            "certificate-ends-soon",
            "certificate-authority",
            "certificate-issuer",
            "certificate-pair",
            "certificate-usage",
            "mesh-ca-half",
            "mesh-ca-pair",
            "mesh-ca-authority",
        ),
    ),
    MissingFact(
        "acknowledgements of a stack's config; the policy pack has its own",
        (
            "acknowledgement-unknown",
            "acknowledgement-refused",
            "acknowledgement-stale",
            "acknowledgement-digest",
        ),
    ),
    MissingFact(
        "keys that only a stack's config has",
        (
            "values-contradict",
            "feature-too-new",
            "strict-mode-old",
            "ako-credentials-external-old",
            "mesh-cilium-version",
            "mesh-cluster-id",
            "mesh-alone",
            "mesh-peer-self",
            "mesh-peer-twice",
            "mesh-full",
            "mesh-ipsec-generated",
            "mesh-service-blocked",
            "mesh-service-selected",
            "mesh-address-outside",
            "mesh-bootstrap",
            "operator-role-oidc-region",
            "operator-role-oidc-place",
            "operator-role-boundary",
            "operator-role-webhook",
            "operator-role-pod-identity",
            "operator-policy-region",
            "operator-policy-length",
            "pod-subnets-whole",
            "pod-subnet-outside-vpc",
            "pod-subnet-size",
            "pod-subnets-overlap",
            "pod-subnet-reservation",
            "pod-subnets-one-zone",
            "pod-subnets-hide-nodes",
            "eni-group-rules",
            "eni-pods-group",
            "etcd-members-even",
            "etcd-single-member",
            "etcd-member-repeated",
            "etcd-member-outside-nodes",
            "etcd-port-taken",
            "etcd-image-unpinned",
            "etcd-image-release",
            "etcd-authority-not-trusted",
            "etcd-snapshot-slots",
            "etcd-folders-nested",
        ),
    ),
    MissingFact("which families pods are meant to have", ("ipv4-off",)),
    MissingFact("the chart's files", ("chart-unusable",)),
    MissingFact(
        "the running cluster, or the AWS account",
        (
            "aws-account-differs",
            "aws-region-differs",
            "eni-subnets-unasked",
            "eni-subnets-nothing",
            "eni-subnets-everything",
            "eni-subnets-other-vpc",
            "eni-subnets-one-zone",
            "eni-subnets-full",
            "foreign-cilium",
            "foreign-ako",
            "taken-release-missing",
            "taken-release-elsewhere",
            "taken-release-unfinished",
            "taken-values-secret",
            "taken-secret-differs",
            "api-server-mismatch",
        ),
    ),
    MissingFact(
        "the other stacks of a fleet",
        tuple(
            rule.id for rules in BY_SUBJECT.values() for rule in rules if rule.checked_by == "fleet"
        ),
    ),
)
"""What is missing, with the rules that need it; each rule once, under what it needs first."""

NOT_JUDGED: Final[Mapping[str, str]] = {
    rule: row.fact for row in MISSING_FACTS for rule in row.rules
}
"""Rule to what is missing."""

LET_RUN: Final[Mapping[str, str]] = {
    "values-unknown": "Helm passes a key on that the chart does not read",
}
"""Errors of a config that advise where a release of another program has them, and why: what runs
is not what its owner reads, and runs all the same."""


class RefusedKey(NamedTuple):
    """A key that went away, and that the chart refuses all the same where it says something."""

    key: str
    """Dotted; what stands below it is refused, too."""
    since: Release
    """First minor whose chart does not render with it."""
    until: Release | None = None
    """Last one; None while the newest still refuses it."""

    def applies_to(self, minor: Release) -> bool:
        """Whether the chart of a minor refuses it."""
        return self.since <= minor and (self.until is None or minor <= self.until)


_POOL: Final = "ipam.operator.clusterPoolIPv4PodCIDR"

REFUSED_KEYS: Final = (
    RefusedKey(_POOL, since=Release(1, 14), until=Release(1, 18)),
    RefusedKey("tunnel", since=Release(1, 15)),
    RefusedKey("clustermesh.apiserver.tls.ca.cert", since=Release(1, 15)),
    RefusedKey("clustermesh.apiserver.tls.ca.key", since=Release(1, 15)),
    RefusedKey("enableK8sEventHandover", since=Release(1, 15)),
    RefusedKey("enableCnpStatusUpdates", since=Release(1, 15)),
    RefusedKey("encryption.keyFile", since=Release(1, 16)),
    RefusedKey("encryption.mountPath", since=Release(1, 16)),
    RefusedKey("encryption.secretName", since=Release(1, 16)),
    RefusedKey("encryption.interface", since=Release(1, 16)),
    RefusedKey("proxy.prometheus.enabled", since=Release(1, 16)),
    RefusedKey("proxy.prometheus.port", since=Release(1, 16)),
    RefusedKey("endpointStatus", since=Release(1, 16)),
    RefusedKey("remoteNodeIdentity", since=Release(1, 16)),
    RefusedKey("containerRuntime.integration", since=Release(1, 16)),
    RefusedKey("etcd.managed", since=Release(1, 16)),
    RefusedKey("enableCiliumEndpointSlice", since=Release(1, 18)),
    RefusedKey("ciliumEndpointSlice.sliceMode", since=Release(1, 18)),
)
"""Every such key of Cilium's chart; any other one that it does not have is passed over.

Source: install/kubernetes/cilium/templates/validate.yaml, cilium-configmap.yaml of each minor.
"""

OTHER_CHARTS: Final = ("bitnami",)
"""Who publishes other charts of the same name: what stands in a reference to one of them."""

WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "ipam.mode": ("cluster-pool", "kubernetes", "eni"),
    "routing.tunnel": ("native", "tunnel", "vxlan", "geneve", "disabled"),
    "encryption.type": ("ipsec", "wireguard"),
    "kubeProxyReplacement": ("true", "false"),
    "nodePort.mode": ("snat", "dsr", "hybrid"),
    "nodePort.dsrDispatch": ("opt", "geneve", "ipip"),
    "nodePort.acceleration": ("disabled", "native"),
    "nodePort.algorithm": ("random", "maglev"),
    "identityAllocation": ("crd", "kvstore"),
    "datapathMode": ("veth", "netkit"),
    "cni.chainingMode": ("none", "aws-cni", "generic-veth"),
    "ako.cniPlugin": ("", "cilium"),
    "ako.serviceType": ("ClusterIP", "NodePort", "NodePortLocal"),
    "ako.disableStaticRouteSync": ("true", "false"),
    "ako.layer7Only": ("true", "false"),
}
"""Fact to the words that a value which is not known yet may be: what is found is kept only where
it holds with each."""
