"""Rules about how Cilium serves NodePorts."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.rules.row import Rule

_REQUIREMENTS: Final = "Documentation/operations/system_requirements.rst"
_FREE: Final = "Documentation/network/kubernetes/kubeproxy-free.rst"

RULES: Final = (
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
        why="The agent refuses it: geneve begins with 1.14, ipip with 1.18 in XDP and with 1.19 "
        "without.",
        fix="Use opt, or a later minor.",
        source="daemon/cmd/kube_proxy_replacement.go and pkg/loadbalancer/config.go by minor",
    ),
    Rule(
        id="maglev-seed",
        severity="error",
        says="Maglev's seed is the Base64 of twelve bytes.",
        why="Agents refuse another and stop at start.",
        fix="Remove it, or make one: head -c12 /dev/urandom | base64.",
        source="pkg/maglev/maglev.go",
    ),
    Rule(
        id="dsr-on-aws",
        severity="warning",
        says="Direct server return is not used on AWS unless its checks are off.",
        why="A backend answers with the service's address, and the VPC drops what does not come "
        "from the instance's own.",
        fix="Use snat, or switch the source/destination check of every node off.",
        source=_FREE,
        acknowledgeable=True,
    ),
    Rule(
        id="dsr-on-nsxt",
        severity="warning",
        says="Direct server return is not used on segments of NSX-T that guard against spoofing.",
        why="A backend answers with the service's address, and the segment's spoof guard drops "
        "what does not come from the port's own.",
        fix="Use snat, or switch the spoof guard of the nodes' segments off.",
        source=f"VMware NSX Administration Guide, SpoofGuard; {_FREE}",
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
        id="acceleration-vmxnet3",
        severity="warning",
        says="XDP on VMware has a driver that can do it.",
        why="vmxnet3 runs XDP from kernel 6.6 on: on an older one the program is not attached, and "
        "the node's datapath is not ready.",
        fix="Set nodePort.acceleration to disabled, or acknowledge this rule where nodes have "
        "another network card.",
        source="Documentation/bpf/progtypes.rst (drivers with native XDP)",
        acknowledgeable=True,
    ),
)
