"""Faults of addresses from AWS network interfaces."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.faults.row import Fault

_MODE: Final = ("ipam-mode-drift",)
_REFUSED: Final = (*_MODE, "eni-refused")
_OPERATOR: Final = (
    "read the operator's log for refused calls (UnauthorizedOperation):"
    " kubectl -n kube-system logs deploy/cilium-operator; what its role must be allowed, call by"
    " call: cilium-ako values STACK --iam, docs/eni.md"
)

FAULTS: Final[tuple[Fault, ...]] = (
    Fault(
        id="eni-pool-empty",
        severity="fail",
        object="CiliumNode",
        evidence="`spec.ipam.pool` is empty two minutes after the object was made (Cilium up to"
        " 1.19).",
        why="the node has interfaces and no address for a pod",
        fix=_OPERATOR,
        healthy="every node has addresses",
        source="pkg/ipam/node.go, pkg/aws/eni/node.go",
        explained_by=_REFUSED,
        explained_beside=("eni-interfaces", "cilium-node-stale"),
    ),
    Fault(
        id="eni-allocation-empty",
        severity="fail",
        object="CiliumNode",
        evidence="`spec.ipam.pools.allocated` is empty two minutes after the object was made"
        " (Cilium from 1.20).",
        why="the node has interfaces and no address for a pod",
        fix=_OPERATOR,
        healthy="every node has addresses",
        source="pkg/ipam/multipool.go, cilium/cilium#45154",
        explained_by=_REFUSED,
        explained_beside=("eni-interfaces", "cilium-node-stale"),
    ),
    Fault(
        id="eni-interfaces",
        severity="fail",
        object="CiliumNode",
        evidence="`status.eni.enis` is empty, or an interface has no `vpc.primary-cidr`.",
        why="the agent waits five minutes for it and then ends",
        fix=_OPERATOR,
        healthy="every node has its interfaces",
        source="pkg/ipam/crd.go, pkg/aws/eni/types/types.go",
        explained_by=_REFUSED,
    ),
    Fault(
        id="eni-nearly-full",
        severity="warn",
        object="CiliumNode",
        evidence="All addresses of the node are in use, or the instance can take no further"
        " interface.",
        why="the next pods on this node stay without an address",
        fix="spread pods, take larger instances, or new nodes with ipam.prefixDelegation",
        healthy="every node has addresses left",
        source="Documentation/network/concepts/ipam/eni.rst",
        explained_by=_MODE,
        explained_beside=("eni-pool-empty", "eni-allocation-empty", "eni-interfaces"),
    ),
    Fault(
        id="eni-subnet-full",
        severity="warn",
        object="Subnet",
        evidence="The interfaces of all nodes together (`status.eni.enis`) have nine tenths of a"
        " subnet's addresses; five are AWS's, and what else is in it is not seen.",
        why="when it is full, nodes in its zone get no further address or prefix",
        fix="add a subnet in that zone (ipam.podSubnets, or one with the tags of ipam.subnetTags);"
        " eni.awsReleaseExcessIPs in cilium.values takes back what nodes do not need",
        healthy="no subnet is full",
        source="pkg/aws/eni/node.go (PrepareIPAllocation)",
        explained_by=_MODE,
    ),
    Fault(
        id="eni-refused",
        severity="fail",
        object="Deployment kube-system/cilium-operator",
        evidence="The last words of a pod that ended"
        " (`lastState.terminated.message`), or `status.ipam.operator-status.error` of a CiliumNode,"
        " say UnauthorizedOperation and name the call.",
        why="the operator's role may not do it: refused while it starts, it ends; refused later,"
        " nodes get no further address",
        fix="attach the policy that `cilium-ako values STACK --iam` writes to the operator's role",
        healthy="EC2 refused no call, as far as the operator said so where it ended",
        source="install/kubernetes/cilium/templates/cilium-operator/deployment.yaml"
        " (terminationMessagePolicy), cilium/cilium#20703",
        explained_by=("ipam-mode-drift", "eni-operator-image"),
    ),
    Fault(
        id="eni-fake-range",
        severity="fail",
        object="CiliumNode",
        evidence="`spec.ipam.podCIDRs` has a range, which this mode has not: Cilium before 1.13.11"
        " and 1.14.2 made one up of 10.0.0.0/8.",
        why="whoever reads it, such as AKO with cniPlugin cilium, routes a whole /16 to one node",
        fix="upgrade Cilium; then drain the node and delete its CiliumNode",
        healthy="no node carries a made-up range",
        source="cilium/cilium#22273, cilium/cilium#26663",
        explained_by=_MODE,
    ),
    Fault(
        id="eni-operator-image",
        severity="fail",
        object="Deployment kube-system/cilium-operator",
        evidence="The image is `operator-generic`, which cannot speak to AWS.",
        why="it ends at start, so no node gets interfaces",
        fix="set both eni.enabled and ipam.mode, as `cilium-ako values` does, and `pulumi up`",
        healthy="the operator is the one for AWS",
        source="cilium/cilium#39519, operator/cmd",
        explained_by=_MODE,
    ),
    Fault(
        id="eni-operator-role",
        severity="fail",
        object="ServiceAccount kube-system/cilium-operator",
        evidence="The annotation `eks.amazonaws.com/role-arn` is not the stack's role, or the"
        " operator takes its credentials from a Secret `cilium-aws`.",
        why="the operator acts as somebody else: calls are refused, or reach another account",
        fix="`pulumi up` for the annotation; kubectl -n kube-system delete secret cilium-aws",
        healthy="the operator has the stack's role",
        source="install/kubernetes/cilium/templates/cilium-operator/deployment.yaml",
        explained_by=_MODE,
    ),
    Fault(
        id="aws-node-running",
        severity="fail",
        object="DaemonSet kube-system/aws-node",
        evidence="The VPC CNI of AWS has pods on nodes, beside Cilium.",
        why="both attach interfaces and write routes; each takes the other's away",
        fix="kubectl -n kube-system patch daemonset aws-node --type=strategic -p"
        ' \'{"spec":{"template":{"spec":'
        '{"nodeSelector":{"io.cilium/aws-node-enabled":"true"}}}}}\'',
        healthy="no other CNI of AWS runs",
        source="Documentation/installation/requirements-eks.rst",
    ),
)
