"""A program that knows nothing of cilium-ako, with three mistakes that no preview finds."""

from __future__ import annotations

import os

import pulumi
import pulumi_kubernetes as kubernetes

CHARTS = os.environ.get("CHARTS", "")
"""A folder of charts on this machine, where the public repositories are out of reach."""

provider = kubernetes.Provider("cluster", context=pulumi.Config().get("context"))
options = pulumi.ResourceOptions(provider=provider)

cilium = kubernetes.helm.v3.Release(
    "cilium",
    name="cilium",
    namespace="kube-system",
    chart=f"{CHARTS}/cilium-1.18.12.tgz" if CHARTS else "cilium",
    version="1.18.12",
    repository_opts={} if CHARTS else {"repo": "https://helm.cilium.io"},
    values={
        "ipam": {
            "mode": "cluster-pool",
            "operator": {"clusterPoolIPv4PodCIDRList": "10.42.0.0/16"},
        },
        # mistake: nothing says which addresses are not masqueraded
        "routingMode": "native",
        # mistake: this key went away, and Helm does not mind
        "tunnel": "disabled",
    },
    opts=options,
)

ako = kubernetes.helm.v3.Release(
    "ako",
    name="ako",
    namespace="avi-system",
    create_namespace=True,
    chart=f"{CHARTS}/ako-1.13.4" if CHARTS else "ako",
    version="1.13.4",
    repository_opts={}
    if CHARTS
    else {"repo": "https://projects.registry.vmware.com/chartrepo/ako"},
    values={
        # mistake: beside cluster-pool AKO finds pods' ranges in CiliumNode alone
        "AKOSettings": {"clusterName": "dev", "cniPlugin": ""},
        "ControllerSettings": {
            "controllerHost": "avi.example.test",
            "controllerVersion": "22.1.5",
            "serviceEngineGroupName": "dev",
        },
        "L7Settings": {"serviceType": "ClusterIP"},
        "NetworkSettings": {"vipNetworkList": [{"networkName": "vip", "cidr": "10.20.0.0/24"}]},
    },
    opts=pulumi.ResourceOptions(provider=provider, depends_on=[cilium]),
)
