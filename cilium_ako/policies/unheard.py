"""Values that nothing hears beside the others.

Taking a release over drops them, as it may: a stack has no key for what changes nothing. Whoever
wrote them means something all the same, and the rules about such keys say so.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cilium_ako.adopt.told import Told
from cilium_ako.catalogue.cilium import features
from cilium_ako.catalogue.cilium.ipam import DEFAULT_NODE_MASK_IPV6
from cilium_ako.config.stack import key_path
from cilium_ako.rules.problem import Finding

_OF_IPV6: Final = ("ipam.operator.clusterPoolIPv6MaskSize", "ipv6NativeRoutingCIDR")
_OF_NODE_PORTS: Final = ("mode", "dsrDispatch", "acceleration", "algorithm")
_NODE_ENCRYPTION: Final = "encryption.nodeEncryption"


def unheard_findings(cilium: Told) -> Iterator[tuple[str, Finding]]:
    """Every value that says something and is not heard, by the rule about such values."""
    if cilium.fact("ipv6") is not True:
        for key in _OF_IPV6:
            if cilium.raw(key) not in (None, "", DEFAULT_NODE_MASK_IPV6):
                yield "ipv6-keys-unused", _at(key)
    if cilium.fact("kubeProxyReplacement") is not True:
        for name in _OF_NODE_PORTS:
            key = f"loadBalancer.{name}"
            if cilium.said(key) and cilium.differs(key):
                yield "node-port-unused", _at(key)
    asked = cilium.fact("encryption.type") == "wireguard" and cilium.raw(_NODE_ENCRYPTION) is True
    if asked and not features.WIREGUARD_NODE_ENCRYPTION.is_in(cilium.version):
        yield "wireguard-node-encryption-old", _at(_NODE_ENCRYPTION)


def _at(key: str) -> Finding:
    return Finding(key_path("cilium", "values", *key.split(".")), "")
