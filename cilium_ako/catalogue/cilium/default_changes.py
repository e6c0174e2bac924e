"""What an upgrade does where keys of `cilium-config` follow the chart's defaults.

Which keys change for a config is worked out (`catalogue/charts/config_map.py`); here stands what
that means. A key without a row is not known, and told so. A key that stays behind when the chart
no longer writes it is the agents' own default from then on.
Paths are of the Cilium repository; a bare `values.yaml`, `templates/` are of its chart.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.charts.default_change import DefaultChange
from cilium_ako.catalogue.release import Release

_TEMPLATE: Final = "templates/cilium-configmap.yaml of both minors"
_COMMANDS: Final = "Documentation/cmdref/cilium-agent.md; templates/cilium-configmap.yaml"
_VALUES: Final = "values.yaml of both minors"

DEFAULT_CHANGES: Final[tuple[DefaultChange, ...]] = (
    # Policies and identities
    DefaultChange(
        keys=("policy-default-local-cluster",),
        since=Release(1, 19),
        impact="safe",
        consequence="Policies that name no cluster select their own cluster's pods alone. Without a"
        " mesh these are all that there are.",
        source="values.yaml clustermesh.policyDefaultLocalCluster; Documentation/operations/"
        "upgrade.rst",
        transition="policies-local-to-cluster",
    ),
    DefaultChange(
        keys=("policy-default-local-cluster",),
        since=Release(1, 18),
        impact="none",
        consequence="Says by name that policies select pods of every cluster of a mesh, as before.",
        source=_VALUES,
    ),
    DefaultChange(
        keys=("mesh-auth-enabled",),
        since=Release(1, 19),
        impact="safe",
        consequence="Mutual authentication is off. Without SPIRE no policy could ask for it and"
        " be met; one that does is marked invalid now.",
        source="values.yaml authentication.enabled; operator/pkg/networkpolicy",
        transition="mutual-authentication-off",
    ),
    DefaultChange(
        keys=("mesh-auth-*",),
        since=Release(1, 14),
        impact="safe",
        consequence="Mutual authentication is there for policies that ask for it; no other traffic"
        " meets it.",
        source="values.yaml authentication",
    ),
    DefaultChange(
        keys=("enable-k8s-networkpolicy", "enable-non-default-deny-policies"),
        impact="none",
        consequence="Says by name what agents did before.",
        source=_COMMANDS,
    ),
    DefaultChange(
        keys=("policy-cidr-match-mode", "policy-deny-response"),
        impact="none",
        consequence="Says by name that nothing of it is asked for, as before.",
        source=_VALUES,
    ),
    DefaultChange(
        keys=("enable-endpoint-lockdown-on-policy-overflow", "enable-host-firewall"),
        impact="none",
        consequence="Says by name that it is off, as before.",
        source=_VALUES,
    ),
    DefaultChange(
        keys=("bpf-policy-stats-map-max",),
        impact="safe",
        consequence="Policies are counted in a BPF map of its own, which takes memory on each"
        " node.",
        source="values.yaml bpf.policyStatsMapMax",
    ),
    DefaultChange(
        keys=("enable-policy-secrets-sync", "policy-secrets-*"),
        impact="safe",
        consequence="The operator copies the Secrets that policies name into the namespace"
        " cilium-secrets, and agents read them there alone.",
        source="values.yaml tls.secretSync",
    ),
    DefaultChange(
        keys=("enable-remote-node-identity",),
        impact="none",
        consequence="Other nodes have an identity of their own always, as the chart said before.",
        source=_TEMPLATE,
    ),
    DefaultChange(
        keys=("enable-node-selector-labels", "identity-management-mode"),
        impact="none",
        consequence="Says by name what agents did before.",
        source=_VALUES,
    ),
    # DNS
    DefaultChange(
        keys=("tofqdns-min-ttl",),
        since=Release(1, 14),
        impact="rolling",
        consequence="The chart no longer says that addresses of DNS names stay allowed for an hour"
        " at least: the agents' own least time counts. Policies by DNS name may let go of an"
        " address earlier, for clients that keep it longer than DNS says.",
        source="templates/cilium-configmap.yaml of 1.13 and 1.14",
    ),
    DefaultChange(
        keys=("tofqdns-endpoint-max-ip-per-hostname",),
        since=Release(1, 17),
        impact="safe",
        consequence="Up to 1000 addresses of a DNS name are kept for each pod, not 50: names with"
        " many addresses are no longer cut off, and agents take more memory.",
        source="values.yaml dnsProxy.endpointMaxIpPerHostname",
    ),
    DefaultChange(
        keys=("tofqdns-preallocate-identities",),
        impact="safe",
        consequence="Identities for DNS names are there before the first answer of DNS comes.",
        source="values.yaml dnsProxy.preAllocateIdentities",
    ),
    DefaultChange(
        keys=("dnsproxy-socket-linger-timeout",),
        impact="safe",
        consequence="The DNS proxy ends a connection up to 10 seconds after its client did.",
        source="values.yaml dnsProxy.socketLingerTimeout",
    ),
    DefaultChange(
        keys=("dnsproxy-enable-transparent-mode",),
        since=Release(1, 14),
        impact="rolling",
        consequence="Chained behind another CNI plugin the chart no longer asks for it: the DNS"
        " proxy sends what it forwards from the node's address, not the pod's. What lets DNS"
        " through by a pod's address must let the nodes' through.",
        source="templates/cilium-configmap.yaml of 1.13 and 1.14",
        transition="dns-proxy-changed",
    ),
    # L7 proxy, Ingress and Gateway
    DefaultChange(
        keys=("external-envoy-proxy",),
        since=Release(1, 14),
        impact="none",
        consequence="Says by name that the L7 proxy is a part of the agent, as before.",
        source=_VALUES,
    ),
    DefaultChange(
        keys=("external-envoy-proxy",),
        since=Release(1, 16),
        impact="rolling",
        consequence="The L7 proxy becomes a DaemonSet of its own: connections through it are made"
        " anew now, and live through later restarts of agents.",
        source="values.yaml envoy.enabled",
        transition="l7-proxy-changed",
    ),
    DefaultChange(
        keys=("proxy-prometheus-port",),
        impact="safe",
        consequence="Where the L7 proxy's metrics are served: by the agent, or by the proxy's own"
        " DaemonSet.",
        source="templates/cilium-configmap.yaml; values.yaml envoy.prometheus",
    ),
    DefaultChange(
        keys=(
            "http-retry-count",
            "proxy-connect-timeout",
            "proxy-idle-timeout-seconds",
            "proxy-initial-fetch-timeout",
            "proxy-max-connection-duration-seconds",
            "proxy-max-requests-per-connection",
            "proxy-xff-num-trusted-hops-*",
        ),
        impact="none",
        consequence="Says by name what the agents' own default is.",
        source=_COMMANDS,
    ),
    DefaultChange(
        keys=(
            "http-stream-idle-timeout",
            "proxy-cluster-max-*",
            "proxy-max-active-downstream-connections",
            "proxy-max-concurrent-retries",
        ),
        impact="rolling",
        consequence="The L7 proxy has a limit that the chart did not say before: streams that idle,"
        " and connections, requests and retries above it are ended or refused.",
        source="values.yaml envoy",
    ),
    DefaultChange(
        keys=("proxy-use-original-source-address",),
        impact="none",
        consequence="Says by name that backends see a client's own address, as before.",
        source="values.yaml envoy.useOriginalSourceAddress",
    ),
    DefaultChange(
        keys=("envoy-xds-mode",),
        impact="rolling",
        consequence="The L7 proxy gets its configuration in one ordered stream.",
        source="values.yaml envoy.xdsMode; templates/_helpers.tpl",
        transition="dns-proxy-changed",
    ),
    DefaultChange(
        keys=(
            "envoy-access-log-buffer-size",
            "envoy-access-log-enabled",
            "envoy-base-id",
            "envoy-keep-cap-netbindservice",
            "envoy-node-locality-enabled",
        ),
        impact="none",
        consequence="Says by name what the L7 proxy did before.",
        source=_VALUES,
    ),
    DefaultChange(
        keys=(
            "enable-gateway-api-*",
            "enable-ingress-proxy-protocol",
            "envoy-config-retry-interval",
            "gateway-api-*",
            "ingress-default-xff-num-trusted-hops",
            "ingress-hostnetwork-*",
            "ingress-use-remote-address",
        ),
        impact="none",
        consequence="Says by name what Ingress and Gateway did before.",
        source=_VALUES,
    ),
    DefaultChange(
        keys=("ingress-lb-annotation-prefixes",),
        since=Release(1, 16),
        impact="rolling",
        consequence="Annotations of an Ingress that begin with lbipam.cilium.io or"
        " nodeipam.cilium.io are copied to its Service too, and may give it another address.",
        source="values.yaml ingressController.ingressLBAnnotationPrefixes",
    ),
    # Routing and datapath
    DefaultChange(
        keys=("tunnel", "tunnel-protocol", "routing-mode"),
        impact="none",
        consequence="The same mode and protocol under another key.",
        source=_TEMPLATE,
    ),
    DefaultChange(
        keys=("tunnel-source-port-range",),
        impact="none",
        consequence="Says by name that the kernel chooses the source port, as before.",
        source="values.yaml tunnelSourcePortRange",
    ),
    DefaultChange(
        keys=(
            "datapath-mode",
            "direct-routing-skip-unreachable",
            "enable-masquerade-to-route-source",
        ),
        impact="none",
        consequence="Says by name what agents did before.",
        source=_VALUES,
    ),
    DefaultChange(
        keys=("enable-tcx",),
        impact="rolling",
        consequence="On kernels from 6.6 on BPF programs are attached with TCX, and stay in place"
        " while agents restart; other programs on the same devices may run in another order.",
        source="values.yaml bpf.enableTCX",
    ),
    DefaultChange(
        keys=("enable-l2-neigh-discovery",),
        since=Release(1, 18),
        impact="rolling",
        consequence="Agents no longer look for the link-layer addresses of other nodes ahead of"
        " traffic: the kernel asks when it needs one. A first packet may wait for it, and what XDP"
        " or a device redirects to may be missing until then. To keep it:"
        " l2NeighDiscovery.enabled true.",
        source="values.yaml l2NeighDiscovery; features of 1.17 and 1.18",
    ),
    DefaultChange(
        keys=("arping-refresh-period",),
        impact="none",
        consequence="How often neighbours were looked for; without that discovery nothing reads"
        " it.",
        source=_TEMPLATE,
    ),
    DefaultChange(
        keys=("enable-runtime-device-detection",),
        since=Release(1, 16),
        impact="rolling",
        consequence="Agents take up devices that appear while they run: traffic of a new interface"
        " is handled without a restart.",
        source=_VALUES,
    ),
    DefaultChange(
        keys=("enable-runtime-device-detection",),
        since=Release(1, 18),
        impact="none",
        consequence="Agents do it always.",
        source=_TEMPLATE,
    ),
    DefaultChange(
        keys=("devices", "enable-datapath-plugins", "datapath-plugins-state-dir"),
        impact="none",
        consequence="Says by name that nothing of it is asked for, as before.",
        source=_VALUES,
    ),
    DefaultChange(
        keys=("enable-source-ip-verification",),
        impact="none",
        consequence="Says by name that a pod may send from its own address alone, as before.",
        source="values.yaml enableSourceIPVerification",
    ),
    DefaultChange(
        keys=("packetization-layer-pmtud-mode",),
        impact="rolling",
        consequence="The kernel of pods looks for a smaller MTU by itself where packets vanish:"
        " connections over a path that drops large packets without a word recover.",
        source="values.yaml pmtuDiscovery.packetizationLayerPMTUDMode",
    ),
    DefaultChange(
        keys=(
            "bpf-distributed-lru",
            "enable-bbr-hostns-only",
            "enable-ipv4-big-tcp",
            "iptables-random-fully",
        ),
        impact="none",
        consequence="Says by name that it is off, as before.",
        source=_VALUES,
    ),
    DefaultChange(
        keys=("enable-dynamic-config", "enable-drift-checker"),
        impact="safe",
        consequence="Agents compare what they run with with the ConfigMap, and count in a metric"
        " where it differs.",
        source="values.yaml configDriftDetection",
    ),
    DefaultChange(
        keys=("k8s-require-ipv4-pod-cidr", "k8s-require-ipv6-pod-cidr"),
        impact="none",
        consequence="Says by name that a node's range is not waited for, as before.",
        source=_VALUES,
    ),
    # Services
    DefaultChange(
        keys=("kube-proxy-replacement",),
        since=Release(1, 14),
        impact="none",
        consequence="The same under another word: `strict` is true, `disabled` is false.",
        source="templates/cilium-configmap.yaml of 1.13 and 1.14",
    ),
    DefaultChange(
        keys=("enable-external-ips", "enable-host-port", "enable-node-port"),
        impact="none",
        consequence="Without kube-proxy replacement these are off, said or not.",
        source=_TEMPLATE,
    ),
    DefaultChange(
        keys=("kube-proxy-replacement-healthz-bind-address", "nodeport-addresses"),
        impact="none",
        consequence="Says by name that nothing of it is asked for, as before.",
        source=_TEMPLATE,
    ),
    DefaultChange(
        keys=("bpf-lb-acceleration",),
        impact="none",
        consequence="Says by name that XDP is not used.",
        source=_VALUES,
    ),
    DefaultChange(
        keys=(
            "bpf-lb-algorithm-annotation",
            "bpf-lb-mode-annotation",
            "bpf-lb-source-range-all-types",
            "enable-dynamic-source-lookup-nodeport",
            "enable-health-check-loadbalancer-ip",
            "enable-service-topology",
        ),
        impact="none",
        consequence="Says by name that it is off, as before.",
        source=_VALUES,
    ),
    DefaultChange(
        keys=("service-no-backend-response",),
        since=Release(1, 15),
        impact="rolling",
        consequence="A Service without backends refuses connections with ICMP instead of dropping"
        " them in silence: clients fail at once, and do not wait.",
        source="values.yaml serviceNoBackendResponse",
    ),
    DefaultChange(
        keys=("enable-no-service-endpoints-routable",),
        impact="none",
        consequence="Says by name that load balancer addresses without endpoints stay routable, as"
        " before.",
        source="values.yaml enableNoServiceEndpointsRoutable",
    ),
    DefaultChange(
        keys=("default-lb-service-ipam", "enable-lb-ipam"),
        impact="none",
        consequence="Says by name who gives load balancers their addresses; an address needs a pool"
        " of its own, as before.",
        source="values.yaml defaultLBServiceIPAM, enableLBIPAM",
    ),
    DefaultChange(
        keys=("enable-internal-traffic-policy", "enable-svc-source-range-check"),
        impact="none",
        consequence="It is on, said or not.",
        source=_TEMPLATE,
    ),
    DefaultChange(
        keys=("enable-k8s-terminating-endpoint", "enable-local-redirect-policy"),
        since=Release(1, 18),
        impact="none",
        consequence="The chart writes it no longer: terminating endpoints are always known, and"
        " local redirection is said where it is on.",
        source=_TEMPLATE,
    ),
    DefaultChange(
        keys=("enable-experimental-lb",),
        impact="none",
        consequence="A switch of a load balancer's new control plane, off by default, that is gone"
        " again.",
        source=_TEMPLATE,
    ),
    # Mesh
    DefaultChange(
        keys=("max-connected-clusters", "clustermesh-enable-*", "clustermesh-cache-ttl"),
        impact="none",
        consequence="Says by name what a mesh did before.",
        source=_VALUES,
    ),
    DefaultChange(
        keys=("clustermesh-mcs-api-install-crds",),
        impact="none",
        consequence="With the multi-cluster API on, which is off by default, its CRDs are"
        " installed.",
        source="values.yaml clustermesh.mcsapi",
    ),
    DefaultChange(
        keys=("clustermesh-default-global-namespace",),
        impact="none",
        consequence="Says by name that Services of every namespace may be global, as before.",
        source="values.yaml clustermesh.defaultGlobalNamespace",
    ),
    # Encryption
    DefaultChange(
        keys=("ipsec-key-rotation-duration", "wireguard-persistent-keepalive"),
        impact="none",
        consequence="Says by name what the agents' own default is.",
        source=_COMMANDS,
    ),
    DefaultChange(
        keys=("enable-ipsec-encrypted-overlay",),
        impact="none",
        consequence="Says by name, or no longer, that packets are encrypted inside the tunnel, not"
        " outside of it.",
        source=_VALUES,
    ),
    DefaultChange(
        keys=("enable-encryption-strict-mode*", "encryption-strict-*"),
        impact="none",
        consequence="The same strict mode under the keys of this minor.",
        source="templates/cilium-configmap.yaml of 1.14, 1.15, 1.18 and 1.19",
    ),
    # BGP and the egress gateway
    DefaultChange(
        keys=("bgp-router-id-allocation-*", "enable-bgp-legacy-origin-attribute"),
        impact="none",
        consequence="Says by name what BGP did before.",
        source="values.yaml bgpControlPlane",
    ),
    DefaultChange(
        keys=("bgp-secrets-namespace", "enable-bgp-control-plane-status-report"),
        impact="safe",
        consequence="BGP reads the passwords of peers in kube-system, and writes the state of its"
        " sessions into CiliumBGPNodeConfig.",
        source="values.yaml bgpControlPlane",
    ),
    DefaultChange(
        keys=("enable-egress-gateway", "enable-ipv4-egress-gateway"),
        impact="none",
        consequence="The same switch under another key.",
        source="templates/cilium-configmap.yaml of 1.17 and 1.18",
    ),
    # The operator, nodes and the API server
    DefaultChange(
        keys=("set-cilium-node-taints",),
        impact="safe",
        consequence="The operator taints a node whose agent does not run, so that no pod is put"
        " there.",
        source="values.yaml operator.setNodeTaints",
    ),
    DefaultChange(
        keys=("unmanaged-pod-watcher-interval",),
        impact="none",
        consequence="The same time with its unit.",
        source=_TEMPLATE,
    ),
    DefaultChange(
        keys=("k8s-client-qps", "k8s-client-burst"),
        since=Release(1, 15),
        impact="safe",
        consequence="Agents may ask the API server twice as often.",
        source="values.yaml k8sClientRateLimit of 1.14 and 1.15",
    ),
    DefaultChange(
        keys=("k8s-client-qps", "k8s-client-burst"),
        impact="none",
        consequence="How often agents may ask the API server, said by name or left to their own"
        " default.",
        source=_COMMANDS,
    ),
    DefaultChange(
        keys=("ipam-cilium-node-update-rate",),
        impact="none",
        consequence="Says by name what the agents' own default is.",
        source=_COMMANDS,
    ),
    DefaultChange(
        keys=("update-ec2-adapter-limit-via-api",),
        impact="rolling",
        consequence="The operator asks EC2 for the limits of instance types: its role needs"
        " ec2:DescribeInstanceTypes, or new nodes get no addresses. What is not said any more it"
        " does always.",
        source="templates/cilium-configmap.yaml; operator/pkg/allocator/aws",
    ),
    DefaultChange(
        keys=("disable-endpoint-crd", "enable-bgp-control-plane"),
        impact="none",
        consequence="Said only where it is on.",
        source=_TEMPLATE,
    ),
    DefaultChange(
        keys=(
            "cnp-node-status-gc-interval",
            "disable-cnp-status-updates",
            "skip-cnp-status-startup-clean",
        ),
        impact="none",
        consequence="Policies have no status by node, which agents ceased to write.",
        source=_TEMPLATE,
    ),
    DefaultChange(
        keys=("egress-gateway-reconciliation-trigger-interval",),
        impact="none",
        consequence="Says by name what the agents' own default is; without the egress gateway"
        " nothing reads it.",
        source=_COMMANDS,
    ),
    # The CNI plugin
    DefaultChange(
        keys=("cni-exclusive", "cni-uninstall", "cni-log-file", "write-cni-conf-when-ready"),
        since=Release(1, 14),
        impact="safe",
        consequence="The agent writes and removes the CNI configuration itself, as scripts of its"
        " pod did before.",
        source="templates/cilium-configmap.yaml and templates/cilium-agent/daemonset.yaml of 1.13"
        " and 1.14",
    ),
    DefaultChange(
        keys=("sidecar-istio-proxy-image",),
        impact="none",
        consequence="Istio's sidecars of Cilium are no longer made.",
        source=_TEMPLATE,
    ),
    # What is watched, and decides nothing
    DefaultChange(
        keys=(
            "bpf-events-*",
            "controller-group-metrics",
            "enable-metrics",
            "health-check-icmp-failure-threshold",
            "hubble-export-file-max-*",
            "hubble-metrics-server-enable-tls",
            "hubble-network-policy-correlation-enabled",
            "metrics-sampling-interval",
            "nat-map-stats-*",
            "operator-prometheus-serve-addr",
        ),
        impact="safe",
        consequence="What is counted and shown of the network; traffic goes as before.",
        source=_VALUES,
    ),
)
"""Of several rows for a key, that of the minor at which it changes counts before one of any."""
