"""How each Cilium minor spells what this program decides: facts to Helm values.

One row is one Helm key in a range of minors. A fact may need several keys in one minor (routing
and its protocol), and its key may change its name or its words from minor to minor (kube-proxy
replacement). A minor without a row for a fact has no key for it.

Read downwards a row writes values, upwards it reads them: the same table serves both ways.
`config` names the key of the ConfigMap `cilium-config` that the chart makes of it, where it is
one to one. Source: values.yaml, templates/cilium-configmap.yaml and templates/_helpers.tpl of
the charts, 1.13.18 to 1.20.0.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cilium_ako.catalogue.spelling import Spelling

_ENCAPSULATED: Final = {"vxlan": "tunnel", "geneve": "tunnel", "disabled": "native"}
_PROTOCOL: Final = {"vxlan": "vxlan", "geneve": "geneve"}
_STRICT: Final = {True: "strict", False: "disabled"}

SPELLINGS: Final[tuple[Spelling, ...]] = (
    Spelling("cluster.name", "cluster.name", "cluster-name"),
    Spelling("cluster.id", "cluster.id", "cluster-id"),
    # Addresses
    Spelling("ipam.mode", "ipam.mode", "ipam"),
    Spelling("ipam.pools", "ipam.operator.clusterPoolIPv4PodCIDRList", "cluster-pool-ipv4-cidr"),
    Spelling("ipam.mask", "ipam.operator.clusterPoolIPv4MaskSize", "cluster-pool-ipv4-mask-size"),
    Spelling("ipam.requireRange", "k8s.requireIPv4PodCIDR", "k8s-require-ipv4-pod-cidr"),
    Spelling("eni.enabled", "eni.enabled"),
    Spelling("eni.subnetIds", "eni.subnetIDsFilter", "subnet-ids-filter"),
    Spelling("eni.subnetTags", "eni.subnetTagsFilter", "subnet-tags-filter"),
    Spelling(
        "eni.prefixDelegation", "eni.awsEnablePrefixDelegation", "aws-enable-prefix-delegation"
    ),
    Spelling("eni.operatorRole", "eni.iamRole"),
    # Routing: 1.13 has one key for mode and protocol
    Spelling("routing.tunnel", "tunnel", "tunnel", until=(1, 13)),
    Spelling("routing.tunnel", "routingMode", "routing-mode", since=(1, 14), words=_ENCAPSULATED),
    Spelling("routing.tunnel", "tunnelProtocol", "tunnel-protocol", since=(1, 14), words=_PROTOCOL),
    # DSR hands the service's address over in a Geneve header, also where routing is native
    Spelling("nodePort.genevePath", "tunnelProtocol", since=(1, 15), words={True: "geneve"}),
    Spelling("routing.port", "tunnelPort", "tunnel-port"),
    Spelling("routing.nativeCidr", "ipv4NativeRoutingCIDR", "ipv4-native-routing-cidr"),
    Spelling("routing.autoDirectNodeRoutes", "autoDirectNodeRoutes", "auto-direct-node-routes"),
    Spelling("mtu", "MTU", "mtu"),
    Spelling("masquerade.enabled", "enableIPv4Masquerade", "enable-ipv4-masquerade"),
    Spelling("masquerade.bpf", "bpf.masquerade", "enable-bpf-masquerade"),
    Spelling("masquerade.interfaces", "egressMasqueradeInterfaces", "egress-masquerade-interfaces"),
    # Services
    Spelling(
        "kubeProxyReplacement",
        "kubeProxyReplacement",
        "kube-proxy-replacement",
        until=(1, 13),
        words=_STRICT,
    ),
    Spelling(
        "kubeProxyReplacement", "kubeProxyReplacement", "kube-proxy-replacement", since=(1, 14)
    ),
    Spelling("apiServer.host", "k8sServiceHost"),
    Spelling("apiServer.port", "k8sServicePort"),
    Spelling("apiServer.urls", "k8s.apiServerURLs", "k8s-api-server-urls", since=(1, 18)),
    Spelling("nodePort.range", "nodePort.range", "node-port-range"),
    Spelling("nodePort.mode", "loadBalancer.mode", "bpf-lb-mode"),
    Spelling("nodePort.dsrDispatch", "loadBalancer.dsrDispatch", "bpf-lb-dsr-dispatch"),
    Spelling("nodePort.acceleration", "loadBalancer.acceleration", "bpf-lb-acceleration"),
    Spelling("nodePort.algorithm", "loadBalancer.algorithm", "bpf-lb-algorithm"),
    Spelling(
        "loadBalancerAddresses", "defaultLBServiceIPAM", "default-lb-service-ipam", since=(1, 17)
    ),
    # State
    Spelling("kvstore.enabled", "etcd.enabled"),
    Spelling("kvstore.endpoints", "etcd.endpoints"),
    Spelling("kvstore.tls", "etcd.ssl"),
    Spelling("identityAllocation", "identityAllocationMode", "identity-allocation-mode"),
    # Encryption
    Spelling("encryption.enabled", "encryption.enabled"),
    Spelling("encryption.type", "encryption.type"),
    Spelling("encryption.ipsecSecret", "encryption.ipsec.secretName"),
    Spelling("encryption.nodeEncryption", "encryption.nodeEncryption", "encrypt-node"),
    Spelling(
        "encryption.strict",
        "encryption.strictMode.enabled",
        "enable-encryption-strict-mode",
        since=(1, 15),
        until=(1, 18),
    ),
    Spelling(
        "encryption.strictCidr",
        "encryption.strictMode.cidr",
        "encryption-strict-mode-cidr",
        since=(1, 15),
        until=(1, 18),
    ),
    Spelling(
        "encryption.strictRemoteNodes",
        "encryption.strictMode.allowRemoteNodeIdentities",
        "encryption-strict-mode-allow-remote-node-identities",
        since=(1, 15),
        until=(1, 18),
    ),
    Spelling(
        "encryption.strict",
        "encryption.strictMode.egress.enabled",
        "enable-encryption-strict-mode-egress",
        since=(1, 19),
    ),
    Spelling(
        "encryption.strictCidr",
        "encryption.strictMode.egress.cidr",
        "encryption-strict-egress-cidr",
        since=(1, 19),
    ),
    Spelling(
        "encryption.strictRemoteNodes",
        "encryption.strictMode.egress.allowRemoteNodeIdentities",
        "encryption-strict-egress-allow-remote-node-identities",
        since=(1, 19),
    ),
    # Protocols and flows
    Spelling("sctp", "sctp.enabled", "enable-sctp"),
    Spelling("l7Proxy", "l7Proxy", "enable-l7-proxy"),
    Spelling("hubble.enabled", "hubble.enabled", "enable-hubble"),
    Spelling("hubble.relay", "hubble.relay.enabled"),
    Spelling("hubble.ui", "hubble.ui.enabled"),
    # Rollout
    Spelling("rollOut.agents", "rollOutCiliumPods"),
    Spelling("rollOut.operator", "operator.rollOutPods"),
    Spelling("operator.replicas", "operator.replicas"),
    Spelling("operator.nodeSelector", "operator.nodeSelector"),
    # What upgradeCompatibility would flip behind a person's back
    Spelling(
        "dnsProxy.transparent", "dnsProxy.enableTransparentMode", "dnsproxy-enable-transparent-mode"
    ),
    Spelling("envoy.daemonSet", "envoy.enabled", since=(1, 16)),
    Spelling("envoy.discovery", "envoy.xdsMode", since=(1, 20)),
    Spelling("secretSync", "tls.secretSync.enabled", since=(1, 17)),
)
"""Every key that this program writes."""

CONFIG_BESIDE: Final[Mapping[str, str]] = {
    "enable-ipsec": "encryption.type",
    "enable-wireguard": "encryption.type",
    "ipsec-key-file": "encryption.ipsecSecret",
    "kvstore": "kvstore.enabled",
    "kvstore-opt": "kvstore.endpoints",
    "etcd-config": "kvstore.endpoints",
}
"""Keys of `cilium-config` that a chart derives from several facts, with one of them."""

REFUSED_VALUES: Final[Mapping[str, str]] = {
    "upgradeCompatibility": (
        "it flips defaults by a cluster's first version: set by name what you need"
    ),
    "nodePort.enabled": "kube-proxy replacement is all or nothing here: use kubeProxyReplacement",
    "encryption.keyFile": "the key's Secret is this program's: use encryption.key",
    "encryption.secretName": "the key's Secret is this program's: use encryption.key",
    "encryption.ipsec.keyFile": "the key's Secret is this program's: use encryption.key",
    "ipam.operator.clusterPoolIPv4PodCIDR": "a pool is a list: use ipam.podCidrs",
    "namespaceOverride": "the release's namespace is kube-system, and Secrets are put there",
}
"""Helm keys that a stack's own `values` may never name, with the reason."""
