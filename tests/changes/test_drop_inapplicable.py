"""What has no effect is no fact."""

from __future__ import annotations

import pytest

from cilium_ako.catalogue.facts import Value
from cilium_ako.catalogue.release import Release
from cilium_ako.changes.drop_inapplicable import drop_inapplicable, drop_inapplicable_of_ako

DROPPED: dict[str, tuple[dict[str, Value], set[str]]] = {
    "pools of another mode": (
        {"ipam.mode": "kubernetes", "ipam.pools": ("10.0.0.0/8",), "ipam.mask": 24},
        {"ipam.pools", "ipam.mask"},
    ),
    "IPv6 that is off": (
        {
            "ipv6": False,
            "ipam.mode": "cluster-pool",
            "ipam.pools": ("10.0.0.0/8",),
            "ipam.poolsIpv6": ("fd00::/104",),
            "routing.nativeCidrIpv6": "fd00::/64",
            "masquerade.enabledIpv6": True,
        },
        {"ipam.poolsIpv6", "routing.nativeCidrIpv6", "masquerade.enabledIpv6"},
    ),
    "IPv4 that is off": (
        {
            "ipv4": False,
            "ipv6": True,
            "ipam.mode": "cluster-pool",
            "ipam.pools": ("10.0.0.0/8",),
            "ipam.poolsIpv6": ("fd00::/104",),
            "ipam.mask": 24,
            "ipam.maskIpv6": 120,
        },
        {"ipam.pools", "ipam.mask"},
    ),
    "interfaces of another mode": (
        {"ipam.mode": "cluster-pool", "eni.enabled": False, "eni.subnetIds": ("a",)},
        {"eni.subnetIds"},
    ),
    "the port of no tunnel": (
        {"routing.tunnel": "disabled", "routing.port": 8472},
        {"routing.port"},
    ),
    "load balancing beside kube-proxy": (
        {"kubeProxyReplacement": False, "nodePort.mode": "dsr", "maglev.tableSize": 16381},
        {"nodePort.mode", "maglev.tableSize"},
    ),
    "DSR's way of SNAT": (
        {"kubeProxyReplacement": True, "nodePort.mode": "snat", "nodePort.dsrDispatch": "opt"},
        {"nodePort.dsrDispatch"},
    ),
    "endpoints of no kvstore": (
        {"kvstore.enabled": False, "kvstore.endpoints": ("https://a:1",), "kvstore.tls": True},
        {"kvstore.endpoints", "kvstore.tls"},
    ),
    "a key of no encryption": (
        {"encryption.type": "none", "encryption.ipsecSecret": "keys", "ipsec.keyId": 3},
        {"encryption.ipsecSecret", "ipsec.keyId"},
    ),
    "a range of no strict mode": (
        {"encryption.type": "wireguard", "encryption.strict": False, "encryption.strictCidr": ""},
        {"encryption.strictCidr"},
    ),
}


@pytest.mark.parametrize("case", DROPPED)
def test_what_does_not_apply_is_dropped(case: str) -> None:
    given, dropped = DROPPED[case]
    known, unknown = dict(given), dict.fromkeys(dropped, "it is hidden")
    drop_inapplicable(known, unknown, Release(1, 18))
    assert set(known) == set(given) - dropped
    assert unknown == {}


def test_what_hangs_on_something_unknown_stays() -> None:
    known: dict[str, Value] = {"ipam.pools": ("10.0.0.0/8",), "encryption.ipsecSecret": "keys"}
    unknown = {"ipam.mode": "it is hidden", "encryption.type": "it is hidden"}
    drop_inapplicable(known, unknown, None)
    assert set(known) == {"ipam.pools", "encryption.ipsecSecret"}


def test_identities_in_a_kvstore_that_is_off_are_objects() -> None:
    known: dict[str, Value] = {"kvstore.enabled": False, "identityAllocation": "kvstore"}
    drop_inapplicable(known, {}, None)
    assert known["identityAllocation"] == "crd"


def test_labels_of_nodes_count_with_node_ports_only() -> None:
    known: dict[str, Value] = {"ako.serviceType": "ClusterIP", "ako.nodePortSelector.key": "pool"}
    drop_inapplicable_of_ako(known)
    assert known == {"ako.serviceType": "ClusterIP"}
