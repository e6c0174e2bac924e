"""Where a feature of Cilium begins, by release. Sources are paths in the Cilium repository."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.release import Release

WIREGUARD_WITH_L7_PROXY: Final[Release] = Release(1, 14)
"""Before it the agent stops. Source: cilium/cilium#19401, daemon/cmd/daemon_main.go of 1.13."""

WIREGUARD_NODE_ENCRYPTION: Final[Release] = Release(1, 14)
"""Before it `nodeEncryption` was for IPsec. Source: install/kubernetes/cilium/values.yaml."""

GENEVE_DISPATCH: Final[Release] = Release(1, 14)
"""DSR with Geneve, and DSR in a Geneve tunnel. Source: kubeproxy-free.rst of 1.13 and 1.14."""

BEST_EFFORT_ACCELERATION: Final[Release] = Release(1, 15)
"""XDP where a device can. Source: Documentation/network/kubernetes/kubeproxy-free.rst."""

IPIP_DISPATCH: Final[Release] = Release(1, 20)
"""DSR with IPIP outside the load-balancer-only mode. Source: pkg/loadbalancer/config.go."""

STRICT_MODE: Final[Release] = Release(1, 15)
"""WireGuard's strict mode. Source: install/kubernetes/cilium/values.yaml of 1.14 and 1.15."""

CLUSTERS_511: Final[Release] = Release(1, 15)
"""Cluster ids above 255. Source: install/kubernetes/cilium/values.yaml `clustermesh`."""

CLUSTER_NAME_CHECKED: Final[Release] = Release(1, 16)
"""The chart refuses other names. Source: install/kubernetes/cilium/templates/validate.yaml."""

IPSEC_WITH_REPLACEMENT: Final[Release] = Release(1, 16)
"""Before it the agent stops. Source: cilium/cilium#37054, daemon/cmd/daemon_main.go of 1.15."""

DOUBLE_WRITE: Final[Release] = Release(1, 17)
"""Identities in both stores. Source: Documentation/operations/upgrade.rst, Double Write."""

API_SERVER_LIST: Final[Release] = Release(1, 18)
"""Several API servers. Source: install/kubernetes/cilium/values.yaml `k8s.apiServerURLs`."""

IPSEC_HOST_ROUTING: Final[Release] = Release(1, 19)
"""IPsec switches to BPF host routing by itself. Source: encryption-ipsec.rst of 1.19."""

ENI_MASQUERADE_INTERFACES: Final[Release] = Release(1, 19)
"""The agent panics without them. Source: pkg/datapath/iptables/iptables.go of 1.19."""

ENI_IPV6: Final[Release] = Release(1, 20)
"""IPv6 in ENI mode, as beta. Source: install/kubernetes/cilium/templates/warnings.txt."""

BPF_MASQUERADE_REFUSED: Final[tuple[Release, Release]] = (Release(1, 15), Release(1, 19))
"""From the first up to before the second, agents stop at BPF masquerade without kube-proxy
replacement; before they fell back to iptables, after they accept it against the documentation.
Source: daemon/cmd/kube_proxy_replacement.go by minor.
"""
