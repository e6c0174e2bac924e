"""Changes of where Cilium keeps its state, and of identities.

Paths are of the Cilium repository; `D:` is its Documentation/.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.transitions.row import ALL_AGENTS, Transition

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
        id="kvstore-on",
        facts=("kvstore.enabled",),
        when="switched_on",
        impact="disruptive",
        consequence="An agent with the kvstore no longer watches nodes and endpoints in "
        "Kubernetes: it does"
        " not know nodes whose agents are still without.",
        runbook=(
            "check from every node that etcd answers",
            "agree on a maintenance window",
            "pulumi up; the operator first, then all agents at once",
            *ALL_AGENTS,
        ),
        source="pkg/k8s/watchers/watcher.go (enableK8sWatchers)",
    ),
    Transition(
        id="kvstore-off",
        facts=("kvstore.enabled",),
        when="kvstore_off_without_identities",
        impact="disruptive",
        consequence="Agents with and without the kvstore do not know each other's nodes until all "
        "have"
        " restarted.",
        runbook=("agree on a maintenance window", "pulumi up", *ALL_AGENTS),
        source="pkg/k8s/watchers/watcher.go (enableK8sWatchers)",
    ),
    Transition(
        id="kvstore-off-with-identities",
        facts=("kvstore.enabled",),
        when="kvstore_off_with_identities",
        impact="forbidden",
        consequence="Identities live in the kvstore: without it agents go over to crd without a "
        "word, every"
        " identity gets another number and established traffic is dropped.",
        runbook=("move identities to crd first:", *_STEPS, "then switch the kvstore off"),
        source="pkg/option/config.go",
    ),
    Transition(
        id="identity-allocation-step",
        facts=("identityAllocation",),
        when="identity_neighbour",
        impact="rolling",
        consequence="Both stores hold the same numbers, so identities stay; the feature is beta.",
        runbook=(*_STEPS,),
        source=_DOUBLE_WRITE,
    ),
    Transition(
        id="identity-allocation-leap",
        facts=("identityAllocation",),
        when="identity_leap",
        impact="forbidden",
        consequence="Identities get other numbers and established traffic is dropped. Up to 1.16 "
        "there are"
        " no steps between: only `cilium preflight migrate-identity` to crd, on a quiet cluster,"
        " without a way back.",
        runbook=("put identityAllocation back", "upgrade to 1.17 or newer", *_STEPS),
        source=_DOUBLE_WRITE,
    ),
    Transition(
        id="kvstore-endpoints-changed",
        facts=("kvstore.endpoints",),
        when="some_kept",
        impact="rolling",
        consequence="Operator and agents read the endpoints when they start; the store is the "
        "same.",
        runbook=("pulumi up", "kubectl -n kube-system rollout status deployment/cilium-operator"),
        source="D:network/kubernetes/configuration.rst; pkg/kvstore/etcd.go",
    ),
    Transition(
        id="kvstore-replaced",
        facts=("kvstore.endpoints",),
        when="none_kept",
        impact="forbidden",
        consequence="Another store knows no identity and no node: identities may get other "
        "numbers, and"
        " IPsec states of nodes that vanished stay stale for good.",
        runbook=(
            "join the new members to the old etcd cluster one by one, and list old and new",
            "take the old ones out one by one",
            "with IPsec, rotate the key afterwards",
        ),
        source="D:network/concepts/kvstore.rst; D:security/network/encryption-ipsec.rst",
    ),
    Transition(
        id="kvstore-tls-switched",
        facts=("kvstore.tls",),
        when="always",
        impact="disruptive",
        consequence="Agents that speak the wrong protocol to etcd get no new nodes and identities "
        "and cannot"
        " start.",
        runbook=(
            "let etcd listen on both, and list both endpoints",
            "pulumi up",
            "then take the old listener away",
        ),
        source="pkg/kvstore/etcd.go",
    ),
    Transition(
        id="kvstore-certificate-renewed",
        facts=("kvstore.clientCertificate",),
        when="always",
        impact="safe",
        consequence="The client's pair is read again at each handshake.",
        runbook=(),
        source="pkg/kvstore/etcd.go (getClientCertificateReloader)",
    ),
    Transition(
        id="kvstore-authority-replaced",
        facts=("kvstore.ca",),
        when="always",
        impact="disruptive",
        consequence="The authority is read once, at start: agents that have the old one cannot "
        "reach etcd"
        " servers with new certificates.",
        runbook=(
            "ship a bundle of the old and the new authority",
            *ALL_AGENTS,
            "swap the servers' certificates",
            "ship the new authority alone, and restart again",
        ),
        source="pkg/kvstore/etcd.go",
    ),
    Transition(
        id="etcd-member-changed",
        facts=("etcd.members",),
        when="one_member",
        impact="rolling",
        consequence="The quorum has to hold at each step.",
        runbook=(*_ETCD_STEPS,),
        source="etcd practice",
    ),
    Transition(
        id="etcd-members-replaced",
        facts=("etcd.members",),
        when="several_members",
        impact="forbidden",
        consequence="Two members at once, or a member at another address, cost the quorum.",
        runbook=("put the list back, and change one member at a time:", *_ETCD_STEPS),
        source="etcd practice",
    ),
    Transition(
        id="etcd-data-lost",
        facts=("etcd.dataDirectory", "etcd.version"),
        when="moved_or_lowered",
        impact="forbidden",
        consequence="A member without its data, or older than its data, does not come back.",
        runbook=("put it back", "replace members one by one:", *_ETCD_STEPS),
        source="etcd practice",
    ),
    Transition(
        id="endpoint-objects-in-order",
        facts=("endpointSlices", "endpointObjectsOff", "identityManagement"),
        when="rolled_in_order",
        impact="rolling",
        consequence="Those who write and those who watch overlap, since only one of them restarts "
        "now.",
        runbook=(
            "switching on: the operator first, then the agents; off: the agents first",
            "restart the other side when the first is ready",
        ),
        source="D:network/kubernetes/ciliumendpointslice.rst; identity-management-mode.rst",
    ),
    Transition(
        id="endpoint-objects-at-once",
        facts=("endpointSlices", "endpointObjectsOff", "identityManagement"),
        when="rolled_at_once",
        impact="disruptive",
        consequence="Operator and agents restart together: for a while nobody writes what the "
        "others watch,"
        " and new endpoints or identities are not known on other nodes.",
        runbook=(
            "agree on a maintenance window, or do it in two changes:",
            "on: rollOutCiliumPods false, apply, wait for the operator, then true again",
            "off: operator.rollOutPods false, apply, wait for the agents, then true again",
        ),
        source="D:network/kubernetes/ciliumendpointslice.rst; identity-management-mode.rst",
    ),
    Transition(
        id="identity-labels-changed",
        facts=("identityLabels",),
        when="always",
        impact="disruptive",
        consequence="Which labels count decides a pod's identity: identities get other numbers, "
        "and policies"
        " drop traffic until every agent agrees.",
        runbook=("agree on a maintenance window", "pulumi up", *ALL_AGENTS),
        source="D:operations/performance/scalability/identity-relevant-labels.rst",
    ),
    Transition(
        id="cluster-identity-changed",
        facts=("cluster.name", "cluster.id"),
        when="always",
        impact="disruptive",
        consequence="Every identity gets another number, and with ENI the old cluster's "
        "interfaces are no"
        " longer cleaned up.",
        runbook=(
            "agree on a maintenance window",
            "pulumi up",
            *ALL_AGENTS,
            "restart every workload",
            "with ENI, delete interfaces whose tag io.cilium/cluster-name is the old name",
        ),
        source="D:network/clustermesh/setup.rst; pkg/aws/ipam",
    ),
    Transition(
        id="mesh-size-changed",
        facts=("clustermesh.maxConnectedClusters",),
        when="always",
        impact="forbidden",
        consequence="It decides how many bits of an identity name the cluster, and can be set "
        "once only.",
        runbook=("put clustermesh.maxConnectedClusters back", "build a new cluster"),
        source="D:network/clustermesh/setup.rst",
    ),
)
"""Rows, by subject."""
