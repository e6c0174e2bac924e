"""Changes of the kvstore.

Paths are of the Cilium repository.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.runbooks import (
    IDENTITY_STORE_STEP_BY_STEP,
    RESTART_AGENTS,
)
from cilium_ako.catalogue.transitions.row import Transition

TRANSITIONS: Final[tuple[Transition, ...]] = (
    Transition(
        id="kvstore-on",
        facts=("kvstore.enabled",),
        when="switched_on",
        impact="disruptive",
        consequence=(
            "An agent with the kvstore no longer watches nodes and endpoints in Kubernetes: it does"
            " not know nodes whose agents are still without."
        ),
        runbook=(
            "check from every node that etcd answers",
            "agree on a maintenance window",
            "pulumi up; the operator first, then all agents at once",
            *RESTART_AGENTS,
        ),
        source="pkg/k8s/watchers/watcher.go (enableK8sWatchers)",
    ),
    Transition(
        id="kvstore-off",
        facts=("kvstore.enabled",),
        when="kvstore_off_without_identities",
        impact="disruptive",
        consequence=(
            "Agents with and without the kvstore do not know each other's nodes until all have"
            " restarted."
        ),
        runbook=("agree on a maintenance window", "pulumi up", *RESTART_AGENTS),
        source="pkg/k8s/watchers/watcher.go (enableK8sWatchers)",
    ),
    Transition(
        id="kvstore-off-with-identities",
        facts=("kvstore.enabled",),
        when="kvstore_off_with_identities",
        impact="forbidden",
        consequence=(
            "Identities live in the kvstore: without it agents go over to crd without a word, every"
            " identity gets another number and established traffic is dropped."
        ),
        runbook=(
            "move identities to crd first:",
            *IDENTITY_STORE_STEP_BY_STEP,
            "then switch the kvstore off",
        ),
        source="pkg/option/config.go",
    ),
    Transition(
        id="kvstore-endpoints-changed",
        facts=("kvstore.endpoints",),
        when="some_endpoint_kept",
        impact="rolling",
        consequence=(
            "Operator and agents read the endpoints when they start; the store is the same."
        ),
        runbook=("pulumi up", "kubectl -n kube-system rollout status deployment/cilium-operator"),
        source="Documentation/network/kubernetes/configuration.rst; pkg/kvstore/etcd.go",
    ),
    Transition(
        id="kvstore-replaced",
        facts=("kvstore.endpoints",),
        when="no_endpoint_kept",
        impact="forbidden",
        consequence=(
            "Another store knows no identity and no node: identities may get other numbers, and"
            " IPsec states of nodes that vanished stay stale for good."
        ),
        runbook=(
            "join the new members to the old etcd cluster one by one, and list old and new",
            "take the old ones out one by one",
            "with IPsec, rotate the key afterwards",
        ),
        source=(
            "Documentation/network/concepts/kvstore.rst;"
            " Documentation/security/network/encryption-ipsec.rst"
        ),
    ),
    Transition(
        id="kvstore-tls-switched",
        facts=("kvstore.tls",),
        when="always",
        impact="disruptive",
        consequence=(
            "Agents that speak the wrong protocol to etcd get no new nodes and identities and"
            " cannot start."
        ),
        runbook=(
            "let etcd listen on both, and list both endpoints",
            "pulumi up",
            "then take the old listener away",
        ),
        source="pkg/kvstore/etcd.go",
    ),
)
