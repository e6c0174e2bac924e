"""Configs that together hold every model of the settings, and the way to change one place."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from cilium_ako.config.stack import PROJECT, RawConfig, Secret, Stack, parse

Config = dict[str, Any]

CLUSTER: Config = {
    "name": "dev",
    "id": 7,
    "platform": "generic",
    "kubernetesVersion": "1.33",
    "kernelVersion": "6.1",
    "apiServer": ["https://api.dev.example.test:6443"],
    "kubeconfigContext": "",
    "nodeCidrs": ["192.168.10.0/24"],
    "serviceCidrs": ["10.96.0.0/16"],
    "maxNodes": 50,
    "maxPodsPerNode": 110,
    "controlPlanes": 3,
    "kubeProxy": "absent",
}
"""Every key of `cluster` but the region, which is for AWS."""

ETCD: Config = {
    "mode": "external",
    "endpoints": [f"https://192.168.10.{number}:2379" for number in (11, 12, 13)],
    "tls": {"source": "config"},
    "identityAllocation": "kvstore",
}

MANAGED_ETCD: Config = {
    "mode": "managed",
    "members": [
        {"node": f"cp-{number}", "address": f"192.168.10.{10 + number}"} for number in (1, 2, 3)
    ],
    "quota": "2Gi",
    "dataDirectory": "/var/lib/etcd-cilium",
    "ports": {"client": 4003, "peer": 2382, "metrics": 4013},
    "snapshots": {
        "schedule": "17 */6 * * *",
        "keep": 4,
        "hostPath": "/var/lib/etcd-cilium-snapshots",
    },
    "defragmentation": {"schedule": "41 3 * * 0"},
    "authorities": {"signing": 1, "trusted": [1]},
    "generation": 1,
    "identityAllocation": "crd",
}
"""An etcd that this program runs: every key but the image."""

AKO: Config = {
    "version": "1.13.4",
    "cloud": "vcenter",
    "controller": {
        "host": "avi.example.test",
        "version": "22.1.5",
        "cloudName": "vcenter-dev",
        "tenant": "admin",
        "vrf": "",
        "serviceEngineGroup": "dev",
    },
    "t1lr": "",
    "serviceType": "ClusterIP",
    "vipNetworks": [{"name": "vip-dev", "cidr": "10.20.0.0/24"}],
    "nodeNetworks": [{"name": "nodes-dev", "cidrs": ["192.168.10.0/24"]}],
    "rhi": {"enabled": False, "bgpPeerLabels": []},
    "shardSize": "LARGE",
    "credentials": {"source": "config"},
    "values": {},
}
"""Every key of `ako` but the chart's own place."""

POOL: Config = {
    "cluster": CLUSTER,
    "cilium": {
        "version": "1.18.12",
        "ipam": {"mode": "cluster-pool", "podCidrs": ["10.42.0.0/16"], "nodeMaskSize": 24},
        "routing": {"mode": "tunnel", "protocol": "vxlan", "port": 8223},
        "mtu": 0,
        "masquerade": {"enabled": True, "bpf": True, "interfaces": []},
        "kubeProxyReplacement": True,
        "nodePort": {
            "range": "30000-32767",
            "mode": "snat",
            "dsrDispatch": "opt",
            "acceleration": "disabled",
            "algorithm": "random",
        },
        "sctp": False,
        "l7Proxy": True,
        "hubble": {"enabled": True, "relay": True, "ui": True},
        "values": {},
    },
    "ako": AKO,
    "aviUsername": "admin",
}
"""cluster-pool with kube-proxy replacement."""

KUBERNETES: Config = {
    "cluster": {**CLUSTER, "name": "staging", "kubeProxy": "iptables"},
    "cilium": {
        "version": "1.18.12",
        "ipam": {"mode": "kubernetes", "podCidrs": ["10.244.0.0/16"]},
        "routing": {"mode": "native", "cidr": "10.244.0.0/16", "autoDirectNodeRoutes": True},
        "kvstore": ETCD,
        "encryption": {"type": "ipsec", "key": {"source": "generate", "rotation": 1}},
        "sctp": True,
    },
    "ako": {
        **AKO,
        "serviceType": "NodePort",
        "credentials": {"source": "external"},
        "namespaceSelector": {"labelKey": "avi", "labelValue": "served"},
    },
}
"""kubernetes with native routing, etcd, IPsec and SCTP."""

