"""Rules about Services: kube-proxy and its replacement, the API server, NodePorts, SCTP."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.rule import Rule

_FREE: Final = "Documentation/network/kubernetes/kubeproxy-free.rst"
_SCTP: Final = "Documentation/configuration/sctp.rst"
_REQUIREMENTS: Final = "Documentation/operations/system_requirements.rst"

SERVICES: Final = (
    Rule(
        "kube-proxy-present",
        "error",
        "Where Cilium replaces kube-proxy, kube-proxy is gone.",
        "Both then translate the same Services with tables that do not know each other, and "
        "connections break at random.",
        "On a new cluster leave kube-proxy out. On a running one acknowledge this rule for the "
        "change, delete kube-proxy once every agent is ready, then set kubeProxy to absent.",
        _FREE,
        acknowledgeable=True,
        kops="When Cilium NodePort is enabled, kubeProxy must be disabled",
    ),
    Rule(
        "kube-proxy-missing",
        "error",
        "Something serves Services: kube-proxy, or Cilium in its place.",
        "Without either, no Service answers, the API server's own included: agents never start.",
        "Turn the replacement on, or install kube-proxy and say which mode it runs in.",
        _FREE,
    ),
    Rule(
        "api-server-inside",
        "error",
        "The API server's address does not depend on Cilium.",
        "Agents need it before there are pods, Services or cluster DNS, so they never start.",
        "Give an address that nodes reach without Cilium: the load balancer's or the control "
        "plane's.",
        _FREE,
    ),
    Rule(
        "api-server-http",
        "error",
        "The API server is asked with https.",
        "The agent is told a host and a port and always speaks TLS to it.",
        "Use https and the port that serves it.",
        _FREE,
    ),
    Rule(
        "api-server-single",
        "warning",
        "With several control planes, agents are not tied to one of them.",
        "When that node goes, every agent and the operator lose the API server.",
        "Use a load balancer's name or a virtual address, or from 1.18 on list every control "
        "plane; if this is a virtual address already, acknowledge this rule.",
        f"{_FREE}; install/kubernetes/cilium/values.yaml `k8s.apiServerURLs`",
        acknowledgeable=True,
    ),
    Rule(
        "api-server-list-ignored",
        "warning",
        "Several API servers go with a minor that knows a list.",
        "Before 1.18 agents are told the first one only.",
        "Put a load balancer's address first, or use 1.18 or later.",
        "install/kubernetes/cilium/values.yaml `k8s.apiServerURLs`",
        acknowledgeable=True,
    ),
    Rule(
        "api-server-repeated",
        "warning",
        "No API server is listed twice.",
        "The list looks more available than it is.",
        "Remove one of the two, or correct it.",
        "install/kubernetes/cilium/values.yaml `k8s.apiServerURLs`",
        acknowledgeable=True,
    ),
    Rule(
        "node-port-range",
        "error",
        "The NodePort range is ascending and leaves room above it.",
        "Agents refuse it, or find no source ports for SNAT: they take those from above the "
        "range's end.",
        "Use the API server's --service-node-port-range; its default is 30000-32767.",
        "pkg/loadbalancer/config.go; pkg/maps/nat/nat.go",
    ),
    Rule(
        "node-port-clash",
        "error",
        "No NodePort is a port that nodes listen on already.",
        "A Service that gets such a port takes the node's traffic, and the node or its tunnel "
        "goes dark.",
        "Move the range, here and in the API server's --service-node-port-range.",
        _REQUIREMENTS,
        acknowledgeable=True,
    ),
    Rule(
        "node-port-unused",
        "warning",
        "NodePort settings are made only where Cilium serves NodePorts.",
        "Nothing reads them.",
        "Remove them, or replace kube-proxy.",
        _FREE,
        acknowledgeable=True,
    ),
    Rule(
        "dsr-tunnel",
        "error",
        "Direct server return in a tunnel uses Geneve for both, from 1.14 on.",
        "The agent refuses it: VXLAN has no place for the service's address, and before 1.14 "
        "Geneve is not used for it.",
        "Use snat, or geneve for routing.protocol and nodePort.dsrDispatch.",
        _FREE,
    ),
    Rule(
        "dsr-dispatch",
        "error",
        "The way of telling a backend the service's address is one that this minor has.",
        "The agent refuses it: geneve begins with 1.14, ipip with 1.20.",
        "Use opt, or a later minor.",
        "pkg/loadbalancer/config.go by minor",
    ),
    Rule(
        "dsr-on-aws",
        "warning",
        "Direct server return is not used on AWS unless its checks are off.",
        "A backend answers with the service's address, and the VPC drops what does not come from "
        "the instance's own.",
        "Use snat, or switch the source/destination check of every node off.",
        _FREE,
        acknowledgeable=True,
    ),
    Rule(
        "acceleration-too-new",
        "error",
        "Acceleration is one that this minor has.",
        "The agent refuses best-effort before 1.15.",
        "Use native or disabled, or a later minor.",
        _FREE,
    ),
    Rule(
        "lb-mode-annotation",
        "error",
        "Modes per Service do not go with the mode hybrid.",
        "The agent refuses the two together.",
        "Use snat or dsr, or remove bpf.lbModeAnnotation from cilium.values.",
        "daemon/cmd/daemon_main.go",
    ),
    Rule(
        "session-affinity-kernel",
        "warning",
        "Session affinity has the kernel that it needs.",
        "Below 5.7 a pod's own connections are spread by its node's affinity, not its own.",
        "Update the nodes' kernels to 5.7 or later.",
        _FREE,
        acknowledgeable=True,
    ),
    Rule(
        "host-routing-kernel",
        "warning",
        "eBPF host routing has the kernel that it needs.",
        "Below 5.10 packets silently take the slower way through the host's stack.",
        "Update the nodes' kernels to 5.10 or later.",
        "Documentation/operations/performance/tuning.rst",
        acknowledgeable=True,
    ),
    Rule(
        "ipvs-node-port",
        "warning",
        "A kube-proxy that is kept does not run in IPVS mode.",
        "Its packet marks clash with Cilium's, and pods cannot reach NodePorts of their own "
        "cluster.",
        "Switch kube-proxy to iptables mode, or let Cilium replace it.",
        "cilium/cilium#18610",
        acknowledgeable=True,
    ),
    Rule(
        "socket-lb-host-only",
        "error",
        "socketLB.hostNamespaceOnly goes with the socket load balancer.",
        "There is nothing to restrict, so the switch does not do what it says.",
        "Replace kube-proxy, or set socketLB.enabled too, or remove the switch.",
        "install/kubernetes/cilium/values.yaml `socketLB`",
        kops="bpfLBSockHostNSOnly requires bpfLBSock to be enabled",
    ),
    Rule(
        "sctp-kernel",
        "error",
        "SCTP has the kernel that it needs.",
        "The agent stops below 5.2.",
        "Update the nodes' kernels to 5.2 or later, or turn SCTP off.",
        _SCTP,
    ),
    Rule(
        "sctp-node-port",
        "error",
        "SCTP with kube-proxy replacement does not go over NodePorts.",
        "Cilium cannot rewrite SCTP's ports, so a NodePort never reaches its pod.",
        "Use serviceType ClusterIP, or keep kube-proxy.",
        _SCTP,
    ),
    Rule(
        "sctp-bpf-masquerade",
        "error",
        "SCTP is masqueraded by iptables.",
        "eBPF masquerading does not know SCTP, so its packets leave with a pod's address and no "
        "reply comes back.",
        "Set masquerade.bpf to false.",
        _SCTP,
    ),
    Rule(
        "sctp-controller",
        "error",
        "SCTP has an Avi Controller that knows it.",
        "Before 22.1.3 it refuses SCTP virtual services.",
        "Use a controller of 22.1.3 or later, or turn SCTP off.",
        "AKO:docs/README.md",
    ),
)
"""Rules about Services."""
