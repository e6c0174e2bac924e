"""What each field of kOps' CiliumNetworkingSpec tells Cilium, in the chart's words.

kOps does not use the chart: a template of its own writes `cilium-config`. A row says which Helm key
means the same, what kOps takes where the field is absent, or why nothing becomes of it.
Sources: kOps:pkg/apis/kops/networking.go (CiliumNetworkingSpec); defaults:
kOps:pkg/model/components/cilium.go; what is read: k8s-1.16-v1.15.yaml.template in
kOps:upup/models/cloudup/resources/addons/networking.cilium.io.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple


class KopsField(NamedTuple):
    """One field."""

    name: str
    """As the API spells it, dotted below `networking.cilium`."""
    helm: tuple[str, ...] = ()
    """Helm keys that say the same, dotted; `fact:NAME` is the key of a fact in a minor."""
    default: object = None
    """What kOps takes where the field is absent; None where nothing is said then."""
    only_with: str = ""
    """A field that has to be on for this one to be read."""
    why: str = ""
    """Why nothing becomes of it, as a sentence; empty where something does."""
    never_read: bool = False
    """Whether kOps accepts it and reads it nowhere, so that it says nothing of the cluster."""


_NEVER: Final = "kOps accepts it and reads it nowhere, so the cluster does not have it."
_CHECKED: Final = "kOps checks it and writes it nowhere, so the cluster does not have it."

FIELDS: Final = (
    KopsField(
        "registry",
        why="The chart names every image: image.repository, "
        "operator.image.repository and those of Hubble, below cilium.values.",
    ),
    KopsField("version", why="It becomes cilium.version."),
    KopsField(
        "memoryRequest",
        ("resources.requests.memory", "operator.resources.requests.memory"),
        "128Mi",
    ),
    KopsField("cpuRequest", ("resources.requests.cpu", "operator.resources.requests.cpu"), "25m"),
    KopsField("agentPrometheusPort", ("prometheus.port",), 9090, "enablePrometheusMetrics"),
    KopsField("metrics", ("prometheus.metrics",), None, "enablePrometheusMetrics"),
    KopsField("chainingMode", ("cni.chainingMode",)),
    KopsField("debug", ("debug.enabled",), default=False),
    KopsField("disableEndpointCRD", ("disableEndpointCRD",), default=False),
    KopsField("enablePolicy", never_read=True, why=_CHECKED),
    KopsField("enableL7Proxy", ("l7Proxy",), default=True),
    KopsField("enableLocalRedirectPolicy", ("fact:localRedirect",), default=False),
    KopsField("enableBPFMasquerade", ("bpf.masquerade",)),
    KopsField("enableEndpointHealthChecking", ("endpointHealthChecking.enabled",), default=True),
    KopsField("enableHostFirewall", ("hostFirewall.enabled",), default=False),
    KopsField(
        "enablePrometheusMetrics",
        ("prometheus.enabled", "operator.prometheus.enabled", "envoy.prometheus.enabled"),
        default=False,
    ),
    KopsField("enableEncryption", ("encryption.enabled",), default=False),
    KopsField("encryptionType", ("encryption.type",), "ipsec", "enableEncryption"),
    KopsField("nodeEncryption", ("encryption.nodeEncryption",), None, "enableEncryption"),
    KopsField("identityAllocationMode", ("identityAllocationMode",), "crd"),
    KopsField("identityChangeGracePeriod", ("identityChangeGracePeriod",), "5s"),
    KopsField("masquerade", ("enableIPv4Masquerade",)),
    KopsField("agentPodAnnotations", ("podAnnotations",)),
    KopsField("operatorPodAnnotations", ("operator.podAnnotations",)),
    KopsField("tunnel", ("fact:routing.tunnel",)),
    KopsField("monitorAggregation", ("bpf.monitorAggregation",), "medium"),
    KopsField("bpfCTGlobalTCPMax", never_read=True, why=_NEVER),
    KopsField("bpfCTGlobalAnyMax", never_read=True, why=_NEVER),
    KopsField("bpfLBAlgorithm", never_read=True, why=_CHECKED),
    KopsField("bpfLBMaglevTableSize", never_read=True, why=_NEVER),
    KopsField("bpfNATGlobalMax", never_read=True, why=_NEVER),
    KopsField("bpfNeighGlobalMax", never_read=True, why=_NEVER),
    KopsField("bpfPolicyMapMax", never_read=True, why=_NEVER),
    KopsField("bpfLBMapMax", never_read=True, why=_NEVER),
    KopsField("bpfLBSock", ("socketLB.enabled",), default=False),
    KopsField("bpfLBSockHostNSOnly", ("socketLB.hostNamespaceOnly",), default=False),
    KopsField("preallocateBPFMaps", ("bpf.preallocateMaps",), default=False),
    KopsField("sidecarIstioProxyImage", never_read=True, why=_NEVER),
    KopsField("clusterName", ("cluster.name",), "default"),
    KopsField("clusterID", ("cluster.id",)),
    KopsField("toFQDNsDNSRejectResponseCode", ("dnsProxy.dnsRejectResponseCode",), "refused"),
    KopsField("toFQDNsEnablePoller", never_read=True, why=_NEVER),
    KopsField("ipam", ("ipam.mode",), "kubernetes"),
    KopsField("installIptablesRules", never_read=True, why=_CHECKED),
    KopsField("autoDirectNodeRoutes", ("autoDirectNodeRoutes",), default=False),
    KopsField("enableHostReachableServices", never_read=True, why=_NEVER),
    KopsField("enableNodePort", ("fact:kubeProxyReplacement",), default=False),
    KopsField("etcdManaged", why="It becomes cilium.kvstore, with kOps' own etcd as it is."),
    KopsField("enableRemoteNodeIdentity", never_read=True, why=_NEVER),
    KopsField("enableUnreachableRoutes", never_read=True, why=_NEVER),
    KopsField("cniExclusive", ("cni.exclusive",), default=True),
    KopsField("hubble.enabled", ("hubble.enabled", "hubble.relay.enabled"), default=False),
    KopsField("hubble.metrics", ("hubble.metrics.enabled",), None, "hubble.enabled"),
    KopsField("disableCNPStatusUpdates", never_read=True, why=_NEVER),
    KopsField("enableServiceTopology", ("loadBalancer.serviceTopology",), default=False),
    KopsField("ingress.enabled", ("ingressController.enabled",), default=False),
    KopsField("ingress.enforceHttps", ("ingressController.enforceHttps",), None, "ingress.enabled"),
    KopsField(
        "ingress.enableSecretsSync",
        ("ingressController.secretsNamespace.sync",),
        None,
        "ingress.enabled",
    ),
    KopsField(
        "ingress.loadBalancerAnnotationPrefixes",
        ("ingressController.ingressLBAnnotationPrefixes",),
        None,
        "ingress.enabled",
    ),
    KopsField(
        "ingress.defaultLoadBalancerMode",
        ("ingressController.loadbalancerMode",),
        None,
        "ingress.enabled",
    ),
    KopsField(
        "ingress.sharedLoadBalancerServiceName",
        ("ingressController.service.name",),
        None,
        "ingress.enabled",
    ),
    KopsField("gatewayAPI.enabled", ("gatewayAPI.enabled",), default=False),
    KopsField(
        "gatewayAPI.enableSecretsSync",
        ("gatewayAPI.secretsNamespace.sync",),
        None,
        "gatewayAPI.enabled",
    ),
    KopsField("extraConfig", ("extraConfig",)),
)
"""Every field in the order of kOps' API, those of Hubble, ingress and Gateway API one by one."""

