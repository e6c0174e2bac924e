"""Faults of the etcd that Cilium keeps its state in."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.faults_row import Fault

ETCD: Final[tuple[Fault, ...]] = (
    Fault(
        "etcd-secret",
        "fail",
        "Secret kube-system/cilium-etcd-secrets",
        "It is missing, lacks a key, holds a pair that does not belong together, or ends soon.",
        "agents and operator mount it as optional: they start, and then cannot reach etcd",
        "set the secrets etcdCa, etcdCert and etcdKey, then `pulumi up`",
        "etcd's certificates are in order",
        "install/kubernetes/cilium/templates/cilium-agent/daemonset.yaml, pkg/kvstore/etcd.go",
    ),
    Fault(
        "managed-etcd",
        "fail",
        "Pod kube-system, etcd of Cilium",
        "Fewer members than a quorum are ready, two are on one node, or a certificate ends soon.",
        "without a quorum no identity is made and no agent starts; two on one node fail together",
        "bring members back one at a time; remove a lost one before adding another",
        "Cilium's etcd has its quorum",
        "Documentation/network/kubernetes/kvstore.rst",
    ),
)
"""Faults of etcd."""
