"""What a Cilium release is told, as keys of a stack's `cilium`: `charts.cilium` read upwards.

A key is written where leaving it out would derive something else than the release has.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cilium_ako.adopt.told import Told
from cilium_ako.catalogue.cilium import features
from cilium_ako.catalogue.cilium.ipam import DEFAULT_NODE_MASK, DEFAULT_NODE_MASK_IPV6
from cilium_ako.catalogue.cilium.ports import TUNNEL_PORTS
from cilium_ako.catalogue.facts import Value

Config = dict[str, object]
"""A part of a stack's config as its file has it."""

_CHAINED: Final = ("aws-cni", "flannel", "generic-veth", "portmap")
"""Plugins that a stack's `cni.chaining.mode` names."""


def cilium_config(told: Told) -> Config:
    """The keys of `cilium`, without `values`. What no Helm value says is left out."""
    found: Config = {}
    if told.release.version is not None:
        found["version"] = str(told.release.version)
    for name, value in _parts(told):
        if value not in (None, {}):
            found[name] = value
    return found


def follows_vpc_plugin(told: Told) -> bool:
    """Whether another plugin gives pods addresses of the VPC."""
    return told.fact("cni.chainingMode") == "aws-cni" and not told.differs("ipam.mode")


def _parts(told: Told) -> Iterator[tuple[str, object]]:
    yield "ipam", _ipam(told)
    yield "routing", _routing(told)
    yield "mtu", _number(told.raw("MTU")) or None
    yield "masquerade", _masquerade(told)
    replaces = told.fact("kubeProxyReplacement") is True
    yield "kubeProxyReplacement", True if replaces else None
    if replaces:
        yield "nodePort", _node_port(told)
    yield "kvstore", _kvstore(told)
    yield "encryption", _encryption(told)
    yield "sctp", True if told.fact("sctp") is True else None
    yield "l7Proxy", False if told.fact("l7Proxy") is False else None
    yield "hubble", _hubble(told)
    yield from _features(told)


def _in_vpc(told: Told) -> bool:
    return told.fact("ipam.mode") == "eni" or follows_vpc_plugin(told)


def _ipam(told: Told) -> Config | None:
    if follows_vpc_plugin(told):
        return None
    mode = told.fact("ipam.mode")
    if mode == "eni":
        return {"mode": mode, **dict(_eni(told))}
    if mode != "cluster-pool":
        return {"mode": mode}
    found: Config = {"mode": mode, "podCidrs": [*_texts(told, "ipam.pools")]}
    if told.fact("ipv6") is True:
        found["podCidrs"] = [*_texts(told, "ipam.pools"), *_texts(told, "ipam.poolsIpv6")]
    if told.fact("ipv4") is not False:
        found["nodeMaskSize"] = told.fact("ipam.mask") or DEFAULT_NODE_MASK
    if told.fact("ipv6") is True:
        found["nodeMaskSizeIpv6"] = told.fact("ipam.maskIpv6") or DEFAULT_NODE_MASK_IPV6
    return found


def _eni(told: Told) -> Iterator[tuple[str, object]]:
    subnets = _texts(told, "eni.subnetIds")
    if subnets:
        yield "subnetIds", list(subnets)
    tags = dict(_pair(each) for each in _texts(told, "eni.subnetTags"))
    if tags:
        yield "subnetTags", tags
    if told.fact("eni.prefixDelegation") is True:
        yield "prefixDelegation", True
    role = told.raw("eni.iamRole")
    if isinstance(role, str) and role:
        yield "operatorRole", {"source": "existing", "arn": role}


