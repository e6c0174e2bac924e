"""What a stack's config tells the AKO chart.

The reason for this program is here: which object AKO reads a node's pod ranges from, and whether
it writes routes at all, follows from Cilium's IPAM mode and is never asked for a second time.
"""

from __future__ import annotations

from cilium_ako.catalogue.ako.pod_routes import POD_ROUTES
from cilium_ako.catalogue.ako.value_keys import VALUE_KEYS
from cilium_ako.charts.helm_values import DerivedFacts, Values, to_helm_values
from cilium_ako.config.ako import Ako, NodeNetwork, VipNetwork
from cilium_ako.config.ako_settings import said_by_config
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.pod_router import pod_router


def ako_values(cluster: Cluster, cilium: Cilium, ako: Ako) -> Values:
    """The Helm values of AKO's release, without the stack's own and without credentials."""
    return to_helm_values(ako_facts(cluster, cilium, ako), VALUE_KEYS, ako.version.minor_release)


def ako_facts(cluster: Cluster, cilium: Cilium, ako: Ako) -> DerivedFacts:
    """Everything that is decided for AKO, by the names of `catalogue.ako.value_keys`."""
    routes = POD_ROUTES[cilium.ipam.mode]
    router = pod_router(cilium, ako)
    facts: dict[str, object] = {
        "clusterName": ako.cluster_name or cluster.name,
        "cniPlugin": routes.cni_plugin,
        "disableStaticRouteSync": router != "ako",
        "serviceType": ako.service_type,
        "shardSize": ako.shard_size,
        "controller.host": ako.controller.host,
        "controller.version": str(ako.controller.version),
        "controller.cloud": ako.controller.cloud_name,
        "controller.tenant": ako.controller.tenant,
        "controller.serviceEngineGroup": ako.controller.service_engine_group,
        "controller.vrf": ako.controller.vrf,
        "t1lr": ako.t1lr,
        "vipNetworks": [_vip_network(each) for each in ako.vip_networks],
        # read for routes alone
        "nodeNetworks": [
            _node_network(each) for each in ako.node_networks if router not in ("fabric", "nobody")
        ],
        "rhi.enabled": ako.rhi.enabled,
        "rhi.peerLabels": list(ako.rhi.bgp_peer_labels),
        **said_by_config(ako),
    }
    if cilium.has_ipv6:
        # left empty, newer releases take both families, and read IPv6 ranges of other plugins only
        facts["ipFamily"] = "V4"
    return facts


def _vip_network(network: VipNetwork) -> dict[str, object]:
    found = _named(network)
    if network.cidr is not None:
        found["cidr"] = str(network.cidr)
    if network.cidr_ipv6 is not None:
        found["v6cidr"] = str(network.cidr_ipv6)
    return found


def _node_network(network: NodeNetwork) -> dict[str, object]:
    return {**_named(network), "cidrs": [str(cidr) for cidr in network.cidrs]}


def _named(network: VipNetwork | NodeNetwork) -> dict[str, object]:
    found: dict[str, object] = {}
    if network.name:
        found["networkName"] = network.name
    if network.uuid:
        found["networkUUID"] = network.uuid
    return found
