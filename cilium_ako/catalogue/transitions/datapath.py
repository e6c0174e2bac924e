"""Changes of how packets travel: routing, masquerade, services, BPF maps.

Paths are of the Cilium repository; `D:` is its Documentation/, `kOps:` that of kOps.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.transitions.row import ALL_AGENTS, DRAIN_EACH, Transition

_KPR: Final = "D:network/kubernetes/kubeproxy-free.rst; kOps:docs/networking/cilium.md"

ROUTING: Final[tuple[Transition, ...]] = (
    Transition(
        id="routing-mode-switched",
        facts=("routing.tunnel",),
        when="routing_mode_switched",
        impact="disruptive",
        consequence="While some agents have the old mode and some the new, pods cannot reach pods "
        "on other"
        " nodes; native routing needs a fabric that routes pod ranges.",
        runbook=(
            "agree on a maintenance window",
            "put routes for every pod range in place before going native",
            "pulumi up",
            *ALL_AGENTS,
            "recycle pods that keep broken connections",
        ),
        source="D:network/concepts/routing.rst",
    ),
    Transition(
        id="tunnel-changed",
        facts=("routing.tunnel", "routing.port"),
        when="tunnel_changed",
        impact="disruptive",
        consequence="Both ends of a tunnel must agree: traffic between nodes is down until the "
        "last agent has"
        " changed over.",
        runbook=(
            "open the new UDP port between all nodes (8472 VXLAN, 6081 Geneve, or your own)",
            "agree on a maintenance window",
            "pulumi up",
            *ALL_AGENTS,
        ),
        source="D:network/concepts/routing.rst; D:operations/system_requirements.rst",
    ),
    Transition(
        id="mtu-lowered",
        facts=("mtu",),
        when="mtu_perhaps_lowered_unnoticed",
        impact="disruptive",
        consequence="Before 1.19 running pods may keep the larger MTU, and large packets vanish "
        "where the"
        " path has shrunk.",
        runbook=("pulumi up", "recreate every pod, namespace by namespace"),
        source="pkg/mtu/endpoint_updater.go (absent in 1.16.19, present in 1.19.6)",
    ),
    Transition(
        id="mtu-changed",
        facts=("mtu",),
        when="mtu_noticed",
        impact="rolling",
        consequence="Agents restart and give the new MTU to pods.",
        runbook=("pulumi up", "up to 1.16, recreate pods that should use the new MTU"),
        source="pkg/mtu/endpoint_updater.go",
    ),
    Transition(
        id="native-cidr-changed",
        facts=("routing.nativeCidr",),
        when="masquerading",
        impact="disruptive",
        consequence="It changes which destinations see a pod's own address: they must be able to "
        "route back"
        " to it. With ENI it must overlap a range of the VPC, or agents stop.",
        runbook=("put the routes back to the pods in place", "pulumi up"),
        source="D:network/concepts/masquerading.rst; pkg/ipam/eni.go",
    ),
    Transition(
        id="direct-routes-added",
        facts=("routing.autoDirectNodeRoutes",),
        when="switched_on_without_tunnel",
        impact="rolling",
        consequence="Agents restart and write routes to the other nodes' pods.",
        runbook=("check that all nodes share one layer 2 network", "pulumi up"),
        source="daemon/cmd/daemon_main.go",
    ),
    Transition(
        id="direct-routes-in-tunnel",
        facts=("routing.autoDirectNodeRoutes",),
        when="switched_on_with_tunnel",
        impact="disruptive",
        consequence="Agents refuse to start with a tunnel and direct routes together.",
        runbook=("leave autoDirectNodeRoutes off, or go to native routing first",),
        source="daemon/cmd/daemon_main.go",
    ),
    Transition(
        id="direct-routes-removed",
        facts=("routing.autoDirectNodeRoutes",),
        when="switched_off",
        impact="disruptive",
        consequence="Agents take the routes away that lead to the other nodes' pods.",
        runbook=("have BGP or the fabric route the pod ranges first", "pulumi up"),
        source="daemon/cmd/daemon_main.go",
    ),
    Transition(
        id="datapath-rebuilt",
        facts=("endpointRoutes", "devices", "directRoutingDevice", "hostLegacyRouting"),
        when="always",
        impact="disruptive",
        consequence="The datapath of every pod or of the NodePort devices is rebuilt, and "
        "connection state in"
        " netfilter is passed by or used anew.",
        runbook=(*DRAIN_EACH,),
        source="D:operations/performance/tuning.rst",
    ),
    Transition(
        id="datapath-mode-changed",
        facts=("datapathMode",),
        when="always",
        impact="forbidden",
        consequence="The devices of running pods cannot be replaced: pods of both kinds do not "
        "meet.",
        runbook=("put bpf.datapathMode back", "recycle nodes into a pool of the new kind"),
        source="D:operations/upgrade.rst (1.16 notes); D:operations/performance/tuning.rst",
    ),
    Transition(
        id="masquerade-switched",
        facts=("masquerade.enabled",),
        when="always",
        impact="disruptive",
        consequence="The source address of all traffic that leaves the cluster changes; with ENI "
        "and no NAT"
        " gateway pods lose the internet.",
        runbook=(
            "have routes back to the pods, or a NAT gateway, in place first",
            "tell those who filter by source address",
            "pulumi up",
        ),
        source="D:network/concepts/masquerading.rst",
    ),
    Transition(
        id="masquerade-changed",
        facts=("masquerade.bpf", "masquerade.interfaces", "masquerade.ipMasqAgent"),
        when="always",
        impact="disruptive",
        consequence="iptables and eBPF keep connection tables of their own, so masqueraded "
        "connections break;"
        " eBPF with kube-proxy replacement also turns on host routing and masquerades no SCTP.",
        runbook=("agree on a maintenance window", *DRAIN_EACH),
        source="D:network/concepts/masquerading.rst; D:configuration/sctp.rst",
    ),
    Transition(
        id="bpf-maps-resized",
        facts=(
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
        when="always",
        impact="disruptive",
        consequence="A map of another size is made anew and empty: connections that it knew break "
        "when the"
        " agent restarts.",
        runbook=(*DRAIN_EACH,),
        source="D:network/ebpf/maps.rst; D:network/kubernetes/configuration.rst",
    ),
    Transition(
        id="host-firewall-switched",
        facts=("hostFirewall",),
        when="always",
        impact="disruptive",
        consequence="Policies that select nodes begin or cease to apply to the nodes' own "
        "traffic, SSH and"
        " the API server included; with IPsec agents do not start.",
        runbook=(
            "audit the host policies first (PolicyAuditMode on the host endpoint)",
            "pulumi up",
        ),
        source="D:security/host-firewall.rst; daemon/cmd/daemon_main.go",
    ),
    Transition(
        id="cni-exclusive-on",
        facts=("cni.exclusive",),
        when="switched_on",
        impact="disruptive",
        consequence="Agents rename every other CNI configuration on their node: Multus and its "
        "like stop.",
        runbook=("keep cni.exclusive false while another plugin is in use",),
        source="D:network/kubernetes/configuration.rst",
    ),
    Transition(
        id="cni-chaining-changed",
        facts=("cni.chainingMode",),
        when="always",
        impact="forbidden",
        consequence="Running pods were connected by the other plugin and do not work with this "
        "one.",
        runbook=("put cni.chainingMode back", "build new nodes and move the pods there"),
        source="D:installation/cni-chaining.rst; D:network/kubernetes/configuration.rst",
    ),
)
"""Rows of routing, masquerade and the datapath."""

SERVICES: Final[tuple[Transition, ...]] = (
    Transition(
        id="kube-proxy-replacement-on",
        facts=("kubeProxyReplacement", "nodePort.enabled"),
        when="turned_on",
        impact="disruptive",
        consequence="Established connections to Services break, since kube-proxy's connection "
        "table and"
        " Cilium's know nothing of each other.",
        runbook=(
            "check from every node that the API server answers: curl -k https://HOST:PORT/livez",
            "pulumi up, with kube-proxy still running",
            "kubectl -n kube-system rollout status daemonset/cilium",
            "kubectl -n kube-system delete daemonset/kube-proxy configmap/kube-proxy"
            " (on EKS remove the add-on)",
            "on every node: iptables-save | grep -v KUBE | iptables-restore, or recycle it",
            "set cluster.kubeProxy: absent",
        ),
        source=_KPR,
    ),
    Transition(
        id="kube-proxy-replacement-off",
        facts=("kubeProxyReplacement", "nodePort.enabled"),
        when="turned_off",
        impact="disruptive",
        consequence="Until kube-proxy runs on a node, no Service, NodePort or load balancer works "
        "there.",
        runbook=(
            "put kube-proxy back and wait until it is ready on every node",
            "kubectl -n kube-system rollout status daemonset/kube-proxy",
            "pulumi up",
            "recycle the nodes (kOps: kops rolling-update cluster --cloudonly)",
        ),
        source=_KPR,
    ),
    Transition(
        id="api-server-moved",
        facts=("apiServer.host", "apiServer.port", "apiServer.urls"),
        when="always",
        impact="rolling",
        consequence="With a wrong address the first agents that restart (two at a time) and the "
        "operator stay"
        " down; what runs goes on.",
        runbook=(
            "from a node: curl -k https://HOST:PORT/livez",
            "pulumi up, and watch the first agent",
        ),
        source="install/kubernetes/cilium/values.yaml (updateStrategy); kubeproxy-free.rst",
    ),
    Transition(
        id="node-port-range-changed",
        facts=("nodePort.range",),
        when="always",
        impact="disruptive",
        consequence="Ports outside the range are no longer served, and source ports of masqueraded"
        " connections move, since they begin above it.",
        runbook=(
            "change kube-apiserver's --service-node-port-range first, to the same range",
            "keep the last port well below 65535",
            "pulumi up",
        ),
        source="pkg/loadbalancer/config.go; pkg/maps/nat",
    ),
    Transition(
        id="node-port-mode-changed",
        facts=("nodePort.mode", "nodePort.dsrDispatch"),
        when="always",
        impact="disruptive",
        consequence="Connections to Services from outside break; DSR needs room in the MTU, and "
        "on AWS nodes"
        " without the source/destination check.",
        runbook=("agree on a maintenance window", "pulumi up"),
        source="D:network/kubernetes/kubeproxy-free.rst (DSR)",
    ),
    Transition(
        id="node-port-algorithm-changed",
        facts=("nodePort.algorithm", "maglev.tableSize", "maglev.hashSeed"),
        when="always",
        impact="rolling",
        consequence="While agents differ, new connections may reach other backends than before.",
        runbook=(
            "keep the same seed and table size on every cluster behind one balancer",
            "pulumi up",
        ),
        source="D:network/kubernetes/kubeproxy-free.rst (Maglev)",
    ),
    Transition(
        id="node-port-acceleration-changed",
        facts=("nodePort.acceleration",),
        when="always",
        impact="disruptive",
        consequence="Attaching XDP resets the queues of some network cards.",
        runbook=("several devices need best-effort, from 1.15 on", *DRAIN_EACH),
        source="D:network/kubernetes/kubeproxy-free.rst (XDP)",
    ),
    Transition(
        id="service-lookup-changed",
        facts=("socketLB.hostNamespaceOnly", "serviceTopology"),
        when="always",
        impact="rolling",
        consequence="Only new connections are balanced the new way; in 1.20 policies then see pod "
        "to NodePort"
        " traffic differently.",
        runbook=("check policies for traffic from pods to NodePorts", "pulumi up"),
        source="D:network/kubernetes/kubeproxy-free.rst; D:operations/upgrade.rst (1.20)",
    ),
    Transition(
        id="load-balancer-addresses-changed",
        facts=("loadBalancerAddresses",),
        when="always",
        impact="disruptive",
        consequence="Services of type LoadBalancer lose addresses that Cilium gave them, or get "
        "one from"
        " Cilium beside AKO's.",
        runbook=(
            "kubectl get ciliumloadbalancerippools: without pools nothing happens",
            "kubectl get services -A --field-selector spec.type=LoadBalancer, and plan for each",
            "pulumi up",
        ),
        source="operator/pkg/lbipam; install/kubernetes/cilium/values.yaml (defaultLBServiceIPAM)",
    ),
)
"""Rows of services."""
