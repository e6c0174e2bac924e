"""How AKO's chart spells what this program decides: facts to Helm values.

`config` names the key of the ConfigMap `avi-k8s-config`, which AKO reads when it starts.
Source: AKO:helm/ako/values.yaml and AKO:helm/ako/templates/configmap.yaml, 1.10.1 to 2.1.1.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cilium_ako.catalogue.spelling import Spelling

_TEXT: Final = {True: "true", False: "false"}

SPELLINGS: Final[tuple[Spelling, ...]] = (
    Spelling("clusterName", "AKOSettings.clusterName", "clusterName"),
    Spelling("cniPlugin", "AKOSettings.cniPlugin", "cniPlugin"),
    # the chart's own default is a text, and so is what AKO compares it with
    Spelling(
        "disableStaticRouteSync",
        "AKOSettings.disableStaticRouteSync",
        "disableStaticRouteSync",
        words=_TEXT,
    ),
    Spelling("serviceType", "L7Settings.serviceType", "serviceType"),
    Spelling("shardSize", "L7Settings.shardVSSize", "shardVSSize"),
    Spelling("controller.host", "ControllerSettings.controllerHost", "controllerIP"),
    Spelling("controller.version", "ControllerSettings.controllerVersion", "controllerVersion"),
    Spelling("controller.cloud", "ControllerSettings.cloudName", "cloudName"),
    Spelling("controller.tenant", "ControllerSettings.tenantName", "tenantName"),
    Spelling(
        "controller.serviceEngineGroup",
        "ControllerSettings.serviceEngineGroupName",
        "serviceEngineGroupName",
    ),
    Spelling("controller.vrf", "ControllerSettings.vrfName", "vrfName", since=(1, 12)),
    Spelling("t1lr", "NetworkSettings.nsxtT1LR", "nsxtT1LR"),
    Spelling("vipNetworks", "NetworkSettings.vipNetworkList", "vipNetworkList"),
    Spelling("nodeNetworks", "NetworkSettings.nodeNetworkList", "nodeNetworkList"),
    Spelling("rhi.enabled", "NetworkSettings.enableRHI", "enableRHI"),
    Spelling("rhi.peerLabels", "NetworkSettings.bgpPeerLabels", "bgpPeerLabels"),
)
"""Every key that this program writes."""

REFUSED_VALUES: Final[Mapping[str, str]] = {
    "avicredentials": "Helm keeps values readable: use this stack's secret keys",
}
"""Helm keys that a stack's own `values` may never name, with the reason."""

CREDENTIALS_IN_SECRET_SINCE: Final = (1, 12, 1)
"""First AKO that takes a Secret `avi-secret` which Helm did not make (AKO:CHANGELOG 1.12.1)."""

LIVE_KEYS: Final = (
    "AKOSettings.logLevel",
    "AKOSettings.enableEvents",
    "AKOSettings.deleteConfig",
)
"""Keys that a running AKO follows; every other one is read at its start (AKO:k8s/ako_init.go)."""
