"""Changes of how packets travel: routing, masquerade, services, BPF maps.

Paths are of the Cilium repository; `D:` is its Documentation/, `kOps:` that of kOps.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.transition import ALL_AGENTS, DRAIN_EACH, Transition

_KPR: Final = "D:network/kubernetes/kubeproxy-free.rst; kOps:docs/networking/cilium.md"

ROUTING: Final[tuple[Transition, ...]] = (
    Transition(
        "routing-mode-switched",
        ("routing.tunnel",),
        "routing_mode_switched",
        "disruptive",
        "While some agents have the old mode and some the new, pods cannot reach pods on other"
        " nodes; native routing needs a fabric that routes pod ranges.",
        (
            "agree on a maintenance window",
            "put routes for every pod range in place before going native",
            "pulumi up",
            *ALL_AGENTS,
            "recycle pods that keep broken connections",
        ),
        "D:network/concepts/routing.rst",
    ),
    Transition(
        "tunnel-changed",
        ("routing.tunnel", "routing.port"),
        "tunnel_changed",
        "disruptive",
        "Both ends of a tunnel must agree: traffic between nodes is down until the last agent has"
        " changed over.",
        (
            "open the new UDP port between all nodes (8472 VXLAN, 6081 Geneve, or your own)",
            "agree on a maintenance window",
            "pulumi up",
            *ALL_AGENTS,
        ),
        "D:network/concepts/routing.rst; D:operations/system_requirements.rst",
    ),
    Transition(
        "mtu-lowered",
        ("mtu",),
        "mtu_perhaps_lowered_unnoticed",
        "disruptive",
        "Before 1.19 running pods may keep the larger MTU, and large packets vanish where the"
        " path has shrunk.",
        ("pulumi up", "recreate every pod, namespace by namespace"),
        "pkg/mtu/endpoint_updater.go (absent in 1.16.19, present in 1.19.6)",
    ),
    Transition(
        "mtu-changed",
        ("mtu",),
        "mtu_noticed",
        "rolling",
        "Agents restart and give the new MTU to pods.",
        ("pulumi up", "up to 1.16, recreate pods that should use the new MTU"),
        "pkg/mtu/endpoint_updater.go",
    ),
    Transition(
        "native-cidr-changed",
        ("routing.nativeCidr",),
        "masquerading",
        "disruptive",
        "It changes which destinations see a pod's own address: they must be able to route back"
        " to it. With ENI it must overlap a range of the VPC, or agents stop.",
        ("put the routes back to the pods in place", "pulumi up"),
        "D:network/concepts/masquerading.rst; pkg/ipam/eni.go",
    ),
    Transition(
        "direct-routes-added",
        ("routing.autoDirectNodeRoutes",),
        "switched_on_without_tunnel",
        "rolling",
        "Agents restart and write routes to the other nodes' pods.",
        ("check that all nodes share one layer 2 network", "pulumi up"),
        "daemon/cmd/daemon_main.go",
    ),
    Transition(
        "direct-routes-in-tunnel",
        ("routing.autoDirectNodeRoutes",),
        "switched_on_with_tunnel",
        "disruptive",
        "Agents refuse to start with a tunnel and direct routes together.",
        ("leave autoDirectNodeRoutes off, or go to native routing first",),
        "daemon/cmd/daemon_main.go",
    ),
    Transition(
        "direct-routes-removed",
        ("routing.autoDirectNodeRoutes",),
        "switched_off",
        "disruptive",
        "Agents take the routes away that lead to the other nodes' pods.",
        ("have BGP or the fabric route the pod ranges first", "pulumi up"),
        "daemon/cmd/daemon_main.go",
    ),
    Transition(
        "datapath-rebuilt",
        ("endpointRoutes", "devices", "directRoutingDevice", "hostLegacyRouting"),
        "always",
        "disruptive",
        "The datapath of every pod or of the NodePort devices is rebuilt, and connection state in"
        " netfilter is passed by or used anew.",
        (*DRAIN_EACH,),
        "D:operations/performance/tuning.rst",
    ),
    Transition(
        "datapath-mode-changed",
        ("datapathMode",),
        "always",
        "forbidden",
        "The devices of running pods cannot be replaced: pods of both kinds do not meet.",
        ("put bpf.datapathMode back", "recycle nodes into a pool of the new kind"),
        "D:operations/upgrade.rst (1.16 notes); D:operations/performance/tuning.rst",
    ),
    Transition(
        "masquerade-switched",
        ("masquerade.enabled",),
        "always",
        "disruptive",
        "The source address of all traffic that leaves the cluster changes; with ENI and no NAT"
        " gateway pods lose the internet.",
        (
            "have routes back to the pods, or a NAT gateway, in place first",
            "tell those who filter by source address",
            "pulumi up",
        ),
        "D:network/concepts/masquerading.rst",
    ),
    Transition(
        "masquerade-changed",
        ("masquerade.bpf", "masquerade.interfaces", "masquerade.ipMasqAgent"),
        "always",
        "disruptive",
        "iptables and eBPF keep connection tables of their own, so masqueraded connections break;"
        " eBPF with kube-proxy replacement also turns on host routing and masquerades no SCTP.",
        ("agree on a maintenance window", *DRAIN_EACH),
        "D:network/concepts/masquerading.rst; D:configuration/sctp.rst",
    ),
    Transition(
        "bpf-maps-resized",
        (
            "bpf.mapDynamicSizeRatio",
            "bpf.preallocateMaps",
            "bpf.ctTcpMax",
            "bpf.ctAnyMax",
            "bpf.natMax",
            "bpf.neighMax",
            "bpf.nodeMapMax",
            "bpf.policyMapMax",
            "bpf.lbMapMax",
        ),
        "always",
        "disruptive",
        "A map of another size is made anew and empty: connections that it knew break when the"
        " agent restarts.",
        (*DRAIN_EACH,),
        "D:network/ebpf/maps.rst; D:network/kubernetes/configuration.rst",
    ),
    Transition(
        "host-firewall-switched",
        ("hostFirewall",),
        "always",
        "disruptive",
        "Policies that select nodes begin or cease to apply to the nodes' own traffic, SSH and"
        " the API server included; with IPsec agents do not start.",
        ("audit the host policies first (PolicyAuditMode on the host endpoint)", "pulumi up"),
        "D:security/host-firewall.rst; daemon/cmd/daemon_main.go",
    ),
    Transition(
        "cni-exclusive-on",
        ("cni.exclusive",),
        "switched_on",
        "disruptive",
        "Agents rename every other CNI configuration on their node: Multus and its like stop.",
        ("keep cni.exclusive false while another plugin is in use",),
        "D:network/kubernetes/configuration.rst",
    ),
    Transition(
        "cni-chaining-changed",
        ("cni.chainingMode",),
        "always",
        "forbidden",
        "Running pods were connected by the other plugin and do not work with this one.",
        ("put cni.chainingMode back", "build new nodes and move the pods there"),
        "D:installation/cni-chaining.rst; D:network/kubernetes/configuration.rst",
    ),
)
"""Rows of routing, masquerade and the datapath."""

SERVICES: Final[tuple[Transition, ...]] = (
    Transition(
        "kube-proxy-replacement-on",
        ("kubeProxyReplacement", "nodePort.enabled"),
        "turned_on",
        "disruptive",
        "Established connections to Services break, since kube-proxy's connection table and"
        " Cilium's know nothing of each other.",
        (
            "check from every node that the API server answers: curl -k https://HOST:PORT/livez",
            "pulumi up, with kube-proxy still running",
            "kubectl -n kube-system rollout status daemonset/cilium",
            "kubectl -n kube-system delete daemonset/kube-proxy configmap/kube-proxy"
            " (on EKS remove the add-on)",
            "on every node: iptables-save | grep -v KUBE | iptables-restore, or recycle it",
            "set cluster.kubeProxy: absent",
        ),
        _KPR,
    ),
    Transition(
        "kube-proxy-replacement-off",
        ("kubeProxyReplacement", "nodePort.enabled"),
        "turned_off",
        "disruptive",
        "Until kube-proxy runs on a node, no Service, NodePort or load balancer works there.",
        (
            "put kube-proxy back and wait until it is ready on every node",
            "kubectl -n kube-system rollout status daemonset/kube-proxy",
            "pulumi up",
            "recycle the nodes (kOps: kops rolling-update cluster --cloudonly)",
        ),
        _KPR,
    ),
    Transition(
        "api-server-moved",
        ("apiServer.host", "apiServer.port", "apiServer.urls"),
        "always",
        "rolling",
        "With a wrong address the first agents that restart (two at a time) and the operator stay"
        " down; what runs goes on.",
        ("from a node: curl -k https://HOST:PORT/livez", "pulumi up, and watch the first agent"),
        "install/kubernetes/cilium/values.yaml (updateStrategy); kubeproxy-free.rst",
    ),
    Transition(
        "node-port-range-changed",
        ("nodePort.range",),
        "always",
        "disruptive",
        "Ports outside the range are no longer served, and source ports of masqueraded"
        " connections move, since they begin above it.",
        (
            "change kube-apiserver's --service-node-port-range first, to the same range",
            "keep the last port well below 65535",
            "pulumi up",
        ),
        "pkg/loadbalancer/config.go; pkg/maps/nat",
    ),
    Transition(
        "node-port-mode-changed",
        ("nodePort.mode", "nodePort.dsrDispatch"),
        "always",
        "disruptive",
        "Connections to Services from outside break; DSR needs room in the MTU, and on AWS nodes"
        " without the source/destination check.",
        ("agree on a maintenance window", "pulumi up"),
        "D:network/kubernetes/kubeproxy-free.rst (DSR)",
    ),
    Transition(
        "node-port-algorithm-changed",
        ("nodePort.algorithm", "maglev.tableSize", "maglev.hashSeed"),
        "always",
        "rolling",
        "While agents differ, new connections may reach other backends than before.",
        ("keep the same seed and table size on every cluster behind one balancer", "pulumi up"),
        "D:network/kubernetes/kubeproxy-free.rst (Maglev)",
    ),
    Transition(
        "node-port-acceleration-changed",
        ("nodePort.acceleration",),
        "always",
        "disruptive",
        "Attaching XDP resets the queues of some network cards.",
        ("several devices need best-effort, from 1.15 on", *DRAIN_EACH),
        "D:network/kubernetes/kubeproxy-free.rst (XDP)",
    ),
    Transition(
        "service-lookup-changed",
        ("socketLB.hostNamespaceOnly", "serviceTopology"),
        "always",
        "rolling",
        "Only new connections are balanced the new way; in 1.20 policies then see pod to NodePort"
        " traffic differently.",
        ("check policies for traffic from pods to NodePorts", "pulumi up"),
        "D:network/kubernetes/kubeproxy-free.rst; D:operations/upgrade.rst (1.20)",
    ),
    Transition(
        "load-balancer-addresses-changed",
        ("loadBalancerAddresses",),
        "always",
        "disruptive",
        "Services of type LoadBalancer lose addresses that Cilium gave them, or get one from"
        " Cilium beside AKO's.",
        (
            "kubectl get ciliumloadbalancerippools: without pools nothing happens",
            "kubectl get services -A --field-selector spec.type=LoadBalancer, and plan for each",
            "pulumi up",
        ),
        "operator/pkg/lbipam; install/kubernetes/cilium/values.yaml (defaultLBServiceIPAM)",
    ),
)
"""Rows of services."""
