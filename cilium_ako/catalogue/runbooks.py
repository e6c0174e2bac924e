"""Runbooks that several rows of the catalogue tell: of changes, and of faults of a live cluster.

A runbook is a tuple of steps, in order. A step is one line: a command, or what a person does.
`NODE` and other words in capitals stand for what that person fills in.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from cilium_ako.catalogue.distributions import BY_NAME


def renew_nodes(nodes: str = "the nodes", node: str = "NODE") -> tuple[str, ...]:
    """Gives every node a new pod range.

    A CiliumNode is never deleted under running pods: the agent keeps the old range until it
    restarts, and another node may be given it. The doctor fills in which nodes; `nodes` is how a
    sentence names them all, `node` stands for one in a command.
    Sources: Documentation/network/concepts/ipam/cluster-pool.rst, cilium/cilium#23872.
    """
    return (
        f"for each of {nodes}, one at a time: kubectl cordon {node} && kubectl drain {node}"
        " --ignore-daemonsets --delete-emptydir-data",
        "stop the node, so that no pod and no agent runs on it: under running pods its range could"
        " be given to another node",
        f"kubectl delete node {node} && kubectl delete ciliumnode {node}",
        "kubectl -n kube-system rollout restart deployment/cilium-operator",
        "start the node; when it is Ready and its CiliumNode has spec.ipam.podCIDRs inside a pool:"
        f" kubectl uncordon {node}",
        "after the last node, where there is Hubble Relay:"
        " kubectl -n kube-system rollout restart deployment/hubble-relay",
        "kubectl get ciliumnodes -o custom-columns="
        "NODE:.metadata.name,RANGES:.spec.ipam.podCIDRs,ERROR:.status.ipam.operator-status"
        " shows a right range and no error on every line (so does cilium-ako doctor)",
    )


RESTART_AGENTS: Final = (
    "kubectl -n kube-system rollout restart daemonset/cilium",
    "kubectl -n kube-system rollout status daemonset/cilium",
)
"""Restarts every agent, as fast as the DaemonSet allows."""

DRAIN_EACH_NODE: Final = (
    "let one node have the change first (a CiliumNodeConfig for it alone), and watch it",
    "for each node: kubectl drain NODE --ignore-daemonsets, let its agent restart,"
    " kubectl uncordon NODE",
)
"""Moves the pods away before their node's datapath is rebuilt."""

UPGRADE_ONE_MINOR: Final = (
    "go to the newest patch of the minor that runs now",
    "read the upgrade notes of the new minor; `cilium-ako check` names keys that it removed",
    "run the preflight check: policies must be valid, images pulled"
    " (Documentation/operations/upgrade.rst)",
    "pulumi up; the operator brings the CRDs",
    "kubectl -n kube-system rollout status daemonset/cilium",
)
"""Takes Cilium to the next minor."""

IDENTITY_STORE_STEP_BY_STEP: Final = (
    "go by neighbours, one change each: crd, doublewrite-readcrd, doublewrite-readkvstore,"
    " kvstore (and back the same way)",
    "at every step the operator first, then the agents; at the last step to crd the agents first",
    "before the next step: the operator's metrics cilium_operator_doublewrite_*_only_count are 0",
)
"""Moves identities between the kvstore and Kubernetes, so that both hold them in between.

Source: Documentation/operations/upgrade.rst (Double Write).
"""

PEERS_CONNECTED: Final = (
    "kubectl -n kube-system exec deploy/clustermesh-apiserver -c kvstoremesh --"
    " clustermesh-apiserver kvstoremesh-dbg status --verbose: every peer is connected and synced",
    "cilium-ako doctor STACK, here and at a peer",
)
"""Shows that the clusters of a mesh know each other."""

JOIN_MESH: Final = (
    "the cluster has its name and id since its first day (else see"
    " docs/mesh.md), and cilium-ako check, over all stacks of the mesh, finds nothing",
    "pulumi up of this stack, with every other member in mesh.peers",
    "then add this cluster to mesh.peers of each other stack, in any order, and pulumi up there:"
    " no agent restarts",
    *PEERS_CONNECTED,
)
"""Takes a cluster into a mesh."""

LEAVE_MESH: Final = (
    "move what other clusters use of the leaving cluster: no global Service needs its backends,"
    " and no policy names its pods",
    "take it out of mesh.peers of every other stack first, and pulumi up there: agents forget its"
    " nodes, backends and identities without a restart",
    "then empty its own mesh.peers, and pulumi up",
    "then take the block `mesh` out of its stack, and pulumi up",
)
"""Takes a cluster out of a mesh. Source: pkg/clustermesh/remote_cluster.go onRemove."""

RENUMBER_CLUSTER: Final = (
    "where AKO has no name of its own, write the old one into ako.clusterName: its objects keep it",
    "agree on a maintenance window",
    "change cluster.name and cluster.id together: with the same name every identity keeps its old"
    " number, since no label of it changes, whatever is restarted",
    "pulumi up; agents restart, and pods get identities of the new number without a restart of"
    " theirs",
    *RESTART_AGENTS,
    "kubectl get ciliumidentities -o name: every number divided by 65536 (32768 with size 511) is"
    " the new id; the operator takes the old ones away within the hour",
    "Hubble's certificates hold the cluster's name: kubectl -n kube-system delete secret"
    " hubble-server-certs, pulumi up, kubectl -n kube-system rollout restart"
    " deployment/hubble-relay",
    "with ENI, delete interfaces whose tag io.cilium/cluster-name is the old name",
)
"""Gives a cluster another name and id. Source: cilium/cilium#48801, #48800, #36338."""

