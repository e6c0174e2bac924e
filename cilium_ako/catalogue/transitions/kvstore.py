"""Changes of the kvstore.

Paths are of the Cilium repository.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.runbooks import (
    ETCD_AUTHORITY_IN_TWO_ROLLS,
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
        id="kvstore-made-here",
        facts=("kvstore.mode",),
        when="etcd_becomes_managed",
        impact="disruptive",
        consequence=(
            "The program's own etcd starts empty: nothing of the old store comes along. Agents"
            " write their nodes and addresses anew when they restart; identities that live in the"
            " store get other numbers."
        ),
        runbook=(
            "identities first, with the old etcd still there:",
            *IDENTITY_STORE_STEP_BY_STEP,
            "then without any kvstore: pulumi up (kvstore-off)",
            "then mode: managed: pulumi up (kvstore-on); with IPsec, rotate the key afterwards",
            "identities back into the store, step by step, where they belong there",
        ),
        source="Documentation/network/concepts/kvstore.rst",
    ),
    Transition(
        id="kvstore-left-to-others",
        facts=("kvstore.mode",),
        when="etcd_becomes_external",
        impact="disruptive",
        consequence=(
            "The program takes its members away while agents that have not restarted still use"
            " them, and the other store knows nothing of this cluster. The members' data stay on"
            " their nodes."
        ),
        runbook=(
            "identities first, with the old etcd still there:",
            *IDENTITY_STORE_STEP_BY_STEP,
            "then without any kvstore: pulumi up (kvstore-off), which takes the members away",
            "then mode: external: pulumi up (kvstore-on); with IPsec, rotate the key afterwards",
            "when nobody needs it any more: remove the data directory from the old members' nodes",
        ),
        source="Documentation/network/concepts/kvstore.rst",
    ),
    Transition(
        id="etcd-credentials-left",
        facts=("kvstore.tlsSource",),
        when="certificates_left_to_others",
        impact="rolling",
        consequence=(
            "This program lets go of cilium-etcd-secrets and does not delete it: agents mount it as"
            " before, and its new owner writes it in place."
        ),
        runbook=(
            "pulumi up once before, so that the engine knows that it must not delete the Secret",
            "pulumi up",
            "kubectl -n kube-system get secret cilium-etcd-secrets is still there; let its new"
            " owner take it over, never deleting it first",
        ),
        source="components/etcd_client_tls.py; pkg/kvstore/etcd.go",
    ),
    Transition(
        id="etcd-credentials-taken-over",
        facts=("kvstore.tlsSource",),
        when="certificates_come_from_config",
        impact="disruptive",
        consequence=(
            "The program writes its certificates over those of somebody else in"
            " cilium-etcd-secrets: another authority is not trusted until agents restart, and two"
            " who write the Secret fight."
        ),
        runbook=(
            "have its old owner stop writing it, and leave it in place",
            "set etcdCa, etcdCert and etcdKey to what is in it: then nothing changes for agents",
            "pulumi up; then renew what has to be renewed, in a change of its own",
        ),
        source="pkg/kvstore/etcd.go",
    ),
    Transition(
        id="etcd-ca-added",
        facts=("kvstore.authorities",),
        when="authorities_added",
        impact="rolling",
        consequence=(
            "The first of two rolls: authorities are read at start alone, so agents and operator"
            " trust the new one only when they have restarted. All trust the old one meanwhile."
        ),
        runbook=ETCD_AUTHORITY_IN_TWO_ROLLS,
        source="pkg/kvstore/etcd.go",
    ),
    Transition(
        id="etcd-ca-removed",
        facts=("kvstore.authorities",),
        when="authorities_removed",
        impact="disruptive",
        consequence=(
            "The second of two rolls: agents that start from now on refuse etcd servers that still"
            " have a certificate of the authority that goes."
        ),
        runbook=(
            "every member of etcd shows a certificate of the authority that stays: openssl s_client"
            " -connect ADDRESS:PORT -showcerts </dev/null | openssl x509 -noout -issuer",
            "pulumi up",
            *RESTART_AGENTS,
        ),
        source="pkg/kvstore/etcd.go",
    ),
    Transition(
        id="etcd-ca-replaced",
        facts=("kvstore.authorities",),
        when="authorities_replaced",
        impact="forbidden",
        consequence=(
            "An authority is read at start alone. Agents that have the old one cannot reach members"
            " with new certificates, those that start with the new one reach no member with an old"
            " one: whatever order it is done in, one side loses etcd."
        ),
        runbook=("put the old one back, beside the new one:", *ETCD_AUTHORITY_IN_TWO_ROLLS),
        source="pkg/kvstore/etcd.go",
    ),
    Transition(
        id="etcd-client-renewed",
        facts=("kvstore.clientFingerprint",),
        when="always",
        impact="safe",
        consequence=(
            "Certificate and key are read again at each handshake: nothing restarts. They fit each"
            " other and are signed by an authority in etcdCa, or the config is refused."
        ),
        runbook=(),
        source="pkg/kvstore/etcd.go (getClientCertificateReloader)",
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
