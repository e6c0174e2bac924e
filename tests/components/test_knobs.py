"""No dead knobs: every key of the config changes a value, a resource, a decision or a verdict.

The keys are read off the models, so a new one fails here until it has an entry in FLIPS: a config
in which it matters, and two values that fit the shape.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Literal, get_args, get_origin

import pulumi
import pytest
from pydantic import BaseModel

from cilium_ako.check.checked_stack import check_config
from cilium_ako.config.acknowledge import Acknowledgement
from cilium_ako.config.ako import Ako
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.mesh import Mesh
from cilium_ako.config.stack import KEYS, PROJECT, SecretKey, parse
from cilium_ako.rules.schema_problems import schema_problem
from tests.certificates import AUTHORITY, AUTHORITY_KEY, AUTHORITY_RENEWED
from tests.components.runs import PEM, PEM_KEY, SECRETS, run
from tests.configs import (
    AKO,
    AWS_CNI,
    DUAL,
    ENI,
    ENI_VPC,
    ETCD,
    EXTERNAL,
    FEATURES,
    IMPORTED,
    IRSA,
    KUBERNETES,
    MANAGED_ETCD,
    MESH,
    MESH_CA,
    NODE_ROLE,
    OIDC_PROVIDER,
    POD_IDENTITY,
    POOL,
    Config,
    Steps,
    changed,
    raw,
    without,
)

BGP = FEATURES["cilium"]["bgp"]
BIG_TCP = changed(without(FEATURES, "cilium", "cni"), (("cilium", "bigTcp", "enabled"), True))
STRICT_IPSEC = changed(
    without(FEATURES, "cilium", "hostFirewall"),
    (("cilium", "encryption"), {"type": "ipsec", "strict": {"cidr": "10.42.0.0/16"}}),
)


def _models(annotation: object) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [each for argument in get_args(annotation) for each in _models(argument)]


def _tag(model: type[BaseModel]) -> str:
    for name in ("mode", "type", "source"):
        if name in model.model_fields:
            return str(get_args(model.model_fields[name].annotation)[0])
    raise AssertionError(f"{model} has no tag")


def knobs(model: type[BaseModel], path: str) -> Iterator[str]:
    """Every key below a model; `[tag]` names the member of a union."""
    for name, info in model.model_fields.items():
        below = f"{path}.{info.alias or name}"
        models = _models(info.annotation)
        if not models:
            choices = get_args(info.annotation) if get_origin(info.annotation) is Literal else ()
            if len(choices) != 1:  # a tag, and what it tells apart is a key of its own
                yield below
            continue
        yield below
        for each in models:
            yield from knobs(each, f"{below}[{_tag(each)}]" if len(models) > 1 else below)


EVERY = {
    *(f"{PROJECT}:{key}" for key in KEYS),
    *knobs(Cluster, "cluster"),
    *knobs(Cilium, "cilium"),
    *knobs(Ako, "ako"),
    *knobs(Mesh, "mesh"),
    *knobs(Acknowledgement, "acknowledge"),
}

Flip = tuple[Config, Steps, object, object]

REPLACED = changed(
    POOL,
    (("cilium", "routing"), {"mode": "native", "cidr": "10.42.0.0/16"}),
    (("cilium", "nodePort", "mode"), "dsr"),
    (("cilium", "nodePort", "dsrDispatch"), "opt"),
)
"""kube-proxy replacement in a routed network."""

AWS = changed(
    POOL,
    (("cluster", "platform"), "aws"),
    (("cluster", "region"), "eu-central-1"),
)

STRICT = changed(
    POOL,
    (("cilium", "encryption"), {"type": "wireguard", "strict": {"cidr": "10.42.0.0/16"}}),
)

ETCD_EXTERNAL = {**ETCD, "tls": {"source": "external"}}
ROLE = "arn:aws:iam::111122223333:role/{}"
SUBNET = "subnet-0a1b2c3d4e5f6071{}"
OTHER_ACCOUNT = OIDC_PROVIDER.replace("111122223333", "444455556666")

MADE_FOR = {"irsa": IRSA, "pod-identity": POD_IDENTITY, "node-role": NODE_ROLE}
BOUNDARY = "arn:aws:iam::111122223333:policy/{}"
MADE_POLICY: dict[str, tuple[object, object]] = {
    "path": ("/", "/network/"),
    "tags": ({}, {"team": "network"}),
}
MADE_ROLE: dict[str, tuple[object, object]] = {
    "name": ("one", "other"),
    "permissionsBoundary": (BOUNDARY.format("one"), BOUNDARY.format("other")),
}

MEMBERS = MANAGED_ETCD["members"]
MANAGED = changed(
    POOL,
    (("cilium", "kvstore"), {**MANAGED_ETCD, "authorities": {"signing": 1, "trusted": [1, 2]}}),
    (("acknowledge",), {"etcd-single-member": {"reason": "NET-1"}}),
)
DIGEST = f"sha256:{'ab' * 32}"

POD_SUBNETS: Steps = ("cilium", "ipam", "podSubnets")
GROUPS: Steps = ("cilium", "ipam", "securityGroups")
NEW_LIMITS: Steps = ("cilium", "ipam", "instanceLimits", "m99.xlarge")
NEW_TYPE = changed(
    ENI,
    (("cilium", "ipam", "instanceTypes"), ["m99.xlarge"]),
    (NEW_LIMITS, {"interfaces": 4, "addresses": 15}),
)

FLIPS: dict[str, Flip] = {
    "cluster.name": (POOL, ("cluster", "name"), "dev", "other"),
    "cluster.id": (POOL, ("cluster", "id"), 1, 2),
    "cluster.distribution": (POOL, ("cluster", "distribution"), "kubeadm", "talos"),
    "cluster.platform": (POOL, ("cluster", "platform"), "generic", "eks"),
    "cluster.awsAccount": (ENI, ("cluster", "awsAccount"), "111122223333", "444455556666"),
    "cluster.awsNode": (ENI, ("cluster", "awsNode"), "others", "kept-off"),
    "cluster.vpcId": (AWS, ("cluster", "vpcId"), "vpc-0a1b2c3d", "vpc-0a1b2c3e"),
    "cluster.region": (AWS, ("cluster", "region"), "eu-central-1", ""),
    "cluster.kubernetesVersion": (POOL, ("cluster", "kubernetesVersion"), "1.33", "1.12"),
    "cluster.kernelVersion": (POOL, ("cluster", "kernelVersion"), "6.1", "4.9"),
    "cluster.apiServer": (
        POOL,
        ("cluster", "apiServer"),
        ["https://a.example.test:6443"],
        ["https://b.example.test:6443"],
    ),
    "cluster.kubeconfigContext": (POOL, ("cluster", "kubeconfigContext"), "", "admin"),
    "cluster.nodeCidrs": (
        POOL,
        ("cluster", "nodeCidrs"),
        ["192.168.10.0/24"],
        ["10.42.1.0/24"],
    ),
    "cluster.serviceCidrs": (
        POOL,
        ("cluster", "serviceCidrs"),
        ["10.96.0.0/16"],
        ["10.42.0.0/20"],
    ),
    "cluster.maxNodes": (POOL, ("cluster", "maxNodes"), 50, 1),
    "cluster.maxPodsPerNode": (POOL, ("cluster", "maxPodsPerNode"), 110, 255),
    # three control planes, and agents that know one of them
    "cluster.controlPlanes": (
        changed(POOL, (("cluster", "apiServer"), ["https://192.168.10.5:6443"])),
        ("cluster", "controlPlanes"),
        1,
        3,
    ),
    "cluster.kubeProxy": (POOL, ("cluster", "kubeProxy"), "absent", "ipvs"),
    "cilium.version": (POOL, ("cilium", "version"), "1.18.12", "1.19.6"),
    "cilium.chart": (POOL, ("cilium", "chart"), "", "oci://registry.example.test/cilium"),
    "cilium.ipam": (
        POOL,
        ("cilium", "ipam"),
        POOL["cilium"]["ipam"],
        KUBERNETES["cilium"]["ipam"],
    ),
    "cilium.ipam[cluster-pool].podCidrs": (
        POOL,
        ("cilium", "ipam", "podCidrs"),
        ["10.42.0.0/16"],
        ["10.43.0.0/16"],
    ),
    "cilium.ipam[cluster-pool].nodeMaskSize": (POOL, ("cilium", "ipam", "nodeMaskSize"), 24, 25),
    "cilium.ipam[cluster-pool].nodeMaskSizeIpv6": (
        DUAL,
        ("cilium", "ipam", "nodeMaskSizeIpv6"),
        120,
        118,
    ),
    "cilium.ipam[kubernetes].podCidrs": (
        KUBERNETES,
        ("cilium", "ipam", "podCidrs"),
        ["10.244.0.0/16"],
        ["10.245.0.0/16"],
    ),
    "cilium.ipam[eni].vpcCidrs": (
        ENI,
        ("cilium", "ipam", "vpcCidrs"),
        ["10.60.0.0/16"],
        ["10.61.0.0/16"],
    ),
    "cilium.ipam[eni].subnetIds": (
        ENI,
        ("cilium", "ipam", "subnetIds"),
        [SUBNET.format(8)],
        [SUBNET.format(9)],
    ),
    "cilium.ipam[eni].subnetTags": (ENI, ("cilium", "ipam", "subnetTags"), {"a": "b"}, {}),
    "cilium.ipam[eni].prefixDelegation": (ENI, ("cilium", "ipam", "prefixDelegation"), True, False),
    "cilium.ipam[eni].podSubnets": (
        ENI_VPC,
        (*POD_SUBNETS, 1),
        {"cidr": "10.60.192.0/18", "zone": "eu-central-1b"},
        {"cidr": "10.60.192.0/18", "zone": "eu-central-1c"},
    ),
    "cilium.ipam[eni].podSubnets.cidr": (
        ENI_VPC,
        (*POD_SUBNETS, 1, "cidr"),
        "10.60.192.0/18",
        "10.60.192.0/19",
    ),
    "cilium.ipam[eni].podSubnets.zone": (
        ENI_VPC,
        (*POD_SUBNETS, 1, "zone"),
        "eu-central-1b",
        "eu-central-1c",
    ),
    "cilium.ipam[eni].podSubnets.routeTableId": (
        ENI_VPC,
        (*POD_SUBNETS, 0, "routeTableId"),
        "rtb-0a1b2c3d",
        None,
    ),
    "cilium.ipam[eni].podSubnets.prefixReservation": (
        ENI_VPC,
        (*POD_SUBNETS, 0, "prefixReservation"),
        "10.60.128.0/20",
        None,
    ),
    "cilium.ipam[eni].instanceTypes": (
        ENI,
        ("cilium", "ipam", "instanceTypes"),
        ["m5.large"],
        ["m4.large"],
    ),
    "cilium.ipam[eni].instanceLimits": (
        NEW_TYPE,
        (*NEW_LIMITS, "interfaces"),
        4,
        1,
    ),
    "cilium.ipam[eni].instanceLimits.interfaces": (NEW_TYPE, (*NEW_LIMITS, "interfaces"), 4, 1),
    "cilium.ipam[eni].instanceLimits.addresses": (NEW_TYPE, (*NEW_LIMITS, "addresses"), 15, 2),
    "cilium.ipam[eni].instanceLimits.prefixes": (NEW_TYPE, (*NEW_LIMITS, "prefixes"), True, False),
    "cilium.ipam[eni].securityGroups": (
        ENI_VPC,
        ("cilium", "ipam", "securityGroups"),
        ENI_VPC["cilium"]["ipam"]["securityGroups"],
        None,
    ),
    "cilium.ipam[eni].securityGroups.nodes": (
        ENI_VPC,
        (*GROUPS, "nodes"),
        "sg-0a1b2c3d",
        "sg-0f0f0f0f",
    ),
    "cilium.ipam[eni].securityGroups.pods": (ENI_VPC, (*GROUPS, "pods"), "sg-0a1b2c3d", None),
    "cilium.ipam[eni].securityGroups.serviceEngines": (
        ENI_VPC,
        (*GROUPS, "serviceEngines"),
        "sg-0a1b2c3d",
        None,
    ),
    "cilium.ipam[eni].securityGroups.makeRules": (ENI_VPC, (*GROUPS, "makeRules"), True, False),
    "cilium.ipam[eni].operatorRole": (
        changed(ENI, (("cluster", "platform"), "aws")),
        ("cilium", "ipam", "operatorRole"),
        ENI["cilium"]["ipam"]["operatorRole"],
        None,
    ),
    "cilium.ipam[eni].operatorRole[existing].arn": (
        ENI,
        ("cilium", "ipam", "operatorRole", "arn"),
        ROLE.format("a"),
        ROLE.format("b"),
    ),
    "cilium.ipam[eni].operatorRole[existing].oidcProviderArn": (
        ENI,
        ("cilium", "ipam", "operatorRole", "oidcProviderArn"),
        OIDC_PROVIDER,
        OTHER_ACCOUNT,
    ),
    "cilium.ipam[eni].operatorRole[irsa].oidcProviderArn": (
        IRSA,
        ("cilium", "ipam", "operatorRole", "oidcProviderArn"),
        OIDC_PROVIDER,
        OTHER_ACCOUNT,
    ),
    **{
        f"cilium.ipam[eni].operatorRole[{name}].{key}": (
            config,
            ("cilium", "ipam", "operatorRole", key),
            *values,
        )
        for name, config in (("irsa", IRSA), ("pod-identity", POD_IDENTITY))
        for key, values in MADE_ROLE.items()
    },
    **{
        f"cilium.ipam[eni].operatorRole[{name}].{key}": (
            config,
            ("cilium", "ipam", "operatorRole", key),
            *values,
        )
        for name, config in (
            ("irsa", IRSA),
            ("pod-identity", POD_IDENTITY),
            ("node-role", NODE_ROLE),
        )
        for key, values in MADE_POLICY.items()
    },
    "cilium.ipam[eni].operatorRole[pod-identity].clusterName": (
        POD_IDENTITY,
        ("cilium", "ipam", "operatorRole", "clusterName"),
        "prod",
        "other",
    ),
    "cilium.ipam[eni].operatorRole[node-role].names": (
        NODE_ROLE,
        ("cilium", "ipam", "operatorRole", "names"),
        ["masters"],
        ["masters", "others"],
    ),
    "cilium.routing": (
        POOL,
        ("cilium", "routing"),
        {"mode": "tunnel"},
        {"mode": "native", "cidr": "10.42.0.0/16"},
    ),
    "cilium.routing[tunnel].protocol": (
        POOL,
        ("cilium", "routing", "protocol"),
        "vxlan",
        "geneve",
    ),
    "cilium.routing[tunnel].port": (POOL, ("cilium", "routing", "port"), 0, 8223),
    "cilium.routing[native].cidr": (
        KUBERNETES,
        ("cilium", "routing", "cidr"),
        "10.244.0.0/16",
        "10.240.0.0/12",
    ),
    "cilium.routing[native].cidrIpv6": (
        DUAL,
        ("cilium", "routing", "cidrIpv6"),
        "fd00:42::/64",
        "fd00:42::/48",
    ),
    "cilium.routing[native].autoDirectNodeRoutes": (
        KUBERNETES,
        ("cilium", "routing", "autoDirectNodeRoutes"),
        True,
        False,
    ),
    "cilium.mtu": (POOL, ("cilium", "mtu"), 0, 1400),
    "cilium.masquerade": (POOL, ("cilium", "masquerade"), {"bpf": True}, {"bpf": False}),
    "cilium.masquerade.enabled": (POOL, ("cilium", "masquerade", "enabled"), True, False),
    "cilium.masquerade.enabledIpv6": (
        DUAL,
        ("cilium", "masquerade", "enabledIpv6"),
        True,
        False,
    ),
    "cilium.masquerade.bpf": (POOL, ("cilium", "masquerade", "bpf"), True, False),
    "cilium.masquerade.interfaces": (
        changed(POOL, (("cilium", "masquerade", "bpf"), False)),
        ("cilium", "masquerade", "interfaces"),
        [],
        ["eth+"],
    ),
    "cilium.kubeProxyReplacement": (POOL, ("cilium", "kubeProxyReplacement"), True, False),
    "cilium.nodePort": (POOL, ("cilium", "nodePort"), {}, {"algorithm": "maglev"}),
    "cilium.nodePort.range": (POOL, ("cilium", "nodePort", "range"), "30000-32767", "30000-32000"),
    "cilium.nodePort.mode": (REPLACED, ("cilium", "nodePort", "mode"), "dsr", "hybrid"),
    "cilium.nodePort.dsrDispatch": (
        REPLACED,
        ("cilium", "nodePort", "dsrDispatch"),
        "opt",
        "geneve",
    ),
    "cilium.nodePort.acceleration": (
        POOL,
        ("cilium", "nodePort", "acceleration"),
        "disabled",
        "best-effort",
    ),
    "cilium.nodePort.algorithm": (POOL, ("cilium", "nodePort", "algorithm"), "random", "maglev"),
    "cilium.kvstore": (KUBERNETES, ("cilium", "kvstore"), ETCD, None),
    "cilium.kvstore[external].endpoints": (
        KUBERNETES,
        ("cilium", "kvstore", "endpoints"),
        ETCD["endpoints"],
        ["https://192.168.10.14:2379"],
    ),
    "cilium.kvstore[external].tls": (KUBERNETES, ("cilium", "kvstore"), ETCD, ETCD_EXTERNAL),
    **{
        f"cilium.kvstore[managed].{path}": (MANAGED, ("cilium", "kvstore", *steps), old, new)
        for path, steps, old, new in (
            ("members", ("members",), MEMBERS, MEMBERS[:1]),
            ("members.node", ("members", 0, "node"), "cp-1", "cp-9"),
            ("members.address", ("members", 0, "address"), "192.168.10.11", "192.168.10.19"),
            ("members.joins", ("members", 0, "joins"), False, True),
            ("image", ("image",), f"etcd:v3.6.14@{DIGEST}", f"etcd:v3.6.15@{DIGEST}"),
            ("quota", ("quota",), "2Gi", "4Gi"),
            ("dataDirectory", ("dataDirectory",), "/var/lib/etcd-cilium", "/srv/etcd"),
            ("ports", ("ports",), {}, {"client": 4103}),
            ("ports.client", ("ports", "client"), 4003, 4103),
            ("ports.peer", ("ports", "peer"), 2382, 2482),
            ("ports.metrics", ("ports", "metrics"), 4013, 4113),
            ("snapshots", ("snapshots",), {}, {"keep": 2}),
            ("snapshots.schedule", ("snapshots", "schedule"), "17 */6 * * *", "18 */6 * * *"),
            ("snapshots.keep", ("snapshots", "keep"), 4, 28),
            ("snapshots.hostPath", ("snapshots", "hostPath"), "/srv/a", "/srv/b"),
            ("defragmentation", ("defragmentation",), {}, {"schedule": "1 2 * * 3"}),
            ("defragmentation.schedule", ("defragmentation", "schedule"), "1 2 * * 3", "1 3 * * 3"),
            ("authorities", ("authorities",), {}, {"signing": 2, "trusted": [2]}),
            ("authorities.signing", ("authorities", "signing"), 1, 2),
            ("authorities.trusted", ("authorities", "trusted"), [1, 2], [1]),
            ("generation", ("generation",), 1, 2),
            ("identityAllocation", ("identityAllocation",), "crd", "kvstore"),
        )
    },
    "cilium.kvstore[external].identityAllocation": (
        KUBERNETES,
        ("cilium", "kvstore", "identityAllocation"),
        "kvstore",
        "doublewrite-readcrd",
    ),
    "cilium.encryption": (
        KUBERNETES,
        ("cilium", "encryption"),
        {"type": "ipsec"},
        {"type": "wireguard"},
    ),
    "cilium.encryption[ipsec].key": (
        KUBERNETES,
        ("cilium", "encryption", "key"),
        {"source": "generate"},
        {"source": "external"},
    ),
    "cilium.encryption[ipsec].key[generate].rotation": (
        KUBERNETES,
        ("cilium", "encryption", "key", "rotation"),
        1,
        2,
    ),
    "cilium.encryption[ipsec].key[import].rotation": (
        IMPORTED,
        ("cilium", "encryption", "key", "rotation"),
        3,
        4,
    ),
    "cilium.encryption[ipsec].key[external].name": (
        EXTERNAL,
        ("cilium", "encryption", "key", "name"),
        "our-key",
        "their-key",
    ),
    "cilium.encryption[wireguard].nodeEncryption": (
        STRICT,
        ("cilium", "encryption", "nodeEncryption"),
        False,
        True,
    ),
    "cilium.encryption[wireguard].strict": (
        STRICT,
        ("cilium", "encryption", "strict"),
        {"cidr": "10.42.0.0/16"},
        None,
    ),
    "cilium.encryption[wireguard].strict.cidr": (
        STRICT,
        ("cilium", "encryption", "strict", "cidr"),
        "10.42.0.0/16",
        "10.42.0.0/15",
    ),
    "cilium.sctp": (KUBERNETES, ("cilium", "sctp"), True, False),
    "cilium.l7Proxy": (POOL, ("cilium", "l7Proxy"), True, False),
    "cilium.hubble": (POOL, ("cilium", "hubble"), {}, {"enabled": False}),
    "cilium.hubble.enabled": (
        changed(POOL, (("cilium", "hubble"), {})),
        ("cilium", "hubble", "enabled"),
        True,
        False,
    ),
    "cilium.hubble.relay": (
        changed(POOL, (("cilium", "hubble"), {})),
        ("cilium", "hubble", "relay"),
        True,
        False,
    ),
    "cilium.hubble.ui": (POOL, ("cilium", "hubble", "ui"), True, False),
    **{
        f"cilium.{path}": (FEATURES, ("cilium", *path.split(".")), old, new)
        for path, old, new in (
            ("bandwidth", {"enabled": True}, {"enabled": False}),
            ("bandwidth.bbr", False, True),
            ("bandwidth.enabled", True, False),
            ("bgp", {**BGP, "localAsn": 64512}, None),
            ("bgp.advertise", ["podCidrs"], ["services"]),
            ("bgp.localAsn", 64512, 64514),
            ("bgp.peers", BGP["peers"], [{"address": "192.168.10.2", "asn": 64513}]),
            ("bigTcp", {"enabled": False}, {"enabled": True}),
            ("bigTcp.enabled", False, True),
            ("cni", {"exclusive": False}, {"exclusive": True}),
            ("cni.chaining", {"mode": "portmap"}, None),
            ("cni.chaining.mode", "portmap", "generic-veth"),
            ("cni.chaining.target", "", "k8s-pod-network"),
            ("cni.exclusive", False, True),
            ("cni.paths", {"binaries": "/opt/cni/bin"}, {"binaries": "/opt/bin"}),
            ("cni.paths.binaries", "/opt/cni/bin", "/opt/bin"),
            ("cni.paths.configuration", "/etc/cni/net.d", "/etc/net"),
            ("datapath", "veth", "netkit"),
            ("devices", ["eth0"], ["eth1"]),
            ("egressGateway", {"enabled": True}, {"enabled": False}),
            ("egressGateway.enabled", True, False),
            ("endpointRoutes", True, False),
            ("envoy", "daemonset", "embedded"),
            ("gatewayApi", {"enabled": True}, {"enabled": False}),
            ("gatewayApi.enabled", True, False),
            ("hostFirewall", True, False),
            ("hubble.tls", {"method": "helm"}, {"method": "cronJob"}),
            ("hubble.tls.issuer", {"name": "hubble"}, {"name": "other"}),
            ("hubble.tls.issuer.group", "cert-manager.io", "example.test"),
            ("hubble.tls.issuer.kind", "ClusterIssuer", "Issuer"),
            ("hubble.tls.issuer.name", "hubble", "other"),
            ("hubble.tls.method", "certmanager", "cronJob"),
            ("ingress", {"enabled": True}, {"enabled": False}),
            ("ingress.enabled", True, False),
            ("l2Announcements", {"enabled": False}, {"enabled": True}),
            ("l2Announcements.enabled", False, True),
            ("loadBalancerIpam", {"enabled": True}, {"enabled": False}),
            ("loadBalancerIpam.enabled", True, False),
            ("localRedirect", True, False),
            ("monitoring", {"enabled": True}, {"enabled": False}),
            ("monitoring.dashboards", True, False),
            ("monitoring.enabled", True, False),
            ("monitoring.hubbleMetrics", ["dns"], ["drop"]),
            ("monitoring.serviceMonitors", True, False),
            ("nodePort.healthzBindAddress", "", "0.0.0.0:10256"),
            ("operator", {"replicas": 2}, {"replicas": 1}),
            ("operator.placement", "control-plane", "any"),
            ("operator.replicas", 2, 1),
            ("socketLb", {"enabled": True}, {"enabled": False}),
            ("socketLb.enabled", True, False),
            ("socketLb.hostNamespaceOnly", True, False),
        )
    },
    "cilium.bgp.peers.address": (
        FEATURES,
        ("cilium", "bgp", "peers", 0, "address"),
        "192.168.10.1",
        "192.168.10.2",
    ),
    "cilium.bgp.peers.asn": (FEATURES, ("cilium", "bgp", "peers", 0, "asn"), 64513, 64515),
    "cilium.bigTcp.ipv4": (BIG_TCP, ("cilium", "bigTcp", "ipv4"), True, False),
    "cilium.bigTcp.ipv6": (BIG_TCP, ("cilium", "bigTcp", "ipv6"), False, True),
    "cilium.encryption[ipsec].strict": (
        STRICT_IPSEC,
        ("cilium", "encryption", "strict"),
        {"cidr": "10.42.0.0/16"},
        None,
    ),
    "cilium.encryption[ipsec].strict.cidr": (
        STRICT_IPSEC,
        ("cilium", "encryption", "strict", "cidr"),
        "10.42.0.0/16",
        "10.42.0.0/15",
    ),
    "cilium.ipam[aws-cni].vpcCidrs": (
        without(AWS_CNI, "cluster", "podCidrs"),
        ("cilium", "ipam", "vpcCidrs"),
        ["192.168.0.0/16"],
        ["192.168.0.0/17"],
    ),
    "cluster.podCidrs": (
        AWS_CNI,
        ("cluster", "podCidrs"),
        ["192.168.0.0/16"],
        ["192.168.0.0/17"],
    ),
    "ako.podRoutes": (POOL, ("ako", "podRoutes"), "ako", "fabric"),
    "cilium.values": (POOL, ("cilium", "values"), {}, {"debug": {"enabled": True}}),
    "ako.version": (POOL, ("ako", "version"), "1.13.4", "1.12.3"),
    "ako.chart": (POOL, ("ako", "chart"), "", "oci://registry.example.test/ako"),
    "ako.clusterName": (POOL, ("ako", "clusterName"), "", "Dev_1"),
    "ako.cloud": (POOL, ("ako", "cloud"), "vcenter", "aws"),
    "ako.controller": (
        POOL,
        ("ako", "controller"),
        AKO["controller"],
        {"host": "avi.example.test", "version": "22.1.4"},
    ),
    "ako.controller.host": (
        POOL,
        ("ako", "controller", "host"),
        "a.example.test",
        "b.example.test",
    ),
    "ako.controller.version": (POOL, ("ako", "controller", "version"), "22.1.5", "22.1.4"),
    "ako.controller.cloudName": (POOL, ("ako", "controller", "cloudName"), "a", "b"),
    "ako.controller.tenant": (POOL, ("ako", "controller", "tenant"), "a", "b"),
    "ako.controller.vrf": (POOL, ("ako", "controller", "vrf"), "", "blue"),
    "ako.controller.serviceEngineGroup": (
        POOL,
        ("ako", "controller", "serviceEngineGroup"),
        "a",
        "b",
    ),
    "ako.t1lr": (
        changed(POOL, (("ako", "cloud"), "nsxt")),
        ("ako", "t1lr"),
        "/infra/tier-1s/a",
        "/infra/tier-1s/b",
    ),
    "ako.serviceType": (POOL, ("ako", "serviceType"), "ClusterIP", "NodePort"),
    "ako.vipNetworks": (POOL, ("ako", "vipNetworks"), AKO["vipNetworks"], []),
    "ako.vipNetworks.name": (POOL, ("ako", "vipNetworks", 0, "name"), "a", "b"),
    "ako.vipNetworks.cidr": (
        POOL,
        ("ako", "vipNetworks", 0, "cidr"),
        "10.20.0.0/24",
        "10.21.0.0/24",
    ),
    "ako.vipNetworks.uuid": (POOL, ("ako", "vipNetworks", 0, "uuid"), "", "dvportgroup-1"),
    "ako.vipNetworks.cidrIpv6": (
        DUAL,
        ("ako", "vipNetworks", 0, "cidrIpv6"),
        "fd00:20::/64",
        "fd00:21::/64",
    ),
    "ako.nodeNetworks": (POOL, ("ako", "nodeNetworks"), AKO["nodeNetworks"], []),
    "ako.nodeNetworks.name": (POOL, ("ako", "nodeNetworks", 0, "name"), "a", "b"),
    "ako.nodeNetworks.uuid": (POOL, ("ako", "nodeNetworks", 0, "uuid"), "", "dvportgroup-2"),
    "ako.nodeNetworks.cidrs": (
        POOL,
        ("ako", "nodeNetworks", 0, "cidrs"),
        ["192.168.10.0/24"],
        ["192.168.10.0/25"],
    ),
    "ako.rhi": (POOL, ("ako", "rhi"), {}, {"enabled": True}),
    "ako.rhi.enabled": (POOL, ("ako", "rhi", "enabled"), False, True),
    "ako.rhi.bgpPeerLabels": (
        changed(POOL, (("ako", "rhi"), {"enabled": True})),
        ("ako", "rhi", "bgpPeerLabels"),
        [],
        ["rack-1"],
    ),
    "ako.shardSize": (POOL, ("ako", "shardSize"), "LARGE", "SMALL"),
    "ako.credentials": (
        POOL,
        ("ako", "credentials"),
        {"source": "config"},
        {"source": "external"},
    ),
    "ako.autoFqdn": (POOL, ("ako", "autoFqdn"), "default", "flat"),
    "ako.defaultIngressController": (POOL, ("ako", "defaultIngressController"), True, False),
    "ako.gatewayApi": (POOL, ("ako", "gatewayApi"), False, True),
    "ako.layer7Only": (POOL, ("ako", "layer7Only"), False, True),
    "ako.logLevel": (POOL, ("ako", "logLevel"), "WARN", "DEBUG"),
    "ako.namespaceSelector": (
        POOL,
        ("ako", "namespaceSelector"),
        {"labelKey": "lb", "labelValue": "yes"},
        {"labelKey": "avi", "labelValue": "yes"},
    ),
    "ako.namespaceSelector.labelKey": (
        changed(POOL, (("ako", "namespaceSelector"), {"labelKey": "avi", "labelValue": "yes"})),
        ("ako", "namespaceSelector", "labelKey"),
        "avi",
        "lb",
    ),
    "ako.namespaceSelector.labelValue": (
        changed(POOL, (("ako", "namespaceSelector"), {"labelKey": "avi", "labelValue": "yes"})),
        ("ako", "namespaceSelector", "labelValue"),
        "yes",
        "true",
    ),
    "ako.values": (POOL, ("ako", "values"), {}, {"AKOSettings": {"enableEVH": True}}),
    "mesh.name": (MESH_CA, ("mesh", "name"), "continent", "island"),
    "mesh.size": (MESH_CA, ("mesh", "size"), 255, 511),
    "mesh.certificates": (
        MESH,
        ("mesh", "certificates"),
        {"source": "external"},
        {"source": "certmanager", "issuer": {"name": "mesh"}},
    ),
    "mesh.certificates[certmanager].issuer": (
        MESH,
        ("mesh", "certificates", "issuer"),
        {"name": "mesh"},
        {"name": "other"},
    ),
    "mesh.certificates[certmanager].issuer.name": (
        MESH,
        ("mesh", "certificates", "issuer", "name"),
        "mesh",
        "other",
    ),
    "mesh.certificates[certmanager].issuer.kind": (
        MESH,
        ("mesh", "certificates", "issuer", "kind"),
        "ClusterIssuer",
        "Issuer",
    ),
    "mesh.certificates[certmanager].issuer.group": (
        MESH,
        ("mesh", "certificates", "issuer", "group"),
        "cert-manager.io",
        "example.test",
    ),
    "mesh.address": (MESH_CA, ("mesh", "address"), "10.20.0.7", "10.20.0.8"),
    "mesh.peers": (MESH_CA, ("mesh", "peers"), MESH["mesh"]["peers"], []),
    "mesh.peers.name": (MESH_CA, ("mesh", "peers", 0, "name"), "west", "north"),
    "mesh.peers.address": (MESH_CA, ("mesh", "peers", 0, "address"), "10.1.0.1", "a.example.test"),
    "mesh.peers.port": (MESH_CA, ("mesh", "peers", 0, "port"), 2379, 32379),
    "acknowledge.reason": (
        EXTERNAL,
        ("acknowledge",),
        {"etcd-plain": {"reason": "NET-1"}},
        {"etcd-plain": {"reason": "NET-2"}},
    ),
    "acknowledge.to": (
        POOL,
        ("acknowledge",),
        {"pool-replaced": {"reason": "NET-1"}},
        {"pool-replaced": {"reason": "NET-1", "to": "3f9c1a"}},
    ),
    "cilium-ako:cluster": (POOL, ("cluster",), POOL["cluster"], KUBERNETES["cluster"]),
    "cilium-ako:cilium": (POOL, ("cilium",), POOL["cilium"], KUBERNETES["cilium"]),
    "cilium-ako:ako": (POOL, ("ako",), AKO, {}),
    "cilium-ako:mesh": (POOL, ("mesh",), MESH["mesh"], {}),
    "cilium-ako:acknowledge": (
        POOL,
        ("acknowledge",),
        {},
        {"cluster-taken-down": {"reason": "NET-1"}},
    ),
    "cilium-ako:aviUsername": (POOL, ("aviUsername",), "admin", ""),
}
"""Key to a config in which it matters, its place, and two values."""

# what the texts of secrets change is secret: it is seen in the request, where tests can look
SECRET_FLIPS: dict[str, tuple[Config, str, str]] = {
    SecretKey.AVI_PASSWORD: (POOL, "one", "two"),
    SecretKey.AVI_TOKEN: (POOL, "one", "two"),
    SecretKey.AVI_CA: (POOL, PEM.format("one"), PEM.format("two")),
    SecretKey.IPSEC_KEY: (
        IMPORTED,
        f"3+ rfc4106(gcm(aes)) {'a' * 40} 128",
        f"3+ rfc4106(gcm(aes)) {'b' * 40} 128",
    ),
    SecretKey.ETCD_CA: (KUBERNETES, PEM.format("one"), PEM.format("two")),
    SecretKey.ETCD_CERT: (KUBERNETES, PEM.format("one"), PEM.format("two")),
    SecretKey.ETCD_KEY: (KUBERNETES, PEM_KEY.format("one"), PEM_KEY.format("two")),
    SecretKey.MESH_CA: (MESH_CA, AUTHORITY, AUTHORITY_RENEWED),
    SecretKey.MESH_CA_KEY: (MESH_CA, f"one\n{AUTHORITY_KEY}", f"two\n{AUTHORITY_KEY}"),
    SecretKey.KUBECONFIG: (POOL, '{"users": "one"}', '{"users": "two"}'),
}

SIGNED: dict[str, int] = {SecretKey.MESH_CA: 4, SecretKey.MESH_CA_KEY: 4}
"""How many resources a secret reaches that signs certificates."""

IPSEC_KEY = f"3+ rfc4106(gcm(aes)) {'a' * 40} 128"


def outcome(config: Config) -> dict[str, object]:
    """Everything that a config leads to; many keys begin with the same one."""
    return _outcome(json.dumps(config, sort_keys=True))


@cache
def _outcome(text: str) -> dict[str, object]:
    config: Config = json.loads(text)
    checked = check_config("dev", raw(config), Path(), offline=True)
    assert checked.stack is not None
    errors = parse("dev", raw(config), offline=True)[1]
    assert [schema_problem(error) for error in errors] == [], "both values must fit the shape"
    found: dict[str, object] = {
        "problems": [(each.rule, each.path, each.acknowledged) for each in checked.problems]
    }
    if not checked.ok:
        return found
    secrets = {**SECRETS}
    if config["cilium"].get("encryption", {}) and "key" in config["cilium"]["encryption"]:
        secrets["ipsecKey"] = IPSEC_KEY
    try:
        ran = run(config, secrets)
    except pulumi.RunError as error:
        found["refused"] = str(error)
        return found
    found["decisions"] = checked.decisions()
    found["values"] = [checked.helm_values("cilium"), checked.helm_values("ako")]
    found["resources"] = {
        name: (each.inputs, each.request.protect, each.request.importId)
        for name, each in ran.resources.items()
    }
    found["log"] = [line for line in ran.log if "acknowledged (" in line]
    return found


def test_every_key_has_an_entry() -> None:
    named = {*FLIPS, *(f"{PROJECT}:{key}" for key in SECRET_FLIPS)}
    assert named == EVERY


LATER = {
    # judged where a change is seen: `tests/changes` shows that the digest opens one change only
    "acknowledge.to",
    # for stacks beside one another and the operator's policy: `tests/fleet`, `tests/aws`
    "cluster.vpcId",
}


@pytest.mark.parametrize("key", sorted(FLIPS))
def test_a_key_changes_something(key: str) -> None:
    config, steps, first, second = FLIPS[key]

    def with_value(value: object) -> Config:
        return without(config, *steps) if value is None else changed(config, (steps, value))

    one = outcome(with_value(first))
    assert "resources" in one, "a key that only moves between two errors would prove nothing"
    if key not in LATER:
        two = outcome(with_value(second))
        assert json.dumps(one, default=str) != json.dumps(two, default=str)


@pytest.mark.parametrize("key", SECRET_FLIPS)
def test_a_secret_reaches_a_resource(key: str) -> None:
    config, first, second = SECRET_FLIPS[key]
    rest = {**SECRETS, "ipsecKey": IPSEC_KEY}
    requests = []
    for text in (first, second):
        resources = run(config, {**rest, key: text}).resources
        requests.append({name: str(each.request.object) for name, each in resources.items()})
    different = {name for name in requests[0] if requests[0][name] != requests[1][name]}
    assert len(different) == SIGNED.get(key, 1)
