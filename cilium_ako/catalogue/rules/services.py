"""Rules about Services: kube-proxy and its replacement, the API server, NodePorts, SCTP."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.rules.row import Rule

_FREE: Final = "Documentation/network/kubernetes/kubeproxy-free.rst"
_SCTP: Final = "Documentation/configuration/sctp.rst"
_REQUIREMENTS: Final = "Documentation/operations/system_requirements.rst"

SERVICES: Final = (
    Rule(
        id="kube-proxy-present",
        severity="error",
        says="Where Cilium replaces kube-proxy, kube-proxy is gone.",
        why="Both then translate the same Services with tables that do not know each other, and "
        "connections break at random.",
        fix="On a new cluster leave kube-proxy out. On a running one acknowledge this rule for the "
        "change, delete kube-proxy once every agent is ready, then set kubeProxy to absent.",
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
        id="node-port-range",
        severity="error",
        says="The NodePort range is ascending and leaves room above it.",
        why="Agents refuse it, or find no source ports for SNAT: they take those from above the "
        "range's end.",
        fix="Use the API server's --service-node-port-range; its default is 30000-32767.",
        source="pkg/loadbalancer/config.go; pkg/maps/nat/nat.go",
    ),
    Rule(
        id="node-port-clash",
        severity="error",
        says="No NodePort is a port that nodes listen on already.",
        why="A Service that gets such a port takes the node's traffic, and the node or its tunnel "
        "goes dark.",
        fix="Move the range, here and in the API server's --service-node-port-range.",
        source=_REQUIREMENTS,
        acknowledgeable=True,
    ),
    Rule(
        id="node-port-unused",
        severity="warning",
        says="NodePort settings are made only where Cilium serves NodePorts.",
        why="Nothing reads them.",
        fix="Remove them, or replace kube-proxy.",
        source=_FREE,
        acknowledgeable=True,
    ),
    Rule(
        id="dsr-tunnel",
        severity="error",
        says="Direct server return in a tunnel uses Geneve for both, from 1.14 on.",
        why="The agent refuses it: VXLAN has no place for the service's address, and before 1.14 "
        "Geneve is not used for it.",
        fix="Use snat, or geneve for routing.protocol and nodePort.dsrDispatch.",
        source=_FREE,
    ),
    Rule(
        id="dsr-dispatch",
        severity="error",
        says="The way of telling a backend the service's address is one that this minor has.",
        why="The agent refuses it: geneve begins with 1.14, ipip with 1.20.",
        fix="Use opt, or a later minor.",
        source="pkg/loadbalancer/config.go by minor",
    ),
    Rule(
        id="dsr-on-aws",
        severity="warning",
        says="Direct server return is not used on AWS unless its checks are off.",
        why="A backend answers with the service's address, and the VPC drops what does not come "
        "from "
        "the instance's own.",
        fix="Use snat, or switch the source/destination check of every node off.",
        source=_FREE,
        acknowledgeable=True,
    ),
    Rule(
        id="acceleration-too-new",
        severity="error",
        says="Acceleration is one that this minor has.",
        why="The agent refuses best-effort before 1.15.",
        fix="Use native or disabled, or a later minor.",
        source=_FREE,
    ),
    Rule(
        id="lb-mode-annotation",
        severity="error",
        says="Modes per Service do not go with the mode hybrid.",
        why="The agent refuses the two together.",
        fix="Use snat or dsr, or remove bpf.lbModeAnnotation from cilium.values.",
        source="daemon/cmd/daemon_main.go",
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
    Rule(
        id="sctp-kernel",
        severity="error",
        says="SCTP has the kernel that it needs.",
        why="The agent stops below 5.2.",
        fix="Update the nodes' kernels to 5.2 or later, or turn SCTP off.",
        source=_SCTP,
    ),
    Rule(
        id="sctp-node-port",
        severity="error",
        says="SCTP with kube-proxy replacement does not go over NodePorts.",
        why="Cilium cannot rewrite SCTP's ports, so a NodePort never reaches its pod.",
        fix="Use serviceType ClusterIP, or keep kube-proxy.",
        source=_SCTP,
    ),
    Rule(
        id="sctp-bpf-masquerade",
        severity="error",
        says="SCTP is masqueraded by iptables.",
        why="eBPF masquerading does not know SCTP, so its packets leave with a pod's address and "
        "no "
        "reply comes back.",
        fix="Set masquerade.bpf to false.",
        source=_SCTP,
    ),
    Rule(
        id="sctp-controller",
        severity="error",
        says="SCTP has an Avi Controller that knows it.",
        why="Before 22.1.3 it refuses SCTP virtual services.",
        fix="Use a controller of 22.1.3 or later, or turn SCTP off.",
        source="AKO:docs/README.md",
    ),
)
"""Rules about Services."""
