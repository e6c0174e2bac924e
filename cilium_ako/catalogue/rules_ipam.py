"""Rules about IPAM, the platform and the cluster's identity."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.rule import Rule

_ENI: Final = "Documentation/network/concepts/ipam/eni.rst"
_VALIDATE: Final = "install/kubernetes/cilium/templates/validate.yaml"

IPAM: Final = (
    Rule(
        "eni-platform",
        "error",
        "IPAM eni runs on AWS.",
        "The operator asks EC2 for network interfaces, and nothing answers elsewhere.",
        "Use cluster-pool or kubernetes, or correct cluster.platform.",
        _ENI,
        kops="Cilum ENI IPAM is supported only in AWS",
    ),
    Rule(
        "kubernetes-ipam-on-eks",
        "error",
        "IPAM kubernetes is not used on EKS.",
        "EKS never writes a pod range into a Node, so every agent waits for one forever.",
        "Use eni or cluster-pool.",
        "Documentation/network/concepts/ipam/kubernetes.rst; Amazon EKS user guide",
    ),
    Rule(
        "eks-operator-role",
        "error",
        "On EKS, the operator has an IAM role of its own for IPAM eni.",
        "There are no control plane nodes whose role it could use, so every call to EC2 is refused "
        "and no pod gets an address.",
        "Make a role for the service account kube-system/cilium-operator and name it here.",
        _ENI,
    ),
    Rule(
        "eks-overlay",
        "warning",
        "Pods on EKS have addresses that the control plane can reach.",
        "EKS' API server is outside of the overlay: webhooks and aggregated APIs in pods do not "
        "answer it, unless they use the host's network.",
        "Use eni, or run webhooks with hostNetwork and acknowledge this rule.",
        "Documentation/installation/requirements-eks.rst",
        acknowledgeable=True,
    ),
    Rule(
        "eks-api-server-port",
        "warning",
        "EKS' API server is asked on port 443.",
        "EKS listens on no other, so agents and nodes never connect.",
        "Give the endpoint as EKS shows it: https, no port.",
        "Amazon EKS user guide",
        acknowledgeable=True,
    ),
    Rule(
        "region-missing",
        "warning",
        "A cluster on AWS names its region.",
        "What is made in AWS for the cluster needs it.",
        "Set cluster.region.",
        "AWS' list of regions",
        acknowledgeable=True,
    ),
    Rule(
        "region-unused",
        "warning",
        "Only a cluster on AWS names a region.",
        "Nothing reads it, so either the region or the platform is not what you mean.",
        "Remove cluster.region, or set cluster.platform to aws or eks.",
        "AWS' list of regions",
        acknowledgeable=True,
    ),
    Rule(
        "region-form",
        "error",
        "The region is written as AWS writes it.",
        "Every call to AWS would go to a host that does not exist.",
        "Use a region such as eu-central-1; an availability zone ends in a letter and is not one.",
        "AWS' list of regions",
    ),
    Rule(
        "eni-tunnel",
        "error",
        "IPAM eni uses native routing.",
        "The agent refuses a tunnel there: the VPC routes pod addresses by itself.",
        "Leave cilium.routing out, or set its mode to native.",
        "daemon/cmd/daemon_main.go; install/kubernetes/cilium/templates/cilium-configmap.yaml",
        kops="unsupported value (kOps always sets tunnel disabled with eni)",
    ),
    Rule(
        "eni-masquerade-panic",
        "error",
        "From 1.19 on, eni with masquerading by iptables names the interfaces.",
        "The agent panics at start and the node has no network.",
        "Name the interfaces, or masquerade with eBPF, or turn masquerading off.",
        "pkg/datapath/iptables/iptables.go of 1.19",
        kops="Masquerade must be disabled when ENI IPAM is used (its releases up to 1.25)",
    ),
    Rule(
        "eni-cluster-name",
        "error",
        "With eni, the cluster's name is not default.",
        "The operator tags its network interfaces with the name and deletes unused ones by it: two "
        "clusters with that name delete each other's.",
        "Give the cluster a name of its own.",
        "operator/pkg/ipam/allocator/aws/aws.go",
    ),
    Rule(
        "eni-cluster-id",
        "error",
        "With eni, the cluster's id is not among 128–255 and 384–511.",
        "The id's highest bit is used for ENI's own routing marks, so packets take the wrong "
        "interface; the chart refuses it from 1.16 on.",
        "Choose another id.",
        f"{_VALIDATE}; cilium/cilium#21330",
    ),
    Rule(
        "eni-ipv6",
        "error",
        "Before 1.20, eni does not give out IPv6 addresses.",
        "The operator allocates IPv4 only, and pods wait for an IPv6 address forever.",
        "Remove ipv6 from cilium.values.",
        "install/kubernetes/cilium/templates/warnings.txt of 1.20",
        kops="Cilium ENI IPAM does not support IPv6",
    ),
    Rule(
        "ipv4-off",
        "error",
        "IPv4 stays on.",
        "Every range in this config is IPv4, and IPsec on its own needs it up to 1.16.",
        "Remove ipv4.enabled from cilium.values.",
        "daemon/cmd/daemon_main.go; Documentation/security/network/encryption-ipsec.rst",
        kops="encryption is not supported on IPv6 clusters",
    ),
    Rule(
        "cluster-name-form",
        "error",
        "The cluster's name has a form that both Cilium and AKO accept.",
        "The chart cannot be installed, or AKO reboots forever.",
        "Use at most 32 lower-case letters, digits and inner hyphens.",
        f"{_VALIDATE} of 1.16; AKO:internal/lib/lib.go IsClusterNameValid",
    ),
    Rule(
        "cluster-id-name",
        "error",
        "A cluster with an id has a name other than default.",
        "The agent refuses to start: a mesh tells clusters apart by name.",
        "Give the cluster a name, or leave its id at 0.",
        "pkg/option/config.go",
    ),
    Rule(
        "cluster-id-range",
        "error",
        "A cluster id above 255 goes with room for 511 clusters.",
        "The agent refuses an id above clustermesh.maxConnectedClusters, which is 255.",
        "Use an id up to 255, or set clustermesh.maxConnectedClusters to 511 in cilium.values of "
        "every cluster before anything runs.",
        "Documentation/network/clustermesh/setup.rst",
    ),
)
"""Rules about IPAM and platform."""
