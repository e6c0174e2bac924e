"""Facts that a change of may hurt: their kind, their default, and where a config says them.

A fact that the config decides has the name that `cilium_values` and `ako_values` spell it by, and
their rows say which Helm key and which key of the ConfigMap it is, minor by minor. The rest are
facts that this program never writes, which a stack's own `values` or another installation may
have set: their rows are here.

A default is what the agent, or AKO, does where neither the Helm values nor the ConfigMap say
anything. Sources: values.yaml, templates/cilium-configmap.yaml and templates/_helpers.tpl of the
Cilium charts 1.13.18 to 1.20.0, pkg/defaults/defaults.go, pkg/option/config.go;
AKO:helm/ako/values.yaml and AKO:helm/ako/templates/configmap.yaml, 1.10.1 to 2.1.1.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple, TypeAlias

from cilium_ako.catalogue.charts.value_key import ValueKey
from cilium_ako.catalogue.cilium.ipam import DEFAULT_NODE_MASK, DEFAULT_POOL
from cilium_ako.catalogue.cilium.objects import IPSEC_SECRET
from cilium_ako.catalogue.release import Release

Value: TypeAlias = str | int | float | bool | tuple[str, ...]
"""A fact's value in its normal form."""

Kind = Literal["text", "boolean", "number", "list", "ranges", "set", "json", "kpr"]
"""How a value is written: in Helm values as YAML has it, in a ConfigMap always as a text.

`list` keeps its order, `ranges` is one of address ranges, `set` has no order, `json` is a structure
of which only equality counts, `kpr` is kube-proxy replacement (once `strict`, now true).
"""


class FactDefinition(NamedTuple):
    """One fact."""

    name: str
    kind: Kind
    default: Value | None = None
    """In effect where nothing is said; the fact is absent then where None."""
    path: str = ""
    """Where a stack's config says it, below `cilium-ako:`; empty where only `values` could."""
    depends_on: tuple[str, ...] = ()
    """Facts that decide whether this one applies: when it comes or goes with them, theirs is the
    change that counts."""
    config_only: bool = False
    """Told by a config or an annotation and by nothing else: compared where both sides have it,
    and not missed where one has not."""


_CILIUM: Final = ("cilium.installed",)
_POOL: Final = ("cilium.installed", "ipam.mode", "ipv4")
_ENI: Final = ("cilium.installed", "ipam.mode", "eni.enabled")
_TUNNEL: Final = ("cilium.installed", "routing.tunnel")
_SERVICES: Final = ("cilium.installed", "kubeProxyReplacement", "nodePort.enabled")
_SERVERS: Final = ("cilium.installed", "kubeProxyReplacement")
_STORE: Final = ("cilium.installed", "kvstore.enabled")
_ENCRYPTION: Final = ("cilium.installed", "encryption.type")
_STRICT: Final = ("cilium.installed", "encryption.type", "encryption.strict")
_BY_VERSION: Final = ("cilium.installed", "cilium.version")