CHANGE_MESH_AUTHORITY: Final = (
    "make the new authority; in every stack put it behind the old one in meshCa (cat old.crt"
    " new.crt), meshCaKey as it is, and pulumi up everywhere: both are trusted",
    "in every stack put the new one first and the old one behind it, with the new meshCaKey, and"
    " pulumi up: the four certificates are signed anew",
    *PEERS_CONNECTED,
    "when every member has been through it, leave the new one alone in meshCa, and pulumi up",
)
"""Gives a mesh another authority without a moment in which two members do not trust each other."""

ETCD_AUTHORITY_IN_TWO_ROLLS: Final = (
    "etcdCa with both authorities, one below the other: cat new-ca.crt old-ca.crt | pulumi config"
    " set --secret cilium-ako:etcdCa; pulumi up",
    "kubectl -n kube-system rollout restart deployment/cilium-operator",
    *RESTART_AGENTS,
    "have etcd trust both for its clients, and swap its members' certificates, one at a time",
    "etcdCert and etcdKey signed by the new authority; pulumi up; nothing restarts",
    "etcdCa with the new authority alone; pulumi up, and restart operator and agents once more",
)
"""Changes the authority of an etcd of others, so that both sides always trust each other.

Source: pkg/kvstore/etcd.go.
"""

WIREGUARD_EVERYWHERE: Final = (
    "every node has a key: kubectl get ciliumnodes -o"
    ' jsonpath=\'{range .items[*]}{.metadata.name}{" "}'
    '{.metadata.annotations.network\\.cilium\\.io/wg-pub-key}{"\\n"}{end}\'',
    "every node has every other one as a peer: kubectl -n kube-system exec AGENT -- cilium-dbg"
    " encrypt status",
)
"""Shows that WireGuard is up on every node and between all of them."""

_AKO_DELETION_DONE: Final = (
    "kubectl -n avi-system get statefulset ako -o yaml | grep -A2 ObjectDeletionStatus until"
    " AviObjectDeletionStatus says Done, and with the Gateway API"
    " AviGatewayObjectDeletionStatus, too"
)

FINISH_AKO_DELETION: Final = (
    _AKO_DELETION_DONE,
    "apply this change, acknowledged, while deleteConfig is still true",
    "take deleteConfig out again and apply; AKO restarts and makes every object anew",
)
"""Where AKO was already told to delete what it made."""

DELETE_AKO_OBJECTS: Final = (
    'set AKOSettings.deleteConfig to "true" below cilium-ako:ako.values and apply it alone'
    " (every virtual service goes down)",
    "do not restart AKO before it has ended: one that starts with deleteConfig deletes virtual"
    " services, and leaves its routes and the service engine group's label",
)
"""Makes a running AKO delete what it made. Source: AKO:docs/faq.md; AKO:internal/k8s/ako_init.go.
"""

DELETE_AKO_OBJECTS_FIRST: Final = (*DELETE_AKO_OBJECTS, *FINISH_AKO_DELETION)
"""What AKO made stands where it was made: it has to be deleted before AKO looks elsewhere.

Source: AKO:docs/faq.md.
"""

TAKE_KUBE_PROXY_AWAY: Final = (
    "kubectl -n kube-system delete daemonset/kube-proxy configmap/kube-proxy"
    " (on EKS remove the add-on)"
)
"""The step by which kube-proxy goes, where no distribution is named."""

NO_OTHER_NETWORK: Final = "check that no other network plugin connects pods there"
"""The step before the first install, where no distribution is named."""


def of_distribution(runbook: Iterable[str], name: str) -> tuple[str, ...]:
    """A runbook with the steps that a distribution has its own way for; unchanged without one."""
    row = BY_NAME.get(name)
    if row is None:
        return tuple(runbook)
    own = {NO_OTHER_NETWORK: f"{NO_OTHER_NETWORK}; {row.title}: {row.without_cni}"}
    if row.without_kube_proxy:
        own[TAKE_KUBE_PROXY_AWAY] = f"take kube-proxy away; {row.title}: {row.without_kube_proxy}"
    return tuple(own.get(step, step) for step in runbook)


CLEAR_AKO_ROUTES: Final = (
    "in the controller: delete the VRF's static routes with the label clustername=NAME; those of"
    " AKO before 1.13.2 have no label, and an id that begins with NAME- (so may another cluster's:"
    " compare the ranges)",
    "in the controller: remove the label clustername=NAME from the service engine group; with it"
    " the group serves no other cluster that writes routes",
)
"""Takes away by hand what AKO leaves where it no longer reads its VRF.

Source: AKO:internal/cache/controller_obj_cache.go (AviObjVrfCachePopulate,
DeConfigureSeGroupLabels).
"""

TAKE_AKO_AWAY: Final = (
    *DELETE_AKO_OBJECTS,
    _AKO_DELETION_DONE,
    "apply this change, acknowledged, while deleteConfig is still true",
    *CLEAR_AKO_ROUTES,
    "kubectl get crd -o name | grep -e ako.vmware.com: Helm leaves its CRDs with all their objects;"
    " delete them where no other AKO is in the cluster",
)
"""Takes AKO out of a cluster, and what it leaves out of the controller and the cluster."""
