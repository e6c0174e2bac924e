"""Changes of where Cilium keeps its state, and of identities.

Paths are of the Cilium repository; `D:` is its Documentation/.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.transition import ALL_AGENTS, Transition

_DOUBLE_WRITE: Final = "D:operations/upgrade.rst (Double Write)"
_STEPS: Final = (
    "go by neighbours, one change each: crd, doublewrite-readcrd, doublewrite-readkvstore,"
    " kvstore (and back the same way)",
    "at every step the operator first, then the agents; at the last step to crd the agents first",
    "before the next step: the operator's metrics cilium_operator_doublewrite_*_only_count are 0",
)
_ETCD_STEPS: Final = (
    "etcdctl member add NAME --learner --peer-urls=https://ADDRESS:2382",
    "start it with initial-cluster-state=existing; etcdctl member promote ID",
    "etcdctl endpoint status --cluster shows it in step",
    "to take one out: etcdctl member remove ID, and only then stop it",
)

STATE: Final[tuple[Transition, ...]] = (
    Transition(
        "kvstore-on",
        ("kvstore.enabled",),
        "switched_on",
        "disruptive",
        "An agent with the kvstore no longer watches nodes and endpoints in Kubernetes: it does"
        " not know nodes whose agents are still without.",
        (
            "check from every node that etcd answers",
            "agree on a maintenance window",
            "pulumi up; the operator first, then all agents at once",
            *ALL_AGENTS,
        ),
        "pkg/k8s/watchers/watcher.go (enableK8sWatchers)",
    ),
    Transition(
        "kvstore-off",
        ("kvstore.enabled",),
        "kvstore_off_without_identities",
        "disruptive",
        "Agents with and without the kvstore do not know each other's nodes until all have"
        " restarted.",
        ("agree on a maintenance window", "pulumi up", *ALL_AGENTS),
        "pkg/k8s/watchers/watcher.go (enableK8sWatchers)",
    ),
    Transition(
        "kvstore-off-with-identities",
        ("kvstore.enabled",),
        "kvstore_off_with_identities",
        "forbidden",
        "Identities live in the kvstore: without it agents go over to crd without a word, every"
        " identity gets another number and established traffic is dropped.",
        ("move identities to crd first:", *_STEPS, "then switch the kvstore off"),
        "pkg/option/config.go",
    ),
    Transition(
        "identity-allocation-step",
        ("identityAllocation",),
        "identity_neighbour",
        "rolling",
        "Both stores hold the same numbers, so identities stay; the feature is beta.",
        (*_STEPS,),
        _DOUBLE_WRITE,
    ),
    Transition(
        "identity-allocation-leap",
        ("identityAllocation",),
        "identity_leap",
        "forbidden",
        "Identities get other numbers and established traffic is dropped. Up to 1.16 there are"
        " no steps between: only `cilium preflight migrate-identity` to crd, on a quiet cluster,"
        " without a way back.",
        ("put identityAllocation back", "upgrade to 1.17 or newer", *_STEPS),
        _DOUBLE_WRITE,
    ),
    Transition(
        "kvstore-endpoints-changed",
        ("kvstore.endpoints",),
        "some_kept",
        "rolling",
        "Operator and agents read the endpoints when they start; the store is the same.",
        ("pulumi up", "kubectl -n kube-system rollout status deployment/cilium-operator"),
        "D:network/kubernetes/configuration.rst; pkg/kvstore/etcd.go",
    ),
    Transition(
        "kvstore-replaced",
        ("kvstore.endpoints",),
        "none_kept",
        "forbidden",
        "Another store knows no identity and no node: identities may get other numbers, and"
        " IPsec states of nodes that vanished stay stale for good.",
        (
            "join the new members to the old etcd cluster one by one, and list old and new",
            "take the old ones out one by one",
            "with IPsec, rotate the key afterwards",
        ),
        "D:network/concepts/kvstore.rst; D:security/network/encryption-ipsec.rst",
    ),
    Transition(
        "kvstore-tls-switched",
        ("kvstore.tls",),
        "always",
        "disruptive",
        "Agents that speak the wrong protocol to etcd get no new nodes and identities and cannot"
        " start.",
        (
            "let etcd listen on both, and list both endpoints",
            "pulumi up",
            "then take the old listener away",
        ),
        "pkg/kvstore/etcd.go",
    ),
    Transition(
        "kvstore-certificate-renewed",
        ("kvstore.clientCertificate",),
        "always",
        "safe",
        "The client's pair is read again at each handshake.",
        (),
        "pkg/kvstore/etcd.go (getClientCertificateReloader)",
    ),
    Transition(
        "kvstore-authority-replaced",
        ("kvstore.ca",),
        "always",
        "disruptive",
        "The authority is read once, at start: agents that have the old one cannot reach etcd"
        " servers with new certificates.",
        (
            "ship a bundle of the old and the new authority",
            *ALL_AGENTS,
            "swap the servers' certificates",
            "ship the new authority alone, and restart again",
        ),
        "pkg/kvstore/etcd.go",
    ),
    Transition(
        "etcd-member-changed",
        ("etcd.members",),
        "one_member",
        "rolling",
        "The quorum has to hold at each step.",
        (*_ETCD_STEPS,),
        "etcd practice",
    ),
    Transition(
        "etcd-members-replaced",
        ("etcd.members",),
        "several_members",
        "forbidden",
        "Two members at once, or a member at another address, cost the quorum.",
        ("put the list back, and change one member at a time:", *_ETCD_STEPS),
        "etcd practice",
    ),
    Transition(
        "etcd-data-lost",
        ("etcd.dataDirectory", "etcd.version"),
        "moved_or_lowered",
        "forbidden",
        "A member without its data, or older than its data, does not come back.",
        ("put it back", "replace members one by one:", *_ETCD_STEPS),
        "etcd practice",
    ),
    Transition(
        "endpoint-objects-in-order",
        ("endpointSlices", "endpointObjectsOff", "identityManagement"),
        "rolled_in_order",
        "rolling",
        "Those who write and those who watch overlap, since only one of them restarts now.",
        (
            "switching on: the operator first, then the agents; off: the agents first",
            "restart the other side when the first is ready",
        ),
        "D:network/kubernetes/ciliumendpointslice.rst; identity-management-mode.rst",
    ),
    Transition(
        "endpoint-objects-at-once",
        ("endpointSlices", "endpointObjectsOff", "identityManagement"),
        "rolled_at_once",
        "disruptive",
        "Operator and agents restart together: for a while nobody writes what the others watch,"
        " and new endpoints or identities are not known on other nodes.",
        (
            "agree on a maintenance window, or do it in two changes:",
            "on: rollOutCiliumPods false, apply, wait for the operator, then true again",
            "off: operator.rollOutPods false, apply, wait for the agents, then true again",
        ),
        "D:network/kubernetes/ciliumendpointslice.rst; identity-management-mode.rst",
    ),
    Transition(
        "identity-labels-changed",
        ("identityLabels",),
        "always",
        "disruptive",
        "Which labels count decides a pod's identity: identities get other numbers, and policies"
        " drop traffic until every agent agrees.",
        ("agree on a maintenance window", "pulumi up", *ALL_AGENTS),
        "D:operations/performance/scalability/identity-relevant-labels.rst",
    ),
    Transition(
        "cluster-identity-changed",
        ("cluster.name", "cluster.id"),
        "always",
        "disruptive",
        "Every identity gets another number, and with ENI the old cluster's interfaces are no"
        " longer cleaned up.",
        (
            "agree on a maintenance window",
            "pulumi up",
            *ALL_AGENTS,
            "restart every workload",
            "with ENI, delete interfaces whose tag io.cilium/cluster-name is the old name",
        ),
        "D:network/clustermesh/setup.rst; pkg/aws/ipam",
    ),
    Transition(
        "mesh-size-changed",
        ("clustermesh.maxConnectedClusters",),
        "always",
        "forbidden",
        "It decides how many bits of an identity name the cluster, and can be set once only.",
        ("put clustermesh.maxConnectedClusters back", "build a new cluster"),
        "D:network/clustermesh/setup.rst",
    ),
)
"""Rows, by subject."""
