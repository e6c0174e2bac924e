"""Rules about the members of one cluster mesh, held against each other.

Members are the stacks whose `mesh.name` is the same. A value that a secret hides is told as a note,
and never as a fault or a pass. Paths are of the Cilium repository.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.rules.row import Rule
from cilium_ako.catalogue.severity import Severity

_SETUP: Final = "Documentation/network/clustermesh/setup.rst"


def _rule(
    identity: str, says: str, why: str, fix: str, source: str, severity: Severity = "error"
) -> Rule:
    """A rule about the members of a mesh."""
    return Rule(
        id=identity,
        severity=severity,
        scope="mesh",
        says=says,
        why=why,
        fix=fix,
        source=source,
        acknowledgeable=True,
        checked_by="fleet",
    )


RULES: Final = (
    _rule(
        "mesh-id-unique",
        "Each member of a mesh has an id of its own.",
        "The id is in every identity: peers refuse the second cluster of one id, or take its pods "
        "for the first one's, and policies let the wrong ones in.",
        "Give one of them another id before it has workloads (`cluster.id`); later see "
        "docs/mesh.md.",
        f"pkg/clustermesh/common/idsmgr.go; {_SETUP}",
    ),
    _rule(
        "mesh-name-unique",
        "Each member of a mesh has a name of its own.",
        "Peers are kept by name: agents skip one that is called as their own cluster without a "
        "word, and of two of one name one is lost.",
        "Give one of them another name before it has workloads (`cluster.name`); later see "
        "docs/mesh.md.",
        f"pkg/clustermesh/common/clustermesh.go add(); {_SETUP}",
    ),
    _rule(
        "mesh-size-equal",
        "All members of a mesh have one size, and there are no more than that.",
        "The size decides which bits of an identity name the cluster: the side with 511 refuses "
        "the other, and the side with 255 reads its identities as other pods'.",
        "Correct `mesh.size` where the cluster is not built yet; on a cluster that runs it cannot "
        "be changed.",
        "pkg/clustermesh/types/option.go ValidateRemoteConfig",
    ),
    _rule(
        "mesh-pods-overlap",
        "Pods of the members of a mesh have addresses of ranges that do not overlap.",
        "One address is then two pods' in two clusters: traffic goes to either, and an agent says "
        "no more than a conflicting tunnel peer in its log.",
        "Give one of them another range before it is built; for clusters with VPC addresses in one "
        "VPC say so (`cluster.vpcId`).",
        f"{_SETUP}; cilium/cilium#32188",
    ),
    _rule(
        "mesh-nodes-overlap",
        "Nodes of the members of a mesh have ranges that do not overlap.",
        "Every node of a mesh reaches every other one by its address: two nodes of one address are "
        "one.",
        "See to it that no two nodes have one address, and acknowledge this; or say that they are "
        "in one VPC (`cluster.vpcId`).",
        f"{_SETUP}; cilium/cilium#48781",
        "warning",
    ),
    _rule(
        "mesh-pods-over-nodes",
        "Pods of a member of a mesh have no addresses of another's nodes.",
        "What goes to that node goes to a pod of the other cluster, tunnels between the clusters "
        "included.",
        "Give the pods another range before the cluster is built.",
        _SETUP,
    ),
    _rule(
        "mesh-pods-over-services",
        "Pods of a member of a mesh have no addresses of another's Services.",
        "A pod of the other cluster is taken for a Service of the own one, and never reached.",
        "Give the pods another range before the cluster is built.",
        "Documentation/network/clustermesh/services.rst",
    ),
    _rule(
        "mesh-routing-equal",
        "All members of a mesh route alike: in tunnels, or natively.",
        "There is no mixed mode: one side sends packets in a tunnel that the other does not open.",
        "Choose one `cilium.routing.mode` for all; a change of it is disruptive.",
        f"{_SETUP}; cilium/cilium#40541",
    ),
    _rule(
        "mesh-tunnel-equal",
        "All tunnels of a mesh have one protocol and port.",
        "A packet to a port that nobody listens at, or in a form that nobody reads, is lost.",
        "Choose one `cilium.routing.protocol` and `port` for all; a change of it is disruptive.",
        f"{_SETUP}; pkg/datapath/tunnel",
    ),
    _rule(
        "mesh-native-cidr",
        "With native routing the range without masquerading holds the pods of all members.",
        "Traffic to pods outside of it leaves with a node's address: policies of the other cluster "
        "see a remote node and no pod.",
        "Widen `cilium.routing.cidr` (`cidrIpv6`) to hold the pods of every member.",
        _SETUP,
    ),
    _rule(
        "mesh-encryption-equal",
        "All members of a mesh encrypt alike.",
        "What one side encrypts the other cannot read, or it sends in clear what the first one "
        "drops.",
        "Choose one `cilium.encryption` for all (type, `nodeEncryption`, `strict`).",
        "Documentation/security/network/encryption-ipsec.rst; encryption-wireguard.rst",
    ),
    _rule(
        "mesh-ipsec-key",
        "All members of a mesh have one IPsec key.",
        "Every packet between clusters with different keys is dropped.",
        "Set the same ipsecKey and `cilium.encryption.key.rotation` in every stack, and rotate in "
        "all of them together.",
        "Documentation/security/network/encryption-ipsec.rst; "
        ".github/workflows/conformance-clustermesh.yaml",
    ),
    _rule(
        "mesh-version-skew",
        "Members of a mesh are at most one minor of Cilium apart.",
        "Nobody has run the tests with more: what one side writes the other may not read.",
        "Upgrade those behind first, minor by minor.",
        "cilium/cilium#28355, #27232, #39007",
    ),
    _rule(
        "mesh-version-near",
        "All members of a mesh run one minor of Cilium.",
        "One minor apart is tested, and meant for the time of an upgrade.",
        "Upgrade those behind, and acknowledge it meanwhile.",
        "cilium/cilium#28355, #27232, #39007",
        "warning",
    ),
    _rule(
        "mesh-authority",
        "The certificates of all members of a mesh lead to authorities that all of them trust.",
        "Where they do not, every TLS handshake fails and no cluster sees the other.",
        "Set the same meshCa and meshCaKey in every stack (to compare: pulumi config get "
        "cilium-ako:meshCa | openssl x509 -noout -fingerprint -sha256); give issuers of "
        "cert-manager one root.",
        _SETUP,
    ),
    _rule(
        "mesh-auth-mode",
        "No member of a mesh knows its peers by cluster alone while another has one user for all.",
        "The etcd with `authMode: cluster` has no user `remote`, with which the other comes, and "
        "the other none for this cluster: both refuse access.",
        "Go by way of `authMode: migration` in all of them "
        "(cilium.values clustermesh.apiserver.tls.authMode).",
        ".github/workflows/conformance-clustermesh.yaml; install/kubernetes/cilium/templates/"
        "clustermesh-apiserver/users-configmap.yaml",
    ),
    _rule(
        "mesh-peers-symmetric",
        "Every member of a mesh lists every other one.",
        "One-sided, one cluster knows the other's pods and Services and is a stranger to it: "
        "replies are dropped by policies, and backends are missing.",
        "List the missing ones in `mesh.peers`, on both sides.",
        _SETUP,
    ),
    _rule(
        "mesh-peer-address",
        "A peer's address and port are those that its own stack says.",
        "There is nobody, or another cluster, at that place: the two never connect.",
        "Write the address of `mesh.address` of the peer's stack, and the port of its Service.",
        "install/kubernetes/cilium/templates/clustermesh-config/_helpers.tpl",
    ),
    _rule(
        "mesh-peer-unknown",
        "Every peer is a member of the mesh.",
        "No stack that is looked at has a cluster of that name in the mesh: it is looked for in "
        "vain, for ever.",
        "Correct the name, which is the peer's `cluster.name`, or acknowledge it where its stack "
        "is kept elsewhere.",
        _SETUP,
        "warning",
    ),
    _rule(
        "mesh-peer-elsewhere",
        "Peers have one name for their mesh.",
        "They are not held against each other under two names, and nothing of the above is looked "
        "for between them.",
        "Give both stacks the same `mesh.name`.",
        "docs/mesh.md",
    ),
    _rule(
        "mesh-node-port",
        "With kube-proxy replacement and Cilium before 1.19, mesh API servers of one mesh have "
        "different NodePorts.",
        "A packet to a peer's NodePort is served by the own cluster where it has the same one: "
        "agents connect to their own mesh API server.",
        "Give each its own port (cilium.values clustermesh.apiserver.service.nodePort, and the "
        "peers' `port`), or use a load balancer.",
        "cilium/cilium#24692, #30297, #25033",
    ),
    _rule(
        "mesh-policy-default",
        "In all members of a mesh policies that name no cluster mean the same.",
        "The same policy lets pods of other clusters in at one member and not at another.",
        "Say clustermesh.policyDefaultLocalCluster alike in all of them, or leave it out of "
        "cilium.values.",
        "Documentation/operations/upgrade.rst",
        "warning",
    ),
    _rule(
        "mesh-address-unique",
        "Each member of a mesh has an address of its own, and so has each Service at one Avi "
        "Controller.",
        "Peers reach one of the two under both names, and Avi refuses the second virtual service.",
        "Give one of them another `mesh.address`.",
        "AKO:docs/objects.md `ako.vmware.com/load-balancer-ip`",
    ),
)