CILIUM: Final[tuple[FactDefinition, ...]] = (
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
        name="clustermesh.maxConnectedClusters", kind="number", default=255, depends_on=_CILIUM
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
        default=None,
        path="cilium.ipam.podCidrs",
        depends_on=_POOL,
        config_only=True,
    ),
    FactDefinition(
        name="ipam.vpcCidrs",
        kind="ranges",
        default=None,
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
    FactDefinition(name="ipv4", kind="boolean", default=True, depends_on=_CILIUM),
    FactDefinition(name="ipv6", kind="boolean", default=False, depends_on=_CILIUM),
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
    FactDefinition(name="eni.nodeSubnetTags", kind="set", default=(), depends_on=_ENI),
    FactDefinition(name="eni.securityGroups", kind="set", default=(), depends_on=_ENI),
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
        default=None,
        path="cilium.routing.cidr",
        depends_on=_TUNNEL,
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
        depends_on=("cilium.installed", "eni.enabled"),
    ),
    FactDefinition(name="devices", kind="list", default=(), depends_on=_CILIUM),
    FactDefinition(name="directRoutingDevice", kind="text", default="", depends_on=_CILIUM),
    FactDefinition(name="hostLegacyRouting", kind="text", default="auto", depends_on=_CILIUM),
    FactDefinition(name="datapathMode", kind="text", default="veth", depends_on=_CILIUM),
    FactDefinition(
        name="masquerade.enabled",
        kind="boolean",
        default=True,
        path="cilium.masquerade.enabled",
        depends_on=_CILIUM,
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
        default=None,
        path="cluster.apiServer",
        depends_on=_SERVERS,
    ),
    FactDefinition(
        name="apiServer.port",
        kind="text",
        default=None,
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
        name="socketLB.hostNamespaceOnly", kind="boolean", default=False, depends_on=_CILIUM
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
        name="kvstore.ca",
        kind="text",
        default=None,
        path="etcdCa",
        depends_on=_STORE,
        config_only=True,
    ),
    FactDefinition(
        name="kvstore.clientCertificate",
        kind="text",
        default=None,
        path="etcdCert",
        depends_on=_STORE,
        config_only=True,
    ),
    FactDefinition(
        name="etcd.members",
        kind="set",
        default=None,
        path="cilium.kvstore.members",
        depends_on=_STORE,
    ),
    FactDefinition(
        name="etcd.dataDirectory",
        kind="text",
        default=None,
        path="cilium.kvstore.dataDirectory",
        depends_on=_STORE,
    ),
    FactDefinition(
        name="etcd.version",
        kind="text",
        default=None,
        path="cilium.kvstore.version",
        depends_on=_STORE,
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
        default=None,
        path="cilium.encryption.key.rotation",
        depends_on=_ENCRYPTION,
    ),
    FactDefinition(
        name="ipsec.keyDigest",
        kind="text",
        default=None,
        path="ipsecKey",
        depends_on=("ipsec.keyId",),
        config_only=True,
    ),
    FactDefinition(
        name="ipsec.algorithm",
        kind="text",
        default=None,
        path="ipsecKey",
        depends_on=_ENCRYPTION,
        config_only=True,
    ),
    FactDefinition(
        name="ipsec.perTunnelKeys",
        kind="boolean",
        default=None,
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
    FactDefinition(name="ingressController", kind="boolean", default=False, depends_on=_CILIUM),
    FactDefinition(name="gatewayAPI", kind="boolean", default=False, depends_on=_CILIUM),
    FactDefinition(name="envoyConfig", kind="boolean", default=False, depends_on=_CILIUM),
    FactDefinition(
        name="policyEnforcementMode", kind="text", default="default", depends_on=_CILIUM
    ),
    FactDefinition(name="hostFirewall", kind="boolean", default=False, depends_on=_CILIUM),
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
    FactDefinition(name="cni.exclusive", kind="boolean", default=True, depends_on=_CILIUM),
    FactDefinition(name="cni.chainingMode", kind="text", default="none", depends_on=_CILIUM),
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
)
"""Facts of Cilium."""

_AKO: Final = ("ako.installed",)

