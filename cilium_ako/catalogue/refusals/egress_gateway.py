"""The egress gateway: what it needs, and what refuses it. Paths are of the Cilium repository."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.cilium import kernels
from cilium_ako.catalogue.refusals.row import AnyOf, Is, IsNot, KernelWithout, Refusal, off, on
from cilium_ako.catalogue.release import Release

_MANAGER: Final = "pkg/egressgateway/manager.go"

REFUSALS: Final = (
    Refusal(
        id="egress-gateway-masquerade",
        by="agent",
        when=(on("egressGateway"), AnyOf((off("masquerade.bpf"), off("masquerade.enabled")))),
        says="The egress gateway masquerades in eBPF.",
        why="The gateway's address is put in by that program: agents stop at start without it.",
        fix="Set cilium.masquerade.bpf to true (and masquerade.enabled not to false), or leave the "
        "egress gateway off.",
        source=_MANAGER,
    ),
    Refusal(
        id="egress-gateway-identities",
        by="agent",
        when=(on("egressGateway"), IsNot("identityAllocation", ("crd",))),
        says="The egress gateway has identities in Kubernetes objects.",
        why="Agents stop at start with identities in a kvstore.",
        fix="Leave cilium.kvstore out, or leave the egress gateway off.",
        source=_MANAGER,
    ),
    Refusal(
        id="egress-gateway-endpoint-slices",
        by="agent",
        when=(on("egressGateway"), on("endpointSlices")),
        since=Release(1, 15),
        says="The egress gateway reads CiliumEndpoints and no slices.",
        why="Agents stop at start with both.",
        fix="Remove ciliumEndpointSlice from cilium.values, or leave the egress gateway off.",
        source=_MANAGER,
    ),
    Refusal(
        id="egress-gateway-underlay",
        by="agent",
        when=(on("egressGateway"), Is("underlayProtocol", ("ipv6",))),
        since=Release(1, 19),
        says="The egress gateway has an IPv4 underlay.",
        why="Agents stop at start with an IPv6 one.",
        fix="Leave the egress gateway off; or, where pods have IPv4 beside IPv6, remove "
        "underlayProtocol from cilium.values.",
        source=_MANAGER,
    ),
    Refusal(
        id="egress-gateway-kernel",
        by="agent",
        when=(on("egressGateway"), KernelWithout(kernels.EGRESS_GATEWAY)),
        until=Release(1, 15),
        says="The egress gateway has a kernel that can redirect to it.",
        why="Agents stop at start on an older one.",
        fix="Bring every node to kernel 5.2 or newer.",
        source=_MANAGER,
    ),
    Refusal(
        id="egress-gateway-l7",
        by="nobody",
        severity="warning",
        acknowledgeable=True,
        when=(on("egressGateway"), on("l7Proxy")),
        until=Release(1, 15),
        says="No pod has an egress policy and an L7 policy at once, up to 1.15.",
        why="Traffic that the proxy sends on does not go through the gateway.",
        fix="Keep the two kinds of policy on different pods, then acknowledge this rule.",
        source="Documentation/network/egress-gateway.rst",
    ),
)
