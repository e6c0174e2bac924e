"""How the operator's AKOConfig and Tanzu's add-on spell what AKO's chart is told.

Sources: AKO:ako-operator/api/v1beta1/akoconfig_types.go; vmware-tanzu/community-edition:
addons/packages/load-balancer-and-ingress-service/*/bundle/config/values.yaml.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SECTIONS: Final[Mapping[str, str]] = {
    "akoSettings": "AKOSettings",
    "networkSettings": "NetworkSettings",
    "l7Settings": "L7Settings",
    "l4Settings": "L4Settings",
    "controllerSettings": "ControllerSettings",
    "nodePortSelector": "nodePortSelector",
    "resources": "resources",
    "rbac": "rbac",
}
"""Section of an AKOConfig's `spec` to the chart's; the keys in it are the same but for `KEYS`."""

KEYS: Final[Mapping[str, str]] = {
    "controllerSettings.controllerIP": "ControllerSettings.controllerHost",
    "featureGates.gatewayAPI": "featureGates.GatewayAPI",
    "featureGates.enablePrometheus": "featureGates.EnablePrometheus",
    "featureGates.enableEndpointSlice": "featureGates.EnableEndpointSlice",
    "imageRepository": "image.repository",
    "imagePullPolicy": "image.pullPolicy",
    "imagePullSecrets": "image.pullSecrets",
    "gatewayAPI.image.repository": "GatewayAPI.image.repository",
    "gatewayAPI.image.pullPolicy": "GatewayAPI.image.pullPolicy",
    "pvc": "persistentVolumeClaim",
    "mountPath": "mountPath",
    "logFile": "logFile",
    "akoGatewayLogFile": "akoGatewayLogFile",
    "replicaCount": "replicaCount",
}
"""Single keys of an AKOConfig that the chart spells in its own way."""

ADD_ON: Final = "loadBalancerAndIngressService"
"""The key below which Tanzu's add-on has its values."""

ADD_ON_KEYS: Final[Mapping[str, str]] = {
    "ako_settings.log_level": "AKOSettings.logLevel",
    "ako_settings.primary_instance": "AKOSettings.primaryInstance",
    "ako_settings.full_sync_frequency": "AKOSettings.fullSyncFrequency",
    "ako_settings.api_server_port": "AKOSettings.apiServerPort",
    "ako_settings.delete_config": "AKOSettings.deleteConfig",
    "ako_settings.disable_static_route_sync": "AKOSettings.disableStaticRouteSync",
    "ako_settings.cluster_name": "AKOSettings.clusterName",
    "ako_settings.cni_plugin": "AKOSettings.cniPlugin",
    "ako_settings.enable_EVH": "AKOSettings.enableEVH",
    "ako_settings.layer_7_only": "AKOSettings.layer7Only",
    "ako_settings.services_api": "AKOSettings.servicesAPI",
    "ako_settings.vip_per_namespace": "AKOSettings.vipPerNamespace",
    "ako_settings.enable_events": "AKOSettings.enableEvents",
    "ako_settings.istio_enabled": "AKOSettings.istioEnabled",
    "ako_settings.ip_family": "AKOSettings.ipFamily",
    "ako_settings.blocked_namespace_list": "AKOSettings.blockedNamespaceList",
    "ako_settings.use_default_secrets_only": "AKOSettings.useDefaultSecretsOnly",
    "ako_settings.namespace_selector.label_key": "AKOSettings.namespaceSelector.labelKey",
    "ako_settings.namespace_selector.label_value": "AKOSettings.namespaceSelector.labelValue",
    "network_settings.node_network_list": "NetworkSettings.nodeNetworkList",
    "network_settings.vip_network_list": "NetworkSettings.vipNetworkList",
    "network_settings.enable_rhi": "NetworkSettings.enableRHI",
    "network_settings.bgp_peer_labels": "NetworkSettings.bgpPeerLabels",
    "network_settings.nsxt_t1_lr": "NetworkSettings.nsxtT1LR",
    "l7_settings.default_ing_controller": "L7Settings.defaultIngController",
    "l7_settings.service_type": "L7Settings.serviceType",
    "l7_settings.shard_vs_size": "L7Settings.shardVSSize",
    "l7_settings.pass_through_shardsize": "L7Settings.passthroughShardSize",
    "l7_settings.no_pg_for_SNI": "L7Settings.noPGForSNI",
    "l7_settings.enable_MCI": "L7Settings.enableMCI",
    "l4_settings.default_domain": "L4Settings.defaultDomain",
    "l4_settings.auto_fqdn": "L4Settings.autoFQDN",
    "controller_settings.service_engine_group_name": "ControllerSettings.serviceEngineGroupName",
    "controller_settings.controller_version": "ControllerSettings.controllerVersion",
    "controller_settings.cloud_name": "ControllerSettings.cloudName",
    "controller_settings.controller_ip": "ControllerSettings.controllerHost",
    "controller_settings.tenant_name": "ControllerSettings.tenantName",
    "nodeport_selector.key": "nodePortSelector.key",
    "nodeport_selector.value": "nodePortSelector.value",
    "resources.limits.cpu": "resources.limits.cpu",
    "resources.limits.memory": "resources.limits.memory",
    "resources.request.cpu": "resources.requests.cpu",
    "resources.request.memory": "resources.requests.memory",
    "mount_path": "mountPath",
    "log_file": "logFile",
    "persistent_volume_claim": "persistentVolumeClaim",
    "replica_count": "replicaCount",
    "avi_credentials.username": "avicredentials.username",
    "avi_credentials.password": "avicredentials.password",
    "avi_credentials.certificate_authority_data": "avicredentials.certificateAuthorityData",
}
"""Key of Tanzu's add-on below `config` to the chart's."""

ADD_ON_ALONE: Final[Mapping[str, str]] = {
    "ako_settings.sync_namespace": "AKO dropped it: write ako.namespaceSelector",
    "is_cluster_service": "Tanzu's own: whether the control plane is balanced as well",
    "network_settings.subnet_ip": "an older spelling of vip_network_list",
    "network_settings.subnet_prefix": "an older spelling of vip_network_list",
    "network_settings.network_name": "an older spelling of vip_network_list",
    "network_settings.control_plane_network": "the control plane is Tanzu's to balance",
    "network_settings.control_plane_network_name": "the control plane is Tanzu's to balance",
    "network_settings.control_plane_network_cidr": "the control plane is Tanzu's to balance",
    "l7_settings.disable_ingress_class": "the chart always makes the class where it serves",
    "l7_settings.l7_sharding_scheme": "AKO dropped it",
    "l4_settings.advanced_l4": "for Tanzu's supervisor alone",
    "controller_settings.tenants_per_cluster": "the chart has dedicatedTenantMode in its place",
    "controller_settings.control_plane_service_engine_group": "the control plane is Tanzu's",
    "rbac.psp_enabled": "Kubernetes dropped PodSecurityPolicies",
}
"""Key of Tanzu's add-on that the chart has no key for, with the reason."""
