"""Rules about the URLs of the API server."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.rules.row import Rule

_FREE: Final = "Documentation/network/kubernetes/kubeproxy-free.rst"

RULES: Final = (
    Rule(
        id="api-server-inside",
        severity="error",
        says="The API server's address does not depend on Cilium.",
        why="Agents need it before there are pods, Services or cluster DNS, so they never start.",
        fix="Give an address that nodes reach without Cilium: the load balancer's or the control "
        "plane's.",
        source=_FREE,
    ),
    Rule(
        id="api-server-http",
        severity="error",
        says="The API server is asked with https.",
        why="The agent is told a host and a port and always speaks TLS to it.",
        fix="Use https and the port that serves it.",
        source=_FREE,
    ),
    Rule(
        id="api-server-single",
        severity="warning",
        says="With several control planes, agents are not tied to one of them.",
        why="When that node goes, every agent and the operator lose the API server.",
        fix="Use a load balancer's name or a virtual address, or from 1.18 on list every control "
        "plane; if this is a virtual address already, acknowledge this rule.",
        source=f"{_FREE}; install/kubernetes/cilium/values.yaml `k8s.apiServerURLs`",
        acknowledgeable=True,
    ),
    Rule(
        id="api-server-list-ignored",
        severity="warning",
        says="Several API servers go with a minor that knows a list.",
        why="Before 1.18 agents are told the first one only.",
        fix="Put a load balancer's address first, or use 1.18 or later.",
        source="install/kubernetes/cilium/values.yaml `k8s.apiServerURLs`",
        acknowledgeable=True,
    ),
    Rule(
        id="api-server-repeated",
        severity="warning",
        says="No API server is listed twice.",
        why="The list looks more available than it is.",
        fix="Remove one of the two, or correct it.",
        source="install/kubernetes/cilium/values.yaml `k8s.apiServerURLs`",
        acknowledgeable=True,
    ),
    Rule(
        id="api-server-mismatch",
        severity="error",
        says="The kubeconfig's server is one of cluster.apiServer.",
        why="Everything would be installed into another cluster than the one described.",
        fix="Choose the right kubeconfig or kubeconfigContext, or correct cluster.apiServer; "
        "acknowledge this rule where the two are names of one cluster.",
        source="the kubeconfig at hand",
        acknowledgeable=True,
        checked_by="components",
    ),
)
