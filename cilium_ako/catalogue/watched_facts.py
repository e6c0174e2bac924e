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

# ruff: noqa: FBT003 - a switch in a column of a table

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple, TypeAlias

from cilium_ako.catalogue.spelling import Minor, Spelling

Value: TypeAlias = str | int | float | bool | tuple[str, ...]
"""A fact's value in its normal form."""

Kind = Literal["text", "switch", "number", "words", "ranges", "tags", "json", "replacement"]
"""How a value is written: in Helm values as YAML has it, in a ConfigMap always as a text.

`words` is an ordered list, `ranges` one of address ranges, `tags` one without an order, `json`
a structure of which only equality counts, `replacement` kube-proxy's (once strict, now true).
"""


class Watched(NamedTuple):
    """One fact."""

    name: str
    kind: Kind
    default: Value | None = None
    """In effect where nothing is said; the fact is absent then where None."""
    path: str = ""
    """Where a stack's config says it, below `cilium-ako:`; empty where only `values` could."""
    follows: tuple[str, ...] = ()
    """Facts that decide whether this one applies: when it comes or goes with them, theirs is the
    change that counts."""
    declared: bool = False
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

CILIUM: Final[tuple[Watched, ...]] = (
    Watched("cilium.installed", "switch"),
    Watched("cilium.release", "text", follows=_CILIUM),
    Watched("cilium.version", "text", path="cilium.version", follows=_CILIUM),
    Watched("upgradeCompatibility", "text", "", follows=_CILIUM),
    Watched("cluster.name", "text", "default", "cluster.name", _CILIUM),
    Watched("cluster.id", "number", 0, "cluster.id", _CILIUM),
    Watched("clustermesh.maxConnectedClusters", "number", 255, follows=_CILIUM),
    # Addresses
    Watched("ipam.mode", "text", "cluster-pool", "cilium.ipam.mode", _CILIUM),
    Watched("ipam.pools", "ranges", ("10.0.0.0/8",), "cilium.ipam.podCidrs", _POOL),
    Watched("ipam.mask", "number", 24, "cilium.ipam.nodeMaskSize", _POOL),
    Watched("ipam.podCidrs", "ranges", None, "cilium.ipam.podCidrs", _POOL, declared=True),
    Watched("ipam.vpcCidrs", "ranges", None, "cilium.ipam.vpcCidrs", _ENI, declared=True),
    Watched(
        "ipam.requireRange", "switch", False, "cilium.ipam.mode", ("cilium.installed", "ipam.mode")
    ),
    Watched("ipv4", "switch", True, follows=_CILIUM),
    Watched("ipv6", "switch", False, follows=_CILIUM),
    Watched("eni.enabled", "switch", False, "cilium.ipam.mode", ("cilium.installed", "ipam.mode")),
    Watched("eni.subnetIds", "tags", (), "cilium.ipam.subnetIds", _ENI),
    Watched("eni.subnetTags", "tags", (), "cilium.ipam.subnetTags", _ENI),
    Watched("eni.instanceTags", "tags", (), follows=_ENI),
    Watched("eni.nodeSubnetIds", "tags", (), follows=_ENI),
    Watched("eni.nodeSubnetTags", "tags", (), follows=_ENI),
    Watched("eni.securityGroups", "tags", (), follows=_ENI),
    Watched("eni.securityGroupTags", "tags", (), follows=_ENI),
    Watched("eni.excludeInterfaceTags", "tags", (), follows=_ENI),
    Watched("eni.firstInterfaceIndex", "number", 0, follows=_ENI),
    Watched("eni.prefixDelegation", "switch", False, "cilium.ipam.prefixDelegation", _ENI),
    Watched("eni.releaseExcess", "switch", False, follows=_ENI),
    Watched("eni.minAllocate", "number", 0, follows=_ENI),
    Watched("eni.preAllocate", "number", 0, follows=_ENI),
    Watched("eni.maxAllocate", "number", 0, follows=_ENI),
    Watched("eni.operatorRole", "text", "", "cilium.ipam.operatorRole", _ENI),
    # Routing
    Watched("routing.tunnel", "text", "vxlan", "cilium.routing", _CILIUM),
    Watched("routing.port", "number", 0, "cilium.routing.port", _TUNNEL),
    Watched("routing.nativeCidr", "text", None, "cilium.routing.cidr", _TUNNEL),
    Watched(
        "routing.autoDirectNodeRoutes",
        "switch",
        False,
        "cilium.routing.autoDirectNodeRoutes",
        _CILIUM,
    ),
    Watched("mtu", "number", 0, "cilium.mtu", _CILIUM),
    Watched("endpointRoutes", "switch", False, follows=("cilium.installed", "eni.enabled")),
    Watched("devices", "words", (), follows=_CILIUM),
    Watched("directRoutingDevice", "text", "", follows=_CILIUM),
    Watched("hostLegacyRouting", "text", "auto", follows=_CILIUM),
    Watched("datapathMode", "text", "veth", follows=_CILIUM),
    Watched("masquerade.enabled", "switch", True, "cilium.masquerade.enabled", _CILIUM),
    Watched("masquerade.bpf", "switch", False, "cilium.masquerade.bpf", _CILIUM),
    Watched("masquerade.interfaces", "words", (), "cilium.masquerade.interfaces", _CILIUM),
    Watched("masquerade.ipMasqAgent", "switch", False, follows=_CILIUM),
    # Services
    Watched("kubeProxyReplacement", "replacement", False, "cilium.kubeProxyReplacement", _CILIUM),
    Watched("apiServer.host", "text", None, "cluster.apiServer", _SERVERS),
    Watched("apiServer.port", "text", None, "cluster.apiServer", _SERVERS),
    Watched("apiServer.urls", "tags", (), "cluster.apiServer", _SERVERS),
    Watched(
        "nodePort.enabled", "switch", False, follows=("cilium.installed", "kubeProxyReplacement")
    ),
    Watched("nodePort.range", "text", "30000,32767", "cilium.nodePort.range", _SERVICES),
    Watched("nodePort.mode", "text", "snat", "cilium.nodePort.mode", _SERVICES),
    Watched(
        "nodePort.dsrDispatch",
        "text",
        "opt",
        "cilium.nodePort.dsrDispatch",
        (*_SERVICES, "nodePort.mode"),
    ),
    Watched("nodePort.acceleration", "text", "disabled", "cilium.nodePort.acceleration", _SERVICES),
    Watched("nodePort.algorithm", "text", "random", "cilium.nodePort.algorithm", _SERVICES),
    Watched("maglev.tableSize", "number", 16381, follows=(*_SERVICES, "nodePort.algorithm")),
    Watched(
        "maglev.hashSeed", "text", "JLfvgnHc2kaSUFaI", follows=(*_SERVICES, "nodePort.algorithm")
    ),
    Watched("serviceTopology", "switch", False, follows=_SERVICES),
    Watched("socketLB.hostNamespaceOnly", "switch", False, follows=_CILIUM),
    Watched("loadBalancerAddresses", "text", "lbipam", "ako", _BY_VERSION),
    # State and identities
    Watched("kvstore.enabled", "switch", False, "cilium.kvstore", _CILIUM),
    Watched("kvstore.endpoints", "tags", (), "cilium.kvstore.endpoints", _STORE),
    Watched("kvstore.tls", "switch", False, "cilium.kvstore.tls", _STORE),
    Watched("kvstore.ca", "text", None, "etcdCa", _STORE, declared=True),
    Watched("kvstore.clientCertificate", "text", None, "etcdCert", _STORE, declared=True),
    Watched("etcd.members", "tags", None, "cilium.kvstore.members", _STORE),
    Watched("etcd.dataDirectory", "text", None, "cilium.kvstore.dataDirectory", _STORE),
    Watched("etcd.version", "text", None, "cilium.kvstore.version", _STORE),
    Watched("identityAllocation", "text", "crd", "cilium.kvstore.identityAllocation", _CILIUM),
    Watched("endpointSlices", "switch", False, follows=_CILIUM),
    Watched("endpointObjectsOff", "switch", False, follows=_CILIUM),
    Watched("identityManagement", "text", "agent", follows=_CILIUM),
    Watched("identityLabels", "tags", (), follows=_CILIUM),
    # Encryption
    Watched("encryption.type", "text", "none", "cilium.encryption.type", _CILIUM),
    Watched(
        "encryption.ipsecSecret",
        "text",
        "cilium-ipsec-keys",
        "cilium.encryption.key.name",
        _ENCRYPTION,
    ),
    Watched(
        "encryption.nodeEncryption",
        "switch",
        False,
        "cilium.encryption.nodeEncryption",
        _ENCRYPTION,
    ),
    Watched("encryption.strict", "switch", False, "cilium.encryption.strict", _ENCRYPTION),
    Watched("encryption.strictCidr", "text", "", "cilium.encryption.strict.cidr", _STRICT),
    Watched(
        "encryption.strictRemoteNodes", "switch", False, "cilium.encryption.strict.cidr", _STRICT
    ),
    Watched("encryption.strictIngress", "switch", False, follows=_ENCRYPTION),
    Watched("encryption.keyWatcher", "switch", True, follows=_ENCRYPTION),
    Watched("encryption.keyRotationDuration", "text", "5m", follows=_ENCRYPTION),
    Watched("ipsec.keyId", "number", None, "cilium.encryption.key.rotation", _ENCRYPTION),
    Watched("ipsec.keyDigest", "text", None, "ipsecKey", ("ipsec.keyId",), declared=True),
    Watched("ipsec.algorithm", "text", None, "ipsecKey", _ENCRYPTION, declared=True),
    Watched("ipsec.perTunnelKeys", "switch", None, "ipsecKey", _ENCRYPTION, declared=True),
    # Protocols, policies and flows
    Watched("sctp", "switch", False, "cilium.sctp", _CILIUM),
    Watched("l7Proxy", "switch", True, "cilium.l7Proxy", _CILIUM),
    Watched("envoy.daemonSet", "switch", True, follows=("cilium.installed", "l7Proxy")),
    Watched("envoy.discovery", "text", "ads", follows=_BY_VERSION),
    Watched("secretSync", "switch", True, follows=_BY_VERSION),
    Watched("dnsProxy.transparent", "switch", True, follows=_CILIUM),
    Watched("ingressController", "switch", False, follows=_CILIUM),
    Watched("gatewayAPI", "switch", False, follows=_CILIUM),
    Watched("envoyConfig", "switch", False, follows=_CILIUM),
    Watched("policyEnforcementMode", "text", "default", follows=_CILIUM),
    Watched("hostFirewall", "switch", False, follows=_CILIUM),
    Watched("hubble.enabled", "switch", True, "cilium.hubble.enabled", _CILIUM),
    Watched("hubble.relay", "switch", False, "cilium.hubble.relay", _CILIUM),
    Watched("hubble.ui", "switch", False, "cilium.hubble.ui", _CILIUM),
    Watched("cni.exclusive", "switch", True, follows=_CILIUM),
    Watched("cni.chainingMode", "text", "none", follows=_CILIUM),
    # Sizes of BPF maps; empty where the agent computes them
    Watched("bpf.mapDynamicSizeRatio", "number", 0.0025, follows=_CILIUM),
    Watched("bpf.preallocateMaps", "switch", False, follows=_CILIUM),
    Watched("bpf.ctTcpMax", "number", 0, follows=_CILIUM),
    Watched("bpf.ctAnyMax", "number", 0, follows=_CILIUM),
    Watched("bpf.natMax", "number", 0, follows=_CILIUM),
    Watched("bpf.neighMax", "number", 0, follows=_CILIUM),
    Watched("bpf.nodeMapMax", "number", 0, follows=_CILIUM),
    Watched("bpf.policyMapMax", "number", 16384, follows=_CILIUM),
    Watched("bpf.lbMapMax", "number", 65536, follows=_CILIUM),
    # Pods of Cilium's own
    Watched("rollOut.agents", "switch", False, follows=_CILIUM),
    Watched("rollOut.operator", "switch", False, follows=_CILIUM),
    Watched("operator.replicas", "number", 2, "cluster.maxNodes", _CILIUM),
    Watched(
        "operator.nodeSelector",
        "json",
        '{"kubernetes.io/os":"linux"}',
        "cilium.ipam.operatorRole",
        _CILIUM,
    ),
    Watched("operator.tolerations", "json", "", follows=_CILIUM),
    Watched("agent.tolerations", "json", '[{"operator":"Exists"}]', follows=_CILIUM),
)
"""Facts of Cilium."""