def _pair(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name, value


def _texts(told: Told, fact: str) -> tuple[str, ...]:
    value = told.fact(fact)
    return value if isinstance(value, tuple) else ()


def _routing(told: Told) -> Config | None:
    tunnel = told.fact("routing.tunnel")
    if tunnel == "disabled":
        found: Config = {"mode": "native"}
        for key, fact in (("cidr", "routing.nativeCidr"), ("cidrIpv6", "routing.nativeCidrIpv6")):
            if told.fact(fact) is not None:
                found[key] = told.fact(fact)
        if told.fact("routing.autoDirectNodeRoutes") is True:
            found["autoDirectNodeRoutes"] = True
        return None if _in_vpc(told) and len(found) == 1 else found
    asked = _number(told.raw("tunnelPort"))
    own = TUNNEL_PORTS.get(str(tunnel))
    if tunnel == "vxlan" and asked in (0, own) and not _in_vpc(told):
        return None
    return {"mode": "tunnel", "protocol": tunnel, **({"port": asked} if asked else {})}


def _masquerade(told: Told) -> Config:
    found: Config = {}
    enabled = told.fact("masquerade.enabled")
    if isinstance(enabled, bool) and enabled == _in_vpc(told):
        found["enabled"] = enabled
    of_ipv6 = told.fact("masquerade.enabledIpv6")
    if told.fact("ipv6") is True and of_ipv6 != enabled:
        found["enabledIpv6"] = of_ipv6
    if told.fact("masquerade.bpf") is True:
        found["bpf"] = True
    interfaces = told.raw("egressMasqueradeInterfaces")
    if interfaces:
        found["interfaces"] = _words(interfaces)
    return found


def _words(given: object) -> list[str]:
    """The elements of what a chart takes as a list, or as a text with commas or blanks."""
    if isinstance(given, list | tuple):
        return [str(each) for each in given]
    return str(given).replace(",", " ").split()


def _number(given: object) -> int:
    """A whole number, also where it is written as a text or as Helm's float; 0 where it is none."""
    if isinstance(given, bool) or not isinstance(given, int | float | str):
        return 0
    try:
        return int(given)
    except ValueError:
        return 0


def _node_port(told: Told) -> Config:
    found: Config = {}
    ports = _words(told.raw("nodePort.range") or "")
    if len(ports) == 2:
        found["range"] = "-".join(ports)
    for key, fact, usual in (
        ("mode", "nodePort.mode", "snat"),
        ("dsrDispatch", "nodePort.dsrDispatch", "opt"),
        ("acceleration", "nodePort.acceleration", "disabled"),
        ("algorithm", "nodePort.algorithm", "random"),
        ("healthzBindAddress", "nodePort.healthzBindAddress", ""),
    ):
        value = told.fact(fact)
        if value is not None and value != usual:
            found[key] = value
    return found


def _kvstore(told: Told) -> Config | None:
    if told.fact("kvstore.enabled") is not True:
        return None
    endpoints = told.raw("etcd.endpoints")
    tls = told.fact("kvstore.tls") is True
    found: Config = {
        "mode": "external",
        "endpoints": _words(endpoints) if endpoints else [],
        "tls": {"source": "external" if tls else "none"},
    }
    allocation = told.fact("identityAllocation")
    if allocation not in (None, "crd"):
        found["identityAllocation"] = allocation
    return found


def _encryption(told: Told) -> Config | None:
    kind = told.fact("encryption.type")
    if kind in (None, "none"):
        return None
    found: Config = {"type": kind}
    if kind == "ipsec":
        # the key stays where it is: nobody may change it in passing
        found["key"] = {"source": "external", "name": told.fact("encryption.ipsecSecret")}
    if kind == "wireguard" and told.fact("encryption.nodeEncryption") is True:
        found["nodeEncryption"] = True
    if told.fact("encryption.strict") is True:
        found["strict"] = {"cidr": told.fact("encryption.strictCidr")}
    return found


def _hubble(told: Told) -> Config:
    found: Config = {}
    if told.fact("hubble.enabled") is False:
        found["enabled"] = False
    for key in ("relay", "ui"):
        if told.fact(f"hubble.{key}") is True:
            found[key] = True
    method = told.raw("hubble.tls.auto.method")
    if told.differs("hubble.tls.auto.method") and method:
        found["tls"] = {"method": method}
        issuer = told.raw("hubble.tls.auto.certManagerIssuerRef")
        if isinstance(issuer, dict) and issuer.get("name"):
            known = ("name", "kind", "group")
            found["tls"] = {
                "method": method,
                "issuer": {key: issuer[key] for key in known if issuer.get(key)},
            }
    return found


def _features(told: Told) -> Iterator[tuple[str, object]]:
    yield "operator", _operator(told)
    yield "envoy", _envoy(told)
    yield "cni", _cni(told)
    devices = told.raw("devices")
    yield "devices", _words(devices) if devices else None
    yield "datapath", told.raw("bpf.datapathMode") if told.differs("bpf.datapathMode") else None
    for name, key in (
        ("endpointRoutes", "endpointRoutes.enabled"),
        ("localRedirect", told.key_of("localRedirect")),
        ("hostFirewall", "hostFirewall.enabled"),
    ):
        if key and told.differs(key):
            yield name, _switch(told.raw(key))
    if told.differs("socketLB.enabled") or told.differs("socketLB.hostNamespaceOnly"):
        keys = ("enabled", "hostNamespaceOnly")
        yield "socketLb", {key: _switch(told.raw(f"socketLB.{key}")) for key in keys}
    if told.differs("bandwidthManager.enabled"):
        bbr = _switch(told.raw("bandwidthManager.bbr"))
        yield "bandwidth", {"enabled": True, **({"bbr": True} if bbr else {})}
    families = {
        name: _switch(told.raw(key))
        for name, key in (("ipv4", "enableIPv4BIGTCP"), ("ipv6", "enableIPv6BIGTCP"))
    }
    if any(families.values()):
        yield "bigTcp", families
    for name, fact in (
        ("l2Announcements", "l2Announcements"),
        ("loadBalancerIpam", "loadBalancerIpam"),
        ("gatewayApi", "gatewayAPI"),
        ("ingress", "ingressController"),
        ("egressGateway", "egressGateway"),
    ):
        key = told.key_of(fact)
        if key and told.differs(key):
            yield name, {"enabled": _switch(told.raw(key))}


def _switch(value: object) -> object:
    """A chart's switch as a boolean; what is none stays, for a check to name."""
    if value is None or value == "":
        return False
    return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value


def _operator(told: Told) -> Config:
    replicas = told.raw("operator.replicas")
    return {"replicas": _number(replicas)} if told.differs("operator.replicas") else {}


def _envoy(told: Told) -> Value | None:
    if told.fact("envoy.daemonSet") is False and features.ENVOY_FOLLOWS_L7_PROXY.is_in(told.minor):
        return "embedded" if told.fact("l7Proxy") is not False else None
    asked = told.key_of("envoy.asked")
    return "daemonset" if asked and _switch(told.raw(asked)) is True else None


def _cni(told: Told) -> Config:
    found: Config = {}
    mode = told.raw("cni.chainingMode")
    chained = mode in _CHAINED
    if chained:
        target = told.raw("cni.chainingTarget")
        found["chaining"] = {"mode": mode, **({"target": target} if target else {})}
    exclusive = _switch(told.raw("cni.exclusive"))
    if exclusive is not (not chained or mode == "portmap"):
        found = {"exclusive": exclusive, **found}
    paths = {
        name: told.raw(key)
        for name, key in (("binaries", "cni.binPath"), ("configuration", "cni.confPath"))
        if told.differs(key)
    }
    if paths:
        found["paths"] = paths
    return found
