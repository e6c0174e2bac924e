"""Faults of a member of a cluster mesh.

That a certificate ends is told by `certificates-ending`.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.cilium.cluster_mesh import API_SERVER, LOAD_BALANCER, PEERS_SECRET
from cilium_ako.catalogue.cilium.objects import NAMESPACE
from cilium_ako.catalogue.faults.row import Fault

_SETUP: Final = "Documentation/network/clustermesh/setup.rst"

FAULTS: Final = (
    Fault(
        id="mesh-api-server",
        severity="fail",
        object=f"Deployment {NAMESPACE}/{API_SERVER}",
        evidence="It is not there, no pod of it is ready, or it runs another version than the"
        " agents. A pod is ready when it has read every peer, or has waited for them long enough.",
        why="peers learn nothing of this cluster, and its agents nothing of the peers",
        fix=f"kubectl -n {NAMESPACE} logs deploy/{API_SERVER} -c kvstoremesh: which peer does not"
        " answer, and why",
        healthy="the mesh API server is ready",
        source="clustermesh-apiserver/kvstoremesh, install/kubernetes/cilium/templates/"
        "clustermesh-apiserver/deployment.yaml",
    ),
    Fault(
        id="mesh-certificates",
        severity="fail",
        object="Secret",
        evidence="One of the four Secrets of the mesh is not there, lacks an entry, has a key of"
        " another certificate, or a certificate that no authority beside it has signed.",
        why="whoever shows it is refused, and the clusters do not see each other",
        fix="`pulumi up`, with meshCa and meshCaKey of one pair; with other sources whoever makes"
        " the Secret mends it",
        healthy="the mesh's certificates fit their keys and authorities",
        source=_SETUP,
    ),
    Fault(
        id="mesh-peers",
        severity="fail",
        object=f"Secret {NAMESPACE}/{PEERS_SECRET}",
        evidence="It lists other peers than the stack, or looks for one at another place: somebody"
        " has connected clusters by hand (`cilium clustermesh connect`), or the stack was not"
        " brought up.",
        why="a peer is missing, or one is connected that nobody has judged",
        fix="write what shall be into mesh.peers, then `pulumi up`",
        healthy="the peers are those of the stack",
        source="install/kubernetes/cilium/templates/clustermesh-config/kvstoremesh-secret.yaml,"
        " cilium/cilium#32076",
    ),
    Fault(
        id="mesh-peer-not-ready",
        severity="fail",
        object=f"Deployment {NAMESPACE}/{API_SERVER}",
        evidence="By its metrics the mesh API server is not connected with a peer, or has not read"
        " all of it. Where the API server reaches no pods, this is not known.",
        why="what is known of that cluster gets old, or is missing: backends, identities and nodes",
        fix=f"kubectl -n {NAMESPACE} exec deploy/{API_SERVER} -c kvstoremesh --"
        " clustermesh-apiserver kvstoremesh-dbg status --verbose says why",
        healthy="every peer is connected and read",
        source="Documentation/observability/metrics.rst, pkg/clustermesh/common/metrics.go",
        explained_by=("mesh-api-server",),
    ),
    Fault(
        id="mesh-versions",
        severity="fail",
        object="DaemonSet kube-system/cilium",
        evidence="The agents are more than one minor away from what the stack of another member of"
        " the mesh has.",
        why="nobody has run the tests with that: what one side writes the other may not read",
        fix="upgrade those behind first, minor by minor",
        healthy="the members of the mesh are at most one minor apart",
        source="cilium/cilium#28355, cilium/cilium#39007",
    ),
    Fault(
        id="mesh-address",
        severity="fail",
        object=f"Service {NAMESPACE}/{LOAD_BALANCER}",
        evidence="It is not there, has no address, or has another one than mesh.address asks for.",
        why="peers look for this cluster where it is not",
        fix="kubectl -n avi-system logs ako-0: AKO says why it gave none; another address makes the"
        " Service anew (transition mesh-address-changed)",
        healthy="the mesh API server has its address",
        source="AKO:docs/objects.md",
    ),
    Fault(
        id="mesh-identities",
        severity="fail",
        object="CiliumIdentity",
        evidence="Identities have numbers that are not of the cluster's id: the id was changed and"
        " the name was not, so they were used again. Some are left for an hour where both changed.",
        why="peers refuse them, or take them for another cluster's, and policies let the wrong"
        " pods in",
        fix="change cluster.name together with cluster.id, outside of the mesh (transition"
        " cluster-identity-changed)",
        healthy="identities have numbers of the cluster's id",
        source="cilium/cilium#36338, cilium/cilium#48801, pkg/identity/numericidentity.go",
    ),
)