_AKO: Final = ("ako.installed",)

AKO: Final[tuple[Watched, ...]] = (
    Watched("ako.installed", "switch", path="ako"),
    Watched("ako.release", "text", follows=_AKO),
    Watched("ako.version", "text", path="ako.version", follows=_AKO),
    Watched("ako.clusterName", "text", "my-cluster", "cluster.name", _AKO),
    Watched("ako.cniPlugin", "text", "", "cilium.ipam.mode", _AKO),
    Watched("ako.disableStaticRouteSync", "switch", False, "cilium.ipam.mode", _AKO),
    Watched("ako.serviceType", "text", "ClusterIP", "ako.serviceType", _AKO),
    Watched("ako.shardSize", "text", "LARGE", "ako.shardSize", _AKO),
    Watched("ako.controller.host", "text", "", "ako.controller.host", _AKO),
    Watched("ako.controller.version", "text", "", "ako.controller.version", _AKO),
    Watched("ako.controller.cloud", "text", "Default-Cloud", "ako.controller.cloudName", _AKO),
    Watched("ako.controller.tenant", "text", "admin", "ako.controller.tenant", _AKO),
    Watched(
        "ako.controller.serviceEngineGroup",
        "text",
        "Default-Group",
        "ako.controller.serviceEngineGroup",
        _AKO,
    ),
    Watched("ako.controller.vrf", "text", "", "ako.controller.vrf", _AKO),
    Watched("ako.controller.dedicatedTenant", "switch", False, follows=_AKO),
    Watched("ako.t1lr", "text", "", "ako.t1lr", _AKO),
    Watched("ako.vpcMode", "switch", False, follows=_AKO),
    Watched("ako.vipNetworks", "json", "[]", "ako.vipNetworks", _AKO),
    Watched("ako.nodeNetworks", "json", "[]", "ako.nodeNetworks", _AKO),
    Watched("ako.rhi.enabled", "switch", False, "ako.rhi.enabled", _AKO),
    Watched("ako.rhi.peerLabels", "json", "[]", "ako.rhi.bgpPeerLabels", _AKO),
    Watched("ako.passthroughShardSize", "text", "SMALL", follows=_AKO),
    Watched("ako.enableEVH", "switch", False, follows=_AKO),
    Watched("ako.vipPerNamespace", "switch", False, follows=_AKO),
    Watched("ako.layer7Only", "switch", False, follows=_AKO),
    Watched("ako.defaultIngController", "switch", True, follows=_AKO),
    Watched("ako.namespaceSelector.key", "text", "", follows=_AKO),
    Watched("ako.namespaceSelector.value", "text", "", follows=_AKO),
    Watched("ako.blockedNamespaces", "json", "[]", follows=_AKO),
    Watched("ako.primaryInstance", "switch", True, follows=_AKO),
    Watched("ako.deleteConfig", "switch", False, follows=_AKO),
    Watched("ako.logLevel", "text", "WARN", follows=_AKO),
    Watched("ako.enableEvents", "switch", True, follows=_AKO),
    Watched("ako.fullSyncFrequency", "text", "1800", follows=_AKO),
    Watched("ako.servicesAPI", "switch", False, follows=_AKO),
    Watched("ako.defaultDomain", "text", "", follows=_AKO),
    Watched("ako.defaultLBController", "switch", True, follows=_AKO),
    Watched("ako.noPGForSNI", "switch", False, follows=_AKO),
    Watched("ako.autoFQDN", "text", "default", follows=_AKO),
    Watched("ako.nodePortSelector.key", "text", "", follows=("ako.installed", "ako.serviceType")),
    Watched("ako.nodePortSelector.value", "text", "", follows=("ako.installed", "ako.serviceType")),
    Watched("ako.apiServerPort", "text", "8080", follows=_AKO),
    Watched("ako.enableMCI", "switch", False, follows=_AKO),
    Watched("ako.ipFamily", "text", "", follows=_AKO),
    Watched("ako.istioEnabled", "switch", False, follows=_AKO),
    Watched("ako.useDefaultSecretsOnly", "switch", False, follows=_AKO),
    Watched("ako.enablePrometheus", "switch", False, follows=_AKO),
    Watched("ako.enableEndpointSlice", "switch", None, follows=("ako.installed", "ako.version")),
    Watched("ako.fqdnReusePolicy", "text", "InterNamespaceAllowed", follows=_AKO),
    Watched("ako.credentials", "text", None, "ako.credentials", _AKO, declared=True),
)
"""Facts of AKO, each with `ako.` before the name that `ako_values` has for it."""

