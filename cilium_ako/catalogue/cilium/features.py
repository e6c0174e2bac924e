"""What Cilium does in some releases and not in others. Sources are paths in its repository.

A feature is a row with a name of its own, so that whoever asks for it names it. Whether a chart's
key exists in a minor stands in `value_keys.py` and `chart_keys/`, releases that break something
in `deny_list.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cilium_ako.catalogue.feature import Feature, features_of
from cilium_ako.catalogue.release import Release

# Routing

ROUTING_IN_ONE_KEY: Final = Feature(
    what="Helm's `tunnel`, and the ConfigMap's, hold the mode and the protocol in one word",
    before=Release(1, 14),
    source="install/kubernetes/cilium/values.yaml of 1.13 and 1.14",
)
ONE_ROUTING_KEY_HEARD: Final = Feature(
    what="Helm's `tunnel` is deprecated and still read where `routingMode` is not set",
    since=Release(1, 14),
    before=Release(1, 15),
    source="install/kubernetes/cilium/templates/cilium-configmap.yaml of 1.14",
)
NATIVE_CIDR_OF_EVERYTHING_REFUSED: Final = Feature(
    what="iptables masquerading does not take the whole address space as the range of native "
    "routing",
    since=Release(1, 20),
    source="pkg/datapath/iptables/iptables.go of 1.20",
)
POOL_AS_NATIVE_CIDR: Final = Feature(
    what="`nativeRoutingCIDRFromClusterPool` takes the first pool as the native routing range",
    since=Release(1, 20),
    source="install/kubernetes/cilium/templates/cilium-configmap.yaml",
)
MTU_OF_RUNNING_PODS: Final = Feature(
    what="A running pod is told of another MTU; before it keeps the one it started with",
    since=Release(1, 19),
    source="pkg/mtu/endpoint_updater.go (absent in 1.16.19, present in 1.19.6)",
)
BPF_MASQUERADE_REFUSED: Final = Feature(
    what="Agents stop at BPF masquerading without kube-proxy replacement; before, they fell back "
    "to iptables, and after, they accept it against the documentation",
    since=Release(1, 15),
    before=Release(1, 19),
    source="daemon/cmd/kube_proxy_replacement.go by minor",
)

# Policies

POLICIES_LOCAL_TO_CLUSTER: Final = Feature(
    what="Policies that name no cluster select their own alone, where nobody says otherwise",
    since=Release(1, 19),
    source="install/kubernetes/cilium/values.yaml clustermesh.policyDefaultLocalCluster",
)
NO_MUTUAL_AUTHENTICATION: Final = Feature(
    what="Mutual authentication is off where nobody says that it is on",
    since=Release(1, 19),
    source="install/kubernetes/cilium/values.yaml authentication.enabled",
)

# IPv6

IPV6_BPF_MASQUERADE: Final = Feature(
    what="IPv6 masqueraded in eBPF; before, agents stop at BPF masquerading with IPv6",
    since=Release(1, 14),
    source="daemon/cmd/daemon_main.go of 1.13 and 1.14",
)
IPV6_BPF_MASQUERADE_WITH_HOST_FIREWALL: Final = Feature(
    what="The same beside the host firewall; before, agents stop",
    since=Release(1, 16),
    source="daemon/cmd/daemon_main.go of 1.15 and 1.16",
)
IPV6_UNDERLAY: Final = Feature(
    what="A tunnel whose own packets are IPv6 (`underlayProtocol`); before, they are IPv4",
    since=Release(1, 18),
    source="install/kubernetes/cilium/values.yaml of 1.17 and 1.18; pkg/node/address.go",
)
IPSEC_WITHOUT_IPV4: Final = Feature(
    what="IPsec between nodes with IPv6 alone; before, agents stop",
    since=Release(1, 18),
    source="daemon/cmd/daemon_main.go of 1.17 and 1.18",
)
MASQ_AGENT_FOR_NATIVE_CIDR: Final = Feature(
    what="`ipMasqAgent` stands in for the IPv6 range of native routing",
    since=Release(1, 15),
    source="pkg/option/config.go `checkIPv6NativeRoutingCIDR`",
)

# IPAM

EMPTY_POOL_LIST_IS_UNSET: Final = Feature(
    what="An empty list of pools gives way to the single pool `clusterPoolIPv4PodCIDR`",
    before=Release(1, 14),
    source="install/kubernetes/cilium/values.yaml of 1.13 and 1.14",
)
ENI_ENABLED_DECIDES: Final = Feature(
    what="`eni.enabled` alone makes IPAM eni and routing native",
    since=Release(1, 19),
    source="install/kubernetes/cilium/templates/cilium-configmap.yaml",
)
ENI_NOT_MASQUERADED: Final = Feature(
    what="`eni.enabled` turns masquerading off where it is not set, unless upgradeCompatibility "
    "names an older minor",
    since=Release(1, 18),
    source="install/kubernetes/cilium/templates/cilium-configmap.yaml",
)
ENI_MASQUERADE_INTERFACES: Final = Feature(
    what="With eni, iptables masquerading needs the names of interfaces: the agent panics without "
    "them",
    since=Release(1, 19),
    source="pkg/datapath/iptables/iptables.go of 1.19",
)
ENI_IPV6: Final = Feature(
    what="IPv6 in ENI mode, as beta",
    since=Release(1, 20),
    source="install/kubernetes/cilium/templates/warnings.txt",
)
ENI_LIMITS_ASKED: Final = Feature(
    what="The operator asks EC2 for the limits of instance types unless "
    "`eni.updateEC2AdapterLimitViaAPI` is false; before, only where it is true",
    since=Release(1, 14),
    source="install/kubernetes/cilium/values.yaml of 1.13 and 1.14",
)
ENI_LIMITS_ALWAYS_ASKED: Final = Feature(
    what="The operator always asks EC2 for the limits of instance types, and the key is gone",
    since=Release(1, 18),
    source="cilium/cilium#36922",
)
ENI_ROUTE_TABLES: Final = Feature(
    what="The operator reads route tables, to choose subnets with the routes of a node's own",
    since=Release(1, 18),
    source="pkg/aws/ec2/ec2.go of 1.18",
)
ENI_PREFIXES_ON_METAL: Final = Feature(
    what="Prefixes on bare metal instances; before, on Nitro alone",
    since=Release(1, 18),
    source="cilium/cilium#39678",
)
ENI_NODE_SPEC: Final = Feature(
    what="Helm values for the subnets and groups of new interfaces (`eni.nodeSpec`); before, only "
    "a CNI configuration file says them",
    since=Release(1, 19),
    source="install/kubernetes/cilium/values.yaml of 1.19",
)
ENI_RANGES_IN_POOLS: Final = Feature(
    what="With eni a CiliumNode has its addresses in spec.ipam.pools; before in spec.ipam.pool",
    since=Release(1, 20),
    source="pkg/k8s/apis/cilium.io/v2/types.go",
)

# Services

API_SERVER_LIST: Final = Feature(
    what="Several API servers; before, agents learn one",
    since=Release(1, 18),
    source="install/kubernetes/cilium/values.yaml `k8s.apiServerURLs`",
)
GENEVE_DISPATCH: Final = Feature(
    what="DSR with Geneve, and DSR in a Geneve tunnel",
    since=Release(1, 14),
    source="Documentation/network/kubernetes/kubeproxy-free.rst of 1.13 and 1.14",
)
IPIP_DISPATCH_IN_XDP: Final = Feature(
    what="DSR with IPIP outside the load-balancer-only mode, in XDP alone",
    since=Release(1, 18),
    before=Release(1, 19),
    source="daemon/cmd/kube_proxy_replacement.go of 1.17 and 1.18",
)
IPIP_DISPATCH: Final = Feature(
    what="DSR with IPIP outside the load-balancer-only mode",
    since=Release(1, 19),
    source="daemon/cmd/kube_proxy_replacement.go of 1.18 and 1.19",
)
BEST_EFFORT_ACCELERATION: Final = Feature(
    what="XDP on those devices that can do it",
    since=Release(1, 15),
    source="Documentation/network/kubernetes/kubeproxy-free.rst",
)
GATEWAY_KEEPS_SOCKET_LB_TO_HOST: Final = Feature(
    what="Gateway API keeps the socket load balancer to the host's namespace",
    since=Release(1, 20),
    source="install/kubernetes/cilium/templates/cilium-configmap.yaml",
)

LB_IPAM_OWNS_ALL: Final = Feature(
    what="The operator owns every Service of type LoadBalancer without a class, and no "
    "`defaultLBServiceIPAM` says otherwise",
    since=Release(1, 13),
    before=Release(1, 17),
    source="operator/pkg/lbipam of 1.16.19 and 1.17; cilium/cilium#39805",
)

# Proxies and flows

ENVOY_FOLLOWS_L7_PROXY: Final = Feature(
    what="No Envoy DaemonSet where the L7 proxy is off",
    since=Release(1, 16),
    source="install/kubernetes/cilium/templates/cilium-envoy/daemonset.yaml",
)

# State

DOUBLE_WRITE: Final = Feature(
    what="Identities in both stores",
    since=Release(1, 17),
    source="Documentation/operations/upgrade.rst, Double Write",
)

# Cluster mesh

CLUSTERS_511: Final = Feature(
    what="Cluster ids above 255",
    since=Release(1, 15),
    source="install/kubernetes/cilium/values.yaml `clustermesh`",
)
MESH_BY_SECRETS: Final = Feature(
    what="A mesh's certificates from Secrets that somebody else makes, without values; before, "
    "the chart requires them as values",
    since=Release(1, 16),
    source="install/kubernetes/cilium/values.yaml `clustermesh.apiserver.tls.enableSecrets`",
)
MESH_PEERS_IN_SECRETS: Final = Feature(
    what="A peer that is known by address stands in no agent's pod, where kvstoremesh is on as by "
    "default; before, each agent has an alias for it",
    since=Release(1, 16),
    source="install/kubernetes/cilium/templates/cilium-agent/daemonset.yaml of 1.15 and 1.16",
)
MESH_LOCAL_POLICIES: Final = Feature(
    what="`clustermesh.policyDefaultLocalCluster`; before, policies that name no cluster select "
    "those of every cluster",
    since=Release(1, 18),
    source="install/kubernetes/cilium/values.yaml of 1.17 and 1.18",
)
MESH_USERS_OF_CLUSTERS: Final = Feature(
    what="A mesh's etcd knows each peer as a user of its own beside the common one "
    "(`authMode: migration`), where no value says otherwise",
    since=Release(1, 19),
    source="install/kubernetes/cilium/values.yaml `clustermesh.apiserver.tls.authMode`",
)
MESH_OWN_NODE_PORT: Final = Feature(
    what="With kube-proxy replacement a peer's mesh API server is also reached by the NodePort "
    "that the own one has; before, agents connect to their own",
    since=Release(1, 19),
    source="install/kubernetes/cilium/values.yaml of 1.18 and 1.19, "
    "`clustermesh.apiserver.service.nodePort`",
)
CLUSTER_NAME_CHECKED: Final = Feature(
    what="The chart refuses cluster names of other letters than a-z, 0-9 and -, and ones above 32",
    since=Release(1, 16),
    source="install/kubernetes/cilium/templates/validate.yaml",
)

# etcd

SERVICE_NAME_NEVER_DIALED: Final = Feature(
    what="An endpoint of etcd that reads as a Service's name is never dialled: the agent waits for"
    " all Services first, and they wait for etcd",
    since=Release(1, 19),
    before=Release(1, 19, 3),
    source="pkg/dial/resolver.go, cilium/cilium#44527, cilium/cilium#44653",
)

# Encryption

WIREGUARD_WITH_L7_PROXY: Final = Feature(
    what="WireGuard beside the L7 proxy; before, the agent stops",
    since=Release(1, 14),
    source="cilium/cilium#19401, daemon/cmd/daemon_main.go of 1.13",
)
WIREGUARD_NODE_ENCRYPTION: Final = Feature(
    what="`nodeEncryption` with WireGuard; before it was for IPsec alone",
    since=Release(1, 14),
    source="install/kubernetes/cilium/values.yaml",
)
STRICT_MODE: Final = Feature(
    what="WireGuard's strict mode",
    since=Release(1, 15),
    source="install/kubernetes/cilium/values.yaml of 1.14 and 1.15",
)
IPSEC_WITH_REPLACEMENT: Final = Feature(
    what="IPsec beside kube-proxy replacement; before, the agent stops",
    since=Release(1, 16),
    source="cilium/cilium#37054, daemon/cmd/daemon_main.go of 1.15",
)
IPSEC_TUNNEL_KEYS_ALWAYS: Final = Feature(
    what="Every tunnel has a key of its own, whether the key's id ends in + or not",
    since=Release(1, 17),
    source="Documentation/operations/upgrade.rst of 1.16 and 1.17",
)
IPSEC_OUTSIDE_TUNNEL: Final = Feature(
    what="With IPsec in a tunnel ESP is outside and the tunnel inside; before, the other way round",
    since=Release(1, 18),
    source="Documentation/security/network/encryption-ipsec.rst of 1.19.6",
)
IPSEC_BOTH_ORDERS_READ: Final = Feature(
    what="Agents read ESP in a tunnel and a tunnel in ESP; the newest 1.17 that was looked at",
    since=Release(1, 17, 18),
    source="Documentation/security/network/encryption-ipsec.rst of 1.19.6",
)
IPSEC_HOST_ROUTING: Final = Feature(
    what="IPsec switches to BPF host routing by itself",
    since=Release(1, 19),
    source="Documentation/security/network/encryption-ipsec.rst of 1.19",
)
IPSEC_RESTART_IN_ROTATION: Final = Feature(
    what="An agent may restart while a key is being rotated; before, it drops traffic",
    since=Release(1, 19, 4),
    source="CHANGELOG.md of 1.19.2 and 1.19.4",
)
IPSEC_KEY_WITH_WHITE_SPACE: Final = Feature(
    what="A key may have white space at an end or doubled; before, the agent stops at it",
    since=Release(1, 19, 4),
    source="pkg/datapath/linux/ipsec/ipsec_linux.go, LoadIPSecKeys",
)

FEATURES: Final[Mapping[str, Feature]] = features_of(globals())
"""All of them by their name here."""

OLDEST_COMPATIBILITY: Final = Release(1, 12)
"""The oldest `upgradeCompatibility` of which everything that it flips is followed.

Source: install/kubernetes/cilium/templates/cilium-configmap.yaml and _helpers.tpl of 1.20.
"""