ENI: Config = {
    "cluster": {
        **CLUSTER,
        "name": "prod",
        "platform": "eks",
        "region": "eu-central-1",
        "apiServer": ["https://0123456789ABCDEF.gr7.eu-central-1.eks.amazonaws.com:443"],
        "nodeCidrs": ["10.60.0.0/16"],
        "serviceCidrs": ["172.20.0.0/16"],
        "controlPlanes": 1,
        "kubeProxy": "iptables",
    },
    "cilium": {
        "version": "1.18.12",
        "ipam": {
            "mode": "eni",
            "vpcCidrs": ["10.60.0.0/16"],
            "subnetIds": ["subnet-0a1b2c3d4e5f60718"],
            "subnetTags": {"cilium.io/pods": "true"},
            "prefixDelegation": True,
            "operatorRole": {
                "source": "existing",
                "arn": "arn:aws:iam::111122223333:role/prod-operator",
            },
        },
        "masquerade": {"enabled": False},
        "encryption": {
            "type": "wireguard",
            "nodeEncryption": False,
            "strict": {"cidr": "10.60.0.0/16"},
        },
    },
    "ako": {
        **AKO,
        "cloud": "aws",
        "vipNetworks": [{"name": "subnet-0a1b2c3d4e5f60718"}],
        "nodeNetworks": [],
    },
    "aviUsername": "admin",
}
"""eni with WireGuard."""

IMPORTED: Config = {
    "cluster": KUBERNETES["cluster"],
    "cilium": {
        **KUBERNETES["cilium"],
        "kvstore": {**ETCD, "tls": {"source": "external"}},
        "encryption": {"type": "ipsec", "key": {"source": "import", "rotation": 3}},
    },
}
"""An imported IPsec key, etcd's certificates put there by somebody else, no AKO."""

EXTERNAL: Config = {
    "cluster": KUBERNETES["cluster"],
    "cilium": {
        **KUBERNETES["cilium"],
        "kvstore": {
            **ETCD,
            "endpoints": ["http://192.168.10.11:2379"],
            "tls": {"source": "none"},
            "identityAllocation": "crd",
        },
        "encryption": {"type": "ipsec", "key": {"source": "external", "name": "our-key"}},
    },
    "acknowledge": {
        "etcd-plain": {"reason": "NET-1"},
        "pool-replaced": {"reason": "NET-2", "to": "3f9c1a"},
    },
}
"""An IPsec key of somebody else, an etcd without TLS, acknowledgements, no AKO."""

DUAL: Config = {
    "cluster": {
        **CLUSTER,
        "name": "dual",
        "nodeCidrs": ["192.168.10.0/24", "fd00:10::/64"],
        "serviceCidrs": ["10.96.0.0/16", "fd00:96::/112"],
    },
    "cilium": {
        "version": "1.18.12",
        "ipam": {
            "mode": "cluster-pool",
            "podCidrs": ["10.42.0.0/16", "fd00:42::/104"],
            "nodeMaskSize": 24,
            "nodeMaskSizeIpv6": 120,
        },
        "routing": {"mode": "native", "cidr": "10.42.0.0/16", "cidrIpv6": "fd00:42::/64"},
        "masquerade": {"enabled": True, "enabledIpv6": True, "bpf": True},
        "kubeProxyReplacement": True,
    },
    "ako": {
        **AKO,
        "vipNetworks": [{"name": "vip-dev", "cidr": "10.20.0.0/24", "cidrIpv6": "fd00:20::/64"}],
    },
    "aviUsername": "admin",
}
"""Both families, pods natively routed, virtual services of both."""

