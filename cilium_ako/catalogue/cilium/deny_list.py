"""Releases of Cilium that break something that a stack uses, and the release that mended it.

A row counts from its first release up to before the one that mended it, where the stack uses
what it breaks; `cilium_ako.rules.versions` knows how that is recognised. An error keeps the
stack from being deployed, a warning tells only. What no config shows is a `Feature` below.
"""

from __future__ import annotations

from typing import Final, Literal

from cilium_ako.catalogue.denied import Denied
from cilium_ako.catalogue.feature import Feature
from cilium_ako.catalogue.release import Release

Use = Literal[
    "eni",
    "eni-subnet-filter",
    "eni-prefix-delegation",
    "eni-secondary-native-cidr",
    "eni-kvstore-encryption",
    "ipsec",
    "big-tcp-tunnel-device",
]
"""What a stack uses that a release breaks."""

DENIED: Final[tuple[Denied[Use], ...]] = (
    Denied(
        use="eni",
        since=Release(1, 13, 0),
        mended=Release(1, 13, 11),
        severity="error",
        breaks="writes a made-up 10.x.0.0/16 into every CiliumNode, so real hosts in that range "
        "are lost",
        source="cilium/cilium#26663, backport #30137",
    ),
    Denied(
        use="eni",
        since=Release(1, 14, 0),
        mended=Release(1, 14, 2),
        severity="error",
        breaks="writes a made-up 10.x.0.0/16 into every CiliumNode, so real hosts in that range "
        "are lost",
        source="cilium/cilium#26663, backport #27924",
    ),
    Denied(
        use="eni",
        since=Release(1, 17, 3),
        mended=Release(1, 17, 5),
        severity="error",
        breaks="cannot list network interfaces: the operator's call to EC2 is refused and no pod "
        "gets an address",
        source="cilium/cilium#39106, mended by #39564",
    ),
    Denied(
        use="eni-subnet-filter",
        since=Release(1, 18, 4),
        mended=Release(1, 18, 5),
        severity="error",
        breaks="has an operator that panics at a subnet which the filter leaves out",
        source="cilium/cilium#43004, backport #43117",
    ),
    Denied(
        use="eni-prefix-delegation",
        since=Release(1, 20, 0),
        mended=Release(1, 20, 2),
        severity="error",
        breaks="releases prefixes that pods still use and stops allocating once a subnet has no "
        "free prefix",
        source="CHANGELOG.md of 1.20.2: cilium/cilium#48125, #48193",
    ),
    Denied(
        use="eni-secondary-native-cidr",
        since=Release(1, 20, 0),
        mended=Release(1, 20, 2),
        severity="error",
        breaks="has agents that crash at a native routing range in a secondary range of the VPC",
        source="pkg/ipam/eni.go of 1.20.0 and 1.20.2",
    ),
    Denied(
        use="eni-kvstore-encryption",
        since=Release(1, 18, 0),
        mended=Release(1, 18, 11),
        severity="error",
        breaks="announces made-up 10.x.0.0/16 ranges through etcd, so encrypted nodes drop "
        "packets to real hosts there (No node ID found)",
        source="cilium/cilium#46179, backport #46321",
    ),
    Denied(
        use="eni-kvstore-encryption",
        since=Release(1, 19, 0),
        mended=Release(1, 19, 5),
        severity="error",
        breaks="announces made-up 10.x.0.0/16 ranges through etcd, so encrypted nodes drop "
        "packets to real hosts there (No node ID found)",
        source="cilium/cilium#46179, backport #46361",
    ),
    Denied(
        use="ipsec",
        since=Release(1, 19, 0),
        mended=Release(1, 19, 4),
        severity="warning",
        breaks="drops encrypted traffic where an agent restarts while a key is being rotated",
        source="CHANGELOG.md of 1.19.2 and 1.19.4",
    ),
    Denied(
        use="big-tcp-tunnel-device",
        since=Release(1, 19, 0),
        mended=Release(1, 19, 3),
        severity="error",
        breaks="gives a tunnel's device the sizes of BIG TCP whether the kernel can do that or "
        "not: no agent gets its datapath up (setting up GSO/GRO: invalid argument), beside native "
        "routing, too",
        source="cilium/cilium#44198, #43938, mended by #43959",
    ),
    Denied(
        use="big-tcp-tunnel-device",
        since=Release(1, 19, 3),
        mended=Release(1, 19, 5),
        severity="error",
        breaks="gives a tunnel's device the sizes of the network card: where that allows more "
        "than the kernel's tunnels do (mlx5), the node's agent never gets its datapath up",
        source="cilium/cilium#46337, mended by #46710",
    ),
)
"""Every release that is known to break something that a stack can ask for."""

NODE_CONFIG_NOT_MIGRATED: Final = Feature(
    what="The operator cannot drop v2alpha1 of CiliumNodeConfig, and does not start where the CRD "
    "still stores it, as on every cluster that began with 1.15 or older",
    since=Release(1, 20, 0),
    before=Release(1, 20, 2),
    source="CHANGELOG.md of 1.20.2",
)
"""Only the cluster shows whether it is hurt, so it is a check and a transition, and no row."""


def breaks(use: Use, release: Release) -> bool:
    """Whether a release breaks something that a stack may use."""
    return any(row.use == use and row.applies_to(release) for row in DENIED)
