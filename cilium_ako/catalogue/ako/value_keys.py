"""How AKO's chart spells what this program decides: facts to Helm values.

`config` names the key of the ConfigMap `avi-k8s-config`, which AKO reads when it starts.
Source: AKO:helm/ako/values.yaml and AKO:helm/ako/templates/configmap.yaml, 1.10.1 to 2.1.1.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cilium_ako.catalogue.charts.value_key import ValueKey
from cilium_ako.catalogue.release import Release

_TEXT: Final = {True: "true", False: "false"}

VALUE_KEYS: Final[tuple[ValueKey, ...]] = (
    ValueKey(fact="clusterName", key="AKOSettings.clusterName", config="clusterName"),
    ValueKey(fact="cniPlugin", key="AKOSettings.cniPlugin", config="cniPlugin"),
    # the chart's own default is a text, and so is what AKO compares it with
    ValueKey(
        fact="disableStaticRouteSync",
        key="AKOSettings.disableStaticRouteSync",
        config="disableStaticRouteSync",
        value_map=_TEXT,
    ),
    ValueKey(fact="serviceType", key="L7Settings.serviceType", config="serviceType"),
    ValueKey(fact="shardSize", key="L7Settings.shardVSSize", config="shardVSSize"),
    ValueKey(
        fact="controller.host", key="ControllerSettings.controllerHost", config="controllerIP"
    ),
    ValueKey(
        fact="controller.version",
        key="ControllerSettings.controllerVersion",
        config="controllerVersion",
    ),
    ValueKey(fact="controller.cloud", key="ControllerSettings.cloudName", config="cloudName"),
    ValueKey(fact="controller.tenant", key="ControllerSettings.tenantName", config="tenantName"),
    ValueKey(
        fact="controller.serviceEngineGroup",
        key="ControllerSettings.serviceEngineGroupName",
        config="serviceEngineGroupName",
    ),
    ValueKey(
        fact="controller.vrf",
        key="ControllerSettings.vrfName",
        config="vrfName",
        since=Release(1, 12),
    ),
    ValueKey(fact="t1lr", key="NetworkSettings.nsxtT1LR", config="nsxtT1LR"),
    ValueKey(fact="vipNetworks", key="NetworkSettings.vipNetworkList", config="vipNetworkList"),
    ValueKey(fact="nodeNetworks", key="NetworkSettings.nodeNetworkList", config="nodeNetworkList"),
    ValueKey(fact="ipFamily", key="AKOSettings.ipFamily", config="ipFamily", free_when_unsaid=True),
    ValueKey(fact="rhi.enabled", key="NetworkSettings.enableRHI", config="enableRHI"),
    ValueKey(fact="rhi.peerLabels", key="NetworkSettings.bgpPeerLabels", config="bgpPeerLabels"),
    # What a stack's own values may say where its config does not
    ValueKey(fact="autoFQDN", key="L4Settings.autoFQDN", config="autoFQDN", free_when_unsaid=True),
    # the chart compares it with a text
    ValueKey(
        fact="defaultIngController",
        key="L7Settings.defaultIngController",
        config="defaultIngController",
        value_map=_TEXT,
        free_when_unsaid=True,
    ),
    ValueKey(
        fact="gatewayApi",
        key="featureGates.GatewayAPI",
        since=Release(1, 11),
        free_when_unsaid=True,
    ),
    ValueKey(
        fact="layer7Only",
        key="AKOSettings.layer7Only",
        config="layer7Only",
        free_when_unsaid=True,
    ),
    ValueKey(fact="logLevel", key="AKOSettings.logLevel", config="logLevel", free_when_unsaid=True),
    ValueKey(
        fact="namespaceSelector.key",
        key="AKOSettings.namespaceSelector.labelKey",
        config="nsSyncLabelKey",
        free_when_unsaid=True,
    ),
    ValueKey(
        fact="namespaceSelector.value",
        key="AKOSettings.namespaceSelector.labelValue",
        config="nsSyncLabelValue",
        free_when_unsaid=True,
    ),
)
"""Every key that this program writes."""

REFUSED_VALUES: Final[Mapping[str, str]] = {
    "avicredentials": "Helm keeps values readable: use this stack's secret keys",
}
"""Helm keys that a stack's own `values` may never name, with the reason."""

NO_KEYS: Final[Mapping[str, str]] = {
    "image.tag": "the image's tag is the chart's own version: set ako.version",
    "GatewayAPI.image.tag": "the image's tag is the chart's own version: set ako.version",
    "affinity": "the template writes an affinity of its own, which keeps two AKOs on two nodes",
    "featureGates.EnableEndpointSlice": "only 1.13 has the switch: later releases always read "
    "EndpointSlices, earlier ones never",
}
"""Helm keys that people look for in vain, with what there is instead."""

LIVE_KEYS: Final = (
    "AKOSettings.logLevel",
    "AKOSettings.enableEvents",
    "AKOSettings.deleteConfig",
)
"""Keys that a running AKO follows; every other one is read at its start (AKO:k8s/ako_init.go)."""
