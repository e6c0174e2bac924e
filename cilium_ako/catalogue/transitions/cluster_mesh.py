"""Changes of a cluster's membership in a mesh.

Paths are of the Cilium repository. A change of the cluster's own name or id stands in
`identities.py`, one of its authority in `secrets.py`.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.runbooks import JOIN_MESH, LEAVE_MESH, PEERS_CONNECTED
from cilium_ako.catalogue.transitions.row import Transition

_SETUP: Final = "Documentation/network/clustermesh/setup.rst"
_CONFIG: Final = "install/kubernetes/cilium/templates/clustermesh-config"

TRANSITIONS: Final[tuple[Transition, ...]] = (
    Transition(
        id="mesh-joined",
        facts=("clustermesh.apiServer", "clustermesh.config"),
        when="mesh_begins",
        impact="rolling",
        consequence=(
            "The mesh API server starts and gives nodes, Services and identities to every peer that"
            " has a certificate. Agents restart only where cilium-config changes with it"
            " (policyDefaultLocalCluster in 1.18)."
        ),
        runbook=JOIN_MESH,
        source=f"{_SETUP}; {_CONFIG}",
    ),
    Transition(
        id="mesh-left",
        facts=("clustermesh.apiServer", "clustermesh.config"),
        when="mesh_ends",
        impact="disruptive",
        consequence=(
            "Backends and identities of the other clusters go: connections to them break, and their"
            " pods are strangers to every policy. A peer that still lists this cluster keeps its"
            " backends for ever."
        ),
        runbook=LEAVE_MESH,
        source=f"{_SETUP}; pkg/clustermesh/remote_cluster.go onRemove",
    ),
    Transition(
        id="mesh-peer-added",
        facts=("clustermesh.peers",),
        when="peers_added",
        impact="safe",
        consequence=(
            "The peer is read from now on, without a restart of any agent; for a peer that is known"
            " by address the mesh API server's own pods restart."
        ),
        runbook=(
            "list this cluster in the peer's mesh.peers as well: one-sided, only one side knows",
            *PEERS_CONNECTED,
        ),
        source=f"{_CONFIG}; {_SETUP}",
    ),
    Transition(
        id="mesh-peer-moved",
        facts=("clustermesh.peers",),
        when="peers_moved",
        impact="rolling",
        consequence=(
            "A peer is looked for at another place. What is known of it stays until it answers"
            " there; at a wrong place that gets old and nobody says so."
        ),
        runbook=(
            "the peer's own stack has the new address and its certificate: mesh.address",
            *PEERS_CONNECTED,
        ),
        source=_CONFIG,
    ),
    Transition(
        id="mesh-peer-removed",
        facts=("clustermesh.peers",),
        when="peers_removed",
        impact="disruptive",
        consequence=(
            "Agents forget the peer's nodes, backends and identities, without a restart:"
            " connections to it break, and its pods are strangers to every policy."
        ),
        runbook=LEAVE_MESH,
        source="pkg/clustermesh/remote_cluster.go onRemove",
    ),
    Transition(
        id="mesh-peers-restart-agents",
        facts=("clustermesh.peers",),
        when="peers_in_pods",
        impact="rolling",
        consequence=(
            "A peer that is known by address is an alias in every agent's pod up to 1.15: all"
            " agents restart."
        ),
        runbook=("give the peer a name instead (address), which stands in a Secret alone",),
        source="install/kubernetes/cilium/templates/cilium-agent/daemonset.yaml `hostAliases`",
    ),
    Transition(
        id="mesh-certificates-from-elsewhere",
        facts=("clustermesh.certificates", "clustermesh.issuer"),
        when="always",
        impact="disruptive",
        consequence=(
            "Other certificates, by another hand: where they do not lead to the authority that the"
            " peers know, no peer gets in and this cluster gets into none."
        ),
        runbook=(
            "both lead to one authority: compare ca.crt of the Secret"
            " kube-system/clustermesh-apiserver-remote-cert here and at a peer",
            "where Helm made the Secrets: kubectl -n kube-system annotate secret"
            " clustermesh-apiserver-server-cert clustermesh-apiserver-admin-cert"
            " clustermesh-apiserver-remote-cert clustermesh-apiserver-local-cert"
            " helm.sh/resource-policy=keep, or it deletes them after the new ones were written",
            "pulumi up",
            *PEERS_CONNECTED,
        ),
        source=f"{_SETUP}; install/kubernetes/cilium/templates/clustermesh-apiserver/tls-*",
    ),
    Transition(
        id="mesh-server-names-changed",
        facts=("clustermesh.serverNames",),
        when="always",
        impact="rolling",
        consequence=(
            "The server's certificate is made anew: peers that use a name which it no longer has"
            " cannot connect."
        ),
        runbook=("change mesh.peers of every other stack together with it", *PEERS_CONNECTED),
        source="install/kubernetes/cilium/templates/clustermesh-apiserver/_helpers.tpl",
    ),
    Transition(
        id="mesh-service-changed",
        facts=("clustermesh.serviceType", "clustermesh.externalTraffic"),
        when="always",
        impact="disruptive",
        consequence=(
            "The mesh API server's Service is of another type: the port on nodes or the address"
            " that peers use is gone, and they keep what they know until they have the new one."
        ),
        runbook=(
            "pulumi up; the new address: kubectl -n kube-system get service",
            "put it into mesh.address here, and into mesh.peers of every other stack",
            *PEERS_CONNECTED,
        ),
        source="install/kubernetes/cilium/templates/clustermesh-apiserver/service.yaml",
    ),
    Transition(
        id="mesh-address-changed",
        facts=("mesh.address",),
        when="always",
        impact="disruptive",
        consequence=(
            "AKO reads the address when the Service is made, so it is deleted and made again: peers"
            " have no connection until they are told the new one."
        ),
        runbook=(
            "acknowledge it, and pulumi up here",
            "put the new address into mesh.peers of every other stack, and pulumi up there",
            *PEERS_CONNECTED,
        ),
        source="AKO:docs/objects.md `ako.vmware.com/load-balancer-ip`",
    ),
    Transition(
        id="mesh-policies-local",
        facts=("policyDefaultLocalCluster",),
        when="policies_turn_local",
        impact="disruptive",
        consequence=(
            "A policy that names no cluster selects pods of its own cluster alone, and what it"
            " allowed from or to the mesh is dropped."
        ),
        runbook=(
            "list the policies that change: cilium clustermesh"
            " inspect-policy-default-local-cluster",
            "name the cluster in each (io.cilium.k8s.policy.cluster), then pulumi up",
            "or keep it off, in every cluster of the mesh: cilium.values"
            " clustermesh.policyDefaultLocalCluster: false",
        ),
        source="Documentation/operations/upgrade.rst",
    ),
    Transition(
        id="mesh-policies-wide",
        facts=("policyDefaultLocalCluster",),
        when="policies_turn_wide",
        impact="rolling",
        consequence=(
            "Agents restart; a policy that names no cluster selects pods of every cluster of the"
            " mesh, so more is allowed than before."
        ),
        runbook=("check that nobody relies on policies that end at the cluster",),
        source="Documentation/operations/upgrade.rst",
    ),
    Transition(
        id="mesh-policies-as-before",
        facts=("policyDefaultLocalCluster",),
        when="policies_mean_the_same",
        impact="rolling",
        consequence="Agents restart where cilium-config changes; no policy changes its meaning.",
        runbook=(),
        source="Documentation/operations/upgrade.rst",
    ),
)
