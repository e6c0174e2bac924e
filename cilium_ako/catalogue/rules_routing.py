"""Rules about routing between nodes and masquerading."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.rule import Rule

_MASQUERADING: Final = "Documentation/network/concepts/masquerading.rst"

ROUTING: Final = (
    Rule(
        "masquerade-interfaces-bpf",
        "error",
        "Masquerading with eBPF names no interfaces.",
        "The agent refuses the two together.",
        "Remove masquerade.interfaces, and name the devices with `devices` in cilium.values.",
        "daemon/cmd/kube_proxy_replacement.go",
    ),
    Rule(
        "masquerade-interfaces-off",
        "warning",
        "Interfaces are named only where Cilium masquerades.",
        "Nothing reads them.",
        "Remove masquerade.interfaces, or set masquerade.enabled to true.",
        _MASQUERADING,
        acknowledgeable=True,
    ),
    Rule(
        "masquerade-off",
        "warning",
        "Pods in a tunnel are masqueraded when they leave the cluster.",
        "Nobody outside has a route back to them, so they reach nothing outside.",
        "Set masquerade.enabled to true, unless every router knows the way to the pods.",
        _MASQUERADING,
        acknowledgeable=True,
    ),
    Rule(
        "bpf-masquerade-off",
        "error",
        "Masquerading is on where it is to be done in eBPF.",
        "The agent refuses eBPF masquerading with nothing to masquerade.",
        "Set masquerade.enabled to true, or masquerade.bpf to false.",
        "daemon/cmd/kube_proxy_replacement.go",
    ),
    Rule(
        "bpf-masquerade-refused",
        "error",
        "From 1.15 to 1.18, masquerading with eBPF goes with kube-proxy replacement.",
        "The agent stops at start: its NodePort programs are missing.",
        "Set masquerade.bpf to false, or replace kube-proxy.",
        "daemon/cmd/kube_proxy_replacement.go of 1.15",
    ),
    Rule(
        "bpf-masquerade-alone",
        "warning",
        "Masquerading with eBPF goes with kube-proxy replacement.",
        "1.13 and 1.14 silently fall back to iptables; 1.19 and later accept it, but the "
        "documentation still calls the replacement required.",
        "Set masquerade.bpf to false, or replace kube-proxy.",
        _MASQUERADING,
        acknowledgeable=True,
    ),
    Rule(
        "ip-masq-agent",
        "error",
        "ipMasqAgent goes with masquerading in eBPF.",
        "The agent stops: the exceptions exist in eBPF only.",
        "Set masquerade.bpf to true, or remove ipMasqAgent from cilium.values.",
        _MASQUERADING,
    ),
    Rule(
        "direct-routes-networks",
        "warning",
        "Nodes that write routes to each other's pods share one network.",
        "A node cannot use a node behind a router as next hop, so the agent fails to write its "
        "route and pods there are unreachable.",
        "Let the network route pod ranges, or set directRoutingSkipUnreachable in cilium.values "
        "(1.16 and later).",
        "Documentation/network/concepts/routing.rst",
        acknowledgeable=True,
    ),
    Rule(
        "skip-unreachable-alone",
        "error",
        "directRoutingSkipUnreachable goes with autoDirectNodeRoutes.",
        "The agent refuses it alone: there are no direct routes to skip.",
        "Remove directRoutingSkipUnreachable from cilium.values, or set "
        "routing.autoDirectNodeRoutes to true.",
        "daemon/cmd/daemon_main.go",
    ),
    Rule(
        "native-on-aws",
        "warning",
        "Native routing on AWS uses addresses of the VPC.",
        "The VPC drops packets with pod addresses that it does not know, unless its route tables "
        "name every node's range and the source/destination check is off.",
        "Use eni, or a tunnel.",
        "Documentation/network/concepts/routing.rst",
        acknowledgeable=True,
    ),
    Rule(
        "tunnel-port-offload",
        "warning",
        "VXLAN on vSphere and NSX-T uses a port of its own.",
        "vmxnet3 and NSX offload VXLAN's usual ports with wrong checksums: pings work between "
        "nodes, TCP does not.",
        "Use port 8223, or Geneve.",
        "Documentation/installation/k8s-install-broadcom-vmware-esxi-nsx.rst",
        acknowledgeable=True,
    ),
    Rule(
        "mtu-unusual",
        "warning",
        "The MTU is one that Ethernet has.",
        "Too small, and hosts drop IPv6 and large handshakes; too large, and packets vanish.",
        "Set it to 0, and the agent finds it by itself.",
        "pkg/mtu/mtu.go",
        acknowledgeable=True,
    ),
)
"""Rules about routing."""
