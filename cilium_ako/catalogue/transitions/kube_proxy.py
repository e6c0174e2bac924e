"""Changes of kube-proxy replacement.

Paths are of the Cilium repository, with `kOps:` before them of kOps'.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.runbooks import TAKE_KUBE_PROXY_AWAY
from cilium_ako.catalogue.transitions.row import Transition

_KPR: Final = "Documentation/network/kubernetes/kubeproxy-free.rst; kOps:docs/networking/cilium.md"

TRANSITIONS: Final[tuple[Transition, ...]] = (
    Transition(
        id="kube-proxy-replacement-on",
        facts=("kubeProxyReplacement", "nodePort.enabled"),
        when="switched_on",
        impact="disruptive",
        consequence=(
            "Established connections to Services break, since kube-proxy's connection table and"
            " Cilium's know nothing of each other."
        ),
        runbook=(
            "check from every node that the API server answers: curl -k https://HOST:PORT/livez",
            "pulumi up, with kube-proxy still running",
            "kubectl -n kube-system rollout status daemonset/cilium",
            TAKE_KUBE_PROXY_AWAY,
            "on every node: iptables-save | grep -v KUBE | iptables-restore, or recycle it",
            "set cluster.kubeProxy: absent",
        ),
        source=_KPR,
    ),
    Transition(
        id="kube-proxy-replacement-off",
        facts=("kubeProxyReplacement", "nodePort.enabled"),
        when="kube_proxy_serves_again",
        impact="disruptive",
        consequence=(
            "Until kube-proxy runs on a node, no Service, NodePort or load balancer works there."
        ),
        runbook=(
            "put kube-proxy back and wait until it is ready on every node",
            "kubectl -n kube-system rollout status daemonset/kube-proxy",
            "pulumi up",
            "recycle the nodes (kOps: kops rolling-update cluster --cloudonly)",
        ),
        source=_KPR,
    ),
)
