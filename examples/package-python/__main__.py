"""Cilium and AKO as one component of a program in Python.

`pulumi install` makes the SDK; then `pulumi config set --secret aviPassword` and `pulumi up`.
"""

import pulumi
import pulumi_cilium_ako as cilium_ako

config = pulumi.Config()

network = cilium_ako.CiliumAko(
    "network",
    cluster={
        "name": "dev",
        "kubernetes_version": "1.33",
        "kernel_version": "5.15",
        "api_server": ["https://api.dev.example.test:6443"],
        "node_cidrs": ["192.168.10.0/24"],
        "service_cidrs": ["10.96.0.0/16"],
        "max_nodes": 50,
        "control_planes": 3,
        "kube_proxy": cilium_ako.ClusterKubeProxy.ABSENT,
    },
    cilium={
        "version": "1.18.12",
        "ipam": {
            "mode": cilium_ako.IpamMode.CLUSTER_POOL,
            "pod_cidrs": ["10.42.0.0/16"],
        },
        "routing": {"mode": cilium_ako.RoutingMode.TUNNEL, "port": 8223},
        "kube_proxy_replacement": True,
    },
    ako={
        "version": "1.13.4",
        "cloud": cilium_ako.AkoCloud.VCENTER,
        "controller": {
            "host": "avi.example.test",
            "version": "22.1.5",
            "cloud_name": "vcenter-dev",
            "service_engine_group": "dev",
        },
        "vip_networks": [{"name": "vip-dev", "cidr": "10.20.0.0/24"}],
        "node_networks": [{"name": "nodes-dev", "cidrs": ["192.168.10.0/24"]}],
    },
    avi_username="ako-dev",
    avi_password=config.require_secret("aviPassword"),
)

pulumi.export("decisions", network.decisions)
pulumi.export("staticRoutes", network.static_routes)
