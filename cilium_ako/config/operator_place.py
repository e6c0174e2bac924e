"""Where Cilium's operator runs, as far as a config says it."""

from __future__ import annotations

from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.ipam import Eni
from cilium_ako.config.operator_role import NodeRole


def on_control_plane(cluster: Cluster, cilium: Cilium) -> bool:
    """Whether operators run on control plane nodes alone.

    With `eni` they do where they have no role of their own, and EKS' control plane is no node.
    """
    if cilium.operator.placement is not None:
        return cilium.operator.placement == "control-plane"
    ipam = cilium.ipam
    return (
        isinstance(ipam, Eni)
        and isinstance(ipam.operator_role, NodeRole | None)
        and cluster.platform != "eks"
    )
