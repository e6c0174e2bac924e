"""What an AKO release is told, as keys of a stack's `ako`: `charts.ako` read upwards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from cilium_ako.adopt.told import Told
from cilium_ako.catalogue.ako.limits import SHARED_ENGINE_GROUP

Config = dict[str, object]

_WORDS: Final[Mapping[str, bool]] = {"true": True, "false": False}


def ako_config(told: Told, *, cluster_name: str, routed_elsewhere: bool) -> Config:
    """The keys of `ako`, without `values`. What no Helm value says is left out.

    `cluster_name` is the cluster's, `routed_elsewhere` whether pods have addresses of a VPC or
    something else announces them, so that AKO writes no routes by itself.
    """
    parts = _parts(told, cluster_name, routed_elsewhere=routed_elsewhere)
    return {name: value for name, value in parts if value not in (None, "", {}, [])}


def _parts(
    told: Told, cluster_name: str, *, routed_elsewhere: bool
) -> Iterator[tuple[str, object]]:
    yield "version", str(told.version) if told.release.version is not None else None
    name = told.raw("AKOSettings.clusterName")
    yield "clusterName", name if name != cluster_name else None
    yield "controller", _controller(told)
    yield "t1lr", told.raw("NetworkSettings.nsxtT1LR")
    service = told.fact("ako.serviceType")
    yield "serviceType", service if service != "ClusterIP" else None
    yield "vipNetworks", [*_networks(told.raw("NetworkSettings.vipNetworkList"))]
    yield "nodeNetworks", [*_networks(told.raw("NetworkSettings.nodeNetworkList"))]
    if told.fact("ako.disableStaticRouteSync") is True and not routed_elsewhere:
        yield "podRoutes", "fabric"
    yield "rhi", _rhi(told)
    size = told.raw("L7Settings.shardVSSize")
    yield "shardSize", size if size != "LARGE" else None
    for key, helm in (
        ("autoFqdn", "L4Settings.autoFQDN"),
        ("defaultIngressController", "L7Settings.defaultIngController"),
        ("gatewayApi", "featureGates.GatewayAPI"),
        ("layer7Only", "AKOSettings.layer7Only"),
        ("logLevel", "AKOSettings.logLevel"),
    ):
        if told.differs(helm):
            value = told.raw(helm)
            yield key, _WORDS.get(value, value) if isinstance(value, str) else value
    selector = told.raw("AKOSettings.namespaceSelector")
    if isinstance(selector, Mapping) and any(selector.values()):
        yield "namespaceSelector", {key: selector.get(key) for key in ("labelKey", "labelValue")}


def _controller(told: Told) -> Config:
    found: Config = {}
    for key, helm, usual in (
        ("host", "controllerHost", ""),
        ("version", "controllerVersion", ""),
        ("cloudName", "cloudName", "Default-Cloud"),
        ("tenant", "tenantName", "admin"),
        ("vrf", "vrfName", ""),
        ("serviceEngineGroup", "serviceEngineGroupName", SHARED_ENGINE_GROUP),
    ):
        value = told.raw(f"ControllerSettings.{helm}")
        if value not in (None, "", usual):
            found[key] = str(value)
    return found


def _networks(given: object) -> Iterator[Config]:
    if not isinstance(given, list):
        return
    for each in given:
        if isinstance(each, Mapping):
            network: Config = {}
            for key, helm in (
                ("name", "networkName"),
                ("uuid", "networkUUID"),
                ("cidr", "cidr"),
                ("cidrIpv6", "v6cidr"),
                ("cidrs", "cidrs"),
            ):
                if each.get(helm):
                    network[key] = each[helm]
            yield network


def _rhi(told: Told) -> Config:
    found: Config = {}
    if told.fact("ako.rhi.enabled") is True:
        found["enabled"] = True
    labels = told.raw("NetworkSettings.bgpPeerLabels")
    if isinstance(labels, list) and labels:
        found["bgpPeerLabels"] = labels
    return found
