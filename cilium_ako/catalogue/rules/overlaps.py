"""Rules about ranges that must not overlap, and about ranges that nobody may use."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.rules.row import Rule

_IPAM_DOCUMENT: Final = "Documentation/network/concepts/ipam/cluster-pool.rst"

RULES: Final = (
    Rule(
        id="pods-overlap-nodes",
        severity="error",
        says="Pod ranges do not overlap the nodes' ranges.",
        why="Agents route the pod range themselves, so nodes whose addresses are in it lose each "
        "other and the API server.",
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
        "to the Service's backends.",
        fix="Give the pods a range of their own.",
        source="Kubernetes' documentation of --service-cluster-ip-range",
    ),
    Rule(
        id="pods-overlap-vips",
        severity="error",
        says="Pod ranges do not overlap the ranges of virtual services.",
        why="Nodes then take the address of a virtual service for a pod, and clients in the "
        "cluster never reach the load balancer.",
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
        says="No range lies in a part of IPv4 or of IPv6 that is reserved.",
        why="Hosts and routers drop or divert such addresses.",
        fix="Use a private range, such as one in 10.0.0.0/8 or, of IPv6, in fd00::/8.",
        source="IANA's IPv4 and IPv6 special-purpose address registries",
    ),
    Rule(
        id="range-public",
        severity="warning",
        says="Pods and Services have private IPv4 addresses.",
        why="Hosts on the internet with the same addresses cannot be reached from the cluster.",
        fix="Use a private range, unless these addresses are your own.",
        source="IANA's IPv4 special-purpose address registry",
        acknowledgeable=True,
    ),
)
