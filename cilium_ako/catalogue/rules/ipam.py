"""Rules about IPAM, the platform and the cluster's identity."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.rules.row import Rule

_ENI: Final = "Documentation/network/concepts/ipam/eni.rst"
_VALIDATE: Final = "install/kubernetes/cilium/templates/validate.yaml"

IPAM: Final = (
    Rule(
        id="eni-platform",
        severity="error",
        says="IPAM eni runs on AWS.",
        why="The operator asks EC2 for network interfaces, and nothing answers elsewhere.",
        fix="Use cluster-pool or kubernetes, or correct cluster.platform.",
        source=_ENI,
        kops="Cilum ENI IPAM is supported only in AWS",
    ),
    Rule(
        id="kubernetes-ipam-on-eks",
        severity="error",
        says="IPAM kubernetes is not used on EKS.",
        why="EKS never writes a pod range into a Node, so every agent waits for one forever.",
        fix="Use eni or cluster-pool.",
        source="Documentation/network/concepts/ipam/kubernetes.rst; Amazon EKS user guide",
    ),
    Rule(
        id="eks-operator-role",
        severity="error",
        says="On EKS, the operator has an IAM role of its own for IPAM eni.",
        why="There are no control plane nodes whose role it could use, so every call to EC2 is "
        "refused "
        "and no pod gets an address.",
        fix="Make a role for the service account kube-system/cilium-operator and name it here.",
        source=_ENI,
    ),
    Rule(
        id="eks-overlay",
        severity="warning",
        says="Pods on EKS have addresses that the control plane can reach.",
        why="EKS' API server is outside of the overlay: webhooks and aggregated APIs in pods do "
        "not "
        "answer it, unless they use the host's network.",
        fix="Use eni, or run webhooks with hostNetwork and acknowledge this rule.",
        source="Documentation/installation/requirements-eks.rst",
        acknowledgeable=True,
    ),
    Rule(
        id="eks-api-server-port",
        severity="warning",
        says="EKS' API server is asked on port 443.",
        why="EKS listens on no other, so agents and nodes never connect.",
        fix="Give the endpoint as EKS shows it: https, no port.",
        source="Amazon EKS user guide",
        acknowledgeable=True,
    ),
    Rule(
        id="region-missing",
        severity="warning",
        says="A cluster on AWS names its region.",
        why="What is made in AWS for the cluster needs it.",
        fix="Set cluster.region.",
        source="AWS' list of regions",
        acknowledgeable=True,
    ),
    Rule(
        id="region-unused",
        severity="warning",
        says="Only a cluster on AWS names a region.",
        why="Nothing reads it, so either the region or the platform is not what you mean.",
        fix="Remove cluster.region, or set cluster.platform to aws or eks.",
        source="AWS' list of regions",
        acknowledgeable=True,
    ),
    Rule(
        id="region-form",
        severity="error",
        says="The region is written as AWS writes it.",
        why="Every call to AWS would go to a host that does not exist.",
        fix="Use a region such as eu-central-1; an availability zone ends in a letter and is not "
        "one.",
        source="AWS' list of regions",
    ),
    Rule(
        id="eni-tunnel",
        severity="error",
        says="IPAM eni uses native routing.",
        why="The agent refuses a tunnel there: the VPC routes pod addresses by itself.",
        fix="Leave cilium.routing out, or set its mode to native.",
        source="daemon/cmd/daemon_main.go; "
        "install/kubernetes/cilium/templates/cilium-configmap.yaml",
        kops="unsupported value (kOps always sets tunnel disabled with eni)",
    ),
    Rule(
        id="eni-masquerade-panic",
        severity="error",
        says="From 1.19 on, eni with masquerading by iptables names the interfaces.",
        why="The agent panics at start and the node has no network.",
        fix="Name the interfaces, or masquerade with eBPF, or turn masquerading off.",
        source="pkg/datapath/iptables/iptables.go of 1.19",
        kops="Masquerade must be disabled when ENI IPAM is used (its releases up to 1.25)",
    ),
    Rule(
        id="eni-cluster-name",
        severity="error",
        says="With eni, the cluster's name is not default.",
        why="The operator tags its network interfaces with the name and deletes unused ones by "
        "it: two "
        "clusters with that name delete each other's.",
        fix="Give the cluster a name of its own.",
        source="operator/pkg/ipam/allocator/aws/aws.go",
    ),
    Rule(
        id="eni-cluster-id",
        severity="error",
        says="With eni, the cluster's id is not among 128–255 and 384–511.",
        why="The id's highest bit is used for ENI's own routing marks, so packets take the wrong "
        "interface; the chart refuses it from 1.16 on.",
        fix="Choose another id.",
        source=f"{_VALIDATE}; cilium/cilium#21330",
    ),
    Rule(
        id="eni-ipv6",
        severity="error",
        says="Before 1.20, eni does not give out IPv6 addresses.",
        why="The operator allocates IPv4 only, and pods wait for an IPv6 address forever.",
        fix="Remove ipv6 from cilium.values.",
        source="install/kubernetes/cilium/templates/warnings.txt of 1.20",
        kops="Cilium ENI IPAM does not support IPv6",
    ),
    Rule(
        id="ipv4-off",
        severity="error",
        says="IPv4 stays on.",
        why="Every range in this config is IPv4, and IPsec on its own needs it up to 1.16.",
        fix="Remove ipv4.enabled from cilium.values.",
        source="daemon/cmd/daemon_main.go; Documentation/security/network/encryption-ipsec.rst",
        kops="encryption is not supported on IPv6 clusters",
    ),
    Rule(
        id="cluster-name-form",
        severity="error",
        says="The cluster's name has a form that both Cilium and AKO accept.",
        why="The chart cannot be installed, or AKO reboots forever.",
        fix="Use at most 32 lower-case letters, digits and inner hyphens.",
        source=f"{_VALIDATE} of 1.16; AKO:internal/lib/lib.go IsClusterNameValid",
    ),
    Rule(
        id="cluster-id-name",
        severity="error",
        says="A cluster with an id has a name other than default.",
        why="The agent refuses to start: a mesh tells clusters apart by name.",
        fix="Give the cluster a name, or leave its id at 0.",
        source="pkg/option/config.go",
    ),
    Rule(
        id="cluster-id-range",
        severity="error",
        says="A cluster id above 255 goes with room for 511 clusters.",
        why="The agent refuses an id above clustermesh.maxConnectedClusters, which is 255.",
        fix="Use an id up to 255, or set clustermesh.maxConnectedClusters to 511 in cilium.values "
        "of "
        "every cluster before anything runs.",
        source="Documentation/network/clustermesh/setup.rst",
    ),
)
"""Rules about IPAM and platform."""
