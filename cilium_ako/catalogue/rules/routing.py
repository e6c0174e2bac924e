"""Rules about routing, masquerading and the MTU."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.rules.row import Rule

_MASQUERADING: Final = "Documentation/network/concepts/masquerading.rst"

RULES: Final = (
    Rule(
        id="native-cidr-missing",
        severity="error",
        says="Native routing with masquerading names the range that is not masqueraded.",
        why="The agent refuses to start without it: it could not tell pods from the outside world.",
        fix="Set routing.cidr to a range that holds every pod.",
        source="daemon/cmd/daemon_main.go `ipv4-native-routing-cidr`",
    ),
    Rule(
        id="native-cidr-everything",
        severity="error",
        says="The range that is not masqueraded is not the whole address space, from 1.20 on with "
        "iptables.",
        why="Agents do not install their rules at all: nothing is masqueraded, and what else the "
        "rules do is missing, too.",
        fix="Set masquerade.enabled to false (of IPv6 masquerade.enabledIpv6), which means the "
        "same.",
        source="pkg/datapath/iptables/iptables.go of 1.20",
    ),
    Rule(
        id="masquerade-interfaces-bpf",
        severity="error",
        says="Masquerading with eBPF names no interfaces.",
        why="The agent refuses the two together.",
        fix="Remove masquerade.interfaces, and name the devices with `devices` in cilium.values.",
        source="daemon/cmd/kube_proxy_replacement.go",
    ),
    Rule(
        id="masquerade-interfaces-off",
        severity="warning",
        says="Interfaces are named only where Cilium masquerades.",
        why="Nothing reads them.",
        fix="Remove masquerade.interfaces, or set masquerade.enabled to true.",
        source=_MASQUERADING,
        acknowledgeable=True,
    ),
    Rule(
        id="masquerade-off",
        severity="warning",
        says="Pods in a tunnel are masqueraded when they leave the cluster.",
        why="Nobody outside has a route back to them, so they reach nothing outside.",
        fix="Set masquerade.enabled to true, unless every router knows the way to the pods.",
        source=_MASQUERADING,
        acknowledgeable=True,
    ),
    Rule(
        id="bpf-masquerade-off",
        severity="error",
        says="Masquerading is on where it is to be done in eBPF.",
        why="The agent refuses eBPF masquerading with nothing to masquerade.",
        fix="Set masquerade.enabled to true, or masquerade.bpf to false.",
        source="daemon/cmd/kube_proxy_replacement.go",
    ),
    Rule(
        id="bpf-masquerade-refused",
        severity="error",
        says="From 1.15 to 1.18, masquerading with eBPF goes with kube-proxy replacement.",
        why="The agent stops at start: its NodePort programs are missing.",
        fix="Set masquerade.bpf to false, or replace kube-proxy.",
        source="daemon/cmd/kube_proxy_replacement.go of 1.15",
    ),
    Rule(
        id="bpf-masquerade-alone",
        severity="warning",
        says="Masquerading with eBPF goes with kube-proxy replacement.",
        why="1.13 and 1.14 silently fall back to iptables; 1.19 and later accept it, but the "
        "documentation still calls the replacement required.",
        fix="Set masquerade.bpf to false, or replace kube-proxy.",
        source=_MASQUERADING,
        acknowledgeable=True,
    ),
    Rule(
        id="ip-masq-agent",
        severity="error",
        says="ipMasqAgent goes with masquerading in eBPF.",
        why="The agent stops: the exceptions exist in eBPF only.",
        fix="Set masquerade.bpf to true, or remove ipMasqAgent from cilium.values.",
        source=_MASQUERADING,
    ),
    Rule(
        id="direct-routes-networks",
        severity="warning",
        says="Nodes that write routes to each other's pods share one network.",
        why="A node cannot use a node behind a router as next hop, so the agent fails to write "
        "its route and pods there are unreachable.",
        fix="Let the network route pod ranges, or set directRoutingSkipUnreachable in "
        "cilium.values (1.16 and later).",
        source="Documentation/network/concepts/routing.rst",
        acknowledgeable=True,
    ),
    Rule(
        id="skip-unreachable-alone",
        severity="error",
        says="directRoutingSkipUnreachable goes with autoDirectNodeRoutes.",
        why="The agent refuses it alone: there are no direct routes to skip.",
        fix="Remove directRoutingSkipUnreachable from cilium.values, or set "
        "routing.autoDirectNodeRoutes to true.",
        source="daemon/cmd/daemon_main.go",
    ),
    Rule(
        id="native-on-aws",
        severity="warning",
        says="Native routing on AWS uses addresses of the VPC.",
        why="The VPC drops packets with pod addresses that it does not know, unless its route "
        "tables name every node's range and the source/destination check is off.",
        fix="Use eni, or a tunnel.",
        source="Documentation/network/concepts/routing.rst",
        acknowledgeable=True,
    ),
    Rule(
        id="tunnel-port-offload",
        severity="warning",
        says="VXLAN on vSphere and NSX-T uses a port of its own.",
        why="vmxnet3 and NSX offload VXLAN's usual ports with wrong checksums: pings work between "
        "nodes, TCP does not.",
        fix="Use port 8223, or Geneve.",
        source="Documentation/installation/k8s-install-broadcom-vmware-esxi-nsx.rst",
        acknowledgeable=True,
    ),
    Rule(
        id="mtu-unusual",
        severity="warning",
        says="The MTU is one that Ethernet has.",
        why="Too small, and hosts drop IPv6 and large handshakes; too large, and packets vanish.",
        fix="Set it to 0, and the agent finds it by itself.",
        source="pkg/mtu/mtu.go",
        acknowledgeable=True,
    ),
)
