"""Rules about ranges of addresses: which must not meet, and what must hold what."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.rules.row import Rule

_IPAM_DOCUMENT: Final = "Documentation/network/concepts/ipam/cluster-pool.rst"

ADDRESSES: Final = (
    Rule(
        id="pods-overlap-nodes",
        severity="error",
        says="Pod ranges do not overlap the nodes' ranges.",
        why="Agents route the pod range themselves, so nodes whose addresses are in it lose each "
        "other "
        "and the API server.",
        fix="Give the pods a range of their own.",
        source=_IPAM_DOCUMENT,
        kops="nonMasqueradeCIDR %q cannot overlap with networkCIDR %q",
    ),
    Rule(
        id="default-pool-over-nodes",
        severity="error",
        says="Cilium's default pool 10.0.0.0/8 is not left in place over the nodes.",
        why="Nodes in that range become unreachable the moment agents start.",
        fix="Give the pods a range of their own.",
        source=_IPAM_DOCUMENT,
    ),
    Rule(
        id="pods-overlap-services",
        severity="error",
        says="Pod ranges do not overlap the service ranges.",
        why="A pod and a Service can then have the same address, and traffic to the pod is sent "
        "to the "
        "Service's backends.",
        fix="Give the pods a range of their own.",
        source="Kubernetes' documentation of --service-cluster-ip-range",
    ),
    Rule(
        id="pods-overlap-vips",
        severity="error",
        says="Pod ranges do not overlap the ranges of virtual services.",
        why="Nodes then take the address of a virtual service for a pod, and clients in the "
        "cluster "
        "never reach the load balancer.",
        fix="Give the pods, or the virtual services, a range of their own.",
        source="AKO:docs/values.md `vipNetworkList`",
    ),
    Rule(
        id="pools-overlap",
        severity="error",
        says="The ranges that pods get addresses from do not overlap each other.",
        why="The operator stops at start: requested CIDR collides.",
        fix="Keep the larger one and remove the one inside it.",
        source="operator/pkg/ipam/allocator/clusterpool/cidralloc/cidralloc.go",
    ),
    Rule(
        id="services-overlap-nodes",
        severity="error",
        says="Service ranges do not overlap the nodes' ranges.",
        why="Traffic to such a node is taken for a Service's and goes to its backends.",
        fix="Correct cluster.serviceCidrs, or rebuild the cluster with another service range: it "
        "cannot be changed later.",
        source="Kubernetes' documentation of --service-cluster-ip-range",
    ),
    Rule(
        id="services-overlap-vips",
        severity="error",
        says="Service ranges do not overlap the ranges of virtual services.",
        why="Pods that call such a virtual service are sent to a Service instead.",
        fix="Give the virtual services another network.",
        source="AKO:docs/values.md `vipNetworkList`",
    ),
    Rule(
        id="services-overlap-vpc",
        severity="error",
        says="Service ranges do not overlap the VPC's ranges.",
        why="Pods and machines in the overlap cannot be reached: their addresses are taken for "
        "Services'.",
        fix="Correct cluster.serviceCidrs, or rebuild the cluster with another service range.",
        source="Documentation/network/concepts/ipam/eni.rst; Amazon EKS user guide, cluster "
        "networking",
    ),
    Rule(
        id="vips-overlap-nodes",
        severity="warning",
        says="Ranges of virtual services do not overlap the nodes' ranges.",
        why="The controller gives out an address that a node may already have.",
        fix="Check that the controller's IPAM leaves the nodes' addresses out, or use another "
        "network.",
        source="AKO:docs/values.md `vipNetworkList`",
        acknowledgeable=True,
    ),
    Rule(
        id="range-repeated",
        severity="error",
        says="No list has the same range twice.",
        why="A repeated pool stops the operator, and elsewhere one of the two is a typing error.",
        fix="Remove one of the two, or correct it.",
        source="operator/pkg/ipam/allocator/clusterpool/cidralloc/cidralloc.go",
    ),
    Rule(
        id="range-reserved",
        severity="error",
        says="No range lies in a part of IPv4 that is reserved.",
        why="Hosts and routers drop or divert such addresses.",
        fix="Use a private range, such as one in 10.0.0.0/8.",
        source="IANA's IPv4 special-purpose address registry",
    ),
    Rule(
        id="range-public",
        severity="warning",
        says="Pods and Services have private addresses.",
        why="Hosts on the internet with the same addresses cannot be reached from the cluster.",
        fix="Use a private range, unless these addresses are your own.",
        source="IANA's IPv4 special-purpose address registry",
        acknowledgeable=True,
    ),
    Rule(
        id="native-cidr-missing",
        severity="error",
        says="Native routing with masquerading names the range that is not masqueraded.",
        why="The agent refuses to start without it: it could not tell pods from the outside world.",
        fix="Set routing.cidr to a range that holds every pod.",
        source="daemon/cmd/daemon_main.go `ipv4-native-routing-cidr`",
    ),
    Rule(
        id="native-cidr-misses-pods",
        severity="error",
        says="The range that is not masqueraded holds every pod range.",
        why="Traffic to pods outside of it gets the node's address, so policies see a node "
        "instead of "
        "a pod and replies may be lost.",
        fix="Widen routing.cidr so that it holds every pod range.",
        source="Documentation/network/concepts/masquerading.rst",
        acknowledgeable=True,
    ),
    Rule(
        id="native-cidr-outside-vpc",
        severity="error",
        says="With eni, the range that is not masqueraded overlaps the VPC.",
        why="The agent stops: it finds no range of the VPC in it.",
        fix="Use the VPC's range, or leave routing.cidr out: with eni it follows from the VPC.",
        source="pkg/ipam/eni.go",
    ),
    Rule(
        id="native-cidr-over-vips",
        severity="warning",
        says="The range that is not masqueraded leaves the virtual services out where AKO writes "
        "no "
        "routes.",
        why="Pods reach a virtual service under their own address, and the service engine has no "
        "route "
        "back to them.",
        fix="Narrow routing.cidr to the pod ranges.",
        source="Documentation/network/concepts/masquerading.rst; AKO:docs/faq.md",
        acknowledgeable=True,
    ),
    Rule(
        id="nodes-outside-vpc",
        severity="error",
        says="With eni, every node range lies in the VPC.",
        why="The operator attaches interfaces of the VPC only, so a node outside of it gets no pod "
        "addresses.",
        fix="Correct cluster.nodeCidrs or cilium.ipam.vpcCidrs.",
        source="Documentation/network/concepts/ipam/eni.rst",
        acknowledgeable=True,
    ),
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
        why="The operator does not check this for IPv4: it shifts by a negative number and gives "
        "out "
        "ranges that are not in the pool, or none.",
        fix="Use a longer mask or a larger pool.",
        source="pkg/ipam/cidrset/cidr_set.go",
    ),
    Rule(
        id="pool-mask-too-long",
        severity="error",
        says="A node's range is a /30 or larger.",
        why="A smaller one has no address left for a pod.",
        fix="Use a mask of at most 30; 24 gives 252 pods per node.",
        source=_IPAM_DOCUMENT,
    ),
    Rule(
        id="pool-mask-tight",
        severity="warning",
        says="A node's range is a /28 or larger.",
        why="A /29 has room for four pods and a /30 for none, since the router and the health "
        "check "
        "take two addresses.",
        fix="Use a mask of at most 28; 24 gives 252 pods per node.",
        source=_IPAM_DOCUMENT,
        acknowledgeable=True,
    ),
    Rule(
        id="pool-too-small",
        severity="error",
        says="The pools have a range for every one of maxNodes nodes.",
        why="Nodes beyond that get no range: their agents never become ready and the operator "
        "reports "
        "that no CIDRs are left.",
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
        why="kube-controller-manager gives each node a /24 unless told otherwise, and nodes beyond "
        "what fits get no pod range.",
        fix="Check that kube-controller-manager has a --node-cidr-mask-size that fits, or enlarge "
        "--cluster-cidr and ipam.podCidrs.",
        source="Kubernetes: cmd/kube-controller-manager `--node-cidr-mask-size`",
        acknowledgeable=True,
    ),
    Rule(
        id="vpc-too-small",
        severity="warning",
        says="The VPC has addresses for maxNodes nodes full of pods.",
        why="With eni every pod takes an address of the VPC, and the operator cannot attach more "
        "than "
        "there are.",
        fix="Lower cluster.maxNodes or maxPodsPerNode, or add a range to the VPC and to vpcCidrs.",
        source="Documentation/network/concepts/ipam/eni.rst",
        acknowledgeable=True,
    ),
)
"""Rules about ranges."""
