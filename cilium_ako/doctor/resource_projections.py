"""Custom resources as the API server sends them, projected to what the checks look at."""

from __future__ import annotations

from cilium_ako.catalogue.cilium.custom_resources import BUNDLE_ANNOTATION
from cilium_ako.doctor import observed_resources as observed
from cilium_ako.doctor.json_access import (
    JsonObject,
    int_at,
    object_at,
    objects_at,
    string_at,
    string_map_at,
    strings_at,
)


def name_of(document: JsonObject) -> str:
    """An object's name."""
    return string_at(document, "metadata", "name")


def namespaced_name_of(document: JsonObject) -> str:
    """An object's name behind its namespace."""
    return f"{string_at(document, 'metadata', 'namespace')}/{name_of(document)}"


def bgp_cluster_config(document: JsonObject) -> observed.BgpConfig:
    """A CiliumBGPClusterConfig."""
    name = name_of(document)
    return observed.BgpConfig(
        name,
        tuple(
            observed.LiveBgpRouter(
                f"CiliumBGPClusterConfig {name}",
                int_at(each, "localASN"),
                exports_pod_ranges=False,
                peers=tuple(
                    observed.LiveBgpPeer(
                        string_at(peer, "peerAddress"),
                        int_at(peer, "peerASN"),
                        string_at(peer, "peerConfigRef", "name"),
                    )
                    for peer in objects_at(each, "peers")
                ),
            )
            for each in objects_at(document, "spec", "bgpInstances")
        ),
    )


def bgp_peering_policy(document: JsonObject) -> observed.BgpConfig:
    """A CiliumBGPPeeringPolicy."""
    name = name_of(document)
    return observed.BgpConfig(
        name,
        tuple(
            observed.LiveBgpRouter(
                f"CiliumBGPPeeringPolicy {name}",
                int_at(each, "localASN"),
                exports_pod_ranges=each.get("exportPodCIDR") is True,
                peers=tuple(
                    observed.LiveBgpPeer(
                        # written as a range of one address
                        string_at(peer, "peerAddress").partition("/")[0],
                        int_at(peer, "peerASN"),
                        "",
                    )
                    for peer in objects_at(each, "neighbors")
                ),
            )
            for each in objects_at(document, "spec", "virtualRouters")
        ),
    )


def bgp_peer_config(document: JsonObject) -> observed.BgpPeerConfig:
    """A CiliumBGPPeerConfig."""
    return observed.BgpPeerConfig(
        name_of(document),
        tuple(
            _selector(object_at(each, "advertisements"))
            for each in objects_at(document, "spec", "families")
            if isinstance(each.get("advertisements"), dict)
        ),
    )


def bgp_advertisement(document: JsonObject) -> observed.BgpAdvertisement:
    """A CiliumBGPAdvertisement."""
    return observed.BgpAdvertisement(
        name_of(document),
        string_map_at(document, "metadata", "labels"),
        tuple(
            string_at(each, "advertisementType")
            for each in objects_at(document, "spec", "advertisements")
        ),
    )


def address_pool(document: JsonObject) -> observed.AddressPool:
    """A CiliumLoadBalancerIPPool, whose parts are `blocks`, or `cidrs` in older minors."""
    specification = object_at(document, "spec")
    parts = [*objects_at(specification, "blocks"), *objects_at(specification, "cidrs")]
    return observed.AddressPool(
        name_of(document),
        specification.get("disabled") is True,
        tuple(
            observed.AddressBlock(
                string_at(each, "cidr"), string_at(each, "start"), string_at(each, "stop")
            )
            for each in parts
        ),
    )


def kind_versions(document: JsonObject) -> observed.KindVersions:
    """What a CRD says of its kind."""
    return observed.KindVersions(
        tuple(
            string_at(each, "name")
            for each in objects_at(document, "spec", "versions")
            if each.get("served") is True
        ),
        string_map_at(document, "metadata", "annotations").get(BUNDLE_ANNOTATION, ""),
    )


def _selector(selector: JsonObject) -> observed.LabelSelector:
    return observed.LabelSelector(
        tuple(sorted(string_map_at(selector, "matchLabels").items())),
        tuple(
            (string_at(each, "key"), string_at(each, "operator"), strings_at(each, "values"))
            for each in objects_at(selector, "matchExpressions")
        ),
    )
