"""The keys of a stack's config that a running cluster shows beside its releases."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_address, ip_network
from typing import Final, TypeAlias
from urllib.parse import urlsplit

from cilium_ako.adopt.found import Sourced
from cilium_ako.adopt.live_reading import REGION, LiveNode, Reading
from cilium_ako.catalogue.distribution_signs import SIGNS, DistributionSign
from cilium_ako.catalogue.release import Release
from cilium_ako.doctor.json_access import string_at, string_map_at
from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.kubernetes_yaml import load_kubernetes_yaml

Network: TypeAlias = IPv4Network | IPv6Network
Key = tuple[str, Sourced]
"""A path of the config below the project, and what is said of it."""

_NEIGHBOURS: Final = {4: 24, 6: 64}
"""The length of the range around a node's address that is taken for its subnet, by family."""
_MOST_SUBNETS: Final = 8
"""More subnets than this are told as the one range around them all."""


def cluster_keys(reading: Reading, *, replaces_kube_proxy: bool) -> Iterator[Key]:
    """What the cluster shows of itself; what was not read is left out."""
    nodes = reading.nodes
    version = Release.parse(string_at(reading.object("version"), "gitVersion"))
    if version is not None:
        yield "cluster.kubernetesVersion", Sourced(str(version.minor_release), "the API server")
    kernels = [found for each in nodes if (found := _kernel(each)) is not None]
    if kernels:
        yield "cluster.kernelVersion", Sourced(str(min(kernels).minor_release), "the oldest node")
    yield from _addresses(reading)
    if nodes:
        yield "cluster.maxNodes", Sourced(len(nodes), "the nodes that there are", assumed=True)
        control_planes = sum(each.control_plane for each in nodes)
        if control_planes:
            yield "cluster.controlPlanes", Sourced(control_planes, "the nodes' labels")
        pods = max((int(each.pods) for each in nodes if each.pods.isdecimal()), default=0)
        if pods:
            yield "cluster.maxPodsPerNode", Sourced(pods, "the nodes' capacity")
    distribution = _distribution(reading)
    if distribution:
        yield "cluster.distribution", Sourced(distribution, "the nodes", assumed=True)
    yield from _platform(nodes, distribution)
    proxy = _kube_proxy(reading, replaces_kube_proxy=replaces_kube_proxy)
    if proxy is not None:
        yield "cluster.kubeProxy", proxy


def _kernel(node: LiveNode) -> Release | None:
    found = re.match(r"\d+\.\d+", node.kernel)
    return Release.parse(found[0]) if found else None


def _addresses(reading: Reading) -> Iterator[Key]:
    server = _server(reading.address)
    if server:
        yield "cluster.apiServer", Sourced([server], "the kubeconfig")
    subnets = [cidr for each in reading.cilium_nodes for cidr in each.subnet_cidrs]
    if subnets:
        ranges = [str(each) for each in _collapsed(subnets)]
        yield "cluster.nodeCidrs", Sourced(ranges, "CiliumNodes")
    elif reading.nodes:
        ranges = [str(each) for each in _around(reading.nodes)]
        if ranges:
            yield "cluster.nodeCidrs", Sourced(ranges, "the nodes' addresses", assumed=True)
    services = list(reading.found.get("service_cidrs") or ())
    source = "ServiceCIDRs"
    if not services:
        services, source = _kubeadm(reading, "serviceSubnet"), "kubeadm-config"
    if services:
        yield "cluster.serviceCidrs", Sourced(services, source)
    vpc = [cidr for each in reading.cilium_nodes for cidr in each.vpc_cidrs]
    if vpc:
        ranges = [str(each) for each in _collapsed(vpc)]
        yield "cilium.ipam.vpcCidrs", Sourced(ranges, "CiliumNodes")
    pods = _kubeadm(reading, "podSubnet")
    if pods:
        yield "cilium.ipam.podCidrs", Sourced(pods, "kubeadm-config")
    else:
        given = [cidr for each in reading.nodes for cidr in each.pod_cidrs]
        ranges = [str(each) for each in _covering(given)]
        if ranges:
            source = "the nodes' ranges"
            yield "cilium.ipam.podCidrs", Sourced(ranges, source, assumed=True)