INVERTED: Final[Mapping[str, str]] = {"disableMasquerade": "masquerade"}
"""A field of v1alpha2 to the one whose contrary it says.

Source: kOps:pkg/apis/kops/v1alpha2/conversion.go."""

ALWAYS: Final[Mapping[str, object]] = {
    "envoy.enabled": False,
    "enableIPv6Masquerade": False,
    "updateStrategy.type": "OnDelete",
    "k8s.requireIPv4PodCIDR": False,
}
"""Helm keys that kOps' template says the same of in every cluster, where the chart does not."""

SERVICE_RANGES: Final[Mapping[int, str]] = {4: "100.64.0.0/13", 6: "fd00:5e4f:ce::/108"}
"""By family, the Services' range where a cluster names none.

Source: kOps:upup/pkg/fi/cloudup/populate_cluster_spec.go, assignSubnets."""

ETCD_CLIENT_PORT: Final = 4003
"""The port of kOps' etcd for Cilium. Source: kOps:pkg/wellknownports."""

INTERNAL_NAME: Final = "api.internal."
"""What stands before a cluster's name in the name of its API server for nodes."""

HUBBLE_ISSUER: Final[Mapping[str, str]] = {
    "group": "cert-manager.io",
    "kind": "Issuer",
    "name": "networking.cilium.io",
}
"""Who signs Hubble's certificates; a cluster of kOps with Hubble has cert-manager."""

ETCD_CERTIFICATES: Final = (
    "kOps keeps the client's certificate on every node, below /etc/kubernetes/pki/cilium, and this"
    " program's agents read it from a Secret: cilium-ako:etcdCa is etcd-ca.crt, cilium-ako:etcdCert"
    " is etcd-client-cilium.crt and cilium-ako:etcdKey is etcd-client-cilium.key of a control plane"
    " node. kOps goes on to run that etcd, as long as its etcdClusters have one called cilium"
)
"""What has to happen to the certificates of a managed etcd."""
