"""Stacks of both families and of IPv6 alone: what each minor's chart makes of their values."""

from __future__ import annotations

import pytest

from cilium_ako.changes.from_configmap import cilium_facts_from_configmap
from cilium_ako.changes.from_stack import facts_from_stack
from tests.charts.families import FAMILY_CASES, family_configs
from tests.charts.grid import CILIUM, checked, config, values_of
from tests.charts.real_charts import config_map, rendered

FACTS = (
    "ipv4",
    "ipv6",
    "ipam.pools",
    "ipam.poolsIpv6",
    "ipam.mask",
    "ipam.maskIpv6",
    "ipam.requireRangeIpv6",
    "routing.nativeCidr",
    "routing.nativeCidrIpv6",
    "routing.underlay",
    "masquerade.enabled",
    "masquerade.enabledIpv6",
)
"""What a stack and the ConfigMap that is made of it must say alike."""

DUAL = {"enable-ipv4": "true", "enable-ipv6": "true"}
IPV6 = {"enable-ipv4": "false", "enable-ipv6": "true"}
POOLS = {
    "cluster-pool-ipv6-cidr": "fd00:42::/104 fd00:42:1::/104",
    "cluster-pool-ipv6-mask-size": "118",
    "cluster-pool-ipv4-cidr": "10.42.0.0/16",
    "cluster-pool-ipv4-mask-size": "25",
}
POOLS_IPV6 = {
    "cluster-pool-ipv6-cidr": "fd00:42::/104",
    "cluster-pool-ipv6-mask-size": "120",
}

SAYS: dict[str, dict[str, str]] = {
    "dual-pool-tunnel": {**DUAL, **POOLS, "enable-ipv6-masquerade": "true"},
    "dual-ranges-native": {
        **DUAL,
        "k8s-require-ipv4-pod-cidr": "true",
        "k8s-require-ipv6-pod-cidr": "true",
        "ipv4-native-routing-cidr": "10.42.0.0/16",
        "ipv6-native-routing-cidr": "fd00:42::/64",
        "enable-ipv6-masquerade": "true",
    },
    "dual-masquerade-ipv4": {
        **DUAL,
        **POOLS,
        "enable-ipv4-masquerade": "true",
        "enable-ipv6-masquerade": "false",
    },
    "ipv6-pool-native": {**IPV6, **POOLS_IPV6, "ipv6-native-routing-cidr": "fd00:42::/64"},
    "ipv6-ranges-native": {**IPV6, "k8s-require-ipv6-pod-cidr": "true"},
    "ipv6-pool-tunnel": {**IPV6, **POOLS_IPV6, "underlay-protocol": "ipv6"},
    "dual-eni": {**DUAL, "ipam": "eni", "enable-ipv6-masquerade": "false"},
}
LACKS: dict[str, set[str]] = {
    "dual-masquerade-ipv4": {"ipv6-native-routing-cidr"},
    "ipv6-pool-native": {"cluster-pool-ipv4-cidr", "ipv4-native-routing-cidr", "underlay-protocol"},
    "dual-eni": {"ipv6-native-routing-cidr"},
}


@pytest.mark.parametrize(("version", "name"), FAMILY_CASES)
def test_the_chart_tells_agents_of_both_families(version: str, name: str) -> None:
    objects = rendered("cilium", version, values_of(family_configs(version)[name]), CILIUM[version])
    data = config_map(objects, "cilium-config")
    assert {key: data.get(key) for key in SAYS[name]} == SAYS[name]
    assert not data.keys() & LACKS.get(name, set())
    stack = checked(family_configs(version)[name]).stack
    assert stack is not None
    said, shown = facts_from_stack(stack), cilium_facts_from_configmap(data)
    for fact in FACTS:
        assert said.get(fact) == shown.get(fact), fact


@pytest.mark.parametrize("version", CILIUM)
@pytest.mark.parametrize("mode", ["cluster-pool", "kubernetes", "eni"])
def test_a_stack_of_ipv4_is_told_nothing_of_families(version: str, mode: str) -> None:
    values = values_of(config(version, mode, "plain"))
    assert not {"ipv4", "ipv6", "enableIPv6Masquerade", "ipv6NativeRoutingCIDR"} & values.keys()
    assert "requireIPv6PodCIDR" not in values.get("k8s", {})
    operator = values["ipam"].get("operator", {})
    assert not {"clusterPoolIPv6PodCIDRList", "clusterPoolIPv6MaskSize"} & operator.keys()
