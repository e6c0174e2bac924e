"""Facts of AKO, and the keys and defaults of those that this program never writes.

A fact is named `ako.` and then as its row in `catalogue.ako.value_keys` or below. A default is what
AKO does where neither the Helm values nor the ConfigMap say anything.
Sources: AKO:helm/ako/values.yaml and AKO:helm/ako/templates/configmap.yaml, 1.10.1 to 2.1.1.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.charts.value_key import ValueKey
from cilium_ako.catalogue.facts.row import FactDefinition, MinorDefault, OlderDefault
from cilium_ako.catalogue.release import Release

_AKO: Final = ("ako.installed",)

FACTS: Final[tuple[FactDefinition, ...]] = (
    FactDefinition(name="ako.installed", kind="boolean", path="ako"),
    FactDefinition(name="ako.release", kind="text", depends_on=_AKO),
    FactDefinition(name="ako.version", kind="text", path="ako.version", depends_on=_AKO),
    FactDefinition(
        name="ako.clusterName",
        kind="text",
        default="my-cluster",
        path="cluster.name",
        depends_on=_AKO,
    ),
    FactDefinition(
        name="ako.cniPlugin", kind="text", default="", path="cilium.ipam.mode", depends_on=_AKO
    ),
    FactDefinition(
        name="ako.disableStaticRouteSync",
        kind="boolean",
        default=False,
        path="cilium.ipam.mode",
        depends_on=_AKO,
    ),
    FactDefinition(
        name="ako.serviceType",
        kind="text",
        default="ClusterIP",
        path="ako.serviceType",
        depends_on=_AKO,
    ),
    FactDefinition(
        name="ako.shardSize", kind="text", default="LARGE", path="ako.shardSize", depends_on=_AKO
    ),
    FactDefinition(
        name="ako.controller.host",
        kind="text",
        default="",
        path="ako.controller.host",
        depends_on=_AKO,
    ),
    FactDefinition(
        name="ako.controller.version",
        kind="text",
        default="",
        path="ako.controller.version",
        depends_on=_AKO,
    ),
    FactDefinition(
        name="ako.controller.cloud",
        kind="text",
        default="Default-Cloud",
        path="ako.controller.cloudName",
        depends_on=_AKO,
    ),
    FactDefinition(
        name="ako.controller.tenant",
        kind="text",
        default="admin",
        path="ako.controller.tenant",
        depends_on=_AKO,
    ),
    FactDefinition(
        name="ako.controller.serviceEngineGroup",
        kind="text",
        default="Default-Group",
        path="ako.controller.serviceEngineGroup",
        depends_on=_AKO,
    ),
    FactDefinition(
        name="ako.controller.vrf",
        kind="text",
        default="",
        path="ako.controller.vrf",
        depends_on=_AKO,
    ),
    FactDefinition(
        name="ako.controller.dedicatedTenant", kind="boolean", default=False, depends_on=_AKO
    ),
    FactDefinition(name="ako.t1lr", kind="text", default="", path="ako.t1lr", depends_on=_AKO),
    FactDefinition(name="ako.vpcMode", kind="boolean", default=False, depends_on=_AKO),
    FactDefinition(
        name="ako.vipNetworks", kind="json", default="[]", path="ako.vipNetworks", depends_on=_AKO
    ),
    FactDefinition(
        name="ako.nodeNetworks", kind="json", default="[]", path="ako.nodeNetworks", depends_on=_AKO
    ),
    FactDefinition(
        name="ako.rhi.enabled",
        kind="boolean",
        default=False,
        path="ako.rhi.enabled",
        depends_on=_AKO,
    ),
    FactDefinition(
        name="ako.rhi.peerLabels",
        kind="json",
        default="[]",
        path="ako.rhi.bgpPeerLabels",
        depends_on=_AKO,
    ),
    FactDefinition(name="ako.passthroughShardSize", kind="text", default="SMALL", depends_on=_AKO),
    FactDefinition(name="ako.enableEVH", kind="boolean", default=False, depends_on=_AKO),
    FactDefinition(name="ako.vipPerNamespace", kind="boolean", default=False, depends_on=_AKO),
    FactDefinition(
        name="ako.layer7Only", kind="boolean", default=False, path="ako.layer7Only", depends_on=_AKO
    ),
    FactDefinition(
        name="ako.defaultIngController",
        kind="boolean",
        default=True,
        path="ako.defaultIngressController",
        depends_on=_AKO,
    ),
    FactDefinition(
        name="ako.gatewayApi",
        kind="boolean",
        default=False,
        path="ako.gatewayApi",
        depends_on=_AKO,
    ),
    FactDefinition(
        name="ako.namespaceSelector.key",
        kind="text",
        default="",
        path="ako.namespaceSelector.labelKey",
        depends_on=_AKO,
    ),
    FactDefinition(
        name="ako.namespaceSelector.value",
        kind="text",
        default="",
        path="ako.namespaceSelector.labelValue",
        depends_on=_AKO,
    ),
    FactDefinition(name="ako.blockedNamespaces", kind="json", default="[]", depends_on=_AKO),
    FactDefinition(name="ako.primaryInstance", kind="boolean", default=True, depends_on=_AKO),
    FactDefinition(name="ako.replicaCount", kind="number", default=1, depends_on=_AKO),
    FactDefinition(name="ako.deleteConfig", kind="boolean", default=False, depends_on=_AKO),
    FactDefinition(
        name="ako.logLevel", kind="text", default="WARN", path="ako.logLevel", depends_on=_AKO
    ),
    FactDefinition(name="ako.enableEvents", kind="boolean", default=True, depends_on=_AKO),
    FactDefinition(name="ako.fullSyncFrequency", kind="text", default="1800", depends_on=_AKO),
    FactDefinition(name="ako.servicesAPI", kind="boolean", default=False, depends_on=_AKO),
    FactDefinition(name="ako.defaultDomain", kind="text", default="", depends_on=_AKO),
    FactDefinition(name="ako.defaultLBController", kind="boolean", default=True, depends_on=_AKO),
    FactDefinition(name="ako.noPGForSNI", kind="boolean", default=False, depends_on=_AKO),
    FactDefinition(
        name="ako.autoFQDN", kind="text", default="default", path="ako.autoFqdn", depends_on=_AKO
    ),
    FactDefinition(
        name="ako.nodePortSelector.key",
        kind="text",
        default="",
        depends_on=("ako.installed", "ako.serviceType"),
    ),
    FactDefinition(
        name="ako.nodePortSelector.value",
        kind="text",
        default="",
        depends_on=("ako.installed", "ako.serviceType"),
    ),
    FactDefinition(name="ako.apiServerPort", kind="text", default="8080", depends_on=_AKO),
    FactDefinition(name="ako.enableMCI", kind="boolean", default=False, depends_on=_AKO),
    FactDefinition(
        name="ako.ipFamily",
        kind="text",
        default="",
        path="cilium.ipam.podCidrs",
        depends_on=_AKO,
    ),
    FactDefinition(name="ako.istioEnabled", kind="boolean", default=False, depends_on=_AKO),
    FactDefinition(
        name="ako.useDefaultSecretsOnly", kind="boolean", default=False, depends_on=_AKO
    ),
    FactDefinition(name="ako.enablePrometheus", kind="boolean", default=False, depends_on=_AKO),
    FactDefinition(
        name="ako.enableEndpointSlice",
        kind="boolean",
        depends_on=("ako.installed", "ako.version"),
    ),
    FactDefinition(
        name="ako.crdOperator", kind="boolean", depends_on=("ako.installed", "ako.version")
    ),
    FactDefinition(
        name="ako.fqdnReusePolicy", kind="text", default="InterNamespaceAllowed", depends_on=_AKO
    ),
    FactDefinition(
        name="ako.credentials",
        kind="text",
        path="ako.credentials",
        depends_on=_AKO,
        config_only=True,
    ),
    FactDefinition(
        name="ako.password", kind="sealed", path="aviPassword", depends_on=_AKO, config_only=True
    ),
    FactDefinition(
        name="ako.token", kind="sealed", path="aviToken", depends_on=_AKO, config_only=True
    ),
    FactDefinition(name="ako.ca", kind="sealed", path="aviCa", depends_on=_AKO, config_only=True),
)
"""Every fact, in the order in which a person reads about them."""

WATCHED_KEYS: Final[tuple[ValueKey, ...]] = (
    ValueKey(
        fact="controller.dedicatedTenant",
        key="ControllerSettings.dedicatedTenantMode",
        config="dedicatedTenantMode",
    ),
    ValueKey(fact="vpcMode", key="AKOSettings.vpcMode", config="vpcMode"),
    ValueKey(
        fact="passthroughShardSize",
        key="L7Settings.passthroughShardSize",
        config="passthroughShardSize",
    ),
    ValueKey(fact="enableEVH", key="AKOSettings.enableEVH", config="enableEVH"),
    ValueKey(fact="vipPerNamespace", key="AKOSettings.vipPerNamespace", config="vipPerNamespace"),
    ValueKey(
        fact="blockedNamespaces",
        key="AKOSettings.blockedNamespaceList",
        config="blockedNamespaceList",
    ),
    ValueKey(fact="primaryInstance", key="AKOSettings.primaryInstance", config="primaryInstance"),
    ValueKey(fact="replicaCount", key="replicaCount"),
    ValueKey(fact="deleteConfig", key="AKOSettings.deleteConfig", config="deleteConfig"),
    ValueKey(fact="enableEvents", key="AKOSettings.enableEvents", config="enableEvents"),
    ValueKey(
        fact="fullSyncFrequency", key="AKOSettings.fullSyncFrequency", config="fullSyncFrequency"
    ),
    ValueKey(fact="servicesAPI", key="AKOSettings.servicesAPI", config="servicesAPI"),
    # the first key that says something counts
    ValueKey(
        fact="defaultDomain",
        key="NetworkSettings.defaultDomain",
        config="defaultDomain",
        since=Release(1, 13),
    ),
    ValueKey(fact="defaultDomain", key="L4Settings.defaultDomain", config="defaultDomain"),
    ValueKey(
        fact="defaultLBController",
        key="L4Settings.defaultLBController",
        config="defaultLBController",
        since=Release(1, 12),
    ),
    ValueKey(fact="noPGForSNI", key="L7Settings.noPGForSNI", config="noPGForSNI"),
    ValueKey(fact="nodePortSelector.key", key="nodePortSelector.key", config="nodeKey"),
    ValueKey(fact="nodePortSelector.value", key="nodePortSelector.value", config="nodeValue"),
    ValueKey(fact="apiServerPort", key="AKOSettings.apiServerPort", config="apiServerPort"),
    ValueKey(fact="enableMCI", key="L7Settings.enableMCI", config="enableMCI"),
    ValueKey(fact="istioEnabled", key="AKOSettings.istioEnabled", config="istioEnabled"),
    ValueKey(
        fact="useDefaultSecretsOnly",
        key="AKOSettings.useDefaultSecretsOnly",
        config="useDefaultSecretsOnly",
    ),
    ValueKey(
        fact="enablePrometheus", key="featureGates.EnablePrometheus", config="enablePrometheus"
    ),
    ValueKey(
        fact="enableEndpointSlice",
        key="featureGates.EnableEndpointSlice",
        config="enableEndpointSlice",
        since=Release(1, 13),
        until=Release(1, 13),
    ),
    ValueKey(
        fact="crdOperator",
        key="ako-crd-operator.enabled",
        since=Release(1, 14),
    ),
    ValueKey(
        fact="fqdnReusePolicy",
        key="L7Settings.fqdnReusePolicy",
        config="fqdnReusePolicy",
        since=Release(1, 13),
    ),
)
"""Keys of facts, beside those of `catalogue.ako.value_keys`, in the same form."""

MINOR_DEFAULTS: Final[tuple[MinorDefault, ...]] = (
    MinorDefault(
        fact="ako.enableEndpointSlice", value=True, since=Release(1, 13), until=Release(1, 13)
    ),
    MinorDefault(fact="ako.crdOperator", value=True, since=Release(1, 14), until=Release(2, 1)),
)
"""Source: values.yaml of the charts."""

OLDER_DEFAULTS: Final[tuple[OlderDefault, ...]] = ()
"""AKO's chart has no `upgradeCompatibility`."""
