"""Rules about a cluster's membership in a cluster mesh, as far as its own stack shows it.

What the members are to each other is judged by `meshes.py`.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.rules.row import Rule

_SETUP: Final = "Documentation/network/clustermesh/setup.rst"

RULES: Final = (
    Rule(
        id="mesh-cilium-version",
        severity="error",
        says="A member of a mesh runs Cilium 1.16 or later.",
        why="Older charts take the private keys of a mesh's certificates as values alone, which "
        "stay in Helm's release, and restart every agent for a peer that is known by address.",
        fix="Upgrade Cilium minor by minor first, then join.",
        source="install/kubernetes/cilium/templates/clustermesh-apiserver/tls-provided of 1.15 and "
        "1.16; templates/cilium-agent/daemonset.yaml `hostAliases`",
    ),
    Rule(
        id="mesh-cluster-id",
        severity="error",
        says="A member of a mesh has an id.",
        why="0 is no member's id: every peer refuses the cluster, and says so in its log alone.",
        fix="Give the cluster an id that no member has (`cluster.id`), before it has workloads.",
        source=f"pkg/clustermesh/common/idsmgr.go; {_SETUP}",
    ),
    Rule(
        id="mesh-alone",
        severity="warning",
        says="A member of a mesh has peers.",
        why="Its mesh API server runs and connects it with nobody.",
        fix="List every other member in `mesh.peers`, and this cluster in theirs.",
        source=_SETUP,
        acknowledgeable=True,
    ),
    Rule(
        id="mesh-peer-self",
        severity="error",
        says="No cluster is its own peer.",
        why="Agents skip a peer of their own cluster's name without a word: if it was meant to be "
        "another cluster, that one is never connected.",
        fix="Remove the entry, or correct its name: it is the peer's `cluster.name`.",
        source="pkg/clustermesh/common/clustermesh.go add()",
    ),
    Rule(
        id="mesh-peer-twice",
        severity="error",
        says="Each peer is listed once, and each has a place of its own.",
        why="Peers are told apart by name, so one of two is lost; at one address and port two "
        "names reach one cluster.",
        fix="Remove one of them, or correct it.",
        source="install/kubernetes/cilium/templates/clustermesh-config/clustermesh-secret.yaml",
    ),
    Rule(
        id="mesh-full",
        severity="error",
        says="A mesh has no more members than its size.",
        why="Ids above the size do not exist, so one member can have none.",
        fix="Divide the mesh, or build it anew with size 511: the size is never changed.",
        source="install/kubernetes/cilium/values.yaml `clustermesh.maxConnectedClusters`",
    ),
    Rule(
        id="mesh-ipsec-generated",
        severity="error",
        says="In a mesh the IPsec key is one that all members can have.",
        why="A generated key is another one in each stack: every packet between clusters is "
        "dropped.",
        fix="Set one key in all stacks: cilium.encryption.key.source import, with the same "
        "ipsecKey and rotation.",
        source="Documentation/security/network/encryption-ipsec.rst",
    ),
    Rule(
        id="mesh-service-blocked",
        severity="error",
        says="AKO serves the namespace of the mesh API server's Service.",
        why="The Service never gets an address: pulumi up waits for it until it gives up, and no "
        "peer can connect.",
        fix="Take kube-system out of AKOSettings.blockedNamespaceList.",
        source="AKO:internal/lib/lib.go ValidateSvcforClass; AKO:docs/ako_optimisation.md",
    ),
    Rule(
        id="mesh-service-selected",
        severity="warning",
        says="The namespace of the mesh API server's Service has the label that AKO selects by.",
        why="Without it the Service never gets an address, and pulumi up waits until it gives up.",
        fix="Label kube-system before pulumi up.",
        source="AKO:internal/lib/lib.go; AKO:docs/values.md `namespaceSelector`",
        acknowledgeable=True,
    ),
    Rule(
        id="mesh-address-outside",
        severity="warning",
        says="The address asked for at AKO is in a range of virtual services.",
        why="Avi gives addresses of its networks alone: it refuses another, and the mesh API "
        "server is not reached.",
        fix="Choose an address in one of `ako.vipNetworks`, or correct that range.",
        source="AKO:docs/objects.md `ako.vmware.com/load-balancer-ip`",
        acknowledgeable=True,
    ),
    Rule(
        id="mesh-bootstrap",
        severity="warning",
        says="Where nodes' own traffic is encrypted or firewalled, the mesh API server is not "
        "reached by a NodePort.",
        why="The first packets to a peer's nodes need what only the mesh tells: with a tunnel and "
        "kube-proxy replacement the clusters never connect.",
        fix="Use a load balancer (`clustermesh.apiserver.service.type`), or switch node "
        "encryption and the host firewall off.",
        source="cilium/cilium#29872, #31209, #33390",
        acknowledgeable=True,
    ),
)
