"""Changes of routing, tunnels, MTU and masquerade.

Paths are of the Cilium repository.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.cilium.ports import TUNNEL_PORTS
from cilium_ako.catalogue.runbooks import DRAIN_EACH_NODE, RESTART_AGENTS
from cilium_ako.catalogue.transitions.row import Transition

TRANSITIONS: Final[tuple[Transition, ...]] = (
    Transition(
        id="routing-mode-switched",
        facts=("routing.tunnel",),
        when="routing_mode_switched",
        impact="disruptive",
        consequence=(
            "While some agents have the old mode and some the new, pods cannot reach pods on other"
            " nodes; native routing needs a fabric that routes pod ranges."
        ),
        runbook=(
            "agree on a maintenance window",
            "put routes for every pod range in place before going native",
            "pulumi up",
            *RESTART_AGENTS,
            "recycle pods that keep broken connections",
        ),
        source="Documentation/network/concepts/routing.rst",
    ),
    Transition(
        id="tunnel-changed",
        facts=("routing.tunnel", "routing.port", "routing.underlay"),
        when="tunnel_changed",
        impact="disruptive",
        consequence=(
            "Both ends of a tunnel must agree: traffic between nodes is down until the last agent"
            " has changed over."
        ),
        runbook=(
            f"open the new UDP port between all nodes ({TUNNEL_PORTS['vxlan']} VXLAN,"
            f" {TUNNEL_PORTS['geneve']} Geneve, or your own)",
            "agree on a maintenance window",
            "pulumi up",
            *RESTART_AGENTS,
        ),
        source=(
            "Documentation/network/concepts/routing.rst;"
            " Documentation/operations/system_requirements.rst"
        ),
    ),
    Transition(
        id="mtu-lowered",
        facts=("mtu",),
        when="mtu_lowered_unseen_by_pods",
        impact="disruptive",
        consequence=(
            "Before 1.19 running pods may keep the larger MTU, and large packets vanish where the"
            " path has shrunk."
        ),
        runbook=("pulumi up", "recreate every pod, namespace by namespace"),
        source="pkg/mtu/endpoint_updater.go (absent in 1.16.19, present in 1.19.6)",
    ),
    Transition(
        id="mtu-changed",
        facts=("mtu",),
        when="mtu_raised_or_seen_by_pods",
        impact="rolling",
        consequence="Agents restart and give the new MTU to pods.",
        runbook=("pulumi up", "before 1.19, recreate pods that should use the new MTU"),
        source="pkg/mtu/endpoint_updater.go",
    ),
    Transition(
        id="native-cidr-changed",
        facts=("routing.nativeCidr", "routing.nativeCidrIpv6"),
        when="masquerade_in_use",
        impact="disruptive",
        consequence=(
            "It changes which destinations see a pod's own address: they must be able to route back"
            " to it. With ENI it must overlap a range of the VPC, or agents stop."
        ),
        runbook=("put the routes back to the pods in place", "pulumi up"),
        source="Documentation/network/concepts/masquerading.rst; pkg/ipam/eni.go",
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
        id="masquerade-switched",
        facts=("masquerade.enabled", "masquerade.enabledIpv6"),
        when="always",
        impact="disruptive",
        consequence=(
            "The source address of all traffic that leaves the cluster changes; with ENI and no NAT"
            " gateway pods lose the internet."
        ),
        runbook=(
            "have routes back to the pods, or a NAT gateway, in place first",
            "tell those who filter by source address",
            "pulumi up",
        ),
        source="Documentation/network/concepts/masquerading.rst",
    ),
    Transition(
        id="masquerade-changed",
        facts=("masquerade.bpf", "masquerade.interfaces", "masquerade.ipMasqAgent"),
        when="always",
        impact="disruptive",
        consequence=(
            "iptables and eBPF keep connection tables of their own, so masqueraded connections"
            " break; eBPF with kube-proxy replacement also turns on host routing and masquerades no"
            " SCTP."
        ),
        runbook=("agree on a maintenance window", *DRAIN_EACH_NODE),
        source=(
            "Documentation/network/concepts/masquerading.rst; Documentation/configuration/sctp.rst"
        ),
    ),
)