BY_NAME: Final = {row.name: row for row in (*CILIUM, *AKO)}
"""Every fact by name, in the order in which a person reads about them."""

OTHER_CILIUM: Final = "values."
"""Begins the name of a Cilium Helm key that no row here knows."""
OTHER_AKO: Final = "ako.values."
"""Begins the name of an AKO Helm key that no row here knows."""

_EGRESS: Final = "encryption.strictMode"

CILIUM_SPELLINGS: Final[tuple[Spelling, ...]] = (
    # Older spellings of what the config decides
    Spelling("ipam.pools", "ipam.operator.clusterPoolIPv4PodCIDR", until=(1, 13)),
    Spelling("encryption.ipsecSecret", "encryption.secretName", until=(1, 15)),
    Spelling("encryption.strict", f"{_EGRESS}.enabled", since=(1, 19), until=(1, 19)),
    Spelling("encryption.strictCidr", f"{_EGRESS}.cidr", since=(1, 19), until=(1, 19)),
    Spelling(
        "encryption.strictRemoteNodes",
        f"{_EGRESS}.allowRemoteNodeIdentities",
        since=(1, 19),
        until=(1, 19),
    ),
    # What this program never writes
    Spelling("upgradeCompatibility", "upgradeCompatibility"),
    Spelling(
        "clustermesh.maxConnectedClusters",
        "clustermesh.maxConnectedClusters",
        "max-connected-clusters",
        since=(1, 15),
    ),
    Spelling("ipv4", "ipv4.enabled", "enable-ipv4"),
    Spelling("ipv6", "ipv6.enabled", "enable-ipv6"),
    Spelling("eni.instanceTags", "eni.instanceTagsFilter", "instance-tags-filter"),
    Spelling("eni.releaseExcess", "eni.awsReleaseExcessIPs", "aws-release-excess-ips"),
    Spelling("eni.nodeSubnetIds", "eni.nodeSpec.subnetIDs", "eni-subnet-ids", since=(1, 19)),
    Spelling("eni.nodeSubnetTags", "eni.nodeSpec.subnetTags", "eni-subnet-tags", since=(1, 19)),
    Spelling(
        "eni.securityGroups", "eni.nodeSpec.securityGroups", "eni-security-groups", since=(1, 19)
    ),
    Spelling(
        "eni.securityGroupTags",
        "eni.nodeSpec.securityGroupTags",
        "eni-security-group-tags",
        since=(1, 19),
    ),
    Spelling(
        "eni.excludeInterfaceTags",
        "eni.nodeSpec.excludeInterfaceTags",
        "eni-exclude-interface-tags",
        since=(1, 19),
    ),
    Spelling(
        "eni.firstInterfaceIndex",
        "eni.nodeSpec.firstInterfaceIndex",
        "eni-first-interface-index",
        since=(1, 19),
    ),
    Spelling(
        "eni.minAllocate", "ipam.nodeSpec.ipamMinAllocate", "ipam-min-allocate", since=(1, 19)
    ),
    Spelling(
        "eni.preAllocate", "ipam.nodeSpec.ipamPreAllocate", "ipam-pre-allocate", since=(1, 19)
    ),
    Spelling(
        "eni.maxAllocate", "ipam.nodeSpec.ipamMaxAllocate", "ipam-max-allocate", since=(1, 19)
    ),
    Spelling("endpointRoutes", "endpointRoutes.enabled", "enable-endpoint-routes"),
    Spelling("devices", "devices", "devices"),
    Spelling("directRoutingDevice", "nodePort.directRoutingDevice", "direct-routing-device"),
    Spelling("hostLegacyRouting", "bpf.hostLegacyRouting", "enable-host-legacy-routing"),
    Spelling("datapathMode", "bpf.datapathMode", "datapath-mode", since=(1, 16)),
    Spelling(
        "datapathMode",
        "loadBalancer.standalone",
        "datapath-mode",
        until=(1, 15),
        words={"lb-only": True},
    ),
    Spelling("masquerade.ipMasqAgent", "ipMasqAgent.enabled", "enable-ip-masq-agent"),
    Spelling("nodePort.enabled", "nodePort.enabled", "enable-node-port", until=(1, 18)),
    Spelling("maglev.tableSize", "maglev.tableSize", "bpf-lb-maglev-table-size"),
    Spelling("maglev.hashSeed", "maglev.hashSeed", "bpf-lb-maglev-hash-seed"),
    Spelling("serviceTopology", "loadBalancer.serviceTopology", "enable-service-topology"),
    Spelling("socketLB.hostNamespaceOnly", "socketLB.hostNamespaceOnly", "bpf-lb-sock-hostns-only"),
    Spelling(
        "endpointSlices",
        "enableCiliumEndpointSlice",
        "enable-cilium-endpoint-slice",
        until=(1, 15),
    ),
    Spelling(
        "endpointSlices",
        "ciliumEndpointSlice.enabled",
        "enable-cilium-endpoint-slice",
        since=(1, 16),
    ),
    Spelling("endpointObjectsOff", "disableEndpointCRD", "disable-endpoint-crd"),
    Spelling(
        "identityManagement",
        "identityManagementMode",
        "identity-management-mode",
        since=(1, 18),
    ),
    Spelling("identityLabels", "labels", "labels"),
    Spelling(
        "encryption.strictIngress",
        "encryption.strictMode.ingress.enabled",
        "enable-encryption-strict-mode-ingress",
        since=(1, 19),
    ),
    Spelling("encryption.keyWatcher", "encryption.ipsec.keyWatcher", "enable-ipsec-key-watcher"),
    Spelling(
        "encryption.keyRotationDuration",
        "encryption.ipsec.keyRotationDuration",
        "ipsec-key-rotation-duration",
        since=(1, 14),
    ),
    Spelling("ingressController", "ingressController.enabled", "enable-ingress-controller"),
    Spelling("gatewayAPI", "gatewayAPI.enabled", "enable-gateway-api"),
    Spelling("envoyConfig", "envoyConfig.enabled", "enable-envoy-config"),
    Spelling("envoy.daemonSet", "envoy.enabled", "external-envoy-proxy", since=(1, 14)),
    Spelling("envoy.discovery", "envoy.xdsMode", "envoy-xds-mode", since=(1, 20)),
    Spelling("policyEnforcementMode", "policyEnforcementMode", "enable-policy"),
    Spelling("hostFirewall", "hostFirewall.enabled", "enable-host-firewall"),
    Spelling("cni.exclusive", "cni.exclusive", "cni-exclusive"),
    Spelling("cni.chainingMode", "cni.chainingMode", "cni-chaining-mode"),
    Spelling("bpf.mapDynamicSizeRatio", "bpf.mapDynamicSizeRatio", "bpf-map-dynamic-size-ratio"),
    Spelling("bpf.preallocateMaps", "bpf.preallocateMaps", "preallocate-bpf-maps"),
    Spelling("bpf.ctTcpMax", "bpf.ctTcpMax", "bpf-ct-global-tcp-max"),
    Spelling("bpf.ctAnyMax", "bpf.ctAnyMax", "bpf-ct-global-any-max"),
    Spelling("bpf.natMax", "bpf.natMax", "bpf-nat-global-max"),
    Spelling("bpf.neighMax", "bpf.neighMax", "bpf-neigh-global-max"),
    Spelling("bpf.nodeMapMax", "bpf.nodeMapMax", "bpf-node-map-max"),
    Spelling("bpf.policyMapMax", "bpf.policyMapMax", "bpf-policy-map-max"),
    Spelling("bpf.lbMapMax", "bpf.lbMapMax", "bpf-lb-map-max"),
    Spelling("operator.tolerations", "operator.tolerations"),
    Spelling("agent.tolerations", "tolerations"),
)
"""Rows beside those of `cilium_values`, in the same form."""