AKO: Final[tuple[FactDefinition, ...]] = (
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
    FactDefinition(name="ako.layer7Only", kind="boolean", default=False, depends_on=_AKO),
    FactDefinition(name="ako.defaultIngController", kind="boolean", default=True, depends_on=_AKO),
    FactDefinition(name="ako.namespaceSelector.key", kind="text", default="", depends_on=_AKO),
    FactDefinition(name="ako.namespaceSelector.value", kind="text", default="", depends_on=_AKO),
    FactDefinition(name="ako.blockedNamespaces", kind="json", default="[]", depends_on=_AKO),
    FactDefinition(name="ako.primaryInstance", kind="boolean", default=True, depends_on=_AKO),
    FactDefinition(name="ako.deleteConfig", kind="boolean", default=False, depends_on=_AKO),
    FactDefinition(name="ako.logLevel", kind="text", default="WARN", depends_on=_AKO),
    FactDefinition(name="ako.enableEvents", kind="boolean", default=True, depends_on=_AKO),
    FactDefinition(name="ako.fullSyncFrequency", kind="text", default="1800", depends_on=_AKO),
    FactDefinition(name="ako.servicesAPI", kind="boolean", default=False, depends_on=_AKO),
    FactDefinition(name="ako.defaultDomain", kind="text", default="", depends_on=_AKO),
    FactDefinition(name="ako.defaultLBController", kind="boolean", default=True, depends_on=_AKO),
    FactDefinition(name="ako.noPGForSNI", kind="boolean", default=False, depends_on=_AKO),
    FactDefinition(name="ako.autoFQDN", kind="text", default="default", depends_on=_AKO),
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
    FactDefinition(name="ako.ipFamily", kind="text", default="", depends_on=_AKO),
    FactDefinition(name="ako.istioEnabled", kind="boolean", default=False, depends_on=_AKO),
    FactDefinition(
        name="ako.useDefaultSecretsOnly", kind="boolean", default=False, depends_on=_AKO
    ),
    FactDefinition(name="ako.enablePrometheus", kind="boolean", default=False, depends_on=_AKO),
    FactDefinition(
        name="ako.enableEndpointSlice",
        kind="boolean",
        default=None,
        depends_on=("ako.installed", "ako.version"),
    ),
    FactDefinition(
        name="ako.fqdnReusePolicy", kind="text", default="InterNamespaceAllowed", depends_on=_AKO
    ),
    FactDefinition(
        name="ako.credentials",
        kind="text",
        default=None,
        path="ako.credentials",
        depends_on=_AKO,
        config_only=True,
    ),
)
"""Facts of AKO, each with `ako.` before the name that `ako_values` has for it."""

BY_NAME: Final = {row.name: row for row in (*CILIUM, *AKO)}
"""Every fact by name, in the order in which a person reads about them."""

OTHER_CILIUM: Final = "values."
"""Begins the name of a Cilium Helm key that no row here knows."""
OTHER_AKO: Final = "ako.values."
"""Begins the name of an AKO Helm key that no row here knows."""

_EGRESS: Final = "encryption.strictMode"

