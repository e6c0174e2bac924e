"""The row type of the tables that say what a change does to a running cluster."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

Impact = Literal["none", "safe", "rolling", "disruptive", "forbidden"]
"""What a change does: nothing; nothing that anyone notices; agents restart and established
traffic stays; connections break, or nodes must be recycled; the cluster does not survive it."""

IMPACTS: Final[tuple[Impact, ...]] = ("none", "safe", "rolling", "disruptive", "forbidden")
"""From harmless to fatal."""


class Transition(NamedTuple):
    """One change, or one combination of changes."""

    id: str
    """kebab-case, disjoint from the ids of rules; what `acknowledge` names."""
    facts: tuple[str, ...]
    """The facts whose change it is; `*` at the end stands for any rest of the name."""
    when: str
    """The condition in `cilium_ako.changes.conditions` that tells this row from its siblings."""
    impact: Impact
    """What it does."""
    consequence: str
    """What happens to the cluster, in one sentence."""
    runbook: tuple[str, ...]
    """What to do, step by step; empty where there is nothing to do."""
    source: str
    """Where this is from."""
    acknowledgeable: bool = True
    """Whether a person may take it upon themselves."""
    combination: bool = False
    """A combination: judged once over all facts, beside what each fact's own change is."""


NODE_BY_NODE: Final = (
    "kubectl cordon NODE && kubectl drain NODE --ignore-daemonsets --delete-emptydir-data",
    "stop the node, so that no pod and no agent runs on it",
    "kubectl delete node NODE && kubectl delete ciliumnode NODE",
    "kubectl -n kube-system rollout restart deployment/cilium-operator",
    "start the node; when it is Ready: kubectl uncordon NODE",
    "after the last node: kubectl -n kube-system rollout restart deployment/hubble-relay",
    "kubectl get ciliumnodes -o custom-columns="
    "NODE:.metadata.name,RANGES:.spec.ipam.podCIDRs,ERROR:.status.ipam.operator-status"
    " shows a right range and no error on every line",
)
"""Gives every node a new range. A CiliumNode is never deleted under running pods: the agent keeps
the old range until it restarts, and another node may be given it."""

ALL_AGENTS: Final = (
    "kubectl -n kube-system rollout restart daemonset/cilium",
    "kubectl -n kube-system rollout status daemonset/cilium",
)
"""Every agent, as fast as the DaemonSet allows."""

DRAIN_EACH: Final = (
    "let one node have the change first (a CiliumNodeConfig for it alone), and watch it",
    "for each node: kubectl drain NODE --ignore-daemonsets, let its agent restart,"
    " kubectl uncordon NODE",
)
"""Moves the pods away before their node's datapath is rebuilt."""

DELETE_OBJECTS_FIRST: Final = (
    'set AKOSettings.deleteConfig to "true" below cilium-ako:ako.values and apply it alone'
    " (every virtual service goes down)",
    "kubectl -n avi-system get statefulset ako -o yaml | grep -A2 AviObjectDeletionStatus"
    " until it says Done",
    "apply this change, acknowledged, while deleteConfig is still true",
    "take deleteConfig out again and apply; AKO restarts and makes every object anew",
)
"""What AKO made stands where it was made: it has to be deleted before AKO looks elsewhere."""
