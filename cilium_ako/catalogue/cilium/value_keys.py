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

from cilium_ako.catalogue.charts.value_key import ValueKey
from cilium_ako.catalogue.release import Release

_ENCAPSULATED: Final = {"vxlan": "tunnel", "geneve": "tunnel", "disabled": "native"}
_PROTOCOL: Final = {"vxlan": "vxlan", "geneve": "geneve"}
_STRICT: Final = {True: "strict", False: "disabled"}

VALUE_KEYS: Final[tuple[ValueKey, ...]] = (
    ValueKey(fact="cluster.name", key="cluster.name", config="cluster-name"),
    ValueKey(fact="cluster.id", key="cluster.id", config="cluster-id"),
    # Addresses
    ValueKey(fact="ipam.mode", key="ipam.mode", config="ipam"),
    ValueKey(
        fact="ipam.pools",
        key="ipam.operator.clusterPoolIPv4PodCIDRList",
        config="cluster-pool-ipv4-cidr",
    ),
    ValueKey(
        fact="ipam.mask",
        key="ipam.operator.clusterPoolIPv4MaskSize",
        config="cluster-pool-ipv4-mask-size",
    ),
    ValueKey(
        fact="ipam.requireRange", key="k8s.requireIPv4PodCIDR", config="k8s-require-ipv4-pod-cidr"
    ),
    ValueKey(fact="ipv4", key="ipv4.enabled", config="enable-ipv4", free_when_unsaid=True),
    ValueKey(fact="ipv6", key="ipv6.enabled", config="enable-ipv6", free_when_unsaid=True),
    ValueKey(
        fact="ipam.poolsIpv6",
        key="ipam.operator.clusterPoolIPv6PodCIDRList",
        config="cluster-pool-ipv6-cidr",
        free_when_unsaid=True,
    ),
    ValueKey(
        fact="ipam.maskIpv6",
        key="ipam.operator.clusterPoolIPv6MaskSize",
        config="cluster-pool-ipv6-mask-size",
        free_when_unsaid=True,
    ),
    ValueKey(
        fact="ipam.requireRangeIpv6",
        key="k8s.requireIPv6PodCIDR",
        config="k8s-require-ipv6-pod-cidr",
        free_when_unsaid=True,
    ),
    ValueKey(fact="eni.enabled", key="eni.enabled"),
    ValueKey(fact="eni.subnetIds", key="eni.subnetIDsFilter", config="subnet-ids-filter"),
    ValueKey(fact="eni.subnetTags", key="eni.subnetTagsFilter", config="subnet-tags-filter"),
    ValueKey(
        fact="eni.nodeSubnetTags",
        key="eni.nodeSpec.subnetTags",
        config="eni-subnet-tags",
        since=Release(1, 19),
        free_when_unsaid=True,
    ),
    ValueKey(
        fact="eni.securityGroups",
        key="eni.nodeSpec.securityGroups",
        config="eni-security-groups",
        since=Release(1, 19),
        free_when_unsaid=True,
    ),
    ValueKey(
        fact="eni.prefixDelegation",
        key="eni.awsEnablePrefixDelegation",
        config="aws-enable-prefix-delegation",
    ),
    ValueKey(fact="eni.operatorRole", key="eni.iamRole"),
    # Routing: 1.13 has one key for mode and protocol
    ValueKey(fact="routing.tunnel", key="tunnel", config="tunnel", until=Release(1, 13)),
    ValueKey(
        fact="routing.tunnel",
        key="routingMode",
        config="routing-mode",
        since=Release(1, 14),
        value_map=_ENCAPSULATED,
    ),
    ValueKey(
        fact="routing.tunnel",
        key="tunnelProtocol",
        config="tunnel-protocol",
        since=Release(1, 14),
        value_map=_PROTOCOL,
    ),
    # DSR hands the service's address over in a Geneve header, also where routing is native
    ValueKey(
        fact="nodePort.genevePath",
        key="tunnelProtocol",
        since=Release(1, 15),
        value_map={True: "geneve"},
    ),
    ValueKey(fact="routing.port", key="tunnelPort", config="tunnel-port"),
    ValueKey(
        fact="routing.nativeCidr",
        key="ipv4NativeRoutingCIDR",
        config="ipv4-native-routing-cidr",
        free_when_unsaid=True,
    ),
    ValueKey(
        fact="routing.nativeCidrIpv6",
        key="ipv6NativeRoutingCIDR",
        config="ipv6-native-routing-cidr",
        free_when_unsaid=True,
    ),
    ValueKey(
        fact="routing.underlay",
        key="underlayProtocol",
        config="underlay-protocol",
        since=Release(1, 18),
        free_when_unsaid=True,
    ),
    ValueKey(
        fact="routing.autoDirectNodeRoutes",
        key="autoDirectNodeRoutes",
        config="auto-direct-node-routes",
    ),
    ValueKey(fact="mtu", key="MTU", config="mtu"),
    ValueKey(
        fact="masquerade.enabled", key="enableIPv4Masquerade", config="enable-ipv4-masquerade"
    ),
    ValueKey(
        fact="masquerade.enabledIpv6",
        key="enableIPv6Masquerade",
        config="enable-ipv6-masquerade",
        free_when_unsaid=True,
    ),
    ValueKey(fact="masquerade.bpf", key="bpf.masquerade", config="enable-bpf-masquerade"),
    ValueKey(
        fact="masquerade.interfaces",
        key="egressMasqueradeInterfaces",
        config="egress-masquerade-interfaces",
    ),
    # Services
    ValueKey(
        fact="kubeProxyReplacement",
        key="kubeProxyReplacement",
        config="kube-proxy-replacement",
        until=Release(1, 13),
        value_map=_STRICT,
    ),
    ValueKey(
        fact="kubeProxyReplacement",
        key="kubeProxyReplacement",
        config="kube-proxy-replacement",
        since=Release(1, 14),
    ),
    ValueKey(fact="apiServer.host", key="k8sServiceHost", free_when_unsaid=True),
    ValueKey(fact="apiServer.port", key="k8sServicePort", free_when_unsaid=True),
    ValueKey(
        fact="apiServer.urls",
        key="k8s.apiServerURLs",
        config="k8s-api-server-urls",
        since=Release(1, 18),
        free_when_unsaid=True,
    ),
    ValueKey(
        fact="nodePort.range", key="nodePort.range", config="node-port-range", free_when_unsaid=True
    ),
    ValueKey(
        fact="nodePort.mode", key="loadBalancer.mode", config="bpf-lb-mode", free_when_unsaid=True
    ),
    ValueKey(
        fact="nodePort.dsrDispatch",
        key="loadBalancer.dsrDispatch",
        config="bpf-lb-dsr-dispatch",
        free_when_unsaid=True,
    ),
    ValueKey(
        fact="nodePort.acceleration",
        key="loadBalancer.acceleration",
        config="bpf-lb-acceleration",
        free_when_unsaid=True,
    ),
    ValueKey(
        fact="nodePort.algorithm",
        key="loadBalancer.algorithm",
        config="bpf-lb-algorithm",
        free_when_unsaid=True,
    ),
    ValueKey(
        fact="loadBalancerAddresses",
        key="defaultLBServiceIPAM",
        config="default-lb-service-ipam",
        since=Release(1, 17),
        preference=True,
    ),
    # Features with keys of their own
    ValueKey(
        fact="socketLB.enabled", key="socketLB.enabled", config="bpf-lb-sock", free_when_unsaid=True
    ),
    ValueKey(
        fact="localRedirect",
        key="localRedirectPolicy",
        config="enable-local-redirect-policy",
        until=Release(1, 17),
        free_when_unsaid=True,
    ),
    ValueKey(
        fact="localRedirect",
        key="localRedirectPolicies.enabled",
        config="enable-local-redirect-policy",
        since=Release(1, 18),
        free_when_unsaid=True,
    ),
    ValueKey(
        fact="bandwidth.enabled",
        key="bandwidthManager.enabled",
        config="enable-bandwidth-manager",
        free_when_unsaid=True,
    ),
    ValueKey(
        fact="bandwidth.bbr", key="bandwidthManager.bbr", config="enable-bbr", free_when_unsaid=True
    ),
    ValueKey(
        fact="bigTcp.ipv4",
        key="enableIPv4BIGTCP",
        config="enable-ipv4-big-tcp",
        since=Release(1, 14),
        free_when_unsaid=True,
    ),
    ValueKey(
        fact="bigTcp.ipv6",
        key="enableIPv6BIGTCP",
        config="enable-ipv6-big-tcp",
        free_when_unsaid=True,
    ),
    ValueKey(
        fact="bgpControlPlane",
        key="bgpControlPlane.enabled",
        config="enable-bgp-control-plane",
        free_when_unsaid=True,
    ),
    ValueKey(
        fact="l2Announcements",
        key="l2announcements.enabled",
        config="enable-l2-announcements",
        since=Release(1, 14),
        free_when_unsaid=True,
    ),
    ValueKey(
        fact="loadBalancerIpam",
        key="enableLBIPAM",
        config="enable-lb-ipam",
        since=Release(1, 17),
        free_when_unsaid=True,
    ),
    ValueKey(
        fact="egressGateway",
        key="egressGateway.enabled",
        config="enable-ipv4-egress-gateway",
        until=Release(1, 17),
        free_when_unsaid=True,
    ),
    ValueKey(
        fact="egressGateway",
        key="egressGateway.enabled",
        config="enable-egress-gateway",
        since=Release(1, 18),
        free_when_unsaid=True,
    ),
    ValueKey(
        fact="endpointRoutes",
        key="endpointRoutes.enabled",
        config="enable-endpoint-routes",
        free_when_unsaid=True,
    ),
    ValueKey(fact="devices", key="devices", config="devices", free_when_unsaid=True),
    ValueKey(
        fact="datapathMode",
        key="bpf.datapathMode",
        config="datapath-mode",
        since=Release(1, 16),
        free_when_unsaid=True,
    ),
    ValueKey(
        fact="socketLB.hostNamespaceOnly",
        key="socketLB.hostNamespaceOnly",
        config="bpf-lb-sock-hostns-only",
        free_when_unsaid=True,
    ),
    ValueKey(
        fact="hostFirewall",
        key="hostFirewall.enabled",
        config="enable-host-firewall",
        free_when_unsaid=True,
    ),
    ValueKey(
        fact="cni.chainingMode",
        key="cni.chainingMode",
        config="cni-chaining-mode",
        free_when_unsaid=True,
    ),
    ValueKey(
        fact="cni.chainingTarget",
        key="cni.chainingTarget",
        config="cni-chaining-target",
        since=Release(1, 14),
        free_when_unsaid=True,
    ),
    ValueKey(
        fact="gatewayAPI",
        key="gatewayAPI.enabled",
        config="enable-gateway-api",
        free_when_unsaid=True,
    ),
    ValueKey(
        fact="ingressController",
        key="ingressController.enabled",
        config="enable-ingress-controller",
        free_when_unsaid=True,
    ),
    ValueKey(fact="hubble.certificates", key="hubble.tls.auto.method", free_when_unsaid=True),
    ValueKey(
        fact="nodePort.healthzBindAddress",
        key="kubeProxyReplacementHealthzBindAddr",
        config="kube-proxy-replacement-healthz-bind-address",
        free_when_unsaid=True,
    ),
    ValueKey(
        fact="operator.nodeAffinity", key="operator.affinity.nodeAffinity", free_when_unsaid=True
    ),
    ValueKey(
        fact="cni.exclusive", key="cni.exclusive", config="cni-exclusive", free_when_unsaid=True
    ),
    ValueKey(fact="cni.binPath", key="cni.binPath", free_when_unsaid=True),
    ValueKey(fact="cni.confPath", key="cni.confPath", free_when_unsaid=True),
    ValueKey(
        fact="hubble.issuer", key="hubble.tls.auto.certManagerIssuerRef", free_when_unsaid=True
    ),
    ValueKey(fact="monitoring.prometheus", key="prometheus.enabled", free_when_unsaid=True),
    ValueKey(
        fact="monitoring.prometheus", key="operator.prometheus.enabled", free_when_unsaid=True
    ),
    ValueKey(
        fact="monitoring.serviceMonitors",
        key="prometheus.serviceMonitor.enabled",
        free_when_unsaid=True,
    ),
    ValueKey(
        fact="monitoring.serviceMonitors",
        key="operator.prometheus.serviceMonitor.enabled",
        free_when_unsaid=True,
    ),
    ValueKey(
        fact="monitoring.serviceMonitors",
        key="prometheus.serviceMonitor.trustCRDsExist",
        free_when_unsaid=True,
    ),
    ValueKey(
        fact="monitoring.dashboards",
        key="dashboards.enabled",
        since=Release(1, 14),
        free_when_unsaid=True,
    ),
    ValueKey(
        fact="monitoring.dashboards",
        key="operator.dashboards.enabled",
        since=Release(1, 14),
        free_when_unsaid=True,
    ),
    ValueKey(fact="monitoring.hubbleMetrics", key="hubble.metrics.enabled", free_when_unsaid=True),
    # Cluster mesh
    ValueKey(fact="clustermesh.apiServer", key="clustermesh.useAPIServer", free_when_unsaid=True),
    ValueKey(fact="clustermesh.config", key="clustermesh.config.enabled", free_when_unsaid=True),
    ValueKey(fact="clustermesh.peers", key="clustermesh.config.clusters", free_when_unsaid=True),
    ValueKey(
        fact="clustermesh.maxConnectedClusters",
        key="clustermesh.maxConnectedClusters",
        config="max-connected-clusters",
        since=Release(1, 15),
        free_when_unsaid=True,
    ),
    ValueKey(
        fact="policyDefaultLocalCluster",
        key="clustermesh.policyDefaultLocalCluster",
        since=Release(1, 18),
        preference=True,
    ),
    # who makes the certificates: the chart asks for values unless it is told to ask for none
    ValueKey(
        fact="clustermesh.certificates",
        key="clustermesh.apiserver.tls.auto.enabled",
        value_map={"secrets": False, "certmanager": True},
        free_when_unsaid=True,
    ),
    ValueKey(
        fact="clustermesh.certificates",
        key="clustermesh.apiserver.tls.auto.method",
        value_map={"certmanager": "certmanager"},
        free_when_unsaid=True,
    ),
    ValueKey(
        fact="clustermesh.certificates",
        key="clustermesh.apiserver.tls.enableSecrets",
        since=Release(1, 16),
        until=Release(1, 19),
        value_map={"secrets": False},
        free_when_unsaid=True,
    ),
    ValueKey(
        fact="clustermesh.issuer",
        key="clustermesh.apiserver.tls.auto.certManagerIssuerRef",
        free_when_unsaid=True,
    ),
    ValueKey(
        fact="clustermesh.serverNames",
        key="clustermesh.apiserver.tls.server.extraDnsNames",
        until=Release(1, 19),
        free_when_unsaid=True,
    ),
    ValueKey(
        fact="clustermesh.serverNames",
        key="clustermesh.apiserver.tls.auto.server.extraDnsNames",
        since=Release(1, 20),
        free_when_unsaid=True,
    ),
    ValueKey(
        fact="clustermesh.serviceType",
        key="clustermesh.apiserver.service.type",
        free_when_unsaid=True,
    ),
    ValueKey(
        fact="clustermesh.externalTraffic",
        key="clustermesh.apiserver.service.externalTrafficPolicy",
        free_when_unsaid=True,
    ),
    # State
    ValueKey(fact="kvstore.enabled", key="etcd.enabled"),
    ValueKey(fact="kvstore.endpoints", key="etcd.endpoints"),
    ValueKey(fact="kvstore.tls", key="etcd.ssl"),
    ValueKey(
        fact="identityAllocation", key="identityAllocationMode", config="identity-allocation-mode"
    ),
    # Encryption
    ValueKey(fact="encryption.enabled", key="encryption.enabled"),
    ValueKey(fact="encryption.type", key="encryption.type"),
    ValueKey(fact="encryption.ipsecSecret", key="encryption.ipsec.secretName"),
    ValueKey(
        fact="encryption.nodeEncryption", key="encryption.nodeEncryption", config="encrypt-node"
    ),
    ValueKey(
        fact="encryption.strict",
        key="encryption.strictMode.enabled",
        config="enable-encryption-strict-mode",
        since=Release(1, 15),
        until=Release(1, 18),
        free_when_unsaid=True,
    ),
    ValueKey(
        fact="encryption.strictCidr",
        key="encryption.strictMode.cidr",
        config="encryption-strict-mode-cidr",
        since=Release(1, 15),
        until=Release(1, 18),
        free_when_unsaid=True,
    ),
    ValueKey(
        fact="encryption.strictRemoteNodes",
        key="encryption.strictMode.allowRemoteNodeIdentities",
        config="encryption-strict-mode-allow-remote-node-identities",
        since=Release(1, 15),
        until=Release(1, 18),
        free_when_unsaid=True,
    ),
    ValueKey(
        fact="encryption.strict",
        key="encryption.strictMode.egress.enabled",
        config="enable-encryption-strict-mode-egress",
        since=Release(1, 19),
        free_when_unsaid=True,
    ),
    ValueKey(
        fact="encryption.strictCidr",
        key="encryption.strictMode.egress.cidr",
        config="encryption-strict-egress-cidr",
        since=Release(1, 19),
        free_when_unsaid=True,
    ),
    ValueKey(
        fact="encryption.strictRemoteNodes",
        key="encryption.strictMode.egress.allowRemoteNodeIdentities",
        config="encryption-strict-egress-allow-remote-node-identities",
        since=Release(1, 19),
        free_when_unsaid=True,
    ),
    # Protocols and flows
    ValueKey(fact="sctp", key="sctp.enabled", config="enable-sctp"),
    ValueKey(fact="l7Proxy", key="l7Proxy", config="enable-l7-proxy"),
    ValueKey(fact="hubble.enabled", key="hubble.enabled", config="enable-hubble"),
    ValueKey(fact="hubble.relay", key="hubble.relay.enabled"),
    ValueKey(fact="hubble.ui", key="hubble.ui.enabled"),
    # Rollout
    ValueKey(fact="rollOut.agents", key="rollOutCiliumPods", preference=True),
    ValueKey(fact="rollOut.operator", key="operator.rollOutPods", preference=True),
    ValueKey(fact="operator.replicas", key="operator.replicas", preference=True),
    ValueKey(fact="operator.nodeSelector", key="operator.nodeSelector", preference=True),
    # What upgradeCompatibility would flip behind a person's back
    ValueKey(
        fact="dnsProxy.transparent",
        key="dnsProxy.enableTransparentMode",
        config="dnsproxy-enable-transparent-mode",
        preference=True,
    ),
    ValueKey(fact="envoy.daemonSet", key="envoy.enabled", since=Release(1, 16), preference=True),
    # an own DaemonSet was a choice then, which is told where a person makes it
    ValueKey(
        fact="envoy.asked",
        key="envoy.enabled",
        since=Release(1, 14),
        until=Release(1, 15),
        free_when_unsaid=True,
    ),
    ValueKey(fact="envoy.discovery", key="envoy.xdsMode", since=Release(1, 20), preference=True),
    ValueKey(
        fact="secretSync", key="tls.secretSync.enabled", since=Release(1, 17), preference=True
    ),
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
    "encryption.keyFile": "the key's Secret is this program's: use encryption.key",
    "encryption.secretName": "the key's Secret is this program's: use encryption.key",
    "encryption.ipsec.keyFile": "the key's Secret is this program's: use encryption.key",
    "ipam.operator.clusterPoolIPv4PodCIDR": "a pool is a list: use ipam.podCidrs",
    "namespaceOverride": "the release's namespace is kube-system, and Secrets are put there",
}
"""Helm keys that a stack's own `values` may never name, with the reason."""
