"""Stacks of both families and of IPv6 alone, for every release whose chart is known in full."""

from __future__ import annotations

from cilium_ako.catalogue.cilium.features import ENI_IPV6, IPV6_UNDERLAY
from tests.charts.grid import CILIUM, config, minor
from tests.configs import Config, changed

_DUAL = (
    (("cluster", "nodeCidrs"), ["192.168.10.0/24", "fd00:10::/64"]),
    (("cluster", "serviceCidrs"), ["10.96.0.0/16", "fd00:96::/112"]),
)
_IPV6 = (
    (("cluster", "nodeCidrs"), ["fd00:10::/64"]),
    (("cluster", "serviceCidrs"), ["fd00:96::/112"]),
)
_NATIVE = {"mode": "native", "cidr": "10.42.0.0/16", "cidrIpv6": "fd00:42::/64"}
_NATIVE_IPV6 = {"mode": "native", "cidrIpv6": "fd00:42::/64"}
_POOL = (
    (("cilium", "ipam", "podCidrs"), ["10.42.0.0/16", "fd00:42::/104", "fd00:42:1::/104"]),
    (("cilium", "ipam", "nodeMaskSizeIpv6"), 118),
)
_POOL_IPV6 = (("cilium", "ipam"), {"mode": "cluster-pool", "podCidrs": ["fd00:42::/104"]})
_RANGES = (("cilium", "ipam", "podCidrs"), ["10.42.0.0/16", "fd00:42::/64"])
_VPC = (
    (("cluster", "nodeCidrs"), ["10.60.0.0/16", "fd00:60::/64"]),
    (("cluster", "serviceCidrs"), ["172.20.0.0/16", "fd00:96::/112"]),
    (("cilium", "ipam", "vpcCidrs"), ["10.60.0.0/16", "fd00:60::/56"]),
)


def family_configs(version: str) -> dict[str, Config]:
    """By name, every way in which a release serves IPv6."""
    pool, ranges = config(version, "cluster-pool", "plain"), config(version, "kubernetes", "plain")
    found = {
        "dual-pool-tunnel": changed(pool, *_DUAL, *_POOL),
        "dual-ranges-native": changed(ranges, *_DUAL, _RANGES, (("cilium", "routing"), _NATIVE)),
        "dual-masquerade-ipv4": changed(
            pool,
            *_DUAL,
            *_POOL,
            (("cilium", "routing"), {"mode": "native", "cidr": "10.42.0.0/16"}),
            (("cilium", "masquerade"), {"enabledIpv6": False}),
        ),
        "ipv6-pool-native": changed(
            pool, *_IPV6, _POOL_IPV6, (("cilium", "routing"), _NATIVE_IPV6)
        ),
        "ipv6-ranges-native": changed(
            ranges,
            *_IPV6,
            (("cilium", "ipam", "podCidrs"), ["fd00:42::/64"]),
            (("cilium", "routing"), _NATIVE_IPV6),
        ),
    }
    if IPV6_UNDERLAY.is_in(minor(version)):
        found["ipv6-pool-tunnel"] = changed(pool, *_IPV6, _POOL_IPV6)
    if ENI_IPV6.is_in(minor(version)):
        found["dual-eni"] = changed(config(version, "eni", "plain"), *_VPC)
    return found


FAMILY_CASES = [(version, name) for version in CILIUM for name in family_configs(version)]
"""Version and name of each."""
