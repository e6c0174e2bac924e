"""Rules about IPAM `eni`: pod addresses from the VPC."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.rules.row import Rule

_ENI: Final = "Documentation/network/concepts/ipam/eni.rst"
_VALIDATE: Final = "install/kubernetes/cilium/templates/validate.yaml"

RULES: Final = (
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
        "it: two clusters with that name delete each other's.",
        fix="Give the cluster a name of its own. Where it runs under this one, a new name is the "
        "change cluster-identity-changed; until then acknowledge it, where no other cluster of "
        "that name is in the VPC.",
        source="operator/pkg/ipam/allocator/aws/aws.go",
        acknowledgeable=True,
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
        fix="Remove ipv6 from cilium.values, and IPv6 ranges from ipam.vpcCidrs.",
        source="install/kubernetes/cilium/templates/warnings.txt of 1.20",
        kops="Cilium ENI IPAM does not support IPv6",
    ),
    Rule(
        id="eni-role-partition",
        severity="error",
        says="The operator's role is of the partition of AWS that the region is in.",
        why="Partitions know nothing of each other: no token from one gets a role of another, and "
        "every call to EC2 is refused.",
        fix="Name a role of the region's partition, or correct cluster.region.",
        source="the AWS General Reference on ARNs",
    ),
    Rule(
        id="eni-role-account",
        severity="error",
        says="The operator's role is of the cluster's AWS account.",
        why="The operator makes network interfaces in the account of its role, and EC2 attaches "
        "none of them to instances of another.",
        fix="Name a role of the cluster's account, or correct cluster.awsAccount.",
        source="pkg/aws/eni/node.go; AttachNetworkInterface in the reference of EC2's API",
    ),
)
