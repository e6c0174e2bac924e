"""Encryption: what agents refuse, whoever switched it on. Paths are of the Cilium repository."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.refusals.row import Is, IsNot, IsSet, Refusal, off, on
from cilium_ako.catalogue.release import Release

_IPSEC: Final = Is("encryption.type", ("ipsec",))
_WIREGUARD: Final = Is("encryption.type", ("wireguard",))
_AGENT: Final = "daemon/cmd/daemon.go"

REFUSALS: Final = (
    Refusal(
        id="ipsec-host-firewall",
        by="agent",
        when=(_IPSEC, on("hostFirewall")),
        says="IPsec and the host firewall are not both on.",
        why="The agent does not start with both.",
        fix="Leave the host firewall off, or use WireGuard.",
        source="daemon/cmd/daemon_main.go",
    ),
    Refusal(
        id="ipsec-chaining",
        by="nobody",
        when=(_IPSEC, IsNot("cni.chainingMode", ("none", "portmap", ""))),
        says="IPsec is not used with another CNI plugin chained.",
        why="Cilium does not know all addresses then, and the documentation rules it out.",
        fix="Remove the chaining, or use no encryption.",
        source="Documentation/installation/cni-chaining.rst; cilium/cilium#15596",
    ),
    Refusal(
        id="ipsec-transparent-dns",
        by="agent",
        when=(_IPSEC, on("l7Proxy"), off("dnsProxy.transparent")),
        says="IPsec with the L7 proxy has the transparent DNS proxy.",
        why="Agents stop at start: what the proxy sends on under another address is not encrypted.",
        fix="Remove dnsProxy.enableTransparentMode from cilium.values, or set cilium.l7Proxy to "
        "false.",
        source="daemon/cmd/daemon_main.go",
    ),
    Refusal(
        id="ipsec-encrypted-overlay",
        by="agent",
        when=(
            _IPSEC,
            IsSet("encryption.ipsec.encryptedOverlay"),
            IsNot("routing.tunnel", ("vxlan",)),
        ),
        since=Release(1, 16),
        until=Release(1, 18),
        says="encryptedOverlay has a VXLAN tunnel.",
        why="Agents stop at start with Geneve or native routing.",
        fix="Remove encryption.ipsec.encryptedOverlay from cilium.values.",
        source=_AGENT,
    ),
    Refusal(
        id="wireguard-ipv6-underlay",
        by="agent",
        when=(_WIREGUARD, Is("underlayProtocol", ("ipv6",))),
        since=Release(1, 18),
        until=Release(1, 18),
        says="WireGuard has an IPv4 underlay in 1.18.",
        why="Agents stop at start with an IPv6 one.",
        fix="Use 1.19; or, where pods have IPv4 beside IPv6, remove underlayProtocol from "
        "cilium.values.",
        source=_AGENT,
    ),
    Refusal(
        id="strict-ingress-type",
        by="agent",
        when=(on("encryption.strictIngress"), IsNot("encryption.type", ("wireguard",))),
        since=Release(1, 19),
        says="Strict ingress is WireGuard's.",
        why="Agents stop at start with IPsec, and without encryption it means nothing.",
        fix="Remove encryption.strictMode.ingress from cilium.values.",
        source=_AGENT,
    ),
    Refusal(
        id="strict-ingress-native",
        by="agent",
        when=(on("encryption.strictIngress"), _WIREGUARD, Is("routing.tunnel", ("disabled",))),
        since=Release(1, 19),
        until=Release(1, 19),
        says="Strict ingress has a tunnel in 1.19.",
        why="Agents stop at start with native routing.",
        fix="Remove encryption.strictMode.ingress from cilium.values, or use a tunnel or 1.20.",
        source=_AGENT,
    ),
    Refusal(
        id="strict-range",
        by="agent",
        when=(
            on("encryption.strict"),
            IsNot("encryption.type", ("none",)),
            Is("encryption.strictCidr", ("",)),
        ),
        since=Release(1, 15),
        says="Strict mode has the range in which it is kept.",
        why="Agents stop at start without one.",
        fix="Give the pods' IPv4 range as the CIDR of strict mode.",
        source="pkg/option/config.go",
    ),
    Refusal(
        id="strict-mode-unheard",
        by="nobody",
        when=(on("encryption.strict"), _IPSEC),
        until=Release(1, 18),
        says="Strict mode is WireGuard's up to 1.18.",
        why="With IPsec nothing is dropped, and what should be strict goes in clear.",
        fix="Remove encryption.strictMode from cilium.values, or use 1.19.",
        source="pkg/option/config.go of 1.18 and 1.19",
    ),
    Refusal(
        id="encryption-node-objects",
        by="agent",
        when=(
            IsNot("encryption.type", ("none",)),
            Is("extraConfig.enable-cilium-node-crd", (False,)),
        ),
        since=Release(1, 19),
        says="Encryption has CiliumNode objects.",
        why="Agents learn each other's keys from them, and stop at start without.",
        fix="Remove enable-cilium-node-crd from extraConfig.",
        source=_AGENT,
    ),
)
