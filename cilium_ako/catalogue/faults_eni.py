"""Faults of addresses from AWS network interfaces."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.faults_row import Fault

_MODE: Final = ("ipam-mode-drift",)
_OPERATOR: Final = (
    "read the operator's log for refused calls (UnauthorizedOperation):"
    " kubectl -n kube-system logs deploy/cilium-operator"
)

ENI: Final[tuple[Fault, ...]] = (
    Fault(
        "eni-pool-empty",
        "fail",
        "CiliumNode",
        "`spec.ipam.pool` is empty (Cilium up to 1.19).",
        "the node has interfaces and no address for a pod",
        _OPERATOR,
        "every node has addresses",
        "pkg/ipam/node.go, pkg/aws/eni/node.go",
        hidden_by=_MODE,
        hidden_beside=("eni-interfaces", "cilium-node-stale"),
    ),
    Fault(
        "eni-allocation-empty",
        "fail",
        "CiliumNode",
        "`spec.ipam.pools.allocated` is empty (Cilium from 1.20).",
        "the node has interfaces and no address for a pod",
        _OPERATOR,
        "every node has addresses",
        "pkg/ipam/multipool.go, cilium/cilium#45154",
        hidden_by=_MODE,
        hidden_beside=("eni-interfaces", "cilium-node-stale"),
    ),
    Fault(
        "eni-interfaces",
        "fail",
        "CiliumNode",
        "`status.eni.enis` is empty, or an interface has no `vpc.primary-cidr`.",
        "the agent waits five minutes for it and then ends",
        _OPERATOR,
        "every node has its interfaces",
        "pkg/ipam/crd.go, pkg/aws/eni/types/types.go",
        hidden_by=_MODE,
    ),
    Fault(
        "eni-nearly-full",
        "warn",
        "CiliumNode",
        "All addresses are in use, or the instance can take no further interface.",
        "the next pods on this node stay without an address",
        "spread pods, take larger instances, or new nodes with ipam.prefixDelegation",
        "every node has addresses left",
        "Documentation/network/concepts/ipam/eni.rst",
        hidden_by=_MODE,
        hidden_beside=("eni-pool-empty", "eni-allocation-empty", "eni-interfaces"),
    ),
    Fault(
        "eni-fake-range",
        "fail",
        "CiliumNode",
        "`spec.ipam.podCIDRs` stands there, which this mode has not: Cilium before 1.13.11 and"
        " 1.14.2 made one up of 10.0.0.0/8.",
        "whoever reads it, such as AKO with cniPlugin cilium, routes a whole /16 to one node",
        "upgrade Cilium; then drain the node and delete its CiliumNode",
        "no node carries a made-up range",
        "cilium/cilium#22273, cilium/cilium#26663",
        hidden_by=_MODE,
    ),
    Fault(
        "eni-operator-image",
        "fail",
        "Deployment kube-system/cilium-operator",
        "The operator's image is the generic one, which cannot speak to AWS.",
        "it ends at start, so no node gets interfaces",
        "set both eni.enabled and ipam.mode, as `cilium-ako values` does, and `pulumi up`",
        "the operator is the one for AWS",
        "cilium/cilium#39519, operator/cmd",
        hidden_by=_MODE,
    ),
    Fault(
        "eni-operator-role",
        "fail",
        "ServiceAccount kube-system/cilium-operator",
        "Its role is not the stack's, or a Secret `cilium-aws` is used in its place.",
        "the operator acts as somebody else: calls are refused, or reach another account",
        "`pulumi up` for the annotation; kubectl -n kube-system delete secret cilium-aws",
        "the operator has the stack's role",
        "install/kubernetes/cilium/templates/cilium-operator/deployment.yaml",
        hidden_by=_MODE,
    ),
    Fault(
        "aws-node-running",
        "fail",
        "DaemonSet kube-system/aws-node",
        "The VPC CNI of AWS runs on nodes beside Cilium.",
        "both attach interfaces and write routes; each takes the other's away",
        "kubectl -n kube-system patch daemonset aws-node --type=strategic -p"
        ' \'{"spec":{"template":{"spec":'
        '{"nodeSelector":{"io.cilium/aws-node-enabled":"true"}}}}}\'',
        "no other CNI of AWS runs",
        "Documentation/installation/requirements-eks.rst",
    ),
)
"""Faults of ENI mode."""
