"""The datapath: devices of pods, BIG TCP, bandwidth, iptables beside it, sizes of maps.

Paths are of the Cilium repository.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.cilium import kernels
from cilium_ako.catalogue.refusals.row import (
    AllOf,
    AnyOf,
    Is,
    IsNot,
    IsSet,
    KernelWithout,
    Outside,
    Refusal,
    off,
    on,
)
from cilium_ako.catalogue.release import Release

_BIG_TCP: Final = "pkg/datapath/linux/bigtcp/bigtcp.go"
_BANDWIDTH: Final = "pkg/datapath/linux/bandwidth/bandwidth.go"
_CONNECTOR: Final = "pkg/datapath/connector/config.go"
_REPLACEMENT: Final = "daemon/cmd/kube_proxy_replacement.go"
_AGENT: Final = "daemon/cmd/daemon.go"

_ANY_BIG_TCP: Final = AnyOf((on("bigTcp.ipv4"), on("bigTcp.ipv6")))
_NETKIT: Final = Is("datapathMode", ("netkit", "netkit-l2"))
_LEGACY: Final = AnyOf(
    (
        Is("hostLegacyRouting", ("true", True)),
        off("kubeProxyReplacement"),
        AllOf((on("masquerade.enabled"), off("masquerade.bpf"))),
    )
)

REFUSALS: Final = (
    Refusal(
        id="big-tcp-tunnel",
        by="agent",
        when=(_ANY_BIG_TCP, IsNot("routing.tunnel", ("disabled",))),
        until=Release(1, 18),
        says="BIG TCP is routed natively.",
        why="Packets of that size fit no tunnel before 1.19: agents stop at start.",
        fix="Set cilium.routing.mode to native with a cidr, or leave BIG TCP off.",
        source=_BIG_TCP,
    ),
    Refusal(
        id="big-tcp-tunnel-probed",
        by="agent",
        severity="warning",
        acknowledgeable=True,
        when=(_ANY_BIG_TCP, IsNot("routing.tunnel", ("disabled",))),
        since=Release(1, 19),
        says="BIG TCP in a tunnel is tried on one node first.",
        why="From 1.19 on agents ask the kernel and stop at start where it cannot.",
        fix="Try it on one node of the oldest kernel, then acknowledge this rule.",
        source=f"{_BIG_TCP} supportsBIGTCPTunnel",
    ),
    Refusal(
        id="big-tcp-ipsec",
        by="agent",
        when=(_ANY_BIG_TCP, Is("encryption.type", ("ipsec",))),
        says="BIG TCP goes without IPsec.",
        why="Agents stop at start with both.",
        fix="Leave BIG TCP off, or use WireGuard.",
        source=_BIG_TCP,
    ),
    Refusal(
        id="big-tcp-host-routing",
        by="agent",
        when=(_ANY_BIG_TCP, _LEGACY),
        says="BIG TCP has eBPF host routing.",
        why="Agents stop at start where packets go through the host's own stack: without "
        "kube-proxy "
        "replacement, without masquerading in eBPF, or with bpf.hostLegacyRouting.",
        fix="Set cilium.kubeProxyReplacement and cilium.masquerade.bpf to true and remove "
        "bpf.hostLegacyRouting, or leave BIG TCP off.",
        source=f"{_BIG_TCP}; Documentation/operations/performance/tuning.rst",
    ),
    Refusal(
        id="big-tcp-ipip",
        by="agent",
        when=(
            _ANY_BIG_TCP,
            IsNot("nodePort.mode", ("snat",)),
            Is("nodePort.dsrDispatch", ("ipip",)),
        ),
        since=Release(1, 19),
        says="BIG TCP goes without DSR by IPIP.",
        why="Agents stop at start with both.",
        fix="Set cilium.nodePort.dsrDispatch to opt, or leave BIG TCP off.",
        source=_BIG_TCP,
    ),
    Refusal(
        id="big-tcp-ipv4-kernel",
        by="nobody",
        severity="warning",
        acknowledgeable=True,
        when=(on("bigTcp.ipv4"), KernelWithout(kernels.BIG_TCP_IPV4)),
        says="BIG TCP for IPv4 has a kernel that knows it.",
        why="Agents warn and leave it off.",
        fix="Bring every node to kernel 6.3 or newer.",
        source="Documentation/operations/performance/tuning.rst",
    ),
    Refusal(
        id="big-tcp-ipv6-kernel",
        by="nobody",
        severity="warning",
        acknowledgeable=True,
        when=(on("bigTcp.ipv6"), KernelWithout(kernels.BIG_TCP_IPV6)),
        says="BIG TCP for IPv6 has a kernel that knows it.",
        why="Agents warn and leave it off.",
        fix="Bring every node to kernel 5.19 or newer.",
        source="Documentation/operations/performance/tuning.rst",
    ),
    Refusal(
        id="big-tcp-ipv6-family",
        by="agent",
        when=(on("bigTcp.ipv6"), off("ipv6")),
        says="BIG TCP for IPv6 has pods with IPv6.",
        why="It is for a family that this cluster does not have.",
        fix="Leave bigTcp.ipv6 off, or give the cluster IPv6 ranges.",
        source=_BIG_TCP,
    ),
    Refusal(
        id="bandwidth-ipsec",
        by="nobody",
        severity="warning",
        acknowledgeable=True,
        when=(on("bandwidth.enabled"), Is("encryption.type", ("ipsec",))),
        says="The bandwidth manager goes without IPsec.",
        why="Agents warn and run without it: no limit of any pod is kept.",
        fix="Leave the bandwidth manager off, or use WireGuard.",
        source=_BANDWIDTH,
    ),
    Refusal(
        id="bandwidth-replacement",
        by="nobody",
        severity="warning",
        acknowledgeable=True,
        when=(on("bandwidth.enabled"), off("kubeProxyReplacement")),
        says="The bandwidth manager has kube-proxy replacement.",
        why="The documentation asks for it, and nobody tests the other.",
        fix="Set cilium.kubeProxyReplacement to true and take kube-proxy away.",
        source="Documentation/network/kubernetes/bandwidth-manager.rst",
    ),
    Refusal(
        id="bbr-kernel",
        by="agent",
        when=(on("bandwidth.enabled"), on("bandwidth.bbr"), KernelWithout(kernels.BBR)),
        says="BBR has a kernel that keeps a packet's clock.",
        why="Agents stop at start on an older one.",
        fix="Bring every node to kernel 5.18 or newer, or leave bbr off.",
        source=_BANDWIDTH,
    ),
    Refusal(
        id="bbr-host-routing",
        by="agent",
        when=(
            on("bandwidth.enabled"),
            on("bandwidth.bbr"),
            IsNot("bandwidth.bbrHostNamespaceOnly", (True,)),
            _LEGACY,
        ),
        says="BBR for pods has eBPF host routing.",
        why="Agents stop at start where packets go through the host's own stack.",
        fix="Set cilium.kubeProxyReplacement and cilium.masquerade.bpf to true, or set "
        "bandwidthManager.bbrHostNamespaceOnly (from 1.18 on) in cilium.values.",
        source=_BANDWIDTH,
    ),
    Refusal(
        id="bbr-host-namespace",
        by="agent",
        when=(on("bandwidth.bbrHostNamespaceOnly"), IsNot("bandwidth.bbr", (True,))),
        since=Release(1, 18),
        says="BBR kept to the host has BBR.",
        why="Agents stop at start without it.",
        fix="Set bandwidthManager.bbr, too, or remove bbrHostNamespaceOnly.",
        source=_BANDWIDTH,
    ),
    Refusal(
        id="bbr-alone",
        by="nobody",
        severity="warning",
        when=(on("bandwidth.bbr"), IsNot("bandwidth.enabled", (True,))),
        says="BBR runs with the bandwidth manager.",
        why="Without it nothing is done.",
        fix="Set bandwidth.enabled, too, or leave bbr off.",
        source=_BANDWIDTH,
    ),
    Refusal(
        id="netkit-kernel",
        by="agent",
        when=(_NETKIT, KernelWithout(kernels.NETKIT)),
        since=Release(1, 16),
        says="netkit has a kernel that knows it.",
        why="Agents stop at start before 6.7, and pods need 6.8.",
        fix="Bring every node to kernel 6.8 or newer, or use veth.",
        source="cilium/cilium#33878; Documentation/operations/performance/tuning.rst",
    ),
    Refusal(
        id="netkit-host-routing",
        by="agent",
        when=(_NETKIT, _LEGACY),
        since=Release(1, 16),
        says="netkit has eBPF host routing.",
        why="Up to 1.19 agents start and pods may have no traffic; from 1.20 on they stop at "
        "start.",
        fix="Set cilium.kubeProxyReplacement and cilium.masquerade.bpf to true and remove "
        "bpf.hostLegacyRouting, or use veth.",
        source=f"{_CONNECTOR}; Documentation/operations/performance/tuning.rst",
    ),
    Refusal(
        id="netkit-tproxy",
        by="chart",
        when=(_NETKIT, on("bpf.tproxy")),
        since=Release(1, 19),
        says="netkit goes without bpf.tproxy.",
        why="The chart does not render both, and agents stop at start.",
        fix="Remove bpf.tproxy, or use veth.",
        source="install/kubernetes/cilium/templates/validate.yaml",
    ),
    Refusal(
        id="datapath-mode-word",
        by="nobody",
        when=(IsNot("datapathMode", ("veth", "netkit", "netkit-l2", "auto", "lb-only")),),
        since=Release(1, 16),
        says="The datapath mode is veth, netkit or netkit-l2.",
        why="Agents know no other and stop at start.",
        fix="Use one of the three.",
        source="pkg/datapath/option/option.go",
    ),
    Refusal(
        id="no-conntrack-tunnel",
        by="agent",
        when=(on("noConntrackRules"), IsNot("routing.tunnel", ("disabled",))),
        says="installNoConntrackIptablesRules has native routing.",
        why="Agents stop at start in a tunnel.",
        fix="Set cilium.routing.mode to native, or remove installNoConntrackIptablesRules.",
        source="daemon/cmd/daemon_main.go",
    ),
    Refusal(
        id="no-conntrack-replacement",
        by="agent",
        when=(on("noConntrackRules"), off("kubeProxyReplacement")),
        says="installNoConntrackIptablesRules has kube-proxy replacement.",
        why="kube-proxy needs the connections that it would not see: agents stop at start.",
        fix="Set cilium.kubeProxyReplacement to true, or remove installNoConntrackIptablesRules.",
        source=_REPLACEMENT,
    ),
    Refusal(
        id="no-conntrack-masquerade",
        by="agent",
        when=(on("noConntrackRules"), on("masquerade.enabled"), off("masquerade.bpf")),
        says="installNoConntrackIptablesRules goes without masquerading in iptables.",
        why="Agents stop at start: iptables translate nothing that they do not track.",
        fix="Set cilium.masquerade.bpf to true, or remove installNoConntrackIptablesRules.",
        source=_REPLACEMENT,
    ),
    Refusal(
        id="no-conntrack-ipv4",
        by="agent",
        when=(on("noConntrackRules"), off("ipv4")),
        says="installNoConntrackIptablesRules has pods with IPv4.",
        why="Those rules are written for IPv4 alone: agents stop at start.",
        fix="Remove installNoConntrackIptablesRules from cilium.values.",
        source="daemon/cmd/daemon_main.go",
    ),
    Refusal(
        id="masquerade-route-source",
        by="agent",
        when=(on("masquerade.routeSource"), on("masquerade.bpf")),
        since=Release(1, 15),
        says="enableMasqueradeRouteSource goes without masquerading in eBPF.",
        why="That program cannot follow a route's source: agents stop at start.",
        fix="Remove enableMasqueradeRouteSource, or set cilium.masquerade.bpf to false.",
        source=_AGENT,
    ),
    Refusal(
        id="lru-without-ratio",
        by="agent",
        when=(IsSet("bpf.distributedLRU.enabled"), Is("bpf.mapDynamicSizeRatio", (0,))),
        since=Release(1, 18),
        says="bpf.distributedLRU has bpf.mapDynamicSizeRatio.",
        why="Agents stop at start without it.",
        fix="Set bpf.mapDynamicSizeRatio (0.0025 is the chart's own), or remove "
        "bpf.distributedLRU.",
        source="pkg/option/config.go",
    ),
    *(
        Refusal(
            id=f"map-size-{key.lower()}",
            by="agent",
            when=(Outside(f"bpf.{key}", 1024, 16777216),),
            says=f"bpf.{key} is between 1024 and 16777216.",
            why="Agents refuse another size of that map and stop at start.",
            fix=f"Choose a number in the range, or remove bpf.{key} from cilium.values.",
            source="pkg/option/config.go checkMapSizeLimits",
        )
        for key in ("ctTcpMax", "ctAnyMax", "natMax")
    ),
    Refusal(
        id="nat46-families",
        by="agent",
        when=(on("nat46x64Gateway"), AnyOf((off("ipv4"), off("ipv6")))),
        says="The NAT46/64 gateway has both families.",
        why="Agents stop at start with one.",
        fix="Give the cluster ranges of both families, or remove nat46x64Gateway.",
        source="pkg/option/config.go",
    ),
    Refusal(
        id="policy-cidr-match-mode",
        by="agent",
        when=(IsSet("policyCIDRMatchMode"), IsNot("policyCIDRMatchMode", ("nodes",))),
        since=Release(1, 15),
        says="policyCIDRMatchMode is nodes or nothing.",
        why="Agents know no other and stop at start.",
        fix="Use nodes, or remove policyCIDRMatchMode.",
        source="pkg/option/config.go",
    ),
    Refusal(
        id="tunnel-ipv4-only-underlay",
        by="nobody",
        when=(Is("underlayProtocol", ("ipv6",)), off("ipv6")),
        since=Release(1, 18),
        says="An IPv6 underlay has nodes and pods with IPv6.",
        why="The tunnels would have no addresses to go between.",
        fix="Remove underlayProtocol from cilium.values.",
        source="install/kubernetes/cilium/values.yaml underlayProtocol",
    ),
)