AKO_SPELLINGS: Final[tuple[Spelling, ...]] = (
    Spelling(
        "controller.dedicatedTenant",
        "ControllerSettings.dedicatedTenantMode",
        "dedicatedTenantMode",
    ),
    Spelling("vpcMode", "AKOSettings.vpcMode", "vpcMode"),
    Spelling("passthroughShardSize", "L7Settings.passthroughShardSize", "passthroughShardSize"),
    Spelling("enableEVH", "AKOSettings.enableEVH", "enableEVH"),
    Spelling("vipPerNamespace", "AKOSettings.vipPerNamespace", "vipPerNamespace"),
    Spelling("layer7Only", "AKOSettings.layer7Only", "layer7Only"),
    Spelling("defaultIngController", "L7Settings.defaultIngController", "defaultIngController"),
    Spelling("namespaceSelector.key", "AKOSettings.namespaceSelector.labelKey", "nsSyncLabelKey"),
    Spelling(
        "namespaceSelector.value", "AKOSettings.namespaceSelector.labelValue", "nsSyncLabelValue"
    ),
    Spelling("blockedNamespaces", "AKOSettings.blockedNamespaceList", "blockedNamespaceList"),
    Spelling("primaryInstance", "AKOSettings.primaryInstance", "primaryInstance"),
    Spelling("deleteConfig", "AKOSettings.deleteConfig", "deleteConfig"),
    Spelling("logLevel", "AKOSettings.logLevel", "logLevel"),
    Spelling("enableEvents", "AKOSettings.enableEvents", "enableEvents"),
    Spelling("fullSyncFrequency", "AKOSettings.fullSyncFrequency", "fullSyncFrequency"),
    Spelling("servicesAPI", "AKOSettings.servicesAPI", "servicesAPI"),
    # the first key that says something counts
    Spelling("defaultDomain", "NetworkSettings.defaultDomain", "defaultDomain", since=(1, 13)),
    Spelling("defaultDomain", "L4Settings.defaultDomain", "defaultDomain"),
    Spelling(
        "defaultLBController",
        "L4Settings.defaultLBController",
        "defaultLBController",
        since=(1, 12),
    ),
    Spelling("noPGForSNI", "L7Settings.noPGForSNI", "noPGForSNI"),
    Spelling("autoFQDN", "L4Settings.autoFQDN", "autoFQDN"),
    Spelling("nodePortSelector.key", "nodePortSelector.key", "nodeKey"),
    Spelling("nodePortSelector.value", "nodePortSelector.value", "nodeValue"),
    Spelling("apiServerPort", "AKOSettings.apiServerPort", "apiServerPort"),
    Spelling("enableMCI", "L7Settings.enableMCI", "enableMCI"),
    Spelling("ipFamily", "AKOSettings.ipFamily", "ipFamily"),
    Spelling("istioEnabled", "AKOSettings.istioEnabled", "istioEnabled"),
    Spelling("useDefaultSecretsOnly", "AKOSettings.useDefaultSecretsOnly", "useDefaultSecretsOnly"),
    Spelling("enablePrometheus", "featureGates.EnablePrometheus", "enablePrometheus"),
    Spelling(
        "enableEndpointSlice",
        "featureGates.EnableEndpointSlice",
        "enableEndpointSlice",
        since=(1, 13),
        until=(1, 13),
    ),
    Spelling("fqdnReusePolicy", "L7Settings.fqdnReusePolicy", "fqdnReusePolicy", since=(1, 13)),
)
"""Rows beside those of `ako_values`, in the same form."""