FEATURES: Config = {
    "cluster": {**CLUSTER, "name": "featured", "kernelVersion": "6.12"},
    "cilium": {
        "version": "1.19.6",
        "ipam": {"mode": "cluster-pool", "podCidrs": ["10.42.0.0/16"]},
        "routing": {"mode": "native", "cidr": "10.42.0.0/16"},
        "masquerade": {"bpf": True},
        "kubeProxyReplacement": True,
        "nodePort": {"healthzBindAddress": "0.0.0.0:10256"},
        "hubble": {
            "relay": True,
            "tls": {
                "method": "certmanager",
                "issuer": {"name": "hubble", "kind": "ClusterIssuer", "group": "cert-manager.io"},
            },
        },
        "operator": {"replicas": 2, "placement": "control-plane"},
        "envoy": "daemonset",
        "cni": {
            "exclusive": False,
            "chaining": {"mode": "portmap", "target": ""},
            "paths": {"binaries": "/opt/cni/bin", "configuration": "/etc/cni/net.d"},
        },
        "devices": ["eth0", "ens+"],
        "datapath": "veth",
        "endpointRoutes": True,
        "socketLb": {"enabled": True, "hostNamespaceOnly": True},
        "localRedirect": True,
        "bandwidth": {"enabled": True, "bbr": False},
        "bigTcp": {"enabled": False, "ipv4": True, "ipv6": False},
        "hostFirewall": True,
        "bgp": {
            "localAsn": 64512,
            "peers": [{"address": "192.168.10.1", "asn": 64513}],
            "advertise": ["podCidrs", "services"],
        },
        "l2Announcements": {"enabled": False},
        "loadBalancerIpam": {"enabled": True},
        "gatewayApi": {"enabled": True},
        "ingress": {"enabled": True},
        "egressGateway": {"enabled": True},
        "monitoring": {
            "enabled": True,
            "serviceMonitors": True,
            "dashboards": True,
            "hubbleMetrics": ["dns", "drop"],
        },
    },
}
"""Every feature with a key of its own, at once."""

AWS_CNI: Config = {
    "cluster": {
        **CLUSTER,
        "id": 0,
        "platform": "eks",
        "region": "eu-central-1",
        "apiServer": ["https://api.dev.example.test"],
        "podCidrs": ["192.168.0.0/16"],
        "kubeProxy": "iptables",
    },
    "cilium": {
        "version": "1.18.12",
        "ipam": {"mode": "aws-cni", "vpcCidrs": ["192.168.0.0/16"]},
        "l7Proxy": False,
    },
}
"""Pods of the AWS VPC CNI plugin, which Cilium follows."""

OIDC_PROVIDER = (
    "arn:aws:iam::111122223333:oidc-provider/"
    "oidc.eks.eu-central-1.amazonaws.com/id/0123456789ABCDEF"
)


def _with_role(**role: object) -> Config:
    cilium = {**ENI["cilium"], "ipam": {**ENI["cilium"]["ipam"], "operatorRole": role}}
    return {**ENI, "cilium": cilium}


IRSA: Config = _with_role(
    source="irsa",
    oidcProviderArn=OIDC_PROVIDER,
    name="operator",
    path="/network/",
    permissionsBoundary="arn:aws:iam::111122223333:policy/bound",
    tags={"team": "network"},
)
"""A role that the program makes, for tokens of the operator's service account."""

POD_IDENTITY: Config = _with_role(source="pod-identity", clusterName="prod-eks")
"""A role that the program makes and EKS gives."""

NODE_ROLE: Config = {
    **_with_role(source="node-role", names=["masters.prod"]),
    "cluster": {**ENI["cluster"], "platform": "aws"},
}
"""A policy that the program makes, for the machines of the control plane."""

MESH: Config = {
    **POOL,
    "mesh": {
        "name": "continent",
        "size": 511,
        "certificates": {
            "source": "certmanager",
            "issuer": {"name": "mesh", "kind": "ClusterIssuer", "group": "cert-manager.io"},
        },
        "address": "east.example.test",
        "peers": [{"name": "west", "address": "west.mesh.cilium.io", "port": 2379}],
    },
}
"""A member of a mesh, with certificates by cert-manager."""

MESH_CA: Config = {**POOL, "mesh": {**MESH["mesh"], "certificates": {"source": "ca"}}}
"""The same, with certificates signed with the stack's authority."""

MESH_EXTERNAL: Config = {**POOL, "mesh": {**MESH["mesh"], "certificates": {"source": "external"}}}
"""The same, with certificates of somebody else's."""

MANAGED: Config = {**POOL, "cilium": {**POOL["cilium"], "kvstore": MANAGED_ETCD}}
"""cluster-pool with an etcd that this program runs."""

