"""Rules about how many nodes and pods there are addresses for."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.rules.row import Rule

_IPAM_DOCUMENT: Final = "Documentation/network/concepts/ipam/cluster-pool.rst"

RULES: Final = (
    Rule(
        id="nodes-range-too-small",
        severity="warning",
        says="The nodes' ranges have addresses for maxNodes nodes.",
        why="The cluster cannot grow to the size that everything here was calculated for.",
        fix="Lower cluster.maxNodes, or complete cluster.nodeCidrs.",
        source="arithmetic: a range loses its first and last address",
        acknowledgeable=True,
    ),
    Rule(
        id="pool-mask-outside",
        severity="error",
        says="A node's range fits into every pool.",
        why="The operator does not check this: it shifts by a negative number and gives "
        "out ranges that are not in the pool, or none.",
        fix="Use a longer mask or a larger pool.",
        source="pkg/ipam/cidrset/cidr_set.go",
    ),
    Rule(
        id="pool-mask-too-far",
        severity="error",
        says="The mask of a node's IPv6 range is at most 16 bits longer than each pool's.",
        why="The operator stops at start (the node CIDR size is too big): it keeps a bit for each "
        "range that a pool could be cut into.",
        fix="Use a smaller pool, such as a /104 with the mask 120, or a shorter mask.",
        source="operator/pkg/ipam/allocator/clusterpool; pkg/ipam/cidrset/cidr_set.go "
        "`clusterSubnetMaxDiff`",
    ),
    Rule(
        id="pool-mask-too-long",
        severity="error",
        says="A node's range is a /30 or larger, and of IPv6 a /126.",
        why="A smaller one has no address left for a pod.",
        fix="Use a mask of at most 30, and of at most 126 for IPv6; 24 and 120 give 252 pods per "
        "node.",
        source=_IPAM_DOCUMENT,
    ),
    Rule(
        id="pool-mask-tight",
        severity="warning",
        says="A node's range is a /28 or larger, and of IPv6 a /124.",
        why="A /29 has room for four pods and a /30 for none, since the router and the health "
        "check take two addresses; of IPv6 it is the same with a /125 and a /126.",
        fix="Use a mask of at most 28, and of at most 124 for IPv6; 24 and 120 give 252 pods per "
        "node.",
        source=_IPAM_DOCUMENT,
        acknowledgeable=True,
    ),
    Rule(
        id="pool-too-small",
        severity="error",
        says="The pools have a range for every one of maxNodes nodes.",
        why="Nodes beyond that get no range: their agents never become ready and the operator "
        "reports that no CIDRs are left.",
        fix="Append a pool, or use a longer mask if pods per node allow it.",
        source="operator/pkg/ipam/allocator/podcidr/podcidr.go",
        acknowledgeable=True,
    ),
    Rule(
        id="pods-per-node",
        severity="error",
        says="A node's range has an address for each of maxPodsPerNode pods.",
        why="The kubelet accepts more pods than there are addresses, and the rest hang in "
        "ContainerCreating.",
        fix="Use a shorter mask, or lower maxPodsPerNode and the kubelet's maxPods.",
        source="pkg/ipam/hostscope.go: network, broadcast, router and health addresses are taken",
        acknowledgeable=True,
    ),
    Rule(
        id="controller-manager-mask",
        severity="warning",
        says="With IPAM kubernetes, maxNodes nodes fit with the controller manager's default mask.",
        why="kube-controller-manager gives each node a /24, and of IPv6 a /64, unless told "
        "otherwise, and nodes beyond what fits get no pod range.",
        fix="Check that kube-controller-manager has a --node-cidr-mask-size that fits, or enlarge "
        "--cluster-cidr and ipam.podCidrs.",
        source="Kubernetes: cmd/kube-controller-manager `--node-cidr-mask-size`",
        acknowledgeable=True,
    ),
    Rule(
        id="controller-manager-mask-too-far",
        severity="warning",
        says="With IPAM kubernetes an IPv6 range is a /48 or smaller, for the default mask of 64.",
        why="kube-controller-manager does not start where the mask of a node's range is more than "
        "16 bits longer than that of --cluster-cidr.",
        fix="Check that it has a --node-cidr-mask-size-ipv6 that fits, or use a /48 to /64.",
        source="Kubernetes: pkg/controller/nodeipam/ipam/cidrset/cidr_set.go",
        acknowledgeable=True,
    ),
    Rule(
        id="controller-manager-pods",
        severity="warning",
        says="With IPAM kubernetes, a node's range has an address for every pod that it may run.",
        why="kube-controller-manager gives each node a /24 unless told otherwise; pods beyond its "
        "addresses stay in ContainerCreating.",
        fix="Give kube-controller-manager a shorter --node-cidr-mask-size, or lower "
        "cluster.maxPodsPerNode and the kubelet's maxPods.",
        source="Kubernetes: cmd/kube-controller-manager `--node-cidr-mask-size`; "
        "pkg/ipam/hostscope.go",
        acknowledgeable=True,
    ),
    Rule(
        id="vpc-too-small",
        severity="warning",
        says="The VPC has addresses for maxNodes nodes full of pods.",
        why="With eni every pod takes an address of the VPC, and the operator cannot attach more "
        "than there are.",
        fix="Lower cluster.maxNodes or maxPodsPerNode, or add a range to the VPC and to vpcCidrs.",
        source="Documentation/network/concepts/ipam/eni.rst",
        acknowledgeable=True,
    ),
)
