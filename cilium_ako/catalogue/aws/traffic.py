"""Traffic between nodes, pods, Avi's service engines and others that security groups must let in.

What leaves is not in it: a group lets all of that out unless it was narrowed. What Kubernetes needs
beside Cilium (the kubelet, the API server) whoever makes the cluster lets in.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from cilium_ako.catalogue.cilium import features
from cilium_ako.catalogue.etcd import ports
from cilium_ako.catalogue.feature import Feature

Party = Literal[
    "nodes", "pods", "service-engines", "control-plane", "controller", "etcd", "etcd-members"
]
"""Who takes part. `pods` are the interfaces that pods have addresses of, with IPAM `eni`; `etcd` is
the etcd that keeps Cilium's state, `etcd-members` the nodes that run one for it."""

PARTY_WORDS: Final[Mapping[Party, str]] = {
    "nodes": "nodes",
    "pods": "pods",
    "service-engines": "service engines",
    "control-plane": "control plane",
    "controller": "Avi Controller",
    "etcd": "etcd",
    "etcd-members": "nodes with etcd",
}
"""What a person reads for each."""

Switch = Literal[
    "always",
    "eni",
    "tunnel-vxlan",
    "tunnel-geneve",
    "wireguard",
    "ipsec-native",
    "ipsec-tunnel",
    "hubble",
    "hubble-relay",
    "etcd-external",
    "etcd-managed",
    "node-ports",
    "ako",
    "ako-node-port",
    "ako-cluster-ip",
]
"""What a stack switches on, and a row hangs on."""

Port = int | Literal["any", "none", "tunnel", "node-ports", "etcd", "controller"]
"""A port, or where a stack says it; `any` is all of the protocol's, `none` where it has none."""


class TrafficRow(NamedTuple):
    """Traffic that a group must let in."""

    id: str
    """Its name in resources and reports; state depends on it."""
    to: Party
    """Whose group lets it in."""
    sources: tuple[Party, ...]
    """Who sends it."""
    protocol: str
    """`tcp`, `udp`, `icmp`, the number of another protocol, or `-1` for every one."""
    port: Port
    reason: str
    """What it is, as a clause."""
    source: str
    """Where it is known from: a path in the Cilium repository, with `AKO:` before it in AKO's."""
    switch: Switch = "always"
    feature: Feature | None = None
    """Releases of Cilium that need it; None where all do."""