CILIUM_SPELLINGS: Final[tuple[ValueKey, ...]] = (
    # Older spellings of what the config decides
    ValueKey(fact="ipam.pools", key="ipam.operator.clusterPoolIPv4PodCIDR", until=Release(1, 13)),
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
    ValueKey(
        fact="clustermesh.maxConnectedClusters",
        key="clustermesh.maxConnectedClusters",
        config="max-connected-clusters",
        since=Release(1, 15),
    ),
    ValueKey(fact="ipv4", key="ipv4.enabled", config="enable-ipv4"),
    ValueKey(fact="ipv6", key="ipv6.enabled", config="enable-ipv6"),
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
        fact="eni.nodeSubnetTags",
        key="eni.nodeSpec.subnetTags",
        config="eni-subnet-tags",
        since=Release(1, 19),
    ),
    ValueKey(
        fact="eni.securityGroups",
        key="eni.nodeSpec.securityGroups",
        config="eni-security-groups",
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
    ValueKey(fact="endpointRoutes", key="endpointRoutes.enabled", config="enable-endpoint-routes"),
    ValueKey(fact="devices", key="devices", config="devices"),
    ValueKey(
        fact="directRoutingDevice",
        key="nodePort.directRoutingDevice",
        config="direct-routing-device",
    ),
    ValueKey(
        fact="hostLegacyRouting", key="bpf.hostLegacyRouting", config="enable-host-legacy-routing"
    ),
    ValueKey(
        fact="datapathMode", key="bpf.datapathMode", config="datapath-mode", since=Release(1, 16)
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
        fact="socketLB.hostNamespaceOnly",
        key="socketLB.hostNamespaceOnly",
        config="bpf-lb-sock-hostns-only",
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
    ValueKey(
        fact="ingressController",
        key="ingressController.enabled",
        config="enable-ingress-controller",
    ),
    ValueKey(fact="gatewayAPI", key="gatewayAPI.enabled", config="enable-gateway-api"),
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
    ValueKey(fact="hostFirewall", key="hostFirewall.enabled", config="enable-host-firewall"),
    ValueKey(fact="cni.exclusive", key="cni.exclusive", config="cni-exclusive"),
    ValueKey(fact="cni.chainingMode", key="cni.chainingMode", config="cni-chaining-mode"),
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
    ValueKey(fact="operator.tolerations", key="operator.tolerations"),
    ValueKey(fact="agent.tolerations", key="tolerations"),
)
"""Rows beside those of `cilium_values`, in the same form."""

AKO_SPELLINGS: Final[tuple[ValueKey, ...]] = (
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
    ValueKey(fact="layer7Only", key="AKOSettings.layer7Only", config="layer7Only"),
    ValueKey(
        fact="defaultIngController",
        key="L7Settings.defaultIngController",
        config="defaultIngController",
    ),
    ValueKey(
        fact="namespaceSelector.key",
        key="AKOSettings.namespaceSelector.labelKey",
        config="nsSyncLabelKey",
    ),
    ValueKey(
        fact="namespaceSelector.value",
        key="AKOSettings.namespaceSelector.labelValue",
        config="nsSyncLabelValue",
    ),
    ValueKey(
        fact="blockedNamespaces",
        key="AKOSettings.blockedNamespaceList",
        config="blockedNamespaceList",
    ),
    ValueKey(fact="primaryInstance", key="AKOSettings.primaryInstance", config="primaryInstance"),
    ValueKey(fact="deleteConfig", key="AKOSettings.deleteConfig", config="deleteConfig"),
    ValueKey(fact="logLevel", key="AKOSettings.logLevel", config="logLevel"),
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
    ValueKey(fact="autoFQDN", key="L4Settings.autoFQDN", config="autoFQDN"),
    ValueKey(fact="nodePortSelector.key", key="nodePortSelector.key", config="nodeKey"),
    ValueKey(fact="nodePortSelector.value", key="nodePortSelector.value", config="nodeValue"),
    ValueKey(fact="apiServerPort", key="AKOSettings.apiServerPort", config="apiServerPort"),
    ValueKey(fact="enableMCI", key="L7Settings.enableMCI", config="enableMCI"),
    ValueKey(fact="ipFamily", key="AKOSettings.ipFamily", config="ipFamily"),
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
        fact="fqdnReusePolicy",
        key="L7Settings.fqdnReusePolicy",
        config="fqdnReusePolicy",
        since=Release(1, 13),
    ),
)
"""Rows beside those of `ako_values`, in the same form."""

UNSAID_BY_CONFIG: Final[Mapping[str, Value]] = {"hubble.enabled": False}
"""What the agent does where `cilium-config` does not say what the chart's default would be.
Source: pkg/option/config.go; the charts up to 1.16 leave `enable-hubble` out when it is off."""


class MinorDefault(NamedTuple):
    """A default of some minors only, in place of the fact's own."""

    fact: str
    value: Value
    since: Release
    until: Release


MINOR_DEFAULTS: Final[tuple[MinorDefault, ...]] = (
    # the proxy was part of the agent, and a DaemonSet of its own on demand only
    MinorDefault(fact="envoy.daemonSet", value=False, since=Release(1, 13), until=Release(1, 15)),
    MinorDefault(
        fact="ako.enableEndpointSlice", value=True, since=Release(1, 13), until=Release(1, 13)
    ),
)
"""Source: values.yaml of the charts."""


class OlderDefault(NamedTuple):
    """What a chart does instead of its default where `upgradeCompatibility` is below a release."""

    fact: str
    below: Release
    value: Value
    since: Release
    """First minor whose chart asks."""


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