ENI_VPC: Config = {
    **ENI,
    "cluster": {**ENI["cluster"], "vpcId": "vpc-0a1b2c3d4e5f60718"},
    "cilium": {
        **ENI["cilium"],
        "version": "1.19.6",
        "values": {"eni": {"nodeSpec": {"firstInterfaceIndex": 1}}},
        "ipam": {
            **{key: value for key, value in ENI["cilium"]["ipam"].items() if key != "subnetIds"},
            "instanceTypes": ["m5.large", "m99.xlarge"],
            "instanceLimits": {"m99.xlarge": {"interfaces": 4, "addresses": 15}},
            "podSubnets": [
                {
                    "cidr": "10.60.128.0/18",
                    "zone": "eu-central-1a",
                    "routeTableId": "rtb-0a1b2c3d4e5f60718",
                    "prefixReservation": "10.60.128.0/19",
                },
                {"cidr": "10.60.192.0/18", "zone": "eu-central-1b"},
            ],
            "securityGroups": {
                "nodes": "sg-0a1b2c3d4e5f60711",
                "pods": "sg-0a1b2c3d4e5f60712",
                "serviceEngines": "sg-0a1b2c3d4e5f60713",
                "makeRules": True,
            },
        },
    },
}
"""A stack that makes its pods' subnets and the rules of its groups."""

ALL: dict[str, Config] = {
    "eni with a VPC's parts": ENI_VPC,
    "aws-cni": AWS_CNI,
    "irsa": IRSA,
    "pod identity": POD_IDENTITY,
    "node role": NODE_ROLE,
    "features": FEATURES,
    "pool": POOL,
    "dual": DUAL,
    "kubernetes": KUBERNETES,
    "eni": ENI,
    "imported": IMPORTED,
    "external": EXTERNAL,
    "managed": MANAGED,
    "mesh": MESH,
    "mesh-ca": MESH_CA,
    "mesh-external": MESH_EXTERNAL,
}

Steps = tuple[str | int, ...]


def copied(value: Any) -> Any:
    """A copy that shares no mapping and no list, several times as fast as `deepcopy`."""
    if isinstance(value, dict):
        return {key: copied(inner) for key, inner in value.items()}
    return [copied(inner) for inner in value] if isinstance(value, list) else value


def changed(config: Mapping[str, Any], *changes: tuple[Steps, object]) -> Config:
    """A copy with other values at some places; mappings on the way are made."""
    result: Any = copied(dict(config))
    for steps, value in changes:
        place = result
        for step, after in pairwise(steps):
            if isinstance(step, str) and step not in place:
                place[step] = [] if isinstance(after, int) else {}
            place = place[step]
        if isinstance(place, list) and steps[-1] == len(place):
            place.append(copied(value))
        else:
            place[steps[-1]] = copied(value)
    return dict(result)


def without(config: Mapping[str, Any], *steps: str | int) -> Config:
    """A copy without one place."""
    result: Any = copied(dict(config))
    place = result
    for step in steps[:-1]:
        place = place[step]
    del place[steps[-1]]
    return dict(result)


def raw(config: Mapping[str, Any], **secrets: str | None) -> RawConfig:
    """A config as it is before it is parsed; a secret without a text is hidden."""
    return RawConfig(
        {f"{PROJECT}:{key}": value for key, value in config.items()},
        {f"{PROJECT}:{key}": Secret(text) for key, text in secrets.items()},
    )


def parsed(config: Mapping[str, Any]) -> Stack:
    """The stack that a config describes; it must fit."""
    stack, errors = parse(str(config["cluster"]["name"]), raw(config), offline=True)
    assert errors == []
    return stack


def apart(config: Config, name: str, number: int) -> Config:
    """The config of another cluster, in nobody's way."""
    return changed(
        config,
        (("cluster", "name"), name),
        (("cluster", "apiServer"), [f"https://api.{name}.example.test:6443"]),
        (("cluster", "nodeCidrs"), [f"192.168.{number}.0/24"]),
        (("cilium", "ipam", "podCidrs"), [f"10.{number}.0.0/16"]),
        (("ako", "vipNetworks"), [{"name": f"vip-{name}", "cidr": f"10.20.{number}.0/24"}]),
        (("ako", "nodeNetworks"), [{"name": name, "cidrs": [f"192.168.{number}.0/24"]}]),
        (("ako", "controller", "serviceEngineGroup"), name),
    )