_SYSTEM: Final = "Documentation/operations/system_requirements.rst"
_ENI: Final = "Documentation/network/concepts/ipam/eni.rst"
ROWS: Final[tuple[TrafficRow, ...]] = (
    TrafficRow(
        id="vxlan",
        to="nodes",
        sources=("nodes",),
        protocol="udp",
        port="tunnel",
        reason="pods' traffic between nodes, in VXLAN",
        source=_SYSTEM,
        switch="tunnel-vxlan",
    ),
    TrafficRow(
        id="geneve",
        to="nodes",
        sources=("nodes",),
        protocol="udp",
        port="tunnel",
        reason="pods' traffic between nodes, in Geneve",
        source=_SYSTEM,
        switch="tunnel-geneve",
    ),
    TrafficRow(
        id="wireguard",
        to="nodes",
        sources=("nodes",),
        protocol="udp",
        port=51871,
        reason="encrypted traffic between nodes, in WireGuard",
        source=_SYSTEM,
        switch="wireguard",
    ),
    TrafficRow(
        id="esp",
        to="nodes",
        sources=("nodes",),
        protocol="50",
        port="none",
        reason="encrypted traffic between nodes, in IPsec's ESP",
        source=_SYSTEM,
        switch="ipsec-native",
    ),
    TrafficRow(
        id="esp-pods",
        to="pods",
        sources=("pods", "nodes"),
        protocol="50",
        port="none",
        reason="encrypted traffic between nodes whose router has a pod's address, in IPsec's ESP",
        source="Documentation/security/network/encryption-ipsec.rst",
        switch="ipsec-native",
    ),
    TrafficRow(
        id="esp-tunnel",
        to="nodes",
        sources=("nodes",),
        protocol="50",
        port="none",
        reason="encrypted traffic between nodes, in IPsec's ESP around the tunnel",
        source="Documentation/operations/upgrade.rst of 1.18",
        switch="ipsec-tunnel",
        feature=features.IPSEC_OUTSIDE_TUNNEL,
    ),
    TrafficRow(
        id="health",
        to="nodes",
        sources=("nodes",),
        protocol="tcp",
        port=4240,
        reason="Cilium's health checks of nodes",
        source=_SYSTEM,
    ),
    TrafficRow(
        id="ping",
        to="nodes",
        sources=("nodes",),
        protocol="icmp",
        port="any",
        reason="Cilium's health checks of nodes by ping",
        source=_SYSTEM,
    ),
    TrafficRow(
        id="hubble",
        to="nodes",
        sources=("nodes",),
        protocol="tcp",
        port=4244,
        reason="flows that Hubble's server of a node gives",
        source=_SYSTEM,
        switch="hubble",
    ),
    TrafficRow(
        id="hubble-relay",
        to="nodes",
        sources=("pods",),
        protocol="tcp",
        port=4244,
        reason="Hubble Relay, which is a pod, asks every node for its flows",
        source=_SYSTEM,
        switch="hubble-relay",
    ),
    TrafficRow(
        id="pods",
        to="pods",
        sources=("pods", "nodes"),
        protocol="-1",
        port="any",
        reason="pods reach pods, and kubelets and agents probe them; policies of Cilium narrow it",
        source=_ENI,
        switch="eni",
    ),
    TrafficRow(
        id="pods-to-nodes",
        to="nodes",
        sources=("pods",),
        protocol="-1",
        port="any",
        reason="pods reach nodes' own services and pods in the host's network, such as DNS, the"
        " kubelet's metrics and NodePorts",
        source=_ENI,
        switch="eni",
    ),
    TrafficRow(
        id="webhooks",
        to="pods",
        sources=("control-plane",),
        protocol="tcp",
        port="any",
        reason="the API server calls webhooks and API servers that are pods, at ports of their own",
        source="the Amazon EKS user guide on security group requirements",
        switch="eni",
    ),
    TrafficRow(
        id="node-ports",
        to="nodes",
        sources=("nodes",),
        protocol="tcp",
        port="node-ports",
        reason="NodePorts, which nodes and pods reach at other nodes, too",
        source=_SYSTEM,
        switch="node-ports",
    ),
    TrafficRow(
        id="etcd",
        to="etcd",
        sources=("nodes",),
        protocol="tcp",
        port="etcd",
        reason="agents and the operator keep Cilium's state in etcd",
        source=_SYSTEM,
        switch="etcd-external",
    ),
    TrafficRow(
        id="etcd-clients",
        to="etcd-members",
        sources=("nodes",),
        protocol="tcp",
        port=ports.CLIENT,
        reason="agents and the operator keep Cilium's state in its own etcd",
        source="kOps:pkg/model/components/etcdmanager/model.go",
        switch="etcd-managed",
    ),
    TrafficRow(
        id="etcd-peers",
        to="etcd-members",
        sources=("etcd-members",),
        protocol="tcp",
        port=ports.PEER,
        reason="members of Cilium's own etcd",
        source="kOps:pkg/model/components/etcdmanager/model.go",
        switch="etcd-managed",
    ),
    TrafficRow(
        id="avi-node-ports",
        to="nodes",
        sources=("service-engines",),
        protocol="tcp",
        port="node-ports",
        reason="service engines send and probe at NodePorts, since serviceType is NodePort",
        source="AKO:docs/values.md",
        switch="ako-node-port",
    ),
    TrafficRow(
        id="avi-node-ports-udp",
        to="nodes",
        sources=("service-engines",),
        protocol="udp",
        port="node-ports",
        reason="the same for Services of UDP",
        source="AKO:docs/values.md",
        switch="ako-node-port",
    ),
    TrafficRow(
        id="avi-pods",
        to="pods",
        sources=("service-engines",),
        protocol="tcp",
        port="any",
        reason="service engines send and probe at pods themselves, since serviceType is ClusterIP",
        source="AKO:docs/public_clouds.md",
        switch="ako-cluster-ip",
    ),
    TrafficRow(
        id="avi-pods-udp",
        to="pods",
        sources=("service-engines",),
        protocol="udp",
        port="any",
        reason="the same for Services of UDP",
        source="AKO:docs/public_clouds.md",
        switch="ako-cluster-ip",
    ),
    TrafficRow(
        id="avi-ping",
        to="pods",
        sources=("service-engines",),
        protocol="icmp",
        port="any",
        reason="service engines probe pods by ping where a health monitor asks for it",
        source="AKO:docs/public_clouds.md",
        switch="ako-cluster-ip",
    ),
    TrafficRow(
        id="avi-controller",
        to="controller",
        sources=("pods", "nodes"),
        protocol="tcp",
        port="controller",
        reason="AKO, which is a pod, asks the controller",
        source="AKO:docs/install/helm.md",
        switch="ako",
    ),
)
"""All of it, by what it is for."""
