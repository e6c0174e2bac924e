"""What was observed of custom resources that stay the user's: few fields, as in `observation`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

_OPERATORS: Final = ("In", "NotIn", "Exists", "DoesNotExist")


class LabelSelector(NamedTuple):
    """A selector of labels; one without any condition selects everything."""

    labels: tuple[tuple[str, str], ...] = ()
    """`matchLabels`."""
    expressions: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    """`matchExpressions`: key, operator, values."""

    def selects(self, labels: Mapping[str, str]) -> bool:
        """Whether labels fulfil every condition; one of an operator that nobody knows is not."""
        return all(labels.get(key) == value for key, value in self.labels) and all(
            operator in _OPERATORS
            and {
                "In": key in labels and labels[key] in values,
                "NotIn": labels.get(key) not in values,
                "Exists": key in labels,
                "DoesNotExist": key not in labels,
            }[operator]
            for key, operator, values in self.expressions
        )


class LiveBgpPeer(NamedTuple):
    """A router that nodes are told to talk to."""

    address: str
    """Empty where it is discovered."""
    asn: int
    """0 where it is not said."""
    config: str
    """The name of its CiliumBGPPeerConfig; empty in a peering policy."""


class LiveBgpRouter(NamedTuple):
    """A router that nodes run: an instance of a cluster config, or one of a peering policy."""

    object: str
    """The custom resource, such as `CiliumBGPClusterConfig rack0`."""
    local_asn: int
    """0 where it is not said there."""
    exports_pod_ranges: bool
    """A peering policy's `exportPodCIDR`."""
    peers: tuple[LiveBgpPeer, ...]


class BgpConfig(NamedTuple):
    """A CiliumBGPClusterConfig or a CiliumBGPPeeringPolicy."""

    name: str
    routers: tuple[LiveBgpRouter, ...]


class BgpPeerConfig(NamedTuple):
    """A CiliumBGPPeerConfig."""

    name: str
    advertisements: tuple[LabelSelector, ...]
    """What its families select; a family without a selector is told nothing."""


class BgpAdvertisement(NamedTuple):
    """A CiliumBGPAdvertisement."""

    name: str
    labels: Mapping[str, str]
    types: tuple[str, ...]
    """`advertisementType` of each."""


class AddressBlock(NamedTuple):
    """A part of a pool of addresses, by its range or by both its ends."""

    cidr: str
    start: str
    stop: str

    def __str__(self) -> str:
        if self.cidr:
            return self.cidr
        return f"{self.start}-{self.stop}" if self.stop else self.start


class AddressPool(NamedTuple):
    """A CiliumLoadBalancerIPPool."""

    name: str
    disabled: bool
    blocks: tuple[AddressBlock, ...]


class KindVersions(NamedTuple):
    """What a CRD says of its kind."""

    served: tuple[str, ...]
    """Versions that the API server serves."""
    bundle: str
    """The release of the Gateway API that it is of; empty where it does not say."""
