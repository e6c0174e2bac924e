"""Rules about ranges of addresses: which must not meet, and what must hold what."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.rule import Rule

_IPAM_DOCUMENT: Final = "Documentation/network/concepts/ipam/cluster-pool.rst"

ADDRESSES: Final = (
    Rule(
        "pods-overlap-nodes",
        "error",
        "Pod ranges do not overlap the nodes' ranges.",
        "Agents route the pod range themselves, so nodes whose addresses are in it lose each other "
        "and the API server.",
        "Give the pods a range of their own.",
        _IPAM_DOCUMENT,
        kops="nonMasqueradeCIDR %q cannot overlap with networkCIDR %q",
    ),
    Rule(
        "default-pool-over-nodes",
        "error",
        "Cilium's default pool 10.0.0.0/8 is not left in place over the nodes.",
        "Nodes in that range become unreachable the moment agents start.",
        "Give the pods a range of their own.",
        _IPAM_DOCUMENT,
    ),
    Rule(
        "pods-overlap-services",
        "error",
        "Pod ranges do not overlap the service ranges.",
        "A pod and a Service can then have the same address, and traffic to the pod is sent to the "
        "Service's backends.",
        "Give the pods a range of their own.",
        "Kubernetes' documentation of --service-cluster-ip-range",
    ),
    Rule(
        "pods-overlap-vips",
        "error",
        "Pod ranges do not overlap the ranges of virtual services.",
        "Nodes then take the address of a virtual service for a pod, and clients in the cluster "
        "never reach the load balancer.",
        "Give the pods, or the virtual services, a range of their own.",
        "AKO:docs/values.md `vipNetworkList`",
    ),
    Rule(
        "pools-overlap",
        "error",
        "The ranges that pods get addresses from do not overlap each other.",
        "The operator stops at start: requested CIDR collides.",
        "Keep the larger one and remove the one inside it.",
        "operator/pkg/ipam/allocator/clusterpool/cidralloc/cidralloc.go",
    ),
    Rule(
        "services-overlap-nodes",
        "error",
        "Service ranges do not overlap the nodes' ranges.",
        "Traffic to such a node is taken for a Service's and goes to its backends.",
        "Correct cluster.serviceCidrs, or rebuild the cluster with another service range: it "
        "cannot be changed later.",
        "Kubernetes' documentation of --service-cluster-ip-range",
    ),
    Rule(
        "services-overlap-vips",
        "error",
        "Service ranges do not overlap the ranges of virtual services.",
        "Pods that call such a virtual service are sent to a Service instead.",
        "Give the virtual services another network.",
        "AKO:docs/values.md `vipNetworkList`",
    ),
    Rule(
        "services-overlap-vpc",
        "error",
        "Service ranges do not overlap the VPC's ranges.",
        "Pods and machines in the overlap cannot be reached: their addresses are taken for "
        "Services'.",
        "Correct cluster.serviceCidrs, or rebuild the cluster with another service range.",
        "Documentation/network/concepts/ipam/eni.rst; Amazon EKS user guide, cluster networking",
    ),
    Rule(
        "vips-overlap-nodes",
        "warning",
        "Ranges of virtual services do not overlap the nodes' ranges.",
        "The controller gives out an address that a node may already have.",
        "Check that the controller's IPAM leaves the nodes' addresses out, or use another network.",
        "AKO:docs/values.md `vipNetworkList`",
        acknowledgeable=True,
    ),
    Rule(
        "range-repeated",
        "error",
        "No list has the same range twice.",
        "A repeated pool stops the operator, and elsewhere one of the two is a typing error.",
        "Remove one of the two, or correct it.",
        "operator/pkg/ipam/allocator/clusterpool/cidralloc/cidralloc.go",
    ),
    Rule(
        "range-reserved",
        "error",
        "No range lies in a part of IPv4 that is reserved.",
        "Hosts and routers drop or divert such addresses.",
        "Use a private range, such as one in 10.0.0.0/8.",
        "IANA's IPv4 special-purpose address registry",
    ),
    Rule(
        "range-public",
        "warning",
        "Pods and Services have private addresses.",
        "Hosts on the internet with the same addresses cannot be reached from the cluster.",
        "Use a private range, unless these addresses are your own.",
        "IANA's IPv4 special-purpose address registry",
        acknowledgeable=True,
    ),
    Rule(
        "native-cidr-missing",
        "error",
        "Native routing with masquerading names the range that is not masqueraded.",
        "The agent refuses to start without it: it could not tell pods from the outside world.",
        "Set routing.cidr to a range that holds every pod.",
        "daemon/cmd/daemon_main.go `ipv4-native-routing-cidr`",
    ),
    Rule(
        "native-cidr-misses-pods",
        "error",
        "The range that is not masqueraded holds every pod range.",
        "Traffic to pods outside of it gets the node's address, so policies see a node instead of "
        "a pod and replies may be lost.",
        "Widen routing.cidr so that it holds every pod range.",
        "Documentation/network/concepts/masquerading.rst",
        acknowledgeable=True,
    ),
    Rule(
        "native-cidr-outside-vpc",
        "error",
        "With eni, the range that is not masqueraded overlaps the VPC.",
        "The agent stops: it finds no range of the VPC in it.",
        "Use the VPC's range, or leave routing.cidr out: with eni it follows from the VPC.",
        "pkg/ipam/eni.go",
    ),
    Rule(
        "native-cidr-over-vips",
        "warning",
        "The range that is not masqueraded leaves the virtual services out where AKO writes no "
        "routes.",
        "Pods reach a virtual service under their own address, and the service engine has no route "
        "back to them.",
        "Narrow routing.cidr to the pod ranges.",
        "Documentation/network/concepts/masquerading.rst; AKO:docs/faq.md",
        acknowledgeable=True,
    ),
    Rule(
        "nodes-outside-vpc",
        "error",
        "With eni, every node range lies in the VPC.",
        "The operator attaches interfaces of the VPC only, so a node outside of it gets no pod "
        "addresses.",
        "Correct cluster.nodeCidrs or cilium.ipam.vpcCidrs.",
        "Documentation/network/concepts/ipam/eni.rst",
        acknowledgeable=True,
    ),
    Rule(
        "nodes-range-too-small",
        "warning",
        "The nodes' ranges have addresses for maxNodes nodes.",
        "The cluster cannot grow to the size that everything here was calculated for.",
        "Lower cluster.maxNodes, or complete cluster.nodeCidrs.",
        "arithmetic: a range loses its first and last address",
        acknowledgeable=True,
    ),
    Rule(
        "pool-mask-outside",
        "error",
        "A node's range fits into every pool.",
        "The operator does not check this for IPv4: it shifts by a negative number and gives out "
        "ranges that are not in the pool, or none.",
        "Use a longer mask or a larger pool.",
        "pkg/ipam/cidrset/cidr_set.go",
    ),
    Rule(
        "pool-mask-too-long",
        "error",
        "A node's range is a /30 or larger.",
        "A smaller one has no address left for a pod.",
        "Use a mask of at most 30; 24 gives 252 pods per node.",
        _IPAM_DOCUMENT,
    ),
    Rule(
        "pool-mask-tight",
        "warning",
        "A node's range is a /28 or larger.",
        "A /29 has room for four pods and a /30 for none, since the router and the health check "
        "take two addresses.",
        "Use a mask of at most 28; 24 gives 252 pods per node.",
        _IPAM_DOCUMENT,
        acknowledgeable=True,
    ),
    Rule(
        "pool-too-small",
        "error",
        "The pools have a range for every one of maxNodes nodes.",
        "Nodes beyond that get no range: their agents never become ready and the operator reports "
        "that no CIDRs are left.",
        "Append a pool, or use a longer mask if pods per node allow it.",
        "operator/pkg/ipam/allocator/podcidr/podcidr.go",
        acknowledgeable=True,
    ),
    Rule(
        "pods-per-node",
        "error",
        "A node's range has an address for each of maxPodsPerNode pods.",
        "The kubelet accepts more pods than there are addresses, and the rest hang in "
        "ContainerCreating.",
        "Use a shorter mask, or lower maxPodsPerNode and the kubelet's maxPods.",
        "pkg/ipam/hostscope.go: network, broadcast, router and health addresses are taken",
        acknowledgeable=True,
    ),
    Rule(
        "controller-manager-mask",
        "warning",
        "With IPAM kubernetes, maxNodes nodes fit with the controller manager's default mask.",
        "kube-controller-manager gives each node a /24 unless told otherwise, and nodes beyond "
        "what fits get no pod range.",
        "Check that kube-controller-manager has a --node-cidr-mask-size that fits, or enlarge "
        "--cluster-cidr and ipam.podCidrs.",
        "Kubernetes: cmd/kube-controller-manager `--node-cidr-mask-size`",
        acknowledgeable=True,
    ),
    Rule(
        "vpc-too-small",
        "warning",
        "The VPC has addresses for maxNodes nodes full of pods.",
        "With eni every pod takes an address of the VPC, and the operator cannot attach more than "
        "there are.",
        "Lower cluster.maxNodes or maxPodsPerNode, or add a range to the VPC and to vpcCidrs.",
        "Documentation/network/concepts/ipam/eni.rst",
        acknowledgeable=True,
    ),
)
"""Rules about ranges."""
