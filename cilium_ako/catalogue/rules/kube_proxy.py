"""Rules about kube-proxy and its replacement."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.rules.row import Rule

_FREE: Final = "Documentation/network/kubernetes/kubeproxy-free.rst"

RULES: Final = (
    Rule(
        id="kube-proxy-present",
        severity="error",
        says="Where Cilium replaces kube-proxy, kube-proxy is gone.",
        why="Both then translate the same Services with tables that do not know each other, and "
        "connections break at random.",
        fix="On a new cluster leave kube-proxy out. On a running one acknowledge this rule for "
        "the change, delete kube-proxy once every agent is ready, then set kubeProxy to absent.",
        source=_FREE,
        acknowledgeable=True,
        kops="When Cilium NodePort is enabled, kubeProxy must be disabled",
    ),
    Rule(
        id="kube-proxy-missing",
        severity="error",
        says="Something serves Services: kube-proxy, or Cilium in its place.",
        why="Without either, no Service answers, the API server's own included: agents never "
        "start.",
        fix="Turn the replacement on, or install kube-proxy and say which mode it runs in.",
        source=_FREE,
    ),
    Rule(
        id="kube-proxy-kept-off",
        severity="error",
        says="Only EKS' kube-proxy is kept off nodes by the program.",
        why="Elsewhere it may be a part of k3s, a static pod or not there at all, and the patch of "
        "its DaemonSet fails or is undone.",
        fix="Take kube-proxy away as docs/distributions.md says, and set kubeProxy to absent.",
        source="awsdocs/amazon-eks-user-guide:latest/ug/workloads/managing-kube-proxy.adoc",
    ),
    Rule(
        id="session-affinity-kernel",
        severity="warning",
        says="Session affinity has the kernel that it needs.",
        why="Below 5.7 a pod's own connections are spread by its node's affinity, not its own.",
        fix="Update the nodes' kernels to 5.7 or later.",
        source=_FREE,
        acknowledgeable=True,
    ),
    Rule(
        id="host-routing-kernel",
        severity="warning",
        says="eBPF host routing has the kernel that it needs.",
        why="Below 5.10 packets silently take the slower way through the host's stack.",
        fix="Update the nodes' kernels to 5.10 or later.",
        source="Documentation/operations/performance/tuning.rst",
        acknowledgeable=True,
    ),
    Rule(
        id="ipvs-node-port",
        severity="warning",
        says="A kube-proxy that is kept does not run in IPVS mode.",
        why="Its packet marks clash with Cilium's, and pods cannot reach NodePorts of their own "
        "cluster.",
        fix="Switch kube-proxy to iptables mode, or let Cilium replace it.",
        source="cilium/cilium#18610",
        acknowledgeable=True,
    ),
    Rule(
        id="socket-lb-host-only",
        severity="error",
        says="socketLB.hostNamespaceOnly goes with the socket load balancer.",
        why="There is nothing to restrict, so the switch does not do what it says.",
        fix="Replace kube-proxy, or set socketLB.enabled too, or remove the switch.",
        source="install/kubernetes/cilium/values.yaml `socketLB`",
        kops="bpfLBSockHostNSOnly requires bpfLBSock to be enabled",
    ),
)
