"""Values that are not known yet: what does not hang on them is found, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from cilium_ako.changes.facts import Hidden
from cilium_ako.policies.fillings import MOST_HIDDEN
from cilium_ako.policies.judge import Judgement, judge_pair, judge_release
from tests.policies.declared import properties, released

UNKNOWN = Hidden("it is not known before the update")


def judged(values: Mapping[str, Any], version: str = "1.18.12") -> Judgement:
    return judge_release(released("cilium", properties("cilium", version, values)))


def rules(judgement: Judgement) -> list[str]:
    return [each.rule for each in judgement.findings]


def test_what_hangs_on_an_unknown_value_is_not_found() -> None:
    native = {"routingMode": "native"}
    assert rules(judged(native)) == ["native-cidr-missing"]
    unknown = judged({**native, "ipv4NativeRoutingCIDR": UNKNOWN})
    assert rules(unknown) == []
    assert [each.property for each in unknown.unread] == ["values.ipv4NativeRoutingCIDR"]
    assert unknown.unread[0].reason == UNKNOWN.reason


def test_what_does_not_hang_on_it_is_found() -> None:
    found = judged({"routingMode": "native", "k8sServiceHost": UNKNOWN, "tunnel": "disabled"})
    assert rules(found) == ["native-cidr-missing", "values-removed"]


@pytest.mark.parametrize("key", ["routingMode", "enableIPv4Masquerade"])
def test_an_unknown_switch_may_be_either(key: str) -> None:
    values = {"routingMode": "native", "enableIPv4Masquerade": True}
    assert rules(judged(values)) == ["native-cidr-missing"]
    assert rules(judged({**values, key: UNKNOWN})) == []


def test_an_unknown_element_makes_its_list_unknown() -> None:
    pools = {"ipam": {"operator": {"clusterPoolIPv4PodCIDRList": ["20.42.0.0/16", UNKNOWN]}}}
    found = judged(pools)
    assert rules(found) == []
    place = "values.ipam.operator.clusterPoolIPv4PodCIDRList"
    assert [each.property for each in found.unread] == [place]


def test_of_too_many_unknown_values_nothing_is_guessed() -> None:
    many = {f"key{number}": UNKNOWN for number in range(MOST_HIDDEN + 1)}
    found = judged({"routingMode": "native", **many}, "1.15.19")
    assert rules(found) == ["cilium-end-of-life"]
    assert len(found.unread) == len(many)


def test_a_mode_that_no_stack_can_have_leaves_addresses_out() -> None:
    found = judged({"ipam": {"mode": "multi-pool"}, "routingMode": "native", "tunnel": "vxlan"})
    assert rules(found) == ["values-removed"]
    assert [each.property for each in found.unread] == ["values.ipam.mode"]


def test_a_pair_with_an_unknown_mode_is_not_judged() -> None:
    ako = released("ako", properties("ako", "1.13.4", {"AKOSettings": {"cniPlugin": ""}}))
    mode: dict[str, Any] = {"ipam": {"mode": "cluster-pool"}}
    for told, expected in ((mode, ["pair-cni-plugin"]), ({"ipam": {"mode": UNKNOWN}}, [])):
        cilium = released("cilium", properties("cilium", "1.18.12", told))
        found = [each.rule for each in judge_pair(cilium, ako)]
        assert [each for each in found if each.startswith("pair-")] == expected
