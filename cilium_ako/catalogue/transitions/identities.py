"""Changes of identities and of the objects that announce endpoints.

Paths are of the Cilium repository.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.runbooks import (
    IDENTITY_STORE_STEP_BY_STEP,
    JOIN_MESH,
    LEAVE_MESH,
    RENUMBER_CLUSTER,
    RESTART_AGENTS,
)
from cilium_ako.catalogue.transitions.row import Transition

_RENUMBERED: Final = (
    "Documentation/network/clustermesh/setup.rst; cilium/cilium#36338; cilium/cilium#48800;"
    " cilium/cilium#48801"
)
_DOUBLE_WRITE: Final = "Documentation/operations/upgrade.rst (Double Write)"

TRANSITIONS: Final[tuple[Transition, ...]] = (
    Transition(
        id="identity-allocation-step",
        facts=("identityAllocation",),
        when="identity_store_step",
        impact="rolling",
        consequence="Both stores hold the same numbers, so identities stay; the feature is beta.",
        runbook=(*IDENTITY_STORE_STEP_BY_STEP,),
        source=_DOUBLE_WRITE,
    ),
    Transition(
        id="identity-allocation-leap",
        facts=("identityAllocation",),
        when="identity_store_leap",
        impact="forbidden",
        consequence=(
            "Identities get other numbers and established traffic is dropped. Up to 1.16 there are"
            " no steps between: only `cilium preflight migrate-identity` to crd, on a quiet"
            " cluster, without a way back."
        ),
        runbook=(
            "put identityAllocation back",
            "upgrade to 1.17 or newer",
            *IDENTITY_STORE_STEP_BY_STEP,
        ),
        source=_DOUBLE_WRITE,
    ),
    Transition(
        id="endpoint-objects-in-order",
        facts=("endpointSlices", "endpointObjectsOff", "identityManagement"),
        when="one_side_restarts_first",
        impact="rolling",
        consequence=(
            "Those who write and those who watch overlap, since only one of them restarts now."
        ),
        runbook=(
            "switching on: the operator first, then the agents; off: the agents first",
            "restart the other side when the first is ready",
        ),
        source=(
            "Documentation/network/kubernetes/ciliumendpointslice.rst; identity-management-mode.rst"
        ),
    ),
    Transition(
        id="endpoint-objects-at-once",
        facts=("endpointSlices", "endpointObjectsOff", "identityManagement"),
        when="both_sides_restart",
        impact="disruptive",
        consequence=(
            "Operator and agents restart together: for a while nobody writes what the others watch,"
            " and new endpoints or identities are not known on other nodes."
        ),
        runbook=(
            "agree on a maintenance window, or do it in two changes:",
            "on: rollOutCiliumPods false, apply, wait for the operator, then true again",
            "off: operator.rollOutPods false, apply, wait for the agents, then true again",
        ),
        source=(
            "Documentation/network/kubernetes/ciliumendpointslice.rst; identity-management-mode.rst"
        ),
    ),
    Transition(
        id="identity-labels-changed",
        facts=("identityLabels",),
        when="always",
        impact="disruptive",
        consequence=(
            "Which labels count decides a pod's identity: identities get other numbers, and"
            " policies drop traffic until every agent agrees."
        ),
        runbook=("agree on a maintenance window", "pulumi up", *RESTART_AGENTS),
        source="Documentation/operations/performance/scalability/identity-relevant-labels.rst",
    ),
    Transition(
        id="cluster-identity-changed",
        facts=("cluster.name", "cluster.id"),
        when="cluster_renamed",
        impact="disruptive",
        consequence=(
            "Every identity gets another number: policies drop traffic until every agent agrees."
            " Hubble's certificates are for the old name, and with ENI the old cluster's interfaces"
            " are no longer cleaned up."
        ),
        runbook=RENUMBER_CLUSTER,
        source=f"{_RENUMBERED}; pkg/aws/ipam",
    ),
    Transition(
        id="cluster-number-changed-alone",
        facts=("cluster.id",),
        when="cluster_renumbered",
        impact="disruptive",
        consequence=(
            "Identities keep their old numbers, since no label of theirs changes, and new ones get"
            " the new number: in a mesh the peers refuse the old ones, or take them for another"
            " cluster's, and policies let the wrong pods in."
        ),
        runbook=(
            "put cluster.id back, and change it together with cluster.name:",
            *RENUMBER_CLUSTER,
        ),
        source=_RENUMBERED,
    ),
    Transition(
        id="cluster-identity-changed-in-mesh",
        facts=("cluster.name", "cluster.id"),
        when="member_renamed",
        impact="forbidden",
        consequence=(
            "While it is connected, a cluster's name is the key by which every peer knows it, and"
            " its id is in the identities that they hold: all of them are withdrawn, or refused as"
            " another cluster's, and nobody supports it."
        ),
        runbook=(
            "put cluster.name and cluster.id back, and take the cluster out of the mesh first:",
            *LEAVE_MESH,
            *RENUMBER_CLUSTER,
            *JOIN_MESH,
        ),
        source=_RENUMBERED,
    ),
    Transition(
        id="mesh-size-changed",
        facts=("clustermesh.maxConnectedClusters",),
        when="always",
        impact="forbidden",
        consequence=(
            "It decides how many bits of an identity name the cluster, and can be set once only."
        ),
        runbook=("put mesh.size back", "build a new cluster"),
        source="Documentation/network/clustermesh/setup.rst",
    ),
)
