"""Faults of the etcd that Cilium keeps its state in."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.faults.row import Fault

FAULTS: Final[tuple[Fault, ...]] = (
    Fault(
        id="etcd-secret",
        severity="fail",
        object="Secret kube-system/cilium-etcd-secrets",
        evidence="It is missing, lacks an entry, holds a certificate and a key that do not belong"
        " together, or a certificate that ends within 30 days.",
        why="agents and operator mount it as optional: they start, and then cannot reach etcd",
        fix="set the secrets etcdCa, etcdCert and etcdKey, then `pulumi up`",
        healthy="etcd's certificates are in order",
        source="install/kubernetes/cilium/templates/cilium-agent/daemonset.yaml,"
        " pkg/kvstore/etcd.go",
    ),
    Fault(
        id="managed-etcd",
        severity="fail",
        object="Pod kube-system, etcd of Cilium",
        evidence="Fewer members than a quorum are ready, two are on one node, or a member's"
        " certificate ends within 30 days.",
        why="without a quorum no identity is made and no agent starts; two on one node fail"
        " together",
        fix="bring members back one at a time; remove a lost one before adding another",
        healthy="Cilium's etcd has its quorum",
        source="Documentation/network/kubernetes/kvstore.rst",
    ),
)
