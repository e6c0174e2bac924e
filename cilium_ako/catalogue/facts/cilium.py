"""Facts of Cilium, and the keys and defaults of those that this program never writes.

A default is what the agent does where neither the Helm values nor the ConfigMap say anything.
Sources: values.yaml, templates/cilium-configmap.yaml and templates/_helpers.tpl of the charts
1.13.18 to 1.20.0, pkg/defaults/defaults.go, pkg/option/config.go.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cilium_ako.catalogue.charts.value_key import ValueKey
from cilium_ako.catalogue.cilium.distribution_keys import DISTRIBUTION_KEYS
from cilium_ako.catalogue.cilium.ipam import (
    DEFAULT_NODE_MASK,
    DEFAULT_NODE_MASK_IPV6,
    DEFAULT_POOL,
    DEFAULT_POOL_IPV6,
)
from cilium_ako.catalogue.cilium.objects import IPSEC_SECRET
from cilium_ako.catalogue.facts.row import FactDefinition, MinorDefault, OlderDefault, Value
from cilium_ako.catalogue.release import Release

# What a fact depends on, for facts of one kind
_CILIUM: Final = ("cilium.installed",)
_POOL: Final = ("cilium.installed", "ipam.mode", "ipv4")
_POOL_IPV6: Final = ("cilium.installed", "ipam.mode", "ipv6")
_ENI: Final = ("cilium.installed", "ipam.mode", "eni.enabled")
_TUNNEL: Final = ("cilium.installed", "routing.tunnel")
_SERVICES: Final = ("cilium.installed", "kubeProxyReplacement", "nodePort.enabled")
_SERVERS: Final = ("cilium.installed", "kubeProxyReplacement")
_STORE: Final = ("cilium.installed", "kvstore.enabled")
_STORE_TLS: Final = (*_STORE, "kvstore.tls")
_ENCRYPTION: Final = ("cilium.installed", "encryption.type")
_STRICT: Final = ("cilium.installed", "encryption.type", "encryption.strict")
_BY_VERSION: Final = ("cilium.installed", "cilium.version")
_MESH: Final = ("cilium.installed", "clustermesh.apiServer")
_MESH_CA: Final = (*_MESH, "clustermesh.certificates")

FACTS: Final[tuple[FactDefinition, ...]] = (
    FactDefinition(name="cilium.installed", kind="boolean"),
    FactDefinition(name="cilium.release", kind="text", depends_on=_CILIUM),
    FactDefinition(name="cilium.version", kind="text", path="cilium.version", depends_on=_CILIUM),
    FactDefinition(name="upgradeCompatibility", kind="text", default="", depends_on=_CILIUM),
    FactDefinition(
        name="cluster.name", kind="text", default="default", path="cluster.name", depends_on=_CILIUM
    ),
    FactDefinition(
        name="cluster.id", kind="number", default=0, path="cluster.id", depends_on=_CILIUM
    ),
    FactDefinition(
        name="clustermesh.maxConnectedClusters",
        kind="number",
        default=255,
        path="mesh.size",
        depends_on=_CILIUM,
    ),
    # Addresses
    FactDefinition(
        name="ipam.mode",
        kind="text",
        default="cluster-pool",
        path="cilium.ipam.mode",
        depends_on=_CILIUM,
    ),
    FactDefinition(
        name="ipam.pools",
        kind="ranges",
        default=(DEFAULT_POOL,),
        path="cilium.ipam.podCidrs",
        depends_on=_POOL,
    ),
    FactDefinition(
        name="ipam.mask",
        kind="number",
        default=DEFAULT_NODE_MASK,
        path="cilium.ipam.nodeMaskSize",
        depends_on=_POOL,
    ),
    FactDefinition(
        name="ipam.podCidrs",
        kind="ranges",
        path="cilium.ipam.podCidrs",
        depends_on=_POOL,
        config_only=True,
    ),
    FactDefinition(
        name="ipam.vpcCidrs",
        kind="ranges",
        path="cilium.ipam.vpcCidrs",
        depends_on=_ENI,
        config_only=True,
    ),
    FactDefinition(
        name="ipam.requireRange",
        kind="boolean",
        default=False,
        path="cilium.ipam.mode",
        depends_on=("cilium.installed", "ipam.mode"),
    ),
    FactDefinition(
        name="ipv4",
        kind="boolean",
        default=True,
        path="cilium.ipam.podCidrs",
        depends_on=_CILIUM,
    ),
    FactDefinition(
        name="ipv6",
        kind="boolean",
        default=False,
        path="cilium.ipam.podCidrs",
        depends_on=_CILIUM,
    ),
    FactDefinition(
        name="ipam.poolsIpv6",
        kind="ranges",
        default=(DEFAULT_POOL_IPV6,),
        path="cilium.ipam.podCidrs",
        depends_on=_POOL_IPV6,
    ),
    FactDefinition(
        name="ipam.maskIpv6",
        kind="number",
        default=DEFAULT_NODE_MASK_IPV6,
        path="cilium.ipam.nodeMaskSizeIpv6",
        depends_on=_POOL_IPV6,
    ),
    FactDefinition(
        name="ipam.requireRangeIpv6",
        kind="boolean",
        default=False,
        path="cilium.ipam.podCidrs",
        depends_on=_POOL_IPV6,
    ),
    FactDefinition(
        name="eni.enabled",
        kind="boolean",
        default=False,
        path="cilium.ipam.mode",
        depends_on=("cilium.installed", "ipam.mode"),
    ),
    FactDefinition(
        name="eni.subnetIds", kind="set", default=(), path="cilium.ipam.subnetIds", depends_on=_ENI
    ),
    FactDefinition(
        name="eni.subnetTags",
        kind="set",
        default=(),
        path="cilium.ipam.subnetTags",
        depends_on=_ENI,
    ),
    FactDefinition(name="eni.instanceTags", kind="set", default=(), depends_on=_ENI),
    FactDefinition(name="eni.nodeSubnetIds", kind="set", default=(), depends_on=_ENI),
    FactDefinition(
        name="eni.nodeSubnetTags",
        kind="set",
        default=(),
        path="cilium.ipam.subnetTags",
        depends_on=_ENI,
    ),
    FactDefinition(
        name="eni.securityGroups",
        kind="set",
        default=(),
        path="cilium.ipam.securityGroups.pods",
        depends_on=_ENI,
    ),
    FactDefinition(name="eni.securityGroupTags", kind="set", default=(), depends_on=_ENI),
    FactDefinition(name="eni.excludeInterfaceTags", kind="set", default=(), depends_on=_ENI),
    FactDefinition(name="eni.firstInterfaceIndex", kind="number", default=0, depends_on=_ENI),
    FactDefinition(
        name="eni.prefixDelegation",
        kind="boolean",
        default=False,
        path="cilium.ipam.prefixDelegation",
        depends_on=_ENI,
    ),
    FactDefinition(name="eni.releaseExcess", kind="boolean", default=False, depends_on=_ENI),
    FactDefinition(name="eni.minAllocate", kind="number", default=0, depends_on=_ENI),
    FactDefinition(name="eni.preAllocate", kind="number", default=0, depends_on=_ENI),
    FactDefinition(name="eni.maxAllocate", kind="number", default=0, depends_on=_ENI),
    FactDefinition(
        name="eni.podSubnets",
        kind="ranges",
        path="cilium.ipam.podSubnets",
        depends_on=_ENI,
        config_only=True,
    ),
    FactDefinition(
        name="eni.operatorRoleSource",
        kind="text",
        path="cilium.ipam.operatorRole",
        depends_on=_ENI,
        config_only=True,
    ),
    FactDefinition(
        name="eni.operatorRole",
        kind="text",
        default="",
        path="cilium.ipam.operatorRole",
        depends_on=_ENI,
    ),
    # Routing
    FactDefinition(
        name="routing.tunnel",
        kind="text",
        default="vxlan",
        path="cilium.routing",
        depends_on=_CILIUM,
    ),
    FactDefinition(
        name="routing.port",
        kind="number",
        default=0,
        path="cilium.routing.port",
        depends_on=_TUNNEL,
    ),
    FactDefinition(
        name="routing.nativeCidr",
        kind="text",
        path="cilium.routing.cidr",
        depends_on=_TUNNEL,
    ),
    FactDefinition(
        name="routing.nativeCidrIpv6",
        kind="text",
        path="cilium.routing.cidrIpv6",
        depends_on=("cilium.installed", "routing.tunnel", "ipv6"),
    ),
    FactDefinition(
        name="routing.underlay",
        kind="text",
        default="ipv4",
        path="cilium.ipam.podCidrs",
        depends_on=("cilium.installed", "routing.tunnel", "ipv4", "ipv6"),
    ),
    FactDefinition(
        name="routing.autoDirectNodeRoutes",
        kind="boolean",
        default=False,
        path="cilium.routing.autoDirectNodeRoutes",
        depends_on=_CILIUM,
    ),
    FactDefinition(name="mtu", kind="number", default=0, path="cilium.mtu", depends_on=_CILIUM),
    FactDefinition(
        name="endpointRoutes",
        kind="boolean",
        default=False,
        path="cilium.endpointRoutes",
        depends_on=("cilium.installed", "eni.enabled"),
    ),
    FactDefinition(
        name="devices", kind="list", default=(), path="cilium.devices", depends_on=_CILIUM
    ),
    FactDefinition(name="directRoutingDevice", kind="text", default="", depends_on=_CILIUM),
    FactDefinition(name="hostLegacyRouting", kind="text", default="auto", depends_on=_CILIUM),
    FactDefinition(
        name="datapathMode", kind="text", default="veth", path="cilium.datapath", depends_on=_CILIUM
    ),
    FactDefinition(
        name="masquerade.enabled",
        kind="boolean",
        default=True,
        path="cilium.masquerade.enabled",
        depends_on=_CILIUM,
    ),
    FactDefinition(
        name="masquerade.enabledIpv6",
        kind="boolean",
        default=True,
        path="cilium.masquerade.enabledIpv6",
        depends_on=("cilium.installed", "ipv6"),
    ),
    FactDefinition(
        name="masquerade.bpf",
        kind="boolean",
        default=False,
        path="cilium.masquerade.bpf",
        depends_on=_CILIUM,
    ),
    FactDefinition(
        name="masquerade.interfaces",
        kind="list",
        default=(),
        path="cilium.masquerade.interfaces",
        depends_on=_CILIUM,
    ),
    FactDefinition(
        name="masquerade.ipMasqAgent", kind="boolean", default=False, depends_on=_CILIUM
    ),
    # Services
    FactDefinition(
        name="kubeProxyReplacement",
        kind="kpr",
        default=False,
        path="cilium.kubeProxyReplacement",
        depends_on=_CILIUM,
    ),
    FactDefinition(
        name="apiServer.host",
        kind="text",
        path="cluster.apiServer",
        depends_on=_SERVERS,
    ),
    FactDefinition(
        name="apiServer.port",
        kind="text",
        path="cluster.apiServer",
        depends_on=_SERVERS,
    ),
    FactDefinition(
        name="apiServer.urls", kind="set", default=(), path="cluster.apiServer", depends_on=_SERVERS
    ),
    FactDefinition(
        name="nodePort.enabled",
        kind="boolean",
        default=False,
        depends_on=("cilium.installed", "kubeProxyReplacement"),
    ),
    FactDefinition(
        name="nodePort.range",
        kind="text",
        default="30000,32767",
        path="cilium.nodePort.range",
        depends_on=_SERVICES,
    ),
    FactDefinition(
        name="nodePort.mode",
        kind="text",
        default="snat",
        path="cilium.nodePort.mode",
        depends_on=_SERVICES,
    ),
    FactDefinition(
        name="nodePort.dsrDispatch",
        kind="text",
        default="opt",
        path="cilium.nodePort.dsrDispatch",
        depends_on=(*_SERVICES, "nodePort.mode"),
    ),
    FactDefinition(
        name="nodePort.acceleration",
        kind="text",
        default="disabled",
        path="cilium.nodePort.acceleration",
        depends_on=_SERVICES,
    ),
    FactDefinition(
        name="nodePort.algorithm",
        kind="text",
        default="random",
        path="cilium.nodePort.algorithm",
        depends_on=_SERVICES,
    ),
    FactDefinition(
        name="maglev.tableSize",
        kind="number",
        default=16381,
        depends_on=(*_SERVICES, "nodePort.algorithm"),
    ),
    FactDefinition(
        name="maglev.hashSeed",
        kind="text",
        default="JLfvgnHc2kaSUFaI",
        depends_on=(*_SERVICES, "nodePort.algorithm"),
    ),
    FactDefinition(name="serviceTopology", kind="boolean", default=False, depends_on=_SERVICES),
    FactDefinition(
        name="socketLB.hostNamespaceOnly",
        kind="boolean",
        default=False,
        path="cilium.socketLb.hostNamespaceOnly",
        depends_on=_CILIUM,
    ),
    FactDefinition(
        name="loadBalancerAddresses",
        kind="text",
        default="lbipam",
        path="ako",
        depends_on=_BY_VERSION,
    ),
    # State and identities
    FactDefinition(
        name="kvstore.enabled",
        kind="boolean",
        default=False,
        path="cilium.kvstore",
        depends_on=_CILIUM,
    ),
    FactDefinition(
        name="kvstore.endpoints",
        kind="set",
        default=(),
        path="cilium.kvstore.endpoints",
        depends_on=_STORE,
    ),
    FactDefinition(
        name="kvstore.tls",
        kind="boolean",
        default=False,
        path="cilium.kvstore.tls",
        depends_on=_STORE,
    ),
    FactDefinition(
        name="kvstore.mode",
        kind="text",
        path="cilium.kvstore.mode",
        depends_on=_STORE,
        config_only=True,
    ),
    FactDefinition(
        name="kvstore.tlsSource",
        kind="text",
        path="cilium.kvstore.tls.source",
        depends_on=(*_STORE_TLS, "kvstore.mode"),
        config_only=True,
    ),
    FactDefinition(
        name="kvstore.authorities",
        kind="set",
        path="etcdCa",
        depends_on=(*_STORE_TLS, "kvstore.mode"),
        config_only=True,
    ),
    FactDefinition(
        name="kvstore.clientFingerprint",
        kind="text",
        path="etcdCert",
        depends_on=(*_STORE_TLS, "kvstore.mode"),
        config_only=True,
    ),
    FactDefinition(
        name="kvstore.ca",
        kind="sealed",
        path="etcdCa",
        depends_on=(*_STORE_TLS, "kvstore.mode"),
        config_only=True,
    ),
    FactDefinition(
        name="kvstore.clientCertificate",
        kind="sealed",
        path="etcdCert",
        depends_on=(*_STORE_TLS, "kvstore.mode"),
        config_only=True,
    ),
    FactDefinition(
        name="kvstore.clientKey",
        kind="sealed",
        path="etcdKey",
        depends_on=(*_STORE_TLS, "kvstore.mode"),
        config_only=True,
    ),
    FactDefinition(
        name="etcd.members",
        kind="set",
        path="cilium.kvstore.members",
        depends_on=_STORE,
        config_only=True,
    ),
    FactDefinition(
        name="etcd.version",
        kind="text",
        path="cilium.kvstore.image",
        depends_on=_STORE,
        config_only=True,
    ),
    FactDefinition(
        name="etcd.dataDirectory",
        kind="text",
        path="cilium.kvstore.dataDirectory",
        depends_on=_STORE,
        config_only=True,
    ),
    FactDefinition(
        name="etcd.generation",
        kind="number",
        path="cilium.kvstore.generation",
        depends_on=_STORE,
        config_only=True,
    ),
    FactDefinition(
        name="etcd.peerPort",
        kind="number",
        path="cilium.kvstore.ports.peer",
        depends_on=_STORE,
        config_only=True,
    ),
    FactDefinition(
        name="etcd.signingAuthority",
        kind="number",
        path="cilium.kvstore.authorities.signing",
        depends_on=_STORE,
        config_only=True,
    ),
    FactDefinition(
        name="etcd.trustedAuthorities",
        kind="set",
        path="cilium.kvstore.authorities.trusted",
        depends_on=_STORE,
        config_only=True,
    ),
    FactDefinition(
        name="etcd.quota",
        kind="number",
        path="cilium.kvstore.quota",
        depends_on=_STORE,
        config_only=True,
    ),
    FactDefinition(
        name="identityAllocation",
        kind="text",
        default="crd",
        path="cilium.kvstore.identityAllocation",
        depends_on=_CILIUM,
    ),
    FactDefinition(name="endpointSlices", kind="boolean", default=False, depends_on=_CILIUM),
    FactDefinition(name="endpointObjectsOff", kind="boolean", default=False, depends_on=_CILIUM),
    FactDefinition(name="identityManagement", kind="text", default="agent", depends_on=_CILIUM),
    FactDefinition(name="identityLabels", kind="set", default=(), depends_on=_CILIUM),
    # Encryption
    FactDefinition(
        name="encryption.type",
        kind="text",
        default="none",
        path="cilium.encryption.type",
        depends_on=_CILIUM,
    ),
    FactDefinition(
        name="encryption.ipsecSecret",
        kind="text",
        default=IPSEC_SECRET,
        path="cilium.encryption.key.name",
        depends_on=_ENCRYPTION,
    ),
    FactDefinition(
        name="encryption.nodeEncryption",
        kind="boolean",
        default=False,
        path="cilium.encryption.nodeEncryption",
        depends_on=_ENCRYPTION,
    ),
    FactDefinition(
        name="encryption.strict",
        kind="boolean",
        default=False,
        path="cilium.encryption.strict",
        depends_on=_ENCRYPTION,
    ),
    FactDefinition(
        name="encryption.strictCidr",
        kind="text",
        default="",
        path="cilium.encryption.strict.cidr",
        depends_on=_STRICT,
    ),
    FactDefinition(
        name="encryption.strictRemoteNodes",
        kind="boolean",
        default=False,
        path="cilium.encryption.strict.cidr",
        depends_on=_STRICT,
    ),
    FactDefinition(
        name="encryption.strictIngress", kind="boolean", default=False, depends_on=_ENCRYPTION
    ),
    FactDefinition(
        name="encryption.keyWatcher", kind="boolean", default=True, depends_on=_ENCRYPTION
    ),
    FactDefinition(
        name="encryption.keyRotationDuration", kind="text", default="5m", depends_on=_ENCRYPTION
    ),
    FactDefinition(
        name="ipsec.keyId",
        kind="number",
        path="cilium.encryption.key.rotation",
        depends_on=(*_ENCRYPTION, "ipsec.keySource"),
    ),
    FactDefinition(
        name="ipsec.keyDigest",
        kind="text",
        path="ipsecKey",
        depends_on=("ipsec.keyId",),
        config_only=True,
    ),
    FactDefinition(
        name="ipsec.key",
        kind="sealed",
        path="ipsecKey",
        depends_on=_ENCRYPTION,
        config_only=True,
    ),
    FactDefinition(
        name="ipsec.keySource",
        kind="text",
        path="cilium.encryption.key.source",
        depends_on=_ENCRYPTION,
        config_only=True,
    ),
    FactDefinition(
        name="ipsec.algorithm",
        kind="text",
        path="ipsecKey",
        depends_on=_ENCRYPTION,
        config_only=True,
    ),
    FactDefinition(
        name="ipsec.perTunnelKeys",
        kind="boolean",
        path="ipsecKey",
        depends_on=_ENCRYPTION,
        config_only=True,
    ),
    # Protocols, policies and flows
    FactDefinition(
        name="sctp", kind="boolean", default=False, path="cilium.sctp", depends_on=_CILIUM
    ),
    FactDefinition(
        name="l7Proxy", kind="boolean", default=True, path="cilium.l7Proxy", depends_on=_CILIUM
    ),
    FactDefinition(
        name="envoy.daemonSet",
        kind="boolean",
        default=True,
        depends_on=("cilium.installed", "l7Proxy"),
    ),
    FactDefinition(name="envoy.discovery", kind="text", default="ads", depends_on=_BY_VERSION),
    FactDefinition(name="secretSync", kind="boolean", default=True, depends_on=_BY_VERSION),
    FactDefinition(name="dnsProxy.transparent", kind="boolean", default=True, depends_on=_CILIUM),
    FactDefinition(
        name="ingressController",
        kind="boolean",
        default=False,
        path="cilium.ingress.enabled",
        depends_on=_CILIUM,
    ),
    FactDefinition(
        name="gatewayAPI",
        kind="boolean",
        default=False,
        path="cilium.gatewayApi.enabled",
        depends_on=_CILIUM,
    ),
    FactDefinition(name="envoyConfig", kind="boolean", default=False, depends_on=_CILIUM),
    FactDefinition(
        name="policyEnforcementMode", kind="text", default="default", depends_on=_CILIUM
    ),
    FactDefinition(
        name="hostFirewall",
        kind="boolean",
        default=False,
        path="cilium.hostFirewall",
        depends_on=_CILIUM,
    ),
    FactDefinition(
        name="hubble.enabled",
        kind="boolean",
        default=True,
        path="cilium.hubble.enabled",
        depends_on=_CILIUM,
    ),
    FactDefinition(
        name="hubble.relay",
        kind="boolean",
        default=False,
        path="cilium.hubble.relay",
        depends_on=_CILIUM,
    ),
    FactDefinition(
        name="hubble.ui", kind="boolean", default=False, path="cilium.hubble.ui", depends_on=_CILIUM
    ),
    FactDefinition(
        name="cni.exclusive",
        kind="boolean",
        default=True,
        path="cilium.cni.exclusive",
        depends_on=_CILIUM,
    ),
    FactDefinition(
        name="cni.chainingMode",
        kind="text",
        default="none",
        path="cilium.cni.chaining",
        depends_on=_CILIUM,
    ),
    # Features that other things depend on
    FactDefinition(name="agent.enabled", kind="boolean", default=True, depends_on=_CILIUM),
    FactDefinition(name="operator.enabled", kind="boolean", default=True, depends_on=_CILIUM),
    FactDefinition(name="preflight", kind="boolean", default=False, depends_on=_CILIUM),
    FactDefinition(name="agent.imageTag", kind="text", depends_on=_BY_VERSION),
    FactDefinition(name="noConntrackRules", kind="boolean", default=False, depends_on=_CILIUM),
    FactDefinition(
        name="masquerade.routeSource", kind="boolean", default=False, depends_on=_CILIUM
    ),
    FactDefinition(name="bpf.tproxy", kind="boolean", default=False, depends_on=_CILIUM),
    FactDefinition(name="bpf.lbModeAnnotation", kind="boolean", default=False, depends_on=_CILIUM),
    FactDefinition(
        name="cni.chainingTarget",
        kind="text",
        default="",
        path="cilium.cni.chaining.target",
        depends_on=_CILIUM,
    ),
    FactDefinition(
        name="cni.customConfiguration", kind="boolean", default=False, depends_on=_CILIUM
    ),
    FactDefinition(
        name="socketLB.enabled",
        kind="boolean",
        default=False,
        path="cilium.socketLb.enabled",
        depends_on=_CILIUM,
    ),
    FactDefinition(
        name="localRedirect",
        kind="boolean",
        default=False,
        path="cilium.localRedirect",
        depends_on=_CILIUM,
    ),
    FactDefinition(
        name="bandwidth.enabled",
        kind="boolean",
        default=False,
        path="cilium.bandwidth.enabled",
        depends_on=_CILIUM,
    ),
    FactDefinition(
        name="bandwidth.bbr",
        kind="boolean",
        default=False,
        path="cilium.bandwidth.bbr",
        depends_on=_CILIUM,
    ),
    FactDefinition(
        name="bandwidth.bbrHostNamespaceOnly", kind="boolean", default=False, depends_on=_CILIUM
    ),
    FactDefinition(
        name="bigTcp.ipv4",
        kind="boolean",
        default=False,
        path="cilium.bigTcp.ipv4",
        depends_on=_CILIUM,
    ),
    FactDefinition(
        name="bigTcp.ipv6",
        kind="boolean",
        default=False,
        path="cilium.bigTcp.ipv6",
        depends_on=_CILIUM,
    ),
    FactDefinition(
        name="bgpControlPlane", kind="boolean", default=False, path="cilium.bgp", depends_on=_CILIUM
    ),
    FactDefinition(
        name="l2Announcements",
        kind="boolean",
        default=False,
        path="cilium.l2Announcements.enabled",
        depends_on=_CILIUM,
    ),
    FactDefinition(
        name="loadBalancerIpam",
        kind="boolean",
        default=True,
        path="cilium.loadBalancerIpam.enabled",
        depends_on=_CILIUM,
    ),
    FactDefinition(name="nodeIpam", kind="boolean", default=False, depends_on=_CILIUM),
    FactDefinition(
        name="egressGateway",
        kind="boolean",
        default=False,
        path="cilium.egressGateway.enabled",
        depends_on=_CILIUM,
    ),
    FactDefinition(name="nat46x64Gateway", kind="boolean", default=False, depends_on=_CILIUM),
    FactDefinition(
        name="clustermesh.apiServer", kind="boolean", default=False, path="mesh", depends_on=_CILIUM
    ),
    FactDefinition(name="clustermesh.config", kind="boolean", path="mesh", depends_on=_MESH),
    FactDefinition(name="clustermesh.peers", kind="set", path="mesh.peers", depends_on=_MESH),
    FactDefinition(
        name="clustermesh.certificates",
        kind="text",
        path="mesh.certificates.source",
        depends_on=_MESH,
    ),
    FactDefinition(
        name="clustermesh.issuer", kind="json", path="mesh.certificates.issuer", depends_on=_MESH
    ),
    FactDefinition(
        name="clustermesh.serverNames", kind="set", path="mesh.address", depends_on=_MESH
    ),
    FactDefinition(name="clustermesh.serviceType", kind="text", path="ako", depends_on=_MESH),
    FactDefinition(name="clustermesh.externalTraffic", kind="text", path="ako", depends_on=_MESH),
    FactDefinition(
        name="mesh.address", kind="text", path="mesh.address", depends_on=_MESH, config_only=True
    ),
    FactDefinition(name="clustermesh.ca", kind="sealed", path="meshCa", depends_on=_MESH_CA),
    FactDefinition(name="clustermesh.caKey", kind="sealed", path="meshCaKey", depends_on=_MESH_CA),
    FactDefinition(
        name="policyDefaultLocalCluster",
        kind="boolean",
        depends_on=(*_BY_VERSION, "clustermesh.apiServer"),
    ),
    FactDefinition(name="authentication.spire", kind="boolean", default=False, depends_on=_CILIUM),
    FactDefinition(
        name="hubble.certificates",
        kind="text",
        default="helm",
        path="cilium.hubble.tls",
        depends_on=_CILIUM,
    ),
    FactDefinition(
        name="nodePort.healthzBindAddress",
        kind="text",
        default="",
        path="cilium.nodePort.healthzBindAddress",
        depends_on=_CILIUM,
    ),
    FactDefinition(
        name="hubble.issuer",
        kind="json",
        default="{}",
        path="cilium.hubble.tls.issuer",
        depends_on=_CILIUM,
    ),
    FactDefinition(
        name="monitoring.prometheus",
        kind="boolean",
        default=False,
        path="cilium.monitoring.enabled",
        depends_on=_CILIUM,
    ),
    FactDefinition(
        name="monitoring.serviceMonitors",
        kind="boolean",
        default=False,
        path="cilium.monitoring.serviceMonitors",
        depends_on=_CILIUM,
    ),
    FactDefinition(
        name="monitoring.dashboards",
        kind="boolean",
        default=False,
        path="cilium.monitoring.dashboards",
        depends_on=_CILIUM,
    ),
    FactDefinition(
        name="monitoring.hubbleMetrics",
        kind="list",
        default=(),
        path="cilium.monitoring.hubbleMetrics",
        depends_on=_CILIUM,
    ),
    # Sizes of BPF maps; empty where the agent computes them
    FactDefinition(
        name="bpf.mapDynamicSizeRatio", kind="number", default=0.0025, depends_on=_CILIUM
    ),
    FactDefinition(name="bpf.preallocateMaps", kind="boolean", default=False, depends_on=_CILIUM),
    FactDefinition(name="bpf.ctTcpMax", kind="number", default=0, depends_on=_CILIUM),
    FactDefinition(name="bpf.ctAnyMax", kind="number", default=0, depends_on=_CILIUM),
    FactDefinition(name="bpf.natMax", kind="number", default=0, depends_on=_CILIUM),
    FactDefinition(name="bpf.neighMax", kind="number", default=0, depends_on=_CILIUM),
    FactDefinition(name="bpf.nodeMapMax", kind="number", default=0, depends_on=_CILIUM),
    FactDefinition(name="bpf.policyMapMax", kind="number", default=16384, depends_on=_CILIUM),
    FactDefinition(name="bpf.lbMapMax", kind="number", default=65536, depends_on=_CILIUM),
    # Pods of Cilium's own
    FactDefinition(name="rollOut.agents", kind="boolean", default=False, depends_on=_CILIUM),
    FactDefinition(name="rollOut.operator", kind="boolean", default=False, depends_on=_CILIUM),
    FactDefinition(
        name="operator.replicas",
        kind="number",
        default=2,
        path="cluster.maxNodes",
        depends_on=_CILIUM,
    ),
    FactDefinition(
        name="operator.nodeSelector",
        kind="json",
        default='{"kubernetes.io/os":"linux"}',
        path="cilium.ipam.operatorRole",
        depends_on=_CILIUM,
    ),
    FactDefinition(name="operator.tolerations", kind="json", default="", depends_on=_CILIUM),
    FactDefinition(
        name="agent.tolerations", kind="json", default='[{"operator":"Exists"}]', depends_on=_CILIUM
    ),
    # What a distribution gives
    FactDefinition(
        name="cluster.distribution",
        kind="text",
        path="cluster.distribution",
        depends_on=_CILIUM,
        config_only=True,
    ),
    # Where nodes may be: what encrypts between them has to reach new ones
    FactDefinition(
        name="cluster.nodeCidrs",
        kind="set",
        path="cluster.nodeCidrs",
        depends_on=_CILIUM,
        config_only=True,
    ),
    # What encrypts the secrets of a stack file, as a digest
    FactDefinition(name="secrets.sealedWith", kind="text", config_only=True),
    # empty is the chart's own list, which changes with the minor
    FactDefinition(name="agent.capabilities", kind="set", default=(), depends_on=_CILIUM),
    FactDefinition(name="agent.privileged", kind="boolean", default=False, depends_on=_CILIUM),
    FactDefinition(name="agent.nodeAffinity", kind="json", default="", depends_on=_CILIUM),
    FactDefinition(
        name="agent.runPath", kind="text", default="/var/run/cilium", depends_on=_CILIUM
    ),
    FactDefinition(name="cleanState.capabilities", kind="set", default=(), depends_on=_CILIUM),
    FactDefinition(
        name="operator.nodeAffinity",
        kind="json",
        default="",
        path="cilium.operator.placement",
        depends_on=_CILIUM,
    ),
    FactDefinition(name="unmanagedPods.restart", kind="boolean", default=True, depends_on=_CILIUM),
    FactDefinition(name="cgroup.autoMount", kind="boolean", default=True, depends_on=_CILIUM),
    FactDefinition(
        name="cgroup.hostRoot", kind="text", default="/run/cilium/cgroupv2", depends_on=_CILIUM
    ),
    FactDefinition(
        name="cni.binPath",
        kind="text",
        default="/opt/cni/bin",
        path="cilium.cni.paths.binaries",
        depends_on=_CILIUM,
    ),
    FactDefinition(
        name="cni.confPath",
        kind="text",
        default="/etc/cni/net.d",
        path="cilium.cni.paths.configuration",
        depends_on=_CILIUM,
    ),
    FactDefinition(name="clusterHealthPort", kind="number", default=4240, depends_on=_CILIUM),
    FactDefinition(name="nodeInit.enabled", kind="boolean", default=False, depends_on=_CILIUM),
    FactDefinition(
        name="nodeInit.reconfigureKubelet",
        kind="boolean",
        default=False,
        depends_on=("cilium.installed", "nodeInit.enabled"),
    ),
    FactDefinition(
        name="nodeInit.removeCbrBridge",
        kind="boolean",
        default=False,
        depends_on=("cilium.installed", "nodeInit.enabled"),
    ),
    FactDefinition(name="gke.enabled", kind="boolean", default=False, depends_on=_CILIUM),
    FactDefinition(name="aksByoCni.enabled", kind="boolean", default=False, depends_on=_CILIUM),
)
"""Every fact, in the order in which a person reads about them."""

_EGRESS: Final = "encryption.strictMode"

WATCHED_KEYS: Final[tuple[ValueKey, ...]] = (
    # Older spellings of what the config decides
    ValueKey(fact="ipam.pools", key="ipam.operator.clusterPoolIPv4PodCIDR", until=Release(1, 13)),
    ValueKey(
        fact="ipam.poolsIpv6", key="ipam.operator.clusterPoolIPv6PodCIDR", until=Release(1, 13)
    ),
    ValueKey(fact="encryption.ipsecSecret", key="encryption.secretName", until=Release(1, 15)),
    ValueKey(
        fact="encryption.strict",
        key=f"{_EGRESS}.enabled",
        since=Release(1, 19),
        until=Release(1, 19),
    ),
    ValueKey(
        fact="encryption.strictCidr",
        key=f"{_EGRESS}.cidr",
        since=Release(1, 19),
        until=Release(1, 19),
    ),
    ValueKey(
        fact="encryption.strictRemoteNodes",
        key=f"{_EGRESS}.allowRemoteNodeIdentities",
        since=Release(1, 19),
        until=Release(1, 19),
    ),
    # What this program never writes
    ValueKey(fact="upgradeCompatibility", key="upgradeCompatibility"),
    ValueKey(fact="eni.instanceTags", key="eni.instanceTagsFilter", config="instance-tags-filter"),
    ValueKey(
        fact="eni.releaseExcess", key="eni.awsReleaseExcessIPs", config="aws-release-excess-ips"
    ),
    ValueKey(
        fact="eni.nodeSubnetIds",
        key="eni.nodeSpec.subnetIDs",
        config="eni-subnet-ids",
        since=Release(1, 19),
    ),
    ValueKey(
        fact="eni.securityGroupTags",
        key="eni.nodeSpec.securityGroupTags",
        config="eni-security-group-tags",
        since=Release(1, 19),
    ),
    ValueKey(
        fact="eni.excludeInterfaceTags",
        key="eni.nodeSpec.excludeInterfaceTags",
        config="eni-exclude-interface-tags",
        since=Release(1, 19),
    ),
    ValueKey(
        fact="eni.firstInterfaceIndex",
        key="eni.nodeSpec.firstInterfaceIndex",
        config="eni-first-interface-index",
        since=Release(1, 19),
    ),
    ValueKey(
        fact="eni.minAllocate",
        key="ipam.nodeSpec.ipamMinAllocate",
        config="ipam-min-allocate",
        since=Release(1, 19),
    ),
    ValueKey(
        fact="eni.preAllocate",
        key="ipam.nodeSpec.ipamPreAllocate",
        config="ipam-pre-allocate",
        since=Release(1, 19),
    ),
    ValueKey(
        fact="eni.maxAllocate",
        key="ipam.nodeSpec.ipamMaxAllocate",
        config="ipam-max-allocate",
        since=Release(1, 19),
    ),
    ValueKey(
        fact="directRoutingDevice",
        key="nodePort.directRoutingDevice",
        config="direct-routing-device",
    ),
    ValueKey(
        fact="hostLegacyRouting", key="bpf.hostLegacyRouting", config="enable-host-legacy-routing"
    ),
    ValueKey(
        fact="datapathMode",
        key="loadBalancer.standalone",
        config="datapath-mode",
        until=Release(1, 15),
        value_map={"lb-only": True},
    ),
    ValueKey(
        fact="masquerade.ipMasqAgent", key="ipMasqAgent.enabled", config="enable-ip-masq-agent"
    ),
    ValueKey(
        fact="nodePort.enabled",
        key="nodePort.enabled",
        config="enable-node-port",
        until=Release(1, 18),
    ),
    ValueKey(fact="maglev.tableSize", key="maglev.tableSize", config="bpf-lb-maglev-table-size"),
    ValueKey(fact="maglev.hashSeed", key="maglev.hashSeed", config="bpf-lb-maglev-hash-seed"),
    ValueKey(
        fact="serviceTopology", key="loadBalancer.serviceTopology", config="enable-service-topology"
    ),
    ValueKey(
        fact="endpointSlices",
        key="enableCiliumEndpointSlice",
        config="enable-cilium-endpoint-slice",
        until=Release(1, 15),
    ),
    ValueKey(
        fact="endpointSlices",
        key="ciliumEndpointSlice.enabled",
        config="enable-cilium-endpoint-slice",
        since=Release(1, 16),
    ),
    ValueKey(fact="endpointObjectsOff", key="disableEndpointCRD", config="disable-endpoint-crd"),
    ValueKey(
        fact="identityManagement",
        key="identityManagementMode",
        config="identity-management-mode",
        since=Release(1, 18),
    ),
    ValueKey(fact="identityLabels", key="labels", config="labels"),
    ValueKey(
        fact="encryption.strictIngress",
        key="encryption.strictMode.ingress.enabled",
        config="enable-encryption-strict-mode-ingress",
        since=Release(1, 19),
    ),
    ValueKey(
        fact="encryption.keyWatcher",
        key="encryption.ipsec.keyWatcher",
        config="enable-ipsec-key-watcher",
    ),
    ValueKey(
        fact="encryption.keyRotationDuration",
        key="encryption.ipsec.keyRotationDuration",
        config="ipsec-key-rotation-duration",
        since=Release(1, 14),
    ),
    ValueKey(fact="envoyConfig", key="envoyConfig.enabled", config="enable-envoy-config"),
    ValueKey(
        fact="envoy.daemonSet",
        key="envoy.enabled",
        config="external-envoy-proxy",
        since=Release(1, 14),
    ),
    ValueKey(
        fact="envoy.discovery", key="envoy.xdsMode", config="envoy-xds-mode", since=Release(1, 20)
    ),
    ValueKey(fact="policyEnforcementMode", key="policyEnforcementMode", config="enable-policy"),
    ValueKey(
        fact="bpf.mapDynamicSizeRatio",
        key="bpf.mapDynamicSizeRatio",
        config="bpf-map-dynamic-size-ratio",
    ),
    ValueKey(fact="bpf.preallocateMaps", key="bpf.preallocateMaps", config="preallocate-bpf-maps"),
    ValueKey(fact="bpf.ctTcpMax", key="bpf.ctTcpMax", config="bpf-ct-global-tcp-max"),
    ValueKey(fact="bpf.ctAnyMax", key="bpf.ctAnyMax", config="bpf-ct-global-any-max"),
    ValueKey(fact="bpf.natMax", key="bpf.natMax", config="bpf-nat-global-max"),
    ValueKey(fact="bpf.neighMax", key="bpf.neighMax", config="bpf-neigh-global-max"),
    ValueKey(fact="bpf.nodeMapMax", key="bpf.nodeMapMax", config="bpf-node-map-max"),
    ValueKey(fact="bpf.policyMapMax", key="bpf.policyMapMax", config="bpf-policy-map-max"),
    ValueKey(fact="bpf.lbMapMax", key="bpf.lbMapMax", config="bpf-lb-map-max"),
    ValueKey(fact="agent.enabled", key="agent"),
    ValueKey(fact="operator.enabled", key="operator.enabled"),
    ValueKey(fact="preflight", key="preflight.enabled"),
    ValueKey(fact="agent.imageTag", key="image.tag"),
    ValueKey(
        fact="noConntrackRules",
        key="installNoConntrackIptablesRules",
        config="install-no-conntrack-iptables-rules",
    ),
    ValueKey(
        fact="masquerade.routeSource",
        key="enableMasqueradeRouteSource",
        config="enable-masquerade-to-route-source",
        since=Release(1, 15),
    ),
    ValueKey(fact="bpf.tproxy", key="bpf.tproxy", config="enable-bpf-tproxy"),
    ValueKey(
        fact="bpf.lbModeAnnotation",
        key="bpf.lbModeAnnotation",
        config="bpf-lb-mode-annotation",
        since=Release(1, 17),
    ),
    ValueKey(fact="cni.customConfiguration", key="cni.customConf"),
    ValueKey(
        fact="nodeIpam", key="nodeIPAM.enabled", config="enable-node-ipam", since=Release(1, 16)
    ),
    ValueKey(
        fact="bandwidth.bbrHostNamespaceOnly",
        key="bandwidthManager.bbrHostNamespaceOnly",
        config="enable-bbr-hostns-only",
        since=Release(1, 18),
    ),
    ValueKey(
        fact="nat46x64Gateway",
        key="nat46x64Gateway.enabled",
        config="enable-nat46x64-gateway",
    ),
    ValueKey(
        fact="authentication.spire",
        key="authentication.mutual.spire.enabled",
        since=Release(1, 14),
    ),
    ValueKey(fact="operator.tolerations", key="operator.tolerations"),
    ValueKey(fact="agent.tolerations", key="tolerations"),
    *DISTRIBUTION_KEYS,
)
"""Keys of facts, beside those of `catalogue.cilium.value_keys`, in the same form."""

UNSAID_BY_CONFIG: Final[Mapping[str, Value]] = {"hubble.enabled": False}
"""What the agent does where `cilium-config` does not say what the chart's default would be.

Source: pkg/option/config.go; the charts up to 1.16 leave `enable-hubble` out when it is off.
"""

MINOR_DEFAULTS: Final[tuple[MinorDefault, ...]] = (
    # the proxy was part of the agent, and a DaemonSet of its own on demand only
    MinorDefault(fact="envoy.daemonSet", value=False, since=Release(1, 13), until=Release(1, 15)),
)
"""Source: values.yaml of the charts."""

OLDER_DEFAULTS: Final[tuple[OlderDefault, ...]] = (
    OlderDefault(
        fact="dnsProxy.transparent", below=Release(1, 12), value=False, since=Release(1, 13)
    ),
    OlderDefault(fact="envoy.daemonSet", below=Release(1, 16), value=False, since=Release(1, 16)),
    OlderDefault(fact="secretSync", below=Release(1, 17), value=False, since=Release(1, 17)),
    OlderDefault(fact="envoy.discovery", below=Release(1, 20), value="", since=Release(1, 20)),
    OlderDefault(fact="masquerade.bpf", below=Release(1, 10), value=True, since=Release(1, 13)),
)
"""Source: templates/cilium-configmap.yaml and templates/_helpers.tpl, 1.13.18 to 1.20.0."""