UNSAID_BY_CONFIG: Final[Mapping[str, Value]] = {"hubble.enabled": False}
"""What the agent does where `cilium-config` does not say what the chart's default would be.
Source: pkg/option/config.go; the charts up to 1.16 leave `enable-hubble` out when it is off."""

CILIUM_MINORS: Final[tuple[Minor, Minor]] = ((1, 13), (1, 20))
"""First and last minor of Cilium whose defaults are known here."""
AKO_MINORS: Final[tuple[Minor, Minor]] = ((1, 10), (2, 1))
"""First and last minor of AKO whose defaults are known here."""


class MinorDefault(NamedTuple):
    """A default of some minors only, in place of the fact's own."""

    fact: str
    value: Value
    since: Minor
    until: Minor


MINOR_DEFAULTS: Final[tuple[MinorDefault, ...]] = (
    # the proxy was part of the agent, and a DaemonSet of its own on demand only
    MinorDefault("envoy.daemonSet", value=False, since=(1, 13), until=(1, 15)),
    MinorDefault("ako.enableEndpointSlice", value=True, since=(1, 13), until=(1, 13)),
)
"""Source: values.yaml of the charts."""


class OlderDefault(NamedTuple):
    """What a chart does instead of its default where `upgradeCompatibility` is below a release."""

    fact: str
    below: Minor
    value: Value
    since: Minor
    """First minor whose chart asks."""


OLDER_DEFAULTS: Final[tuple[OlderDefault, ...]] = (
    OlderDefault("dnsProxy.transparent", (1, 12), False, (1, 13)),
    OlderDefault("envoy.daemonSet", (1, 16), False, (1, 16)),
    OlderDefault("secretSync", (1, 17), False, (1, 17)),
    OlderDefault("envoy.discovery", (1, 20), "", (1, 20)),
    OlderDefault("masquerade.bpf", (1, 10), True, (1, 13)),
)
"""Source: templates/cilium-configmap.yaml and templates/_helpers.tpl, 1.13.18 to 1.20.0."""