def _server(address: str) -> str:
    """The API server as nodes may dial it: no loopback, which is a tunnel of this machine's."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    if parts.scheme != "https" or not host or host == "localhost":
        return ""
    try:
        if ip_address(host).is_loopback:
            return ""
    except ValueError:
        pass
    shown = f"[{host}]" if ":" in host else host
    return f"https://{shown}:{parts.port or 443}"


def _networks(texts: Iterable[str]) -> Iterator[Network]:
    for each in texts:
        try:
            yield ip_network(each, strict=False)
        except ValueError:
            continue


def _collapsed(texts: Iterable[str]) -> list[Network]:
    found = list(_networks(texts))
    return [
        *collapse_addresses(each for each in found if isinstance(each, IPv4Network)),
        *collapse_addresses(each for each in found if isinstance(each, IPv6Network)),
    ]


def _around(nodes: Iterable[LiveNode]) -> list[Network]:
    """The subnets that nodes' addresses point to."""
    texts = [
        f"{address}/{_NEIGHBOURS[6 if ':' in address else 4]}"
        for each in nodes
        for address in each.addresses
    ]
    found = _collapsed(texts)
    return found if len(found) <= _MOST_SUBNETS else _covering(texts)


def _covering(texts: Iterable[str]) -> list[Network]:
    """The smallest range around all of each family."""
    found = _collapsed(texts)
    families: list[list[Network]] = [
        [each for each in found if each.version == version] for version in (4, 6)
    ]
    covering = []
    for networks in families:
        if not networks:
            continue
        whole = networks[0]
        last = networks[-1].broadcast_address
        while int(last) > int(whole.broadcast_address):
            whole = whole.supernet()
        covering.append(whole)
    return covering


def _kubeadm(reading: Reading, key: str) -> list[str]:
    """A range of kubeadm's ClusterConfiguration; one for each family."""
    data = string_map_at(reading.object("kubeadm_config"), "data")
    try:
        configuration = load_kubernetes_yaml(data.get("ClusterConfiguration", ""))
    except DocumentError:
        return []
    found = string_at(configuration, "networking", key)
    return [each.strip() for each in found.split(",") if each.strip()]


def _distribution(reading: Reading) -> str:
    for sign in SIGNS:
        if any(_shows(each, sign) for each in reading.nodes):
            return sign.distribution
    return "kubeadm" if reading.object("kubeadm_config") else ""


def _shows(node: LiveNode, sign: DistributionSign) -> bool:
    return bool(
        (sign.label and sign.label in node.labels)
        or (sign.kubelet and sign.kubelet in node.kubelet)
        or (sign.image and node.image.startswith(sign.image))
        or (sign.provider and node.provider.startswith(sign.provider))
    )


def _platform(nodes: Iterable[LiveNode], distribution: str) -> Iterator[Key]:
    for each in nodes:
        if each.provider.startswith("aws://"):
            if distribution != "eks":
                yield "cluster.platform", Sourced("aws", "the nodes' provider")
            if REGION in each.labels:
                yield "cluster.region", Sourced(each.labels[REGION], "the nodes' labels")
            return


def _kube_proxy(reading: Reading, *, replaces_kube_proxy: bool) -> Sourced | None:
    """Which kube-proxy there is; None where nothing shows it."""
    if "kube_proxy" in reading.unread:
        return None
    there = bool(reading.object("kube_proxy")) or bool(reading.found.get("kube_proxy_pods"))
    if not there:
        # k3s and others run it inside of another process
        return None if not replaces_kube_proxy else Sourced("absent", "the cluster")
    data = string_map_at(reading.object("kube_proxy_config"), "data")
    text = data.get("config.conf") or data.get("config") or ""
    try:
        mode = string_at(load_kubernetes_yaml(text), "mode") if text else ""
    except DocumentError:
        mode = ""
    known = mode in ("iptables", "ipvs", "nftables")
    return Sourced(mode if known else "iptables", "kube-proxy's ConfigMap", assumed=not known)
